"""Two readings of one figure: the other's marks over one's own, what differs, and settling it."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from figpool.project.compare import Comparison, Discrepancy, compare
from figpool.project.consensus import Choice, Settled, settle
from figpool_gui.canvas.view import Canvas
from figpool_gui.panels.form import button, choice, named, quiet
from figpool_gui.panels.text import number
from figpool_gui.session import Session


class ReviewersPanel(QWidget):
    """Chooses two reviewers, shows both over the figure, lists and settles what differs."""

    def __init__(self, session: Session, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._canvas = session, canvas
        self._found: tuple[Discrepancy, ...] = ()
        self.who = QLabel()
        self.first = choice(self.tr("First reading"), self.tr("Shown in colours of series where it is your own"), ())
        self.second = choice(self.tr("Second reading"), self.tr("Shown dashed over the figure"), ())
        self.words = quiet()
        self.table = QTableWidget(0, 4)
        named(self.table, self.tr("Discrepancies"), self.tr("Where the two readings differ by more than 2 %"))
        self.settle = button(
            self.tr("Settle"), self.tr("Make the consensus of this figure, held by you, from these choices")
        )
        self._lay_out()
        for combo in (self.first, self.second):
            combo.activated.connect(self.compare)
        self.settle.clicked.connect(self._settle)
        self.table.itemSelectionChanged.connect(self._jump)
        for signal in (session.project_changed, session.figure_changed, session.figures_changed):
            signal.connect(self.mirror)
        self.mirror()

    def _lay_out(self) -> None:
        self.table.setHorizontalHeaderLabels([self.tr("What"), self.tr("First"), self.tr("Second"), self.tr("Take")])
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        across, vertical = self.table.horizontalHeader(), self.table.verticalHeader()
        if across is not None and vertical is not None:
            across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            vertical.hide()
        form = QFormLayout()
        form.addRow(self.tr("You are"), self.who)
        form.addRow(self.tr("&First"), self.first)
        form.addRow(self.tr("&Second"), self.second)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addLayout(form)
        layout.addWidget(self.words)
        layout.addWidget(self.table)
        layout.addWidget(self.settle, 0, Qt.AlignmentFlag.AlignRight)

    def _reviewers(self) -> tuple[str, ...]:
        figure = self._session.figure
        line = next((x for x in self._session.figures if figure is not None and x.figure.id == figure.id), None)
        return line.reviewers if line is not None else ()

    def mirror(self) -> None:
        """Show who has read this figure."""
        project = self._session.project
        blind = project is not None and project.blind
        self.who.setText("" if project is None else project.reviewer + (self.tr(" (blind)") if blind else ""))
        names = self._reviewers()
        shown = tuple(self.first.itemText(i) for i in range(self.first.count()))
        if names == shown:
            return
        for combo, place in ((self.first, 0), (self.second, 1)):
            combo.clear()
            combo.addItems(names)
            combo.setCurrentIndex(min(place, len(names) - 1))
        self.compare()

    def compare(self) -> None:
        """Show both readings and list what differs."""
        project, figure = self._session.project, self._session.figure
        first, second = self.first.currentText(), self.second.currentText()
        self._canvas.overlay.show_other(None)
        result: Comparison | None = None
        if project is not None and figure is not None and len({first, second} - {""}) == 2:
            result = self._session.attempt(compare, project, first, second)
            other = first if second == project.reviewer else second
            self._canvas.overlay.show_other(self._session.attempt(project.extraction, figure.id, other))
        here = figure.id if figure is not None else -1
        self._found = () if result is None else tuple(d for d in result.discrepancies if d.figure == here)
        self.words.setText(self._summary(result))
        self._fill()
        third = project is not None and project.reviewer not in (first, second)
        self.settle.setEnabled(result is not None and third)

    def _summary(self, result: Comparison | None) -> str:
        if result is None:
            return self.tr("A second reading appears here once another reviewer has read this figure "
                           "(File, Reviewer …; Blind hides the first one meanwhile).")  # fmt: skip
        mean = result.agreement.get("mean")
        agreement = "" if mean is None else self.tr(" ICC(2,1) of the means {0}.").format(number(mean.icc, 4))
        return self.tr("{0} marks in common, {1} differences here.").format(result.pairs, len(self._found)) + agreement

    def _fill(self) -> None:
        self.table.setRowCount(len(self._found))
        for row, found in enumerate(self._found):
            what = f"{found.column or found.kind} ({found.first_mark or found.second_mark})"
            for column, value in enumerate((what, found.first, found.second)):
                text = number(value) if isinstance(value, float) else "—" if value is None else str(value)
                self.table.setItem(row, column, QTableWidgetItem(text))
            words = (
                (self.tr("first"), Choice.FIRST),
                (self.tr("second"), Choice.SECOND),
                (self.tr("neither"), Choice.NEITHER),
            )
            self.table.setCellWidget(row, 3, choice(self.tr("Take"), self.tr("Whose mark the consensus takes"), words))

    def _jump(self) -> None:
        rows = {item.row() for item in self.table.selectedItems()}
        self._session.select(self._found[r].first_mark for r in rows)

    def _settle(self) -> None:
        project, figure = self._session.project, self._session.figure
        if project is None or figure is None:
            return
        decisions: dict[str, Settled] = {}
        for row, found in enumerate(self._found):
            combo = self.table.cellWidget(row, 3)
            if isinstance(combo, QComboBox):
                mark = found.first_mark or f"second:{found.second_mark}"
                decisions[mark] = Settled(mark, combo.currentData())
        args = (project, figure.id, self.first.currentText(), self.second.currentText(), list(decisions.values()))
        if self._session.attempt(settle, *args) is not None:
            self._session.show_figure(figure.id)
            self._session.figures_changed.emit()
            self._session.tables_changed.emit()
