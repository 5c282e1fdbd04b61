"""Label columns, ticks, gridlines and the plot area beside a vertical axis.

Written for vertical value axes; horizontal ones are found in the transposed scene.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool.core.axes import TickCandidate, TickSource
from figpool.core.figure import PlotArea
from figpool.core.geometry import Box
from figpool.core.vector import VectorText
from figpool.detect.vector.scene import EPSILON, Edge, Scene

_EDGES: tuple[Callable[[Box], float], ...] = (lambda b: b.x1, lambda b: b.cx, lambda b: b.x0)

#: Ends of lines and ticks drawn at one place agree to this many pixels.
_SAME_PLACE = 0.05


@dataclass(frozen=True)
class AxisMarks:
    """The strokes that belong to a column of labels.

    Parameters
    ----------
    ticks : tuple of TickCandidate
        Tick marks or gridlines, exact positions.
    at : float
        Position of the axis across.
    side : int
        -1 when the labels stand before the axis (left of it), +1 when behind.
    extent : tuple of float
        First and last position along the axis that its strokes cover.
    line : tuple of float or None
        Ends of the axis' own line.
    """

    ticks: tuple[TickCandidate, ...]
    at: float
    side: int
    extent: tuple[float, float]
    line: tuple[float, float] | None = None


def find_columns(texts: Sequence[VectorText]) -> list[tuple[VectorText, ...]]:
    """Gather texts of one size and direction that stand aligned above each other.

    Parameters
    ----------
    texts : sequence of VectorText
        Candidates for tick labels.

    Returns
    -------
    list of tuple of VectorText
        Columns from top to bottom, longest first; none contained in another.
    """
    found: list[frozenset[int]] = []
    for edge in _EDGES:
        for seed in texts:
            tolerance = 0.12 * seed.size + EPSILON
            column = frozenset(
                i
                for i, t in enumerate(texts)
                if abs(edge(t.box) - edge(seed.box)) <= tolerance
                and abs(t.size - seed.size) <= 0.03 * seed.size
                and abs(t.angle - seed.angle) < 1.0
            )
            if len(column) >= 2:
                found.append(column)
    kept: list[frozenset[int]] = []
    for column in sorted(set(found), key=lambda c: (-len(c), sorted(c))):
        if not any(column <= other for other in kept):
            kept.append(column)
    return [tuple(sorted((texts[i] for i in c), key=lambda t: t.box.cy)) for c in kept]


def find_axis_marks(scene: Scene, labels: Sequence[VectorText]) -> AxisMarks | None:
    """Find the tick marks, else the gridlines, that a column of labels names.

    Parameters
    ----------
    scene : Scene
        The page.
    labels : sequence of VectorText
        One column.

    Returns
    -------
    AxisMarks or None
        None when fewer than two labels, or fewer than half, have a stroke beside them.
    """
    size = labels[0].size
    before, behind = max(t.box.x1 for t in labels), min(t.box.x0 for t in labels)
    short = [e for e in scene.horizontals if e.lone and EPSILON < e.length <= 1.6 * size]
    long = [e for e in scene.horizontals if e.length > 4 * size]
    for edges, source, reach in ((short, TickSource.MARK, 2.2), (long, TickSource.GRID, 4.0)):
        near = [(e, -1) for e in edges if -0.4 * size <= e.lo - before <= reach * size]
        near += [(e, 1) for e in edges if -0.4 * size <= behind - e.hi <= reach * size]
        groups = [g for g in _aligned_groups(near) if len({round(e.at, 1) for e, _ in g}) >= 2]
        scored = [(_matches(labels, g), -_distance(g, before, behind), i) for i, g in enumerate(groups)]
        if scored and max(scored)[0] >= max(2, (len(labels) + 1) // 2):
            group = groups[max(scored)[2]]
            low, high = labels[0].box.y0 - 0.6 * size, labels[-1].box.y1 + 0.6 * size
            return _axis_marks(scene, [e for e in group if low <= e[0].at <= high], source)
    return None


def marks_from_labels(scene: Scene, labels: Sequence[VectorText], values: Sequence[float]) -> AxisMarks | None:
    """Take the labels' own middles for ticks, where an axis has neither ticks nor gridlines.

    Only labels at even distances, or at distances that go with their numbers, are
    taken: numbers in a table or on bars are not.

    Parameters
    ----------
    scene, labels : Scene, sequence of VectorText
        As for `find_axis_marks`.
    values : sequence of float
        Their numbers.
    """
    size = labels[0].size
    places = np.array([t.box.cy for t in labels])
    even = len(labels) >= 3 and _follow(np.arange(len(places)), places, size)
    if not even and not (len(labels) >= 4 and _follow(np.asarray(values), places, size)):
        return None
    before, behind = max(t.box.x1 for t in labels), min(t.box.x0 for t in labels)
    lines = [
        v for v in scene.verticals if v.lo <= places[0] + size and v.hi >= places[-1] - size and v.length > 4 * size
    ]
    after = [v.at for v in lines if -0.2 * size <= v.at - before <= 2.5 * size]
    ahead = [v.at for v in lines if -0.2 * size <= behind - v.at <= 2.5 * size]
    side = 1 if ahead and not after else -1
    at = min(after, default=before + 0.5 * size) if side < 0 else max(ahead)
    ticks = tuple(TickCandidate(float(p), 0.5, TickSource.LABEL) for p in places)
    return AxisMarks(ticks, at, side, (float(places[0]), float(places[-1])))


def _follow(values: NDArray[np.float64] | NDArray[np.int_], places: NDArray[np.float64], size: float) -> bool:
    """Whether places lie on a line over values, at least a font size apart on average."""
    straight = np.polyfit(values, places, 1)
    away = float(np.abs(np.polyval(straight, values) - places).max())
    return away <= 0.12 * size and float(np.ptp(places)) >= size * (len(places) - 1)


def _aligned_groups(edges: Iterable[tuple[Edge, int]]) -> list[list[tuple[Edge, int]]]:
    groups: list[list[tuple[Edge, int]]] = []
    for edge, side in sorted(edges, key=lambda item: (item[1], item[0].lo, item[0].hi)):
        for group in groups:
            other, other_side = group[0]
            if side == other_side and abs(edge.lo - other.lo) <= EPSILON and abs(edge.hi - other.hi) <= EPSILON:
                group.append((edge, side))
                break
        else:
            groups.append([(edge, side)])
    return groups


def _matches(labels: Sequence[VectorText], group: Sequence[tuple[Edge, int]]) -> int:
    """Labels that have a stroke of the group at their place."""
    at = np.array([e.at for e, _ in group])
    return sum(bool((_away(t, at) <= 0.55 * t.size).any()) for t in labels)


def _away(label: VectorText, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of positions from a label: 0 anywhere beside a long one, whose middle may have been moved."""
    half = max(0.0, label.box.height / 2 - 0.36 * label.size)
    return np.maximum(0.0, np.abs(at - label.box.cy) - half)


