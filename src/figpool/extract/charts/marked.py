"""Panels of markers, read once for the kinds point, line and scatter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool.core.axes import AxisCalibration
from figpool.core.issues import Issue
from figpool.core.marks import Fill, LegendKey, PointMark, WhiskerMark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, ErrorBar
from figpool.detect.raster.fills import lab_of
from figpool.detect.raster.stems import StemEnd
from figpool.extract.charts.assembly import Entry, ReadPanel, label_doubts, name_doubts, page_u, to_trail
from figpool.extract.charts.bar import PIXEL_U, error_bar
from figpool.extract.charts.marked_doubts import PanelFacts, panel_issues, point_issues
from figpool.extract.charts.marked_panel import MarkedPanel, find_marked
from figpool.extract.charts.registry import ChartReading, KindFound
from figpool.extract.grouping import assign_labels
from figpool.extract.looks import SeriesLook
from figpool.extract.placed import PlacedMarker
from figpool.extract.view import PanelView
from figpool.extract.words import AxisWord, read_categories

DETECTOR = "raster.markers/1"

#: Places of a category axis that tell how many labels it has, at least.
_SEVERAL = 2


class MarkedChart:
    """Reader of one kind of panel with markers.

    Parameters
    ----------
    name : str
        point, line or scatter.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def find(self, views: Sequence[PanelView]) -> KindFound | None:
        """Find the panel's markers when they make it this kind, or when a person says so."""
        # with numbers along both sides the upright view has x and y in their places
        view = min(views, key=lambda v: v.horizontal)
        panel = view.once(find_marked)
        if panel is None or self.name not in (panel.kind, panel.plotted.view.settings.kind):
            return None
        return KindFound(panel.worth, len(panel.placed), True, lambda: _reading(panel, self.name))


def _reading(panel: MarkedPanel, name: str) -> ChartReading:
    view, plotted = panel.plotted.view, panel.plotted
    order = sorted(range(len(panel.placed)), key=lambda i: panel.placed[i].x)
    placed = [panel.placed[i] for i in order]
    marks = tuple(_mark(view, p, panel.looks[p.series]) for p in placed)
    words = read_categories(view, plotted.region.y1, _along(placed)) if plotted.x_axis is None else []
    labels = _categories(words, placed)
    names = _names(panel, placed)
    unread = [(*a, *b) for a, b in zip(label_doubts(labels, words), name_doubts(names, plotted.unsure), strict=True)]
    facts = PanelFacts(
        view.axis.calibration,
        plotted.x_axis,
        panel.looks,
        tuple(names),
        tuple(labels),
        _places(placed, panel.looks),
        panel.unplaced,
        panel.explained,
        panel.bare,
        panel.unread,
        plotted.line,
    )
    common = panel_issues(facts)
    entries = []
    for mark, p, label, series, unsure in zip(marks, placed, labels, names, unread, strict=True):
        issues = (*common, *point_issues(mark, p, marks, view), *unsure)
        entries.append(Entry(series, _point(view, plotted.x_axis, mark, label, issues), _trail(view, mark)))
    keys = tuple(
        LegendKey(k.box, Fill(lab_of(k.marker.rgb)), k.words, n)
        for k, n in zip(plotted.keys, plotted.names, strict=True)
    )
    return ReadPanel(name, marks, tuple(entries), keys, common, panel.worth).to_reading(view)


def _mark(view: PanelView, placed: PlacedMarker, series: SeriesLook) -> PointMark:
    to, scale = view.picture.to_upright, view.picture.scale
    look = series.look
    u = (0.25 + 0.6 * max(0.0, 0.8 - placed.score) + (0.8 if placed.crowded else 0.0)) / min(scale, 2.0)
    return PointMark(
        across=to(placed.x),
        tip=to(placed.y),
        shape=look.shape if placed.score > 0 else "",
        hollow=look.hollow,
        radius=look.radius / scale,
        fill=Fill(lab_of(look.rgb)),
        score=max(0.0, min(1.0, placed.score)),
        up=_whisker(view, placed, placed.up),
        down=_whisker(view, placed, placed.down),
        tip_u=float(np.linalg.norm((u, PIXEL_U, page_u(view, placed.x) / scale, placed.place_u / scale))),
        across_u=float(np.hypot(u, PIXEL_U)),
        horizontal=view.horizontal,
    )


def _whisker(view: PanelView, placed: PlacedMarker, end: StemEnd | None) -> WhiskerMark | None:
    if end is None:
        return None
    to = view.picture.to_upright
    unsure = not end.clean or placed.shared or placed.mirrored
    u = (0.3 if end.half > 0 else 0.7) / min(view.picture.scale, 2.0)
    return WhiskerMark(to(placed.x), to(placed.y), to(end.y), end.half > 0, 1.0, 2 * u if unsure else u, unsure)


def _categories(words: Sequence[AxisWord], placed: Sequence[PlacedMarker]) -> list[str]:
    """Label of each marker on a category axis; markers of one place share it."""
    if not words:
        return [""] * len(placed)
    groups = [[i for i, p in enumerate(placed) if p.column == c] for c in dict.fromkeys(p.column for p in placed)]
    if len(words) < len(groups):
        at = np.array([w.at for w in words])
        nearest = [int(np.abs(at - placed[g[0]].x).argmin()) for g in groups]
        groups = [
            [i for g, n in zip(groups, nearest, strict=True) if n == k for i in g] for k in dict.fromkeys(nearest)
        ]
    columns = [float(np.mean([placed[i].x for i in g])) for g in groups]
    texts = assign_labels(columns, [[i] for i in range(len(groups))], [w.at for w in words], [w.text for w in words])
    labels = [""] * len(placed)
    for group, text in zip(groups, texts, strict=True):
        for i in group:
            labels[i] = text
    return labels


def _along(placed: Sequence[PlacedMarker]) -> list[list[float]]:
    """Places along a category axis: the middles of the markers of all series; none where series differ in length."""
    rows = [sorted({p.column: p.x for p in placed if p.series == k}.values()) for k in {p.series for p in placed}]
    if len(set(map(len, rows))) != 1 or len(rows[0]) < _SEVERAL:
        return []
    return [[float(x) for x in np.mean(rows, axis=0)]]


def _places(placed: Sequence[PlacedMarker], looks: Sequence[SeriesLook]) -> int:
    """Count the places along a category axis: the most that one series has."""
    return max(len({p.column for p in placed if p.series == k}) for k in range(len(looks)))


def _names(panel: MarkedPanel, placed: Sequence[PlacedMarker]) -> list[str]:
    given = panel.plotted.view.settings.series
    if given:
        return [given[p.series] if p.series < len(given) else "" for p in placed]
    return [panel.looks[p.series].name for p in placed]


def _point(
    view: PanelView, x_axis: AxisCalibration | None, mark: PointMark, label: str, issues: tuple[Issue, ...]
) -> DataPoint:
    calibration = view.axis.calibration
    x, y = view.picture.frame.to_figure(mark.position)
    return DataPoint(
        mean=calibration.value_at(mark.tip),
        error=error_bar(calibration, mark) if mark.up or mark.down else ErrorBar(),
        x_px=float(x),
        y_px=float(y),
        category=label,
        x=x_axis.value_at(mark.across) if x_axis is not None else None,
        mean_u=calibration.value_uncertainty(mark.tip, mark.tip_u),
        issues=issues,
    )


def _trail(view: PanelView, mark: PointMark) -> Provenance:
    ends = {"up": mark.up.end if mark.up else None, "down": mark.down.end if mark.down else None}
    return to_trail(view, DETECTOR, {"across": mark.across, "tip": mark.tip, **ends})
