"""Cluster-robust tests: CR1, and CR2 with Satterthwaite degrees of freedom.

Hedges, Tipton & Johnson 2010 Res Synth Methods 1:39; Tipton & Pustejovsky 2015 J Educ Behav Stat
40:604; Pustejovsky & Tipton 2018 J Bus Econ Stat 36:672.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.columns import in_order_of
from figpool.pool.distributions import two_sided_p, two_sided_quantile
from figpool.pool.formula import as_labels
from figpool.pool.linear import Array
from figpool.pool.multilevel import MultilevelResult
from figpool.pool.records import Record
from figpool.pool.result import PooledResult


@dataclass(frozen=True)
class RobustResult(Record):
    """Coefficients with cluster-robust tests; `df` differs by coefficient with CR2."""

    type: str
    terms: tuple[str, ...]
    beta: Array
    se: Array
    stat: Array
    df: Array
    pval: Array
    ci_lb: Array
    ci_ub: Array
    clusters: int
    warnings: tuple[str, ...]
    vb: Array = field(repr=False)


@dataclass(frozen=True)
class _Working:
    """Working model: design, residuals, marginal covariance, its inverse, clusters."""

    X: Array
    residuals: Array
    M: Array
    W: Array
    bread: Array
    members: list[NDArray[np.intp]]


def cluster_robust(result: PooledResult | MultilevelResult, cluster: Any, type: str = "CR1") -> RobustResult:
    """Test the coefficients of a fit with errors that may correlate within clusters.

    Parameters
    ----------
    result : PooledResult or MultilevelResult
    cluster : str or sequence
        Column of the table, or one label a row used.
    type : {"CR1", "CR2"}
        CR1: multiplied by n/(n - p), t with n - p degrees of freedom, n clusters (metafor's
        ``robust(adjust=TRUE)``). CR2: bias-reduced, Satterthwaite degrees (clubSandwich).

    Raises
    ------
    UsageError
        Unknown column or type.
    PoolingError
        Not more clusters than coefficients, or random effects that reach across clusters.
    """
    if type not in _TYPES:
        raise UsageError(f"There is no robust test {type!r}.", f"Choose {', '.join(_TYPES)}.")
    labels = _cluster_labels(result, cluster)
    working = _working(result, labels)
    n, p = len(working.members), working.X.shape[1]
    if n <= p:
        raise PoolingError(
            f"A robust test needs more clusters ({n}) than coefficients ({p}).", "See the column of clusters."
        )
    vb, df = _TYPES[type](working)
    se = np.sqrt(np.diag(vb))
    if not (se > 0).all():
        raise PoolingError(
            "The residuals leave no spread for a robust test: the studies are all alike.", "Use test='z'."
        )
    stat = result.beta / se
    pval = np.array([two_sided_p(np.array([s]), d)[0] for s, d in zip(stat, df, strict=True)])
    half = np.array([two_sided_quantile(result.level, d) for d in df]) * se
    warnings = (f"Only {n} clusters: CR1 tests are too liberal, use CR2.",) if n < 20 and type == "CR1" else ()
    beta = result.beta
    return RobustResult(type, result.terms, beta, se, stat, df, pval, beta - half, beta + half, n, warnings, vb)


def _cluster_labels(result: PooledResult | MultilevelResult, cluster: Any) -> NDArray[Any]:
    if isinstance(cluster, str):
        if cluster not in result.frame:
            raise UsageError(f"There is no column {cluster!r} to cluster by.", "Name a column of the table.")
        values = np.asarray(result.frame[cluster], dtype=object)[result.used]
    else:
        values = np.asarray(in_order_of(result.frame, cluster), dtype=object)
        values = values[result.used] if values.size == result.used.size else values
    cells = as_labels(values)
    if len(cells) != result.k or any(cell is None for cell in cells):
        raise UsageError("The clusters must name every row.", "Give one label for every row used.")
    return np.array(cells)


def _working(result: PooledResult | MultilevelResult, labels: NDArray[Any]) -> _Working:
    M = result.M if isinstance(result, MultilevelResult) else np.diag(result.vi + result.tau2)
    W: Array = np.linalg.inv(M).astype(float)
    members = [np.flatnonzero(labels == name) for name in dict.fromkeys(labels)]
    inside = labels[:, None] == labels[None, :]
    if np.abs(np.where(inside, 0.0, M)).max() > 1e-10 * np.diag(M).max():
        raise PoolingError("Effects of different clusters are correlated in this model.", "Cluster by the top level.")
    X = result.X
    bread: Array = np.linalg.inv(X.T @ W @ X).astype(float)
    return _Working(X, result.yi - X @ result.beta, M, W, bread, members)


def _meat(working: _Working, adjustments: list[Array]) -> Array:
    p = working.X.shape[1]
    total = np.zeros((p, p))
    for rows, adjust in zip(working.members, adjustments, strict=True):
        score = working.X[rows].T @ working.W[np.ix_(rows, rows)] @ adjust @ working.residuals[rows]
        total += np.outer(score, score)
    return total


def _cr1(working: _Working) -> tuple[Array, Array]:
    n, p = len(working.members), working.X.shape[1]
    identity = [np.eye(rows.size) for rows in working.members]
    vb = n / (n - p) * working.bread @ _meat(working, identity) @ working.bread
    return vb, np.full(p, float(n - p))


def _symmetric_power(matrix: Array, power: float) -> Array:
    values, vectors = np.linalg.eigh(matrix)
    kept = values > 1e-10 * values.max()
    out: Array = (vectors[:, kept] * values[kept] ** power) @ vectors[:, kept].T
    return out


def _adjustment(working: _Working, rows: NDArray[np.intp]) -> Array:
    phi = working.M[np.ix_(rows, rows)]
    x = working.X[rows]
    upper = np.linalg.cholesky(phi).T
    inner = upper @ (phi - x @ working.bread @ x.T) @ upper.T
    out: Array = upper.T @ _symmetric_power(inner, -0.5) @ upper
    return out


def _cr2(working: _Working) -> tuple[Array, Array]:
    adjustments = [_adjustment(working, rows) for rows in working.members]
    vb = working.bread @ _meat(working, adjustments) @ working.bread
    return vb, np.array([_satterthwaite(working, adjustments, j) for j in range(vb.shape[0])])


def _satterthwaite(working: _Working, adjustments: list[Array], j: int) -> float:
    hat = working.X @ working.bread @ working.X.T @ working.W
    residual_maker = np.eye(len(hat)) - hat
    vectors = []
    for rows, adjust in zip(working.members, adjustments, strict=True):
        own = adjust.T @ working.W[np.ix_(rows, rows)] @ working.X[rows] @ working.bread[:, j]
        vectors.append(residual_maker[rows].T @ own)
    stacked = np.column_stack(vectors)
    omega = stacked.T @ working.M @ stacked
    return float(np.trace(omega) ** 2 / np.sum(omega**2))


_TYPES: dict[str, Callable[[_Working], tuple[Array, Array]]] = {"CR1": _cr1, "CR2": _cr2}
