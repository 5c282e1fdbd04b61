"""Predicted effects with confidence and prediction intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import UsageError
from figpool.pool.design import as_columns
from figpool.pool.distributions import two_sided_quantile
from figpool.pool.linear import Array
from figpool.pool.records import Record

if TYPE_CHECKING:
    from figpool.pool.result import PooledResult


@dataclass(frozen=True)
class Prediction(Record):
    """Predictions, one element a row of the new moderators.

    Attributes
    ----------
    pred, se : array
        Predicted mean effect and its standard error (NaN after a back-transformation).
    ci_lb, ci_ub : array
        Confidence interval of the mean effect.
    pi_lb, pi_ub : array
        Prediction interval: where the true effect of a new study is expected.
    """

    pred: Array
    se: Array
    ci_lb: Array
    ci_ub: Array
    pi_lb: Array
    pi_ub: Array

    def transformed(self, transform: Callable[[Array], Array]) -> Prediction:
        """Apply a back-transformation to estimate and limits."""
        changed = {name: transform(getattr(self, name)) for name in ("pred", "ci_lb", "ci_ub", "pi_lb", "pi_ub")}
        return replace(self, se=np.full_like(self.se, np.nan), **changed)


def _normal_or_t(result: PooledResult) -> float:
    return float(result.df[0])


def _k_minus_p(result: PooledResult) -> float:
    return float(max(1, result.k - result.p))


def _riley(result: PooledResult) -> float:
    return float(max(1, result.k - result.p - (not result.tau2_fixed)))


_INTERVALS: dict[str, Callable[[PooledResult], float]] = {"default": _normal_or_t, "riley": _riley, "t": _k_minus_p}


def predict(result: PooledResult, newmods: Any, level: float, interval: str) -> Prediction:
    """Predict from a fit; see :meth:`PooledResult.predict`.

    Notes
    -----
    The default prediction interval uses the quantile of the test, as metafor does; "riley" is
    t(k - p - 1) (Riley, Higgins & Deeks 2011 BMJ 342:d549).
    """
    if interval not in _INTERVALS:
        raise UsageError(f"There is no prediction interval {interval!r}.", f"Choose {', '.join(_INTERVALS)}.")
    X = _rows(result, newmods)
    pred = X @ result.beta
    variance = np.einsum("ij,jk,ik->i", X, result.vb, X)
    half = two_sided_quantile(level, float(result.df[0])) * np.sqrt(variance)
    wide = two_sided_quantile(level, _INTERVALS[interval](result)) * np.sqrt(variance + result.tau2)
    return Prediction(pred, np.sqrt(variance), pred - half, pred + half, pred - wide, pred + wide)


def _rows(result: PooledResult, newmods: Any) -> Array:
    if newmods is None:
        return np.ones((1, 1)) if result.intercept_only else result.X
    design = result.moderators.design
    if hasattr(newmods, "keys"):
        newmods = _same_length(newmods)
    if design is not None and hasattr(newmods, "keys"):
        X, names = design.matrix(newmods)
        return X[:, [names.index(term) for term in result.terms]]
    own = result.p - result.moderators.has_intercept
    if hasattr(newmods, "keys"):
        newmods = _by_name(newmods, result.terms[-own:])
    X, _ = as_columns(newmods)
    if X.shape[1] != own and X.shape[0] == own:
        X = X.T
    if X.shape[1] != own:
        raise UsageError(
            f"The new moderators have {X.shape[1]} columns, the model {own}.", f"Its terms: {', '.join(result.terms)}."
        )
    return np.column_stack([np.ones(len(X)), X]) if result.moderators.has_intercept else X


def _same_length(table: Any) -> dict[str, NDArray[Any]]:
    """Columns as arrays; a single value stands for every row."""
    columns = {str(name): np.atleast_1d(np.asarray(table[name])) for name in table}
    rows = max((column.size for column in columns.values()), default=0)
    return {name: np.repeat(column, rows) if column.size == 1 else column for name, column in columns.items()}


def _by_name(table: dict[str, NDArray[Any]], terms: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    """Columns in the order of the terms; a model of an array has no names, there the order counts."""
    if all(term in table for term in terms):
        return {term: table[term] for term in terms}
    if terms == tuple(f"X{j + 1}" for j in range(len(terms))):
        return table
    missing = [term for term in terms if term not in table]
    raise UsageError(f"The new moderators lack {missing[0]!r}.", f"The model's terms: {', '.join(terms)}.")
