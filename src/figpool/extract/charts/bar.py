"""Bar charts: bars on a common base, each with its error bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from figpool.core.axes import AxisCalibration
from figpool.core.geometry import Box
from figpool.core.issues import Issue
from figpool.core.marks import BarMark, PointMark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, ErrorBar
from figpool.detect.raster.axes import find_gridlines
from figpool.detect.raster.bars import find_bars
from figpool.detect.raster.centred_caps import with_centred_caps
from figpool.detect.raster.fills import measure_fill
from figpool.detect.raster.near_caps import find_near_caps
from figpool.detect.raster.picture import Picture
from figpool.detect.raster.rectangles import RawBar
from figpool.detect.raster.refine import EdgePosition, refine_row
from figpool.detect.raster.whiskers import Arm, find_arms
from figpool.extract.charts.assembly import (
    Entry,
    ReadPanel,
    edge_doubt,
    explained,
    read_labels,
    series_names,
    to_trail,
    to_whisker,
    unexplained,
)
from figpool.extract.charts.bar_doubts import (
    bar_issues,
    hides_upper,
    key_issues,
    label_issues,
    lone_key_issues,
    one_label_issues,
    shared_label_issues,
    twin_issues,
)
from figpool.extract.charts.registry import ChartReading, KindFound
from figpool.extract.grouping import assign_keys, group_bars, group_by_label, split_by_series
from figpool.extract.key_bars import without_keys
from figpool.extract.view import PanelView
from figpool.extract.words import read_legend

DETECTOR = "raster.bars/1"
#: Drawing programs round edges to whole pixels: standard deviation of a uniform pixel.
PIXEL_U = 1 / np.sqrt(12)

#: Bars up to this height are no higher than the line they stand on, working pixels.
_LEAST_HEIGHT = 3.0

#: Support of a bar that is no higher than a thick line, at least.
_DRAWN = 0.8

#: Base lines tried, the longest: the strokes of a screened page are hundreds.
_MOST_BASES = 16

#: Reach of the stroke of a free end into its bar, working pixels.
_STUB = 6.0

#: Thickness of the stroke on which bars stand, at most, working pixels.
BASE_STROKE = 12.0

#: What one bare rectangle, or bars that fill less than a share of the plot area, are worth beside other kinds.
_LONE, _SLIGHT = 0.3, 0.001


class BarChart:
    """Reader of bar charts, upright or horizontal."""

    name = "bar"

    def find(self, views: Sequence[PanelView]) -> KindFound | None:
        """Find bars in the view in which they explain most."""
        found = [(view, view.once(find_raw_bars)) for view in views]
        view, raw = max(found, key=lambda item: _worth(item[1]))
        if not raw:
            return None
        raw, marks = without_flat(view, raw, view.once(find_raw_marks))
        if not raw:
            return None
        slight = _is_lone(marks) or _is_slight(view, raw)
        worth = explained(view, *claims(view, raw, marks)) * (_LONE if slight else 1.0)
        return KindFound(worth, len(marks), stand_as_usual(view, raw), lambda: _reading(view, raw, marks, worth))


def without_flat(
    view: PanelView, raw: Sequence[RawBar], marks: Sequence[BarMark]
) -> tuple[list[RawBar], tuple[BarMark, ...]]:
    """Leave out bars of hardly any height and no error bar: the rough edge of the axis line, no chart is made of such.

    Parameters
    ----------
    view : PanelView
        The panel.
    raw, marks : sequence
        Bars as found and as refined.
    """
    height = _LEAST_HEIGHT / view.picture.scale
    armed = [any(a is not None and abs(a.end - a.start) > height for a in (m.up, m.down)) for m in marks]
    high = [
        abs(mark.tip - mark.base) > height and (not bar.is_flat or bar.score >= _DRAWN)
        for bar, mark in zip(raw, marks, strict=True)
    ]
    shown = any(abs(mark.tip - mark.base) > height for mark in marks)
    kept = [i for i in range(len(marks)) if armed[i] or high[i] or (shown and not any(armed))]
    return [raw[i] for i in kept], tuple(marks[i] for i in kept)


def _worth(bars: Sequence[RawBar]) -> float:
    return sum(b.score * (b.length + b.width) for b in bars)


def _working_box(bar: RawBar) -> Box:
    return Box(bar.x0, min(bar.tip, bar.base), bar.x1, max(bar.tip, bar.base))


def find_raw_bars(view: PanelView) -> list[RawBar]:
    """Find the bars of a view on the best of its base lines."""
    area = view.area.box
    gridlines = [t.pixel for t in find_gridlines(view.picture, area)]
    return without_keys(view, find_bars(view.picture, area, base_lines(view), gridlines))


def find_raw_marks(view: PanelView) -> tuple[BarMark, ...]:
    """Refine the bars of `find_raw_bars` and find their error bars."""
    return to_marks(view, view.once(find_raw_bars))


def base_lines(view: PanelView) -> list[float]:
    """Rows on which bars may stand, best first, working pixels.

    The pixel of zero where the axis has one; then the axis line and other lines
    that run through most of the plot area.
    """
    area = view.area.box
    rows: list[float] = []
    zero = zero_row(view)
    if zero is not None:
        near = area.y0 - 0.25 * area.height <= zero <= area.y1 + 0.25 * area.height
        if near and 0 <= zero <= view.picture.shape[0] - 1:
            rows.append(zero)
    lower, upper = (area.y0 - 3, area.y0 + 3) if view.horizontal else (area.y1 - 3, area.y1 + 3)
    long = [
        s for s in view.strokes if s.length >= 0.3 * area.width and area.y0 - 3 <= s.at <= area.y1 + 0.1 * area.height
    ]
    rows += [s.at for s in sorted(long, key=lambda s: -s.length) if lower <= s.at <= upper] or [
        area.y0 if view.horizontal else area.y1
    ]
    rows += [s.at for s in sorted(long, key=lambda s: -s.length)]
    distinct: list[float] = []
    for row in rows:
        if all(abs(row - other) > 3 for other in distinct):
            distinct.append(row)
    return distinct[:_MOST_BASES]


def zero_row(view: PanelView) -> float | None:
    """Row of zero on the axis, working pixels; None on a logarithmic one.

    Parameters
    ----------
    view : PanelView
        The panel.
    """
    calibration = view.axis.calibration
    return None if calibration.scale.is_log else view.picture.to_working(float(calibration.to_pixel(0.0)))


def to_marks(view: PanelView, raw: Sequence[RawBar]) -> tuple[BarMark, ...]:
    """Refine bars and find their error bars: marks in upright pixels."""
    arms = with_centred_caps(view.picture, raw, find_arms(view.picture, raw))
    near = find_near_caps(view.picture, raw, arms)
    return tuple(
        _mark(view, bar, *pair) if cap is None else _mark(view, bar, cap.arm, None, cap.edge)
        for bar, pair, cap in zip(raw, arms, near, strict=True)
    )


def _is_stub(tip: float, outer: Arm | None, inner: Arm | None) -> bool:
    """Whether an inner arm is but the stroke of the bar's free end: a few pixels beside a long outer one."""
    if outer is None or inner is None:
        return False
    return abs(inner.end - tip) <= min(_STUB, 0.3 * abs(outer.end - tip))


