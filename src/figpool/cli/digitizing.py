"""``figpool digitize``: figures in, rows out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from figpool.core.errors import FigpoolError, OutputError, ReadingError, UsageError

if TYPE_CHECKING:
    from figpool.core.geometry import Box
    from figpool.core.reading import FigureReading
    from figpool.extract import DigitizeSettings

#: What positions given by hand are counted in.
_PIXELS = "in pixels (PDF, SVG: of the page at 150 dpi)"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("digitize")(digitize)


def digitize(
    figures: Annotated[list[Path], typer.Argument(help="Figures: PNG, JPEG, TIFF, BMP, WebP, PDF or SVG files.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="rows.csv to write; else printed.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="JSON with axes, marks, rows and doubts.")] = None,
    overlay: Annotated[Path | None, typer.Option(help="Folder for PNG and SVG that show what was understood.")] = None,
    page: Annotated[int | None, typer.Option(min=1, help="Page of a PDF (else all) or of a multi-page file.")] = None,
    kind: Annotated[str, typer.Option(help="Chart kind; else chosen by evidence.")] = "",
    plot_area: Annotated[str, typer.Option(help=f'Box inside the axes: "X0,Y0,X1,Y1", {_PIXELS}.')] = "",
    y_ticks: Annotated[str, typer.Option(help=f'Ticks by hand: "412=0,88.5=20" (pixel=value), {_PIXELS}.')] = "",
    x_ticks: Annotated[str, typer.Option(help="The same for a numeric x axis.")] = "",
    scale: Annotated[str, typer.Option(help="Scale of the value axis: linear, log10, ln, log2.")] = "",
    series: Annotated[str, typer.Option(help='Series names in drawing order: "Control,Treated".')] = "",
    dispersion: Annotated[str, typer.Option(help="What the error bars show: sd, se, ci, iqr, range.")] = "unknown",
    level: Annotated[float | None, typer.Option(min=0.5, max=0.9999, help="Level of a confidence interval.")] = None,
    n: Annotated[float | None, typer.Option(min=1, help="Group size common to all groups.")] = None,
    time: Annotated[str, typer.Option(help="Time points kept: all, or last of every series.")] = "all",
) -> None:
    """Read means and error bars from figures."""
    if time not in ("all", "last"):
        raise UsageError(f"--time is {time!r}.", "Use all or last.")
    settings = _settings(
        {"kind": kind, "series": tuple(s.strip() for s in series.split(",")) if series else (), "level": level, "n": n},
        plot_area,
        {"y_ticks": y_ticks, "x_ticks": x_ticks},
        scale,
        dispersion,
    )
    _check_targets(output, json_file, overlay)
    readings, code = read_figures(figures, page, settings)
    readings = [_at_times(reading, time) for reading in readings]
    write_readings(readings, output, json_file, overlay)
    raise typer.Exit(code)


def _at_times(reading: FigureReading, time: str) -> FigureReading:
    from figpool.extract.times import keep_last_times

    return keep_last_times(reading) if time == "last" else reading


def read_figures(
    figures: Sequence[Path], page: int | None, settings: DigitizeSettings
) -> tuple[list[FigureReading], int]:
    """Read every figure; one that fails is named on stderr and does not stop the others.

    Returns
    -------
    readings : list of FigureReading
        Figures from which something could be read.
    code : int
        Exit code: 0; 1 nothing could be read from some figure; 2 a file is no figure.
    """
    readings: list[FigureReading] = []
    code = 0
    for path in figures:
        try:
            readings += _readings_of(path, page, settings)
        except UsageError:
            raise
        except FigpoolError as error:
            typer.echo(f"figpool: {error}", err=True)
            code = max(code, error.exit_code)
    return readings, code


def _readings_of(path: Path, page: int | None, settings: DigitizeSettings) -> list[FigureReading]:
    """Read a picture, or all data charts of a PDF; axes set by hand are those of one page, read whole."""
    from figpool.extract import digitize as read
    from figpool.extract.papers import is_paper, read_paper
    from figpool.io import read_figure
    from figpool.io.images import read_bytes
    from figpool.io.pdf import is_pdf

    if settings.is_manual and page is None and is_paper(path):
        raise UsageError(f"{path} has several pages.", "Name the page the ticks belong to with --page.")
    papers = not settings.is_manual and is_pdf(path, read_bytes(path))
    read_ones = read_paper(path, page, settings) if papers else [read(read_figure(path, page), settings)]
    with_rows = [reading for reading in read_ones if reading.rows]
    if not with_rows:
        reason = " ".join(i.message for r in read_ones for i in r.issues) or "No data chart was found."
        raise ReadingError(f"{path}: nothing could be read. {reason}", 'Help with --y-ticks "PIXEL=VALUE,...".')
    return with_rows


def write_readings(
    readings: Sequence[FigureReading], output: Path | None, json_file: Path | None, overlay: Path | None
) -> None:
    """Write rows, JSON and overlays; without an output file the rows go to stdout."""
    from figpool.extract.document import to_document
    from figpool.io.rows import rows_to_csv, to_json, write_whole

    if not readings:
        return
    text = rows_to_csv([row for reading in readings for row in reading.rows])
    if output is not None:
        write_whole(output, text)
    if json_file is not None:
        write_whole(json_file, to_json(to_document(readings)))
    if overlay is not None:
        write_overlays(readings, overlay)
    if output is None:
        sys.stdout.write(text)


def write_overlays(readings: Sequence[FigureReading], folder: Path) -> list[Path]:
    """Write overlays of every reading, as PNG and as SVG, into a folder, which is made when missing.

    Returns
    -------
    list of Path
        The PNG files; figures of one page are told apart by a number.
    """
    from figpool.io.rows import write_whole
    from figpool.report.overlay import overlay_name, overlay_png
    from figpool.report.overlay_svg import overlay_svg, overlay_svg_name

    make_folder(folder)
    written: list[Path] = []
    for reading in readings:
        target, drawing = folder / overlay_name(reading), folder / overlay_svg_name(reading)
        again = sum(w.name == target.name or w.name.startswith(f"{target.stem}_") for w in written)
        if again:
            target = target.with_stem(f"{target.stem}_{again + 1}")
            drawing = drawing.with_stem(f"{drawing.stem}_{again + 1}")
        write_whole(target, overlay_png(reading))
        write_whole(drawing, overlay_svg(reading))
        written.append(target)
    return written


def make_folder(folder: Path) -> None:
    """Make a folder for results.

    Raises
    ------
    OutputError
        When that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be made: {error.strerror}.", "Choose another place.") from error


