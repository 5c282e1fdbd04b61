"""Markers of a scatter of which others hide a part, found in the ink that those seen well leave unexplained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.detect.raster.marker_search import MarkerLook, Sighting, sight_marker
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.shapes import Array, shape_named
from figpool.extract.column_panel import ColumnSearch
from figpool.extract.plotted import HIDDEN, cut

#: Share of a marker's area that must show beside the ones on top of it.
_SHOWN = 0.12
#: Agreement with the whole of a marker from which a place is looked at, where others may hide most of it.
_LEAST = -0.3
#: Agreement of the part of a marker that shows, at least.
_SEEN = 0.62
#: Agreement given to a marker of which a part is hidden, at most.
_PARTLY = 0.49
#: Share of a piece of ink that a marker must explain.
_EXPLAINED = 0.8
#: The same in a heap of markers, agreement of what is told there, and how many make a heap at most.
_PART, _TOLD, _HEAP = 0.15, 0.75, 6
#: Distance of two markers that are not one, inner radii.
_APART = 0.3
#: Share of ink from which a pixel is inked.
INKED = 0.4
#: Difference of colours of one tone, 0..1, and share of a marker's ink that is another's where it is mistaken for it.
_TONE, _WHOLE = 0.12, 0.93
#: How far from what is explained a piece of ink reaches at least, in inner radii, pixels and widths of the drawing's
#: lines: less is the rim of a marker drawn a little larger.
_FARTHEST, _RIM, _WIDTHS = 0.3, 2.5, 0.7
#: Largest piece of ink that is looked at, inner radii: a heap of markers.
_LARGEST = 12.0
#: Pieces of ink looked at, at most.
_MOST = 60
#: Agreement of the markers that show how far the ink of their series reaches, and their number at least.
_CLEAR, _SHOWING = 0.65, 2
#: Farthest beyond its outline that the ink of a marker may reach, pixels.
_BEYOND = 6


@dataclass(frozen=True, slots=True)
class _Band:
    """Signed distances from a marker's outline between which its ink lies, and how dark it is there."""

    inner: float
    outer: float
    ink: float = 1.0


def uncovered(
    search: ColumnSearch, markers: Sequence[RawMarker], series: Sequence[int]
) -> tuple[list[tuple[int, RawMarker]], set[int]]:
    """Find markers of which others hide a part, in the ink that these leave unexplained.

    Parameters
    ----------
    search : ColumnSearch
        The panel.
    markers : sequence of RawMarker
        The markers seen well.
    series : sequence of int
        The series of each.

    Returns
    -------
    found : list of (int, RawMarker)
        More markers, each with its series.
    mistaken : set of int
        Which of `markers` stand where one of the found ones explains their ink too.
    """
    covered = np.zeros(search.everything.ink.shape, bool)
    edge = 1.0 + search.everything.line / 4
    for marker, number in zip(markers, series, strict=True):
        _cover(covered, search.looks[number].look, marker, edge)
    bands = [
        _band(search, i, [m for m, own in zip(markers, series, strict=True) if own == i])
        for i in range(len(search.looks))
    ]
    known = list(markers)
    found: list[tuple[int, RawMarker]] = []
    mistaken: set[int] = set()
    for part in _left_over(search, covered):
        best = _best_fit(search, covered, part, bands)
        if best is None:
            heap = _heaped(search, covered, part, bands, edge)
            if not any(_is_one(marker, m) for _, marker in heap for m in known):
                found += heap
                known += [marker for _, marker in heap]
                for number, marker in heap:
                    _cover(covered, search.looks[number].look, marker, edge)
            continue
        if any(_is_one(best[1], m) for m in known):
            continue
        own = list(zip(series, markers, strict=True))
        for i, (number, marker) in enumerate(own):
            if i not in mistaken and _is_beside(search, best, marker, number):
                alone = _alone(
                    search, best, (number, marker), [o for o in (*own, *found) if o[1] is not marker], part, edge
                )
                best, mistaken = (best, mistaken) if alone is None else (alone, mistaken | {i})
        found.append(best)
        known.append(best[1])
        _cover(covered, search.looks[best[0]].look, best[1], edge)
    return found, mistaken


def _is_one(found: RawMarker, known: RawMarker) -> bool:
    """Whether a marker found stands where one is known."""
    return float(np.hypot(known.x - found.x, known.y - found.y)) < _APART * found.radius


def _heaped(
    search: ColumnSearch,
    covered: NDArray[np.bool_],
    part: NDArray[np.int64],
    bands: Sequence[_Band],
    edge: float,
) -> list[tuple[int, RawMarker]]:
    """Explain a piece of ink by several markers, as far as they can be told apart.

    Those that reach farthest out of the heap are told best and taken first.
    """
    hidden, left = covered.copy(), part
    heap: list[tuple[int, RawMarker]] = []
    least = _SHOWN * np.pi * search.radius**2
    while len(left) >= least:
        best = _best_fit(search, hidden, left, bands, alone=False) if len(heap) < _HEAP else None
        if best is None or any(_is_one(best[1], m) for _, m in heap):
            break
        heap.append(best)
        _cover(hidden, search.looks[best[0]].look, best[1], edge)
        left = left[~hidden[left[:, 0], left[:, 1]]]
    return heap


