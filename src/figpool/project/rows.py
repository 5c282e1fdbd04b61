"""Rows of an extraction: the row contract, with what the reviewer set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from figpool.core.series import Series
from figpool.core.summary import GroupSummary
from figpool.project.model import (
    Direction,
    Extraction,
    MarkEntry,
    PanelEntry,
    Review,
    Role,
    StoredFigure,
    StudyArm,
)
from figpool.project.study_table import facts_of

if TYPE_CHECKING:
    from figpool.core.figure import Figure


@dataclass(frozen=True)
class ProjectRow:
    """A row with its place in the project.

    Parameters
    ----------
    figure : int
        Number of the figure.
    mark : str
        Name of the mark.
    reviewer : str
        Who holds the extraction.
    study, outcome : str
        Of the figure.
    role : Role
        Arm of a comparison.
    review : Review
        What the reviewer decided.
    comment : str
        Free text.
    row : GroupSummary
        The row contract.
    direction : Direction
        Which end of the outcome is good, by the study table.
    covariates : dict
        Further columns of the study table.
    """

    figure: int
    mark: str
    reviewer: str
    study: str
    outcome: str
    role: Role
    review: Review
    comment: str
    row: GroupSummary
    direction: Direction = Direction.UNKNOWN
    covariates: dict[str, str | float] = field(default_factory=dict)


class RowMemo:
    """Rows made before, by mark: of thousands of marks one edit changes a few."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[MarkEntry, object, GroupSummary]] = {}

    def row(self, entry: MarkEntry, known: object, make: Callable[[], GroupSummary]) -> GroupSummary:
        """Return the row of a mark: as made before where neither it nor what else is known has changed.

        Parameters
        ----------
        entry : MarkEntry
            The mark.
        known : object
            All else the row depends on.
        make : callable
            Makes the row.
        """
        found = self._made.get(entry.id)
        if found is None or found[0] is not entry or found[1] != known:
            found = self._made[entry.id] = (entry, known, make())
        return found[2]


def rows_of(
    extraction: Extraction,
    name: str,
    page: int | None = None,
    sizes: Mapping[str, float | None] | None = None,
    memo: RowMemo | None = None,
) -> tuple[tuple[MarkEntry, GroupSummary], ...]:
    """Return every mark that counts with its row, panel by panel in reading order.

    Parameters
    ----------
    extraction : Extraction
        Rejected marks, and a rejected figure, give no rows.
    name, page : str, int
        Of the figure.
    sizes : mapping, optional
        Group sizes by mark from elsewhere, for marks whose panel has none either.
    memo : RowMemo, optional
        Rows of this figure made before.
    """
    if extraction.review is Review.REJECTED:
        return ()
    figure = _bare_figure(extraction, name, page)
    found: list[tuple[MarkEntry, GroupSummary]] = []
    made = memo or RowMemo()
    for panel in extraction.panels:
        common = (
            name,
            page,
            extraction.pixel_scale,
            panel.panel.label,
            panel.kind,
            panel.dispersion,
            panel.level,
            panel.n,
        )

        def row(entry: MarkEntry, panel: PanelEntry = panel, common: object = common) -> GroupSummary:
            size = (sizes or {}).get(entry.id)
            return made.row(entry, (common, size), lambda: _row(entry, panel, figure, size))

        rows = [(e, row(e)) for e in panel.marks if e.review is not Review.REJECTED]
        found += sorted(rows, key=lambda item: item[1].y_px if panel.horizontal else item[1].x_px)
    return tuple(found)


def _bare_figure(extraction: Extraction, name: str, page: int | None) -> Figure:
    """Return a figure without its picture: rows need its name and scale only."""
    import numpy as np

    from figpool.core.figure import Figure

    return Figure(np.zeros((1, 1, 3), np.uint8), name, page=page, pixel_scale=extraction.pixel_scale)


def _row(entry: MarkEntry, panel: PanelEntry, figure: Figure, size: float | None) -> GroupSummary:
    from figpool.extract.rows import to_rows
    from figpool.extract.settings import DigitizeSettings

    n = next((n for n in (entry.n, panel.n, size) if n is not None), None)
    settings = DigitizeSettings(dispersion=panel.dispersion, level=panel.level, n=n)
    series = Series(entry.series, panel.kind, (entry.point,))
    (row,) = to_rows(figure, panel.panel.label, [series], [[entry.trail]], settings)
    return replace(row, source=entry.source)


def project_rows(
    extraction: Extraction, figure: StoredFigure, reviewer: str, studies: Sequence[StudyArm] = ()
) -> tuple[ProjectRow, ...]:
    """Return the rows of an extraction with their place in the project.

    Parameters
    ----------
    extraction : Extraction
        Of one reviewer.
    figure : StoredFigure
        Whose it is.
    reviewer : str
        Who holds it.
    studies : sequence of StudyArm
        The study table: gives n and role where the reviewer set none, and direction and covariates.
    """
    facts = {entry.id: facts_of(entry, figure.info, studies) for entry in extraction.marks}
    sizes = {mark: found.n for mark, found in facts.items()}
    return tuple(
        ProjectRow(
            figure=figure.id,
            mark=entry.id,
            reviewer=reviewer,
            study=figure.info.study,
            outcome=figure.info.outcome,
            role=entry.role or facts[entry.id].role,
            review=entry.review,
            comment=entry.comment,
            row=row,
            direction=facts[entry.id].direction,
            covariates=facts[entry.id].covariates,
        )
        for entry, row in rows_of(extraction, figure.name, figure.page, sizes)
    )