def _distance(group: Sequence[tuple[Edge, int]], before: float, behind: float) -> float:
    edge, side = group[0]
    return edge.lo - before if side < 0 else behind - edge.hi


def _axis_marks(scene: Scene, group: Sequence[tuple[Edge, int]], source: TickSource) -> AxisMarks:
    edge, side = group[0]
    places = sorted({round(e.at, 3) for e, _ in group})
    first, last = places[0], places[-1]
    near, far = (edge.lo, edge.hi) if side < 0 else (edge.hi, edge.lo)
    at = near if source is TickSource.GRID else far
    lines = [
        v
        for v in scene.verticals
        if min(v.hi, last + 1) - max(v.lo, first - 1) >= 0.5 * (last - first) and v.length >= 0.5 * (last - first)
    ]
    line = None
    for end in (near, far):
        beside = [v for v in lines if abs(v.at - end) <= 2 * EPSILON]
        if beside:
            at = end
            own = min(beside, key=lambda v: (-_ends_at(v, places), v.length))
            line = (own.lo, own.hi)
            first, last = min(first, *(v.lo for v in beside)), max(last, *(v.hi for v in beside))
            break
    ticks = tuple(TickCandidate(p, 1.0, source) for p in places)
    return AxisMarks(ticks, at, side, (first, last), line)


