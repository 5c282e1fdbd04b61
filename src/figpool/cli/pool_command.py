"""``figpool pool``: a table of effects, or of arms, to a pooled result and its report."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from figpool.core.errors import PoolingError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from figpool.report.pooling_analysis import Analysis, AnalysisSettings
    from figpool.report.printed_tables import PrintedRow


@dataclass(frozen=True)
class PoolOptions:
    """Options of ``figpool pool``; the help texts say what each is for."""

    table: Annotated[Path, typer.Argument(help="effects.csv, or any table with arms or yi and vi.")]
    measure: Annotated[
        str, typer.Option(help="Effect measure, metafor's code; else the table's, SMD for arms, GEN for yi and vi.")
    ] = ""
    vtype: Annotated[str | None, typer.Option(help="Variance formula; computes the effects anew from the arms.")] = None
    better: Annotated[str, typer.Option(help="higher, lower, or a column that says which is of benefit.")] = ""
    tau2: Annotated[str, typer.Option("--tau2", "--method", help="REML DL PM ML EB HE HS SJ PMM, EE, or a number.")] = (
        "REML"
    )
    test: Annotated[str, typer.Option(help="knha, adhoc, t or z.")] = "knha"
    level: Annotated[float, typer.Option(help="Confidence level as a fraction.")] = 0.95
    by: Annotated[list[str] | None, typer.Option(help="Column to make subgroups of; may be repeated.")] = None
    common_tau2: Annotated[bool, typer.Option("--common-tau2", help="One tau2 for all subgroups.")] = False
    min_k: Annotated[int, typer.Option(min=1, help="Fewest experiments in a subgroup.")] = 3
    mods: Annotated[str, typer.Option(help="Moderators: \"amount + C(route, ref='IT')\".")] = ""
    permutations: Annotated[int, typer.Option(min=0, help="Permutation test with so many; 0 for none.")] = 0
    shared_control: Annotated[str, typer.Option(help="as-published, split, or covariance.")] = "as-published"
    random: Annotated[str, typer.Option(help='Multilevel model too: "study/effect", "outcome | study".')] = ""
    cluster: Annotated[str, typer.Option(help="Column for cluster-robust (CR2) tests; study where it repeats.")] = ""
    order: Annotated[str, typer.Option(help="Column that orders the cumulative analysis.")] = "year"
    steps: Annotated[str, typer.Option(help="One-sided p values of the selection model; empty for none.")] = "0.025"
    gosh: Annotated[int, typer.Option(min=0, help="Most subsets of GOSH; 0 for none.")] = 1000
    rob: Annotated[Path | None, typer.Option(help="Risk-of-bias table: sensitivity analysis and drawings.")] = None
    fatal: Annotated[list[str] | None, typer.Option(help="Item of --rob that makes a study high risk.")] = None
    printed: Annotated[
        Path | None, typer.Option(help="Published table (table, by, level, estimate, ci_lb, ci_ub) to compare with.")
    ] = None
    title: Annotated[str, typer.Option(help="Title of the report.")] = "Meta-analysis"
    favours: Annotated[str, typer.Option(help='Words below the axis: "favours control,favours treatment".')] = ""
    columns: Annotated[str, typer.Option(help="Further columns of the forest plot, with commas.")] = ""
    plot_format: Annotated[str, typer.Option("--format", help="Formats of the plots: svg,pdf,png.")] = "svg"
    json_file: Annotated[Path | None, typer.Option("--json", help="JSON with all numbers.")] = None
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for report, tables and plots.")] = None


def pool(options: PoolOptions) -> None:
    """Pool effect sizes: model, subgroups, meta-regression, small-study effects, report."""
    from figpool.io.rows import to_json, write_whole
    from figpool.io.tables import read_table
    from figpool.report.pooling_analysis import analyse
    from figpool.report.printed_tables import read_printed, tables_text

    formats = _formats(options.plot_format)
    printed = read_printed(read_table(options.printed)) if options.printed else ()
    table = read_table(options.table)
    settings = _settings(options, printed, _measure(table, options.measure))
    try:
        analysis = analyse(table, settings)
    except (PoolingError, UsageError) as error:
        place = f"{options.table}: " if error.message.startswith("Row") else ""
        raise type(error)(f"{place}{error.message}", error.hint) from error
    typer.echo(pooled_summary(analysis))
    if printed:
        typer.echo(tables_text(printed, {"found here": analysis}))
    if options.json_file is not None:
        write_whole(options.json_file, to_json(analysis.to_dict()))
    if options.output is not None:
        _write_report(analysis, options.output, formats, printed)


def _measure(table: pd.DataFrame, asked: str) -> str:
    """Code of the effect measure: as asked, as the table says, or by the columns it has."""
    said = sorted({str(code) for code in table["measure"].dropna()}) if "measure" in table else []
    if asked or len(said) == 1:
        return asked.upper() or said[0]
    if said:
        raise UsageError(f"The table holds effects of several measures: {', '.join(said)}.", "Choose with --measure.")
    return "GEN" if "yi" in table and "m1i" not in table else "SMD"


def _settings(options: PoolOptions, printed: tuple[PrintedRow, ...], measure: str) -> AnalysisSettings:
    from figpool.io.tables import read_table
    from figpool.pool import FitSettings
    from figpool.pool.risk_of_bias import BiasRule, read_bias_table
    from figpool.report.analysis_parts import AnalysisSettings
    from figpool.report.printed_tables import columns_of

    rule = BiasRule(tuple(options.fatal)) if options.fatal else None
    return AnalysisSettings(
        measure=measure,
        vtype=options.vtype.upper() if options.vtype else None,
        better=options.better,
        fit=FitSettings(_tau2(options.tau2), options.test.lower(), options.level),
        by=tuple(dict.fromkeys([*(options.by or ()), *columns_of(printed)])),
        common_tau2=options.common_tau2,
        mods=options.mods,
        min_k=options.min_k,
        shared_control=options.shared_control.replace("-", " ").lower(),
        random=options.random,
        cluster=options.cluster,
        order=options.order,
        steps=tuple(_step(text) for text in listed(options.steps)),
        subsets=options.gosh,
        permutations=options.permutations,
        bias=read_bias_table(read_table(options.rob), rule) if options.rob else None,
        title=options.title,
        favours=_pair(options.favours),
        columns=listed(options.columns),
    )


def _tau2(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return {"HSK": "HSk"}.get(text.upper(), text.upper())


def _step(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise UsageError(f"--steps holds {text!r}, not a p value.", 'Example: --steps "0.025,0.5"') from error


def _formats(text: str) -> tuple[str, ...]:
    """Formats of the plots; refused here, before the work."""
    from figpool.report.canvas import FORMATS

    formats = tuple(part.lower().removeprefix(".") for part in listed(text))
    unknown = [name for name in formats if f".{name}" not in FORMATS]
    if unknown:
        raise UsageError(f"--format cannot be {unknown[0]!r}.", f"Choose of {', '.join(f[1:] for f in FORMATS)}.")
    return formats


def listed(text: str) -> tuple[str, ...]:
    """Parts of a text between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _pair(text: str) -> tuple[str, str]:
    parts = [part.strip() for part in text.split(",")] if text else ["", ""]
    if len(parts) != 2:
        raise UsageError(f"--favours needs two texts, not {text!r}.", 'Example: "favours control,favours treatment".')
    return parts[0], parts[1]


