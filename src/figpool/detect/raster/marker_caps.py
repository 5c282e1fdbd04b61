"""Caps that touch their marker: the outline bulges where a cap's ends stand out of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.marker_search import MarkerLook, Sighting
from figpool.detect.raster.shapes import Array, shape_named, shape_reach
from figpool.detect.raster.stems import StemEnd, StrokeMaps

Distance = Callable[[Array, Array], Array]

#: Ink from which a pixel belongs to a stroke, as a share of the marker's.
_INK = 0.45
#: Share of a marker's inner radius about its middle in which lines run and no cap is looked for (a triangle's long tip
#: makes it no larger), how far its blurred rim may stand out, and the pixels of a cap that must show beyond that on
#: either side.
_CLEAR, _RIM, _STUB = 0.35, 1.5, 2
#: How far the ends of a cap move a marker's outline, pixels and as a share of what stands out of it, where that is no
#: narrower than a share of its middle, and how much longer one of the two arms may be.
_MOVED, _MOVED_SHARE, _WIDE, _LOPSIDED = 0.7, 0.25, 0.6, 1.6
#: Percentile of the outline about a row that no cap moves: two may lie on half of the rows.
_USUAL = 30
#: Distance from the middle to which no open marker's outline comes near its inside, inner radii.
_LEVEL = 0.4


def _nowhere(cap: StemEnd) -> bool:
    return False


def find_touching_caps(
    maps: StrokeMaps,
    look: MarkerLook,
    seen: Sighting,
    typical: float,
    elsewhere: Callable[[StemEnd], bool] = _nowhere,
) -> list[StemEnd]:
    """Find caps that no gap parts from the marker they belong to.

    Parameters
    ----------
    maps : StrokeMaps
        Strokes of the caps' ink.
    look : MarkerLook
        The marker.
    seen : Sighting
        Where it stands.
    typical : float
        Half width of the chart's caps, pixels.
    elsewhere : callable
        Whether a bulge is part of something else.

    Returns
    -------
    list of StemEnd
        At most one above and one below; not clean, since the marker covers a part of each.
    """
    found: list[StemEnd] = []
    for direction in (-1, 1):
        stubs = _stubs(maps, look, seen, typical, direction)
        bulges = [*_caps(maps, look, seen, typical, direction), *([] if stubs is None else [stubs])]
        found += [cap for cap in bulges if not elsewhere(cap)][:1]
    return found if found else [cap for cap in _tips(maps, look, seen, typical) if not elsewhere(cap)]


def find_inner_caps(maps: StrokeMaps, look: MarkerLook, seen: Sighting, typical: float) -> list[StemEnd]:
    """Find the caps of an error bar shorter than the open marker it belongs to.

    Parameters
    ----------
    maps, look, seen, typical
        As for `find_touching_caps`.

    Returns
    -------
    list of StemEnd
        At most one above and one below; none inside a filled marker.
    """
    shape = shape_named(look.shape)
    if shape is None or not look.hollow:
        return []
    # beside the stem, and where the outline is far from level
    first = round(0.5 * maps.line + 1.5)
    steps = np.arange(first, round(min(_LEVEL * look.radius, 0.7 * typical)) + 1)
    if len(steps) < _STUB:
        return []
    found = []
    for direction in (-1, 1):
        reach = shape_reach(look.shape, direction) * look.radius
        rows = np.arange(round(1.2 * maps.line + 1), round(reach))
        # a slanted outline narrows towards a corner
        chord = _chords(shape.distance, direction * rows / look.radius + shape.drop) * look.radius
        rows = rows[chord >= steps[-1] + 0.5 * maps.line]
        at = round(seen.y) + direction * rows
        columns = round(seen.x) + np.concatenate([-steps, steps])
        inside = at.size and at.min() >= 0 and at.max() < maps.ink.shape[0]
        if not inside or columns.min() < 0 or columns.max() >= maps.ink.shape[1]:
            continue
        ink = maps.ink[at[:, None], columns[None, :]]
        level = _INK * max(seen.level, 0.3)
        # a slanted line is on a row at some of the columns only
        strokes = np.flatnonzero(np.percentile(ink, 10, axis=1) > level)
        empty = np.flatnonzero(np.median(ink, axis=1) < 0.6 * level)
        groups = np.split(strokes, np.flatnonzero(np.diff(strokes) > 1) + 1)
        # ground parts it from the middle and from the outline
        own = [g for g in groups if len(g) and (empty < g[0]).any() and (empty > g[-1]).any()]
        if len(own) == 1 and len(own[0]) <= 1.6 * maps.line + 2:
            weight = ink[own[0]].mean(axis=1)
            row = round(seen.y) + direction * float((weight * rows[own[0]]).sum() / weight.sum())
            found.append(StemEnd(row, typical, clean=False))
    return found


def stands_out(cap: StemEnd, look: MarkerLook, seen: Sighting, typical: float, line: float) -> bool:
    """Whether a stroke reaches so far beyond a marker it crosses, off the middle where lines run, that it is a cap.

    Parameters
    ----------
    cap : StemEnd
        The stroke.
    look : MarkerLook
        The marker.
    seen : Sighting
        Where it stands.
    typical : float
        Half width of the chart's caps, pixels.
    line : float
        Common line width, pixels.
    """
    shape = shape_named(look.shape)
    if shape is None:
        return False
    row = cap.y - seen.y + shape.drop * look.radius
    if abs(row) <= _CLEAR * look.radius + line:
        return False
    chord = _chords(shape.distance, np.array([row - 1, row, row + 1]) / look.radius).max() * look.radius
    return bool(cap.half - chord >= _bulge(typical))


def _bulge(typical: float) -> float:
    """How far a cap stands out of a marker on either side, at least, pixels."""
    return max(2.0, 0.3 * typical)


def _caps(maps: StrokeMaps, look: MarkerLook, seen: Sighting, typical: float, direction: int) -> list[StemEnd]:
    """Bulges of a marker that may be caps, the outermost first."""
    shape = shape_named(look.shape)
    assert shape is not None
    middle = seen.y - shape.drop * look.radius
    reach = (shape_reach(look.shape, direction) + direction * shape.drop) * look.radius
    rows = np.arange(round(0.6 * reach), round(reach + 0.8 * look.radius + maps.line) + 1)
    at = np.rint(middle).astype(int) + direction * rows
    if at.min() < 0 or at.max() >= maps.ink.shape[0]:
        return []
    left, right = _widths(maps, at, seen.x, 2.0 * typical, _INK * max(seen.level, 0.3))
    # the size is known to a tenth; a flat edge ends at once, a pointed one slowly
    flat = _chords(shape.distance, np.array([0.97 * direction * reach / look.radius]))[0] > 0.9
    radius = 1.1 * look.radius + 0.8 if flat else 1.04 * look.radius + 0.5
    chord = _chords(shape.distance, direction * rows / radius) * radius
    half = np.minimum(left, right)
    wide = (half >= 0.7 * typical) & (np.maximum(left, right) <= 1.35 * typical + 1)
    bulge = wide & (half - chord >= _bulge(typical))
    groups = np.split(np.flatnonzero(bulge), np.flatnonzero(np.diff(np.flatnonzero(bulge)) > 1) + 1)
    caps = []
    for group in groups[::-1]:
        if not 1 <= len(group) <= 1.6 * maps.line + 2:
            break
        outer = float(rows[group[-1]]) + 0.5
        inner = max(float(rows[group[0]]) - 0.5, outer - maps.line - 0.5)
        caps.append(StemEnd(middle + direction * (outer + inner) / 2, float(np.median(half[group])), clean=False))
    return caps


def _stubs(maps: StrokeMaps, look: MarkerLook, seen: Sighting, typical: float, direction: int) -> StemEnd | None:
    """Find a cap whose ends stand out on both sides of a marker that hides its middle."""
    shape = shape_named(look.shape)
    assert shape is not None
    middle = seen.y - shape.drop * look.radius
    reach = (shape_reach(look.shape, direction) + direction * shape.drop) * look.radius
    rows = np.arange(round(_CLEAR * look.radius + maps.line), round(reach + maps.line) + 1)
    at = np.rint(middle).astype(int) + direction * rows
    if not len(rows) or at.min() < 0 or at.max() >= maps.ink.shape[0]:
        return None
    # the widest the marker is on a row or beside it
    around = np.array([rows - 1, rows, rows + 1]) * direction / look.radius
    chord = np.max([_chords(shape.distance, r) for r in around], axis=0) * look.radius
    first, last = np.ceil(chord + _RIM).astype(int), round(typical) - 1
    far = round(typical + 0.5 * maps.line) + 2
    steps = np.arange(far + 3)
    inked_stubs, ended = np.ones(len(rows), bool), []
    for sign in (-1, 1):
        columns = (round(seen.x) + sign * steps).clip(0, maps.ink.shape[1] - 1)
        inked = maps.ink[at[:, None], columns[None, :]] > _INK * max(seen.level, 0.3)
        stub = (steps >= first[:, None]) & (steps <= last)
        inked_stubs &= (inked | ~stub).all(axis=1) & (stub.sum(axis=1) >= _STUB)
        # what goes on beyond is a line
        ended.append(~inked[:, far:].any(axis=1))
    # a line that leaves the marker may run into one end of a cap, not into both
    ends = np.flatnonzero(inked_stubs & (ended[0] | ended[1]))
    groups = np.split(ends, np.flatnonzero(np.diff(ends) > 1) + 1)
    shown = [group for group in groups if (ended[0] & ended[1])[group].any()]
    if len(shown) != 1 or len(shown[0]) > 1.6 * maps.line + 2:
        return None
    return StemEnd(middle + direction * float(rows[shown[0]].mean()), typical, clean=False)


def _tips(maps: StrokeMaps, look: MarkerLook, seen: Sighting, typical: float) -> list[StemEnd]:
    """Find two caps hardly wider than the marker that hides them, one above its middle and one below.

    Their ends move the marker's outline by a pixel or so, on both sides at the same rows.
    """
    shape = shape_named(look.shape)
    assert shape is not None
    middle = seen.y - shape.drop * look.radius
    rows = np.arange(-round(look.radius), round(look.radius) + 1)
    at = np.rint(middle).astype(int) + rows
    chord = _chords(shape.distance, rows / look.radius) * look.radius
    column, reach = round(seen.x), int(np.ceil(typical + maps.line)) + 2
    inside = at.min() >= 0 and at.max() < maps.ink.shape[0] and reach <= column < maps.ink.shape[1] - reach
    if not inside:
        return []
    steps = np.arange(reach + 1)
    near = (steps >= chord[:, None] - 2) & (steps <= typical + 2)
    around = max(3, round(3 * maps.line))
    bulges, beyond = [], []
    for sign in (-1, 1):
        ink = np.minimum(maps.ink[at[:, None], column + sign * steps[None, :]] / max(seen.level, 0.3), 1.0)
        outline = (ink * near).sum(axis=1)
        usual = np.array(
            [np.percentile(outline[max(0, i - around) : i + around + 1], _USUAL) for i in range(len(rows))]
        )
        bulges.append(outline - usual)
        beyond.append(ink[:, round(typical + 0.5 * maps.line) + 2 :].max(axis=1) > _INK)
    bulge = np.minimum(*bulges)
    shown = (bulge >= np.maximum(_MOVED, _MOVED_SHARE * (typical - chord))) & (chord >= _WIDE * look.radius)
    shown &= (chord <= typical) & ~(beyond[0] & beyond[1])
    caps = []
    for half in (rows < -maps.line, rows > maps.line):
        peaks = np.flatnonzero(shown & half)
        if not len(peaks) or peaks[-1] - peaks[0] > 1.6 * maps.line + 2:
            return []
        caps.append(middle + float((bulge[peaks] * rows[peaks]).sum() / bulge[peaks].sum()))
    above, below = middle - caps[0], caps[1] - middle
    if max(above, below) > _LOPSIDED * min(above, below):
        return []
    return [StemEnd(row, typical, clean=False) for row in caps]


def _chords(distance: Distance, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half widths of a shape at rows (inner radii, down), inner radii; 0 beyond it."""
    x = np.linspace(0.0, 2.6, 131, dtype=np.float32)
    inside = distance(x[None, :], rows.astype(np.float32)[:, None]) <= 0
    return np.asarray(np.where(inside, x[None, :], 0.0).max(axis=1), dtype=np.float64)


def _widths(
    maps: StrokeMaps, rows: NDArray[np.int64], x: float, farthest: float, least: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far ink runs left and right of a column, per row; at most `farthest`."""
    column, reach = round(x), int(np.ceil(farthest)) + 2
    sides = []
    for sign in (-1, 1):
        columns = (column + sign * np.arange(reach + 1)).clip(0, maps.ink.shape[1] - 1)
        inked = maps.ink[rows[:, None], columns[None, :]] > least
        ends = np.argmin(np.concatenate([inked, np.zeros((len(rows), 1), bool)], axis=1), axis=1)
        sides.append(ends.astype(np.float64) - 0.5)
    return sides[0], sides[1]
