"""Further entries of a legend of which some keys are known: columns, faint lines, stars, bare lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.detect.raster.marker_key import MarkerKey, has_line, row_of_words, words_after
from figpool.detect.raster.marker_search import MarkerLook, sight_marker
from figpool.detect.raster.markers import MarkerSettings, RawMarker, fit_marker
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.shapes import STAR

#: Distance of the columns of a legend, in heights of its print.
_COLUMN_GAP = 10.0
#: Agreement from which a marker in line with the keys of a legend is one, at least.
_IN_LINE = 0.5
#: Agreement from which strokes are a star.
_STAR = 0.45
#: Ink of its thin strokes, at least.
_STAR_INK = 0.25
#: Sizes of a marker on a line, in inner radii of the other keys' markers, and where its middle may stand, in its own.
_SIZES = np.geomspace(0.6, 1.6, 9)
_OFF_ROW, _OFF_COLUMN = (-0.6, -0.3, 0.0, 0.3, 0.6), (-0.3, 0.0, 0.3)


#: Half width of the rows in which a key's line is looked for, pixels, and share of its columns that are inked.
_LINE_ROWS, _INKED_LINE = 2, 0.8
#: White beyond the ends of a key's line: from where to where, in heights of the words.
_OFF_END, _BEYOND = 0.25, 0.45
#: Width of a single letter in its height, at least.
_LETTER = 0.2
#: Ends of a key.
_SIDES: tuple[Callable[[MarkerKey], float], ...] = (lambda k: k.box.x0, lambda k: k.box.x1)

#: How far the far ends of words that are flush there are apart, letter heights.
_FLUSH = 0.2


def keys_beside(group: Sequence[MarkerKey], keys: Sequence[MarkerKey]) -> list[MarkerKey]:
    """Keys of further columns of a legend: on the rows of the first, words at the same distance.

    Parameters
    ----------
    group : sequence of MarkerKey
        The keys that are known.
    keys : sequence of MarkerKey
        Everything that may be a key.

    Returns
    -------
    list of MarkerKey
        Those found.
    """
    tall = float(np.median([k.words.height + 1 for k in group]))
    offset = float(np.median([k.words.x0 - k.marker.x for k in group]))
    found = [
        k
        for k in keys
        if all(abs(k.marker.x - g.marker.x) > tall and not g.words.contains(k.marker.x, k.marker.y) for g in group)
        and any(abs(k.marker.y - g.marker.y) <= 0.35 * tall for g in group)
        and abs(k.words.x0 - k.marker.x - offset) <= 0.45 * tall
        and 0.6 <= (k.words.height + 1) / tall <= 1.7
        and min(min(abs(k.words.x1 - g.box.x0), abs(k.box.x0 - g.words.x1)) for g in group) <= _COLUMN_GAP * tall
    ]
    columns = [[o for o in found if abs(o.marker.x - k.marker.x) <= 0.3 * tall] for k in found]
    top = min(k.marker.y for k in group)
    # the last column may be shorter than the first
    full = [c for c in columns if len(group) > 1 and min(k.marker.y for k in c) - top <= 0.35 * tall]
    return max(full, key=len, default=[])


def keys_in_column(group: Sequence[MarkerKey], markers: Sequence[RawMarker], texts: Sequence[Box]) -> list[MarkerKey]:
    """Markers in line with the keys of a legend that have words in line with theirs, however faint their lines.

    Parameters
    ----------
    group : sequence of MarkerKey
        The keys that are known.
    markers : sequence of RawMarker
        All markers of the picture.
    texts : sequence of Box
        Text boxes.

    Returns
    -------
    list of MarkerKey
        Those found.
    """
    tall = float(np.median([k.words.height + 1 for k in group]))
    middle, start = (float(np.median(v)) for v in ([k.marker.x for k in group], [k.words.x0 for k in group]))
    # the far ends of words that are not flush with their keys are flush with each other
    end = float(np.median([k.words.x1 for k in group]))
    lone = len(group) < 2 and not has_line(group[0])
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
        level = [t for t in texts if abs(t.cy - m.y) <= 0.5 * tall and t.x0 > m.x]
        flush = [t for t in level if abs(t.x0 - start) <= 0.4 * tall]
        far = [t for t in level if t.x0 > start and abs(t.x1 - end) <= _FLUSH * tall]
        words = far if lone else flush or far
        near = [t for t in words if min(abs(t.cy - k.words.cy) for k in group) <= 3 * tall]
        if near and 0.6 <= (near[0].height + 1) / tall <= 1.7:
            high = 1.2 * m.radius
            found.append(MarkerKey(m, Box(m.x - half, m.y - high, m.x + half, m.y + high), near[0]))
    return found


def star_keys(
    contrast: Gray, rgb: NDArray[np.uint8], keys: Sequence[MarkerKey], texts: Sequence[Box]
) -> list[MarkerKey]:
    """Find further entries of a legend whose marker is a star: thin strokes show no thick place.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground.
    rgb : ndarray of uint8, shape (h, w, 3)
        Colours of the same pixels.
    keys : sequence of MarkerKey
        The keys that are known.
    texts : sequence of Box
        Text boxes.

    Returns
    -------
    list of MarkerKey
        Those found.
    """
    tall = float(np.median([k.words.height + 1 for k in keys]))
    radius = float(np.median([k.marker.radius for k in keys]))
    places = _column_places(contrast, keys, texts, tall) or _row_places(keys, texts, tall)
    found: list[MarkerKey] = []
    for x, words in places:
        if any(abs(k.words.cy - words.cy) <= 0.5 * tall and abs(k.marker.x - x) <= tall for k in found):
            continue
        star = star_at(contrast, x, words.cy, tall, radius)
        if star is not None:
            reach = max(star.radius, *(k.box.width / 2 for k in keys))
            box = Box(x - reach, star.y - star.radius, x + reach, star.y + star.radius)
            row = row_of_words(words, [t for t in texts if t.x0 > words.x0], tall)
            found.append(MarkerKey(replace(star, rgb=_ink_colour(contrast, rgb, star)), box, row))
    return found


def _column_places(
    contrast: Gray, keys: Sequence[MarkerKey], texts: Sequence[Box], tall: float
) -> list[tuple[float, Box]]:
    """Where further keys of a column would stand, and their words; none when the keys are no column."""
    middle, start = (float(np.median(v)) for v in ([k.marker.x for k in keys], [k.words.x0 for k in keys]))
    if max(abs(k.marker.x - middle) for k in keys) > 0.3 * tall:
        return []
    places: list[tuple[float, Box]] = []
    for text in texts:
        joined = text.x0 < start and text.x1 > start + 0.5 * tall and text.x0 > middle - 2 * tall
        words = words_after(contrast, text, start - 0.3 * tall) if joined else text
        apart = all(abs(k.words.cy - words.cy) > 0.5 * tall for k in keys)
        near = min(abs(k.words.cy - words.cy) for k in keys) <= 3 * tall
        alike = 0.6 <= (words.height + 1) / tall <= 1.7
        if apart and near and alike and abs(words.x0 - start) <= 0.4 * tall:
            places.append((middle, words))
    return places


def _row_places(keys: Sequence[MarkerKey], texts: Sequence[Box], tall: float) -> list[tuple[float, Box]]:
    """Where further keys of a row would stand, and their words, as far from them as those of the others."""
    rows = [k.marker.y for k in keys]
    if max(rows) - min(rows) > 0.35 * tall:
        return []
    offset = float(np.median([k.words.x0 - k.marker.x for k in keys]))
    taken = [b for k in keys for b in (k.box, k.words)]
    places: list[tuple[float, Box]] = []
    for text in texts:
        x = text.x0 - offset
        apart = all(text.overlap(b) == 0 and not b.contains(x, text.cy) for b in taken)
        alike = 0.6 <= (text.height + 1) / tall <= 1.7 and text.width >= 0.5 * tall
        beside = any(
            abs(k.words.cy - text.cy) <= 0.4 * tall and _gap(k.words, text) <= _COLUMN_GAP * tall for k in keys
        )
        if apart and alike and beside:
            places.append((x, text))
    return places


def _gap(a: Box, b: Box) -> float:
    """White between two boxes of a row; below 0 where they overlap."""
    return max(a.x0, b.x0) - min(a.x1, b.x1)


def star_at(contrast: Gray, x: float, y: float, tall: float, radius: float) -> RawMarker | None:
    """Find a star about a place; None where none agrees well.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground.
    x, y : float
        Where it should stand, working pixels.
    tall : float
        Height of the print beside it, pixels.
    radius : float
        Inner radius of the other markers, pixels.

    Returns
    -------
    RawMarker or None
        Its radius is the length of its arms.
    """
    reach = round(1.5 * radius)
    top, left = max(0, round(y) - reach), max(0, round(x) - reach)
    part = contrast[top : round(y) + reach + 1, left : round(x) + reach + 1]
    # the middle, where all strokes cross, is darker than thin arms
    inked = part[part > _STAR_INK]
    if not inked.size:
        return None
    level = float(np.median(inked))
    best: RawMarker | None = None
    for size in radius * np.geomspace(0.8, 2.6, 13):
        look = MarkerLook(STAR.name, False, float(size), level, (0.0, 0.0, 0.0))
        for s in sight_marker(contrast, look, x, (y - 0.3 * tall, y + 0.3 * tall), _STAR, 0.2 * tall)[:1]:
            if best is None or s.score > best.score:
                best = RawMarker(s.x, s.y, float(size), STAR.name, False, level, s.score)
    return best


def _ink_colour(contrast: Gray, rgb: NDArray[np.uint8], marker: RawMarker) -> tuple[float, float, float]:
    reach = round(marker.radius)
    rows = slice(max(0, round(marker.y) - reach), round(marker.y) + reach + 1)
    columns = slice(max(0, round(marker.x) - reach), round(marker.x) + reach + 1)
    r, g, b = np.median(rgb[rows, columns][contrast[rows, columns] >= 0.8 * marker.level], axis=0) / 255.0
    return float(r), float(g), float(b)


def plain_keys(
    contrast: Gray, rgb: NDArray[np.uint8], keys: Sequence[MarkerKey], texts: Sequence[Box]
) -> list[MarkerKey]:
    """Find further entries of the legend whose key is a line: words in line with the others.

    A marker with an outline as thin as the line that runs through it is no thick place, but it is where the line's
    middle is; without one the line is bare.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground.
    rgb : ndarray of uint8, shape (h, w, 3)
        Colours of the same pixels.
    keys : sequence of MarkerKey
        The keys that are known.
    texts : sequence of Box
        Text boxes.

    Returns
    -------
    list of MarkerKey
        Those found.
    """
    tall = float(np.median([k.words.height + 1 for k in keys]))
    offset = float(np.median([k.words.x0 - k.marker.x for k in keys]))
    left, start = min(k.box.x0 for k in keys), min(k.words.x0 for k in keys)
    taken = [b for k in keys for b in (k.box, k.words)]
    found: list[MarkerKey] = []
    for raw in texts:
        # strokes of a key (a star, a cross) may be found as one text with its words
        joined = abs(raw.x0 - left) <= tall and raw.x1 > start + 0.5 * tall
        text = words_after(contrast, raw, start - 0.3 * tall) if joined else raw
        x, y = text.x0 - offset, text.cy
        apart = all(text.overlap(b) == 0 and not b.contains(x, y) for b in taken)
        alike = 0.6 <= (text.height + 1) / tall <= 1.7
        if not (apart and alike):
            continue
        lined = _has_line_of(contrast, keys, (x, y), tall)
        # a single letter is a name where the line of a key stands before it
        if text.width < (_LETTER if lined else 1.0) * tall or not _in_line(text, keys, tall, lined=lined):
            continue
        half = max(3.0, min(offset - 0.3 * tall, tall))
        rows, columns = slice(max(0, round(y) - 2), round(y) + 3), slice(max(0, round(x - half)), round(x + half) + 1)
        ink = contrast[rows, columns]
        if ink.size == 0 or float((ink.max(axis=0) > 0.25).mean()) < 0.6:
            continue
        r, g, b = np.median(rgb[rows, columns][ink >= 0.8 * ink.max()], axis=0) / 255.0
        radius = float(np.median([k.marker.radius for k in keys]))
        colour = (float(r), float(g), float(b))
        bare = RawMarker(x, y, radius, "", False, float(ink.max()), 0.0, (), colour)
        marker = replace(_marker_on(contrast, x, y, radius) or bare, rgb=colour)
        found.append(MarkerKey(marker, Box(x - half, y - radius, x + half, y + radius), text))
    return found


def _marker_on(contrast: Gray, x: float, y: float, radius: float) -> RawMarker | None:
    """Find the marker about the middle of a key's line; None where the line is bare."""
    fits = [
        fit_marker(contrast, x + aside * size, y + off * size, size)
        for size in radius * _SIZES
        for aside in _OFF_COLUMN
        for off in _OFF_ROW
    ]
    best = max((m for m in fits if m is not None), key=lambda m: m.score, default=None)
    return best if best is not None and best.score >= MarkerSettings().min_score else None