def _free_end(picture: Picture, bar: RawBar, stem: Arm | None) -> EdgePosition:
    """Free end of a bar between the pixels, beside its error bar."""
    up = bar.tip <= bar.base
    columns = np.arange(bar.x0 + 3, bar.x1 - 2)
    if stem is not None:
        columns = columns[np.abs(columns - stem.x) > max(4.0, 0.08 * bar.width)]
    last = picture.shape[0] - 1
    edge = refine_row(picture.gray if up else picture.gray[::-1], columns, bar.tip if up else last - bar.tip)
    return edge if up else replace(edge, at=last - edge.at)


def _mark(
    view: PanelView, bar: RawBar, outer: Arm | None, inner: Arm | None, end: EdgePosition | None = None
) -> BarMark:
    picture = view.picture
    edge = end or _free_end(picture, bar, outer or inner)
    tip = edge.at
    inner = None if _is_stub(tip, outer, inner) else inner
    box = _working_box(bar)
    upright = picture.transposed() if view.horizontal else picture
    fill = measure_fill(upright, box.transposed() if view.horizontal else box, skip_middle=not view.horizontal)
    mark = BarMark(
        side0=picture.to_upright(bar.x0),
        side1=picture.to_upright(bar.x1),
        base=picture.to_upright(bar.base),
        tip=picture.to_upright(tip),
        fill=fill,
        score=bar.score,
        tip_u=float(
            np.hypot(np.hypot(edge.u, edge_doubt(view, edge.stroke, (bar.x0 + bar.x1) / 2)) / picture.scale, PIXEL_U)
        ),
        horizontal=view.horizontal,
    )
    return mark.with_arms(to_whisker(view, outer, tip), to_whisker(view, inner, tip), hides_down=fill.lab[0] < 35)


def _reading(view: PanelView, raw: Sequence[RawBar], marks: tuple[BarMark, ...], worth: float) -> ChartReading:
    keys = read_legend(view, [_working_box(b) for b in raw])
    groups = group_bars(marks)
    # bars that lie are drawn from the axis up, the legend is written down
    owners = assign_keys(marks, groups, keys, backward=view.horizontal)
    labels, unread = read_labels(view, float(np.median([b.base for b in raw])), marks, split_by_series(groups, owners))
    labelled = group_by_label(labels)
    if len(keys) > 1 and len(labelled) > 1 and all(len(group) == len(keys) for group in labelled):
        # no gaps tell the groups of bars that touch all along
        groups, owners = labelled, assign_keys(marks, labelled, keys, backward=view.horizontal)
    names = series_names(view, marks, groups, keys, owners)
    named = bool(keys or view.settings.series)
    common = (
        *view.axis.calibration.issues,
        *label_issues(labels, "bars"),
        *lone_key_issues(owners, keys),
        *one_label_issues(labels, named=named),
        *shared_label_issues(labels, named=named),
        *unexplained(worth),
    )
    twins = twin_issues(names, labels) if named else [()] * len(marks)
    doubts = [
        (*common, *bar_issues(mark, marks, view), *key_issues(mark, owner, keys), *twin, *own)
        for mark, owner, twin, own in zip(marks, owners, twins, unread, strict=True)
    ]
    points = [_point(view, marks, *own) for own in zip(marks, labels, doubts, strict=True)]
    entries = tuple(Entry(n, p, _trail(view, m)) for n, p, m in zip(names, points, marks, strict=True))
    return ReadPanel("bar", marks, entries, tuple(keys), common, worth).to_reading(view)


