"""How well two readings of the same quantities agree: ICC(2,1), Lin's concordance, Bland-Altman limits."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from figpool.core.errors import UsageError

_Array = NDArray[np.float64]


@dataclass(frozen=True)
class Agreement:
    """Agreement of two readings of one quantity.

    Parameters
    ----------
    n : int
        Pairs.
    icc, icc_lb, icc_ub : float
        ICC(2,1): two-way random effects, absolute agreement, single reading.
    ccc, ccc_lb, ccc_ub : float
        Lin's concordance correlation coefficient.
    bias, sd : float
        Mean and SD of the differences (second minus first).
    loa_lb, loa_ub : float
        Bland-Altman limits of agreement, bias -+ 1.96 SD.
    within_sd : float
        Within-subject SD of a single reading, sqrt(sum d^2 / 2n) (Dahlberg).
    repeatability : float
        Two readings differ by less than this in 95 % of cases: 1.96 sqrt(2) within_sd.
    level : float
        Of the intervals of icc and ccc.
    """

    n: int
    icc: float
    icc_lb: float
    icc_ub: float
    ccc: float
    ccc_lb: float
    ccc_ub: float
    bias: float
    sd: float
    loa_lb: float
    loa_ub: float
    within_sd: float
    repeatability: float
    level: float


def agree(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> Agreement:
    """Compare two readings of the same quantities.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        Pairs; at least 2, all finite.
    level : float
        Of the intervals.

    Raises
    ------
    UsageError
        Fewer than two pairs, or numbers that are not finite.
    """
    table = np.column_stack([np.asarray(first, dtype=float), np.asarray(second, dtype=float)])
    icc, icc_lb, icc_ub = icc_2_1(table, level)
    ccc, ccc_lb, ccc_ub = concordance(table[:, 0], table[:, 1], level)
    bias, sd, low, high = bland_altman(table[:, 0], table[:, 1])
    return Agreement(
        len(table), icc, icc_lb, icc_ub, ccc, ccc_lb, ccc_ub, bias, sd, low, high,
        *repeatability(table[:, 0], table[:, 1]), level,
    )  # fmt: skip


def _checked(values: _Array, least: int) -> None:
    if len(values) < least or not np.isfinite(values).all():
        raise UsageError(f"Agreement needs at least {least} complete pairs of readings, not {len(values)}.")


def icc_2_1(table: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """Return ICC(2,1) with its confidence interval.

    Two-way random effects, absolute agreement, single rating: Shrout & Fleiss
    1979, Psychol Bull 86:420, formula for ICC(2,1) and its interval; the same
    as ICC(A,1) of McGraw & Wong 1996, Psychol Methods 1:30.

    Parameters
    ----------
    table : array_like, shape (targets, judges)
        One line a thing that was rated; at least 2 x 2, all finite.
    level : float
        Of the interval.

    Returns
    -------
    tuple of float
        Estimate, lower and upper bound; NaN where nothing varies.

    Raises
    ------
    UsageError
        Too few or incomplete readings.

    Examples
    --------
    Table 2 of Shrout & Fleiss: six targets, four judges.

    >>> table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> round(icc_2_1(table)[0], 2)
    0.29
    """
    x = np.asarray(table, dtype=float)
    _checked(x, 2)
    n, k = x.shape
    mean = x.mean()
    rows = k * float(np.sum((x.mean(axis=1) - mean) ** 2)) / (n - 1)
    judges = n * float(np.sum((x.mean(axis=0) - mean) ** 2)) / (k - 1)
    rest = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0, keepdims=True) + mean
    error = float(np.sum(rest**2)) / ((n - 1) * (k - 1))
    below = rows + (k - 1) * error + k * (judges - error) / n
    if below <= 0:
        return math.nan, math.nan, math.nan
    icc = (rows - error) / below
    return (icc, *_icc_interval(icc, rows, judges, error, (n, k), level))


def _icc_interval(
    icc: float, rows: float, judges: float, error: float, shape: tuple[int, int], level: float
) -> tuple[float, float]:
    """Interval of ICC(2,1) by Satterthwaite's degrees of freedom (Shrout & Fleiss 1979, p. 425)."""
    from scipy.special import fdtri

    n, k = shape
    if error <= 0 or icc >= 1:
        return icc, icc
    ratio = judges / error
    top = (k - 1) * (n - 1) * (k * icc * ratio + n * (1 + (k - 1) * icc) - k * icc) ** 2
    freedom = top / ((n - 1) * k**2 * icc**2 * ratio**2 + (n * (1 + (k - 1) * icc) - k * icc) ** 2)
    above, under = float(fdtri(n - 1, freedom, (1 + level) / 2)), float(fdtri(freedom, n - 1, (1 + level) / 2))
    spread = k * judges + (k * n - k - n) * error
    return (
        n * (rows - above * error) / (above * spread + n * rows),
        n * (under * rows - error) / (spread + n * under * rows),
    )


