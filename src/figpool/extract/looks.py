"""Which series a panel of markers has, and how the markers of each look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.ground import Ink
from figpool.detect.raster.marker_search import MarkerLook
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.shapes import SHAPES

#: Series told apart without a legend, at most.
_MOST_SERIES = 6


@dataclass(frozen=True, slots=True)
class SeriesLook:
    """One series: its name, its look and the ink it is drawn in.

    Parameters
    ----------
    name : str
        Legend entry; empty without legend.
    look : MarkerLook
        Its marker.
    ink : Ink or None
        Its colour when it is one; None for black and grey.
    """

    name: str
    look: MarkerLook
    ink: Ink | None


def columns_of(markers: Sequence[RawMarker], tolerance: float) -> list[list[int]]:
    """Gather markers that stand above one another (indices, columns from left to right)."""
    order = sorted(range(len(markers)), key=lambda i: markers[i].x)
    columns: list[list[int]] = []
    for i in order:
        if columns and markers[i].x - float(np.mean([markers[j].x for j in columns[-1]])) <= tolerance:
            columns[-1].append(i)
        else:
            columns.append([i])
    return columns


def find_looks(
    keys: Sequence[RawMarker], names: Sequence[str], strong: Sequence[RawMarker], inks: Sequence[Ink]
) -> list[SeriesLook]:
    """Find the series of a panel: from its legend, else from what its markers have in common.

    Parameters
    ----------
    keys, names : sequence
        Markers of the legend and their words.
    strong : sequence of RawMarker
        Well seen markers of the panel.
    inks : sequence of Ink
        Colours of the panel.
    """
    if keys:
        return looks_of_keys(keys, names, strong, inks)
    columns = columns_of(strong, 8.0)
    crowd = [len(c) for c in columns]
    return looks_of_data(strong, min(_MOST_SERIES, int(np.percentile(crowd, 70))) if crowd else 0, inks)


def strong_markers(markers: Sequence[RawMarker], expected: Sequence[float]) -> list[RawMarker]:
    """Markers of the common size that agree well with a shape; `expected` are the radii of the legend's."""
    good = [m for m in markers if m.score >= (0.45 if len(expected) else 0.5)]
    if not good:
        return []
    radius = (
        float(np.median(expected))
        if len(expected)
        else weighted_median([m.radius for m in good], [m.score * m.radius for m in good])
    )
    return [m for m in good if 0.55 * radius <= m.radius <= 1.65 * radius]


def weighted_median(values: Sequence[float], weights: Sequence[float]) -> float:
    """Value at which half of the weight is reached."""
    order = np.argsort(values)
    total = np.cumsum(np.asarray(weights)[order])
    return float(np.asarray(values)[order][int(np.searchsorted(total, total[-1] / 2))])


def looks_of_keys(
    keys: Sequence[RawMarker], names: Sequence[str], data: Sequence[RawMarker], inks: Sequence[Ink]
) -> list[SeriesLook]:
    """Take looks from the legend, sizes from the data, which may be drawn larger or smaller."""
    ratios = [m.radius / k.radius for m in data for k in keys if (m.shape, m.hollow) == (k.shape, k.hollow)]
    zoom = float(np.median(ratios)) if len(ratios) >= 3 else 1.0
    zoom = zoom if 0.6 <= zoom <= 1.6 and abs(zoom - 1) > 0.12 else 1.0
    return [
        SeriesLook(name, MarkerLook(k.shape, k.hollow, k.radius * zoom, k.level, k.rgb), nearest_ink(k.rgb, inks))
        for k, name in zip(keys, names, strict=True)
    ]


def nearest_ink(rgb: tuple[float, float, float], inks: Sequence[Ink]) -> Ink | None:
    """Find the chromatic ink nearest to a colour; None when the colour is a grey."""
    spread = max(rgb) - min(rgb)
    coloured = [ink for ink in inks if ink.chromatic]
    if spread < 0.12 or not coloured:
        return None
    best = min(coloured, key=lambda ink: float(np.linalg.norm(np.subtract(ink.rgb, rgb))))
    return best if float(np.linalg.norm(np.subtract(best.rgb, rgb))) < 0.35 else None


def looks_of_data(markers: Sequence[RawMarker], count: int, inks: Sequence[Ink]) -> list[SeriesLook]:
    """Find the looks of `count` series from the markers alone, without names."""
    if not markers:
        return []
    labels = cluster(markers, count)
    return [
        _common_look([m for m, c in zip(markers, labels, strict=True) if c == k], inks) for k in sorted(set(labels))
    ]


def cluster(markers: Sequence[RawMarker], count: int) -> list[int]:
    """Join markers that look alike into at most `count` clusters."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if count < 2 or len(markers) < 2:
        return [0] * len(markers)
    tree = linkage(np.array([features(m) for m in markers]), method="average")
    return [int(c) for c in fcluster(tree, t=count, criterion="maxclust")]


def features(marker: RawMarker) -> NDArray[np.float64]:
    """Colour, emptiness and shape of a marker as one vector."""
    scores = np.asarray(marker.scores)
    return np.concatenate(
        [3.0 * np.asarray(marker.rgb), [1.0 if marker.hollow else 0.0], 1.5 * np.clip(scores, 0, None)]
    )


def _common_look(members: Sequence[RawMarker], inks: Sequence[Ink]) -> SeriesLook:
    totals = np.sum([np.clip(m.scores, 0, None) for m in members], axis=0)
    best = int(totals.argmax())
    hollow, index = divmod(best, len(SHAPES))
    shape = SHAPES[index].name
    same = [m for m in members if m.shape == shape and m.hollow == bool(hollow)] or list(members)
    r, g, b = np.median([m.rgb for m in same], axis=0)
    rgb = (float(r), float(g), float(b))
    radius = float(np.median([m.radius for m in same]))
    level = float(np.median([m.level for m in same]))
    return SeriesLook("", MarkerLook(shape, bool(hollow), radius, level, rgb), nearest_ink(rgb, inks))
