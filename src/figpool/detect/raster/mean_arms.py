"""Arms of the error bars of strokes at means, where points lie on a part of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.level_strokes import InkMaps
from figpool.detect.raster.lines import Stroke
from figpool.detect.raster.markers import RawMarker

#: How far the middle of a cap stands from that of the stroke, in half widths of the cap and at least, working pixels.
_ASIDE, _LEAST_ASIDE = 0.12, 2.0
#: Difference of the caps of one width, as a share of their half and at least, working pixels; narrowest half.
_SAME, _LEAST_SAME, _NARROW = 0.08, 1.5, 3.0
#: Half width of a cap in thicknesses of the stroke, at least.
_STEMS = 1.2
#: Share of the strokes that show caps of the common width, at least.
_COMMON = 0.4
#: Shortest arm, working pixels, beyond the stroke; rows without ink that break a stem.
_ARM, _BREAK = 3.0, 2
#: Difference of arms of one length, working pixels.
_EVEN = 2.0
#: Share of a stem that is ink; length of what is seen of a stroke that crosses it, in half widths of the caps.
_INKED, _CROSSED = 0.9, 0.8
#: How far the rims of a point are from its middle, aside and along, and how wide they are, in radii.
_RIM_ASIDE, _RIM, _RIM_HALF = 0.6, 1.5, 1.25
#: Where the wings of a cap begin, in its half width.
_WING = 0.4
#: Share of a wing that is seen where a point lies on the other; of an arm without cap, but for what points cover.
_STEM = 0.7


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm: where it ends, half width of its cap (0 without one), whether its end is hidden."""

    end: float
    cap: float
    unsure: bool = False


def common_cap(strokes: Sequence[Stroke], level: Sequence[Stroke]) -> float | None:
    """Half width of the caps of most error bars; None where they have none.

    Parameters
    ----------
    strokes : sequence of Stroke
        Strokes at means.
    level : sequence of Stroke
        Level strokes of the panel.
    """
    shown = [[s.length / 2 for s in _beside(stroke, level)] for stroke in strokes]
    best: tuple[int, float] = (0, 0.0)
    for width in {w for own in shown for w in own}:
        near = max(_LEAST_SAME, _SAME * width)
        count = sum(any(abs(w - width) <= near for w in own) for own in shown)
        best = max(best, (count, width))
    if best[0] < max(1, _COMMON * len(strokes)):
        return None
    near = max(_LEAST_SAME, _SAME * best[1])
    return float(np.median([w for own in shown for w in own if abs(w - best[1]) <= near]))


def _beside(stroke: Stroke, level: Sequence[Stroke]) -> list[Stroke]:
    """Level strokes above and below one, in one line with it, longer than a stem is thick."""
    middle = (stroke.start + stroke.end) / 2
    return [
        s
        for s in level
        if s.length / 2 >= max(_NARROW, _STEMS * stroke.thickness)
        and abs((s.start + s.end) / 2 - middle) <= max(_LEAST_ASIDE, _ASIDE * s.length / 2)
        and abs(s.at - stroke.at) >= _ARM
    ]


def without_rims(level: Sequence[Stroke], points: Sequence[RawMarker]) -> list[Stroke]:
    """Level strokes without those that are parts of points: rims of open ones, and points as thin as strokes."""
    at = np.array([(p.x, p.y, p.radius) for p in points]).reshape(-1, 3)
    kept = []
    for stroke in level:
        x, half = (stroke.start + stroke.end) / 2, stroke.length / 2
        near = (np.abs(at[:, 0] - x) <= _RIM_ASIDE * at[:, 2]) & (np.abs(at[:, 1] - stroke.at) <= _RIM * at[:, 2])
        if not (near & (half <= _RIM_HALF * at[:, 2])).any():
            kept.append(stroke)
    return kept


def is_crossed(maps: InkMaps, upper: Stroke, lower: Stroke, level: Sequence[Stroke]) -> bool:
    """Whether a level stroke lies half-way between two others, and a stem leads from one to the other.

    Parameters
    ----------
    maps : InkMaps
        The plot area.
    upper, lower : Stroke
        The two.
    level : sequence of Stroke
        Level strokes of the panel.
    """
    x, half = (upper.start + upper.end) / 2, upper.length / 2
    stem = _column(maps.ink, round(x) - maps.left)[round(upper.at) - maps.top : round(lower.at) - maps.top + 1]
    if float(stem.mean()) < _INKED:
        return False
    middle = (upper.at + lower.at) / 2
    return any(
        abs(s.at - middle) <= _EVEN
        and s.length >= _CROSSED * half
        and s.start - _LEAST_ASIDE <= x <= s.end + _LEAST_ASIDE
        for s in level
    )


