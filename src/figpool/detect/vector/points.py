"""Data points: markers and the corners of lines, each with the arms of its error bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool.detect.vector.anchors import Anchor, find_anchors
from figpool.detect.vector.markers import Look, group_markers, look_of
from figpool.detect.vector.scene import EPSILON, Glyph, Polyline
from figpool.detect.vector.stems import MIN_ARM, VECTOR_U, Stem, to_whisker
from figpool.detect.vector.strays import Arms, find_strays

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
    place_u : float
        Standard uncertainty of the places along the value axis, pixels.
    """

    look: Look
    places: tuple[tuple[float, float], ...]
    on_line: bool
    sizes: tuple[float, ...]
    orders: tuple[int, ...]
    place_u: float = VECTOR_U


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
    rest = [[i for i in group if i not in used] for group in groups]
    alone = [[markers[i] for i in group] for group in rest if group]
    tracks += [_marker_track(g, a) for g, a in zip(alone, find_anchors(alone, stems, markers), strict=True)]
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
    return (
        a.color == b.color and a.points.shape == b.points.shape and bool(np.abs(a.points - b.points).max() <= EPSILON)
    )


def _markers_on(line: Polyline, markers: Sequence[Glyph], group_of: dict[int, int], used: set[int]) -> list[int | None]:
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


def _marker_track(markers: Sequence[Glyph], anchor: Anchor) -> PointTrack:
    places = tuple((m.box.cx + anchor.across, m.box.cy + anchor.along) for m in markers)
    sizes, orders = tuple(m.box.height for m in markers), tuple(m.order for m in markers)
    return PointTrack(look_of(markers[0]), places, False, sizes, orders, anchor.u)


#: The row half-way between two rows: on a logarithmic scale not the middle.
Halfway = Callable[[float, float], float]


def _halfway(lo: float, hi: float) -> float:
    return (lo + hi) / 2


def find_point_arms(
    tracks: Sequence[PointTrack], stems: Sequence[Stem], halfway: Halfway = _halfway
) -> list[list[Arms]]:
    """Give every point the stems of its error bar, all points of a column together.

    Stems go to the points they contain or start at, by symmetry, colour and
    painting order; then points with one arm may get a second one.

    Parameters
    ----------
    tracks : sequence of PointTrack
        Series.
    stems : sequence of Stem
        Possible error bars.
    halfway : callable
        The row half-way between two rows on the panel's scale: where symmetrical error
        bars of a logarithmic scale have their points.

    Returns
    -------
    list of list of (up, down)
        For every point of every track.
    """
    arms: dict[tuple[int, int], Arms] = {
        (t, k): (None, None) for t, track in enumerate(tracks) for k in range(len(track.places))
    }
    free = list(range(len(stems)))
    for missing in (_neither, _one):
        open_points = [key for key, pair in arms.items() if missing(pair)]
        taken = _assign(tracks, open_points, [stems[j] for j in free], arms, halfway)
        free = [j for i, j in enumerate(free) if i not in taken]
    bare = {(t, k): (*tracks[t].places[k], tracks[t].sizes[k]) for (t, k), pair in arms.items() if _neither(pair)}
    arms |= find_strays(bare, [stems[j] for j in free])
    return [[arms[t, k] for k in range(len(track.places))] for t, track in enumerate(tracks)]


def _neither(pair: Arms) -> bool:
    return pair == (None, None)


def _one(pair: Arms) -> bool:
    return (pair[0] is None) != (pair[1] is None)


def _assign(
    tracks: Sequence[PointTrack],
    points: Sequence[tuple[int, int]],
    stems: Sequence[Stem],
    arms: dict[tuple[int, int], Arms],
    halfway: Halfway,
) -> set[int]:
    """Join points and stems at the least total cost; return the stems used."""
    from scipy.optimize import linear_sum_assignment

    if not points or not stems:
        return set()
    cost = np.array(
        [[_cost(tracks[t], k, s, halfway) + _blocked(tracks[t], k, s, arms[t, k]) for s in stems] for t, k in points]
    )
    cost += 0.05 * _out_of_turn(tracks, points, stems)
    used: set[int] = set()
    chosen, given = linear_sum_assignment(cost)
    for i, j in zip(chosen.tolist(), given.tolist(), strict=True):
        if cost[i, j] < _NEVER:
            t, k = points[i]
            up, down = _arms(tracks[t], k, stems[j])
            old_up, old_down = arms[t, k]
            arms[t, k] = (old_up or up, old_down or down)
            used.add(j)
    return used


def _out_of_turn(
    tracks: Sequence[PointTrack], points: Sequence[tuple[int, int]], stems: Sequence[Stem]
) -> NDArray[np.float64]:
    """How far stem and point are from the same turn in their columns' painting orders, 0..1."""
    places = [(tracks[t].places[k][0], tracks[t].orders[k]) for t, k in points]
    turn_of_point = _turns(places)
    turn_of_stem = _turns([(s.x, s.order) for s in stems])
    return np.abs(turn_of_point[:, None] - turn_of_stem)


def _turns(marks: Sequence[tuple[float, int]]) -> NDArray[np.float64]:
    """Turn of each mark among those of its column, as a share."""
    x, order = np.array(marks).T
    same = np.abs(x[:, None] - x) <= EPSILON
    earlier = (same & (order[:, None] > order)).sum(axis=1)
    return np.asarray((earlier + 0.5) / same.sum(axis=1), dtype=float)


def _blocked(track: PointTrack, k: int, stem: Stem, have: Arms) -> float:
    """Return the a stem that leads where the point already has an arm is not its second half."""
    y = track.places[k][1]
    leads_up, leads_down = stem.lo < y - EPSILON, stem.hi > y + EPSILON
    return _NEVER if (have[0] is not None and leads_up) or (have[1] is not None and leads_down) else 0.0


_NEVER = 1e3


def _cost(track: PointTrack, k: int, stem: Stem, halfway: Halfway) -> float:
    x, y = track.places[k]
    reach = max(EPSILON, 0.55 * track.sizes[k])
    if abs(stem.x - x) > EPSILON or not stem.lo - reach <= y <= stem.hi + reach:
        return _NEVER
    inside = stem.lo < y - EPSILON and stem.hi > y + EPSILON
    lopsided = min(abs(stem.middle - y), abs(halfway(stem.lo, stem.hi) - y)) / max(stem.length / 2, 1.0)
    color = track.look.color
    foreign = 1.0 if color is not None and stem.color not in (color, track.look.stroke, (0.0, 0.0, 0.0)) else 0.0
    gap = min(abs(stem.lo - y), abs(stem.hi - y))
    starts = 0.0 if gap <= 0.5 * EPSILON else 1.2 + gap / max(reach, 1.0)
    return (0.1 + 2.0 * lopsided if inside else starts) + foreign


def _arms(track: PointTrack, k: int, stem: Stem) -> Arms:
    _, y = track.places[k]
    up = to_whisker(stem, y, stem.lo) if stem.lo < y - MIN_ARM else None
    down = to_whisker(stem, y, stem.hi) if stem.hi > y + MIN_ARM else None
    if up is not None and down is not None and min(abs(up.end - y), abs(down.end - y)) <= EPSILON:
        return (up, None) if abs(up.end - y) > abs(down.end - y) else (None, down)
    return up, down
