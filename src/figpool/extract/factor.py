"""A factor printed once at the end of an axis ("×10³", "1e6"): said, not applied."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from figpool.core.geometry import Box
from figpool.core.issues import Flag, Issue
from figpool.detect.raster.axes import AxisCandidate

#: A power of ten that stands by itself, as printed or as read.
_FACTOR = re.compile(r"[(\[]?\s*(?:[x×*]\s*10\s*\^?\s*[-⁻⁰¹²³⁴⁵⁶⁷⁸⁹0-9]{1,3}|1e[-+]?\d{1,2})\s*[)\]]?", re.IGNORECASE)
#: Pieces of print that are recognised, at most.
_MOST = 4


def factor_issues(
    axis: AxisCandidate, texts: Sequence[Box], read: Callable[[Sequence[Box]], Sequence[str]]
) -> tuple[Issue, ...]:
    """Doubt all values of an axis at whose upper end a power of ten is printed.

    Parameters
    ----------
    axis : AxisCandidate
        Labels and line of the axis, working pixels.
    texts : sequence of Box
        Text boxes of the view.
    read : callable
        Recognises boxes of the view.
    """
    tall, first = axis.size, axis.labels[0]
    near = [
        box
        for box in texts
        if box not in axis.labels
        and first.y0 - 3.5 * tall <= box.cy <= first.y0 - 0.2 * tall
        and min(first.x0, axis.at) - 2 * tall <= box.cx <= max(first.x1, axis.at) + 6 * tall
        and 0.5 * tall <= box.height + 1 <= 2 * tall
        and 1.2 * tall <= box.width <= 6 * tall
    ]
    found = [text for text in read(near[:_MOST]) if _FACTOR.fullmatch(text.strip())]
    if not found:
        return ()
    message = f"'{found[0]}' is printed at the end of the axis; values are those of the tick labels, without it."
    return (Issue(Flag.SCALE_UNSURE, message, 0.4),)
