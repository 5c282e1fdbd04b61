"""Normal and t quantiles, Hedges' correction, expected normal order statistics."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

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
    return normal_quantile(tail(level))


def normal_quantile(p: float) -> float:
    """Value below which a standard normal draw falls with probability `p`."""
    from scipy.special import ndtri

    return float(ndtri(p))


def t_quantile(level: float, df: float) -> float:
    """Two-sided t quantile of `level` with `df` degrees of freedom.

    Raises
    ------
    ConversionError
        When `df` is not positive.
    """
    if not df > 0:
        raise ConversionError(f"The t distribution needs at least one degree of freedom, not {df:g}.", "Is n right?")
    from scipy.special import stdtrit

    return float(stdtrit(df, tail(level)))


def t_of_p(p: float, df: float) -> float:
    """Positive t statistic of a two-sided p value.

    Raises
    ------
    ConversionError
        When `p` is not between 0 and 1.
    """
    if not 0 < p < 1:
        raise ConversionError(f"A p value of {p:g} has no t statistic.", "A p value lies between 0 and 1.")
    from scipy.special import stdtrit

    return float(-stdtrit(df, p / 2))


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
    from scipy.special import gammaln

    return float(np.exp(gammaln(m / 2) - 0.5 * np.log(m / 2) - gammaln((m - 1) / 2)))


@lru_cache(maxsize=256)
def normal_order_mean(rank: int, n: int) -> float:
    """Mean of the `rank`-th smallest of `n` standard normal draws.

    Notes
    -----
    The integral of z times the order statistic's density by the trapezoid rule,
    which converges geometrically for an analytic integrand that vanishes at both ends.
    """
    from scipy.special import gammaln, log_ndtr

    z = np.linspace(-12, 12, 4801)
    log_c = gammaln(n + 1) - gammaln(rank) - gammaln(n - rank + 1)
    log_density = log_c + (rank - 1) * log_ndtr(z) + (n - rank) * log_ndtr(-z) - z * z / 2 - 0.5 * np.log(2 * np.pi)
    return float(np.sum(z * np.exp(log_density)) * (z[1] - z[0]))
