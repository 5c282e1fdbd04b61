"""Figures from files of any kind: the reader is chosen by the content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from figpool.core.figure import Figure
from figpool.io.images import decode, read_bytes
from figpool.io.pdf import is_pdf
from figpool.io.pdf_pages import read_pdf
from figpool.io.svg import is_svg, read_svg

Reader = Callable[[bytes, Path, int | None], Figure]


def read_picture(data: bytes, path: Path, page: int | None) -> Figure:
    """Read picture bytes (PNG, JPEG, TIFF, BMP, WebP); see `figpool.io.images.decode`."""
    pixels, notes = decode(data, path.name, page)
    return Figure(pixels, path.name, hashlib.sha256(data).hexdigest(), page, path, notes)


#: Readers with the test that chooses them, in order; pictures are the rest.
_READERS: tuple[tuple[Callable[[Path, bytes], bool], Reader], ...] = ((is_pdf, read_pdf), (is_svg, read_svg))


def read_figure(path: str | Path, page: int | None = None) -> Figure:
    """Read one figure: a picture, a page of a PDF or an SVG drawing.

    Parameters
    ----------
    path : str or Path
        PNG, JPEG, TIFF, BMP, WebP, PDF or SVG file.
    page : int, optional
        Page of a multi-page file, from 1; the first when not given.

    Returns
    -------
    Figure
        RGB pixels, transparency on white, EXIF rotation applied; of PDF and SVG
        with the paths and text of the page.

    Raises
    ------
    InputError
        The file is missing, damaged, locked, too small or too large, or no figure.
    """
    path = Path(path)
    data = read_bytes(path)
    reader = next((r for test, r in _READERS if test(path, data)), read_picture)
    return reader(data, path, page)
