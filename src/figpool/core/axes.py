"""Axes: scales, ticks and the fitted pixel <-> value map.

An axis is a straight line in *scale space*: value -> u(value) is linear in
pixels, where u is the identity, log10, ln or log2 (Sistrom & Mergo 2000,
AJR 175:891, who calibrate a scanned graph from known axis positions).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from figpool.core.issues import Issue


class AxisScale(StrEnum):
    """How values are spaced along an axis."""

    LINEAR = "linear"
    LOG10 = "log10"
    LN = "ln"
    LOG2 = "log2"
    CATEGORY = "category"
    DATE = "date"

    @property
    def is_log(self) -> bool:
        """Whether equal distances mean equal ratios."""
        return self in _FORWARD

    def to_linear(self, value: ArrayLike) -> NDArray[np.float64]:
        """Map values to scale space (identity or logarithm)."""
        v = np.asarray(value, dtype=float)
        if not self.is_log:
            return v
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(_FORWARD[self](v), dtype=float)

    def from_linear(self, u: ArrayLike) -> NDArray[np.float64]:
        """Map scale space back to values; infinite where a logarithm lies beyond floating point."""
        v = np.asarray(u, dtype=float)
        if not self.is_log:
            return v
        with np.errstate(over="ignore", under="ignore"):
            return np.asarray(_INVERSE[self](v), dtype=float)


_FORWARD: dict[AxisScale, Callable[..., NDArray[np.float64]]] = {
    AxisScale.LOG10: np.log10,
    AxisScale.LN: np.log,
    AxisScale.LOG2: np.log2,
}
_INVERSE: dict[AxisScale, Callable[..., NDArray[np.float64]]] = {
    AxisScale.LOG10: lambda u: np.power(10.0, u),
    AxisScale.LN: np.exp,
    AxisScale.LOG2: np.exp2,
}


class TickSource(StrEnum):
    """What a tick's pixel position was taken from."""

    MARK = "mark"
    GRID = "grid"
    LABEL = "label"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Tick:
    """A position on an axis, with its printed label if it has one.

    Parameters
    ----------
    pixel : float
        Position along the axis (y of a y axis, x of an x axis), upright pixels.
    source : TickSource
        What the position was taken from.
    text : str
        Label as read; empty for a tick without label.
    value : float or None
        Number the label stands for; None when there is none.
    repaired_from : str
        The text as read, when `value` is a repair of it.
    """

    pixel: float
    source: TickSource = TickSource.MARK
    text: str = ""
    value: float | None = None
    repaired_from: str = ""


@dataclass(frozen=True, slots=True)
class CalibrationPoint:
    """A pixel-value pair the fit used, and its residual.

    Parameters
    ----------
    pixel, value : float
        The pair.
    residual : float
        Pixel position minus the fitted position of `value`, in pixels.
    """

    pixel: float
    value: float
    residual: float = 0.0


