"""The overlay as SVG: what was understood, drawn over the original with its own lines."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from functools import singledispatch
from pathlib import Path
from xml.sax.saxutils import escape

from figpool.core.geometry import Box, Frame
from figpool.core.marks import BarMark, BoxMark, Mark, PointMark, WhiskerMark
from figpool.core.reading import FigureReading, PanelReading
from figpool.core.vector import VectorPage
from figpool.io.svg_out import page_to_svg

#: Colours of series: Okabe & Ito's palette, safe for colour-blind readers.
_SERIES = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_AREA, _TICK, _KEY = "#4682dc", "#be00a0", "#008c3c"


class SvgSheet:
    """Writes elements in the pixels of the figure from upright positions."""

    def __init__(self, frame: Frame, unit: float) -> None:
        self.frame = frame
        self.unit = unit

    def path(self, points: list[tuple[float, float]], color: str, title: str = "", *, closed: bool = False) -> str:
        """Return a path through upright positions."""
        placed = " ".join(f"{x:.3f},{y:.3f}" for x, y in self.frame.to_figure(points).tolist())
        tip = f"<title>{escape(title)}</title>" if title else ""
        look = f'fill="none" stroke="{color}" stroke-width="{self.unit:.2f}"'
        return f'<path d="M {placed}{" Z" if closed else ""}" {look}>{tip}</path>'

    def rectangle(self, box: Box, color: str, title: str = "") -> str:
        """Return a rectangle."""
        corners = [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)]
        return self.path(corners, color, title, closed=True)

    def cross(self, x: float, y: float, color: str, title: str = "") -> str:
        """Return a small cross."""
        r = 3 * self.unit
        return self.path([(x - r, y), (x + r, y), (x, y), (x, y - r), (x, y + r)], color, title)


def overlay_svg(reading: FigureReading) -> str:
    """Return a figure with everything understood drawn on it, as SVG.

    Parameters
    ----------
    reading : FigureReading
        Of a vector page the original's paths are kept, of a picture its pixels.

    Returns
    -------
    str
        SVG document; every mark names its row when pointed at.
    """
    figure = reading.figure
    dpi = 150 / figure.pixel_scale
    sheet = SvgSheet(reading.frame, dpi / 100)
    drawn = [element for panel in reading.panels for element in _panel(sheet, panel)]
    if figure.vector is not None:
        return page_to_svg(figure.vector, dpi, drawn)
    picture = (
        f'<image x="-0.5" y="-0.5" width="{figure.width}" height="{figure.height}" '
        f'href="data:image/png;base64,{base64.b64encode(_png(reading)).decode()}"/>'
    )
    return page_to_svg(VectorPage(figure.width, figure.height), dpi, [picture, *drawn])


def _png(reading: FigureReading) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(reading.figure.pixels).save(buffer, format="PNG")
    return buffer.getvalue()


def _panel(sheet: SvgSheet, panel: PanelReading) -> Iterator[str]:
    box = panel.panel.area.box
    yield sheet.rectangle(box, _AREA)
    for axis, horizontal in ((panel.axes.y, False), (panel.axes.x, True)):
        for point in axis.points if axis is not None else ():
            place = (point.pixel, box.y1) if horizontal else (box.x0, point.pixel)
            yield sheet.cross(*place, _TICK, f"{point.value:g}")
    for key in panel.keys:
        yield sheet.rectangle(key.box.grown(1), _KEY, key.text)
    names = list(dict.fromkeys(row.series for row in panel.rows))
    for mark, row in zip(panel.marks, panel.rows, strict=True):
        value = row.mean if row.mean is not None else row.median
        words = f"{row.series} {row.category} {value:.6g}" if value is not None else row.series
        color = _SERIES[names.index(row.series) % len(_SERIES)]
        yield from mark_elements(mark, sheet, color, " ".join([words, *row.flags]).strip())


@singledispatch
def mark_elements(mark: Mark, sheet: SvgSheet, color: str, title: str) -> list[str]:
    """Return the drawing of one mark; a new kind of mark registers its own."""
    return [sheet.cross(*mark.position, color, title)]


@mark_elements.register
def _(mark: BarMark, sheet: SvgSheet, color: str, title: str) -> list[str]:
    return [
        sheet.rectangle(mark.box, color, title),
        *_arms(sheet, (mark.up, mark.down), color, horizontal=mark.horizontal),
    ]


@mark_elements.register
def _(mark: PointMark, sheet: SvgSheet, color: str, title: str) -> list[str]:
    cross = sheet.cross(*mark.position, color, title)
    return [cross, *_arms(sheet, (mark.up, mark.down), color, horizontal=mark.horizontal)]


@mark_elements.register
def _(mark: BoxMark, sheet: SvgSheet, color: str, title: str) -> list[str]:
    arms = _arms(sheet, (mark.arm0, mark.arm1), color, horizontal=mark.horizontal)
    return [sheet.rectangle(mark.box, color, title), sheet.cross(*mark.position, color), *arms]


def _arms(sheet: SvgSheet, arms: tuple[WhiskerMark | None, ...], color: str, *, horizontal: bool) -> list[str]:
    half = 4 * sheet.unit
    elements = []
    for arm in arms:
        if arm is not None:
            x, end = arm.across, arm.end
            points = [(x, arm.start), (x, end), (x - half, end), (x + half, end)]
            elements.append(sheet.path([(y, x) if horizontal else (x, y) for x, y in points], color))
    return elements


def overlay_svg_name(reading: FigureReading) -> str:
    """File name of a figure's overlay: its own name, page and ``.overlay.svg``."""
    page = "" if reading.figure.page is None else f".p{reading.figure.page}"
    return f"{Path(reading.figure.name).stem}{page}.overlay.svg"
