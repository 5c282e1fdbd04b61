"""Bars: rectangles that stand on a common base line.

A bar shows itself by three edges: two sides that run from the base to the free
end, and the free end that runs from side to side. Hatching, dots and gradients
inside, letters above and gridlines behind do not have all three. All pairs of
sides are tried; among overlapping pairs the bars' common width decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.core.medians import median
from figpool.detect.raster.faint_bars import SAME_SIDE, with_faint
from figpool.detect.raster.gaps import without_gaps
from figpool.detect.raster.picture import Gray, Picture
from figpool.detect.raster.rectangles import RawBar, choose_bars

Mask = NDArray[np.uint8]

#: How much more bars on another base must explain than those on a better one, and on a row this near, working pixels.
_OTHER_BASE, _SAME_BASE_GAIN, _SAME_BASE = 1.2, 1.05, 12.0

#: Bars back to back, at least, and their share in those of one way.
_PAIRS, _PAIRED = 2, 0.5

#: Ink of a stem beyond what is beside it, at least, and of paper beyond what is above it, less than.
_STEM, _PAPER = 0.15, 0.05
#: Width beside a side in which a cap leaves paper, as a share of the bar's.
_BESIDE_CAP = 0.15
#: Thickness of an outline, as a share of its bar's width, at most.
_RIM = 0.15
#: Height of a cap's stroke with its blur, at most, working pixels.
_CAP_STROKE = 10


@dataclass(frozen=True, slots=True)
class BarSettings:
    """Limits of the bar search.

    Parameters
    ----------
    contrast, faint : float
        Weakest edge, in lightness or saturation, and where weaker ones explain much more.
    min_width : float
        Narrowest bar as a share of the picture's width.
    max_width : float
        Widest bar as a share of the plot area's width.
    side_support : float
        Share of a side that must show an edge.
    end_support : float
        Share of the free end that must show an edge.
    min_length, min_share : int, float
        Shortest bar, working pixels and as a share of the plot's height.
    bridge : int
        Gaps of the free end bridged (a stem crosses it), working pixels.
    gap : int
        Gaps of a side bridged (a neighbour's outline, a gridline or a speck breaks it), working pixels.
    """

    contrast: float = 0.10
    faint: float = 0.04
    min_width: float = 0.006
    max_width: float = 0.45
    side_support: float = 0.8
    end_support: float = 0.75
    min_length: int = 5
    min_share: float = 0.011
    bridge: int = 9
    gap: int = 11


@dataclass(frozen=True, slots=True)
class Side:
    """A vertical edge that stands on the base: its column and its length."""

    at: int
    length: int

    def cut(self, length: int) -> Side:
        """Return the side no longer than `length`."""
        return Side(self.at, min(self.length, length))


@dataclass(frozen=True, eq=False)
class EdgeMaps:
    """What the search looks at.

    Parameters
    ----------
    across, along : ndarray of uint8, shape (h, w)
        1 at horizontal edges (change along y), 1 at vertical edges (change along x).
    ink : ndarray of float32, shape (h, w)
        Inkiness, to tell a bar from a gap between bars.
    """

    across: Mask
    along: Mask
    ink: Gray

    def flipped(self) -> EdgeMaps:
        """Return the maps turned upside down."""
        return EdgeMaps(
            np.ascontiguousarray(self.across[::-1]),
            np.ascontiguousarray(self.along[::-1]),
            np.ascontiguousarray(self.ink[::-1]),
        )


@dataclass(frozen=True, eq=False)
class _Standing:
    """The stretch between the plot's far side and one base, in which free ends are looked for.

    Parameters
    ----------
    ends : ndarray of float32, shape (rows, columns + 1)
        Running sum along x of horizontal edges.
    ink : ndarray of float32, shape (rows, columns)
        Inkiness.
    grid : ndarray of float
        Rows of gridlines.
    """

    ends: NDArray[np.float32]
    ink: Gray
    grid: NDArray[np.float64]

    def goes_on(self, sides: tuple[Side, Side], row: int) -> bool:
        """Whether an edge at `row` may go on beyond a side: rows of dots in several bars are no gridline."""
        width = self.ink.shape[1]
        for start, stop in ((sides[0].at - 16, sides[0].at - 6), (sides[1].at + 6, sides[1].at + 16)):
            if start < 0 or stop >= width:
                continue
            rows = slice(max(0, row - 4), row + 5)
            edge = float((self.ends[rows, stop] - self.ends[rows, start]).max()) / (stop - start)
            if edge >= 0.5 or float(np.median(self.ink[rows, start:stop])) > 0.1:
                return True
        return False

    def floats(self, sides: tuple[Side, Side], upper: int, lower: int) -> bool:
        """Whether a side breaks off between two rows: what lies at the upper one is a cap, not the bar's end."""
        return any(self._breaks(sides, upper, lower))

    def is_capped(self, sides: tuple[Side, Side], groups: Sequence[NDArray[np.int64]]) -> bool:
        """Whether the first of some edges is a cap as wide as the bar: below it the sides break off.

        Where the second edge is the other one of the cap's stroke, both sides must:
        strokes of a hatching pass for a side.
        """
        gaps = [(int(a[-1]) + 1, int(b[0]) + 1) for a, b in pairwise(groups[:3])]
        if self.floats(sides, *gaps[0]):
            return True
        return len(gaps) > 1 and gaps[0][1] - gaps[0][0] <= _CAP_STROKE and all(self._breaks(sides, *gaps[1]))

    def _breaks(self, sides: tuple[Side, Side], upper: int, lower: int) -> tuple[bool, bool]:
        """Whether each side breaks off between two rows."""
        between = slice(upper, lower)
        if lower - upper < 3:
            return False, False
        reach = min(4, max(2, (sides[1].at - sides[0].at) // 5))
        columns = [self.ink[:, max(0, s.at - reach) : s.at + reach + 1].max(axis=1) for s in sides]
        left, right = (float(c[between].min()) < 0.4 * float(np.median(c[lower : lower + 12])) for c in columns)
        return left, right

    def foot_of_cap(self, sides: tuple[Side, Side], rows: Sequence[int]) -> int:
        """Index of the row on which the error bar stands whose cap is the first of some rows; 0 when it is no cap.

        A stem joins the cap to the bar and does not go on above the cap; beside
        it there is as little ink as above, and so there is beside the cap, which
        is narrower than the bar. Cap and free end are strokes with two edges, or one.
        """
        width = sides[1].at - sides[0].at
        middle = (sides[0].at + sides[1].at) // 2
        reach = max(2, width // 10)
        flanks = np.r_[sides[0].at + 4 : middle - 2 * reach, middle + 2 * reach + 1 : sides[1].at - 3]
        above = self.ink[max(0, rows[0] - 8) : max(1, rows[0] - 4)]
        if width < 8 or not len(flanks) or self._is_joined(sides, rows[0]):
            return 0
        over = float(np.median(above[:, flanks]))
        going_on = float(above[:, middle - reach : middle + reach + 1].min(axis=0).max())
        for foot, (upper, lower) in enumerate(pairwise(rows), 1):
            between = self.ink[upper + 2 : lower - 1]
            if len(between) < 2:
                continue
            beside = np.median(between[:, flanks], axis=1)
            barest = int(beside.argmin())
            paper = float(beside[barest])
            if abs(paper - over) >= _PAPER:  # inside a stroke, or a filled bar; or a cap stands above
                continue
            stem = float(between[barest, middle - reach : middle + reach + 1].max())
            return foot if stem - paper > _STEM and going_on - over < 0.5 * (stem - paper) else 0
        return 0

    def _is_joined(self, sides: tuple[Side, Side], row: int) -> bool:
        """Whether the stroke at a row reaches both sides, as a free end does and a cap does not."""
        width = sides[1].at - sides[0].at
        stroke = self.ink[max(0, row - 1) : row + 4].max(axis=0)
        near = max(4, round(_BESIDE_CAP * width))
        ends = [stroke[sides[0].at + 3 : sides[0].at + near], stroke[sides[1].at - near + 1 : sides[1].at - 2]]
        inside = float(np.median(stroke[sides[0].at + near : sides[1].at - near + 1]))
        return all(part.size == 0 or float(part.min()) > 0.5 * inside for part in ends)


def find_edges(picture: Picture, contrast: float) -> EdgeMaps:
    """Mark edges in lightness, saturation or hue (two bright colours beside each other may be equally light)."""
    level = max(contrast, 5 * picture.noise)
    across = np.zeros(picture.shape, np.uint8)
    along = np.zeros(picture.shape, np.uint8)
    colours = [np.asarray(c, dtype=np.float32) / 255.0 for c in cv2.split(picture.rgb)] if _is_coloured(picture) else []
    for plane, least in [(picture.gray, level), (picture.ink, level), *((c, 1.5 * level) for c in colours)]:
        across[1:-1] |= cv2.absdiff(plane[2:], plane[:-2]) > least
        along[:, 1:-1] |= cv2.absdiff(plane[:, 2:], plane[:, :-2]) > least
    return EdgeMaps(across, along, picture.ink)


def _is_coloured(picture: Picture) -> bool:
    """Whether a part of the picture large enough for a bar is coloured."""
    sample = picture.rgb[::4, ::4].astype(np.int16)
    return float((np.ptp(sample, axis=2) > 60).mean()) > 0.003


def find_bars(
    picture: Picture,
    area: Box,
    bases: Sequence[float],
    gridlines: Sequence[float] = (),
    settings: BarSettings | None = None,
) -> list[RawBar]:
    """Find bars on the best of several possible base lines.

    Parameters
    ----------
    picture : Picture
        Working picture.
    area : Box
        Plot area, working pixels.
    bases : sequence of float
        Rows on which bars may stand (bottom axis, pixel of zero, ...).
    gridlines : sequence of float
        Rows of gridlines: a free end there needs more proof.
    settings : BarSettings, optional
        Limits.

    Returns
    -------
    list of RawBar
        From left to right; empty when nothing stands on any base.
    """
    settings = settings or BarSettings()
    edges = find_edges(picture, settings.contrast)
    best: list[RawBar] = []
    best_worth, best_base = 0.0, 0.0
    for base in bases:
        bars = _bars_on(edges, area, base, gridlines, settings)
        worth = sum(b.worth for b in bars)
        least = _OTHER_BASE if abs(base - best_base) > _SAME_BASE else _SAME_BASE_GAIN
        if worth > least * best_worth:
            best, best_worth, best_base = bars, worth, base
    if not best:
        return best
    # neighbours nearly as dark, and fills that fade into the paper
    more = _bars_on(find_edges(picture, settings.faint), area, best_base, gridlines, settings)
    return without_gaps(with_faint(best, more, picture.ink), picture.ink, gridlines)


def _bars_on(
    edges: EdgeMaps, area: Box, base: float, gridlines: Sequence[float], settings: BarSettings
) -> list[RawBar]:
    """Bars above and below one base line (below: in the picture turned upside down)."""
    height = edges.ink.shape[0]
    up = _candidates(edges, area, round(base), gridlines, settings)
    mirror = Box(area.x0, height - 1 - area.y1, area.x1, height - 1 - area.y0)
    mirrored_grid = [height - 1 - g for g in gridlines]
    down = _candidates(edges.flipped(), mirror, height - 1 - round(base), mirrored_grid, settings)
    found = up + [b.flipped(height) for b in down]
    chosen = choose_bars(found, area.width)
    back = choose_bars([b for b in found if any(_are_back_to_back(b, c) for c in chosen)], area.width)
    paired = len(back) >= max(_PAIRS, _PAIRED * len(chosen))
    return sorted([*chosen, *back], key=lambda b: (b.x0 + b.x1, b.tip)) if paired else chosen


def _are_back_to_back(a: RawBar, b: RawBar) -> bool:
    """Whether two bars of one place and width go opposite ways from the base, as shoots and roots are drawn."""
    sides = max(abs(a.x0 - b.x0), abs(a.x1 - b.x1))
    return (a.tip < a.base) != (b.tip < b.base) and sides <= SAME_SIDE and not (a.is_flat or b.is_flat)


def _candidates(
    edges: EdgeMaps, area: Box, foot: int, gridlines: Sequence[float], settings: BarSettings
) -> list[RawBar]:
    """All rectangles that stand on row `foot` and reach upward."""
    x0, x1 = max(0, int(area.x0) - 2), min(edges.ink.shape[1], int(area.x1) + 3)
    y0 = max(0, int(area.y0) - 2)
    if foot - y0 < 2 * settings.min_length or x1 - x0 < 20:
        return []
    along = edges.along[y0 : foot - 1, x0:x1]
    sides = find_sides(along, settings)
    standing = _Standing(
        _end_coverage(edges.across[y0 : foot - 1, x0:x1], settings.bridge),
        edges.ink[y0 : foot - 1, x0:x1],
        np.array([g - y0 for g in gridlines]),
    )
    min_width = max(6.0, settings.min_width * edges.ink.shape[1])
    max_width = settings.max_width * (x1 - x0)
    tall = foot - 1 - y0
    bars: list[RawBar] = []
    for i, left in enumerate(sides):
        for right in sides[i + 1 : i + 42]:
            wide = right.at - left.at
            if wide > max_width:
                break
            if wide >= min_width:
                found = _free_end(standing, left, right, settings)
                if found is not None:
                    row, score = found
                    inner = [
                        s.at for s in sides if left.at + 3 < s.at < right.at - 3 and s.length >= 0.93 * (tall - row)
                    ]
                    rimmed = bool(inner) and all(min(at - left.at, right.at - at) <= _RIM * wide for at in inner)
                    bars.append(RawBar(left.at + x0, right.at + x0, row + y0, foot, score, len(inner), rimmed))
    return bars


def find_sides(along: Mask, settings: BarSettings) -> list[Side]:
    """Columns along which vertical edges run from the last row upward.

    Parameters
    ----------
    along : ndarray of uint8, shape (rows, columns)
        Vertical edges between the plot's top and the base.
    settings : BarSettings
        Limits.

    Returns
    -------
    list of Side
        From left to right. A broad band of edge columns (dense hatching) gives
        its two borders and the steps of its height.
    """
    wide = cv2.dilate(along, np.ones((3, 3), np.uint8))
    # a side may be interrupted briefly, but not above its end; the base line's own stroke hides its foot
    foot = np.ones((4, wide.shape[1]), np.uint8)
    closed = cv2.morphologyEx(np.vstack([wide, foot]), cv2.MORPH_CLOSE, np.ones((settings.gap, 1), np.uint8))
    turned = closed[::-1][4:]
    broken = np.vstack([turned == 0, np.ones((1, turned.shape[1]), bool)])
    length = broken.argmax(axis=0).astype(np.int64)
    covered = np.cumsum(wide[::-1], axis=0, dtype=np.int64)
    share = covered[np.maximum(length - 1, 0), np.arange(len(length))] / np.maximum(length, 1)
    length[share < settings.side_support - 3 / np.maximum(length, 4)] = 0
    length[length < settings.min_length] = 0
    sides: list[Side] = []
    change = np.flatnonzero(np.diff(np.concatenate([[0], (length > 0).astype(np.int8), [0]])))
    for start, stop in zip(change[::2], change[1::2], strict=True):
        sides += _sides_of_band(length[start:stop], int(start))
    return sides


def _sides_of_band(length: NDArray[np.int64], start: int) -> list[Side]:
    """Sides in a run of supported columns: one for a stroke, borders and steps for a band."""
    n = len(length)
    top = int(length.max())
    if n <= 11:
        at = np.flatnonzero(length >= 0.9 * top)
        return [Side(start + round(float(at.mean())), top)]
    jump = max(5, round(0.04 * top))
    cuts = [0, *(int(i) + 1 for i in np.flatnonzero(np.abs(np.diff(length)) >= jump)), n]
    sides = [Side(start + 2, int(length[: min(6, n)].max())), Side(start + n - 3, int(length[max(0, n - 6) :].max()))]
    for cut in cuts[1:-1]:
        around = length[max(0, cut - 3) : cut + 3]
        sides.append(Side(start + cut, int(around.max())))
    merged: list[Side] = []
    for side in sorted(sides, key=lambda s: s.at):
        if merged and side.at - merged[-1].at <= 3:
            if side.length > merged[-1].length:
                merged[-1] = Side(merged[-1].at, side.length)
            continue
        merged.append(side)
    return merged


def _end_coverage(across: Mask, bridge: int) -> NDArray[np.float32]:
    """Running sum along x of the horizontal edges, bridged and one row tolerant."""
    joined = cv2.dilate(across, np.ones((3, 1), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8))
    total = np.cumsum(joined, axis=1, dtype=np.float32)
    return np.asarray(np.pad(total, ((0, 0), (1, 0))), dtype=np.float32)


def _free_end(standing: _Standing, left: Side, right: Side, settings: BarSettings) -> tuple[int, float] | None:
    """Topmost row at which an edge runs from side to side, and its support."""
    ink, grid, ends = standing.ink, standing.grid, standing.ends
    tall = ink.shape[0]
    inset = 2
    a, b = left.at + inset, right.at - inset + 1
    shortest = max(settings.min_length, round(settings.min_share * tall))
    if b - a < 3:
        return None
    first = max(0, tall - min(left.length, right.length) - 4)
    rows = slice(first, max(first, tall - shortest + 2))
    share = (ends[rows, b] - ends[rows, a]) / (b - a)
    hits = np.flatnonzero(share >= settings.end_support)
    if not len(hits):
        return None
    groups = np.split(hits, np.flatnonzero(np.diff(hits) > 1) + 1)
    foot = 0
    for i, group in enumerate(groups[:12]):
        if i < foot:
            continue
        row = int(group[0]) + first + 1
        on_grid = len(grid) > 0 and float(np.abs(grid - row).min()) <= 4 and standing.goes_on((left, right), row)
        sides = (left, right)
        if i + 1 < len(groups):
            if on_grid and groups[i + 1][0] - group[-1] <= 14:
                continue  # a gridline just above an edge: the edge is the end
            below = standing.foot_of_cap(sides, [int(g[0]) + first + 1 for g in groups[i : i + 4]])
            if below:
                foot = i + below
                continue  # a cap between taller neighbours
            if standing.is_capped(sides, [g + first for g in groups[i : i + 3]]):
                continue  # a cap as wide as the bar
        if i and standing.floats((left, right), tall - min(left.length, right.length) + 4, row):
            sides = (left.cut(tall - row), right.cut(tall - row))
        best = float(min(1.0, share[group[0] : group[0] + 3].max()))
        score = _end_score(ink, row, sides, best, on_grid=on_grid, capped=0 < i == foot)
        if score > 0:
            return row, score
    return None


def _end_score(ink: Gray, row: int, sides: tuple[Side, Side], share: float, *, on_grid: bool, capped: bool) -> float:
    """Support of a free end at `row`; 0 when it is rather a frame, or a gridline behind a gap between bars.

    An error bar that stands on it (`capped`) proves it.
    """
    tall = ink.shape[0]
    length = tall - row
    left, right = sides
    if length >= 0.97 * tall and not _is_filled(ink, left.at, right.at):  # from base to the plot's far side: a frame
        return 0.0
    tolerance = max(4.0, 0.02 * length)
    ends_here = sum(abs(s.length - length) <= tolerance for s in sides)
    unproven = on_grid or (ends_here == 0 and (share < 0.9 or not _same_stroke(ink, row, left, right)))
    if ends_here < 2 and unproven and not capped and not _differs(ink, row, left.at + 2, right.at - 1):
        return 0.0  # a taller neighbour and paper inside: more likely the gap between bars
    return share * (0.7, 0.9, 1.0)[ends_here]


def _is_filled(ink: Gray, left: int, right: int) -> bool:
    """Whether nearly all of the inside between two sides is inkier than what is on both sides of them."""
    inside, reach = ink[4:-4, left + 5 : right - 4], max(8, (right - left) // 4)
    beside = [ink[4:-4, max(0, left - 4 - reach) : max(0, left - 4)], ink[4:-4, right + 5 : right + 5 + reach]]
    levels = [median(part) for part in beside if part.size]
    return bool(inside.size and levels) and float(np.percentile(inside, 15)) - max(levels) > 0.06


def _same_stroke(ink: Gray, row: int, left: Side, right: Side) -> bool:
    """Whether the free end is drawn as dark as the sides (a gridline behind a gap is not)."""
    end = ink[max(0, row - 2) : row + 3, left.at + 3 : right.at - 2].max(axis=0)
    sides = [ink[row + 3 :, max(0, s.at - 2) : s.at + 3].max(axis=1) for s in (left, right)]
    if not end.size or not sides[0].size:
        return False
    return median(end) >= 0.7 * min(median(s) for s in sides)


def _differs(ink: Gray, row: int, a: int, b: int) -> bool:
    """Whether the inside below a free end is inkier than what is above it."""
    below, above = ink[row + 3 : row + 12, a:b], ink[max(0, row - 12) : max(1, row - 3), a:b]
    if not below.size or not above.size:
        return False
    return median(below) - median(above) > 0.06
