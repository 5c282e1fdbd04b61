"""A panel of markers, searched once for the kinds point, line and scatter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.detect.raster.evidence import Claims, explained_share
from figpool.detect.raster.marker_search import MarkerLook
from figpool.detect.raster.markers import RawMarker, find_markers
from figpool.extract.anchors import anchor_triangles
from figpool.extract.column_caps import bare_stems
from figpool.extract.column_panel import ColumnSearch, start_search
from figpool.extract.column_search import find_columns, search_columns
from figpool.extract.connect import find_connections
from figpool.extract.looks import SeriesLook, find_looks, strong_markers
from figpool.extract.mirror import mirror_arms
from figpool.extract.placed import PlacedMarker, with_missing
from figpool.extract.plotted import Plotted, cut, find_plotted
from figpool.extract.view import PanelView

#: Smallest plot area in which markers are looked for, working pixels.
_LEAST_SIDE = 30.0
#: Share of neighbours that must be connected for a chart of lines.
_LINED = 0.5
#: Agreement from which a marker should belong to some series.
_WELL_SEEN = 0.6


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
    unplaced : int
        Well seen markers that no value explains.
    bare : float
        Share of the markers that seem to have a whisker which was not read.
    """

    kind: str
    plotted: Plotted
    looks: tuple[SeriesLook, ...]
    placed: tuple[PlacedMarker, ...]
    worth: float
    unplaced: int
    bare: float


#: More pieces like markers than this are the grain of a photo or a screen of dots.
_MOST_MARKERS = 400


def find_marked(view: PanelView) -> MarkedPanel | None:
    """Search a panel for markers and their error bars; None when there are none."""
    if min(view.area.box.width, view.area.box.height) < _LEAST_SIDE:
        return None
    plotted = view.once(find_plotted)
    if min(plotted.region.width, plotted.region.height) < _LEAST_SIDE:
        return None
    strong = strong_markers(plotted.markers, [k.marker.radius for k in plotted.keys])
    if len(strong) > _MOST_MARKERS:
        return None
    looks = find_looks([k.marker for k in plotted.keys], plotted.names, strong, plotted.inks)
    if not looks:
        return None
    search = start_search(plotted, looks, strong)
    placed = search_columns(search, find_columns(search, strong))
    placed = with_missing(_mirrored(view, _anchored(view, placed, looks)))
    lines = find_connections(search, placed)
    connected = float(np.mean([line is not None for line in lines])) if lines else 0.0
    scattered = _is_scattered(plotted, strong, placed, connected)
    if scattered:
        placed = _anchored(view, _scattered(_with_hidden(plotted, strong, looks), looks), looks)
    if not placed:
        return None
    return MarkedPanel(
        "scatter" if scattered else "line" if connected >= _LINED else "point",
        plotted,
        tuple(looks),
        tuple(placed),
        _worth(search, placed, lines if connected >= _LINED else []),
        _unplaced(strong, placed),
        bare_stems(search, placed),
    )


def _unplaced(strong: Sequence[RawMarker], placed: Sequence[PlacedMarker]) -> int:
    """Count the well seen markers at which no value was placed."""
    return sum(all(np.hypot(m.x - p.x, m.y - p.y) > m.radius for p in placed) for m in strong if m.score >= _WELL_SEEN)


def _is_scattered(
    plotted: Plotted, strong: Sequence[RawMarker], placed: Sequence[PlacedMarker], connected: float
) -> bool:
    """Tell scattered markers from columns with error bars and from connected ones."""
    count = max(len(placed), len(strong), 1)
    armed = sum(p.up is not None or p.down is not None for p in placed) / count
    joined = connected >= _LINED and len(placed) >= 0.6 * count
    return plotted.x_axis is not None and armed < 0.35 and not joined


def _anchored(view: PanelView, placed: Sequence[PlacedMarker], looks: Sequence[SeriesLook]) -> list[PlacedMarker]:
    return anchor_triangles(placed, looks, *_ways(view))


def _mirrored(view: PanelView, placed: Sequence[PlacedMarker]) -> list[PlacedMarker]:
    return mirror_arms(placed, view.axis.calibration, *_ways(view))


def _ways(view: PanelView) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """Working-pixel row to value, and back."""
    calibration, picture = view.axis.calibration, view.picture
    return (
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
        for m in find_markers(cover, plotted.view.picture.rgb[rows, columns], plotted.view.picture.size):
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
    legend = [box.grown(0.8 * (k.words.height + 1)) for k in plotted.keys for box in (k.box, k.words)]
    return explained_share(plotted.view.picture, plotted.region, claims, [*plotted.view.texts, *legend])


def _mark_claims(placed: PlacedMarker, radius: float) -> Claims:
    """Claim what one marker with its error bar explains."""
    x, y = placed.x, placed.y
    strokes = [Box(x - radius, y, x + radius, y)]
    for end in (placed.up, placed.down):
        if end is not None:
            strokes.append(Box(x, min(y, end.y), x, max(y, end.y)))
            strokes.append(Box(x - end.half, end.y, x + end.half, end.y))
    return Claims(tuple(strokes), (Box(x, y, x, y).grown(1.4 * radius),))
