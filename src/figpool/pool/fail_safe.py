"""Fail-safe N: how many null studies would undo a result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, copysign, inf, isinf, nan, sqrt
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.linear import Array
from figpool.pool.records import Record
from figpool.pool.result import PooledResult
from figpool.pool.studies import read_studies


@dataclass(frozen=True)
class FailSafeN(Record):
    """Fail-safe N (`fsnum`) with what it was computed from."""

    type: str
    fsnum: float
    alpha: float
    pval: float
    meanes: float
    target: float


def _whole(number: float) -> float:
    if isinf(number):
        return number
    return float(round(number)) if abs(number - round(number)) < 1.5e-8 else float(ceil(number))


def _rosenthal(yi: Array, vi: Array, alpha: float, _: float | None) -> FailSafeN:
    """Rosenthal 1979 Psychol Bull 86:638, with Stouffer's combined z."""
    k = yi.size
    z = abs(float((yi / np.sqrt(vi)).sum())) / sqrt(k)
    number = max(0.0, k * (z / float(-ndtri(alpha))) ** 2 - k)
    return FailSafeN("Rosenthal", _whole(number), alpha, float(ndtr(-z)), nan, nan)


def _orwin(yi: Array, _: Array, alpha: float, target: float | None) -> FailSafeN:
    """Orwin 1983 J Educ Stat 8:157: down to half the mean effect, or to `target`."""
    mean = float(yi.mean())
    goal = mean / 2 if target is None else copysign(target, mean)
    number = inf if goal == 0 else max(0.0, yi.size * (mean - goal) / goal)
    return FailSafeN("Orwin", _whole(number), alpha, nan, mean, goal)


def _rosenberg(yi: Array, vi: Array, alpha: float, _: float | None) -> FailSafeN:
    """Rosenberg 2005 Evolution 59:464, with the common-effect mean."""
    w = 1 / vi
    total = float(w.sum())
    mean = float(w @ yi) / total
    more = (float(w @ yi) / float(-ndtri(alpha / 2))) ** 2 - total
    number = max(0.0, yi.size * more / total)
    return FailSafeN("Rosenberg", _whole(number), alpha, float(2 * ndtr(-abs(mean) * sqrt(total))), mean, nan)


_TYPES: dict[str, Callable[[Array, Array, float, float | None], FailSafeN]] = {
    "Rosenthal": _rosenthal,
    "Orwin": _orwin,
    "Rosenberg": _rosenberg,
}


def fail_safe_n(es: Any, type: str = "Rosenthal", alpha: float = 0.05, target: float | None = None) -> FailSafeN:
    """Count the null studies that would undo a result.

    Parameters
    ----------
    es : data frame, mapping or PooledResult
        Effect sizes.
    type : {"Rosenthal", "Orwin", "Rosenberg"}
    alpha : float
        Level that would be lost (one-sided for Rosenthal, two-sided for Rosenberg).
    target : float, optional
        Orwin: the mean effect that would remain; half of it when not given.

    Raises
    ------
    UsageError
        Unknown type.
    PoolingError
        A sampling variance of 0.
    """
    if type not in _TYPES:
        raise UsageError(f"There is no fail-safe N {type!r}.", f"Choose {', '.join(_TYPES)}.")
    studies = read_studies(es.frame if isinstance(es, PooledResult) else es)
    if not (studies.vi > 0).all():
        raise PoolingError("Fail-safe N needs sampling variances above 0.", "Check SDs and sizes.")
    return _TYPES[type](studies.yi, studies.vi, alpha, target)
