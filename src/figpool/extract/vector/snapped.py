"""Ticks that a program moved to whole screen pixels, and the scale they were moved from.

Programs for screens (Vega, D3, Excel's SVG) draw marks exactly, but round tick
positions to whole pixels of 1/96 inch. The axis' own line is not rounded: where
its ends carry ticks, they place the scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.axes import AxisCalibration, CalibrationPoint
from figpool.detect.vector.axes import AxisMarks
from figpool.detect.vector.scene import Scene

Array = NDArray[np.float64]

#: One screen pixel in pixels of a page rendered at 300 dpi: a CSS pixel, and one exported as a point.
_UNITS = (300 / 72, 300 / 96)
#: Largest spread of ticks that are where they belong, pixels.
_EXACT = 0.05
#: Programs known to round their ticks.
_SNAPPING = frozenset({"Vega", "svg2pdf"})
#: Programs that cut positions off at 0.01 mm; how much farther that moves marks than ticks, and
#: the standard uncertainty it leaves, in such steps (means over 29 charts with known values).
_CUTTING = ("LibreOffice", "OpenOffice")
_CUT_SHIFT, _CUT_U = 0.3, 0.6


def is_snapping(producer: str) -> bool:
    """Whether a program is known to round its ticks to whole screen pixels."""
    return producer in _SNAPPING


def untruncated(fitted: AxisCalibration, producer: str) -> AxisCalibration:
    """Return the scale for marks of a program that cuts positions off at 0.01 mm.

    Parameters
    ----------
    fitted : AxisCalibration
        Fit to the ticks, pixels at 300 dpi.
    producer : str
        Program that drew the page.
    """
    if not producer.startswith(_CUTTING):
        return fitted
    step = 300 / 2540
    shifted = fitted.intercept + fitted.slope * _CUT_SHIFT * step
    return replace(fitted, intercept=shifted, pixel_sd=max(fitted.pixel_sd, _CUT_U * step))


def unsnapped(fitted: AxisCalibration, marks: AxisMarks, scene: Scene, *, known: bool = False) -> AxisCalibration:
    """Return the scale before its ticks were rounded; the fit itself when they were not.

    Parameters
    ----------
    fitted : AxisCalibration
        Fit to the ticks, pixels at 300 dpi.
    marks : AxisMarks
        All ticks, and the ends of the axis' line.
    scene : Scene
        The page: bars stand exactly on the zero of their axis.
    known : bool
        Whether the program is known to round ticks, so that evenly spaced ones prove nothing.

    Returns
    -------
    AxisCalibration
        Through the line's ends when both carry a tick, else through one end with
        the ticks' mean spacing, else through all ticks; with the uncertainty that is left.
    """
    values = np.array([t.value for t in fitted.ticks if t.value is not None])
    expected = fitted.to_pixel(values)
    ticks = np.array([t.pixel for t in marks.ticks])
    at = ticks[np.abs(ticks - expected[:, None]).argmin(axis=1)]
    unit = _unit_of(at)
    if unit is None:
        return fitted
    exact = [*_foot_of_bars(scene, marks), *(marks.line or ())]
    anchors = [(end, int(i)) for end in exact for i in np.flatnonzero(np.abs(at - end) <= 0.51 * unit)[:1]]
    anchors = [a for k, a in enumerate(anchors) if a[1] not in [b[1] for b in anchors[:k]]]
    misfit = max(float(np.abs(at - expected).max()), *(abs(end - at[i]) for end, i in anchors), 0.0)
    if misfit >= 1.5 * unit or (misfit <= _EXACT and not known):
        return fitted
    u = fitted.scale.to_linear(values)
    slope, intercept, left = _line(u, at, anchors, unit)
    places = (u - intercept) / slope
    points = tuple(
        CalibrationPoint(float(p), float(v), float(p - q)) for p, v, q in zip(at, values, places, strict=True)
    )
    return replace(fitted, slope=slope, intercept=intercept, points=points, pixel_sd=left)


def _foot_of_bars(scene: Scene, marks: AxisMarks) -> list[float]:
    """Row within the axis on which two or more rectangles end, to a hundredth of a pixel."""
    first, last = marks.extent
    ends: dict[float, set[int]] = {}
    for rect in scene.rects:
        for row in (rect.box.y0, rect.box.y1):
            if first - 1 <= row <= last + 1 and not rect.slim:
                ends.setdefault(round(row, 2), set()).add(round(rect.box.cx))
    most = max(ends, key=lambda row: len(ends[row]), default=None)
    return [most] if most is not None and len(ends[most]) >= 2 else []


def _unit_of(at: Array) -> float | None:
    """Whole screen pixel all ticks stand on; None when they are not rounded."""
    if len(at) < 3:
        return None
    for unit in _UNITS:
        steps = (at - at[0]) / unit
        if np.abs(steps - np.rint(steps)).max() <= 0.02:
            return unit
    return None


def _line(u: Array, at: Array, anchors: Sequence[tuple[float, int]], unit: float) -> tuple[float, float, float]:
    """Slope and intercept of u(pixel), and the standard uncertainty of a position on it."""
    if len(anchors) >= 2:
        (a, i), (b, j) = anchors[:2]
        slope = float((u[j] - u[i]) / (b - a))
        if np.abs(at - a - (u - u[i]) / slope).max() <= 0.52 * unit:  # else the line ends beyond its tick
            return slope, float(u[i] - slope * a), _EXACT
    if anchors:
        return _through(u, at, anchors[0], unit)
    away = at - at.mean()
    slope = float((away * (u - u.mean())).sum() / (away**2).sum())
    return slope, float(u.mean() - slope * at.mean()), 0.29 * unit / float(np.sqrt(len(at)))


def _through(u: Array, at: Array, anchor: tuple[float, int], unit: float) -> tuple[float, float, float]:
    """Line through one exact end: the middle of all spacings that round to the ticks seen."""
    end, i = anchor
    others = np.flatnonzero(np.arange(len(u)) != i)
    steps = u[others] - u[i]
    bounds = np.sort([(at[others] - end - 0.5 * unit) / steps, (at[others] - end + 0.5 * unit) / steps], axis=0)
    low, high = float(bounds[0].max()), float(bounds[1].min())
    per_unit = (low + high) / 2
    left = abs(high - low) * float(np.abs(steps).max()) / 2 / 3**0.5
    return 1 / per_unit, float(u[i] - end / per_unit), max(_EXACT, left)
