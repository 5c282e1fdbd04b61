"""Markers made of two strokes: upright and diagonal crosses, thin everywhere, told as pieces that stand alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.shapes import STROKED, make_template, soft_ink

#: Sides of the smallest, pixels; difference of its sides, and ink in its box at most, as shares.
_SMALLEST, _UNEVEN, _FULL = 6, 0.2, 0.6
#: Agreement with its shape, at least; crosses of one shape and size that are markers, at least, and their difference.
_AGREES, _SEVERAL, _ONE_SIZE = 0.45, 4, 0.12
#: Share of the way from side to side along which a stroke runs, at least.
_RUNS = 0.85
#: Ratios of radii tried, and pieces looked at, at most: hatching has thousands.
_STEPS, _MOST = (0.9, 1.0, 1.1), 400


@dataclass(frozen=True, slots=True)
class Cross:
    """A cross that stands alone.

    Parameters
    ----------
    x, y : float
        Where its strokes cross, pixels.
    radius : float
        Length of its arms.
    shape : str
        plus or cross.
    level : float
        Contrast of its ink.
    score : float
        Agreement with its shape, 1 = perfect.
    """

    x: float
    y: float
    radius: float
    shape: str
    level: float
    score: float


def find_crosses(contrast: Gray, mask: NDArray[np.uint8], largest: float) -> list[Cross]:
    """Find crosses of one shape and size, several of them: one alone may be a letter or a plus sign.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground.
    mask : ndarray of uint8, shape (h, w)
        Where it is inked.
    largest : float
        Longest arms, pixels.

    Returns
    -------
    list of Cross
        In no order.
    """
    _, parts, stats, middles = cv2.connectedComponentsWithStats(mask, connectivity=8)
    left, top, wide, tall, area = stats[1:].T
    longer, shorter = np.maximum(wide, tall), np.minimum(wide, tall)
    square = (longer - shorter <= np.maximum(2, _UNEVEN * longer)) & (shorter >= _SMALLEST) & (longer <= 2.4 * largest)
    alone = np.flatnonzero(square & (area <= _FULL * wide * tall))
    if len(alone) > _MOST:
        return []
    by_shape: defaultdict[str, list[Cross]] = defaultdict(list)
    for i in alone:
        box = slice(top[i], top[i] + tall[i]), slice(left[i], left[i] + wide[i])
        if not _is_crossed(parts[box] == i + 1):
            continue
        cross = _fit(contrast, float(middles[i + 1, 0]), float(middles[i + 1, 1]), float(wide[i] + tall[i]) / 4)
        if cross is not None and cross.score >= _AGREES:
            by_shape[cross.shape].append(cross)
    found: list[Cross] = []
    for crosses in by_shape.values():
        usual = float(np.median([c.radius for c in crosses]))
        alike = [c for c in crosses if abs(c.radius - usual) <= max(1.0, _ONE_SIZE * usual)]
        found += alike if len(alike) >= _SEVERAL else []
    return found


def _is_crossed(ink: NDArray[np.bool_]) -> bool:
    """Whether ink runs from side to side of its box along both middles, or along both diagonals."""
    tall, wide = ink.shape
    rows, columns = np.arange(tall), np.rint(np.linspace(0, wide - 1, tall)).astype(np.int64)
    upright = (ink[:, (wide - 1) // 2 : wide // 2 + 1].any(axis=1), ink[(tall - 1) // 2 : tall // 2 + 1].any(axis=0))
    near = cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    diagonal = (near[rows, columns], near[rows, columns[::-1]])
    return any(min(float(a.mean()), float(b.mean())) >= _RUNS for a, b in (upright, diagonal))


def _fit(contrast: Gray, x: float, y: float, radius: float) -> Cross | None:
    """Compare the ink about a place with the crosses of about that size."""
    half = int(np.ceil(1.2 * radius)) + 3
    patch = cv2.getRectSubPix(contrast, (2 * half + 1, 2 * half + 1), (x, y))
    inked = patch[patch > 0.5 * patch.max()]
    if not inked.size:
        return None
    level = float(np.median(inked))
    soft = soft_ink(np.asarray(patch / max(level, 0.1), dtype=np.float32))
    templates = [make_template(shape, step * radius, False, 0.0, half) for shape in STROKED for step in _STEPS]
    score, best = max(((float((soft * t.gain).sum() + t.base) / t.best, t) for t in templates), key=lambda own: own[0])
    return Cross(x, y, best.radius, best.shape.name, level, score)
