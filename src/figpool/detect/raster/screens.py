"""Pictures of black and white only (faxes): their greys, which are dots, brought back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2

#: Largest share of pixels between black and white, or coloured, in a picture of black and white only.
_BILEVEL = 0.002
#: Least share of lone dots in one that was scanned or screened.
_LONE = 0.003
#: Standard deviation of the low pass over all, and over the dots of a screen that lie close or far apart, pixels.
_LOW_PASS, _FINE, _COARSE = 0.8, 1.1, 1.8
#: Share of a screen's dots, or holes, up to which they lie far apart.
_SPARSE = 0.09
#: Largest dot of a screen, pixels of area.
_DOT = 4
#: Where its neighbours are looked for: middle and extent of the square in each of four directions, pixels.
_BESIDE, _SQUARE = 6, 7
#: Least extent of the middle of a screen, pixels: pale letters are dots too.
_PLAIN = 11
#: Largest share of ink where dots are tint, and of paper where holes are.
_MINOR = 0.6
#: Distance from the next hole at which ink is a stroke, in the usual distance of holes; least length of one, pixels.
_AWAY, _LONG = 0.85, 6

Mask = NDArray[np.bool_]


def grey_again(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give a picture of black and white only its greys back: dots of a screen become what they stand for.

    Inverse halftoning by a low pass (Kite, Damera-Venkata, Evans & Bovik 2000, IEEE Trans Image Process 9:1583),
    as there narrow at edges and wide within a screen: strokes keep their places and their sharpness, and pale
    tints, whose dots lie far apart, become even.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (h, w, 3)
        The figure's pixels.

    Returns
    -------
    ndarray of uint8, shape (h, w, 3)
        The same array where the picture has greys or colours, or shows no dots.
    """
    ink = rgb[:, :, 0] < 128
    if _has_tones(rgb) or _lone_dots(ink) < _LONE:
        return rgb
    tint = _tint(ink)
    coarse, fine = (_low_pass(ink & tint, s) / np.maximum(_low_pass(tint, s), 1e-6) for s in (_COARSE, _FINE))
    even = np.where(np.minimum(coarse, 1.0 - coarse) < _SPARSE, coarse, fine)
    level = _low_pass(np.where(tint, even, ink), _LOW_PASS)
    grey = np.rint(255.0 * (1.0 - np.clip(level, 0.0, 1.0))).astype(np.uint8)
    return np.asarray(cv2.merge([grey, grey, grey]), dtype=np.uint8)


def _has_tones(rgb: NDArray[np.uint8]) -> bool:
    """Whether a picture has greys or colours of its own."""
    between = float(np.count_nonzero(cv2.inRange(rgb.reshape(-1, 1), 17, 238))) / rgb.size
    red, green, blue = cv2.split(rgb)
    range_ = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    return max(between, float(np.count_nonzero(range_ > 16)) / range_.size) > _BILEVEL


def _low_pass(plane: NDArray[np.generic], sigma: float) -> NDArray[np.float32]:
    return np.asarray(cv2.GaussianBlur(plane.astype(np.float32), (0, 0), sigma), dtype=np.float32)


def _lone_dots(ink: Mask) -> float:
    """Pixels unlike all four neighbours, as a share of the inked ones: screens have them, line art has not."""
    edged = np.pad(ink, 1, mode="edge")
    sides = (edged[:-2, 1:-1], edged[2:, 1:-1], edged[1:-1, :-2], edged[1:-1, 2:])
    lone = np.logical_and.reduce([ink != side for side in sides])
    return float(lone.sum()) / max(1, int(ink.sum()))


def _tint(ink: Mask) -> Mask:
    """Pixels of screens: dots and the paper between them, holes and the ink between them; strokes are left out."""
    share = cv2.boxFilter(ink.astype(np.float32), -1, (2 * _BESIDE + 1, 2 * _BESIDE + 1))
    dots, holes = _small(ink), _small(~ink)
    pale = _screened(dots) & (share <= _MINOR) & (dots | ~ink)
    dark = _screened(holes) & (share >= 1.0 - _MINOR) & (holes | (ink & ~_strokes(holes)))
    return np.asarray(pale | dark)


def _strokes(holes: Mask) -> Mask:
    """Ink farther from any hole than the middle between holes is, in pieces long enough for a stroke."""
    density = cv2.boxFilter(holes.astype(np.float32), -1, (2 * _BESIDE + 1, 2 * _BESIDE + 1))
    middle = _AWAY / np.sqrt(np.maximum(density, 1e-3))
    far = _distance(holes) >= middle
    _, labels, stats, _ = cv2.connectedComponentsWithStats(far.astype(np.uint8), connectivity=8)
    long = stats[:, 2:4].max(axis=1) >= _LONG
    long[0] = False
    return np.asarray(_distance(long[labels]) <= np.maximum(1.5, middle - 1.0))


def _distance(mask: Mask) -> NDArray[np.float32]:
    """Distance to the nearest pixel of a mask."""
    return np.asarray(cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5), dtype=np.float32)


def _small(mask: Mask) -> Mask:
    """Pieces no larger than a dot; broken strokes of a hatching touch at their corners."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    small = stats[:, 4] <= _DOT
    small[0] = False
    return np.asarray(small[labels])


def _screened(dots: Mask) -> Mask:
    """Where dots lie on all sides: specks are few, and the dots at a rough stroke lie in its direction."""
    near = cv2.dilate(dots.astype(np.uint8), np.ones((_SQUARE, _SQUARE), np.uint8))
    edged = np.pad(near, _BESIDE)
    height, width = dots.shape
    corners = [edged[y : y + height, x : x + width] for y in (0, 2 * _BESIDE) for x in (0, 2 * _BESIDE)]
    core = cv2.morphologyEx(np.minimum.reduce(corners), cv2.MORPH_OPEN, np.ones((_PLAIN, _PLAIN), np.uint8))
    return np.asarray(cv2.dilate(core, np.ones((2 * _BESIDE + 1, 2 * _BESIDE + 1), np.uint8)) > 0)
