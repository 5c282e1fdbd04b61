"""Blocks of a scanned page: lines of running text, and what is drawn or photographed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box

Gray = NDArray[np.float32]

#: Pixels per point the page is looked at in.
_SCALE = 100 / 72
#: Darker than this is ink.
_INK = 0.62
#: Sizes in points: least sides of something drawn, tallest letter, gap between words, reach of labels.
_DRAWN = (45.0, 28.0)
_LETTER, _WORD_GAP, _REACH = 16.0, 5.5, 16.0
#: Least width of a line of running text, points, and how far its neighbours may be, in line heights.
_PROSE, _LEADING = 95.0, 2.2


@dataclass(frozen=True)
class PageBlocks:
    """What stands on a scanned page.

    Parameters
    ----------
    figures : tuple of Box
        Drawings and photographs with their labels, pixels of the page.
    lines : tuple of Box
        Lines of text outside what is drawn (labels around it among them), from top to bottom.
    """

    figures: tuple[Box, ...]
    lines: tuple[Box, ...]


def find_blocks(gray: Gray, unit: float) -> PageBlocks:
    """Tell running text from figures.

    Parameters
    ----------
    gray : ndarray of float32, shape (h, w)
        Lightness of an upright page, paper = 1.
    unit : float
        Pixels of it per point.

    Returns
    -------
    PageBlocks
        In pixels of `gray`.
    """
    factor = _SCALE / unit
    size = (max(1, round(gray.shape[1] * factor)), max(1, round(gray.shape[0] * factor)))
    ink = (cv2.resize(gray, size, interpolation=cv2.INTER_AREA) < _INK).astype(np.uint8)
    pieces = _pieces(ink)
    wide, high = pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1]
    drawn = (wide >= _DRAWN[0] * _SCALE) & (high >= _DRAWN[1] * _SCALE)
    drawn &= (wide < 0.95 * size[0]) | (high < 0.95 * size[1])
    words = _words(ink, pieces[high <= _LETTER * _SCALE])
    prose = _prose(words)
    cores = [_box(p) for p in pieces[drawn]]
    figures = _grown(cores, [_box(w) for w in words[~prose]])
    inside = _joined(cores, 0.0)
    lines = [_box(w) for w in words if not any(c.contains((w[0] + w[2]) / 2, (w[1] + w[3]) / 2) for c in inside)]
    lines.sort(key=lambda b: (b.y0, b.x0))
    return PageBlocks(tuple(b.scaled(1 / factor) for b in figures), tuple(b.scaled(1 / factor) for b in lines))


def _pieces(mask: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Connected pieces: x0, y0, x1, y1."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    s = np.asarray(stats[1:], dtype=float).reshape(-1, 5)
    return np.column_stack([s[:, 0], s[:, 1], s[:, 0] + s[:, 2] - 1, s[:, 1] + s[:, 3] - 1])


def _words(ink: NDArray[np.uint8], letters: NDArray[np.float64]) -> NDArray[np.float64]:
    """Join letters that stand beside one another to lines of words."""
    mask = np.zeros_like(ink)
    for x0, y0, x1, y1 in letters.astype(int):
        mask[y0 : y1 + 1, x0 : x1 + 1] = 1
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (round(_WORD_GAP * _SCALE) | 1, 1))
    return _pieces(np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), dtype=np.uint8))


def _prose(words: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which lines are running text: long, with another of nearly the same left side above or below."""
    wide, high = words[:, 2] - words[:, 0], words[:, 3] - words[:, 1] + 1
    prose = np.zeros(len(words), dtype=bool)
    long = np.flatnonzero(wide >= _PROSE * _SCALE)
    for i in long:
        step = np.abs(words[long, 1] - words[i, 1])
        beside = np.abs(words[long, 0] - words[i, 0]) <= 12 * _SCALE
        prose[i] = bool((beside & (step > 0.5 * high[i]) & (step <= _LEADING * max(high[i], 6 * _SCALE))).any())
    return prose


def _grown(cores: Sequence[Box], labels: Sequence[Box]) -> list[Box]:
    """Gather what is drawn close together, with the words around it."""
    groups = list(cores)
    reach = _REACH * _SCALE
    for _ in range(3):
        groups = [_with_labels(g, labels, reach) for g in groups]
        groups = _joined(groups, 0.4 * reach)
    return groups


def _with_labels(box: Box, labels: Sequence[Box], reach: float) -> Box:
    near = box.grown(reach)
    own = [b for b in labels if b.x0 < near.x1 and b.x1 > near.x0 and b.y0 < near.y1 and b.y1 > near.y0]
    own = [b for b in own if b.x0 > box.x0 - 4 * reach and b.x1 < box.x1 + 4 * reach]
    return _hull([box, *own])


def _joined(boxes: Sequence[Box], gap: float) -> list[Box]:
    """Unite boxes that meet, until none do."""
    done: list[Box] = []
    for box in boxes:
        current = box
        while True:
            meeting = [b for b in done if _meets(b, current.grown(gap))]
            if not meeting:
                break
            done = [b for b in done if b not in meeting]
            current = _hull([current, *meeting])
        done.append(current)
    return done


def _meets(a: Box, b: Box) -> bool:
    return a.x0 <= b.x1 and b.x0 <= a.x1 and a.y0 <= b.y1 and b.y0 <= a.y1


def _hull(boxes: Sequence[Box]) -> Box:
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))


def _box(row: NDArray[np.float64]) -> Box:
    x0, y0, x1, y1 = row.tolist()
    return Box(x0, y0, x1, y1)
