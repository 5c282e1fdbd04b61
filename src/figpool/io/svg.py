"""SVG drawings as figures: paths and text with all transforms resolved, and a rendering."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from figpool.core.errors import InputError
from figpool.core.figure import Figure
from figpool.core.geometry import Box
from figpool.core.vector import SubPath, VectorImage, VectorPage, VectorPath, VectorText
from figpool.io.pdf import MAX_RENDERED, RENDER_DPI, ROW_DPI
from figpool.io.pdf_paths import BEZIER, Matrix, applied, joined
from figpool.io.render import render_vector
from figpool.io.svg_style import Style, StyleSheet, computed, length, number, paint, read_sheet
from figpool.io.svg_letters import Letter, outlined_runs
from figpool.io.svg_text import outlined_text, read_text
from figpool.io.svg_tree import SvgTree, local_name, parse_svg

_HIDDEN = frozenset({"defs", "symbol", "clipPath", "pattern", "mask", "marker", "linearGradient", "radialGradient", "style", "title", "desc", "metadata", "script", "filter", "foreignObject"})  # fmt: skip
#: How Cairo names the outlines of its letters: font and number.
_GLYPH = re.compile(r"glyph-?(\d+)-\d+$")
_PRODUCERS = {'class="marks"': "Vega", "matplotlib": "Matplotlib", "gnuplot": "gnuplot", "svglite": "svglite", "inkscape": "Inkscape", "illustrator": "Illustrator"}  # fmt: skip
_IDENTITY = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def is_svg(path: Path, data: bytes) -> bool:
    """Whether a file is an SVG drawing by its content or, when damaged, by its name."""
    head = data[:2048].lstrip()
    return path.suffix.lower() == ".svg" or (head.startswith(b"<") and b"<svg" in head)


def read_svg(data: bytes, path: Path, page: int | None) -> Figure:
    """Read an SVG drawing.

    Parameters
    ----------
    data : bytes
        The file's content.
    path : Path
        Where it was read from.
    page : int or None
        An SVG has one page; another number is refused.

    Returns
    -------
    Figure
        Drawing and rendering at 300 dpi; `pixel_scale` maps to pixels at 150 dpi.

    Raises
    ------
    InputError
        No SVG, damaged, too large, with entities, or without size.
    """
    if page not in (None, 1):
        raise InputError(f"{path.name} has no page {page}; an SVG has one.", "Leave --page out.")
    tree = parse_svg(data, path.name)
    to_inches, width, height = _viewport(tree.root, path.name)
    dpi = min(float(RENDER_DPI), (MAX_RENDERED / (width * height)) ** 0.5)
    matrix = to_inches * dpi
    matrix[:, 2] -= 0.5
    walker = _Walker(tree, read_sheet(tree), {id(child): id(e) for e in tree.root.iter() for child in e})
    walker.walk(tree.root, {}, matrix, None)
    walker.texts += outlined_runs(walker.letters)
    vector = VectorPage(width * dpi, height * dpi, tuple(walker.paths), tuple(walker.texts), tuple(walker.images), producer=_producer(data))
    pixels = render_vector(vector)
    return Figure(pixels, path.name, hashlib.sha256(data).hexdigest(), 1, path, pixel_scale=ROW_DPI / dpi, vector=vector)


def _producer(data: bytes) -> str:
    """Program that drew the file, by the marks they leave in its head."""
    head = data[:4096].decode("utf-8", "replace").lower()
    return next((name for mark, name in _PRODUCERS.items() if mark in head), "")


def _viewport(root: ET.Element, name: str) -> tuple[Matrix, float, float]:
    """User space to inches, and the page's size in inches."""
    box = [float(v) for v in (root.get("viewBox") or "").replace(",", " ").split()] if root.get("viewBox") else []
    width, height = (_page_length(root.get(k)) for k in ("width", "height"))
    if len(box) == 4 and min(box[2:]) > 0:
        width, height = width or box[2], height or box[3]
    else:
        box = [0.0, 0.0, width, height]
    if not (0 < width < 50_000 and 0 < height < 50_000):
        raise InputError(f"{name} does not say how large it is.", "Give the drawing a width, a height or a viewBox.")
    scale = min(width / box[2], height / box[3])
    matrix = np.array([[scale, 0.0, -box[0] * scale], [0.0, scale, -box[1] * scale]]) / 96.0
    return matrix, width / 96, height / 96


def _page_length(text: str | None) -> float:
    return 0.0 if text is None or text.strip().endswith("%") else length(text)


