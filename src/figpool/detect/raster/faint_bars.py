"""Bars of weak edges, beside those of plain ones: neighbours nearly as dark, and fills that fade into the paper."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool.core.medians import median
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.rectangles import RawBar

#: How much more bars of weaker edges must explain, and how far their ends and sides may lie from those of plain edges.
_WEAK_GAIN, _SAME_END, SAME_SIDE = 1.25, 4, 10
#: Bars of plain edges that tell how wide a bar of the chart is, at least, and by what share widths differ.
_LEAST, _SAME_WIDTH = 3, 0.15
#: By how much a filled bar is inkier than the paper above it, and rows beside its end that are looked at.
_FILLED, _ROWS = 0.15, slice(4, 14)


def with_faint(plain: Sequence[RawBar], faint: Sequence[RawBar], ink: Gray) -> list[RawBar]:
    """Take bars of weak edges for those of plain ones where they explain much more, else those beside them that fit.

    Parameters
    ----------
    plain, faint : sequence of RawBar
        Bars on one base, found on plain edges and on weak ones.
    ink : ndarray of float32, shape (h, w)
        Ink of the working picture.

    Returns
    -------
    list of RawBar
        From left to right.
    """
    more = sum(b.worth for b in faint) > _WEAK_GAIN * sum(b.worth for b in plain)
    if more and all(b.is_flat or _is_kept(b, faint) for b in plain):
        return list(faint)
    return sorted([*plain, *_fitting(plain, faint, ink)], key=lambda b: (b.x0 + b.x1, b.tip))


def _is_kept(bar: RawBar, others: Sequence[RawBar]) -> bool:
    """Whether the free end of a bar is that of one of others, as wide or a part of it."""
    return any(
        abs(b.tip - bar.tip) <= _SAME_END and bar.x0 - SAME_SIDE <= b.x0 and b.x1 <= bar.x1 + SAME_SIDE for b in others
    )


def _fitting(plain: Sequence[RawBar], faint: Sequence[RawBar], ink: Gray) -> list[RawBar]:
    """Filled bars in the free space beside bars of plain edges, as wide as they are."""
    if len(plain) < _LEAST:
        return []
    wide = float(np.median([b.width for b in plain]))
    free = [
        b
        for b in faint
        if abs(b.width - wide) <= _SAME_WIDTH * wide and not b.is_flat and not any(_overlap(b, c) for c in plain)
    ]
    return [b for b in free if _is_filled(b, ink)]


def _overlap(a: RawBar, b: RawBar) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > SAME_SIDE


def _is_filled(bar: RawBar, ink: Gray) -> bool:
    """Whether a bar is inkier than what is beyond its free end."""
    columns = slice(bar.x0 + 4, bar.x1 - 3)
    below, above = ink[bar.tip :, columns][_ROWS], ink[: bar.tip + 1, columns][::-1][_ROWS]
    inside, beyond = (below, above) if bar.tip <= bar.base else (above, below)
    return bool(inside.size and beyond.size) and median(inside) - median(beyond) > _FILLED
