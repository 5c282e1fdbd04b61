"""Box plots: median, quartiles and whisker ends of every box, and the mean where it is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from figpool.core.axes import AxisCalibration
from figpool.core.geometry import Box
from figpool.core.issues import Flag, Issue
from figpool.core.marks import BoxMark, LegendKey
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, ErrorBar
from figpool.detect.raster.box_parts import MedianLine, find_mean_mark
from figpool.detect.raster.box_whiskers import find_box_arms
from figpool.detect.raster.boxes import RawBox, find_boxes
from figpool.detect.raster.fills import measure_fill
from figpool.detect.raster.markers import MarkerSettings, RawMarker
from figpool.detect.raster.picture import Picture
from figpool.detect.raster.refine import EdgePosition, refine_row
from figpool.detect.raster.whiskers import Arms
from figpool.extract.charts.assembly import (
    Entry,
    ReadPanel,
    explained,
    page_u,
    read_labels,
    series_names,
    to_trail,
    to_whisker,
    unexplained,
)
from figpool.extract.charts.bar import PIXEL_U, base_lines
from figpool.extract.charts.bar_doubts import key_issues
from figpool.extract.charts.box_doubts import box_issues, panel_issues
from figpool.extract.charts.registry import ChartReading, KindFound
from figpool.extract.grouping import assign_keys, group_bars, split_by_series
from figpool.extract.plotted import find_plotted
from figpool.extract.view import PanelView
from figpool.extract.words import read_legend

DETECTOR = "raster.boxes/1"

#: Share of the boxes of a box plot that show all their parts, at least.
_MOST = 0.4

#: Agreement with a shape from which a mark is a marker, and share of the boxes that are such where none is a box.
_SURE, _MARKERS = 0.5, 0.5
#: Longer side of a marker, in its shorter one, at most.
_OBLONG = 1.4

#: Share of the boxes without a line across that have a dot, at least, and what is said of it.
_DOTTED = 0.8
_DOTS = Issue(
    Flag.MARK_WEAK, "The boxes have a dot and no line across; it is taken for the median, not the mean.", 0.15
)
#: Thickness of outlines and base lines, working pixels, at least.
_STROKE = 8.0
#: Uncertainty of the centre of a dot in a box, working pixels.
_DOT_U = 0.7
#: Farthest a lower edge may be from a base line to stand on it, working pixels, in half the thickness of lines or more.
_STANDS = 4.0


class BoxChart:
    """Reader of box plots, upright or horizontal."""

    name = "box"

    def find(self, views: Sequence[PanelView]) -> KindFound | None:
        """Find boxes in the view in which they explain most; None when nothing shows median and whiskers."""
        found = [(view, *_found(view)) for view in views]
        view, plain, arms = max(found, key=lambda item: _worth(item[1], item[2]))
        dotted = with_dots(view.picture, plain)
        raw = plain if dotted is None else dotted
        if not is_box_plot(raw, arms, base_lines(view)) or _are_markers(view, raw):
            return None
        marks = _common_means([_mark(view, box, pair) for box, pair in zip(raw, arms, strict=True)])
        worth = explained(view, *_claims(raw, arms))
        common = () if dotted is None else (_DOTS,)
        return KindFound(worth, len(marks), True, lambda: _reading(view, marks, worth, common))


def with_dots(picture: Picture, boxes: Sequence[RawBox]) -> list[RawBox] | None:
    """Take the dots of boxes without a line across for their medians, as lattice draws them.

    Parameters
    ----------
    picture : Picture
        Working picture.
    boxes : sequence of RawBox
        Rectangles found.

    Returns
    -------
    list of RawBox or None
        The boxes with dots for medians; None where a box has a line, or most have no dot.
    """
    # an edge a little thicker than the other one passes for a median on it
    if len(boxes) < 2 or any(b.median is not None and not b.median.on_edge for b in boxes):
        return None
    dots = [find_mean_mark(picture, Box(b.x0, b.top, b.x1, b.bottom), None) for b in boxes]
    if np.mean([dot is not None for dot in dots]) < _DOTTED:
        return None
    return [
        b if dot is None else replace(b, median=MedianLine(dot, 0.0, 0.0)) for b, dot in zip(boxes, dots, strict=True)
    ]


def _found(view: PanelView) -> tuple[list[RawBox], list[Arms]]:
    raw = find_boxes(view.picture, view.area.box)
    return raw, find_box_arms(view.picture, raw, view.area.box)


def is_box_plot(boxes: Sequence[RawBox], arms: Sequence[Arms], bases: Sequence[float]) -> bool:
    """Tell a box plot from bars, markers and legend swatches.

    Many boxes have a line across that is not their edge, and whiskers on both
    sides, and they float. Bars have no whisker below their foot and stand on one
    base line, stacked bars change their fill at a line across, square markers have
    no line across, swatches have no whiskers.

    Parameters
    ----------
    boxes : sequence of RawBox
        Rectangles found.
    arms : sequence of (above, below)
        Their whiskers.
    bases : sequence of float
        Rows on which bars would stand.
    """
    if not boxes:
        return False
    crossed = np.mean([b.median is not None and not b.median.on_edge for b in boxes])
    # a thick base line keeps the edges found half its thickness away
    pen = float(np.median([b.median.thickness for b in boxes if b.median is not None] or [0.0]))
    pairs = [(b, _drawn(b, own, bases, max(_STROKE, pen + 2))) for b, own in zip(boxes, arms, strict=True)]
    whiskered = np.mean([above is not None and below is not None for _, (above, below) in pairs])
    divided = np.mean([b.divided for b in boxes])
    armed = [(b, own) for b, own in pairs if own != (None, None)]
    reach = max(_STANDS, pen / 2 + 3)
    standing = max((np.mean([_stands(b, a, base, reach) for b, a in armed or pairs]) for base in bases), default=0.0)
    return bool(crossed >= _MOST and whiskered >= _MOST and divided < 0.5 and standing < 0.6)


def _are_markers(view: PanelView, boxes: Sequence[RawBox]) -> bool:
    """Whether most boxes are markers: gridlines and caps run across these as medians do across boxes."""
    widest = 2 * MarkerSettings().max_radius * view.picture.size
    if float(np.median([b.width for b in boxes])) > widest:
        return False
    # an open square looks like a box
    sure = [m for m in view.once(find_plotted).markers if m.score >= _SURE and not (m.hollow and m.shape == "square")]
    return bool(np.mean([any(_is_marker(b, m) for m in sure) for b in boxes]) >= _MARKERS)


def _is_marker(box: RawBox, marker: RawMarker) -> bool:
    """Whether a marker as wide and as high as a box stands in it."""
    inside = box.x0 <= marker.x <= box.x1 and box.top - marker.radius <= marker.y <= box.bottom + marker.radius
    short, long = sorted((box.width, box.bottom - box.top))
    return inside and 1.5 * marker.radius <= box.width <= 4 * marker.radius and long <= _OBLONG * short


def _drawn(box: RawBox, arms: Arms, bases: Sequence[float], stroke: float) -> Arms:
    """Return the arms that are more than the stroke of a base line beside the box."""
    above, below = arms
    return (
        None if above is not None and _is_stroke(box.top, above.end, bases, stroke) else above,
        None if below is not None and _is_stroke(box.bottom, below.end, bases, stroke) else below,
    )


def _is_stroke(edge: float, end: float, bases: Sequence[float], stroke: float) -> bool:
    return abs(end - edge) <= stroke and any(abs(end - base) <= stroke for base in bases)


def _stands(box: RawBox, arms: Arms, base: float, reach: float) -> bool:
    """Whether one edge lies on the base and no whisker goes on beyond it."""
    above, below = arms
    return (abs(box.bottom - base) <= reach and below is None) or (abs(box.top - base) <= reach and above is None)


def _worth(boxes: Sequence[RawBox], arms: Sequence[Arms]) -> float:
    """Length of the strokes explained: outlines, lines across and whiskers."""
    total = 0.0
    for box, (above, below) in zip(boxes, arms, strict=True):
        stems = (box.top - above.end if above else 0.0) + (below.end - box.bottom if below else 0.0)
        total += box.score * (2 * (box.width + box.height) + (box.width if box.median else 0.0) + stems)
    return total


def _claims(boxes: Sequence[RawBox], arms: Sequence[Arms]) -> tuple[list[Box], list[Box]]:
    """Rectangles and strokes the reading explains, working pixels."""
    strokes: list[Box] = []
    for box, (above, below) in zip(boxes, arms, strict=True):
        if box.median is not None:
            strokes.append(Box(box.x0, box.median.at, box.x1, box.median.at))
        for arm, edge in ((above, box.top), (below, box.bottom)):
            if arm is not None:
                strokes.append(Box(arm.x, min(edge, arm.end), arm.x, max(edge, arm.end)))
                strokes.append(Box(arm.x - arm.cap / 2, arm.end, arm.x + arm.cap / 2, arm.end))
    return [Box(b.x0, b.top, b.x1, b.bottom) for b in boxes], strokes


def _mark(view: PanelView, box: RawBox, arms: Arms) -> BoxMark:
    picture = view.picture
    to = picture.to_upright
    above, below = arms
    stems = [a.x for a in arms if a is not None] or [(box.x0 + box.x1) / 2]
    columns = np.arange(round(box.x0) + 3, round(box.x1) - 2)
    clear = np.abs(columns - float(np.mean(stems))) > max(4.0, 0.08 * box.width)
    upper, lower = _edges(view, box, columns[clear] if clear.any() else columns)
    if box.median is not None and box.median.on_edge:
        # one thick stroke is both the quartile and the median: they share its centre
        shared = EdgePosition(box.median.at, 1.0, box.median.thickness)
        upper, lower = (shared, lower) if box.median.at - box.top < box.bottom - box.median.at else (upper, shared)
    place = Box(box.x0, upper.at, box.x1, lower.at)
    mean = find_mean_mark(picture, place, box.median)
    upright = picture.transposed() if view.horizontal else picture
    level = page_u(view, (box.x0 + box.x1) / 2)

    def rounded(u: float) -> float:
        """Uncertainty in upright pixels, with what programs round and what a page askew leaves."""
        return float(np.linalg.norm((u / picture.scale, level / picture.scale, PIXEL_U)))

    return BoxMark(
        side0=to(box.x0),
        side1=to(box.x1),
        edge0=to(upper.at),
        edge1=to(lower.at),
        median=None if box.median is None else to(box.median.at),
        fill=measure_fill(upright, place.transposed() if view.horizontal else place, skip_middle=False),
        score=box.score,
        arm0=to_whisker(view, above, upper.at),
        arm1=to_whisker(view, below, lower.at),
        mean=None if mean is None else to(mean),
        edge_u=rounded(max(upper.u, lower.u)),
        median_u=rounded(_median_u(box.median)),
        mean_u=rounded(_DOT_U),
        notched=box.notched,
        horizontal=view.horizontal,
    )


def _median_u(median: MedianLine | None) -> float:
    """Uncertainty of where a median stands, working pixels: a stroke, one that is an edge of the box too, a dot."""
    if median is not None and median.on_edge:
        return 1.0
    return _DOT_U if median is not None and not median.thickness else 0.3


def _common_means(marks: Sequence[BoxMark]) -> tuple[BoxMark, ...]:
    """Keep marks of means only where half of the boxes have one: a chart marks all its means or none."""
    if sum(m.mean is not None for m in marks) >= 0.5 * len(marks):
        return tuple(marks)
    return tuple(replace(m, mean=None) for m in marks)


def _edges(view: PanelView, box: RawBox, columns: np.ndarray) -> tuple[EdgePosition, EdgePosition]:
    """Both quartiles between the pixels; the lower edge is refined in the picture turned upside down."""
    gray = view.picture.gray
    last = gray.shape[0] - 1
    upper = refine_row(gray, columns, box.top)
    lower = refine_row(gray[::-1], columns, last - box.bottom)
    return upper, EdgePosition(last - lower.at, lower.u, lower.stroke)


def _reading(view: PanelView, marks: tuple[BoxMark, ...], worth: float, more: tuple[Issue, ...]) -> ChartReading:
    area = view.area.box
    groups = group_bars(marks)
    boxes = [Box(m.side0, m.edge0, m.side1, m.edge1).scaled(view.picture.scale) for m in marks]
    keys: Sequence[LegendKey] = read_legend(view, boxes)
    owners = assign_keys(marks, groups, keys)
    foot = area.y0 if view.horizontal else area.y1
    labels, unread = read_labels(view, foot, marks, split_by_series(groups, owners))
    names = series_names(view, marks, groups, keys, owners)
    common = (*panel_issues(view.axis.calibration, labels), *more, *unexplained(worth))
    doubts = [
        (*box_issues(m, marks, view), *key_issues(m, o, keys), *own)
        for m, o, own in zip(marks, owners, unread, strict=True)
    ]
    entries = tuple(
        Entry(name, _point(view, mark, label, (*common, *own)), _trail(view, mark))
        for name, mark, label, own in zip(names, marks, labels, doubts, strict=True)
    )
    return ReadPanel("box", marks, entries, tuple(keys), common, worth).to_reading(view)


def _point(view: PanelView, mark: BoxMark, label: str, issues: tuple[Issue, ...]) -> DataPoint:
    calibration = view.axis.calibration
    x, y = view.picture.frame.to_figure(mark.position)
    return DataPoint(
        mean=None if mark.mean is None else calibration.value_at(mark.mean),
        error=ErrorBar(),
        x_px=float(x),
        y_px=float(y),
        category=label,
        mean_u=None if mark.median is None else calibration.value_uncertainty(mark.median, mark.median_u),
        issues=issues,
        quantiles=quantiles(calibration, mark),
    )


def quantiles(
    calibration: AxisCalibration, mark: BoxMark
) -> tuple[float | None, float | None, float | None, float | None, float | None]:
    """Return (whisker_low, q1, median, q3, whisker_high) by value, not by direction on paper.

    A whisker that is not drawn ends where the box ends, when the other whisker is
    drawn; without any whisker nothing is said about their ends.
    """
    drawn = mark.arm0 is not None or mark.arm1 is not None
    sides = []
    for edge, arm in ((mark.edge0, mark.arm0), (mark.edge1, mark.arm1)):
        end = arm.end if arm is not None else edge if drawn else None
        sides.append((calibration.value_at(edge), None if end is None else calibration.value_at(end)))
    (q1, low), (q3, high) = sorted(sides, key=lambda side: side[0])
    return low, q1, None if mark.median is None else calibration.value_at(mark.median), q3, high


def _trail(view: PanelView, mark: BoxMark) -> Provenance:
    ends = {"end0": mark.arm0.end if mark.arm0 else None, "end1": mark.arm1.end if mark.arm1 else None}
    places = {"side0": mark.side0, "side1": mark.side1, "edge0": mark.edge0, "edge1": mark.edge1}
    return to_trail(view, DETECTOR, {**places, "median": mark.median, "mean": mark.mean, **ends})
