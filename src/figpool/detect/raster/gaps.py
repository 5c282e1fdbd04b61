"""Gaps between bars that a gridline crosses: with the sides of their neighbours they look like low bars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool.core.medians import median
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.rectangles import RawBar

#: Outline between a side and that of the neighbour, in widths of the bar; how far an end is from the middle of the
#: gridline it is, on a page not quite level, working pixels.
_OUTLINE, _ON_LINE = 0.15, 8
#: Difference in ink of one tone, and rows beside a stroke that are looked at: most of them are none of the stroke.
_ONE_TONE, _ROWS = 0.04, slice(4, 30)
#: Difference of the distances of evenly spaced bars, as a share; bars left over, at least.
_EVEN, _LEAST = 0.08, 3


def without_gaps(bars: Sequence[RawBar], ink: Gray, gridlines: Sequence[float]) -> list[RawBar]:
    """Leave out gaps between evenly spaced bars that are taken for bars of their own.

    A gap has the sides of its neighbours, ends at a gridline and goes on in its tone
    beyond that. Bars of one series may all do so, but then what is left stands in
    pairs, not evenly.

    Parameters
    ----------
    bars : sequence of RawBar
        From left to right.
    ink : ndarray of float32, shape (h, w)
        Ink of the working picture.
    gridlines : sequence of float
        Rows of gridlines, working pixels.

    Returns
    -------
    list of RawBar
        All of them where some bar between two others is none of these.
    """
    between = [i for i in range(1, len(bars) - 1) if _shares_sides(*bars[i - 1 : i + 2])]
    gaps = {i for i in between if _is_open(bars[i], ink, gridlines)}
    kept = [bar for i, bar in enumerate(bars) if i not in gaps]
    if not gaps or len(kept) < _LEAST or any(i not in gaps and _is_of_group(i, gaps) for i in between):
        return list(bars)
    steps = np.diff([(bar.x0 + bar.x1) / 2 for bar in kept])
    return kept if np.ptp(steps) <= _EVEN * float(np.median(steps)) else list(bars)


def _shares_sides(left: RawBar, bar: RawBar, right: RawBar) -> bool:
    """Whether a bar begins where the one before it ends, and ends where the next one begins."""
    return max(abs(bar.x0 - left.x1), abs(right.x0 - bar.x1)) <= _OUTLINE * bar.width


def _is_of_group(index: int, gaps: set[int]) -> bool:
    """Whether a bar between two others stands beside none of the gaps: it is one of a group."""
    return not {index - 1, index + 1} & gaps


def _is_open(bar: RawBar, ink: Gray, gridlines: Sequence[float]) -> bool:
    """Whether a bar ends at a gridline and the picture goes on in its tone beyond."""
    if not any(abs(bar.tip - row) <= _ON_LINE for row in gridlines):
        return False
    columns = slice(bar.x0 + 4, bar.x1 - 3)
    up = bar.tip <= bar.base
    below, above = ink[bar.tip :, columns][_ROWS], ink[: bar.tip + 1, columns][::-1][_ROWS]
    inside, beyond = (below, above) if up else (above, below)
    return bool(inside.size and beyond.size) and abs(median(inside) - median(beyond)) <= _ONE_TONE
