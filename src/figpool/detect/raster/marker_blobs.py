"""Places where lines are thick, bend, end or cross: no markers, although ink is thick there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.shapes import TRIANGLES

#: Distances of the rings from the centre, in inner radii. Caps may lie along the outer ones, which are clear of
#: the corners of every shape; triangles reach beyond the first.
_RINGS = (1.65, 2.2, 2.8)
_STEPS = 64
#: Width of a line from which what it leads to is no thicker than the line, in inner radii.
_AS_THICK = 1.35
#: Agreement with a shape that no blob of a line reaches.
_SURE = 0.78


def without_blobs(markers: Sequence[RawMarker], contrast: Gray) -> list[RawMarker]:
    """Leave out "markers" no thicker than the lines that lead to them.

    Parameters
    ----------
    markers : sequence of RawMarker
        Working pixels of `contrast`.
    contrast : ndarray of float32, shape (h, w)
        Ink against its ground.
    """
    if not markers:
        return []
    rings = [_rings(markers, contrast, reach) for reach in _RINGS]
    return [
        m
        for k, m in enumerate(markers)
        if not all(
            _is_blob(m, _line_widths(ring[k], reach))
            for ring, reach in zip(rings, _RINGS, strict=True)
            if reach > _RINGS[0] or m.shape not in TRIANGLES
        )
    ]


def _is_blob(marker: RawMarker, widths: Sequence[float]) -> bool:
    """Whether two thick lines lead to a place (it lies on one), or one leads to a place that agrees badly."""
    thick = sum(w >= _AS_THICK for w in widths)
    return marker.score < _SURE and (thick >= 2 or (thick == 1 and marker.score < 0.6))


def _rings(markers: Sequence[RawMarker], contrast: Gray, distance: float) -> NDArray[np.bool_]:
    """Whether ink stands on a ring about each marker, shape (markers, steps)."""
    turn = np.arange(_STEPS) * (2 * np.pi / _STEPS)
    place = np.array([[m.x, m.y, m.radius, m.level] for m in markers])
    reach = distance * place[:, 2:3]
    columns = np.rint(place[:, 0:1] + reach * np.cos(turn)).astype(np.int64)
    rows = np.rint(place[:, 1:2] + reach * np.sin(turn)).astype(np.int64)
    height, width = contrast.shape
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    ink = contrast[rows.clip(0, height - 1), columns.clip(0, width - 1)]
    return np.asarray(inside & (ink > 0.45 * place[:, 3:4]))


def _line_widths(ring: NDArray[np.bool_], reach: float) -> list[float]:
    """Widths of the inked arcs of a ring, in inner radii of the marker."""
    if ring.all():
        return [2 * np.pi * reach]
    start = int(np.flatnonzero(~ring)[0])
    turned = np.concatenate([np.roll(ring, -start).astype(np.int8), [0]])
    change = np.flatnonzero(np.diff(np.concatenate([[0], turned])))
    step = 2 * np.pi * reach / _STEPS
    return [float(b - a) * step for a, b in zip(change[::2], change[1::2], strict=True)]
