"""Columns of markers and whiskers, each explained as a whole.

Series share x positions. On every column each series may show its marker at a
few places, and every cap may end the arm of any series. The choice that agrees
best with the markers' looks, leaves no cap unexplained and keeps the arms of
each error bar alike is taken for the whole column at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from math import log

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.marker_search import Sighting
from figpool.detect.raster.stems import StemEnd


class Arms(Enum):
    """Which arms the error bars of a panel have."""

    BOTH = "both"
    ONE = "one"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class ColumnWeights:
    """What a choice gains and costs; only their ratios matter.

    Parameters
    ----------
    marker : float
        Gain of a perfectly agreeing marker.
    absent : float
        Agreement below which a marker is rather taken as absent.
    missing : float
        Cost of a column without a marker of a series that has one on most columns.
    arm : float
        Gain of an arm that ends in a cap.
    single : float
        Cost of a lone arm where error bars have two, the other one being hidden.
    unseen : float
        Cost of a lone arm where nothing hides the other one.
    unequal : float
        Largest cost of arms of different length.
    tolerance : float
        Difference of the arms that costs half of it, pixels.
    orphan : float
        Cost of a cap that no marker explains.
    shared : float
        Cost of a cap used twice.
    overlap : float
        Cost of two markers at one place.
    uneven : float
        Cost of error bars of one column whose lengths differ by a factor e: groups
        measured alike spread alike, and which cap is whose is else a guess.
    passed : float
        Cost of an arm that runs over a marker without arm on that side.
    rival : float
        Another choice of caps that is worse by less than this leaves it undecided.
    """

    marker: float = 3.0
    absent: float = 0.42
    missing: float = 0.5
    arm: float = 0.5
    single: float = 0.5
    unseen: float = 1.0
    unequal: float = 1.6
    tolerance: float = 2.5
    orphan: float = 0.8
    shared: float = 0.7
    overlap: float = 0.9
    uneven: float = 0.12
    passed: float = 0.4
    rival: float = 0.35


@dataclass(frozen=True, slots=True)
class Choice:
    """One way a series may appear on a column.

    Parameters
    ----------
    sighting : Sighting or None
        Its marker; None when only its whisker is seen.
    y : float
        Row of its value.
    up, down : int or None
        Indices of the caps that end its arms.
    gain : float
        What the choice is worth by itself.
    length : float
        Mean length of its arms, pixels (a ratio on a log axis); 0 without arms.
    span : (float, float)
        Rows of the ends of its arms; that of its value where it has none.
    """

    sighting: Sighting | None
    y: float
    up: int | None
    down: int | None
    gain: float
    length: float = 0.0
    span: tuple[float, float] = (np.nan, np.nan)


def _hides_all(y: float, end: float) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class SeriesColumn:
    """What a column offers to one series.

    Parameters
    ----------
    sightings : tuple of Sighting
        Where its marker may stand.
    radius : float
        Its inner radius, pixels.
    ends : tuple of int
        Indices of the caps its arms may end in.
    stem : ndarray of bool, shape (h,)
        Rows in which its stem is, or may be hidden.
    reach : (float, float)
        How far the marker reaches above and below its value, inner radii.
    hides : callable
        Whether the arm opposite to one from a row to a row would end where it cannot be seen.
    arms : Arms
        Which arms its error bars have.
    expected : bool
        Whether it shows a marker on most columns.
    """

    sightings: tuple[Sighting, ...]
    radius: float
    ends: tuple[int, ...]
    stem: NDArray[np.bool_]
    reach: tuple[float, float] = (1.0, 1.0)
    hides: Callable[[float, float], bool] = _hides_all
    arms: Arms = Arms.BOTH
    expected: bool = False


def choices(
    offer: SeriesColumn,
    ends: Sequence[StemEnd],
    value: Callable[[float], float],
    weights: ColumnWeights,
    most: int = 14,
) -> list[Choice]:
    """All sensible ways in which a series may appear on a column, best first; absence is the last.

    Parameters
    ----------
    offer : SeriesColumn
        The series' markers and stem.
    ends : sequence of StemEnd
        Caps of the column.
    value : callable
        Row to value (whatever is linear in the data): arms are compared there.
    weights : ColumnWeights
        Gains and costs.
    most : int
        Choices returned at most.
    """
    found: list[Choice] = []
    for sighting in offer.sightings:
        base = weights.marker * (sighting.score - weights.absent)
        ups = [i for i in offer.ends if offer.arms != Arms.DOWN and _reaches(offer, sighting.y, ends[i], -1)]
        downs = [i for i in offer.ends if offer.arms != Arms.UP and _reaches(offer, sighting.y, ends[i], 1)]
        for up in (None, *ups):
            for down in (None, *downs):
                gain = base + _arms_gain(offer, sighting.y, (up, down), ends, value, weights)
                span = (sighting.y if up is None else ends[up].y, sighting.y if down is None else ends[down].y)
                length = _length(sighting.y, (up, down), ends)
                found.append(Choice(sighting, sighting.y, up, down, gain, length, span))
    found.sort(key=lambda c: -c.gain)
    return [*found[:most], Choice(None, float("nan"), None, None, -weights.missing if offer.expected else 0.0)]


def _reaches(offer: SeriesColumn, y: float, end: StemEnd, direction: int) -> bool:
    """Whether a stem leads from a marker to an end in the given direction (1 is down)."""
    distance = direction * (end.y - y)
    # a stem that bares its end inside the marker is the marker's own ink, unless it is drawn over markers
    edge = offer.reach[direction > 0] * offer.radius
    if distance < (2.0 if end.half > 0 or end.over else edge + 3.0):
        return False
    first, last = sorted((y + direction * 1.15 * offer.radius, end.y))
    rows = offer.stem[max(0, int(np.ceil(first))) : int(last)]
    # right beside the marker there is no row left for a stem
    return distance <= 1.3 * offer.radius or not len(rows) or float(rows.mean()) >= 0.9


def outer_caps(offers: Sequence[SeriesColumn], ends: Sequence[StemEnd], seen: float) -> set[int]:
    """Clean caps beyond which a column shows none, a stem leading to them from a marker: they end some error bar.

    Parameters
    ----------
    offers : sequence of SeriesColumn
        What the column offers to each series.
    ends : sequence of StemEnd
        Its caps.
    seen : float
        Agreement from which a marker is surely one.

    Returns
    -------
    set of int
        Their indices.
    """
    rows = [end.y for end in ends]
    outermost = ((int(np.argmin(rows)), -1), (int(np.argmax(rows)), 1)) if len(rows) > 1 else ()
    return {
        i
        for i, way in outermost
        if ends[i].clean and ends[i].half > 0
        for offer in offers
        if i in offer.ends and any(s.score >= seen and _reaches(offer, s.y, ends[i], way) for s in offer.sightings[:1])
    }


def _length(y: float, arms: Sequence[int | None], ends: Sequence[StemEnd]) -> float:
    lengths = [abs(ends[i].y - y) for i in arms if i is not None]
    return float(np.mean(lengths)) if lengths else 0.0


def _arms_gain(
    offer: SeriesColumn,
    y: float,
    arms: tuple[int | None, int | None],
    ends: Sequence[StemEnd],
    value: Callable[[float], float],
    weights: ColumnWeights,
) -> float:
    up, down = arms
    if up is None and down is None:
        return 0.0
    if up is None or down is None:
        seen = ends[(up or 0) if down is None else down].y
        lone = weights.single if offer.hides(y, seen) else weights.unseen
        return weights.arm - (lone if offer.arms == Arms.BOTH else 0.0)
    if offer.arms != Arms.BOTH:
        return -weights.unequal
    a, b = abs(value(ends[up].y) - value(y)), abs(value(ends[down].y) - value(y))
    unit = abs(value(y - 0.5) - value(y + 0.5))
    excess = (abs(a - b) / max(unit, 1e-12)) / weights.tolerance
    return 2 * weights.arm - weights.unequal * excess**2 / (1.0 + excess**2)


def explain(
    options: Sequence[Sequence[Choice]], caps: Sequence[float], radius: float, weights: ColumnWeights
) -> tuple[float, list[Choice]]:
    """Choose one option for each series so that the column is explained best.

    Parameters
    ----------
    options : sequence of sequence of Choice
        From `choices`, one list a series.
    caps : sequence of float
        How sure each cap of the column is, 0..1: what leaving it unexplained costs.
    radius : float
        Inner radius of a marker: two markers nearer than this overlap.
    weights : ColumnWeights
        Gains and costs.

    Returns
    -------
    float
        What the explanation is worth.
    list of Choice
        One choice a series.
    """
    return _best(options, caps, radius, weights)


def undecided(
    options: Sequence[Sequence[Choice]],
    caps: Sequence[float],
    radius: float,
    weights: ColumnWeights,
    chosen: Sequence[Choice],
) -> list[bool]:
    """Whether another cap would end a series' arm nearly as well, one answer a series.

    Parameters
    ----------
    options, caps, radius, weights
        As for `explain`.
    chosen : sequence of Choice
        Its answer.
    """
    if sum(c.sighting is not None for c in chosen) < 2:
        return [False] * len(chosen)
    least = _total(chosen, caps, radius, weights) - weights.rival
    doubts = []
    for series, own in enumerate(chosen):
        others = [c for c in options[series] if c.sighting is own.sighting and _exchanged(own, c)]
        limited = [*options[:series], others, *options[series + 1 :]]
        doubts.append(bool(others) and _best(limited, caps, radius, weights)[0] > least)
    return doubts


def _exchanged(own: Choice, other: Choice) -> bool:
    """Whether an arm ends in another cap or, where that explains the column as well, in none."""
    return any(a is not None and a != b for a, b in ((own.up, other.up), (own.down, other.down)))


def _total(chosen: Sequence[Choice], caps: Sequence[float], radius: float, weights: ColumnWeights) -> float:
    gain = sum(c.gain - _conflict(c, chosen[:at], radius, weights) for at, c in enumerate(chosen))
    return gain - _orphans(chosen, caps, weights)


def _orphans(taken: Sequence[Choice], caps: Sequence[float], weights: ColumnWeights) -> float:
    used = {i for c in taken for i in (c.up, c.down) if i is not None}
    return weights.orphan * sum(sure for i, sure in enumerate(caps) if i not in used)


def _best(
    options: Sequence[Sequence[Choice]], caps: Sequence[float], radius: float, weights: ColumnWeights
) -> tuple[float, list[Choice]]:
    """Search by branch and bound; the total and the choices."""
    best: tuple[float, list[Choice]] = (-np.inf, [])
    rest = [0.0]
    for own in reversed(options):
        rest.append(rest[-1] + max(c.gain for c in own))
    rest.reverse()

    def descend(at: int, taken: list[Choice], gain: float) -> None:
        nonlocal best
        if gain + rest[at] <= best[0]:
            return
        if at == len(options):
            total = gain - _orphans(taken, caps, weights)
            if total > best[0]:
                best = (total, list(taken))
            return
        for choice in options[at]:
            descend(at + 1, [*taken, choice], gain + choice.gain - _conflict(choice, taken, radius, weights))

    descend(0, [], 0.0)
    return best


def _conflict(choice: Choice, taken: Sequence[Choice], radius: float, weights: ColumnWeights) -> float:
    if choice.sighting is None:
        return 0.0
    cost = 0.0
    for other in taken:
        if other.sighting is None:
            continue
        cost += weights.shared * sum(i is not None and i in (other.up, other.down) for i in (choice.up, choice.down))
        cost += weights.overlap * max(0.0, 1.0 - abs(choice.y - other.y) / radius)
        if choice.length and other.length:
            cost += weights.uneven * abs(log(choice.length / other.length))
        cost += weights.passed * (_passes(choice, other) + _passes(other, choice))
    return cost


def _passes(one: Choice, other: Choice) -> bool:
    """Whether an arm runs over another marker that has no arm of its own on that side: its cap is rather that one's."""
    above = one.up is not None and other.up is None and one.span[0] < other.y < one.y
    below = one.down is not None and other.down is None and one.span[1] > other.y > one.y
    return above or below


def with_middle(choice: Choice, ends: Sequence[StemEnd], free: Sequence[int]) -> Choice:
    """Place a series without known marker by its caps: in the middle of the only two left over, or on one between two.

    A marker that is a mere stroke or a cross is seen as a cap between the two caps of its error bar.
    """
    if choice.sighting is not None or not 2 <= len(free) <= 3:
        return choice
    order = sorted(free, key=lambda i: ends[i].y)
    up, down = order[0], order[-1]
    y = (ends[up].y + ends[down].y) / 2
    if len(free) == 3:
        middle = ends[order[1]]
        if abs(middle.y - y) > 0.06 * (ends[down].y - ends[up].y) + 1.0:
            return choice
        y = middle.y
    return replace(choice, y=y, up=up, down=down)
