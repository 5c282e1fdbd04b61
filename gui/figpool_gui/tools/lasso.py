"""Draw around several marks to select them."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QPolygonF

from figpool_gui import theme
from figpool_gui.tools.base import Gesture, Tool, tr


class LassoTool(Tool):
    """A free line; what it surrounds is selected."""

    name = "lasso"
    cursor = Qt.CursorShape.CrossCursor
    _places: tuple[QPointF, ...] = ()
    _around: tuple[QPointF, ...] = ()

    @property
    def hint(self) -> str:
        """What to do."""
        return tr("Draw around the marks you want; Shift adds to those selected.")

    def press(self, gesture: Gesture) -> bool:
        """Begin."""
        self._places, self._around = (gesture.place,), (QPointF(*gesture.at),)
        return True

    def drag(self, gesture: Gesture) -> None:
        """Go on."""
        self._places += (gesture.place,)
        self._around += (QPointF(*gesture.at),)
        self.canvas.update_all()

    def release(self, gesture: Gesture, *, moved: bool) -> None:
        """Select what is inside."""
        polygon, extraction = QPolygonF(self._around), self.session.extraction
        self._places = self._around = ()
        if extraction is None:
            return
        rule = Qt.FillRule.OddEvenFill
        inside = [m.id for m in extraction.marks if polygon.containsPoint(QPointF(*m.mark.position), rule)]
        self.session.select((*self.session.selected, *inside) if gesture.more else inside)
        self.canvas.update_all()

    def paint(self, painter: QPainter) -> None:
        """Draw the line."""
        color = QColor(theme.LIGHT.accent)
        painter.setPen(QPen(color, 1.5, Qt.PenStyle.DashLine))
        color.setAlpha(30)
        painter.setBrush(color)
        painter.drawPolygon(QPolygonF(self._places))
