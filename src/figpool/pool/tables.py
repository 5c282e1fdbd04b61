"""Pooling 2x2 tables directly: Mantel-Haenszel and Peto."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log, nan, sqrt
from typing import Any

import numpy as np

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.columns import numbers
from figpool.pool.distributions import chi2_sf, two_sided_p, two_sided_quantile
from figpool.pool.effects import effect_sizes
from figpool.pool.linear import Array
from figpool.pool.measures.cells import complete_cells
from figpool.pool.records import Record


@dataclass(frozen=True)
class TableResult(Record):
    """Pooled 2x2 tables.

    Attributes
    ----------
    beta, se, stat, pval, ci_lb, ci_ub : float
        Estimate (log scale for OR and RR).
    k, k_yi : int
        Tables, and tables with an effect size of their own.
    QE, QE_p, I2 : float
        Heterogeneity.
    MH, MH_p : float
        Cochran-Mantel-Haenszel test (OR only).
    TA, TA_p : float
        Tarone's test of homogeneous odds ratios (OR only).
    """

    method: str
    measure: str
    beta: float
    se: float
    stat: float
    pval: float
    ci_lb: float
    ci_ub: float
    k: int
    k_yi: int
    QE: float
    QE_df: int
    QE_p: float
    I2: float
    MH: float = nan
    MH_p: float = nan
    TA: float = nan
    TA_p: float = nan


@dataclass(frozen=True)
class _Cells:
    """Cells of all tables with their margins."""

    a: Array
    b: Array
    c: Array
    d: Array

    @property
    def n1(self) -> Array:
        return self.a + self.b

    @property
    def n2(self) -> Array:
        return self.c + self.d

    @property
    def n(self) -> Array:
        return self.n1 + self.n2

    @property
    def events(self) -> Array:
        return self.a + self.c

    @property
    def expected(self) -> Array:
        return self.events * self.n1 / self.n

    @property
    def variance(self) -> Array:
        """Hypergeometric variance of a."""
        return self.events * (self.b + self.d) * (self.n1 / self.n) * (self.n2 / self.n) / (self.n - 1)


def _read_cells(frame: Any) -> _Cells:
    import pandas as pd

    table = frame if isinstance(frame, pd.DataFrame) else pd.DataFrame(dict(frame))
    present = {name: numbers(table, name) for name in ("ai", "bi", "ci", "di", "n1i", "n2i") if name in table}
    full = complete_cells(present)
    missing = [name for name in ("ai", "bi", "ci", "di") if name not in full]
    if missing:
        raise UsageError(f"2x2 tables need {', '.join(missing)}.", "Give ai bi ci di, or ai n1i ci n2i.")
    known = ~np.isnan([full[name] for name in ("ai", "bi", "ci", "di")]).any(axis=0)
    return _Cells(*(full[name][known] for name in ("ai", "bi", "ci", "di")))


def _odds_ratio(t: _Cells) -> tuple[float, float]:
    """Robins, Breslow & Greenland 1986 Biometrics 42:311."""
    r_i, s_i = t.a * t.d / t.n, t.b * t.c / t.n
    p_i, q_i = (t.a + t.d) / t.n, (t.b + t.c) / t.n
    r, s = float(r_i.sum()), float(s_i.sum())
    if r == 0 or s == 0:
        return nan, nan
    variance = (p_i @ r_i) / r**2 + (p_i @ s_i + q_i @ r_i) / (r * s) + (q_i @ s_i) / s**2
    return log(r / s), sqrt(variance / 2)


def _risk_ratio(t: _Cells) -> tuple[float, float]:
    """Greenland & Robins 1985 Biometrics 41:55."""
    r, s = float((t.a * t.n2 / t.n).sum()), float((t.c * t.n1 / t.n).sum())
    if r == 0 or s == 0:
        return nan, nan
    top = (t.n1 / t.n) * (t.n2 / t.n) * t.events - t.a / t.n * t.c
    return log(r / s), sqrt(float(top.sum()) / (r * s))


def _risk_difference(t: _Cells) -> tuple[float, float]:
    """Sato, Greenland & Robins 1989 Biometrics 45:1323."""
    weight = float((t.n1 * t.n2 / t.n).sum())
    beta = float((t.a * t.n2 / t.n - t.c * t.n1 / t.n).sum()) / weight
    p = t.c * (t.n1 / t.n) ** 2 - t.a * (t.n2 / t.n) ** 2 + (t.n1 / t.n) * (t.n2 / t.n) * (t.n2 - t.n1) / 2
    q = (t.a * (t.n2 - t.c) + t.c * (t.n1 - t.a)) / t.n / 2
    return beta, sqrt(beta * float(p.sum()) + float(q.sum())) / weight


_ESTIMATES: dict[str, Callable[[_Cells], tuple[float, float]]] = {
    "OR": _odds_ratio,
    "RR": _risk_ratio,
    "RD": _risk_difference,
}


def fit_mantel_haenszel(frame: Any, measure: str = "OR", *, correct: bool = True, level: float = 0.95) -> TableResult:
    """Pool 2x2 tables by the method of Mantel and Haenszel.

    Parameters
    ----------
    frame : data frame or mapping
        ``ai bi ci di``, or ``ai n1i ci n2i``.
    measure : {"OR", "RR", "RD"}
    correct : bool
        Continuity correction of the Cochran-Mantel-Haenszel test.
    level : float
        Fraction.

    Raises
    ------
    UsageError
        Unknown measure or missing columns.
    PoolingError
        No table with all cells, or an estimate that does not exist.
    """
    estimate = _ESTIMATES.get(measure)
    if estimate is None:
        raise UsageError(f"Mantel-Haenszel does not pool {measure!r}.", f"Choose {', '.join(_ESTIMATES)}.")
    cells = _read_cells(frame)
    if not cells.a.size:
        raise PoolingError("No table has all four cells.", "See which cells are empty.")
    beta, se = estimate(cells)
    if np.isnan(beta):
        raise PoolingError("One group has no events in any table.", "The pooled ratio does not exist.")
    es = effect_sizes(frame, measure, drop00=True).dropna(subset=["yi", "vi"])
    q = float(((es["yi"] - beta) ** 2 / es["vi"]).sum())
    tests = _odds_tests(cells, beta, correct) if estimate is _odds_ratio else None
    return _result(_Pooled("MH", measure, beta, se, cells.a.size, len(es), q), level, tests)


@dataclass(frozen=True)
class _OddsTests:
    """Tests that exist for odds ratios only."""

    mh: float = nan
    mh_p: float = nan
    ta: float = nan
    ta_p: float = nan


def _odds_tests(t: _Cells, beta: float, correct: bool) -> _OddsTests:
    deviation = abs(float((t.a - t.expected).sum())) - (0.5 if correct else 0.0)
    mh = deviation**2 / float(t.variance.sum())
    ta, df = _tarone(t, float(np.exp(beta)))
    return _OddsTests(mh, chi2_sf(mh, 1), ta, chi2_sf(ta, df) if df > 0 else nan)


def _tarone(t: _Cells, odds: float) -> tuple[float, int]:
    """Breslow & Day's statistic with the correction of Tarone 1985 Biometrika 72:91."""
    if odds == 1:
        fitted = t.expected
    else:
        a = odds * (t.n1 + t.events) + (t.n2 - t.events)
        root = np.sqrt(a**2 - 4 * t.n1 * t.events * odds * (odds - 1))
        fitted = (a - root) / (2 * (odds - 1))
    use = (fitted > 0) & (t.events > 0) & (t.b + t.d > 0)
    f, n1, e, n, observed = fitted[use], t.n1[use], t.events[use], t.n[use], t.a[use]
    information = 1 / (1 / f + 1 / (n1 - f) + 1 / (e - f) + 1 / (f - n1 - e + n))
    breslow_day = float(((observed - f) ** 2 / information).sum())
    return max(0.0, breslow_day - float((observed - f).sum()) ** 2 / float(information.sum())), int(use.sum()) - 1


