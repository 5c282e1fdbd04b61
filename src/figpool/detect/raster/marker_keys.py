"""Legend keys of lines and markers: a marker, often on a short line, with words beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.detect.raster.marker_key import (
    MarkerKey,
    cut_words,
    has_line,
    is_cap,
    row_of_words,
    without_last_speck,
    without_speck,
    words_after,
)
from figpool.detect.raster.marker_key_rows import keys_beside, keys_in_column, plain_keys, star_at, star_keys
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.shapes import TRIANGLES

#: How far the middles of words centred below each other are apart, letter heights.
_CENTRED = 0.25
#: Distance of the line through a triangle from the row of its value, which depends on the program, in inner radii.
_OFF_LINE = 0.75
#: Half widths of shapes in inner radii, where they are not those of the circle.
_WIDTHS = {"up": 1.8, "down": 1.8, "steep_up": 1.7, "steep_down": 1.7, "diamond": 1.45}


#: How far the corners of a triangle reach beyond its width on the row of its middle, in inner radii.
_CORNER = 0.3
#: How far the line of an axis or a frame runs above and below a key, in heights of its words, and inked share of it.
_UPRIGHT, _WHOLE = 1.3, 0.95
#: Contrast of a thin line beside a dark marker, at least.
_FAINT = 0.25
#: Widest gap beside a marker on a dashed line, and longest dash, in inner radii.
_DASH_GAP, _DASH = 1.3, 3.0
#: Share of the columns of a line that are inked, at least, and of its box, at most.
_UNBROKEN, _THIN = 0.97, 0.3
#: Width of one letter, or marker, in its height, at most; reach of words before a marker that begins them, in radii.
_SINGLE, _AT_START = 1.5, 0.4
#: Inner radius of a marker in that of one of another shape beside it, at most.
_OTHER_SHAPE = 2.0
#: Height of words that are surely words, in heights of most print.
_TALL = 1.6


@dataclass(frozen=True, slots=True)
class MarkerKeySettings:
    """Limits of the search, in heights of the words.

    Parameters
    ----------
    gap : float
        Farthest words from the end of the key.
    reach : float
        Longest line on either side of the marker.
    rows : float
        Farthest distance between two rows of one legend.
    tallest : float
        Highest words, in heights of most print of the picture.
    """

    gap: float = 2.2
    reach: float = 5.0
    rows: float = 5.5
    tallest: float = 2.2


def find_marker_keys(
    contrast: Gray,
    rgb: NDArray[np.uint8],
    markers: Sequence[RawMarker],
    texts: Sequence[Box],
    settings: MarkerKeySettings | None = None,
) -> list[MarkerKey]:
    """Find the legend: the largest aligned group of markers with words on their right.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground.
    rgb : ndarray of uint8, shape (h, w, 3)
        Colours of the picture.
    markers : sequence of RawMarker
        All markers of the picture.
    texts : sequence of Box
        Text boxes.
    settings : MarkerKeySettings, optional
        Limits.

    Returns
    -------
    list of MarkerKey
        From top to bottom, then from left to right; empty without a legend.
    """
    settings = settings or MarkerKeySettings()
    tallest = settings.tallest * _common_height(texts)
    keys = [k for m in markers if (k := _key(contrast, m, texts, tallest, settings)) is not None]
    groups = [_without_letters(_group(seed, keys, settings)) for seed in keys]
    low = [t for t in texts if t.height + 1 <= tallest]
    print_height = tallest / settings.tallest

    def worth(group: Sequence[MarkerKey]) -> tuple[int, float]:
        cut = cut_words(group)
        sure = sum(_is_sure(k, markers, print_height) and not _before_star(contrast, k) for k in cut)
        # a single key is a legend where the other entries are stars or bare lines
        stars = len(star_keys(contrast, rgb, group, low)) if len(group) == 1 and sure else 0
        return sure + stars, _reach_of(group)

    best = max(groups, key=worth, default=[])
    if not best:
        return []
    sure = [k for k in keys if _is_sure(k, markers, print_height)]
    best += [*keys_beside(best, sure), *keys_in_column(best, markers, texts)]
    best += star_keys(contrast, rgb, best, low)
    if len(best) < 2 and not any(has_line(k) for k in best):
        return []
    best = cut_words([*best, *plain_keys(contrast, rgb, best, low)])
    if len(best) < 2:
        return []
    best = [replace(k, words=without_last_speck(contrast, k.words)) for k in best]
    tall = float(np.median([k.words.height + 1 for k in best]))
    return sorted(best, key=lambda k: (round(k.marker.y / tall), k.marker.x))


def _is_sure(key: MarkerKey, markers: Sequence[RawMarker], print_height: float) -> bool:
    """Whether the words of a key are as high as most print and are no markers."""
    return key.words.height + 1 <= _TALL * print_height and not _before_marker(key, markers)


def _reach_of(keys: Sequence[MarkerKey]) -> float:
    return sum(k.box.width for k in keys)


def _before_marker(key: MarkerKey, markers: Sequence[RawMarker]) -> bool:
    """Whether the "words" of a key begin with a marker like its own, or are one: markers may stand side by side."""
    own, words = key.marker, key.words
    single = words.width <= _SINGLE * (words.height + 1)
    # shapes of one size have other inner radii
    most = _OTHER_SHAPE if single else 1.33
    return any(
        (single or (m.shape, m.hollow) == (own.shape, own.hollow))
        and 1 / most <= m.radius / own.radius <= most
        and abs(m.x - words.x0) <= (_WIDTHS.get(m.shape, 1.1) + _AT_START) * m.radius
        and words.y0 <= m.y <= words.y1
        for m in markers
    )


def _before_star(contrast: Gray, key: MarkerKey) -> bool:
    """Whether the "words" of a key are a star: scattered markers may stand side by side."""
    words = key.words
    if words.width > 1.5 * (words.height + 1):
        return False
    return star_at(contrast, words.cx, words.cy, words.height + 1, 0.35 * words.height) is not None


def _common_height(texts: Sequence[Box]) -> float:
    """Height of most print, large words counting most (specks, dashes and caps are found as text too)."""
    ordered = sorted(texts, key=lambda t: t.height)
    # dashes are long, but have little area
    reach = np.cumsum([(t.width + 1) * (t.height + 1) for t in ordered]) if ordered else np.zeros(1)
    return ordered[int(np.searchsorted(reach, reach[-1] / 2))].height + 1 if ordered else 0.0


def _key(
    contrast: Gray, marker: RawMarker, texts: Sequence[Box], tallest: float, settings: MarkerKeySettings
) -> MarkerKey | None:
    near = _lines_beside(contrast, marker, texts, tallest)
    if not near:
        return None
    # what stands farther along the row may be print of another size
    edge = marker.x + _WIDTHS.get(marker.shape, 1.1) * marker.radius + 3
    tall = min(near, key=lambda t: (t.x1 <= edge, max(t.x0, edge))).height + 1
    left, right = _line_ends(contrast, marker, settings.reach * tall, tall)
    if min(marker.x - left, right - marker.x) > settings.reach * tall - 2:
        # a line that goes on and on is one of the data
        return None
    # the key itself, a line with a marker, may be a text
    tall = min([t for t in near if t.x1 > right + 2] or near, key=lambda t: max(t.x0, edge)).height + 1
    if min(marker.x - left, right - marker.x) < 0.4 * max(marker.x - left, right - marker.x) - 3:
        return None
    # the base of a triangle reaches farther than its middle, and blur farther than that
    first_free = round(right) + 1 + (round(_CORNER * marker.radius) if marker.shape in TRIANGLES else 0)
    gap = slice(first_free, max(first_free + 3, round(right + 0.25 * tall)))
    beyond = _inked_rows(contrast, _line_row(contrast, marker, gap), 0.5 * tall, gap, aside=0.2 * tall)
    letter = _follows_letter(contrast, marker, left, tall) and not _on_line(contrast, marker, (left, right), tall)
    if letter or beyond > 0.15:
        return None
    # a marker and its words may be found as one text
    cut = [words_after(contrast, t, right + 2) for t in near if t.x1 > right + 0.4 * tall]
    first = min(cut, key=lambda t: t.x0, default=None)
    if first is None or first.x0 - right > settings.gap * tall or first.width < 0.5 * tall:
        return None
    # thin letters and dashes are boxes of their own, or none
    thin = [t for t in texts if t.height + 1 < min(tallest, 0.9 * tall) and abs(t.cy - first.cy) <= 0.5 * tall]
    thin = [t for t in thin if not is_cap(contrast, t, first)]
    words = row_of_words(first, [t for t in (*cut, *thin) if t is not first and t.x0 > first.x0], tall)
    words = replace(without_speck(contrast, words, marker.y), x1=_ink_end(contrast, words, 0.35 * tall))
    if _is_stroke(contrast, words):
        return None
    high = 1.2 * marker.radius
    return MarkerKey(marker, Box(left, marker.y - high, right, marker.y + high), words)


def _lines_beside(contrast: Gray, marker: RawMarker, texts: Sequence[Box], tallest: float) -> list[Box]:
    """Lines of print on a marker's row that reach beyond it, as high as the words of a key may be."""
    beside = [
        t
        for t in texts
        if t.y0 <= marker.y + 0.5 * marker.radius
        and t.y1 >= marker.y - 0.5 * marker.radius
        and t.x1 > marker.x + 1.5 * marker.radius
    ]
    # rows of a legend that touch may be one text, and a marker larger than its words stretches their box
    lines = [_line_at(contrast, t, marker) for t in beside]
    return [
        t
        for t in lines
        if abs(t.cy - marker.y) <= 0.55 * (t.height + 1) + 0.15 * marker.radius
        and max(7.0, 0.9 * marker.radius) <= t.height + 1 <= min(tallest, 7 * marker.radius)
    ]


