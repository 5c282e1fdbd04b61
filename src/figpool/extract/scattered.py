"""Scattered markers: no columns, no error bars; each joins the series it looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from figpool.detect.raster.marker_search import MarkerLook
from figpool.detect.raster.markers import RawMarker, find_markers
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.shapes import SHAPES
from figpool.extract.column_panel import ColumnSearch
from figpool.extract.looks import SeriesLook
from figpool.extract.placed import PlacedMarker
from figpool.extract.plotted import cut
from figpool.extract.uncovered import INKED, about, uncovered

#: Share of markers with an error bar from which they are no scatter.
_ARMED = 0.35
#: Share of markers that a line must join for a chart of lines.
_JOINED = 0.6
#: Share of markers that stand above or below another one of their series from which there are no columns.
_STACKED = 0.15
#: Difference of the sizes of two looks that are one, as a share, and of their colours, 0..1.
_ONE_SIZE, _ONE_COLOUR = 0.12, 0.1
#: Difference of a marker and a look that are the same.
_ALIKE = 0.5
#: Agreement of a well seen marker, and how much more it agrees with another shape than with that of its series.
_WELL_SEEN, _CLEARLY = 0.65, 0.2
#: Share of a marker's area that shows its own colour beside what lies on top of it, at least.
_OWN = 0.3


def is_scattered(search: ColumnSearch, placed: Sequence[PlacedMarker], connected: bool) -> bool:
    """Tell scattered markers from columns with error bars and from connected ones.

    Parameters
    ----------
    search : ColumnSearch
        The panel.
    placed : sequence of PlacedMarker
        What its columns were explained by.
    connected : bool
        Whether lines lead from most of them to their neighbours.
    """
    count = max(len(placed), len(search.strong), 1)
    armed = sum(map(_is_armed, placed)) / count
    stacked = _stacked(search, placed) / count
    joined = connected and len(placed) >= _JOINED * count and stacked < _STACKED
    return search.plotted.x_axis is not None and armed < _ARMED and not joined


def join_twins(
    looks: Sequence[SeriesLook], placed: Sequence[PlacedMarker]
) -> tuple[list[SeriesLook], list[PlacedMarker]]:
    """Make one series of those whose markers no eye tells apart: one shape, one colour, one size.

    Parameters
    ----------
    looks : sequence of SeriesLook
        The series, without a legend.
    placed : sequence of PlacedMarker
        Scattered markers.
    """
    kept: list[SeriesLook] = []
    number: list[int] = []
    for look in looks:
        twin = next((i for i, other in enumerate(kept) if _is_twin(look.look, other.look)), len(kept))
        number.append(twin)
        kept += [look] if twin == len(kept) else []
    return kept, [replace(p, series=number[p.series]) for p in placed]


def _is_twin(a: MarkerLook, b: MarkerLook) -> bool:
    same = (a.shape, a.hollow) == (b.shape, b.hollow) and abs(a.radius - b.radius) <= _ONE_SIZE * max(
        a.radius, b.radius
    )
    return same and float(np.linalg.norm(np.subtract(a.rgb, b.rgb))) < _ONE_COLOUR


def _is_armed(placed: PlacedMarker) -> bool:
    """Whether an error bar is sure: overlapping markers may look like a marker with a cap that touches it."""
    ends = [end for end in (placed.up, placed.down) if end is not None]
    return len(ends) == 2 or any(end.clean for end in ends)


def _stacked(search: ColumnSearch, placed: Sequence[PlacedMarker]) -> int:
    """Count the markers that stand in one column with another one of their series."""
    count = 0
    for m in search.strong:
        apart = [p for p in placed if abs(p.x - m.x) < 0.5 * m.radius]
        if any(abs(p.y - m.y) < 0.9 * m.radius for p in apart):
            continue
        count += any(look_difference(m, search.looks[p.series].look) < _ALIKE for p in apart)
    return count


def scatter(search: ColumnSearch) -> list[PlacedMarker]:
    """Place all markers of a scatter, also those that others hide in part.

    Parameters
    ----------
    search : ColumnSearch
        The panel.
    """
    markers = _under_lines(search)
    series = [_nearest(m, search.looks) for m in markers]
    found, mistaken = uncovered(search, markers, series)
    markers = [m for i, m in enumerate(markers) if i not in mistaken] + [m for _, m in found]
    series = [n for i, n in enumerate(series) if i not in mistaken] + [n for n, _ in found]
    placed = []
    order = sorted(range(len(markers)), key=lambda i: markers[i].x)
    for number, i in enumerate(order):
        marker = markers[i]
        crowded = any(
            o is not marker and np.hypot(o.x - marker.x, o.y - marker.y) < 1.8 * marker.radius for o in markers
        )
        unlike = not crowded and _is_unlike(marker, search.looks[series[i]].look)
        score = marker.score
        placed.append(PlacedMarker(series[i], number, marker.x, marker.y, score, None, None, crowded, unlike=unlike))
    return placed


def _is_unlike(marker: RawMarker, look: MarkerLook) -> bool:
    """Whether a well seen marker has clearly another shape, or another inside, than a look."""
    scores = np.asarray(marker.scores).reshape(2, -1) if len(marker.scores) else np.zeros((2, 0))
    index = next((i for i, s in enumerate(SHAPES) if s.name == look.shape), None)
    if index is None or not scores.size or marker.score < _WELL_SEEN:
        return False
    return float(scores.max() - scores[int(look.hollow), index]) > _CLEARLY


def _under_lines(search: ColumnSearch) -> list[RawMarker]:
    """Well seen markers, and those that lie partly under a line of another colour."""
    plotted = search.plotted
    markers = list(search.strong)
    rows, columns = cut(plotted.region)
    for look in {s.ink: s.look for s in search.looks if s.ink is not None and len(plotted.inks) > 1}.items():
        ink, pattern = look
        cover, own = plotted.cover(ink)[rows, columns], plotted.strokes(ink).ink
        for m in find_markers(cover, plotted.view.picture.rgb[rows, columns], plotted.view.picture.size):
            x, y = m.x + columns.start, m.y + rows.start
            near = any(np.hypot(x - o.x, y - o.y) < 0.9 * pattern.radius for o in markers)
            alike = m.score >= 0.5 and 0.75 <= m.radius / pattern.radius <= 1.3
            if not near and alike and _own_share(own, x, y, pattern.radius) >= _OWN:
                markers.append(replace(m, x=x, y=y, rgb=pattern.rgb))
    return markers


def _own_share(own: Gray, x: float, y: float, radius: float) -> float:
    """Share of a marker's area that shows its own ink."""
    patch = own[about(own, x, y, 0.9 * radius)]
    return float((patch > INKED).mean()) if patch.size else 0.0


def _nearest(marker: RawMarker, looks: Sequence[SeriesLook]) -> int:
    return int(np.argmin([look_difference(marker, s.look) for s in looks]))


def look_difference(marker: RawMarker, look: MarkerLook) -> float:
    """How far a marker differs from a look: 0.4 for another shape, 1 for the inside, and the colour."""
    colour = 2.0 * float(np.linalg.norm(np.subtract(marker.rgb, look.rgb)))
    return colour + (1.0 if marker.hollow != look.hollow else 0.0) + (0.4 if marker.shape != look.shape else 0.0)
