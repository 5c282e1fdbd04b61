"""Rows of an extraction: the row contract, with what the reviewer set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from figpool.core.series import Series
from figpool.core.summary import GroupSummary
from figpool.project.model import Extraction, MarkEntry, PanelEntry, Review, Role, StoredFigure

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


def rows_of(extraction: Extraction, name: str, page: int | None = None) -> tuple[tuple[MarkEntry, GroupSummary], ...]:
    """Return every mark that counts with its row, panel by panel in reading order.

    Parameters
    ----------
    extraction : Extraction
        Rejected marks, and a rejected figure, give no rows.
    name, page : str, int
        Of the figure.
    """
    if extraction.review is Review.REJECTED:
        return ()
    figure = _bare_figure(extraction, name, page)
    found: list[tuple[MarkEntry, GroupSummary]] = []
    for panel in extraction.panels:
        rows = [(e, _row(e, panel, figure)) for e in panel.marks if e.review is not Review.REJECTED]
        found += sorted(rows, key=lambda item: item[1].y_px if panel.horizontal else item[1].x_px)
    return tuple(found)


def _bare_figure(extraction: Extraction, name: str, page: int | None) -> Figure:
    """Return a figure without its picture: rows need its name and scale only."""
    import numpy as np

    from figpool.core.figure import Figure

    return Figure(np.zeros((1, 1, 3), np.uint8), name, page=page, pixel_scale=extraction.pixel_scale)


def _row(entry: MarkEntry, panel: PanelEntry, figure: Figure) -> GroupSummary:
    from figpool.extract.rows import to_rows
    from figpool.extract.settings import DigitizeSettings

    n = entry.n if entry.n is not None else panel.n
    settings = DigitizeSettings(dispersion=panel.dispersion, level=panel.level, n=n)
    series = Series(entry.series, panel.kind, (entry.point,))
    (row,) = to_rows(figure, panel.panel.label, [series], [[entry.trail]], settings)
    return replace(row, source=entry.source)


def project_rows(extraction: Extraction, figure: StoredFigure, reviewer: str) -> tuple[ProjectRow, ...]:
    """Return the rows of an extraction with their place in the project."""
    return tuple(
        ProjectRow(
            figure=figure.id,
            mark=entry.id,
            reviewer=reviewer,
            study=figure.info.study,
            outcome=figure.info.outcome,
            role=entry.role,
            review=entry.review,
            comment=entry.comment,
            row=row,
        )
        for entry, row in rows_of(extraction, figure.name, figure.page)
    )