@dataclass
class _Walker:
    """Collects what a document draws."""

    tree: SvgTree
    sheet: StyleSheet
    parents: dict[int, int] = field(default_factory=dict)
    paths: list[VectorPath] = field(default_factory=list)
    texts: list[VectorText] = field(default_factory=list)
    images: list[VectorImage] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)

    def walk(self, element: ET.Element, parent: Style, matrix: Matrix, clip: Box | None) -> None:
        """Draw an element and what is inside it."""
        tag = local_name(element)
        style = computed(element, self.sheet, parent)
        if not tag or tag in _HIDDEN or style.get("display") == "none":
            return
        matrix = joined(matrix, _transform(element.get("transform")))
        clip = self._clipped(style, matrix, clip)
        if tag == "text":
            self.texts += read_text(element, self.tree, self.sheet, style, matrix)
        elif tag == "use":
            self._use(element, style, matrix, clip)
        elif tag == "image":
            self._image(element, matrix)
        elif tag in _SHAPES:
            self._shape(element, style, matrix, clip)
        else:
            self._group(element, style, matrix, clip)

    def _group(self, element: ET.Element, style: Style, matrix: Matrix, clip: Box | None) -> None:
        words = next((c.text for c in element if c.tag is ET.Comment and c.text), "")
        outlines = [c for c in element if local_name(c) == "g"]
        if words and element.get("id", "").startswith("text_") and outlines:
            inner = _Walker(self.tree, self.sheet)
            inner.walk(outlines[0], style, matrix, clip)
            text = outlined_text(words, inner.paths, joined(matrix, _transform(outlines[0].get("transform"))), style)
            if text is not None:
                self.texts.append(text)
                return
        for child in element:
            self.walk(child, style, matrix, clip)

    def _use(self, element: ET.Element, style: Style, matrix: Matrix, clip: Box | None) -> None:
        target = self.tree.target(element)
        if target is None:
            return
        before = len(self.paths)
        moved = joined(matrix, np.array([[1.0, 0.0, length(element.get("x"))], [0.0, 1.0, length(element.get("y"))]]))
        if local_name(target) == "symbol":
            self._group(target, computed(target, self.sheet, style), moved, clip)
        else:
            self.walk(target, style, moved, clip)
        font = _GLYPH.match(target.get("id", ""))
        if font is not None:
            self._mark_letter(element, font.group(1), moved, before)

    def _mark_letter(self, element: ET.Element, font: str, matrix: Matrix, before: int) -> None:
        """Take what a ``<use>`` has just drawn for a letter of a run."""
        drawn = self.paths[before:]
        self.paths[before:] = [replace(p, letter=True) for p in drawn]
        x, y = applied(matrix, np.zeros((1, 2)))[0].tolist()
        box = _box(np.array([[v for p in drawn for v in (p.box.x0, p.box.x1)], [v for p in drawn for v in (p.box.y0, p.box.y1)]]).T) if drawn else None
        self.letters.append(Letter(self.parents.get(id(element), 0), font, x, y, box))

    def _image(self, element: ET.Element, matrix: Matrix) -> None:
        x, y, w, h = (length(element.get(k)) for k in ("x", "y", "width", "height"))
        corners = applied(matrix, np.array([[x, y], [x + w, y], [x, y + h], [x + w, y + h]]))
        self.images.append(VectorImage(_box(corners), (0, 0)))

    def _shape(self, element: ET.Element, style: Style, matrix: Matrix, clip: Box | None) -> None:
        subpaths = tuple(_subpaths(element, matrix))
        alpha = number(style.get("alpha"), 1.0)
        if not subpaths or style.get("visibility") == "hidden":
            return
        fill, patterned = paint(style["fill"], style, self.tree)
        stroke, _ = paint(style["stroke"], style, self.tree)
        fill = None if number(style.get("fill-opacity"), 1.0) == 0.0 else fill
        stroke = None if number(style.get("stroke-opacity"), 1.0) == 0.0 else stroke
        width = length(style.get("stroke-width"), default=1.0)
        if local_name(element) in ("line",):
            fill = None
        if (fill is None and (stroke is None or width <= 0)) or alpha <= 0:
            return
        unit = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
        dash = tuple(length(v) * unit for v in style.get("stroke-dasharray", "none").replace(",", " ").split() if v != "none")
        self.paths.append(
            VectorPath(subpaths, fill, stroke, width * unit, dash if any(dash) else (), clip, alpha, patterned and fill is not None)
        )

    def _clipped(self, style: Style, matrix: Matrix, clip: Box | None) -> Box | None:
        name = style.get("clip-path", "").partition("#")[2].rstrip(")'\"")
        element = self.tree.named.get(name)
        if element is None or local_name(element) != "clipPath":
            return clip
        points = [s.points for e in element if local_name(e) in _SHAPES for s in _subpaths(e, matrix)]
        if not points:
            return clip
        own = _box(np.vstack(points))
        if clip is None:
            return own
        x0, y0 = max(own.x0, clip.x0), max(own.y0, clip.y0)
        return Box(x0, y0, max(x0, min(own.x1, clip.x1)), max(y0, min(own.y1, clip.y1)))