def _line_at(contrast: Gray, text: Box, marker: RawMarker) -> Box:
    """Cut a text that reaches over a marker or over several lines down to the print on the marker's row."""
    after = marker.x + _WIDTHS.get(marker.shape, 1.1) * marker.radius + 2
    top, first = max(0, round(text.y0)), round(max(after, text.x0))
    inked = (contrast[top : round(text.y1) + 1, first : round(text.x1) + 1] > 0.3).any(axis=1)
    rows = np.flatnonzero(inked)
    if not len(rows):
        return text
    # dots and accents stand apart from their letters by less than lines do
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > max(2.0, 0.3 * marker.radius)) + 1)
    own = min(runs, key=lambda run: abs(top + (run[0] + run[-1]) / 2 - marker.y))
    return Box(text.x0, float(top + own[0]), text.x1, float(top + own[-1]))


def _ink_end(contrast: Gray, words: Box, gap: float) -> float:
    """Last inked column of words: further letters may follow at less than `gap`."""
    rows = slice(max(0, round(words.y0)), round(words.y1) + 1)
    columns = np.flatnonzero(contrast[rows, round(words.x1) :].max(axis=0) > 0.3)
    breaks = np.flatnonzero(np.diff(np.concatenate([[0], columns])) > gap)
    inked = columns[: breaks[0]] if len(breaks) else columns
    return words.x1 + (float(inked[-1]) if len(inked) else 0.0)


