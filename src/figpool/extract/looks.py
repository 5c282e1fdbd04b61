"""Which series a panel of markers has, and how the markers of each look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.ground import Ink
from figpool.detect.raster.marker_search import MarkerLook
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.shapes import SHAPES

#: Series told apart without a legend, at most.
_MOST_SERIES = 6
#: Agreement with a shape from which a marker is considered at all.
_LEAST_SCORE = 0.45
#: Distance of looks that are the same.
_SAME = 0.35
#: Distance of two looks below which they are hard to tell apart.
ALIKE = 0.5
#: How much better two markers agree with their own shapes than with each other's, together, where these are told apart.
_TOLD = 0.5
#: How much worse a marker agrees with a shape that it may have as well, at most.
_UNSURE = 0.07
#: How much larger the markers of the data are drawn than those of the legend, at most.
_LARGER = 1.8
#: Radius of the circle of equal area, in inner radii.
_SPREAD = {"square": 1.13, "diamond": 1.13, "up": 1.29, "down": 1.29, "steep_up": 1.29, "steep_down": 1.29}


#: Markers joined one by one; the time grows with the cube of their number.
_MOST_JOINED = 60


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
    scores : tuple of float
        Agreement of its legend's marker with every shape, as of `RawMarker`; empty when it has none.
    """

    name: str
    look: MarkerLook
    ink: Ink | None
    scores: tuple[float, ...] = ()


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
    return looks_of_data(strong, inks)


def strong_markers(markers: Sequence[RawMarker], keys: Sequence[RawMarker]) -> list[RawMarker]:
    """Markers of the common size that agree well with a shape; `keys` are the legend's.

    Blobs on lines and corners of letters are many but agree badly, so agreement
    above chance counts squared where the common size and agreement are found.
    """
    good = [m for m in markers if m.score >= _LEAST_SCORE]
    if not good:
        return []
    weights = [(m.score - 0.4) ** 2 * m.radius for m in good]
    if len(keys):
        ratios = [m.radius / _expected(m, keys) for m in good]
        # some programs draw the legend's markers several times larger, some smaller
        usual = weighted_median(ratios, weights)
        least, most = min(0.45, 0.7 * usual), max(1.65, 1.35 * min(usual, _LARGER))
        alike = [m for m, ratio in zip(good, ratios, strict=True) if least <= ratio <= most]
        if len(alike) >= 2:
            return alike
    size = weighted_median([_size(m) for m in good], weights)
    near = [m for m in good if 0.6 * size <= _size(m) <= 1.55 * size]
    agreement = {hollow: _usual_score([m for m in near if m.hollow == hollow]) for hollow in (False, True)}
    return [m for m in near if m.score >= max(_LEAST_SCORE, 0.6 * agreement[m.hollow])]


def _expected(marker: RawMarker, keys: Sequence[RawMarker]) -> float:
    """Inner radius in the legend of a marker's shape, else of most shapes."""
    same = [k.radius for k in keys if _plain(k.shape) == _plain(marker.shape)]
    return float(np.median(same or [k.radius for k in keys]))


def _plain(shape: str) -> str:
    """Triangles of any steepness are one."""
    return shape.removeprefix("steep_")


def _usual_score(markers: Sequence[RawMarker]) -> float:
    return weighted_median([m.score for m in markers], [(m.score - 0.4) ** 2 for m in markers]) if markers else 0.0


def _size(marker: RawMarker) -> float:
    """Radius of the circle as large as the marker."""
    return marker.radius * _SPREAD.get(marker.shape, 1.0)


def weighted_median(values: Sequence[float], weights: Sequence[float]) -> float:
    """Value at which half of the weight is reached."""
    order = np.argsort(values)
    total = np.cumsum(np.asarray(weights)[order])
    return float(np.asarray(values)[order][int(np.searchsorted(total, total[-1] / 2))])


def look_distance(a: SeriesLook, b: SeriesLook) -> float:
    """How different two looks are: as `features`, shapes counting one when they differ and are surely told apart."""
    colour = 3.0 * float(np.linalg.norm(np.subtract(a.look.rgb, b.look.rgb)))
    return colour + (1.0 if a.look.hollow != b.look.hollow else 0.0) + _told(a, b)


def _told(a: SeriesLook, b: SeriesLook) -> float:
    """How surely the shapes of two series differ, 0..1: a small or blurred marker agrees with several."""
    if not (a.scores and b.scores):
        return 1.0 if _plain(a.look.shape) != _plain(b.look.shape) else 0.0
    margin = sum(_agreement(s, s.look) - _agreement(s, other.look) for s, other in ((a, b), (b, a)))
    return float(np.clip(margin / _TOLD, 0.0, 1.0))


