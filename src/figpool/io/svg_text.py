"""Text of SVG files: ``<text>`` elements, and text turned to outlines whose words a comment keeps.

SVG says where a text starts, not how wide it is; widths are estimated with the
widths of a common sans serif, exact at the anchor (start, middle or end).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from figpool.core.geometry import Box
from figpool.core.vector import VectorPath, VectorText
from figpool.io.pdf_paths import Matrix, applied
from figpool.io.svg_style import Style, StyleSheet, computed, length, number, paint
from figpool.io.svg_tree import SvgTree, local_name
from figpool.io.text_runs import SUPERSCRIPTS, Char, join_chars

_WIDTHS = {" ": 0.28, ".": 0.28, ",": 0.28, ":": 0.28, ";": 0.28, "-": 0.33, "−": 0.58, "(": 0.33, ")": 0.33, "/": 0.28}
_WIDTHS |= dict.fromkeys("iIl|'!j", 0.25) | dict.fromkeys("ftr", 0.31) | dict.fromkeys("mMWw", 0.8)
_CAP, _DESCENT = 0.72, 0.21
_ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}
_BASELINES = {"middle": 0.35, "central": 0.35, "hanging": 0.75, "text-before-edge": 0.9}


@dataclass(frozen=True)
class _Piece:
    """Letters of one style; `xs`, `ys` in user units where places are given anew, one by one."""

    text: str
    style: Style
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    dx: float
    dy: float


@dataclass(frozen=True)
class _Letter:
    text: str
    x: float
    y: float
    size: float
    style: Style


def read_text(element: ET.Element, tree: SvgTree, sheet: StyleSheet, style: Style, matrix: Matrix) -> list[VectorText]:
    """Return the runs of one ``<text>`` element.

    Parameters
    ----------
    element : Element
        The element.
    tree, sheet : SvgTree, StyleSheet
        The document.
    style : Style
        Its computed style.
    matrix : ndarray, shape (2, 3)
        User space to pixels.
    """
    chunks: list[list[_Letter]] = []
    anchors: list[str] = []
    x = y = 0.0
    pieces = list(_pieces(element, sheet, style))
    for piece, following in zip_longest(pieces, pieces[1:]):
        if not piece.text.strip() and (following is None or following.xs):
            y = piece.ys[0] if piece.ys else y
            continue  # white between elements that are placed anew
        if piece.xs or not chunks:
            chunks.append([])
            anchors.append(piece.style.get("text-anchor", "start"))
        size = number(piece.style.get("font-size"), 16.0)
        x += piece.dx
        for i, letter in enumerate(piece.text):
            x = piece.xs[i] + piece.dx if i < len(piece.xs) else x
            y = piece.ys[i] if i < len(piece.ys) else y
            chunks[-1].append(_Letter(letter, x, y + piece.dy, size, piece.style))
            x += _width(letter) * size
    chars = [c for chunk, anchor in zip(chunks, anchors, strict=True) for c in _chars(chunk, anchor, tree, matrix)]
    return join_chars(_in_line(chars))


def _in_line(chars: list[Char]) -> list[Char]:
    """Sort letters along their line where a program wrote them style by style (Matplotlib's formulas)."""
    phi = np.deg2rad(chars[0].angle if chars else 0.0)
    along = [c.x * float(np.cos(phi)) - c.y * float(np.sin(phi)) for c in chars]
    across = [c.x * float(np.sin(phi)) + c.y * float(np.cos(phi)) for c in chars]
    one_line = bool(chars) and max(across) - min(across) < 0.6 * max(c.size for c in chars)
    return [chars[i] for i in np.argsort(along, kind="stable")] if one_line else chars


def _width(letter: str) -> float:
    return _WIDTHS.get(letter, 0.667 if letter.isupper() else 0.556)


def _pieces(element: ET.Element, sheet: StyleSheet, style: Style) -> Iterator[_Piece]:
    size = number(style.get("font-size"), 16.0)
    dy = _lengths(element.get("dy"), size)[:1] or (0.0,)
    shift = dy[0] + _BASELINES.get(style.get("dominant-baseline", ""), 0.0) * size
    if style.get("baseline-shift", "") not in ("", "baseline"):
        shift -= {"super": 0.4, "sub": -0.2}.get(style["baseline-shift"], 0.4) * size
    xs, ys = _lengths(element.get("x"), size), _lengths(element.get("y"), size)
    if local_name(element) == "text":
        xs, ys = xs or (0.0,), ys or (0.0,)
    dx = (_lengths(element.get("dx"), size)[:1] or (0.0,))[0]
    yield _Piece(_squeezed(element.text), style, xs, ys, dx, shift)
    for child in element:
        if local_name(child) in ("tspan", "textPath", "a"):
            for piece in _pieces(child, sheet, computed(child, sheet, style)):
                yield replace(piece, dy=piece.dy + shift)
        yield _Piece(_squeezed(child.tail), style, (), (), 0.0, shift)


def _lengths(text: str | None, em: float) -> tuple[float, ...]:
    return tuple(length(v, em) for v in (text or "").replace(",", " ").split())


def _squeezed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _chars(letters: Sequence[_Letter], anchor: str, tree: SvgTree, matrix: Matrix) -> Iterator[Char]:
    """Place the letters of one chunk, moved by its anchor."""
    inked = [letter for letter in letters if letter.text != " "]
    if not inked:
        return
    end = inked[-1].x + _width(inked[-1].text) * inked[-1].size
    back = _ANCHORS.get(anchor, 0.0) * (end - letters[0].x)
    unit = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    angle = round(float(np.degrees(np.arctan2(-matrix[1, 0], matrix[0, 0]))), 2)
    for letter in letters:
        wide, left = _width(letter.text) * letter.size, letter.x - back
        foot = letter.y + (_DESCENT * letter.size if letter.text in "gjpqy,;()" else 0.0)
        top = letter.y - _CAP * letter.size
        corners = np.array([[left, top], [left, foot], [left + wide, top], [left + wide, foot], [left, letter.y]])
        placed = applied(matrix, corners)
        (x0, y0), (x1, y1) = placed[:4].min(axis=0).tolist(), placed[:4].max(axis=0).tolist()
        ox, oy = placed[4].tolist()
        color = paint(letter.style.get("fill", "black"), letter.style, tree)[0] or (0.0, 0.0, 0.0)
        box, advance, size = Box(x0, y0, x1, y1), wide * unit, letter.size * unit
        yield Char(letter.text, box, ox, oy, advance, angle, size, color=color, guessed=True)


def outlined_text(
    words: str, paths: Sequence[VectorPath], matrix: Matrix, style: Mapping[str, str]
) -> VectorText | None:
    """Text that was turned to outlines: its words from the comment beside it, its place from the outlines.

    Parameters
    ----------
    words : str
        The comment.
    paths : sequence of VectorPath
        The outlines, pixels.
    matrix : ndarray, shape (2, 3)
        Of the outlines: font units (100 to the em) to pixels.
    style : mapping
        Computed style.
    """
    text = plain_math(words.strip())
    if not text or not paths:
        return None
    boxes = [p.box for p in paths]
    box = Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
    angle = round(float(np.degrees(np.arctan2(-matrix[1, 0], matrix[0, 0]))), 2)
    unit = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    return VectorText(text, box, angle, 100.0 * unit)


def plain_math(text: str) -> str:
    r"""Turn TeX-like math into plain text: ``$\mathdefault{10^{2}}$`` becomes ``10²``."""
    if "$" not in text:
        return text
    text = re.sub(r"\\(?:mathdefault|mathrm|mathregular|mathbf|mathit|text)", "", text.replace("$", ""))
    text = re.sub(r"\^\{([^{}]*)\}|\^(\S)", lambda m: (m.group(1) or m.group(2)).translate(SUPERSCRIPTS), text)
    text = text.replace(r"\times", "×").replace(r"\cdot", "·").replace(r"\mu", "μ").replace(r"\pm", "±")
    return re.sub(r"[{}\\]", "", text).strip()
