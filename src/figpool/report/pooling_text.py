"""Sentences for a methods section, and what was found in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from figpool import __version__
from figpool.pool.text import p_text
from figpool.report.analysis_parts import SHARED

if TYPE_CHECKING:
    from figpool.pool.result import PooledResult
    from figpool.report.pooling_analysis import Analysis

_ESTIMATORS = {
    "REML": "restricted maximum likelihood",
    "ML": "maximum likelihood",
    "DL": "DerSimonian and Laird's method",
    "PM": "Paule and Mandel's method",
    "EB": "the empirical Bayes method",
    "HE": "Hedges' method",
    "SJ": "Sidik and Jonkman's method",
    "HS": "Hunter and Schmidt's method",
    "HSk": "Hunter and Schmidt's method with its small-sample correction",
    "PMM": "the median-unbiased Paule-Mandel method",
}
_TESTS = {
    "knha": "the Knapp-Hartung method",
    "adhoc": "the Knapp-Hartung method with its factor truncated at 1",
    "t": "a t distribution with k - p degrees of freedom",
    "z": "the normal distribution",
}


def methods_text(analysis: Analysis) -> str:
    """Say what was done, for a methods section."""
    settings, result = analysis.settings, analysis.result
    vtype = analysis.effects.attrs.get("vtype", "")
    label = analysis.effect_label[0].lower() + analysis.effect_label[1:]
    percent = f"{100 * result.level:g} %"
    if result.method == "EE":
        model = "a common-effect model"
    elif result.tau2_fixed:
        model = f"a random-effects model with the between-study variance fixed at {result.tau2:g}"
    else:
        model = f"a random-effects model with the between-study variance estimated by {_ESTIMATORS[result.method]}"
    sentences = [
        f"Effects were computed as {label} (metafor's {settings.measure}"
        f"{f', variance {vtype}' if vtype else ''}) and pooled in {model}.",
        f"Confidence intervals ({percent}) and tests used {_TESTS[result.test]}.",
        "Heterogeneity is given as Cochran's Q, tau2 with its Q-profile interval, and I2 = tau2/(tau2 + s2)"
        if result.method != "EE" and not result.tau2_fixed
        else "Heterogeneity is given as Cochran's Q and I2",
    ]
    sentences[-1] += ", with a prediction interval for the effect of a new study." if result.method != "EE" else "."
    if settings.by:
        how = "a common tau2 and compared in one model" if settings.common_tau2 else "their own tau2 and compared by Q"
        sentences.append(
            f"Subgroups ({', '.join(settings.by)}) with at least {settings.min_k} experiments were pooled with {how}."
        )
    if settings.mods:
        sentences.append(f"Moderators ({settings.mods}) were examined by meta-regression.")
    return " ".join([*sentences, *_dependence(analysis), *_small_studies(analysis)])


_SHARED = {
    SHARED[1]: "Control groups that served several comparisons were split among them (Cochrane Handbook 23.3.4).",
    SHARED[2]: "The covariance of comparisons that share a control group was modelled (Gleser & Olkin 2009 for "
    "standardized differences, Lajeunesse 2011 for ratios of means) in a multilevel model.",
}


def _dependence(analysis: Analysis) -> list[str]:
    out = []
    shares = any(text.startswith("One control group") for text in analysis.warnings)
    if analysis.settings.shared_control in _SHARED:
        out.append(_SHARED[analysis.settings.shared_control])
    elif shares:
        out.append("Control groups that served several comparisons were used in full each time, as published.")
    if analysis.further.robust is not None:
        out.append("Tests robust to dependence within clusters used the CR2 correction with Satterthwaite degrees of "
                   "freedom (Pustejovsky & Tipton 2018).")  # fmt: skip
    return out


def _small_studies(analysis: Analysis) -> list[str]:
    out = []
    if analysis.trim_and_fill is not None:
        out.append("Small-study effects were examined by Egger's regression test, the rank correlation test, trim and "
                   "fill (L0), PET-PEESE and fail-safe N.")  # fmt: skip
    if analysis.further.selection is not None:
        out.append("Selection by significance was modelled by a step function (Vevea & Hedges 1995).")
    if analysis.digitization is not None:
        out.append("The uncertainty of digitization was added to the sampling variances by the delta method in a "
                   "sensitivity analysis.")  # fmt: skip
    return [*out, f"The analysis was done with figpool {__version__}."]


def result_text(result: PooledResult) -> str:
    """Say what was found."""
    out = (
        f"The {result.k} effects give a mean of {result.beta[0]:.2f} ({100 * result.level:g} % CI "
        f"{result.ci_lb[0]:.2f} to {result.ci_ub[0]:.2f}; P {_relation(result.pval[0])}). "
    )
    if result.k > 1:
        out += f"Q({result.QE_df}) = {result.QE:.2f} (P {_relation(result.QE_p)}), I2 = {result.I2:.1f} %"
        out += f", tau2 = {result.tau2:.3g}." if result.method != "EE" else "."
    if result.method != "EE" and result.k > 2:
        p = result.predict()
        out += f" The effect of a new study is expected between {p.pi_lb[0]:.2f} and {p.pi_ub[0]:.2f}."
    return out


def _relation(p: float) -> str:
    text = p_text(p)
    return text.replace("<", "< ") if text.startswith("<") else f"= {text}"
