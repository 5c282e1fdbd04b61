"""Scattered markers: no columns, no error bars; each joins the series it looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.detect.raster.marker_search import MarkerLook, Sighting, sight_marker
from figpool.detect.raster.markers import RawMarker, find_markers
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.shapes import SHAPES, Array, shape_named
from figpool.extract.column_panel import ColumnSearch
from figpool.extract.looks import SeriesLook
from figpool.extract.placed import PlacedMarker
from figpool.extract.plotted import HIDDEN, cut

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
#: Share of a marker's area that must show beside the ones on top of it.
_SHOWN = 0.12
#: Agreement of the part of a marker that shows, at least.
_SEEN = 0.62
#: Agreement given to a marker of which a part is hidden, at most.
_PARTLY = 0.49
#: Share of a piece of ink that a marker must explain.
_EXPLAINED = 0.8
#: Distance of two markers that are not one, inner radii.
_APART = 0.3
#: Share of a marker's area that shows its own colour beside what lies on top of it, at least.
_OWN = 0.3
#: Share of ink from which a pixel is inked.
_INKED = 0.4
#: Pieces of ink looked at, at most.
_MOST = 60


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
    for number, marker in _uncovered(search, markers, series):
        markers.append(marker)
        series.append(number)
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
    patch = own[_about(own, x, y, 0.9 * radius)]
    return float((patch > _INKED).mean()) if patch.size else 0.0


def _nearest(marker: RawMarker, looks: Sequence[SeriesLook]) -> int:
    return int(np.argmin([look_difference(marker, s.look) for s in looks]))


def look_difference(marker: RawMarker, look: MarkerLook) -> float:
    """How far a marker differs from a look: 0.4 for another shape, 1 for the inside, and the colour."""
    colour = 2.0 * float(np.linalg.norm(np.subtract(marker.rgb, look.rgb)))
    return colour + (1.0 if marker.hollow != look.hollow else 0.0) + (0.4 if marker.shape != look.shape else 0.0)


def _uncovered(
    search: ColumnSearch, markers: Sequence[RawMarker], series: Sequence[int]
) -> list[tuple[int, RawMarker]]:
    """Find markers of which others hide a part, in the ink that these leave unexplained: (series, marker)."""
    covered = np.zeros(search.everything.ink.shape, bool)
    edge = 1.0 + search.everything.line / 4
    for marker, number in zip(markers, series, strict=True):
        _cover(covered, search.looks[number].look, marker, edge)
    known = list(markers)
    found: list[tuple[int, RawMarker]] = []
    for part in _left_over(search, covered):
        best = _best_fit(search, covered, part)
        if best is None or any(np.hypot(m.x - best[1].x, m.y - best[1].y) < _APART * best[1].radius for m in known):
            continue
        found.append(best)
        known.append(best[1])
        _cover(covered, search.looks[best[0]].look, best[1], edge)
    return found


def _distances(look: MarkerLook, marker: RawMarker | Sighting, box: tuple[slice, slice]) -> Array:
    """Signed distance of the pixels of a box to the outline of a marker, pixels."""
    shape = shape_named(look.shape)
    assert shape is not None
    yy, xx = np.mgrid[box].astype(np.float32)
    y = marker.y - shape.drop * look.radius
    unit = np.float32(look.radius)
    return np.asarray(shape.distance((xx - np.float32(marker.x)) / unit, (yy - np.float32(y)) / unit) * unit)


def _about(plane: NDArray[Any], x: float, y: float, reach: float) -> tuple[slice, slice]:
    """Rows and columns of a square about a place."""
    return (
        slice(max(0, round(y - reach)), min(plane.shape[0], round(y + reach) + 1)),
        slice(max(0, round(x - reach)), min(plane.shape[1], round(x + reach) + 1)),
    )


def _cover(covered: NDArray[np.bool_], look: MarkerLook, marker: RawMarker, edge: float) -> None:
    """Add the pixels of a marker, its blurred edge included."""
    box = _about(covered, marker.x, marker.y, 2.6 * look.radius + edge)
    covered[box] |= _distances(look, marker, box) <= edge


def _left_over(search: ColumnSearch, covered: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Pieces of ink that no marker explains and that may be parts of one, largest first: (row, column) of pixels."""
    rows, columns = cut(search.plotted.region.grown(-2.0 * search.everything.line))
    left = np.zeros(covered.shape, np.uint8)
    left[rows, columns] = (search.everything.ink[rows, columns] > _INKED) & ~covered[rows, columns]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(left, connectivity=8)
    radius = search.radius
    sizes = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    good = [
        i
        for i in range(1, count)
        if sizes[i].min() >= 0.3 * radius
        and sizes[i].max() <= 6.0 * radius
        and stats[i, cv2.CC_STAT_AREA] >= _SHOWN * np.pi * radius**2
    ]
    good.sort(key=lambda i: -stats[i, cv2.CC_STAT_AREA])
    return [np.argwhere(labels == i) for i in good[:_MOST]]


