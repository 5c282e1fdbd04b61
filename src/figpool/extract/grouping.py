"""Bars to groups, groups to category labels, bars to legend keys."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from math import perm
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from figpool.core.marks import Fill, LegendKey
from figpool.detect.raster.fills import fill_distance

#: Distance of two fills that may be one.
ALIKE = 4.0
#: Distance of two fills beyond which they are unlike, and how much hardly matters.
_UNLIKE = 30.0
#: What a place other than the legend's order costs, as a distance of fills.
_IN_ORDER = 2.0
#: Distance in a* and b* beyond which two colours are two hues.
_OTHER_HUE = 15.0
#: Cost of one key a group, as a share of that of a key a bar, below which the series are the groups.
_TOGETHER = 0.6
#: Distance of a label from the middle of its group, in distances of the labels.
_RIGHT_AT = 0.15
#: Distance of a label from the middle of the marks that share it, in steps of the marks.
_MIDDLE = 0.3
#: Pairings tried one by one, at most.
_TRIED = 5040
#: Share of the parts of groups that show the same series where groups hold several categories.
_MOSTLY = 0.75


class FilledMark(Protocol):
    """What grouping asks of a mark: its place along the category axis and its looks."""

    @property
    def side0(self) -> float:
        """Side before the middle, across the value axis."""
        ...

    @property
    def side1(self) -> float:
        """Side after the middle."""
        ...

    @property
    def width(self) -> float:
        """Distance of the sides."""
        ...

    @property
    def fill(self) -> Fill:
        """Appearance."""
        ...


def group_bars(bars: Sequence[FilledMark]) -> list[list[int]]:
    """Gather bars into groups by the gaps between them.

    Parameters
    ----------
    bars : sequence of BarMark or BoxMark
        Sorted by position.

    Returns
    -------
    list of list of int
        Indices of the bars of each group; one group a bar when the gaps are all alike.
    """
    if len(bars) < 2:
        return [[i] for i in range(len(bars))]
    gaps = np.array([b.side0 - a.side1 for a, b in itertools.pairwise(bars)])
    width = float(np.median([b.width for b in bars]))
    ordered = np.sort(gaps)
    steps = np.diff(ordered)
    cut = float(ordered[int(steps.argmax())] + steps.max() / 2) if len(steps) else np.inf
    split = _split(gaps, cut)
    if len(steps) == 0 or (steps.max() < 0.3 * width and not _is_regular(gaps, cut, split, width)):
        joined = float(np.median(gaps)) < 0.12 * width
        return [list(range(len(bars)))] if joined else [[i] for i in range(len(bars))]
    return split


def _is_regular(gaps: NDArray[np.float64], cut: float, groups: list[list[int]], width: float) -> bool:
    """Whether gaps a little wider than the others stand at every so many bars: groups set close together."""
    close, wide = gaps[gaps <= cut], gaps[gaps > cut]
    if not close.size or not wide.size:
        return False
    apart = float(wide.min() - close.max())
    spread = max(float(np.ptp(close)), float(np.ptp(wide)))
    sizes = {len(group) for group in groups}
    return len(sizes) == 1 and sizes != {1} and apart > 0.05 * width and spread < 0.3 * apart


def _split(gaps: NDArray[np.float64], cut: float) -> list[list[int]]:
    """Groups of bars between gaps wider than `cut`."""
    groups: list[list[int]] = [[0]]
    for i, gap in enumerate(gaps, start=1):
        if gap > cut:
            groups.append([i])
        else:
            groups[-1].append(i)
    return groups


def group_by_label(labels: Sequence[str]) -> list[list[int]]:
    """Gather neighbouring marks of one label.

    Parameters
    ----------
    labels : sequence of str
        Label of each mark, sorted by position; empty without one.

    Returns
    -------
    list of list of int
        Indices of the marks of each group; a mark without label stands alone.

    Examples
    --------
    >>> group_by_label(["3 d", "3 d", "7 d", "7 d", ""])
    [[0, 1], [2, 3], [4]]
    """
    runs = itertools.groupby(enumerate(labels), key=lambda item: item[1] or item[0])
    return [[i for i, _ in run] for _, run in runs]


def assign_labels(
    centres: Sequence[float], groups: Sequence[Sequence[int]], anchors: Sequence[float], texts: Sequence[str]
) -> list[str]:
    """Give every bar the label printed at its place.

    Parameters
    ----------
    centres : sequence of float
        Positions of the bars.
    groups : sequence of sequence of int
        Indices of the bars of each group.
    anchors, texts : sequence
        Positions and words of the labels.

    Returns
    -------
    list of str
        One a bar; empty where no label stands near.
    """
    if not anchors:
        return [""] * len(centres)
    at = np.asarray(anchors, dtype=float)
    shared = _shared_labels(centres, at)
    if shared is not None:
        return [texts[k] for k in shared]
    middles = [float(np.mean([centres[i] for i in group])) for group in groups]
    result = [""] * len(centres)
    if len(anchors) >= len(centres):
        owners = [[i] for i in range(len(centres))]
        places = list(centres)
    elif len(anchors) > len(groups) and not _all_near(middles, at):
        # gaps between bars did not tell the groups, the labels do
        beside = [int(np.abs(at - centre).argmin()) for centre in centres]
        reach = _reach(list(anchors))
        return [texts[k] if abs(at[k] - c) <= reach else "" for k, c in zip(beside, centres, strict=True)]
    else:
        owners = [list(group) for group in groups]
        places = middles
    for owner, place in zip(owners, places, strict=True):
        nearest = int(np.abs(at - place).argmin())
        # a label nearer to another place belongs there, unless places share it
        if abs(at[nearest] - place) <= _reach(places):
            for i in owner:
                result[i] = texts[nearest]
    return result


def _shared_labels(centres: Sequence[float], at: NDArray[np.float64]) -> list[int] | None:
    """Label of every mark where each label stands in the middle of several marks; None where labels stand otherwise."""
    if not 1 < len(at) <= len(centres) / 2:
        return None
    places = np.asarray(centres, dtype=float)
    owners = np.abs(places[:, None] - at).argmin(axis=1)
    step = float(np.median(np.diff(np.sort(places))))
    for k, anchor in enumerate(at):
        own = places[owners == k]
        if len(own) < 2 or abs((own.min() + own.max()) / 2 - anchor) > _MIDDLE * step:
            return None
    return [int(k) for k in owners]


def _all_near(places: Sequence[float], at: NDArray[np.float64]) -> bool:
    """Whether a label stands right at every place: what stands beside them labels nothing."""
    apart = [float(np.abs(at - place).min()) for place in places]
    return max(apart) <= _RIGHT_AT * float(np.median(np.diff(np.sort(at))))


def _reach(places: Sequence[float]) -> float:
    if len(places) < 2:
        return np.inf
    return 0.6 * float(np.median(np.diff(np.sort(places))))


def assign_keys(
    bars: Sequence[FilledMark],
    groups: Sequence[Sequence[int]],
    keys: Sequence[LegendKey],
    *,
    backward: bool = False,
) -> list[int | None]:
    """Join every bar to the legend key it looks like.

    Where all groups have one bar a key, the order within the groups is used as
    well: all bars at one place get one key, no key twice. Elsewhere a key is
    given once a group, unless the bars of each group look alike (the series are the
    groups then), and a bar of another hue than the others of its key has none: the
    legend lacks an entry.

    Parameters
    ----------
    bars : sequence of BarMark or BoxMark
        Sorted by position.
    groups : sequence of sequence of int
        Indices of the bars of each group.
    keys : sequence of LegendKey
        Legend entries.
    backward : bool
        Whether series that look alike stand in the order opposite to the legend's.

    Returns
    -------
    list of int or None
        Index of the key of each bar; None where no key is its own.
    """
    if not keys:
        return [None] * len(bars)
    cost = np.array([[fill_distance(b.fill, k.fill) for k in keys] for b in bars])
    result: list[int | None] = [int(row.argmin()) for row in cost]
    if all(len(group) == len(keys) for group in groups):
        by_place = np.array([[cost[group[p]] for p in range(len(keys))] for group in groups]).mean(axis=0)
        places, chosen = _in_turn(by_place, backward=backward)
        for place, key in zip(places, chosen, strict=True):
            for group in groups:
                result[group[int(place)]] = int(key)
        return result
    sizes = {len(group) for group in groups}
    # one group of all bars is no group, nor is one that holds several categories: neither tells bars of one series
    told_apart = len(groups) > 1 and len(sizes) == 1 and max(sizes) < 2 * len(keys)
    by_group = _key_by_group(cost, groups)
    if by_group is not None:
        for group, key in zip(groups, by_group, strict=True):
            for i in group:
                result[i] = key
        return _without_strangers(result, cost, [b.fill for b in bars])
    for group in groups:
        if 1 < len(group) <= len(keys) or (told_apart and len(group) > len(keys)):
            rows, chosen = cheapest_pairs(_soft(cost[list(group)]))
            for i in group:
                result[i] = None
            left = [row for row in range(len(group)) if row not in rows]
            for row, key in zip(rows, chosen, strict=True):
                # where a bar without a key looks as much like it, the legend lacks an entry and either may be meant
                sure = all(cost[group[other], key] > cost[group[row], key] + ALIKE for other in left)
                result[group[int(row)]] = int(key) if sure else None
    return _without_strangers(result, cost, [b.fill for b in bars])


def _in_turn(cost: NDArray[np.float64], *, backward: bool) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pair places with keys; where keys look alike the legend's order decides, forward or backward as the others go."""
    rank = np.arange(len(cost))
    ways = []
    for order, unusual in ((rank, backward), (rank[::-1], not backward)):
        whole = _soft(cost) + _IN_ORDER * np.abs(order[:, None] - rank)
        pairs = cheapest_pairs(whole)
        ways.append((float(whole[pairs].sum()) + _IN_ORDER * unusual, pairs))
    return min(ways, key=lambda way: way[0])[1]