def _agreement(series: SeriesLook, look: MarkerLook) -> float:
    """Agreement of a series' marker with a shape of any steepness, filled or open as a look is."""
    of_fill = np.reshape(series.scores, (2, -1))[int(look.hollow)]
    return max(float(s) for s, shape in zip(of_fill, SHAPES, strict=True) if _plain(shape.name) == _plain(look.shape))


def nearest_looks(looks: Sequence[SeriesLook]) -> float:
    """Distance of the two series that look most alike; infinite for fewer than two.

    Parameters
    ----------
    looks : sequence of SeriesLook
        Series of a panel.
    """
    return min((look_distance(a, b) for a, b in combinations(looks, 2)), default=np.inf)


def looks_of_keys(
    keys: Sequence[RawMarker], names: Sequence[str], data: Sequence[RawMarker], inks: Sequence[Ink]
) -> list[SeriesLook]:
    """Take looks from the legend, sizes from the data, which may be drawn larger or smaller."""
    keys = [_seen_shape(k, data) for k in keys]
    ratios = [m.radius / k.radius for m in data for k in keys if (m.shape, m.hollow) == (k.shape, k.hollow)]
    if len(ratios) < 3 and len(data) > 1:
        # few markers are seen as they are: lines and error bars on top of them change the shape, not the size
        ratios = [_size(m) / float(np.median([_size(k) for k in keys])) for m in data]
    zoom = float(np.median(ratios)) if len(ratios) >= 2 else 1.0
    zoom = zoom if 0.2 <= zoom <= 1.8 and abs(zoom - 1) > 0.12 else 1.0
    known = [
        SeriesLook(
            name, MarkerLook(k.shape, k.hollow, k.radius * zoom, k.level, k.rgb), nearest_ink(k.rgb, inks), k.scores
        )
        for k, name in zip(keys, names, strict=True)
    ]
    if all(k.shape for k in keys) or len(data) < 2:
        return known
    left = [look for look in looks_of_data(data, inks) if not any(_alike(look, own) for own in known if own.look.shape)]
    return [own if own.look.shape else _take(own, left) for own in known]


def _seen_shape(key: RawMarker, data: Sequence[RawMarker]) -> RawMarker:
    """Give a legend's marker of a shape that no marker of the data has the best of theirs that it may be as well."""
    seen = {_plain(m.shape) for m in data if m.hollow == key.hollow}
    if not (key.shape and key.scores and seen) or _plain(key.shape) in seen:
        return key
    scores = np.reshape(key.scores, (2, -1))[int(key.hollow)]
    score, shape = max((float(v), s.name) for v, s in zip(scores, SHAPES, strict=True) if _plain(s.name) in seen)
    if score < scores.max() - _UNSURE:
        return key
    return replace(key, shape=shape, radius=_size(key) / _SPREAD.get(shape, 1.0))


def _alike(look: SeriesLook, own: SeriesLook) -> bool:
    a, b = look.look, own.look
    return look.ink == own.ink and a.hollow == b.hollow and _plain(a.shape) == _plain(b.shape)


def _take(own: SeriesLook, left: list[SeriesLook]) -> SeriesLook:
    """Give a legend entry whose marker was not seen the look among the data that no other entry has."""
    same = [look for look in left if look.ink == own.ink]
    if len(same) != 1:
        return own
    left.remove(same[0])
    return SeriesLook(own.name, same[0].look, own.ink)


def nearest_ink(rgb: tuple[float, float, float], inks: Sequence[Ink]) -> Ink | None:
    """Find the chromatic ink nearest to a colour; None when the colour is a grey."""
    spread = max(rgb) - min(rgb)
    coloured = [ink for ink in inks if ink.chromatic]
    if spread < 0.12 or not coloured:
        return None
    best = min(coloured, key=lambda ink: float(np.linalg.norm(np.subtract(ink.rgb, rgb))))
    return best if float(np.linalg.norm(np.subtract(best.rgb, rgb))) < 0.35 else None


