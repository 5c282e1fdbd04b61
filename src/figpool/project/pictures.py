"""Pictures of a project's figures: original bytes to pixels, crops, thumbnails."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from figpool.core.errors import InputError
from figpool.core.geometry import Box

if TYPE_CHECKING:
    from figpool.core.figure import Figure

THUMBNAIL_SIDE = 160


def load_figure(data: bytes, name: str, page: int | None = None, crop: Box | None = None) -> Figure:
    """Read a figure from its original bytes.

    Parameters
    ----------
    data : bytes
        Content of the file.
    name : str
        Its name; tells the reader what it is.
    page : int, optional
        Page from 1.
    crop : Box, optional
        Part to keep, pixels of the picture; positions then count from its corner.

    Raises
    ------
    InputError
        No figure, damaged, or the crop lies outside.
    """
    from figpool.io import read_figure

    with tempfile.TemporaryDirectory(prefix="figpool") as folder:
        path = Path(folder) / (Path(name).name or "figure")
        path.write_bytes(data)
        figure = replace(read_figure(path, page), path=None)
    return figure if crop is None else crop_figure(figure, crop)


def crop_figure(figure: Figure, crop: Box) -> Figure:
    """Return a part of a figure, with the paths and text that stand in it.

    Raises
    ------
    InputError
        The part lies outside or is too small to hold a chart.
    """
    x0, y0 = max(round(crop.x0), 0), max(round(crop.y0), 0)
    x1, y1 = min(round(crop.x1) + 1, figure.width), min(round(crop.y1) + 1, figure.height)
    if x1 - x0 < 2 or y1 - y0 < 2:
        raise InputError(f"The crop of {figure.name} leaves nothing of the picture.", "Draw it again.")
    note = f"cropped to {x0},{y0},{x1 - 1},{y1 - 1}"
    inside = Box(x0, y0, x1 - 1.0, y1 - 1.0)
    vector = None if figure.vector is None else figure.vector.cropped(inside)
    return replace(figure, pixels=figure.pixels[y0:y1, x0:x1].copy(), notes=(*figure.notes, note), vector=vector)


def thumbnail(figure: Figure) -> bytes:
    """Return a small PNG of a figure, its longer side THUMBNAIL_SIDE pixels."""
    from figpool._cv import cv2

    factor = min(1.0, THUMBNAIL_SIDE / max(figure.width, figure.height))
    size = (max(1, round(figure.width * factor)), max(1, round(figure.height * factor)))
    small = cv2.resize(figure.pixels, size, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".png", small[:, :, ::-1])[1].tobytes()
