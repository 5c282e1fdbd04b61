"""Texts joined with ticks: those that reach over an axis line, or over the edge of their column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool.core.geometry import Box, BoxTable
from figpool.detect.raster.lines import Stroke
from figpool.detect.raster.picture import Gray

#: Darkness of print against its ground.
_INKED = 0.2
#: Length of a line that is no letter, in heights of the print.
_LONG = 4.0
#: Columns beside a line that its blur darkens.
_BLUR = 2
#: Difference of the steps of an even column, and of the ends of its labels, in heights of the print.
_EVEN, _FLUSH = 0.25, 0.25
#: How far ticks reach behind a label, and height of label and ticks, in heights of the print.
_TICKS, _TALL = (0.3, 2.5), (0.8, 1.6)


def cut_at_lines(texts: Sequence[Box], lines: Sequence[Stroke], gray: Gray) -> list[Box]:
    """End texts that reach over a long vertical line at their last ink before it.

    Parameters
    ----------
    texts : sequence of Box
        Text boxes, working pixels.
    lines : sequence of Stroke
        Vertical lines.
    gray : ndarray of float32, shape (h, w)
        Lightness.

    Returns
    -------
    list of Box
        The texts in the same order.
    """
    return [_before(text, _crossing(text, lines), gray) for text in texts]


def with_joined(column: tuple[Box, ...], texts: BoxTable) -> tuple[Box, ...]:
    """Add the labels before and behind a column that were joined with ticks, as those at a corner without axis lines.

    Parameters
    ----------
    column : tuple of Box
        Labels of one upright axis, from top to bottom, working pixels.
    texts : BoxTable
        All text boxes.

    Returns
    -------
    tuple of Box
        The column as it was, unless it is even and ends flush, and a text begins before
        that end and reaches beyond it one step farther: its part in the column is added.
    """
    if len(column) < 3:
        return column
    tall = float(np.median([b.height + 1 for b in column]))
    steps = np.diff([b.cy for b in column])
    ends = [b.x1 for b in column]
    if np.ptp(steps) > _EVEN * tall or np.ptp(ends) > _FLUSH * tall:
        return column
    step, end = float(np.median(steps)), float(np.median(ends))
    near = [
        t
        for t in texts.ending(end + _TICKS[0] * tall, end + _TICKS[1] * tall)
        if t.x0 < end - _TICKS[0] * tall and _TALL[0] * tall <= t.height + 1 <= _TALL[1] * tall
    ]
    before, behind = (
        [t for t in near if abs(t.cy - y) <= _EVEN * tall] for y in (column[0].cy - step, column[-1].cy + step)
    )
    added = [[Box(t.x0, t.y0, end, t.y1) for t in side[:1]] for side in (before, behind)]
    return (*added[0], *column, *added[1])


def _crossing(text: Box, lines: Sequence[Stroke]) -> Stroke | None:
    """Return the first long line that runs through a text."""
    tall = text.height + 1
    through = [
        line
        for line in lines
        if text.x0 + 0.3 * tall < line.at < text.x1 - _BLUR
        and line.start - 1 <= text.cy <= line.end + 1
        and line.length >= _LONG * tall
    ]
    return min(through, key=lambda line: line.at, default=None)


def _before(text: Box, line: Stroke | None, gray: Gray) -> Box:
    if line is None:
        return text
    end = round(line.at - line.thickness / 2) - _BLUR
    part = gray[round(text.y0) : round(text.y1) + 1, round(text.x0) : end]
    if part.size == 0:
        return text
    inked = np.flatnonzero((part < float(np.percentile(part, 90)) - _INKED).any(axis=0))
    return Box(text.x0, text.y0, text.x0 + float(inked[-1]), text.y1) if len(inked) else text
