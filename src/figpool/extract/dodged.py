"""Groups at labels: markers of several series stand side by side about every one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from figpool.detect.raster.markers import RawMarker
from figpool.extract.looks import columns_of
from figpool.extract.placed import PlacedMarker

#: Labels along the axis, at least.
_LEAST = 3
#: Departure of labels from equal steps, in steps.
_EVEN = 0.08
#: Spread of a series about its own place beside the labels, in steps.
_STEADY = 0.05
#: Distance of series beside one another, in steps: at least, and from a label at most.
_ASIDE = (0.08, 0.46)


def named_by_numbers(placed: Sequence[PlacedMarker], labels: Sequence[float]) -> bool:
    """Whether numbers below a panel are names of groups rather than a scale.

    Markers on a scale stand where their numbers are. Markers of groups stand beside
    one another about the label of each group, every series at a distance of its own.

    Parameters
    ----------
    placed : sequence of PlacedMarker
        Values of a panel without lines between them.
    labels : sequence of float
        Middles of the labels from left to right, working pixels.
    """
    series = sorted({p.series for p in placed})
    steps = np.diff(labels)
    if len(labels) < _LEAST or len(series) < 2 or np.ptp(steps) > 2 * _EVEN * steps.mean():
        return False
    at, step = np.asarray(labels), float(steps.mean())
    nearest = [int(np.abs(at - p.x).argmin()) for p in placed]
    offsets = [(p.x - at[k]) / step for p, k in zip(placed, nearest, strict=True)]
    own = [[o for o, p in zip(offsets, placed, strict=True) if p.series == s] for s in series]
    middles = np.sort([np.median(o) for o in own])
    steady = float(np.median([abs(o - np.median(group)) for group in own for o in group])) <= _STEADY
    apart = bool(np.diff(middles).min() >= _ASIDE[0]) and bool(np.abs(middles).max() <= _ASIDE[1])
    centred = abs(float(middles.mean())) <= _ASIDE[0]
    return set(nearest) == set(range(len(labels))) and steady and apart and centred


def by_columns(keys: Sequence[RawMarker]) -> list[int]:
    """Order the entries of a legend as programs fill it: column by column where it has several rows and columns.

    Parameters
    ----------
    keys : sequence of RawMarker
        Its markers.

    Returns
    -------
    list of int
        Indices of the entries.
    """
    order: list[int] = []
    for column in columns_of(keys, 2.0 * max((k.radius for k in keys), default=0.0)):
        order += sorted(column, key=lambda i: keys[i].y)
    return order


def series_by_place(
    placed: Sequence[PlacedMarker], labels: Sequence[float], order: Sequence[int]
) -> list[PlacedMarker] | None:
    """Give markers that look alike to series by their places beside the labels, left to right as in the legend.

    Parameters
    ----------
    placed : sequence of PlacedMarker
        Values of a panel of groups.
    labels : sequence of float
        Middles of the labels from left to right, working pixels.
    order : sequence of int
        Series in the order of the legend.

    Returns
    -------
    list of PlacedMarker or None
        Each place once; None unless the markers stand at as many distances from the
        labels as there are series, at most one of each beside every label.
    """
    count = len(order)
    if len(labels) < 2 or len(placed) < count:
        return None
    at, step = np.asarray(labels), float(np.diff(labels).mean())
    kept: list[PlacedMarker] = []
    for p in sorted(placed, key=lambda p: -((p.up is not None) + (p.down is not None) + p.score)):
        if all(abs(p.x - o.x) > _ASIDE[0] * step / 2 for o in kept):
            kept.append(p)
    nearest = [int(np.abs(at - p.x).argmin()) for p in kept]
    offsets = np.array([(p.x - at[k]) / step for p, k in zip(kept, nearest, strict=True)])
    if len(kept) < count or np.abs(offsets).max() > _ASIDE[1]:
        return None
    across = np.argsort(offsets)
    gaps = np.diff(offsets[across])
    cuts = np.sort(np.argsort(-gaps)[: count - 1]) + 1
    ranks = np.empty(len(kept), dtype=int)
    for rank, members in enumerate(np.split(across, cuts)):
        ranks[members] = rank
    spread = max(float(np.ptp(offsets[ranks == rank])) for rank in range(count))
    apart = float(np.sort(gaps)[-(count - 1) :].min())
    places = set(zip(nearest, ranks.tolist(), strict=True))
    if spread > 2 * _STEADY or apart < max(_ASIDE[0], 2 * spread) or len(places) < len(kept):
        return None
    named = [replace(p, series=order[int(rank)]) for p, rank in zip(kept, ranks, strict=True)]
    return sorted(named, key=lambda p: (p.column, p.series))
