"""Lines between the markers of a series, followed along their ink."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from figpool.extract.column_panel import ColumnSearch
from figpool.extract.placed import PlacedMarker

Array = NDArray[np.float64]


def neighbours(placed: Sequence[PlacedMarker]) -> list[tuple[PlacedMarker, PlacedMarker]]:
    """Pairs of neighbours within each series, from left to right."""
    pairs = []
    for series in sorted({p.series for p in placed}):
        own = sorted((p for p in placed if p.series == series), key=lambda p: p.x)
        pairs += list(pairwise(own))
    return pairs


def find_connections(search: ColumnSearch, placed: Sequence[PlacedMarker]) -> list[Array | None]:
    """Follow the line from every marker to its right neighbour; None where there is none.

    Returns
    -------
    list of ndarray, shape (n, 2), or None
        Path (x, y) in working pixels, one entry a pair of neighbours.
    """
    return [_follow(search, a, b) for a, b in neighbours(placed)]


def _follow(search: ColumnSearch, a: PlacedMarker, b: PlacedMarker) -> Array | None:
    """Follow ink from one marker to the next: straight or curved, solid or dashed."""
    ink = search.everything.ink
    edge = 1.3 * search.radius
    if b.x - a.x < 2 * edge + 4:
        return None
    xs = np.arange(a.x + edge, b.x - edge, 2.0)
    chord = (b.y - a.y) / (b.x - a.x)
    reach = round(search.plotted.line + 3 + 2 * min(abs(chord), 6.0))
    path, seen, y = [], 0, a.y + chord * edge
    for x in xs:
        # the rest of the way leads to the other marker; between dashes that is all that is known
        y += 2.0 * (b.y - y) / max(b.x - x, 2.0)
        rows = np.arange(round(y) - reach, round(y) + reach + 1).clip(0, ink.shape[0] - 1)
        dark = rows[ink[rows, min(round(x), ink.shape[1] - 1)] > 0.25]
        if len(dark):
            y = 0.5 * y + 0.5 * float(dark[np.abs(dark - y).argmin()])
            seen += 1
        path.append((float(x), y))
    half = len(xs) // 2
    return np.array(path) if seen >= 0.45 * len(xs) and half > 0 else None
