"""Edges within a bar that single columns show badly: strokes among hatching, steps between pale fills."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from figpool.detect.raster.picture import Gray

#: Reach of a stroke with its blur, and the rows beside it that are looked at, working pixels.
_REACH, _SIDE = 5, 12
#: Rows of one level on both sides of a step: more than a block of compression, working pixels.
_LEVEL = 20
#: Spread of lightness along the rows of a hatching, and mean of that of the strongest stroke across it, at least.
_UNEVEN, _DARKENED = 0.1, 0.2
#: How weakly edges show in the mean of their row that are but crossings of a hatching, in the strongest.
_WEAK = 0.4
#: Least step between two fills, of the range of a channel, and how uneven both sides of it are at most, in its height.
_STEP, _FLAT = 0.06, 0.35


def without_crossings(gray: Gray, columns: NDArray[np.int64], rows: Sequence[int], span: tuple[int, int]) -> list[int]:
    """Leave out edges that are but the slanting strokes of a hatching, where a stroke runs across it elsewhere.

    Slanting strokes darken every row alike; a stroke from side to side darkens its own.

    Parameters
    ----------
    gray : array
        Lightness of the working picture.
    columns : array of int
        Columns of the bar.
    rows : sequence of int
        Edges found in it.
    span : (int, int)
        First and last row of the bar, on whose outlines nothing is judged.

    Returns
    -------
    list of int
        The edges kept.
    """
    shown: list[float] = []
    uneven: list[bool] = []
    for row in rows:
        near = gray[row - 2 : row + 3, columns].mean(axis=1)
        above = gray[max(span[0] + _REACH + 1, row - _SIDE) : row - _REACH, columns]
        below = gray[row + _REACH + 1 : min(span[1] - _REACH, row + _SIDE + 1), columns]
        sides = [side for side in (above, below) if side.shape[0] > 1]
        # the best row of a side: another stroke may run through it
        levels = [float(side.mean(axis=1).max()) for side in sides]
        shown.append(max(min(levels) - float(near.min()), max(levels) - min(levels)) if sides else 0.0)
        uneven.append(all(float(side.std(axis=1).max()) > _UNEVEN for side in sides))
    strongest = max(shown, default=0.0)
    if strongest < _DARKENED:
        return list(rows)
    return [row for row, dip, rough in zip(rows, shown, uneven, strict=True) if not rough or dip >= _WEAK * strongest]


def find_steps(rgb: NDArray[np.uint8], columns: NDArray[np.int64], span: tuple[int, int]) -> list[int]:
    """Rows at which the colour of the whole width steps from one level to another.

    Grain hides a weak step from every single column, not from their median.

    Parameters
    ----------
    rgb : array
        Colours of the working picture.
    columns : array of int
        Columns of the bar.
    span : (int, int)
        First row and row after the last, between which the steps are looked for.

    Returns
    -------
    list of int
        Rows from top to bottom.
    """
    top, bottom = max(0, span[0]), min(rgb.shape[0], span[1])
    if bottom - top < 2 * (_REACH + _LEVEL):
        return []
    level = np.median(rgb[top:bottom][:, columns], axis=1) / 255.0
    windows = sliding_window_view(level, _LEVEL, axis=0)
    apart = _LEVEL + 2 * _REACH
    means, range_ = windows.mean(axis=2), np.ptp(windows, axis=2)
    steps = np.abs(means[apart:] - means[:-apart])
    uneven = np.maximum(range_[apart:], range_[:-apart])
    found = ((steps >= _STEP) & (uneven <= _FLAT * steps)).any(axis=1)
    at = np.flatnonzero(found)
    if not len(at):
        return []
    runs = np.split(at, np.flatnonzero(np.diff(at) > _REACH) + 1)
    return [top + round(float(run.mean())) + _LEVEL + _REACH for run in runs]
