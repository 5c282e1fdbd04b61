"""SVG drawings as figures: paths and text with all transforms resolved, and a rendering."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from figpool.core.errors import InputError
from figpool.core.figure import Figure
from figpool.core.geometry import Box
from figpool.core.vector import SpokenMark, VectorImage, VectorPage, VectorPath, VectorText
from figpool.io.pdf import MAX_RENDERED, RENDER_DPI, ROW_DPI
from figpool.io.pdf_paths import Matrix, applied, joined
from figpool.io.render import render_vector
from figpool.io.svg_letters import Letter, outlined_runs
from figpool.io.svg_pictures import PlacedPicture, embedded_pixels
from figpool.io.svg_shapes import SHAPES, outline, transform
from figpool.io.svg_style import Style, StyleSheet, computed, length, number, paint, read_sheet
from figpool.io.svg_text import outlined_text, read_text
from figpool.io.svg_tree import SvgTree, local_name, parse_svg

_HIDDEN = frozenset(
    ("defs", "symbol", "clipPath", "pattern", "mask", "marker", "linearGradient", "radialGradient", "style", "title")
) | frozenset(("desc", "metadata", "script", "filter", "foreignObject"))
#: How Cairo names the outlines of its letters: font and number.
_GLYPH = re.compile(r"glyph-?(\d+)-\d+$")
#: Positions farther away, pixels, are no drawing.
_FAR = 1e7
#: Runs of text beyond which a drawing is no figure.
_MAX_TEXTS = 5_000
#: Values of pictures within a file beyond which no more are shown.
_MAX_PICTURES = 60_000_000
#: Tiles of patterns drawn in one shape and on the page, at most.
_MAX_TILES = 1_000
_MAX_ALL_TILES = 20_000


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
    if len(walker.texts) > _MAX_TEXTS:
        raise InputError(f"{path.name} has more text than a figure has.", "Export only the figure.")
    vector = VectorPage(
        width * dpi,
        height * dpi,
        tuple(walker.paths),
        tuple(walker.texts),
        tuple(walker.images),
        spoken=tuple(walker.spoken),
    )
    pixels = render_vector(vector, walker.pictures)
    return Figure(
        pixels, path.name, hashlib.sha256(data).hexdigest(), 1, path, pixel_scale=ROW_DPI / dpi, vector=vector
    )


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
    pictures: list[PlacedPicture] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    spoken: list[SpokenMark] = field(default_factory=list)
    tiles: int = 0

    def walk(self, element: ET.Element, parent: Style, matrix: Matrix, clip: Box | None) -> None:
        """Draw an element and what is inside it."""
        tag = local_name(element)
        style = computed(element, self.sheet, parent)
        if not tag or tag in _HIDDEN or style.get("display") == "none":
            return
        matrix = joined(matrix, transform(element.get("transform")))
        if not np.isfinite(matrix).all() or np.abs(matrix).max() > _FAR:
            return
        clip = self._clipped(style, matrix, clip)
        if tag == "text" and len(self.texts) <= _MAX_TEXTS:
            self.texts += read_text(element, self.tree, self.sheet, style, matrix)
        elif tag == "use":
            self._use(element, style, matrix, clip)
        elif tag == "image":
            self._image(element, matrix)
        elif tag in SHAPES:
            self._shape(element, style, matrix, clip)
        else:
            self._group(element, style, matrix, clip)

    def _group(self, element: ET.Element, style: Style, matrix: Matrix, clip: Box | None) -> None:
        words = next((c.text for c in element if not local_name(c) and c.text), "")
        outlines = [c for c in element if local_name(c) == "g"]
        if words and element.get("id", "").startswith("text_") and outlines:
            inner = _Walker(self.tree, self.sheet)
            inner.walk(outlines[0], style, matrix, clip)
            text = outlined_text(words, inner.paths, joined(matrix, transform(outlines[0].get("transform"))), style)
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
        box = (
            _box(
                np.array(
                    [[v for p in drawn for v in (p.box.x0, p.box.x1)], [v for p in drawn for v in (p.box.y0, p.box.y1)]]
                ).T
            )
            if drawn
            else None
        )
        self.letters.append(Letter(self.parents.get(id(element), 0), font, x, y, box))

    def _image(self, element: ET.Element, matrix: Matrix) -> None:
        x, y, w, h = (length(element.get(k)) for k in ("x", "y", "width", "height"))
        corners = applied(matrix, np.array([[x, y], [x + w, y], [x, y + h], [x + w, y + h]]))
        box = _box(corners)
        pixels = embedded_pixels(element) if self._has_room() else None
        self.images.append(VectorImage(box, (0, 0) if pixels is None else pixels.shape[:2]))
        upright = float(np.abs(matrix[[0, 1], [1, 0]]).max()) <= 1e-6 * float(np.abs(matrix[:, :2]).max())
        if pixels is not None and upright:
            ways = (slice(None, None, -1 if matrix[1, 1] < 0 else 1), slice(None, None, -1 if matrix[0, 0] < 0 else 1))
            self.pictures.append(PlacedPicture(pixels[ways], box, len(self.paths)))

    def _has_room(self) -> bool:
        return sum(p.pixels.size for p in self.pictures) < _MAX_PICTURES

    def _shape(self, element: ET.Element, style: Style, matrix: Matrix, clip: Box | None) -> None:
        subpaths = tuple(s for s in outline(element, matrix) if np.abs(s.points).max() < _FAR)
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
        dash = tuple(
            length(v) * unit for v in style.get("stroke-dasharray", "none").replace(",", " ").split() if v != "none"
        )
        self.paths.append(
            VectorPath(
                subpaths,
                fill,
                stroke,
                width * unit,
                dash if any(dash) else (),
                clip,
                alpha,
                patterned and fill is not None,
                origin=(float(matrix[0, 2]), float(matrix[1, 2])),
                unit=unit,
            )
        )

        if element.get("aria-label"):
            self.spoken.append(SpokenMark(self.paths[-1].box, element.get("aria-label", "")))
        if patterned:
            self._hatch(style["fill"], matrix, self.paths[-1].box)

    def _hatch(self, fill: str, matrix: Matrix, box: Box) -> None:
        """Draw a pattern's tiles over a box, for the rendering only."""
        name = re.match(r"url\(['\"]?#([^'\")]+)", fill.strip())
        pattern = self.tree.named.get(name.group(1)) if name else None
        if pattern is None or local_name(pattern) != "pattern" or pattern.get("patternUnits") != "userSpaceOnUse":
            return
        x, y, w, h = (length(pattern.get(k)) for k in ("x", "y", "width", "height"))
        own = joined(matrix, transform(pattern.get("patternTransform")))
        inverse = np.linalg.inv(own[:, :2])
        corners = (
            np.array([[box.x0, box.y0], [box.x1, box.y0], [box.x0, box.y1], [box.x1, box.y1]]) - own[:, 2]
        ) @ inverse.T
        (u0, v0), (u1, v1) = corners.min(axis=0) - (x, y), corners.max(axis=0) - (x, y)
        most = min(_MAX_TILES, _MAX_ALL_TILES - self.tiles)
        if w <= 0 or h <= 0 or (u1 - u0) * (v1 - v0) > most * w * h:
            return
        self.paths.append(replace(self.paths[-1], fill=(1.0, 1.0, 1.0), patterned=False, letter=True))
        self.tiles += int((u1 - u0) * (v1 - v0) / (w * h)) + 1
        for i in range(int(np.floor(u0 / w)), int(np.ceil(u1 / w))):
            for k in range(int(np.floor(v0 / h)), int(np.ceil(v1 / h))):
                tile = _Walker(self.tree, self.sheet)
                place = joined(own, np.array([[1.0, 0.0, i * w], [0.0, 1.0, k * h]]))
                for child in pattern:
                    tile.walk(child, {}, place, box)
                self.paths += [replace(p, letter=True) for p in tile.paths]

    def _clipped(self, style: Style, matrix: Matrix, clip: Box | None) -> Box | None:
        name = style.get("clip-path", "").partition("#")[2].rstrip(")'\"")
        element = self.tree.named.get(name)
        if element is None or local_name(element) != "clipPath":
            return clip
        points = [s.points for e in element if local_name(e) in SHAPES for s in outline(e, matrix)]
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
