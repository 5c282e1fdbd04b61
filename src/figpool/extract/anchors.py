"""Which point of a triangular marker is its value: programs differ, symmetric error bars tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from figpool.detect.raster.shapes import TRIANGLES, shape_named
from figpool.extract.looks import SeriesLook
from figpool.extract.placed import PlacedMarker

#: Programs put the centroid or the middle of the box at the value, about half an inner radius apart:
#: standard deviation of a choice between the two, inner radii.
_CONVENTION_U = 0.27
#: Error bars that say where the value is, at least.
_LEAST = 3
#: Spread of what they say, and farthest from the shape's usual point, inner radii.
_SPREAD = 0.1
_FARTHEST = 0.8


def anchor_triangles(
    placed: Sequence[PlacedMarker],
    looks: Sequence[SeriesLook],
    to_value: Callable[[float], float],
    to_row: Callable[[float], float],
) -> list[PlacedMarker]:
    """Move the values of triangles to the middle of their error bars, where these agree; else say the doubt.

    Parameters
    ----------
    placed : sequence of PlacedMarker
        Values of a panel.
    looks : sequence of SeriesLook
        Its series.
    to_value, to_row : callable
        Working-pixel row to value, and back.

    Returns
    -------
    list of PlacedMarker
        All values in their order; `place_u` of triangles tells what is not known.
    """
    offsets = {
        series: _offsets([p for p in placed if p.series == series], look.look.radius, to_value, to_row)
        for series, look in enumerate(looks)
        if look.look.shape in TRIANGLES
    }
    shifts = {i: _shift(own) for i, own in offsets.items()}
    for i in [i for i, shift in shifts.items() if shift is None]:
        shape = looks[i].look.shape
        shifts[i] = _shift([_as_of(shape, looks[j].look.shape, offset) for j, own in offsets.items() for offset in own])
    result = []
    for p in placed:
        if p.series not in shifts:
            result.append(p)
            continue
        shift, radius = shifts[p.series], looks[p.series].look.radius
        known = shift is not None
        result.append(replace(p, y=p.y + (shift or 0.0) * radius, place_u=0.0 if known else _CONVENTION_U * radius))
    return result


def _as_of(shape: str, other: str, offset: float) -> float:
    """What the offset of another triangle is for a shape: programs treat all alike, those upside down as mirrored."""
    own, its = shape_named(shape), shape_named(other)
    assert own is not None
    assert its is not None
    turned = 1.0 if shape.endswith("up") == other.endswith("up") else -1.0
    return turned * (offset + its.drop) - own.drop


def _offsets(
    placed: Sequence[PlacedMarker],
    radius: float,
    to_value: Callable[[float], float],
    to_row: Callable[[float], float],
) -> list[float]:
    """How far the middles of error bars are below the markers' values, inner radii."""
    return [
        (to_row((to_value(p.up.y) + to_value(p.down.y)) / 2) - p.y) / radius
        for p in placed
        if p.up is not None and p.down is not None and p.score > 0
    ]


def _shift(offsets: Sequence[float]) -> float | None:
    """What the offsets have in common; None where they do not agree."""
    if len(offsets) < _LEAST:
        return None
    middle = float(np.median(offsets))
    if float(np.median(np.abs(np.subtract(offsets, middle)))) > _SPREAD or abs(middle) > _FARTHEST:
        return None
    return middle