def stand_as_usual(view: PanelView, raw: Sequence[RawBar]) -> bool:
    """Whether bars stand on zero or at an end of the axis; on another line they may be parts of boxes it divides.

    Parameters
    ----------
    view : PanelView
        The panel.
    raw : sequence of RawBar
        Its bars.
    """
    base = float(np.median([b.base for b in raw]))
    usual = (view.area.box.y0, view.area.box.y1, zero_row(view))
    return min(abs(base - row) for row in usual if row is not None) <= BASE_STROKE


def _is_lone(marks: Sequence[BarMark]) -> bool:
    """Whether a reading is one rectangle without error bar: a drawing as likely as a bar."""
    return len(marks) == 1 and marks[0].up is None and marks[0].down is None


def _is_slight(view: PanelView, raw: Sequence[RawBar]) -> bool:
    """Whether bars fill hardly anything of the plot area, as ticks that point inwards do."""
    area = view.area.box
    return sum(bar.width * bar.length for bar in raw) < _SLIGHT * area.width * area.height


def point_at_tip(view: PanelView, mark: BarMark | PointMark, label: str, issues: tuple[Issue, ...]) -> DataPoint:
    """Value at the tip of a mark, with the arms that leave from it.

    Parameters
    ----------
    view : PanelView
        The panel.
    mark : BarMark or PointMark
        Upright pixels.
    label : str
        Category.
    issues : tuple of Issue
        Doubts.
    """
    calibration = view.axis.calibration
    x, y = view.picture.frame.to_figure(mark.position)
    return DataPoint(
        mean=calibration.value_at(mark.tip),
        error=error_bar(calibration, mark),
        x_px=float(x),
        y_px=float(y),
        category=label,
        mean_u=calibration.value_uncertainty(mark.tip, mark.tip_u),
        issues=issues,
    )


def _point(
    view: PanelView, marks: Sequence[BarMark], mark: BarMark, label: str, issues: tuple[Issue, ...]
) -> DataPoint:
    point = point_at_tip(view, mark, label, issues)
    hidden = hides_upper(mark, marks, view.axis.calibration)
    return replace(point, error=_mirrored(point.error)) if hidden else point


def _mirrored(error: ErrorBar) -> ErrorBar:
    """Error bar of a bar that hangs down and hides its upper arm: as long as the lower, half as sure."""
    u = None if error.lower_u is None else 2 * error.lower_u
    return replace(error, upper=error.lower, upper_u=u)


def error_bar(calibration: AxisCalibration, mark: BarMark | PointMark) -> ErrorBar:
    """Lengths of the two arms in data units, lower and upper by value, not by direction on paper."""
    mean = calibration.value_at(mark.tip)
    lengths: dict[bool, tuple[float, float]] = {}
    for arm in (mark.down, mark.up):
        if arm is not None:
            end = calibration.value_at(arm.end)
            u = calibration.value_uncertainty(arm.end, float(np.hypot(arm.end_u, mark.tip_u)))
            lengths[end >= mean] = (abs(end - mean), u)
    lower, upper = lengths.get(False), lengths.get(True)
    return ErrorBar(
        lower[0] if lower else None,
        upper[0] if upper else None,
        lower[1] if lower else None,
        upper[1] if upper else None,
    )


def claims(view: PanelView, raw: Sequence[RawBar], marks: Sequence[BarMark]) -> tuple[list[Box], list[Box]]:
    """Rectangles and strokes that bars explain, working pixels of the view."""
    to = view.picture.to_working
    strokes: list[Box] = []
    for mark in marks:
        for arm in (mark.up, mark.down):
            if arm is not None:
                x, ends = to(arm.across), sorted((to(arm.start), to(arm.end)))
                strokes += [Box(x, ends[0], x, ends[1]), Box(x - 4, to(arm.end), x + 4, to(arm.end))]
    return [_working_box(b) for b in raw], strokes


def _trail(view: PanelView, mark: BarMark) -> Provenance:
    ends = {"up": mark.up.end if mark.up else None, "down": mark.down.end if mark.down else None}
    return to_trail(
        view, DETECTOR, {"side0": mark.side0, "side1": mark.side1, "base": mark.base, "tip": mark.tip, **ends}
    )
