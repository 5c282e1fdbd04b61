"""One PDF page as a figure: rendered, and with its paths and text."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.figure import Figure
from figpool.core.vector import VectorPage
from figpool.io.pdf import ROW_DPI, draw_page, open_page, open_pdf, render_page, render_scale
from figpool.io.pdf_guard import check_page
from figpool.io.pdf_paths import Matrix, PageTooLarge, read_drawing
from figpool.io.pdf_text import read_texts


def read_pdf(data: bytes, path: Path, page: int | None) -> Figure:
    """Read one page of a PDF.

    Parameters
    ----------
    data : bytes
        The file's content.
    path : Path
        Where it was read from.
    page : int or None
        Page from 1; the first when None.

    Returns
    -------
    Figure
        The rendered page and its drawing; `pixel_scale` maps to pixels at 150 dpi.

    Raises
    ------
    InputError
        No PDF, damaged, without pages, locked, or without that page.
    """
    number = page or 1
    check_page(data, path.name, number)
    with open_pdf(data, path.name) as document, open_page(document, number, path.name) as opened:
        pixels, scale = render_page(opened, path.name)
        vector, notes = _read_vector(opened, scale)
    return Figure(
        pixels,
        path.name,
        hashlib.sha256(data).hexdigest(),
        number,
        path,
        notes,
        pixel_scale=ROW_DPI / 72 / scale,
        vector=vector,
    )


def sketch_page(data: bytes, name: str, page: int, side: int) -> tuple[NDArray[np.uint8], tuple[float, float]]:
    """Draw a page small, for a list of pages.

    Parameters
    ----------
    data : bytes
        Content of the PDF.
    name : str
        Its name, for messages.
    page : int
        From 1.
    side : int
        Pixels of its longer side.

    Returns
    -------
    pixels : ndarray of uint8, shape (height, width, 3)
        RGB on white.
    size : (float, float)
        Width and height of the page as `read_pdf` renders it, pixels: positions on that page are shares of these.

    Raises
    ------
    InputError
        No PDF, damaged, without pages, locked, or without that page.
    """
    check_page(data, name, page)
    with open_pdf(data, name) as document, open_page(document, page, name) as opened:
        width, height = opened.get_size()
        small = draw_page(opened, name, side / max(width, height))
        scale = render_scale(width, height)
    return small, (width * scale, height * scale)


def _read_vector(page: Any, scale: float) -> tuple[VectorPage | None, tuple[str, ...]]:
    to_pixels = page_matrix(page.get_bbox(), page.get_rotation(), scale)
    width, height = page.get_size()
    try:
        drawing = read_drawing(page, to_pixels)
        texts = read_texts(page, to_pixels)
    except PageTooLarge as error:
        return None, (f"Read as a picture: its drawing has {error}.",)
    return VectorPage(width * scale, height * scale, tuple(drawing.paths), texts, tuple(drawing.images)), ()


def page_matrix(box: tuple[float, float, float, float], rotation: int, scale: float) -> Matrix:
    """Return the map from page space to pixels of the rendered page.

    Parameters
    ----------
    box : tuple of float
        Visible part of the page: left, bottom, right, top in points.
    rotation : int
        Clockwise turn of the page when shown: 0, 90, 180 or 270.
    scale : float
        Pixels per point.

    Returns
    -------
    ndarray, shape (2, 3)
        x right, y down, centre of the first pixel at (0, 0).
    """
    left, bottom, right, top = box
    turned = {
        0: [[1, 0, -left], [0, -1, top]],
        90: [[0, 1, -bottom], [1, 0, -left]],
        180: [[-1, 0, right], [0, 1, -bottom]],
        270: [[0, -1, top], [-1, 0, right]],
    }[rotation % 360]
    matrix = np.array(turned, dtype=float) * scale
    matrix[:, 2] -= 0.5
    return matrix