def _best_fit(
    search: ColumnSearch, covered: NDArray[np.bool_], part: NDArray[np.int64]
) -> tuple[int, RawMarker] | None:
    """Find the series and the place that explain a piece of ink best; None when none does."""
    row, column = part.mean(axis=0)
    best: tuple[float, int, Sighting] | None = None
    for number, series in enumerate(search.looks):
        look = series.look
        if not look.shape:
            continue
        box = _about(covered, column, row, 4.5 * look.radius)
        ink = search.covers[number][box].copy()
        ink[covered[box]] = HIDDEN * look.level
        origin = np.array([box[1].start, box[0].start])
        x, y = np.array([column, row]) - origin
        for s in sight_marker(ink, look, x, (y - 1.2 * look.radius, y + 1.2 * look.radius), 0.1, 1.2 * look.radius):
            seen = replace(s, x=s.x + origin[0], y=s.y + origin[1])
            agreement = _agreement(search.covers[number] / look.level, covered, look, seen, part)
            if best is None or agreement > best[0]:
                best = (agreement, number, seen)
    if best is None or best[0] < _SEEN:
        return None
    agreement, number, seen = best
    look = search.looks[number].look
    score = min(_PARTLY, agreement)
    marker = RawMarker(seen.x, seen.y, look.radius, look.shape, look.hollow, look.level, score, (), look.rgb)
    return number, marker


def _agreement(
    ink: Gray, covered: NDArray[np.bool_], look: MarkerLook, seen: Sighting, part: NDArray[np.int64]
) -> float:
    """How well the part of a marker that nothing hides agrees with the ink, 1 = perfect."""
    box = _about(covered, seen.x, seen.y, 2.6 * look.radius + 4)
    distance, bare, share = _distances(look, seen, box), ~covered[box], np.clip(ink[box], 0.0, 1.0)
    stroke = max(2.0, 0.25 * look.radius) if look.hollow else np.inf
    inked, empty = (distance <= -0.5) & (distance >= -stroke) & bare, (distance >= 1.0) & (distance <= 3.0) & bare
    if inked.sum() < _SHOWN * (distance <= 0).sum() / (2 if look.hollow else 1):
        return 0.0
    inside = (distance < -stroke - 1.0) & bare
    explained = float((_distances_at(look, seen, part) <= 1.5).mean())
    around = float(share[empty].mean()) if empty.any() else 0.0
    core = float(share[inside].mean()) if inside.any() else 0.0
    return (float(share[inked].mean()) - 0.5 * around - 0.5 * core) * min(1.0, explained / _EXPLAINED)


def _distances_at(look: MarkerLook, seen: Sighting, part: NDArray[np.int64]) -> Array:
    top, left = part.min(axis=0)
    bottom, right = part.max(axis=0)
    whole = _distances(look, seen, (slice(int(top), int(bottom) + 1), slice(int(left), int(right) + 1)))
    return np.asarray(whole[part[:, 0] - top, part[:, 1] - left])
