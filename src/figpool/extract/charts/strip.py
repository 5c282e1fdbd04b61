"""Strip charts: the single values of each group as points, with a stroke at their mean and its error bar."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool.core.geometry import Box
from figpool.core.marks import Fill, PointMark, WhiskerMark
from figpool.detect.raster.evidence import Claims, explained_share
from figpool.detect.raster.fills import lab_of
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.mean_lines import MeanLine, find_mean_lines
from figpool.extract.charts.assembly import (
    Entry,
    ReadPanel,
    label_doubts,
    page_u,
    to_trail,
    unexplained,
)
from figpool.extract.charts.bar import PIXEL_U, point_at_tip
from figpool.extract.charts.bar_doubts import label_issues, unequal_arms
from figpool.extract.charts.registry import ChartReading, KindFound
from figpool.extract.charts.strip_doubts import arm_doubts, lost_groups, lost_labels, what_strokes_are
from figpool.extract.charts.strip_series import stroke_names
from figpool.extract.grouping import assign_labels
from figpool.extract.looks import strong_markers
from figpool.extract.plotted import Plotted, find_plotted
from figpool.extract.view import PanelView
from figpool.extract.words import read_categories

DETECTOR = "raster.mean_lines/1"

#: Uncertainty of the middle of a stroke, working pixels.
_STROKE_U = 0.3
#: Points that several series may have at one place, at most, and how far these are from its middle, working pixels and
#: inner radii.
_FEW, _STRAIGHT, _STRAIGHT_R = 3, 1.5, 0.25
#: Difference of the colours of points that are unlike, 0..1.
_UNLIKE = 0.2
#: Entries of a legend that tells series apart, at least.
_SEVERAL = 2


class StripChart:
    """Reader of strip charts with mean and error bar."""

    name = "strip"

    def find(self, views: Sequence[PanelView]) -> KindFound | None:
        """Find the strokes at the means in the upright view; None where points stand around none."""
        view = min(views, key=lambda v: v.horizontal)
        plotted = view.once(find_plotted)
        points = strong_markers(plotted.markers, [key.marker for key in plotted.keys])
        lines = find_mean_lines(view.picture, view.area.box, points, plotted.line)
        if not lines or are_columns(lines):
            return None
        legend = [box.grown(0.8 * (k.words.height + 1)) for k in plotted.keys for box in (k.box, k.words)]
        worth = explained_share(view.picture, plotted.region, _claims(lines, points), [*view.texts, *legend])
        # the single values are explained as well, though they are no rows
        count = len(lines) + len(points)
        return KindFound(worth, count, True, lambda: _reading(view, lines, plotted, worth))


def are_columns(lines: Sequence[MeanLine]) -> bool:
    """Whether most groups are few unlike points straight above one another: values of several series at one place.

    Caps of their error bars pass for strokes at means of two or three single values; such are alike, or drawn aside.
    """
    return sum(_is_column(line) for line in lines) > len(lines) / 2


def _is_column(line: MeanLine) -> bool:
    first, *others = line.points
    straight = all(abs(p.x - line.x) <= max(_STRAIGHT, _STRAIGHT_R * p.radius) for p in line.points)
    unlike = any(
        (p.shape, p.hollow) != (first.shape, first.hollow) or np.abs(np.subtract(p.rgb, first.rgb)).max() > _UNLIKE
        for p in others
    )
    return straight and unlike and len(line.points) <= _FEW


def _claims(lines: Sequence[MeanLine], points: Sequence[RawMarker]) -> Claims:
    """Ink of the strokes, of the error bars and of the points."""
    strokes: list[Box] = []
    for line in lines:
        strokes.append(Box(line.x - line.half, line.y, line.x + line.half, line.y))
        for arm in (line.upper, line.lower):
            if arm is not None:
                strokes.append(Box(line.x, min(line.y, arm.end), line.x, max(line.y, arm.end)))
                strokes.append(Box(line.x - arm.cap, arm.end, line.x + arm.cap, arm.end))
    return Claims(tuple(strokes), tuple(m.box.grown(2.0) for m in points))


def _reading(view: PanelView, lines: Sequence[MeanLine], plotted: Plotted, worth: float) -> ChartReading:
    marks = tuple(_mark(view, line) for line in lines)
    places = [line.x for line in lines]
    words = read_categories(view, plotted.region.y1, _label_places(places, len(plotted.keys)))
    labels = assign_labels(places, [[i] for i in range(len(lines))], [w.at for w in words], [w.text for w in words])
    arms = [unequal_arms(mark, view) for mark in marks]
    common = (
        *view.axis.calibration.issues,
        *label_issues(labels, "groups"),
        *(lost_labels(labels, words) or lost_groups(places, [m.x for m in plotted.markers])),
        *what_strokes_are([issue is not None for issue in arms]),
        *unexplained(worth),
    )
    names, unsure = stroke_names(view, lines, labels, plotted)
    entries = []
    doubts = zip(arms, arm_doubts(lines), unsure, label_doubts(labels, words), strict=True)
    for mark, label, name, (own, missing, named, unread) in zip(marks, labels, names, doubts, strict=True):
        point = point_at_tip(view, mark, label, (*common, *([own] if own else []), *missing, *named, *unread))
        ends = {"up": mark.up.end if mark.up else None, "down": mark.down.end if mark.down else None}
        trail = to_trail(view, DETECTOR, {"across": mark.across, "tip": mark.tip, **ends})
        entries.append(Entry(name, point, trail))
    return ReadPanel("point", marks, tuple(entries), (), common, worth).to_reading(view)


def _label_places(places: Sequence[float], series: int) -> list[list[float]]:
    """Where labels may stand: at the strokes, or in the middle of those of all series side by side."""
    if series < _SEVERAL or len(places) % series or len(places) == series:
        return [list(places)]
    middles = [float(np.mean(places[i : i + series])) for i in range(0, len(places), series)]
    return [middles, list(places)]


def _mark(view: PanelView, line: MeanLine) -> PointMark:
    picture = view.picture
    to, u = picture.to_upright, _STROKE_U / picture.scale
    ends = [
        None if a is None else WhiskerMark(to(line.x), to(line.y), to(a.end), a.cap > 0, 1.0, u, a.unsure)
        for a in (line.upper, line.lower)
    ]
    return PointMark(
        across=to(line.x),
        tip=to(line.y),
        shape="dash",
        hollow=False,
        radius=line.half / picture.scale,
        fill=_fill(view, line),
        score=1.0,
        up=ends[0],
        down=ends[1],
        tip_u=float(np.linalg.norm((u, PIXEL_U, page_u(view, line.x) / picture.scale))),
        horizontal=view.horizontal,
    )


def _fill(view: PanelView, line: MeanLine) -> Fill:
    """Colour of the stroke beside its stem."""
    beside = round(line.x + (line.stroke + line.half) / 2)
    rgb = view.picture.rgb[round(line.y), min(beside, view.picture.shape[1] - 1)].astype(np.float32) / 255.0
    return Fill(lab_of(rgb))
