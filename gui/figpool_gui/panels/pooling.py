"""Comparisons, effect sizes and the pooled result, live while rows are corrected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QHBoxLayout, QSplitter, QTableView, QVBoxLayout, QWidget

from figpool.project import Analysis, ComparisonEntry, Direction, ProjectRow, Role
from figpool.project.tables import pair_rows
from figpool_gui.background import Background
from figpool_gui.dialogs import Dialogs
from figpool_gui.panels.analysis_form import AnalysisForm
from figpool_gui.panels.comparisons_model import ARMS, ComparisonsModel
from figpool_gui.panels.form import button, doubt, named
from figpool_gui.panels.pooling_work import Place, Pooled, Request, pool_rows, propose_pairs
from figpool_gui.panels.results import ResultTabs
from figpool_gui.session import Session

_DELAY_MS = 120
#: Pixels between the columns of the two arms.
_GAP = 6
_Entries = list[ComparisonEntry]


class PoolingPanel(QWidget):
    """Table of comparisons at the left, plots and text at the right."""

    shown_wanted = pyqtSignal()

    def __init__(self, session: Session, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._dialogs = session, dialogs
        self._asked = 0
        self.pooled: Pooled | None = None
        self.model = ComparisonsModel(session, self)
        self._work = Background(self)
        self._work.failed.connect(session.failed)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_DELAY_MS)
        self._later.timeout.connect(self.mirror)
        self.form, self.results = AnalysisForm(), ResultTabs(self._work, dialogs)
        self.results.saved.connect(lambda path: session.said.emit(self.tr("Written: {0}").format(path)))
        self._make_table()
        self._lay_out()
        self.form.changed.connect(self._set_analysis)
        self.form.directed.connect(self._set_direction)
        session.tables_changed.connect(self._changed)
        session.project_changed.connect(self._changed)

    # --- assembling -------------------------------------------------------------------------

    def _make_table(self) -> None:
        self.table = QTableView()
        self.table.setModel(self.model)
        named(
            self.table, self.tr("Comparisons"), self.tr("Comparisons; study, labels and moderators can be edited (F2)")
        )
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.pair = button(self.tr("&Compare groups"), self.tr("Pair treatments with controls (Ctrl+M)"), primary=True)
        self.swap = button(self.tr("S&wap arms"), self.tr("Exchange treatment and control of the selected comparisons"))
        self.remove = button(self.tr("Re&move"), self.tr("Remove the selected comparisons"))
        self.column = button(self.tr("Add co&lumn …"), self.tr("Add a column for subgroups and moderators"))
        for made, act in (
            (self.pair, self.compare), (self.swap, self._swap), (self.remove, self._remove),
            (self.column, self._add_column),
        ):  # fmt: skip
            made.clicked.connect(lambda _=False, a=act: a())
        selection = self.table.selectionModel()
        if selection is not None:
            selection.selectionChanged.connect(lambda *_: self._enable())

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for made in (self.pair, self.swap, self.remove, self.column):
            buttons.addWidget(made)
        buttons.addStretch()
        self.doubts = doubt()
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(8, 8, 4, 8)
        layout.addWidget(self.form)
        layout.addWidget(self.doubts)
        layout.addWidget(self.table)
        layout.addLayout(buttons)
        parts = QSplitter()
        parts.addWidget(left)
        parts.addWidget(self.results)
        parts.setSizes([440, 680])
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 3)
        parts.setChildrenCollapsible(False)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(parts)

    # --- acts -------------------------------------------------------------------------------

    def compare(self) -> None:
        """Pair the two selected rows, or every treatment with its control."""
        if self._session.project is None:
            return
        pair = self._selected_pair()
        if pair:
            self._add_pairs(pair)
            return
        place = self._place()
        self._work.do(lambda: propose_pairs(place), self._add_pairs)

    def _place(self) -> Place:
        project = self._session.project
        assert project is not None
        return Place(project.path, project.reviewer, project.blind)

    def _add_pairs(self, found: tuple[ComparisonEntry, ...]) -> None:
        project = self._session.project
        if project is None:
            return
        if not found:
            self._session.failed.emit(
                self.tr("Nothing to compare yet: give roles in Series (treatment, control), or select two rows.")
            )
            return
        known = {(c.treatment, c.control) for c in project.comparisons()}
        new = [c for c in found if (c.treatment, c.control) not in known]
        if new:
            self.model.change(lambda entries: [*entries, *new])
        self.shown_wanted.emit()
        self.mirror()

    def _selected_pair(self) -> tuple[ComparisonEntry, ...]:
        """Return the two selected rows as a comparison; without roles the one selected first is the treatment."""
        project, figure, marks = self._session.project, self._session.figure, self._session.selected
        if project is None or figure is None or len(marks) != 2:
            return ()
        found = {r.mark: r for r in project.rows(figure.id)}
        if any(m not in found for m in marks):
            return ()
        first, second = (found[m] for m in marks)
        if first.role is Role.CONTROL or second.role is Role.TREATMENT:
            first, second = second, first
        return _pair(first, second)

    def _chosen(self) -> set[int]:
        selection = self.table.selectionModel()
        return set() if selection is None else {i.row() for i in selection.selectedIndexes()}

    def _swap(self) -> None:
        chosen = self._chosen()
        self._change(chosen, lambda e: replace(e, treatment=e.control, control=e.treatment))

    def _remove(self) -> None:
        chosen = self._chosen()
        self.model.change(lambda es: [e for i, e in enumerate(es) if i not in chosen])

    def _set_direction(self, direction: Direction) -> None:
        self._change(self._chosen() or set(range(self.model.rowCount())), lambda e: replace(e, direction=direction))

    def _change(self, rows: set[int], make: Callable[[ComparisonEntry], ComparisonEntry]) -> None:
        self.model.change(lambda es: [make(e) if i in rows else e for i, e in enumerate(es)])

    def _add_column(self) -> None:
        name = self._dialogs.text(self.tr("New column"), self.tr("Name of the moderator (dose, route, …):"))
        if name:
            self.model.change(lambda es: [replace(e, moderators={name: "", **e.moderators}) for e in es])

    def _analysis(self) -> Analysis:
        project = self._session.project
        kept = project.tables.analyses if project is not None else ()
        return kept[0] if kept else Analysis(name="main")

    def _set_analysis(self, changed: Analysis) -> None:
        project = self._session.project
        if project is not None:
            self._session.attempt(project.tables.set_analyses, (changed, *project.tables.analyses[1:]))
            self._session.tables_changed.emit()

    # --- following --------------------------------------------------------------------------

    def _changed(self) -> None:
        if self.isVisible():
            self._later.start()

    def mirror(self) -> None:
        """Show the project's comparisons and have them pooled in the background."""
        project = self._session.project
        if project is None:
            return
        request = Request(self._place(), self._analysis())
        self._asked += 1
        number = self._asked
        self._work.do(lambda: pool_rows(request), lambda pooled: self._take(number, pooled))

    def _take(self, number: int, pooled: Pooled) -> None:
        if number == self._asked:
            self._show(pooled)

    def _show(self, pooled: Pooled) -> None:
        self.pooled = pooled
        self.form.show_analysis(pooled.request.analysis, pooled.entries)
        self.model.show_entries(pooled.entries, pooled.rows, pooled.effects)
        self.table.resizeColumnsToContents()
        for column in ARMS:
            self.table.setColumnWidth(column, self.table.columnWidth(column) + _GAP)
        self.doubts.setText(pooled.reason if pooled.analysed is not None else "")
        self.doubts.setVisible(bool(self.doubts.text()))
        self.results.show_pooled(pooled)
        self._enable()

    def _enable(self) -> None:
        chosen = bool(self._chosen())
        for made in (self.swap, self.remove):
            made.setEnabled(chosen)
        self.column.setEnabled(self.model.rowCount() > 0)

    def close_plots(self) -> None:
        """End the work and take all plots away."""
        self._later.stop()
        self._work.close(drop=True)
        self.results.close_plots()


def _pair(treatment: ProjectRow, control: ProjectRow) -> tuple[ComparisonEntry, ...]:
    """Return two rows of a figure as a comparison, also across its panels."""
    beside = replace(control, role=Role.CONTROL, row=replace(control.row, panel=treatment.row.panel))
    return pair_rows((replace(treatment, role=Role.TREATMENT), beside))
