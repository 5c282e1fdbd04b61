"""Ticks that a program moved to whole screen pixels, and the scale they were moved from.

Programs for screens (Vega, D3, Excel's SVG) draw marks exactly, but round tick
positions to whole pixels of 1/96 inch, and often draw the whole axis half a pixel
to the right and below so that its lines are crisp. Nothing but positions says so:
the ticks stand on a lattice of whole pixels. The scale is then taken from what is
not rounded: the base lines of the labels (exact, but moved by whole pixels to stand
beside their ticks), the ends of the axis' line, the row bars stand on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.axes import AxisCalibration, CalibrationPoint
from figpool.core.vector import VectorText
from figpool.detect.vector.axes import AxisMarks
from figpool.detect.vector.scene import Scene

Array = NDArray[np.float64]

#: One screen pixel in pixels of a page rendered at 300 dpi: a CSS pixel, and one exported as a point.
_UNITS = (300 / 72, 300 / 96)
#: Screen pixels of drawings placed smaller or larger, pixels.
_SMALLEST, _LARGEST = 1.0, 12.0
#: Ticks and labels farther apart along an axis than this have different steps, pixels.
_OTHER_STEP = 0.5
#: Largest spread of positions that are where they belong, and their standard uncertainty, pixels.
_EXACT = 0.05
#: Standard deviation of what rounding to a whole pixel moves, pixels.
_ROUNDED = 1 / 12**0.5
#: Ticks on a lattice are this near to it, screen pixels.
_ON_LATTICE = 0.011


@dataclass(frozen=True)
class _Ticks:
    """Rounded ticks: values on the linear scale, positions, the screen pixel they are rounded to."""

    u: Array
    at: Array
    unit: float


#: Slope and intercept of u(pixel), and the standard uncertainty of a position on it.
_Line = tuple[float, float, float]


def unsnapped(
    fitted: AxisCalibration, marks: AxisMarks, scene: Scene, labels: Sequence[VectorText] = ()
) -> AxisCalibration:
    """Return the scale before its ticks were rounded; the fit itself when they were not.

    Evenly spaced ticks on whole pixels may be exact or rounded ones of a slightly
    other step: they are taken for exact only where labels or the axis' ends confirm it.

    Parameters
    ----------
    fitted : AxisCalibration
        Fit to the ticks, pixels at 300 dpi.
    marks : AxisMarks
        All ticks, and the ends of the axis' line.
    scene : Scene
        The page: bars stand exactly on the zero of their axis.
    labels : sequence of VectorText
        The tick labels: base lines of text are not rounded.

    Returns
    -------
    AxisCalibration
        With the uncertainty that is left; where nothing tells whether the axis
        was moved by half a pixel, half of that and an uncertainty that covers both.
    """
    values = np.array([t.value for t in fitted.ticks if t.value is not None])
    expected = fitted.to_pixel(values)
    places = np.array([t.pixel for t in marks.ticks])
    at = places[np.abs(places - expected[:, None]).argmin(axis=1)]
    misfit = float(np.abs(at - expected).max())
    corner = scene.corner if all(t.angle == 0.0 for t in labels) else None
    bases, u = _bases(at, labels), fitted.scale.to_linear(values)
    lattice = _lattice_of(at, (*_own_units(scene), *_UNITS, *_unit_of_gaps(places)), corner) or _lattice_of_labels(
        u, at, bases
    )
    if lattice is None or misfit >= 1.5 * lattice[0]:
        return fitted
    unit, displacement = lattice
    foot, ends = _foot_of_bars(scene, marks, unit), marks.line or ()
    ticks = _Ticks(u, at, unit)
    if misfit <= _EXACT and displacement is None and not _is_contradicted(ticks, foot, bases):
        return fitted
    found = {}
    for share in (0.0, 0.5) if corner is not None else (-0.5, 0.0, 0.5):
        here = _Ticks(ticks.u, at - share * unit, unit)
        line = _line(here, foot, [end - share * unit for end in ends], bases - share * unit)
        if line is not None:
            found[share] = line
    slope, intercept, left = _settled(found, displacement, unit, len(at)) or _least_squares(ticks)
    points = tuple(
        CalibrationPoint(float(p), float(v), float(p - q))
        for p, v, q in zip(at, values, (ticks.u - intercept) / slope, strict=True)
    )
    return replace(fitted, slope=slope, intercept=intercept, points=points, pixel_sd=left)


def _is_contradicted(ticks: _Ticks, foot: Sequence[float], bases: Array) -> bool:
    """Whether bars or labels show that ticks, though even, are not where they belong."""
    off = [p for p, i in _at_ticks(ticks.at, foot, ticks.unit) if abs(p - float(ticks.at[i])) > _EXACT]
    even = _even_bases(ticks.u, bases)
    return bool(off) or (even is not None and float(np.ptp(ticks.at - even)) > _EXACT)


def _even_bases(u: Array, bases: Array) -> Array | None:
    """Places of the labels on the scale's own step, by the first of their positions that lie on one; None without."""
    for places in bases:
        even = np.polyval(np.polyfit(u, places, 1), u)
        if float(np.abs(places - even).max()) <= _EXACT:
            return np.asarray(even)
    return None


