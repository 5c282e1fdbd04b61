"""The picture on the canvas, drawn from the level that fits the zoom."""

from __future__ import annotations

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from figpool_gui.pictures import Picture

_SMOOTH_BELOW = 2.0


class PictureItem(QGraphicsItem):
    """A figure; the centre of its top-left pixel stands at (0, 0)."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Picture | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def set_picture(self, picture: Picture | None) -> None:
        """Show another picture."""
        self.prepareGeometryChange()
        self._picture = picture
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the picture with its half-pixel rim."""
        if self._picture is None:
            return QRectF()
        return QRectF(-0.5, -0.5, self._picture.width, self._picture.height)

    def paint(
        self, painter: QPainter | None, option: QStyleOptionGraphicsItem | None, widget: QWidget | None = None
    ) -> None:
        """Draw the part that is seen."""
        if painter is None or option is None or self._picture is None:
            return
        scale = option.levelOfDetailFromTransform(painter.worldTransform())
        seen = option.exposedRect.intersected(self.boundingRect()).adjusted(-2, -2, 2, 2)
        image = self._level(scale)
        fx, fy = image.width() / self._picture.width, image.height() / self._picture.height
        source = QRectF((seen.x() + 0.5) * fx, (seen.y() + 0.5) * fy, seen.width() * fx, seen.height() * fy)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < _SMOOTH_BELOW)
        painter.drawImage(seen, image, source)

    def _level(self, scale: float) -> QImage:
        """Return the smallest level that still has a pixel for every pixel of the screen."""
        levels = self._picture.levels if self._picture else ()
        chosen = 0
        while chosen + 1 < len(levels) and scale <= 0.5 ** (chosen + 1):
            chosen += 1
        return levels[chosen]
