"""The selected mark: its numbers, where they come from, what is doubtful, and the decision."""

from __future__ import annotations

from PyQt6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from figpool.core.summary import GroupSummary
from figpool.project import MarkEntry, Review
from figpool.project.model import MANUAL
from figpool_gui.panels.form import button, doubt, field, quiet, show_text
from figpool_gui.panels.text import doubts, formula, mark_name, measured, number
from figpool_gui.session import Session


class MarkPanel(QWidget):
    """Details of the first selected mark."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.heading = QLabel()
        self.heading.setProperty("heading", True)
        self.heading.setWordWrap(True)
        self.value, self.arms, self.sd, self.trail = QLabel(), QLabel(), QLabel(), quiet()
        for label in (self.value, self.arms, self.sd):
            label.setWordWrap(True)
        self.doubts, self.empty = doubt(), quiet(self.tr("Click a mark on the figure or a row of the table."))
        self.accept = button(
            self.tr("A&ccept"), self.tr("The value is right; go to the next one to check (A)"), primary=True
        )
        self.reject = button(self.tr("Re&ject"), self.tr("No data: the mark gives no row (X)"))
        self.reopen = button(self.tr("Reo&pen"), self.tr("Take the decision back"))
        self.comment = field(self.tr("Comment"), self.tr("Free text about this mark"))
        self._box = QWidget()
        self._lay_out()
        self.accept.clicked.connect(lambda: self._review(Review.ACCEPTED))
        self.reject.clicked.connect(lambda: self._review(Review.REJECTED))
        self.reopen.clicked.connect(lambda: self._review(Review.OPEN))
        self.comment.editingFinished.connect(self._set_comment)
        for signal in (session.extraction_changed, session.selection_changed):
            signal.connect(self.mirror)
        self.mirror()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(self.tr("Value"), self.value)
        form.addRow(self.tr("Error bar"), self.arms)
        form.addRow(self.tr("SD"), self.sd)
        form.addRow(self.tr("Comment"), self.comment)
        buttons = QHBoxLayout()
        for each in (self.accept, self.reject, self.reopen):
            buttons.addWidget(each)
        buttons.addStretch()
        inner = QVBoxLayout(self._box)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.heading)
        inner.addWidget(self.doubts)
        inner.addLayout(form)
        inner.addLayout(buttons)
        inner.addWidget(self.trail)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addWidget(self.empty)
        layout.addWidget(self._box)
        layout.addStretch()

    def _review(self, review: Review) -> None:
        marks = self._session.selected
        self._session.edit_many("review_marks", [("review_mark", {"mark": m, "review": review}) for m in marks])

    def _set_comment(self) -> None:
        entry = self._entry()
        text = self.comment.text().strip()
        if entry is not None and text != entry.comment:
            self._session.edit("comment_mark", mark=entry.id, comment=text)

    def _entry(self) -> MarkEntry | None:
        return self._session.entry(self._session.selected[0]) if self._session.selected else None

    def mirror(self) -> None:
        """Show the selected mark."""
        entry, shown = self._entry(), self._session.shown
        self._box.setVisible(entry is not None)
        self.empty.setVisible(entry is None)
        if entry is None or shown is None:
            return
        row = next((r for e, r in shown.rows if e.id == entry.id), None)
        self.heading.setText(self._heading(entry))
        self.doubts.setText(doubts(entry.point.issues) if entry.review is Review.OPEN else "")
        self.doubts.setVisible(bool(self.doubts.text()))
        for button_, state in (
            (self.accept, Review.ACCEPTED),
            (self.reject, Review.REJECTED),
            (self.reopen, Review.OPEN),
        ):
            button_.setEnabled(entry.review is not state)
        show_text(self.comment, entry.comment)
        self._show_numbers(entry, row)

    def _heading(self, entry: MarkEntry) -> str:
        names = mark_name(entry)
        more = len(self._session.selected) - 1
        state = {Review.ACCEPTED: self.tr("accepted"), Review.REJECTED: self.tr("rejected")}.get(entry.review, "")
        words = names + (f" — {state}" if state else "")
        return words + (self.tr(" and {0} more").format(more) if more else "")

    def _show_numbers(self, entry: MarkEntry, row: GroupSummary | None) -> None:
        point = entry.point
        value, u = (point.quantiles[2], point.mean_u) if point.quantiles else (point.mean, point.mean_u)
        self.value.setText(measured(value, u) + ("" if value is None else self.tr("   (± digitizing)")))
        low, high = point.error.lower, point.error.upper
        none = self.tr("not drawn")
        self.arms.setText(f"+ {number(high) or none}    − {number(low) or none}")
        if row is None:
            self.sd.setText(self.tr("gives no row"))
        elif row.sd is None:
            self.sd.setText(self.tr("unknown until it is known what the bar shows, and n"))
        else:
            n = f", n = {number(row.n)}" if row.n is not None else ""
            self.sd.setText(f"{number(row.sd)}   ({formula(row.sd_method)}{n})")
        self.trail.setText(self._trail_words(entry))

    def _trail_words(self, entry: MarkEntry) -> str:
        detector = entry.trail.detector or "—"
        by_hand = self.tr("Placed by hand (read before by {0})") if entry.source == MANUAL else self.tr("Read by {0}")
        x, y = entry.mark.position
        residual = number(entry.trail.y_residual_px, 2)
        axis = self.tr("; axis residual {0} px").format(residual) if residual else ""
        return by_hand.format(detector) + self.tr(" at {0:.1f}, {1:.1f} px{2}.").format(x, y, axis)