def _is_beside(search: ColumnSearch, found: tuple[int, RawMarker], marker: RawMarker, number: int) -> bool:
    """Whether a marker of another series, but of the same tone and filled alike, stands within one found."""
    look, other = (search.looks[i].look for i in (found[0], number))
    far = np.hypot(marker.x - found[1].x, marker.y - found[1].y) > look.radius
    unlike = look.hollow != other.hollow or float(np.linalg.norm(np.subtract(look.rgb, other.rgb))) > _TONE
    return bool(other.shape) and number != found[0] and not (far or unlike)


def _alone(
    search: ColumnSearch,
    found: tuple[int, RawMarker],
    beside: tuple[int, RawMarker],
    others: Sequence[tuple[int, RawMarker]],
    part: NDArray[np.int64],
    edge: float,
) -> tuple[int, RawMarker] | None:
    """Place a marker found in a piece of ink as if the one beside it were not; None where it does not explain both."""
    number, marker = found
    look, other = search.looks[number].look, search.looks[beside[0]].look
    hidden = np.zeros(search.everything.ink.shape, bool)
    for i, m in others:
        if np.hypot(m.x - marker.x, m.y - marker.y) < 6.0 * search.radius:
            _cover(hidden, search.looks[i].look, m, edge)
    box = about(hidden, marker.x, marker.y, 4.5 * look.radius)
    ink = search.covers[number][box].copy()
    ink[hidden[box]] = HIDDEN * look.level
    x, y = marker.x - box[1].start, marker.y - box[0].start
    reach = 0.6 * look.radius
    seen = sight_marker(ink, look, x, (y - reach, y + reach), _SEEN, reach)
    if not seen:
        return None
    placed = replace(marker, x=seen[0].x + box[1].start, y=seen[0].y + box[0].start)
    box = about(hidden, beside[1].x, beside[1].y, 2.6 * other.radius)
    own = (_distances(other, beside[1], box) <= 0) & (search.everything.ink[box] > INKED) & ~hidden[box]
    whole = own.any() and (_distances(look, placed, box)[own] <= 1.5).mean() >= _WHOLE
    both = whole and (_distances_at(look, placed, part) <= 1.5).mean() >= _EXPLAINED
    return (number, placed) if both else None


def _distances(look: MarkerLook, marker: RawMarker | Sighting, box: tuple[slice, slice]) -> Array:
    """Signed distance of the pixels of a box to the outline of a marker, pixels."""
    shape = shape_named(look.shape)
    assert shape is not None
    yy, xx = np.mgrid[box].astype(np.float32)
    y = marker.y - shape.drop * look.radius
    unit = np.float32(look.radius)
    return np.asarray(shape.distance((xx - np.float32(marker.x)) / unit, (yy - np.float32(y)) / unit) * unit)


def about(plane: NDArray[Any], x: float, y: float, reach: float) -> tuple[slice, slice]:
    """Rows and columns of a square about a place."""
    return (
        slice(max(0, round(y - reach)), min(plane.shape[0], round(y + reach) + 1)),
        slice(max(0, round(x - reach)), min(plane.shape[1], round(x + reach) + 1)),
    )


def _cover(covered: NDArray[np.bool_], look: MarkerLook, marker: RawMarker, edge: float) -> None:
    """Add the pixels of a marker, its blurred edge included."""
    box = about(covered, marker.x, marker.y, 2.6 * look.radius + edge)
    covered[box] |= _distances(look, marker, box) <= edge


