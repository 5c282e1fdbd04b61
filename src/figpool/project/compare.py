"""Two readings of the same figures, mark by mark: what agrees, what is missed, what differs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import UsageError
from figpool.core.summary import GroupSummary
from figpool.project.agreement import Agreement, agree
from figpool.project.figures import ListedFigure
from figpool.project.model import Extraction, MarkEntry, StoredFigure
from figpool.project.project import Project
from figpool.project.rows import rows_of
from figpool.project.study_table import facts_of

_Marked = tuple[MarkEntry, GroupSummary]

#: Two marks farther apart than this share of the figure's marked area are not the same.
_REACH = 0.05
_LEAST_REACH_PX = 12.0
#: Relative difference that is still agreement.
TOLERANCE = 0.02


@dataclass(frozen=True)
class Discrepancy:
    """One thing two reviewers do not agree on.

    Parameters
    ----------
    figure : int
        Number of the figure.
    kind : str
        "missed", "value", "category", "series", "role", "n" or "dispersion".
    column : str
        Column of the row, where one differs.
    first, second : str or float or None
        What each has.
    first_mark, second_mark : str
        Names of the marks; empty where missed.
    difference : float or None
        Relative difference of numbers.
    """

    figure: int
    kind: str
    column: str
    first: Any
    second: Any
    first_mark: str
    second_mark: str
    difference: float | None = None


@dataclass(frozen=True)
class Comparison:
    """Two reviewers compared.

    Parameters
    ----------
    first, second : str
        Their names.
    figures, pairs : int
        Figures both have; marks both have.
    missed : tuple of int
        Marks only the second has, and only the first has.
    agreement : dict
        Agreement by column (mean, error_low, median, sd, ...), of columns with two pairs at least; under
        mean_pct and so on of the numbers in percent of the largest of their panel, which any figures share.
    values : dict
        The pairs behind it by column, for drawing.
    discrepancies : tuple of Discrepancy
        Above the tolerance.
    unshared : tuple of tuple of int
        Figures only the first, and only the second, has read.
    """

    first: str
    second: str
    figures: int
    pairs: int
    missed: tuple[int, int]
    agreement: Mapping[str, Agreement]
    values: Mapping[str, tuple[tuple[float, float], ...]]
    discrepancies: tuple[Discrepancy, ...]
    unshared: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready mapping."""
        return {
            "reviewers": [self.first, self.second],
            "figures": self.figures,
            "pairs": self.pairs,
            "missed_by": {self.first: self.missed[0], self.second: self.missed[1]},
            "figures_only_read_by": dict(zip((self.first, self.second), map(list, self.unshared), strict=True)),
            "agreement": {name: asdict(found) for name, found in self.agreement.items()},
            "discrepancies": [asdict(d) for d in self.discrepancies],
        }


#: End of the name of a column whose numbers are in percent of the largest of their panel.
PERCENT = "_pct"
#: Columns whose agreement is told.
NUMBERS = ("mean", "error_low", "error_high", "median", "q1", "q3", "whisker_low", "whisker_high", "sd")
#: Columns that are places on the value axis, and on the axis across.
_PLACES = frozenset({"mean", "median", "q1", "q3", "whisker_low", "whisker_high"})
_ACROSS = "x"
#: Where one of these differs the SD must, and is not listed besides.
_BEHIND_SD = frozenset({"n", "dispersion"})


