"""Outlines of SVG shapes: paths, rectangles, circles, lines, curves flattened."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import numpy as np

from figpool.core.vector import SubPath
from figpool.io.pdf_paths import BEZIER, Matrix, applied
from figpool.io.svg_style import length
from figpool.io.svg_tree import local_name

#: Elements that draw an outline.
SHAPES = frozenset({"path", "rect", "line", "polyline", "polygon", "circle", "ellipse"})
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_IDENTITY = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def transform(text: str | None) -> Matrix:
    """Return the matrix of a ``transform`` attribute."""
    if not text:
        return _IDENTITY
    from svgelements import Matrix as SvgMatrix

    m: Any = SvgMatrix(text)
    return np.array([[m.a, m.c, m.e], [m.b, m.d, m.f]], dtype=float)


def outline(element: ET.Element, matrix: Matrix) -> Iterator[SubPath]:
    """Return the outline of a basic shape, in pixels, its own transform not applied."""
    tag = local_name(element)

    def get(*names: str) -> list[float]:
        return [length(element.get(n)) for n in names]

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
        numbers = [float(v) for v in _NUMBER.findall(element.get("points", ""))]
        points = np.array(numbers[: len(numbers) // 2 * 2]).reshape(-1, 2)
        if len(points) > 1:
            yield SubPath(applied(matrix, points), tag == "polygon")
    else:
        cx, cy, r, rx, ry = get("cx", "cy", "r", "rx", "ry")
        angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        ring = np.column_stack([cx + (rx or r) * np.cos(angle), cy + (ry or r) * np.sin(angle)])
        yield SubPath(applied(matrix, ring), True, True)


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
