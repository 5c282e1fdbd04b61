"""Value axes: columns of labels, the line beside them, ticks and gridlines.

Everything here is written for a vertical value axis; a horizontal one is found
in the transposed picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from figpool.core.axes import TickCandidate, TickSource
from figpool.core.geometry import Box
from figpool.core.medians import median
from figpool.detect.raster.lines import Stroke, find_peaks, ridge_profile
from figpool.detect.raster.picture import Picture, lightness


@dataclass(frozen=True)
class AxisCandidate:
    """A column of text that may label a value axis, working pixels.

    Parameters
    ----------
    labels : tuple of Box
        Text boxes from top to bottom.
    line : Stroke or None
        The axis line beside them.
    at : float
        x position of the axis (of the line, or where it would stand).
    side : int
        -1 when the labels stand left of the axis, +1 when right.
    standing : bool
        Whether the labels read from bottom to top, along the axis.
    """

    labels: tuple[Box, ...]
    line: Stroke | None
    at: float
    side: int = -1
    standing: bool = False

    @cached_property
    def size(self) -> float:
        """Height of the label text."""
        return median([(b.width if self.standing else b.height) + 1 for b in self.labels])

    @property
    def span(self) -> tuple[float, float]:
        """Upper and lower end of the axis: its line, else its labels."""
        centres = [b.cy for b in self.labels]
        if self.line is None:
            return min(centres), max(centres)
        return min(self.line.start, *centres), max(self.line.end, *centres)


@dataclass(frozen=True, slots=True)
class AxisSearch:
    """How label columns and axis lines are joined.

    Parameters
    ----------
    alignment : float
        Tolerance of a column's alignment, in text heights.
    level : float
        Tolerance of labels of other lengths below a lying axis, in letter heights.
    distance : float
        Farthest axis line from its labels, in text heights.
    min_labels : int
        Fewest labels of a column.
    """

    alignment: float = 0.5
    level: float = 0.08
    distance: float = 5.0
    min_labels: int = 2


@dataclass(frozen=True, eq=False)
class _Places:
    """Edges and sizes of text boxes as arrays: hatching and stipple give thousands of them."""

    boxes: tuple[Box, ...]
    edges: NDArray[np.float64]
    tall: NDArray[np.float64]
    wide: NDArray[np.float64]
    sideways: bool

    @classmethod
    def of(cls, boxes: Sequence[Box], *, sideways: bool) -> _Places:
        """Gather boxes from top to bottom; the edges are right, middle and left."""
        ordered = tuple(sorted(boxes, key=lambda b: b.cy))
        edges = np.array([(b.x1, b.cx, b.x0) for b in ordered], dtype=float).reshape(-1, 3)
        tall = np.array([b.height + 1 for b in ordered], dtype=float)
        return cls(ordered, edges, tall, np.array([b.width + 1 for b in ordered], dtype=float), sideways)

    def column(self, seed: int, edge: int, settings: AxisSearch) -> frozenset[Box]:
        """Boxes of the seed's height that stand above each other, aligned with its edge.

        Labels below a lying axis are as tall as they have figures: those of other
        lengths must be as high and stand level, to a few hundredths of their height,
        and apart from what else stands there, as parts of a longer label do not.
        """
        tall, wide = float(self.tall[seed]), float(self.wide[seed])
        off = np.abs(self.edges[:, edge] - self.edges[seed, edge])
        ratio = self.tall / tall
        alike = (ratio >= 0.62) & (ratio <= 1.6) & (off <= settings.alignment * tall) & (self.wide <= 8 * tall)
        if self.sideways:
            level = max(1.0, settings.level * wide)
            longer = (off <= level) & (np.abs(self.wide - wide) <= 2 * level) & (self.wide <= 8 * tall) & ~alike
            alike[self._apart(np.flatnonzero(alike | longer), longer, wide)] = True
        kept: list[int] = []
        for i in np.flatnonzero(alike):
            if kept and self.boxes[i].y0 < self.boxes[kept[-1]].y1 + 0.15 * tall:
                if off[i] < off[kept[-1]]:
                    kept[-1] = int(i)
                continue
            kept.append(int(i))
        return frozenset(self.boxes[i] for i in kept)

    def _apart(self, row: NDArray[np.intp], longer: NDArray[np.bool_], gap: float) -> NDArray[np.intp]:
        """Of a row's labels of other lengths those with white so wide on both sides."""
        white = [b.y0 - a.y1 for a, b in pairwise([self.boxes[i] for i in row])]
        free = np.minimum([np.inf, *white], [*white, np.inf]) >= gap
        return row[free & longer[row]]


