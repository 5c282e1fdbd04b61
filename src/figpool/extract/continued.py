"""Series that look much alike, told by the lines between their markers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, permutations

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.marker_search import Sighting
from figpool.extract.column_panel import ColumnSearch
from figpool.extract.looks import look_distance
from figpool.extract.placed import PlacedMarker

Array = NDArray[np.float64]

#: Distance of looks up to which blur or another marker may take one for the other.
_TAKEN = 1.1
#: Series of one group, at most: all orders of their markers are tried.
_MOST = 4
#: Agreement of a marker with a series that is not seen at its place.
_UNSEEN = 0.2
#: Weight of a whole line between two markers, and of a colour as far from a series' own as white from black.
_LINE, _COLOUR = 0.8, 1.5
#: What any exchange must gain, and what each value is worth that stays with its series.
_GAIN, _KEPT = 0.3, 0.02
#: Ink of a line, at least, and share of the way between neighbours that it covers where lines are drawn at all.
_INKED, _DRAWN = 0.25, 0.4
#: Steps between two markers, and distance from a marker's middle at which its line begins, inner radii.
_STEPS, _EDGE = 40, 1.4


@dataclass(frozen=True, eq=False)
class _Column:
    """Values of a group of series on one column, and what their agreement with each series is worth.

    Parameters
    ----------
    at : list of int
        Indices of the values.
    orders : list of tuple of int
        Ways to give them to the series: place in `at` of each series' value, -1 without one; the first is as read.
    worth : ndarray, shape (n,)
        What each way is worth by the markers' looks.
    """

    at: list[int]
    orders: list[tuple[int, ...]]
    worth: Array


def continued(
    search: ColumnSearch, placed: Sequence[PlacedMarker], seen: Sequence[Sequence[Sequence[Sighting]]]
) -> list[PlacedMarker]:
    """Exchange values between series that look much alike where lines lead from one's markers to the other's.

    Parameters
    ----------
    search : ColumnSearch
        The panel.
    placed : sequence of PlacedMarker
        Its values.
    seen : sequence
        Sightings of every series on every column.

    Returns
    -------
    list of PlacedMarker
        The same values.
    """
    found = list(placed)
    for group in _groups(search):
        columns = list(_columns(search, found, seen, group))
        if len(columns) < 2:
            continue
        links = [_linked(search, found, a, b) for a, b in pairwise(columns)]
        best = _best(columns, links)
        for column, way in zip(columns, best, strict=True):
            for series, own in zip(group, column.orders[way], strict=True):
                if own >= 0:
                    found[column.at[own]] = replace(found[column.at[own]], series=series)
    return sorted(found, key=lambda p: (p.column, p.series))


def _groups(search: ColumnSearch) -> list[list[int]]:
    """Series that may be taken for one another."""
    groups: list[list[int]] = []
    for k, look in enumerate(search.looks):
        near = [g for g in groups if any(look_distance(look, search.looks[i]) <= _TAKEN for i in g)]
        groups = [g for g in groups if g not in near] + [sorted({k, *(i for g in near for i in g)})]
    return [g for g in groups if 1 < len(g) <= _MOST]


def _columns(
    search: ColumnSearch,
    placed: Sequence[PlacedMarker],
    seen: Sequence[Sequence[Sequence[Sighting]]],
    group: Sequence[int],
) -> Iterator[_Column]:
    for number in sorted({p.column for p in placed}):
        at = [i for i, p in enumerate(placed) if p.column == number and p.series in group]
        if not at:
            continue
        own = {placed[i].series: n for n, i in enumerate(at)}
        if len(own) < len(at):
            continue
        as_read = tuple(own.get(series, -1) for series in group)
        orders = list(dict.fromkeys([as_read, *permutations(as_read)]))
        like = np.array([[_likeness(search, placed[i], k, seen[number][k]) for i in at] + [0.0] for k in group])
        kept = [sum(a == b for a, b in zip(order, as_read, strict=True)) for order in orders]
        worth = np.array([sum(like[k, n] for k, n in enumerate(order)) for order in orders]) + _KEPT * np.array(kept)
        yield _Column(at, orders, worth)


def _likeness(search: ColumnSearch, value: PlacedMarker, series: int, seen: Sequence[Sighting]) -> float:
    """How well a marker agrees with a series: its shape, and the colour of its middle."""
    look = search.looks[series].look
    score = max((s.score for s in seen if abs(s.y - value.y) <= 0.6 * look.radius), default=_UNSEEN)
    reach = max(1, round(0.5 * look.radius))
    x, y = round(value.x), round(value.y)
    middle = search.plotted.view.picture.rgb[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    rgb = np.median(middle.reshape(-1, 3), axis=0) / 255.0 if middle.size and not look.hollow else look.rgb
    return score - _COLOUR * float(np.linalg.norm(np.subtract(rgb, look.rgb)))


def _linked(search: ColumnSearch, placed: Sequence[PlacedMarker], left: _Column, right: _Column) -> Array:
    """Worth of the lines between two columns for each pair of ways to give their values to the series."""
    table = np.array([[line_between(search, placed[i], placed[j]) for j in right.at] + [0.0] for i in left.at])
    table = np.vstack([table, np.zeros(table.shape[1])])
    starts, ends = np.array(left.orders), np.array(right.orders)
    return np.asarray(_LINE * table[starts[:, None, :], ends[None, :, :]].sum(axis=2))


def line_between(search: ColumnSearch, a: PlacedMarker, b: PlacedMarker) -> float:
    """Share of the straight way from one marker to another that is inked.

    Parameters
    ----------
    search : ColumnSearch
        The panel.
    a, b : PlacedMarker
        Markers of neighbouring columns, from left to right.

    Returns
    -------
    float
        From 0 to 1; 0 where they touch.
    """
    length = float(np.hypot(b.x - a.x, b.y - a.y))
    edge = _EDGE * search.radius
    if length <= 2.5 * edge:
        return 0.0
    ink = search.everything.ink
    along = np.linspace(edge / length, 1 - edge / length, _STEPS)
    # a line on paper that is not quite flat leaves its chord by a pixel
    aside = np.arange(-1, 2)
    x = a.x + along[:, None] * (b.x - a.x) - aside * (b.y - a.y) / length
    y = a.y + along[:, None] * (b.y - a.y) + aside * (b.x - a.x) / length
    rows, columns = np.rint(y).astype(int).clip(0, ink.shape[0] - 1), np.rint(x).astype(int).clip(0, ink.shape[1] - 1)
    return float((ink[rows, columns].max(axis=1) > _INKED).mean())


def _best(columns: Sequence[_Column], links: Sequence[Array]) -> list[int]:
    """Best way for each column, all together; as read unless another gains enough and its lines are drawn."""
    total, back = columns[0].worth, []
    for column, link in zip(columns[1:], links, strict=True):
        ways = total[:, None] + link
        back.append(ways.argmax(axis=0))
        total = ways.max(axis=0) + column.worth
    best = [int(total.argmax())]
    for steps in reversed(back):
        best.insert(0, int(steps[best[0]]))
    as_read = sum(c.worth[0] for c in columns) + sum(link[0, 0] for link in links)
    drawn = sum(link[a, b] for link, (a, b) in zip(links, pairwise(best), strict=True))
    most = _LINE * sum(min(len(a.at), len(b.at)) for a, b in pairwise(columns))
    enough = total.max() - as_read >= _GAIN and drawn >= _DRAWN * most
    return best if enough else [0] * len(columns)
