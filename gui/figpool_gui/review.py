"""What the actions on marks do: correcting and deciding; one method an action."""

from __future__ import annotations

from PyQt6.QtCore import QObject

from figpool.project import Review
from figpool_gui.canvas.view import Canvas
from figpool_gui.dialogs import Dialogs
from figpool_gui.session import Session


class ReviewCommands(QObject):
    """Correcting and deciding: the keys N, A, X, Del and their like."""

    def __init__(self, session: Session, canvas: Canvas, dialogs: Dialogs) -> None:
        super().__init__(session)
        self._session, self._canvas, self._dialogs = session, canvas, dialogs

    def undo(self) -> None:
        """Take back."""
        self._session.undo()

    def redo(self) -> None:
        """Do again."""
        self._session.redo()

    def delete(self) -> None:
        """Delete the selected marks."""
        marks = self._session.selected
        if self._session.edit_many("delete_marks", [("delete_mark", {"mark": m}) for m in marks]):
            self._session.select(())

    def relabel(self) -> None:
        """Ask for a category and give it to the selected marks."""
        entry = self._session.entry(self._session.selected[0]) if self._session.selected else None
        if entry is None:
            return
        text = self._dialogs.text(self.tr("Relabel"), self.tr("Category:"), entry.point.category)
        if text is not None:
            steps = [("relabel_mark", {"mark": m, "category": text}) for m in self._session.selected]
            self._session.edit_many("relabel_marks", steps)

    def select_all(self) -> None:
        """Select all marks."""
        if self._session.extraction is not None:
            self._session.select(m.id for m in self._session.extraction.marks)

    def reject(self) -> None:
        """Say the selected marks are no data."""
        self._review_marks(Review.REJECTED)

    def accept(self) -> None:
        """Accept the selected marks and go on; without any, the figure."""
        if self._session.selected:
            self._review_marks(Review.ACCEPTED)
            if self._flagged():
                self.next_flagged()
        elif self._session.extraction is not None and self._session.edit("review_figure", review=Review.ACCEPTED):
            self._next_flagged_figure()

    def _review_marks(self, review: Review) -> None:
        marks = self._session.selected
        self._session.edit_many("review_marks", [("review_mark", {"mark": m, "review": review}) for m in marks])

    def _flagged(self) -> list[str]:
        extraction = self._session.extraction
        return [] if extraction is None else [m.id for m in extraction.marks if m.is_flagged]

    def next_flagged(self) -> None:
        """Select the next value that may be wrong, in this figure or the next one that has any."""
        flagged = self._flagged()
        if not flagged:
            self._next_flagged_figure()
            return
        last = self._session.selected[-1] if self._session.selected else ""
        order = [m.id for m in self._session.extraction.marks] if self._session.extraction else []
        after = order.index(last) if last in order else -1
        target = next((m for m in flagged if order.index(m) > after), flagged[0])
        self._session.select((target,))
        entry = self._session.entry(target)
        if entry is not None:
            self._canvas.reveal(entry)

    def _next_flagged_figure(self) -> None:
        lines = self._session.figures
        at = self._place()
        order = [*lines[at + 1 :], *lines[: at + 1]]
        target = next((line.figure.id for line in order if line.state == "flagged"), None)
        if target is None:
            self._session.said.emit(self.tr("Nothing left to check."))
            return
        self._session.show_figure(target)
        if self._flagged():
            self.next_flagged()

    def _place(self) -> int:
        shown = self._session.figure
        return next((i for i, line in enumerate(self._session.figures) if shown and line.figure.id == shown.id), -1)

    def next_figure(self) -> None:
        """Show the next figure."""
        self._step(1)

    def previous_figure(self) -> None:
        """Show the figure before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        lines = self._session.figures
        if lines:
            self._session.show_figure(lines[min(max(self._place() + by, 0), len(lines) - 1)].figure.id)
