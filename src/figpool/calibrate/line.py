"""Straight lines between scale space and pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Line:
    """``pixel = at_zero + per_unit * u``: the direction in which errors arise.

    Parameters
    ----------
    per_unit, at_zero : float
        Pixels per unit of scale space, and pixel of u = 0.
    """

    per_unit: float
    at_zero: float

    def pixel(self, u: ArrayLike) -> Array:
        """Pixel positions of points in scale space."""
        return self.at_zero + self.per_unit * np.asarray(u, dtype=float)

    def u(self, pixel: ArrayLike) -> Array:
        """Points in scale space of pixel positions."""
        return (np.asarray(pixel, dtype=float) - self.at_zero) / self.per_unit

    def shifted(self, offset: float) -> Line:
        """Return the line moved along the axis by `offset` pixels."""
        return Line(self.per_unit, self.at_zero + offset)


def least_squares(u: ArrayLike, pixel: ArrayLike) -> Line:
    """Fit pixels on u by ordinary least squares (errors are in the pixels).

    Parameters
    ----------
    u, pixel : array_like, shape (n,)
        At least two points with different u.
    """
    x, y = np.asarray(u, dtype=float), np.asarray(pixel, dtype=float)
    x_mean, y_mean = float(x.mean()), float(y.mean())
    per_unit = float(np.sum((x - x_mean) * (y - y_mean)) / np.sum((x - x_mean) ** 2))
    return Line(per_unit, y_mean - per_unit * x_mean)


def common_step(u: ArrayLike) -> float:
    """Largest step of which all differences are multiples, to one part in 1e6 of the range.

    Examples
    --------
    >>> common_step([0.0, 0.5, 2.0])
    0.5
    """
    x = np.unique(np.asarray(u, dtype=float))
    if x.size < 2:
        return 0.0
    tolerance = 1e-6 * float(x[-1] - x[0])
    step = 0.0
    for gap in np.diff(x):
        a, b = max(step, float(gap)), min(step, float(gap))
        while b > tolerance:
            a, b = b, a - b * round(a / b)
            b = abs(b)
        step = a
    return step
