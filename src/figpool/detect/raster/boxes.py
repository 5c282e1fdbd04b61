"""Boxes of a box plot: rectangles that stand free of the base line.

A box shows itself by its two sides and by the two edges that run from side to
side where the sides end. The line of the median crosses it, whiskers leave from
the middle of its ends. Rectangles with none of these (legend swatches, frames,
bars) are no boxes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.detect.raster.bars import find_edges
from figpool.detect.raster.box_parts import MedianLine, even_fill, fill_changes, find_median, find_stems
from figpool.detect.raster.picture import Picture
from figpool.detect.raster.rectangles import choose_bars

Mask = NDArray[np.uint8]

#: Horizontal edges summed along x, shape (rows, columns + 1).
Coverage = NDArray[np.float32]


#: Rectangles looked at, best supported first: a photo or a screen of dots has tens of thousands.
_MOST = 1500


@dataclass(frozen=True, slots=True)
class BoxSettings:
    """Limits of the box search.

    Parameters
    ----------
    contrast : float
        Weakest edge, in lightness or saturation.
    min_width : float
        Narrowest box as a share of the picture's width.
    max_width : float
        Widest box as a share of the plot area's width.
    min_height : int
        Lowest box, working pixels.
    end_support : float
        Share of the upper and the lower edge that must be seen.
    gap : float
        Breaks of a side bridged (an overhanging median line), as a share of the area's height.
    bridge : int
        Breaks of the upper and the lower edge bridged (a stem leaves there), working pixels.
    """

    contrast: float = 0.08
    min_width: float = 0.008
    max_width: float = 0.45
    min_height: int = 6
    end_support: float = 0.75
    gap: float = 0.018
    bridge: int = 13


@dataclass(frozen=True, slots=True)
class VerticalRun:
    """A vertical edge: its column and its first and last row."""

    at: float
    y0: int
    y1: int
    broken: bool = False

    @property
    def length(self) -> int:
        """Rows covered."""
        return self.y1 - self.y0 + 1


@dataclass(frozen=True, slots=True)
class RawBox:
    """A box to whole working pixels.

    Parameters
    ----------
    x0, x1 : float
        Its sides.
    top, bottom : int
        Rows of its upper and lower edge.
    score : float
        Support by edges, 0..1.
    notched : bool
        Whether the sides are drawn in at the median.
    median : MedianLine or None
        The line across it.
    stems : (bool, bool)
        Whether a stroke leaves the middle of the upper and of the lower edge.
    divided : bool
        Whether the fill changes at the line across (segments of a stack, not a box).
    """

    x0: float
    x1: float
    top: int
    bottom: int
    score: float
    notched: bool = False
    median: MedianLine | None = None
    stems: tuple[bool, bool] = (False, False)
    divided: bool = False

    @property
    def width(self) -> float:
        """Distance of the two sides."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Distance of the two quartiles."""
        return self.bottom - self.top

    @property
    def is_flat(self) -> bool:
        """A box may be as flat as its median's stroke."""
        return False

    @property
    def evidence(self) -> float:
        """How many of its three parts a rectangle shows: 1 for the line across, 1/2 for each stem."""
        return (self.median is not None) * 1.0 + 0.5 * sum(self.stems)

    @property
    def worth(self) -> float:
        """What choosing this rectangle explains: its outline, times its support and its parts."""
        return self.score * self.evidence * (2 * self.width + 2 * self.height)


def find_boxes(picture: Picture, area: Box, settings: BoxSettings | None = None) -> list[RawBox]:
    """Find the boxes of a box plot, one at a place, of one common width.

    Parameters
    ----------
    picture : Picture
        Working picture.
    area : Box
        Plot area, working pixels.
    settings : BoxSettings, optional
        Limits.

    Returns
    -------
    list of RawBox
        From left to right.
    """
    settings = settings or BoxSettings()
    rectangles = sorted(find_rectangles(picture, area, settings), key=lambda b: -b.score * (b.width + b.height))
    whole = [_with_parts(picture, box) for box in rectangles[:_MOST]]
    return choose_bars([box for box in whole if box.evidence >= 1], area.width)


def _with_parts(picture: Picture, box: RawBox) -> RawBox:
    place = Box(box.x0, box.top, box.x1, box.bottom)
    median = find_median(picture, place, notched=box.notched)
    divided = median is not None and fill_changes(picture, place, median)
    score = box.score * even_fill(picture, place, median) ** 2
    return replace(box, score=score, median=median, stems=find_stems(picture, place), divided=divided)