def _check_targets(output: Path | None, json_file: Path | None, overlay: Path | None) -> None:
    """Refuse before the work what cannot be written after it."""
    for target in (output, json_file):
        if target is not None and target.is_dir():
            raise OutputError(f"{target} is a folder.", "Give a file name.")
        if target is not None and not target.parent.is_dir():
            raise OutputError(f"The folder {target.parent} does not exist.", "Make it first or choose another.")
    if overlay is not None and overlay.is_file():
        raise OutputError(f"{overlay} is a file, not a folder.", "Name a folder for the overlays.")


def _settings(
    plain: dict[str, Any], plot_area: str, ticks: dict[str, str], scale: str, dispersion: str
) -> DigitizeSettings:
    from figpool.calibrate import parse_ticks
    from figpool.core.axes import AxisScale
    from figpool.core.summary import Dispersion
    from figpool.extract import DigitizeSettings

    return DigitizeSettings(
        **plain,
        plot_area=_box(plot_area) if plot_area else None,
        y_ticks=parse_ticks(ticks["y_ticks"]) if ticks["y_ticks"] else (),
        x_ticks=parse_ticks(ticks["x_ticks"]) if ticks["x_ticks"] else (),
        scale=_choice(AxisScale, scale, "--scale") if scale else None,
        dispersion=_choice(Dispersion, dispersion, "--dispersion"),
    )


def _choice(options: Any, text: str, name: str) -> Any:
    try:
        return options(text.strip().lower())
    except ValueError:
        known = ", ".join(o.value for o in options)
        raise UsageError(f"{name} {text!r} is unknown.", f"Choose one of: {known}.") from None


def _box(text: str) -> Box:
    from figpool.core.geometry import Box

    try:
        x0, y0, x1, y1 = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"--plot-area {text!r} is not four numbers.", 'Write "X0,Y0,X1,Y1" in pixels.') from None
    if x1 <= x0 or y1 <= y0:
        raise UsageError(f"--plot-area {text!r} is empty.", "X0 < X1 and Y0 < Y1; y runs down.")
    return Box(x0, y0, x1, y1)
