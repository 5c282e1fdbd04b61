"""Stems: vertical strokes that may be error bars, with the caps at their ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from figpool.core.geometry import Box
from figpool.core.marks import WhiskerMark
from figpool.core.vector import Color
from figpool.detect.vector.scene import EPSILON, Edge, Scene

#: An arm shorter than this is none, pixels.
MIN_ARM = 0.25
#: Exactness of positions in vector files, pixels.
VECTOR_U = 0.03


@dataclass(frozen=True, slots=True)
class Stem:
    """A vertical stroke between two ends.

    Parameters
    ----------
    x : float
        Its column.
    lo, hi : float
        Upper and lower end (rows).
    cap_lo, cap_hi : float
        Width of the cap at each end; 0 without one.
    color : tuple of float
        RGB 0..1.
    order : int
        Painting order.
    """

    x: float
    lo: float
    hi: float
    cap_lo: float
    cap_hi: float
    color: Color
    order: int

    @property
    def middle(self) -> float:
        """Row half way between its ends."""
        return (self.lo + self.hi) / 2

    @property
    def length(self) -> float:
        """Distance of its ends."""
        return self.hi - self.lo


def find_stems(scene: Scene, area: Box, size: float) -> list[Stem]:
    """Find strokes along the value axis that are neither ticks, gridlines nor sides of shapes.

    Parameters
    ----------
    scene : Scene
        The page.
    area : Box
        Plot area.
    size : float
        Font size of the tick labels.

    Returns
    -------
    list of Stem
        In painting order; strokes of a bent or split stem joined.
    """
    inside = [
        v
        for v in scene.verticals
        if v.lone
        and v.length > MIN_ARM
        and area.x0 - 1.5 <= v.at <= area.x1 + 1.5
        and v.hi >= area.y0 - 2
        and v.lo <= area.y1 + 2
    ]
    repeated: dict[tuple[int, int], int] = {}
    for v in inside:
        key = (round(v.lo), round(v.hi))
        repeated[key] = repeated.get(key, 0) + 1
    caps = [h for h in scene.horizontals if h.lone and 1.0 < h.length <= 0.5 * area.width]
    kept = [
        v for v in inside
        if not _is_furniture(v, area, size, repeated[(round(v.lo), round(v.hi))]) and not _is_cap(v, caps)
    ]  # fmt: skip
    return [_with_caps(v, caps) for v in _joined(kept)]


def _is_furniture(v: Edge, area: Box, size: float, repeats: int) -> bool:
    """Whether the stroke is a gridline, the frame or a tick of the other axis."""
    if v.length >= 0.93 * area.height or (repeats >= 3 and v.length >= 0.5 * area.height):
        return True
    at_rim = min(abs(v.hi - area.y1), abs(v.lo - area.y1), abs(v.lo - area.y0), abs(v.hi - area.y0)) <= max(
        1.5, 0.08 * size
    )
    return at_rim and v.length <= 1.2 * size and repeats >= 2


def _is_cap(v: Edge, across: Sequence[Edge]) -> bool:
    """Whether the stroke is the cap of a stem that runs the other way."""
    return any(
        abs(v.middle - h.at) <= 0.5 * EPSILON and min(abs(h.lo - v.at), abs(h.hi - v.at)) <= 0.5 * EPSILON
        for h in across
    )


def _joined(edges: Sequence[Edge]) -> list[Edge]:
    """Join pieces of one stroke: same column and colour, end on end, painted together."""
    done: list[Edge] = []
    for v in sorted(edges, key=lambda e: e.order):
        last = done[-1] if done else None
        touching = last is not None and min(abs(last.hi - v.lo), abs(last.lo - v.hi)) <= 0.1
        if (
            last is not None
            and touching
            and abs(last.at - v.at) <= 0.1
            and last.color == v.color
            and v.order == last.order
        ):
            done[-1] = Edge(last.at, min(last.lo, v.lo), max(last.hi, v.hi), v.color, v.order, v.dash)
        else:
            done.append(v)
    return done


def _with_caps(v: Edge, caps: Sequence[Edge]) -> Stem:
    def cap(row: float) -> float:
        found = [
            h.length for h in caps if abs(h.at - row) <= EPSILON and abs(h.middle - v.at) <= EPSILON + 0.02 * h.length
        ]
        return max(found, default=0.0)

    return Stem(v.at, v.lo, v.hi, cap(v.lo), cap(v.hi), v.color, v.order)


def to_whisker(stem: Stem, start: float, end: float) -> WhiskerMark | None:
    """Return the arm from `start` to `end`; None when it has no length."""
    if abs(end - start) < MIN_ARM:
        return None
    capped = stem.cap_lo > 0 if end < start else stem.cap_hi > 0
    return WhiskerMark(stem.x, start, end, capped, 1.0, VECTOR_U)


def arms_at(stems: Sequence[Stem], start: float) -> tuple[WhiskerMark | None, WhiskerMark | None]:
    """Return the upper and the lower arm of stems that pass through or touch row `start`."""
    above = [s for s in stems if s.lo < start - MIN_ARM and s.hi >= start - EPSILON]
    below = [s for s in stems if s.hi > start + MIN_ARM and s.lo <= start + EPSILON]
    top = min(above, key=lambda s: s.lo, default=None)
    bottom = max(below, key=lambda s: s.hi, default=None)
    return (
        None if top is None else to_whisker(top, start, top.lo),
        None if bottom is None else to_whisker(bottom, start, bottom.hi),
    )
