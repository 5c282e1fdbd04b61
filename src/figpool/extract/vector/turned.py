"""Figures that lie on their side: turned upright, read, and their positions turned back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.figure import Figure
from figpool.core.geometry import Box, Frame, scale_position
from figpool.core.reading import FigureReading, PanelReading
from figpool.core.series import Series
from figpool.core.summary import GroupSummary
from figpool.core.vector import VectorPage
from figpool.ocr import read_number

#: Share of all texts, and least number of them, that read along the side of a figure on its side.
_SHARE, _LEAST = 0.85, 5


def side_angle(page: VectorPage) -> int:
    """Return the direction nearly all of a drawing's texts, its numbers included, read in: 0, 90, 180 or -90."""
    texts = [t for t in page.texts if t.text and not t.hidden]
    if len(texts) < _LEAST:
        return 0
    for angle in (90, -90, 180):
        along = [t for t in texts if abs((t.angle - angle + 180) % 360 - 180) < 1]
        if len(along) >= _SHARE * len(texts) and sum(bool(read_number(t.text)) for t in along) >= 2:
            return angle
    return 0


def upright(figure: Figure, angle: int) -> tuple[Figure, Frame]:
    """Turn a figure whose texts read at `angle`.

    Parameters
    ----------
    figure : Figure
        With `vector`.
    angle : int
        Degrees counter-clockwise: 90, -90 or 180.

    Returns
    -------
    figure : Figure
        Upright, in its own pixels (no origin, scale 1).
    frame : Frame
        Maps its pixels to those of the figure given.
    """
    assert figure.vector is not None
    height, width = figure.height - 1.0, figure.width - 1.0
    cx, cy = {90: (height / 2, height / 2), -90: (width / 2, width / 2), 180: (width / 2, height / 2)}[angle]
    frame = Frame(float(-angle), cx, cy)
    pixels = np.ascontiguousarray(np.rot90(figure.pixels, -angle // 90))
    page = _turned_page(figure.vector, angle, frame)
    return replace(figure, pixels=pixels, vector=page, pixel_scale=1.0, origin=(0.0, 0.0)), frame


def _turned_page(page: VectorPage, angle: int, frame: Frame) -> VectorPage:
    def box(given: Box) -> Box:
        (x0, y0), (x1, y1) = frame.to_upright([(given.x0, given.y0), (given.x1, given.y1)]).tolist()
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def points(given: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(frame.to_upright(given), 9)

    def place(given: tuple[float, float] | None) -> tuple[float, float] | None:
        if given is None:
            return None
        x, y = points(np.array([given]))[0].tolist()
        return x, y

    paths = tuple(
        replace(
            p,
            subpaths=tuple(replace(s, points=points(s.points)) for s in p.subpaths),
            clip=None if p.clip is None else box(p.clip),
            origin=place(p.origin),
        )
        for p in page.paths
    )
    texts = tuple(replace(t.moved(points), angle=(t.angle - angle + 180.0) % 360.0 - 180.0) for t in page.texts)
    width, height = (page.width, page.height) if angle == 180 else (page.height, page.width)
    return replace(
        page,
        width=width,
        height=height,
        paths=paths,
        texts=texts,
        images=tuple(replace(i, box=box(i.box)) for i in page.images),
        spoken=tuple(replace(m, box=box(m.box)) for m in page.spoken),
        corner=page.corner if page.corner == (0.0, 0.0) else None,
    )


def turned_back(reading: FigureReading, figure: Figure, frame: Frame) -> FigureReading:
    """Return a reading of the upright figure as one of the figure given; rows and points stand where it shows them."""
    panels = tuple(_panel_back(panel, figure, frame) for panel in reading.panels)
    return replace(reading, figure=figure, frame=frame, panels=panels)


def rows_back(reading: FigureReading, page: Figure, frame: Frame) -> FigureReading:
    """Return a reading of a part of an upright page with its rows placed on the page as given.

    Parameters
    ----------
    reading : FigureReading
        Rows in pixels of the upright page.
    page : Figure
        The page as given.
    frame : Frame
        Maps upright pixels to its own.
    """
    panels = tuple(replace(p, rows=tuple(_row_back(row, page, frame) for row in p.rows)) for p in reading.panels)
    return replace(reading, panels=panels)


def _row_back(given: GroupSummary, page: Figure, frame: Frame) -> GroupSummary:
    x, y = frame.to_figure((given.x_px, given.y_px)).tolist()
    left, top = page.origin
    scale = page.pixel_scale
    return replace(given, x_px=left + scale_position(x, scale), y_px=top + scale_position(y, scale))


def _panel_back(panel: PanelReading, figure: Figure, frame: Frame) -> PanelReading:
    def series(given: Series) -> Series:
        placed = [frame.to_figure((p.x_px, p.y_px)).tolist() for p in given.points]
        points = tuple(replace(p, x_px=x, y_px=y) for p, (x, y) in zip(given.points, placed, strict=True))
        return replace(given, points=points)

    return replace(
        panel, rows=tuple(_row_back(row, figure, frame) for row in panel.rows), series=tuple(map(series, panel.series))
    )
