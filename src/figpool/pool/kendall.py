"""Kendall's rank correlation with its exact and its approximate p value (Kendall 1938, 1970)."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from figpool.pool.linear import Array

_EXACT_UP_TO = 200


def _tie_sizes(x: Array) -> Array:
    return np.unique(x, return_counts=True)[1].astype(float)


def _inversions(ranks: NDArray[np.intp]) -> int:
    """Pairs i < j with ranks[i] > ranks[j], by merging blocks of doubling size (n log^2 n)."""
    n, count, size = ranks.size, 0, 1
    position, most = np.arange(ranks.size), int(ranks.max(initial=0)) + 1
    while size < n:
        pair, right = position // (2 * size), position // size % 2 == 1
        keys = pair * most + ranks
        left_keys = np.sort(keys[~right])
        before = np.searchsorted(left_keys, keys[right], side="right") - np.searchsorted(left_keys, pair[right] * most)
        count += int((size - before).sum())
        size *= 2
    return count


def _score(x: Array, y: Array) -> float:
    """Concordant minus discordant pairs."""
    order = np.lexsort((y, x))
    ranks = np.unique(y, return_inverse=True)[1][order]
    ties_both = np.unique(np.column_stack([x, y]), axis=0, return_counts=True)[1].astype(float)
    n = x.size
    tied = [float((t * (t - 1)).sum()) / 2 for t in (_tie_sizes(x), _tie_sizes(y), ties_both)]
    untied = n * (n - 1) / 2 - tied[0] - tied[1] + tied[2]
    return untied - 2 * _inversions(ranks)


def _cumulative_share(inversions: float, n: int) -> float:
    """Share of the permutations of n with at most so many inversions."""
    counts = np.array([1.0])
    for size in range(2, n + 1):
        counts = np.convolve(counts, np.full(size, 1 / size))
    return float(counts[: int(np.floor(inversions + 1e-9)) + 1].sum())


def kendall_test(x: Array, y: Array, *, exact: bool = True) -> tuple[float, float, bool]:
    """Kendall's tau-b of two variables and its two-sided p value.

    Returns
    -------
    tau, pval : float
    exact : bool
        Whether the p value is from the permutation distribution.
    """
    n = x.size
    score = _score(x, y)
    pairs = n * (n - 1) / 2
    ties_x, ties_y = _tie_sizes(x), _tie_sizes(y)
    tied_x, tied_y = float((ties_x * (ties_x - 1)).sum()) / 2, float((ties_y * (ties_y - 1)).sum()) / 2
    if tied_x == pairs or tied_y == pairs:
        return float("nan"), float("nan"), False
    tau = score / sqrt((pairs - tied_x) * (pairs - tied_y))
    if exact and n <= _EXACT_UP_TO and tied_x == 0 and tied_y == 0:
        concordant = (score + pairs) / 2
        tail = min(concordant, pairs - concordant)
        return tau, min(1.0, 2 * _cumulative_share(tail, n)), True
    return tau, float(2 * ndtr(-abs(score) / sqrt(_score_variance(n, ties_x, ties_y)))), False


def _score_variance(n: int, ties_x: Array, ties_y: Array) -> float:
    def _moment(ties: Array, extra: float) -> float:
        return float((ties * (ties - 1) * (extra * ties + (5 if extra == 2 else -2))).sum())

    base = n * (n - 1) * (2 * n + 5)
    v = (base - _moment(ties_x, 2) - _moment(ties_y, 2)) / 18
    pairs_x, pairs_y = float((ties_x * (ties_x - 1)).sum()), float((ties_y * (ties_y - 1)).sum())
    v += pairs_x * pairs_y / (2 * n * (n - 1))
    if n > 2:
        v += _moment(ties_x, 1) * _moment(ties_y, 1) / (9 * n * (n - 1) * (n - 2))
    return v
