"""Two readings of one figure: the other's marks over one's own, what differs, and settling it."""

from __future__ import annotations

from collections.abc import Mapping

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QHideEvent, QShowEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from figpool.project import Project
from figpool.project.compare import Comparison, Discrepancy, compare
from figpool.project.consensus import Choice, Settled, settle
from figpool_gui.canvas.view import Canvas
from figpool_gui.dialogs import Dialogs
from figpool_gui.panels.discrepancies import Differing, cell, gather, what
from figpool_gui.panels.form import button, choice, named, quiet
from figpool_gui.panels.text import mark_name, number
from figpool_gui.session import Session


class ReviewersPanel(QWidget):
    """Chooses two reviewers, shows both over the figure, lists and settles what differs."""

    def __init__(self, session: Session, canvas: Canvas, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._canvas, self._dialogs = session, canvas, dialogs
        self._marks: tuple[Differing, ...] = ()
        self._listed: tuple[Differing, ...] = ()
        self._about = (0, "", "")
        self.who = QLabel()
        self.change = button(self.tr("C&hange …"), self.tr("Say who is working (Ctrl+Shift+U)"))
        self.first = choice(self.tr("First reading"), self.tr("Shown in colours of series where it is your own"), ())
        self.second = choice(self.tr("Second reading"), self.tr("Shown dashed over the figure"), ())
        self.words = quiet()
        self.table = QTableWidget(0, 5)
        named(self.table, self.tr("Discrepancies"), self.tr("Where the two readings differ by more than 2 %"))
        self.all = choice(self.tr("Take all from"), self.tr("Whose marks the consensus takes, unless a line says else"),
                          self._choices())  # fmt: skip
        self.settle = button(self.tr("Se&ttle …"), self.tr("Make the consensus of this figure from these choices"))
        self._lay_out()
        for combo in (self.first, self.second):
            combo.activated.connect(self.compare)
        self.all.activated.connect(self._take_all)
        self.settle.clicked.connect(self._settle)
        self.table.itemSelectionChanged.connect(self._jump)
        for signal in (session.project_changed, session.figure_changed, session.figures_changed):
            signal.connect(self.mirror)
        self.mirror()

    def _choices(self) -> tuple[tuple[str, Choice], ...]:
        return (
            (self.tr("first"), Choice.FIRST),
            (self.tr("second"), Choice.SECOND),
            (self.tr("neither"), Choice.NEITHER),
        )

    def _lay_out(self) -> None:
        self.table.setHorizontalHeaderLabels(
            [self.tr("Mark"), self.tr("Differs in"), self.tr("First"), self.tr("Second"), self.tr("Take")]
        )
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setMinimumHeight(96)
        across, vertical = self.table.horizontalHeader(), self.table.verticalHeader()
        if across is not None and vertical is not None:
            across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            across.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
            across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            vertical.hide()
        you = QHBoxLayout()
        you.addWidget(self.who, 1)
        you.addWidget(self.change)
        form = QFormLayout()
        form.addRow(self.tr("You are"), you)
        form.addRow(self.tr("&First"), self.first)
        form.addRow(self.tr("&Second"), self.second)
        below = QHBoxLayout()
        label = QLabel(self.tr("Ta&ke"))
        label.setBuddy(self.all)
        for widget in (label, self.all):
            below.addWidget(widget)
        below.addStretch()
        below.addWidget(self.settle)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        layout.addLayout(form)
        layout.addWidget(self.words)
        layout.addLayout(below)
        layout.addWidget(self.table, 1)

    def _reviewers(self) -> tuple[str, ...]:
        figure = self._session.figure
        line = next((x for x in self._session.figures if figure is not None and x.figure.id == figure.id), None)
        return line.reviewers if line is not None else ()

    def showEvent(self, event: QShowEvent | None) -> None:
        """Show the second reading over the figure as long as this tab is seen."""
        super().showEvent(event)
        self.mirror()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Take the second reading off the figure: one's own must be corrected without an eye on it."""
        super().hideEvent(event)
        self._canvas.overlay.show_others()

    def mirror(self) -> None:
        """Show who has read this figure, while this tab is seen."""
        if not self.isVisible():
            return
        project = self._session.project
        blind = project is not None and project.blind
        self.who.setText("" if project is None else project.reviewer + (self.tr(" (blind)") if blind else ""))
        names = self._reviewers()
        shown = tuple(self.first.itemText(i) for i in range(self.first.count()))
        if names != shown:
            for combo, place in ((self.first, 0), (self.second, 1)):
                combo.clear()
                combo.addItems(names)
                combo.setCurrentIndex(min(place, len(names) - 1))
        self.compare()

    def compare(self) -> None:
        """Show both readings and list what differs."""
        project, figure = self._session.project, self._session.figure
        first, second = self.first.currentText(), self.second.currentText()
        self._canvas.overlay.show_others()
        result: Comparison | None = None
        if project is not None and figure is not None and len({first, second} - {""}) == 2:
            result = self._session.attempt(compare, project, first, second, figures=(figure.id,))
            names = [name for name in (first, second) if name != project.reviewer]
            found = [self._session.attempt(project.extraction, figure.id, name) for name in names]
            self._canvas.overlay.show_others(*(one for one in found if one is not None))
        about = (0 if figure is None else figure.id, first, second)
        kept = self._choices_made() if about == self._about else {}
        self._about = about
        common, self._marks = gather(() if result is None else result.discrepancies)
        self._listed = tuple(m for m in self._marks if m.parts)
        self.words.setText(self._summary(result, common))
        self._fill(kept)
        for widget in (self.table, self.all, self.settle):
            widget.setEnabled(result is not None)
        for widget in (self.first, self.second):
            widget.setEnabled(self.first.count() > 1)

    def _summary(self, result: Comparison | None, common: tuple[Discrepancy, ...]) -> str:
        if result is None:
            return self.tr("A second reading appears here once another reviewer has read this figure "
                           "(Change …; File, Blind hides the first one meanwhile).")  # fmt: skip
        mean = result.agreement.get("mean")
        words = [self.tr("{0} marks in common, {1} of them differ.").format(result.pairs, len(self._listed))]
        if mean is not None:
            words.append(self.tr("ICC(2,1) of the means {0}.").format(number(mean.icc, 4)))
        if common:
            listed = ", ".join(f"{what(d)} {cell(d.first)} / {cell(d.second)}" for d in common)
            words.append(self.tr("All marks differ in: {0}.").format(listed))
        return " ".join(words)

    def _fill(self, kept: Mapping[str, Choice]) -> None:
        self.table.setRowCount(len(self._listed))
        for row, mark in enumerate(self._listed):
            columns = (
                self._name(mark),
                "\n".join(what(d) for d in mark.parts),
                "\n".join(cell(d.first) for d in mark.parts),
                "\n".join(cell(d.second) for d in mark.parts),
            )
            for column, text in enumerate(columns):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
            combo = choice(self.tr("Take {0} from").format(columns[0]), self.tr("Whose mark the consensus takes"),
                           self._choices())  # fmt: skip
            combo.setCurrentIndex(max(combo.findData(kept.get(mark.key, self.all.currentData())), 0))
            self.table.setCellWidget(row, 4, combo)
        self.table.resizeRowsToContents()

    def _name(self, mark: Differing) -> str:
        entry = self._session.entry(mark.first_mark) if mark.first_mark else None
        return mark_name(entry) if entry is not None else mark.first_mark or mark.second_mark

    def _take_all(self) -> None:
        for row in range(self.table.rowCount()):
            combo = self.table.cellWidget(row, 4)
            if isinstance(combo, QComboBox):
                combo.setCurrentIndex(self.all.currentIndex())

    def _jump(self) -> None:
        rows = {item.row() for item in self.table.selectedItems()}
        self._session.select(self._listed[r].first_mark for r in rows)

    def _choices_made(self) -> dict[str, Choice]:
        """Return what is chosen, line by line."""
        combos = ((mark, self.table.cellWidget(row, 4)) for row, mark in enumerate(self._listed))
        return {mark.key: combo.currentData() for mark, combo in combos if isinstance(combo, QComboBox)}

    def _decisions(self) -> list[Settled]:
        chosen: dict[str, Choice] = {mark.key: self.all.currentData() for mark in self._marks}
        chosen |= self._choices_made()
        return [Settled(key, found) for key, found in chosen.items()]

    def _settle(self) -> None:
        project, figure = self._session.project, self._session.figure
        if project is None or figure is None:
            return
        pair = (self.first.currentText(), self.second.currentText())
        name: str | None = project.reviewer
        if name in pair:
            name = self._dialogs.text(
                self.tr("Settle"), self.tr("A third person settles, or both together. Under which name?"),
                self.tr("consensus"),
            )  # fmt: skip
        if name and self._session.attempt(_settle_as, project, name, (figure.id, *pair), self._decisions()):
            self._session.show_figure(figure.id)
            self._session.list_changed()
            self._session.tables_changed.emit()
            self._session.said.emit(
                self.tr("Settled. The consensus is held by {0}; File, Reviewer … shows it.").format(name)
            )


def _settle_as(project: Project, name: str, readings: tuple[int, str, str], decisions: list[Settled]) -> bool:
    """Make the consensus under a name, over a connection of its own when that is another person's."""
    if name == project.reviewer:
        settle(project, *readings, decisions)
        return True
    with Project.open(project.path, name) as own:
        settle(own, *readings, decisions)
    return True
