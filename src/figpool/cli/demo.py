"""``figpool demo``: the main job on the bundled sample figures, start to end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from figpool.core.errors import InputError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from figpool.core.reading import FigureReading


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("demo")(demo)


_PARTS = ("all", "samples", "review")


def demo(
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for everything written.")] = Path(
        "figpool-demo"
    ),
    part: Annotated[
        str, typer.Option(help="samples: bar charts, pooled; review: a published meta-analysis from its figures.")
    ] = "all",
) -> None:
    """Digitize the bundled sample figures, compare with their truth, pool; then redo a published meta-analysis."""
    from figpool.cli.digitizing import make_folder
    from figpool.cli.review_demo import show_review

    if part not in _PARTS:
        raise UsageError(f"--part cannot be {part!r}.", f"Choose {', '.join(_PARTS)}.")
    samples = sample_folder()
    make_folder(output)
    code = 0
    if part != "review":
        code = _show_samples(samples, output)
    if part != "samples":
        code = max(code, show_review(samples / "seed_review", output / "review"))
    folders = {"samples": [output], "review": [output / "review"]}.get(part, [output, output / "review"])
    typer.echo(f"\nWritten to {' and '.join(map(str, folders))}:")
    typer.echo("rows.csv, readings.json, overlays/, effects.csv and pooled/ (report, plots).")
    raise typer.Exit(code)


def _show_samples(samples: Path, output: Path) -> int:
    """Read the bar charts, print them beside their truth, pool them; return the exit code."""
    from figpool.cli.digitizing import read_figures, write_overlays
    from figpool.extract import DigitizeSettings
    from figpool.extract.document import to_document
    from figpool.io.rows import rows_to_csv, to_json, write_whole

    figures = sorted(p for p in samples.iterdir() if p.suffix in {".png", ".jpg"})
    typer.echo(f"Reading {len(figures)} sample figures ...", err=True)
    readings, code = read_figures(figures, None, DigitizeSettings())
    rows = [row for reading in readings for row in reading.rows]
    write_whole(output / "rows.csv", rows_to_csv(rows))
    write_whole(output / "readings.json", to_json(to_document(readings)))
    write_overlays(readings, output / "overlays")
    _show_rows(readings, samples)
    _pool(output, samples)
    return code


def sample_folder() -> Path:
    """Return the folder of sample figures: beside the installed package, or in the source tree.

    Raises
    ------
    InputError
        The samples were not installed.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "sample_figures", package.parents[1] / "sample_figures"):
        if (folder / "studies.csv").is_file():
            return folder
    raise InputError("The sample figures are not installed.", "Run figpool demo from a copy of the source tree.")


def _show_rows(readings: list[FigureReading], samples: Path) -> None:
    """Print the rows, and how they compare with what was drawn."""
    import json

    from figpool.io.tables import read_table

    right = total = 0
    for reading in readings:
        stem = samples / Path(reading.figure.name).stem
        span = json.loads(stem.with_suffix(".json").read_text())["ylim"]
        truth = read_table(stem.with_suffix(".truth.csv"))
        typer.echo(f"\n{reading.figure.name}")
        typer.echo(
            f"  {'series':<16} {'category':<12} {'mean':>10} {'lower arm':>10} {'upper arm':>10}  {'drawn':>10}  doubts"
        )
        drawn = truth["mean"].tolist()
        for i, row in enumerate(reading.rows):
            true = drawn[i] if len(drawn) == len(reading.rows) else None
            numbers = " ".join(f"{_number(v):>10}" for v in (row.mean, row.error_low, row.error_high))
            words = f"  {row.series[:16]:<16} {row.category[:12]:<12} {numbers}  {_number(true):>10}  "
            typer.echo(words + ", ".join(row.flags))
            near = true is not None and row.mean is not None and abs(row.mean - true) <= 0.01 * abs(span[1] - span[0])
            right += near
        total += len(drawn)
    typer.echo(f"\n{right} of {total} means within 1 % of the axis range of what was drawn.")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _pool(output: Path, samples: Path) -> None:
    """Pair treatment and control at the last time point and pool."""
    from figpool.io.rows import write_whole
    from figpool.io.tables import read_table
    from figpool.pool import FitSettings, effect_sizes
    from figpool.pool.arms import PairingSettings
    from figpool.pool.pairing import pair_rows
    from figpool.report.pooling_analysis import AnalysisSettings, analyse

    settings = PairingSettings(at="last")
    pairing = pair_rows(read_table(output / "rows.csv"), read_table(samples / "studies.csv"), settings)
    effects: pd.DataFrame = effect_sizes(pairing.frame, "SMD")
    write_whole(output / "effects.csv", effects.to_csv(index=False))
    title = "Sample figures (invented numbers)"
    analysis = analyse(effects, AnalysisSettings(measure="SMD", fit=FitSettings("REML", "knha", 0.95), title=title))
    _report(analysis, output / "pooled")


def _report(analysis: Any, folder: Path) -> None:
    from figpool.cli.digitizing import make_folder
    from figpool.cli.pool_command import pooled_summary
    from figpool.report.pooling_report import write_report

    make_folder(folder)
    typer.echo("\nPooled over different outcomes, to show the way and nothing else (Hedges g, REML, Knapp-Hartung):")
    typer.echo(pooled_summary(analysis))
    write_report(analysis, folder, formats=("svg", "png"))
