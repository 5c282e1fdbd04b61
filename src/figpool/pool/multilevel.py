"""Multilevel and multivariate models for dependent effects.

The marginal covariance is V + sum(theta_j K_j), theta of highest (restricted) likelihood. Dense
matrices: up to a few thousand effects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.border import is_singular, maximize_outcomes
from figpool.pool.components import RandomPart, read_random
from figpool.pool.distributions import chi2_sf
from figpool.pool.inference import infer, omnibus
from figpool.pool.likelihood import Likelihood, maximize
from figpool.pool.linear import Array
from figpool.pool.records import Record
from figpool.pool.studies import read_studies

_MOST = 4000


@dataclass(frozen=True)
class MultilevelSettings:
    """How a multilevel model is fitted.

    Attributes
    ----------
    method : {"REML", "ML"}
    test : {"z", "t"}
        Normal, or t (and F) with k - p degrees of freedom.
    level : float
        Fraction.
    struct : {"UN", "CS", "DIAG"}
        Covariance of the outcomes in "outcome | study".
    """

    method: str = "REML"
    test: str = "z"
    level: float = 0.95
    struct: str = "UN"


@dataclass(frozen=True, eq=False)
class MultilevelResult(Record):
    """A fitted multilevel or multivariate model.

    Attributes
    ----------
    terms, beta, se, stat, df, pval, ci_lb, ci_ub
        As of :class:`PooledResult`.
    sigma2, se_sigma2 : array
        Variance components (covariances too, for "outcome | study"), in the order of `components`.
    I2 : array
        Percent of the total variance in each component.
    ll : float
        (Restricted) log-likelihood.
    """

    method: str
    terms: tuple[str, ...]
    beta: Array
    se: Array
    stat: Array
    df: Array
    pval: Array
    ci_lb: Array
    ci_ub: Array
    components: tuple[str, ...]
    levels: tuple[int, ...]
    sigma2: Array
    se_sigma2: Array
    I2: Array
    ll: float
    AIC: float
    QE: float
    QE_df: int
    QE_p: float
    QM: float
    QM_df: tuple[int, float]
    QM_p: float
    k: int
    p: int
    level: float
    iterations: int
    warnings: tuple[str, ...]
    vb: Array = field(repr=False)
    X: Array = field(repr=False)
    yi: Array = field(repr=False)
    M: Array = field(repr=False)
    used: NDArray[np.bool_] = field(repr=False)
    frame: Any = field(repr=False)


def fit_multilevel(
    es: Any,
    V: Any = None,
    random: str | Sequence[str] = ("study", "study/effect"),
    mods: Any = None,
    *,
    settings: MultilevelSettings | None = None,
    **named: Any,
) -> MultilevelResult:
    """Pool effects that depend on each other.

    Parameters
    ----------
    es : data frame or mapping
        Columns yi, vi and those of the random effects.
    V : array, optional
        Covariance of the sampling errors, one row and column a row of the table; vi on the diagonal
        when not given. See :func:`shared_control_covariance`.
    random : str or sequence of str
        "study", "study/effect" (``effect`` is the row, where there is no such column), or
        "outcome | study".
    mods
        Moderators as for :func:`fit`.
    settings : MultilevelSettings, optional
        Its fields can be given by keyword too: ``method="REML", test="z", level=0.95, struct="UN"``.

    Raises
    ------
    UsageError
        Unknown columns, settings, or a V of the wrong shape.
    PoolingError
        A V that is no covariance, too many rows, no convergence.

    Examples
    --------
    >>> es = {"study": [1, 1, 2, 2, 3, 3], "yi": [0.1, 0.2, 0.6, 0.7, 1.0, 1.2], "vi": [0.05] * 6}
    >>> res = fit_multilevel(es)
    >>> round(float(res.beta[0]), 3), res.components
    (0.633, ('study', 'study/effect'))
    """
    chosen = _settings(settings, named)
    studies = read_studies(es, mods)
    k = studies.yi.size
    if k > _MOST:
        raise PoolingError(f"{k} effects are too many for a model with full matrices.", f"At most {_MOST}.")
    covariance = _sampling_covariance(V, studies.used, studies.vi)
    part = read_random(random, es, studies.used, chosen.struct)
    likelihood = Likelihood(studies.yi, studies.moderators, covariance, part, chosen.method == "REML")
    total = max(float(np.var(studies.yi)), 1e-8)
    start = np.array([total / len(part.components) if c.is_variance else 0.0 for c in part.components])
    theta, state, count = (maximize_outcomes if part.blocks else maximize)(likelihood, start)
    information = likelihood.slope(state)[1]
    df = nan if chosen.test == "z" else float(k - studies.moderators.X.shape[1])
    return MultilevelResult(
        method=chosen.method,
        terms=studies.moderators.names,
        beta=state.beta,
        vb=state.cov,
        **infer(state.beta, state.cov, df, chosen.level),
        **omnibus(state.beta, state.cov, studies.moderators, df),
        **_residual(likelihood, theta),
        components=tuple(c.name for c in part.components),
        levels=tuple(c.levels for c in part.components),
        sigma2=theta,
        se_sigma2=np.sqrt(np.maximum(np.diag(np.linalg.pinv(information)), 0)),
        ll=state.ll,
        AIC=-2 * state.ll + 2 * (theta.size + state.beta.size),
        k=k,
        p=state.beta.size,
        level=chosen.level,
        iterations=count,
        warnings=(*studies.warnings, *_remarks(part, theta)),
        X=studies.moderators.X,
        yi=studies.yi,
        M=likelihood.marginal(theta),
        used=studies.used,
        frame=es,
    )


def _settings(settings: MultilevelSettings | None, named: dict[str, Any]) -> MultilevelSettings:
    unknown = sorted(set(named) - set(MultilevelSettings.__dataclass_fields__))
    if unknown:
        known = ", ".join(MultilevelSettings.__dataclass_fields__)
        raise UsageError(f"fit_multilevel has no option {unknown[0]!r}.", f"Options: {known}.")
    chosen = MultilevelSettings(**{**(vars(settings) if settings else {}), **named})
    if chosen.method not in {"REML", "ML"} or chosen.test not in {"z", "t"}:
        raise UsageError(f"A multilevel model cannot be fitted by {chosen.method} with test {chosen.test}.",
                         "Choose REML or ML, and z or t.")  # fmt: skip
    return chosen


def _sampling_covariance(V: Any, used: NDArray[np.bool_], vi: Array) -> Array:
    if V is None:
        return np.diag(vi)
    matrix = np.asarray(V, dtype=float)
    if matrix.ndim == 1:
        matrix = np.diag(matrix)
    if matrix.shape != (used.size, used.size):
        raise UsageError(f"V is {matrix.shape[0]} x {matrix.shape[-1]} for {used.size} rows.", "Give one row a row.")
    chosen: Array = matrix[np.ix_(used, used)]
    if not np.allclose(chosen, chosen.T, rtol=1e-10, atol=1e-12):
        raise PoolingError("V is not symmetric.", "A covariance matrix is.")
    return chosen


def _residual(likelihood: Likelihood, theta: Array) -> dict[str, Any]:
    """Heterogeneity against the sampling covariance alone, and the share of each component."""
    df = likelihood.y.size - likelihood.X.shape[1]
    none = likelihood.at(np.zeros_like(theta))
    if none is None or df < 1:
        return {"QE": nan, "QE_df": df, "QE_p": nan, "I2": np.full(theta.size, nan)}
    q = float(likelihood.y @ none.py)
    typical = df / float(np.trace(none.projection))
    variances = np.array([t if c.is_variance else 0.0 for t, c in zip(theta, likelihood.part.components, strict=True)])
    return {"QE": q, "QE_df": df, "QE_p": chi2_sf(q, df), "I2": 100 * variances / (variances.sum() + typical)}


def _remarks(part: RandomPart, theta: Array) -> list[str]:
    zero = [c.name for c, t in zip(part.components, theta, strict=True) if c.is_variance and t == 0]
    out = [f"The variance of {name} was estimated as 0." for name in zero]
    if any(is_singular(theta[block]) for block in part.blocks):
        out.append("The covariance of the outcomes is at the border of what is possible (a correlation of 1 or -1).")
    few = [f"{c.name} ({c.levels})" for c in part.components if c.levels < 5]
    return [*out, *([f"Variances of few groups are uncertain: {', '.join(few)}."] if few else [])]
