"""Spreadsheet charts: xlsxwriter writes the workbook, LibreOffice draws it."""

from __future__ import annotations

import io
import math
import shutil
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from drawing.model import Chart
from drawing.style import Style

from synth.numbers import round_step, significant

from .flat import cut_to_ink, drawable, flatten, run_for_file
from .registry import Renderer, register

KINDS = ("bar", "neg", "hbar", "stacked", "line", "scatter")
CHART_TYPES = {
    "bar": {"type": "column"},
    "neg": {"type": "column"},
    "hbar": {"type": "bar"},
    "stacked": {"type": "column", "subtype": "stacked"},
    "line": {"type": "scatter", "subtype": "straight_with_markers"},
    "scatter": {"type": "scatter"},
}
MARKERS = {"o": "circle", "s": "square", "^": "triangle", "D": "diamond", "v": "triangle", "x": "x", "*": "star"}
NUMBER_FORMATS = {"thousands": "#,##0", "percent": '0"%"'}
POINTS_PER_INCH = 72.0
SCREEN = 96  # a chart's size is given in pixels of this density


@dataclass(frozen=True)
class Cells:
    """Where a series' numbers stand on the data sheet."""

    series: int
    count: int

    def column(self, which: int) -> str:
        """Return the reference of the series' column: 0 x, 1 mean, 2 upper arm, 3 lower arm."""
        from xlsxwriter.utility import xl_range_abs

        col = self.series * 4 + which
        return "=data!" + xl_range_abs(1, col, self.count, col)


def can(chart: Chart) -> bool:
    """Tell whether a spreadsheet draws the chart: round axes from tick to tick, plain numbers."""
    plain = chart.y.label_format in ("plain", "hyphen_minus", *NUMBER_FORMATS)
    on_ticks = chart.y.limits == (chart.y.ticks[0], chart.y.ticks[-1])
    return drawable(chart) and plain and on_ticks


def adapt(chart: Chart) -> Chart:
    """Return the chart with a regular x axis from 0, as a spreadsheet makes it."""
    if chart.x is None:
        return chart
    step = round_step(chart.x.limits[1], 6)
    count = math.ceil(chart.x.limits[1] / step)
    ticks = tuple(significant(k * step) for k in range(count + 1))
    return replace(chart, x=replace(chart.x, limits=(0.0, ticks[-1]), ticks=ticks))


def _export(chart: Chart, style: Style) -> bytes:
    """Return LibreOffice's PDF of the workbook: the chart's page alone."""
    s = flatten(chart, style, POINTS_PER_INCH)

    def command(folder: Path) -> list[str]:
        _write_book(folder / "chart.xlsx", s, chart)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        return ["soffice", profile, "--headless", "--convert-to", "pdf", "chart.xlsx"]

    return _first_page_only(run_for_file(command, "chart.pdf"))


def _first_page_only(pdf: bytes) -> bytes:
    import pypdfium2

    out = io.BytesIO()
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in reversed(range(1, len(document))):
            document.del_page(page)
        document.save(out)
    finally:
        document.close()
    return out.getvalue()


def _draw(chart: Chart, style: Style, dpi: float) -> np.ndarray:
    import pypdfium2

    document = pypdfium2.PdfDocument(_export(chart, style))
    try:
        pixels = document[0].render(scale=dpi / POINTS_PER_INCH).to_numpy()[:, :, :3]
    finally:
        document.close()
    return cut_to_ink(np.ascontiguousarray(pixels))


def _write_book(path: Path, s: dict[str, Any], chart: Chart) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    page, data = book.add_worksheet("figure"), book.add_worksheet("data")
    page.hide_gridlines(2)
    page.set_landscape()
    page.fit_to_pages(1, 1)
    picture = book.add_chart(dict(CHART_TYPES[s["kind"]]))
    for j in range(len(s["names"])):
        picture.add_series(_series(s, j, _write_cells(data, s, j)))
    _dress(picture, s, chart)
    page.insert_chart("A1", picture)
    book.close()


def _write_cells(sheet: Any, s: dict[str, Any], j: int) -> Cells:
    xs = s["x"][j] if s["xticks"] else s["categories"]
    for i, x in enumerate(xs):
        mean = s["mean"][j][i]
        sheet.write_row(i + 1, j * 4, [x, mean, s["high"][j][i] - mean, mean - s["low"][j][i]])
    return Cells(j, len(xs))


def _series(s: dict[str, Any], j: int, cells: Cells) -> dict[str, Any]:
    out: dict[str, Any] = {
        "categories": cells.column(0),
        "values": cells.column(1),
        "gap": round(100 * (1 / s["bar_width"] - 1) * len(s["names"])),
    }
    if s["names"][j]:
        out["name"] = s["names"][j]
    fill, stroke = s["fills"][j], s["strokes"][j]
    if s["xticks"]:
        out["marker"] = {
            "type": MARKERS[stroke["solid"]],
            "size": round(s["marker"]) + 1,
            "fill": {"color": stroke["color"]},
            "border": {"color": stroke["color"]},
        }
        out["line"] = {"color": stroke["color"], "width": s["line_width"]} if s["kind"] == "line" else {"none": True}
    else:
        out["fill"], out["border"] = {"color": fill["tone"]}, {"color": "#000000", "width": 0.75}
    if any(h > m for h, m in zip(s["high"][j], s["mean"][j], strict=True)):
        out["y_error_bars"] = {
            "type": "custom",
            "plus_values": cells.column(2),
            "minus_values": cells.column(3),
            "end_style": 1 if s["cap"] else 0,
            "direction": "plus" if s["upper"] else "both",
            "line": {"color": "#000000", "width": 0.75},
        }
    return out


def _dress(picture: Any, s: dict[str, Any], chart: Chart) -> None:
    font = {"size": s["points"], "bold": False}
    step = s["yticks"][1] - s["yticks"][0]
    decimals = max(len(f"{t:.10f}".rstrip("0").split(".")[1]) for t in s["yticks"])
    number = NUMBER_FORMATS.get(chart.y.label_format, "0." + "0" * decimals if decimals else "0")
    value = {
        "min": s["ylim"][0],
        "max": s["ylim"][1],
        "major_unit": step,
        "name": s["ylab"],
        "num_format": number,
        "num_font": font,
        "name_font": font,
        "major_gridlines": {"visible": s["grid"], "line": {"color": "#d9d9d9", "width": 0.75}},
    }
    across: dict[str, Any] = {
        "name": s["xlab"],
        "num_font": font,
        "name_font": font,
        "major_gridlines": {"visible": False},
        "label_position": "low",
    }
    if s["xticks"]:
        across |= {"min": s["xlim"][0], "max": s["xlim"][1], "major_unit": s["xticks"][1] - s["xticks"][0]}
    set_value, set_across = picture.set_y_axis, picture.set_x_axis
    if s["kind"] == "hbar":  # xlsxwriter's x axis of a bar chart is the horizontal one
        set_value, set_across = set_across, set_value
    set_value(value)
    set_across(across)
    place = {"none": None, "above": "top"}.get(s["legend"], "right")
    picture.set_legend({"none": True} if place is None else {"position": place, "font": font})
    picture.set_size({"width": (s["plot_width"] + 1.6) * SCREEN, "height": (s["plot_height"] + 1.0) * SCREEN})


def _installed() -> bool:
    return shutil.which("soffice") is not None and find_spec("xlsxwriter") is not None


register(Renderer("xlsx", _draw, KINDS, _installed, lambda c, s, form: _export(c, s), ("pdf",), can, adapt))
