"""Legend keys: swatches of one size with words beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.core.marks import Fill, LegendKey
from figpool.detect.raster.fills import fill_distance, measure_fill
from figpool.detect.raster.picture import Picture
from figpool.detect.raster.swatches import find_swatches, in_row, of_one_size
from figpool.detect.raster.text import usual_height

#: Distance of the looks of two neighbouring keys, at least.
_UNLIKE = 3.0
#: Height of several lines of print, and of one at least, in heights of most print; ink, and share of a column of keys.
_SEVERAL_LINES, _LEAST_LINE, _INKED, _SOLID = 1.7, 0.5, 0.2, 0.7
#: Share of a text that lies on bars, more than.
_ON_BARS = 0.3
#: Share of a side of a rectangle that is inked, at least.
_SIDE = 0.7
#: How far the box of a rectangle may lie beyond that of its text, working pixels.
_BLUR = 2.0
#: Gap with no room for words, and how far words stand behind their key, in heights of the key.
_NO_ROOM, _BEHIND = 0.6, 1.5
#: How close the letters of a word stand, and those before a capital, in letter heights.
_CLOSE, _CLOSER = 0.3, 0.18
#: What a swatch counts that looks like another one.
_AGAIN = 0.2
#: Farthest two neighbouring keys stand apart, in letter heights.
_FARTHEST = 12
#: Least difference of a pale fill from the paper, and in its noise; share of it that is as pale.
_FAINT, _CLEAR, _EVENLY = 0.03, 4.0, 0.9
#: How far it is from where the print beside it tells, in its height.
_MOVED = 0.4
#: How far swatches of one column are apart across it, in their width.
_SAME_COLUMN = 0.2
#: Height of the holes and arms of letters at most, in letter heights.
_LETTER_PART = 0.6
#: The same of small letters.
_SMALL_LETTER = 0.85
#: Width of a rectangle that is no part of a letter, in that of the print it lies in.
_WHOLE_WIDTH = 0.9


@dataclass(frozen=True, slots=True)
class LegendSettings:
    """Limits of the legend search, in heights of the text beside the swatch.

    Parameters
    ----------
    min_side, max_height, max_width : float
        Size of a swatch.
    gap : float
        Farthest words from their swatch.
    """

    min_side: float = 0.35
    max_height: float = 3.2
    max_width: float = 7.0
    gap: float = 2.5


def _extent(picture: Picture, group: Sequence[tuple[Box, Box]]) -> float:
    """Sum of the sizes of swatches that look unlike: a legend beats round letters, and a letter that comes again.

    A swatch that looks like one before it counts a little: of legends of equal looks the longer one is read.
    """
    total, looks = 0.0, list[Fill]()
    for swatch, _ in group:
        look = measure_fill(picture, swatch, skip_middle=False)
        size = float(np.sqrt((swatch.width + 1) * (swatch.height + 1)))
        total += size if all(fill_distance(look, other) > _UNLIKE for other in looks) else _AGAIN * size
        looks.append(look)
    return total


def _with_hidden(
    picture: Picture, pairs: list[tuple[Box, Box]], texts: Sequence[Box], swatches: Sequence[Box]
) -> list[tuple[Box, Box]]:
    """Add keys whose swatch was not found (a whisker crosses it): words in the same column, ink at its place."""
    found = list(pairs)
    for swatch, words in pairs:
        tall = words.height + 1
        like_it = [s for s in swatches if of_one_size(s, swatch)]
        lines = (t for t in texts if 0.8 * tall <= abs(t.cy - words.cy) <= 2.4 * tall)
        for text in sorted((t for t in lines if 0.7 <= (t.height + 1) / tall <= 1.6), key=lambda t: -t.width):
            trimmed = _without_swatches(text, like_it)
            if trimmed is None:
                continue
            column = abs(trimmed.x0 - words.x0) <= 0.3 * tall or abs(text.x0 - swatch.x0) <= 0.3 * tall
            if not column or any(abs(text.cy - w.cy) < 0.5 * tall for _, w in found):
                continue
            place = Box(swatch.x0, swatch.y0 + text.cy - words.cy, swatch.x1, swatch.y1 + text.cy - words.cy)
            inside = picture.ink[int(place.y0) : int(place.y1) + 1, int(place.x0) : int(place.x1) + 1]
            area = (place.width + 1) * (place.height + 1)
            print_there = any(t.overlap(place) > 0.5 * area and not of_one_size(t, swatch) for t in texts)
            inked = inside.size and float((inside > 0.2).mean()) > 0.1
            tinted = _tinted(picture, place)
            place = tinted or place
            if tinted or (inked and (not print_there or _is_drawn(inside > 0.2))):
                found.append((place, replace(trimmed, x0=max(trimmed.x0, min(words.x0, trimmed.x1 - 3)))))
    return found


def _tinted(picture: Picture, place: Box) -> Box | None:
    """Return where, at a place or a little above or below it, a pale fill is: letters below the line move their box."""
    reach = round(_MOVED * (place.height + 1))
    shifts = sorted(range(-reach, reach + 1), key=abs)
    moved = (replace(place, y0=place.y0 + by, y1=place.y1 + by) for by in shifts)
    return next((box for box in moved if _is_tinted(picture, box)), None)


def _is_tinted(picture: Picture, place: Box) -> bool:
    """Whether a place is evenly filled in a tone hardly darker than the paper beside its four sides."""
    plane = picture.ink
    inner, near, far = (place.grown(by) for by in (-_BLUR, _BLUR + 1.0, _BLUR + 2.0))
    rows, columns = (
        slice(max(0, round(a)), max(0, round(b)) + 1) for a, b in ((inner.y0, inner.y1), (inner.x0, inner.x1))
    )
    inside = plane[rows, columns]
    if not inside.size or far.x0 < 0 or far.y0 < 0 or far.x1 >= plane.shape[1] or far.y1 >= plane.shape[0]:
        return False
    sides = [
        plane[round(far.y0) : round(near.y0) + 1, columns],
        plane[round(near.y1) : round(far.y1) + 1, columns],
        plane[rows, round(far.x0) : round(near.x0) + 1],
        plane[rows, round(near.x1) : round(far.x1) + 1],
    ]
    tone, step = float(np.median(inside)), max(_FAINT, _CLEAR * picture.noise)
    even = float(np.mean(np.abs(inside - tone) <= step)) >= _EVENLY
    return even and all(tone - float(np.median(side)) >= step for side in sides)


def _is_drawn(inside: NDArray[np.bool_]) -> bool:
    """Whether ink is a filled or an outlined rectangle and no print."""
    rows = inside.mean(axis=1)
    edge = max(1, len(rows) // 4)
    return bool(inside.mean() > 0.5 or (rows[:edge].max() >= _SIDE and rows[-edge:].max() >= _SIDE))


def find_legend(
    picture: Picture, texts: Sequence[Box], exclude: Sequence[Box], settings: LegendSettings | None = None
) -> list[LegendKey]:
    """Find legend keys: swatches of one size, aligned, each with words beside it.

    Parameters
    ----------
    picture : Picture
        Working picture.
    texts : sequence of Box
        Text boxes of the picture, working pixels.
    exclude : sequence of Box
        Bars.
    settings : LegendSettings, optional
        Limits.

    Returns
    -------
    list of LegendKey
        From top to bottom, then left to right; fewer than two keys are no legend.
    """
    settings = settings or LegendSettings()
    texts = [t for t in _lines_apart(picture, texts) if not _is_on(t, exclude)]
    found = find_swatches(picture, exclude, texts)
    several = _SEVERAL_LINES * usual_height(texts)
    texts = [t for t in texts if t.height + 1 < several or not _holds_column(t, found)]
    swatches = [s for s in found if not any(_is_part_of_letter(s, t) or _is_letter(picture, s, t) for t in texts)]
    # a key stands before its words: what is close behind another key is a letter
    swatches = [s for s in swatches if not any(_follows(picture, s, o) for o in swatches)]
    doubted = [s for s in found if s not in swatches]
    texts = _without_second(picture, texts, swatches, doubted)
    pairs = [(s, t) for s in swatches if (t := _words_beside(s, swatches, texts, settings)) is not None]
    best: list[tuple[Box, Box]] = []
    most = 0.0
    for seed, words in pairs:
        group = _one_a_word([(s, t) for s, t in pairs if of_one_size(seed, s) and _aligned(seed, s, words, t)])
        group = _without_gaps(group, seed)
        group += _of_grid(group, [p for p in pairs if of_one_size(seed, p[0])])
        if len(group) > 1:
            # a swatch joined with its words, or with a speck, looks like part of a letter, but stands in the column
            column = [s for s in doubted if of_one_size(seed, s) and abs(s.x0 - seed.x0) <= _SAME_COLUMN * seed.width]
            beside = ((s, _words_beside(s, [*swatches, s], texts, settings)) for s in column)
            group += [(s, t) for s, t in beside if t is not None and _aligned(seed, s, words, t)]
        group += _far_words(group, texts, swatches, settings)
        seen = _extent(picture, group)
        group = _with_hidden(picture, group, texts, swatches)
        if seen > most and len(group) > 1:
            best, most = group, seen
    if len(best) < 2:
        return []
    tall = max(1.0, float(np.median([words.height for _, words in best])))
    best.sort(key=lambda pair: (round(pair[0].cy / tall), pair[0].x0))
    return [LegendKey(s, measure_fill(picture, s, skip_middle=False), _tight(picture, t)) for s, t in best]


def _without_second(picture: Picture, texts: Sequence[Box], keys: Sequence[Box], others: Sequence[Box]) -> list[Box]:
    """Cut what is drawn beside a key and looks like it off the beginning of a text: keys may be two bars."""
    looks = {key: measure_fill(picture, key, skip_middle=False) for key in keys}
    rest = list(texts)
    for box in others:
        fill = measure_fill(picture, box, skip_middle=False)
        before = [k for k in keys if _is_second(box, k) and fill_distance(looks[k], fill) <= _UNLIKE]
        if before:
            start, end = min(k.x0 for k in before) - _BLUR, box.x1 + _BLUR
            begins = [start <= t.x0 <= end and in_row(box, t) for t in rest]
            rest = [replace(t, x0=max(t.x0, end)) if b else t for b, t in zip(begins, rest, strict=True)]
            rest = [t for t in rest if t.x0 < t.x1]
    return rest


def _is_second(box: Box, key: Box) -> bool:
    """Whether a rectangle stands close behind a key, on its base line, and is about as large."""
    on_line = abs(box.y1 - key.y1) <= _BLUR
    return on_line and of_one_size(box, key) and 0 < box.x0 - key.x1 <= key.width + _BLUR


def _is_on(text: Box, bars: Sequence[Box]) -> bool:
    """Whether much of what was taken for print lies on bars: it is their hatching, or the dots of a screen."""
    return sum(text.overlap(b) for b in bars) > _ON_BARS * (text.width + 1) * (text.height + 1)


def _lines_apart(picture: Picture, texts: Sequence[Box]) -> list[Box]:
    """Cut texts of several lines that touch, with a column of keys before them or joined to them, at the blank rows.

    Lines are told by the ink right of whatever stands at their beginning as one
    block; a text in which the rows are never blank stays.
    """
    usual = usual_height(texts)
    lines: list[Box] = []
    for text in texts:
        if text.height + 1 < _SEVERAL_LINES * usual:
            lines.append(text)
            continue
        ink = picture.ink[int(text.y0) : int(text.y1) + 1, int(text.x0) : int(text.x1) + 1] > _INKED
        solid = ink.mean(axis=0) > _SOLID
        start = int(np.flatnonzero(solid)[-1]) + 2 if solid.any() else 0
        rows = np.flatnonzero(ink[:, start:].any(axis=1)) if start < ink.shape[1] else np.empty(0, int)
        runs = [r for r in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if len(r) >= _LEAST_LINE * usual]
        if len(runs) < 2:
            lines.append(text)
            continue
        for run in runs:
            columns = start + np.flatnonzero(ink[run[0] : run[-1] + 1, start:].any(axis=0))
            left, right, top, foot = (float(v) for v in (columns[0], columns[-1], run[0], run[-1]))
            line = Box(text.x0 + left, text.y0 + top, text.x0 + right, text.y0 + foot)
            if not any(t is not text and t.overlap(line) > 0.6 * (line.width + 1) * (line.height + 1) for t in texts):
                lines.append(line)
    return lines


def _tight(picture: Picture, words: Box) -> Box:
    """Shrink the box of words that was cut off a swatch to their ink."""
    ink = picture.ink[int(words.y0) : int(words.y1) + 1, int(words.x0) : int(words.x1) + 1] > _INKED
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return words
    x0, y0 = int(words.x0), int(words.y0)
    return Box(float(x0 + columns[0]), float(y0 + rows[0]), float(x0 + columns[-1]), float(y0 + rows[-1]))


def _one_a_word(group: Sequence[tuple[Box, Box]]) -> list[tuple[Box, Box]]:
    """Leave words to the swatch nearest to them."""
    nearest: dict[Box, Box] = {}
    for swatch, words in group:
        other = nearest.get(words)
        if other is None or _gap(swatch, words) < _gap(other, words):
            nearest[words] = swatch
    return [(swatch, words) for words, swatch in nearest.items()]


def _gap(swatch: Box, words: Box) -> float:
    return max(words.x0 - swatch.x1, swatch.x0 - words.x1)


def _without_gaps(group: Sequence[tuple[Box, Box]], seed: Box) -> list[tuple[Box, Box]]:
    """Keys of the seed's row up to the first gap no legend has, and those of other rows."""
    row = sorted((p for p in group if in_row(p[0], seed)), key=lambda p: p[0].x0)
    parts: list[list[tuple[Box, Box]]] = []
    for pair in row:
        far = _FARTHEST * (pair[1].height + 1)
        if parts and pair[0].x0 - max(parts[-1][-1][0].x1, parts[-1][-1][1].x1) <= far:
            parts[-1].append(pair)
        else:
            parts.append([pair])
    own = next((part for part in parts if any(s == seed for s, _ in part)), [])
    return [*own, *(p for p in group if p not in row)]