def _soft(cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances of looks in which the farther a pair is apart the less it matters how far.

    Hatching whose strokes are as fine as the pixels looks like no entry of the legend:
    bars that look just like an entry say more than how unlike the others are.
    """
    return cost / (1.0 + cost / _UNLIKE)


def _key_by_group(cost: NDArray[np.float64], groups: Sequence[Sequence[int]]) -> list[int] | None:
    """Key of each group where the series are the groups: its bars look alike, and like another key than other groups.

    None where one key for all bars of a group costs about as much as a key for each.
    """
    if min(map(len, groups)) < 2 or max(map(len, groups)) > cost.shape[1]:
        return None
    shared = [cost[list(group)].sum(axis=0) for group in groups]
    apart = sum(float(cost[list(group)][cheapest_pairs(cost[list(group)])].sum()) for group in groups)
    chosen = [int(total.argmin()) for total in shared]
    together = sum(float(total.min()) for total in shared)
    return chosen if len(set(chosen)) > 1 and together < _TOGETHER * apart else None


def split_by_series(groups: Sequence[Sequence[int]], owners: Sequence[int | None]) -> list[list[int]]:
    """Divide groups in which the series come again: bars stand side by side in several categories.

    Parameters
    ----------
    groups : sequence of sequence of int
        Indices of the bars of each group, by the gaps between them.
    owners : sequence of int or None
        Legend key of each bar.

    Returns
    -------
    list of list of int
        The groups as they were, unless nearly all of their parts then show the same series.
    """
    parts: list[list[int]] = []
    for group in groups:
        seen: set[int | None] = set()
        parts.append([])
        for i in group:
            if owners[i] in seen:
                parts.append([])
                seen = set()
            parts[-1].append(i)
            seen.add(owners[i])
    kinds = [frozenset(owners[i] for i in part) for part in parts]
    usual = max(set(kinds), key=kinds.count, default=frozenset())
    alike = kinds.count(usual) >= _MOSTLY * len(parts)
    return parts if alike and len(usual) > 1 and None not in usual else [list(group) for group in groups]


def _without_strangers(
    owners: Sequence[int | None], cost: NDArray[np.float64], fills: Sequence[Fill]
) -> list[int | None]:
    """Take a key from marks of another hue than the mark that looks most like it."""
    best = {
        key: min((i for i, own in enumerate(owners) if own == key), key=lambda i: float(cost[i, key]))
        for key in set(owners)
        if key is not None
    }
    return [
        None if key is None or _hue_distance(fills[i], fills[best[key]]) > _OTHER_HUE else key
        for i, key in enumerate(owners)
    ]


def _hue_distance(a: Fill, b: Fill) -> float:
    """Distance of two fills in a* and b*."""
    return float(np.hypot(*np.subtract(a.lab[1:], b.lab[1:])))


def cheapest_pairs(cost: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pair rows with columns, each once, at the least total cost.

    A legend has few entries: all their pairings are tried before a library that
    takes a quarter of a second to load would be at hand.

    Parameters
    ----------
    cost : ndarray, shape (n, m)
        Non-negative costs.

    Returns
    -------
    rows, columns : ndarray of int, shape (min(n, m),)

    Examples
    --------
    >>> rows, columns = cheapest_pairs(np.array([[1.0, 0.0], [0.0, 5.0]]))
    >>> [(int(i), int(j)) for i, j in zip(rows, columns)]
    [(0, 1), (1, 0)]
    """
    if cost.shape[0] > cost.shape[1]:
        second, first = cheapest_pairs(cost.T)
        order = np.argsort(first)
        return first[order], second[order]
    few, many = cost.shape
    if perm(many, few) <= _TRIED:
        each = np.arange(few, dtype=np.intp)
        tried = np.array(list(itertools.permutations(range(many), few)), dtype=np.intp).reshape(-1, few)
        return each, np.asarray(tried[cost[each, tried].sum(axis=1).argmin()], dtype=np.intp)
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    # an explicit zero would be no edge
    rows, columns = min_weight_full_bipartite_matching(csr_array(cost + 1e-6))
    return np.asarray(rows, dtype=np.intp), np.asarray(columns, dtype=np.intp)


def distinct_fills(fills: Sequence[Fill], tolerance: float = 14.0) -> list[int]:
    """Cluster fills by similarity, greedily.

    Parameters
    ----------
    fills : sequence of Fill
        Appearances in order.
    tolerance : float
        Largest distance within a cluster (see `fill_distance`).

    Returns
    -------
    list of int
        Cluster of each fill, numbered in order of appearance.
    """
    seeds: list[Fill] = []
    labels: list[int] = []
    for fill in fills:
        distances = [fill_distance(fill, seed) for seed in seeds]
        if distances and min(distances) <= tolerance:
            labels.append(int(np.argmin(distances)))
        else:
            labels.append(len(seeds))
            seeds.append(fill)
    return labels