def _own_units(scene: Scene) -> list[float]:
    """Screen pixels of a drawing that was placed at another size: its own unit, as a screen pixel or as a point."""
    return [] if scene.user_unit is None else [scene.user_unit, 0.75 * scene.user_unit]


def _lattice_of(
    at: Array, units: Sequence[float], corner: tuple[float, float] | None
) -> tuple[float, float | None] | None:
    """Whole screen pixel all ticks stand on and how far their axis was moved to have crisp lines, screen pixels.

    None when they are not rounded; no displacement where the page does not tell.
    """
    if len(at) < 3:
        return None
    on = [u for u in units if _are_whole((at - at[0]) / u)]
    found = [(u, _displacement(at, u, corner)) for u in on]
    return next((f for f in found if f[1] is not None), found[0] if found else None)


def _lattice_of_labels(u: Array, at: Array, bases: Array) -> tuple[float, float | None] | None:
    """Screen pixel of ticks that are even but have another step than their labels: not known, taken for a large one."""
    even = _even_bases(u, bases) if len(at) >= 3 else None
    apart = 0.0 if even is None else float(np.ptp(at - even))
    return (max(_UNITS), None) if _OTHER_STEP < apart <= max(_UNITS) else None


def _unit_of_gaps(places: Array) -> list[float]:
    """Screen pixel of a drawing placed at another size: gaps of rounded ticks that are not alike differ by one.

    The difference itself is too coarse; all ticks together give it.
    """
    gaps = np.sort(np.diff(np.sort(places)))
    steps = np.diff(gaps)
    steps = steps[(steps > _SMALLEST) & (steps < _LARGEST)]
    if not len(steps):
        return []
    counts = np.rint((places - places[0]) / float(np.median(steps)))
    return [float(np.polyfit(counts, places, 1)[0])]


def _are_whole(steps: Array) -> bool:
    return bool(np.abs(steps - np.rint(steps)).max() <= _ON_LATTICE)


def _displacement(at: Array, unit: float, corner: tuple[float, float] | None) -> float | None:
    """Half a pixel or none, by where ticks stand on the page; None where they stand on neither."""
    if corner is None:
        return None
    steps = (at + 0.5 + corner[1]) / unit
    for share in (0.0, 0.5):
        if _are_whole(steps - share):
            return share
    return None


def _settled(found: dict[float, _Line], displacement: float | None, unit: float, count: int) -> _Line | None:
    """Choose between the lines of an axis moved and not moved; their middle where nothing tells.

    The move is shared by all `count` ticks, so a fit to them does not average it.
    """
    if len(found) < 2:
        return next(iter(found.values()), None)
    if displacement in found:
        return found[displacement]
    lines = np.array(list(found.values()))
    slope, intercept, left = lines.mean(axis=0).tolist()
    shared = _ROUNDED * float(np.ptp(list(found))) * unit * count**0.5
    return slope, intercept, max(left, shared)


def _bases(at: Array, labels: Sequence[VectorText]) -> Array:
    """Positions the labels of ticks may have been placed by, a row each, likeliest first; shape (k, n), k 0 or 6.

    Middles of base lines; the same with the first, the last or both labels flush with
    their ticks, not to reach beyond the axis; starts; ends.
    """
    own = [min(labels, key=lambda t: abs(t.box.cy - p)) for p in at] if labels else []
    told = [t.base for t in own if t.base is not None and t.angle == 0.0]
    if len(told) < len(at) or len({id(t) for t in own}) < len(at):
        return np.empty((0, len(at)))
    start, end = np.array([b[1] for b in told]), np.array([b[3] for b in told])
    rows = np.tile((start + end) / 2, (4, 1))
    first, last = int(at.argmin()), int(at.argmax())
    rows[[1, 3], first], rows[[2, 3], last] = start[first], end[last]
    return np.vstack([rows, start, end])