def _left_over(search: ColumnSearch, covered: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Pieces of ink that no marker explains and that may be parts of one, largest first: (row, column) of pixels."""
    rows, columns = cut(search.plotted.region.grown(-2.0 * search.everything.line))
    left = np.zeros(covered.shape, np.uint8)
    left[rows, columns] = (search.everything.ink[rows, columns] > INKED) & ~covered[rows, columns]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(left, connectivity=8)
    radius = search.radius
    sizes = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    good = [
        i
        for i in range(1, count)
        if sizes[i].min() >= 0.3 * radius
        and sizes[i].max() <= _LARGEST * radius
        and stats[i, cv2.CC_STAT_AREA] >= _SHOWN * np.pi * radius**2
    ]
    good.sort(key=lambda i: -stats[i, cv2.CC_STAT_AREA])
    away = cv2.distanceTransform((~covered).astype(np.uint8), cv2.DIST_L2, 5)
    parts = (np.argwhere(labels == i) for i in good[:_MOST])
    least = max(_RIM, _FARTHEST * radius, _WIDTHS * search.everything.line)
    return [part for part in parts if away[part[:, 0], part[:, 1]].max() >= least]


def _band(search: ColumnSearch, number: int, markers: Sequence[RawMarker]) -> _Band:
    """Where the ink of a series lies, from its markers that are seen well; else as of sharp strokes of usual width.

    Sizes are found in steps, and outlines are thin: a pixel more or less is half of their ink.
    """
    look = search.looks[number].look
    usual = _Band(-max(2.0, 0.25 * look.radius) if look.hollow else -np.inf, 0.0)
    clear = [m for m in markers if m.score >= _CLEAR]
    if len(clear) < _SHOWING or not look.shape:
        return usual
    steps = np.arange(-int(0.7 * look.radius), _BEYOND + 1)
    profiles = []
    for marker in clear:
        box = about(search.covers[number], marker.x, marker.y, 2.6 * look.radius + 4)
        distance, share = _distances(look, marker, box), search.covers[number][box] / look.level
        at = np.floor(distance).astype(np.int64)
        profiles.append([float(np.median(share[at == step])) if (at == step).any() else 0.0 for step in steps])
    ink = np.median(profiles, axis=0)
    dark = np.flatnonzero(ink >= 0.5 * ink.max())
    if not len(dark) or ink.max() < INKED or ink[-1] >= 0.5 * ink.max():
        return usual
    inner, outer = float(steps[dark[0]]), float(steps[dark[-1]] + 1)
    return _Band(inner if look.hollow else -np.inf, outer, float(np.clip(ink[dark], 0.0, 1.0).mean()))


def _best_fit(
    search: ColumnSearch,
    covered: NDArray[np.bool_],
    part: NDArray[np.int64],
    bands: Sequence[_Band],
    *,
    alone: bool = True,
) -> tuple[int, RawMarker] | None:
    """Find the series and the place that explain a piece of ink best, or a part of it; None when none does."""
    best: tuple[float, int, Sighting] | None = None
    share = _EXPLAINED if alone else _PART
    for number, series in enumerate(search.looks):
        look = series.look
        if not look.shape:
            continue
        reach = 1.2 * look.radius
        for row, column in [part.mean(axis=0)] if alone else _middles(part, reach):
            box = about(covered, column, row, 4.5 * look.radius)
            ink = search.covers[number][box].copy()
            ink[covered[box]] = HIDDEN * look.level
            origin = np.array([box[1].start, box[0].start])
            x, y = np.array([column, row]) - origin
            for s in sight_marker(ink, look, x, (y - reach, y + reach), _LEAST, reach):
                seen = replace(s, x=s.x + origin[0], y=s.y + origin[1])
                agreement = _agreement(
                    search.covers[number] / look.level, covered, look, seen, part, bands[number], share
                )
                if best is None or agreement > best[0]:
                    best = (agreement, number, seen)
    if best is None or best[0] < (_SEEN if alone else _TOLD):
        return None
    agreement, number, seen = best
    look = search.looks[number].look
    score = min(_PARTLY, agreement)
    marker = RawMarker(seen.x, seen.y, look.radius, look.shape, look.hollow, look.level, score, (), look.rgb)
    return number, marker


def _middles(part: NDArray[np.int64], reach: float) -> list[NDArray[np.float64]]:
    """Middles of the squares of twice a reach into which a piece of ink falls."""
    squares = ((part - part.min(axis=0)) // max(1.0, 2 * reach)).astype(np.int64)
    return [part[(squares == at).all(axis=1)].mean(axis=0) for at in np.unique(squares, axis=0)]


def _agreement(
    ink: Gray,
    covered: NDArray[np.bool_],
    look: MarkerLook,
    seen: Sighting,
    part: NDArray[np.int64],
    band: _Band,
    share_explained: float,
) -> float:
    """How well the part of a marker that nothing hides agrees with the ink, 1 = perfect."""
    box = about(covered, seen.x, seen.y, 2.6 * look.radius + 4)
    distance, bare, share = _distances(look, seen, box), ~covered[box], np.clip(ink[box], 0.0, 1.0)
    within = (distance <= band.outer - 0.5) & (distance >= band.inner + 0.5)
    inked, empty = within & bare, (distance >= band.outer + 1.0) & (distance <= band.outer + 3.0) & bare
    if not inked.any() or inked.sum() < _SHOWN * within.sum():
        return 0.0
    inside = (distance < band.inner - 1.0) & bare
    explained = float((_distances_at(look, seen, part) <= 1.5).mean())
    around = float(share[empty].mean()) if empty.any() else 0.0
    core = float(share[inside].mean()) if inside.any() else 0.0
    return (float(share[inked].mean()) / band.ink - 0.5 * around - 0.5 * core) * min(1.0, explained / share_explained)


def _distances_at(look: MarkerLook, seen: RawMarker | Sighting, part: NDArray[np.int64]) -> Array:
    top, left = part.min(axis=0)
    bottom, right = part.max(axis=0)
    whole = _distances(look, seen, (slice(int(top), int(bottom) + 1), slice(int(left), int(right) + 1)))
    return np.asarray(whole[part[:, 0] - top, part[:, 1] - left])