def looks_of_data(markers: Sequence[RawMarker], inks: Sequence[Ink]) -> list[SeriesLook]:
    """Find the looks of the series from the markers alone, without names."""
    if not markers:
        return []
    columns = columns_of(markers, max(8.0, 0.9 * float(np.median([m.radius for m in markers]))))
    crowd = sorted(len(c) for c in columns)
    most = min(_MOST_SERIES, crowd[-2] if len(crowd) > 1 else crowd[-1])
    place = {i: number for number, column in enumerate(columns) for i in column}
    groups = join_alike(np.array([features(m) for m in markers]), [place[i] for i in range(len(markers))])
    if most < 2:
        regular = [g for g in groups if len(g) >= 3]
        dodged = len(regular) >= 2 and sum(map(len, regular)) >= 0.8 * len(markers) and _interleaved(regular, place)
        groups, most = (regular, _MOST_SERIES) if dodged else ([list(range(len(markers)))], 1)
    joined = _with_twins([[markers[i] for i in group] for group in sorted(groups, key=min)], inks)
    least = min(max(map(len, joined)), 2 if len(columns) < 7 else 3)
    common = sorted((g for g in joined if len(g) >= least), key=len, reverse=True)[:most]
    return [_common_look(group, inks) for group in joined if group in common]


def _interleaved(groups: Sequence[Sequence[int]], place: Mapping[int, int]) -> bool:
    """Whether groups on columns of their own run side by side (dodged series), rather than one after another."""
    spans = [(min(place[i] for i in g), max(place[i] for i in g)) for g in groups]
    return max(first for first, _ in spans) < min(last for _, last in spans)


def _with_twins(groups: Sequence[Sequence[RawMarker]], inks: Sequence[Ink]) -> list[list[RawMarker]]:
    """Join groups of one look on different columns: markers that are partly hidden differ from their fellows."""
    kept: list[list[RawMarker]] = []
    for group in groups:
        for other in kept:
            if _twins(_common_look(group, inks).look, _common_look(other, inks).look) and not _meet(group, other):
                other.extend(group)
                break
        else:
            kept.append(list(group))
    return kept


def _twins(a: MarkerLook, b: MarkerLook) -> bool:
    return (a.shape, a.hollow) == (b.shape, b.hollow) and float(np.linalg.norm(np.subtract(a.rgb, b.rgb))) < 0.2


def _meet(a: Sequence[RawMarker], b: Sequence[RawMarker]) -> bool:
    """Whether markers of two groups stand above one another more than once in three times."""
    shared = sum(any(abs(m.x - o.x) < 0.9 * m.radius for o in b) for m in a)
    return shared > min(len(a), len(b)) / 3


def join_alike(vectors: NDArray[np.float64], columns: Sequence[int], limit: float = 0.95) -> list[list[int]]:
    """Join vectors that are near to one another; sharing columns speaks against it.

    Parameters
    ----------
    vectors : ndarray, shape (n, k)
        Looks.
    columns : sequence of int
        Column of each.
    limit : float
        Mean distance beyond which nothing is joined; half of the columns shared
        counts as much as 0.5, unless both look the same.
    """
    if len(vectors) > _MOST_JOINED:
        return _join_to_sample(vectors, columns, limit)
    groups = [[i] for i in range(len(vectors))]
    distance = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)
    while len(groups) > 1:
        costs = [(_cost(a, b, distance, columns), k, m) for (k, a), (m, b) in combinations(enumerate(groups), 2)]
        least, k, m = min(costs)
        if least > limit:
            break
        groups[k] = groups[k] + groups.pop(m)
    return groups


def _join_to_sample(vectors: NDArray[np.float64], columns: Sequence[int], limit: float) -> list[list[int]]:
    """Join an even sample of many vectors, then give every other one to the group it is nearest to."""
    sample = np.unique(np.linspace(0, len(vectors) - 1, _MOST_JOINED).astype(int)).tolist()
    found = join_alike(vectors[sample], [columns[i] for i in sample], limit)
    groups = [[sample[i] for i in group] for group in found]
    centres = np.array([vectors[group].mean(axis=0) for group in groups])
    for i in sorted(set(range(len(vectors))) - set(sample)):
        groups[int(np.linalg.norm(centres - vectors[i], axis=1).argmin())].append(i)
    return [sorted(group) for group in groups]


def _cost(a: Sequence[int], b: Sequence[int], distance: NDArray[np.float64], columns: Sequence[int]) -> float:
    shared = {columns[i] for i in a} & {columns[j] for j in b}
    apart = float(distance[np.ix_(a, b)].mean())
    return apart if apart < _SAME else apart + len(shared) / min(len(a), len(b))


def features(marker: RawMarker) -> NDArray[np.float64]:
    """Colour, emptiness and shape of a marker as one vector.

    Shapes count by how far they stay behind the best one: what covers a part of
    a marker lowers its agreement with all shapes.
    """
    scores = np.asarray(marker.scores).reshape(2, -1)[int(marker.hollow)]
    shape = np.clip(scores - scores.max(), -0.8, 0.0)
    return np.concatenate([3.0 * np.asarray(marker.rgb), [1.0 if marker.hollow else 0.0], 1.5 * shape])


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
