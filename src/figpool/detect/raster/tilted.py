"""Text below or beside an axis at whatever angle it is printed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.detect.raster.picture import Picture
from figpool.detect.raster.text import TextSettings, find_text, thin_ink

#: Angles at which charting programs print category labels, degrees counter-clockwise.
ANGLES = (0.0, 90.0, 45.0, 30.0, 60.0, -30.0, -45.0, -60.0, -90.0)


@dataclass(frozen=True, eq=False)
class TiltedText:
    """One label of an axis, cut out upright.

    Parameters
    ----------
    crop : ndarray of uint8, shape (h, w, 3)
        The label's pixels, turned to read from left to right.
    anchor : float
        Position along the axis that the label points at, working pixels.
    row : float
        Distance from the band's top to the label's nearest point, working pixels.
    height : float
        Height of its text, working pixels.
    width : float
        Length of its text, working pixels.
    """

    crop: NDArray[np.uint8]
    anchor: float
    row: float
    height: float
    width: float


def find_axis_text(picture: Picture, band: Box) -> tuple[list[TiltedText], float]:
    """Find the labels in a band below an axis.

    The band is turned by every angle in use; the angle at which the ink falls
    into the sharpest rows is the angle of the print.

    Parameters
    ----------
    picture : Picture
        Working picture.
    band : Box
        Strip below the axis, working pixels.

    Returns
    -------
    labels : list of TiltedText
        From left to right by anchor.
    angle : float
        Angle of the print, degrees counter-clockwise.
    """
    x0, y0 = max(0, round(band.x0)), max(0, round(band.y0))
    rgb = picture.rgb[y0 : round(band.y1) + 1, x0 : round(band.x1) + 1]
    if min(rgb.shape[:2]) < 8:
        return [], 0.0
    gray = picture.gray[y0 : y0 + rgb.shape[0], x0 : x0 + rgb.shape[1]]
    thin = thin_ink(gray)
    thin[thin < 0.15] = 0.0
    if not thin.any():
        return [], 0.0
    angle = print_angle(thin)
    matrix, size = _turn_matrix(thin.shape, angle)
    turned = _turned_picture(picture, rgb, gray, matrix, size)
    inverse = cv2.invertAffineTransform(matrix)
    labels = [_label(turned, box, inverse, angle, x0) for box in find_text(turned, TextSettings(gap=0.95)) if box.height >= 5]
    return sorted(labels, key=lambda label: label.anchor), angle


def print_angle(thin: NDArray[np.float32]) -> float:
    """Angle of printed words: where rows of ink are sharpest.

    Parameters
    ----------
    thin : ndarray of float32, shape (h, w)
        Contrast of strokes.

    Returns
    -------
    float
        One of `ANGLES`; 0 wins unless another angle is clearly sharper.
    """
    scores = {}
    for angle in ANGLES:
        matrix, size = _turn_matrix(thin.shape, angle)
        rows = cv2.warpAffine(thin, matrix, size, flags=cv2.INTER_LINEAR).sum(axis=1, dtype=np.float64)
        scores[angle] = float((np.diff(rows) ** 2).sum() / max(float((rows**2).sum()), 1e-9)) * _line_share(rows)
    best = max(scores, key=lambda a: scores[a])
    return best if scores[best] > 1.25 * scores[0.0] else 0.0


def _line_share(rows: NDArray[np.float64]) -> float:
    """Share of ink-free rows between the first and last inked row (gaps between lines)."""
    inked = rows > 0.04 * rows.max()
    first, last = int(inked.argmax()), len(inked) - int(inked[::-1].argmax())
    return 1.0 + float((~inked[first:last]).mean())


def _turn_matrix(shape: tuple[int, ...], angle: float) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Matrix that turns print at `angle` (counter-clockwise) to read from left to right."""
    height, width = shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -angle, 1.0)
    c, s = abs(matrix[0, 0]), abs(matrix[0, 1])
    new_width, new_height = int(np.ceil(height * s + width * c)), int(np.ceil(height * c + width * s))
    matrix[0, 2] += (new_width - width) / 2
    matrix[1, 2] += (new_height - height) / 2
    return np.asarray(matrix, dtype=np.float64), (new_width, new_height)


def _turned_picture(
    picture: Picture,
    rgb: NDArray[np.uint8],
    gray: NDArray[np.float32],
    matrix: NDArray[np.float64],
    size: tuple[int, int],
) -> Picture:
    turned = cv2.warpAffine(rgb, matrix, size, flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    level = cv2.warpAffine(gray, matrix, size, flags=cv2.INTER_LINEAR, borderValue=1.0)
    return Picture(level, 1.0 - level, turned, picture.scale, picture.frame, picture.noise)


def _label(turned: Picture, box: Box, inverse: NDArray[np.float64], angle: float, x_offset: int) -> TiltedText:
    crop = turned.rgb[int(box.y0) : int(box.y1) + 1, int(box.x0) : int(box.x1) + 1]
    # print that rises ends at its tick, print that falls starts there; level and upright print is centred
    along = box.cx if angle in (0.0, 90.0, -90.0) else box.x1 if angle > 0 else box.x0
    x, _ = inverse @ np.array([along, box.cy, 1.0])
    corners = inverse @ np.array([[box.x0, box.x1, box.x0, box.x1], [box.y0, box.y0, box.y1, box.y1], [1.0] * 4])
    return TiltedText(
        np.ascontiguousarray(crop), float(x) + x_offset, float(corners[1].min()), box.height + 1, box.width + 1
    )