def find_rectangles(picture: Picture, area: Box, settings: BoxSettings) -> list[RawBox]:
    """All rectangles of the plot area that may be boxes, overlapping, parts not looked for."""
    x0, x1 = max(0, int(area.x0) - 3), min(picture.shape[1], int(area.x1) + 4)
    y0, y1 = max(0, int(area.y0) - 3), min(picture.shape[0], int(area.y1) + 4)
    if x1 - x0 < 20 or y1 - y0 < 20:
        return []
    edges = find_edges(picture, settings.contrast)
    across, along = edges.across[y0:y1, x0:x1], edges.along[y0:y1, x0:x1]
    gap = max(9, round(settings.gap * (y1 - y0)))
    runs = find_runs(along, settings.min_height, gap)
    edges_at = _coverage(across, settings.bridge), _coverage(across, 1)
    min_width = max(6.0, settings.min_width * picture.shape[1])
    max_width = settings.max_width * (x1 - x0)
    pairs = _pairs(runs, (min_width, max_width), settings.min_height, 0.6 * (y1 - y0))
    return [_moved(box, x0, y0) for left, right in pairs for box in _rectangles(edges_at, left, right, settings)]


def _moved(box: RawBox, x: int, y: int) -> RawBox:
    return replace(box, x0=box.x0 + x, x1=box.x1 + x, top=box.top + y, bottom=box.bottom + y)


def _pairs(
    runs: Sequence[VerticalRun], widths: tuple[float, float], overlap: int, long: float
) -> Iterator[tuple[VerticalRun, VerticalRun]]:
    """Edges that may be the sides of one box: an end at one height, or one of them a frame.

    A noisy page has thousands of edges, so each is compared with all others at once.
    """
    at, top, bottom = (np.array([getattr(r, name) for r in runs], float) for name in ("at", "y0", "y1"))
    length, broken = np.array([r.length for r in runs], float), np.array([r.broken for r in runs], bool)
    for left in runs:
        part = slice(*np.searchsorted(at, [left.at + widths[0], np.nextafter(left.at + widths[1], np.inf)]))
        tolerance = np.maximum(4.0, 0.05 * np.minimum(left.length, length[part]))
        level = (abs(top[part] - left.y0) <= tolerance) | (abs(bottom[part] - left.y1) <= tolerance)
        shared = np.minimum(left.y1, bottom[part]) - np.maximum(left.y0, top[part]) >= overlap - 1
        good = shared & (broken[part] == left.broken) & (level | ((length[part] > long) != (left.length > long)))
        yield from ((left, runs[part.start + int(j)]) for j in np.flatnonzero(good))


def find_runs(along: Mask, min_length: int, gap: int) -> list[VerticalRun]:
    """Vertical edges with both their ends, breaks bridged.

    Parameters
    ----------
    along : ndarray of uint8, shape (rows, columns)
        1 where lightness changes along x.
    min_length : int
        Shortest edge.
    gap : int
        Longest break bridged.

    Returns
    -------
    list of VerticalRun
        From left to right. Where two runs of one column are farther apart than
        `gap`, the pair is added as one broken run (the sides of a notched box).
    """
    wide = np.asarray(cv2.dilate(along, np.ones((1, 3), np.uint8)), dtype=np.uint8)
    runs = _runs_of(wide, min_length, gap)
    # bridging also joins a side with the end of a cap as wide as the box: the unbridged runs are kept beside
    runs += [run for run in _runs_of(wide, min_length, 3) if not any(_same(run, other) for other in runs)]
    return sorted([*runs, *_joined(runs)], key=lambda r: r.at)


def _same(a: VerticalRun, b: VerticalRun) -> bool:
    return abs(a.at - b.at) <= 3 and abs(a.y0 - b.y0) <= 3 and abs(a.y1 - b.y1) <= 3


def _runs_of(wide: Mask, min_length: int, gap: int) -> list[VerticalRun]:
    """Find the runs of every column, breaks up to `gap` bridged, neighbouring columns joined."""
    closed = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, np.ones((gap, 1), np.uint8))
    change = np.diff(np.pad(closed.astype(np.int8), ((1, 1), (0, 0))), axis=0).T
    columns, starts = np.nonzero(change == 1)
    _, stops = np.nonzero(change == -1)
    covered = np.pad(np.cumsum(wide, axis=0, dtype=np.int64), ((1, 0), (0, 0)))
    ink = covered[stops, columns] - covered[starts, columns]
    length = stops - starts
    keep = (length >= min_length) & (ink >= np.where(length > 3 * gap, 0.7, 0.85) * length)
    return _merged(columns[keep], starts[keep], stops[keep] - 1)


