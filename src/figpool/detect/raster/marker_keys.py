"""Legend keys of lines and markers: a marker, often on a short line, with words beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.picture import Gray

#: Half widths of shapes in inner radii, where they are not those of the circle.
_WIDTHS = {"up": 1.8, "down": 1.8, "steep_up": 1.7, "steep_down": 1.7, "diamond": 1.45}


#: Distance of the columns of a legend, in heights of its print.
_COLUMN_GAP = 10.0
#: Agreement from which a marker in line with the keys of a legend is one, at least.
_IN_LINE = 0.5
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


@dataclass(frozen=True, slots=True)
class MarkerKey:
    """A legend key, working pixels.

    Parameters
    ----------
    marker : RawMarker
        Its marker.
    box : Box
        Marker and line.
    words : Box
        Where its words stand.
    """

    marker: RawMarker
    box: Box
    words: Box


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
    groups = [_group(seed, keys, settings) for seed in keys]
    print_height = tallest / settings.tallest
    best = _without_letters(
        max(groups, key=lambda g: (sum(_is_sure(k, markers, print_height) for k in g), _reach_of(g)), default=[])
    )
    if len(best) < 2 and not any(_has_line(k) for k in best):
        return []
    best += [*_beside(best, keys), *_in_column(best, markers, texts)]
    best = _cut_words([*best, *_plain_keys(contrast, rgb, best, [t for t in texts if t.height + 1 <= tallest])])
    if len(best) < 2:
        return []
    tall = float(np.median([k.words.height + 1 for k in best]))
    return sorted(best, key=lambda k: (round(k.marker.y / tall), k.marker.x))


def _is_sure(key: MarkerKey, markers: Sequence[RawMarker], print_height: float) -> bool:
    """Whether the words of a key are as high as most print and are no markers."""
    return key.words.height + 1 <= _TALL * print_height and not _before_marker(key, markers)


def _reach_of(keys: Sequence[MarkerKey]) -> float:
    return sum(k.box.width for k in keys)


def _before_marker(key: MarkerKey, markers: Sequence[RawMarker]) -> bool:
    """Whether the "words" of a key begin with a marker like its own: scattered markers may stand side by side."""
    own, words = key.marker, key.words
    return any(
        (m.shape, m.hollow) == (own.shape, own.hollow)
        and 0.75 <= m.radius / own.radius <= 1.33
        and abs(m.x - words.x0) <= 1.5 * m.radius
        and words.y0 <= m.y <= words.y1
        for m in markers
    )


def _common_height(texts: Sequence[Box]) -> float:
    """Height of most print, large words counting most (specks, dashes and caps are found as text too)."""
    ordered = sorted(texts, key=lambda t: t.height)
    # dashes are long, but have little area
    reach = np.cumsum([(t.width + 1) * (t.height + 1) for t in ordered]) if ordered else np.zeros(1)
    return ordered[int(np.searchsorted(reach, reach[-1] / 2))].height + 1 if ordered else 0.0


def _key(
    contrast: Gray, marker: RawMarker, texts: Sequence[Box], tallest: float, settings: MarkerKeySettings
) -> MarkerKey | None:
    beside = [
        t
        for t in texts
        if t.y0 <= marker.y + 0.5 * marker.radius
        and t.y1 >= marker.y - 0.5 * marker.radius
        and t.x1 > marker.x + 1.5 * marker.radius
    ]
    # rows of a legend that touch may be one text, and a marker larger than its words stretches their box
    lines = [_line_at(contrast, t, marker) for t in beside]
    near = [
        t
        for t in lines
        if abs(t.cy - marker.y) <= 0.55 * (t.height + 1) + 0.15 * marker.radius
        and max(7.0, 0.9 * marker.radius) <= t.height + 1 <= min(tallest, 7 * marker.radius)
    ]
    if not near:
        return None
    # what stands farther along the row may be print of another size
    edge = marker.x + _WIDTHS.get(marker.shape, 1.1) * marker.radius + 3
    tall = min(near, key=lambda t: (t.x1 <= edge, max(t.x0, edge))).height + 1
    left, right = _line_ends(contrast, marker, settings.reach * tall)
    # the key itself, a line with a marker, may be a text
    tall = min([t for t in near if t.x1 > right + 2] or near, key=lambda t: max(t.x0, edge)).height + 1
    if min(marker.x - left, right - marker.x) < 0.4 * max(marker.x - left, right - marker.x) - 3:
        return None
    gap = slice(round(right) + 1, max(round(right) + 4, round(right + 0.25 * tall)))
    beyond = _inked_rows(contrast, marker.y, 0.5 * tall, gap, aside=0.2 * tall)
    if _follows_letter(contrast, marker, left, tall) or beyond > 0.15:
        return None
    # a marker and its words may be found as one text
    cut = [_words_after(contrast, t, right + 2) for t in near if t.x1 > right + 0.4 * tall]
    first = min(cut, key=lambda t: t.x0, default=None)
    if first is None or first.x0 - right > settings.gap * tall or first.width < 0.5 * tall:
        return None
    # thin letters and dashes are boxes of their own, or none
    thin = [t for t in texts if t.height + 1 < min(tallest, 0.9 * tall) and abs(t.cy - first.cy) <= 0.5 * tall]
    words = _row_of_words(first, [t for t in (*cut, *thin) if t is not first and t.x0 > first.x0], tall)
    words = replace(words, x1=_ink_end(contrast, words, 0.35 * tall))
    high = 1.2 * marker.radius
    return MarkerKey(marker, Box(left, marker.y - high, right, marker.y + high), words)


def _line_at(contrast: Gray, text: Box, marker: RawMarker) -> Box:
    """Cut a text that reaches over a marker, or over the lines above and below, down to the print on the marker's row."""
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


