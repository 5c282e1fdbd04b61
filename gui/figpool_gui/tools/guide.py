"""Guided reading by hand (after Sistrom & Mergo 2000, AJR 175:891): area, ticks, then group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent, QPainter

from figpool.core.marks import Mark
from figpool.project.handles import handles
from figpool_gui.tools.add import AddTool
from figpool_gui.tools.band import AreaTool
from figpool_gui.tools.base import Gesture, Tool, tr
from figpool_gui.tools.ticks import TicksTool

if TYPE_CHECKING:
    from figpool_gui.canvas.view import Canvas


class GroupsTool(AddTool):
    """Click the value, then the cap; Enter where no error bar is drawn."""

    name = "groups"
    _open = ""

    @property
    def hint(self) -> str:
        """What to click next."""
        if self._open:
            return tr("Now click the cap of its error bar (Enter: it has none).")
        return tr("Click the top of the next bar, or the middle of the next point. Esc ends.")

    def press(self, gesture: Gesture) -> bool:
        """Clicks only; dragging pans."""
        return False

    def release(self, gesture: Gesture, *, moved: bool) -> None:
        """Nothing was pressed."""

    def click(self, gesture: Gesture) -> None:
        """Add a mark, or the arm of the one just added."""
        entry = self.session.entry(self._open) if self._open else None
        if entry is None:
            panel = self.panel_at(gesture.at)
            mark = None if panel is None else self.place(panel, gesture)
            self._open = self.add(panel, mark) if panel is not None and mark is not None else ""
        else:
            drawn = self.with_arm(entry.mark, gesture)
            self._open = ""
            self._set_arm(entry.id, drawn)
        self.session.selection_changed.emit()

    def _set_arm(self, mark: str, drawn: Mark) -> None:
        entry = self.session.entry(mark)
        if entry is None:
            return
        before, after = handles(entry.mark), handles(drawn)
        new = next((name for name in after if name not in before), "")
        if new:
            self.session.edit("move_handle", mark=mark, handle=new, x=after[new][0], y=after[new][1])

    def key(self, event: QKeyEvent) -> bool:
        """Go on to the next group on Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._open:
            self._open = ""
            self.session.selection_changed.emit()
            return True
        return False

    def leave(self) -> None:
        """Begin anew next time."""
        self._open = ""


class GuideTool(Tool):
    """One step after the other; Enter goes on, Backspace goes back."""

    name = "guide"
    cursor = Qt.CursorShape.CrossCursor
    places = True

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.area = AreaTool(canvas)
        self._steps: tuple[Tool, ...] = (self.area, TicksTool(canvas), GroupsTool(canvas))
        self._at = 0

    @property
    def step(self) -> Tool:
        """The tool of the present step."""
        return self._steps[self._at]

    @property
    def hint(self) -> str:
        """Number of the step and what to do."""
        return tr("Step {0} of {1}. {2}").format(self._at + 1, len(self._steps), self.step.hint)

    def enter(self) -> None:
        """Begin with the first step that is not done."""
        panel = self.session.panel
        axis = None if panel is None else (panel.axes.x if panel.horizontal else panel.axes.y)
        self._at = 0 if panel is None else 1 if axis is None else 2
        self.step.enter()
        self.session.selection_changed.emit()

    def leave(self) -> None:
        """Drop what is under way."""
        self.step.leave()

    def go(self, by: int) -> None:
        """Go to another step."""
        self.step.leave()
        self._at = min(max(self._at + by, 0), len(self._steps) - 1)
        self.step.enter()
        self.session.selection_changed.emit()
        self.canvas.update_all()

    @property
    def is_last(self) -> bool:
        """Whether this is the last step."""
        return self._at == len(self._steps) - 1

    def press(self, gesture: Gesture) -> bool:
        """Let the step have it."""
        return self.step.press(gesture)

    def drag(self, gesture: Gesture) -> None:
        """Let the step have it."""
        self.step.drag(gesture)

    def release(self, gesture: Gesture, *, moved: bool) -> None:
        """Let the step have it; a plot area leads on to the ticks."""
        self.step.release(gesture, moved=moved)
        if self.step is self.area and self.session.panel is not None:
            self.go(1)

    def click(self, gesture: Gesture) -> None:
        """Let the step have it."""
        self.step.click(gesture)

    def key(self, event: QKeyEvent) -> bool:
        """Enter goes on, Backspace back."""
        if self.step.key(event):
            return True
        moves = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Backspace: -1}
        by = moves.get(Qt.Key(event.key()))
        if by is None:
            return False
        self.go(by)
        return True

    def paint(self, painter: QPainter) -> None:
        """Draw what the step draws."""
        self.step.paint(painter)
