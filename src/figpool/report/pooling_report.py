"""The pooling report: one self-contained HTML file, and its numbers and plots beside it."""

from __future__ import annotations

import json
from html import escape
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from figpool.core.errors import OutputError
from figpool.pool.result import PooledResult
from figpool.pool.subgroup import Subgroups, TooFew
from figpool.pool.text import p_text
from figpool.report.analysis_parts import MANY
from figpool.report.canvas import render, save_figure
from figpool.report.forest_rows import number_text
from figpool.report.further_text import further_lines, small_study_lines
from figpool.report.pooling_analysis import Analysis
from figpool.report.pooling_text import methods_text, result_text
from figpool.report.r_code import r_code
from figpool.report.report_plots import caption, plots

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_SHEET_ROWS = 100_000
"""Rows of a table that go into the workbook; all are in the CSV files."""

#: Inches; two plots up to here share a printed page.
_HALF_PAGE = 5.2

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1a1a1a;max-width:1080px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid #d9d9d9}
table{border-collapse:collapse;font-size:.85rem;margin:.8rem 0}th,td{padding:.2rem .6rem;text-align:right}
th{border-bottom:1px solid #1a1a1a}td:first-child,th:first-child{text-align:left}
td{white-space:nowrap}td:first-child{white-space:normal;min-width:9rem}.wide{overflow-x:auto}
figure{margin:1rem 0;overflow-x:auto}figure svg{max-width:100%;height:auto}figcaption{font-size:.85rem;color:#444}
.warnings{background:#fbf1ec;border-left:4px solid #b3452c;padding:.4rem 1rem}
pre{background:#f4f6f8;padding:.8rem;overflow-x:auto;font-size:.8rem}
@page{margin:12mm}
@media print{body{max-width:none;margin:0;padding:0;font-size:10.5pt}h2{margin-top:1.2rem}
h1,h2{break-after:avoid}tr,figure{break-inside:avoid}figure svg{max-height:240mm}
.half svg{max-height:104mm}figcaption{display:none}
.wide{overflow:visible}.wide table{font-size:6pt}.wide td,.wide th{padding:.08rem .18rem}
.wide td{white-space:normal}.wide td:first-child{min-width:28mm}pre{white-space:pre-wrap;font-size:7pt}}
"""


def write_report(analysis: Analysis, folder: Path, *, formats: tuple[str, ...] = ("svg",)) -> list[Path]:
    """Write report.html, results.json, tables as CSV and XLSX, plots, and analysis.R.

    Parameters
    ----------
    analysis : Analysis
    folder : Path
        Made when missing.
    formats : tuple of str
        Formats of the plots beside the report: svg, pdf, png.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    OutputError
        A place that cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _write(analysis, folder, formats)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written to: {error.strerror}.", "Choose another folder.") from error


def _write(analysis: Analysis, folder: Path, formats: tuple[str, ...]) -> list[Path]:
    drawn = {name: draw() for name, draw in plots(analysis).items()}
    texts = {
        "report.html": report_html(analysis, drawn),
        "results.json": json.dumps(analysis.to_dict(), indent=1, ensure_ascii=False) + "\n",
        "analysis.R": r_code(analysis),
    }
    written = []
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    for name, table in result_tables(analysis).items():
        table.to_csv(folder / f"{name}.csv", index=False)
        written.append(folder / f"{name}.csv")
    written.append(_write_workbook(analysis, folder / "results.xlsx"))
    for name, figure in drawn.items():
        for kind in formats:
            save_figure(figure, folder / f"{_file_name(name)}.{kind}")
            written.append(folder / f"{_file_name(name)}.{kind}")
    return written


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "_-" else "_" for letter in name)


def _write_workbook(analysis: Analysis, path: Path) -> Path:
    import pandas as pd

    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        for name, table in result_tables(analysis).items():
            table.iloc[:_SHEET_ROWS].to_excel(writer, sheet_name=name[:31], index=False)
    return path


def coefficient_table(result: PooledResult) -> pd.DataFrame:
    """Coefficients of a fit, one row a term."""
    import pandas as pd

    names = ("beta", "se", "stat", "df", "pval", "ci_lb", "ci_ub")
    return pd.DataFrame({"term": list(result.terms), **{name: getattr(result, name) for name in names}})


def subgroup_table(groups: Subgroups) -> pd.DataFrame:
    """Pooled subgroups, one row a level; a level that was not pooled says why."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for name, group in groups.groups.items():
        row: dict[str, Any] = {groups.by: name, "k": group.k}
        if isinstance(group, TooFew):
            rows.append(row | {"status": group.status})
            continue
        row |= {key: float(getattr(group, key)[0]) for key in ("beta", "ci_lb", "ci_ub", "pval")}
        row |= {"tau2": group.tau2, "I2": group.I2, "QE": group.QE, "QE_p": group.QE_p, "status": ""}
        rows.append(row)
    return pd.DataFrame(rows)


def result_tables(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """All tables of the report by name."""
    tables = {"effects": analysis.effects, "overall": coefficient_table(analysis.result)}
    tables |= {f"by_{_file_name(name)}": subgroup_table(groups) for name, groups in analysis.groups.items()}
    if analysis.regression is not None:
        tables["regression"] = coefficient_table(analysis.regression)
    further = {
        "leave_one_out": analysis.leave_one_out,
        f"cumulative_by_{_file_name(analysis.settings.order)}": analysis.cumulative,
        "influence": analysis.influence,
        "baujat": analysis.baujat,
    }
    return tables | {name: table for name, table in further.items() if table is not None}


def _cell(name: str, value: Any) -> str:
    if name in {"pval", "QE_p", "Qp"} and not isinstance(value, str):
        return escape(p_text(float(value)) if value == value else "")
    if isinstance(value, bool | np.bool_):
        return "yes" if value else ""
    return escape(number_text(value))


def _html_table(table: pd.DataFrame) -> str:
    more = len(table) - MANY
    table = table.iloc[:MANY]
    head = "".join(f"<th>{escape(str(name))}</th>" for name in table.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(str(name), row[name])}</td>" for name in table.columns) + "</tr>"
        for row in table.to_dict(orient="records")
    )
    rest = f"<p>{more} more rows stand in the CSV file.</p>" if more > 0 else ""
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{rest}'


def _svg(figure: Figure, caption: str) -> str:
    text = render(figure, "svg").decode()
    half = ' class="half"' if figure.get_figheight() <= _HALF_PAGE else ""
    return f"<figure{half}>{text[text.index('<svg') :]}<figcaption>{escape(caption)}</figcaption></figure>"


def report_html(analysis: Analysis, drawn: dict[str, Figure]) -> str:
    """Return the report as one HTML text that needs no other file."""
    title = escape(analysis.settings.title)
    sections = [
        _section("Result", f"<p>{escape(result_text(analysis.result))}</p>" + _heterogeneity(analysis.result)),
        _section("Methods", f"<p>{escape(methods_text(analysis))}</p>"),
        _warnings(analysis),
        *(_section(caption(name), _svg(figure, caption(name))) for name, figure in drawn.items()),
        *(_section(f"Subgroups by {name}", _subgroups(groups)) for name, groups in analysis.groups.items()),
        _regression(analysis),
        _section("Small-study effects", _listed(small_study_lines(analysis))),
        _section("Dependence, selection and sensitivity", _listed(further_lines(analysis))),
        *(_section(_heading(n), _html_table(t)) for n, t in result_tables(analysis).items() if n in _LONG_TABLES),
        _section("R code for metafor", f"<pre>{escape(r_code(analysis))}</pre>"),
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{''.join(sections)}</body></html>\n"
    )


_LONG_TABLES = ("effects", "leave_one_out", "influence")


def _heading(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _section(heading: str, body: str) -> str:
    return f"<section><h2>{escape(heading)}</h2>{body}</section>" if body else ""


def _warnings(analysis: Analysis) -> str:
    items = [*analysis.warnings, *analysis.notes]
    if not items:
        return ""
    listed = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f'<section class="warnings"><h2>Warnings</h2><ul>{listed}</ul></section>'


def _heterogeneity(result: PooledResult) -> str:
    values = result.to_dict()["confint"]
    if values is None:
        return ""
    rows = ""
    for i, name in enumerate(values["rows"]):
        cells = "".join(f"<td>{number_text(values[key][i])}</td>" for key in ("est", "lb", "ub"))
        rows += f"<tr><td>{escape(name)}</td>{cells}</tr>"
    return (
        "<table><thead><tr><th>Heterogeneity</th><th>estimate</th><th>lower</th><th>upper</th></tr></thead>"
        f"<tbody>{rows}</tbody></table><p>I² by Q: {result.I2_Q:.1f} %. Limits by the Q-profile method.</p>"
    )


def _subgroups(groups: Subgroups) -> str:
    test = groups.between
    text = "" if isnan(test.p) else f"Difference: Q = {test.Qb:.2f}, df = {test.df:.0f}, P {p_text(test.p)}."
    return _html_table(subgroup_table(groups)) + f"<p>{escape(text)}</p>"


def _regression(analysis: Analysis) -> str:
    model = analysis.regression
    if model is None:
        return ""
    letter = "QM" if isnan(model.QM_df[1]) else "F"
    degrees = f"{model.QM_df[0]}" if isnan(model.QM_df[1]) else f"{model.QM_df[0]}, {model.QM_df[1]:.0f}"
    text = f"{letter}({degrees}) = {model.QM:.2f}, P {p_text(model.QM_p)}; residual tau2 = {model.tau2:.3g}"
    text += "" if isnan(model.R2) else f"; R² = {model.R2:.1f} %"
    return _section("Meta-regression", _html_table(coefficient_table(model)) + f"<p>{escape(text)}.</p>")


def _listed(lines: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>" if lines else ""
