"""``figpool figures`` and ``figpool text``: figures out of papers, values out of prose."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from figpool.core.errors import OutputError, ReadingError, UsageError

if TYPE_CHECKING:
    from figpool.extract.papers import PaperFigure


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("figures")(figures)
    app.command("text")(text)


def figures(
    paper: Annotated[Path, typer.Argument(help="PDF file.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the figures and their index.")],
    page: Annotated[int | None, typer.Option(min=1, help="Only this page.")] = None,
) -> None:
    """Find every figure of a paper with its caption and cut it out."""
    from figpool.extract.papers import find_figures
    from figpool.io.rows import to_json, write_whole

    _make_folder(output)
    records = []
    for count, found in enumerate(find_figures(paper, page), start=1):
        name = _file_name(paper, found, count)
        write_whole(output / name, _png(found))
        if found.source == "vector":
            _write_vector(output / name, found)
        records.append({"file": name, **found.to_record()})
        typer.echo(f"page {found.page}: {name}", err=True)
    if not records:
        raise ReadingError(f"{paper}: no figures were found.", "Give the page with --page, or the figure as a picture.")
    write_whole(output / "figures.csv", _to_csv(records))
    write_whole(output / "figures.json", to_json({"paper": paper.name, "figures": records}))
    sys.stdout.write(_to_csv(records))


def text(
    values: Annotated[list[str] | None, typer.Argument(help='Texts: "72.3 +- 17.1% (n = 6)"; none: stdin.')] = None,
    file: Annotated[Path | None, typer.Option("--file", help="Text file.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="rows.csv to write; else printed.")] = None,
) -> None:
    """Turn values printed in text into rows."""
    from figpool.extract.text_values import read_values, to_rows
    from figpool.io.rows import rows_to_csv, write_whole

    if values and file is not None:
        raise UsageError("Texts and --file were both given.", "Give one of them.")
    source, content = _content(values, file)
    rows = [row for part in content for row in to_rows(read_values(part), source)]
    if not rows:
        raise ReadingError(
            "No value with its spread was found.", 'Write it as "72.3 +- 17.1 (n = 6)" or "2.3 (95% CI 1.5 to 3.1)".'
        )
    if output is None:
        sys.stdout.write(rows_to_csv(rows))
    else:
        write_whole(output, rows_to_csv(rows))


def _content(values: list[str] | None, file: Path | None) -> tuple[str, list[str]]:
    from figpool.io.images import read_bytes

    if file is not None:
        return file.name, [read_bytes(file).decode("utf-8", "replace")]
    return ("text", values) if values else ("stdin", [sys.stdin.read()])


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror}.", "Choose another place with -o.") from error


def _file_name(paper: Path, found: PaperFigure, count: int) -> str:
    label = f"fig{found.number}" if found.number else f"{count}"
    return f"{paper.stem}_p{found.page}_{label}.png"


def _png(found: PaperFigure) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    dpi = 150 / found.figure.pixel_scale
    Image.fromarray(found.figure.pixels).save(buffer, format="PNG", dpi=(dpi, dpi))
    return buffer.getvalue()


def _write_vector(target: Path, found: PaperFigure) -> None:
    """Write a drawing as SVG beside its picture."""
    from figpool.io.rows import write_whole
    from figpool.io.svg_out import page_to_svg

    if found.figure.vector is not None:
        write_whole(target.with_suffix(".svg"), page_to_svg(found.figure.vector, 150 / found.figure.pixel_scale))


def _to_csv(records: list[dict[str, object]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: "" if v is None else v for k, v in r.items()} for r in records)
    return buffer.getvalue()
