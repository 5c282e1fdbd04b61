"""How well one drawn figure is read, mark by mark, with the rendered-figure scorer's definitions.

Differences are shares of the axis range (of its decades on a log axis). A row is right when its mean and its
upper arm are within 1 % and its names are right; a silent error is a wrong row without a flag.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from figpool.core.summary import GroupSummary
from figpool.extract.charts.stacked import TOTAL
from regression.scoring import TOLERANCE, place, same_name

#: Cost of leaving a true mark or a row without partner, and the difference up to which partners are believed.
SKIP, NEAR = 0.3, 0.25
#: The same where x and height together decide, and what another series' name costs there.
NEAR_BOTH, OTHER_SERIES = 0.12, 0.02
#: Numbers of a box beside its median: in the truth file, in a row.
BOX_ENDS = (("q1", "q1"), ("q3", "q3"), ("whislo", "whisker_low"), ("whishi", "whisker_high"))

Pairs = list[tuple[int, int]]


@dataclass(frozen=True)
class TrueMark:
    """A drawn mark: names, x on a numeric axis, value, upper arm (None where none is drawn), a box's other numbers."""

    series: str
    category: str | None
    x: float | None
    value: float
    upper: float | None = None
    ends: tuple[float, ...] | None = None


@dataclass(frozen=True)
class MarkScore:
    """A drawn mark and the row given for it; ``drawn`` is false for a row that is no mark, ``given`` for a mark missed.

    ``shift`` (signed), ``arm`` (None where none is drawn) and ``u`` are shares of the axis range, nan where
    nothing was read; ``place`` is where the true value stands, 0..1.
    """

    drawn: bool = True
    given: bool = True
    place: float = math.nan
    shift: float = math.nan
    arm: float | None = None
    arm_read: bool = False
    u: float = math.nan
    covered: bool = False
    named: bool = False
    confidence: float = math.nan
    flagged: bool = False

    @property
    def mean_right(self) -> bool:
        """Whether the mean is within the tolerance."""
        return self.drawn and abs(self.shift) <= TOLERANCE

    @property
    def arm_right(self) -> bool:
        """Whether the upper arm is drawn and within the tolerance."""
        return self.arm is not None and self.arm <= TOLERANCE

    @property
    def right(self) -> bool:
        """Whether the whole row is."""
        return self.mean_right and self.named and (self.arm is None or self.arm_right)


@dataclass(frozen=True)
class FigureScore:
    """All marks and rows of one figure, and what it was."""

    name: str
    kind: str
    renderer: str
    degrade: str
    marks: tuple[MarkScore, ...]
    note: str = ""


def true_marks(truth: dict[str, Any]) -> list[TrueMark]:
    """Return the drawn marks of a truth file, category by category (or x by x)."""
    if truth["kind"] == "box":
        points = zip(truth["x"], truth["series"][0]["points"], strict=True)
        return [
            TrueMark("", category, None, p["median"], None, tuple(p[name] for name, _ in BOX_ENDS))
            for category, p in points
        ]
    count = max(len(s["points"]) for s in truth["series"])
    columns = [
        [_mark(truth, own["name"], own["points"][i], i) for own in truth["series"] if i < len(own["points"])]
        for i in range(count)
    ]
    if truth.get("layout") == "stacked":
        columns = [[*column, _total(column)] for column in columns]
    return [mark for column in columns for mark in column]


def _total(segments: Sequence[TrueMark]) -> TrueMark:
    """Return the whole stack: the sum of its segments, with the whisker that stands on the last of them."""
    return replace(segments[-1], series=TOTAL, value=sum(m.value for m in segments))


def _mark(truth: dict[str, Any], series: str, point: dict[str, Any], index: int) -> TrueMark:
    at = point["x"] if "x" in point else truth["x"][index]
    category, x = (at, None) if isinstance(at, str) else (None, float(at))
    return TrueMark(series, category, x, point["mean"], point["err"])


def score_rows(truth: dict[str, Any], rows: Sequence[GroupSummary]) -> tuple[MarkScore, ...]:
    """Score the rows of a figure.

    Parameters
    ----------
    truth : dict
        Content of its truth file.
    rows : sequence of GroupSummary
        What was read; rows without a value count for nothing.

    Returns
    -------
    tuple of MarkScore
        One by drawn mark, in their order, then one by row that is none.
    """
    marks, given = true_marks(truth), [r for r in rows if _value(truth, r) is not None]
    pair = _PAIRINGS.get(truth.get("layout", truth["kind"]), _pairs_by_place)
    partner = pair(truth, marks, given)
    several = len(truth["series"]) > 1
    found = [
        _judge(truth, mark, given[partner[i]], several=several) if i in partner else _missed(mark)
        for i, mark in enumerate(marks)
    ]
    rest = [given[j] for j in sorted(set(range(len(given))) - set(partner.values()))]
    return (*found, *(MarkScore(drawn=False, confidence=r.confidence, flagged=bool(r.flags)) for r in rest))


def _value(truth: dict[str, Any], row: GroupSummary) -> float | None:
    return row.median if truth["kind"] == "box" else row.mean


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _apart(truth: dict[str, Any], mark: TrueMark, row: GroupSummary) -> float:
    return abs(place(truth, _number(_value(truth, row))) - place(truth, mark.value))


def _missed(mark: TrueMark) -> MarkScore:
    has_arm = mark.upper is not None or mark.ends is not None
    return MarkScore(given=False, arm=math.inf if has_arm else None)


