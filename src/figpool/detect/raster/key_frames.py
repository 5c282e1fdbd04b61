"""Frames drawn round the keys of a legend: squares of one size, one beside or below another, each about a marker."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool.core.geometry import Box
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.picture import Gray

#: Difference of the sizes of frames of one legend, and of their places across it, as shares of their radius.
_ALIKE, _ALIGNED = 0.06, 0.1
#: Share of a frame's radius within which its marker is, contrast of that, and share of it that is inked, at least.
_INNER, _INKED, _FILLED = 0.7, 0.3, 0.2
#: How far words reach from the middle of a frame, at least, and where they begin, at most, in its radius.
_WORDS = 2.5
#: Half the width of what is taken out along the sides of a frame, in its radius, and pixels at least.
_SIDE, _LEAST_SIDE = 0.15, 2.0


def find_key_frames(contrast: Gray, markers: Sequence[RawMarker], texts: Sequence[Box]) -> list[Box]:
    """Find frames that were taken for open squares, though each holds a marker.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground.
    markers : sequence of RawMarker
        What looks like a marker.
    texts : sequence of Box
        Print: each frame has words beside it.

    Returns
    -------
    list of Box
        The middles of their strokes, working pixels; at least two, or none.
    """
    squares = [m for m in markers if m.shape == "square" and m.hollow and any(_is_beside(t, m) for t in texts)]
    squares = [m for m in squares if _holds_something(contrast, m)]
    framed = [m for m in squares if any(_are_of_one_legend(m, other) for other in squares if other is not m)]
    return [Box(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in framed]


def without_frames(contrast: Gray, frames: Sequence[Box]) -> Gray:
    """Take the sides of frames out of a plane of contrast; what crosses them is cut there."""
    cleaned = contrast.copy()
    for frame in frames:
        half = max(_LEAST_SIDE, _SIDE * frame.width / 2)
        outer, inner = frame.grown(half), frame.grown(-half)
        rows, columns = (_between(outer.y0, outer.y1), _between(outer.x0, outer.x1))
        kept = contrast[_between(inner.y0, inner.y1), _between(inner.x0, inner.x1)]
        cleaned[rows, columns] = 0.0
        cleaned[_between(inner.y0, inner.y1), _between(inner.x0, inner.x1)] = kept
    return cleaned


def _between(first: float, last: float) -> slice:
    return slice(max(0, round(first)), max(0, round(last) + 1))


def _is_beside(text: Box, square: RawMarker) -> bool:
    """Whether print begins at or in a square, or goes on to it, and reaches far beyond it on its row."""
    level = abs(text.cy - square.y) <= square.radius
    far = max(text.x1 - square.x, square.x - text.x0)
    near = min(abs(text.x0 - square.x), abs(text.x1 - square.x)) if not text.contains(square.x, square.y) else 0.0
    return level and far >= _WORDS * square.radius and near <= _WORDS * square.radius


def _holds_something(contrast: Gray, square: RawMarker) -> bool:
    """Whether there is a marker in the middle of a square."""
    reach = _INNER * square.radius
    inside = contrast[_between(square.y - reach, square.y + reach), _between(square.x - reach, square.x + reach)]
    return bool(inside.size) and float(np.mean(inside > _INKED)) >= _FILLED


def _are_of_one_legend(a: RawMarker, b: RawMarker) -> bool:
    """Whether two squares are as large and stand in one column or one row."""
    size = max(a.radius, b.radius)
    aligned = min(abs(a.x - b.x), abs(a.y - b.y)) <= _ALIGNED * size
    return aligned and abs(a.radius - b.radius) <= _ALIKE * size + 0.5
