"""Series of the strokes of a strip chart: told by the points around them, for the strokes all look alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from figpool.core.issues import Flag, Issue
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.mean_lines import MeanLine
from figpool.extract.charts.assembly import name_doubts
from figpool.extract.plotted import Plotted
from figpool.extract.view import PanelView

#: Part of a point that shows its inside, in inner radii.
_INSIDE = 0.5
#: By how much the best way to join series and keys must be better than the next, colours 0..1, a series.
_CLEAR = 0.08
#: Series, at most, of which all ways to join them with keys are tried.
_MOST = 6
#: Weight of the order, in which equal looks are joined.
_ORDER = 0.01
_UNCLEAR = Issue(
    Flag.SERIES_UNREAD, "The points of the series look much alike: which is which was told by their order.", 0.2
)


def stroke_names(
    view: PanelView, lines: Sequence[MeanLine], labels: Sequence[str], plotted: Plotted
) -> tuple[list[str], list[tuple[Issue, ...]]]:
    """Name each stroke by the legend entry that looks like the points around it.

    Parameters
    ----------
    view : PanelView
        The panel.
    lines : sequence of MeanLine
        Strokes from left to right.
    labels : sequence of str
        Category of each.
    plotted : Plotted
        Legend.

    Returns
    -------
    names : list of str
        Empty without legend.
    doubts : list of tuple of Issue
        About each name.
    """
    given, turns = view.settings.series, _turns(labels)
    if len(given) == 1 or (given and turns is not None and max(turns) + 1 == len(given)):
        return [given[t] if len(given) > 1 else given[0] for t in turns or [0] * len(lines)], [()] * len(lines)
    keys = plotted.keys
    if len(keys) < 2:
        return [""] * len(lines), [()] * len(lines)
    if turns is not None and max(turns) + 1 == len(keys) <= _MOST:
        owners, clear = _by_turn(view, lines, turns, plotted)
        doubts: list[tuple[Issue, ...]] = [() if clear else (_UNCLEAR,)] * len(lines)
    else:
        looks = _key_looks(view, plotted)
        owners = [int(_cost([line.points], looks, view)[0].argmin()) for line in lines]
        # strokes that are missing above some labels are doubted elsewhere
        doubts = [()] * len(lines)
    names = [plotted.names[k] for k in owners]
    return names, [(*own, *unsure) for own, unsure in zip(doubts, name_doubts(names, plotted.unsure), strict=True)]


def _turns(labels: Sequence[str]) -> list[int] | None:
    """Place of each stroke among those of its label; None where labels have different numbers of them."""
    counts = [list(labels).count(label) for label in labels]
    if len(set(counts)) != 1 or not all(labels):
        return None
    return [list(labels[:i]).count(label) for i, label in enumerate(labels)]


def _by_turn(
    view: PanelView, lines: Sequence[MeanLine], turns: Sequence[int], plotted: Plotted
) -> tuple[list[int], bool]:
    """Legend entry of each stroke, those of one turn all together, and whether no other way is nearly as good."""
    count = len(plotted.keys)
    groups = [
        [m for line, t in zip(lines, turns, strict=True) if t == turn for m in line.points] for turn in range(count)
    ]
    cost = _cost(groups, _key_looks(view, plotted), view)
    ways = sorted(
        (float(sum(cost[t, k] + _ORDER * abs(t - k) for t, k in enumerate(way))), way)
        for way in permutations(range(count))
    )
    clear = len(ways) < 2 or ways[1][0] - ways[0][0] >= _CLEAR * count
    return [ways[0][1][turn] for turn in turns], clear


def _key_looks(view: PanelView, plotted: Plotted) -> NDArray[np.float64]:
    return np.array([_look(view, [key.marker]) for key in plotted.keys])


def _cost(groups: Sequence[Sequence[RawMarker]], looks: NDArray[np.float64], view: PanelView) -> NDArray[np.float64]:
    own = np.array([_look(view, group) for group in groups])
    return np.asarray(np.abs(own[:, None, :] - looks[None, :, :]).mean(axis=2))


def _look(view: PanelView, points: Sequence[RawMarker]) -> NDArray[np.float64]:
    """Colour of the inside and of the ink of points, those on strokes among them."""
    inside = [_inside(view, point) for point in points]
    return np.concatenate([np.median(inside, axis=0), np.median([p.rgb for p in points], axis=0)])


def _inside(view: PanelView, point: RawMarker) -> NDArray[np.float64]:
    half = max(0, round(_INSIDE * point.radius))
    x, y = round(point.x), round(point.y)
    patch = view.picture.rgb[max(0, y - half) : y + half + 1, max(0, x - half) : x + half + 1]
    return np.asarray(np.median(patch.reshape(-1, 3), axis=0) / 255.0)
