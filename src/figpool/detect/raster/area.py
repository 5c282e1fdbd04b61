"""The plot area beside a value axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from figpool.core.figure import PlotArea
from figpool.core.geometry import Box
from figpool.detect.raster.axes import AxisCandidate
from figpool.detect.raster.lines import Stroke
from figpool.detect.raster.picture import Gray

#: Ratio of the thickness of two strokes of one frame, at most.
_STRIP = 1.4
#: Height of print in that of the axis' numbers, at least.
_PRINT = 0.5


def find_area(
    axis: AxisCandidate,
    horizontals: Sequence[Stroke],
    shape: tuple[int, int],
    others: Sequence[AxisCandidate] = (),
) -> PlotArea:
    """Find the box inside the axes for one value axis, working pixels.

    The area begins at the axis and ends where the next axis begins or the picture
    ends: facets and open frames share the axis, and what stands beyond them
    (a legend) does not stand on the base line.

    Parameters
    ----------
    axis : AxisCandidate
        The value axis.
    horizontals : sequence of Stroke
        Long horizontal lines of the picture.
    shape : (int, int)
        Height and width of the picture.
    others : sequence of AxisCandidate
        Other value axes, which bound the area.

    Returns
    -------
    PlotArea
        In working pixels.
    """
    _, width = shape
    tall = axis.size
    top, bottom = axis.span
    step = (bottom - top) / max(1, len(axis.labels) - 1)
    limit_lo, limit_hi = _limits(axis, others, width)
    near = [
        h
        for h in horizontals
        if top - 1.5 * step <= h.at <= bottom + 1.5 * step
        and _touches(h, axis.at, 2.5 * tall)
        and h.length >= 0.1 * width
    ]
    foot = [h for h in near if h.at >= bottom - 0.3 * step]
    head = [h for h in near if h.at <= top + 0.3 * step]
    if foot:
        bottom = min(foot, key=lambda h: abs(h.at - bottom)).at
    if head:
        top = min(head, key=lambda h: abs(h.at - top)).at
    elif axis.line is None:
        top = max(0.0, top - step)  # no line says where the axis ends; the last label may stand below its end
    box = Box(axis.at, top, limit_hi, bottom) if axis.side < 0 else Box(limit_lo, top, axis.at, bottom)
    has_line = axis.line is not None
    return PlotArea(box, has_line and axis.side < 0, bool(foot), has_line and axis.side > 0, bool(head))


def without_strip(area: PlotArea, axis: AxisCandidate, horizontals: Sequence[Stroke], texts: Sequence[Box]) -> PlotArea:
    """Let an area begin below the strip with the name of its panel, which is framed by the panel's own strokes.

    Parameters
    ----------
    area : PlotArea
        From `find_area`, working pixels.
    axis : AxisCandidate
        Its axis: all labels stand below a strip.
    horizontals : sequence of Stroke
        Long horizontal lines of the picture.
    texts : sequence of Box
        Text boxes of the picture.

    Returns
    -------
    PlotArea
        The same without a strip.
    """
    box = area.box
    head = next((h for h in horizontals if abs(h.at - box.y0) <= 1), None)
    if head is None:
        return area
    for line in horizontals:
        below = box.y0 + axis.size < line.at < axis.labels[0].cy
        ends = max(abs(line.start - head.start), abs(line.end - head.end)) <= 0.5 * axis.size
        alike = ends and head.thickness / _STRIP <= line.thickness <= _STRIP * head.thickness
        inside = (t for t in texts if box.y0 < t.y0 and t.y1 < line.at and t.height + 1 >= 0.5 * axis.size)
        if below and alike and any(head.start < t.cx < head.end for t in inside):
            return replace(area, box=replace(box, y0=line.at))
    return area


def with_foot(area: PlotArea, axis: AxisCandidate, texts: Sequence[Box], gray: Gray) -> PlotArea:
    """Let an area without axis line reach below its lowest label, as far as the print below it.

    Parameters
    ----------
    area : PlotArea
        From `find_area`, working pixels.
    axis : AxisCandidate
        An axis without a line; its lowest label may stand above the end of the area.
    texts : sequence of Box
        Text boxes of the picture.
    gray : ndarray of float32, shape (h, w)
        Lightness of the picture.

    Returns
    -------
    PlotArea
        Ending a little above the first row of print that has paper above it, at most one step of the labels lower.
    """
    box = area.box
    step = (axis.labels[-1].cy - axis.labels[0].cy) / max(1, len(axis.labels) - 1)
    lowest = axis.labels[-1].cy
    if abs(box.y1 - lowest) > 0.3 * step or (area.has_bottom and box.y1 > lowest + 2):
        return area
    # tick marks under a panel stand above its labels
    printed = [t for t in texts if t.height >= _PRINT * axis.size and box.x0 <= t.cx <= box.x1]
    below = [t.y0 for t in printed if t.y0 > lowest + 0.4 * axis.size]
    columns = slice(max(0, int(box.x0) + 2), int(box.x1))
    free = [y for y in below if _is_blank(gray[max(0, round(y - 0.4 * axis.size)) : max(0, round(y) - 1), columns])]
    foot = min([box.y1 + 0.95 * step, *(y - 0.4 * axis.size for y in free)])
    return replace(area, box=replace(box, y1=max(box.y1, foot)))


def _is_blank(band: Gray) -> bool:
    """Whether no stroke darker than a pale gridline runs through a band; a speck may lie in it."""
    return band.size == 0 or float((band < 0.7).mean(axis=0).max()) < 0.6


def _limits(axis: AxisCandidate, others: Sequence[AxisCandidate], width: int) -> tuple[float, float]:
    lo, hi = 0.0, float(width - 1)
    top, bottom = axis.span
    for other in others:
        if min(bottom, other.span[1]) - max(top, other.span[0]) < 0.5 * (bottom - top):
            continue
        edge_lo, edge_hi = min(b.x0 for b in other.labels), max(b.x1 for b in other.labels)
        if edge_lo > axis.at + 3 * axis.size:
            hi = min(hi, (edge_lo if other.side < 0 else other.at) - 1)
        if edge_hi < axis.at - 3 * axis.size:
            lo = max(lo, (edge_hi if other.side > 0 else other.at) + 1)
    return lo, hi


def _touches(line: Stroke, at: float, reach: float) -> bool:
    return line.start - reach <= at <= line.end + reach
