"""Scales from marks whose data the file tells in words (Vega writes them for screen readers).

The words name fields nobody declared ("mean: 12.3; high: 14.1"), so a field counts
only where its numbers lie on the axis' own scale, to within what the ticks leave open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from figpool.core.axes import AxisCalibration
from figpool.core.vector import SpokenMark

Array = NDArray[np.float64]

_FIELD = re.compile(r"(?:^|; )([^:;]+): ([+\-−]?[\d.,]+(?:e[+\-−]?\d+)?)(?=;|$)", re.IGNORECASE)
#: Rows of a mark a number may be told of, and how far, in pixels, from its place on the scale of the ticks.
_NEAR = 8.0
#: How far, in pixels, rounded ticks move marks of one kind differently; others are of another kind, as whole lines.
_TOGETHER = 2.5
#: Spread of numbers that are told exactly, pixels, and least number of marks.
_EXACT, _LEAST = 0.05, 3


def spoken_scale(fitted: AxisCalibration, marks: Sequence[SpokenMark]) -> AxisCalibration | None:
    """Return the scale on which the numbers told of marks lie; None where they do not lie on one.

    Both sides of a marker lie on a scale as well as its middle: the nearest to the ticks counts.

    Parameters
    ----------
    fitted : AxisCalibration
        Fit to the ticks.
    marks : sequence of SpokenMark
        Marks of the page.
    """
    best: tuple[int, int, float, float] | None = None
    for places, values in _fields(marks):
        u = fitted.scale.to_linear(values)
        away = places - fitted.to_pixel(values)
        usable = np.isfinite(u) & (np.abs(away) <= _NEAR)
        if usable.any():
            off = float(np.median(away[usable]))
            usable &= np.abs(away - off) <= _TOGETHER
        if usable.sum() < max(_LEAST, 0.6 * len(usable)) or np.ptp(u[usable]) <= 0:
            continue
        per_u, at = np.polyfit(u[usable], places[usable], 1)
        if np.abs(at + per_u * u[usable] - places[usable]).max() > _EXACT:
            continue
        rank = round(abs(off)), -int(usable.sum())
        if best is None or rank < best[:2]:
            best = *rank, float(per_u), float(at)
    if best is None:
        return None
    return replace(fitted, slope=1 / best[2], intercept=-best[3] / best[2], pixel_sd=_EXACT)


def _fields(marks: Sequence[SpokenMark]) -> Iterator[tuple[Array, Array]]:
    """Places and numbers of every field, once for every row of a mark that may be meant."""
    told: dict[str, list[tuple[SpokenMark, float]]] = {}
    for mark in marks:
        for name, number in _FIELD.findall(mark.words):
            value = _to_float(number)
            if value is not None:
                told.setdefault(name, []).append((mark, value))
    for pairs in told.values():
        values = np.array([v for _, v in pairs])
        for rows in (
            [m.box.cy for m, _ in pairs],
            [m.box.y0 for m, _ in pairs],
            [m.box.y1 for m, _ in pairs],
        ):
            yield np.array(rows), values


def _to_float(text: str) -> float | None:
    try:
        return float(text.replace("−", "-").replace(",", ""))
    except ValueError:
        return None
