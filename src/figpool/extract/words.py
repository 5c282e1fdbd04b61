"""Words of a chart: category labels beside the category axis, legend entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from figpool.core.figure import TextBox
from figpool.core.geometry import Box
from figpool.core.marks import LegendKey
from figpool.detect.raster.legend import find_legend
from figpool.detect.raster.tilted import TiltedText, find_print
from figpool.extract.view import PanelView
from figpool.ocr import read_text

#: Gaps between the words of one label tried, in letter heights, the usual one first.
_GAPS = (0.95, 0.7, 0.5, 1.3)


#: A tick mark read with the label beside it.
_TICK_DASHES = " -–—_|"


#: Gap from which letters are two words.
_WORD_GAP = 0.45


@dataclass(frozen=True, slots=True)
class AxisWord:
    """A label of the category axis: its place along the axis (working pixels) and its words."""

    at: float
    text: str


def read_categories(view: PanelView, base: float, places: Sequence[Sequence[float]] = ()) -> list[AxisWord]:
    """Read the labels of the category axis.

    Parameters
    ----------
    view : PanelView
        The panel.
    base : float
        Row of the category axis in the view, working pixels.
    places : sequence of sequence of float
        Where labels may stand (middles of the groups, of the marks), working
        pixels: where print is crowded their number tells the gaps between labels
        from the gaps between words.

    Returns
    -------
    list of AxisWord
        In order along the axis.
    """
    return _beside(view, base) if view.horizontal else _below(view, base, places)


def _below(view: PanelView, base: float, places: Sequence[Sequence[float]]) -> list[AxisWord]:
    """Labels under a horizontal category axis, at any angle, of one or more lines."""
    area = view.area.box
    foot = max(base, area.y1)
    height, width = view.picture.shape
    x0, x1 = max(0.0, area.x0 - 0.08 * width), min(width - 1.0, area.x1 + 0.02 * width)
    strip = Box(x0, foot, x1, height - 1.0)
    counts = [len(place) for place in places]
    labels, angle = _labels_in(view, strip, _GAPS[0])
    for gap in _GAPS[1:]:
        if not labels or not counts or angle != 0 or len(labels) in counts:
            break
        other, turn = _labels_in(view, strip, gap)
        if len(other) in counts:
            labels, angle = other, turn
    if labels and counts and angle == 0 and len(labels) < min(counts):
        crowded = _words_by_place(view, strip, places[-1])
        if crowded:
            return crowded
    if not labels:
        return []
    tall = float(np.median([t.height for t in labels]))
    labels = [t for t in labels if 0.45 * tall <= t.height <= 2.2 * tall]
    boxes = [TextBox(Box(0.0, 0.0, t.crop.shape[1] - 1.0, t.crop.shape[0] - 1.0)) for t in labels]
    texts = [read_text(t.crop, [box], view.engine)[0].text for t, box in zip(labels, boxes, strict=True)]
    return _merge_lines(labels, texts, angle)


def _words_by_place(view: PanelView, strip: Box, places: Sequence[float]) -> list[AxisWord]:
    """Give every word to the nearest place, where labels stand no farther apart than their words."""
    pieces, _ = _labels_in(view, strip, _WORD_GAP)
    at = np.asarray(places, dtype=float)
    owners = [int(np.abs(at - piece.anchor).argmin()) for piece in pieces]
    if len(set(owners)) < len(places):
        return []
    words: list[list[str]] = [[] for _ in places]
    for owner, piece in sorted(zip(owners, pieces, strict=True), key=lambda pair: pair[1].anchor):
        box = TextBox(Box(0.0, 0.0, piece.crop.shape[1] - 1.0, piece.crop.shape[0] - 1.0))
        words[owner].append(read_text(piece.crop, [box], view.engine)[0].text)
    return [AxisWord(float(x), " ".join(part)) for x, part in zip(places, words, strict=True)]


def _labels_in(view: PanelView, strip: Box, gap: float) -> tuple[list[TiltedText], float]:
    area, width = view.area.box, view.picture.shape[1]
    labels, angle = find_print(view.picture, strip, gap)
    inside = [t for t in labels if t.height >= 6 and area.x0 - 0.02 * width <= t.anchor <= area.x1 + 0.02 * width]
    return inside, angle


def _merge_lines(labels: Sequence[TiltedText], texts: Sequence[str], angle: float) -> list[AxisWord]:
    """Join the lines of wrapped labels: pieces above one another become one label."""
    words: list[tuple[TiltedText, str]] = [(t, s) for t, s in zip(labels, texts, strict=True) if s.strip()]
    if angle != 0:
        return [AxisWord(t.anchor, s) for t, s in words]
    merged: list[list[tuple[TiltedText, str]]] = []
    for piece, text in words:
        for group in merged:
            other = group[0][0]
            overlap = min(piece.anchor + piece.width / 2, other.anchor + other.width / 2) - max(
                piece.anchor - piece.width / 2, other.anchor - other.width / 2
            )
            if overlap > 0.5 * min(piece.width, other.width) and abs(piece.row - other.row) > 0.5 * other.height:
                group.append((piece, text))
                break
        else:
            merged.append([(piece, text)])
    result = []
    for group in merged:
        group.sort(key=lambda item: item[0].row)
        result.append(AxisWord(float(np.mean([t.anchor for t, _ in group])), " ".join(s for _, s in group)))
    return result


def _beside(view: PanelView, base: float) -> list[AxisWord]:
    """Labels left of a vertical category axis (the view is transposed: x runs along the axis)."""
    area = view.area.box
    near = [
        b
        for b in view.texts
        if b.y1 <= max(base, area.y0) + 4 and area.x0 - b.width <= b.cx <= area.x1 + b.width and b.width >= 5
    ]
    if not near:
        return []
    # of several columns of words the one next to the axis; a rotated title stands farther out
    edge = max(b.y1 for b in near)
    tall = float(np.median([b.width + 1 for b in near]))
    column = [b for b in near if b.y1 >= edge - 3.0 * tall or b.height > 3 * tall]
    texts = view.read_boxes(column)
    words = [AxisWord(b.cx, t.strip(_TICK_DASHES)) for b, t in zip(column, texts, strict=True) if t.strip(_TICK_DASHES)]
    return sorted(words, key=lambda w: w.at)


def agree_on_letters(words: Sequence[str]) -> list[str]:
    """Repair I read as l (or l as I) in a word that the same figure prints elsewhere with the other.

    Examples
    --------
    >>> agree_on_letters(["SCI", "SCl + CM", "HCl"])
    ['SCI', 'SCI + CM', 'HCl']
    """
    tokens = {token for text in words for token in text.split()}
    known = {token.replace("l", "I"): token for token in tokens if "l" not in token and "I" in token}
    return [" ".join(known.get(t.replace("l", "I"), t) for t in text.split()) for text in words]


def _margin(view: PanelView) -> list[Box]:
    """Strip of axis labels and title beside an upright value axis: no legend stands there."""
    axis = view.axis.candidate
    if axis is None or view.horizontal or axis.side > 0:
        return []
    return [Box(0.0, 0.0, axis.at, view.picture.shape[0] - 1.0)]


def read_legend(view: PanelView, bars: Sequence[Box]) -> list[LegendKey]:
    """Find legend keys anywhere in the picture and read their words.

    Parameters
    ----------
    view : PanelView
        The panel.
    bars : sequence of Box
        Bars, working pixels of the view.

    Returns
    -------
    list of LegendKey
        Boxes in working pixels of the upright picture; keys without words are left out.
    """
    picture = view.picture.transposed() if view.horizontal else view.picture
    labels = view.axis.candidate.labels if view.axis.candidate else ()
    words = [view.turned(t) for t in view.texts if t not in labels]
    keys = find_legend(picture, words, [*(view.turned(b) for b in bars), *_margin(view)])
    texts = read_text(picture.rgb, [TextBox(k.text_box) for k in keys], view.engine)
    return [replace(k, text=t.text) for k, t in zip(keys, texts, strict=True) if t.text.strip()]
