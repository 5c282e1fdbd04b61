"""Dots of a filling among the text boxes: they stand in rows and columns as labels do, only closer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box

#: How much longer one side of a dot is than the other, at most, and how much two dots of one filling differ, pixels.
_ROUND, _ALIKE = 1.25, 2.0
#: Distance of neighbours in a filling, at most, in dots; how many a dot has; dots from which they are a filling.
_NEAR, _NEIGHBOURS, _MANY = 3.5, 3, 12
#: Dots compared with all others at once: a page may have tens of thousands.
_AT_ONCE = 512


def without_dots(boxes: Sequence[Box]) -> list[Box]:
    """Leave out boxes as wide as high that stand among many others of their size on several sides.

    A lone figure is narrower than high, and labels of two have neighbours above and
    below only, or none so near.

    Parameters
    ----------
    boxes : sequence of Box
        Text boxes, working pixels.

    Returns
    -------
    list of Box
        The others, in the same order.
    """
    sides = np.array([(b.width + 1, b.height + 1) for b in boxes], dtype=float).reshape(-1, 2)
    round_ = np.flatnonzero(sides.max(axis=1) <= _ROUND * sides.min(axis=1))
    if len(round_) < _MANY:
        return list(boxes)
    size = sides[round_].mean(axis=1)
    at = np.array([(b.cx, b.cy) for b in boxes], dtype=float)[round_]
    parts = [slice(first, first + _AT_ONCE) for first in range(0, len(size), _AT_ONCE)]
    inner = np.concatenate([_beside(size, at, part).sum(axis=1) >= _NEIGHBOURS for part in parts])
    dots = inner | np.concatenate([(_beside(size, at, part) & inner).any(axis=1) for part in parts])
    sizes = np.sort(size[dots])
    many = np.searchsorted(sizes, size + _ALIKE, side="right") - np.searchsorted(sizes, size - _ALIKE) >= _MANY
    dropped = set(round_[dots & many].tolist())
    return [b for i, b in enumerate(boxes) if i not in dropped]


def _beside(size: NDArray[np.float64], at: NDArray[np.float64], part: slice) -> NDArray[np.bool_]:
    """Whether each of a part of the dots has each other one, of its size, for a neighbour; shape (part, all)."""
    alike = np.abs(size[part, None] - size) <= _ALIKE
    apart = np.hypot(at[part, None, 0] - at[:, 0], at[part, None, 1] - at[:, 1])
    return np.asarray(alike & (apart > 0) & (apart <= _NEAR * size[part, None]))
