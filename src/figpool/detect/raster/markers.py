"""Markers: small filled or open shapes, found where ink is thicker than lines.

Holes of open markers are filled; the middle of every thick place is a candidate.
Each candidate is compared with all shapes at about its size (see `shapes`), with
the ink normalised to the marker's own contrast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.shapes import (
    CORNERS,
    INSIDE,
    OPEN,
    SHAPES,
    SOLID,
    Template,
    make_template,
    rim_ink,
    soft_ink,
)
from figpool.detect.raster.stroked_markers import Cross, find_crosses

Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class MarkerSettings:
    """Limits of the marker search.

    Parameters
    ----------
    contrast : float
        Weakest ink.
    min_radius : float
        Smallest inner radius, working pixels.
    max_radius : float
        Largest inner radius, as a share of the picture's size.
    min_score : float
        Least agreement with a shape, as a share of perfect agreement.
    """

    contrast: float = 0.22
    min_radius: float = 2.4
    max_radius: float = 0.028
    min_score: float = 0.43


@dataclass(frozen=True, slots=True)
class RawMarker:
    """A marker in working pixels.

    Parameters
    ----------
    x, y : float
        Where its value stands.
    radius : float
        Radius of its inscribed circle.
    shape : str
        Name of its shape.
    hollow : bool
        Whether its inside is empty.
    level : float
        Its contrast, 0..1.
    score : float
        Agreement with the shape, 1 = perfect.
    scores : tuple of float
        Agreement with every shape, filled ones first, then hollow ones.
    rgb : tuple of float
        Colour of its ink, 0..1.
    """

    x: float
    y: float
    radius: float
    shape: str
    hollow: bool
    level: float
    score: float
    scores: tuple[float, ...] = ()
    rgb: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def box(self) -> Box:
        """Square about the marker."""
        return Box(self.x, self.y, self.x, self.y).grown(1.2 * self.radius)


def find_markers(
    contrast: Gray, rgb: NDArray[np.uint8], extent: float, settings: MarkerSettings | None = None
) -> list[RawMarker]:
    """Find markers anywhere in a picture or a part of it.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground (see `ground.ground_contrast`).
    rgb : ndarray of uint8, shape (h, w, 3)
        Colours of the same pixels.
    extent : float
        Size of the whole picture, the geometric mean of its sides, working pixels.
    settings : MarkerSettings, optional
        Limits.

    Returns
    -------
    list of RawMarker
        Best first; none within another's inner circle.
    """
    settings = settings or MarkerSettings()
    largest = settings.max_radius * extent
    mask = (contrast > settings.contrast).astype(np.uint8)
    seeds = _seeds(mask, 2.6 * largest, settings.min_radius, largest)
    found = []
    for x, y, radius in seeds:
        marker = fit_marker(contrast, x, y, radius)
        if marker is not None and marker.score >= settings.min_score:
            found.append(replace(marker, rgb=_colour(rgb, contrast, marker)))
    for cross in find_crosses(contrast, mask, largest):
        marker = _crossed(contrast, cross)
        found.append(replace(marker, rgb=_colour(rgb, contrast, marker)))
    return _distinct(found)


def _crossed(contrast: Gray, cross: Cross) -> RawMarker:
    """Marker of two strokes, and how it agrees with the solid shapes."""
    solid = fit_marker(contrast, cross.x, cross.y, cross.radius)
    scores = [0.0] * (2 * len(SHAPES)) if solid is None else list(solid.scores)
    scores[next(i for i, shape in enumerate(SHAPES) if shape.name == cross.shape)] = cross.score
    return RawMarker(cross.x, cross.y, cross.radius, cross.shape, False, cross.level, cross.score, tuple(scores))


def fill_holes(mask: Mask, largest: float) -> Mask:
    """Fill holes whose box is not larger than `largest` pixels."""
    contours, hierarchy = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    filled = mask.copy()
    if hierarchy is None:
        return filled
    for contour, (_, _, _, parent) in zip(contours, hierarchy[0], strict=True):
        _, _, w, h = cv2.boundingRect(contour)
        if parent >= 0 and max(w, h) <= largest:
            cv2.drawContours(filled, [contour], -1, 1, cv2.FILLED)
    return filled


def _seeds(mask: Mask, hole: float, smallest: float, largest: float) -> list[tuple[float, float, float]]:
    """Middles of thick places as (x, y, inner radius), of the plain and of the hole-filled mask."""
    seeds: list[tuple[float, float, float]] = []
    least = smallest
    for layer in (mask, fill_holes(mask, hole)):
        thick = cv2.distanceTransform(np.pad(layer, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
        crest = (layer > 0) & (thick >= cv2.dilate(thick, np.ones((5, 5), np.uint8)) - 1e-6)
        if layer is mask:
            least = max(smallest, 1.3 * line_radius(thick[crest]))
        peak = crest & (thick >= least) & (thick <= largest)
        _, _, _, middles = cv2.connectedComponentsWithStats(peak.astype(np.uint8), connectivity=8)
        for x, y in middles[1:]:
            radius = float(thick[round(y), round(x)])
            if radius >= least and all((x - a) ** 2 + (y - b) ** 2 > 2.0 or abs(radius - r) > 0.7 for a, b, r in seeds):
                seeds.append((float(x), float(y), radius))
    return seeds


def ink_line_width(contrast: Gray, settings: MarkerSettings | None = None) -> float:
    """Width of most lines in an area, pixels (at least 1, also in an empty area)."""
    if not contrast.size:
        return 1.0
    mask = (contrast > (settings or MarkerSettings()).contrast).astype(np.uint8)
    thick = cv2.distanceTransform(np.pad(mask, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    crest = (mask > 0) & (thick >= cv2.dilate(thick, np.ones((3, 3), np.uint8)) - 1e-6)
    return max(1.0, 2 * line_radius(thick[crest]) - 1)


def line_radius(crest: NDArray[Any]) -> float:
    """Half width of most lines: the height along the crests of the distance map that covers most ink."""
    if not len(crest):
        return 0.0
    # what is thicker than any line is a marker or a bar; ragged edges make many low crests, but little ink
    height = np.rint(crest * 5).astype(np.int64)
    ink = np.bincount(height, weights=np.sqrt(crest), minlength=4)[: 5 * _THICKEST]
    length = np.bincount(height, minlength=4)[: 5 * _THICKEST]
    # a line is much longer than it is thick; a marker is not
    ink[length < 2 * np.arange(len(length))] = 0.0
    smooth = np.convolve(ink, np.ones(3), mode="same")
    return float(smooth.argmax()) / 5 if smooth.any() else 0.0


#: Half width no line exceeds, working pixels.
_THICKEST = 9

#: Inner radius to which every candidate is resized, so that one family of templates serves all.
_RADIUS = 8.0
_HALF = 20
_REACH = 2
_STEPS = (0.8, 0.9, 1.0, 1.1)
#: Number of the templates of filled shapes, which come first.
_FILLED = len(SOLID) * len(_STEPS)
#: Agreement from which a marker has the tone of its darkest ink.
_WELL = 0.6
#: Share of the darkest ink below which the rest of a marker's inside is of another tone.
_DARKER = 0.75
#: Share by which the tone of a marker may differ between its middle and its rim.
_EVEN = 0.16
#: Ink of the strokes that cross an open marker, and of the outline all around it, at least.
_CROSSED, _CLOSED = 0.5, 0.6
#: Widths of an open marker's outline, as shares of its inner radius.
_STROKES = (0.11, 0.2, 0.36)


def fit_marker(contrast: Gray, x: float, y: float, radius: float) -> RawMarker | None:
    """Fit all shapes about a place; None without ink."""
    patch = cut_patch(contrast, x, y, radius)
    level = _level(patch)
    if level < 0.15:
        return None
    scores = _agreement(patch / level)
    # the tone of a rim is that of open markers only
    tones = ((_body_level(patch), 0), (_rim_level(patch), _FILLED)) if scores.max() < _WELL else ()
    for tone, first in tones:
        below = _agreement(patch / tone) if 0.15 <= tone < _DARKER * level else scores
        if below[first:].max() > scores.max():
            level, scores = tone, np.concatenate([scores[:first], below[first:]])
    opened = _opened(patch / level) if scores.max() < _WELL else None
    if opened is not None:
        clear = _agreement(opened)[_FILLED:]
        scores = np.concatenate([scores[:_FILLED], np.maximum(scores[_FILLED:], clear)])
    best, place = np.unravel_index(int(scores.argmax()), scores.shape)
    template = _family()[int(best)]
    side = 2 * _REACH + 1
    grid = scores[best].reshape(side, side)
    row, column = divmod(int(place), side)
    zoom = radius / _RADIUS
    dx, dy = _vertex(grid[row], column) - _REACH, _vertex(grid[:, column], row) - _REACH
    by_shape = scores.max(axis=1).reshape(1 + len(_STROKES), len(SOLID), len(_STEPS)).max(axis=2)
    # markers made of strokes show no thick place
    by_fill = np.pad([by_shape[0], by_shape[1:].max(axis=0)], ((0, 0), (0, len(SHAPES) - len(SOLID))))
    return RawMarker(
        x=x + dx * zoom,
        y=y + (dy + template.shape.drop * template.radius) * zoom,
        radius=template.radius * zoom,
        shape=template.shape.name,
        hollow=template.hollow,
        level=level,
        score=float(scores.max()),
        scores=tuple(float(v) for v in by_fill.ravel()),
    )


@cache
def _family() -> tuple[Template, ...]:
    return tuple(
        make_template(shape, _RADIUS * step, share > 0, share * _RADIUS, _HALF)
        for share in (0.0, *_STROKES)
        for shape in SOLID
        for step in _STEPS
    )


@cache
def _family_weights() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Gains (templates, pixels) and offsets (templates,), scaled so that perfect agreement is 1."""
    best = np.array([t.best for t in _family()], dtype=np.float32)
    gains = np.stack([t.gain.ravel() for t in _family()]) / best[:, None]
    return gains, np.array([t.base for t in _family()], dtype=np.float32) / best