def _of_grid(group: Sequence[tuple[Box, Box]], pairs: Sequence[tuple[Box, Box]]) -> list[tuple[Box, Box]]:
    """Keys that stand in the row of one key of a group and in the column of another: legends of rows and columns."""
    own = [s for s, _ in group]
    return [
        (swatch, words)
        for swatch, words in pairs
        if all(swatch != s and words != w for s, w in group)
        and any(_in_column(swatch, s) for s in own)
        and any(in_row(swatch, s) for s in own)
    ]


def _in_column(a: Box, b: Box) -> bool:
    return abs(a.x0 - b.x0) <= 0.4 * max(a.width, 8)


def _far_words(
    group: Sequence[tuple[Box, Box]], texts: Sequence[Box], swatches: Sequence[Box], settings: LegendSettings
) -> list[tuple[Box, Box]]:
    """Find words that stand far from their swatch, flush with the far ends of longer words of the column."""
    if len(group) < 2:
        return []
    left, right = min(t.x0 for _, t in group), max(t.x1 for _, t in group)
    first, tall = group[0][0], float(np.median([t.height + 1 for _, t in group]))
    column = [s for s in swatches if of_one_size(s, first) and abs(s.x0 - first.x0) <= 0.4 * max(first.width, 8)]
    found = []
    for swatch in (s for s in column if all(s != own for own, _ in group)):
        beside = [
            _whole_line(t, texts, column, back=True)
            for t in texts
            if abs(t.cy - swatch.cy) <= 0.5 * tall
            and swatch.x1 < t.x0
            and left - 0.3 * tall <= t.x0
            and abs(t.x1 - right) <= settings.gap * tall
            and 0.5 * tall <= t.height + 1 <= 1.6 * tall
        ]
        if beside:
            found.append((swatch, min(beside, key=lambda t: t.x0)))
    return found


