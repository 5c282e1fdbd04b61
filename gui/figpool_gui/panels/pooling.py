"""Comparisons, effect sizes and the pooled result, live while rows are corrected."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTableView,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from figpool.core.errors import FigpoolError
from figpool.project import Analysis, ComparisonEntry, Direction, ProjectRow, Role, RowRef
from figpool.project.alarms import alarms
from figpool.project.tables import effect_frame, pair_rows
from figpool_gui.dialogs import Dialogs
from figpool_gui.panels.comparisons_model import ComparisonsModel
from figpool_gui.panels.form import button, choice, field, show_data, show_text
from figpool_gui.panels.plots import PLOTS, PlotView
from figpool_gui.panels.text import tr
from figpool_gui.session import Session

if TYPE_CHECKING:
    import pandas as pd

    from figpool.report.pooling_analysis import Analysis as Analysed

_MEASURES = ("SMD", "SMDH", "MD", "ROM", "CVR", "VR")
_TAU2 = ("REML", "DL", "EE", "ML", "PM", "HE", "SJ", "EB")
_TESTS = ("knha", "z", "t", "adhoc")
_DELAY_MS = 120


class PoolingPanel(QWidget):
    """Table of comparisons at the left, plots and text at the right."""

    shown_wanted = pyqtSignal()

    def __init__(self, session: Session, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._dialogs = session, dialogs
        self.model = ComparisonsModel(session, self)
        self._analysed: Analysed | None = None
        self._reason = ""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_DELAY_MS)
        self._later.timeout.connect(self.mirror)
        self._make_controls()
        self._lay_out()
        session.tables_changed.connect(self._changed)
        session.project_changed.connect(self._changed)
        self.tabs.currentChanged.connect(self._draw)

    # --- assembling -------------------------------------------------------------------------

    def _make_controls(self) -> None:
        self.measure = choice(
            self.tr("Measure"), self.tr("Effect measure (metafor's codes)"), ((m, m) for m in _MEASURES)
        )
        self.tau2 = choice(self.tr("tau²"), self.tr("Estimator of the between-study variance; EE: common effect"),
                           ((t, t) for t in _TAU2))  # fmt: skip
        self.test = choice(
            self.tr("Test"), self.tr("Test and intervals; knha: Knapp-Hartung"), ((t, t) for t in _TESTS)
        )
        self.subgroup = field(self.tr("Subgroups"), self.tr("Column to make subgroups of"), self.tr("column"))
        self.mods = field(self.tr("Moderators"), self.tr("Formula of a meta-regression, such as: dose + C(route)"),
                          self.tr("formula"))  # fmt: skip
        words = ((self.tr("not said"), Direction.UNKNOWN), (self.tr("higher"), Direction.HIGHER))
        self.better = choice(
            self.tr("Better is"),
            self.tr("Which end of the outcome is good, of the selected comparisons or of all; lower turns the sign"),
            (*words, (self.tr("lower"), Direction.LOWER)),
        )
        self.better.activated.connect(self._set_direction)
        for combo in (self.measure, self.tau2, self.test):
            combo.activated.connect(self._set_analysis)
        for edit in (self.subgroup, self.mods):
            edit.editingFinished.connect(self._set_analysis)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Comparisons"))
        self.table.setToolTip(self.tr("Comparisons; study, labels and moderators can be edited"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.pair = button(self.tr("Compare groups"), self.tr("Pair treatments with controls (Ctrl+M)"), primary=True)
        self.swap = button(self.tr("Swap arms"), self.tr("Exchange treatment and control of the selected comparisons"))
        self.remove = button(self.tr("Remove"), self.tr("Remove the selected comparisons"))
        self.column = button(self.tr("Add column …"), self.tr("Add a moderator column"))
        self.save = button(self.tr("Save plot …"), self.tr("Write the plot shown as SVG, PDF or PNG"))
        for made, act in (
            (self.pair, self.compare), (self.swap, self._swap), (self.remove, self._remove),
            (self.column, self._add_column), (self.save, self._save_plot),
        ):  # fmt: skip
            made.clicked.connect(lambda _=False, a=act: a())
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.tr("Result"))
        self.views = {key: PlotView(tr(name), draw) for key, (name, draw) in PLOTS.items()}

    def _lay_out(self) -> None:
        grid = QGridLayout()
        controls = (
            (self.tr("&Measure"), self.measure), (self.tr("&tau²"), self.tau2), (self.tr("T&est"), self.test),
            (self.tr("Su&bgroups"), self.subgroup), (self.tr("M&oderators"), self.mods),
            (self.tr("Better &is"), self.better),
        )  # fmt: skip
        for place, (words, widget) in enumerate(controls):
            label = QLabel(words)
            label.setBuddy(widget)
            grid.addWidget(label, place // 3, 2 * (place % 3))
            grid.addWidget(widget, place // 3, 2 * (place % 3) + 1)
        buttons = QHBoxLayout()
        for made in (self.pair, self.swap, self.remove, self.column):
            buttons.addWidget(made)
        buttons.addStretch()
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(8, 8, 4, 8)
        layout.addLayout(grid)
        layout.addWidget(self.table)
        layout.addLayout(buttons)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for key, view in self.views.items():
            self.tabs.addTab(view, tr(PLOTS[key][0]))
        self.tabs.addTab(self.text, self.tr("Result in words"))
        self.tabs.setCornerWidget(self.save)
        parts = QSplitter()
        parts.addWidget(left)
        parts.addWidget(self.tabs)
        parts.setSizes([430, 560])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(parts)

    # --- acts -------------------------------------------------------------------------------

    def compare(self) -> None:
        """Pair the two selected rows, or every treatment with its control."""
        project = self._session.project
        if project is None:
            return
        rows = project.rows()
        found = self._selected_pair(rows) or pair_rows(rows)
        known = {(c.treatment, c.control) for c in project.tables.comparisons}
        new = [c for c in found if (c.treatment, c.control) not in known]
        if not found:
            self._session.failed.emit(
                self.tr("Nothing to compare yet: give roles in Series (treatment, control), or select two rows.")
            )
            return
        if new:
            self.model.change(lambda entries: [*entries, *new])
        self.shown_wanted.emit()
        self.mirror()

    def _selected_pair(self, rows: tuple[ProjectRow, ...]) -> tuple[ComparisonEntry, ...]:
        """Return the two selected rows as a comparison; without roles the one selected first is the treatment."""
        figure, marks = self._session.figure, self._session.selected
        if figure is None or len(marks) != 2:
            return ()
        found = {r.mark: r for r in rows if r.figure == figure.id}
        if any(m not in found for m in marks):
            return ()
        first, second = (found[m] for m in marks)
        if first.role is Role.CONTROL or second.role is Role.TREATMENT:
            first, second = second, first
        words = [w for w in (first.row.panel, first.row.category, first.row.series) if w]
        entry = ComparisonEntry(
            study=first.study or figure.info.title,
            treatment=RowRef(first.figure, first.mark),
            control=RowRef(second.figure, second.mark),
            comparison=" ".join(words),
            outcome=first.outcome,
        )
        return (entry,)

    def _chosen(self) -> set[int]:
        selection = self.table.selectionModel()
        return set() if selection is None else {i.row() for i in selection.selectedIndexes()}

    def _swap(self) -> None:
        chosen = self._chosen()
        self.model.change(
            lambda es: [
                replace(e, treatment=e.control, control=e.treatment) if i in chosen else e for i, e in enumerate(es)
            ]
        )

    def _remove(self) -> None:
        chosen = self._chosen()
        self.model.change(lambda es: [e for i, e in enumerate(es) if i not in chosen])

    def _set_direction(self) -> None:
        direction, chosen = self.better.currentData(), self._chosen()
        self.model.change(
            lambda es: [replace(e, direction=direction) if not chosen or i in chosen else e for i, e in enumerate(es)]
        )

    def _add_column(self) -> None:
        name = self._dialogs.text(self.tr("Moderator"), self.tr("Name of the column:"))
        if name:
            self.model.change(lambda es: [replace(e, moderators={name: "", **e.moderators}) for e in es])

    def _analysis(self) -> Analysis:
        project = self._session.project
        kept = project.tables.analyses if project is not None else ()
        return kept[0] if kept else Analysis(name="main")

    def _set_analysis(self) -> None:
        project = self._session.project
        if project is None:
            return
        changed = replace(
            self._analysis(),
            measure=str(self.measure.currentData()),
            tau2=str(self.tau2.currentData()),
            test=str(self.test.currentData()),
            subgroup=self.subgroup.text().strip(),
            mods=self.mods.text().strip(),
        )
        if changed != self._analysis():
            self._session.attempt(project.tables.set_analyses, (changed, *project.tables.analyses[1:]))
            self._session.tables_changed.emit()

    def _save_plot(self) -> None:
        view = self.tabs.currentWidget()
        if not isinstance(view, PlotView) or view.figure is None:
            return
        path = self._dialogs.save(self.tr("Save plot"), Path("forest.svg"), "SVG (*.svg);;PDF (*.pdf);;PNG (*.png)")
        if path is not None:
            from figpool.report.canvas import save_figure

            self._session.attempt(save_figure, view.figure, path)

    # --- following --------------------------------------------------------------------------

    def _changed(self) -> None:
        if self.isVisible():
            self._later.start()

    def mirror(self) -> None:
        """Show the project's comparisons and pool them."""
        project = self._session.project
        analysis = self._analysis()
        for combo, value in ((self.measure, analysis.measure), (self.tau2, analysis.tau2), (self.test, analysis.test)):
            show_data(combo, value)
        show_text(self.subgroup, analysis.subgroup)
        show_text(self.mods, analysis.mods)
        entries = project.tables.comparisons if project is not None else ()
        directions = {e.direction for e in entries}
        show_data(self.better, directions.pop() if len(directions) == 1 else Direction.UNKNOWN)
        rows = project.rows() if project is not None and entries else ()
        effects = self._effects(entries, rows, analysis)
        self.model.show_entries(entries, rows, effects)
        self.table.resizeColumnsToContents()
        self._analysed = self._pool(effects, analysis)
        self._draw()

    def _effects(
        self, entries: tuple[ComparisonEntry, ...], rows: tuple[ProjectRow, ...], analysis: Analysis
    ) -> pd.DataFrame | None:
        if not entries:
            self._reason = self.tr("Comparisons appear here: give roles in Series, then Compare groups (Ctrl+M).")
            return None
        from figpool import pool

        try:
            frame = effect_frame(entries, rows)
            vtype = analysis.vtype or None
            return pool.effect_sizes(frame, measure=analysis.measure, vtype=vtype, better="direction")
        except FigpoolError as error:
            self._reason = str(error)
            return None

    def _pool(self, effects: pd.DataFrame | None, analysis: Analysis) -> Analysed | None:
        if effects is None:
            return None
        from figpool.pool import FitSettings
        from figpool.report.pooling_analysis import AnalysisSettings, analyse

        by = (analysis.subgroup,) if analysis.subgroup in effects else ()
        fit = FitSettings(tau2=analysis.tau2, test=analysis.test, level=analysis.level)
        try:
            return analyse(effects, AnalysisSettings(measure=analysis.measure, fit=fit, by=by, mods=analysis.mods))
        except FigpoolError as error:
            self._reason = str(error)
            return None

    def _draw(self) -> None:
        """Draw the tab that is seen; the others when they are."""
        view = self.tabs.currentWidget()
        if isinstance(view, PlotView):
            view.show_analysis(self._analysed, self._reason)
        else:
            self.text.setHtml(self._words())
        self.save.setEnabled(isinstance(view, PlotView) and view.figure is not None)

    def _words(self) -> str:
        if self._analysed is None:
            return escape(self._reason)
        from figpool.report.pooling_text import methods_text, result_text

        found = self._analysed
        suspicions = [alarm.message for alarm in self._session.attempt(alarms, self._session.project) or ()]
        doubts = "".join(f"<li>{escape(w)}</li>" for w in (*suspicions, *found.warnings, *found.notes))
        parts = [f"<p>{escape(result_text(found.result))}</p>", f"<p>{escape(methods_text(found))}</p>"]
        return "".join(parts) + (f"<ul>{doubts}</ul>" if doubts else "")

    def close_plots(self) -> None:
        """Take all plots away."""
        self._later.stop()
        for view in self.views.values():
            view.clear()
