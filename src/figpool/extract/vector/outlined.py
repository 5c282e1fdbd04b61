"""Text turned to outlines: its words are read from the rendered page, its geometry stays vector."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from figpool.core.figure import Figure, TextBox
from figpool.core.vector import VectorPage, VectorPath, VectorText
from figpool.detect.raster.picture import PictureSettings, prepare
from figpool.detect.raster.text import find_text
from figpool.io.text_runs import SUPERSCRIPTS
from figpool.ocr import OcrEngine, read_text

#: Height of digits and capitals in font sizes.
_CAP = 0.72
#: An l at the end of a run of capitals, but for the acids and salts of chlorine.
_TAKEN_FOR_L = re.compile(r"(?<=[A-Z]{2})(?<!\b[HK]C)l(?![a-z])")
#: Heights this much off the usual are another font size.
_OTHER = (0.62, 1.6)


def needs_reading(page: VectorPage) -> bool:
    """Whether a drawing has letters as outlines, known or (next to no text) likely."""
    words = sum(bool(t.text) and not t.hidden for t in page.texts)
    return any(not t.text for t in page.texts) or (words < 3 and len(page.paths) >= 10)


def with_read_text(figure: Figure, engine: OcrEngine) -> Figure:
    """Return the figure with outlined text recognised on its rendering.

    Parameters
    ----------
    figure : Figure
        With `vector`.
    engine : OcrEngine
        Text recogniser.
    """
    page = figure.vector
    assert page is not None
    outlined = [t for t in page.texts if not t.text]
    read = _read_known(figure, outlined, engine) if outlined else _read_found(figure, engine)
    kept = tuple(t for t in page.texts if t.text)
    return replace(figure, vector=replace(page, texts=(*kept, *read), paths=_without_letters(page.paths, read)))


def _read_known(figure: Figure, outlined: Sequence[VectorText], engine: OcrEngine) -> list[VectorText]:
    read = read_text(figure.pixels, [TextBox(t.box, angle=t.angle) for t in outlined], engine)
    words = [_raised(_with_capitals(r.text), t.raised) for t, r in zip(outlined, read, strict=True)]
    return [replace(t, text=w) for t, w in zip(outlined, words, strict=True) if w.strip()]


def _with_capitals(text: str) -> str:
    """Return a text with the I of abbreviations, which many fonts draw like an l: "SCl" is SCI, HCl is not."""
    return _TAKEN_FOR_L.sub("I", text)


def _raised(text: str, count: int) -> str:
    """Return the last letters of a text as superscripts."""
    at = max(0, len(text) - count)
    return text[:at] + text[at:].translate(SUPERSCRIPTS)


def _read_found(figure: Figure, engine: OcrEngine) -> list[VectorText]:
    """Look for text on the rendering."""
    picture = prepare(figure, PictureSettings(max_skew=0.0, max_side=3600))
    boxes = find_text(picture)
    if not boxes:
        return []
    usual = float(np.median([b.height + 1 for b in boxes]))
    read = read_text(picture.rgb, [TextBox(b) for b in boxes], engine)
    return [_to_text(t, usual, picture.scale) for t in read if t.text.strip()]


def _to_text(text: TextBox, usual: float, scale: float) -> VectorText:
    height = text.box.height + 1
    same = _OTHER[0] <= height / usual <= _OTHER[1]
    return VectorText(text.text, text.box.scaled(1 / scale), 0.0, (usual if same else height) / _CAP / scale)


def _without_letters(paths: Sequence[VectorPath], texts: Sequence[VectorText]) -> tuple[VectorPath, ...]:
    """Mark filled paths inside text that was read as letters."""
    boxes = [t.box.grown(1.5) for t in texts]

    def is_letter(path: VectorPath) -> bool:
        box = path.box
        return path.fill is not None and any(
            b.x0 <= box.x0 and box.x1 <= b.x1 and b.y0 <= box.y0 and box.y1 <= b.y1 for b in boxes
        )

    return tuple(replace(p, letter=True) if is_letter(p) else p for p in paths)