def _words_beside(swatch: Box, swatches: Sequence[Box], texts: Sequence[Box], settings: LegendSettings) -> Box | None:
    """Words on the swatch's row, right of it or, failing that, left of it."""
    right: list[tuple[float, Box]] = []
    left: list[tuple[float, Box]] = []
    alike = [s for s in swatches if of_one_size(s, swatch)]
    for text in texts:
        tall = text.height + 1
        fits = (
            settings.min_side * tall <= swatch.height + 1 <= settings.max_height * tall
            and settings.min_side * tall <= swatch.width + 1 <= settings.max_width * tall
        )
        if tall < 6 or not fits or abs(text.cy - swatch.cy) > 0.6 * tall:
            continue
        for part in (p for p in _between_swatches(text, alike) if p.width >= 0.3 * tall):
            if -2 <= part.x0 - swatch.x1 <= settings.gap * tall:
                right.append((part.x0 - swatch.x1, _whole_line(part, texts, alike)))
            elif -2 <= swatch.x0 - part.x1 <= settings.gap * tall:
                left.append((swatch.x0 - part.x1, _whole_line(part, texts, alike, back=True)))
    for side in (right, left):
        if side:
            return min(side, key=lambda item: item[0])[1]
    return None


def _whole_line(words: Box, texts: Sequence[Box], swatches: Sequence[Box], *, back: bool = False) -> Box:
    """Extend words over further words of their line, up to the next swatch; `back`: to the left."""
    line = words
    parts = (part for t in texts for part in _between_swatches(t, swatches))
    for text in sorted(parts, key=lambda t: -t.x1 if back else t.x0):
        tall = max(line.height, text.height) + 1
        same_line = min(line.y1, text.y1) - max(line.y0, text.y0) > 0.5 * min(line.height, text.height)
        distance = line.x0 - text.x1 if back else text.x0 - line.x1
        if not same_line or not 0 < distance <= 1.1 * tall:
            continue
        whole = line.joined(text)
        if not any(whole.x0 <= s.cx <= whole.x1 and line.y0 <= s.cy <= line.y1 for s in swatches):
            line = whole
    return line


