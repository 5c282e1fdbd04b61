"""For R: the comparisons as metafor names them, and the lines that read and pool them."""

from __future__ import annotations

import math
import re
from pathlib import Path

from figpool import __version__
from figpool.core.errors import UsageError
from figpool.project.exports.registry import Exporter
from figpool.project.exports.tables import Record, columns_of, to_csv
from figpool.project.model import Analysis
from figpool.project.project import Project
from figpool.project.tables import effect_frame

_ARMS = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")


def comparison_records(project: Project, reviewer: str | None = None) -> list[Record]:
    """Return the comparisons with the numbers of both arms, empty where unknown.

    Raises
    ------
    UsageError
        There are none.
    """
    comparisons = project.comparisons(reviewer)
    if not comparisons:
        raise UsageError(f"{project.path} has no comparisons yet.", "Make them with: figpool project pair.")
    frame = effect_frame(comparisons, project.rows(reviewer=reviewer))
    lines = frame.assign(direction=[c.direction.value for c in comparisons]).to_dict("records")
    return [{str(k): None if isinstance(v, float) and math.isnan(v) else v for k, v in line.items()} for line in lines]


def r_script(table: str, analyses: tuple[Analysis, ...]) -> str:
    """Return the R lines that read the table and pool it with metafor.

    Parameters
    ----------
    table : str
        Name of the CSV file.
    analyses : tuple of Analysis
        Each gives one model; a plain SMD model without any.
    """
    lines = [
        f"# made by figpool {__version__}",
        "library(metafor)",
        f'dat <- read.csv("{_escaped(table)}", check.names = FALSE)',
    ]
    for number, analysis in enumerate(analyses or (Analysis("all comparisons"),), start=1):
        lines += ["", *_model_lines(analysis, number)]
    return "\n".join(lines) + "\n"


def _model_lines(analysis: Analysis, number: int) -> list[str]:
    data = f'subset(dat, outcome == "{_escaped(analysis.outcome)}")' if analysis.outcome else "dat"
    arms = ", ".join(f"{name} = {name}" for name in _ARMS)
    vtype = f', vtype = "{_escaped(analysis.vtype)}"' if analysis.vtype else ""
    mods = f", mods = ~ {_r_formula(analysis.mods)}" if analysis.mods else ""
    name = " ".join(analysis.name.split())
    how = f'{_tau2(analysis.tau2)}, test = "{_escaped(analysis.test)}", level = {100 * analysis.level:g}'
    lines = [
        f"# {name}",
        f'es{number} <- escalc(measure = "{_escaped(analysis.measure)}"{vtype}, {arms}, data = {data}, slab = slab)',
        # %in%, since an empty direction is no direction, and must not empty the effect
        f'es{number}$yi <- es{number}$yi * ifelse(es{number}$direction %in% "lower", -1, 1)',
        f"res{number} <- rma(yi, vi{mods}, data = es{number}, {how})",
        f"print(res{number})",
        f"forest(res{number})",
    ]
    if analysis.subgroup:
        column = f'es{number}[["{_escaped(analysis.subgroup)}"]]'
        lines += [
            f"for (group in unique({column})) {{",
            "  cat(group, fill = TRUE)",
            f"  print(rma(yi, vi, data = es{number}, subset = {column} == group, {how}))",
            "}",
        ]
    return lines


def _tau2(estimator: str) -> str:
    """Return how R is told: a number is the heterogeneity itself, a word its estimator."""
    try:
        return f"tau2 = {float(estimator)!r}"
    except ValueError:
        return f'method = "{_escaped(estimator)}"'


def _r_formula(formula: str) -> str:
    """Return a formula as R writes it: C(route, ref='IT') becomes relevel(factor(route), ref = "IT")."""
    with_reference = r"\bC\(\s*(\w+)\s*,\s*ref\s*=\s*['\"]([^'\"]*)['\"]\s*\)"
    leveled = re.sub(with_reference, r'relevel(factor(\1), ref = "\2")', formula)
    return re.sub(r"\bC\(\s*(\w+)\s*\)", r"factor(\1)", leveled)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _write(project: Project, path: Path, reviewer: str | None) -> list[Path]:
    from figpool.io.rows import write_whole

    records = comparison_records(project, reviewer)
    path = path.with_suffix(".csv") if path.suffix.lower() == ".r" else path
    script = path.with_suffix(".R")
    write_whole(path, to_csv(records, columns_of(records, ("slab", "study", "comparison", *_ARMS))))
    write_whole(script, r_script(path.name, project.tables.analyses))
    return [path, script]


EXPORTERS = (Exporter("metafor", ".csv", "comparisons for metafor, and the R lines that read them", _write),)
