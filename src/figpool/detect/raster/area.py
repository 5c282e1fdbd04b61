"""The plot area beside a value axis."""

from __future__ import annotations

from collections.abc import Sequence

from figpool.core.figure import PlotArea
from figpool.core.geometry import Box
from figpool.detect.raster.axes import AxisCandidate
from figpool.detect.raster.lines import Stroke


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
