"""``figpool digitize``: figures in, rows out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from figpool.core.errors import FigpoolError, ReadingError, UsageError

if TYPE_CHECKING:
    from figpool.core.geometry import Box
    from figpool.extract import DigitizeSettings, FigureReading


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("digitize")(digitize)


def digitize(
    figures: Annotated[list[Path], typer.Argument(help="Picture files (PNG, JPEG, TIFF, BMP, WebP).")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="rows.csv to write; else printed.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="JSON with axes, marks and rows.")] = None,
    overlay: Annotated[Path | None, typer.Option(help="Folder for pictures that show what was understood.")] = None,
    page: Annotated[int | None, typer.Option(min=1, help="Page of a multi-page file.")] = None,
    kind: Annotated[str, typer.Option(help="Chart kind; else chosen by evidence.")] = "",
    plot_area: Annotated[str, typer.Option(help='Box inside the axes in pixels: "X0,Y0,X1,Y1".')] = "",
    y_ticks: Annotated[str, typer.Option(help='Ticks by hand: "412=0,88.5=20" (pixel=value).')] = "",
    x_ticks: Annotated[str, typer.Option(help="The same for the value axis of a horizontal chart.")] = "",
    scale: Annotated[str, typer.Option(help="Scale of the value axis: linear, log10, ln, log2.")] = "",
    series: Annotated[str, typer.Option(help='Series names in drawing order: "Control,Treated".')] = "",
    dispersion: Annotated[str, typer.Option(help="What the error bars show: sd, se, ci, iqr, range.")] = "unknown",
    level: Annotated[float | None, typer.Option(min=0.5, max=0.9999, help="Level of a confidence interval.")] = None,
    n: Annotated[float | None, typer.Option(min=1, help="Group size common to all groups.")] = None,
) -> None:
    """Read means and error bars from figures."""
    settings = _settings(kind, plot_area, y_ticks, x_ticks, scale, series, dispersion, level, n)
    readings, failed = _read_all(figures, page, settings)
    rows = [row for reading in readings for row in reading.rows]
    _write(readings, rows, output, json_file, overlay)
    raise typer.Exit(failed)


def _read_all(figures: list[Path], page: int | None, settings: DigitizeSettings) -> tuple[list[FigureReading], int]:
    """Read every figure; a figure that fails is named and does not stop the others."""
    from figpool.extract import digitize as read
    from figpool.io import read_figure

    readings: list[FigureReading] = []
    code = 0
    for path in figures:
        try:
            reading = read(read_figure(path, page), settings)
            if not reading.rows:
                reason = " ".join(i.message for i in reading.issues)
                raise ReadingError(f"{path}: nothing could be read. {reason}", "Set ticks by hand with --y-ticks.")
            readings.append(reading)
        except UsageError:
            raise
        except FigpoolError as error:
            print(f"figpool: {error}", file=sys.stderr)  # noqa: T201
            code = max(code, error.exit_code)
    return readings, code


def _write(readings, rows, output, json_file, overlay) -> None:
    from figpool.io.rows import rows_to_csv, write_whole

    if rows:
        text = rows_to_csv(rows)
        if output is None:
            sys.stdout.write(text)
        else:
            write_whole(output, text)


def _settings(kind, plot_area, y_ticks, x_ticks, scale, series, dispersion, level, n) -> DigitizeSettings:
    from figpool.calibrate import parse_ticks
    from figpool.core.axes import AxisScale
    from figpool.core.summary import Dispersion
    from figpool.extract import DigitizeSettings

    return DigitizeSettings(
        kind=kind,
        plot_area=_box(plot_area) if plot_area else None,
        y_ticks=parse_ticks(y_ticks) if y_ticks else (),
        x_ticks=parse_ticks(x_ticks) if x_ticks else (),
        scale=AxisScale(scale) if scale else None,
        series=tuple(s.strip() for s in series.split(",")) if series else (),
        dispersion=Dispersion(dispersion),
        level=level,
        n=n,
    )


def _box(text: str) -> Box:
    from figpool.core.geometry import Box

    return Box(*(float(v) for v in text.split(",")))
