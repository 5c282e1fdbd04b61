"""Level strokes at the mean of the single values that stand around them as points, with the stems of error bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from figpool.core.geometry import Box
from figpool.core.marks import WhiskerMark
from figpool.detect.vector.markers import Look, group_markers, look_of
from figpool.detect.vector.scene import EPSILON, Edge, Glyph, Scene
from figpool.detect.vector.stems import Stem, arms_at

#: Shortest stroke, pixels; longest in plot areas.
_SHORT, _LONG = 2.0, 0.45
#: Strokes of one length agree to this share of it.
_SAME = 0.02
#: Points of a group, at least; the same where the strokes are not at their mean.
_FEW, _SEVERAL = 2, 3
#: Share of a panel's groups that must be as said, and of its points that stand beside a stroke.
_MOST, _AROUND = 0.6, 0.8
#: How far from its stroke a point of its group stands, in lengths of the stroke and in distances of strokes, at most.
_REACH, _BESIDE = 2.0, 0.5

#: The row of the mean of the values at some rows: on a logarithmic scale not the rows' mean.
MeanRow = Callable[[Sequence[float]], float]


@dataclass(frozen=True, slots=True)
class MeanStroke:
    """A stroke among the points of one group.

    Parameters
    ----------
    x, y : float
        Its middle.
    length : float
        Its length.
    up, down : WhiskerMark or None
        Arms of the error bar.
    look : Look
        How most points of the group are drawn.
    alike : float
        Share of the points drawn so.
    order : int
        Painting order of the stroke.
    at_mean : bool
        Whether it stands at the mean of the points.
    """

    x: float
    y: float
    length: float
    up: WhiskerMark | None
    down: WhiskerMark | None
    look: Look
    alike: float
    order: int
    at_mean: bool


def find_mean_strokes(
    scene: Scene, area: Box, markers: Sequence[Glyph], stems: Sequence[Stem], mean_row: MeanRow
) -> list[MeanStroke]:
    """Find the strokes at the means of groups of points.

    Strokes are of one length, one in each group; of caps and strokes those count that stand at the mean of the points
    around them, and where none do, strokes that stems cross.

    Parameters
    ----------
    scene : Scene
        The page.
    area : Box
        Plot area.
    markers : sequence of Glyph
        Markers of the panel.
    stems : sequence of Stem
        Possible error bars.
    mean_row : callable
        The row of the mean of the values at some rows.

    Returns
    -------
    list of MeanStroke
        From left to right; empty where the panel is no such chart.
    """
    shown = [m for m in markers if m.shape != "dash-level"]
    points = [shown[i] for group in group_markers(shown) if len(group) >= _FEW for i in group]
    level = _level(scene, area, markers)
    best: list[MeanStroke] = []
    for length in sorted({round(e.length, 1) for e in level}, reverse=True):
        alike = [e for e in level if abs(e.length - length) <= EPSILON + _SAME * length]
        found = _strokes(alike, points, stems, mean_row)
        if sum(s.at_mean for s in found) > sum(s.at_mean for s in best) or not best:
            best = found
    return best


def _level(scene: Scene, area: Box, markers: Sequence[Glyph]) -> list[Edge]:
    """Level strokes that neither reach the edges of the area nor lie on one another."""
    dashes = [
        Edge(m.box.cy, m.box.x0, m.box.x1, m.stroke or (0.0, 0.0, 0.0), m.order)
        for m in markers
        if m.shape == "dash-level"
    ]
    kept: list[Edge] = []
    for edge in (*scene.horizontals, *dashes):
        inside = area.x0 < edge.lo and edge.hi < area.x1 and area.y0 - EPSILON <= edge.at <= area.y1 + EPSILON
        if not (edge.lone and inside and _SHORT < edge.length <= _LONG * area.width):
            continue
        if not any(max(abs(edge.at - k.at), abs(edge.lo - k.lo), abs(edge.hi - k.hi)) <= 0.1 for k in kept):
            kept.append(edge)
    return kept


def _strokes(
    level: Sequence[Edge], points: Sequence[Glyph], stems: Sequence[Stem], mean_row: MeanRow
) -> list[MeanStroke]:
    """The strokes of one length that stand among points; none where most points stand elsewhere."""
    columns: list[list[Edge]] = []
    for edge in sorted(level, key=lambda e: e.middle):
        if columns and edge.middle - columns[-1][-1].middle <= EPSILON:
            columns[-1].append(edge)
        else:
            columns.append([edge])
    groups = _groups([c[0].middle for c in columns], points, _REACH * level[0].length)
    held = [(c, g) for c, g in zip(columns, groups, strict=True) if len(g) >= _FEW]
    if sum(len(g) for _, g in held) < _AROUND * len(points) or not held:
        return []
    found = [_stroke(c, g, stems, mean_row) for c, g in held]
    if sum(s.at_mean for s in found) >= _MOST * len(found):
        return found
    single = all(len(c) == 1 for c, _ in held) and len(held) >= _FEW
    crossed = sum(s.up is not None and s.down is not None for s in found)
    crowded = sum(len(g) >= _SEVERAL for _, g in held)
    return found if single and min(crossed, crowded) >= _MOST * len(found) else []


def _groups(middles: Sequence[float], points: Sequence[Glyph], reach: float) -> list[list[Glyph]]:
    """Points by the stroke nearest to them, those left out that stand beside none."""
    groups: list[list[Glyph]] = [[] for _ in middles]
    at = np.asarray(middles)
    reach = max(reach, _BESIDE * float(np.diff(at).min())) if len(at) > 1 else reach
    for point in points:
        away = np.abs(at - point.box.cx)
        nearest = int(away.argmin())
        if away[nearest] <= reach:
            groups[nearest].append(point)
    return groups


def _stroke(column: Sequence[Edge], group: Sequence[Glyph], stems: Sequence[Stem], mean_row: MeanRow) -> MeanStroke:
    """The stroke of a column nearest to the mean of its points."""
    mean = mean_row([m.box.cy for m in group])
    edge = min(column, key=lambda e: abs(e.at - mean))
    own = [s for s in stems if abs(s.x - edge.middle) <= EPSILON + _SAME * edge.length]
    up, down = arms_at(own, edge.at)
    looks = [look_of(m) for m in group]
    look = max(looks, key=looks.count)
    share = looks.count(look) / len(looks)
    at_mean = abs(edge.at - mean) <= 2 * EPSILON
    return MeanStroke(edge.middle, edge.at, edge.length, up, down, look, share, edge.order, at_mean)
