"""Small-study effects: Egger's regression test, Begg's rank test, PET-PEESE."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import nan
from typing import Any

import numpy as np

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.distributions import two_sided_p, two_sided_quantile
from figpool.pool.kendall import kendall_test
from figpool.pool.linear import Array, make_solver
from figpool.pool.measures.registry import measures
from figpool.pool.model import fit_studies, studies_of
from figpool.pool.records import Record
from figpool.pool.result import PooledResult
from figpool.pool.studies import Studies

FEW = 10
"""Below this many studies tests of asymmetry have little power (Sterne et al. 2011 BMJ 343:d4002)."""


@dataclass(frozen=True)
class RegressionTest(Record):
    """Regression test of funnel asymmetry.

    Attributes
    ----------
    stat, df, pval : float
        Test of the predictor's slope; `df` is NaN for the normal distribution.
    slope, se_slope, intercept, se_intercept : float
        Coefficients; with sei as predictor the slope is Egger's "bias".
    limit_est, limit_lb, limit_ub : float
        The intercept as the limit for an ever larger study; NaN where the predictor does not vanish.
    """

    model: str
    predictor: str
    stat: float
    df: float
    pval: float
    slope: float
    se_slope: float
    intercept: float
    se_intercept: float
    limit_est: float
    limit_lb: float
    limit_ub: float
    warnings: tuple[str, ...]


def _sizes(result: PooledResult) -> Array:
    frame = result.frame
    if "ni" in frame:
        return np.asarray(frame["ni"], dtype=float)[result.used]
    if "n1i" in frame and "n2i" in frame:
        n1, n2 = (np.asarray(frame[name], dtype=float)[result.used] for name in ("n1i", "n2i"))
        total: Array = n1 + n2
        return total
    cells = ("ai", "bi", "ci", "di")
    if all(name in frame for name in cells):
        summed: Array = np.sum([np.asarray(frame[name], dtype=float)[result.used] for name in cells], axis=0)
        return summed
    raise UsageError("This predictor needs the sizes of the studies.", "Add the column ni, or n1i and n2i.")


def _root_inverse_sizes(result: PooledResult) -> Array:
    frame = result.frame
    if "n1i" not in frame or "n2i" not in frame:
        raise UsageError("sqrt(1/n1+1/n2) needs the columns n1i and n2i.", "Use sei, vi or ni.")
    n1, n2 = (np.asarray(frame[name], dtype=float)[result.used] for name in ("n1i", "n2i"))
    out: Array = np.sqrt(1 / n1 + 1 / n2)
    return out


#: A sum of squares this share of the whole is rounding.
_ROUNDING = (100 * np.finfo(float).eps) ** 2

_PREDICTORS: dict[str, Callable[[PooledResult], Array]] = {
    "sei": lambda result: np.sqrt(result.vi),
    "vi": lambda result: result.vi,
    "ni": _sizes,
    "ninv": lambda result: 1 / _sizes(result),
    "sqrtni": lambda result: np.sqrt(_sizes(result)),
    "sqrtninv": lambda result: 1 / np.sqrt(_sizes(result)),
    "sqrtn1n2": _root_inverse_sizes,
}
_ALIASES = {"n": "ni", "sqrt(1/n1+1/n2)": "sqrtn1n2"}
_VANISHING = frozenset({"sei", "vi", "ninv", "sqrtninv", "sqrtn1n2"})


def egger(result: PooledResult, predictor: str = "sei", model: str = "lm") -> RegressionTest:
    """Regression test of funnel asymmetry.

    Parameters
    ----------
    result : PooledResult
    predictor : {"sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv", "sqrtn1n2"}
        Standard error, variance, size, its inverse, their roots, or sqrt(1/n1 + 1/n2), which does not
        contain the effect size (Pustejovsky & Rodgers 2019 Res Synth Methods 10:57); "n" and
        "sqrt(1/n1+1/n2)" are understood too.
    model : {"lm", "rma"}
        "lm": weighted regression with a multiplicative dispersion, Egger's classic test ("classic"
        is the same); "rma": the model of `result` with the predictor added.

    Raises
    ------
    UsageError
        Unknown predictor or model, or sizes that are not in the table.
    PoolingError
        Fewer than three studies, or a predictor that is the same in all.
    """
    _need_variances(result)
    predictor = _ALIASES.get(predictor.replace(" ", ""), predictor)
    if predictor not in _PREDICTORS:
        raise UsageError(f"There is no predictor {predictor!r}.", f"Choose {', '.join(_PREDICTORS)}.")
    if model not in _MODELS:
        raise UsageError(f"There is no model {model!r} of this test.", f"Choose {', '.join(_MODELS)}.")
    x = _PREDICTORS[predictor](result)
    moderators = studies_of(result).moderators
    X = np.column_stack([moderators.X, x])
    if result.k <= X.shape[1] or np.linalg.matrix_rank(X / np.abs(X).max(axis=0)) < X.shape[1]:
        raise PoolingError("The test of asymmetry needs three studies with different precision.", "Add studies.")
    beta, cov, df = _MODELS[model](result, X)
    se = np.sqrt(np.diag(cov))
    if not (se > 0).all():
        raise PoolingError("The effects do not scatter around the line: there is nothing to test.", "Check the rows.")
    stat = float(beta[-1] / se[-1])
    pval = float(two_sided_p(np.array([stat]), df)[0])
    half = two_sided_quantile(result.level, df) * se[0]
    has_limit = predictor in _VANISHING and result.intercept_only
    limit = float(beta[0]) if has_limit else nan
    return RegressionTest(
        model=model,
        predictor=predictor,
        stat=stat,
        df=df,
        pval=pval,
        slope=float(beta[-1]),
        se_slope=float(se[-1]),
        intercept=float(beta[0]),
        se_intercept=float(se[0]),
        limit_est=limit,
        limit_lb=limit - float(half),
        limit_ub=limit + float(half),
        warnings=_cautions(result, predictor),
    )


def _need_variances(result: PooledResult) -> None:
    if not (result.vi > 0).all():
        names = ", ".join(str(name) for name in result.slab[result.vi <= 0][:5])
        raise PoolingError(f"Tests of asymmetry need sampling variances above 0: {names}.", "Check SDs and sizes.")


def _dispersed(result: PooledResult, X: Array) -> tuple[Array, Array, float]:
    solver = make_solver(result.yi, X)
    fit = solver.at(1 / result.vi)
    df = solver.k - solver.p
    rest = fit.q if fit.q > _ROUNDING * float((result.yi**2 / result.vi).sum()) else 0.0
    return fit.beta(), fit.cov() * rest / df, float(df)


def _additive(result: PooledResult, X: Array) -> tuple[Array, Array, float]:
    studies = studies_of(result)
    moderators = replace(studies.moderators, X=X, names=(*studies.moderators.names, "predictor"))
    tau2 = result.tau2 if result.tau2_fixed else result.settings.tau2
    with_predictor = Studies(studies.yi, studies.vi, moderators, studies.used, ())
    fit = fit_studies(with_predictor, replace(result.settings, tau2=tau2), result.frame)
    return fit.beta, fit.vb, float(fit.df[0])


_MODELS = {"lm": _dispersed, "classic": _dispersed, "rma": _additive}


def _cautions(result: PooledResult, predictor: str) -> tuple[str, ...]:
    out = []
    if result.k < FEW:
        out.append(f"With {result.k} studies (fewer than {FEW}) the test has little power.")
    codes = set(np.asarray(result.frame["measure"]).tolist()) if "measure" in result.frame else set()
    known = measures() if codes else {}
    if predictor in {"sei", "vi"} and any(code in known and known[code].standardized for code in codes):
        out.append(
            "The standard error of a standardized mean difference contains the effect itself, so this test "
            "finds asymmetry without any bias; use predictor sqrtn1n2."
        )
    return tuple(out)


@dataclass(frozen=True)
class RankTest(Record):
    """Begg's rank correlation; `pval` is exact for up to 200 studies without ties."""

    tau: float
    pval: float
    exact: bool
    warnings: tuple[str, ...]