def _holds_column(text: Box, swatches: Sequence[Box]) -> bool:
    """Whether a text reaches over keys below each other: print and frame of a legend were joined."""
    inside = [s for s in swatches if text.grown(_BLUR).contains(s.cx, s.cy)]
    return any(of_one_size(a, b) and not in_row(a, b) for a in inside for b in inside)


def _is_part_of_letter(swatch: Box, text: Box) -> bool:
    """Whether a rectangle is the bowl of a P or the like: within a line of text, much lower, and not as wide as it.

    What is as wide as its text is one of a column of keys that touch.
    """
    inside = text.x0 <= swatch.x0 and swatch.x1 <= text.x1 and text.y0 <= swatch.y0 and swatch.y1 <= text.y1
    narrower = swatch.width + 1 < _WHOLE_WIDTH * (text.width + 1)
    return inside and narrower and swatch.height + 1 < _LETTER_PART * (text.height + 1)


def _is_letter(picture: Picture, swatch: Box, text: Box) -> bool:
    """Whether a rectangle stands in a word: print comes close before it, closer where it is a capital."""
    tall = text.height + 1
    reach = (_CLOSE if swatch.height + 1 < _SMALL_LETTER * tall else _CLOSER) * tall
    inside = text.grown(_BLUR)
    if swatch.x0 <= text.x0 + 0.3 * tall or not (
        inside.y0 <= swatch.y0 and swatch.x1 <= inside.x1 and swatch.y1 <= inside.y1
    ):
        return False
    before = picture.ink[int(swatch.y0) : int(swatch.y1) + 1, max(0, int(swatch.x0 - reach)) : int(swatch.x0) - 1]
    return bool(before.size) and float((before > 0.3).mean()) > 0.05


