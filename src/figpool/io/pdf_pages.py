"""One PDF page as a figure: rendered, and with its paths and text."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from figpool.core.figure import Figure
from figpool.core.vector import VectorPage
from figpool.io.pdf import ROW_DPI, open_page, open_pdf, render_page
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
        vector, notes = _read_vector(opened, scale, document)
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


def _read_vector(page: Any, scale: float, document: Any) -> tuple[VectorPage | None, tuple[str, ...]]:
    to_pixels = page_matrix(page.get_bbox(), page.get_rotation(), scale)
    width, height = page.get_size()
    try:
        drawing = read_drawing(page, to_pixels)
        texts = read_texts(page, to_pixels)
    except PageTooLarge as error:
        return None, (f"Read as a picture: its drawing has {error}.",)
    producer = document.get_metadata_value("Producer") or document.get_metadata_value("Creator")
    return VectorPage(
        width * scale, height * scale, tuple(drawing.paths), texts, tuple(drawing.images), producer=producer
    ), ()


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
