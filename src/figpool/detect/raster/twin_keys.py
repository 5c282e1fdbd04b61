"""Legend keys of two markers of one look with a line between them, as line charts drawn by hand and Grace have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.marker_key import MarkerKey
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.picture import Gray

#: Distance of twins, inner radii; how much their radii, rows and columns differ at most, as shares of them.
_NEAREST, _FARTHEST, _ALIKE = 3.0, 16.0, 0.25
#: Contrast of ink; share of the columns between twins that their line inks at least.
_INKED, _LINED = 0.3, 0.4
#: Edge of a marker, how far about it nothing else is seen, and half the height of the line of twins, inner radii.
_EDGE, _FREE, _LINE = 1.8, 2.1, 0.6
#: Distance of the corners of that from its column, inner radii: steeper lines pass for stems.
_CORNER = 0.9


@dataclass(frozen=True, slots=True)
class Twins:
    """Two markers of one key.

    Parameters
    ----------
    left, right : RawMarker
        The markers; words follow the right one.
    """

    left: RawMarker
    right: RawMarker


def find_twins(contrast: Gray, markers: Sequence[RawMarker]) -> list[Twins]:
    """Find twins that stand below or beside other twins.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground.
    markers : sequence of RawMarker
        All markers of the picture.

    Returns
    -------
    list of Twins
        At least two, or none. Neither markers of data, whose lines go on, nor such with error bars.
    """
    pairs = [Twins(a, b) for a in markers for b in markers if _are_alike(a, b) and _is_key(contrast, a, b)]
    return [p for p in pairs if any(_are_of_one_legend(p, other) for other in pairs if other is not p)]


def without_left(contrast: Gray, twins: Sequence[Twins]) -> Gray:
    """Take the left markers and the lines of twins out of a plane of contrast: what is left are keys of one marker."""
    cleaned = contrast.copy()
    for own in twins:
        reach = _EDGE * own.left.radius
        rows = slice(max(0, round(own.left.y - reach)), round(own.left.y + reach) + 1)
        start, stop = own.left.x - reach, own.right.x - _reach(own.right)
        cleaned[rows, max(0, round(start)) : max(0, round(stop))] = 0.0
    return cleaned


def with_left(keys: Sequence[MarkerKey], twins: Sequence[Twins]) -> list[MarkerKey]:
    """Let the boxes of keys reach over the left markers, too."""
    grown = []
    for key in keys:
        own = next((t for t in twins if t.right is key.marker), None)
        left = key.box.x0 if own is None else own.left.x - _reach(own.left)
        grown.append(replace(key, box=replace(key.box, x0=min(left, key.box.x0))))
    return grown


def _reach(marker: RawMarker) -> float:
    """How far a marker reaches to its sides, at most where its shape is not sure."""
    return (1.25 if marker.shape == "circle" else 1.7) * marker.radius


def _are_alike(left: RawMarker, right: RawMarker) -> bool:
    size = max(left.radius, right.radius)
    return (
        _NEAREST * size <= right.x - left.x <= _FARTHEST * size
        and abs(right.y - left.y) <= _ALIKE * size
        and abs(right.radius - left.radius) <= _ALIKE * size
        and (left.shape, left.hollow) == (right.shape, right.hollow)
    )


def _is_key(contrast: Gray, left: RawMarker, right: RawMarker) -> bool:
    """Whether a level line joins two markers, does not go on to the left, and nothing stands above or below them."""
    size = max(left.radius, right.radius)
    row, first, last = (round(v) for v in ((left.y + right.y) / 2, left.x + _EDGE * size, right.x - _EDGE * size))
    if last - first < 2:
        return False
    half = max(1, round(_LINE * size))
    line = _window(contrast, (first, last), (row - half, row + half)).any(axis=0)
    return (
        float(np.mean(line)) >= _LINED
        and not any(_has_stem(contrast, m, size) for m in (left, right))
        and not _comes_from_the_left(contrast, left, size)
    )


def _window(contrast: Gray, columns: tuple[float, float], rows: tuple[float, float]) -> NDArray[np.bool_]:
    """Where a part of a plane of contrast is inked."""
    (left, right), (top, bottom) = ((max(0, round(a)), max(0, round(b) + 1)) for a, b in (columns, rows))
    return np.asarray(contrast[top:bottom, left:right] > _INKED)


def _has_stem(contrast: Gray, marker: RawMarker, size: float) -> bool:
    """Whether a stroke leaves a marker upwards or downwards."""
    columns = (marker.x - 1, marker.x + 1)
    sides = ((marker.y + sign * _EDGE * size, marker.y + sign * _FREE * size) for sign in (-1, 1))
    return any(bool(_window(contrast, columns, (min(side), max(side))).any()) for side in sides)


def _comes_from_the_left(contrast: Gray, marker: RawMarker, size: float) -> bool:
    """Whether a line of the data, level or slanting, comes to a marker from the left; a frame runs past it."""
    ink = _window(
        contrast,
        (marker.x - _FREE * size, marker.x - _CORNER * size),
        (marker.y - _FREE * size, marker.y + _FREE * size),
    )
    ink &= ~ink.all(axis=0)
    edge = round((_FREE - _EDGE) * size)
    return bool(ink[:, : edge + 1].any() or ink[:edge].any() or ink[max(0, len(ink) - edge) :].any())


def _are_of_one_legend(a: Twins, b: Twins) -> bool:
    """Whether twins stand as far apart as others, in their columns or on their row."""
    size = max(a.left.radius, b.left.radius)
    lengths = abs((a.right.x - a.left.x) - (b.right.x - b.left.x)) <= _ALIKE * size + 1.0
    return lengths and min(abs(a.left.x - b.left.x), abs(a.left.y - b.left.y)) <= _ALIKE * size + 1.0
