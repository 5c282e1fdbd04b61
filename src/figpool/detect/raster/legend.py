"""Legend swatches: small rectangles of one size with words beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.core.marks import LegendKey
from figpool.detect.raster.fills import measure_fill
from figpool.detect.raster.picture import Picture


@dataclass(frozen=True, slots=True)
class LegendSettings:
    """Limits of the legend search, in heights of the text beside the swatch.

    Parameters
    ----------
    min_side, max_height, max_width : float
        Size of a swatch.
    gap : float
        Farthest words from their swatch.
    """

    min_side: float = 0.35
    max_height: float = 2.6
    max_width: float = 7.0
    gap: float = 2.5


def find_swatches(picture: Picture, exclude: Sequence[Box]) -> list[Box]:
    """Find small upright rectangles, filled, hatched or hollow.

    Parameters
    ----------
    picture : Picture
        Working picture.
    exclude : sequence of Box
        Bars; nothing inside them is a swatch.

    Returns
    -------
    list of Box
        Outer edges, working pixels; of nested ones the outermost that is small.
    """
    height, width = picture.shape
    found: list[Box] = []
    for level in (0.08, 0.3):
        mask = (picture.ink > max(level, 4 * picture.noise)).astype(np.uint8)
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            x, y, w, h = cv2.boundingRect(contour)
            if not (5 <= h <= 0.12 * height and 5 <= w <= 0.15 * width):
                continue
            if cv2.contourArea(contour) < 0.86 * (w - 1) * (h - 1):
                continue
            box = Box(float(x), float(y), float(x + w - 1), float(y + h - 1))
            if not any(box.overlap(e) > 0.3 * w * h for e in exclude):
                found.append(box)
    found.sort(key=lambda b: -b.width * b.height)
    kept: list[Box] = []
    for box in found:
        if not any(box.overlap(k) > 0.5 * (box.width + 1) * (box.height + 1) for k in kept):
            kept.append(box)
    return kept


def find_legend(
    picture: Picture, texts: Sequence[Box], exclude: Sequence[Box], settings: LegendSettings | None = None
) -> list[LegendKey]:
    """Find legend keys: swatches of one size, aligned, each with words beside it.

    Parameters
    ----------
    picture : Picture
        Working picture.
    texts : sequence of Box
        Text boxes of the picture, working pixels.
    exclude : sequence of Box
        Bars.
    settings : LegendSettings, optional
        Limits.

    Returns
    -------
    list of LegendKey
        From top to bottom, then left to right; fewer than two keys are no legend.
    """
    settings = settings or LegendSettings()
    swatches = find_swatches(picture, exclude)
    pairs = [(s, t) for s in swatches if (t := _words_beside(s, swatches, texts, settings)) is not None]
    best: list[tuple[Box, Box]] = []
    for seed, words in pairs:
        group = [(s, t) for s, t in pairs if _alike(seed, s) and _aligned(seed, s, words, t)]
        if len(group) > len(best):
            best = group
    if len(best) < 2:
        return []
    best.sort(key=lambda pair: (round(pair[0].cy / max(1.0, pair[1].height)), pair[0].x0))
    return [LegendKey(s, measure_fill(picture, s, skip_middle=False), t) for s, t in best]


def _words_beside(
    swatch: Box, swatches: Sequence[Box], texts: Sequence[Box], settings: LegendSettings
) -> Box | None:
    """Words on the swatch's row, right of it or, failing that, left of it."""
    right: list[tuple[float, Box]] = []
    left: list[tuple[float, Box]] = []
    for text in texts:
        tall = text.height + 1
        fits = (
            settings.min_side * tall <= swatch.height + 1 <= settings.max_height * tall
            and settings.min_side * tall <= swatch.width + 1 <= settings.max_width * tall
        )
        if tall < 6 or not fits or abs(text.cy - swatch.cy) > 0.6 * tall:
            continue
        trimmed = _without_swatches(text, [s for s in swatches if _alike(s, swatch)])
        if trimmed is None or trimmed.width < 0.3 * tall:
            continue
        if -2 <= trimmed.x0 - swatch.x1 <= settings.gap * tall:
            right.append((trimmed.x0 - swatch.x1, trimmed))
        elif -2 <= swatch.x0 - trimmed.x1 <= settings.gap * tall:
            left.append((swatch.x0 - trimmed.x1, trimmed))
    for side in (right, left):
        if side:
            return min(side, key=lambda item: item[0])[1]
    return None


def _without_swatches(text: Box, swatches: Sequence[Box]) -> Box | None:
    """Cut swatches that were joined to the words off the text box's ends."""
    box = text
    for swatch in swatches:
        inside = min(box.y1, swatch.y1) - max(box.y0, swatch.y0) > 0.4 * min(box.height, swatch.height)
        if not inside or swatch.x1 < box.x0 or swatch.x0 > box.x1:
            continue
        if swatch.x0 - box.x0 <= 0.25 * box.height:
            box = replace(box, x0=swatch.x1 + 2)
        elif box.x1 - swatch.x1 <= 0.25 * box.height:
            box = replace(box, x1=swatch.x0 - 2)
        if box.x1 - box.x0 < 3:
            return None
    return box


def _alike(a: Box, b: Box) -> bool:
    return abs(a.width - b.width) <= 0.25 * max(a.width, 8) and abs(a.height - b.height) <= 0.25 * max(a.height, 8)


def _aligned(a: Box, b: Box, words_a: Box, words_b: Box) -> bool:
    same_column = abs(a.x0 - b.x0) <= 0.4 * max(a.width, 8)
    same_row = abs(a.cy - b.cy) <= 0.5 * max(words_a.height, words_b.height)
    near = abs(a.cy - b.cy) <= 12 * max(words_a.height, words_b.height)
    return (same_column and near) or same_row
