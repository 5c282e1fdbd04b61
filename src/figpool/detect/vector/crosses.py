"""Markers drawn stroke by stroke: +, x and the star that is both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from figpool.core.geometry import Box
from figpool.core.vector import Color

#: Middles of the strokes of one marker agree to this many pixels.
_MIDDLE = 0.3


@dataclass(frozen=True, slots=True)
class Stroke:
    """A short stroke: its ends and how it was painted.

    Parameters
    ----------
    x0, y0, x1, y1 : float
        Ends.
    color : tuple of float
        RGB 0..1.
    order : int
        Painting order.
    index : int
        Where it stands in the list it came from.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    color: Color
    order: int
    index: int

    @property
    def middle(self) -> tuple[float, float]:
        """Centre of the stroke."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Cross:
    """A marker made of strokes.

    Parameters
    ----------
    box : Box
        Its extent.
    shape : str
        "plus", "cross" or "star".
    color : tuple of float
        RGB 0..1.
    order : int
        Painting order of its first stroke.
    level, slanted : tuple of Stroke
        What it is made of.
    """

    box: Box
    shape: str
    color: Color
    order: int
    level: tuple[Stroke, ...]
    slanted: tuple[Stroke, ...]


def find_crosses(level: Sequence[Stroke], slanted: Sequence[Stroke]) -> list[Cross]:
    """Find crosses among short strokes painted one after the other.

    Parameters
    ----------
    level : sequence of Stroke
        Axis-parallel strokes.
    slanted : sequence of Stroke
        The others.

    Returns
    -------
    list of Cross
        A + and an x in one place are one star.
    """
    found = [_cross("plus", a, b) for a, b in _pairs(level) if _lies(a) != _lies(b)]
    found = [replace(c, level=(*c.level, *c.slanted), slanted=()) for c in found]
    found += [_cross("cross", a, b) for a, b in _pairs(slanted) if _rises(a) != _rises(b)]
    found.sort(key=lambda c: c.order)
    joined: list[Cross] = []
    for cross in found:
        last = next(
            (c for c in joined[-3:] if c.shape != "star" and c.shape != cross.shape and _same_middle(c.box, cross.box)),
            None,
        )
        if last is None:
            joined.append(cross)
        else:
            star = replace(last, shape="star", level=last.level + cross.level, slanted=last.slanted + cross.slanted)
            joined[joined.index(last)] = star
    return joined


def _pairs(strokes: Sequence[Stroke]) -> list[tuple[Stroke, Stroke]]:
    """Neighbours in painting order with one middle, colour and length."""
    ordered = sorted(strokes, key=lambda s: s.order)
    pairs = []
    for a, b in pairwise(ordered):
        near = max(abs(a.middle[0] - b.middle[0]), abs(a.middle[1] - b.middle[1])) <= _MIDDLE
        alike = abs(np.hypot(a.x1 - a.x0, a.y1 - a.y0) - np.hypot(b.x1 - b.x0, b.y1 - b.y0)) <= _MIDDLE
        if near and alike and a.color == b.color and b.order - a.order <= 1:
            pairs.append((a, b))
    return pairs


def _lies(stroke: Stroke) -> bool:
    return abs(stroke.x1 - stroke.x0) > abs(stroke.y1 - stroke.y0)


def _rises(stroke: Stroke) -> bool:
    return (stroke.x1 - stroke.x0) * (stroke.y1 - stroke.y0) < 0


def _same_middle(a: Box, b: Box) -> bool:
    return abs(a.cx - b.cx) <= _MIDDLE and abs(a.cy - b.cy) <= _MIDDLE


def _cross(shape: str, a: Stroke, b: Stroke) -> Cross:
    xs, ys = (a.x0, a.x1, b.x0, b.x1), (a.y0, a.y1, b.y0, b.y1)
    return Cross(Box(min(xs), min(ys), max(xs), max(ys)), shape, a.color, min(a.order, b.order), (), (a, b))
