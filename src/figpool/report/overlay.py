"""The overlay: a figure with everything drawn on it that was understood.

Good enough for a reviewer to approve at a glance, and for a supplement: plot
area, ticks with the values read, marks in the colour of their series, whisker
ends, doubts, and below the figure the rows in words.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import singledispatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from figpool.core.axes import AxisCalibration
from figpool.core.geometry import Box, Frame
from figpool.core.marks import BarMark, BoxMark, Mark, PointMark, WhiskerMark
from figpool.core.reading import FigureReading, PanelReading
from figpool.core.summary import GroupSummary

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

#: Colours of series (Okabe & Ito's palette, safe for colour-blind readers), then of parts.
_SERIES = ((213, 94, 0), (0, 114, 178), (0, 158, 115), (204, 121, 167), (230, 159, 0), (86, 180, 233))
_AREA = (70, 130, 220)
_TICK = (190, 0, 160)
_KEY = (0, 140, 60)
_DOUBT = (200, 40, 20)
_INK = (30, 30, 30)


@dataclass(frozen=True, slots=True)
class OverlaySettings:
    """How an overlay is drawn.

    Parameters
    ----------
    min_width : int
        Smaller figures are enlarged to at least this width.
    fade : float
        How much the figure is paled, 0..1, so that the drawing stands out.
    table_rows : int
        Most rows listed below the figure.
    """

    min_width: int = 1200
    fade: float = 0.45
    table_rows: int = 60


@dataclass(frozen=True, eq=False)
class Sheet:
    """A canvas in upright pixels: maps them to the enlarged picture."""

    draw: ImageDraw
    frame: Frame
    scale: float
    font: Any

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Position on the canvas of an upright position."""
        px, py = self.frame.to_figure((x, y))
        return (float(px) + 0.5) * self.scale, (float(py) + 0.5) * self.scale

    def path(self, points: list[tuple[float, float]], colour: tuple[int, int, int], width: int = 2) -> None:
        """Draw an open path through upright positions."""
        self.draw.line([self.at(*p) for p in points], fill=colour, width=width)

    def rectangle(self, box: Box, colour: tuple[int, int, int], width: int = 2) -> None:
        """Draw a rectangle given in upright pixels (a tilted one on a skewed figure)."""
        corners = [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1), (box.x0, box.y0)]
        self.path(corners, colour, width)

    def cross(self, x: float, y: float, colour: tuple[int, int, int], arm: float = 6.0) -> None:
        """Draw a small cross centred on an upright position."""
        cx, cy = self.at(x, y)
        self.draw.line([(cx - arm, cy), (cx + arm, cy)], fill=colour, width=2)
        self.draw.line([(cx, cy - arm), (cx, cy + arm)], fill=colour, width=2)

    def text(self, x: float, y: float, words: str, colour: tuple[int, int, int], anchor: str = "mm") -> None:
        """Write words at an upright position, on a white ground."""
        position = self.at(x, y)
        self.draw.text(
            position, words, fill=colour, font=self.font, anchor=anchor, stroke_width=3, stroke_fill=(255, 255, 255)
        )


