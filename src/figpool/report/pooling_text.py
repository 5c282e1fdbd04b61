"""Sentences for a methods section, and R code that repeats the analysis with metafor."""

from __future__ import annotations

import re
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from figpool import __version__
from figpool.pool.text import p_text

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
        sentences.append(
            f"Subgroups ({', '.join(settings.by)}) with at least {settings.min_k} experiments were pooled "
            "with their own tau2 and compared by Cochran's Q between them."
        )
    if settings.mods:
        sentences.append(f"Moderators ({settings.mods}) were examined by meta-regression.")
    sentences.append(
        "Small-study effects were examined by Egger's regression test, the rank correlation test and trim and fill."
    )
    sentences.append(f"The analysis was done with figpool {__version__}.")
    return " ".join(sentences)


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


def r_formula(formula: str) -> str:
    """Write a moderator formula in R's words.

    Examples
    --------
    >>> r_formula("amount + C(route, ref='IT')")
    'amount + relevel(factor(route), ref="IT")'
    """
    with_reference = re.sub(
        r"""\b(?:C|factor)\(\s*(\w+)\s*,\s*ref\s*=\s*['"]([^'"]*)['"]\s*\)""", r'relevel(factor(\1), ref="\2")', formula
    )
    return re.sub(r"\bC\(", "factor(", with_reference).removeprefix("~").strip()


def r_code(analysis: Analysis) -> str:
    """R code for metafor that repeats the analysis."""
    settings, result = analysis.settings, analysis.result
    frame, used = analysis.effects, result.used
    test, level = result.test, 100 * result.level
    tau2 = f"tau2 = {result.tau2:.15g}" if result.tau2_fixed else f'method = "{result.method}"'
    lines = [
        "library(metafor)",
        "dat <- data.frame(",
        f"  slab = c({_r_texts([str(name) for name in result.slab])}),",
        f"  yi = c({_r_numbers(result.yi)}),",
        f"  vi = c({_r_numbers(result.vi)})" + ("," if _moderators(analysis) else ""),
    ]
    names = _moderators(analysis)
    for i, name in enumerate(names):
        values = np.asarray(frame[name], dtype=object)[used]
        lines.append(f"  {name} = c({_r_values(values)})" + ("," if i + 1 < len(names) else ""))
    options = f'test = "{test}", level = {level:g}, slab = slab, data = dat'
    lines += [")", f"res <- rma(yi, vi, {tau2}, {options})", "res", "confint(res)", "predict(res)", "leave1out(res)"]
    lines += [f"by(dat, dat${name}, function(d) if (nrow(d) >= {settings.min_k}) rma(yi, vi, {tau2}, data = d, "
              f'test = "{test}"))' for name in settings.by]  # fmt: skip
    if settings.mods:
        lines.append(f"rma(yi, vi, mods = ~ {r_formula(settings.mods)}, {tau2}, {options})")
    if result.intercept_only and result.k > 2:
        lines += ['regtest(res, model = "lm")', "ranktest(res)", "trimfill(res)", "forest(res)", "funnel(res)"]
    return "\n".join(lines) + "\n"


def _moderators(analysis: Analysis) -> list[str]:
    words = set(re.findall(r"[A-Za-z_.][\w.]*", analysis.settings.mods)) | set(analysis.settings.by)
    return [
        str(name) for name in analysis.effects.columns if str(name) in words and str(name) not in {"yi", "vi", "slab"}
    ]


def _r_numbers(values: object) -> str:
    return ", ".join("NA" if isnan(float(v)) else f"{float(v):.15g}" for v in np.asarray(values, dtype=float))


def _r_texts(values: list[str]) -> str:
    return ", ".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)


def _r_values(values: object) -> str:
    cells = list(np.asarray(values, dtype=object))
    if all(isinstance(v, int | float | np.number) for v in cells):
        return _r_numbers(cells)
    return ", ".join("NA" if v is None or v != v else _r_texts([str(v)]) for v in cells)
