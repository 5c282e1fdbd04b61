"""Axes set by hand on a vector page: the person's ticks, the page's own strokes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from figpool.calibrate import fit_manual
from figpool.core.axes import AxisScale, CalibrationPoint, TickCandidate, TickSource
from figpool.core.figure import PlotArea
from figpool.core.geometry import Box
from figpool.core.vector import VectorText
from figpool.detect.vector.axes import AxisMarks, find_area
from figpool.detect.vector.scene import Scene
from figpool.extract.settings import DigitizeSettings
from figpool.extract.vector.axes import SceneAxis


def with_manual(
    upright: list[SceneAxis], lying: list[SceneAxis], scene: Scene, turned: Scene, settings: DigitizeSettings
) -> tuple[list[SceneAxis], list[SceneAxis]]:
    """Put axes set by hand in the place of those found.

    Parameters
    ----------
    upright, lying : list of SceneAxis
        Vertical and horizontal axes found; the latter in the transposed scene.
    scene, turned : Scene
        The page, and the same with x and y exchanged.
    settings : DigitizeSettings
        Ticks and plot area of the person, pixels of the figure.

    Returns
    -------
    upright, lying : list of SceneAxis
        With ticks given for y or x exactly one axis that way; with an area only those axes that bound it.
    """
    box = settings.plot_area
    if settings.y_ticks:
        upright = [_axis(scene, settings.y_ticks, box, upright, settings.scale)]
    if settings.x_ticks:
        across = box.transposed() if box is not None else None
        lying = [_axis(turned, settings.x_ticks, across, lying, None if settings.y_ticks else settings.scale)]
    if settings.y_ticks:
        lying = [a for a in lying if _meets(a.area.box.transposed(), upright[0].area.box)]
    elif settings.x_ticks:
        upright = [a for a in upright if _meets(a.area.box, lying[0].area.box.transposed())]
    if box is not None:
        upright = [replace(a, area=replace(a.area, box=box)) for a in upright if _meets(a.area.box, box)]
        flat = box.transposed()
        lying = [replace(a, area=replace(a.area, box=flat)) for a in lying if _meets(a.area.box, flat)]
    return upright, lying


def _axis(
    scene: Scene,
    points: Sequence[CalibrationPoint],
    box: Box | None,
    found: Sequence[SceneAxis],
    scale: AxisScale | None,
) -> SceneAxis:
    at = [p.pixel for p in points]
    low, high = min(at), max(at)
    near = [a for a in found if min(a.marks.extent[1], high) - max(a.marks.extent[0], low) > 0.5 * (high - low)]
    known = scale or (near[0].calibration.scale if near else AxisScale.LINEAR)
    fitted = fit_manual(tuple(points), known)
    if near:
        return replace(near[0], calibration=fitted)
    lines = [v for v in scene.verticals if min(v.hi, high) - max(v.lo, low) >= 0.7 * (high - low)]
    left = box.x0 if box is not None else min((v.at for v in lines), default=0.0)
    ticks = tuple(TickCandidate(p, 1.0, TickSource.MARK) for p in sorted(at))
    marks = AxisMarks(ticks, left, -1, (low, high))
    size = scene.text_size
    label = VectorText("", Box(left - size, low, left - size, low), size=size)
    area = PlotArea(box) if box is not None else find_area(scene, marks, (left, scene.width), size)
    return SceneAxis((label,), marks, fitted, area)


def _meets(a: Box, b: Box) -> bool:
    return a.overlap(b) > 0.3 * min(a.width * a.height, b.width * b.height)
