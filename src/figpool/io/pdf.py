"""PDF files: the one door to PDFium, opened for one page and closed again.

PDFium is not thread-safe; every call goes through one lock, and no handle
outlives the function that opened it.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import InputError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

#: Resolution in which positions of PDF and SVG pages are reported (row contract).
ROW_DPI = 150
#: Resolution pages are rendered at for the raster reader.
RENDER_DPI = 300
#: Largest rendering, in pixels; bigger pages are rendered more coarsely.
MAX_RENDERED = 40_000_000
#: Objects of a page beyond which it is not drawn.
MAX_DRAWN = 200_000

_LOCK = threading.RLock()
_PASSWORD, _SECURITY = 4, 5


@contextmanager
def open_pdf(data: bytes, name: str) -> Iterator[PdfDocument]:
    """Open a PDF for reading; held under PDFium's lock.

    Parameters
    ----------
    data : bytes
        The file's content.
    name : str
        Used in messages.

    Raises
    ------
    InputError
        No PDF, damaged, without pages, or locked by a password.
    """
    import pypdfium2

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _refusal(error, name) from None
        try:
            if len(document) == 0:
                raise InputError(f"{name} has no pages.", "Export or download it again.")
            yield document
        finally:
            document.close()


def _refusal(error: Any, name: str) -> InputError:
    if getattr(error, "err_code", None) in (_PASSWORD, _SECURITY):
        return InputError(f"{name} is locked by a password.", "Save a copy without the password and give that.")
    return InputError(f"{name} is damaged or is no PDF.", "Export or download it again.")


@contextmanager
def open_page(document: PdfDocument, number: int, name: str) -> Iterator[PdfPage]:
    """Open page `number` (from 1).

    Raises
    ------
    InputError
        The document has no such page, or the page is damaged.
    """
    import pypdfium2

    if not 1 <= number <= len(document):
        pages = "1 page" if len(document) == 1 else f"{len(document)} pages"
        raise InputError(f"{name} has no page {number}; it has {pages}.", "Pages count from 1.")
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        raise InputError(f"Page {number} of {name} is damaged.", "Export or download it again.") from None
    try:
        yield page
    finally:
        page.close()


def count_pages(data: bytes, name: str) -> int:
    """Return the number of pages of a PDF."""
    with open_pdf(data, name) as document:
        return len(document)


def render_page(page: PdfPage, name: str) -> tuple[NDArray[np.uint8], float]:
    """Render a page.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The open page.
    name : str
        Of the file, for messages.

    Returns
    -------
    pixels : ndarray of uint8, shape (height, width, 3)
        RGB on white.
    scale : float
        Pixels per point.

    Raises
    ------
    InputError
        More than `MAX_DRAWN` objects, which would take minutes to draw.
    """
    scale = render_scale(*page.get_size())
    return draw_page(page, name, scale), scale


def render_scale(width: float, height: float) -> float:
    """Return the pixels per point a page of this size (points) is rendered at."""
    scale = RENDER_DPI / 72
    return scale * min(1.0, math.sqrt(MAX_RENDERED / max(width * height * scale**2, 1.0)))


def draw_page(page: PdfPage, name: str, scale: float) -> NDArray[np.uint8]:
    """Draw a page at so many pixels per point: RGB on white.

    Raises
    ------
    InputError
        More than `MAX_DRAWN` objects, which would take minutes to draw.
    """
    import pypdfium2.raw as raw

    if raw.FPDFPage_CountObjects(page) > MAX_DRAWN:
        words = f"The page of {name} has more objects than a figure has."
        raise InputError(words, "Export the figure alone, or as a picture.")
    bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True, prefer_bgrx=False)
    pixels = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    bitmap.close()
    return pixels


def is_pdf(path: Path, data: bytes) -> bool:
    """Whether a file is a PDF by its content or, when damaged, by its name."""
    return b"%PDF-" in data[:1024] or path.suffix.lower() == ".pdf"
