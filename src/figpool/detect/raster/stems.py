"""Error bars seen along a column: stems, and the caps that cross them.

Written for markers, whose whiskers may run through one another, through lines
and through other markers. A column tells what stands on it; which arm belongs
to which marker is decided where all series are known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.medians import median, medians
from figpool.detect.raster.picture import Gray

Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class StemSettings:
    """Limits of the search along a column.

    Parameters
    ----------
    contrast : float
        Weakest ink.
    symmetry : float
        Largest difference of a cap's two halves, as a share of the longer.
    gap : float
        Breaks of a stem bridged, in line widths.
    """

    contrast: float = 0.25
    symmetry: float = 0.35
    gap: float = 1.5


@dataclass(frozen=True, slots=True)
class StemEnd:
    """Where a whisker may end.

    Parameters
    ----------
    y : float
        Row of the cap's stroke centre, or of the stem's last ink.
    half : float
        Half width of the cap; 0 for the bare end of a stem.
    clean : bool
        Whether nothing else touches the cap.
    over : bool
        Whether it shows on markers too: the stroke is drawn over them, in another ink.
    """

    y: float
    half: float
    clean: bool = True
    over: bool = False


@dataclass(frozen=True, eq=False)
class StrokeMaps:
    """Horizontal strokes of an area, prepared once for all its columns.

    Parameters
    ----------
    ink : ndarray of float32, shape (h, w)
        Share of ink, 0..1.
    left, right : ndarray of int16, shape (h, w)
        Length of the horizontal stroke that ends at a pixel, going left or right.
    line : float
        Common line width, pixels.
    """

    ink: Gray
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    line: float


def map_strokes(ink: Gray, line: float, settings: StemSettings | None = None) -> StrokeMaps:
    """Find the pixels of thin horizontal strokes and the lengths of their runs.

    Parameters
    ----------
    ink : ndarray of float32, shape (h, w)
        Share of ink.
    line : float
        Common line width, pixels.
    settings : StemSettings, optional
        Limits.
    """
    settings = settings or StemSettings()
    stroke = np.zeros(ink.shape, bool)
    for factor in (0.5, 1.0, 1.8):
        distance = max(3, round(factor * line + 1))
        padded = np.pad(ink, ((distance, distance), (0, 0)))
        around = np.maximum(padded[: -2 * distance], padded[2 * distance :])
        stroke |= ink - around > 0.5 * settings.contrast
    stroke &= ink > settings.contrast
    closed = _closed(stroke, 3)
    # the stem of a neighbour may cross a cap
    closed |= _closed(stroke, 2 * round(line) + 3) & (ink > settings.contrast)
    return StrokeMaps(ink, _runs(closed), _runs(closed[:, ::-1])[:, ::-1], line)


def _closed(stroke: NDArray[np.bool_], width: int) -> Mask:
    """Close gaps of a row that are narrower than a width."""
    return np.asarray(
        cv2.morphologyEx(stroke.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, width), np.uint8)), np.uint8
    )


def _runs(mask: Mask) -> NDArray[np.int16]:
    """Length of the run of ones that ends at each pixel, going left."""
    index = np.arange(mask.shape[1], dtype=np.int32)[None, :]
    last_empty = np.maximum.accumulate(np.where(mask == 0, index, -1), axis=1)
    return np.asarray(index - last_empty, dtype=np.int16)


def stem_ink(maps: StrokeMaps, x: float, settings: StemSettings | None = None) -> NDArray[np.bool_]:
    """Rows in which the column at `x` (give or take a pixel) is inked, short breaks bridged; shape (h,)."""
    settings = settings or StemSettings()
    lo, hi = max(0, round(x) - 1), min(maps.ink.shape[1], round(x) + 2)
    inked = (maps.ink[:, lo:hi].max(axis=1) > settings.contrast).astype(np.uint8)
    size = 1 + 2 * max(1, round(settings.gap * maps.line / 2))
    closed = cv2.morphologyEx(inked[:, None], cv2.MORPH_CLOSE, np.ones((size, 1), np.uint8))
    return np.asarray(closed[:, 0] > 0)


def runs_on(stem: NDArray[np.bool_], line: float, start: float, end: float) -> bool:
    """Whether a column is inked from one row to another and beyond: what ends there is hidden by something else.

    Parameters
    ----------
    stem : ndarray of bool, shape (h,)
        Inked rows of the column, from `stem_ink`.
    line : float
        Common line width, pixels.
    start, end : float
        Rows; `end` may be NaN or lie outside the picture, where nothing runs on.
    """
    if not 0 <= end < len(stem):
        return False
    beyond = end + np.sign(end - start) * (1.5 * line + 1)
    first, last = (round(row) for row in sorted((start, beyond)))
    return bool(stem[max(0, first) : last + 1].all())


def find_caps(maps: StrokeMaps, x: float, typical: float = 0.0, settings: StemSettings | None = None) -> list[StemEnd]:
    """Find short horizontal strokes that are symmetric about a column.

    Parameters
    ----------
    maps : StrokeMaps
        Strokes of the area.
    x : float
        The column.
    typical : float
        Common half width of the chart's caps; 0 when unknown. Where it is known
        a stroke that is longer on one side (a line joins it) still counts.
    settings : StemSettings, optional
        Limits.

    Returns
    -------
    list of StemEnd
        From top to bottom.
    """
    settings = settings or StemSettings()
    column, skip = round(x), max(2, round(0.5 * maps.line + 1.5))
    left, right = _wings(maps.left, column, -1, skip), _wings(maps.right, column, 1, skip)
    short, long = np.minimum(left, right), np.maximum(left, right)
    if typical:
        good = (short >= max(skip, 0.65 * typical)) & (short <= 1.3 * typical + 2)
    else:
        good = (short >= skip + 1.0) & (long - short <= np.maximum(2.0, settings.symmetry * long))
    rows = np.flatnonzero(good)
    ends: list[StemEnd] = []
    for group in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if len(rows) else []:
        if len(group) > 2.2 * maps.line + 3:
            continue
        half = median(short[group])
        clean = bool(median(long[group]) <= 1.3 * half + 2)
        end = StemEnd(_stroke_centre(maps, group, column, skip, half), half, clean)
        if ends and end.y - ends[-1].y < max(1.2, 0.5 * maps.line):
            # a ragged stroke is found in two parts
            ends[-1] = max(ends[-1], end, key=lambda e: (e.clean, e.half))
        else:
            ends.append(end)
    return ends


def _wings(runs: NDArray[np.int16], column: int, sign: int, skip: int) -> NDArray[np.float64]:
    """Reach of the stroke on one side of a column, per row; another ink's stem may hide its first pixels."""
    reach = np.zeros(runs.shape[0])
    for step in range(skip, skip + 4):
        at = column + sign * step
        if 0 <= at < runs.shape[1]:
            length = runs[:, at].astype(float)
            reach = np.maximum(reach, np.where(length > 0, length + step - 1, 0.0))
    return reach