def _judge(truth: dict[str, Any], mark: TrueMark, row: GroupSummary, *, several: bool) -> MarkScore:
    value, u = _number(_value(truth, row)), _number(row.mean_u)
    arm = _arm(truth, mark, row)
    named = not several or same_name(mark.series, row.series)
    return MarkScore(
        place=place(truth, mark.value),
        shift=place(truth, value) - place(truth, mark.value),
        arm=arm,
        arm_read=arm is not None and math.isfinite(arm),
        u=abs(place(truth, value + u) - place(truth, value)),
        covered=abs(mark.value - value) <= 2 * u,
        named=named and (mark.category is None or same_name(mark.category, row.category)),
        confidence=row.confidence,
        flagged=bool(row.flags),
    )


def _arm(truth: dict[str, Any], mark: TrueMark, row: GroupSummary) -> float | None:
    """How far the upper arm (of a box: its worst end) is off; infinite where it is drawn and was not read."""
    if mark.ends is not None:
        pairs = zip(mark.ends, (getattr(row, column) for _, column in BOX_ENDS), strict=True)
        off = [abs(place(truth, true) - place(truth, _number(read))) for true, read in pairs]
        return max(off) if all(map(math.isfinite, off)) else math.inf
    if mark.upper is None:
        return None
    if row.error_high is None or row.mean is None:
        return math.inf
    read = place(truth, row.mean + row.error_high) - place(truth, row.mean)
    return abs(read - place(truth, mark.value + mark.upper) + place(truth, mark.value))


def _pairs_in_order(truth: dict[str, Any], marks: list[TrueMark], rows: list[GroupSummary]) -> dict[int, int]:
    """Marks and rows from left to right."""
    order = sorted(range(len(rows)), key=lambda j: rows[j].x_px)
    return _believed(truth, marks, rows, order)[0]


def _pairs_in_stacks(truth: dict[str, Any], marks: list[TrueMark], rows: list[GroupSummary]) -> dict[int, int]:
    """Stacks from left to right, each from its base up: on a page askew its segments have other places across."""
    if not rows:
        return {}
    order = sorted(range(len(rows)), key=lambda j: rows[j].x_px)
    steps = [rows[b].x_px - rows[a].x_px for a, b in pairwise(order)]
    stacks = np.cumsum([0, *(step > 0.5 * max(steps, default=0.0) for step in steps)])
    number = dict(zip(order, stacks.tolist(), strict=True))
    upward = sorted(order, key=lambda j: (number[j], rows[j].series == TOTAL, -rows[j].y_px))
    return _believed(truth, marks, rows, upward)[0]


def _pairs_down(truth: dict[str, Any], marks: list[TrueMark], rows: list[GroupSummary]) -> dict[int, int]:
    """Bars on their side, from top to bottom or the other way round, whichever fits better."""
    order = sorted(range(len(rows)), key=lambda j: rows[j].y_px)
    ways = [_believed(truth, marks, rows, way) for way in (order, order[::-1])]
    return min(ways, key=lambda way: way[1])[0]


def _believed(
    truth: dict[str, Any], marks: list[TrueMark], rows: list[GroupSummary], order: list[int]
) -> tuple[dict[int, int], float]:
    """Partners that are near enough, and what the whole alignment costs."""
    apart = np.array([[_apart(truth, mark, rows[j]) for j in order] for mark in marks]).reshape(len(marks), len(order))
    pairs = align(np.minimum(apart, 1.0))
    cost = sum(min(1.0, apart[pair]) for pair in pairs) - 2 * SKIP * len(pairs)
    return {i: order[j] for i, j in pairs if apart[i, j] < NEAR}, float(cost)


def align(cost: np.ndarray, skip: float = SKIP) -> Pairs:
    """Align two sequences without changing their order, at the least total cost.

    Parameters
    ----------
    cost : ndarray, shape (n, m)
        Cost of each pair.
    skip : float
        Cost of leaving one element of either sequence without partner.

    Returns
    -------
    list of (int, int)
        Pairs, from the end.
    """
    n, m = cost.shape
    total = np.zeros((n + 1, m + 1))
    total[:, 0], total[0, :] = np.arange(n + 1) * skip, np.arange(m + 1) * skip
    for i in range(n):
        for j in range(m):
            total[i + 1, j + 1] = min(total[i, j] + cost[i, j], total[i, j + 1] + skip, total[i + 1, j] + skip)
    pairs, i, j = [], n, m
    while i and j:
        if math.isclose(total[i, j], total[i - 1, j - 1] + cost[i - 1, j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif math.isclose(total[i, j], total[i - 1, j] + skip):
            i -= 1
        else:
            j -= 1
    return pairs


def _pairs_by_place(truth: dict[str, Any], marks: list[TrueMark], rows: list[GroupSummary]) -> dict[int, int]:
    """Marks and rows with the same x and height, whatever their order."""
    from scipy.optimize import linear_sum_assignment

    if not rows:
        return {}
    width, several = truth["xlim"][1] - truth["xlim"][0], len(truth["series"]) > 1

    def cost(mark: TrueMark, row: GroupSummary) -> float:
        aside = 1.0 if row.x is None else min(1.0, abs(_number(mark.x) - row.x) / width)
        other = several and not same_name(mark.series, row.series)
        return min(1.0, _apart(truth, mark, row)) + aside + OTHER_SERIES * other

    table = np.array([[cost(mark, row) for row in rows] for mark in marks])
    pairs = zip(*linear_sum_assignment(table), strict=True)
    return {int(i): int(j) for i, j in pairs if table[i, j] < NEAR_BOTH}


Pairing = Callable[[dict[str, Any], list[TrueMark], list[GroupSummary]], dict[int, int]]
_PAIRINGS: dict[str, Pairing] = {
    **dict.fromkeys(("bar", "neg", "dot", "box", "overlaid", "strip"), _pairs_in_order),
    "hbar": _pairs_down,
    "stacked": _pairs_in_stacks,
}
