"""The scene: a page's paths sorted into strokes, rectangles, small shapes and lines.

Programs draw the same thing in many ways (a rectangle as one path or as fill and
outline apart, a thin line as a filled rectangle, an arrow head as a bent line);
the scene takes these differences away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.core.vector import Color, SpokenMark, SubPath, VectorPage, VectorPath, VectorText
from figpool.detect.vector.crosses import Stroke, find_crosses

#: Positions of one thing drawn twice agree to this many pixels (files store 2 decimals of a point).
EPSILON = 0.5
#: A filled rectangle thinner than this is a drawn line, pixels.
_THIN = 2.6


@dataclass(frozen=True, slots=True)
class Edge:
    """A straight stroke along x (or, among `Scene.verticals`, along y).

    Parameters
    ----------
    at : float
        Its position across.
    lo, hi : float
        Its ends.
    color : tuple of float
        RGB 0..1.
    order : int
        Painting order of its path.
    dash : tuple of float
        Dash pattern in line widths; empty when solid.
    lone : bool
        Whether it is a stroke of its own, not the side of a closed shape.
    """

    at: float
    lo: float
    hi: float
    color: Color
    order: int
    dash: tuple[float, ...] = ()
    lone: bool = True

    @property
    def length(self) -> float:
        """Extent along its direction."""
        return self.hi - self.lo

    @property
    def middle(self) -> float:
        """Centre along its direction."""
        return (self.lo + self.hi) / 2


@dataclass(frozen=True, slots=True)
class Rect:
    """An axis-parallel rectangle; `box` runs along the middle of its outline.

    `slim` ones may be strokes drawn as filled rectangles and stand among the edges as well.
    """

    box: Box
    fill: Color | None
    stroke: Color | None
    order: int
    patterned: bool = False
    slim: bool = False


@dataclass(frozen=True, slots=True)
class Glyph:
    """A small closed shape or cross: a marker, a swatch, or a letter turned to outlines.

    Parameters
    ----------
    box : Box
        Extent without the stroke's width.
    centroid : tuple of float
        Mean of its corners.
    shape : str
        Word for its outline: "square", "circle", "triangle-up", ...
    fill, stroke : tuple of float or None
        RGB 0..1.
    order : int
        Painting order.
    """

    box: Box
    centroid: tuple[float, float]
    shape: str
    fill: Color | None
    stroke: Color | None
    order: int


@dataclass(frozen=True, eq=False, slots=True)
class Polyline:
    """An open line of several corners, points of shape (n, 2), stroked; dashes in line widths."""

    points: NDArray[np.float64]
    color: Color
    dash: tuple[float, ...]
    order: int


@dataclass(frozen=True, eq=False)
class Scene:
    """What stands on a page, pixels.

    Parameters
    ----------
    width, height : float
        Page size.
    horizontals, verticals : tuple of Edge
        Straight strokes.
    rects : tuple of Rect
        Rectangles that are more than a line.
    glyphs : tuple of Glyph
        Small shapes.
    lines : tuple of Polyline
        Open lines that are not axis-parallel.
    texts : tuple of VectorText
        Visible text.
    producer : str
        Program that drew the page, as far as known.
    spoken : tuple of SpokenMark
        Marks with their data in words.
    """

    width: float
    height: float
    horizontals: tuple[Edge, ...]
    verticals: tuple[Edge, ...]
    rects: tuple[Rect, ...]
    glyphs: tuple[Glyph, ...]
    lines: tuple[Polyline, ...]
    texts: tuple[VectorText, ...]
    producer: str = ""
    spoken: tuple[SpokenMark, ...] = ()

    @property
    def text_size(self) -> float:
        """Usual font size."""
        sizes = [t.size for t in self.texts]
        return float(np.median(sizes)) if sizes else 30.0

    def transposed(self) -> Scene:
        """Return the scene with x and y exchanged."""
        return Scene(
            self.height,
            self.width,
            self.verticals,
            self.horizontals,
            tuple(replace(r, box=r.box.transposed()) for r in self.rects),
            tuple(replace(g, box=g.box.transposed(), centroid=g.centroid[::-1]) for g in self.glyphs),
            tuple(replace(p, points=p.points[:, ::-1]) for p in self.lines),
            tuple(replace(t, box=t.box.transposed()) for t in self.texts),
            self.producer,
            tuple(replace(m, box=m.box.transposed()) for m in self.spoken),
        )


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
        cross = _cross_shape(path, self.small)
        if cross:
            self.glyphs.append(_glyph(path.box, path.box_centre, cross, path, order))
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
        rectangle = _is_rectangle(corners, box) and not sub.curved
        if rectangle:
            self._add_rect(path, box, order)
        slim = rectangle and not 0.7 < box.width / max(box.height, 1e-6) < 1.43
        if max(box.width, box.height) <= self.small and min(box.width, box.height) > _THIN and not slim:
            shape = shape_of(sub, corners, box)
            x, y = corners.mean(axis=0)
            self.glyphs.append(_glyph(box, (float(x), float(y)), shape, path, order))

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
        straight = not curved and all(_parallel(a, b) for a, b in pairwise(corners))
        if straight and not in_cross:
            for a, b in pairwise(corners):
                self._add_edge(a, b, path, order)
        elif len(corners) >= 2 and not in_cross:
            self.lines.append(Polyline(corners, path.stroke, dash_pattern(path), order))

    def _add_edge(self, a: NDArray[np.float64], b: NDArray[np.float64], path: VectorPath, order: int) -> None:
        assert path.stroke is not None
        dash = dash_pattern(path)
        (ax, ay), (bx, by) = a.tolist(), b.tolist()
        if abs(ay - by) <= abs(ax - bx):
            self.horizontals.append(Edge((ay + by) / 2, min(ax, bx), max(ax, bx), path.stroke, order, dash))
        else:
            self.verticals.append(Edge((ax + bx) / 2, min(ay, by), max(ay, by), path.stroke, order, dash))

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
        crosses = find_crosses(level, slanted)
        used = {s.index for c in crosses for s in c.level}
        gone = {s.index for c in crosses for s in c.slanted}
        self.horizontals = [h for i, h in enumerate(self.horizontals) if i not in used]
        self.verticals = [v for i, v in enumerate(self.verticals) if count + i not in used]
        self.lines = [p for i, p in enumerate(self.lines) if i not in gone]
        self.glyphs += [Glyph(c.box, (c.box.cx, c.box.cy), c.shape, None, c.color, c.order) for c in crosses]

    def _is_short(self, edge: Edge) -> bool:
        return edge.lone and 2 * _THIN < edge.length <= self.small


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
    texts = tuple(t for t in page.texts if t.text and not t.hidden)
    size = float(np.median([t.size for t in texts])) if texts else 30.0
    builder = _Builder(small=1.6 * size, thin=_line_width(page, size))
    for order, path in enumerate(page.paths):
        if _is_visible(path, page):
            builder.add(path, order)
    builder.gather_crosses()
    return Scene(
        page.width,
        page.height,
        tuple(builder.horizontals),
        tuple(builder.verticals),
        tuple(merged_rects(builder.rects)),
        tuple(merged_glyphs(builder.glyphs)),
        tuple(builder.lines),
        texts,
        page.producer,
        page.spoken,
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
    return Glyph(box, centre, shape, path.fill, path.stroke, order)


def dash_pattern(path: VectorPath) -> tuple[float, ...]:
    """Dash pattern of a path in line widths, rounded; empty when solid."""
    return tuple(round(v / max(path.width, 0.1), 1) for v in path.dash)


def box_of(points: NDArray[np.float64]) -> Box:
    """Bounding box of points, shape (n, 2)."""
    (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return Box(x0, y0, x1, y1)


def corners_of(sub: SubPath) -> NDArray[np.float64]:
    """Points without repeats and without points on a straight run.

    Points of an open line that a program put on a straight part on purpose (the
    data point within an error bar) vanish; ends stay.
    """
    points = sub.points
    step = np.abs(np.diff(points, axis=0)).max(axis=1)
    points = points[np.r_[True, step > 1e-3]]
    if len(points) < 3 or sub.curved:
        return np.asarray(points)
    before = points - np.roll(points, 1, axis=0)
    after = np.roll(points, -1, axis=0) - points
    cross = np.abs(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0])
    turns = cross > 0.05 * np.maximum(np.linalg.norm(before, axis=1), np.linalg.norm(after, axis=1))
    turns |= (before * after).sum(axis=1) < 0
    if sub.closed:
        return np.asarray(points[turns] if turns.sum() >= 3 else points)
    along = np.diff(points, axis=0)
    axis_parallel = bool((np.abs(along).min(axis=1) < 0.05).all())
    keep = turns if axis_parallel else np.ones_like(turns)
    keep[[0, -1]] = True
    return np.asarray(points[keep])


def _parallel(a: NDArray[np.float64], b: NDArray[np.float64]) -> bool:
    """Whether a stroke runs along x or y."""
    dx, dy = np.abs(b - a).tolist()
    return bool(min(dx, dy) <= 0.05 + 0.002 * max(dx, dy))


def _is_rectangle(corners: NDArray[np.float64], box: Box) -> bool:
    if not 4 <= len(corners) <= 5:
        return False
    near_x = np.minimum(np.abs(corners[:, 0] - box.x0), np.abs(corners[:, 0] - box.x1))
    near_y = np.minimum(np.abs(corners[:, 1] - box.y0), np.abs(corners[:, 1] - box.y1))
    on_corners = bool((near_x < 0.15).all() and (near_y < 0.15).all())
    return on_corners and all(_parallel(a, b) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True))


def _cross_shape(path: VectorPath, small: float) -> str:
    """Name of a marker drawn as strokes through one centre; empty when the path is none."""
    subs = path.subpaths
    box = path.box
    if path.stroke is None or not 2 <= len(subs) <= 4 or max(box.width, box.height) > small:
        return ""
    if any(len(s.points) != 2 for s in subs):
        return ""
    centre = np.array([box.cx, box.cy])
    if any(np.abs(s.points.mean(axis=0) - centre).max() > EPSILON for s in subs):
        return ""
    level = sum(_parallel(s.points[0], s.points[1]) for s in subs)
    return "star" if len(subs) > 2 else "plus" if level == 2 else "cross" if level == 0 else ""


def shape_of(sub: SubPath, corners: NDArray[np.float64], box: Box) -> str:
    """Name the outline of a small closed shape."""
    if sub.curved:
        return "circle" if 0.8 < box.width / max(box.height, 1e-6) < 1.25 else "blob"
    count = len(corners)
    if count == 3:
        mean = corners.mean(axis=0)
        aside = np.array([mean[0] - box.cx, mean[1] - box.cy])
        if abs(aside[1]) >= abs(aside[0]):
            return "triangle-up" if aside[1] > 0 else "triangle-down"
        return "triangle-left" if aside[0] > 0 else "triangle-right"
    if count == 4:
        return "square" if _is_rectangle(corners, box) else "diamond"
    if count > 8 and _is_round(corners, box):
        return "circle"
    return f"polygon-{count}"


def _is_round(corners: NDArray[np.float64], box: Box) -> bool:
    """Whether all corners lie on one circle about the middle of the box."""
    radius = np.linalg.norm(corners - (box.cx, box.cy), axis=1)
    return bool(radius.std() < 0.06 * radius.mean())


def merged_rects(rects: list[Rect]) -> Iterator[Rect]:
    """Join rectangles drawn twice at one place (ground, hatching, outline) into one."""
    places: dict[tuple[int, ...], Rect] = {}
    for rect in rects:
        b = rect.box
        key = tuple(round(v / (2 * EPSILON)) for v in (b.x0, b.y0, b.x1, b.y1))
        near = next((k for k in _neighbours(key) if k in places), None)
        if near is None:
            places[key] = rect
            continue
        first = places[near]
        places[near] = Rect(
            first.box if first.stroke is not None else b,
            rect.fill if rect.fill is not None else first.fill,
            rect.stroke if rect.stroke is not None else first.stroke,
            rect.order,
            first.patterned or rect.patterned,
        )
    yield from places.values()


def _neighbours(key: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    yield key
    for i in range(4):
        for step in (-1, 1):
            yield (*key[:i], key[i] + step, *key[i + 1 :])


def merged_glyphs(glyphs: list[Glyph]) -> Iterator[Glyph]:
    """Join fill and outline of one marker, painted one after the other."""
    done: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda g: g.order):
        twin = next((i for i in range(len(done) - 1, max(-1, len(done) - 8), -1) if _same_place(done[i], glyph)), None)
        if twin is None:
            done.append(glyph)
            continue
        first = done[twin]
        fill = glyph.fill if glyph.fill is not None else first.fill
        stroke = glyph.stroke if glyph.stroke is not None else first.stroke
        done[twin] = replace(first, fill=fill, stroke=stroke)
    yield from done


def _same_place(a: Glyph, b: Glyph) -> bool:
    p, q = a.box, b.box
    return a.shape == b.shape and max(abs(p.x0 - q.x0), abs(p.y0 - q.y0), abs(p.x1 - q.x1), abs(p.y1 - q.y1)) <= EPSILON
