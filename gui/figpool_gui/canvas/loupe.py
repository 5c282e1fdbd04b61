"""The loupe: the pixels under the cursor, eight times as large, with a cross-hair."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from figpool_gui import theme
from figpool_gui.pictures import Picture

_SIZE, _FOOT, _ZOOM = 176, 24, 8.0


class Loupe(QWidget):
    """Shows the surroundings of a place in the figure; lies over the canvas and takes no mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(_SIZE, _SIZE + _FOOT)
        self.setAccessibleName(self.tr("Loupe"))
        self._picture: Picture | None = None
        self._at = QPointF()
        self._grip: QPointF | None = None
        self._text = ""
        self.hide()

    def show_place(self, picture: Picture, at: QPointF, text: str, grip: QPointF | None) -> None:
        """Show a place.

        Parameters
        ----------
        picture : Picture
            The figure.
        at : QPointF
            Centre, pixels of the figure.
        text : str
            What to write below.
        grip : QPointF or None
            What is being dragged, pixels of the figure.
        """
        self._picture, self._at, self._text, self._grip = picture, at, text, grip
        self.setVisible(True)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the pixels, the cross-hair and the text."""
        if self._picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.current()
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(0.5, 0.5, _SIZE - 1, _SIZE + _FOOT - 1), 8, 8)
        painter.setClipPath(frame)
        painter.fillRect(self.rect(), QColor(colors.raised))
        self._paint_pixels(painter)
        self._paint_cross(painter)
        painter.setPen(QColor(colors.text))
        foot = QRectF(6, _SIZE, _SIZE - 12, _FOOT)
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.setPen(QPen(QColor(colors.line), 1.5))
        painter.drawPath(frame)

    def _paint_pixels(self, painter: QPainter) -> None:
        if self._picture is None:
            return
        side = _SIZE / _ZOOM
        source = QRectF(self._at.x() + 0.5 - side / 2, self._at.y() + 0.5 - side / 2, side, side)
        painter.fillRect(QRectF(0, 0, _SIZE, _SIZE), QColor(theme.current().canvas))
        painter.drawImage(QRectF(0, 0, _SIZE, _SIZE), self._picture.levels[0], source)

    def _paint_cross(self, painter: QPainter) -> None:
        middle = _SIZE / 2
        for color, width in (("#ffffff", 2.6), (theme.CROSS, 1.2)):
            painter.setPen(QPen(QColor(color), width))
            painter.drawLine(QPointF(middle, 0), QPointF(middle, _SIZE))
            painter.drawLine(QPointF(0, middle), QPointF(_SIZE, middle))
        if self._grip is not None:
            place = QPointF(middle, middle) + _ZOOM * (self._grip - self._at)
            painter.setPen(QPen(QColor(theme.FLAG), 2))
            painter.drawEllipse(place, 5, 5)
