"""Set ticks by clicking: two or more, the axis is fitted as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from figpool.core.axes import AxisCalibration, AxisScale, CalibrationPoint
from figpool.project import PanelEntry
from figpool_gui import theme
from figpool_gui.canvas.grips import snapped_tick
from figpool_gui.tools.base import Gesture, Tool, tr
from figpool_gui.tools.prompt import NumberPrompt

if TYPE_CHECKING:
    from figpool_gui.canvas.view import Canvas


class TicksTool(Tool):
    """Click a tick, type its value; from two on the axis is fitted and the rows follow."""

    name = "ticks"
    cursor = Qt.CursorShape.CrossCursor
    places = True

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.waiting: dict[str, tuple[CalibrationPoint, ...]] = {}
        self._prompt: NumberPrompt | None = None

    @property
    def hint(self) -> str:
        """What to do."""
        panel = self.session.panel
        if panel is None:
            return tr("Set the plot area first.")
        return tr("Click a tick of the value axis and type its value; two or more. {0} so far.").format(
            len(self._points(panel, "x" if panel.horizontal else "y"))
        )

    def _points(self, panel: PanelEntry, axis: str) -> tuple[CalibrationPoint, ...]:
        fitted: AxisCalibration | None = getattr(panel.axes, axis)
        kept = fitted.points if fitted else ()
        return (*kept, *self.waiting.get(axis, ()))

    def enter(self) -> None:
        """Begin with no tick waiting."""
        self.waiting = {}

    def leave(self) -> None:
        """Drop ticks that wait for a second one."""
        self.waiting = {}
        if self._prompt is not None:
            self._prompt.deleteLater()
            self._prompt = None

    def click(self, gesture: Gesture) -> None:
        """Ask for the value of the tick beside the click."""
        if self._prompt is not None:
            self._prompt.settle()
        panel, ink = self.session.panel, self.canvas.ink
        if panel is None or ink is None:
            return
        box = panel.panel.area.box
        axis = "x" if gesture.at[1] > box.y1 - self.canvas.grip_radius and gesture.at[0] > box.x0 else "y"
        at = gesture.at if gesture.free else snapped_tick(ink, axis, gesture.at)
        pixel = at[0] if axis == "x" else at[1]
        self._prompt = NumberPrompt(
            self.canvas, gesture.place, tr("value"), lambda value: self._set(panel.id, axis, pixel, value)
        )

    def _set(self, panel_id: str, axis: str, pixel: float, value: float | None) -> None:
        self._prompt = None
        panel = (
            next((p for p in self.session.extraction.panels if p.id == panel_id), None)
            if self.session.extraction
            else None
        )
        if value is None or panel is None:
            return
        new = CalibrationPoint(pixel, value)
        points = tuple(p for p in self._points(panel, axis) if abs(p.pixel - pixel) > 1.0)
        points = (*points, new)
        if len(points) < 2:
            self.waiting[axis] = points
        else:
            fitted: AxisCalibration | None = getattr(panel.axes, axis)
            scale = fitted.scale if fitted else AxisScale.LINEAR
            if self.session.edit("set_ticks", panel=panel.id, axis=axis, points=points, scale=scale):
                self.waiting.pop(axis, None)
        self.canvas.update_all()
        self.session.selection_changed.emit()

    def paint(self, painter: QPainter) -> None:
        """Draw the ticks that wait."""
        painter.setPen(QPen(QColor(theme.TICK), 2))
        box = self.area_box()
        if box is None:
            return
        for axis, points in self.waiting.items():
            for p in points:
                place = self.canvas.to_view(*((p.pixel, box.y1) if axis == "x" else (box.x0, p.pixel)))
                painter.drawEllipse(place, 5, 5)
                painter.drawText(place + QPointF(9, 4), f"{p.value:g}")