def _has_line_of(contrast: Gray, keys: Sequence[MarkerKey], at: tuple[float, float], tall: float) -> bool:
    """Whether a line as long as those of the keys stands about a place, and ends as these do."""
    x, row = at
    lines = [k for k in keys if has_line(k)]
    if not lines:
        return False
    left, right = (float(np.median([side(k) - k.marker.x for k in lines])) + x for side in _SIDES)
    ink = contrast[max(0, round(row) - _LINE_ROWS) : round(row) + _LINE_ROWS + 1].max(axis=0, initial=0.0) > _STAR_INK
    own = ink[max(0, round(left)) : round(right) + 1]
    reach, apart = _BEYOND * tall, _OFF_END * tall
    before = ink[max(0, round(left - reach)) : max(0, round(left - apart))]
    after = ink[round(right + apart) : round(right + reach)]
    return bool(own.size and own.mean() >= _INKED_LINE) and not before.any() and not after.any()


def _in_line(text: Box, keys: Sequence[MarkerKey], tall: float, *, lined: bool) -> bool:
    """Whether words stand where the next entry of the legend would; one key alone may begin a column or a row."""
    rows = [k for k in keys if abs(k.words.cy - text.cy) <= 0.4 * tall and abs(k.words.x1 - text.x0) <= 9 * tall]
    columns = [k for k in keys if abs(k.words.x0 - text.x0) <= 0.4 * tall and abs(k.words.cy - text.cy) <= 3 * tall]
    spread = max(k.marker.y for k in keys) - min(k.marker.y for k in keys)
    if len(keys) == 1:
        return bool(rows) or (bool(columns) and lined)
    return bool(columns) if spread > tall else bool(rows)