def _words_after(contrast: Gray, text: Box, after: float) -> Box:
    """Cut a text down to its ink from a column on, when it begins before."""
    if text.x0 >= after:
        return text
    top, start = max(0, round(text.y0)), round(after)
    ink = contrast[top : round(text.y1) + 1, start : round(text.x1) + 1] > 0.3
    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    if not len(columns):
        return replace(text, x0=after)
    return Box(float(start + columns[0]), float(top + rows[0]), text.x1, float(top + rows[-1]))


def _ink_end(contrast: Gray, words: Box, gap: float) -> float:
    """Last inked column of words: further letters may follow at less than `gap`."""
    rows = slice(max(0, round(words.y0)), round(words.y1) + 1)
    columns = np.flatnonzero(contrast[rows, round(words.x1) :].max(axis=0) > 0.3)
    breaks = np.flatnonzero(np.diff(np.concatenate([[0], columns])) > gap)
    inked = columns[: breaks[0]] if len(breaks) else columns
    return words.x1 + (float(inked[-1]) if len(inked) else 0.0)


def _has_line(key: MarkerKey) -> bool:
    """Whether a line runs through the key's marker on both sides."""
    margin = 2.0 * key.marker.radius
    return key.marker.x - key.box.x0 > margin and key.box.x1 - key.marker.x > margin


def _follows_letter(contrast: Gray, marker: RawMarker, left: float, tall: float) -> bool:
    """Whether ink of a letter's height stands right before a key: then it is a letter itself."""
    columns = slice(max(0, round(left - 0.4 * tall)), max(0, round(left - 1)))
    middle = _inked_rows(contrast, marker.y, 0.5 * tall, columns)
    # a frame or an axis goes on above and below, a letter does not
    return middle > 0.35 and _inked_rows(contrast, marker.y, 1.3 * tall, columns) < 0.95


def _inked_rows(contrast: Gray, y: float, reach: float, columns: slice, aside: float = -1.0) -> float:
    """Share of the rows within `reach` of `y` and farther than `aside` that are inked in any of the columns."""
    rows = np.arange(max(0, round(y - reach)), min(contrast.shape[0], round(y + reach) + 1))
    ink = contrast[rows[np.abs(rows - y) > aside], columns]
    return float((ink > 0.3).any(axis=1).mean()) if ink.size else 0.0


