"""How marks look on the overlay: lines and rectangles in upright pixels, one registration a class of marks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatch

from PyQt6.QtCore import QLineF, QPointF, QRectF

from figpool.core.geometry import Box
from figpool.core.marks import BarMark, BoxMark, Mark, PointMark, WhiskerMark

_CAP = 5.0


@dataclass
class Strokes:
    """What is drawn of one or many marks.

    Parameters
    ----------
    lines, bold : list of QLineF
        Thin lines; lines that carry the value.
    rects : list of QRectF
        Outlines.
    circles : list of (QPointF, float)
        Markers with their radius.
    """

    lines: list[QLineF] = field(default_factory=list)
    bold: list[QLineF] = field(default_factory=list)
    rects: list[QRectF] = field(default_factory=list)
    circles: list[tuple[QPointF, float]] = field(default_factory=list)

    def add(self, other: Strokes) -> None:
        """Add another mark's strokes."""
        self.lines += other.lines
        self.bold += other.bold
        self.rects += other.rects
        self.circles += other.circles


def to_rect(box: Box) -> QRectF:
    """Return a box as Qt's rectangle."""
    return QRectF(box.x0, box.y0, box.width, box.height)


def _segment(along0: float, across0: float, along1: float, across1: float, *, horizontal: bool) -> QLineF:
    if horizontal:
        return QLineF(along0, across0, along1, across1)
    return QLineF(across0, along0, across1, along1)


def _arm(arm: WhiskerMark | None, *, horizontal: bool) -> list[QLineF]:
    if arm is None:
        return []
    stem = _segment(arm.start, arm.across, arm.end, arm.across, horizontal=horizontal)
    cap = _segment(arm.end, arm.across - _CAP, arm.end, arm.across + _CAP, horizontal=horizontal)
    return [stem, cap]


@singledispatch
def strokes(mark: Mark) -> Strokes:
    """Return how a mark is drawn; marks of unknown classes show where they stand."""
    x, y = mark.position
    return Strokes(circles=[(QPointF(x, y), _CAP)])


@strokes.register
def _bar(mark: BarMark) -> Strokes:
    h = mark.horizontal
    tip = _segment(mark.tip, mark.side0, mark.tip, mark.side1, horizontal=h)
    lines = _arm(mark.up, horizontal=h) + _arm(mark.down, horizontal=h)
    return Strokes(lines=lines, bold=[tip], rects=[to_rect(mark.box)])


@strokes.register
def _point(mark: PointMark) -> Strokes:
    h = mark.horizontal
    x, y = mark.position
    lines = _arm(mark.up, horizontal=h) + _arm(mark.down, horizontal=h)
    return Strokes(lines=lines, circles=[(QPointF(x, y), max(mark.radius, 2.5))])


@strokes.register
def _box(mark: BoxMark) -> Strokes:
    h = mark.horizontal
    lines = _arm(mark.arm0, horizontal=h) + _arm(mark.arm1, horizontal=h)
    bold = []
    if mark.median is not None:
        bold.append(_segment(mark.median, mark.side0, mark.median, mark.side1, horizontal=h))
    circles = []
    if mark.mean is not None:
        x, y = (mark.mean, mark.centre) if h else (mark.centre, mark.mean)
        circles.append((QPointF(x, y), 3.0))
    return Strokes(lines, bold, [to_rect(mark.box)], circles)
