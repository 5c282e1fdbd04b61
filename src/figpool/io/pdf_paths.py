"""Painted paths and placed pictures of a PDF page, form XObjects included.

Path points are in object space; every object and every form has a matrix, and
they are multiplied on the way down.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.core.vector import Color, SubPath, VectorImage, VectorPath

Matrix = NDArray[np.float64]

#: Objects, path segments and nesting beyond which a page is read as a picture only.
MAX_OBJECTS = 80_000
MAX_SEGMENTS = 400_000
MAX_DEPTH = 24

_CURVE_STEPS = np.linspace(0.0, 1.0, 7)[1:]
BEZIER = np.stack(
    [
        (1 - _CURVE_STEPS) ** 3,
        3 * _CURVE_STEPS * (1 - _CURVE_STEPS) ** 2,
        3 * _CURVE_STEPS**2 * (1 - _CURVE_STEPS),
        _CURVE_STEPS**3,
    ],
    axis=1,
)


_PATTERN_GREY = (191 / 255, 191 / 255, 191 / 255)


class PageTooLarge(Exception):
    """A drawing beyond the bounds; caught by the page reader, never seen by a user."""


@dataclass
class Drawing:
    """What was collected, and how much of the bounds is used up."""

    document: Any
    paths: list[VectorPath] = field(default_factory=list)
    images: list[VectorImage] = field(default_factory=list)
    objects: int = 0
    segments: int = 0


def read_drawing(page: Any, to_pixels: Matrix) -> Drawing:
    """Collect the paths and pictures of a page.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The open page.
    to_pixels : ndarray, shape (2, 3)
        Page space (points) to pixels.

    Returns
    -------
    Drawing
        In painting order.

    Raises
    ------
    PageTooLarge
        More than `MAX_OBJECTS`, `MAX_SEGMENTS` or `MAX_DEPTH`.
    """
    import pypdfium2.raw as raw

    drawing = Drawing(page.pdf)
    count = raw.FPDFPage_CountObjects(page)
    if count > MAX_OBJECTS:
        raise PageTooLarge(f"more than {MAX_OBJECTS} objects")
    _walk(drawing, (raw.FPDFPage_GetObject(page, i) for i in range(count)), to_pixels, 0)
    return drawing


def _walk(drawing: Drawing, objects: Iterator[Any], outer: Matrix, depth: int) -> None:
    import pypdfium2.raw as raw

    if depth > MAX_DEPTH:
        raise PageTooLarge(f"forms nested deeper than {MAX_DEPTH}")
    readers: dict[int, Callable[[Drawing, Any, Matrix], None]] = {
        raw.FPDF_PAGEOBJ_PATH: _read_path,
        raw.FPDF_PAGEOBJ_IMAGE: _read_image,
    }
    for item in objects:
        drawing.objects += 1
        if drawing.objects > MAX_OBJECTS:
            raise PageTooLarge(f"more than {MAX_OBJECTS} objects")
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            inner = (raw.FPDFFormObj_GetObject(item, i) for i in range(raw.FPDFFormObj_CountObjects(item)))
            _walk(drawing, inner, joined(outer, matrix_of(item)), depth + 1)
        elif kind in readers:
            readers[kind](drawing, item, outer)


def matrix_of(item: Any) -> Matrix:
    """Return an object's own matrix as (2, 3)."""
    import pypdfium2.raw as raw

    m = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, m)
    return np.array([[m.a, m.c, m.e], [m.b, m.d, m.f]])


def joined(outer: Matrix, inner: Matrix) -> Matrix:
    """Return the matrix that applies `inner` first, then `outer`."""
    result = outer[:, :2] @ inner
    result[:, 2] += outer[:, 2]
    return result