def _is_stroke(contrast: Gray, words: Box) -> bool:
    """Whether "words" are a line of the data: one stroke without a gap, thin in its slanting box."""
    ink = contrast[round(words.y0) : round(words.y1) + 1, round(words.x0) : round(words.x1) + 1] > 0.3
    # a column of a letter such as C crosses two strokes
    runs = np.count_nonzero(np.diff(ink.astype(np.int8), axis=0, prepend=0) > 0, axis=0)
    return bool(ink.size and (runs == 1).mean() >= _UNBROKEN and ink[:, runs == 1].mean() <= _THIN)


def _follows_letter(contrast: Gray, marker: RawMarker, left: float, tall: float) -> bool:
    """Whether ink of a letter's height stands right before a key: then it is a letter itself."""
    columns = slice(max(0, round(left - 0.4 * tall)), max(0, round(left - 1)))
    middle = _inked_rows(contrast, marker.y, 0.5 * tall, columns)
    # a frame or an axis goes on above or below, a letter does not
    beside = (_inked_rows(contrast, marker.y + sign * 0.65 * tall, 0.65 * tall, columns) for sign in (-1, 1))
    return middle > 0.35 and max(beside) < 0.95


def _on_line(contrast: Gray, marker: RawMarker, ends: tuple[float, float], tall: float) -> bool:
    """Whether nothing but a line of one length is seen on both sides of a marker: words may end right before it."""
    edge = _WIDTHS.get(marker.shape, 1.1) * marker.radius + 2
    sides = [slice(round(ends[0]) + 2, round(marker.x - edge)), slice(round(marker.x + edge), round(ends[1]) - 1)]
    lengths = [side.stop - side.start for side in sides]
    if min(lengths) < marker.radius or max(lengths) > 1.2 * min(lengths) + 2:
        return False
    row = _line_row(contrast, marker, sides[0])
    return all(_inked_rows(contrast, row, 0.5 * tall, side, aside=0.2 * tall) == 0.0 for side in sides)


