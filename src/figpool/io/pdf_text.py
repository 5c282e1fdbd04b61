"""Characters of a PDF page with their positions."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from figpool.core.geometry import Box
from figpool.core.vector import Color, VectorText
from figpool.io.pdf_paths import Matrix, PageTooLarge, applied
from figpool.io.text_runs import Char, join_chars

#: Characters beyond which a page's text is not read.
MAX_CHARS = 200_000
#: PDFium's stand-in for a hyphen before a font change.
_HYPHENS = {"\x02": "-", "\xad": "-", "￾": "-"}
#: Codes above are no Latin letters, signs or their like.
_LATIN = 0x30FF
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}


def read_texts(page: Any, to_pixels: Matrix) -> tuple[VectorText, ...]:
    """Return the runs of text of a page.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The open page.
    to_pixels : ndarray, shape (2, 3)
        Page space (points) to pixels.

    Raises
    ------
    PageTooLarge
        More than `MAX_CHARS` characters.
    """
    textpage = page.get_textpage()
    try:
        return tuple(join_chars(_without_shifted(list(_chars(textpage, to_pixels)))))
    finally:
        textpage.close()


def _without_shifted(chars: list[Char]) -> list[Char]:
    """Put letters right whose code was read one byte too high (Ghostscript's ligatures: "Sca昀昀old")."""
    foreign = {c.owner for c in chars if ord(c.text[0]) > _LATIN and not _is_shifted(c)}
    latin = {c.owner for c in chars if c.text.isascii() and c.text.isalpha()} - foreign
    return [replace(c, text=chr(ord(c.text) >> 8)) if _is_shifted(c) and c.owner in latin else c for c in chars]


def _is_shifted(char: Char) -> bool:
    code = ord(char.text[0])
    return code > _LATIN and code % 256 == 0 and chr(code >> 8).isascii() and chr(code >> 8).isalpha()


def _chars(textpage: Any, to_pixels: Matrix) -> Iterator[Char]:
    import pypdfium2.raw as raw

    count = raw.FPDFText_CountChars(textpage)
    if count > MAX_CHARS:
        raise PageTooLarge(f"more than {MAX_CHARS} characters")
    unit = float(np.sqrt(abs(np.linalg.det(to_pixels[:, :2]))))
    turn = math.degrees(math.atan2(to_pixels[1, 0], to_pixels[0, 0]))
    owners: dict[int, int] = {}
    looks: dict[int, tuple[Color, bool]] = {}
    for i in range(count):
        letter = chr(raw.FPDFText_GetUnicode(textpage, i))
        if raw.FPDFText_IsGenerated(textpage, i) == 1 or letter in "\r\n\x00":
            continue
        obj = raw.FPDFText_GetTextObject(textpage, i)
        address = ctypes.cast(obj, ctypes.c_void_p).value or 0
        owner = owners.setdefault(address, len(owners))
        if owner not in looks:
            looks[owner] = _look(obj)
        color, hidden = looks[owner]
        box, x, y = _places(textpage, i, to_pixels)
        angle, size = _angle(textpage, i, turn), _size(textpage, i)
        yield Char(
            text=_HYPHENS.get(letter, _LIGATURES.get(letter, letter)),
            box=box,
            x=x,
            y=y,
            advance=_advance(textpage, i, angle + turn, size) * unit,
            angle=angle,
            size=size * unit,
            owner=owner,
            color=color,
            hidden=hidden,
        )


def _places(textpage: Any, i: int, to_pixels: Matrix) -> tuple[Box, float, float]:
    import pypdfium2.raw as raw

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(textpage, i, left, right, bottom, top)
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(textpage, i, x, y)
    places = np.array([[left.value, bottom.value], [right.value, top.value], [x.value, y.value]])
    (ax, ay), (bx, by), (ox, oy) = applied(to_pixels, places).tolist()
    return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)), ox, oy


def _advance(textpage: Any, i: int, angle: float, size: float) -> float:
    """Width of a character along its reading direction in points; of oblique ones as their font says."""
    import pypdfium2.raw as raw

    rect = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(textpage, i, rect):
        return 0.5 * size
    across, upward = float(abs(rect.right - rect.left)), float(abs(rect.top - rect.bottom))
    quarter = angle % 180.0
    if min(quarter, 180.0 - quarter) < 1.0:
        return across
    return upward if abs(quarter - 90.0) < 1.0 else _font_advance(textpage, i, size)


def _font_advance(textpage: Any, i: int, size: float) -> float:
    """Width of a character in its font; a usual width where the font does not tell."""
    import pypdfium2.raw as raw

    obj, width = raw.FPDFText_GetTextObject(textpage, i), ctypes.c_float()
    font = raw.FPDFTextObj_GetFont(obj) if obj else None
    known = font and raw.FPDFFont_GetGlyphWidth(font, raw.FPDFText_GetUnicode(textpage, i), size, width)
    return float(width.value) if known and width.value > 0 else 0.55 * size


def _angle(textpage: Any, i: int, turn: float) -> float:
    """Return the reading direction on the picture, degrees counter-clockwise in (-180, 180]."""
    import pypdfium2.raw as raw

    m = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(textpage, i, m):
        return 0.0
    angle = math.degrees(math.atan2(m.b, m.a)) - turn
    angle = (angle + 180.0) % 360.0 - 180.0
    return round(180.0 if angle == -180.0 else angle, 2)


def _size(textpage: Any, i: int) -> float:
    """Font size in points, the text matrix included."""
    import pypdfium2.raw as raw

    m = raw.FS_MATRIX()
    size = float(raw.FPDFText_GetFontSize(textpage, i))
    if not raw.FPDFText_GetMatrix(textpage, i, m):
        return size
    return size * float(math.hypot(m.b, m.a))


def _look(obj: Any) -> tuple[Color, bool]:
    import pypdfium2.raw as raw

    if not obj:
        return (0.0, 0.0, 0.0), False
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    raw.FPDFPageObj_GetFillColor(obj, r, g, b, a)
    hidden = raw.FPDFTextObj_GetTextRenderMode(obj) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
    return (r.value / 255, g.value / 255, b.value / 255), hidden
