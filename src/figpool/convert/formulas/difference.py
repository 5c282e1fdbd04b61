"""Test statistics and intervals of a difference between two means (Cochrane Handbook 6.5.2.3)."""

from __future__ import annotations

from math import copysign, sqrt

from figpool.convert.formulas.spread import check_n
from figpool.convert.quantiles import hedges_j, t_of_p, t_quantile, z_quantile
from figpool.convert.registry import conversion

_CH = "Cochrane Handbook 6.5.2.3"
_BORENSTEIN = "Borenstein et al. 2009, Introduction to Meta-Analysis, ch. 7"


def _root_sum(n1: float, n2: float) -> float:
    check_n(n1)
    check_n(n2)
    return sqrt(1 / n1 + 1 / n2)


@conversion("SE = |MD/t|; SD = SE/sqrt(1/n1+1/n2)", _CH)
def md_t_to_sd(MD: float, t: float, n1: float, n2: float) -> dict[str, float]:
    """Difference of means with its t statistic to SE and common SD."""
    se = abs(MD / t)
    return {"SE": se, "SD": se / _root_sum(n1, n2)}


@conversion("t = t(n1+n2-2) quantile of 1-p/2; SE = |MD|/t; SD = SE/sqrt(1/n1+1/n2)", _CH)
def md_p_to_sd(MD: float, p: float, n1: float, n2: float) -> dict[str, float]:
    """Difference of means with its two-sided p value to t, SE and common SD.

    Examples
    --------
    The Handbook's worked example:

    >>> {key: round(value, 2) for key, value in md_p_to_sd(3.8, 0.008, 25, 22).items()}
    {'t': 2.78, 'SE': 1.37, 'SD': 4.68}
    """
    t = t_of_p(p, n1 + n2 - 2)
    return {"t": t, **md_t_to_sd(MD, t, n1, n2)}


@conversion("SE = (U-L)/(2 q), q = z or t(n1+n2-2); SD = SE/sqrt(1/n1+1/n2)", _CH)
def md_ci_to_sd(L: float, U: float, n1: float, n2: float, level: float = 0.95) -> dict[str, float]:
    """Confidence interval of a difference of means to SE and common SD, by z and by t."""
    root = _root_sum(n1, n2)
    se_z = (U - L) / (2 * z_quantile(level))
    se_t = (U - L) / (2 * t_quantile(level, n1 + n2 - 2))
    return {"SE_z": se_z, "SD_z": se_z / root, "SE_t": se_t, "SD_t": se_t / root}


@conversion("d = t*sqrt(1/n1+1/n2); g = J(n1+n2-2)*d", _BORENSTEIN)
def t_to_g(t: float, n1: float, n2: float) -> dict[str, float]:
    """Two-sample t statistic to Cohen's d and Hedges' g."""
    m = n1 + n2 - 2
    d = t * _root_sum(n1, n2)
    return {"d": d, "g_exactJ": hedges_j(m) * d, "g_approxJ": (1 - 3 / (4 * m - 1)) * d}


@conversion("t from the two-sided p with its sign; then t_to_g", _BORENSTEIN)
def p_to_g(p: float, n1: float, n2: float, sign: float = 1.0) -> dict[str, float]:
    """Two-sided p value of a two-sample t test to Hedges' g."""
    t = copysign(t_of_p(p, n1 + n2 - 2), sign)
    return {"t": t, **t_to_g(t, n1, n2)}


@conversion("t = sign*sqrt(F)", "one-way analysis of variance of two groups")
def F_to_g(Fv: float, n1: float, n2: float, sign: float = 1.0) -> dict[str, float]:
    """F statistic of two groups to Hedges' g."""
    t = copysign(sqrt(Fv), sign)
    return {"t": t, **t_to_g(t, n1, n2)}
