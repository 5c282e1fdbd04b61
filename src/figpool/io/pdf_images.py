"""Pictures inside a PDF page at their own resolution."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.figure import Figure
from figpool.core.geometry import Box
from figpool.io.images import read_bytes
from figpool.io.pdf import MAX_RENDERED, ROW_DPI, open_page, open_pdf
from figpool.io.pdf_guard import check_page

#: Resolutions a region of a page is rendered at, at least and at most.
_LEAST_DPI, _MOST_DPI = 150.0, 1200.0


def read_region(path: Path, page: int, box: Box, dpi: float) -> Figure:
    """Cut a region out of a PDF page at a given resolution.

    Rendering at the resolution of the picture inside gives its own pixels, with
    masks, turns and strips resolved and what is drawn over it kept.

    Parameters
    ----------
    path : Path
        PDF file.
    page : int
        From 1.
    box : Box
        Region in pixels of the page at 150 dpi, as positions.
    dpi : float
        Resolution, for a picture its own (see `native_dpi`).

    Returns
    -------
    Figure
        Pixels of the region; `origin` and `pixel_scale` map to the page.

    Raises
    ------
    InputError
        As `figpool.io.read_figure`.
    """
    data = read_bytes(path)
    check_page(data, path.name, page)
    dpi = min(max(dpi, _LEAST_DPI), _MOST_DPI)
    area = (box.width + 1) * (box.height + 1) * (dpi / ROW_DPI) ** 2
    dpi *= min(1.0, (MAX_RENDERED / max(area, 1.0)) ** 0.5)
    with open_pdf(data, path.name) as document, open_page(document, page, path.name) as opened:
        pixels, left, top = _render(opened, box, dpi)
    return Figure(
        pixels,
        path.name,
        hashlib.sha256(data).hexdigest(),
        page,
        path,
        pixel_scale=ROW_DPI / dpi,
        origin=(left, top),
    )


def _render(page: Any, box: Box, dpi: float) -> tuple[NDArray[np.uint8], float, float]:
    """Pixels of a region, and its left and top edge at 150 dpi."""
    width, height = page.get_size()
    to_points = 72 / ROW_DPI
    left, top = max(0.0, (box.x0 + 0.5) * to_points), max(0.0, (box.y0 + 0.5) * to_points)
    right, bottom = max(0.0, width - (box.x1 + 0.5) * to_points), max(0.0, height - (box.y1 + 0.5) * to_points)
    bitmap = page.render(
        scale=dpi / 72, crop=(left, bottom, right, top), may_draw_forms=False, rev_byteorder=True, prefer_bgrx=False
    )
    pixels = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    bitmap.close()
    return pixels, left / to_points, top / to_points


def native_dpi(box: Box, shape: tuple[int, int]) -> float:
    """Resolution of a picture of `shape` (height, width) that fills `box`, given in pixels at 150 dpi."""
    return ROW_DPI * max(shape[1] / max(box.width, 1.0), shape[0] / max(box.height, 1.0))