def _ends_at(line: Edge, ticks: Sequence[float]) -> int:
    """Ends of a line at which a tick stands: a frame beside the axis may be drawn half a screen pixel aside."""
    return sum(min(abs(end - t) for t in ticks) <= _SAME_PLACE for end in (line.lo, line.hi))


def find_area(scene: Scene, marks: AxisMarks, limits: tuple[float, float], size: float) -> PlotArea:
    """Find the box inside the axes.

    Parameters
    ----------
    scene : Scene
        The page.
    marks : AxisMarks
        The vertical axis.
    limits : (float, float)
        Left and right bound set by other axes and the page.
    size : float
        Font size of the labels.

    Returns
    -------
    PlotArea
        Frame, panel ground, gridlines and the other axis' line decide; else the limits.
    """
    first, last = marks.extent
    step = (last - first) / max(1, len(marks.ticks) - 1)
    frames = [r.box for r in scene.rects if _frames(r.box, marks, size)]
    ends = _ends(scene, marks, size)
    if marks.side < 0:
        right = max([f.x1 for f in frames] + ends, default=limits[1])
        x0, x1 = marks.at, min(right, limits[1])
    else:
        left = min([f.x0 for f in frames] + ends, default=limits[0])
        x0, x1 = max(left, limits[0]), marks.at
    if frames:
        y0, y1 = min(f.y0 for f in frames), max(f.y1 for f in frames)
    else:
        above = [t.box.y1 + 1 for t in scene.texts if t.box.y1 < first - 1 and x0 <= t.box.cx <= x1]
        y0, y1 = max([0.0, first - 0.9 * step, *above]), min(scene.height, last + 0.35 * step)
        floor = [
            e.at for e in scene.horizontals if e.at >= last - EPSILON and e.at <= y1 and e.hi - e.lo > 0.5 * (x1 - x0)
        ]
        below = [t.box.y0 - 1 for t in scene.texts if t.box.y0 > last + 1 and x0 <= t.box.cx <= x1]
        y1 = min([*floor, *below, y1])
    return PlotArea(Box(x0, min(y0, first), x1, max(y1, last)), has_left=marks.side < 0, has_bottom=True)


def _frames(box: Box, marks: AxisMarks, size: float) -> bool:
    first, last = marks.ticks[0].pixel, marks.ticks[-1].pixel
    side = box.x0 if marks.side < 0 else box.x1
    return (
        abs(side - marks.at) <= 0.35 * size
        and box.y0 <= first + 2 * EPSILON
        and box.y1 >= last - 2 * EPSILON
        and box.width > 3 * size
        and box.height <= 2.0 * (last - first) + 4 * size
    )


def _ends(scene: Scene, marks: AxisMarks, size: float) -> list[float]:
    """Far ends of gridlines, frame and category axis: strokes that start at the axis."""
    first, last = marks.extent
    ends = []
    for e in scene.horizontals:
        start, end = (e.lo, e.hi) if marks.side < 0 else (e.hi, e.lo)
        at_tick = min(abs(e.at - t.pixel) for t in marks.ticks) <= 2 * EPSILON
        inside = at_tick or last - EPSILON <= e.at <= last + 1.5 * size or first - 0.5 * size <= e.at <= first + EPSILON
        if e.lone and inside and e.length > 3 * size and abs(start - marks.at) <= 1.6 * size:
            ends.append(end)
    return ends
