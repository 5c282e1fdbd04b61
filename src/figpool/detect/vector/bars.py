"""Bars among the rectangles of a panel: those that stand on one common line."""

from __future__ import annotations

from collections.abc import Sequence

from figpool.core.geometry import Box
from figpool.detect.vector.scene import EPSILON, Rect
from figpool.detect.vector.stems import Stem


def bar_candidates(rects: Sequence[Rect], area: Box, exclude: Sequence[Box]) -> list[Rect]:
    """Return rectangles of the plot area that are neither its ground, its frame nor a legend's."""
    return [
        r
        for r in rects
        if area.x0 - 2 <= r.box.cx <= area.x1 + 2
        and r.box.y1 >= area.y0 - 2
        and r.box.y0 <= area.y1 + 2
        and r.box.width > 1.5
        and not (r.box.width > 0.85 * area.width and r.box.height > 0.5 * area.height)
        and not (r.stroke is None and r.fill == (1.0, 1.0, 1.0) and not r.patterned)
        and not any(e.contains(r.box.cx, r.box.cy, 1.0) for e in exclude)
    ]


def choose_base(rects: Sequence[Rect], preferred: Sequence[float]) -> float | None:
    """Return the row on which most rectangles stand (or from which they hang), those in one place counted once.

    Parameters
    ----------
    rects : sequence of Rect
        Candidates.
    preferred : sequence of float
        Rows that win a tie, best first (zero of the axis, its foot).
    """
    bodies = [r for r in rects if not r.slim]
    rows = [*preferred, *(y for r in bodies for y in (r.box.y0, r.box.y1))]
    best: float | None = None
    most = 0
    for row in rows:
        count = len({round(r.box.cx) for r in bodies if stands_on(r, row)})
        if count > most:
            best, most = row, count
    return best


def stands_on(rect: Rect, row: float) -> bool:
    """Whether one end of a rectangle lies on a row."""
    return min(abs(rect.box.y0 - row), abs(rect.box.y1 - row)) <= 2 * EPSILON


def bars_on(rects: Sequence[Rect], base: float) -> list[Rect]:
    """Return the rectangles on a base from left to right; of several in one place the longest."""
    standing = sorted((r for r in rects if stands_on(r, base)), key=lambda r: -r.box.height)
    if sum(not r.slim for r in standing) >= 2:  # slim ones are the sides of bars outlined with filled rectangles
        standing = [r for r in standing if not r.slim]
    kept: list[Rect] = []
    for rect in standing:
        if not any(abs(rect.box.cx - k.box.cx) <= 1.0 and _same_side(rect, k, base) for k in kept):
            kept.append(rect)
    return sorted(kept, key=lambda r: r.box.cx)


def _same_side(a: Rect, b: Rect, base: float) -> bool:
    return (a.box.cy < base) == (b.box.cy < base)


def tip_of(rect: Rect, base: float) -> float:
    """Row of the free end."""
    return rect.box.y0 if abs(rect.box.y1 - base) <= abs(rect.box.y0 - base) else rect.box.y1


def stems_of(rect: Rect, stems: Sequence[Stem], tip: float) -> list[Stem]:
    """Return the stems that touch the middle of a bar's free end, the most central column only."""
    reach = max(1.5, 0.2 * rect.box.width)
    near = [s for s in stems if abs(s.x - rect.box.cx) <= reach and s.lo - 1.0 <= tip <= s.hi + 1.0]
    if not near:  # programs that dodge bars and error bars apart: the arm still starts exactly at the end
        near = [
            s for s in stems
            if abs(s.x - rect.box.cx) <= 0.48 * rect.box.width and min(abs(s.lo - tip), abs(s.hi - tip)) <= EPSILON
        ]  # fmt: skip
    if not near:
        return []
    centre = min(near, key=lambda s: (round(abs(s.x - rect.box.cx), 1), -s.length)).x
    return [s for s in near if abs(s.x - centre) <= EPSILON]
