"""A panel of markers, searched once for the kinds point, line and scatter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.detect.raster.evidence import Claims, explained_share
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.shapes import shape_reach
from figpool.detect.raster.stems import runs_on, stem_ink
from figpool.extract.anchors import anchor_triangles
from figpool.extract.column_caps import bare_stems
from figpool.extract.column_panel import ColumnSearch, start_search
from figpool.extract.column_search import find_columns, search_columns
from figpool.extract.connect import find_connections
from figpool.extract.continued import continued
from figpool.extract.dodged import by_columns, named_by_numbers, series_by_place
from figpool.extract.fitted import fitted_lines
from figpool.extract.looks import ALIKE, SeriesLook, find_looks, nearest_looks, strong_markers
from figpool.extract.mirror import mirror_arms
from figpool.extract.placed import PlacedMarker, with_missing
from figpool.extract.plotted import Plotted, find_plotted
from figpool.extract.scattered import is_scattered, join_twins, scatter
from figpool.extract.view import PanelView
from figpool.extract.x_axis import label_row

#: Smallest plot area in which markers are looked for, working pixels.
_LEAST_SIDE = 30.0
#: Share of neighbours that must be connected for a chart of lines.
_LINED = 0.5
#: Agreement from which a marker should belong to some series.
_WELL_SEEN = 0.6
#: Gap between the words of one label, in letter heights, at most.
_WORD_GAP = 0.7


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
    explained : float
        The same with the lines fitted to a scatter, which speak for no kind of chart but need no explanation.
    unplaced : int
        Well seen markers that no value explains.
    bare : float
        Share of the markers that seem to have a whisker which was not read.
    unread : int
        Error bars that belong to no value.
    """

    kind: str
    plotted: Plotted
    looks: tuple[SeriesLook, ...]
    placed: tuple[PlacedMarker, ...]
    worth: float
    explained: float
    unplaced: int
    bare: float
    unread: int


#: More pieces like markers than this are the grain of a photo or a screen of dots.
_MOST_MARKERS = 400


def find_marked(view: PanelView) -> MarkedPanel | None:
    """Search a panel for markers and their error bars; None when there are none."""
    if min(view.area.box.width, view.area.box.height) < _LEAST_SIDE:
        return None
    plotted = view.once(find_plotted)
    if min(plotted.region.width, plotted.region.height) < _LEAST_SIDE:
        return None
    strong = strong_markers(plotted.markers, [k.marker for k in plotted.keys])
    if len(strong) > _MOST_MARKERS:
        return None
    looks = find_looks([k.marker for k in plotted.keys], plotted.names, strong, plotted.inks)
    if not looks:
        return None
    search = start_search(plotted, looks, strong)
    found = search_columns(search, find_columns(search, strong))
    told = continued(search, found.placed, found.seen)
    placed = with_missing(_mirrored(search, _anchored(view, told, looks), found.one_sided))
    lines = find_connections(search, placed)
    connected = float(np.mean([line is not None for line in lines])) if lines else 0.0
    lined = connected >= _LINED
    # groups without error bars look like a scatter, but for their regular places
    scattered = is_scattered(search, placed, lined) and not named_by_numbers(placed, _labels(view))
    if scattered:
        looks, placed = join_twins(looks, scatter(search)) if not plotted.keys else (looks, scatter(search))
        placed = _anchored(view, placed, looks)
    if not placed:
        return None
    if not scattered and not lined:
        plotted, placed = _grouped(plotted, placed, looks)
    worth = _worth(search, placed, lines if lined else [], Claims())
    fitted = fitted_lines(search, placed) if scattered else Claims()
    return MarkedPanel(
        "scatter" if scattered else "line" if lined else "point",
        plotted,
        tuple(looks),
        tuple(placed),
        worth,
        _worth(search, placed, [], fitted) if fitted.fills else worth,
        _unplaced(strong, placed),
        bare_stems(search, placed),
        0 if scattered else found.unread,
    )


def _grouped(
    plotted: Plotted, placed: Sequence[PlacedMarker], looks: Sequence[SeriesLook]
) -> tuple[Plotted, list[PlacedMarker]]:
    """Tell groups from a scale, and the series of keys that look alike by their places in the groups."""
    labels = _labels(plotted.view)
    alike = plotted.keys and nearest_looks(looks) < ALIKE
    order = by_columns([k.marker for k in plotted.keys])
    named = series_by_place(placed, labels, order) if alike else None
    # series that look alike are told by their places first: only then each has a distance of its own from the labels
    if named_by_numbers(named or placed, labels):
        plotted = replace(plotted, x_axis=None)
    return plotted, list(placed) if named is None or plotted.x_axis is not None else named


def _labels(view: PanelView) -> list[float]:
    """Middles of the labels below the panel, of a number with its unit too, working pixels."""
    labels: list[Box] = []
    for box in label_row(view)[0]:
        if labels and box.x0 - labels[-1].x1 <= _WORD_GAP * (box.height + 1):
            labels[-1] = labels[-1].joined(box)
        else:
            labels.append(box)
    return [b.cx for b in labels]


def _unplaced(strong: Sequence[RawMarker], placed: Sequence[PlacedMarker]) -> int:
    """Count the well seen markers at which no value was placed."""
    return sum(all(np.hypot(m.x - p.x, m.y - p.y) > m.radius for p in placed) for m in strong if m.score >= _WELL_SEEN)


def _anchored(view: PanelView, placed: Sequence[PlacedMarker], looks: Sequence[SeriesLook]) -> list[PlacedMarker]:
    return anchor_triangles(placed, looks, *_ways(view))


def _mirrored(search: ColumnSearch, placed: Sequence[PlacedMarker], one_sided: bool) -> list[PlacedMarker]:
    if one_sided:
        return list(placed)
    view = search.plotted.view

    def covered(p: PlacedMarker, row: float) -> bool:
        look = search.looks[p.series].look
        way = 1 if row > p.y else -1
        reach = shape_reach(look.shape, way) * look.radius
        if abs(row - p.y) <= reach + search.everything.line:
            return True
        # the inside of an open marker shows no stem
        return runs_on(stem_ink(search.everything, p.x), search.everything.line, p.y + way * reach, row)

    return mirror_arms(placed, view.axis.calibration, _ways(view), covered)


def _ways(view: PanelView) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """Working-pixel row to value, and back."""
    calibration, picture = view.axis.calibration, view.picture
    return (
        lambda row: calibration.value_at(picture.to_upright(row)),
        lambda value: picture.to_working(float(calibration.to_pixel(value))),
    )


def _worth(
    search: ColumnSearch, placed: Sequence[PlacedMarker], lines: Sequence[NDArray[np.float64] | None], claims: Claims
) -> float:
    plotted = search.plotted
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
