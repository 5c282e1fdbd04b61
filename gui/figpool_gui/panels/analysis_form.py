"""How comparisons are pooled: measure, estimator, test, subgroups, moderators, and which direction is good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from figpool.project import Analysis, ComparisonEntry, Direction
from figpool_gui.panels.form import choice, codes, field, show_data, show_text

#: Columns of the table of effects that studies can be grouped by, before the moderators.
_GROUPS = ("study", "comparison", "outcome")


class AnalysisForm(QWidget):
    """The fields of one analysis.

    Signals
    -------
    changed
        The analysis as it is now set.
    directed
        A `Direction` was chosen.
    """

    changed = pyqtSignal(object)
    directed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._analysis = Analysis(name="main")
        tr = self.tr
        self.measure = codes(tr("Measure"), tr("Effect measure (metafor's codes)"), (
            (tr("SMD – Hedges g"), "SMD"), (tr("SMDH – g, unequal SDs"), "SMDH"), (tr("SMD1 – Glass Δ"), "SMD1"),
            (tr("MD – mean difference"), "MD"), (tr("ROM – log ratio of means"), "ROM"),
            (tr("CVR – log ratio of CVs"), "CVR"), (tr("VR – log ratio of SDs"), "VR"),
        ))  # fmt: skip
        self.tau2 = codes(tr("tau²"), tr("Estimator of the between-study variance; EE: one common effect"), (
            (tr("EE – common effect") if code == "EE" else code, code)
            for code in ("REML", "DL", "EE", "ML", "PM", "PMM", "HE", "HS", "SJ", "EB")
        ))  # fmt: skip
        self.test = codes(tr("Test"), tr("Test and intervals of the pooled effect"), (
            (tr("knha – Knapp-Hartung"), "knha"), (tr("adhoc – at least z"), "adhoc"), (tr("z – normal"), "z"),
            (tr("t – Student"), "t"),
        ))  # fmt: skip
        self.subgroup = choice(tr("Subgroups"), tr("Column of the comparisons to make subgroups of"), ())
        self.mods = field(tr("Moderators"), tr("Formula of a meta-regression, such as: dose + C(route)"),
                          tr("dose + C(route)"))  # fmt: skip
        self.better = choice(
            tr("Better is"),
            tr("Which end of the outcome is good, of the selected comparisons or of all; lower turns the sign"),
            ((tr("not said"), Direction.UNKNOWN), (tr("higher"), Direction.HIGHER), (tr("lower"), Direction.LOWER)),
        )
        self._lay_out()
        for combo in (self.measure, self.tau2, self.test, self.subgroup):
            combo.activated.connect(self._set)
        self.mods.editingFinished.connect(self._set)
        self.better.activated.connect(lambda: self.directed.emit(self.better.currentData()))

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        controls = (
            (self.tr("&Measure"), self.measure), (self.tr("&tau²"), self.tau2), (self.tr("T&est"), self.test),
            (self.tr("Su&bgroups"), self.subgroup), (self.tr("M&oderators"), self.mods),
            (self.tr("Better &is"), self.better),
        )  # fmt: skip
        for place, (words, widget) in enumerate(controls):
            label = QLabel(words)
            label.setBuddy(widget)
            if isinstance(widget, QComboBox):
                widget.setMinimumContentsLength(7)
                widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            grid.addWidget(label, place // 3, 2 * (place % 3))
            grid.addWidget(widget, place // 3, 2 * (place % 3) + 1)
        for column in (1, 3, 5):
            grid.setColumnStretch(column, 1)

    def _set(self) -> None:
        changed = replace(
            self._analysis,
            measure=str(self.measure.currentData()),
            tau2=str(self.tau2.currentData()),
            test=str(self.test.currentData()),
            subgroup=str(self.subgroup.currentData() or ""),
            mods=self.mods.text().strip(),
        )
        if changed != self._analysis:
            self._analysis = changed
            self.changed.emit(changed)

    def show_analysis(self, analysis: Analysis, entries: Iterable[ComparisonEntry]) -> None:
        """Show an analysis of these comparisons."""
        self._analysis = analysis
        shown = tuple(entries)
        self._offer(dict.fromkeys((*_GROUPS, *(key for e in shown for key in e.moderators), analysis.subgroup)))
        for combo, value in (
            (self.measure, analysis.measure), (self.tau2, analysis.tau2), (self.test, analysis.test),
            (self.subgroup, analysis.subgroup),
        ):  # fmt: skip
            show_data(combo, value)
        show_text(self.mods, analysis.mods)
        directions = {e.direction for e in shown}
        show_data(self.better, directions.pop() if len(directions) == 1 else Direction.UNKNOWN)

    def _offer(self, columns: Iterable[str]) -> None:
        wanted = ["", *(c for c in columns if c)]
        if [self.subgroup.itemData(i) for i in range(self.subgroup.count())] != wanted:
            self.subgroup.clear()
            for name in wanted:
                self.subgroup.addItem(name or self.tr("none"), name)