def _line_row(contrast: Gray, marker: RawMarker, columns: slice) -> float:
    """Row of the line that ends in the columns behind a marker: a triangle's may not be where its value stands."""
    if marker.shape not in TRIANGLES:
        return marker.y
    reach = round(_OFF_LINE * marker.radius)
    rows = np.arange(max(0, round(marker.y) - reach), min(contrast.shape[0], round(marker.y) + reach + 1))
    ink = contrast[rows, columns].max(axis=1, initial=0.0)
    return float(rows[ink > 0.3].mean()) if (ink > 0.3).any() else marker.y


def _inked_rows(contrast: Gray, y: float, reach: float, columns: slice, aside: float = -1.0) -> float:
    """Share of the rows within `reach` of `y` and farther than `aside` that are inked in any of the columns."""
    rows = np.arange(max(0, round(y - reach)), min(contrast.shape[0], round(y + reach) + 1))
    ink = contrast[rows[np.abs(rows - y) > aside], columns]
    return float((ink > 0.3).any(axis=1).mean()) if ink.size else 0.0


def _line_ends(contrast: Gray, marker: RawMarker, reach: float, tall: float) -> tuple[float, float]:
    """Find the ends of the ink that runs left and right of the marker on its row: dashes bridged, no axis."""
    row = round(marker.y)
    lo, hi = max(0, row - 1), min(contrast.shape[0], row + 2)
    least = min(_FAINT, 0.4 * marker.level)
    inked = contrast[lo:hi].max(axis=0) > least if hi > lo else np.zeros(contrast.shape[1], bool)
    high = contrast[max(0, round(row - _UPRIGHT * tall)) : round(row + _UPRIGHT * tall) + 1] > least
    inked &= high.mean(axis=0) < _WHOLE
    ends = []
    for sign in (-1, 1):
        edge = marker.x + sign * _WIDTHS.get(marker.shape, 1.1) * marker.radius
        at, idle = edge, 0
        allowed = max(3.0, 0.5 * marker.radius)
        while 0 <= round(at) < len(inked) and idle <= allowed and abs(at - marker.x) < reach:
            idle = 0 if inked[round(at)] else idle + 1
            edge = at if idle == 0 else edge
            at += sign
        ends.append(edge)
    left, right = ends
    if right - left > 2.5 * _WIDTHS.get(marker.shape, 1.1) * marker.radius:
        return left, right
    return _dashes(inked, marker, left, right) or (left, right)


