"""Which studies move the result: deletion diagnostics, Baujat coordinates, outliers.

Viechtbauer & Cheung 2010 Res Synth Methods 1:112; Baujat et al. 2002 Stat Med 21:2641.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figpool.pool.deletion import fits_without_each
from figpool.pool.distributions import chi2_sf
from figpool.pool.inference import wald
from figpool.pool.linear import Array
from figpool.pool.result import PooledResult

if TYPE_CHECKING:
    import pandas as pd

_ROUNDING = 100 * np.finfo(float).eps


def _hat_rows(result: PooledResult, m: Array) -> tuple[Array, Array]:
    """Diagonal of the hat matrix H, and of H M H', for the weights the fit used."""
    if result.settings.weighted:
        hat = result.solver.at(1 / (result.vi + result.tau2)).leverage()
        return hat, hat * m
    q = np.linalg.qr(result.X)[0]
    return (q**2).sum(axis=1), np.einsum("ij,jk,ik->i", q, q.T @ (q * m[:, None]), q)


def standardized_residuals(result: PooledResult) -> Array:
    """Residuals over their standard errors (internally standardized)."""
    m = result.vi + result.tau2
    hat, spread = _hat_rows(result, m)
    variance = m * (1 - hat) if result.settings.weighted else m * (1 - 2 * hat) + spread
    with np.errstate(divide="ignore", invalid="ignore"):
        out: Array = (result.yi - result.X @ result.beta) / np.sqrt(variance)
    return out


def influence(result: PooledResult) -> pd.DataFrame:
    """Diagnose what every study does to the result.

    Returns
    -------
    DataFrame
        slab, rstudent (deleted residual over its standard error), dffits, cook_d, cov_r, tau2_del,
        QE_del, hat, weight (percent), dfbs (one column a coefficient), rstandard, is_infl. NaN where studies that
        are all alike leave no spread to measure by.

    Raises
    ------
    PoolingError
        With one study.

    Notes
    -----
    A study is influential when |dffits| > 3 sqrt(p/(k-p)), Cook's distance exceeds the median of
    chi-squared(p), hat > 3 p/k or any |dfbs| > 1.
    """
    import pandas as pd

    k, p = result.k, result.p
    hat, _ = _hat_rows(result, result.vi + result.tau2)
    fits = fits_without_each(result)
    rows = [_diagnose(result, one, i, float(hat[i])) for i, one in enumerate(fits)]
    table = pd.DataFrame(rows)
    table.insert(0, "slab", [str(name) for name in result.slab])
    table["hat"], table["weight"] = hat, result.weights
    table["rstandard"] = standardized_residuals(result)
    dfbs = table[[name for name in table.columns if str(name).startswith("dfbs")]].to_numpy(dtype=float)
    cook = np.array([chi2_sf(d, p) < 0.5 for d in table["cook_d"]])
    limit = 3 * np.sqrt(p / (k - p)) if k > p else np.inf
    table["is_infl"] = (table["dffits"].abs() > limit) | cook | (hat > 3 * p / k) | (np.abs(dfbs) > 1).any(axis=1)
    return table


def _diagnose(result: PooledResult, without: PooledResult | None, i: int, hat: float) -> dict[str, float]:
    names = ["dfbs"] if result.p == 1 else [f"dfbs_{term}" for term in result.terms]
    keys = ["rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "QE_del", *names]
    if without is None:
        return dict.fromkeys(keys, np.nan)
    x, m = result.X[i], result.vi + without.tau2
    if not (m > 0).all():
        return dict.fromkeys(keys, np.nan)
    change = result.beta - without.beta
    residual = float(result.yi[i] - x @ without.beta)
    residual = 0.0 if abs(residual) < _ROUNDING else residual
    se = np.sqrt(without.s2w * m[i] + float(x @ without.vb @ x))
    _, spread = _hat_rows(result, m)
    full = _covariance_at(result, m)
    with np.errstate(divide="ignore", invalid="ignore"):  # studies all alike have no spread to measure by
        scaled = change / np.sqrt(without.s2w * np.diag(full))
        fitted = float(x @ change)
        dffits = fitted / np.sqrt(without.s2w * (hat * m[i] if result.settings.weighted else spread[i]))
        ratio = float(np.linalg.det(without.vb) / np.linalg.det(result.vb))
        studentized = residual / se
    cook = wald(change, result.vb)
    return dict(zip(keys, [studentized, dffits, cook, ratio, without.tau2, without.QE, *scaled], strict=True))


def _covariance_at(result: PooledResult, m: Array) -> Array:
    return result.solver.at(1 / m).cov() if result.settings.weighted else result.solver.ols(m)[1]


def baujat(result: PooledResult) -> pd.DataFrame:
    """Coordinates of the Baujat plot.

    Returns
    -------
    DataFrame
        slab; x: squared Pearson residual (contribution to heterogeneity); y: squared change of the
        fitted value when the study is left out, over its variance (influence on the result).
    """
    import pandas as pd

    fits = fits_without_each(result)
    fitted = result.X @ result.beta
    x = (result.yi - fitted) ** 2 / (result.vi + result.tau2)
    y = np.full(result.k, np.nan)
    for i, one in enumerate(fits):
        if one is not None:
            row = result.X[i]
            with np.errstate(divide="ignore", invalid="ignore"):  # as in `influence`
                y[i] = (row @ one.beta - fitted[i]) ** 2 / (row @ one.vb @ row)
    return pd.DataFrame({"slab": [str(name) for name in result.slab], "x": x, "y": y})


def outliers(result: PooledResult, limit: float = 1.96) -> pd.DataFrame:
    """Studies whose deleted residual exceeds `limit` standard errors."""
    table = influence(result)
    return table.loc[table["rstudent"].abs() > limit, ["slab", "rstudent", "weight", "is_infl"]].reset_index(drop=True)
