"""R code that repeats an analysis with metafor."""

from __future__ import annotations

import re
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from figpool.pool.formula import as_labels, is_text, level_order
from figpool.pool.shared_control import shared_control_covariance
from figpool.report.analysis_parts import SHARED
from figpool.report.further_analysis import control_column

if TYPE_CHECKING:
    from figpool.report.pooling_analysis import Analysis

_FACTOR = re.compile(r"""\b(?:C|factor)\(\s*([\w.]+|`[^`]+`)\s*,\s*ref\s*=\s*['"]([^'"]*)['"]\s*\)""")
_MANY = 5000
"""Studies up to which their numbers are written into the code."""


def r_formula(formula: str) -> str:
    """Write a moderator formula in R's words.

    Examples
    --------
    >>> r_formula("amount + C(route, ref='IT')")
    'amount + relevel(factor(route), ref="IT")'
    >>> r_formula("amount + I(amount**2)")
    'amount + I(amount^2)'
    """
    with_reference = _FACTOR.sub(r'relevel(factor(\1), ref="\2")', formula)
    return re.sub(r"\bC\(", "factor(", with_reference).replace("**", "^").strip().removeprefix("~").strip()


def r_code(analysis: Analysis) -> str:
    """R code for metafor that repeats the analysis, with the numbers in it."""
    settings, result = analysis.settings, analysis.result
    tau2 = f"tau2 = {result.tau2:.15g}" if result.tau2_fixed else f'method = "{result.method}"'
    options = f'{tau2}, test = "{result.test}", level = {100 * result.level:g}'
    lines = ["library(metafor)", *_data(analysis)]
    lines += [f"res <- rma(yi, vi, {options}, slab = slab, data = dat)", "res", "predict(res)"]
    lines += ["confint(res)"] if result.method != "EE" and not result.tau2_fixed and result.k > 1 else []
    lines += [_subgroup_code(name, settings.min_k, options) for name in settings.by]
    if settings.mods:
        lines.append(f"rma(yi, vi, mods = ~ {r_formula(settings.mods)}, {options}, slab = slab, data = dat)")
    if result.k > 2:
        lines += ["leave1out(res)", 'regtest(res, model = "lm")', "ranktest(res)", "trimfill(res)"]
        lines += ["forest(res)", "funnel(res)"]
    return "\n".join([*lines, *_multilevel_code(analysis), *_selection_code(analysis)]) + "\n"


def _data(analysis: Analysis) -> list[str]:
    result = analysis.result
    if result.k > _MANY:
        return [
            'dat <- read.csv("effects.csv")',
            'dat$slab <- if ("study" %in% names(dat)) dat$study else seq_len(nrow(dat))',
        ]
    columns = {
        "slab": _r_texts([str(name) for name in result.slab]),
        "yi": _r_numbers(result.yi),
        "vi": _r_numbers(result.vi),
    }
    frame = {str(name): np.asarray(analysis.effects[name], dtype=object)[result.used] for name in analysis.effects}
    columns |= {name: _r_column(frame[name]) for name in _needed(analysis, set(frame) - set(columns))}
    rows = [f"  {_r_name(name)} = {values}" for name, values in columns.items()]
    return ["dat <- data.frame(", ",\n".join(rows) + ",", "  check.names = FALSE)"]


def _needed(analysis: Analysis, present: set[str]) -> list[str]:
    """Columns of the table that the code names, in the order of the table."""
    settings = analysis.settings
    quoted_or_plain = re.findall(r"`([^`]+)`|([A-Za-z_.][\w.]*)", f"{settings.mods} {_random(analysis)}")
    words = {quoted or plain for quoted, plain in quoted_or_plain} | set(settings.by)
    return [str(name) for name in analysis.effects if str(name) in words & present]


def _random(analysis: Analysis) -> str:
    model = analysis.further.multilevel
    return "" if model is None else analysis.settings.random or "study/effect"


def _r_name(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z.][\w.]*", name) else f"`{name}`"


def _subgroup_code(name: str, min_k: int, options: str) -> str:
    column = f"dat${_r_name(name)}"
    return f"by(dat, {column}, function(d) if (nrow(d) >= {min_k}) rma(yi, vi, {options}, data = d))"


def _multilevel_code(analysis: Analysis) -> list[str]:
    if analysis.further.multilevel is None:
        return []
    lines = ["V <- diag(dat$vi, nrow(dat))", *_covariances(analysis)]
    random = _random(analysis)
    if re.search(r"\beffect\b", random) and "effect" not in analysis.effects:
        lines.append("dat$effect <- seq_len(nrow(dat))")
    term = f"~ {random}" if "|" in random else f"~ 1 | {random}"
    struct = ', struct = "UN"' if "|" in random else ""
    test = "z" if analysis.settings.fit.test == "z" else "t"
    level = f"level = {100 * analysis.settings.fit.level:g}"
    return [*lines, f'rma.mv(yi, V, random = {term}{struct}, test = "{test}", {level}, data = dat)']


def _covariances(analysis: Analysis) -> list[str]:
    if analysis.settings.shared_control != SHARED[2]:
        return []
    complete = analysis.effects.loc[analysis.result.used].reset_index(drop=True)
    V = shared_control_covariance(complete, control_column(complete))
    pairs = zip(*np.nonzero(np.triu(V, 1)), strict=True)
    return [f"V[{i + 1}, {j + 1}] <- V[{j + 1}, {i + 1}] <- {V[i, j]:.15g}" for i, j in pairs]


def _selection_code(analysis: Analysis) -> list[str]:
    model = analysis.further.selection
    if model is None:
        return []
    steps = ", ".join(f"{step:g}" for step in model.steps)
    side = "greater" if analysis.result.beta[0] >= 0 else "less"
    fit = 'rma(yi, vi, method = "ML", data = dat)'
    return [f'selmodel({fit}, type = "stepfun", steps = c({steps}), alternative = "{side}")']


def _r_numbers(values: object) -> str:
    cells = ("NA" if isnan(float(v)) else f"{float(v):.15g}" for v in np.asarray(values, dtype=float))
    return f"c({', '.join(cells)})"


def _r_text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _r_texts(values: list[str | None]) -> str:
    return f"c({', '.join('NA' if value is None else _r_text(value) for value in values)})"


def _r_column(values: Any) -> str:
    """Write a column; one of text as a factor, whose levels are in the order used here."""
    if is_text(values):
        levels = _r_texts([str(level) for level in level_order(values)])
        return f"factor({_r_texts(as_labels(values))}, levels = {levels})"
    return _r_numbers([np.nan if v is None or v != v or str(v).strip() in {"", "NA"} else v for v in values])