def _line_ends(contrast: Gray, marker: RawMarker, reach: float) -> tuple[float, float]:
    """Find the ends of the ink that runs left and right of the marker on its row; dashes bridged."""
    row = round(marker.y)
    lo, hi = max(0, row - 1), min(contrast.shape[0], row + 2)
    inked = contrast[lo:hi].max(axis=0) > 0.4 * marker.level if hi > lo else np.zeros(contrast.shape[1], bool)
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
    return ends[0], ends[1]


def _row_of_words(first: Box, others: Sequence[Box], tall: float) -> Box:
    """Join the words that follow one another on the key's row."""
    box = first
    for other in sorted(others, key=lambda t: t.x0):
        if other.x0 - box.x1 <= 0.9 * tall and abs(other.cy - box.cy) <= 0.5 * tall:
            box = Box(box.x0, min(box.y0, other.y0), max(box.x1, other.x1), max(box.y1, other.y1))
    return box


def _group(seed: MarkerKey, keys: Sequence[MarkerKey], settings: MarkerKeySettings) -> list[MarkerKey]:
    """Keys in one column or one row with the seed, without large gaps."""
    tall = seed.words.height + 1
    alike = [
        k
        for k in keys
        if 0.6 <= (k.words.height + 1) / tall <= 1.7 and 0.5 <= k.marker.radius / seed.marker.radius <= 2.0
    ]
    # in a legend the words stand at one distance from the markers; letters that look like markers have others
    alike = [k for k in alike if abs((k.words.x0 - k.marker.x) - (seed.words.x0 - seed.marker.x)) <= 0.45 * tall]
    column = [
        k
        for k in alike
        if abs(k.marker.x - seed.marker.x) <= 0.3 * tall and abs(k.words.x0 - seed.words.x0) <= 0.8 * tall
    ]
    row = [k for k in alike if abs(k.marker.y - seed.marker.y) <= 0.35 * tall]
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


def _beside(group: Sequence[MarkerKey], keys: Sequence[MarkerKey]) -> list[MarkerKey]:
    """Keys of further columns of a legend: on the rows of the first, words at the same distance."""
    tall = float(np.median([k.words.height + 1 for k in group]))
    offset = float(np.median([k.words.x0 - k.marker.x for k in group]))
    found = [
        k
        for k in keys
        if all(abs(k.marker.x - g.marker.x) > tall for g in group)
        and any(abs(k.marker.y - g.marker.y) <= 0.35 * tall for g in group)
        and abs(k.words.x0 - k.marker.x - offset) <= 0.45 * tall
        and 0.6 <= (k.words.height + 1) / tall <= 1.7
        and min(abs(k.words.x1 - g.box.x0) for g in group) <= _COLUMN_GAP * tall
    ]
    columns = [[o for o in found if abs(o.marker.x - k.marker.x) <= 0.3 * tall] for k in found]
    top = min(k.marker.y for k in group)
    # the last column may be shorter than the first
    full = [c for c in columns if len(group) > 1 and min(k.marker.y for k in c) - top <= 0.35 * tall]
    return max(full, key=len, default=[])


def _in_column(group: Sequence[MarkerKey], markers: Sequence[RawMarker], texts: Sequence[Box]) -> list[MarkerKey]:
    """Markers in line with the keys of a legend that have words in line with theirs, however faint their lines."""
    tall = float(np.median([k.words.height + 1 for k in group]))
    middle, start = (float(np.median(v)) for v in ([k.marker.x for k in group], [k.words.x0 for k in group]))
    if max(abs(k.marker.x - middle) for k in group) > 0.3 * tall:
        return []
    radii = [k.marker.radius for k in group]
    half = float(np.median([k.box.width for k in group])) / 2
    found: list[MarkerKey] = []
    for m in markers:
        alike = 0.5 * min(radii) <= m.radius <= 2.0 * max(radii) and m.score >= _IN_LINE
        taken = any(abs(k.marker.y - m.y) <= 0.5 * tall for k in [*group, *found])
        if not alike or taken or abs(m.x - middle) > 0.3 * tall:
            continue
        words = [t for t in texts if abs(t.x0 - start) <= 0.4 * tall and abs(t.cy - m.y) <= 0.5 * tall]
        near = [t for t in words if min(abs(t.cy - k.words.cy) for k in group) <= 3 * tall]
        if near and 0.6 <= (near[0].height + 1) / tall <= 1.7:
            high = 1.2 * m.radius
            found.append(MarkerKey(m, Box(m.x - half, m.y - high, m.x + half, m.y + high), near[0]))
    return found


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
        kept = [k for k in kept if k not in before or key.box.x0 - k.words.x0 >= 0.8 * (k.words.height + 1)]
        if not any(_is_letter(key, k) for k in before if k in kept):
            kept.append(key)
    return kept