def _box(points: np.ndarray) -> Box:
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return Box(x0, y0, x1, y1)


def _transform(text: str | None) -> Matrix:
    if not text:
        return _IDENTITY
    from svgelements import Matrix as SvgMatrix

    m = SvgMatrix(text)
    return np.array([[m.a, m.c, m.e], [m.b, m.d, m.f]], dtype=float)


def _subpaths(element: ET.Element, matrix: Matrix) -> Iterator[SubPath]:
    """Outline of a basic shape, in pixels, its own transform not applied."""
    tag = local_name(element)
    get = lambda *names: [length(element.get(n)) for n in names]  # noqa: E731
    if tag == "path":
        yield from _path(element.get("d", ""), matrix)
    elif tag == "rect":
        x, y, w, h = get("x", "y", "width", "height")
        if w > 0 and h > 0:
            yield SubPath(applied(matrix, np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]])), True)
    elif tag == "line":
        x1, y1, x2, y2 = get("x1", "y1", "x2", "y2")
        yield SubPath(applied(matrix, np.array([[x1, y1], [x2, y2]])))
    elif tag in ("polyline", "polygon"):
        numbers = [float(v) for v in element.get("points", "").replace(",", " ").split()]
        points = np.array(numbers[: len(numbers) // 2 * 2]).reshape(-1, 2)
        if len(points) > 1:
            yield SubPath(applied(matrix, points), tag == "polygon")
    else:
        cx, cy, r, rx, ry = get("cx", "cy", "r", "rx", "ry")
        angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        ring = np.column_stack([cx + (rx or r) * np.cos(angle), cy + (ry or r) * np.sin(angle)])
        yield SubPath(applied(matrix, ring), True, True)


_SHAPES = frozenset({"path", "rect", "line", "polyline", "polygon", "circle", "ellipse"})


def _path(d: str, matrix: Matrix) -> Iterator[SubPath]:
    """Split path data at its moves, flatten curves."""
    from svgelements import Arc, Close, Move
    from svgelements import Path as SvgPath

    points: list[tuple[float, float]] = []
    closed = curved = False
    try:
        segments: list[Any] = list(SvgPath(d)) if d.strip() else []
    except (ValueError, TypeError, IndexError, ZeroDivisionError):
        segments = []
    for segment in segments:
        if isinstance(segment, Move):
            if len(points) > 1:
                yield _subpath(points, matrix, closed=closed, curved=curved)
            points, closed, curved = [(segment.end.x, segment.end.y)], False, False
        elif isinstance(segment, Close):
            closed = True
        else:
            if isinstance(segment, Arc):
                for cubic in segment.as_cubic_curves():
                    points += _flattened(cubic)
            else:
                points += _flattened(segment)
            curved = curved or hasattr(segment, "control") or hasattr(segment, "control1") or isinstance(segment, Arc)
    if len(points) > 1:
        yield _subpath(points, matrix, closed=closed, curved=curved)


def _flattened(segment: Any) -> list[tuple[float, float]]:
    if hasattr(segment, "control1"):
        corners = np.array([[p.x, p.y] for p in (segment.start, segment.control1, segment.control2, segment.end)])
    elif hasattr(segment, "control"):
        a, c, b = (np.array([p.x, p.y]) for p in (segment.start, segment.control, segment.end))
        corners = np.array([a, a + 2 / 3 * (c - a), b + 2 / 3 * (c - b), b])
    else:
        return [(segment.end.x, segment.end.y)]
    return [(x, y) for x, y in (BEZIER @ corners).tolist()]


def _subpath(points: list[tuple[float, float]], matrix: Matrix, *, closed: bool, curved: bool) -> SubPath:
    array = np.array(points, dtype=float)
    if len(array) > 3 and np.allclose(array[0], array[-1], atol=1e-4):
        array, closed = array[:-1], True
    return SubPath(applied(matrix, array), closed, curved)