def find_columns(boxes: Sequence[Box], settings: AxisSearch, *, sideways: bool = False) -> list[tuple[Box, ...]]:
    """Gather text boxes of similar height that stand above each other, aligned.

    Parameters
    ----------
    boxes : sequence of Box
        Text boxes.
    settings : AxisSearch
        Tolerances.
    sideways : bool
        Whether the picture is transposed: letters then are as high as their boxes are wide.

    Returns
    -------
    list of tuple of Box
        Columns from top to bottom, longest first; none contained in another.
    """
    places = _Places.of(boxes, sideways=sideways)
    found: list[frozenset[Box]] = []
    for edge in range(places.edges.shape[1]):
        columns = (places.column(seed, edge, settings) for seed in range(len(boxes)))
        found += [column for column in columns if len(column) >= settings.min_labels]
    found.sort(key=len, reverse=True)
    kept: list[frozenset[Box]] = []
    for column in dict.fromkeys(found):
        if not any(column <= other for other in kept):
            kept.append(column)
    return [tuple(sorted(column, key=lambda b: b.cy)) for column in kept]


def find_axes(
    columns: Sequence[tuple[Box, ...]], lines: Sequence[Stroke], settings: AxisSearch, *, sideways: bool = False
) -> list[AxisCandidate]:
    """Join columns of labels with the vertical lines beside them.

    Parameters
    ----------
    columns : sequence of tuple of Box
        From `find_columns`.
    lines : sequence of Stroke
        Vertical lines.
    settings : AxisSearch
        Tolerances.
    sideways : bool
        Whether the picture is transposed: long labels are no reason to look farther.

    Returns
    -------
    list of AxisCandidate
        Several for a column where several lines could be its axis, nearest first.
    """
    candidates: list[AxisCandidate] = []
    for column in columns:
        tall = median([b.height + 1 for b in column])
        letters = min(tall, median([b.width + 1 for b in column])) if sideways else tall
        right = median([b.x1 for b in column])
        left = median([b.x0 for b in column])
        near = []
        for line in lines:
            gap, gap_right = line.at - right, left - line.at  # one label may be joined with its tick
            side = -1 if gap > -0.3 * tall else 1
            distance = gap if side == -1 else gap_right
            inside = [b for b in column if line.start - tall <= b.cy <= line.end + tall]
            if -0.3 * tall <= distance <= settings.distance * letters and len(inside) >= settings.min_labels:
                near.append(
                    (distance + (2 * tall if side == 1 else 0), AxisCandidate(tuple(inside), line, line.at, side))
                )
        near.sort(key=lambda item: item[0])
        candidates.extend(c for _, c in near[:3])
        if not any(len(c.labels) == len(column) for _, c in near[:3]):
            candidates.append(AxisCandidate(column, None, right + 0.6 * tall, -1))
            candidates.append(AxisCandidate(column, None, left - 0.6 * tall, 1))
    return candidates


def find_ticks(picture: Picture, axis: AxisCandidate) -> list[TickCandidate]:
    """Find tick marks on both sides of an axis, working pixels.

    A tick is a short horizontal stroke that touches the axis line. The strip
    right beside the line is averaged along x, so that a tick of a few pixels
    stands out and text or bars farther away do not enter. Where hardly a label
    has its tick, shorter ticks are looked for.

    Parameters
    ----------
    picture : Picture
        Working picture.
    axis : AxisCandidate
        The axis with its line.

    Returns
    -------
    list of TickCandidate
        Outside and inside ticks, in order of position.
    """
    long = _ticks_of_depth(picture, axis, max(3.0, 0.28 * axis.size))
    if 2 * len(long) > len(axis.labels):
        return long
    short = _ticks_of_depth(picture, axis, max(3.0, 0.1 * axis.size))
    return short if len(short) > len(long) else long


