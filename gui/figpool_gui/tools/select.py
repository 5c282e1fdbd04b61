"""Select, drag, nudge: the tool for correcting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QKeyEvent, QPainter, QPen

from figpool.project import MarkEntry
from figpool.project.handles import handles
from figpool_gui import theme
from figpool_gui.canvas.grips import Grip, mark_grips, moved
from figpool_gui.panels.text import doubts, mark_name, measured
from figpool_gui.session import Edit
from figpool_gui.tools.base import Gesture, Tool, tr

if TYPE_CHECKING:
    from figpool_gui.canvas.view import Canvas

_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0), Qt.Key.Key_Right: (1.0, 0.0), Qt.Key.Key_Up: (0.0, -1.0), Qt.Key.Key_Down: (0.0, 1.0),
}  # fmt: skip
_MARK_STEPS = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_HANDLE_STEPS = {Qt.Key.Key_Period: 1, Qt.Key.Key_Comma: -1}


class SelectTool(Tool):
    """Click selects, dragging a handle moves it to the ink, Shift with the mouse gathers several."""

    name = "select"
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._grip: Grip | None = None
        self._offset = (0.0, 0.0)
        self._body: tuple[float, float] | None = None
        self._band: tuple[Gesture, Gesture] | None = None
        self._steps: list[Edit] = []

    @property
    def hint(self) -> str:
        """Say what is to be checked; how to correct, once something is selected."""
        if not self.session.selected:
            return self._overview()
        entry = self.session.entry(self.session.selected[0])
        if entry is not None and entry.is_flagged:
            reasons = doubts(entry.point.issues).replace("\n", " ")
            return tr("{0} — {1} A: it is right. Else drag it to the ink.").format(mark_name(entry), reasons)
        return tr("Drag a handle to the ink (Alt: freely) or use the arrow keys (Shift 10 px, Alt 0.1 px).")

    def _overview(self) -> str:
        extraction = self.session.extraction
        flagged = 0 if extraction is None else extraction.flagged
        if flagged:
            return tr("{0} of {1} values may be wrong, marked “!”. N goes to the next one.").format(
                flagged, len(self.session.rows)
            )
        return tr("Nothing doubtful here. Click a mark to correct it, A accepts the figure. F1: all keys.")

    @property
    def doubtful(self) -> bool:
        """Whether the selected mark, or any when none is, may be wrong."""
        extraction = self.session.extraction
        if not self.session.selected:
            return extraction is not None and extraction.flagged > 0
        entry = self.session.entry(self.session.selected[0])
        return entry is not None and entry.is_flagged

    def leave(self) -> None:
        """Drop a drag under way."""
        self._reset()

    def _reset(self) -> None:
        self._grip, self._body, self._band, self._steps = None, None, None, []

    def press(self, gesture: Gesture) -> bool:
        """Take hold of a handle, of a selected mark, or begin a rubber band."""
        self._reset()
        grip = self._grip_at(gesture)
        if grip is not None:
            self._take(grip, gesture)
            return True
        entry = self._mark_at(gesture.at)
        if entry is not None and entry.id in self.session.selected and not gesture.more:
            self._body = gesture.at
            self.canvas.overlay.active = None
            return True
        if entry is None and gesture.more:
            self._band = (gesture, gesture)
            return True
        return False

    def _take(self, grip: Grip, gesture: Gesture) -> None:
        self._grip = grip
        self._offset = (grip.at[0] - gesture.at[0], grip.at[1] - gesture.at[1])
        self.canvas.overlay.active = grip
        if grip.mark and not (grip.mark in self.session.selected and not gesture.more):
            self._select(grip.mark, gesture)
        self.canvas.update_all()

    def _select(self, mark: str, gesture: Gesture) -> None:
        before = self.session.selected
        if not gesture.more:
            self.session.select((mark,))
        elif mark in before:
            self.session.select(m for m in before if m != mark)
        else:
            self.session.select((*before, mark))

    def drag(self, gesture: Gesture) -> None:
        """Show where it would go."""
        if self._band is not None:
            self._band = (self._band[0], gesture)
            self.canvas.update_all()
            return
        self._steps = self._edits(gesture)
        self.session.preview(self._steps)
        self._follow()

    def _edits(self, gesture: Gesture) -> list[Edit]:
        if self._grip is not None:
            x, y = gesture.at[0] + self._offset[0], gesture.at[1] + self._offset[1]
            ink = self.canvas.ink
            if ink is not None and not gesture.free:
                x, y = self._grip.snapped(ink, x, y)
            return [self._grip.put(x, y)]
        if self._body is not None:
            return self._shift(gesture.at[0] - self._body[0], gesture.at[1] - self._body[1])
        return []

    def _shift(self, dx: float, dy: float) -> list[Edit]:
        return [("move_mark", {"mark": m, "dx": dx, "dy": dy}) for m in self.session.selected]

    def _follow(self) -> None:
        """Keep the active handle on its grip as it moves."""
        overlay, shown = self.canvas.overlay, self.session.extraction
        if overlay.active is not None and shown is not None:
            overlay.active = moved(overlay.active, shown)
        overlay.hover = None
        self.canvas.update_all()

    def release(self, gesture: Gesture, *, moved: bool) -> None:
        """Make the act."""
        if self._band is not None:
            self._select_band(gesture)
        elif moved and self._steps:
            self.session.edit_many("move_marks", self._steps)
            self._follow()
        self._reset()
        self.canvas.update_all()

    def _select_band(self, gesture: Gesture) -> None:
        if self._band is None or self.session.extraction is None:
            return
        (x0, y0), (x1, y1) = self._band[0].at, gesture.at
        box = QRectF(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
        inside = [m.id for m in self.session.extraction.marks if box.contains(*m.mark.position)]
        self.session.select((*self.session.selected, *inside))

    def click(self, gesture: Gesture) -> None:
        """Select the mark under the cursor, or nothing."""
        entry = self._mark_at(gesture.at)
        self.canvas.overlay.active = None
        if entry is not None:
            self._select(entry.id, gesture)
        elif not gesture.more:
            self.session.select(())

    def hover(self, gesture: Gesture) -> None:
        """Show what could be taken hold of."""
        grip = self._grip_at(gesture)
        if grip is not self.canvas.overlay.hover:
            self.canvas.overlay.hover = grip
            self.canvas.update_all()

    def _grip_at(self, gesture: Gesture) -> Grip | None:
        grips = self.canvas.grips if self.canvas.overlay_shown else None
        return None if grips is None else grips.nearest(gesture.at, self.canvas.grip_radius, self.session.selected)

    def describe(self, at: tuple[float, float]) -> str:
        """Say which mark stands there, its value, and what is doubtful about it."""
        entry = self._mark_at(at)
        if entry is None:
            return ""
        point = entry.point
        value = point.quantiles[2] if point.quantiles else point.mean
        parts = [f"{mark_name(entry)}: {measured(value, point.mean_u)}"]
        return "\n".join([*parts, *([doubts(point.issues)] if entry.is_flagged else [])])

    def _mark_at(self, at: tuple[float, float]) -> MarkEntry | None:
        if self.session.extraction is None or not self.canvas.overlay_shown:
            return None
        found = [m for m in self.session.extraction.marks if _covers(m, at, self.canvas.grip_radius)]
        found.sort(key=lambda m: m.id not in self.session.selected)
        return found[0] if found else None

    def key(self, event: QKeyEvent) -> bool:
        """Nudge by arrow keys; Esc lets go."""
        if event.key() == Qt.Key.Key_Escape:
            self._reset()
            self.canvas.overlay.active = None
            self.session.end_preview()
            self.session.select(())
            return True
        key = Qt.Key(event.key())
        if key in _ARROWS:
            self._nudge(_ARROWS[key], event.modifiers())
        elif key in _MARK_STEPS:
            self._step_mark(_MARK_STEPS[key])
        elif key in _HANDLE_STEPS and self.session.selected:
            self._step_handle(_HANDLE_STEPS[key])
        else:
            return False
        return True

    def _step_mark(self, by: int) -> None:
        """Select the next mark in reading order."""
        order = [entry.id for entry, _ in self.session.rows]
        if not order:
            return
        at = next((i for i, mark in enumerate(order) if mark in self.session.selected), -1 if by > 0 else 0)
        target = order[(at + by) % len(order)]
        self.session.select((target,))
        entry = self.session.entry(target)
        if entry is not None:
            self.canvas.reveal(entry)

    def _step_handle(self, by: int) -> None:
        """Take hold of the next handle of the selected mark; arrow keys then move it."""
        entry = self.session.entry(self.session.selected[0])
        if entry is None:
            return
        grips = list(mark_grips(entry))
        active = self.canvas.overlay.active
        at = next((i for i, g in enumerate(grips) if active is not None and g.key == active.key), -1 if by > 0 else 0)
        self.canvas.overlay.active = grips[(at + by) % len(grips)]
        self.canvas.update_all()

    def _nudge(self, direction: tuple[float, float], held: Qt.KeyboardModifier) -> None:
        step = 10.0 if held & Qt.KeyboardModifier.ShiftModifier else 1.0
        step = 0.1 if held & Qt.KeyboardModifier.AltModifier else step
        dx, dy = direction[0] * step, direction[1] * step
        active, shown = self.canvas.overlay.active, self.session.extraction
        grip = None if active is None or shown is None else moved(active, shown)
        if grip is not None:
            self.session.edit_many("move_handle", [grip.put(grip.at[0] + dx, grip.at[1] + dy)])
            self._follow()
        elif self.session.selected:
            self.session.edit_many("move_marks", self._shift(dx, dy))

    def paint(self, painter: QPainter) -> None:
        """Draw the rubber band."""
        if self._band is not None:
            paint_band(painter, QRectF(self._band[0].place, self._band[1].place).normalized())


def paint_band(painter: QPainter, band: QRectF) -> None:
    """Draw a rubber band."""
    color = QColor(theme.LIGHT.accent)
    painter.setPen(QPen(color, 1.3, Qt.PenStyle.DashLine))
    color.setAlpha(30)
    painter.setBrush(color)
    painter.drawRect(band)


def _covers(entry: MarkEntry, at: tuple[float, float], slack: float) -> bool:
    """Whether a place lies on a mark."""
    places = handles(entry.mark).values()
    xs, ys = [p[0] for p in places], [p[1] for p in places]
    return min(xs) - slack <= at[0] <= max(xs) + slack and min(ys) - slack <= at[1] <= max(ys) + slack
