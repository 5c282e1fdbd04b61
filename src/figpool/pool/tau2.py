"""Estimators of the between-study variance tau2; one function and one registration each.

Closed forms: DerSimonian & Laird 1986, Hedges & Olkin 1985 (HE), Hunter & Schmidt 1990, Sidik &
Jonkman 2005. Iterated: ML and REML (Fisher scoring, Raudenbush 2009), Paule & Mandel 1982, empirical
Bayes (Morris 1983, the same root as PM), median-unbiased PM. Standard errors after Viechtbauer 2005
and Viechtbauer et al. 2015.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, log, nan, pi, sqrt

import numpy as np

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.distributions import chi2_quantile
from figpool.pool.linear import Array, Solved, Solver, dot
from figpool.pool.roots import solve_q

COMMON = frozenset({"EE", "FE", "CE"})
"""Names of the common-effect model (tau2 = 0 by assumption)."""

_MAX_STEPS = 1000
_CLOSE = 0.02
_SETTLED = 1e-10
"""Relative size of a Fisher step that ends the search; such steps shrink by a constant factor."""
_SETTLED_NEWTON = 1e-6
"""The same for a Newton step, whose error after it is of the order of the square of this."""


@dataclass(frozen=True)
class Tau2:
    """An estimate of tau2.

    Attributes
    ----------
    value, se : float
        Estimate (0 where it would be negative) and its standard error.
    iterations : int
        Steps taken; 0 for closed forms.
    warning : str
        What a reader should know, or empty.
    """

    value: float
    se: float
    iterations: int = 0
    warning: str = ""


Estimator = Callable[[Solver, Array], Tau2]
_ESTIMATORS: dict[str, Estimator] = {}


def estimator(*names: str) -> Callable[[Estimator], Estimator]:
    """Register a tau2 estimator under its names."""

    def _add(function: Estimator) -> Estimator:
        _ESTIMATORS.update(dict.fromkeys(names, function))
        return function

    return _add


def estimators() -> list[str]:
    """Names of all estimators, in the order they are documented."""
    return list(_ESTIMATORS)


def estimate_tau2(method: str, solver: Solver, vi: Array) -> Tau2:
    """Estimate tau2 with the estimator registered as `method`.

    Raises
    ------
    UsageError
        Unknown name.
    PoolingError
        Variances the estimator cannot use, or no convergence.
    """
    found = _ESTIMATORS.get(method)
    if found is None:
        raise UsageError(f"There is no tau2 estimator {method!r}.", f"Choose EE, {', '.join(_ESTIMATORS)} or a number.")
    return found(solver, vi)


def _inverse(vi: Array, method: str) -> Array:
    if not (vi > 0).all():
        raise PoolingError(f"{method} needs sampling variances above 0.", "REML can carry single rows with vi = 0.")
    out: Array = 1 / vi
    return out


def _se_moment(fit: Solved, tau2: float, df: int, scale: float) -> float:
    return sqrt(2 * df + 4 * tau2 * fit.trace() + 2 * tau2**2 * fit.trace2()) / scale


@estimator("DL")
def _dersimonian_laird(solver: Solver, vi: Array) -> Tau2:
    fit = solver.at(_inverse(vi, "DL"))
    df, scale = solver.k - solver.p, fit.trace()
    tau2 = max(0.0, (fit.q - df) / scale)
    return Tau2(tau2, _se_moment(fit, tau2, df, scale))


@estimator("HE")
def _hedges(solver: Solver, vi: Array) -> Tau2:
    fit, trace = _unweighted(solver, vi)
    df = solver.k - solver.p
    tau2 = max(0.0, (fit.q - trace) / df)
    return Tau2(tau2, sqrt(2 * fit.trace2(vi, vi) + 4 * tau2 * trace + 2 * tau2**2 * df) / df)


def _unweighted(solver: Solver, vi: Array) -> tuple[Solved, float]:
    """Fit with equal weights, and the trace of P V."""
    fit = solver.at(np.ones_like(vi))
    return fit, fit.trace(vi)


@estimator("HS")
def _hunter_schmidt(solver: Solver, vi: Array) -> Tau2:
    fit = solver.at(_inverse(vi, "HS"))
    scale = float(fit.w.sum())
    tau2 = max(0.0, (fit.q - solver.k) / scale)
    return Tau2(tau2, _se_moment(fit, tau2, solver.k - solver.p, scale))


@estimator("HSk")
def _hunter_schmidt_k(solver: Solver, vi: Array) -> Tau2:
    fit = solver.at(_inverse(vi, "HSk"))
    k, df, scale = solver.k, solver.k - solver.p, float(fit.w.sum())
    tau2 = max(0.0, (k / df * fit.q - k) / scale)
    return Tau2(tau2, k / df * _se_moment(fit, tau2, df, scale))


@estimator("SJ")
def _sidik_jonkman(solver: Solver, vi: Array) -> Tau2:
    start = float(np.var(solver.y))
    if start == 0:
        return Tau2(0.0, 0.0)
    fit = solver.at(1 / (vi + start))
    df = solver.k - solver.p
    tau2 = start * fit.q / df
    inner = 2 * fit.trace2(vi, vi) + 4 * tau2 * fit.trace2(vi) + 2 * tau2**2 * fit.trace2()
    return Tau2(tau2, start / df * sqrt(inner))


def _paule_mandel_to(solver: Solver, vi: Array, target: float) -> Tau2:
    _inverse(vi, "PM")
    tau2 = solve_q(solver, vi, target)
    k, df = solver.k, solver.k - solver.p
    return Tau2(tau2, sqrt(2 * k * k / df) / float((1 / (vi + tau2)).sum()))


@estimator("PM", "EB")
def _paule_mandel(solver: Solver, vi: Array) -> Tau2:
    return _paule_mandel_to(solver, vi, float(solver.k - solver.p))


@estimator("PMM")
def _paule_mandel_median(solver: Solver, vi: Array) -> Tau2:
    return _paule_mandel_to(solver, vi, chi2_quantile(0.5, solver.k - solver.p))


class _Slope:
    """Slope of a log-likelihood in tau2 (twice) and its expected negative derivative."""

    def __init__(self, fit: Solved, trace: float, information: float) -> None:
        self._fit = fit
        self.score = dot(fit.py, fit.py) - trace
        self.information = information

    @property
    def curvature(self) -> float:
        """Observed negative derivative."""
        return 2 * dot(self._fit.py, self._fit.project(self._fit.py)) - self.information


def _slope_reml(solver: Solver, vi: Array, tau2: float) -> _Slope:
    fit = solver.at(1 / (vi + tau2))
    return _Slope(fit, fit.trace(), fit.trace2())


def _slope_ml(solver: Solver, vi: Array, tau2: float) -> _Slope:
    fit = solver.at(1 / (vi + tau2))
    return _Slope(fit, float(fit.w.sum()), dot(fit.w, fit.w))


SlopeFunction = Callable[[Solver, Array, float], _Slope]


def _climb(slope: SlopeFunction, solver: Solver, vi: Array) -> tuple[float, int]:
    """Find the local maximum that Fisher scoring from the HE estimate leads to.

    Fisher steps (halved while they would leave tau2 >= 0) choose the hill, Newton steps
    finish on it. Returns tau2 and the number of steps.
    """
    start, trace = _unweighted(solver, vi)
    tau2 = max(0.0, (start.q - trace) / (solver.k - solver.p))
    if not (vi + tau2 > 0).all():
        raise PoolingError(
            "A study with a sampling variance of 0 would get an infinite weight.", "Check SDs and sizes."
        )
    scale = float(np.add.reduce(vi)) / vi.size or float(np.var(solver.y))
    for step_count in range(1, _MAX_STEPS + 1):
        here = slope(solver, vi, tau2)
        if not here.information > 0:
            ratio = float(vi.max() / vi.min()) if (vi > 0).all() else inf
            raise PoolingError(f"The sampling variances differ too much to find tau2 (by {ratio:.3g}).", "Check them.")
        step, settled = here.score / here.information, _SETTLED
        if abs(step) < _CLOSE * tau2 and (curvature := here.curvature) > 0:
            step, settled = here.score / curvature, _SETTLED_NEWTON
        if step == 0 or abs(step) <= settled * tau2:
            return tau2 + max(step, -tau2), step_count
        while tau2 + step < 0:
            step /= 2
        tau2 += step
        if tau2 < 1e-9 * scale and (vi > 0).all() and slope(solver, vi, 0.0).score <= 0:
            return 0.0, step_count
    raise PoolingError(
        f"The likelihood search for tau2 did not converge in {_MAX_STEPS} steps.", "Try tau2='PM' or 'DL'."
    )


def log_likelihood(solver: Solver, vi: Array, tau2: float, *, restricted: bool) -> float:
    """Log-likelihood at `tau2` with the coefficients at their optimum.

    Notes
    -----
    The restricted form carries +log|X'X|/2, as metafor's does.
    """
    m = vi + tau2
    fit = solver.at(1 / m)
    size = solver.k - solver.p if restricted else solver.k
    out = -0.5 * (size * log(2 * pi) + float(np.log(m).sum()) + fit.q)
    return out - 0.5 * fit.log_det() if restricted else out


def _likelihood(slope: SlopeFunction, solver: Solver, vi: Array, *, restricted: bool) -> tuple[float, int, str]:
    tau2, steps = _climb(slope, solver, vi)
    if tau2 <= 0 or not (vi > 0).all():
        return tau2, steps, ""
    at_zero = log_likelihood(solver, vi, 0.0, restricted=restricted)
    if at_zero - log_likelihood(solver, vi, tau2, restricted=restricted) > 1e-5:
        return 0.0, steps, "The likelihood has two maxima in tau2; the higher one, tau2 = 0, was taken."
    return tau2, steps, ""


@estimator("ML")
def _maximum_likelihood(solver: Solver, vi: Array) -> Tau2:
    tau2, steps, warning = _likelihood(_slope_ml, solver, vi, restricted=False)
    w = 1 / (vi + tau2)
    return Tau2(tau2, sqrt(2 / dot(w, w)), steps, warning)


@estimator("REML")
def _restricted_maximum_likelihood(solver: Solver, vi: Array) -> Tau2:
    tau2, steps, warning = _likelihood(_slope_reml, solver, vi, restricted=True)
    return Tau2(tau2, se_reml(solver, vi, tau2), steps, warning)


def se_reml(solver: Solver, vi: Array, tau2: float) -> float:
    """Take the standard error of tau2 from the expected information of the restricted likelihood."""
    if not (vi + tau2 > 0).all():
        return nan
    information = solver.at(1 / (vi + tau2)).trace2()
    return sqrt(2 / information) if 0 < information < inf else nan