def _stroke_centre(maps: StrokeMaps, group: NDArray[np.int64], column: int, skip: int, half: float) -> float:
    """Sub-pixel row of a stroke from its two wings, without the stem."""
    reach = round(maps.line)
    lo, hi = max(0, int(group[0]) - reach), min(maps.ink.shape[0], int(group[-1]) + reach + 1)
    x0, x1 = max(0, column - round(half)), min(maps.ink.shape[1], column + round(half) + 1)
    wings = np.r_[x0 : max(column - skip + 1, x0 + 1), column + skip : max(x1, column + skip + 1)]
    profile = medians(maps.ink[lo:hi, wings.clip(0, maps.ink.shape[1] - 1)])
    weight = np.clip(profile - 0.4 * profile.max(), 0.0, None)
    total = float(weight.sum())
    return float((weight * np.arange(lo, hi)).sum() / total) if total > 0 else float(group.mean())


def find_stem_columns(ink: Gray, line: float, shortest: float) -> list[tuple[float, float, float]]:
    """Find thin vertical strokes as (x, top, bottom).

    Parameters
    ----------
    ink : ndarray of float32, shape (h, w)
        Share of ink.
    line : float
        Common line width, pixels.
    shortest : float
        Shortest stroke, pixels.
    """
    distance = max(2, round(1.8 * line + 1))
    padded = np.pad(ink, ((0, 0), (distance, distance)))
    around = np.maximum(padded[:, : -2 * distance], padded[:, 2 * distance :])
    mask = ((ink - around > 0.15) & (ink > 0.25)).astype(np.uint8)
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((max(3, round(shortest)), 1), np.uint8)), np.uint8)
    _, _, stats, middles = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return [
        (float(m[0]), float(s[1]), float(s[1] + s[3] - 1))
        for s, m in zip(stats[1:], middles[1:], strict=True)
        if s[2] <= 2.2 * line + 3
    ]
