"""The second half of ``figpool demo``: a published meta-analysis from the pixels of its eleven figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from figpool.core.errors import PoolingError

if TYPE_CHECKING:
    import pandas as pd

    from figpool.core.reading import FigureReading
    from figpool.pool.pairing import Pairing
    from figpool.report.pooling_analysis import Analysis

_MODERATORS = (
    "C(amount_group, ref='<=120') + C(route_group, ref='IT') + C(antibiotic, ref='yes') + C(followup_group, ref='<8')"
)
_READ = ("m1i", "err1i", "m2i", "err2i")
_READ_WELL = 0.01
_HEAD = """
A published meta-analysis from pixels: Sarveazad et al. 2022, Spine Surg Relat Res 6(5):433-442.
The arm-level numbers are SYNTHETIC, solved for so that the analysis prints the paper's tables; the eleven figures are
drawn from them by this project and are not the articles' figures. Each line's last time point is taken, SE turned into
SD, Hedges g (LS2) pooled by REML with Knapp-Hartung; a subgroup needs three comparisons.
"""


def show_review(folder: Path, output: Path) -> int:
    """Read the eleven figures, pool them, and print the paper's tables beside the print.

    Parameters
    ----------
    folder : Path
        The figures with studies.csv, printed.csv and the truth of every figure.
    output : Path
        Folder for rows, overlays, effects, tables and report; made when missing.

    Returns
    -------
    int
        Exit code: 1 when nothing could be read from some figure.
    """
    from figpool.cli.digitizing import make_folder, write_overlays, write_readings

    make_folder(output)
    typer.echo(_HEAD)
    readings, code = _read_all(folder)
    if not readings:
        return code
    write_readings(readings, output / "rows.csv", output / "readings.json", None)
    write_overlays(readings, output / "overlays")
    return max(code, show_tables(folder, output / "rows.csv", output))


def show_tables(folder: Path, rows: Path, output: Path) -> int:
    """Pair and pool rows read from the figures; print arms and tables beside what was drawn and printed.

    Parameters
    ----------
    folder : Path
        As for :func:`show_review`.
    rows : Path
        rows.csv of the eleven figures.
    output : Path
        Folder for effects, tables and report.

    Returns
    -------
    int
        1 when nothing could be pooled.
    """
    from figpool.io.tables import read_table

    studies = read_table(folder / "studies.csv")
    drawn = _paired(_drawn_rows(folder, studies), studies)
    try:
        read = _paired(read_table(rows), studies)
        _show_arms(folder, studies, drawn, read)
        _show_tables(folder, output, drawn, read)
    except PoolingError as error:
        typer.echo(f"Nothing could be pooled: {error}")
        return 1
    return 0


def _read_all(folder: Path) -> tuple[list[FigureReading], int]:
    from figpool.cli.digitizing import read_figures
    from figpool.extract import DigitizeSettings

    readings: list[FigureReading] = []
    code = 0
    for figure in sorted(p for p in folder.iterdir() if p.suffix in {".png", ".jpg"}):
        typer.echo(f"Reading {figure.name} ...", err=True)
        found, failed = read_figures([figure], None, DigitizeSettings())
        readings, code = [*readings, *found], max(code, failed)
    return readings, code


def _drawn_rows(folder: Path, studies: pd.DataFrame) -> pd.DataFrame:
    """Rows of the numbers the figures were drawn from, in the shape of rows.csv."""
    import pandas as pd

    from figpool.io.tables import read_table

    tables = []
    for figure in dict.fromkeys(studies["figure"]):
        truth = read_table((folder / figure).with_suffix(".truth.csv"))
        tables.append(truth.assign(figure=figure).drop(columns=["study", "arm", "role"]))
    return pd.concat(tables, ignore_index=True)


def _paired(rows: pd.DataFrame, studies: pd.DataFrame) -> Pairing:
    from figpool.pool.pairing import pair_rows

    return pair_rows(rows, studies)


def _show_arms(folder: Path, studies: pd.DataFrame, drawn: Pairing, read: Pairing) -> None:
    """Print every comparison as read beside what was drawn; name the doubtful, the wrong and the missing ones."""
    found = {(row["study"], row["comparison"]): row for row in _lines(read)}
    figures = dict(zip(studies["study"], studies["figure"], strict=True))
    spans = {study: _axis_span(folder / figure) for study, figure in figures.items()}
    typer.echo(f"{'last time point, read / drawn':<42} {'treated':>13} {'error':>13} {'control':>13} {'error':>13}")
    verdicts: dict[str, list[str]] = {}
    for row in _lines(drawn):
        name = f"{row['study']} {row['comparison']}"
        got: Mapping[str, Any] = found.get((row["study"], row["comparison"]), {})
        verdict = _verdict(got, row, spans[row["study"]])
        cells = " ".join(f"{_number(got.get(key))} / {row[key]:5.2f}".rjust(13) for key in _READ)
        flags = str(got.get("flags") or "").replace(";", ", ")
        typer.echo(f"{name[:42]:<42} {cells}  {verdict}{f' ({flags})' if flags else ''}".rstrip())
        verdicts.setdefault(verdict, []).append(name)
    right = len(verdicts.pop("", []))
    typer.echo(f"\n{right} of {len(drawn.frame)} comparisons within 1 % of the axis of what was drawn.")
    typer.echo("\n".join(f"{verdict}: {', '.join(names)}." for verdict, names in verdicts.items()))
    typer.echo("\n".join(f"Note: {text}" for text in read.warnings))


def _lines(pairing: Pairing) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in pairing.frame.to_dict(orient="records")]


def _axis_span(figure: Path) -> float:
    low, high = json.loads(figure.with_suffix(".json").read_text(encoding="utf-8"))["ylim"]
    return float(high - low)


def _number(value: Any) -> str:
    return "?" if value is None or isnan(value) else f"{value:.2f}"


def _verdict(got: Mapping[str, Any], row: Mapping[str, Any], span: float) -> str:
    """What is to be said of a comparison; empty when all four numbers are right."""
    if not got:
        return "not read"
    if all(abs(got[key] - row[key]) <= _READ_WELL * span for key in _READ):
        return ""
    if any(isnan(got[key]) for key in _READ):
        return "incomplete, not pooled"
    return "misread, flagged" if got["flags"] else "misread WITHOUT A FLAG"


def _show_tables(folder: Path, output: Path, drawn: Pairing, read: Pairing) -> None:
    from figpool.io.rows import write_whole
    from figpool.io.tables import read_table
    from figpool.report.pooling_report import write_report
    from figpool.report.printed_tables import columns_of, read_printed, tables_frame, tables_text

    printed = read_printed(read_table(folder / "printed.csv"))
    analyses = {
        "from the numbers drawn": _analysis(drawn.frame, columns_of(printed)),
        "from the pixels": _analysis(read.frame, columns_of(printed)),
    }
    typer.echo(tables_text(printed, analyses))
    pixels = analyses["from the pixels"]
    write_whole(output / "effects.csv", pixels.effects.to_csv(index=False))
    write_whole(output / "tables.csv", tables_frame(printed, pixels).to_csv(index=False))
    write_report(pixels, output / "pooled", formats=("svg",))


def _analysis(frame: pd.DataFrame, by: tuple[str, ...]) -> Analysis:
    from figpool.pool import FitSettings
    from figpool.report.pooling_analysis import AnalysisSettings, analyse

    settings = AnalysisSettings(
        measure="SMD",
        vtype="LS2",
        fit=FitSettings("REML", "knha", 0.95),
        by=by,
        mods=_MODERATORS,
        title="BBB score: conditioned medium against control (synthetic numbers)",
        favours=("favours control", "favours conditioned medium"),
    )
    return analyse(frame, settings)