def _agreement(patch: Gray) -> NDArray[np.float32]:
    """Score of every template at every shift, shape (templates, shifts)."""
    views = np.lib.stride_tricks.sliding_window_view(soft_ink(patch), (2 * _HALF + 1, 2 * _HALF + 1))
    flat = np.ascontiguousarray(views).reshape((2 * _REACH + 1) ** 2, -1)
    gains, base = _family_weights()
    return np.asarray(gains @ flat.T + base[:, None], dtype=np.float32)


def cut_patch(plane: Gray, x: float, y: float, radius: float) -> Gray:
    """Cut a square about a place, resized so that `radius` becomes the templates' radius; ground beyond the picture."""
    zoom = radius / _RADIUS
    size = _HALF + _REACH
    matrix = np.array([[zoom, 0.0, x - size * zoom], [0.0, zoom, y - size * zoom]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(plane, matrix, (2 * size + 1, 2 * size + 1), flags=how), dtype=np.float32)


def _level(patch: Gray) -> float:
    """Contrast of the ink about the middle of a patch."""
    middle = patch.shape[0] // 2
    reach = round(1.2 * _RADIUS)
    inner = patch[middle - reach : middle + reach + 1, middle - reach : middle + reach + 1]
    return float(np.percentile(inner, 94))


def _body_level(patch: Gray) -> float:
    """Contrast of a marker of one tone that darker strokes run across; 0 where its tone changes towards its rim."""
    step = np.arange(patch.shape[0], dtype=np.float32) - patch.shape[0] // 2
    distance = np.hypot(step[:, None], step[None, :]) / _RADIUS
    around = float(np.median(patch[(distance > 0.5) & (distance <= 0.85)]))
    middle = float(np.percentile(patch[distance <= 0.5], 10))
    return around if abs(middle - around) <= _EVEN * around else 0.0


def _rim_level(patch: Gray) -> float:
    """Contrast of an outline all around a place that a darker stroke runs through; 0 where there is none."""
    middle = patch.shape[0] // 2
    return float(np.percentile(rim_ink(patch, middle, middle, _RADIUS), 25))


def _opened(share: Gray) -> Gray | None:
    """Take out the lines and stems that show through an open marker; None where a place has no outline all around."""
    step = np.arange(share.shape[0], dtype=np.float32) - share.shape[0] // 2
    inside = np.hypot(step[:, None], step[None, :]) <= INSIDE * _RADIUS
    # strokes leave corners of the inside empty
    empty = np.mean(share[inside] <= OPEN) >= CORNERS
    if not empty or share[inside].max() <= _CROSSED or _rim_level(share) < _CLOSED:
        return None
    return np.asarray(np.where(inside, 0.0, share), dtype=np.float32)


def _vertex(values: NDArray[np.floating], at: int) -> float:
    """Position of the maximum between the samples, from the parabola through three."""
    if at in (0, len(values) - 1):
        return float(at)
    left, middle, right = (float(v) for v in values[at - 1 : at + 2])
    bend = left - 2 * middle + right
    return at + (0.5 * (left - right) / bend if bend < 0 else 0.0)


def _colour(rgb: NDArray[np.uint8], contrast: Gray, marker: RawMarker) -> tuple[float, float, float]:
    """Median colour of the marker's inkiest pixels."""
    reach = max(2, round(1.1 * marker.radius))
    y0, x0 = max(0, round(marker.y) - reach), max(0, round(marker.x) - reach)
    rows, columns = slice(y0, round(marker.y) + reach + 1), slice(x0, round(marker.x) + reach + 1)
    ink = contrast[rows, columns]
    pixels = rgb[rows, columns][ink >= 0.85 * marker.level]
    if not len(pixels):
        return (0.0, 0.0, 0.0)
    middle = np.median(pixels, axis=0) / 255.0
    return (float(middle[0]), float(middle[1]), float(middle[2]))


def _distinct(markers: Sequence[RawMarker]) -> list[RawMarker]:
    """Of markers within one another's inner circle keep the best."""
    kept: list[RawMarker] = []
    for marker in sorted(markers, key=lambda m: -m.score * m.radius):
        if all(np.hypot(marker.x - k.x, marker.y - k.y) > 0.9 * max(marker.radius, k.radius) for k in kept):
            kept.append(marker)
    return kept
