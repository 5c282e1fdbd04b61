"""Add marks by hand: press on the value, drag to the cap."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from figpool.core.marks import Mark
from figpool.project import PanelEntry
from figpool.project.handles import with_handle
from figpool.project.placing import arm_towards, new_mark
from figpool_gui import theme
from figpool_gui.canvas.grips import snapped_handle, snapped_value
from figpool_gui.tools.base import Gesture, Tool, tr

_ARM = 4.0


class AddTool(Tool):
    """Press where the value stands; dragging on to the cap gives the error bar."""

    name = "add"
    cursor = Qt.CursorShape.CrossCursor
    places = True
    _start: Gesture | None = None
    _end: Gesture | None = None

    @property
    def hint(self) -> str:
        """What to do."""
        if self.session.panel is None:
            return tr("Set the plot area and ticks first (Read by hand leads through it).")
        return tr("Press on the top of a bar or the middle of a point and drag on to the cap of its error bar.")

    def press(self, gesture: Gesture) -> bool:
        """Begin."""
        self._start = self._end = gesture
        return True

    def drag(self, gesture: Gesture) -> None:
        """Go on."""
        self._end = gesture
        self.canvas.update_all()

    def release(self, gesture: Gesture, *, moved: bool) -> None:
        """Add the mark."""
        start, self._start = self._start, None
        panel = self.panel_at(start.at) if start else None
        if start is None or panel is None:
            return
        mark = self.place(panel, start)
        if mark is not None and moved:
            mark = self.with_arm(mark, gesture)
        if mark is not None:
            self.add(panel, mark)

    def panel_at(self, at: tuple[float, float]) -> PanelEntry | None:
        """Return the panel a place lies in, else the one worked on."""
        extraction = self.session.extraction
        if extraction is None:
            return None
        inside = [p for p in extraction.panels if p.panel.area.box.contains(*at, margin=10)]
        return inside[0] if inside else self.session.panel

    def place(self, panel: PanelEntry, gesture: Gesture) -> Mark | None:
        """Return a new mark at a place, on the ink unless Alt is held."""
        ink = self.canvas.ink
        at = gesture.at if gesture.free or ink is None else snapped_value(ink, panel, gesture.at)
        mark: Mark | None = self.session.attempt(new_mark, panel, *at)
        return mark

    def with_arm(self, mark: Mark, gesture: Gesture) -> Mark:
        """Return the mark with an arm to a place, if that is far enough from its value."""
        along = 0 if mark.horizontal else 1
        if abs(gesture.at[along] - mark.position[along]) < _ARM:
            return mark
        name = arm_towards(mark, *gesture.at)
        drawn = with_handle(mark, name, *gesture.at)
        ink = self.canvas.ink
        if ink is None or gesture.free:
            return drawn
        at = snapped_handle(ink, drawn, name, *gesture.at)
        return with_handle(mark, name, *at)

    def add(self, panel: PanelEntry, mark: Mark) -> str:
        """Add a mark, named after its neighbours, and select it; returns its name."""
        before = self.session.extraction
        name = "" if before is None else f"m{before.next_mark}"
        names = {m.series for m in panel.marks}
        series = names.pop() if len(names) == 1 else ""
        if self.session.edit("add_mark", panel=panel.id, value=mark, series=series):
            self.session.select((name,))
            return name
        return ""

    def leave(self) -> None:
        """Drop it."""
        self._start = None

    def paint(self, painter: QPainter) -> None:
        """Draw the arm under way."""
        if self._start is not None and self._end is not None:
            painter.setPen(QPen(QColor(theme.LIGHT.accent), 2))
            painter.drawLine(self._start.place, self._end.place)
            painter.drawEllipse(self._start.place, 4, 4)