def _ticks_of_depth(picture: Picture, axis: AxisCandidate, depth: float) -> list[TickCandidate]:
    """Ticks that reach at least `depth` pixels to one side of the line."""
    height, width = picture.shape
    y0 = max(0, int(axis.span[0] - axis.size))
    y1 = min(height, int(axis.span[1] + axis.size) + 1)
    half = (axis.line.thickness / 2 if axis.line else 1.0) + 1.0
    reach = max(3, round(0.3 * axis.size))
    found: list[TickCandidate] = []
    for side in (axis.side, -axis.side):
        inner, outer = axis.at + side * half, axis.at + side * (half + depth)
        x0, x1 = sorted((round(inner), round(outer)))
        if x0 < 0 or x1 >= width or y1 - y0 < 3:
            continue
        strip = picture.gray[y0:y1, x0 : x1 + 1]
        ridge = np.clip(ridge_profile(strip, reach), 0, None)
        # every column must show the stroke: the mean of the weaker half
        profile = np.sort(ridge, axis=1)[:, : max(1, ridge.shape[1] // 2 + 1)].mean(axis=1)
        peaks = find_peaks(profile, 0.12)
        if peaks:
            top = max(p for _, p in peaks)
            found += [TickCandidate(y + y0, float(s), TickSource.MARK) for y, s in peaks if s >= 0.35 * top]
    return _merged(sorted(found, key=lambda t: t.pixel))


def _merged(ticks: list[TickCandidate]) -> list[TickCandidate]:
    """Join the inner and the outer half of one tick."""
    merged: list[TickCandidate] = []
    for tick in ticks:
        if merged and tick.pixel - merged[-1].pixel <= 1.5:
            last = merged[-1]
            total = last.strength + tick.strength
            at = (last.pixel * last.strength + tick.pixel * tick.strength) / total
            merged[-1] = TickCandidate(at, max(last.strength, tick.strength), tick.source)
        else:
            merged.append(tick)
    return merged


def add_crossings(
    axis: AxisCandidate, ticks: Sequence[TickCandidate], horizontals: Sequence[Stroke]
) -> list[TickCandidate]:
    """Add long lines that touch the axis (the base line, a frame) to its ticks.

    Where an axis has no tick marks, the lines at its two ends still show how
    far the labels stand from their places.
    """
    reach = 0.5 * axis.size
    crossing = [
        TickCandidate(h.at, 0.5, TickSource.MARK)
        for h in horizontals
        if h.start - reach <= axis.at <= h.end + reach
        and h.length > 3 * axis.size
        and axis.span[0] - axis.size <= h.at <= axis.span[1] + axis.size
    ]
    new = [c for c in crossing if all(abs(c.pixel - t.pixel) > 2 for t in ticks)]
    return sorted([*ticks, *new], key=lambda t: t.pixel)


def find_gridlines(picture: Picture, area: Box, min_share: float = 0.3) -> list[TickCandidate]:
    """Find horizontal gridlines, dark or light, solid or dashed, working pixels.

    Parameters
    ----------
    picture : Picture
        Working picture.
    area : Box
        The plot area.
    min_share : float
        Share of the area's width that must show the line.

    Returns
    -------
    list of TickCandidate
        In order of position; `strength` is the share of the width.
    """
    x0, x1 = int(area.x0) + 4, int(area.x1) - 4
    y0, y1 = max(0, int(area.y0) - 3), int(area.y1) + 4
    if x1 - x0 < 20 or y1 - y0 < 20:
        return []
    # as printed: white lines on a grey ground that fills the page are lighter than what is taken for paper
    printed = picture.rgb[y0:y1, x0:x1].astype(np.float32) / 255.0
    ridge = ridge_profile(lightness(printed), 5)
    floor = max(0.025, 3.5 * picture.noise)
    found: list[TickCandidate] = []
    for sign in (1.0, -1.0):
        share = (sign * ridge > floor).mean(axis=1)
        found += [TickCandidate(y + y0, s, TickSource.GRID) for y, s in find_peaks(share, min_share)]
    return sorted(found, key=lambda t: t.pixel)
