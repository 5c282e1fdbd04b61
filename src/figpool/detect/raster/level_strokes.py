"""Short level strokes in a plot area: strokes at means and caps, points lying on a part of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.detect.raster.cap_rows import row_contrast
from figpool.detect.raster.crossed_stem import INK
from figpool.detect.raster.lines import Stroke
from figpool.detect.raster.picture import Gray, Picture

#: Strip along the edges of the area that axis lines fill, working pixels.
_RIM = 3
#: Percentile of lightness that is the ground.
_GROUND = 90.0
#: Columns of a stroke of which nothing lies on top, at least, and the same as a share of its length.
_SEEN, _SHARE = 4, 0.35
#: By how much ends of one stroke differ from row to row, and its most rows, working pixels.
_RAGGED, _THICKEST = 2, 14


@dataclass(frozen=True, slots=True)
class InkMaps:
    """The plot area as ink, and as ink that is no thicker than a stroke.

    Parameters
    ----------
    top, left : int
        Where the area begins, working pixels.
    ink : ndarray of bool, shape (h, w)
        What is darker than the ground.
    level, upright : ndarray of bool, shape (h, w)
        What is darker than the ground above and below, or on both sides.
    contrast : ndarray of float32, shape (h, w)
        By how much it is darker than what is above and below.
    """

    top: int
    left: int
    ink: NDArray[np.bool_]
    level: NDArray[np.bool_]
    upright: NDArray[np.bool_]
    contrast: Gray


class _Run(NamedTuple):
    row: int
    start: int
    end: int


def map_ink(picture: Picture, area: Box, line: float) -> InkMaps | None:
    """Map the strokes of a plot area; `line` is their usual thickness. None where it is too small."""
    top, left = max(0, round(area.y0 + _RIM)), max(0, round(area.x0 + _RIM))
    window = picture.gray[top : round(area.y1) - _RIM + 1, left : round(area.x1) - _RIM + 1]
    if min(window.shape) < 4 * _THICKEST:
        return None
    ink = np.asarray(window < float(np.percentile(window, _GROUND)) - INK)
    contrast = row_contrast(window, round(line))
    across = row_contrast(np.ascontiguousarray(window.T), round(line)).T
    return InkMaps(top, left, ink, np.asarray(contrast > INK), np.asarray(across > INK), contrast)


def find_level_strokes(maps: InkMaps) -> list[Stroke]:
    """Find level strokes, from top to bottom.

    Parameters
    ----------
    maps : InkMaps
        The plot area.

    Returns
    -------
    list of Stroke
        Working pixels; letters and rims of points are among them.
    """
    groups: list[list[_Run]] = []
    last: list[list[_Run]] = []
    for row in np.flatnonzero(maps.level.any(axis=1)).tolist():
        last = [g for g in last if g[-1].row >= row - 1]
        for run in _runs(maps, row):
            own = next((g for g in last if g[-1].row == row - 1 and _alike(g[-1], run)), None)
            if own is None:
                own = []
                groups.append(own)
                last.append(own)
            own.append(run)
    return [_stroke(maps, group) for group in groups if len(group) <= _THICKEST]


def _alike(a: _Run, b: _Run) -> bool:
    return max(abs(a.start - b.start), abs(a.end - b.end)) <= _RAGGED


def _runs(maps: InkMaps, row: int) -> list[_Run]:
    """Ink of a row that hangs together and is stroke for the most part, from its first to its last pixel of stroke."""
    ink, thin = maps.ink[row], maps.level[row]
    steps = np.diff(np.concatenate([[0], ink.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    seen = np.concatenate([[0], np.cumsum(thin & ink)])
    found = []
    for start, end in zip(starts, ends, strict=True):
        count = int(seen[end] - seen[start])
        if count < _SEEN:
            continue
        stroke = start + np.flatnonzero((thin & ink)[start:end])
        first, final = int(stroke[0]), int(stroke[-1])
        if count >= _SHARE * (final - first + 1):
            found.append(_Run(row, first, final))
    return found


def _stroke(maps: InkMaps, group: Sequence[_Run]) -> Stroke:
    start, end = (float(np.median([getattr(run, name) for run in group])) for name in ("start", "end"))
    at = level_middle(maps, [run.row for run in group], round(start), round(end))
    return Stroke(maps.top + at, maps.left + start, maps.left + end, float(len(group)))


def level_middle(maps: InkMaps, rows: Sequence[int], start: int, end: int) -> float:
    """Middle of a level stroke between the pixels, rows of the maps."""
    near = np.arange(max(0, rows[0] - 2), min(len(maps.ink), rows[-1] + 3))
    weight = np.where(maps.level, maps.contrast, 0.0)[near, start : end + 1].sum(axis=1)
    return float((weight * near).sum() / max(float(weight.sum()), 1e-6))