def fit_peto(frame: Any, *, level: float = 0.95) -> TableResult:
    """Pool 2x2 tables by Peto's one-step method (Yusuf et al. 1985 Prog Cardiovasc Dis 27:335).

    Raises
    ------
    UsageError
        Missing columns.
    PoolingError
        No table with events and non-events.
    """
    cells = _read_cells(frame)
    total = float(cells.variance.sum())
    if not total > 0:
        raise PoolingError("No table has both events and non-events.", "Peto's odds ratio does not exist.")
    deviation = cells.a - cells.expected
    informative = cells.variance > 0
    beta = float(deviation.sum()) / total
    q = float((deviation[informative] ** 2 / cells.variance[informative]).sum())
    q = max(0.0, q - float(deviation.sum()) ** 2 / total)
    counts = (cells.a.size, int(informative.sum()))
    return _result(_Pooled("PETO", "PETO", beta, 1 / sqrt(total), *counts, q), level)


@dataclass(frozen=True)
class _Pooled:
    """What both methods find, before tests are made of it."""

    method: str
    measure: str
    beta: float
    se: float
    k: int
    k_yi: int
    q: float


def _result(pooled: _Pooled, level: float, tests: _OddsTests | None = None) -> TableResult:
    beta, se, q, df = pooled.beta, pooled.se, pooled.q, pooled.k_yi - 1
    half = two_sided_quantile(level, nan) * se
    odds = tests or _OddsTests()
    return TableResult(
        method=pooled.method,
        measure=pooled.measure,
        beta=beta,
        se=se,
        stat=beta / se,
        pval=float(two_sided_p(np.array([beta / se]), nan)[0]),
        ci_lb=beta - half,
        ci_ub=beta + half,
        k=pooled.k,
        k_yi=pooled.k_yi,
        QE=q,
        QE_df=df,
        QE_p=chi2_sf(q, df) if df > 0 else 1.0,
        I2=max(0.0, 100 * (q - df) / q) if q > 0 else 0.0,
        MH=odds.mh,
        MH_p=odds.mh_p,
        TA=odds.ta,
        TA_p=odds.ta_p,
    )
