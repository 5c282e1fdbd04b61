"""Boxes of a box plot: rectangles that stand free of the base line.

A box shows itself by its two sides and by the two edges that run from side to
side where the sides end. The line of the median crosses it, whiskers leave from
the middle of its ends. Rectangles with none of these (legend swatches, frames,
bars) are no boxes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.detect.raster.bars import find_edges
from figpool.detect.raster.box_parts import MedianLine, even_fill, fill_changes, find_median, find_stems
from figpool.detect.raster.box_sides import Mask, VerticalRun, find_runs, pair_sides
from figpool.detect.raster.picture import Picture
from figpool.detect.raster.rectangles import choose_bars

#: Horizontal edges summed along x, shape (rows, columns + 1).
Coverage = NDArray[np.float32]


#: Pairs of sides looked at at once, and columns between two sides, at least.
_AT_ONCE, _NARROWEST = 4096, 3
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
    whole = (_with_parts(picture, box) for box in rectangles[:_MOST])
    return choose_bars([box for box in whole if box is not None], area.width)


def _with_parts(picture: Picture, box: RawBox) -> RawBox | None:
    """Return a rectangle with its parts; None where it shows too few."""
    place = Box(box.x0, box.top, box.x1, box.bottom)
    median = find_median(picture, place, notched=box.notched)
    found = replace(box, median=median, stems=find_stems(picture, place))
    if found.evidence < 1:
        return None
    divided = median is not None and fill_changes(picture, place, median)
    return replace(found, score=box.score * even_fill(picture, place, median) ** 2, divided=divided)


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
    pairs = pair_sides(runs, (min_width, max_width), settings.min_height, 0.6 * (y1 - y0))
    return [_moved(box, x0, y0) for box in _rectangles(edges_at, runs, pairs, settings)]


def _moved(box: RawBox, x: int, y: int) -> RawBox:
    return replace(box, x0=box.x0 + x, x1=box.x1 + x, top=box.top + y, bottom=box.bottom + y)


def _coverage(across: Mask, bridge: int) -> NDArray[np.float32]:
    """Sum the horizontal edges along x, breaks bridged, one row tolerant."""
    joined = cv2.dilate(across, np.ones((3, 1), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((1, bridge), np.uint8))
    return np.asarray(np.pad(np.cumsum(joined, axis=1, dtype=np.float32), ((0, 0), (1, 0))), dtype=np.float32)


def _rectangles(
    edges_at: tuple[Coverage, Coverage],
    runs: Sequence[VerticalRun],
    pairs: tuple[NDArray[np.intp], NDArray[np.intp]],
    settings: BoxSettings,
) -> Iterator[RawBox]:
    """Rectangles between two sides, where edges run from side to side near the sides' ends.

    Where the sides end at different heights (a letter or a frame goes on where one
    of them ends) there are several.
    """
    for first in range(0, len(pairs[0]), _AT_ONCE):
        part = pairs[0][first : first + _AT_ONCE], pairs[1][first : first + _AT_ONCE]
        ends = _Ends.of(edges_at[0], runs, part, settings.end_support)
        for i in ends.seen():
            left, right = runs[part[0][i]], runs[part[1][i]]
            for rows, shares in ends.at(i, settings.min_height):
                if _is_rectangle(edges_at, left, right, rows):
                    sides = 0.5 * (_covered(left, rows) + _covered(right, rows))
                    score = min(1.0, sum(shares) / 2) * sides * (0.9 if left.broken else 1.0)
                    yield RawBox(left.at, right.at, rows[0], rows[1], score, left.broken)


def _is_rectangle(
    edges_at: tuple[Coverage, Coverage], left: VerticalRun, right: VerticalRun, rows: tuple[int, int]
) -> bool:
    """Whether the upper and the lower edge between two sides are drawn through, and end there."""
    bridged, plain = edges_at
    span = _span(left.at, right.at)
    ends_agree = abs(left.y0 - right.y0) <= 4 and abs(left.y1 - right.y1) <= 4
    if any(not _continuous(plain, span, r) for r in rows):
        return False
    return ends_agree or not _run_on(bridged, span, rows)


def _span(left: float, right: float) -> tuple[int, int]:
    """Columns between two sides."""
    return round(left) + 2, round(right) - 1


@dataclass(frozen=True, slots=True)
class _Ends:
    """Rows near the ends of paired sides at which an edge between them is seen best, and how well.

    Parameters
    ----------
    rows : ndarray of int, shape (4, n)
        At the upper ends of the left and the right sides, at their lower ends.
    shares : ndarray of float, shape (4, n)
        Share of the way from side to side that is edge there.
    support : float
        Least share.
    """

    rows: NDArray[np.intp]
    shares: NDArray[np.float64]
    support: float

    @staticmethod
    def of(
        edges: Coverage,
        runs: Sequence[VerticalRun],
        pairs: tuple[NDArray[np.intp], NDArray[np.intp]],
        support: float,
    ) -> _Ends:
        """Look for the edges of all pairs at once."""
        spans = np.array([_span(run.at, run.at) for run in runs], dtype=np.intp).reshape(-1, 2)
        start, stop = spans[pairs[0], 0], spans[pairs[1], 1]
        tops, bottoms = (np.array([getattr(r, name) for r in runs], dtype=np.intp) for name in ("y0", "y1"))
        lengths = bottoms - tops + 1
        reach = np.maximum(4.0, 0.05 * np.minimum(lengths[pairs[0]], lengths[pairs[1]]))
        ends = np.stack([tops[pairs[0]], tops[pairs[1]], bottoms[pairs[0]], bottoms[pairs[1]]])
        steps = np.arange(2 * int(reach.max(initial=4.0)) + 3)
        rows = np.maximum((ends - reach).astype(np.intp), 0)[:, :, None] + steps
        outside = rows >= np.minimum((ends + reach).astype(np.intp) + 1, len(edges))[:, :, None]
        held = np.minimum(rows, len(edges) - 1)
        wide = np.maximum(stop - start, 1)
        covered = edges[held, stop[:, None]] - edges[held, start[:, None]]
        nearness = covered / wide.astype(np.float32)[:, None] - 0.03 * np.abs(rows - ends[:, :, None])
        best = np.where(outside, -np.inf, nearness).argmax(axis=2)[:, :, None]
        found, most = (np.take_along_axis(plane, best, axis=2)[:, :, 0] for plane in (held, covered))
        return _Ends(found, np.where(stop - start >= _NARROWEST, most / wide, 0.0), support)

    def seen(self) -> NDArray[np.intp]:
        """Pairs with an edge at an upper and at a lower end."""
        good = self.shares >= self.support
        return np.flatnonzero((good[0] | good[1]) & (good[2] | good[3]))

    def at(self, pair: int, min_height: int) -> Iterator[tuple[tuple[int, int], tuple[float, float]]]:
        """Rows of the upper and the lower edge of a pair, every two that are far enough apart, with their shares."""
        rows, shares = self.rows[:, pair], self.shares[:, pair]
        upper, lower = ({int(rows[k]): float(shares[k]) for k in own} for own in ((0, 1), (2, 3)))
        for top, bottom in product(upper, lower):
            if bottom - top >= min_height - 1 and min(upper[top], lower[bottom]) >= self.support:
                yield (top, bottom), (upper[top], lower[bottom])


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
