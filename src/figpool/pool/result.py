"""PooledResult: everything a fit found, with the names of the design and of the reference tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool import __version__
from figpool.core.errors import PoolingError
from figpool.pool.columns import study_labels
from figpool.pool.design import Moderators
from figpool.pool.heterogeneity import Heterogeneity, HeterogeneityInterval, q_profile
from figpool.pool.linear import Array, Solver
from figpool.pool.prediction import Prediction, predict
from figpool.pool.records import plain


@dataclass(frozen=True)
class FitSettings:
    """How a model is fitted.

    Attributes
    ----------
    tau2 : str or float
        Estimator, "EE" for a common effect, or a fixed value.
    test : str
        "z", "t", "knha" (Knapp-Hartung) or "adhoc" (Knapp-Hartung, factor at least 1).
    level : float
        Confidence level as a fraction.
    weighted : bool
        Inverse-variance weights; else the plain mean.
    """

    tau2: str | float = "REML"
    test: str = "knha"
    level: float = 0.95
    weighted: bool = True


@dataclass(frozen=True)
class FitStatistics:
    """Log-likelihood and information criteria (restricted ones for REML)."""

    ll: float
    dev: float
    AIC: float
    BIC: float
    AICc: float


@dataclass(frozen=True, eq=False)
class PooledResult:
    """A fitted model.

    Arrays over coefficients are in the order of `terms`; arrays over studies in the order of `slab`.

    Attributes
    ----------
    terms : tuple of str
        Names of the coefficients; "intrcpt" is the mean.
    beta, se, stat, df, pval, ci_lb, ci_ub : array, shape (p,)
        Estimates and their tests; `df` is NaN where the normal distribution was used.
    vb : array, shape (p, p)
        Covariance of the estimates.
    tau2, se_tau2 : float
        Between-study variance.
    QM, QM_df, QM_p
        Test of all coefficients but the intercept (F with knha, adhoc and t; else chi-squared).
    R2 : float
        Percent of tau2 the moderators explain; NaN for a mean.
    s2w : float
        Knapp-Hartung factor.
    k, p : int
        Studies used and coefficients.
    slab : array of object
        Names of the studies used.
    used : array of bool
        Which rows of the given table were used.
    frame : object
        The given table, as it was.
    warnings : tuple of str
        What a reader should know, in words.
    """

    settings: FitSettings
    method: str
    terms: tuple[str, ...]
    beta: Array
    se: Array
    stat: Array
    df: Array
    pval: Array
    ci_lb: Array
    ci_ub: Array
    vb: Array
    tau2: float
    se_tau2: float
    tau2_fixed: bool
    iterations: int
    heterogeneity: Heterogeneity
    QM: float
    QM_df: tuple[int, float]
    QM_p: float
    R2: float
    s2w: float
    fit: FitStatistics
    solver: Solver
    vi: Array
    moderators: Moderators
    used: NDArray[np.bool_]
    frame: Any
    warnings: tuple[str, ...]

    @property
    def k(self) -> int:
        """Number of studies."""
        return self.solver.k

    @property
    def p(self) -> int:
        """Number of coefficients."""
        return self.solver.p

    @property
    def yi(self) -> Array:
        """Effect sizes of the studies used."""
        return self.solver.y

    @property
    def X(self) -> Array:
        """Design matrix."""
        return self.solver.X

    @property
    def test(self) -> str:
        """Test that was used."""
        return self.settings.test

    @property
    def level(self) -> float:
        """Confidence level as a fraction."""
        return self.settings.level

    @property
    def intercept_only(self) -> bool:
        """Whether the model is a plain mean."""
        return self.moderators.intercept_only

    @property
    def QE(self) -> float:
        """Cochran's Q (of the residuals, with moderators)."""
        return self.heterogeneity.QE

    @property
    def QE_df(self) -> int:
        """Degrees of freedom of `QE`."""
        return self.heterogeneity.QE_df

    @property
    def QE_p(self) -> float:
        """P value of `QE`."""
        return self.heterogeneity.QE_p

    @property
    def I2(self) -> float:
        """Percent of the total variance between studies: tau2/(tau2 + vt); from Q for a common effect."""
        return self.heterogeneity.I2

    @property
    def I2_Q(self) -> float:
        """I2 from Q and its degrees of freedom, percent (Higgins & Thompson 2002)."""
        return self.heterogeneity.I2_Q

    @property
    def H2(self) -> float:
        """Total over typical sampling variance."""
        return self.heterogeneity.H2

    @property
    def vt(self) -> float:
        """Typical sampling variance."""
        return self.heterogeneity.vt

    @cached_property
    def slab(self) -> NDArray[Any]:
        """Names of the studies used."""
        return study_labels(self.frame, self.used)

    @cached_property
    def weights(self) -> Array:
        """Weights in percent (diagonal of W, scaled to 100)."""
        w = 1 / (self.vi + self.tau2) if self.settings.weighted else np.ones(self.k)
        out: Array = 100 * w / w.sum()
        return out

    def confint(self, level: float | None = None) -> HeterogeneityInterval:
        """Q-profile intervals of tau2, tau, I2 and H2.

        Raises
        ------
        PoolingError
            For a common-effect model, a fixed tau2, or when k = p.
        """
        if self.method == "EE" or self.tau2_fixed:
            raise PoolingError("This model has no estimated tau2, so it has no interval.", "Fit with REML, PM or DL.")
        return q_profile(self.solver, self.vi, (self.tau2, self.vt), self.level if level is None else level)

    def predict(
        self,
        newmods: Any = None,
        *,
        level: float | None = None,
        transform: Callable[[Array], Array] | None = None,
        interval: str = "default",
    ) -> Prediction:
        """Predicted effects with confidence and prediction intervals.

        Parameters
        ----------
        newmods : optional
            None: the mean, or the fitted value of every study. Else a table of moderator columns
            (for a model given as a formula) or rows of the design without the intercept.
        level : float, optional
            Fraction; the fit's when not given.
        transform : callable, optional
            Back-transformation applied to estimate and limits, such as ``numpy.exp``.
        interval : {"default", "riley", "t"}
            Quantile of the prediction interval: as the test, t(k - p - 1), or t(k - p).
        """
        out = predict(self, newmods, self.level if level is None else level, interval)
        return out if transform is None else out.transformed(transform)

    def to_dict(self) -> dict[str, Any]:
        """Return all numbers under the names of the reference tables, ready for JSON."""
        names = ("method", "test", "level", "k", "p", "beta", "se", "stat", "df", "pval", "ci_lb", "ci_ub")
        spread = ("tau2", "se_tau2", "I2", "I2_Q", "H2", "R2", "vt", "QE", "QE_df", "QE_p", "QM", "QM_df", "QM_p")
        out: dict[str, Any] = {name: plain(getattr(self, name)) for name in (*names, *spread, "s2w", "warnings")}
        attributes = getattr(self.frame, "attrs", {})
        out["measure"], out["vtype"] = attributes.get("measure"), attributes.get("vtype")
        out["coef_names"] = list(self.terms)
        out["fit"] = plain(vars(self.fit))
        out["weights"] = out["weights_pct"] = plain(self.weights)
        out["slab"] = plain([str(name) for name in self.slab])
        out["yi"], out["vi"] = plain(self.yi), plain(self.vi)
        out["confint"] = self._confint_or_none()
        out["predict"] = self.predict().to_dict() if self.intercept_only else None
        out["iterations"] = self.iterations
        out["version"] = __version__
        return out

    def _confint_or_none(self) -> dict[str, Any] | None:
        has_one = self.method != "EE" and not self.tau2_fixed and self.k > self.p and bool((self.vi > 0).all())
        return self.confint().to_dict() if has_one else None

    def summary(self) -> str:
        """Return the fit as text."""
        from figpool.pool.text import summarize

        return summarize(self)

    def __str__(self) -> str:
        return self.summary()
