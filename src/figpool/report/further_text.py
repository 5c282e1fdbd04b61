"""Small-study effects, dependence, selection, permutation and risk of bias in words."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from figpool.pool.text import p_text
from figpool.report.analysis_parts import SHARED

if TYPE_CHECKING:
    from figpool.report.pooling_analysis import Analysis


def further_lines(analysis: Analysis) -> list[str]:
    """Return one line for each part beyond the pooled mean that was computed."""
    found = analysis.further
    parts: tuple[tuple[Any, Callable[[Any], list[str]]], ...] = (
        (found.multilevel, _multilevel(analysis)),
        (found.robust, _robust),
        (found.permutation, _permutation),
        (found.selection, _selection),
        (found.vif, _vif),
        (found.outliers, _outliers),
        (found.bias, _bias),
        (analysis.digitization, _digitizing),
    )
    return [line for part, say in parts if part is not None for line in say(part)]


def small_study_lines(analysis: Analysis) -> list[str]:
    """Return one line for each test of small-study effects."""
    lines = [_egger(name, test) for name, test in analysis.egger.items()]
    if analysis.rank_test is not None:
        lines.append(f"Rank correlation: tau = {analysis.rank_test.tau:.3f}, P {p_text(analysis.rank_test.pval)}.")
    filled = analysis.trim_and_fill
    if filled is not None:
        lines.append(
            f"Trim and fill ({filled.estimator}): {filled.k0} filled on the {filled.side}; mean with them "
            f"{_interval(filled.fit)}."
        )
    if analysis.result.k > 1:
        lines += [f"Fail-safe N ({name}): {number.fsnum:g}." for name, number in analysis.fail_safe.items()]
    found = analysis.pet_peese
    if found is not None:
        limits = f"({found.ci_lb:.4f} to {found.ci_ub:.4f})"
        lines.append(f"PET-PEESE ({found.chosen} was chosen): {found.estimate:.4f} {limits}.")
    return lines


def _egger(name: str, test: Any) -> str:
    limit = "" if isnan(test.limit_est) else (
        f"; limit for an ever larger study {test.limit_est:.4f} ({test.limit_lb:.4f} to {test.limit_ub:.4f})"
    )  # fmt: skip
    return f"Egger's test (predictor {name}): t = {test.stat:.2f}, df {test.df:.0f}, P {p_text(test.pval)}{limit}."


def _interval(values: Any, j: int = 0) -> str:
    return f"{np.ravel(values.beta)[j]:.4f} ({np.ravel(values.ci_lb)[j]:.4f} to {np.ravel(values.ci_ub)[j]:.4f})"


def _multilevel(analysis: Analysis) -> Callable[[Any], list[str]]:
    shared = analysis.settings.shared_control == SHARED[2]
    name = "Multilevel model" + (" with the covariance of shared controls" if shared else "")

    def _say(model: Any) -> list[str]:
        parts = zip(model.components, model.sigma2, strict=True)
        return [f"{name}: mean {_interval(model)}; variances: {', '.join(f'{n} {v:.4f}' for n, v in parts)}."]

    return _say


def _robust(test: Any) -> list[str]:
    return [
        f"Cluster-robust ({test.type}, {test.clusters} clusters) {term}: {_interval(test, j)}, "
        f"df {test.df[j]:.1f}, P {p_text(float(test.pval[j]))}."
        for j, term in enumerate(test.terms)
    ]


def _permutation(test: Any) -> list[str]:
    kind = "all permutations" if test.exact else f"{test.iterations} permutations, seed {test.seed}"
    values = ", ".join(f"{term} P {p_text(float(p))}" for term, p in zip(test.terms, test.pval, strict=True))
    return [f"Permutation test ({kind}): {values}."]


def _selection(model: Any) -> list[str]:
    steps = ", ".join(f"{step:g}" for step in model.steps)
    weights = ", ".join(f"{d:.2f}" for d in model.delta[1:])
    line = (
        f"Selection model (steps {steps}): mean {_interval(model)}; relative probability of publication {weights}; "
        f"likelihood ratio {model.LRT:.2f}, df {model.LRT_df}, P {p_text(model.LRT_p)}."
    )
    return [line, *model.warnings]


def _vif(factors: dict[str, float]) -> list[str]:
    return [f"Variance inflation: {', '.join(f'{name} {value:.2f}' for name, value in factors.items())}."]


def _outliers(table: Any) -> list[str]:
    if not len(table):
        return []
    names = ", ".join(f"{row['slab']} ({row['rstudent']:.2f})" for row in table.to_dict(orient="records"))
    return [f"Outliers (deleted residual beyond 1.96): {names}."]


def _digitizing(effect: Any) -> list[str]:
    return [
        f"With the uncertainty of digitizing in the variances: mean {_interval(effect.with_u)}; digitizing makes "
        f"{100 * effect.share:.2g} % of the variance of the mean."
    ]


def _bias(groups: Any) -> list[str]:
    lines = []
    for level, group in groups.groups.items():
        what = _interval(group) if hasattr(group, "beta") else group.status
        lines.append(f"Risk of bias, {level}: k = {group.k}, {what}.")
    test = groups.between
    difference = "not possible" if test.p != test.p else f"Q = {test.Qb:.2f}, df = {test.df:.0f}, P {p_text(test.p)}"
    return [*lines, f"Difference by risk of bias: {difference}."]
