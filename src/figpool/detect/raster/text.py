"""Where text stands: connected pieces of thin ink, gathered into words and lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.detect.raster.picture import Gray, Picture


@dataclass(frozen=True, slots=True)
class TextSettings:
    """How pieces of ink become words.

    Parameters
    ----------
    contrast : float
        Darkness against the local ground that counts as ink.
    min_height, max_height : float
        Heights of a letter in working pixels, as shares of the picture's height (max) or absolute (min).
    gap : float
        Largest gap between letters of one line, in letter heights.
    """

    contrast: float = 0.22
    min_height: float = 4.0
    max_height: float = 0.09
    gap: float = 0.62


def thin_ink(gray: Gray, size: int = 31) -> Gray:
    """Dark strokes against whatever ground they stand on (black-hat).

    Parameters
    ----------
    gray : ndarray of float32, shape (h, w)
        Lightness 0..1.
    size : int
        Structures wider than this vanish.

    Returns
    -------
    ndarray of float32, shape (h, w)
        Contrast 0..1.
    """
    byte = np.rint(gray * 255).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (size, size))
    return np.asarray(cv2.morphologyEx(byte, cv2.MORPH_BLACKHAT, kernel), dtype=np.float32) / 255.0


def without_lines(mask: NDArray[np.uint8], length: int) -> NDArray[np.uint8]:
    """Take straight horizontal and vertical runs of at least `length` pixels out of a mask."""
    cleaned = mask.copy()
    for size in ((length, 1), (1, length)):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
        lines = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel)
        cleaned[lines > 0] = 0
    return cleaned


def find_pieces(picture: Picture, settings: TextSettings) -> NDArray[np.float64]:
    """Connected pieces of ink with the size of letters, points or dashes.

    Returns
    -------
    ndarray, shape (n, 5)
        x0, y0, x1, y1 (inclusive pixel centres) and area, working pixels.
    """
    height, width = picture.shape
    mask = (thin_ink(picture.gray) > settings.contrast).astype(np.uint8)
    tallest = settings.max_height * max(height, 0.6 * width)
    mask = without_lines(mask, round(tallest * 1.1))
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    s = stats[1:].astype(float)
    pieces = np.column_stack([s[:, 0], s[:, 1], s[:, 0] + s[:, 2] - 1, s[:, 1] + s[:, 3] - 1, s[:, 4]])
    small = (s[:, 3] <= tallest) & (s[:, 2] <= 3 * tallest) & (s[:, 4] >= 3)
    return pieces[small]


def find_text(picture: Picture, settings: TextSettings | None = None) -> list[Box]:
    """Find horizontal pieces of text, a box a line of words.

    Parameters
    ----------
    picture : Picture
        Working picture.
    settings : TextSettings, optional
        Sizes and gaps.

    Returns
    -------
    list of Box
        Tight boxes in working pixels, unordered.
    """
    settings = settings or TextSettings()
    pieces = find_pieces(picture, settings)
    tall = pieces[:, 3] - pieces[:, 1] + 1
    letters = pieces[tall >= settings.min_height]
    marks = pieces[tall < settings.min_height]
    return _attach_marks(_join_lines(letters, settings.gap), marks)


def _join_lines(letters: NDArray[np.float64], gap: float) -> list[list[float]]:
    """Join letters that stand beside each other on one line (sweep from left to right)."""
    lines: list[list[float]] = []
    for x0, y0, x1, y1, _ in letters[np.argsort(letters[:, 0])]:
        best, best_gap = None, np.inf
        for line in lines:
            tall = max(line[3] - line[1], y1 - y0) + 1
            shared = min(line[3], y1) - max(line[1], y0) + 1
            low = min(line[3] - line[1], y1 - y0) + 1
            distance = x0 - line[2]
            if shared >= 0.5 * low and low >= 0.3 * tall and distance <= gap * tall and distance < best_gap:
                best, best_gap = line, distance
        if best is None:
            lines.append([x0, y0, x1, y1])
        else:
            best[0], best[1] = min(best[0], x0), min(best[1], y0)
            best[2], best[3] = max(best[2], x1), max(best[3], y1)
    return lines


def _attach_marks(lines: list[list[float]], marks: NDArray[np.float64]) -> list[Box]:
    """Give points, commas and minus signs to the line they stand in."""
    grown = [list(line) for line in lines]
    for x0, y0, x1, y1, _ in marks:
        for line, out in zip(lines, grown, strict=True):
            tall = line[3] - line[1] + 1
            inside = line[1] - 0.1 * tall <= (y0 + y1) / 2 <= line[3] + 0.25 * tall
            near = line[0] - 0.6 * tall <= x1 and x0 <= line[2] + 0.45 * tall
            if inside and near and x1 - x0 <= 0.9 * tall:
                out[0], out[2] = min(out[0], x0), max(out[2], x1)
                out[3] = max(out[3], y1)
    return [Box(*line) for line in grown]