def _is_letter(key: MarkerKey, before: MarkerKey) -> bool:
    """Whether a key is too near to the words of the one before it, or much smaller than that one."""
    narrow = key.box.width < 0.75 * before.box.width and key.box.x0 - before.words.x1 < 0.6 * (before.words.height + 1)
    return narrow or key.marker.radius < 0.5 * before.marker.radius


def _plain_keys(
    contrast: Gray, rgb: NDArray[np.uint8], keys: Sequence[MarkerKey], texts: Sequence[Box]
) -> list[MarkerKey]:
    """Find further entries of the legend whose key is a bare line: words in line with the others."""
    tall = float(np.median([k.words.height + 1 for k in keys]))
    offset = float(np.median([k.words.x0 - k.marker.x for k in keys]))
    left, start = min(k.box.x0 for k in keys), min(k.words.x0 for k in keys)
    taken = [b for k in keys for b in (k.box, k.words)]
    found: list[MarkerKey] = []
    for raw in texts:
        # strokes of a key (a star, a cross) may be found as one text with its words
        joined = abs(raw.x0 - left) <= tall and raw.x1 > start + 0.5 * tall
        text = _words_after(contrast, raw, start - 0.3 * tall) if joined else raw
        x, y = text.x0 - offset, text.cy
        apart = all(text.overlap(b) == 0 and not b.contains(x, y) for b in taken)
        alike = 0.6 <= (text.height + 1) / tall <= 1.7 and text.width >= tall
        if not (apart and alike and _in_line(text, keys, tall)):
            continue
        half = max(3.0, min(offset - 0.3 * tall, tall))
        rows, columns = slice(max(0, round(y) - 2), round(y) + 3), slice(max(0, round(x - half)), round(x + half) + 1)
        ink = contrast[rows, columns]
        if ink.size == 0 or float((ink.max(axis=0) > 0.25).mean()) < 0.6:
            continue
        r, g, b = np.median(rgb[rows, columns][ink >= 0.8 * ink.max()], axis=0) / 255.0
        radius = float(np.median([k.marker.radius for k in keys]))
        marker = RawMarker(x, y, radius, "", False, float(ink.max()), 0.0, (), (float(r), float(g), float(b)))
        found.append(MarkerKey(marker, Box(x - half, y - radius, x + half, y + radius), text))
    return found


def _in_line(text: Box, keys: Sequence[MarkerKey], tall: float) -> bool:
    """Whether words stand where the next entry of the legend would."""
    rows = [k for k in keys if abs(k.words.cy - text.cy) <= 0.4 * tall and abs(k.words.x1 - text.x0) <= 9 * tall]
    columns = [k for k in keys if abs(k.words.x0 - text.x0) <= 0.4 * tall and abs(k.words.cy - text.cy) <= 3 * tall]
    spread = max(k.marker.y for k in keys) - min(k.marker.y for k in keys)
    return bool(columns) if spread > tall else bool(rows)


def _cut_words(keys: Sequence[MarkerKey]) -> list[MarkerKey]:
    """End the words of each key before the next key of its row."""
    cut = []
    for key in keys:
        after = [
            o.box.x0
            for o in keys
            if o is not key and abs(o.marker.y - key.marker.y) <= key.words.height and o.marker.x > key.marker.x
        ]
        end = min([key.words.x1, *(x - 2 for x in after)])
        cut.append(replace(key, words=replace(key.words, x1=max(end, key.words.x0 + 3))))
    return cut
