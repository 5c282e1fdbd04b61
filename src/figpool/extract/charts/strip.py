"""Strip charts: the single values of each group as points, with a stroke at their mean and its error bar."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool.core.geometry import Box
from figpool.core.issues import Flag, Issue
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
from figpool.extract.charts.strip_doubts import lost_groups, lost_labels, what_strokes_are
from figpool.extract.grouping import assign_labels
from figpool.extract.plotted import Plotted, find_plotted
from figpool.extract.view import PanelView
from figpool.extract.words import read_categories

DETECTOR = "raster.mean_lines/1"

#: Uncertainty of the middle of a stroke, working pixels.
_STROKE_U = 0.3
#: How far from a mean's stroke its group's points stand, in half widths of the stroke, and points of a group, at least.
_SPREAD, _POINTS = 1.5, 2


class StripChart:
    """Reader of strip charts with mean and error bar."""

    name = "strip"

    def find(self, views: Sequence[PanelView]) -> KindFound | None:
        """Find the strokes at the means in the upright view; None where most stems have none."""
        view = min(views, key=lambda v: v.horizontal)
        lines = find_mean_lines(view.picture, view.area.box)
        if not lines:
            return None
        plotted = view.once(find_plotted)
        if len(_points(lines, plotted)) < _POINTS * len(lines):
            return None
        worth = explained_share(view.picture, view.area.box, _claims(lines, plotted), view.texts)
        return KindFound(worth, len(lines), True, lambda: _reading(view, lines, plotted, worth))


def _claims(lines: Sequence[MeanLine], plotted: Plotted) -> Claims:
    """Ink of the strokes, of the error bars and of the points beside them."""
    strokes: list[Box] = []
    for line in lines:
        strokes.append(Box(line.x, line.upper, line.x, line.lower))
        strokes.append(Box(line.x - line.half, line.y, line.x + line.half, line.y))
        strokes += [Box(line.x - line.cap, end, line.x + line.cap, end) for end in (line.upper, line.lower)]
    return Claims(tuple(strokes), tuple(m.box for m in _points(lines, plotted)))


def _points(lines: Sequence[MeanLine], plotted: Plotted) -> list[RawMarker]:
    """Single values beside the strokes; a marker that a stem crosses at its mean is none."""
    return [
        m
        for m in plotted.markers
        if any(abs(m.x - line.x) <= _SPREAD * line.half + m.radius for line in lines)
        and not any(abs(m.x - line.x) <= m.radius and abs(m.y - line.y) <= 1.5 * m.radius for line in lines)
    ]


def _reading(view: PanelView, lines: Sequence[MeanLine], plotted: Plotted, worth: float) -> ChartReading:
    marks = tuple(_mark(view, line) for line in lines)
    places = [line.x for line in lines]
    words = read_categories(view, plotted.region.y1, [places])
    labels = assign_labels(places, [[i] for i in range(len(lines))], [w.at for w in words], [w.text for w in words])
    arms = [unequal_arms(mark, view) for mark in marks]
    common = (
        *view.axis.calibration.issues,
        *label_issues(labels, "groups"),
        *_key_issues(plotted),
        *lost_groups(places, [m.x for m in plotted.markers]),
        *lost_labels(labels, words),
        *what_strokes_are([issue is not None for issue in arms]),
        *unexplained(worth),
    )
    names = view.settings.series if len(view.settings.series) == 1 else ("",)
    entries = []
    for mark, label, own, unread in zip(marks, labels, arms, label_doubts(labels, words), strict=True):
        point = point_at_tip(view, mark, label, (*common, *([own] if own else []), *unread))
        ends = {"up": mark.up.end if mark.up else None, "down": mark.down.end if mark.down else None}
        trail = to_trail(view, DETECTOR, {"across": mark.across, "tip": mark.tip, **ends})
        entries.append(Entry(names[0], point, trail))
    return ReadPanel("point", marks, tuple(entries), (), common, worth).to_reading(view)


def _mark(view: PanelView, line: MeanLine) -> PointMark:
    picture = view.picture
    to, u = picture.to_upright, _STROKE_U / picture.scale
    ends = [WhiskerMark(to(line.x), to(line.y), to(end), True, 1.0, u) for end in (line.upper, line.lower)]
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


def _key_issues(plotted: Plotted) -> tuple[Issue, ...]:
    """Doubt about the series where a legend tells the points apart, for the strokes are of no series' looks."""
    if len(plotted.keys) < 2 or plotted.view.settings.series:
        return ()
    words = "A legend names the points, but which stroke belongs to which entry was not read."
    return (Issue(Flag.SERIES_UNREAD, words, 0.5),)
