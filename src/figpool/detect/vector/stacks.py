"""Stacked bars: rectangles of one width that follow one another from a common base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from figpool.core.geometry import Box
from figpool.detect.vector.bars import stands_on, tip_of
from figpool.detect.vector.scene import EPSILON, Rect
from figpool.detect.vector.stems import Stem

#: More parts than this are strips of a shading.
_MOST_SEGMENTS = 12


def find_stacks(standing: Sequence[Rect], rects: Sequence[Rect], base: float) -> list[list[Rect]]:
    """Find what stands on every bar, part by part.

    Programs draw the parts end on end, or each from the base and the shorter ones on top.

    Parameters
    ----------
    standing : sequence of Rect
        Bars on the base, from left to right.
    rects : sequence of Rect
        All rectangles of the panel.
    base : float
        Row the bars stand on.

    Returns
    -------
    list of list of Rect
        One a bar, from the base to the tip; of a plain bar one part.
    """
    fills = {r.fill for r in rects if not r.slim}
    parts = [r for r in rects if not r.slim or r.fill in fills]
    return [_grown(bar, parts, base) for bar in standing]


def is_stacked(stacks: Sequence[Sequence[Rect]]) -> bool:
    """Whether at least half of the bars have several parts, and none is a shading of many strips."""
    divided = sum(len(s) > 1 for s in stacks)
    return divided >= max(1, 0.5 * len(stacks)) and max(len(s) for s in stacks) <= _MOST_SEGMENTS


def _grown(bar: Rect, parts: Sequence[Rect], base: float) -> list[Rect]:
    upward = tip_of(bar, base) <= base
    stack = _nested(bar, parts, base, upward=upward)
    tip = _outer(stack[-1], upward=upward)
    for _ in parts:
        following = [r for r in parts if _same_sides(r, bar) and _starts_at(r, tip, upward=upward)]
        if not following:
            break
        stack.append(max(following, key=lambda r: r.box.height))
        tip = _outer(stack[-1], upward=upward)
    return stack


def _nested(bar: Rect, parts: Sequence[Rect], base: float, *, upward: bool) -> list[Rect]:
    """Visible parts of bars that all begin at the base, one painted over the other."""
    own = [r for r in parts if _same_sides(r, bar) and stands_on(r, base) and (tip_of(r, base) <= base) == upward]
    own.sort(key=lambda r: r.box.height)
    if any(a.order < b.order for a, b in pairwise(own)):  # a longer one painted later hides the others
        return [bar]
    visible, start = [], base
    for rect in own:
        end = _outer(rect, upward=upward)
        visible.append(replace(rect, box=Box(rect.box.x0, min(start, end), rect.box.x1, max(start, end))))
        start = end
    return visible or [bar]


def _outer(rect: Rect, *, upward: bool) -> float:
    return rect.box.y0 if upward else rect.box.y1


def _same_sides(a: Rect, b: Rect) -> bool:
    return abs(a.box.x0 - b.box.x0) <= EPSILON and abs(a.box.x1 - b.box.x1) <= EPSILON


def _starts_at(rect: Rect, row: float, *, upward: bool) -> bool:
    """Whether a rectangle begins at a row and leads on from it."""
    near, far = (rect.box.y1, rect.box.y0) if upward else (rect.box.y0, rect.box.y1)
    return abs(near - row) <= 2 * EPSILON and abs(far - row) > EPSILON


def stems_by_border(stems: Sequence[Stem], borders: Sequence[float]) -> list[list[Stem]]:
    """Give every stem of a stack's column to the one border it starts at or is centred on.

    Parameters
    ----------
    stems : sequence of Stem
        Stems in the middle of the stack.
    borders : sequence of float
        Ends of the parts.

    Returns
    -------
    list of list of Stem
        One a border.
    """
    shares: list[list[Stem]] = [[] for _ in borders]
    for stem in stems:
        away = [min(abs(row - b) for row in (stem.lo, stem.hi, stem.middle)) for b in borders]
        nearest = min(range(len(borders)), key=away.__getitem__)
        if away[nearest] <= max(2 * EPSILON, 0.02 * stem.length):
            shares[nearest].append(stem)
    return shares
