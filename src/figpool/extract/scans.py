"""Scanned pages: a page that is one picture, set upright, with its figures and the captions read beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.figure import Figure, TextBox
from figpool.core.geometry import Box, Frame
from figpool.core.vector import VectorPage, VectorText
from figpool.detect.raster.blocks import PageBlocks, find_blocks
from figpool.detect.raster.picture import PictureSettings, prepare
from figpool.extract.layout import Caption, Region, find_captions, join_captions
from figpool.io.pdf import ROW_DPI
from figpool.io.pdf_images import native_dpi, read_region
from figpool.ocr import OcrEngine, read_text

Pixels = NDArray[np.uint8]

#: Share of a page its one picture covers, and most paths beside it, for a scan.
_COVERED, _MOST_PATHS = 0.6, 12
#: Distances above or below and at the side of a figure in which captions are looked for, points; height of letters.
_NEAR, _BESIDE, _CAP = 45.0, 110.0, 0.72
#: Share of the pixels of the rendered page below which a scan is taken in its own.
_FEWER = 0.9
#: How often a scan is enlarged from which on it is smoothed, and by how much of its own pixels (standard deviation).
_COARSE, _SMOOTHED = 2.05, 0.4
#: Gap and width, in heights of a line, of a word that belongs to the line behind it.
_WORD_GAP, _WORD_WIDTH = 1.8, 7.0
#: Most lines read beside one figure, and their least width in points.
_MOST_LINES, _LEAST_LINE = 14, 50.0


def is_scan(page: VectorPage) -> bool:
    """Whether a page is one picture."""
    largest = max((i.box.width * i.box.height for i in page.images), default=0.0)
    inked = sum(not p.letter for p in page.paths)
    return largest >= _COVERED * page.width * page.height and inked <= _MOST_PATHS


def read_scan(figure: Figure, engine: OcrEngine) -> tuple[Figure, Frame, list[Region]]:
    """Set a scanned page upright and find its figures with their captions.

    Parameters
    ----------
    figure : Figure
        The page, with its placed picture.
    engine : OcrEngine
        Text recogniser; only lines close to a figure are read.

    Returns
    -------
    upright : Figure
        The page set upright, in its own pixels (no origin, scale 1).
    frame : Frame
        Maps its pixels to those of the page given.
    regions : list of Region
        From top to bottom, pixels of the upright page.
    """
    picture = prepare(replace(figure, vector=None), PictureSettings(min_extent=1, max_side=100_000))
    unit = 150 / 72 / figure.pixel_scale
    blocks = find_blocks(picture.gray, unit)
    scan = _own_pixels(figure)
    pixels = picture.rgb if scan is None else _upright(scan, figure, picture.frame)
    upright = replace(figure, pixels=pixels, vector=None, pixel_scale=1.0, origin=(0.0, 0.0))
    texts = _near_texts(upright, blocks, unit, engine)
    page = VectorPage(float(figure.width), float(figure.height), texts=texts)
    captions = find_captions(page)
    regions = [Region(_without(box, captions), is_picture=True) for box in blocks.figures]
    return upright, picture.frame, join_captions(regions, captions, page.texts, unit)


def _own_pixels(figure: Figure) -> Pixels | None:
    """Pixels of a page at the resolution of its scan; None where the page was not rendered with more."""
    assert figure.vector is not None
    scan = max(figure.vector.images, key=lambda i: i.box.width * i.box.height)
    if figure.path is None or figure.page is None or scan.shape == (0, 0):
        return None
    dpi = native_dpi(scan.box.scaled(figure.pixel_scale), scan.shape)
    if dpi * figure.pixel_scale >= _FEWER * ROW_DPI:
        return None
    corner = Box(0.0, 0.0, figure.width - 1.0, figure.height - 1.0).scaled(figure.pixel_scale)
    half = 0.5 * figure.pixel_scale
    page = Box(corner.x0 - half, corner.y0 - half, corner.x1 + half, corner.y1 + half)
    return read_region(figure.path, figure.page, page, dpi).pixels


def _upright(scan: Pixels, figure: Figure, frame: Frame) -> Pixels:
    """Turn a scan upright and enlarge it to the size of its page at once: letters resampled twice run together.

    Much enlarged, its noise would fray the rims of lines into pieces that look like letters.
    """
    places = frame.to_figure([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    ratio = np.array([scan.shape[1] / figure.width, scan.shape[0] / figure.height])
    origin, ex, ey = (places + 0.5) * ratio - 0.5
    matrix = np.column_stack([ex - origin, ey - origin, origin])
    paper = tuple(float(v) for v in np.percentile(scan.reshape(-1, 3)[::97], 90, axis=0))
    how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    turned = cv2.warpAffine(scan, matrix, (figure.width, figure.height), flags=how, borderValue=paper)
    enlarged = figure.width / scan.shape[1]
    if enlarged > _COARSE:
        turned = cv2.GaussianBlur(turned, (0, 0), _SMOOTHED * enlarged)
    return np.asarray(turned, dtype=np.uint8)


def _without(box: Box, captions: Sequence[Caption]) -> Box:
    """Cut a caption off the upper or lower rim of a figure."""
    for caption in captions:
        c = caption.box
        if not box.contains(c.cx, c.cy):
            continue
        if c.cy < box.y0 + 0.3 * box.height:
            box = replace(box, y0=c.y1 + 1)
        elif c.cy > box.y1 - 0.3 * box.height:
            box = replace(box, y1=c.y0 - 1)
    return box


def _near_texts(figure: Figure, blocks: PageBlocks, unit: float, engine: OcrEngine) -> tuple[VectorText, ...]:
    """Read the lines that may belong to a caption."""
    wanted: dict[Box, None] = {}
    for box in blocks.figures:
        near = [line for line in blocks.lines if line.width >= _LEAST_LINE * unit and _away(box, line) <= unit]
        nearest = sorted(near, key=partial(_away, box))[:_MOST_LINES]
        wanted |= dict.fromkeys(_with_word_before(line, blocks.lines) for line in nearest)
    lines = sorted(wanted, key=lambda b: (b.y0, b.x0))
    read = read_text(figure.pixels, [TextBox(b.grown(0.15 * b.height)) for b in lines], engine)
    size = _usual_height(lines) / _CAP
    return tuple(VectorText(t.text, b, 0.0, size) for t, b in zip(read, lines, strict=True) if t.text.strip())


def _with_word_before(line: Box, lines: Sequence[Box]) -> Box:
    """Return a line with a word that stands apart before it: "Figure 1." whose full stop a coarse scan lost."""
    tall = line.height + 1
    for word in lines:
        level = min(word.y1, line.y1) - max(word.y0, line.y0) >= 0.5 * tall
        if level and 0 < line.x0 - word.x1 <= _WORD_GAP * tall and word.width <= _WORD_WIDTH * tall:
            return Box(word.x0, min(word.y0, line.y0), line.x1, max(word.y1, line.y1))
    return line


def _usual_height(lines: Sequence[Box]) -> float:
    heights = sorted(b.height + 1 for b in lines)
    return heights[len(heights) // 2] * 0.8 if heights else 1.0


def _away(a: Box, b: Box) -> float:
    """How far a line is from a figure, as a share of the distance looked in at that side, per point."""
    across, along = max(a.x0 - b.x1, b.x0 - a.x1, 0.0), max(a.y0 - b.y1, b.y0 - a.y1, 0.0)
    return max(across / _BESIDE, along / _NEAR) if min(across, along) == 0.0 else across + along
