"""Ink of a plot area against its own ground, and the inks (colours) it is drawn in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.detect.raster.picture import Gray, Picture

Mask = NDArray[np.uint8]

#: Lightness in hundredths from which a tone may be the ground.
_LIGHT = 55
#: Share of an area that shows its ground, at least.
_LEAST_GROUND = 0.08
#: Lightness within which a pixel belongs to the ground.
_LIKE_GROUND = 0.02
#: Difference of a colour's channels from which it is no grey.
_COLOURED = 0.12
#: Share of a colour in a mixture with white from which it shows as itself.
_PALE = 0.75
#: Distance within which an ink is taken for a colour of the legend, in r, g, b.
_NEAR = 0.3
#: Distance of a mixture of a colour with white from the straight way between them, in r, g, b.
_BESIDE = 0.12
#: Distance of two shades of one hue that are two colours of a legend, in r, g, b, and the angle seen from white that
#: parts two pale ones (strokes of few pixels are mixed with white, and nearer to one another).
_SHADES, _HUES = 0.2, 0.12


@dataclass(frozen=True, slots=True)
class Ink:
    """One colour marks are drawn in.

    Parameters
    ----------
    rgb : tuple of float
        Colour, 0..1.
    chromatic : bool
        Whether it is a colour rather than black or grey.
    share : float
        Share of the area's inked pixels.
    """

    rgb: tuple[float, float, float]
    chromatic: bool
    share: float


def ground_contrast(picture: Picture, area: Box | None) -> Gray:
    """Darkness or colour of every pixel against the ground it stands on.

    Parameters
    ----------
    picture : Picture
        Working picture.
    area : Box or None
        Plot area; its commonest tone is its ground (a grey panel), outside the
        ground is the paper.

    Returns
    -------
    ndarray of float32, shape (h, w)
        0 on the ground and on anything lighter (white gridlines), up to 1.
    """
    contrast = np.maximum(1.0 - picture.gray, picture.ink)
    if area is not None:
        rows = slice(max(0, int(area.y0) + 1), int(area.y1))
        columns = slice(max(0, int(area.x0) + 1), int(area.x1))
        gray, ink = picture.gray[rows, columns], picture.ink[rows, columns]
        level = _common(gray)
        ground = ink[np.abs(gray - level) < _LIKE_GROUND]
        tint = float(np.median(ground)) if ground.size else 0.0
        if level < 0.99 or tint > 0.01:
            inside = np.maximum((level - gray) / max(level, 0.3), (ink - tint) / max(1 - tint, 0.3))
            contrast[rows, columns] = np.clip(inside, 0.0, 1.0)
    return np.asarray(contrast, dtype=np.float32)


def _common(plane: Gray) -> float:
    """Commonest tone, of the light ones where there are any: dark bars may cover more than half of an area."""
    if plane.size == 0:
        return 1.0
    counts = np.bincount(np.rint(plane.ravel() * 100).astype(np.int64).clip(0, 100), minlength=101)
    smooth = np.convolve(counts, np.ones(3), mode="same")
    light = smooth[_LIGHT:]
    if light.sum() >= _LEAST_GROUND * smooth.sum():
        return (int(light.argmax()) + _LIGHT) / 100
    return int(smooth.argmax()) / 100


def find_inks(rgb: NDArray[np.uint8], contrast: Gray, min_share: float = 0.025) -> list[Ink]:
    """Find the colours of the strokes of an area.

    Only pixels in the middle of strokes count, so that blended edges make no
    colours of their own. All greys are one ink: a blended black is grey.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (h, w, 3)
        Pixels of the area.
    contrast : ndarray of float32, shape (h, w)
        From `ground_contrast`.
    min_share : float
        Rarest ink, as a share of all middle pixels.

    Returns
    -------
    list of Ink
        Most common first; none in an empty area.
    """
    if not contrast.size:
        return []
    crest = cv2.dilate(contrast, np.ones((3, 3), np.uint8)) - contrast < 0.02
    core = crest & (contrast > 0.25)
    pixels = rgb[core]
    if not len(pixels):
        return []
    lab = cv2.cvtColor((pixels[None].astype(np.float32) / 255.0), cv2.COLOR_RGB2LAB)[0]
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    inks: list[Ink] = []
    grey = chroma < 16
    if grey.mean() >= min_share:
        middle = np.median(pixels[grey], axis=0) / 255.0
        inks.append(Ink((float(middle[0]), float(middle[1]), float(middle[2])), False, float(grey.mean())))
    left = ~grey
    while left.mean() >= min_share and len(inks) < 9:
        bins = np.floor(lab[left] / (14.0, 9.0, 9.0)).astype(np.int64)
        values, counts = np.unique(bins, axis=0, return_counts=True)
        seed = lab[left][(bins == values[counts.argmax()]).all(axis=1)].mean(axis=0)
        near = left & (_lab_distance(lab, seed) < 16)
        if near.mean() >= min_share:
            middle = np.median(pixels[near], axis=0) / 255.0
            inks.append(Ink((float(middle[0]), float(middle[1]), float(middle[2])), True, float(near.mean())))
        left &= ~(left & (_lab_distance(lab, seed) < 24))
    return sorted(inks, key=lambda ink: -ink.share)


def inks_told_by(inks: Sequence[Ink], colours: Sequence[tuple[float, float, float]]) -> list[Ink]:
    """Part inks that a legend tells to be several: shades of one hue blend into one another.

    Parameters
    ----------
    inks : sequence of Ink
        From `find_inks`.
    colours : sequence of (r, g, b)
        Colours of the legend's keys, 0..1.

    Returns
    -------
    list of Ink
        The inks as they were, unless two clearly different colours of the legend
        are nearest to one of them, or one that it is a pale shade of (strokes thinner
        than a pixel are): then the colours of the legend take its place.
    """
    coloured = [c for c in colours if max(c) - min(c) >= _COLOURED]
    apart = [c for i, c in enumerate(coloured) if all(_parted(c, o) for o in coloured[:i])]
    chromatic = [ink for ink in inks if ink.chromatic]
    if not chromatic:
        return list(inks)
    nearest = [_nearest(chromatic, c) for c in apart]
    result = [ink for ink in inks if not ink.chromatic]
    for i, ink in enumerate(chromatic):
        own = [c for c, n in zip(apart, nearest, strict=True) if n == i]
        told = len(own) > 1 or any(_is_pale(ink.rgb, c) for c in own)
        result += [Ink(c, True, ink.share / len(own)) for c in own] if told else [ink]
    return sorted(result, key=lambda ink: -ink.share)


def _parted(a: Sequence[float], b: Sequence[float]) -> bool:
    """Whether two colours of a legend are clearly different, whatever part of either is white."""
    ways = [np.subtract(1.0, colour) for colour in (a, b)]
    cosine = float(ways[0] @ ways[1]) / max(float(np.prod([np.linalg.norm(way) for way in ways])), 1e-6)
    return _rgb_distance(a, b) > _SHADES or float(np.arccos(min(1.0, cosine))) > _HUES


def _mixed(rgb: Sequence[float], colour: Sequence[float]) -> tuple[float, float]:
    """How much of a colour is mixed with white in another one, and how far this is from any such mixture."""
    offset, way = 1.0 - np.asarray(rgb), 1.0 - np.asarray(colour)
    share = float(offset @ way) / max(float(way @ way), 1e-6)
    return share, float(np.linalg.norm(offset - share * way))


def _nearest(inks: Sequence[Ink], colour: Sequence[float]) -> int:
    """Index of the ink nearest to a colour; where none is near, of that which is a pale shade of it."""
    apart = [_rgb_distance(ink.rgb, colour) for ink in inks]
    if min(apart) > _NEAR:
        apart = [_mixed(ink.rgb, colour)[1] for ink in inks]
    return int(np.argmin(apart))


def _is_pale(rgb: Sequence[float], colour: Sequence[float]) -> bool:
    share, beside = _mixed(rgb, colour)
    return share < _PALE and beside < _BESIDE and _rgb_distance(rgb, colour) > _NEAR


def _rgb_distance(a: Sequence[float], b: Sequence[float]) -> float:
    return float(np.linalg.norm(np.subtract(a, b)))


def _lab_distance(lab: NDArray[np.floating], seed: NDArray[np.floating]) -> NDArray[np.floating]:
    """Distance in colour, lightness counted half."""
    return np.asarray(np.linalg.norm((lab - seed) * (0.5, 1.0, 1.0), axis=-1))


def ink_share(
    rgb: NDArray[np.uint8],
    ground: NDArray[np.floating],
    ink: Ink,
    unknown: float = 0.0,
    others: Sequence[Ink] = (),
) -> Gray:
    """How much of each pixel is covered by one ink.

    A pixel between ground and ink lies on the straight line between their
    colours (blending is linear); what lies off that line is another ink.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (h, w, 3)
        Pixels.
    ground : ndarray, shape (3,)
        Colour of the ground, 0..1.
    ink : Ink
        The ink.
    unknown : float
        Share given to what another ink covers.
    others : sequence of Ink
        The inks it is to be told from.

    Returns
    -------
    ndarray of float32, shape (h, w)
        0..1.
    """
    offset = rgb.astype(np.float32) / 255.0 - ground.astype(np.float32)
    along, away, length = _blend(offset, ground, ink)
    share = np.clip(along / length, 0.0, 1.0)
    # far beyond the ink's own colour lies a darker one
    foreign = (away > 0.08 + 0.3 * np.maximum(along, 0.0)) | (along > 1.2 * length + 0.12)
    for other in others:
        if other != ink:
            _, beside, _ = _blend(offset, ground, other)
            foreign |= beside + 0.03 < away
    share[foreign] = 0.0
    # what another ink covers may or may not lie on this one
    hidden = foreign & ((offset**2).sum(axis=2) > 0.15)
    if unknown > 0:
        share[hidden] = unknown
    return np.asarray(share, dtype=np.float32)


def _blend(
    offset: NDArray[np.float32], ground: NDArray[np.floating], ink: Ink
) -> tuple[NDArray[np.float32], NDArray[np.float32], float]:
    """How far pixels lie from the ground towards an ink, how far beside that way, and the length of the way."""
    direction = np.asarray(ink.rgb, dtype=np.float32) - ground.astype(np.float32)
    length = max(float(np.linalg.norm(direction)), 1e-3)
    along = offset @ (direction / length)
    away = np.sqrt(np.maximum((offset**2).sum(axis=2) - along**2, 0.0))
    return along, away, length
