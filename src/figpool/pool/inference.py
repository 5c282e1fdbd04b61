"""Tests and intervals of coefficients, shared by all models."""

from __future__ import annotations

from math import inf, isnan, nan
from typing import Any

import numpy as np

from figpool.pool.design import Moderators
from figpool.pool.distributions import f_sf, two_sided_p, two_sided_quantile
from figpool.pool.formula import INTERCEPT
from figpool.pool.linear import Array


def infer(beta: Array, vb: Array, df: float, level: float) -> dict[str, Any]:
    """Derive standard errors, tests and intervals; a NaN `df` means the normal distribution.

    Returns
    -------
    dict
        se, stat, df, pval, ci_lb, ci_ub: arrays over the coefficients.
    """
    se = np.sqrt(np.diag(vb))
    with np.errstate(divide="ignore", invalid="ignore"):
        stat = beta / se
    half = two_sided_quantile(level, df) * se
    return {
        "se": se,
        "stat": stat,
        "df": np.full(se.size, df),
        "pval": two_sided_p(stat, df),
        "ci_lb": beta - half,
        "ci_ub": beta + half,
    }


def omnibus(beta: Array, vb: Array, moderators: Moderators, df: float) -> dict[str, Any]:
    """Test all coefficients but the intercept (the intercept, where it is the only one).

    Returns
    -------
    dict
        QM (an F statistic where `df` is a number), QM_df, QM_p.
    """
    only = moderators.intercept_only
    tested = [column for column, name in enumerate(moderators.names) if only or name != INTERCEPT]
    qm, m = wald(beta[tested], vb[tested][:, tested]), len(tested)
    qm = qm if isnan(df) else qm / m
    return {"QM": qm, "QM_df": (m, df), "QM_p": f_sf(qm, m, df)}


def wald(beta: Array, vb: Array) -> float:
    """Wald statistic b' V^-1 b; NaN where V has no inverse."""
    if beta.size == 1:
        variance = float(vb[0, 0])
        return float(beta[0]) ** 2 / variance if 0 < variance < inf else nan
    if not np.isfinite(vb).all() or np.linalg.matrix_rank(vb) < beta.size:
        return nan
    return float(beta @ np.linalg.solve(vb, beta))
