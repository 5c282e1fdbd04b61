"""Lines between the markers of a series."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool.extract.column_search import ColumnSearch, PlacedMarker


def connections(placed: Sequence[PlacedMarker]) -> list[tuple[PlacedMarker, PlacedMarker]]:
    """Pairs of neighbours within each series, from left to right."""
    pairs = []
    for series in sorted({p.series for p in placed}):
        own = sorted((p for p in placed if p.series == series), key=lambda p: p.x)
        pairs += list(zip(own[:-1], own[1:], strict=True))
    return pairs


def connected_share(search: ColumnSearch, placed: Sequence[PlacedMarker]) -> float:
    """Share of neighbours that a drawn line (solid, dashed or curved a little) connects."""
    pairs = connections(placed)
    if not pairs:
        return 0.0
    return float(np.mean([_is_connected(search, a, b) for a, b in pairs]))


def _is_connected(search: ColumnSearch, a: PlacedMarker, b: PlacedMarker) -> bool:
    """Whether ink follows the straight way between two markers, in at least a third of its length on each half."""
    ink = search.everything.ink
    length = float(np.hypot(b.x - a.x, b.y - a.y))
    edge = 1.6 * search.radius
    if length < 2 * edge + 6:
        return False
    at = np.linspace(edge / length, 1 - edge / length, max(8, int(length / 2)))
    x, y = a.x + at * (b.x - a.x), a.y + at * (b.y - a.y)
    reach = max(2, round(0.02 * length))
    columns = np.clip(np.rint(x).astype(int), 0, ink.shape[1] - 1)
    seen = np.zeros(len(at), bool)
    for offset in range(-reach, reach + 1):
        seen |= ink[np.clip(np.rint(y + offset).astype(int), 0, ink.shape[0] - 1), columns] > 0.25
    half = len(seen) // 2
    return bool(min(seen[:half].mean(), seen[half:].mean()) >= 0.3)
