"""Text of SVG files: ``<text>`` elements, and text turned to outlines whose words a comment keeps.

SVG says where a text starts, not how wide it is; widths are estimated with the
widths of a common sans serif, exact at the anchor (start, middle or end).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from figpool.core.geometry import Box
from figpool.core.vector import VectorPath, VectorText
from figpool.io.pdf_paths import Matrix, applied
from figpool.io.svg_style import Style, StyleSheet, computed, length, number, paint
from figpool.io.svg_tree import SvgTree, local_name
from figpool.io.text_runs import Char, join_chars

_WIDTHS = {" ": 0.28, ".": 0.28, ",": 0.28, ":": 0.28, ";": 0.28, "-": 0.33, "−": 0.58, "(": 0.33, ")": 0.33, "/": 0.28}
_WIDTHS |= dict.fromkeys("iIl|'!j", 0.25) | dict.fromkeys("ftr", 0.31) | dict.fromkeys("mMWw", 0.8)
_CAP, _DESCENT = 0.72, 0.21
_ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}
_BASELINES = {"middle": 0.35, "central": 0.35, "hanging": 0.75, "text-before-edge": 0.9}


@dataclass(frozen=True)
class _Piece:
    """Letters of one style; `x`, `y` in user units where they are given anew."""

    text: str
    style: Style
    x: float | None
    y: float | None
    dx: float
    dy: float


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
    pieces = list(_pieces(element, sheet, style))
    texts: list[VectorText] = []
    chunk: list[_Piece] = []
    for piece in pieces:
        if chunk and (piece.x is not None or (piece.y is not None and piece.y != chunk[0].y)):
            texts += _run(chunk, tree, matrix)
            chunk = []
        chunk.append(piece)
    return texts + (_run(chunk, tree, matrix) if chunk else [])


def _pieces(element: ET.Element, sheet: StyleSheet, style: Style) -> Iterator[_Piece]:
    size = number(style.get("font-size"), 16.0)
    shift = _BASELINES.get(style.get("dominant-baseline", ""), 0.0) * size
    x, y = _first(element.get("x")), _first(element.get("y"))
    if local_name(element) == "text":
        x, y = x or 0.0, y or 0.0
    dx, dy = length(_first_text(element.get("dx")), size), length(_first_text(element.get("dy")), size) + shift
    if style.get("baseline-shift", "") not in ("", "baseline"):
        dy -= {"super": 0.4, "sub": -0.2}.get(style["baseline-shift"], 0.4) * size
    text = _squeezed(element.text)
    if text or x is not None or dy:
        yield _Piece(text, style, x, y, dx, dy)
    for child in element:
        if local_name(child) in ("tspan", "textPath", "a"):
            yield from _pieces(child, sheet, computed(child, sheet, style))
        tail = _squeezed(child.tail)
        if tail:
            yield _Piece(tail, style, None, None, 0.0, 0.0)


def _first(text: str | None) -> float | None:
    words = (text or "").replace(",", " ").split()
    return length(words[0]) if words else None


def _first_text(text: str | None) -> str:
    words = (text or "").replace(",", " ").split()
    return words[0] if words else ""


def _squeezed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _run(pieces: Sequence[_Piece], tree: SvgTree, matrix: Matrix) -> list[VectorText]:
    letters: list[tuple[str, float, float, float, Style]] = []
    x = y = 0.0
    for piece in pieces:
        size = number(piece.style.get("font-size"), 16.0)
        x += piece.dx
        y = (piece.y if piece.y is not None else y) + piece.dy
        for letter in piece.text:
            letters.append((letter, x, y, size, piece.style))
            x += _WIDTHS.get(letter, 0.667 if letter.isupper() else 0.556) * size
    while letters and letters[-1][0] == " ":
        x = letters.pop()[1]
    start = (pieces[0].x or 0.0) - _ANCHORS.get(pieces[0].style.get("text-anchor", "start"), 0.0) * x
    unit = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    angle = round(float(np.degrees(np.arctan2(-matrix[1, 0], matrix[0, 0]))), 2)
    chars = []
    for letter, at, row, size, style in letters:
        wide = _WIDTHS.get(letter, 0.667 if letter.isupper() else 0.556) * size
        foot = row + (_DESCENT * size if letter in "gjpqy,;()" else 0.0)
        corners = np.array([[start + at, row - _CAP * size], [start + at + wide, foot], [start + at, row]])
        turned = applied(matrix, np.array([[cx, cy] for cx in corners[:2, 0] for cy in corners[:2, 1]]))
        (x0, y0), (x1, y1) = turned.min(axis=0).tolist(), turned.max(axis=0).tolist()
        ox, oy = applied(matrix, corners[2:])[0].tolist()
        color = paint(style.get("fill", "black"), style, tree)[0] or (0.0, 0.0, 0.0)
        chars.append(Char(letter, Box(x0, y0, x1, y1), ox, oy, wide * unit, angle, size * unit, 0, color))
    return join_chars(chars)


def outlined_text(words: str, paths: Sequence[VectorPath], matrix: Matrix, style: Mapping[str, str]) -> VectorText | None:
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


_SUPER = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def plain_math(text: str) -> str:
    r"""Turn TeX-like math into plain text: ``$\mathdefault{10^{2}}$`` becomes ``10²``."""
    if "$" not in text:
        return text
    text = re.sub(r"\\(?:mathdefault|mathrm|mathregular|mathbf|mathit|text)", "", text.replace("$", ""))
    text = re.sub(r"\^\{([^{}]*)\}|\^(\S)", lambda m: (m.group(1) or m.group(2)).translate(_SUPER), text)
    text = text.replace(r"\times", "×").replace(r"\cdot", "·").replace(r"\mu", "μ").replace(r"\pm", "±")
    return re.sub(r"[{}\\]", "", text).strip()
