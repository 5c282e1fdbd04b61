"""Legend swatches: small upright rectangles, without the frames drawn around a legend."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.detect.raster.fills import fill_distance, measure_fill
from figpool.detect.raster.picture import Picture

#: Candidates looked at, largest first: a dotted bar has thousands.
_MOST_SWATCHES = 120
#: Distance of the looks of two neighbouring keys, at least.
_UNLIKE = 3.0
#: What lies this close to the border of two parts of a column, in their heights; how far its lightness is off theirs.
_AT_BORDER, _DIVIDES = 0.25, 0.08
#: How far the box of a rectangle may lie beyond that of its text, working pixels.
_BLUR = 2.0
#: Lowest words beside a key, working pixels.
_LEAST_WORDS = 8
#: Width of the most slender key, and white on both sides of one higher than wide, in its height; ink.
_SLENDER, _APART, _INKED = 0.3, 0.2, 0.3
#: Thickest stroke that runs through a key, with its blur, working pixels.
_THROUGH = 13


def find_swatches(picture: Picture, exclude: Sequence[Box], texts: Sequence[Box] = ()) -> list[Box]:
    """Find small upright rectangles, filled, hatched or hollow.

    Parameters
    ----------
    picture : Picture
        Working picture.
    exclude : sequence of Box
        Bars; nothing inside them is a swatch.
    texts : sequence of Box
        Text boxes: swatches that touch one another are told apart by the lines beside them.

    Returns
    -------
    list of Box
        Outer edges, working pixels; of nested ones the outermost that is small.
    """
    height, width = picture.shape
    found: list[Box] = []
    for box in _small_rectangles(picture):
        if any(box.overlap(e) > 0.3 * (box.width + 1) * (box.height + 1) for e in exclude):
            continue
        if min(box.x0, box.y0, width - 1 - box.x1, height - 1 - box.y1) < 1:  # the rest of something cut off
            continue
        slender, high = box.width + 1 < 0.85 * (box.height + 1), box.height + 1 > 0.12 * height
        parts = _parts_of_column(picture, box, texts) if slender or high else []
        # a key may be drawn like a bar, higher than wide; letters stand closer to what is printed beside them
        whole = not parts and not high and (not slender or _stands_apart(picture, box))
        found += [box] if whole and box.width + 1 <= 0.15 * width else parts
    found = sorted(found, key=lambda b: -b.width * b.height)[:_MOST_SWATCHES]
    found = [box for box in found if not _is_frame(box, found, texts)]
    kept: list[Box] = []
    for box in found:
        if not any(box.overlap(k) > 0.5 * (box.width + 1) * (box.height + 1) for k in kept):
            kept.append(box)
    return kept


def _is_frame(box: Box, others: Sequence[Box], texts: Sequence[Box]) -> bool:
    """Whether a rectangle is drawn around a legend: it holds words and, before them on their line, another one."""
    words = [t for t in texts if t.height + 1 >= _LEAST_WORDS and _holds(box, t)]
    inside = [o for o in others if _holds(box, o)] if words else []
    print_alone = (t for t in words if not any(of_one_size(o, t) and o.overlap(t) > 0 for o in inside))
    return any(_begins(o, t) and in_row(o, t) for t in print_alone for o in inside)


def _begins(key: Box, words: Box) -> bool:
    """Whether words go on behind a key that stands before them, or was joined to their beginning."""
    return key.x0 <= words.x0 + _BLUR and words.x1 - key.x1 > 0.5 * (words.height + 1)


def _holds(box: Box, inner: Box) -> bool:
    """Whether a box lies within another one, off its sides."""
    return (
        box.x0 + _BLUR < inner.x0
        and box.y0 + _BLUR < inner.y0
        and inner.x1 < box.x1 - _BLUR
        and inner.y1 < box.y1 - _BLUR
    )


def _small_rectangles(picture: Picture) -> list[Box]:
    """Contours that fill their upright hull up to its corners, smaller than a plot."""
    height, width = picture.shape
    found: list[Box] = []
    for level in (0.08, 0.3):
        mask = (picture.ink > max(level, 4 * picture.noise)).astype(np.uint8)
        # keys outside the plot may touch its frame, and keys inside it a bar
        for plane in (mask, _without_long_strokes(mask)):
            contours, _ = cv2.findContours(plane, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
            for contour in contours:
                x, y, w, h = cv2.boundingRect(contour)
                if h < 5 or w < 5 or w > 0.15 * width or h > 0.5 * height:
                    continue
                if cv2.contourArea(contour) >= 0.8 * (w - 1) * (h - 1) and _has_corners(plane[y : y + h, x : x + w]):
                    found.append(Box(float(x), float(y), float(x + w - 1), float(y + h - 1)))
    return found


def _without_long_strokes(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Mask without what is inked for a seventh of the picture from top to bottom or from left to right.

    Where a stroke runs through a key it stays, between the key's two parts.
    """
    height, width = mask.shape
    kept = mask.copy()
    for kernel in (np.ones((height // 7, 1), np.uint8), np.ones((1, width // 7), np.uint8)):
        kept[cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel) > 0] = 0
    for across in ((1, _THROUGH), (_THROUGH, 1)):
        closed = cv2.morphologyEx(kept, cv2.MORPH_CLOSE, np.ones(across, np.uint8))
        kept[(closed > 0) & (mask > 0)] = 1
    return kept


def _stands_apart(picture: Picture, box: Box) -> bool:
    """Whether a rectangle higher than wide, but no mere stroke, has white on both sides as no letter of a word has."""
    if box.width + 1 < _SLENDER * (box.height + 1):
        return False
    room = round(_APART * (box.height + 1))
    x0, x1 = int(box.x0) - 1, int(box.x1) + 2
    rows = picture.ink[int(box.y0) : int(box.y1) + 1]
    return not any(bool((side > _INKED).any()) for side in (rows[:, max(0, x0 - room) : x0], rows[:, x1 : x1 + room]))


def _parts_of_column(picture: Picture, box: Box, texts: Sequence[Box]) -> list[Box]:
    """Cut a column of touching swatches into one a line of text beside it.

    Parts that look alike and that no stroke or blank row divides are none.
    """
    tall = box.height + 1
    beside = sorted(
        t.cy
        for t in texts
        # a swatch and a speck before it may be joined with the words
        if box.y0 < t.cy < box.y1 and box.x0 - box.width <= t.x0 <= box.x1 + 2.5 * (t.height + 1) and t.x1 > box.x1 + 3
    )
    lines = [at for i, at in enumerate(beside) if i == 0 or at - beside[i - 1] > 0.3 * (box.width + 1)]
    count = len(lines)
    if count < 2 or not 0.6 <= tall / count / (box.width + 1) <= 1.7:
        return []
    step = tall / count
    parts = [Box(box.x0, box.y0 + i * step + 1, box.x1, box.y0 + (i + 1) * step - 2) for i in range(count)]
    looks = [measure_fill(picture, part, skip_middle=False) for part in parts]
    told = (
        fill_distance(a, b) > _UNLIKE or _divided(picture, p, q)
        for (p, q), (a, b) in zip(pairwise(parts), pairwise(looks), strict=True)
    )
    return parts if all(told) else []


def _divided(picture: Picture, above: Box, below: Box) -> bool:
    """Whether an outline or a gap lies between two parts of a column of swatches, and nothing like it inside them."""
    x0, x1 = round(above.x0 + 0.25 * above.width), round(above.x1 - 0.25 * above.width)
    rows = picture.gray[int(above.y0) : int(below.y1) + 1, x0 : x1 + 1].mean(axis=1)
    tall, border = len(rows), above.y1 - above.y0 + 1
    far = np.abs(np.arange(tall) - border) / border
    inside = rows[(far > _AT_BORDER) & (far < 1 - _AT_BORDER)]
    ground = float(np.median(inside))
    most = float(np.abs(rows[far <= _AT_BORDER] - ground).max())
    return most > _DIVIDES and most > 2 * float(np.abs(inside - ground).max())


def _has_corners(patch: NDArray[np.uint8]) -> bool:
    """Whether ink fills the four corners: a letter of the same extent is round somewhere."""
    k = max(2, round(0.15 * min(patch.shape)))
    corners = (patch[:k, :k], patch[:k, -k:], patch[-k:, :k], patch[-k:, -k:])
    return all(corner.mean() >= 0.2 for corner in corners)


def in_row(swatch: Box, text: Box) -> bool:
    """Whether two boxes stand on one line."""
    return min(text.y1, swatch.y1) - max(text.y0, swatch.y0) > 0.4 * min(text.height, swatch.height)


def of_one_size(a: Box, b: Box) -> bool:
    """Whether two boxes are of one size."""
    wide, tall = max(a.width, b.width, 8), max(a.height, b.height, 8)
    return abs(a.width - b.width) <= 0.25 * wide and abs(a.height - b.height) <= 0.25 * tall