def concordance(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """Return Lin's concordance correlation coefficient with its interval by the Z transform.

    Lin 1989, Biometrics 45:255; the variance with the correction of 2000,
    Biometrics 56:324.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        Pairs; at least 3 for the interval, all finite.
    level : float
        Of the interval.

    Returns
    -------
    tuple of float
        Estimate, lower and upper bound; NaN where nothing varies.

    Raises
    ------
    UsageError
        Too few or incomplete readings.
    """
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    _checked(np.column_stack([x, y]), 2)
    n = len(x)
    sx, sy = float(np.var(x)), float(np.var(y))
    sxy = float(np.mean((x - x.mean()) * (y - y.mean())))
    shift = float(y.mean() - x.mean())
    whole = sx + sy + shift**2
    if whole == 0:
        return math.nan, math.nan, math.nan
    p = 2 * sxy / whole
    if n < 3 or sx == 0 or sy == 0 or sxy == 0 or abs(p) >= 1 - 1e-15:
        return p, (p if abs(p) >= 1 - 1e-15 else math.nan), (p if abs(p) >= 1 - 1e-15 else math.nan)
    r = sxy / math.sqrt(sx * sy)
    u2 = shift**2 / math.sqrt(sx * sy)
    return (p, *_concordance_interval(p, r, u2, n, level))


def _concordance_interval(p: float, r: float, u2: float, n: int, level: float) -> tuple[float, float]:
    from scipy.special import ndtri

    variance = ((1 - r**2) * p**2 * (1 - p**2) / r**2 + 2 * p**3 * (1 - p) * u2 / r - 0.5 * p**4 * u2**2 / r**2) / (
        n - 2
    )
    z = math.atanh(p)
    reach = float(ndtri((1 + level) / 2)) * math.sqrt(max(variance, 0.0)) / (1 - p**2)
    return math.tanh(z - reach), math.tanh(z + reach)


def bland_altman(first: ArrayLike, second: ArrayLike) -> tuple[float, float, float, float]:
    """Return bias, SD of the differences (second minus first), and the limits of agreement.

    Bland & Altman 1986, Lancet 327:307: bias -+ 1.96 SD.

    Raises
    ------
    UsageError
        Fewer than two or incomplete readings.
    """
    difference = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    _checked(difference, 2)
    bias, sd = float(difference.mean()), float(difference.std(ddof=1))
    return bias, sd, bias - 1.96 * sd, bias + 1.96 * sd


def repeatability(first: ArrayLike, second: ArrayLike) -> tuple[float, float]:
    """Return the within-subject SD of two readings by one person, and the repeatability coefficient.

    Bland & Altman 1996, BMJ 312:1654 and 313:106: s_w from the variance within
    pairs, and 1.96 sqrt(2) s_w, below which two readings differ in 95 % of cases.

    Raises
    ------
    UsageError
        Fewer than two or incomplete readings.
    """
    difference = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    _checked(difference, 2)
    within = math.sqrt(float(np.mean(difference**2)) / 2)
    return within, 1.96 * math.sqrt(2) * within
