"""One entry of a legend of markers, and where its words begin and end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from figpool.core.geometry import Box
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.picture import Gray

#: Size of a speck at most, and its distance from the first letter at least, in heights of the words.
_SPECK, _APART = 0.25, 0.25
#: Size of a speck behind the last letter at most, which a full stop has about, in heights of the words.
_GRAIN = 0.15
#: How far below words the stem of an error bar goes on, in their height, at least: letters end before.
_STEM = 0.6
#: How far above or below the row of a key letters are looked for, in heights of the words.
_CROSSED = 0.25
#: Dots of a line before words, at least.
_DOTS = 2


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


def words_after(contrast: Gray, text: Box, after: float) -> Box:
    """Cut a text down to its ink from a column on, when it begins before.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground.
    text : Box
        A text box.
    after : float
        The column.

    Returns
    -------
    Box
        Its part from the column on.
    """
    if text.x0 >= after:
        return text
    top, start = max(0, round(text.y0)), round(after)
    ink = contrast[top : round(text.y1) + 1, start : round(text.x1) + 1] > 0.3
    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    if not len(columns):
        return replace(text, x0=after)
    return Box(float(start + columns[0]), float(top + rows[0]), text.x1, float(top + rows[-1]))


def without_speck(contrast: Gray, words: Box, row: float) -> Box:
    """Begin words at their first letter: a speck of the paper well before it is none, nor are the dots of a grid line.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground.
    words : Box
        Words of a key.
    row : float
        Row of the key, which all letters cross.

    Returns
    -------
    Box
        The words without the speck.
    """
    words = _without_dots(contrast, words, row)
    left, tall = round(words.x0), words.height + 1
    ink = contrast[max(0, round(words.y0)) : round(words.y1) + 1, left : round(words.x1) + 1] > 0.3
    columns = np.flatnonzero(ink.any(axis=0))
    breaks = np.flatnonzero(np.diff(columns) > _APART * tall)
    if not len(breaks):
        return words
    rows = np.flatnonzero(ink[:, : columns[breaks[0]] + 1].any(axis=1))
    small = max(columns[breaks[0]] - columns[0], rows[-1] - rows[0]) + 1 <= _SPECK * tall
    return replace(words, x0=float(left + columns[breaks[0] + 1])) if small else words


def without_last_speck(contrast: Gray, words: Box) -> Box:
    """End words at their last letter: a speck of the paper well behind it is no full stop, which stands close.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground.
    words : Box
        Words of a key.

    Returns
    -------
    Box
        The words without the speck.
    """
    left, tall = round(words.x0), words.height + 1
    ink = contrast[max(0, round(words.y0)) : round(words.y1) + 1, left : round(words.x1) + 1] > 0.3
    columns = np.flatnonzero(ink.any(axis=0))
    if not len(columns):
        return words
    if words.x1 - left - columns[-1] > _APART * tall:
        # what stands there is too pale for a letter
        return replace(words, x1=float(left + columns[-1]))
    breaks = np.flatnonzero(np.diff(columns) > _APART * tall)
    if not len(breaks):
        return words
    last = columns[breaks[-1] + 1 :]
    rows = np.flatnonzero(ink[:, last[0] :].any(axis=1))
    small = max(last[-1] - last[0], rows[-1] - rows[0]) + 1 <= _GRAIN * tall
    return replace(words, x1=float(left + columns[breaks[-1]])) if small else words


def is_cap(contrast: Gray, piece: Box, words: Box) -> bool:
    """Whether a piece of ink in line with words is the cap of an error bar, whose stem goes on below them.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground.
    piece : Box
        The piece.
    words : Box
        Words before it.

    Returns
    -------
    bool
        Whether a stroke leads from its middle well beyond the words.
    """
    bottom = words.y1 + _STEM * (words.height + 1)
    stem = contrast[round(piece.y1) : round(bottom) + 1, max(0, round(piece.cx) - 1) : round(piece.cx) + 2] > 0.3
    return bool(stem.size and stem.any(axis=1).all())


def _without_dots(contrast: Gray, words: Box, row: float) -> Box:
    """Leave out the pieces before the first letter that stand all above or all below the row of the key."""
    left, top, band = round(words.x0), max(0, round(words.y0)), _CROSSED * (words.height + 1)
    ink = contrast[top : round(words.y1) + 1, left : round(words.x1) + 1] > 0.3
    columns = np.flatnonzero(ink.any(axis=0))
    rows = slice(max(0, round(row - band) - top), max(0, round(row + band) - top) + 1)
    crossed = np.asarray(ink[rows].any(axis=0))
    pieces = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)
    first = next((i for i, piece in enumerate(pieces) if len(piece) and crossed[piece].any()), 0)
    # the bar of a pale T may be a piece of its own
    return replace(words, x0=float(left + pieces[first][0])) if first >= _DOTS else words


def row_of_words(first: Box, others: Sequence[Box], tall: float) -> Box:
    """Join the words that follow one another on the key's row.

    Parameters
    ----------
    first : Box
        The word beside the key.
    others : sequence of Box
        Words right of it.
    tall : float
        Height of the print, pixels.

    Returns
    -------
    Box
        All words of the row.
    """
    box = first
    for other in sorted(others, key=lambda t: t.x0):
        if other.x0 - box.x1 <= 0.9 * tall and abs(other.cy - box.cy) <= 0.5 * tall:
            box = Box(box.x0, min(box.y0, other.y0), max(box.x1, other.x1), max(box.y1, other.y1))
    return box


def has_line(key: MarkerKey) -> bool:
    """Whether a line runs through the key's marker on both sides.

    Parameters
    ----------
    key : MarkerKey
        The key.

    Returns
    -------
    bool
        Whether one does.
    """
    margin = 2.0 * key.marker.radius
    return key.marker.x - key.box.x0 > margin and key.box.x1 - key.marker.x > margin


def cut_words(keys: Sequence[MarkerKey]) -> list[MarkerKey]:
    """End the words of each key before the next key of its row.

    Parameters
    ----------
    keys : sequence of MarkerKey
        A legend.

    Returns
    -------
    list of MarkerKey
        The same keys.
    """
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
