"""Tails and quantiles of the normal, t, chi-squared and F distributions (scipy.special only)."""

from __future__ import annotations

from math import isnan, nan, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, chdtrc, chdtri, fdtrc, ndtr, ndtri, stdtrit

Array = NDArray[np.float64]


def two_sided_p(stat: Array, df: float) -> Array:
    """Two-sided p value of `stat`; a NaN `df` means the normal distribution.

    The t tail is the incomplete beta function, which keeps relative precision far out.
    """
    if isnan(df):
        both: Array = 2 * ndtr(-np.abs(stat))
        return both
    if df <= 0:
        return np.full_like(stat, nan)
    with np.errstate(over="ignore"):
        tail: Array = betainc(df / 2, 0.5, df / (df + stat * stat))
    return tail


def two_sided_quantile(level: float, df: float) -> float:
    """Quantile of a two-sided interval of `level`; a NaN `df` means the normal distribution."""
    alpha = 1 - level
    if isnan(df):
        return float(-ndtri(alpha / 2))
    return float(-stdtrit(df, alpha / 2)) if df > 0 else nan


def chi2_sf(x: float, df: float) -> float:
    """Upper tail of the chi-squared distribution."""
    return float(chdtrc(df, x)) if df > 0 else nan


def chi2_quantile(upper: float, df: float) -> float:
    """Value exceeded with probability `upper`."""
    return float(chdtri(df, upper))


def f_sf(x: float, df1: float, df2: float) -> float:
    """Upper tail of the F distribution; a NaN `df2` means chi-squared with `df1`."""
    if isnan(df2):
        return chi2_sf(x, df1)
    return float(fdtrc(df1, df2, x)) if df2 > 0 and x >= 0 else nan


def root(x: float) -> float:
    """Square root; NaN below zero."""
    return sqrt(x) if x >= 0 else nan