def compare(
    project: Project, first: str, second: str, tolerance: float = TOLERANCE, figures: Collection[int] | None = None
) -> Comparison:
    """Compare two reviewers' readings of the figures both have.

    Parameters
    ----------
    project : Project
        Open, not blind.
    first, second : str
        Reviewers.
    tolerance : float
        Relative difference of numbers that is still agreement; of places on
        the axis, as a share of the larger of the value and its panel's range.
    figures : collection of int, optional
        Only these.

    Returns
    -------
    Comparison
        With agreement, missed marks and discrepancies.

    Raises
    ------
    UsageError
        No figure was read by both, or the project is open blind.
    """
    for who in (first, second):
        project.visible(who)
    if first == second:
        hint = 'For a second reading by one person, read as --reviewer "NAME 2".'
        raise UsageError(f"{first} cannot be compared with {second}: that is one reading.", hint)
    listed = [line for line in project.figures() if figures is None or line.figure.id in figures]
    both = [line.figure for line in listed if {first, second} <= set(line.reviewers)]
    if not both:
        raise UsageError(f"No figure was read by both {first} and {second}.", "See: figpool project list.")
    pairs: list[tuple[StoredFigure, _Marked, _Marked]] = []
    alone: tuple[list[Discrepancy], list[Discrepancy]] = ([], [])
    for figure in both:
        one, other = (_marked(project, figure, who) for who in (first, second))
        matched = match_marks(one, other)
        pairs += [(figure, one[i], other[j]) for i, j in matched]
        alone[0].extend(_missed(figure, other, {j for _, j in matched}, first=False))
        alone[1].extend(_missed(figure, one, {i for i, _ in matched}, first=True))
    tops = _tops(pairs)
    values = {name: _pairs(pairs, name) for name in NUMBERS}
    values |= {f"{name}{PERCENT}": _pairs(pairs, name, tops) for name in NUMBERS}
    ranges = _ranges(pairs)
    found = [d for figure, a, b in pairs for d in _differences(figure.id, a, b, ranges, tolerance)]
    return Comparison(
        first=first,
        second=second,
        figures=len(both),
        pairs=len(pairs),
        missed=(len(alone[0]), len(alone[1])),
        agreement={name: agree([x for x, _ in v], [y for _, y in v]) for name, v in values.items() if len(v) > 1},
        values=values,
        discrepancies=tuple(sorted([*found, *alone[0], *alone[1]], key=lambda d: d.figure)),
        unshared=(_only(listed, first, second), _only(listed, second, first)),
    )


def _only(listed: Sequence[ListedFigure], reviewer: str, other: str) -> tuple[int, ...]:
    """Figures one has read and the other has not."""
    return tuple(x.figure.id for x in listed if reviewer in x.reviewers and other not in x.reviewers)


def _marked(project: Project, figure: StoredFigure, reviewer: str) -> list[_Marked]:
    extraction = project.extraction(figure.id, reviewer) or Extraction()
    studies = project.tables.studies
    sizes = {entry.id: facts_of(entry, figure.info, studies).n for entry in extraction.marks}
    return list(rows_of(extraction, figure.name, figure.page, sizes))


def match_marks(first: Sequence[_Marked], second: Sequence[_Marked]) -> list[tuple[int, int]]:
    """Pair the marks of two readings of a figure by place, so that the sum of distances is least.

    Marks left over that stand alone on one line across the value axis are paired
    too: one mark read at two very different values, and not two marks missed.

    Returns
    -------
    list of (int, int)
        Indices, in the order of the first reading; marks without a counterpart near are left out.
    """
    if not first or not second:
        return []
    from scipy.optimize import linear_sum_assignment

    a, b = (np.array([(e.point.x_px, e.point.y_px) for e, _ in marks]) for marks in (first, second))
    gaps = np.abs(a[:, None, :] - b[None, :, :])
    distance = np.linalg.norm(gaps, axis=2)
    spread = float(np.linalg.norm(np.ptp(np.vstack([a, b]), axis=0)))
    reach = max(_REACH * spread, _LEAST_REACH_PX)
    rows, columns = linear_sum_assignment(np.minimum(distance, 2 * reach))
    near = [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if distance[i, j] <= reach]
    horizontal = np.array([e.mark.horizontal for e, _ in first])
    across = np.where(horizontal[:, None], gaps[:, :, 1], gaps[:, :, 0])
    return sorted([*near, *_alone_together(across <= _LEAST_REACH_PX, near)])


