"""Level strokes at the mean, with the stem of an error bar, among the single values drawn as points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figpool.core.geometry import Box
from figpool.detect.raster.level_strokes import InkMaps, find_level_strokes, map_ink
from figpool.detect.raster.lines import Stroke
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.mean_arms import Arm, common_cap, find_arms, is_crossed, without_rims
from figpool.detect.raster.picture import Picture

#: Half width of a stroke, in radii of the points and in plot areas, at least and at most.
_NARROW, _WIDE = 1.3, 0.2
#: Difference of the strokes of one width, as a share of their half and at least, working pixels.
_SAME, _LEAST_SAME = 0.04, 1.5
#: How far a point of a group stands from the middle of its stroke, in half widths and in distances of strokes.
_REACH, _BESIDE = 1.8, 0.5
#: Shortest part of a stroke that is seen, in its half width, and how much longer points make it at most, in radii.
_PART, _LONGER = 0.35, 2.5
#: Share of a stroke that is ink, and that is seen as one; how far its middle is from that of its points, in halves.
_INKED, _SEEN, _ASIDE = 0.92, 0.3, 0.7
#: Points of a group, at least; strokes of a panel, at least; share of the points that stand beside a stroke.
_POINTS, _LEAST, _AROUND = 2, 2, 0.6
#: How far strokes above one another are aside of one another, in halves.
_ONE = 0.15
#: How far beyond its ends a stroke has ended, working pixels, and how much less one counts at each end that has not.
_ENDED, _RUNS_ON = 3, 0.35
#: Shortest arm, working pixels.
_ARM = 3.0
#: How well strokes agree with the means of their points, together, share of the best.
_AGREE = 0.5


@dataclass(frozen=True, slots=True)
class MeanLine:
    """A stroke at the mean with its error bar, working pixels.

    Parameters
    ----------
    x, y : float
        Its middle.
    half : float
        Half width of the mean's stroke.
    upper, lower : Arm or None
        Arms of the error bar.
    stroke : float
        Thickness of the stroke.
    points : tuple of RawMarker
        Points around it.
    """

    x: float
    y: float
    half: float
    upper: Arm | None
    lower: Arm | None
    stroke: float
    points: tuple[RawMarker, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """A stroke and the points around it."""

    stroke: Stroke
    points: tuple[RawMarker, ...]

    @property
    def x(self) -> float:
        return _middle(self.stroke)

    @property
    def fit(self) -> float:
        """How near the stroke is to the mean of the points, 0..1 at it."""
        mean = float(np.mean([p.y for p in self.points]))
        return max(0.0, 1.0 - abs(self.stroke.at - mean) / _spread(self.points))


def find_mean_lines(picture: Picture, area: Box, points: Sequence[RawMarker], line: float) -> list[MeanLine]:
    """Find the strokes at the means of groups of points.

    They are of one width, one in each group; of caps and strokes those count that stand nearer to the means of the
    points around them.

    Parameters
    ----------
    picture : Picture
        Working picture.
    area : Box
        Plot area, working pixels.
    points : sequence of RawMarker
        Markers of the panel.
    line : float
        Usual thickness of its strokes.

    Returns
    -------
    list of MeanLine
        From left to right; empty where points stand around no such strokes.
    """
    maps = map_ink(picture, area, line) if len(points) >= _LEAST * _POINTS else None
    if maps is None:
        return []
    least = _NARROW * float(np.median([p.radius for p in points]))
    everything = find_level_strokes(maps)
    level = [s for s in everything if least <= s.length / 2 <= _WIDE * area.width]
    groups = _best_groups(maps, level, points, without_rims(everything, points))
    if len(groups) < _LEAST:
        return []
    half = float(np.median([g.stroke.length / 2 for g in groups]))
    groups += _partly_hidden(maps, everything, points, groups, half)
    level = without_rims(everything, points)
    cap = common_cap([g.stroke for g in groups], level)
    return [_line(maps, group, half, cap, level) for group in sorted(groups, key=lambda g: g.x)]


def _line(maps: InkMaps, group: _Group, half: float, cap: float | None, level: Sequence[Stroke]) -> MeanLine:
    thick = group.stroke.thickness
    upper, lower = find_arms(maps, group.stroke, cap, level, group.points)
    return MeanLine(group.x, group.stroke.at, half, upper, lower, thick, group.points)


def _middle(stroke: Stroke) -> float:
    return (stroke.start + stroke.end) / 2


def _best_groups(
    maps: InkMaps, level: Sequence[Stroke], points: Sequence[RawMarker], everything: Sequence[Stroke]
) -> list[_Group]:
    """Groups of the width of strokes that stand best at the means of the points around them."""
    best: list[_Group] = []
    most = 0.0
    halves = sorted({round(s.length / 2, 1) for s in level}, reverse=True)
    for half in halves:
        near = max(_LEAST_SAME, _SAME * half)
        groups = _groups(maps, [s for s in level if abs(s.length / 2 - half) <= near], points, half, everything)
        worth = sum(g.fit * _clearness(maps, g.stroke) for g in groups)
        if worth > most:
            best, most = groups, worth
    return best


def _clearness(maps: InkMaps, stroke: Stroke) -> float:
    """How much of a stroke is seen as one, less where its ink runs on beyond its ends; 0..1."""
    row, first, last = round(stroke.at) - maps.top, round(stroke.start) - maps.left, round(stroke.end) - maps.left
    seen = float(maps.level[max(0, row - 1) : row + 2, first : last + 1].any(axis=0).mean())
    beyond = (maps.ink[row, max(0, first - _ENDED) : max(0, first - 1)], maps.ink[row, last + 2 : last + 1 + _ENDED])
    return seen * (1.0 - _RUNS_ON * sum(bool(ink.all()) for ink in beyond))


def _groups(
    maps: InkMaps, alike: Sequence[Stroke], points: Sequence[RawMarker], half: float, level: Sequence[Stroke]
) -> list[_Group]:
    """Strokes of one width with the points around them; none where many points stand elsewhere."""
    columns: list[list[Stroke]] = []
    for stroke in sorted(alike, key=_middle):
        if columns and _middle(stroke) - _middle(columns[-1][0]) <= half:
            columns[-1].append(stroke)
        else:
            columns.append([stroke])
    columns = [own for column in columns if (own := _without_caps(maps, column, level))]
    if not columns:
        return []
    at = np.array([float(np.mean([_middle(s) for s in c])) for c in columns])
    reach = _REACH * half if len(at) < 2 else min(_REACH * half, _BESIDE * float(np.diff(at).min()))
    around: list[list[RawMarker]] = [[] for _ in columns]
    for point in points:
        nearest = int(np.abs(at - point.x).argmin())
        if abs(at[nearest] - point.x) <= reach + point.radius:
            around[nearest].append(point)
    held = [(c, tuple(p)) for c, p in zip(columns, around, strict=True) if len(p) >= _POINTS]
    if sum(len(p) for _, p in held) < _AROUND * len(points):
        return []
    groups = [_Group(_of_column(column, own, half), own) for column, own in held]
    return groups if sum(g.fit for g in groups) >= _AGREE * len(groups) else []


def _partly_hidden(
    maps: InkMaps, level: Sequence[Stroke], points: Sequence[RawMarker], groups: Sequence[_Group], half: float
) -> list[_Group]:
    """Strokes among the points that stand beside none of those found: points lie on one of their ends."""
    taken = {id(p) for group in groups for p in group.points}
    free = sorted((p for p in points if id(p) not in taken), key=lambda p: p.x)
    heaps: list[list[RawMarker]] = []
    for point in free:
        if heaps and point.x - heaps[-1][-1].x <= half:
            heaps[-1].append(point)
        else:
            heaps.append([point])
    found = []
    for heap in (h for h in heaps if len(h) >= _POINTS):
        radius = float(np.median([p.radius for p in heap]))
        parts = [s for s in level if _PART * half <= s.length / 2 <= half + _LONGER * radius]
        whole = [w for part in parts for w in _completed(maps, part, half)]
        middle = float(np.mean([p.x for p in heap]))
        own = [_Group(s, tuple(heap)) for s in whole if abs(_middle(s) - middle) <= _ASIDE * half]
        found += [max(own, key=lambda g: g.fit - abs(g.x - middle) / half)] if own else []
    return [g for g in found if g.fit >= _AGREE]


def _completed(maps: InkMaps, part: Stroke, half: float) -> list[Stroke]:
    """A stroke of the common width from either end of a part of it, where ink is on all of it."""
    row = round(part.at) - maps.top
    found = []
    for start in (part.start, part.end - 2 * half):
        first, last = round(start) - maps.left, round(start + 2 * half) - maps.left
        if first < 0 or last >= maps.ink.shape[1]:
            continue
        inked = float(maps.ink[row, first : last + 1].mean())
        seen = float(maps.level[max(0, row - 1) : row + 2, first : last + 1].any(axis=0).mean())
        if inked >= _INKED and seen >= _SEEN:
            found.append(Stroke(part.at, start, start + 2 * half, part.thickness))
    return found


def _without_caps(maps: InkMaps, column: Sequence[Stroke], level: Sequence[Stroke]) -> list[Stroke]:
    """Strokes of a column but those between two of which another stroke lies half-way, as between caps."""
    rows = sorted(column, key=lambda s: s.at)
    caps = {
        id(s)
        for i, upper in enumerate(rows)
        for lower in rows[i + 1 :]
        if lower.at - upper.at >= 2 * _ARM and is_crossed(maps, upper, lower, level)
        for s in (upper, lower)
    }
    return [s for s in rows if id(s) not in caps]


def _of_column(column: Sequence[Stroke], points: Sequence[RawMarker], half: float) -> Stroke:
    """The middle one of three strokes above one another, else the one nearest to the middle of the points."""
    rows = sorted(column, key=lambda s: s.at)
    middles = [_middle(s) for s in rows]
    if len(rows) == 3 and max(middles) - min(middles) <= _ONE * half:
        return rows[1]
    mean, at = float(np.mean([p.y for p in points])), float(np.mean([p.x for p in points]))
    spread = _spread(points)
    return min(rows, key=lambda s: abs(s.at - mean) / spread + abs(_middle(s) - at) / half)


def _spread(points: Sequence[RawMarker]) -> float:
    """Rows over which points are spread, their own size included."""
    return float(np.std([p.y for p in points])) + float(np.median([p.radius for p in points]))
