"""Data points: markers and the corners of lines, each with the arms of its error bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figpool.core.marks import WhiskerMark
from figpool.detect.vector.markers import Look, group_markers, look_of
from figpool.detect.vector.scene import EPSILON, Glyph, Polyline
from figpool.detect.vector.stems import MIN_ARM, Stem, to_whisker

#: Lines with more corners are smooth curves, not series of points.
_MAX_CORNERS = 80


@dataclass(frozen=True, slots=True)
class PointTrack:
    """Points of one series before they have values.

    Parameters
    ----------
    look : Look
        How they are drawn.
    places : tuple of (float, float)
        x and y of each point, pixels.
    on_line : bool
        Whether a line joins them.
    sizes : tuple of float
        Height of each marker; 0 without one.
    orders : tuple of int
        Painting order of each marker.
    """

    look: Look
    places: tuple[tuple[float, float], ...]
    on_line: bool
    sizes: tuple[float, ...]
    orders: tuple[int, ...]


def find_tracks(markers: Sequence[Glyph], lines: Sequence[Polyline], stems: Sequence[Stem]) -> list[PointTrack]:
    """Gather markers and line corners to series.

    Corners of a line are the exact places; markers on them give the look. A line
    whose corners carry no markers is a series only when the panel has no markers.

    Parameters
    ----------
    markers : sequence of Glyph
        Markers of the panel.
    lines : sequence of Polyline
        Lines of the panel.
    stems : sequence of Stem
        Possible error bars: they tell where in a triangle its point stands.

    Returns
    -------
    list of PointTrack
        In painting order.
    """
    groups = group_markers(markers)
    group_of = {i: g for g, group in enumerate(groups) for i in group}
    used: set[int] = set()
    tracks: list[PointTrack] = []
    courses = [p for p in _courses(lines) if 2 <= len(p.points) <= _MAX_CORNERS]
    for line in courses:
        on = _markers_on(line, markers, group_of, used)
        if len([i for i in on if i is not None]) >= max(2, 0.6 * len(line.points)):
            used |= {i for i in on if i is not None}
            tracks.append(_line_track(line, on, markers))
    for group in groups:
        rest = [i for i in group if i not in used]
        if rest:
            tracks.append(_marker_track([markers[i] for i in rest], stems))
    if not markers:
        tracks = [_line_track(line, [None] * len(line.points), markers) for line in courses]
    return tracks


def _courses(lines: Sequence[Polyline]) -> list[Polyline]:
    """Lines that run on in x, pieces joined end to end, each once."""
    done: list[Polyline] = []
    for line in sorted(lines, key=lambda p: p.order):
        last = done[-1] if done else None
        if last is not None and _continues(last, line):
            points = np.vstack([last.points, line.points[1:]])
            done[-1] = Polyline(points, last.color, last.dash, line.order)
        else:
            done.append(line)
    kept: list[Polyline] = []
    for line in done:
        along = np.diff(line.points[:, 0])
        forward = bool((along > -EPSILON).all() or (along < EPSILON).all())
        if forward and not any(_same_line(line, k) for k in kept):
            kept.append(line)
    return kept


def _continues(a: Polyline, b: Polyline) -> bool:
    return (
        a.color == b.color and a.dash == b.dash and b.order - a.order <= 1
        and bool(np.abs(a.points[-1] - b.points[0]).max() <= 0.1)
    )  # fmt: skip


def _same_line(a: Polyline, b: Polyline) -> bool:
    return a.color == b.color and a.points.shape == b.points.shape and bool(np.abs(a.points - b.points).max() <= EPSILON)


def _markers_on(
    line: Polyline, markers: Sequence[Glyph], group_of: dict[int, int], used: set[int]
) -> list[int | None]:
    """Marker on each corner of a line, all of one look."""
    near: list[dict[int, int]] = []
    votes: dict[int, int] = {}
    for x, y in line.points.tolist():
        here: dict[int, tuple[float, int]] = {}
        for i, m in enumerate(markers):
            if i not in group_of or i in used or not m.box.contains(x, y, 0.0):
                continue
            away = min(max(abs(m.box.cx - x), abs(m.box.cy - y)), max(abs(m.centroid[0] - x), abs(m.centroid[1] - y)))
            group = group_of[i]
            if away <= 0.12 * m.box.height + EPSILON and away < here.get(group, (np.inf, 0))[0]:
                here[group] = (away, i)
        near.append({g: i for g, (_, i) in here.items()})
        for g in here:
            votes[g] = votes.get(g, 0) + 1
    if not votes:
        return [None] * len(near)
    rank = {g: (n, _same_color(line, markers[near_of(near, g)])) for g, n in votes.items()}
    best = max(rank, key=lambda g: rank[g])
    return [n.get(best) for n in near]


def near_of(near: Sequence[dict[int, int]], group: int) -> int:
    """Return one marker of a group found on a line."""
    return next(n[group] for n in near if group in n)


def _same_color(line: Polyline, marker: Glyph) -> bool:
    return line.color in (marker.fill, marker.stroke)


def _line_track(line: Polyline, on: Sequence[int | None], markers: Sequence[Glyph]) -> PointTrack:
    with_marker = [i for i in on if i is not None]
    look = look_of(markers[with_marker[0]], line) if with_marker else Look("", None, line.color, line.dash)
    places = [p for p, i in zip(line.points.tolist(), on, strict=True) if i is not None or not with_marker]
    sizes = [markers[i].box.height for i in with_marker] or [0.0] * len(places)
    orders = [markers[i].order for i in with_marker] or [line.order] * len(places)
    return PointTrack(look, tuple((x, y) for x, y in places), True, tuple(sizes), tuple(orders))


def _marker_track(markers: Sequence[Glyph], stems: Sequence[Stem]) -> PointTrack:
    middle = [(g.box.cx, g.box.cy) for g in markers]
    mass = [g.centroid for g in markers]
    places = middle
    if markers[0].shape.startswith("triangle"):
        by_mass, by_middle = _stem_misfit(mass, stems), _stem_misfit(middle, stems)
        width, height = markers[0].box.width, markers[0].box.height
        equilateral = abs(height / width - 0.866) < 0.01
        places = mass if by_mass < by_middle - 0.05 or (by_mass == by_middle and equilateral) else middle
    return PointTrack(
        look_of(markers[0]), tuple(places), False, tuple(g.box.height for g in markers), tuple(g.order for g in markers)
    )


def _stem_misfit(places: Sequence[tuple[float, float]], stems: Sequence[Stem]) -> float:
    """Median distance between points and the nearest middle or end of a stem in their column."""
    gaps = []
    for x, y in places:
        rows = [r for s in stems if abs(s.x - x) <= EPSILON for r in (s.middle, s.lo, s.hi)]
        if rows:
            gaps.append(min(abs(r - y) for r in rows))
    return float(np.median(gaps)) if gaps else 0.0


Arms = tuple[WhiskerMark | None, WhiskerMark | None]


def find_point_arms(tracks: Sequence[PointTrack], stems: Sequence[Stem]) -> list[list[Arms]]:
    """Give every point the stems of its error bar, all points of a column together.

    Whole stems go to the points they contain, by symmetry, colour and painting
    order; then half stems that start at a point.

    Parameters
    ----------
    tracks : sequence of PointTrack
        Series.
    stems : sequence of Stem
        Possible error bars.

    Returns
    -------
    list of list of (up, down)
        For every point of every track.
    """
    from scipy.optimize import linear_sum_assignment

    flat = [(t, k) for t, track in enumerate(tracks) for k in range(len(track.places))]
    result: dict[tuple[int, int], Arms] = dict.fromkeys(flat, (None, None))
    if stems and flat:
        cost = np.array([[_cost(tracks[t], k, s) for s in stems] for t, k in flat])
        taken: set[int] = set()
        for i, j in zip(*linear_sum_assignment(cost), strict=True):
            if cost[i, j] < _NEVER:
                result[flat[i]] = _arms(tracks[flat[i][0]], flat[i][1], stems[j])
                taken.add(int(j))
        _add_second_halves(tracks, stems, taken, result)
    return [[result[t, k] for k in range(len(track.places))] for t, track in enumerate(tracks)]


_NEVER = 1e3


def _cost(track: PointTrack, k: int, stem: Stem) -> float:
    x, y = track.places[k]
    reach = max(EPSILON, 0.55 * track.sizes[k])
    if abs(stem.x - x) > EPSILON or not stem.lo - reach <= y <= stem.hi + reach:
        return _NEVER
    inside = stem.lo < y - EPSILON and stem.hi > y + EPSILON
    lopsided = abs(stem.middle - y) / max(stem.length / 2, 1.0)
    color = track.look.color
    foreign = 1.0 if color is not None and stem.color not in (color, track.look.stroke, (0.0, 0.0, 0.0)) else 0.0
    apart = 0.02 * float(np.log1p(abs(stem.order - track.orders[k])))
    gap = min(abs(stem.lo - y), abs(stem.hi - y)) / max(reach, 1.0)
    return (2.0 * lopsided if inside else 1.2 + gap) + foreign + apart


def _arms(track: PointTrack, k: int, stem: Stem) -> Arms:
    _, y = track.places[k]
    up = to_whisker(stem, y, stem.lo) if stem.lo < y - MIN_ARM else None
    down = to_whisker(stem, y, stem.hi) if stem.hi > y + MIN_ARM else None
    if up is not None and down is not None and min(abs(up.end - y), abs(down.end - y)) <= EPSILON:
        return (up, None) if abs(up.end - y) > abs(down.end - y) else (None, down)
    return up, down


def _add_second_halves(
    tracks: Sequence[PointTrack], stems: Sequence[Stem], taken: set[int], result: dict[tuple[int, int], Arms]
) -> None:
    """Give points with one arm the free stem that leads the other way."""
    for (t, k), (up, down) in result.items():
        if (up is None) == (down is None):
            continue
        x, y = tracks[t].places[k]
        reach = max(EPSILON, 0.55 * tracks[t].sizes[k])
        for j, s in enumerate(stems):
            if j in taken or abs(s.x - x) > EPSILON:
                continue
            if up is None and abs(s.hi - y) <= reach and s.lo < y:
                result[t, k] = (to_whisker(s, y, s.lo), down)
                taken.add(j)
                break
            if down is None and abs(s.lo - y) <= reach and s.hi > y:
                result[t, k] = (up, to_whisker(s, y, s.hi))
                taken.add(j)
                break
