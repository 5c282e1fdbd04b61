"""Series that stand beside one another: which of the columns of a group is whose."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from figpool.core.medians import median
from figpool.detect.raster.marker_search import Sighting

#: Agreement of a marker that is not seen on a column.
_UNSEEN = 0.2
#: What a column costs that is off its series' place by one step between series.
_OFF = 0.6
#: Whole groups that tell the places of the series, at least.
_WHOLE = 2
#: Series and columns of a group, at most: all orders are tried.
_MOST = 5

Order = tuple[int, ...]


def own_columns(
    xs: Sequence[float], groups: Sequence[Sequence[int]], seen: Sequence[Sequence[Sequence[Sighting]]]
) -> list[list[list[Sighting]]]:
    """Leave every column of a group to one series: by the markers' looks, and by the place that each series keeps.

    Parameters
    ----------
    xs : sequence of float
        Columns from left to right.
    groups : sequence of sequence of int
        Indices of the columns of each group.
    seen : sequence
        Sightings of every series on every column.

    Returns
    -------
    list of list of list of Sighting
        Those of the one series a column is left to.
    """
    found = [[list(own) for own in column] for column in seen]
    count = len(found[0]) if found else 0
    if not 1 < count <= _MOST:
        return found
    places = _places(xs, [g for g in groups if len(g) == count], seen, count)
    for group in groups:
        if not 1 < len(group) <= _MOST:
            continue
        order = _best(xs, group, seen, places)
        for number, column in enumerate(group):
            for series in range(count):
                if order[series] != number:
                    found[column][series] = []
    return found


def _places(
    xs: Sequence[float],
    groups: Sequence[Sequence[int]],
    seen: Sequence[Sequence[Sequence[Sighting]]],
    count: int,
) -> list[float] | None:
    """Distance of every series from the middle of its group, in the one order that suits all whole groups best."""
    if len(groups) < _WHOLE:
        return None
    scores = np.sum([_scores(g, seen) for g in groups], axis=0)
    order = max(permutations(range(count)), key=lambda o: float(scores[range(count), o].sum()))
    middles = [float(np.mean([xs[i] for i in g])) for g in groups]
    return [median([xs[g[n]] - middle for g, middle in zip(groups, middles, strict=True)]) for n in order]


def _scores(group: Sequence[int], seen: Sequence[Sequence[Sequence[Sighting]]]) -> NDArray[np.float64]:
    """Best agreement of every series (rows) on every column of a group."""
    series = range(len(seen[group[0]]))
    return np.array([[max((s.score for s in seen[i][k]), default=_UNSEEN) for i in group] for k in series])


def _best(
    xs: Sequence[float],
    group: Sequence[int],
    seen: Sequence[Sequence[Sequence[Sighting]]],
    places: Sequence[float] | None,
) -> Order:
    """Number of each series' column in a group, -1 for a series without one."""
    count = len(seen[group[0]])
    score = _scores(group, seen)
    slots = [*range(len(group)), *[-1] * max(0, count - len(group))]
    step = 0.0 if places is None else median(np.diff(np.sort(places)))

    def worth(order: Order) -> float:
        own = [(k, n) for k, n in enumerate(order) if n >= 0]
        total = float(sum(score[k, n] for k, n in own))
        if places is None or step <= 0:
            return total
        off = np.array([xs[group[n]] - places[k] for k, n in own])
        return total - _OFF * float(np.abs(off - np.median(off)).sum()) / step

    return max(dict.fromkeys(permutations(slots, count)), key=worth)