def find_arms(
    maps: InkMaps, stroke: Stroke, cap: float | None, level: Sequence[Stroke], points: Sequence[RawMarker]
) -> tuple[Arm | None, Arm | None]:
    """Find the upper and the lower arm of a stroke.

    Parameters
    ----------
    maps : InkMaps
        The plot area.
    stroke : Stroke
        The stroke at the mean.
    cap : float or None
        Half width of the panel's caps.
    level : sequence of Stroke
        Level strokes of the panel.
    points : sequence of RawMarker
        Points around the stroke.
    """
    x, y = (stroke.start + stroke.end) / 2, stroke.at
    under = _under_points(maps, x, points)
    up, down = _reach(maps, x, y, -1, under), _reach(maps, x, y, 1, under)
    clear = stroke.thickness / 2 + _ARM / 2
    near = 0.0 if cap is None else max(_LEAST_SAME, _SAME * cap)
    rows = [] if cap is None else [s.at for s in _beside(stroke, level) if abs(s.length / 2 - cap) <= near]
    above = [row for row in rows if up - _BREAK <= row <= y - clear]
    below = [row for row in rows if y + clear <= row <= down + _BREAK]
    width = cap or 0.0
    even = [(a, b) for a in above for b in below if abs(a + b - 2 * y) <= _EVEN]
    if even:
        return Arm(min(even)[0], width), Arm(min(even)[1], width)
    bare = [_bare(maps, stroke, far, under, capped=cap is not None) for far in (up, down)]
    upper = Arm(min(above), width) if above else bare[0]
    lower = Arm(max(below), width) if below else bare[1]
    return _mirrored(maps, stroke, (upper, lower), up), _mirrored(maps, stroke, (lower, upper), down)


def _mirrored(maps: InkMaps, stroke: Stroke, arms: tuple[Arm | None, Arm | None], far: float) -> Arm | None:
    """The first of two arms; where its end is hidden as long as the other one, if ink leads as far."""
    own, other = arms
    if (own is not None and not own.unsure) or other is None or other.unsure:
        return own
    end = 2 * stroke.at - other.end
    if abs(far - stroke.at) < abs(end - stroke.at) - _EVEN:
        return own
    # where caps are as wide as the stroke, only all three together tell which of them is which
    told = not as_wide(other.cap, stroke.length / 2)
    return Arm(end, other.cap, not (told and _shows_cap(maps, (stroke.start + stroke.end) / 2, end, other.cap)))


def as_wide(cap: float, half: float) -> bool:
    """Whether a cap cannot be told from a stroke at a mean by its half width."""
    return abs(cap - half) <= max(_LEAST_SAME, _SAME * half)


def _shows_cap(maps: InkMaps, x: float, row: float, cap: float) -> bool:
    """Whether one wing of a cap is seen at a row."""
    at, near = round(x) - maps.left, slice(max(0, round(row) - maps.top - 1), round(row) - maps.top + 2)
    inner, outer = round(_WING * cap), round(cap)
    wings = (slice(max(0, at - outer), at - inner + 1), slice(at + inner, at + outer + 1))
    seen = [maps.level[near, wing].any(axis=0) for wing in wings]
    return cap > 0 and max(float(wing.mean()) if wing.size else 0.0 for wing in seen) >= _STEM


def _column(ink: NDArray[np.bool_], at: int) -> NDArray[np.bool_]:
    return np.asarray(ink[:, max(0, at - 1) : at + 2].any(axis=1))


def _under_points(maps: InkMaps, x: float, points: Sequence[RawMarker]) -> NDArray[np.bool_]:
    """Rows of a column that points cover."""
    rows = np.arange(len(maps.ink)) + maps.top
    covered = np.zeros(len(rows), np.bool_)
    for p in points:
        if abs(p.x - x) <= _RIM * p.radius:
            covered |= np.abs(rows - p.y) <= _RIM * p.radius
    return covered


def _reach(maps: InkMaps, x: float, y: float, way: int, under: NDArray[np.bool_]) -> float:
    """Row up to which ink leads from a place, and what points cover."""
    column = _column(maps.ink, round(x) - maps.left) | under
    row, gap, last = round(y) - maps.top, 0, round(y) - maps.top
    while 0 <= row + way < len(column) and gap <= _BREAK:
        row += way
        gap = 0 if column[row] else gap + 1
        last = row if column[row] else last
    return float(last + maps.top)


def _bare(maps: InkMaps, stroke: Stroke, far: float, under: NDArray[np.bool_], *, capped: bool) -> Arm | None:
    """Arm without cap, where what no point covers is a stem; where a point covers its end, this is hidden."""
    way = 1 if far > stroke.at else -1
    first = round(stroke.at + way * (stroke.thickness / 2 + 1)) - maps.top
    rows = np.arange(first, round(far) - maps.top + way, way)
    rows = rows[(rows >= 0) & (rows < len(under))]
    upright = _column(maps.upright, round((stroke.start + stroke.end) / 2) - maps.left)[rows]
    free = ~under[rows]
    if free.sum() < _ARM or float(upright[free].mean()) < _STEM:
        return None
    end = float(rows[upright & free][-1] + maps.top)
    return Arm(end, 0.0, capped or abs(end - far) > _BREAK)
