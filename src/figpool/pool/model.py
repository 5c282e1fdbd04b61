"""Common-effect, random-effects and meta-regression models."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log, nan, pi
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.checks import fit_warnings, variance_warnings
from figpool.pool.heterogeneity import heterogeneity
from figpool.pool.inference import infer, omnibus
from figpool.pool.linear import Array, Solver, make_solver
from figpool.pool.result import FitSettings, FitStatistics, PooledResult
from figpool.pool.studies import Studies, read_studies
from figpool.pool.tau2 import COMMON, Tau2, estimate_tau2, se_reml

_T_TESTS = frozenset({"t", "knha", "adhoc"})
_TESTS = frozenset({"z"}) | _T_TESTS
_NO_SPREAD = 2.3e-16


def fit(
    es: Any,
    mods: Any = None,
    tau2: str | float = "REML",
    test: str = "knha",
    level: float = 0.95,
    *,
    weighted: bool = True,
) -> PooledResult:
    """Pool effect sizes.

    Parameters
    ----------
    es : data frame or mapping
        Columns ``yi`` and ``vi`` (or ``sei``); ``slab`` or ``study`` names the rows. Rows with an
        empty cell in these or in a moderator are left out, and a warning lists them.
    mods : str, data frame or array, optional
        Moderators: a formula such as "amount + C(route, ref='IT')", or a design.
    tau2 : str or float
        Estimator of the between-study variance: DL HE HS HSk SJ ML REML EB PM PMM, "EE" for a common
        effect, or a number to fix it at.
    test : {"knha", "adhoc", "t", "z"}
        Knapp-Hartung, the same with its factor truncated at 1, Student's t, or normal.
    level : float
        Confidence level as a fraction.
    weighted : bool
        Use inverse-variance weights.

    Returns
    -------
    PooledResult

    Raises
    ------
    UsageError
        Unknown estimator, test or column.
    PoolingError
        No usable row, more coefficients than the rows carry, no convergence.

    Examples
    --------
    metafor's BCG example, ``rma(measure="RR", ..., data=dat.bcg)`` (0.3132, I2 92.22 %):

    >>> yi = [-0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.0120, -0.4694, -1.3713, -0.3394, 0.4459,
    ...       -0.0173]
    >>> vi = [0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714]
    >>> res = fit({"yi": yi, "vi": vi}, test="z")
    >>> round(float(res.beta[0]), 3), round(res.tau2, 3), round(res.I2, 1)
    (-0.715, 0.313, 92.2)
    """
    settings = FitSettings(_method_name(tau2), test, level, weighted)
    _check(settings)
    return fit_studies(read_studies(es, mods), settings, es)


def _method_name(tau2: str | float) -> str | float:
    return "EE" if tau2 in COMMON else tau2


def _check(settings: FitSettings) -> None:
    if settings.test not in _TESTS:
        raise UsageError(f"There is no test {settings.test!r}.", f"Choose {', '.join(sorted(_TESTS))}.")
    if not 0 < settings.level < 1:
        raise UsageError(f"A level of {settings.level:g} is not a fraction between 0 and 1.", "Write 95 % as 0.95.")
    if not isinstance(settings.tau2, str) and not 0 <= settings.tau2 < np.inf:
        raise UsageError(f"tau2 cannot be {settings.tau2}.", "A variance is at least 0.")


def studies_of(result: PooledResult) -> Studies:
    """Return the studies a fit used, ready to be fitted again."""
    return Studies(result.yi, result.vi, result.moderators, result.used, ())


def refit(result: PooledResult, rows: NDArray[Any]) -> PooledResult:
    """Fit the model of `result` to some of its studies.

    Parameters
    ----------
    rows : array of bool or int
        Mask or positions among the studies used.

    Raises
    ------
    PoolingError
        When the model cannot be fitted to them, or loses a coefficient.
    """
    mask = np.zeros(result.k, dtype=bool)
    mask[rows] = True
    moderators = result.moderators.take(mask)
    if moderators.dropped:
        raise PoolingError(f"Without these studies {', '.join(moderators.dropped)} cannot be estimated.")
    used = np.zeros_like(result.used)
    used[np.flatnonzero(result.used)[mask]] = True
    tau2 = result.tau2 if result.tau2_fixed else result.settings.tau2
    settings = replace(result.settings, tau2=tau2)
    return fit_studies(Studies(result.yi[mask], result.vi[mask], moderators, used, ()), settings, result.frame)


def fit_studies(studies: Studies, settings: FitSettings, frame: Any = None) -> PooledResult:
    """Fit a model to studies that were read before; see :func:`fit`."""
    yi, vi, moderators = studies.yi, studies.vi, studies.moderators
    warnings = list(studies.warnings)
    if yi.size == 1 and settings.test != "z":
        settings = replace(settings, test="z")
        warnings.append("With one study the normal distribution was used instead of the test asked for.")
    solver = make_solver(yi, moderators.X)
    _check_rank(solver, settings)
    estimate = _between(solver, vi, settings)
    if estimate.warning:
        warnings.append(estimate.warning)
    common = settings.tau2 == "EE"
    coefficients = _coefficients(solver, vi + estimate.value, settings)
    warnings += variance_warnings(vi)
    warnings += fit_warnings(solver.k, solver.p, settings.test, coefficients.s2w)
    if common and settings.test in {"knha", "adhoc"}:
        warnings.append("The Knapp-Hartung method is not meant for a common-effect model.")
    method = settings.tau2 if isinstance(settings.tau2, str) else "REML"
    test_df = float(solver.k - solver.p) if settings.test in _T_TESTS else nan
    inference = infer(coefficients.beta, coefficients.vb, test_df, settings.level)
    fixed = not isinstance(settings.tau2, str)
    return PooledResult(
        settings=settings,
        method=method,
        terms=moderators.names,
        beta=coefficients.beta,
        vb=coefficients.vb,
        **inference,
        **omnibus(coefficients.beta, coefficients.vb, moderators, test_df),
        tau2=estimate.value,
        se_tau2=estimate.se,
        tau2_fixed=fixed,
        iterations=estimate.iterations,
        heterogeneity=heterogeneity(solver, vi, None if common else estimate.value),
        R2=_explained(studies, settings, estimate.value),
        s2w=coefficients.s2w,
        fit=_statistics(solver, vi, estimate.value, coefficients, method, solver.p + (not common and not fixed)),
        solver=solver,
        vi=vi,
        moderators=moderators,
        used=studies.used,
        frame={} if frame is None else frame,
        warnings=tuple(warnings),
    )


def _check_rank(solver: Solver, settings: FitSettings) -> None:
    estimated = isinstance(settings.tau2, str) and settings.tau2 != "EE"
    needed = solver.p + estimated
    if solver.k >= needed or (solver.k == 1 and solver.p == 1):
        return
    raise PoolingError(
        f"{solver.k} studies cannot carry {solver.p} coefficients{' and tau2' if estimated else ''}.",
        f"At least {needed} are needed; take moderators out.",
    )


def _between(solver: Solver, vi: Array, settings: FitSettings) -> Tau2:
    if settings.tau2 == "EE":
        return Tau2(0.0, nan)
    if not isinstance(settings.tau2, str):
        return Tau2(float(settings.tau2), se_reml(solver, vi, float(settings.tau2)))
    if solver.k == 1:
        return Tau2(0.0, nan)
    return estimate_tau2(settings.tau2, solver, vi)


@dataclass(frozen=True)
class _Coefficients:
    """Estimates, their covariance with the factor s2w in it, the residual sum of squares, the log determinant."""

    beta: Array
    vb: Array
    s2w: float
    rss: float
    log_det: float


def _coefficients(solver: Solver, m: Array, settings: FitSettings) -> _Coefficients:
    if not (m > 0).all():
        raise PoolingError(
            "A study with a sampling variance of 0 would get an infinite weight.", "Check its SDs and sizes."
        )
    weighted = solver.at(1 / m)
    df = solver.k - solver.p
    rss = weighted.q
    factor = _FACTORS[settings.test](rss / df if rss > _NO_SPREAD and df > 0 else (nan if df == 0 else 0.0))
    if settings.weighted:
        return _Coefficients(weighted.beta(), factor * weighted.cov(), factor, rss, weighted.log_det())
    beta, cov = solver.ols(m)
    residuals = solver.y - solver.X @ beta
    return _Coefficients(beta, factor * cov, factor, float(residuals @ (residuals / m)), weighted.log_det())


def _one(_: float) -> float:
    return 1.0


def _as_is(s2w: float) -> float:
    return s2w


def _at_least_one(s2w: float) -> float:
    return max(1.0, s2w)


_FACTORS = {"z": _one, "t": _one, "knha": _as_is, "adhoc": _at_least_one}


def _explained(studies: Studies, settings: FitSettings, tau2: float) -> float:
    """R2 as metafor defines it: share of tau2, or adjusted R2 of the weighted regression for EE."""
    moderators = studies.moderators
    if moderators.intercept_only or not moderators.has_intercept or not isinstance(settings.tau2, str):
        return nan
    mean = make_solver(studies.yi, np.ones((studies.yi.size, 1)))
    if settings.tau2 == "EE":
        total = mean.at(1 / studies.vi).q
        rest = make_solver(studies.yi, moderators.X).at(1 / studies.vi).q
        k, p = moderators.X.shape
        if k <= p:
            return nan
        return max(0.0, 100 * (1 - (rest / (k - p)) / (total / (k - 1)))) if total > 0 else 0.0
    without = estimate_tau2(settings.tau2, mean, studies.vi).value
    return max(0.0, 100 * (without - tau2) / without) if without > 0 else 0.0


def _statistics(
    solver: Solver, vi: Array, tau2: float, c: _Coefficients, method: str, parameters: int
) -> FitStatistics:
    k, p = solver.k, solver.p
    restricted = method == "REML"
    m = vi + tau2
    size = k - p if restricted else k
    ll = -0.5 * (size * log(2 * pi) + float(np.log(m).sum()) + c.rss)
    if restricted:
        ll -= 0.5 * c.log_det
    deviance = -2 * ll
    if not restricted:
        positive = bool((vi > 0).all())
        saturated = -0.5 * (k * log(2 * pi) + float(np.log(vi).sum())) if positive else 0.0
        deviance = -2 * (ll - saturated) if k > p else 0.0
    most = max(size, parameters + 2)
    return FitStatistics(
        ll,
        deviance,
        -2 * ll + 2 * parameters,
        -2 * ll + parameters * (log(size) if size > 0 else nan),
        -2 * ll + 2 * parameters * most / (most - parameters - 1),
    )
