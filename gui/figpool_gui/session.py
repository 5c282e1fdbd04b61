"""The window's one hold on the project: what is shown, what is selected, and every act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal

from figpool.core.errors import FigpoolError, UsageError
from figpool.core.geometry import Box
from figpool.core.summary import GroupSummary
from figpool.project import (
    Direction,
    Extraction,
    ListedFigure,
    MarkEntry,
    PanelEntry,
    Project,
    StoredFigure,
    StudyArm,
)
from figpool.project import edits as project_edits
from figpool.project.rows import RowMemo, rows_of
from figpool.project.study_table import facts_of

Edit = tuple[str, dict[str, Any]]


class Shown:
    """An extraction as the views show it, with its rows by mark.

    Parameters
    ----------
    figure : StoredFigure
        Where it belongs.
    extraction : Extraction
        Saved, or a preview of an act under way.
    studies : tuple of StudyArm
        The study table: gives n where the reviewer set none.
    memo : RowMemo, optional
        Rows of this figure made before.
    """

    def __init__(
        self,
        figure: StoredFigure,
        extraction: Extraction,
        studies: tuple[StudyArm, ...] = (),
        memo: RowMemo | None = None,
    ) -> None:
        self.figure = figure
        self.extraction = extraction
        self._studies, self._memo = studies, memo

    @cached_property
    def rows(self) -> tuple[tuple[MarkEntry, GroupSummary], ...]:
        """Marks that count with their rows, in reading order."""
        sizes = {m.id: facts_of(m, self.figure.info, self._studies).n for m in self.extraction.marks if self._studies}
        return rows_of(self.extraction, self.figure.name, self.figure.page, sizes, self._memo)

    @cached_property
    def entries(self) -> dict[str, tuple[PanelEntry, MarkEntry]]:
        """Panel and entry of every mark by its name."""
        return {m.id: (panel, m) for panel in self.extraction.panels for m in panel.marks}


class Session(QObject):
    """State of the window; every change of the project goes through here.

    Signals
    -------
    project_changed
        Another project, or none.
    figures_changed
        The list of figures, or a line of it.
    figure_changed
        Another figure is shown.
    figure_added
        Number of a figure cut out of another, to be read.
    extraction_changed
        The marks shown changed (saved or preview).
    selection_changed
        Other marks are selected.
    tables_changed
        Rows anywhere, comparisons, studies or analyses changed.
    said, failed
        A sentence for the person.
    """

    project_changed = pyqtSignal()
    figures_changed = pyqtSignal()
    figure_changed = pyqtSignal()
    figure_added = pyqtSignal(int)
    extraction_changed = pyqtSignal()
    selection_changed = pyqtSignal()
    tables_changed = pyqtSignal()
    said = pyqtSignal(str)
    failed = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project: Project | None = None
        self.figure: StoredFigure | None = None
        self.shown: Shown | None = None
        self.saved: Extraction | None = None
        self.selected: tuple[str, ...] = ()
        self.panel_id = ""
        self._figures: tuple[ListedFigure, ...] | None = None
        self._memo = RowMemo()

    # --- project ----------------------------------------------------------------------------

    def use(self, project: Project) -> None:
        """Work on a project from now on; the one before is closed."""
        self.close()
        self.project, self._figures = project, None
        self.project_changed.emit()
        self.list_changed()
        self.tables_changed.emit()

    def close(self) -> None:
        """Close the project."""
        project, self.project = self.project, None
        self._figures = None
        if project is not None:
            self.show_figure(None)
            project.close()
            self.project_changed.emit()

    @property
    def figures(self) -> tuple[ListedFigure, ...]:
        """The list of figures; read once until it changes."""
        if self._figures is None:
            self._figures = () if self.project is None else self.project.figures()
        return self._figures

    def list_changed(self) -> None:
        """Say that the list of figures, or a line of it, is another."""
        self._figures = None
        self.figures_changed.emit()

    def attempt(self, act: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a function of the project; an error becomes a sentence and None comes back."""
        try:
            return act(*args, **kwargs)
        except FigpoolError as error:
            self.failed.emit(str(error))
            return None

    def add_crop(self, box: Box) -> int | None:
        """Add a part of the figure shown as a figure of its own, and show it."""
        if self.project is None or self.figure is None:
            return None
        found, whole = self.figure, self.figure.crop
        shift = (whole.x0, whole.y0) if whole else (0.0, 0.0)
        crop = Box(box.x0 + shift[0], box.y0 + shift[1], box.x1 + shift[0], box.y1 + shift[1])
        title = self.tr("{0} (part)").format(found.info.title)
        source = (found.name, self.project.original(found.id))
        number: int | None = self.attempt(
            self.project.add_figure, source, found.page, crop, title=title, study=found.info.study
        )
        self.list_changed()
        if number is not None:
            self.show_figure(number)
            if self.extraction is None:
                self.figure_added.emit(number)
        return number

    def show_page(self, page: int) -> bool:
        """Show a whole page of the article the figure shown comes from; it is listed, and not read by itself."""
        if self.project is None or self.figure is None:
            return False
        found = self.figure
        source = (found.name, self.project.original(found.id))
        title = self.tr("{0}, page {1}").format(found.name, page)
        number: int | None = self.attempt(
            self.project.add_figure, source, page, None, title=title, study=found.info.study
        )
        self.list_changed()
        if number is not None:
            self.show_figure(number)
        return number is not None

    def remove_figure(self) -> None:
        """Take the figure shown off the list."""
        if self.project is not None and self.figure is not None:
            number = self.figure.id
            self.attempt(self.project.remove_figure, number)
            self._figures = None
            self._show_beside(number)
            self._everything_changed()

    def set_info(self, **info: Any) -> None:
        """Change study, outcome, title or comment of the figure shown."""
        if self.project is None or self.figure is None:
            return
        if all(getattr(self.figure.info, key) == value for key, value in info.items()):
            return
        if self.attempt(self.project.set_info, self.figure.id, **info) is not None:
            self.figure = self.project.figure(self.figure.id)
            self.list_changed()
            self.tables_changed.emit()

    @property
    def direction(self) -> Direction:
        """Which end of the outcome of the figure shown is good, as the study table or the comparisons say."""
        if self.project is None or self.figure is None:
            return Direction.UNKNOWN
        arm = next((a for a in self.project.tables.studies if self._is_whole_outcome(a)), None)
        found = {e.direction for e in self.project.tables.comparisons if e.treatment.figure == self.figure.id}
        if arm is not None and arm.direction:
            return arm.direction
        return found.pop() if len(found) == 1 else Direction.UNKNOWN

    def set_direction(self, direction: Direction) -> None:
        """Say which end of the outcome is good: for the comparisons of this figure, and those made later."""
        project, figure = self.project, self.figure
        if project is None or figure is None:
            return
        made = [replace(e, direction=direction) if e.treatment.figure == figure.id else e
                for e in project.tables.comparisons]  # fmt: skip
        if made:
            self.attempt(project.tables.set_comparisons, made)
        info = figure.info
        if info.study:
            others = [a for a in project.tables.studies if not self._is_whole_outcome(a)]
            arm = StudyArm(study=info.study, outcome=info.outcome, direction=direction)
            self.attempt(project.tables.set_studies, [*others, arm] if direction else others)
        self.tables_changed.emit()

    def _is_whole_outcome(self, arm: StudyArm) -> bool:
        """Whether a line of the study table is about all arms of the outcome shown."""
        if self.figure is None:
            return False
        info = self.figure.info
        return not arm.arm and arm.n is None and (arm.study, arm.outcome) == (info.study, info.outcome)

    # --- the figure shown -------------------------------------------------------------------

    def show_figure(self, number: int | None) -> None:
        """Show a figure of the project."""
        if self.project is None or number is None:
            self.figure = None
        else:
            self.figure = self.attempt(self.project.figure, number)
        self.selected = ()
        self.panel_id = ""
        self._load()
        self.figure_changed.emit()
        self.extraction_changed.emit()
        self.selection_changed.emit()

    def _load(self) -> None:
        self.saved, self._memo = None, RowMemo()
        if self.project is not None and self.figure is not None:
            self.saved = self.attempt(self.project.extraction, self.figure.id)
        self._take(self.saved)

    def _take(self, extraction: Extraction | None) -> None:
        studies = () if self.project is None else self.project.tables.studies
        figure = self.figure
        self.shown = None if extraction is None or figure is None else Shown(figure, extraction, studies, self._memo)
        known = {} if self.shown is None else self.shown.entries
        self.selected = tuple(m for m in self.selected if m in known)

    @property
    def extraction(self) -> Extraction | None:
        """The marks shown."""
        return None if self.shown is None else self.shown.extraction

    @property
    def rows(self) -> tuple[tuple[MarkEntry, GroupSummary], ...]:
        """Marks that count with their rows."""
        return () if self.shown is None else self.shown.rows

    @property
    def panel(self) -> PanelEntry | None:
        """The panel worked on: that of the selected mark, else the one chosen, else the first."""
        if self.shown is None or not self.shown.extraction.panels:
            return None
        if self.selected:
            return self.shown.entries[self.selected[0]][0]
        panels = self.shown.extraction.panels
        return next((p for p in panels if p.id == self.panel_id), panels[0])

    def choose_panel(self, panel: str) -> None:
        """Work on a panel."""
        if panel != self.panel_id or self.selected:
            self.panel_id = panel
            self.select(())

    def select(self, marks: Iterable[str]) -> None:
        """Select marks."""
        known = {} if self.shown is None else self.shown.entries
        chosen = tuple(dict.fromkeys(m for m in marks if m in known))
        if chosen != self.selected:
            self.selected = chosen
            if chosen and self.shown is not None:
                self.panel_id = self.shown.entries[chosen[0]][0].id
        self.selection_changed.emit()

    def entry(self, mark: str) -> MarkEntry | None:
        """Return a mark that is shown."""
        found = None if self.shown is None else self.shown.entries.get(mark)
        return None if found is None else found[1]

    # --- acts -------------------------------------------------------------------------------

    def edit(self, name: str, **arguments: Any) -> bool:
        """Make one edit; it is saved before this returns."""
        if self.project is None or self.figure is None:
            return False
        extraction = self.attempt(self.project.edit, self.figure.id, name, **arguments)
        return self._after(extraction)

    def edit_many(self, action: str, steps: Sequence[Edit]) -> bool:
        """Make several edits as one act: one undo takes them back."""
        if self.project is None or self.figure is None or self.saved is None or not steps:
            return False
        if len(steps) == 1:
            return self.edit(steps[0][0], **steps[0][1])
        extraction: Extraction | None = self.attempt(self._applied, self.saved, steps)
        if extraction is None:
            self.end_preview()
            return False
        self.attempt(self.project.put_extraction, self.figure.id, extraction, action)
        return self._after(extraction)

    def _applied(self, extraction: Extraction, steps: Sequence[Edit]) -> Extraction:
        for name, arguments in steps:
            extraction = project_edits.apply(extraction, name, arguments)
        return extraction

    def _after(self, extraction: Extraction | None) -> bool:
        if extraction is None:
            if self.extraction is not self.saved:
                self.end_preview()
            return False
        self.saved = extraction
        self._take(extraction)
        self.extraction_changed.emit()
        self.list_changed()
        self.tables_changed.emit()
        return True

    def preview(self, steps: Sequence[Edit]) -> None:
        """Show edits without making them (while something is dragged)."""
        if self.saved is None:
            return
        try:
            self._take(self._applied(self.saved, steps))
        except UsageError:
            self._take(self.saved)  # a place where the mark cannot be: it stays where it was
        self.extraction_changed.emit()

    def end_preview(self) -> None:
        """Show what is saved again."""
        self._take(self.saved)
        self.extraction_changed.emit()

    def start_by_hand(self) -> bool:
        """Begin an empty extraction of the figure shown, unless there is one."""
        if self.project is None or self.figure is None:
            return False
        return self._after(self.attempt(self.project.start_by_hand, self.figure.id))

    def refresh(self, figure: int) -> None:
        """Show what was stored about a figure over another connection."""
        if self.project is not None and self.figure is not None and self.figure.id == figure:
            self.figure = self.project.figure(figure)
            self._load()
            self.extraction_changed.emit()
            self.selection_changed.emit()
        self.list_changed()
        self.tables_changed.emit()

    def undo(self) -> None:
        """Take back the last act, wherever it was."""
        self._step("undo", self.tr("Undone: {0}"), self.tr("Nothing to undo."))

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._step("redo", self.tr("Done again: {0}"), self.tr("Nothing to redo."))

    def _step(self, name: str, done: str, nothing: str) -> None:
        if self.project is None:
            return
        entry = self.attempt(getattr(self.project, name))
        if entry is None:
            self.said.emit(nothing)
            return
        self.said.emit(done.format(str(entry.arguments.get("of", "")).replace("_", " ")))
        self._figures = None
        self._show_scope(entry.scope)
        self._everything_changed()

    def _show_scope(self, scope: str) -> None:
        """Show the figure an act was about, if it is still listed."""
        kind, _, rest = scope.partition("/")
        if kind not in {"extraction", "figure"}:
            return
        number = int(rest.partition("/")[0])
        shown = None if self.figure is None else self.figure.id
        if number in {line.figure.id for line in self.figures}:
            if shown != number:
                self.show_figure(number)
        elif shown in (None, number):
            self._show_beside(number)

    def _show_beside(self, number: int) -> None:
        """Show the figure after one that is no more on the list, else the last one; none when the list is empty."""
        listed = [line.figure.id for line in self.figures]
        self.show_figure(next((n for n in listed if n > number), listed[-1] if listed else None))

    def _everything_changed(self) -> None:
        if self.project is not None and self.figure is not None:
            self.figure = self.project.figure(self.figure.id)
        self._load()
        self.list_changed()
        self.extraction_changed.emit()
        self.selection_changed.emit()
        self.tables_changed.emit()

    @property
    def can_undo(self) -> bool:
        """Whether there is an act to take back."""
        return self.project is not None and self.project.history.can_undo(who=self.project.reviewer)

    @property
    def can_redo(self) -> bool:
        """Whether there is an act to do again."""
        return self.project is not None and self.project.history.can_redo(who=self.project.reviewer)
