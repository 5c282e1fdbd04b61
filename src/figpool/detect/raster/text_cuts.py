"""Texts that reach over an axis line: a tick behind the line was joined with its label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool.core.geometry import Box
from figpool.detect.raster.lines import Stroke
from figpool.detect.raster.picture import Gray

#: Darkness of print against its ground.
_INKED = 0.2
#: Length of a line that is no letter, in heights of the print.
_LONG = 4.0
#: Columns beside a line that its blur darkens.
_BLUR = 2


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
