"""Pale ink beside print: worn copies keep the thick strokes of a letter and leave the thin ones nearly white."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.detect.raster.picture import Picture
from figpool.detect.raster.text import thin_ink

#: Contrast of the palest ink, and in standard deviations of the paper's lightness, at least.
_PALEST, _OVER_NOISE = 0.03, 5.0
#: How far pale ink reaches beyond what is seen of its line, in heights of the line.
_REACH = 1.2
#: Height of a line with its pale ink, in that of what is seen of it, at most.
_AS_HIGH = 1.4
#: What is but the rim of blurred print, in heights of the line, at most: recognisers are used to it.
_RIM = 0.3


def with_pale_ink(picture: Picture, boxes: Sequence[Box]) -> list[Box]:
    """Widen boxes of print to the pale ink that hangs together with the ink in them.

    Parameters
    ----------
    picture : Picture
        Working picture, print from left to right.
    boxes : sequence of Box
        Lines of print, working pixels.

    Returns
    -------
    list of Box
        In the same order; a line whose ink goes on beyond a letter's width (into an axis, a frame) stays,
        and one with a mere rim around it.
    """
    return [_widened(picture, box) for box in boxes]


def _widened(picture: Picture, box: Box) -> Box:
    tall = box.height + 1
    x0, y0 = (max(0, int(v - _REACH * tall)) for v in (box.x0, box.y0))
    window = picture.gray[y0 : int(box.y1 + _REACH * tall) + 1, x0 : int(box.x1 + _REACH * tall) + 1]
    mask = thin_ink(window) > max(_PALEST, _OVER_NOISE * picture.noise)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    own = parts[int(box.y0) - y0 : int(box.y1) - y0 + 1, int(box.x0) - x0 : int(box.x1) - x0 + 1]
    whole = box
    for left, top, wide, high, _ in stats[np.unique(own[own > 0])]:
        ends = left == 0 or top == 0 or left + wide == window.shape[1] or top + high == window.shape[0]
        if not ends and high <= _AS_HIGH * tall:
            part = Box(float(x0 + left), float(y0 + top), float(x0 + left + wide - 1), float(y0 + top + high - 1))
            whole = whole.joined(part)
    return whole if max(box.x0 - whole.x0, whole.x1 - box.x1) > _RIM * tall else box