def _follows(picture: Picture, swatch: Box, other: Box) -> bool:
    """Whether a rectangle stands behind one of its size, with no room for words between, or some that is blank."""
    gap = swatch.x0 - other.x1
    if not of_one_size(swatch, other) or not in_row(swatch, other) or not 0 <= gap <= _BEHIND * other.height:
        return False
    between = picture.ink[int(swatch.y0) : int(swatch.y1) + 1, int(other.x1 + _BLUR) + 1 : int(swatch.x0 - _BLUR)]
    return gap <= _NO_ROOM * other.height or not bool((between > _INKED).any())


def _between_swatches(text: Box, swatches: Sequence[Box]) -> list[Box]:
    """Cut a line of text at the swatches that were joined to its words."""
    whole = _without_swatches(text, swatches)
    parts: list[Box] = [] if whole is None else [whole]
    for swatch in swatches:
        for part in [p for p in parts if in_row(swatch, p) and p.x0 < swatch.x0 and swatch.x1 < p.x1]:
            parts.remove(part)
            parts += [replace(part, x1=swatch.x0 - 2), replace(part, x0=swatch.x1 + 2)]
    return [p for p in parts if p.width >= 3]


def _without_swatches(text: Box, swatches: Sequence[Box]) -> Box | None:
    """Cut swatches that were joined to the words off the text box's ends."""
    box = text
    for swatch in swatches:
        if not in_row(swatch, box) or swatch.x1 < box.x0 or swatch.x0 > box.x1:
            continue
        if swatch.x0 - box.x0 <= 0.25 * box.height:
            box = replace(box, x0=swatch.x1 + 2)
        elif box.x1 - swatch.x1 <= 0.25 * box.height:
            box = replace(box, x1=swatch.x0 - 2)
        if box.x1 - box.x0 < 3:
            return None
    return box


def _aligned(a: Box, b: Box, words_a: Box, words_b: Box) -> bool:
    same_column = _in_column(a, b)
    same_row = abs(a.cy - b.cy) <= 0.5 * max(words_a.height, words_b.height)
    near = abs(a.cy - b.cy) <= _FARTHEST * max(words_a.height, words_b.height)
    return (same_column and near) or same_row
