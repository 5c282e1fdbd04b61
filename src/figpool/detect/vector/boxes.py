"""Box plots: rectangles crossed by a median, with whiskers from their ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from figpool.core.geometry import Box
from figpool.core.marks import WhiskerMark
from figpool.detect.vector.scene import EPSILON, Edge, Glyph, Rect
from figpool.detect.vector.stems import Stem, arms_at


@dataclass(frozen=True, slots=True)
class BoxFind:
    """One box, rows in pixels.

    Parameters
    ----------
    rect : Rect
        The box.
    median : float
        Row of the median.
    up, down : WhiskerMark or None
        Whiskers from the upper and the lower end.
    mean : float or None
        Row of a mean marker inside.
    """

    rect: Rect
    median: float
    up: WhiskerMark | None
    down: WhiskerMark | None
    mean: float | None = None


def find_boxes(
    rects: Sequence[Rect], horizontals: Sequence[Edge], stems: Sequence[Stem], markers: Sequence[Glyph]
) -> list[BoxFind]:
    """Find boxes among the rectangles of a panel.

    Parameters
    ----------
    rects : sequence of Rect
        Rectangles of the plot area.
    horizontals : sequence of Edge
        Strokes, medians among them.
    stems : sequence of Stem
        Strokes along the value axis.
    markers : sequence of Glyph
        Markers: one in the middle of a box is its mean.

    Returns
    -------
    list of BoxFind
        From left to right.
    """
    found: list[BoxFind] = []
    for rect in (r for r in rects if not r.slim):
        median = _median(rect, horizontals)
        if median is None or any(
            abs(rect.box.cx - f.rect.box.cx) <= EPSILON and rect.box.overlap(f.rect.box) > 0 for f in found
        ):
            continue
        column = [s for s in stems if abs(s.x - rect.box.cx) <= 1.0]
        up, down = arms_at(column, rect.box.y0)[0], arms_at(column, rect.box.y1)[1]
        found.append(BoxFind(rect, median, up, down, _mean(rect.box, markers)))
    return sorted(found, key=lambda f: f.rect.box.cx)


def _median(rect: Rect, horizontals: Sequence[Edge]) -> float | None:
    b = rect.box
    slack = 0.06 * b.width + 2 * EPSILON
    rows = [
        h.at for h in horizontals
        if b.y0 + EPSILON < h.at < b.y1 - EPSILON and abs(h.middle - b.cx) <= 1.0
        and h.lone and 0.9 * b.width <= h.length <= b.width + 2 * slack
    ]  # fmt: skip
    return rows[0] if rows else None


def _mean(box: Box, markers: Sequence[Glyph]) -> float | None:
    inside = [m.box.cy for m in markers if abs(m.box.cx - box.cx) <= 1.0 and box.y0 <= m.box.cy <= box.y1]
    return inside[0] if len(inside) == 1 else None
