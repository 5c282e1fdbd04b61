"""Panels of markers, read once for the kinds point, line and scatter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.axes import AxisCalibration
from figpool.core.geometry import Box
from figpool.core.issues import Issue
from figpool.core.marks import Fill, LegendKey, PointMark, WhiskerMark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, ErrorBar
from figpool.detect.raster.evidence import Claims, explained_share
from figpool.detect.raster.marker_search import MarkerLook
from figpool.detect.raster.markers import RawMarker, find_markers
from figpool.detect.raster.stems import StemEnd
from figpool.extract.charts.assembly import Entry, ReadPanel, to_trail
from figpool.extract.charts.bar import error_bar
from figpool.extract.charts.marked_doubts import panel_issues, point_issues
from figpool.extract.charts.registry import ChartReading
from figpool.extract.column_search import ColumnSearch, find_columns, search_columns, start_search
from figpool.extract.connect import find_connections
from figpool.extract.grouping import assign_labels
from figpool.extract.looks import SeriesLook, find_looks, strong_markers
from figpool.extract.mirror import mirror_arms
from figpool.extract.placed import PlacedMarker
from figpool.extract.plotted import Plotted, cut, find_plotted
from figpool.extract.view import PanelView
from figpool.extract.words import read_categories

DETECTOR = "raster.markers/1"

#: Smallest plot area in which markers are looked for, working pixels.
_LEAST_SIDE = 30.0
#: Share of neighbours that must be connected for a chart of lines.
_LINED = 0.5


@dataclass(frozen=True, eq=False)
class MarkedPanel:
    """A panel of markers, fully searched.

    Parameters
    ----------
    kind : str
        point, line or scatter.
    plotted : Plotted
        What was found.
    looks : tuple of SeriesLook
        Its series.
    placed : tuple of PlacedMarker
        Values, working pixels.
    worth : float
        Share of the region's ink explained, times the marks' support.
    """

    kind: str
    plotted: Plotted
    looks: tuple[SeriesLook, ...]
    placed: tuple[PlacedMarker, ...]
    worth: float


class MarkedChart:
    """Reader of one kind of panel with markers.

    Parameters
    ----------
    name : str
        point, line or scatter.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def read(self, views: Sequence[PanelView]) -> ChartReading | None:
        """Read the panel when its markers make it this kind, or when a person says so."""
        # with numbers along both sides the upright view has x and y in their places
        view = min(views, key=lambda v: v.horizontal)
        panel = view.once(find_marked)
        if panel is None or self.name not in (panel.kind, panel.plotted.view.settings.kind):
            return None
        return _reading(panel, self.name)


def find_marked(view: PanelView) -> MarkedPanel | None:
    """Search a panel for markers and their error bars; None when there are none."""
    if min(view.area.box.width, view.area.box.height) < _LEAST_SIDE:
        return None
    plotted = view.once(find_plotted)
    strong = strong_markers(plotted.markers, [k.marker.radius for k in plotted.keys])
    looks = find_looks([k.marker for k in plotted.keys], plotted.names, strong, plotted.inks)
    if not looks:
        return None
    search = start_search(plotted, looks)
    placed = search_columns(search, find_columns(search, strong))
    placed = _mirrored(view, placed)
    lines = find_connections(search, placed)
    connected = float(np.mean([line is not None for line in lines])) if lines else 0.0
    kind = _kind(plotted, strong, placed, connected)
    if kind == "scatter":
        placed = _scattered(_with_hidden(plotted, strong, looks), looks)
    if not placed:
        return None
    return MarkedPanel(
        kind, plotted, tuple(looks), tuple(placed), _worth(search, placed, lines if connected >= _LINED else [])
    )


def _kind(plotted: Plotted, strong: Sequence[RawMarker], placed: Sequence[PlacedMarker], connected: float) -> str:
    """Tell scattered markers from columns with error bars and from connected ones."""
    count = max(len(placed), len(strong), 1)
    armed = sum(p.up is not None or p.down is not None for p in placed) / count
    joined = connected >= _LINED and len(placed) >= 0.6 * count
    if plotted.x_axis is not None and armed < 0.35 and not joined:
        return "scatter"
    return "line" if connected >= _LINED else "point"


def _mirrored(view: PanelView, placed: Sequence[PlacedMarker]) -> list[PlacedMarker]:
    calibration, picture = view.axis.calibration, view.picture
    return mirror_arms(
        placed,
        calibration,
        lambda row: calibration.value_at(picture.to_upright(row)),
        lambda value: picture.to_working(float(calibration.to_pixel(value))),
    )


def _with_hidden(plotted: Plotted, strong: Sequence[RawMarker], looks: Sequence[SeriesLook]) -> list[RawMarker]:
    """Add markers that lie partly under a line of another colour."""
    markers = list(strong)
    rows, columns = cut(plotted.region)
    for look in {s.ink: s.look for s in looks if s.ink is not None and len(plotted.inks) > 1}.items():
        ink, pattern = look
        cover = plotted.cover(ink)[rows, columns]
        for m in find_markers(cover, plotted.view.picture.rgb[rows, columns], min(plotted.view.picture.shape)):
            x, y = m.x + columns.start, m.y + rows.start
            near = any(np.hypot(x - o.x, y - o.y) < 0.9 * pattern.radius for o in markers)
            if not near and m.score >= 0.5 and 0.75 <= m.radius / pattern.radius <= 1.3:
                markers.append(replace(m, x=x, y=y, rgb=pattern.rgb))
    return markers


