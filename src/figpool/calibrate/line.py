"""Straight lines between scale space and pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

#: Share of the points that a steady line must go by.
_STEADY = 0.7


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


def steady_line(u: ArrayLike, pixel: ArrayLike) -> Line:
    """Fit pixels on u by least trimmed absolute deviations: up to 30 % of the points may stand anywhere.

    The line through two of the points with the least sum of the 70 % smallest
    deviations (Rousseeuw 1984; Bloomfield & Steiger 1983).

    Parameters
    ----------
    u, pixel : array_like, shape (n,)
        At least two points with different u.

    Examples
    --------
    >>> steady_line([0, 1, 2, 3, 4, 5, 6], [13, 10, 20, 30, 40, 50, 47]).per_unit
    10.0
    """
    x, y = np.asarray(u, dtype=float), np.asarray(pixel, dtype=float)
    first, second = np.triu_indices(x.size, 1)
    apart = np.flatnonzero(x[first] != x[second])
    first, second = first[apart], second[apart]
    slope = (y[second] - y[first]) / (x[second] - x[first])
    start = y[first] - slope * x[first]
    off = np.sort(np.abs(start[:, None] + slope[:, None] * x - y), axis=1)
    counted = max(min(3, x.size), int(np.ceil(_STEADY * x.size)))
    best = int(off[:, :counted].sum(axis=1).argmin())
    return Line(float(slope[best]), float(start[best]))


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
