"""Axes given by hand: ``--y-ticks "412=0,88.5=20"``."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from figpool.calibrate.line import least_squares
from figpool.core.axes import AxisCalibration, AxisScale, CalibrationPoint, Tick, TickSource
from figpool.core.errors import UsageError
from figpool.core.issues import Flag, Issue

_HINT = 'Write pixel=value pairs, for example "412=0,88.5=20".'
#: Ticks no further apart than this stand at one place, pixels.
_SAME_PX = 0.01
_CLICK_SD_PX = 0.5


def parse_ticks(text: str) -> tuple[CalibrationPoint, ...]:
    """Read ``"PIXEL=VALUE,PIXEL=VALUE"``.

    Parameters
    ----------
    text : str
        At least two pairs, separated by commas or semicolons.

    Raises
    ------
    UsageError
        When a pair is no pair of numbers, or fewer than two are given.

    Examples
    --------
    >>> [(p.pixel, p.value) for p in parse_ticks("412=0, 88.5=20")]
    [(412.0, 0.0), (88.5, 20.0)]
    """
    pairs = [part for part in text.replace(";", ",").split(",") if part.strip()]
    points = tuple(_parse_pair(pair) for pair in pairs)
    if len(points) < 2:
        raise UsageError(f"Ticks '{text}' hold {len(points)} pair(s); an axis needs at least two.", _HINT)
    return points


def _parse_pair(pair: str) -> CalibrationPoint:
    pixel, equals, value = pair.partition("=")
    try:
        point = CalibrationPoint(float(pixel), float(value))
    except ValueError:
        point = None
    if not equals or point is None or not (math.isfinite(point.pixel) and math.isfinite(point.value)):
        raise UsageError(f"'{pair.strip()}' is not a tick.", _HINT)
    return point


def fit_manual(points: Sequence[CalibrationPoint], scale: AxisScale = AxisScale.LINEAR) -> AxisCalibration:
    """Fit an axis to pixel-value pairs a person gave.

    Parameters
    ----------
    points : sequence of CalibrationPoint
        At least two, at different pixels and with different values.
    scale : AxisScale
        A linear or logarithmic scale.

    Raises
    ------
    UsageError
        When the pairs do not determine an axis on this scale.
    """
    pixel = np.array([p.pixel for p in points], dtype=float)
    value = np.array([p.value for p in points], dtype=float)
    if scale not in (AxisScale.LINEAR, AxisScale.LOG10, AxisScale.LN, AxisScale.LOG2):
        raise UsageError(f"A {scale.value} axis has no pixel-value line.", "Choose linear, log10, ln or log2.")
    if scale.is_log and (value <= 0).any():
        raise UsageError(f"A {scale.value} axis has no place for {value.min():g}.", "Give positive values only.")
    if pixel.size < 2 or np.ptp(pixel) < _SAME_PX or np.unique(value).size < 2:
        raise UsageError("The ticks given have the same pixel or the same value.", _HINT)
    u = scale.to_linear(value)
    line = least_squares(u, pixel)
    if line.per_unit == 0:
        raise UsageError("The ticks given rise and fall: no straight axis passes through them.", _HINT)
    residual = pixel - line.pixel(u)
    spread = float(np.sqrt(np.sum(residual**2) / max(pixel.size - 2, 1)))
    return AxisCalibration(
        scale=scale,
        slope=1 / line.per_unit,
        intercept=-line.at_zero / line.per_unit,
        points=tuple(
            CalibrationPoint(float(p), float(v), float(r)) for p, v, r in zip(pixel, value, residual, strict=True)
        ),
        issues=(Issue(Flag.MANUAL_AXIS, "axis calibrated by hand", 0.0), *_disagreement(pixel, residual)),
        pixel_sd=max(spread, _CLICK_SD_PX),
        ticks=tuple(Tick(p.pixel, TickSource.MANUAL, f"{p.value:g}", p.value) for p in points),
        support=float(len(points)),
    )


def _disagreement(pixel: np.ndarray, residual: np.ndarray) -> list[Issue]:
    worst = float(np.abs(residual).max())
    if worst <= max(2.0, 0.01 * float(np.ptp(pixel))):
        return []
    return [Issue(Flag.BAD_FIT, f"a tick given by hand stands {worst:.1f} px off the line through all", 0.4)]
