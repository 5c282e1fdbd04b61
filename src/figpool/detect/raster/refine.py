"""Edge positions between the pixels, from grey profiles across the edge.

Whole-pixel reading gives several groups the same standard deviation. The free
end of a bar is the centre of its outline's stroke where there is one, else the
half-way crossing of the step from ground to fill.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.picture import Gray

#: Thickest outline, working pixels; reach of the look for its inner side, in that of the first look.
_THICKEST, _WIDE = 20.0, 3
#: Share of the rise from a stroke to the fill that lies within three pixels of the stroke's inner side.
_SHARP = 0.6


@dataclass(frozen=True, slots=True)
class EdgePosition:
    """A sub-pixel position with its standard uncertainty, and a stroke's thickness, working pixels.

    ``sharp`` says whether the stroke ends on its inner side within a few pixels.
    """

    at: float
    u: float
    stroke: float
    sharp: bool = False


def refine_row(gray: Gray, columns: NDArray[np.int64], row: float, reach: int = 8) -> EdgePosition:
    """Locate a horizontal edge or stroke near `row`, averaged over columns.

    Parameters
    ----------
    gray : ndarray of float32, shape (h, w)
        Lightness.
    columns : ndarray of int, shape (n,)
        Columns averaged (those without stem or side).
    row : float
        Whole-pixel estimate.
    reach : int
        Rows looked at on each side.

    Returns
    -------
    EdgePosition
        Position, its standard uncertainty, and the stroke's width (0 for a step).
    """
    found = _locate(gray, columns, row, reach)
    if found.stroke:
        return found
    # a stroke thicker than the look ends farther inside; a gradient does not end
    wide = _locate(gray, columns, row, _WIDE * reach)
    return wide if 0 < wide.stroke <= _THICKEST and wide.sharp else found


def _locate(gray: Gray, columns: NDArray[np.int64], row: float, reach: int) -> EdgePosition:
    """Locate an edge or stroke, looking so many rows to both sides."""
    lo, hi = max(0, round(row) - reach), min(gray.shape[0], round(row) + reach + 1)
    if hi - lo < 5 or not len(columns):
        return EdgePosition(row, 1.0, 0.0)
    strip = gray[lo:hi, columns]
    profile = np.median(strip, axis=1) if strip.shape[1] >= 5 else strip.mean(axis=1)
    local = row - lo
    outside, inside = float(profile[:2].max()), float(profile[-2:].mean())
    near = np.abs(np.arange(len(profile)) - local) <= 4
    darkest = int(np.flatnonzero(near)[np.argmin(profile[near])])
    depth_outside, depth_inside = outside - profile[darkest], inside - profile[darkest]
    if depth_outside < 0.04:
        return EdgePosition(row, 1.0, 0.0)
    if depth_inside > 0.25 * depth_outside and depth_inside > 0.06:
        upper = _crossing(profile, darkest, -1, (outside + profile[darkest]) / 2)
        lower = _crossing(profile, darkest, 1, (inside + profile[darkest]) / 2)
        if upper is not None and lower is not None:
            at = lo + (upper + lower) / 2
            rise = profile[min(len(profile) - 1, round(lower) + 3)] - profile[max(0, round(lower) - 3)]
            return EdgePosition(at, _spread(strip, lo, 0.12), lower - upper, bool(rise > _SHARP * depth_inside))
    step = _crossing(profile, darkest, -1, (outside + min(inside, profile[darkest])) / 2)
    return EdgePosition(row if step is None else lo + step, _spread(strip, lo, 0.2), 0.0)


def _crossing(profile: NDArray[np.floating], start: int, direction: int, height: float) -> float | None:
    """First position from `start` in `direction` where the profile rises through `height`."""
    level = float(height)
    at = start
    while 0 <= at + direction < len(profile):
        here, there = float(profile[at]), float(profile[at + direction])
        if here <= level < there:
            return at + direction * (level - here) / (there - here)
        at += direction
    return None


def _spread(strip: Gray, lo: int, floor: float) -> float:
    """Uncertainty of a profile position: a floor plus how much columns disagree."""
    if strip.shape[1] < 4:
        return 2 * floor
    steepest = np.abs(np.diff(strip, axis=0)).argmax(axis=0)
    return float(floor + 0.5 * np.std(steepest) / np.sqrt(strip.shape[1]))
