"""Words of a chart: category labels beside the category axis, legend entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.figure import TextBox
from figpool.core.geometry import Box
from figpool.core.marks import LegendKey
from figpool.detect.raster.legend import find_legend
from figpool.detect.raster.pale import with_pale_ink
from figpool.detect.raster.text import BROAD, are_turned
from figpool.detect.raster.tilted import ANGLES, LINES_NOT_LETTERS, TiltedText, find_print, print_below
from figpool.extract.label_cuts import cut_at_places, cut_centred
from figpool.extract.spelling import agree_on_letters, agree_on_word
from figpool.extract.standing_labels import standing_beside
from figpool.extract.view import PanelView
from figpool.ocr import DOUBTED, read_names

#: Gaps between the words of one label tried, in letter heights, the usual one first.
_GAPS = (0.95, 0.7, 0.5, 1.3)
#: Angle of print that does not stand or slant.
_LEVEL = (0.0,)


#: How far slanting labels reach beyond the left end of their axis, in widths of the plot area.
_LEFT = 0.3


#: A tick mark read with the label beside it.
_TICK_DASHES = " -–—_|"


#: What a stroke is read as.
_STROKES = frozenset("1Il|[]")


#: Widest gap between the words of one label beside its axis, in letter heights.
_WORD_REACH = 0.9


#: Height of a label that is no tick or rest of the axis, in that of most.
_LABEL = 0.7
#: How far the ends of labels in one column are apart, in their heights.
_FLUSH = 0.3
#: Height and length of print, at least, working pixels.
_LEAST_PRINT = (5, 3)


#: Gap from which letters are two words.
_WORD_GAP = 0.45


#: Usual length of words in their heights, at least.
_WORD = 2.0
#: Score of what may be a piece of a label, at most.
_PIECE = 0.5
#: Difference of the breadths of figures that are turned, as a share of it, and share of them that are so even.
_EVEN, _MOSTLY = 0.2, 0.75
#: Difference of the distances of labels that stand evenly, as a share.
_EVENLY = 0.1
#: Height of the tallest of labels that stand side by side, in the usual one.
_ONE_HEIGHT = 1.6


@dataclass(frozen=True, slots=True)
class AxisWord:
    """A label of the category axis.

    Parameters
    ----------
    at : float
        Place along the axis, working pixels.
    text : str
        Its words.
    sure : float
        The recogniser's score of its least sure part, 0..1.
    """

    at: float
    text: str
    sure: float = 1.0


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
    words = _beside(view, base, places) if view.horizontal else _below(view, base, places)
    texts = agree_on_word(agree_on_letters([w.text for w in words]), [w.sure < DOUBTED for w in words])
    return [replace(w, text=t) for w, t in zip(words, texts, strict=True)]


def _below(view: PanelView, base: float, places: Sequence[Sequence[float]]) -> list[AxisWord]:
    """Labels under a horizontal category axis, else under the panels that stand below it on the same axis."""
    feet = [max(base, view.area.box.y1), *(b.y1 for b in view.below)]
    ends = [*(b.y0 for b in view.below), view.picture.shape[0] - 1.0]
    rows = (_row_below(view, foot, end, places) for foot, end in zip(feet, ends, strict=True))
    found = next((row for row in rows if len(row) > 1 or not view.below), [])
    if len(found) <= 1 and base < feet[0]:
        # an area without lines may be taken to reach below its labels, down to the axis' title
        return max(_row_below(view, base, ends[0], places), found, key=len)
    return found


def _row_below(view: PanelView, foot: float, end: float, places: Sequence[Sequence[float]]) -> list[AxisWord]:
    """Labels between two rows, at any angle, of one or more lines."""
    area = view.area.box
    width = view.picture.shape[1]
    x0, x1 = max(0.0, area.x0 - 0.08 * width), min(width - 1.0, area.x1 + 0.02 * width)
    strip = Box(x0, foot, x1, end)
    counts = [len(place) for place in places]
    labels, angle = _level_words(view, strip, places) or _labels_in(view, strip, _GAPS[0])
    if 0 < angle < 90:
        whole = Box(max(0.0, area.x0 - _LEFT * area.width), foot, x1, end)
        labels, angle = _labels_in(view, whole, _GAPS[0])
    elif angle == 90 and counts and not _suit(labels, places):
        labels, angle = _single_letters(view, strip, places) or (labels, angle)
    looks = [labels]
    for gap in _GAPS[1:]:
        if not labels or not counts or angle != 0 or _suit(labels, places):
            break
        other, turn = _labels_in(view, strip, gap)
        if _suit(other, places):
            labels, angle = other, turn
        elif turn == 0:
            looks.append(other)
    if labels and counts and angle == 0:
        labels, angle = _turned(view, strip, counts, labels) or (labels, angle)
    too_few = len(_stacks(labels)) < min(counts, default=0) or len(_stacks(labels)) in counts
    if labels and angle == 0 and too_few and not _suit(labels, places) and not _are_shared(labels, places[-1]):
        # of as many labels as marks, else as many as groups; some of them may stand apart
        parted = (
            [p for t in look for p in cut_centred(t, np.asarray(place))] for place in reversed(places) for look in looks
        )
        if centred := next((parts for parts in parted if _suit(parts, places)), None):
            labels = centred
        else:
            crowded = (_words_by_place(view, strip, place) for place in reversed(places))
            if found := next((words for words in crowded if words), None):
                return found
    if not labels:
        return []
    tall = float(np.median([t.height for t in labels]))
    labels = [t for t in labels if 0.45 * tall <= t.height <= 2.2 * tall]
    boxes = [TextBox(Box(0.0, 0.0, t.crop.shape[1] - 1.0, t.crop.shape[0] - 1.0)) for t in labels]
    texts = [read_names(t.crop, [box], view.engine)[0] for t, box in zip(labels, boxes, strict=True)]
    words = _merge_lines(labels, texts, angle)
    # more of them than marks are pieces of labels, the letters of pale print
    pieces = angle != 0 and len(words) > max(counts, default=len(words))
    return [replace(w, sure=min(w.sure, _PIECE)) if pieces else w for w in words]


def _turned(
    view: PanelView, strip: Box, counts: Sequence[int], labels: Sequence[TiltedText]
) -> tuple[list[TiltedText], float] | None:
    """Labels that stand where what was taken for level print does not suit its places, or lies on its side."""
    if len(_stacks(labels)) not in counts:
        return _standing(view, strip, counts)
    # the letters of level words fall apart where they are turned
    return _standing(view, strip, [len(_stacks(labels))], 0.0) if _are_lying_figures(labels) else None


def _level_words(
    view: PanelView, strip: Box, places: Sequence[Sequence[float]]
) -> tuple[list[TiltedText], float] | None:
    """Level words, one at each place: print that stands or slants shows its letters, so no other angle is tried."""
    labels, angle = _labels_in(view, strip, _GAPS[0], _LEVEL)
    are_words = bool(labels) and float(np.median([t.width / t.height for t in labels])) >= _WORD
    return (labels, angle) if are_words and _suit(labels, places) else None


def _single_letters(
    view: PanelView, strip: Box, places: Sequence[Sequence[float]]
) -> tuple[list[TiltedText], float] | None:
    """Level print, one piece at each place and none above another: what stands shows several letters at its place."""
    labels, angle = _labels_in(view, strip, _GAPS[0], _LEVEL)
    return (labels, angle) if len(_stacks(labels)) == len(labels) and _suit(labels, places) else None


def _standing(
    view: PanelView, strip: Box, counts: Sequence[int], least: float = LINES_NOT_LETTERS
) -> tuple[list[TiltedText], float] | None:
    """Labels at a right angle that are as many as the places: set so close that level lines run through them."""
    labels, angle = _labels_in(view, strip, _GAPS[0], (90.0,), least)
    heights = np.array([t.height for t in labels])
    # what level words turn to are single letters as high as they are broad, one high and one low
    one_height = len(labels) > 1 and heights.max() <= _ONE_HEIGHT * np.median(heights)
    return (labels, angle) if angle == 90.0 and one_height and len(labels) in counts else None


def _are_lying_figures(labels: Sequence[TiltedText]) -> bool:
    """Whether all pieces of level print are broader than high, most equally broad: figures printed at a right angle."""
    wide, high = (np.array([getattr(t, side) for t in labels]) for side in ("width", "height"))
    even = np.abs(wide - np.median(wide)) <= _EVEN * np.median(wide)
    return len(labels) > 1 and bool((wide > high).all() and even.mean() >= _MOSTLY)


def _suit(labels: Sequence[TiltedText], places: Sequence[Sequence[float]]) -> bool:
    """Whether labels, lines below one another once, are as many as the places of a kind, each nearest to its own."""
    stacks = _stacks(labels)
    middles = np.sort([np.mean([labels[i].anchor for i in stack]) for stack in stacks])
    return any(
        len(place) == len(stacks) and len({int(np.abs(np.asarray(place) - x).argmin()) for x in middles}) == len(stacks)
        for place in places
    )


def _are_shared(labels: Sequence[TiltedText], marks: Sequence[float]) -> bool:
    """Whether labels that stand evenly have marks, not all as many: names of groups, not several names joined."""
    middles = np.array([np.mean([labels[i].anchor for i in stack]) for stack in _stacks(labels)])
    steps = np.diff(np.sort(middles))
    if len(steps) < 2 or not len(marks) or np.ptp(steps) > _EVENLY * np.median(steps):
        return False
    apart = np.abs(np.asarray(marks)[:, None] - middles)
    counts = np.bincount(apart.argmin(axis=1), minlength=len(middles))
    return bool(apart.min(axis=1).max() <= steps.min() / 2 and counts.min() and np.ptp(counts))


def _stacks(labels: Sequence[TiltedText]) -> list[list[int]]:
    """Indices of the lines of each label: pieces above one another belong together."""
    stacks: list[list[int]] = []
    for i, piece in enumerate(labels):
        for stack in stacks:
            other = labels[stack[0]]
            overlap = min(piece.anchor + piece.width / 2, other.anchor + other.width / 2) - max(
                piece.anchor - piece.width / 2, other.anchor - other.width / 2
            )
            if overlap > 0.5 * min(piece.width, other.width) and abs(piece.row - other.row) > 0.5 * other.height:
                stack.append(i)
                break
        else:
            stacks.append([i])
    return stacks


def _words_by_place(view: PanelView, strip: Box, places: Sequence[float]) -> list[AxisWord]:
    """Give every level word to the nearest place, where labels stand no farther apart than their words, or letters."""
    found, _ = _labels_in(view, strip, _WORD_GAP, _LEVEL)
    at = np.asarray(places, dtype=float)
    pieces = [part for piece in found for part in cut_at_places(piece, at)]
    owners = [int(np.abs(at - piece.anchor).argmin()) for piece in pieces]
    if len(set(owners)) < len(places):
        return []
    words: list[list[TextBox]] = [[] for _ in places]
    for owner, piece in sorted(zip(owners, pieces, strict=True), key=lambda pair: pair[1].anchor):
        box = TextBox(Box(0.0, 0.0, piece.crop.shape[1] - 1.0, piece.crop.shape[0] - 1.0))
        words[owner].append(read_names(piece.crop, [box], view.engine)[0])
    return [
        AxisWord(float(x), " ".join(t.text for t in part), _sure(part)) for x, part in zip(places, words, strict=True)
    ]


def _sure(parts: Sequence[TextBox]) -> float:
    """Score of the least sure part of a label; parts that hold no text say nothing."""
    return min((t.confidence for t in parts if t.text.strip(_TICK_DASHES)), default=1.0)


def _labels_in(
    view: PanelView,
    strip: Box,
    gap: float,
    angles: Sequence[float] = ANGLES,
    least: float = LINES_NOT_LETTERS,
) -> tuple[list[TiltedText], float]:
    area, width = view.area.box, view.picture.shape[1]
    labels, angle = find_print(view.picture, strip, gap, _axis_print(view), angles, least)
    inside = [t for t in labels if t.height >= 6 and area.x0 - 0.02 * width <= t.anchor <= area.x1 + 0.02 * width]
    return inside, angle


def _axis_print(view: PanelView) -> list[Box]:
    """Labels of an upright value axis, those that were not taken for its ticks too: print before it, level with it."""
    axis = view.axis.candidate
    if axis is None:
        return []
    beside = [t for t in view.texts if t.x1 < axis.at and t.cy <= view.area.box.y1 + 0.7 * axis.size]
    return [*axis.labels, *beside] if axis.side < 0 and not view.horizontal else list(axis.labels)


def _merge_lines(labels: Sequence[TiltedText], texts: Sequence[TextBox], angle: float) -> list[AxisWord]:
    """Join the lines of wrapped labels: pieces above one another become one label."""
    words = [(t, s) for t, s in zip(labels, texts, strict=True) if s.text.strip()]
    if angle != 0:
        return [AxisWord(t.anchor, s.text, s.confidence) for t, s in words]
    result = []
    for stack in _stacks([t for t, _ in words]):
        lines = sorted((words[i] for i in stack), key=lambda item: item[0].row)
        at = float(np.mean([t.anchor for t, _ in lines]))
        result.append(AxisWord(at, join_lines([s.text for _, s in lines]), _sure([s for _, s in lines])))
    return result


def join_lines(lines: Sequence[str]) -> str:
    """Join the lines of a wrapped label; a word broken without a hyphen goes on in small letters.

    Examples
    --------
    >>> join_lines(["Autogr", "aft"]), join_lines(["SCI +", "CM"]), join_lines(["Low", "dose"])
    ('Autograft', 'SCI + CM', 'Low dose')
    """
    text = lines[0] if lines else ""
    for line in lines[1:]:
        broken = len(text) >= 5 and text[-1].isalpha() and line[:1].islower() and len(line) <= 3
        text = text + line if broken else f"{text} {line}"
    return text


def _beside(view: PanelView, base: float, places: Sequence[Sequence[float]]) -> list[AxisWord]:
    """Labels left of a vertical category axis (the view is transposed: x runs along the axis)."""
    standing = standing_beside(view, base, places)
    if standing:
        return [AxisWord(at, t.text, t.confidence) for at, t in standing]
    area = view.area.box
    boxes = _before_axis(view, view.texts, base)
    # pieces of an outline that lie along the axis are no print
    pieces = [b for b in boxes if b.width >= _LEAST_PRINT[0] and b.height >= _LEAST_PRINT[1]]
    near = [b for b in pieces if b.y1 <= base + 4 and area.x0 - b.width <= b.cx <= area.x1 + b.width]
    if not near:
        return []
    # ticks stand beside the labels, and are lower
    usual = float(np.percentile([b.width + 1 for b in near], 75))
    near = between_title_and_axis([b for b in near if b.width + 1 >= 0.45 * usual], usual)
    # of several columns of words the one next to the axis; a rotated title stands farther out
    edge = max(b.y1 for b in near)
    tall = float(np.median([b.width + 1 for b in near]))
    column = [b for b in near if b.y1 >= edge - 3.0 * tall or b.height > 3 * tall]
    lines = [_whole_line(box, near, tall) for box in column]
    lines = [line for i, line in enumerate(lines) if line not in lines[:i]]
    lines = [_with_pale_ink(view, line) for line in lines]
    texts = iter(view.read_names([box for line in lines for box in line]))
    words = [(float(np.mean([b.cx for b in line])), [next(texts) for _ in line]) for line in lines]
    words = [(at, _without_ticks(parts)) for at, parts in words]
    named = [AxisWord(at, " ".join(t.text for t in parts).strip(_TICK_DASHES), _sure(parts)) for at, parts in words]
    return sorted((word for word in named if word.text), key=lambda word: (word.at, word.text))


def _with_pale_ink(view: PanelView, line: Sequence[Box]) -> list[Box]:
    """Words of a line beside its axis with the thin strokes that are nearly white: those may join pieces of a word."""
    words: list[Box] = []
    for box in (view.turned(b) for b in with_pale_ink(view.picture.transposed(), [view.turned(b) for b in line])):
        if words and box.y0 - words[-1].y1 <= _WORD_GAP * (box.width + 1):
            words[-1] = words[-1].joined(box)
        else:
            words.append(box)
    return words


def _before_axis(view: PanelView, boxes: Sequence[Box], base: float) -> list[Box]:
    """Print before the axis, cut where a word whose last letter or tick touches it was joined with it or a bar."""
    crossing = [b.y0 < base - 3 and b.y1 >= base - 1 for b in boxes]
    strip = view.picture.gray[: round(base) + 3]
    if not any(crossing) or min(strip.shape) < 12:
        return list(boxes)
    mask = print_below(strip[::-1], screened=view.picture.screened, noise=view.picture.noise)[::-1]
    shrunk = [_shrunk(b, mask) if crosses else b for b, crosses in zip(boxes, crossing, strict=True)]
    return [b for b in shrunk if b is not None]


def _shrunk(box: Box, mask: NDArray[np.bool_]) -> Box | None:
    """Return the box of what a mask shows in it, None where that is nothing: a tick and a piece of the axis."""
    x0, y0 = round(box.x0), round(box.y0)
    rows, columns = np.nonzero(mask[y0 : round(box.y1) + 1, x0 : round(box.x1) + 1])
    if not len(rows):
        return None
    left, right, top, bottom = (float(v) for v in (columns.min(), columns.max(), rows.min(), rows.max()))
    return Box(x0 + left, y0 + top, x0 + right, y0 + bottom)


def between_title_and_axis(boxes: Sequence[Box], usual: float) -> list[Box]:
    """Leave out a title that stands beyond the labels, letter by letter, and what lies between labels and axis.

    Parameters
    ----------
    boxes : sequence of Box
        Print beside an upright category axis in the transposed view: y runs to the axis.
    usual : float
        Height of most print (its extent along x), working pixels.

    Returns
    -------
    list of Box
        The labels.
    """
    turned = are_turned(np.array([[b.y0, b.x0, b.y1, b.x1] for b in boxes]))
    far = max((b.y1 for b, is_turned in zip(boxes, turned, strict=True) if is_turned), default=-np.inf)
    inner = [b for b in boxes if b.y0 > far]
    kept = inner if len(inner) > 1 else list(boxes)
    whole = [b for b in kept if b.width + 1 >= _LABEL * usual and b.height + 1 >= BROAD * usual]
    if not whole:
        return kept
    # labels end in one column; bits of outlines and ticks beside them may end in another
    ends, reach = np.array([(b.y1, b.height) for b in whole]).T
    flush = np.abs(ends[:, None] - ends) <= _FLUSH * usual
    several = flush.sum(axis=1) > 1
    end = ends[(flush @ reach * several).argmax() if several.any() else ends.argmax()]
    return [b for b in kept if b.y0 <= end + _FLUSH * usual]


def _without_ticks(parts: Sequence[TextBox]) -> list[TextBox]:
    """Leave out a lone upright stroke read without certainty beside words: a tick mark."""
    kept = [t for t in parts if t.text not in _STROKES or t.confidence >= DOUBTED]
    return kept or list(parts)


def _whole_line(box: Box, boxes: Sequence[Box], tall: float) -> list[Box]:
    """Words of a label in reading order: what follows one another on its line without a wide gap."""
    same = sorted((b for b in boxes if abs(b.cx - box.cx) <= 0.4 * tall), key=lambda b: b.y0)
    # ticks and pale letters make most pieces lower than the print of this line is
    reach = _WORD_REACH * max(tall, box.width + 1)
    at = same.index(box)
    first, last = at, at
    while first and same[first].y0 - same[first - 1].y1 <= reach:
        first -= 1
    while last + 1 < len(same) and same[last + 1].y0 - same[last].y1 <= reach:
        last += 1
    return same[first : last + 1]


def _margin(view: PanelView) -> list[Box]:
    """Strip of axis labels and title beside an upright axis at the left, not above or below it: no legend there."""
    axis = view.axis.candidate
    if axis is None or (axis.side > 0 and not view.horizontal):
        return []
    area, beyond = view.turned(view.area.box), 0.7 * axis.size
    edge = area.x0 - 1 if view.horizontal else axis.at
    return [Box(0.0, area.y0 - beyond, edge, area.y1 + beyond)]


def _lies_in(box: Box, strips: Sequence[Box]) -> bool:
    return any(strip.contains(box.cx, box.cy) for strip in strips)


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
    margin = _margin(view)
    boxes = [b for b in (view.turned(t) for t in view.texts if t not in labels) if not _lies_in(b, margin)]
    keys = find_legend(picture, boxes, [*(view.turned(b) for b in bars), *margin])
    boxes = with_pale_ink(picture, [k.text_box for k in keys])
    texts = read_names(picture.rgb, [TextBox(b) for b in boxes], view.engine)
    words = agree_on_letters([t.text for t in texts])
    return [replace(k, text=w, sure=t.confidence) for k, w, t in zip(keys, words, texts, strict=True) if w.strip()]
