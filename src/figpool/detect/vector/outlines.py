"""Outlines of paths: their corners, boxes and the words for their shapes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.core.vector import SubPath, VectorPath
from figpool.detect.vector.scene import EPSILON

#: Names of triangles, which programs stand on their points in different ways.
TRIANGLES = frozenset(f"triangle-{way}" for way in ("up", "down", "left", "right"))


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
    axisis_parallel = bool((np.abs(along).min(axis=1) < 0.05).all())
    keep = turns if axisis_parallel else np.ones_like(turns)
    keep[[0, -1]] = True
    return np.asarray(points[keep])


def is_parallel(a: NDArray[np.float64], b: NDArray[np.float64]) -> bool:
    """Whether a stroke runs along x or y."""
    dx, dy = np.abs(b - a).tolist()
    return bool(min(dx, dy) <= 0.05 + 0.002 * max(dx, dy))


def is_rectangle(corners: NDArray[np.float64], box: Box) -> bool:
    """Whether corners are those of their box, its sides along x and y."""
    if not 4 <= len(corners) <= 5:
        return False
    near_x = np.minimum(np.abs(corners[:, 0] - box.x0), np.abs(corners[:, 0] - box.x1))
    near_y = np.minimum(np.abs(corners[:, 1] - box.y0), np.abs(corners[:, 1] - box.y1))
    on_corners = bool((near_x < 0.15).all() and (near_y < 0.15).all())
    return on_corners and all(is_parallel(a, b) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True))


def cross_shape(path: VectorPath, small: float) -> tuple[str, tuple[float, float]]:
    """Name of a marker drawn as strokes through or from one centre, and the centre; no name when the path is none."""
    subs = path.subpaths
    box = path.box
    none = "", (box.cx, box.cy)
    if path.stroke is None or not 2 <= len(subs) <= 4 or max(box.width, box.height) > small:
        return none
    if any(len(s.points) != 2 for s in subs):
        return none
    centre = np.array([box.cx, box.cy])
    if any(np.abs(s.points.mean(axis=0) - centre).max() > EPSILON for s in subs):
        return _tripod(subs) or none
    level = sum(is_parallel(s.points[0], s.points[1]) for s in subs)
    name = "star" if len(subs) > 2 else "plus" if level == 2 else "cross" if level == 0 else ""
    return name, (box.cx, box.cy)


def _tripod(subs: Sequence[SubPath]) -> tuple[str, tuple[float, float]] | None:
    """Name three strokes from one point by the way the one that is level or upright leads."""
    starts = np.array([s.points[0] for s in subs])
    legs = np.array([s.points[1] for s in subs]) - starts
    straight = [leg for leg in legs.tolist() if min(abs(leg[0]), abs(leg[1])) <= 0.05]
    if len(subs) != 3 or float(np.ptp(starts, axis=0).max()) > 0.05 or len(straight) != 1:
        return None
    (dx, dy), (x, y) = straight[0], starts[0].tolist()
    way = ("right" if dx > 0 else "left") if abs(dx) > abs(dy) else ("down" if dy > 0 else "up")
    return f"tripod-{way}", (x, y)


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
        return "square" if is_rectangle(corners, box) else "diamond"
    if count > 8 and _is_round(corners, box):
        return "circle"
    return f"polygon-{count}"


def _is_round(corners: NDArray[np.float64], box: Box) -> bool:
    """Whether all corners lie on one circle about the middle of the box."""
    radius = np.linalg.norm(corners - (box.cx, box.cy), axis=1)
    return bool(radius.std() < 0.06 * radius.mean())


def second_side(corners: NDArray[np.float64], shape: str) -> int:
    """Side of the corner drawn after the tip of a triangle that points up or down: 1 right, -1 left; else 0."""
    if shape not in ("triangle-up", "triangle-down") or len(corners) != 3:
        return 0
    tip, second, third = corners.tolist()
    points_down = shape == "triangle-down"
    if (tip[1] > min(second[1], third[1])) != points_down or abs(second[1] - third[1]) > EPSILON:
        return 0
    return 1 if second[0] > third[0] else -1
