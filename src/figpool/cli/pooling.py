"""``figpool convert``, ``effects``, ``pool``, ``rob`` and ``prisma``: from rows to pooled evidence."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from figpool.cli.options import command_of
from figpool.cli.pool_command import PoolOptions, group_line, listed, pool
from figpool.core.errors import OutputError, UsageError

if TYPE_CHECKING:
    import pandas as pd

_ARMS = ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
_EFFECT_COLUMNS = ("study", "comparison", *_ARMS, "measure", "yi", "vi", "sei")


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("convert")(convert)
    app.command("effects")(effects)
    app.command("pool")(command_of(PoolOptions, pool))
    app.command("rob")(risk_of_bias)
    app.command("prisma")(prisma)


def convert(
    formula: Annotated[str, typer.Argument(help="Name of the formula; see --list.")] = "",
    values: Annotated[list[str] | None, typer.Argument(help="NAME=VALUE; several values as 1,2,3.")] = None,
    show: Annotated[bool, typer.Option("--list", help="List the formulas with their sources.")] = False,
    table: Annotated[Path | None, typer.Option(help="Apply to every row of a table; columns are the inputs.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="CSV to write, with --table.")] = None,
) -> None:
    """Convert SE, CI, quartiles, range, p or t into SD, mean or effect by a published formula."""
    from figpool.convert import conversions
    from figpool.convert import convert as apply

    if show or not formula:
        for found in conversions().values():
            typer.echo(f"{found.id:<26} {' '.join(found.inputs):<28} {found.formula}   [{found.source}]")
        return
    given = dict(_assignment(text) for text in values or [])
    if table is None:
        typer.echo(json.dumps(apply(formula, **given)))
        return
    _write_csv(_convert_table(table, formula, given), output)


def _assignment(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    try:
        numbers = [float(part) for part in value.split(",")]
    except ValueError:
        numbers = []
    if not equals or not numbers:
        raise UsageError(f"{text!r} is not NAME=VALUE.", "Example: SE=0.83 n=10")
    return name, numbers[0] if len(numbers) == 1 else numbers


def _convert_table(path: Path, formula: str, given: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd

    from figpool.convert import conversions
    from figpool.convert import convert as apply
    from figpool.core.errors import ConversionError
    from figpool.io.tables import read_table

    frame = read_table(path)
    known = conversions().get(formula)
    inputs = [name for name in (known.inputs if known else ()) if name in frame]
    rows = []
    for line, row in enumerate(frame[inputs].to_dict(orient="records"), start=2):
        try:
            inputs_of_row: dict[str, Any] = {str(key): value for key, value in row.items()} | given
            rows.append(apply(formula, **inputs_of_row))
        except ConversionError as error:
            raise ConversionError(f"{path}, line {line}: {error.message}", error.hint) from error
    return pd.concat([frame, pd.DataFrame(rows)], axis=1)


def effects(
    rows: Annotated[Path, typer.Argument(help="rows.csv as figpool digitize writes it.")],
    studies: Annotated[
        Path | None, typer.Option(help="Table with figure, study, role, n, dispersion, moderators.")
    ] = None,
    control: Annotated[str, typer.Option(help="The control, as printed in the legend or on the axis.")] = "",
    treatment: Annotated[list[str] | None, typer.Option(help="A treated group; all others when not given.")] = None,
    at: Annotated[str, typer.Option(help='Which time or category: "all", "last", or its value.')] = "all",
    measure: Annotated[str, typer.Option(help="Effect measure, metafor's code.")] = "SMD",
    vtype: Annotated[str | None, typer.Option(help="Variance formula of the measure.")] = None,
    better: Annotated[
        str, typer.Option(help="higher, lower, or a column that says which; else the column better, if any.")
    ] = "",
    n: Annotated[float | None, typer.Option(min=1, help="Group size, where nothing else tells it.")] = None,
    dispersion: Annotated[str, typer.Option(help="What the error bars show, where nothing else tells it.")] = "unknown",
    level: Annotated[float | None, typer.Option(help="Level of a confidence interval.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="effects.csv to write; else printed.")] = None,
) -> None:
    """Pair treatment and control from rows.csv and compute effect sizes."""
    from figpool.io.tables import read_table
    from figpool.pool import effect_sizes
    from figpool.pool.arms import PairingSettings
    from figpool.pool.pairing import pair_rows

    settings = PairingSettings(control, tuple(treatment or ()), at, n, dispersion.lower(), level)
    pairing = pair_rows(read_table(rows), read_table(studies) if studies else None, settings)
    direction = better or ("better" if "better" in pairing.frame else "higher")
    es = effect_sizes(pairing.frame, measure, vtype, better=direction)
    if direction not in es and better:
        es["better"] = better
    first = [name for name in _EFFECT_COLUMNS if name in es]
    ordered = es[[*first, *(name for name in es.columns if name not in first)]]
    _say([*pairing.warnings, *es.attrs["warnings"]])
    _write_csv(ordered, output)
    if es["yi"].notna().sum() == 0:
        raise typer.Exit(1)


def risk_of_bias(
    table: Annotated[Path, typer.Argument(help="CSV with study and one column an item.")],
    fatal: Annotated[
        list[str] | None, typer.Option(help="An item that makes a study high risk when it is not low.")
    ] = None,
    concern_from: Annotated[int, typer.Option(min=1, help="Items not low from which there is some concern.")] = 1,
    high_from: Annotated[int, typer.Option(min=1, help="Items not low from which the risk is high.")] = 1000,
    effects_table: Annotated[Path | None, typer.Option("--effects", help="Pool low risk against the rest.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for table and plots.")] = None,
    plot_format: Annotated[str, typer.Option("--format", help="Formats of the plots: svg,pdf,png.")] = "svg",
) -> None:
    """Judge the risk of bias of every study and draw traffic lights."""
    from figpool.io.tables import read_table
    from figpool.pool.risk_of_bias import BiasRule, bias_sensitivity, read_bias_table
    from figpool.report.bias_plots import bias_summary_plot, traffic_light_plot

    rule = (
        BiasRule(tuple(fatal or ()), concern_from, high_from)
        if fatal or (concern_from, high_from) != (1, 1000)
        else None
    )
    bias = read_bias_table(read_table(table), rule)
    typer.echo(bias.to_frame().to_csv(index=False), nl=False)
    if effects_table is not None:
        for level, group in bias_sensitivity(read_table(effects_table), bias).groups.items():
            print(f"{level}: {group_line(group)}", file=sys.stderr)  # noqa: T201
    if output is not None:
        figures = {"traffic_lights": traffic_light_plot(bias), "risk_of_bias": bias_summary_plot(bias)}
        _write_csv(bias.to_frame(), _folder(output) / "risk_of_bias.csv")
        _save(figures, output, listed(plot_format))


def prisma(
    table: Annotated[Path, typer.Argument(help="CSV with item and n.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Drawing to write: .svg, .pdf or .png.")],
) -> None:
    """Draw a PRISMA 2020 flow and check its arithmetic aloud."""
    from figpool.io.tables import read_table
    from figpool.pool.prisma import read_flow
    from figpool.report.canvas import save_figure
    from figpool.report.flow_plot import flow_plot

    flow = read_flow(read_table(table))
    save_figure(flow_plot(flow), output)
    _say(flow.problems)


def _save(figures: dict[str, Any], folder: Path, formats: tuple[str, ...]) -> None:
    from figpool.report.canvas import save_figure

    for name, figure in figures.items():
        for kind in formats:
            save_figure(figure, folder / f"{name}.{kind}")


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be made: {error.strerror}.", "Choose another folder.") from error
    return path


def _write_csv(frame: pd.DataFrame, path: Path | None) -> None:
    from figpool.io.rows import write_whole

    text = frame.to_csv(index=False)
    if path is None:
        sys.stdout.write(text)
    else:
        write_whole(path, text)


def _say(lines: Any) -> None:
    for line in lines:
        print(f"figpool: {line}", file=sys.stderr)  # noqa: T201
