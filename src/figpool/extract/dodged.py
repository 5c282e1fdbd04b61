"""Numbers that name groups: markers of several series stand side by side about every label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

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