def _alone_together(aligned: NDArray[np.bool_], taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs of marks left over that have each other, and nobody else, on their line."""
    free = aligned.copy()
    for i, j in taken:
        free[i, :] = free[:, j] = False
    return [
        (int(i), int(j)) for i, j in zip(*np.nonzero(free), strict=True) if free[i].sum() == 1 and free[:, j].sum() == 1
    ]


def _missed(figure: StoredFigure, marks: Sequence[_Marked], matched: set[int], *, first: bool) -> Iterator[Discrepancy]:
    for i, (entry, row) in enumerate(marks):
        if i not in matched:
            value = _value(row)
            names = (entry.id, "") if first else ("", entry.id)
            yield Discrepancy(figure.id, "missed", "", value if first else None, None if first else value, *names)


_Pairs = Sequence[tuple[StoredFigure, _Marked, _Marked]]


def _pairs(
    pairs: _Pairs, name: str, tops: Mapping[tuple[int, str], float] | None = None
) -> tuple[tuple[float, float], ...]:
    """Both readings of a column; with `tops` in percent of the largest value of their panel."""
    found = []
    for figure, (_, row), (_, twin) in pairs:
        x, y = getattr(row, name), getattr(twin, name)
        unit = 1.0 if tops is None else tops.get((figure.id, row.panel), 0.0) / 100
        if x is not None and y is not None and unit > 0:
            found.append((x / unit, y / unit))
    return tuple(found)


def _tops(pairs: _Pairs) -> dict[tuple[int, str], float]:
    """Largest value of every panel without its sign, of either reading: the unit its numbers share."""
    found: dict[tuple[int, str], float] = {}
    for figure, (_, row), (_, twin) in pairs:
        for cell in (row.mean, row.median, twin.mean, twin.median):
            if cell is not None:
                found[(figure.id, row.panel)] = max(found.get((figure.id, row.panel), 0.0), abs(cell))
    return found


def _value(row: GroupSummary) -> float | None:
    return row.mean if row.mean is not None else row.median


#: By figure, panel and whether across the value axis.
_Ranges = Mapping[tuple[int, str, bool], float]


def _ranges(pairs: _Pairs) -> _Ranges:
    """Range of the values of every panel, and of its places across: what a small value's difference is measured by."""
    seen: dict[tuple[int, str, bool], list[float]] = {}
    for figure, (_, row), _ in pairs:
        for across, value in ((False, _value(row)), (True, row.x)):
            if value is not None:
                seen.setdefault((figure.id, row.panel, across), []).append(value)
    return {key: max(values) - min(values) for key, values in seen.items()}


def _differences(figure: int, a: _Marked, b: _Marked, ranges: _Ranges, tolerance: float) -> Iterator[Discrepancy]:
    (one, row), (other, twin) = a, b
    words = [(kind, cell(one, row), cell(other, twin)) for kind, cell in _WORDS.items()]
    differing = [(kind, x, y) for kind, x, y in words if x != y]
    explained = not _BEHIND_SD.isdisjoint(kind for kind, _, _ in differing)
    for name in (*NUMBERS, _ACROSS):
        x, y = getattr(row, name), getattr(twin, name)
        if (x is None and y is None) or (name == "sd" and explained):
            continue
        is_place = name in _PLACES or name == _ACROSS
        size = ranges.get((figure, row.panel, name == _ACROSS), 0.0) if is_place else 0.0
        share = None if x is None or y is None else abs(x - y) / (max(abs(x), abs(y), size) or 1.0)
        if share is None or share > tolerance:
            yield Discrepancy(figure, "value", name, x, y, one.id, other.id, share)
    for kind, x, y in differing:
        yield Discrepancy(figure, kind, kind, x, y, one.id, other.id)


def _bar(row: GroupSummary) -> str:
    """What the error bar shows, with the level of an interval."""
    return row.dispersion.value if row.level is None else f"{row.dispersion.value} {row.level:g}"


_WORDS: Mapping[str, Callable[[MarkEntry, GroupSummary], Any]] = {
    "category": lambda entry, row: row.category.strip().casefold(),
    "series": lambda entry, row: row.series.strip().casefold(),
    "role": lambda entry, row: entry.role.value,
    "n": lambda entry, row: row.n,
    "dispersion": lambda entry, row: _bar(row),
}
