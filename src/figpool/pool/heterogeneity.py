"""I2, H2 and the Q-profile intervals of tau2."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan

import numpy as np

from figpool.core.errors import PoolingError
from figpool.pool.distributions import chi2_quantile, chi2_sf
from figpool.pool.linear import Array, Solver
from figpool.pool.records import Record
from figpool.pool.roots import solve_q


@dataclass(frozen=True)
class Heterogeneity:
    """Cochran's Q and what follows from it.

    Attributes
    ----------
    QE, QE_p : float
        Weighted residual sum of squares at tau2 = 0 and its p value.
    QE_df : int
        Its degrees of freedom k - p.
    vt : float
        Typical sampling variance (Higgins & Thompson 2002 Stat Med 21:1539, eq. 9).
    I2, H2 : float
        From tau2 and `vt` (in percent and as a ratio); from Q for a common-effect model.
    I2_Q, H2_Q : float
        From Q and its degrees of freedom.
    """

    QE: float
    QE_df: int
    QE_p: float
    vt: float
    I2: float
    H2: float
    I2_Q: float
    H2_Q: float


def heterogeneity(solver: Solver, vi: Array, tau2: float | None) -> Heterogeneity:
    """Measure heterogeneity; `tau2` is None for a common-effect model."""
    df = solver.k - solver.p
    if not (vi > 0).all():
        return Heterogeneity(nan, df, nan, nan, nan, nan, nan, nan)
    if df == 0:
        return Heterogeneity(0.0, 0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0)
    fit = solver.at(1 / vi)
    q, vt = fit.q, df / fit.trace()
    i2_q = max(0.0, 100 * (q - df) / q) if q > 0 else 0.0
    h2_q = q / df
    i2, h2 = (i2_q, h2_q) if tau2 is None else (100 * tau2 / (vt + tau2), tau2 / vt + 1)
    return Heterogeneity(q, df, chi2_sf(q, df), vt, i2, h2, i2_q, h2_q)


@dataclass(frozen=True)
class HeterogeneityInterval(Record):
    """Estimates and limits of tau2, tau, I2 (percent) and H2, in the order of `rows`."""

    rows: tuple[str, ...]
    est: Array
    lb: Array
    ub: Array
    type: str
    level: float


def _row_values(tau2: float, vt: float) -> Array:
    if tau2 == inf:
        return np.array([inf, inf, 100.0, inf])
    return np.array([tau2, np.sqrt(tau2), 100 * tau2 / (vt + tau2), tau2 / vt + 1])


def q_profile(solver: Solver, vi: Array, estimate: tuple[float, float], level: float) -> HeterogeneityInterval:
    """Q-profile interval (Viechtbauer 2007 Stat Med 26:37).

    Parameters
    ----------
    solver, vi
        Model and sampling variances.
    estimate : tuple of float
        tau2 and the typical sampling variance vt.
    level : float
        Fraction.

    Notes
    -----
    Where Q(0) lies below the lower critical value the interval is empty; as in metafor both
    limits are then 0.

    Raises
    ------
    PoolingError
        With one study, or with sampling variances of 0.
    """
    df = solver.k - solver.p
    if df < 1:
        raise PoolingError("There is no interval for tau2: the model uses up all studies.", "It needs k > p.")
    if not (vi > 0).all():
        raise PoolingError("There is no interval for tau2 with sampling variances of 0.", "Check vi.")
    alpha = 1 - level
    lower = solve_q(solver, vi, chi2_quantile(alpha / 2, df))
    upper = solve_q(solver, vi, chi2_quantile(1 - alpha / 2, df))
    tau2, vt = estimate
    est, lb, ub = (_row_values(t, vt) for t in (tau2, lower, upper))
    return HeterogeneityInterval(("tau^2", "tau", "I^2(%)", "H^2"), est, lb, ub, "Q-profile", level)
