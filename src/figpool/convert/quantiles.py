"""Normal and t quantiles, Hedges' correction, expected normal order statistics."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import gammaln, log_ndtr, ndtri, stdtrit

from figpool.core.errors import ConversionError


def tail(level: float) -> float:
    """Upper cumulative probability of a two-sided interval: 0.975 for level 0.95.

    Raises
    ------
    ConversionError
        When `level` is not a fraction between 0 and 1.
    """
    if not 0 < level < 1:
        raise ConversionError(
            f"A confidence level of {level:g} is not a fraction between 0 and 1.", "Write 95 % as 0.95."
        )
    return 1 - (1 - level) / 2


def z_quantile(level: float) -> float:
    """Two-sided normal quantile of `level`: 1.96 for 0.95."""
    return float(ndtri(tail(level)))


def t_quantile(level: float, df: float) -> float:
    """Two-sided t quantile of `level` with `df` degrees of freedom.

    Raises
    ------
    ConversionError
        When `df` is not positive.
    """
    if not df > 0:
        raise ConversionError(f"The t distribution needs at least one degree of freedom, not {df:g}.", "Is n right?")
    return float(stdtrit(df, tail(level)))


def hedges_j(m: float) -> float:
    """Exact small-sample correction of a standardized mean difference.

    Parameters
    ----------
    m : float
        Degrees of freedom of the standardizer.

    Notes
    -----
    Hedges 1981, J Educ Stat 6:107, eq. 6e: Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)).
    """
    if not m > 1:
        raise ConversionError(f"Hedges' correction needs more than one degree of freedom, not {m:g}.", "Is n right?")
    return float(np.exp(gammaln(m / 2) - 0.5 * np.log(m / 2) - gammaln((m - 1) / 2)))


@lru_cache(maxsize=256)
def normal_order_mean(rank: int, n: int) -> float:
    """Mean of the `rank`-th smallest of `n` standard normal draws.

    Notes
    -----
    The integral of z times the order statistic's density by the trapezoid rule,
    which converges geometrically for an analytic integrand that vanishes at both ends.
    """
    z = np.linspace(-12, 12, 4801)
    log_c = gammaln(n + 1) - gammaln(rank) - gammaln(n - rank + 1)
    log_density = log_c + (rank - 1) * log_ndtr(z) + (n - rank) * log_ndtr(-z) - z * z / 2 - 0.5 * np.log(2 * np.pi)
    return float(np.sum(z * np.exp(log_density)) * (z[1] - z[0]))