def _dashes(inked: NDArray[np.bool_], marker: RawMarker, left: float, right: float) -> tuple[float, float] | None:
    """Find the outer ends of two dashes of one length, one on either side of a marker that stands free of both."""
    far, runs = round(_DASH_GAP * marker.radius), []
    for row in (inked[: max(0, round(left))][::-1], inked[round(right) + 1 :]):
        at = np.flatnonzero(row[: far + 1])
        if not len(at):
            return None
        blank = np.flatnonzero(~row[at[0] :])
        runs.append((int(at[0]), int(blank[0]) if len(blank) else len(row)))
    gaps, lengths = zip(*runs, strict=True)
    alike = abs(gaps[0] - gaps[1]) <= 3 and max(lengths) <= 1.4 * min(lengths) + 1
    if not alike or not 3 <= min(lengths) <= _DASH * marker.radius:
        return None
    return left - 1 - gaps[0] - lengths[0], right + 1 + gaps[1] + lengths[1]


def _group(seed: MarkerKey, keys: Sequence[MarkerKey], settings: MarkerKeySettings) -> list[MarkerKey]:
    """Keys in one column or one row with the seed, without large gaps."""
    tall = seed.words.height + 1
    alike = [
        k
        for k in keys
        if 0.6 <= (k.words.height + 1) / tall <= 1.7 and 0.5 <= k.marker.radius / seed.marker.radius <= 2.0
    ]
    # in a legend the words stand at one distance from the markers; letters that look like markers have others
    row = [k for k in alike if abs((k.words.x0 - k.marker.x) - (seed.words.x0 - seed.marker.x)) <= 0.45 * tall]
    below = [k for k in alike if abs(k.marker.x - seed.marker.x) <= 0.3 * tall]
    flush = [k for k in below if k in row and abs(k.words.x0 - seed.words.x0) <= 0.8 * tall]
    centred = [k for k in below if abs(k.words.cx - seed.words.cx) <= _CENTRED * tall]
    column = max(flush, centred, key=len)
    row = [k for k in row if abs(k.marker.y - seed.marker.y) <= 0.35 * tall]
    column = _run(
        sorted(column, key=lambda k: k.marker.y), seed, lambda a, b: b.marker.y - a.marker.y <= settings.rows * tall
    )
    # the entries of a row may all be as wide as the widest
    widest = max(k.words.width for k in row)
    row = _run(
        sorted(row, key=lambda k: k.marker.x),
        seed,
        lambda a, b: b.box.x0 - a.words.x1 <= 6 * tall + widest - a.words.width,
    )
    return max(column, row, key=len)


def _run(ordered: list[MarkerKey], seed: MarkerKey, near: Callable[[MarkerKey, MarkerKey], bool]) -> list[MarkerKey]:
    """Unbroken run of keys about the seed."""
    at = ordered.index(seed)
    first = last = at
    while first > 0 and near(ordered[first - 1], ordered[first]):
        first -= 1
    while last + 1 < len(ordered) and near(ordered[last], ordered[last + 1]):
        last += 1
    return ordered[first : last + 1]


def _without_letters(keys: Sequence[MarkerKey]) -> list[MarkerKey]:
    """Leave out letters and dashes of another key's words that look like markers."""
    kept: list[MarkerKey] = []
    for key in sorted(keys, key=lambda k: k.marker.x):
        before = [k for k in kept if abs(k.marker.y - key.marker.y) <= 0.5 * key.words.height]
        # "words" that begin with a marker are no words: what stands before them is the last letter of other words
        kept = [k for k in kept if k not in before or key.box.x0 - k.words.x0 >= 0.5 * (k.words.height + 1)]
        if not any(_is_letter(key, k) for k in before if k in kept):
            kept.append(key)
    return kept


def _is_letter(key: MarkerKey, before: MarkerKey) -> bool:
    """Whether a key is too near to the words of the one before it, or much smaller than that one."""
    # a letter may run on into the next one, a line goes as far on both sides
    width = 2 * min(key.marker.x - key.box.x0, key.box.x1 - key.marker.x)
    narrow = width < 0.75 * before.box.width and key.box.x0 - before.words.x1 < 0.6 * (before.words.height + 1)
    return narrow or key.marker.radius < 0.5 * before.marker.radius