@dataclass(frozen=True)
class AxisCalibration:
    """Fitted map between pixels and values of one axis.

    ``u(value) = intercept + slope * pixel`` with u given by `scale`.

    Parameters
    ----------
    scale : AxisScale
        Spacing of the values.
    slope, intercept : float
        Line in scale space, per pixel; slope is never 0.
    points : tuple of CalibrationPoint
        What the fit used, with residuals.
    rejected : tuple of Tick
        Labelled ticks the fit refused.
    issues : tuple of Issue
        Doubts about the fit.
    pixel_sd : float
        Standard uncertainty of one tick position, in pixels.
    ticks : tuple of Tick
        Labelled ticks the fit used, along the axis, with the values read.
    support : float
        Evidence for the fit: about the number of labels it explains; chooses
        between several columns of labels.
    """

    scale: AxisScale
    slope: float
    intercept: float
    points: tuple[CalibrationPoint, ...] = ()
    rejected: tuple[Tick, ...] = ()
    issues: tuple[Issue, ...] = field(default_factory=tuple)
    pixel_sd: float = 0.0
    ticks: tuple[Tick, ...] = ()
    support: float = 0.0

    def to_value(self, pixel: ArrayLike) -> NDArray[np.float64]:
        """Values at pixel positions (any shape)."""
        return self.scale.from_linear(self.intercept + self.slope * np.asarray(pixel, dtype=float))

    def to_pixel(self, value: ArrayLike) -> NDArray[np.float64]:
        """Pixel positions of values (any shape); the inverse of `to_value`."""
        return (self.scale.to_linear(value) - self.intercept) / self.slope

    def value_at(self, pixel: float) -> float:
        """Value at one pixel position."""
        return float(self.to_value(pixel))

    def value_uncertainty(self, pixel: float, pixel_u: float) -> float:
        """Standard uncertainty of the value at `pixel`, in data units.

        Joins the uncertainty of the position itself with that of the fitted
        line at this position (least-squares prediction variance).

        Parameters
        ----------
        pixel : float
            Position on the axis.
        pixel_u : float
            Standard uncertainty of the position in pixels.
        """
        total = math.hypot(pixel_u, self.line_uncertainty(pixel))
        gradient = abs(self.slope)
        if self.scale.is_log:
            step = 1e-4
            value = self.value_at(pixel)
            gradient = abs(self.value_at(pixel + step) - value) / step
        return gradient * total

    def line_uncertainty(self, pixel: float) -> float:
        """Standard uncertainty of the fitted line at `pixel`, in pixels."""
        n = len(self.points)
        if n < 2:
            return self.pixel_sd
        p = np.array([c.pixel for c in self.points])
        spread = float(np.sum((p - p.mean()) ** 2))
        return self.pixel_sd * math.sqrt(1 / n + (pixel - float(p.mean())) ** 2 / spread)

    @property
    def residual_rms(self) -> float:
        """Root mean square residual of the points used, in pixels."""
        if not self.points:
            return 0.0
        return math.sqrt(sum(c.residual**2 for c in self.points) / len(self.points))


@dataclass(frozen=True)
class FailedCalibration:
    """An axis that could not be calibrated, and why (a value, not an exception).

    Parameters
    ----------
    reason : str
        One sentence for the person.
    hint : str
        What the person can do.
    """

    reason: str
    hint: str = ""


@dataclass(frozen=True)
class AxesCalibration:
    """The x and y pair; a category or unread axis has no fit.

    Parameters
    ----------
    x, y : AxisCalibration or None
        Fitted axes.
    """

    x: AxisCalibration | None
    y: AxisCalibration | None


@dataclass(frozen=True, slots=True)
class NumberReading:
    """One number a printed label may stand for.

    Parameters
    ----------
    value : float
        The number.
    penalty : float
        0 for the plain reading, more for readings that need a repair (a lost
        decimal point, a letter taken for a digit, ...).
    repair : str
        What was repaired, in words; empty for the plain reading.
    """

    value: float
    penalty: float = 0.0
    repair: str = ""


@dataclass(frozen=True, slots=True)
class AxisLabel:
    """A printed tick label: where its middle stands along the axis, and its readings.

    Parameters
    ----------
    pixel : float
        Centre of the label's ink along the axis, upright pixels.
    size : float
        Height of the text in pixels: labels are placed to within a fraction of it.
    text : str
        As recognised.
    readings : tuple of NumberReading
        Possible numbers, most likely first; empty when it is no number.
    """

    pixel: float
    size: float
    text: str
    readings: tuple[NumberReading, ...] = ()


@dataclass(frozen=True, slots=True)
class TickCandidate:
    """A tick mark or gridline found in the picture, before any label is known.

    Parameters
    ----------
    pixel : float
        Sub-pixel position along the axis, upright pixels.
    strength : float
        Contrast of its ink, 0..1.
    source : TickSource
        Tick mark or gridline.
    """

    pixel: float
    strength: float = 1.0
    source: TickSource = TickSource.MARK
