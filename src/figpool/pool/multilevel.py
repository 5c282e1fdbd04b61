"""Multilevel and multivariate models for dependent effects.

The marginal covariance is V + sum(theta_j K_j); theta is found by Fisher scoring with halved
steps on the (restricted) likelihood, components at zero held there while the slope points down
(Harville 1977 J Am Stat Assoc 72:320). Dense matrices: up to a few thousand effects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log, nan, pi
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.components import RandomPart, read_random
from figpool.pool.design import Moderators
from figpool.pool.distributions import chi2_sf, f_sf, two_sided_p, two_sided_quantile
from figpool.pool.linear import Array
from figpool.pool.model import read_studies, wald
from figpool.pool.records import Record

_MOST = 4000
_MAX_STEPS = 500


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


@dataclass(frozen=True)
class _State:
    """Everything known at one theta."""

    ll: float
    beta: Array
    cov: Array
    inverse: Array
    projection: Array
    py: Array


class _Likelihood:
    """Gaussian likelihood in the variance components."""

    def __init__(self, y: Array, moderators: Moderators, V: Array, part: RandomPart, restricted: bool) -> None:
        self.y, self.X, self.V, self.part, self.restricted = y, moderators.X, V, part, restricted
        self.patterns = [c.pattern for c in part.components]
        self._constant = 0.5 * float(np.linalg.slogdet(self.X.T @ self.X)[1]) if restricted else 0.0

    def marginal(self, theta: Array) -> Array:
        """V plus the random part."""
        out = self.V.copy()
        for value, pattern in zip(theta, self.patterns, strict=True):
            out += value * pattern
        return out

    def at(self, theta: Array) -> _State | None:
        """State at `theta`; None where the covariance is not positive definite."""
        m = self.marginal(theta)
        try:
            root = np.linalg.cholesky(m)
        except np.linalg.LinAlgError:
            return None
        inverse: Array = np.linalg.inv(m).astype(float)
        wx = inverse @ self.X
        information = self.X.T @ wx
        cov: Array = np.linalg.inv(information).astype(float)
        beta = cov @ (wx.T @ self.y)
        projection = inverse - wx @ cov @ wx.T
        py = projection @ self.y
        size = self.y.size - self.X.shape[1] * self.restricted
        ll = -0.5 * (size * log(2 * pi) + 2 * float(np.log(np.diag(root)).sum()) + float(self.y @ py))
        if self.restricted:
            ll += self._constant - 0.5 * float(np.linalg.slogdet(information)[1])
        return _State(ll, beta, cov, inverse, projection, py)

    def slope(self, state: _State) -> tuple[Array, Array]:
        """Gradient and expected information in theta."""
        weight = state.projection if self.restricted else state.inverse
        products = [weight @ pattern for pattern in self.patterns]
        gradient = [
            0.5 * (float(state.py @ (pattern @ state.py)) - float(np.trace(product)))
            for pattern, product in zip(self.patterns, products, strict=True)
        ]
        information = [[0.5 * float(np.sum(a * b.T)) for b in products] for a in products]
        return np.array(gradient), np.array(information)


def _search(likelihood: _Likelihood, start: Array) -> tuple[Array, _State, int]:
    theta = start
    state = likelihood.at(theta)
    if state is None:
        raise PoolingError("The sampling covariance V is not positive definite.", "Check the correlations in V.")
    bounded = np.array([c.is_variance for c in likelihood.part.components])
    for count in range(1, _MAX_STEPS + 1):
        gradient, information = likelihood.slope(state)
        free = ~(bounded & (theta <= 0) & (gradient <= 0))
        step = np.zeros_like(theta)
        if free.any():
            step[free] = np.linalg.lstsq(information[np.ix_(free, free)], gradient[free], rcond=None)[0]
        moved = _step(likelihood, theta, state, step, bounded)
        if moved is None:
            return theta, state, count
        ahead, ahead_state = moved
        settled = np.abs(ahead - theta).max() <= 1e-12 * np.abs(ahead).max()
        theta, state = ahead, ahead_state
        if settled:
            return theta, state, count
    raise PoolingError(
        f"The multilevel model did not converge in {_MAX_STEPS} steps.", "Take a level out, or use fewer components."
    )


def _step(
    likelihood: _Likelihood, theta: Array, state: _State, step: Array, bounded: NDArray[np.bool_]
) -> tuple[Array, _State] | None:
    """Take the step, halved until the likelihood does not fall; None when no step helps."""
    for halving in range(60):
        ahead = theta + step / 2.0**halving
        ahead = np.where(bounded, np.maximum(ahead, 0.0), ahead)
        if likelihood.part.feasible(ahead):
            ahead_state = likelihood.at(ahead)
            if ahead_state is not None and ahead_state.ll >= state.ll - 1e-13 * abs(state.ll):
                return ahead, ahead_state
        if np.abs(ahead - theta).max() <= 1e-14 * max(np.abs(theta).max(), 1e-300):
            return None
    return None


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
    likelihood = _Likelihood(studies.yi, studies.moderators, covariance, part, chosen.method == "REML")
    total = max(float(np.var(studies.yi)), 1e-8)
    start = np.array([total / len(part.components) if c.is_variance else 0.0 for c in part.components])
    theta, state, count = _search(likelihood, start)
    information = likelihood.slope(state)[1]
    df = nan if chosen.test == "z" else float(k - studies.moderators.X.shape[1])
    return MultilevelResult(
        method=chosen.method,
        terms=studies.moderators.names,
        beta=state.beta,
        vb=state.cov,
        **_inference(state.beta, state.cov, df, chosen.level),
        **_omnibus(state, studies.moderators, df),
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


def _inference(beta: Array, cov: Array, df: float, level: float) -> dict[str, Any]:
    se = np.sqrt(np.diag(cov))
    half = two_sided_quantile(level, df) * se
    stat = beta / se
    return {
        "se": se,
        "stat": stat,
        "df": np.full(se.size, df),
        "pval": two_sided_p(stat, df),
        "ci_lb": beta - half,
        "ci_ub": beta + half,
    }


def _omnibus(state: _State, moderators: Moderators, df: float) -> dict[str, Any]:
    tested = np.array([name != "intrcpt" for name in moderators.names]) | moderators.intercept_only
    m = int(tested.sum())
    qm = wald(state.beta[tested], state.cov[np.ix_(tested, tested)]) / (1 if np.isnan(df) else m)
    return {"QM": qm, "QM_df": (m, df), "QM_p": f_sf(qm, m, df)}


def _residual(likelihood: _Likelihood, theta: Array) -> dict[str, Any]:
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
    few = [f"{c.name} ({c.levels})" for c in part.components if c.levels < 5]
    return [*out, *([f"Variances of few groups are uncertain: {', '.join(few)}."] if few else [])]
