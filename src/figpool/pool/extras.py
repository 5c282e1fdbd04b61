"""More from a fit: shrunken study effects, variance inflation, joint tests, model comparison, a robust mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammainc, ndtr

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.distributions import chi2_sf, f_sf, two_sided_quantile
from figpool.pool.inference import wald
from figpool.pool.linear import Array
from figpool.pool.records import Record
from figpool.pool.result import PooledResult

if TYPE_CHECKING:
    import pandas as pd


def blup(result: PooledResult) -> pd.DataFrame:
    """Best linear unbiased predictions: each study's effect drawn toward the model.

    Returns
    -------
    DataFrame
        slab, pred, se, pi_lb, pi_ub (Raudenbush & Bryk 1985).
    """
    import pandas as pd

    own = result.tau2 / (result.tau2 + result.vi)
    pred = own * result.yi + (1 - own) * (result.X @ result.beta)
    spread = np.einsum("ij,jk,ik->i", result.X, result.vb, result.X)
    se = np.sqrt(own * result.vi + (1 - own) ** 2 * spread)
    half = two_sided_quantile(result.level, float(result.df[0])) * se
    slab = [str(name) for name in result.slab]
    return pd.DataFrame({"slab": slab, "pred": pred, "se": se, "pi_lb": pred - half, "pi_ub": pred + half})


def vif(result: PooledResult) -> dict[str, float]:
    """Variance inflation factors of the coefficients, the intercept aside.

    Raises
    ------
    PoolingError
        With fewer than two moderators.
    """
    own = [j for j, term in enumerate(result.terms) if term != "intrcpt"]
    if len(own) < 2:
        raise PoolingError("Variance inflation needs at least two moderators.", "Add moderators.")
    vb = result.vb[np.ix_(own, own)]
    correlation = vb / np.sqrt(np.outer(np.diag(vb), np.diag(vb)))
    factors = np.diag(np.linalg.inv(correlation))
    return {result.terms[j]: float(factor) for j, factor in zip(own, factors, strict=True)}


@dataclass(frozen=True)
class JointTest(Record):
    """Joint test of some coefficients: F with df[1] denominator degrees, else chi-squared (df[1] is NaN)."""

    terms: tuple[str, ...]
    QM: float
    df: tuple[int, float]
    p: float


def joint_test(result: PooledResult, terms: Sequence[str]) -> JointTest:
    """Test that some coefficients are all zero.

    Parameters
    ----------
    terms : sequence of str
        Names of coefficients, or of factors ("route" stands for all its levels).

    Raises
    ------
    UsageError
        A name the model does not have.
    """
    chosen: list[int] = []
    for name in terms:
        found = [j for j, term in enumerate(result.terms) if term == name or term.startswith(f"{name}[")]
        if not found:
            raise UsageError(f"The model has no term {name!r}.", f"Terms: {', '.join(result.terms)}.")
        chosen.extend(found)
    df = float(result.df[0])
    qm = wald(result.beta[chosen], result.vb[np.ix_(chosen, chosen)])
    qm = qm if np.isnan(df) else qm / len(chosen)
    return JointTest(tuple(result.terms[j] for j in chosen), qm, (len(chosen), df), f_sf(qm, len(chosen), df))


@dataclass(frozen=True)
class LikelihoodRatio(Record):
    """Likelihood-ratio test of a smaller model within a larger one."""

    LRT: float
    df: int
    p: float


def likelihood_ratio(full: PooledResult, reduced: PooledResult) -> LikelihoodRatio:
    """Compare two nested models fitted by maximum likelihood.

    Raises
    ------
    PoolingError
        Models that were not fitted by ML to the same studies, or not nested by size.
    """
    if not (full.method == reduced.method == "ML") or full.k != reduced.k:
        raise PoolingError("Both models must be fitted by ML to the same studies.", "Fit both with tau2='ML'.")
    df = full.p - reduced.p
    if df < 1:
        raise PoolingError("The second model is not smaller than the first.", "Give the larger model first.")
    ratio = max(0.0, 2 * (full.fit.ll - reduced.fit.ll))
    return LikelihoodRatio(ratio, df, chi2_sf(ratio, df))


@dataclass(frozen=True)
class RobustMean(Record):
    """Common-effect mean with an interval that allows for heterogeneity and selection."""

    beta: float
    se: float
    ci_lb: float
    ci_ub: float
    tau2: float


def henmi_copas(result: PooledResult) -> RobustMean:
    """Interval of Henmi & Copas 2010 (Stat Med 29:2969), robust to publication bias.

    Raises
    ------
    PoolingError
        One study, moderators, or variances of 0.
    """
    if not result.intercept_only or result.k < 2 or not (result.vi > 0).all():
        raise PoolingError("The interval of Henmi and Copas is for a mean of two studies or more.", "Fit without mods.")
    w, k = 1 / result.vi, result.k
    w1 = float(w.sum())
    w2, w3, w4 = (float((w**power).sum()) / w1 for power in (2, 3, 4))
    beta = float(w @ result.yi) / w1
    q = float(w @ (result.yi - beta) ** 2)
    tau2 = max(0.0, (q - (k - 1)) / (w1 - w2))
    vr = 1 + tau2 * w2
    u0 = sqrt(vr) * _critical(_Moments(k, tau2, (w1, w2, w3, w4)), 1 - result.level)
    se = sqrt(vr / w1)
    return RobustMean(beta, se, beta - u0 * se, beta + u0 * se, tau2)


@dataclass(frozen=True)
class _Moments:
    """Mean and variance of Q given the standardized estimate r (Henmi & Copas 2010, appendix)."""

    k: int
    tau2: float
    w: tuple[float, float, float, float]

    @property
    def vr(self) -> float:
        return 1 + self.tau2 * self.w[1]

    def mean(self, r: Array) -> Array:
        w1, w2, w3, _ = self.w
        bracket = r**2 / self.vr**2 - 1 / self.vr
        out: Array = (self.k - 1) + self.tau2 * (w1 - w2) + self.tau2**2 * bracket * (w3 - w2**2)
        return out

    def variance(self, r: Array) -> Array:
        (w1, w2, w3, w4), t = self.w, self.tau2
        bracket = r**2 / self.vr**2 - 1 / self.vr
        base = 2 * (self.k - 1) + 4 * t * (w1 - w2) + 2 * t**2 * (w1 * w2 - 2 * w3 + w2**2)
        out: Array = base + 4 * t**2 * bracket * (w3 - w2**2) + 4 * t**3 * bracket * (w4 - 2 * w2 * w3 + w2**3)
        return out + 2 * t**4 * (1 / self.vr**2 - 2 * r**2 / self.vr**3) * (w3 - w2**2) ** 2

    def tail(self, x: float) -> float:
        """Probability that the pivot exceeds `x` > 0."""
        r = np.linspace(x, x + 12, 4001)
        scaled = np.sqrt(self.vr) * r
        mean, variance = self.mean(scaled), self.variance(scaled)
        w1, w2 = self.w[:2]
        bound = (w1 / w2 - 1) * ((r / x) ** 2 - 1) + (self.k - 1)
        density = np.exp(-(r**2) / 2) / sqrt(2 * np.pi)
        values = gammainc(mean**2 / variance, np.maximum(bound, 0) * mean / variance) * density
        return _simpson(values, float(r[1] - r[0]))


def _simpson(values: Array, step: float) -> float:
    return step / 3 * float(values[0] + values[-1] + 4 * values[1:-1:2].sum() + 2 * values[2:-1:2].sum())


def _critical(moments: _Moments, alpha: float) -> float:
    low, high = 1e-8, 4.0
    while moments.tail(high) > alpha / 2 and ndtr(-high) > 0:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if moments.tail(middle) > alpha / 2 else (low, middle)
    return (low + high) / 2
