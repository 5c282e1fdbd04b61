"""Long straight strokes: axes, frames and gridlines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.medians import median
from figpool.detect.raster.picture import Gray, Picture, transposed

F = TypeVar("F", bound=np.floating)

#: Shortest piece of a line, as a share of the shortest line.
_PIECE = 0.4
#: Distance across the line within which pieces are collinear, working pixels.
_COLLINEAR = 1.2
#: Widest gap that a crossing stroke leaves in a line, working pixels.
_CROSSING = 12
#: Width beyond which a piece is no single stroke, working pixels; how much longer than most of its columns are those
#: of a stroke, in its height.
_WIDEST, _LONGER = 30, 0.15


@dataclass(frozen=True, slots=True)
class Stroke:
    """A long straight line, working pixels.

    Parameters
    ----------
    at : float
        Sub-pixel position across the line (x of a vertical, y of a horizontal line).
    start, end : float
        Extent along the line.
    thickness : float
        Width in pixels.
    """

    at: float
    start: float
    end: float
    thickness: float

    @property
    def length(self) -> float:
        """Extent along the line in pixels."""
        return self.end - self.start + 1


def find_strokes(picture: Picture, *, vertical: bool, min_length: float, contrast: float = 0.2) -> list[Stroke]:
    """Find dark straight lines thinner than a bar.

    Parameters
    ----------
    picture : Picture
        Working picture.
    vertical : bool
        Direction searched.
    min_length : float
        Shortest line, working pixels.
    contrast : float
        Darkness against the local ground.

    Returns
    -------
    list of Stroke
        Sorted by position.
    """
    thin = across_contrast(picture.gray if vertical else transposed(picture.gray), 12)
    mask = (thin > contrast).astype(np.uint8)
    bridge = cv2.getStructuringElement(cv2.MORPH_RECT, (1, 5))
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, bridge), dtype=np.uint8)
    run = cv2.getStructuringElement(cv2.MORPH_RECT, (1, max(9, round(min_length * _PIECE))))
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, run), dtype=np.uint8)
    _, found, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    labels, stats = np.asarray(found, dtype=np.int32), np.asarray(boxes, dtype=np.int32)
    tall = [i for i in range(1, len(stats)) if stats[i][3] >= _PIECE * min_length]
    pieces = [stroke for i in tall for stroke in _strokes(labels, stats[i], i, thin)]
    return sorted((s for s in _joined(pieces) if s.length >= min_length), key=lambda s: s.at)


def _joined(pieces: list[Stroke]) -> list[Stroke]:
    """Join pieces of one line: a thick tick that crosses it leaves a gap."""
    joined: list[Stroke] = []
    for piece in sorted(pieces, key=lambda s: s.start):
        for i, line in enumerate(joined):
            gap = piece.start - line.end - 1
            if abs(line.at - piece.at) <= _COLLINEAR and 0 <= gap <= _CROSSING:
                share = line.length / (line.length + piece.length)
                joined[i] = Stroke(
                    share * line.at + (1 - share) * piece.at,
                    line.start,
                    piece.end,
                    share * line.thickness + (1 - share) * piece.thickness,
                )
                break
        else:
            joined.append(piece)
    return joined


def across_contrast(gray: Gray, reach: int) -> Gray:
    """Darkness of vertical strokes narrower than `reach`, by a horizontal black-hat."""
    byte = np.rint(gray * 255).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * reach + 1, 1))
    return np.asarray(cv2.morphologyEx(byte, cv2.MORPH_BLACKHAT, kernel), dtype=np.float32) / 255.0


def _strokes(labels: NDArray[np.int32], stat: NDArray[np.int32], index: int, thin: Gray) -> list[Stroke]:
    """Strokes of one connected piece: dense hatching joins the sides of a bar, which are longer than it is high."""
    x, y, w, h = (int(v) for v in stat[:4])
    inside = labels[y : y + h, x : x + w] == index
    if w <= _WIDEST:
        return [_stroke(inside, (x, y), thin)]
    filled = inside.sum(axis=0)
    longer = np.flatnonzero(filled >= np.median(filled) + _LONGER * h)
    if not len(longer):
        return [_stroke(inside, (x, y), thin)]
    runs = np.split(longer, np.flatnonzero(np.diff(longer) > 1) + 1)
    return [_stroke(inside[:, run[0] : run[-1] + 1], (x + int(run[0]), y), thin) for run in runs]


def _stroke(inside: NDArray[np.bool_], corner: tuple[int, int], thin: Gray) -> Stroke:
    """Stroke of the pixels of one piece, given within a window whose first column and row are told."""
    x, y = corner
    h, w = inside.shape
    weight = np.where(inside, thin[y : y + h, x : x + w], 0.0)
    # the median row's centre: side branches (ticks, bar tops) pull a mean
    rows = weight.sum(axis=1) > 0
    centres = (weight @ np.arange(x, x + w))[rows] / weight.sum(axis=1)[rows]
    thickness = median(inside.sum(axis=1)[rows])
    at = np.flatnonzero(rows)
    return Stroke(median(centres), float(y + at[0]), float(y + at[-1]), thickness)


def sides_at(gray: NDArray[F], distance: int, axis: int) -> tuple[NDArray[F], NDArray[F]]:
    """Values at a distance before and behind every pixel along an axis; those at the border go on beyond it.

    Parameters
    ----------
    gray : ndarray of float, shape (h, w)
        Any plane.
    distance : int
        Pixels.
    axis : int
        0 along y, 1 along x.

    Returns
    -------
    before, behind : ndarray of float, shape (h, w)
    """
    place = np.arange(gray.shape[axis])
    before, behind = (np.take(gray, place + step, axis=axis, mode="clip") for step in (-distance, distance))
    return before, behind


def ridge_profile(gray: Gray, reach: int) -> Gray:
    """Signed contrast of horizontal strokes: ground minus stroke, per pixel.

    Parameters
    ----------
    gray : ndarray of float32, shape (h, w)
        Lightness.
    reach : int
        Distance of the ground looked at above and below, pixels.

    Returns
    -------
    ndarray of float32, shape (h, w)
        Positive where darker than both sides, negative where lighter than both.
    """
    above, below = sides_at(gray, reach, axis=0)
    dark = np.minimum(above, below) - gray
    light = gray - np.maximum(above, below)
    return np.asarray(np.where(dark > 0, dark, np.where(light > 0, -light, 0.0)), dtype=np.float32)


def find_peaks(profile: NDArray[np.floating], threshold: float, separation: int = 2) -> list[tuple[float, float]]:
    """Peaks of a profile, to sub-pixel by the centroid of their upper half.

    Parameters
    ----------
    profile : ndarray, shape (n,)
        Non-negative strength along one axis.
    threshold : float
        Smallest peak height.
    separation : int
        Peaks closer than this merge.

    Returns
    -------
    list of (position, height)
        In order of position.
    """
    peaks: list[tuple[float, float]] = []
    above = profile >= threshold
    edges = np.flatnonzero(np.diff(np.concatenate([[0], above.astype(np.int8), [0]])))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        lo, hi = max(int(start) - 1, 0), min(int(stop) + 1, len(profile))
        part = profile[lo:hi].astype(float)
        weight = np.clip(part - 0.3 * part.max(), 0, None)
        position = float((weight * np.arange(lo, hi)).sum() / weight.sum())
        if peaks and position - peaks[-1][0] < separation:
            if part.max() > peaks[-1][1]:
                peaks[-1] = (position, float(part.max()))
            continue
        peaks.append((position, float(part.max())))
    return peaks
