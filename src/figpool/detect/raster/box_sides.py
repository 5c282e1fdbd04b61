"""Sides of boxes: vertical edges with both their ends, and the pairs that may belong to one box.

A noisy or hatched picture has thousands of edges, so each is compared with those of the columns beside it only,
and with all of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2

Mask = NDArray[np.uint8]
Whole = NDArray[np.intp]

#: Columns within which edges are those of one stroke, and sides of one box above one another; working pixels.
_STROKE, _SAME_COLUMN = 6, 2
#: Distance of two runs of one edge, bridged and not, in columns and rows.
_ALIKE = 3


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


class _Columns:
    """Edges found by their column."""

    def __init__(self, at: NDArray[np.float64]) -> None:
        self._order = np.argsort(at, kind="stable")
        self._sorted = at[self._order]

    def near(self, at: float, reach: float) -> Whole:
        """Indices of the edges within a distance of a column, in their order."""
        first, last = np.searchsorted(self._sorted, [at - reach - 1e-6, at + reach + 1e-6])
        return np.sort(self._order[first:last])


def _parts(runs: Sequence[VerticalRun]) -> tuple[NDArray[np.float64], Whole, Whole]:
    """Columns, first and last rows of runs, each shape (n,)."""
    at = np.array([r.at for r in runs], dtype=float)
    top, bottom = (np.array([getattr(r, name) for r in runs], dtype=np.intp) for name in ("y0", "y1"))
    return at, top, bottom


def pair_sides(
    runs: Sequence[VerticalRun], widths: tuple[float, float], overlap: int, long: float
) -> tuple[Whole, Whole]:
    """Pair edges that may be the sides of one box: an end at one height, or one of them a frame.

    Parameters
    ----------
    runs : sequence of VerticalRun
        From left to right.
    widths : (float, float)
        Least and greatest distance.
    overlap : int
        Rows they share, at least.
    long : float
        Length from which an edge may be that of a frame.

    Returns
    -------
    left, right : ndarray of int, shape (n,)
        Indices of the two sides.
    """
    at, top, bottom = _parts(runs)
    length, broken = bottom - top + 1, np.array([r.broken for r in runs], dtype=bool)
    starts = np.searchsorted(at, at + widths[0])
    stops = np.searchsorted(at, np.nextafter(at + widths[1], np.inf))
    left: list[Whole] = []
    right: list[Whole] = []
    for i, (start, stop) in enumerate(zip(starts, stops, strict=True)):
        part = slice(int(start), int(stop))
        tolerance = np.maximum(4.0, 0.05 * np.minimum(length[i], length[part]))
        level = (abs(top[part] - top[i]) <= tolerance) | (abs(bottom[part] - bottom[i]) <= tolerance)
        shared = np.minimum(bottom[i], bottom[part]) - np.maximum(top[i], top[part]) >= overlap - 1
        good = shared & (broken[part] == broken[i]) & (level | ((length[part] > long) != (length[i] > long)))
        found = np.flatnonzero(good) + start
        left.append(np.full(len(found), i, dtype=np.intp))
        right.append(found)
    none = [np.zeros(0, dtype=np.intp)]
    return np.concatenate(none + left), np.concatenate(none + right)


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
    runs += _unlike(_runs_of(wide, min_length, 3), runs)
    return sorted([*runs, *_joined(runs)], key=lambda r: r.at)


def _unlike(runs: Sequence[VerticalRun], others: Sequence[VerticalRun]) -> list[VerticalRun]:
    """Runs that are none of the others."""
    at, top, bottom = _parts(others)
    columns = _Columns(at)
    kept: list[VerticalRun] = []
    for run in runs:
        near = columns.near(run.at, _ALIKE)
        away = np.maximum(np.abs(top[near] - run.y0), np.abs(bottom[near] - run.y1))
        if not (np.maximum(away, np.abs(at[near] - run.at)) <= _ALIKE).any():
            kept.append(run)
    return kept


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


def _merged(columns: Whole, starts: Whole, stops: Whole) -> list[VerticalRun]:
    """Join the runs of neighbouring columns that are one edge or the two edges of one stroke."""
    order = np.argsort(starts - stops, kind="stable")
    columns, starts, stops = columns[order], starts[order], stops[order]
    length = stops - starts + 1
    places = _Columns(columns.astype(float))
    free = np.ones(len(columns), dtype=bool)
    runs: list[VerticalRun] = []
    for i in range(len(columns)):
        if not free[i]:
            continue
        near = places.near(float(columns[i]), _STROKE)
        shared = np.minimum(stops[near], stops[i]) - np.maximum(starts[near], starts[i]) + 1
        near = near[free[near] & (shared >= 0.8 * length[near])]
        same = near[length[near] >= length[i] - max(3, 0.08 * length[i])]
        runs.append(VerticalRun(float(columns[same].mean()), _middle(starts[same]), _middle(stops[same])))
        free[near] = False
    return runs


def _middle(rows: Whole) -> int:
    """Whole median of a few rows."""
    ordered = np.sort(rows)
    return (int(ordered[(len(rows) - 1) // 2]) + int(ordered[len(rows) // 2])) // 2


def _joined(runs: Sequence[VerticalRun]) -> list[VerticalRun]:
    """Pairs of runs in one column with a break between them."""
    at, top, _ = _parts(runs)
    columns = _Columns(at)
    pairs: list[VerticalRun] = []
    for upper in runs:
        near = columns.near(upper.at, _SAME_COLUMN)
        below = near[(np.abs(at[near] - upper.at) <= _SAME_COLUMN) & (top[near] > upper.y1)]
        if len(below):
            lower = runs[int(below[top[below].argmin()])]
            if lower.y0 - upper.y1 <= 4 * min(upper.length, lower.length) + 20:
                pairs.append(VerticalRun((upper.at + lower.at) / 2, upper.y0, lower.y1, broken=True))
    return pairs
