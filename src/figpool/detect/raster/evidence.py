"""How much of a plot area's ink a reading explains: the common measure by which chart kinds compete.

A reading claims strokes (outlines, lines, stems, caps) and fills. It is worth the
share of the area's ink that its claims cover, times the share of its claims that
show ink: reading bars into paper does not pay, nor does leaving ink unread. Text,
gridlines, frames and axes are nobody's marks and do not count; a lone solid blob
as high as a letter is a marker, though, and no text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box, BoxTable
from figpool.detect.raster.ground import ground_contrast
from figpool.detect.raster.picture import Picture

Mask = NDArray[np.uint8]


@dataclass(frozen=True)
class Claims:
    """What a reading says it explains, working pixels.

    Parameters
    ----------
    strokes : tuple of Box
        Straight lines as thin boxes: width or height (nearly) 0.
    fills : tuple of Box
        Areas of solid or patterned ink.
    """

    strokes: tuple[Box, ...] = ()
    fills: tuple[Box, ...] = ()

    def __add__(self, other: Claims) -> Claims:
        """Join the claims of two marks."""
        return Claims(self.strokes + other.strokes, self.fills + other.fills)


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """Tolerances of the measure.

    Parameters
    ----------
    contrast : float
        Faintest ink, against the ground.
    reach : float
        Distance from a claimed stroke's line at which ink still is its own, working pixels.
    filled : float
        Least share of ink of a filled area (sparse dots).
    line : float
        Straight ink longer than this share of the area is a frame or a gridline.
    solid : float
        Least share of ink of a blob that is no letter (a disc has 0.79).
    compact : float
        Longer side of such a blob, in its shorter one, at most.
    """

    contrast: float = 0.2
    reach: float = 3.0
    filled: float = 0.06
    line: float = 0.7
    solid: float = 0.7
    compact: float = 1.4


def outline(box: Box) -> tuple[Box, ...]:
    """Return the four edges of a rectangle as strokes."""
    return (
        Box(box.x0, box.y0, box.x1, box.y0),
        Box(box.x0, box.y1, box.x1, box.y1),
        Box(box.x0, box.y0, box.x0, box.y1),
        Box(box.x1, box.y0, box.x1, box.y1),
    )


def explained_share(
    picture: Picture,
    area: Box,
    claims: Claims,
    texts: Sequence[Box] = (),
    settings: EvidenceSettings | None = None,
) -> float:
    """Measure how much of a plot area's ink the claims explain.

    Parameters
    ----------
    picture : Picture
        Working picture.
    area : Box
        Plot area, working pixels.
    claims : Claims
        What the reading explains.
    texts : sequence of Box
        Text boxes, whose ink does not count unless it is claimed.
    settings : EvidenceSettings, optional
        Tolerances.

    Returns
    -------
    float
        0..1: share of the ink explained times share of the claims that show ink.
    """
    settings = settings or EvidenceSettings()
    ink = _ink(picture, area, settings)
    claimed = np.zeros_like(ink)
    kept = 0.0
    total = 0.0
    for box in claims.strokes:
        patch = ink[_slices(box.grown(settings.reach), ink.shape)]
        claimed[_slices(box.grown(settings.reach), ink.shape)] = 1
        length = max(box.width, box.height) + 1
        shown = patch.any(axis=0 if box.width >= box.height else 1).sum() if patch.size else 0
        kept, total = kept + min(float(shown), length), total + length
    for box in claims.fills:
        region = _slices(box, ink.shape)
        # paper with a line or a marker on it is no filled area
        if ink[region].size and ink[region].mean() >= settings.filled:
            claimed[region] = 1
    if total == 0:
        return 0.0
    open_ink = ink.copy()
    table = BoxTable(tuple(texts))
    for text in texts:
        if _is_blob(ink, text, settings) and _stands_alone(text, table):
            continue
        region = _slices(text.grown(1), ink.shape)
        open_ink[region] &= claimed[region]
    counted = _without_lines(open_ink, area, settings) | (open_ink & claimed)
    return float((counted & claimed).sum()) / max(float(counted.sum()), 1.0) * kept / total


def _is_blob(ink: Mask, text: Box, settings: EvidenceSettings) -> bool:
    """Whether what was taken for a letter is a compact blob filled with ink, as a marker is."""
    short, long = sorted((text.width + 1, text.height + 1))
    patch = ink[_slices(text, ink.shape)]
    return long <= settings.compact * short and patch.size > 0 and float(patch.mean()) >= settings.solid


def _stands_alone(text: Box, texts: BoxTable) -> bool:
    """Whether no other letter stands within a letter's width: those of a bold word are solid too."""
    near = text.grown(max(text.width, text.height))
    return all(other is text for other in texts.overlapping(near))


def _ink(picture: Picture, area: Box, settings: EvidenceSettings) -> Mask:
    contrast = ground_contrast(picture, area)
    ink = np.zeros(contrast.shape, np.uint8)
    region = _slices(area, ink.shape)
    ink[region] = contrast[region] > settings.contrast
    return ink


def _without_lines(ink: Mask, area: Box, settings: EvidenceSettings) -> Mask:
    """Take out ink that runs straight through most of the area."""
    cleaned = ink.copy()
    for size in ((max(9, round(settings.line * area.width)), 1), (1, max(9, round(settings.line * area.height)))):
        lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(size[::-1], np.uint8))
        cleaned[cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0] = 0
    return cleaned


def _slices(box: Box, shape: tuple[int, ...]) -> tuple[slice, slice]:
    x0, y0 = max(0, round(box.x0)), max(0, round(box.y0))
    return slice(y0, max(y0, min(shape[0], round(box.y1) + 1))), slice(x0, max(x0, min(shape[1], round(box.x1) + 1)))
