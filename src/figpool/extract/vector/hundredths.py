"""Scales of drawings whose positions were all cut off at 0.01 mm (LibreOffice, OpenOffice).

Nothing but the positions says so: all of them stand on a lattice of 0.01 mm, or of
as many per cent of it as the sheet was shrunk to fit the page. This survives a file's
being written again by another program. Where the second of two cuttings could be
taken away (`detect.vector.lattice`), the ends of the axis are known exactly.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.axes import AxisCalibration, TickSource
from figpool.detect.vector.axes import AxisMarks
from figpool.detect.vector.lattice import find_lattice
from figpool.detect.vector.scene import Scene

Array = NDArray[np.float64]

#: How much farther marks are cut off than ticks, and the standard uncertainty left, in steps: means over 29 charts
#: with known values. Both are cut off twice (chart to sheet, sheet to page), so a position spreads over two steps.
_SHIFT, _U = 0.3, 0.8
#: Standard uncertainty where positions are cut off once, units, and where an end may be a unit farther.
_U_ONCE, _U_OPEN = 0.45, 0.8
#: Ticks this near to an end of the axis' line stand at it, units.
_AT_END = 1.5


def uncut(fitted: AxisCalibration, marks: AxisMarks, scene: Scene) -> AxisCalibration:
    """Return the scale for marks that were cut off at 0.01 mm; the fit itself when they were not.

    Parameters
    ----------
    fitted : AxisCalibration
        Fit to the ticks, pixels at 300 dpi.
    marks : AxisMarks
        The axis.
    scene : Scene
        The page.
    """
    if scene.unit is not None and marks.ticks[0].source is not TickSource.LABEL:
        return _from_ends(fitted, marks, scene.unit[1])
    lattice = None if scene.corner is None else find_lattice(_positions(marks, scene), scene.user_unit)
    if lattice is None:
        return fitted
    intercept = fitted.intercept + fitted.slope * _SHIFT * lattice.step
    return replace(fitted, intercept=intercept, pixel_sd=max(fitted.pixel_sd, _U * lattice.step))


def _from_ends(fitted: AxisCalibration, marks: AxisMarks, unit: float) -> AxisCalibration:
    """Scale of positions that were cut off once: the ends of the axis are whole units, ticks between were cut off.

    An end may have been computed a trifle too small and cut off by a whole unit: then
    the ticks between do not fit. Where they fit both ways, as happens to the end of
    the greatest value, the middle is taken.
    """
    values = fitted.scale.to_linear(np.array([p.value for p in fitted.points]))
    at = np.array([p.pixel for p in fitted.points])
    order = np.argsort(at)
    at, u = at[order] / unit, values[order]
    line = np.array(marks.line or (np.inf, -np.inf)) / unit
    if np.abs(line - at[[0, -1]]).max() > _AT_END:
        slope, intercept = np.polyfit(at + 0.5, u, 1).tolist()
        return _scaled(fitted, slope, intercept, unit, _U)
    ends = np.maximum(line, at[[0, -1]])
    grown = [(0, 0), (1, 0), (0, 1), (1, 1)] if u[0] > u[-1] else [(0, 0), (0, 1), (1, 0), (1, 1)]
    lines = [_between(at, u, ends + np.array(more)) for more in grown]
    misfit = [line[2] for line in lines]
    first = misfit.index(min(misfit))
    last = 1 if misfit[1] == misfit[first] and first == 0 else first
    slope, intercept, left = ((a + b) / 2 for a, b in zip(lines[first], lines[last], strict=True))
    return _scaled(fitted, slope, intercept, unit, max(_U_ONCE if first == last else _U_OPEN, left))


def _between(at: Array, u: Array, ends: Array) -> tuple[float, float, float]:
    """Slope and intercept of the line between two ends, and how far ticks are from being its places cut off.

    A tick between two units may be of either.
    """
    slope = float((u[-1] - u[0]) / (ends[1] - ends[0]))
    over = ends[0] + (u - u[0])[1:-1] / slope - at[1:-1]
    either = np.abs(at - ends[0] - np.rint(at - ends[0]))[1:-1]
    misfit = np.maximum(0.0, np.maximum(-over, over - 1) - either).sum()
    return slope, float(u[0] - slope * ends[0]), round(float(misfit), 1)


def _scaled(fitted: AxisCalibration, slope: float, intercept: float, unit: float, u: float) -> AxisCalibration:
    """Scale for marks, cut off by half a unit on average, from a line over units."""
    return replace(fitted, slope=slope / unit, intercept=intercept + slope / 2, pixel_sd=u * unit)


def _positions(marks: AxisMarks, scene: Scene) -> Array:
    """Positions along the axis of all that is drawn beside it, each once."""
    first, last = marks.extent
    ends = [v for e in scene.verticals for v in (e.lo, e.hi)] + [e.at for e in scene.horizontals]
    ends += [v for r in scene.rects for v in (r.box.y0, r.box.y1)] + [
        v for g in scene.glyphs for v in (g.box.y0, g.box.y1)
    ]
    return np.unique(np.round([v for v in ends if first - 1 <= v <= last + 1], 2))
