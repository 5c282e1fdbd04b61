"""A page's paths sorted into the parts of a scene.

Programs draw the same thing in many ways (a rectangle as one path or as fill and
outline apart, a thin line as a filled rectangle, an arrow head as a bent line);
the scene takes these differences away.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.core.vector import SubPath, VectorPage, VectorPath
from figpool.detect.vector.crosses import Stroke, find_crosses
from figpool.detect.vector.dashes import find_dashes
from figpool.detect.vector.lattice import restored
from figpool.detect.vector.merging import joined_parts, merged_glyphs, merged_rects
from figpool.detect.vector.outlines import (
    box_of,
    corners_of,
    cross_shape,
    dash_pattern,
    is_parallel,
    is_rectangle,
    second_side,
    shape_of,
)
from figpool.detect.vector.scene import EPSILON, Edge, Glyph, Polyline, Rect, Scene

#: Origin and middle of a stroke drawn about its origin agree to this many pixels.
_MIDDLE = 0.05
#: How much longer the level strokes of a star may be than its slanted ones' extent.
_STAR = 1.45
#: A filled rectangle thinner than this is a drawn line, pixels.
_THIN = 2.6


class _Builder:
    """Collects the parts of a scene path by path."""

    def __init__(self, small: float, thin: float) -> None:
        self.small = small
        self.thin = thin
        self.horizontals: list[Edge] = []
        self.verticals: list[Edge] = []
        self.rects: list[Rect] = []
        self.glyphs: list[Glyph] = []
        self.lines: list[Polyline] = []

    def add(self, path: VectorPath, order: int) -> None:
        cross, centre = cross_shape(path, self.small)
        if cross:
            self.glyphs.append(_glyph(path.box, centre, cross, path, order))
        for sub in path.subpaths:
            self._add_subpath(path, sub, order, in_cross=bool(cross))

    def _add_subpath(self, path: VectorPath, sub: SubPath, order: int, *, in_cross: bool) -> None:
        box = box_of(sub.points)
        corners = corners_of(sub)
        if sub.closed and min(box.width, box.height) < 0.3 and path.stroke is not None:
            ends = np.array([[box.x0, box.y0], [box.x1, box.y1]])
            self._add_open(path, ends, order, in_cross=in_cross, curved=False)
        elif sub.closed and len(corners) >= 3 and max(box.width, box.height) > EPSILON:
            self._add_closed(path, sub, corners, box, order)
        elif path.stroke is not None:
            self._add_open(path, corners, order, in_cross=in_cross, curved=sub.curved)

    def _add_closed(self, path: VectorPath, sub: SubPath, corners: NDArray[np.float64], box: Box, order: int) -> None:
        rectangle = is_rectangle(corners, box) and not sub.curved
        if rectangle:
            self._add_rect(path, box, order)
        slim = rectangle and not 0.7 < box.width / max(box.height, 1e-6) < 1.43
        if max(box.width, box.height) <= self.small and min(box.width, box.height) > _THIN and not slim:
            shape = shape_of(sub, corners, box)
            x, y = corners.mean(axis=0)
            found = _glyph(box, (float(x), float(y)), shape, path, order)
            self.glyphs.append(replace(found, side=second_side(corners, shape)))

    def _add_rect(self, path: VectorPath, box: Box, order: int) -> None:
        color = path.fill if path.fill is not None else path.stroke
        assert color is not None
        short, long = sorted((box.width, box.height))
        slim = path.stroke is None and short <= self.thin and long >= 1.5 * short
        if short < 0.3 or slim:
            if box.width >= box.height:
                self.horizontals.append(Edge(box.cy, box.x0, box.x1, color, order))
            else:
                self.verticals.append(Edge(box.cx, box.y0, box.y1, color, order))
            if short < 0.3 or long < 4 * _THIN:
                return
        self.rects.append(Rect(box, path.fill, path.stroke, order, path.patterned, slim))
        if path.stroke is not None:
            dash = dash_pattern(path)
            self.horizontals += [Edge(y, box.x0, box.x1, path.stroke, order, dash, False) for y in (box.y0, box.y1)]
            self.verticals += [Edge(x, box.y0, box.y1, path.stroke, order, dash, False) for x in (box.x0, box.x1)]

    def _add_open(
        self, path: VectorPath, corners: NDArray[np.float64], order: int, *, in_cross: bool, curved: bool
    ) -> None:
        assert path.stroke is not None
        straight = not curved and all(is_parallel(a, b) for a, b in pairwise(corners))
        if straight and not in_cross:
            for a, b in pairwise(corners):
                self._add_edge(a, b, path, order)
        elif len(corners) >= 2 and not in_cross:
            self.lines.append(Polyline(corners, path.stroke, dash_pattern(path), order))

    def _add_edge(self, a: NDArray[np.float64], b: NDArray[np.float64], path: VectorPath, order: int) -> None:
        assert path.stroke is not None
        dash = dash_pattern(path)
        (ax, ay), (bx, by) = a.tolist(), b.tolist()
        centred = _is_about(path, (ax + bx) / 2, (ay + by) / 2)
        if abs(ay - by) <= abs(ax - bx):
            self.horizontals.append(
                Edge((ay + by) / 2, min(ax, bx), max(ax, bx), path.stroke, order, dash, True, centred)
            )
        else:
            self.verticals.append(
                Edge((ax + bx) / 2, min(ay, by), max(ay, by), path.stroke, order, dash, True, centred)
            )

    def gather_crosses(self) -> None:
        """Turn short strokes through one middle into markers; they are no error bars."""
        level = [
            Stroke(h.lo, h.at, h.hi, h.at, h.color, h.order, i)
            for i, h in enumerate(self.horizontals)
            if self._is_short(h)
        ]
        count = len(self.horizontals)
        level += [
            Stroke(v.at, v.lo, v.at, v.hi, v.color, v.order, count + i)
            for i, v in enumerate(self.verticals)
            if self._is_short(v)
        ]
        slanted = [
            _slanted_stroke(p, i)
            for i, p in enumerate(self.lines)
            if len(p.points) == 2 and float(np.ptp(p.points, axis=0).max()) <= self.small
        ]
        crosses = [c for c in find_crosses(level, slanted) if c.shape == "star" or self._is_small(c.box)]
        used = {s.index for c in crosses for s in c.level}
        gone = {s.index for c in crosses for s in c.slanted}
        self.horizontals = [h for i, h in enumerate(self.horizontals) if i not in used]
        self.verticals = [v for i, v in enumerate(self.verticals) if count + i not in used]
        self.lines = [p for i, p in enumerate(self.lines) if i not in gone]
        self.glyphs += [Glyph(c.box, (c.box.cx, c.box.cy), c.shape, None, c.color, c.order) for c in crosses]

    def gather_dashes(self) -> None:
        """Turn strokes that are markers by themselves (| and _) into markers; they are no error bars and no caps."""
        level = find_dashes(self.horizontals, self.verticals, self.small)
        upright = find_dashes(self.verticals, self.horizontals, self.small)
        self.glyphs += [_dash(e, Box(e.lo, e.at - EPSILON, e.hi, e.at + EPSILON), "dash-level") for e in level]
        self.glyphs += [_dash(e, Box(e.at - EPSILON, e.lo, e.at + EPSILON, e.hi), "dash-upright") for e in upright]
        gone = {id(e) for e in (*level, *upright)}
        self.horizontals = [e for e in self.horizontals if id(e) not in gone]
        self.verticals = [e for e in self.verticals if id(e) not in gone]

    def _is_short(self, edge: Edge) -> bool:
        """Whether a stroke may be part of a marker: those of a star along x and y are longer than its others."""
        return edge.lone and 2 * _THIN < edge.length <= _STAR * self.small

    def _is_small(self, box: Box) -> bool:
        return max(box.width, box.height) <= self.small


def _is_about(path: VectorPath, x: float, y: float) -> bool:
    """Whether a stroke was drawn as a symbol: about its own origin, or as a shape with a fill (but no extent)."""
    if path.origin is not None and max(abs(path.origin[0] - x), abs(path.origin[1] - y)) <= _MIDDLE:
        return True
    return path.fill is not None and len(path.subpaths) == 1 and len(path.subpaths[0].points) == 2


def _dash(edge: Edge, box: Box, shape: str) -> Glyph:
    return Glyph(box, (box.cx, box.cy), shape, None, edge.color, edge.order, (box.cx, box.cy))


def _slanted_stroke(line: Polyline, index: int) -> Stroke:
    (x0, y0), (x1, y1) = line.points[0].tolist(), line.points[-1].tolist()
    return Stroke(x0, y0, x1, y1, line.color, line.order, index)


def build_scene(page: VectorPage) -> Scene:
    """Sort a page's paths.

    Parameters
    ----------
    page : VectorPage
        As read; paths outside their clip are left out.

    Returns
    -------
    Scene
        In the same pixels.
    """
    page, unit = restored(page)
    texts = tuple(t for t in page.texts if t.text and not t.hidden)
    size = float(np.median([t.size for t in texts])) if texts else 30.0
    builder = _Builder(small=1.6 * size, thin=_line_width(page, size))
    for order, path in enumerate(page.paths):
        if _is_visible(path, page):
            builder.add(path, order)
    builder.gather_crosses()
    builder.gather_dashes()
    return Scene(
        page.width,
        page.height,
        tuple(builder.horizontals),
        tuple(builder.verticals),
        tuple(merged_rects(builder.rects)),
        tuple(joined_parts(list(merged_glyphs(builder.glyphs)))),
        tuple(builder.lines),
        texts,
        page.spoken,
        page.corner,
        unit,
        page.unit,
    )


def _line_width(page: VectorPage, size: float) -> float:
    """Width up to which a filled rectangle may be a line: more where a file has no strokes at all."""
    usual = max(_THIN, 0.128 * size)
    stroked = sum(p.stroke is not None for p in page.paths)
    if stroked > 0.1 * len(page.paths):
        return usual
    boxes = [box_of(s.points) for p in page.paths if p.fill is not None for s in p.subpaths if len(s.points) == 4]
    sides = [sorted((b.width, b.height)) for b in boxes]
    lines = [short for short, long in sides if short <= 0.35 * size and long >= 3 * short]
    return max(usual, 1.3 * float(np.median(lines))) if lines else usual


def _is_visible(path: VectorPath, page: VectorPage) -> bool:
    if path.letter or (path.alpha <= 0.0 and not path.patterned):
        return False
    box = path.box
    frame = path.clip or Box(0.0, 0.0, page.width, page.height)
    return box.x1 >= frame.x0 - 1 and box.x0 <= frame.x1 + 1 and box.y1 >= frame.y0 - 1 and box.y0 <= frame.y1 + 1


def _glyph(box: Box, centre: tuple[float, float], shape: str, path: VectorPath, order: int) -> Glyph:
    return Glyph(box, centre, shape, path.fill, path.stroke, order, path.origin)
