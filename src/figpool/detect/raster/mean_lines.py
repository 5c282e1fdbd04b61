"""Level strokes at the mean, crossed by the stem of an error bar, among the single values drawn as points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from figpool.core.geometry import Box
from figpool.detect.raster.crossed_stem import INK, CrossedStem, common_half
from figpool.detect.raster.lines import Stroke, find_strokes
from figpool.detect.raster.picture import Picture

#: Shortest piece of a stem, working pixels, and its longest share of the plot area.
_PIECE, _TALL = 10.0, 0.9
#: How far the pieces of one stem stand apart at most, and stems at least, working pixels.
_ONE, _APART = 3.0, 12.0
#: Share of the longest stem that one is long which tells how wide the strokes are.
_PLAIN = 0.4
#: How far a piece of a stem may stand aside of its middle, working pixels; share of the rows of the fullest column.
_ASIDE, _FULL = 6, 0.95
#: Rows above and below the pieces that are looked at, in plot areas.
_MORE = 0.05
#: Widest level stroke, in plot areas; share of the distance of stems it may take.
_WIDE, _SHARE = 0.25, 0.5
#: Mean lines of a panel, at least, and share of the stems that have one.
_LEAST, _MOST = 2, 0.6
#: By how much caps are narrower than the mean's stroke where they are not as wide.
_NARROWER = 0.9
#: Shortest arm, working pixels; share of a stem that is ink.
_ARM, _INKED = 4.0, 0.95


class _Extent(NamedTuple):
    """Column, first and last row of what may be a stem, and the length of its longest piece."""

    x: float
    start: float
    end: float
    piece: float


@dataclass(frozen=True, slots=True)
class MeanLine:
    """A stroke at the mean with its error bar, working pixels.

    Parameters
    ----------
    x, y : float
        Column of the stem and row of the mean.
    half : float
        Half width of the mean's stroke.
    upper, lower : float
        Rows of the two caps.
    cap : float
        Half width of the caps.
    stroke : float
        Thickness of the stem.
    """

    x: float
    y: float
    half: float
    upper: float
    lower: float
    cap: float
    stroke: float


@dataclass(frozen=True, slots=True)
class _Place:
    """A stem, and the row of the picture at which its window begins."""

    x: float
    top: int
    crossed: CrossedStem


def find_mean_lines(picture: Picture, area: Box) -> list[MeanLine]:
    """Find the strokes at the mean of a panel whose error bars have caps at both ends.

    Strokes at the mean are of one width, and so are the caps, which are not wider.

    Parameters
    ----------
    picture : Picture
        Working picture.
    area : Box
        Plot area, working pixels.

    Returns
    -------
    list of MeanLine
        From left to right; empty where most stems have none.
    """
    stems = _stems(picture, area)
    longest = max((s.piece for s in stems), default=0.0)
    plain = _apart([s for s in stems if s.piece >= _PLAIN * longest], _APART)
    if len(plain) < _LEAST:
        return []
    step = min(b.x - a.x for a, b in pairwise(plain))
    reach = min(_WIDE * area.width, _SHARE * step)
    places = [place for stem in plain if (place := _look(picture, area, stem, reach)) is not None]
    shown = [place.crossed.halves() for place in places]
    least = max(_LEAST, _MOST * len(places))
    half = common_half([[h for _, h in own] for own in shown], least)
    if half is None:
        return []
    narrow = common_half([[h for _, h in own if h <= _NARROWER * half] for own in shown], least)
    # points that a stem crosses look like narrow caps
    caps = [half] if narrow is None else [half, narrow]
    lines, cap = max(((_lines(places, half, cap), cap) for cap in caps), key=lambda found: len(found[0]))
    if len(lines) < least:
        return []
    # error bars much shorter than the others
    for stem in stems:
        if all(abs(stem.x - line.x) > 2 * half for line in lines):
            place = _look(picture, area, stem, reach)
            lines += [] if place is None else _lines([place], half, cap)
    return sorted(lines, key=lambda line: line.x)


def _apart(stems: Sequence[_Extent], least: float) -> list[_Extent]:
    """Of stems beside one another the longest, from left to right."""
    kept: list[_Extent] = []
    for stem in sorted(stems, key=lambda s: -s.piece):
        if all(abs(stem.x - other.x) >= least for other in kept):
            kept.append(stem)
    return sorted(kept)


def _stems(picture: Picture, area: Box) -> list[_Extent]:
    """Column, first and last row of what may be stems."""
    strokes = find_strokes(picture, vertical=True, min_length=_PIECE)
    inside = [
        s
        for s in strokes
        if area.x0 + _APART < s.at < area.x1 - 3
        and s.start > area.y0 - 1
        and s.end < area.y1 + 1
        and s.length <= _TALL * area.height
    ]
    groups: list[list[Stroke]] = []
    for stroke in inside:
        if groups and stroke.at - groups[-1][-1].at <= _ONE:
            groups[-1].append(stroke)
        else:
            groups.append([stroke])
    return [_joined(group) for group in groups]


def _joined(group: Sequence[Stroke]) -> _Extent:
    longest = max(group, key=lambda s: s.length)
    return _Extent(longest.at, min(s.start for s in group), max(s.end for s in group), longest.length)


def _look(picture: Picture, area: Box, stem: _Extent, reach: float) -> _Place | None:
    more = _MORE * area.height
    top, bottom = round(max(area.y0 + 3, stem.start - more)), round(min(area.y1 - 2, stem.end + more))
    lo = max(0, round(stem.x - reach))
    window = picture.gray[top:bottom, lo : round(stem.x + reach) + 1]
    centre = round(stem.x) - lo
    if len(window) < 2 * _ARM or not 3 <= centre < window.shape[1] - 3:
        return None
    ink = np.asarray(window < float(np.percentile(window, 90)) - INK)
    rows = slice(max(0, round(stem.start) - top), round(stem.end) - top)
    if rows.stop - rows.start < _ARM:
        return None
    # rings and dots beside a stem draw its pieces aside: its middle is where most rows are inked
    first = max(0, centre - _ASIDE)
    filled = ink[:, first : centre + _ASIDE + 1].sum(axis=0)
    middle = first + float(np.flatnonzero(filled >= _FULL * filled.max()).mean())
    return _Place(lo + middle, top, CrossedStem.of(window, ink, round(middle), rows, (0.0, reach)))


def _lines(places: Sequence[_Place], half: float, cap: float) -> list[MeanLine]:
    return [line for place in places if (line := _line(place, half, cap)) is not None]


def _line(place: _Place, half: float, cap: float) -> MeanLine | None:
    """The stroke in the middle of those that lie between two caps."""
    crossed = place.crossed
    level = crossed.rows_of(half)
    dashes = [row for row in level if crossed.is_stroke(row, half)]
    caps = level if cap == half else crossed.rows_of(cap)
    arms = [
        (row, upper, lower)
        for row in dashes
        for upper in caps
        for lower in caps
        if row - upper >= _ARM and lower - row >= _ARM and _is_inked(crossed, upper, lower)
    ]
    if not arms:
        return None
    # of several the longest error bar, and in it the stroke nearest its middle
    row, upper, lower = max(arms, key=lambda a: (a[2] - a[1], -abs(a[0] - (a[1] + a[2]) / 2)))
    return MeanLine(place.x, place.top + row, half, place.top + upper, place.top + lower, cap, crossed.stroke)


def _is_inked(crossed: CrossedStem, upper: float, lower: float) -> bool:
    """Whether ink leads from cap to cap along the stem."""
    stem = crossed.ink[round(upper) : round(lower) + 1, crossed.centre - 1 : crossed.centre + 2].any(axis=1)
    return float(stem.mean()) >= _INKED
