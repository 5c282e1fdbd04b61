"""Scales of drawings whose positions were all cut off at 0.01 mm (LibreOffice, OpenOffice).

Nothing but the positions says so: all of them stand on a lattice of 0.01 mm, or of
as many per cent of it as the sheet was shrunk to fit the page. This survives a file's
being written again by another program.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.axes import AxisCalibration
from figpool.detect.vector.axes import AxisMarks
from figpool.detect.vector.scene import Scene

Array = NDArray[np.float64]

#: 0.01 mm in pixels of a page rendered at 300 dpi.
_STEP = 300 / 2540
#: How near to one lattice positions stand (length of the mean of their phases as unit vectors; 1: on it), and
#: the evidence (Rayleigh's n R^2) from which this is no chance: p < 2e-5.
_TOGETHER, _EVIDENCE = 0.6, 11.0
#: Sizes a sheet is printed at; where it is not its own, positions must be nearer, and more evidence is asked for.
_SIZES, _NEARER, _MORE = np.arange(1.0, 0.295, -0.01), 0.9, 5.0
#: Steps of coarser lattices, which are no cutting off: whole points, tenths of a millimetre.
_COARSER = np.arange(2.0, 41.0)
#: How much farther marks are cut off than ticks, and the standard uncertainty left, in steps: means over 29 charts
#: with known values. Both are cut off twice (chart to sheet, sheet to page), so a position spreads over two steps.
_SHIFT, _U = 0.3, 0.8


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
    step = None if scene.corner is None else _lattice_of(_positions(marks, scene))
    if step is None:
        return fitted
    intercept = fitted.intercept + fitted.slope * _SHIFT * step
    return replace(fitted, intercept=intercept, pixel_sd=max(fitted.pixel_sd, _U * step))


def _positions(marks: AxisMarks, scene: Scene) -> Array:
    """Positions along the axis of all that is drawn beside it, each once."""
    first, last = marks.extent
    ends = [v for e in scene.verticals for v in (e.lo, e.hi)] + [e.at for e in scene.horizontals]
    ends += [v for r in scene.rects for v in (r.box.y0, r.box.y1)] + [
        v for g in scene.glyphs for v in (g.box.y0, g.box.y1)
    ]
    return np.unique(np.round([v for v in ends if first - 1 <= v <= last + 1], 2))


def _lattice_of(positions: Array) -> float | None:
    """Step of the lattice positions share, wherever it begins; None when they share none, or a much coarser one."""
    if not len(positions):
        return None
    together = _together(positions, _SIZES * _STEP)
    shrunk = np.arange(len(_SIZES)) > 0
    evidence = len(positions) * together**2 - _MORE * shrunk
    evidence[together < np.where(shrunk, _NEARER, _TOGETHER)] = 0.0
    best = int(evidence.argmax())
    step = float(_SIZES[best] * _STEP)
    coarser = _together(positions, step * _COARSER).max() >= _NEARER
    return step if evidence[best] >= _EVIDENCE and not coarser else None


def _together(positions: Array, steps: Array) -> Array:
    """How near positions stand to lattices of each step: 1 on it, 0 anywhere."""
    return np.asarray(np.abs(np.exp(2j * np.pi * positions[:, None] / steps).mean(axis=0)))