def draw_overlay(reading: FigureReading, settings: OverlaySettings | None = None) -> Image:
    """Draw what was understood of a figure.

    Parameters
    ----------
    reading : FigureReading
        The figure and its panels.
    settings : OverlaySettings, optional
        Size and paleness.

    Returns
    -------
    PIL.Image.Image
        RGB picture, the rows listed below the figure.
    """
    from PIL import Image, ImageDraw, ImageFont

    settings = settings or OverlaySettings()
    figure = reading.figure
    scale = max(1.0, settings.min_width / figure.width)
    pale = 255 - (255 - figure.pixels.astype(np.float32)) * (1 - settings.fade)
    picture = Image.fromarray(pale.astype(np.uint8))
    picture = picture.resize((round(figure.width * scale), round(figure.height * scale)), Image.Resampling.LANCZOS)
    font = ImageFont.load_default(max(13, picture.width // 85))
    sheet = Sheet(ImageDraw.Draw(picture), reading.frame, scale, font)
    number = 0
    for panel in reading.panels:
        number = _draw_panel(sheet, panel, number)
    return _with_table(picture, reading, settings)


def _draw_panel(sheet: Sheet, panel: PanelReading, number: int) -> int:
    box = panel.panel.area.box
    sheet.rectangle(box, _AREA, 1)
    for axis, horizontal in ((panel.axes.y, False), (panel.axes.x, True)):
        if axis is not None:
            _draw_ticks(sheet, axis, box, horizontal=horizontal)
    for key in panel.keys:
        sheet.rectangle(key.box.grown(1), _KEY)
    colours = _series_colours(panel)
    for mark, row in zip(panel.marks, panel.rows, strict=True):
        number += 1
        draw_mark(mark, sheet, colours[row.series])
        _number_mark(sheet, mark, number, doubtful=bool(row.flags))
    return number


def _series_colours(panel: PanelReading) -> dict[str, tuple[int, int, int]]:
    names = dict.fromkeys(row.series for row in panel.rows)
    return {name: _SERIES[i % len(_SERIES)] for i, name in enumerate(names)}


def _draw_ticks(sheet: Sheet, axis: AxisCalibration, box: Box, *, horizontal: bool) -> None:
    reach = 5 / sheet.scale
    for point in axis.points:
        if horizontal:
            sheet.path([(point.pixel, box.y1 - reach), (point.pixel, box.y1 + reach)], _TICK)
            sheet.text(point.pixel, box.y1 - 14 / sheet.scale, f"{point.value:g}", _TICK, "mb")
        else:
            sheet.path([(box.x0 - reach, point.pixel), (box.x0 + reach, point.pixel)], _TICK)
            sheet.text(box.x0 + 8 / sheet.scale, point.pixel, f"{point.value:g}", _TICK, "lm")


@singledispatch
def draw_mark(mark: Mark, sheet: Sheet, colour: tuple[int, int, int]) -> None:
    """Draw one mark; a new kind of mark registers its own drawing."""
    sheet.cross(*mark.position, colour)


@draw_mark.register
def _(mark: BarMark, sheet: Sheet, colour: tuple[int, int, int]) -> None:
    sheet.rectangle(mark.box, colour)
    _draw_arms(sheet, (mark.up, mark.down), colour, horizontal=mark.horizontal)


@draw_mark.register
def _(mark: PointMark, sheet: Sheet, colour: tuple[int, int, int]) -> None:
    sheet.cross(*mark.position, colour, arm=max(5.0, mark.radius * sheet.scale))
    _draw_arms(sheet, (mark.up, mark.down), colour, horizontal=mark.horizontal)


@draw_mark.register
def _(mark: BoxMark, sheet: Sheet, colour: tuple[int, int, int]) -> None:
    sheet.rectangle(mark.box, colour)
    sheet.cross(*mark.position, colour)
    _draw_arms(sheet, (mark.arm0, mark.arm1), colour, horizontal=mark.horizontal)


def _draw_arms(
    sheet: Sheet, arms: tuple[WhiskerMark | None, ...], colour: tuple[int, int, int], *, horizontal: bool
) -> None:
    half = 7 / sheet.scale
    for arm in arms:
        if arm is None:
            continue
        stem = [(arm.across, arm.start), (arm.across, arm.end)]
        cap = [(arm.across - half, arm.end), (arm.across + half, arm.end)]
        for path in (stem, cap):
            sheet.path([(y, x) if horizontal else (x, y) for x, y in path], colour, 3)


def _number_mark(sheet: Sheet, mark: Mark, number: int, *, doubtful: bool) -> None:
    x, y = mark.position
    words = f"{number}?" if doubtful else str(number)
    offset = 14 / sheet.scale
    place = (x + offset, y) if mark.horizontal else (x, y + offset)
    sheet.text(*place, words, _DOUBT if doubtful else _INK)


def _with_table(picture: Image, reading: FigureReading, settings: OverlaySettings) -> Image:
    from PIL import Image, ImageDraw, ImageFont

    size = max(13, picture.width // 95)
    font = ImageFont.load_default(size)
    lines = _table_lines(reading, settings.table_rows)
    step = round(size * 1.45)
    sheet = Image.new("RGB", (picture.width, picture.height + step * len(lines) + size), (255, 255, 255))
    sheet.paste(picture, (0, 0))
    draw = ImageDraw.Draw(sheet)
    draw.line([(0, picture.height), (picture.width, picture.height)], fill=(180, 180, 180))
    columns = np.array([0.01, 0.05, 0.24, 0.43, 0.53, 0.63, 0.72])
    for i, (cells, doubtful) in enumerate(lines):
        y = picture.height + size // 2 + i * step
        for x, cell in zip(columns * picture.width, cells, strict=True):
            draw.text((x, y), cell, fill=_DOUBT if doubtful else _INK, font=font)
    return sheet


def _table_lines(reading: FigureReading, most: int) -> list[tuple[tuple[str, ...], bool]]:
    head = ("#", "series", "category / x", "mean", "lower arm", "upper arm", "doubts")
    lines: list[tuple[tuple[str, ...], bool]] = [(head, False)]
    rows = reading.rows
    for number, row in enumerate(rows[:most], start=1):
        lines.append((_cells(number, row), bool(row.flags)))
    if len(rows) > most:
        lines.append((("", f"and {len(rows) - most} more rows", "", "", "", "", ""), False))
    if not rows:
        lines.append((("", "; ".join(i.message for i in reading.issues)[:110], "", "", "", "", ""), True))
    return lines


def _cells(number: int, row: GroupSummary) -> tuple[str, ...]:
    place = row.category or (f"{row.x:.4g}" if row.x is not None else "")
    value = row.mean if row.mean is not None else row.median
    arms = (row.error_low, row.error_high) if row.median is None else (row.whisker_low, row.whisker_high)
    numbers = ["" if v is None else f"{v:.4g}" for v in (value, *arms)]
    return (str(number), row.series[:22], place[:22], *numbers, ", ".join(row.flags)[:48])


def overlay_png(reading: FigureReading, settings: OverlaySettings | None = None) -> bytes:
    """Return the overlay as the bytes of a PNG file."""
    buffer = io.BytesIO()
    draw_overlay(reading, settings).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def overlay_name(reading: FigureReading) -> str:
    """File name of a figure's overlay: its own name, page and ``.overlay.png``."""
    page = "" if reading.figure.page is None else f".p{reading.figure.page}"
    return f"{Path(reading.figure.name).stem}{page}.overlay.png"