def rank_test(result: PooledResult, *, exact: bool = True) -> RankTest:
    """Rank correlation of standardized deviates with their variances (Begg & Mazumdar 1994 Biometrics 50:1088).

    Parameters
    ----------
    result : PooledResult
    exact : bool
        Exact p value where there are no ties and at most 200 studies; else the normal approximation.

    Raises
    ------
    PoolingError
        With fewer than three studies.
    """
    if result.k < 3:
        raise PoolingError("A rank test needs three studies.", "Add studies.")
    _need_variances(result)
    w = 1 / result.vi
    theta = float(w @ result.yi) / float(w.sum())
    deviates = (result.yi - theta) / np.sqrt(result.vi - 1 / float(w.sum()))
    tau, pval, was_exact = kendall_test(deviates, result.vi, exact=exact)
    return RankTest(tau, pval, was_exact, _cautions(result, "ni"))


@dataclass(frozen=True)
class PetPeese(Record):
    """Precision-effect test and estimate.

    Attributes
    ----------
    pet, pet_se, pet_p : float
        Intercept of the regression on sei, its standard error and one-sided p value (effect > 0 in the
        direction of the estimate).
    peese, peese_se : float
        Intercept of the regression on vi.
    estimate, ci_lb, ci_ub : float
        PEESE where PET's intercept differs from zero at 0.10 two-sided, else PET.
    chosen : str
        Which of the two.
    """

    pet: float
    pet_se: float
    pet_p: float
    peese: float
    peese_se: float
    estimate: float
    ci_lb: float
    ci_ub: float
    chosen: str
    warnings: tuple[str, ...]


def pet_peese(result: PooledResult) -> PetPeese:
    """Conditional PET-PEESE estimate (Stanley & Doucouliagos 2014 Res Synth Methods 5:60)."""
    pet, peese = egger(result, "sei", "lm"), egger(result, "vi", "lm")
    p = float(two_sided_p(np.array([pet.intercept / pet.se_intercept]), pet.df)[0])
    chosen = peese if p < 0.10 else pet
    limits: dict[str, Any] = {"estimate": chosen.limit_est, "ci_lb": chosen.limit_lb, "ci_ub": chosen.limit_ub}
    return PetPeese(
        pet=pet.intercept,
        pet_se=pet.se_intercept,
        pet_p=p / 2,
        peese=peese.intercept,
        peese_se=peese.se_intercept,
        **limits,
        chosen="PEESE" if chosen is peese else "PET",
        warnings=pet.warnings,
    )