def _foot_of_bars(scene: Scene, marks: AxisMarks, unit: float) -> list[float]:
    """Row on the axis on which two or more rectangles end; none where there is no such row."""
    first, last = marks.extent
    ends: dict[float, list[tuple[float, int]]] = {}
    for rect in scene.rects:
        for row in (rect.box.y0, rect.box.y1):
            if first - unit <= row <= last + unit and not rect.slim:
                ends.setdefault(round(row, 2), []).append((row, round(rect.box.cx)))
    most = max(ends.values(), key=lambda found: len({x for _, x in found}), default=[])
    return [float(np.median([row for row, _ in most]))] if len({x for _, x in most}) >= 2 else []


def _line(ticks: _Ticks, foot: Sequence[float], ends: Sequence[float], bases: Array) -> _Line | None:
    """Line through what is not rounded; None where the ticks cannot be its rounded positions."""
    u, at, unit = ticks.u, ticks.at, ticks.unit
    anchors = _at_ticks(at, [*foot, *ends], 0.51 * unit)
    used = [a for k, a in enumerate(anchors) if a[1] not in [b[1] for b in anchors[:k]]]
    line = _through_two(u, used) or _along_labels(ticks, used, bases)
    line = line or (_through(ticks, used[0]) if used else _least_squares(ticks))
    slope, intercept, _ = line
    away = float(np.abs(at - (u - intercept) / slope).max())
    exact = [*anchors, *_at_ticks(at, foot, 1.05 * unit)]  # a foot as near as that to a tick is its
    apart = max((abs(end - (u[i] - intercept) / slope) for end, i in exact), default=0.0)
    return line if away <= 0.52 * unit and apart <= 2 * _EXACT else None


def _at_ticks(at: Array, positions: Sequence[float], reach: float) -> list[tuple[float, int]]:
    """Positions with the tick each stands at, of those that stand at one."""
    nearest = [(p, int(np.abs(at - p).argmin())) for p in positions]
    return [(p, i) for p, i in nearest if abs(float(at[i]) - p) <= reach]


def _through_two(u: Array, anchors: Sequence[tuple[float, int]]) -> _Line | None:
    if len(anchors) < 2:
        return None
    (a, i), (b, j) = anchors[:2]
    slope = float((u[j] - u[i]) / (b - a))
    return slope, float(u[i] - slope * a), _EXACT


def _along_labels(ticks: _Ticks, anchors: Sequence[tuple[float, int]], bases: Array) -> _Line | None:
    """Line with the step of the labels, moved by whole pixels to where it rounds to the ticks."""
    even = _even_bases(ticks.u, bases)
    if even is None:
        return None
    slope = float((ticks.u[-1] - ticks.u[0]) / (even[-1] - even[0]))
    if anchors:
        end, i = anchors[0]
        return slope, float(ticks.u[i] - slope * end), _EXACT
    away = ticks.at - even
    moved, left = _whole(away, ticks.unit)
    if float(np.ptp(away)) <= _EXACT:  # ticks as even as the labels: most likely not rounded at all
        slope, intercept, _ = _least_squares(ticks)
        return slope, intercept, max(_EXACT, abs(moved - float(away.mean())) / 2)
    return slope, float(ticks.u[0] - slope * (even[0] + moved)), left


def _whole(away: Array, unit: float) -> tuple[float, float]:
    """How far labels stand from the exact places of their ticks, whole pixels if they may, and its uncertainty."""
    low, high = float(away.max()) - 0.5 * unit, float(away.min()) + 0.5 * unit
    whole = unit * float(np.rint((low + high) / 2 / unit))
    if low - _EXACT <= whole <= high + _EXACT:
        return whole, _EXACT
    return (low + high) / 2, max(_EXACT, _ROUNDED * abs(high - low))


def _through(ticks: _Ticks, anchor: tuple[float, int]) -> _Line:
    """Line through one exact end: the middle of all spacings that round to the ticks seen."""
    u, at, unit = ticks.u, ticks.at, ticks.unit
    end, i = anchor
    others = np.flatnonzero(np.arange(len(u)) != i)
    steps = u[others] - u[i]
    bounds = np.sort([(at[others] - end - 0.5 * unit) / steps, (at[others] - end + 0.5 * unit) / steps], axis=0)
    low, high = float(bounds[0].max()), float(bounds[1].min())
    per_unit = (low + high) / 2
    left = abs(high - low) * float(np.abs(steps).max()) / 2 / 3**0.5
    return 1 / per_unit, float(u[i] - end / per_unit), max(_EXACT, left)


def _least_squares(ticks: _Ticks) -> _Line:
    slope, intercept = np.polyfit(ticks.at, ticks.u, 1)
    return float(slope), float(intercept), _ROUNDED * ticks.unit
