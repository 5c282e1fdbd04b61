"""Letters turned to outlines: a file that draws them one by one knows which of them are raised."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from figpool.extract.vector.outlined import with_read_text
from figpool.io import read_figure
from figpool.ocr import Recognition

LETTER = "<g id='glyph-{}'><path d='M 0 0 L 0 -{} L 4 -{} L 4 0 Z'/></g>"
#: "10" in font 0, then small raised "-3" in font 1, and "30" alone, as Cairo writes them.
DRAWING = (
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='100' height='60'><defs>"
    + LETTER.format("0-1", 7, 7)
    + LETTER.format("1-1", 4, 4)
    + "</defs><g><use xlink:href='#glyph-0-1' x='10' y='30'/><use xlink:href='#glyph-0-1' x='15' y='30'/></g>"
    "<g><use xlink:href='#glyph-1-1' x='20' y='26'/><use xlink:href='#glyph-1-1' x='25' y='26'/></g>"
    "<g><use xlink:href='#glyph-0-1' x='60' y='30'/><use xlink:href='#glyph-0-1' x='65' y='30'/></g></svg>"
)


class Reader:
    """Reads the two runs as recognition reads them: raised digits are plain ones, an I is an l."""

    def __init__(self, first: str, second: str) -> None:
        self.texts = (first, second)

    def recognize(self, images: Sequence[np.ndarray]) -> list[Recognition]:
        wide = [image.shape[1] / image.shape[0] > 1.4 for image in images]
        return [Recognition(self.texts[0 if w else 1], 0.99) for w in wide]


def words(folder: Path, first: str, second: str) -> list[str]:
    path = folder / "axis.svg"
    path.write_text(DRAWING, encoding="utf-8")
    figure = with_read_text(read_figure(path), Reader(first, second))
    assert figure.vector is not None
    return [t.text for t in figure.vector.texts]


def test_raised_letters_are_read_as_an_exponent(tmp_path: Path) -> None:
    assert words(tmp_path, "10-3", "30") == ["10⁻³", "30"]


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        *(("SCl + CM", "SCI + CM"), ("SCl", "SCI"), ("DMCl-2", "DMCI-2")),
        *((words, words) for words in ("0.1 M HCl", "NaCl", "Cl", "Control", "KCl")),
    ],
)
def test_the_i_of_abbreviations_is_no_l(tmp_path: Path, seen: str, meant: str) -> None:
    assert words(tmp_path, "10-3", seen)[1] == meant