def pooled_summary(analysis: Analysis) -> str:
    """Return the result in words: model, subgroups, meta-regression, dependence, notes."""
    parts = [analysis.result.summary()]
    for name, groups in analysis.groups.items():
        parts += ["", f"By {name}"]
        parts += [f"  {level:<24} {group_line(group)}" for level, group in groups.groups.items()]
        parts.append(f"  difference: {_difference(groups.between)}")
    if analysis.regression is not None:
        parts += ["", analysis.regression.summary()]
    parts += _further(analysis)
    said = set(analysis.result.warnings) | set(analysis.regression.warnings if analysis.regression else ())
    parts += [f"Note: {text}" for text in (*analysis.warnings, *analysis.notes) if text not in said]
    return "\n".join(parts)


def _difference(test: Any) -> str:
    from figpool.pool.text import p_text

    if test.p != test.p:
        return "fewer than two subgroups were pooled"
    return f"Q = {test.Qb:.2f}, df = {test.df:.0f}, P {p_text(test.p)}"


def _further(analysis: Analysis) -> list[str]:
    from figpool.report.further_text import further_lines, small_study_lines

    lines = [*small_study_lines(analysis), *further_lines(analysis)]
    return ["", *lines] if lines else []


def group_line(group: Any) -> str:
    """Return one subgroup in one line."""
    from figpool.pool.text import p_text

    if not hasattr(group, "beta"):
        return f"k = {group.k:<3} {group.status}"
    return (
        f"k = {group.k:<3} {group.beta[0]:.4f} ({group.ci_lb[0]:.4f} to {group.ci_ub[0]:.4f})  "
        f"P {p_text(float(group.pval[0]))}  I2 = {group.I2:.2f} %"
    )


def _write_report(analysis: Analysis, folder: Path, formats: tuple[str, ...], printed: tuple[PrintedRow, ...]) -> None:
    from figpool.io.rows import write_whole
    from figpool.report.pooling_report import write_report
    from figpool.report.printed_tables import tables_frame

    written = write_report(analysis, folder, formats=formats)
    if printed:
        write_whole(folder / "printed_tables.csv", tables_frame(printed, analysis).to_csv(index=False))
    print(f"figpool: {len(written)} files written to {folder}", file=sys.stderr)  # noqa: T201
