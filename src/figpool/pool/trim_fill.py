"""Trim and fill (Duval & Tweedie 2000 Biometrics 56:455)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.design import mean_model
from figpool.pool.linear import Array
from figpool.pool.model import fit_studies, refit
from figpool.pool.records import Record
from figpool.pool.result import PooledResult
from figpool.pool.small_study import egger
from figpool.pool.studies import Studies

_MAX_STEPS = 100


@dataclass(frozen=True)
class TrimFill(Record):
    """Result of trim and fill.

    Attributes
    ----------
    k0, se_k0 : int, float
        Estimated number of missing studies and its standard error.
    side : {"left", "right"}
        Side of the funnel they are missing on.
    p_k0 : float
        P value of k0 = 0 (R0 only).
    filled_yi, filled_vi : array, shape (k0,)
        The mirrored studies.
    fit : PooledResult
        All studies, the filled ones included.
    """

    estimator: str
    k0: int
    se_k0: float
    side: str
    p_k0: float
    filled_yi: Array
    filled_vi: Array
    fit: PooledResult


def _r0(k: int, ranks: Array) -> tuple[float, float]:
    left = -ranks[ranks < 0]
    k0 = k - float(left.max()) - 1 if left.size else float(k - 1)
    return k0, sqrt(2 * max(0.0, k0) + 2)


def _spread_of_sum(k: int, k0: float) -> float:
    polynomial = k * (k + 1) * (2 * k + 1) + 10 * k0**3 + 27 * k0**2 + 17 * k0
    return sqrt(max(0.0, (polynomial - 18 * k * k0**2 - 18 * k * k0 + 6 * k**2 * k0) / 24))


def _l0(k: int, ranks: Array) -> tuple[float, float]:
    k0 = (4 * float(ranks[ranks > 0].sum()) - k * (k + 1)) / (2 * k - 1)
    return k0, 4 * _spread_of_sum(k, k0) / (2 * k - 1)


def _q0(k: int, ranks: Array) -> tuple[float, float]:
    inner = 2 * k**2 - 4 * float(ranks[ranks > 0].sum()) + 0.25
    if inner < 0:
        raise PoolingError("The Q0 estimator has no value for these studies.", "Use L0 or R0.")
    k0 = k - 0.5 - sqrt(inner)
    return k0, 2 * _spread_of_sum(k, k0) / sqrt((k - 0.5) ** 2 - k0 * (2 * k - k0 - 1))


_ESTIMATORS: dict[str, Callable[[int, Array], tuple[float, float]]] = {"L0": _l0, "R0": _r0, "Q0": _q0}


def trim_and_fill(result: PooledResult, estimator: str = "L0", side: str | None = None) -> TrimFill:
    """Estimate the number of studies missing from the funnel and fill them in.

    Parameters
    ----------
    result : PooledResult
        A fit without moderators.
    estimator : {"L0", "R0", "Q0"}
    side : {"left", "right"}, optional
        Where studies are missing; by the sign of the regression on sei when not given.

    Raises
    ------
    UsageError
        Unknown estimator or side.
    PoolingError
        One study, or a model with moderators.
    """
    if estimator not in _ESTIMATORS:
        raise UsageError(f"There is no estimator {estimator!r}.", f"Choose {', '.join(_ESTIMATORS)}.")
    if side not in {None, "left", "right"}:
        raise UsageError(f"A funnel has no side {side!r}.", "Choose left or right.")
    if not result.intercept_only or result.k < 3:
        raise PoolingError("Trim and fill needs a mean of at least three studies.", "Fit without moderators.")
    side = side or ("right" if egger(result, "sei", "rma").slope < 0 else "left")
    sign = -1.0 if side == "right" else 1.0
    order = np.argsort(sign * result.yi, kind="stable")
    k0, se, center = _iterate(result, sign, order, _ESTIMATORS[estimator])
    mirrored = order[result.k - k0 :]
    filled_yi, filled_vi = 2 * sign * center - result.yi[mirrored], result.vi[mirrored]
    p_k0 = 0.5 ** (k0 + 1) if estimator == "R0" else nan
    whole = _fit_filled(result, filled_yi, filled_vi) if k0 else result
    return TrimFill(estimator, k0, se, side, p_k0, filled_yi, filled_vi, whole)


def _iterate(
    result: PooledResult, sign: float, order: NDArray[np.intp], estimate: Callable[[int, Array], tuple[float, float]]
) -> tuple[int, float, float]:
    """Trim, re-estimate the centre and count again until the count stays."""
    k, k0, y = result.k, 0, sign * result.yi[order]
    for _ in range(_MAX_STEPS):
        center = sign * float(refit(result, order[: k - k0]).beta[0])
        deviation = y - center
        ranks = np.empty(k)
        ranks[np.argsort(np.abs(deviation), kind="stable")] = np.arange(1, k + 1)
        raw, se = estimate(k, np.sign(deviation) * ranks)
        count = max(0, round(raw))
        if count == k0:
            return k0, max(0.0, se), center
        if count > k - 2:
            break
        k0 = count
    raise PoolingError("Trim and fill did not settle on a number of studies.", "Try the estimator R0.")


def _fit_filled(result: PooledResult, yi: Array, vi: Array) -> PooledResult:
    k = result.k + yi.size
    used = np.ones(k, dtype=bool)
    labels = [*result.slab, *(f"Filled {i + 1}" for i in range(yi.size))]
    all_yi, all_vi = np.concatenate([result.yi, yi]), np.concatenate([result.vi, vi])
    studies = Studies(all_yi, all_vi, mean_model(k), used, ())
    tau2 = result.tau2 if result.tau2_fixed else result.settings.tau2
    frame = {"slab": np.array(labels, dtype=object), "yi": all_yi, "vi": all_vi}
    return fit_studies(studies, replace(result.settings, tau2=tau2), frame)