def applied(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Map points, shape (n, 2)."""
    return points @ matrix[:, :2].T + matrix[:, 2]


def _read_image(drawing: Drawing, item: Any, outer: Matrix) -> None:
    import pypdfium2.raw as raw

    corners = applied(joined(outer, matrix_of(item)), np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    width, height = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(item, width, height)
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    drawing.images.append(VectorImage(Box(float(x0), float(y0), float(x1), float(y1)), (height.value, width.value)))


def _read_path(drawing: Drawing, item: Any, outer: Matrix) -> None:
    import pypdfium2.raw as raw

    count = raw.FPDFPath_CountSegments(item)
    drawing.segments += max(count, 0)
    if drawing.segments > MAX_SEGMENTS:
        raise PageTooLarge(f"more than {MAX_SEGMENTS} path segments")
    fill_mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill_mode, stroked)
    if not (fill_mode.value or stroked.value):
        return
    matrix = joined(outer, matrix_of(item))
    subpaths = tuple(_subpaths(item, count, matrix, implied_close=bool(fill_mode.value)))
    if not subpaths:
        return
    unit = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
    fill, alpha = _color(item, raw.FPDFPageObj_GetFillColor) if fill_mode.value else (None, 1.0)
    stroke, stroke_alpha = _color(item, raw.FPDFPageObj_GetStrokeColor) if stroked.value else (None, 1.0)
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(item, width)
    drawing.paths.append(
        VectorPath(
            subpaths,
            fill,
            stroke,
            width.value * unit,
            _dash(item, unit),
            _clip_box(item, outer),
            alpha if fill is not None else stroke_alpha,
            patterned=fill is not None and _is_pattern(drawing.document, item, fill),
            origin=(float(matrix[0, 2]), float(matrix[1, 2])),
            unit=unit,
        )
    )


def _subpaths(item: Any, count: int, matrix: Matrix, *, implied_close: bool) -> Iterator[SubPath]:
    """Split a path at its moves, flatten curves, map to pixels."""
    import pypdfium2.raw as raw

    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    controls: list[tuple[float, float]] = []
    closed = curved = False
    for i in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, i)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        here = (x.value, y.value)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield _subpath(points, matrix, closed=closed or implied_close, curved=curved)
            points, controls, closed, curved = [here], [], False, False
        elif kind == raw.FPDF_SEGMENT_BEZIERTO:
            controls.append(here)
            if len(controls) == 3 and points:
                points.extend(map(tuple, (BEZIER @ np.array([points[-1], *controls])).tolist()))
                controls, curved = [], True
        else:
            points.append(here)
        closed = closed or bool(raw.FPDFPathSegment_GetClose(segment))
    if len(points) > 1:
        yield _subpath(points, matrix, closed=closed or implied_close, curved=curved)


def _subpath(points: list[tuple[float, float]], matrix: Matrix, *, closed: bool, curved: bool) -> SubPath:
    array = np.array(points, dtype=float)
    if len(array) > 3 and np.allclose(array[0], array[-1], atol=1e-3):
        array, closed = array[:-1], True
    return SubPath(applied(matrix, array), closed, curved)


def _color(item: Any, getter: Callable[..., Any]) -> tuple[Color, float]:
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    getter(item, r, g, b, a)
    return (r.value / 255, g.value / 255, b.value / 255), a.value / 255


def _dash(item: Any, unit: float) -> tuple[float, ...]:
    import pypdfium2.raw as raw

    count = raw.FPDFPageObj_GetDashCount(item)
    if count <= 0:
        return ()
    lengths = (ctypes.c_float * count)()
    raw.FPDFPageObj_GetDashArray(item, lengths, count)
    return tuple(float(v) * unit for v in lengths)


def _clip_box(item: Any, outer: Matrix) -> Box | None:
    """Intersection of the bounding boxes of an object's clip paths, in pixels."""
    import pypdfium2.raw as raw

    clip = raw.FPDFPageObj_GetClipPath(item)
    count = raw.FPDFClipPath_CountPaths(clip) if clip else 0
    low, high = np.full(2, -np.inf), np.full(2, np.inf)
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(max(count, 0)):
        points = []
        for k in range(min(max(raw.FPDFClipPath_CountPathSegments(clip, i), 0), 256)):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, i, k), x, y)
            points.append((x.value, y.value))
        if len(points) >= 3:
            mapped = applied(outer, np.array(points))
            low, high = np.maximum(low, mapped.min(axis=0)), np.minimum(high, mapped.max(axis=0))
    if not np.isfinite(low).all():
        return None
    high = np.maximum(low, high)
    return Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _is_pattern(document: Any, item: Any, fill: Color) -> bool:
    """Whether the fill is a pattern: PDFium says grey 191 and can render the pattern alone."""
    import pypdfium2.raw as raw

    if fill != _PATTERN_GREY:
        return False
    bitmap = raw.FPDFPageObj_GetRenderedFillPattern(document, item, raw.FS_MATRIX(1, 0, 0, 1, 0, 0))
    if bitmap:
        raw.FPDFBitmap_Destroy(bitmap)
    return bool(bitmap)
