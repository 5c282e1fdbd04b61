"""Legends of markers whose words stand before their keys, as some programs set them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.detect.raster.marker_key import MarkerKey
from figpool.detect.raster.marker_keys import find_marker_keys
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.twin_keys import find_twins, with_left, without_left


def find_keys_either_side(
    contrast: Gray, rgb: NDArray[np.uint8], markers: Sequence[RawMarker], texts: Sequence[Box]
) -> list[MarkerKey]:
    """Find the legend, its words behind its keys or, where that gives more entries, before them.

    In one row of words and keys each key but the last has words behind it, too;
    the legend that leaves none over is the one that is meant.

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

    Returns
    -------
    list of MarkerKey
        From top to bottom, then from left to right; empty without a legend.
    """
    if twins := find_twins(contrast, markers):
        left = {id(t.left) for t in twins}
        rest = [m for m in markers if id(m) not in left]
        found = find_marker_keys(without_left(contrast, twins), rgb, rest, texts)
        if sum(any(t.right is k.marker for t in twins) for k in found) == len(twins):
            return with_left(found, twins)
    behind = find_marker_keys(contrast, rgb, markers, texts)
    if behind and not _in_one_row(behind):
        return behind
    last = contrast.shape[1] - 1
    flipped = find_marker_keys(
        np.ascontiguousarray(contrast[:, ::-1]),
        np.ascontiguousarray(rgb[:, ::-1]),
        [replace(m, x=last - m.x) for m in markers],
        [_flipped(t, last) for t in texts],
    )
    if len(flipped) <= len(behind):
        return behind
    before = [
        MarkerKey(replace(k.marker, x=last - k.marker.x), _flipped(k.box, last), _flipped(k.words, last))
        for k in flipped
    ]
    tall = float(np.median([k.words.height + 1 for k in before]))
    return sorted(before, key=lambda k: (round(k.marker.y / tall), k.marker.x))


def _flipped(box: Box, last: int) -> Box:
    """Exchange left and right."""
    return replace(box, x0=last - box.x1, x1=last - box.x0)


def _in_one_row(keys: Sequence[MarkerKey]) -> bool:
    """Whether all keys stand level."""
    rows = [k.marker.y for k in keys]
    return max(rows) - min(rows) <= 0.5 * min(k.words.height + 1 for k in keys)