def _scattered(strong: Sequence[RawMarker], looks: Sequence[SeriesLook]) -> list[PlacedMarker]:
    """Markers without columns: each joins the series it looks like."""
    placed = []
    for number, marker in enumerate(sorted(strong, key=lambda m: m.x)):
        series = int(np.argmin([_difference(marker, s.look) for s in looks]))
        crowded = any(
            o is not marker and np.hypot(o.x - marker.x, o.y - marker.y) < 1.8 * marker.radius for o in strong
        )
        placed.append(PlacedMarker(series, number, marker.x, marker.y, marker.score, None, None, crowded))
    return placed


def _difference(marker: RawMarker, look: MarkerLook) -> float:
    colour = 2.0 * float(np.linalg.norm(np.subtract(marker.rgb, look.rgb)))
    return colour + (1.0 if marker.hollow != look.hollow else 0.0) + (0.4 if marker.shape != look.shape else 0.0)


def _worth(search: ColumnSearch, placed: Sequence[PlacedMarker], lines: Sequence[NDArray[np.float64] | None]) -> float:
    plotted = search.plotted
    claims = Claims()
    for p in placed:
        claims += _mark_claims(p, search.looks[p.series].look.radius)
    half = plotted.line / 2 + 2
    for path in lines:
        if path is not None:
            steep = np.abs(np.gradient(path[:, 1])) if len(path) > 1 else np.zeros(1)
            claims += Claims(
                fills=tuple(
                    Box(x - half, y - half - s, x + half, y + half + s) for (x, y), s in zip(path, steep, strict=True)
                )
            )
    return explained_share(plotted.view.picture, plotted.region, claims, plotted.view.texts)


def _mark_claims(placed: PlacedMarker, radius: float) -> Claims:
    """Claim what one marker with its error bar explains."""
    x, y = placed.x, placed.y
    strokes = [Box(x - radius, y, x + radius, y)]
    for end in (placed.up, placed.down):
        if end is not None:
            strokes.append(Box(x, min(y, end.y), x, max(y, end.y)))
            strokes.append(Box(x - end.half, end.y, x + end.half, end.y))
    return Claims(tuple(strokes), (Box(x, y, x, y).grown(1.4 * radius),))


def _reading(panel: MarkedPanel, name: str) -> ChartReading:
    view, plotted = panel.plotted.view, panel.plotted
    order = sorted(range(len(panel.placed)), key=lambda i: panel.placed[i].x)
    placed = [panel.placed[i] for i in order]
    marks = tuple(_mark(view, p, panel.looks[p.series]) for p in placed)
    labels = _categories(panel, placed) if plotted.x_axis is None else [""] * len(placed)
    names = _names(panel, placed)
    common = panel_issues(view.axis.calibration, plotted.x_axis, panel.looks, labels, names)
    entries = []
    for mark, p, label, series in zip(marks, placed, labels, names, strict=True):
        issues = (*common, *point_issues(mark, p, marks, view))
        entries.append(Entry(series, _point(view, plotted.x_axis, mark, label, issues), _trail(view, mark)))
    keys = tuple(
        LegendKey(k.box, _fill(k.marker.rgb), k.words, n) for k, n in zip(plotted.keys, plotted.names, strict=True)
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
        fill=_fill(look.rgb),
        score=max(0.0, min(1.0, placed.score)),
        up=_whisker(view, placed, placed.up),
        down=_whisker(view, placed, placed.down),
        tip_u=u,
        across_u=u,
        horizontal=view.horizontal,
    )


def _whisker(view: PanelView, placed: PlacedMarker, end: StemEnd | None) -> WhiskerMark | None:
    if end is None:
        return None
    to = view.picture.to_upright
    unsure = not end.clean or placed.shared or placed.mirrored
    u = (0.3 if end.half > 0 else 0.7) / min(view.picture.scale, 2.0)
    return WhiskerMark(to(placed.x), to(placed.y), to(end.y), end.half > 0, 1.0, 2 * u if unsure else u, unsure)


def _fill(rgb: tuple[float, float, float]) -> Fill:
    from figpool._cv import cv2

    lab = cv2.cvtColor(np.array([[rgb]], dtype=np.float32), cv2.COLOR_RGB2LAB)[0, 0]
    return Fill((float(lab[0]), float(lab[1]), float(lab[2])))


def _categories(panel: MarkedPanel, placed: Sequence[PlacedMarker]) -> list[str]:
    """Label of each marker on a category axis; markers of one place share it."""
    view = panel.plotted.view
    words = read_categories(view, panel.plotted.region.y1)
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