def _merged(columns: NDArray[np.int64], starts: NDArray[np.int64], stops: NDArray[np.int64]) -> list[VerticalRun]:
    """Join the runs of neighbouring columns that are one edge or the two edges of one stroke."""
    order = np.argsort(starts - stops, kind="stable")
    columns, starts, stops = columns[order], starts[order], stops[order]
    free = np.ones(len(columns), dtype=bool)
    runs: list[VerticalRun] = []
    for i in range(len(columns)):
        if not free[i]:
            continue
        shared = np.minimum(stops, stops[i]) - np.maximum(starts, starts[i]) + 1
        near = free & (np.abs(columns - columns[i]) <= 6) & (shared >= 0.8 * (stops - starts + 1))
        length = stops[i] - starts[i] + 1
        same = near & (stops - starts + 1 >= length - max(3, 0.08 * length))
        runs.append(VerticalRun(float(columns[same].mean()), int(np.median(starts[same])), int(np.median(stops[same]))))
        free &= ~near
    return runs


def _joined(runs: Sequence[VerticalRun]) -> list[VerticalRun]:
    """Pairs of runs in one column with a break between them."""
    pairs: list[VerticalRun] = []
    for upper in runs:
        below = [r for r in runs if abs(r.at - upper.at) <= 2 and r.y0 > upper.y1]
        if below:
            lower = min(below, key=lambda r: r.y0)
            if lower.y0 - upper.y1 <= 4 * min(upper.length, lower.length) + 20:
                pairs.append(VerticalRun((upper.at + lower.at) / 2, upper.y0, lower.y1, broken=True))
    return pairs


def _coverage(across: Mask, bridge: int) -> NDArray[np.float32]:
    """Sum the horizontal edges along x, breaks bridged, one row tolerant."""
    joined = cv2.dilate(across, np.ones((3, 1), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8))
    return np.asarray(np.pad(np.cumsum(joined, axis=1, dtype=np.float32), ((0, 0), (1, 0))), dtype=np.float32)


def _rectangles(
    edges_at: tuple[Coverage, Coverage], left: VerticalRun, right: VerticalRun, settings: BoxSettings
) -> list[RawBox]:
    """Rectangles between two sides, where edges run from side to side near the sides' ends.

    Where the sides end at different heights (a letter or a frame goes on where one
    of them ends) there are several.
    """
    bridged, plain = edges_at
    span = round(left.at) + 2, round(right.at) - 1
    if span[1] - span[0] < 3:
        return []
    found: list[RawBox] = []
    for top in {left.y0, right.y0}:
        for bottom in {left.y1, right.y1}:
            tolerance = max(4.0, 0.05 * min(left.length, right.length))
            rows = _end_row(bridged, span, top, tolerance), _end_row(bridged, span, bottom, tolerance)
            shares = [float(bridged[r, span[1]] - bridged[r, span[0]]) / (span[1] - span[0]) for r in rows]
            if rows[1] - rows[0] < settings.min_height - 1 or min(shares) < settings.end_support:
                continue
            ends_agree = abs(left.y0 - right.y0) <= 4 and abs(left.y1 - right.y1) <= 4
            if any(not _continuous(plain, span, r) for r in rows) or (not ends_agree and _run_on(bridged, span, rows)):
                continue
            sides = 0.5 * (_covered(left, rows) + _covered(right, rows))
            score = min(1.0, sum(shares) / 2) * sides * (0.9 if left.broken else 1.0)
            found.append(RawBox(left.at, right.at, rows[0], rows[1], score, left.broken))
    return found


def _end_row(ends: NDArray[np.float32], span: tuple[int, int], end: int, tolerance: float) -> int:
    """Row near the end of a side at which the edge is seen best."""
    lo, hi = max(0, int(end - tolerance)), min(len(ends), int(end + tolerance) + 1)
    share = (ends[lo:hi, span[1]] - ends[lo:hi, span[0]]) / (span[1] - span[0])
    return lo + int((share - 0.03 * np.abs(np.arange(lo, hi) - end)).argmax())


def _continuous(plain: NDArray[np.float32], span: tuple[int, int], row: int) -> bool:
    """Whether an edge is drawn through, but for a stem: letters in a row are not."""
    wide = span[1] - span[0]
    near = plain[max(0, row - 3) : row + 4]
    return float((near[:, span[1]] - near[:, span[0]]).max()) >= 0.7 * max(wide - 9, 0.6 * wide)


def _covered(run: VerticalRun, rows: tuple[int, int]) -> float:
    """Share of the rows between two edges that a side covers."""
    return min(1.0, (min(run.y1, rows[1]) - max(run.y0, rows[0]) + 1) / (rows[1] - rows[0] + 1))


def _run_on(ends: NDArray[np.float32], span: tuple[int, int], rows: tuple[int, int]) -> bool:
    """Whether both edges go on beyond one side: lines of a frame or a grid, not of a box."""
    reach = max(12, round(0.5 * (span[1] - span[0])))
    for lo, hi in ((span[0] - 6 - reach, span[0] - 6), (span[1] + 6, span[1] + 6 + reach)):
        if lo >= 0 and hi < ends.shape[1] and all(ends[row, hi] - ends[row, lo] >= 0.8 * reach for row in rows):
            return True
    return False
