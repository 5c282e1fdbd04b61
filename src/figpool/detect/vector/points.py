"""Data points: markers and the corners of lines, each with the arms of its error bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool.detect.vector.markers import Look, group_markers, look_of
from figpool.detect.vector.outlines import TRIANGLES
from figpool.detect.vector.scene import EPSILON, Glyph, Polyline
from figpool.detect.vector.stems import MIN_ARM, VECTOR_U, Stem, to_whisker
from figpool.detect.vector.strays import Arms, find_strays

#: Lines with more corners are smooth curves, not series of points.
_MAX_CORNERS = 80
#: Programs that stand triangles of any height on the middle of their box.
_BOX_CENTRED = frozenset({"Vega", "svg2pdf"})
#: Programs that stand low triangles on their centre of mass; standard uncertainty, as a share of the distance of the
#: two places, where neither a program nor error bars tell.
_MASS_CENTRED, _EITHER = ("R ", "cairo", "gnuplot", "svglite"), 0.5


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


def find_tracks(
    markers: Sequence[Glyph], lines: Sequence[Polyline], stems: Sequence[Stem], producer: str = ""
) -> list[PointTrack]:
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
    producer : str
        Program that drew the page: without stems its habit tells.

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
            tracks.append(_marker_track([markers[i] for i in rest], stems, producer))
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


def _marker_track(markers: Sequence[Glyph], stems: Sequence[Stem], producer: str) -> PointTrack:
    places = [_middle(g) for g in markers]
    doubt = VECTOR_U
    if markers[0].shape in TRIANGLES:
        shift = _stem_shift(markers, stems)
        first = markers[0]
        if shift is not None:
            places = [(x, y + shift) for x, y in places]
        elif _is_low(first) and producer not in _BOX_CENTRED:
            places = [g.centroid for g in markers]
            if not producer.startswith(_MASS_CENTRED):
                doubt = max(VECTOR_U, _EITHER * abs(first.centroid[1] - first.box.cy))
    sizes, orders = tuple(g.box.height for g in markers), tuple(g.order for g in markers)
    return PointTrack(look_of(markers[0]), tuple(places), False, sizes, orders, doubt)


def _is_low(triangle: Glyph) -> bool:
    """Whether a triangle is as low as an equilateral one."""
    return triangle.box.height < 0.95 * triangle.box.width


def _middle(marker: Glyph) -> tuple[float, float]:
    """Where a marker's point stands: in the middle of its corners, where it has five or more."""
    return marker.centroid if marker.shape.startswith("polygon") else (marker.box.cx, marker.box.cy)


def _stem_shift(markers: Sequence[Glyph], stems: Sequence[Stem]) -> float | None:
    """How far below the middle of its box a triangle's point stands, as ends and middles of stems agree."""
    shifts = [
        row - g.box.cy
        for g in markers
        for s in stems
        if abs(s.x - g.box.cx) <= EPSILON
        for row in (s.lo, s.hi, s.middle)
        if abs(row - g.box.cy) <= 0.3 * g.box.height
    ]
    if not shifts:
        return None
    votes = [sum(abs(a - b) <= 0.15 for b in shifts) for a in shifts]
    best = int(np.argmax(votes))
    if votes[best] < 0.5 * len(markers):
        return None
    return float(np.median([b for b in shifts if abs(b - shifts[best]) <= 0.15]))


def find_point_arms(tracks: Sequence[PointTrack], stems: Sequence[Stem]) -> list[list[Arms]]:
    """Give every point the stems of its error bar, all points of a column together.

    Stems go to the points they contain or start at, by symmetry, colour and
    painting order; then points with one arm may get a second one.

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
    arms: dict[tuple[int, int], Arms] = {
        (t, k): (None, None) for t, track in enumerate(tracks) for k in range(len(track.places))
    }
    free = list(range(len(stems)))
    for missing in (_neither, _one):
        open_points = [key for key, pair in arms.items() if missing(pair)]
        taken = _assign(tracks, open_points, [stems[j] for j in free], arms)
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
) -> set[int]:
    """Join points and stems at the least total cost; return the stems used."""
    from scipy.optimize import linear_sum_assignment

    if not points or not stems:
        return set()
    cost = np.array(
        [[_cost(tracks[t], k, s) + _blocked(tracks[t], k, s, arms[t, k]) for s in stems] for t, k in points]
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


def _cost(track: PointTrack, k: int, stem: Stem) -> float:
    x, y = track.places[k]
    reach = max(EPSILON, 0.55 * track.sizes[k])
    if abs(stem.x - x) > EPSILON or not stem.lo - reach <= y <= stem.hi + reach:
        return _NEVER
    inside = stem.lo < y - EPSILON and stem.hi > y + EPSILON
    lopsided = abs(stem.middle - y) / max(stem.length / 2, 1.0)
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
