"""Step-function selection model (Hedges 1992 Stat Sci 7:246; Vevea & Hedges 1995 Psychometrika 60:419)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log, pi

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.distributions import chi2_sf, two_sided_quantile
from figpool.pool.linear import Array, MeanSolver
from figpool.pool.records import Record
from figpool.pool.result import PooledResult
from figpool.pool.tau2 import estimate_tau2, log_likelihood

_SIGNS = {"greater": 1.0, "less": -1.0}


@dataclass(frozen=True)
class SelectionModel(Record):
    """Effects adjusted for selection by p value.

    Attributes
    ----------
    beta, se, ci_lb, ci_ub : float
        Adjusted mean.
    tau2 : float
        Adjusted between-study variance (ML).
    steps : tuple of float
        One-sided p values at which the probability of being published changes.
    delta : array
        Relative probability of being published in each interval; 1 in the first.
    LRT, LRT_df, LRT_p
        Likelihood-ratio test against no selection.
    """

    beta: float
    se: float
    ci_lb: float
    ci_ub: float
    tau2: float
    steps: tuple[float, ...]
    delta: Array
    studies: tuple[int, ...]
    ll: float
    LRT: float
    LRT_df: int
    LRT_p: float
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Data:
    """Effects in the direction of selection, and which interval of p each falls into."""

    y: Array
    v: Array
    cuts: Array
    interval: NDArray[np.intp]

    def log_likelihood(self, mean: float, tau2: float, delta: Array) -> float:
        """Log-likelihood of the weighted density."""
        total = self.v + tau2
        density = -0.5 * (log(2 * pi) * self.y.size + np.log(total).sum() + ((self.y - mean) ** 2 / total).sum())
        below = ndtr((self.cuts[None, :] * np.sqrt(self.v)[:, None] - mean) / np.sqrt(total)[:, None])
        edges = np.hstack([np.ones((self.y.size, 1)), below, np.zeros((self.y.size, 1))])
        normalizer = (edges[:, :-1] - edges[:, 1:]) @ delta
        return float(density + np.log(delta[self.interval]).sum() - np.log(normalizer).sum())


def selection_model(
    result: PooledResult, steps: tuple[float, ...] = (0.025,), alternative: str = "greater"
) -> SelectionModel:
    """Fit a step-function selection model by maximum likelihood.

    Parameters
    ----------
    result : PooledResult
        A fit without moderators.
    steps : tuple of float
        One-sided p values, increasing, where the probability of publication changes.
    alternative : {"greater", "less"}
        Direction in which results are significant.

    Raises
    ------
    UsageError
        Steps that are not increasing fractions, or an unknown direction.
    PoolingError
        Moderators, an interval without studies, or no convergence.
    """
    if alternative not in _SIGNS:
        raise UsageError(f"There is no alternative {alternative!r}.", "Choose greater or less.")
    if not steps or any(not 0 < s < 1 for s in steps) or list(steps) != sorted(set(steps)):
        raise UsageError("The steps must be increasing p values between 0 and 1.", "Example: (0.025, 0.5).")
    if not result.intercept_only:
        raise PoolingError("The selection model is of a mean, this fit has moderators.", "Fit without mods.")
    if not (result.vi > 0).all():
        raise PoolingError("The selection model needs sampling variances above 0.", "Check SDs and sizes.")
    data = _data(result, steps, _SIGNS[alternative])
    counts = tuple(int((data.interval == j).sum()) for j in range(len(steps) + 1))
    if min(counts) == 0:
        raise PoolingError(
            f"An interval of p holds no study (studies by interval: {', '.join(map(str, counts))}).", "Use other steps."
        )
    x, covariance = _maximize(data, len(steps))
    base = _unselected(data)
    ll = data.log_likelihood(*_unpack(x))
    ratio = max(0.0, 2 * (ll - base))
    mean, tau2, delta = _unpack(x)
    se = float(np.sqrt(covariance[0, 0]))
    half = two_sided_quantile(result.level, float("nan")) * se
    fewest = _studies(min(counts))
    few = (f"An interval of p holds only {fewest}: the adjustment is unsure.",) if min(counts) < 4 else ()
    center = _SIGNS[alternative] * mean
    return SelectionModel(
        beta=center,
        se=se,
        ci_lb=center - half,
        ci_ub=center + half,
        tau2=tau2,
        steps=tuple(steps),
        delta=delta,
        studies=counts,
        ll=ll,
        LRT=ratio,
        LRT_df=len(steps),
        LRT_p=chi2_sf(ratio, len(steps)),
        warnings=few,
    )


def _studies(count: int) -> str:
    return "1 study" if count == 1 else f"{count} studies"


def _data(result: PooledResult, steps: tuple[float, ...], sign: float) -> _Data:
    y, v = sign * result.yi, result.vi
    p = ndtr(-y / np.sqrt(v))
    interval = np.searchsorted(np.array(steps), p, side="left")
    return _Data(y, v, -ndtri(np.array(steps)), interval)


def _unpack(x: Array) -> tuple[float, float, Array]:
    return float(x[0]), float(np.exp(x[1])), np.concatenate([[1.0], np.exp(x[2:])])


def _maximize(data: _Data, steps: int) -> tuple[Array, Array]:
    from scipy.optimize import minimize

    def _negative(x: Array) -> float:
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            value = -data.log_likelihood(*_unpack(np.clip(x, -30, 30)))
        return value if np.isfinite(value) else 1e10

    center = float(np.average(data.y, weights=1 / data.v))
    start = np.array([center, log(max(float(np.var(data.y)), 1e-4)), *[-0.5] * steps])
    rough = minimize(_negative, start, method="Nelder-Mead", options={"maxiter": 20000, "xatol": 1e-9, "fatol": 1e-12})
    if not rough.success:
        raise PoolingError("The selection model did not converge.", "Use one step, or more studies.")
    x = np.asarray(rough.x, dtype=float)
    information = _hessian(_negative, x)
    covariance: Array = np.linalg.pinv(information).astype(float)
    return x, covariance


def _hessian(function: Callable[[Array], float], x: Array, h: float = 1e-4) -> Array:
    """Second derivatives by central differences of step `h`."""
    steps = np.eye(x.size) * h

    def _second(a: Array, b: Array) -> float:
        return (function(x + a + b) - function(x + a - b) - function(x - a + b) + function(x - a - b)) / (4 * h * h)

    return np.array([[_second(a, b) for b in steps] for a in steps])


def _unselected(data: _Data) -> float:
    solver = MeanSolver(data.y)
    tau2 = estimate_tau2("ML", solver, data.v).value
    return log_likelihood(solver, data.v, tau2, restricted=False)
