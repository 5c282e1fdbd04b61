"""Read every figure again with the hints of then and compare: to the last digit, or say which differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from figpool.core.errors import FigpoolError
from figpool.core.summary import GroupSummary
from figpool.project.codec import encode
from figpool.project.model import Reading, StoredFigure
from figpool.project.project import Project

#: Columns named where a row differs.
_SHOWN = 3


@dataclass(frozen=True)
class Replayed:
    """One figure read again.

    Parameters
    ----------
    figure : StoredFigure
        The figure.
    reviewer : str
        Whose automatic reading it was.
    version : str
        figpool version of that reading.
    differences : tuple of str
        In words; empty when every row is the same to the last digit.
    """

    figure: StoredFigure
    reviewer: str
    version: str
    differences: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every row is the same to the last digit."""
        return not self.differences


def replay(project: Project, figures: Sequence[int] | None = None) -> Iterator[Replayed]:
    """Read figures again; the project is not changed.

    Parameters
    ----------
    project : Project
        Open, for reading at least.
    figures : sequence of int, optional
        Numbers; all that have an automatic reading when not given.

    Yields
    ------
    Replayed
        One for each automatic reading that an extraction stands on.
    """
    for line in project.figures():
        if figures is not None and line.figure.id not in figures:
            continue
        for reviewer in line.reviewers:
            stored = project.reading(line.figure.id, reviewer)
            if stored is not None:
                yield Replayed(line.figure, reviewer, stored.version, _differences(project, line.figure, stored))


def _differences(project: Project, figure: StoredFigure, stored: Reading) -> tuple[str, ...]:
    from figpool.extract import DigitizeSettings
    from figpool.project.codec import decode
    from figpool.project.reading import read_figure_bytes

    settings = decode(DigitizeSettings, dict(stored.settings), "stored hints")
    try:
        fresh = read_figure_bytes(project.original(figure.id), figure, settings)
    except FigpoolError as error:
        return (f"it cannot be read any more: {error}",)
    return compare_rows(stored.rows, fresh.rows)


def compare_rows(old: Sequence[GroupSummary], new: Sequence[GroupSummary]) -> tuple[str, ...]:
    """Return in words how two lists of rows differ; empty when they are equal to the last digit."""
    if len(old) != len(new):
        return (f"{len(new)} rows instead of {len(old)}",)
    found = []
    for number, (before, after) in enumerate(zip(old, new, strict=True), start=1):
        if before != after:
            found.append(f"row {number}: {_row_difference(before, after)}")
    return tuple(found)


def _row_difference(before: GroupSummary, after: GroupSummary) -> str:
    a, b = encode(before), encode(after)
    names = [name for name in a if a[name] != b[name]]
    shown = [f"{name} {a[name]} -> {b[name]}" for name in names if not isinstance(a[name], (dict, list))]
    return "; ".join(shown[:_SHOWN]) or f"{', '.join(names)} differ"
