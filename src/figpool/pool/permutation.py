"""Permutation tests (Higgins & Thompson 2004 Stat Med 23:1663; Follmann & Proschan 1999)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations, product
from math import factorial

import numpy as np

from figpool.core.errors import PoolingError
from figpool.pool.linear import Array, independent_columns
from figpool.pool.model import fit_studies, studies_of
from figpool.pool.records import Record
from figpool.pool.result import PooledResult

_TOLERANCE = 1.5e-8
_EXACT_UP_TO = 5000


@dataclass(frozen=True)
class PermutationTest(Record):
    """Permutation p values.

    Attributes
    ----------
    pval : array, shape (p,)
        Share of the permutations with a statistic at least as far from zero; two-sided.
    QM_p : float
        Permutation p value of the omnibus test.
    exact : bool
        Whether all permutations were taken.
    iterations : int
        How many were fitted.
    seed : int
        Seed of the random ones.
    """

    terms: tuple[str, ...]
    pval: Array
    QM_p: float
    exact: bool
    iterations: int
    seed: int


def permutation_test(
    result: PooledResult, iterations: int = 1000, *, exact: bool | None = None, seed: int = 20240101
) -> PermutationTest:
    """Test coefficients by permuting the rows of the moderators, or the signs of the effects of a mean.

    Parameters
    ----------
    result : PooledResult
    iterations : int
        Number of random permutations; the data as they are count as one of them.
    exact : bool, optional
        Take all permutations; where not given, when there are at most 5000.
    seed : int
        Seed of the random permutations.

    Raises
    ------
    PoolingError
        When all permutations are asked for and there are more than a million, or none can be fitted.
    """
    count = 2.0**result.k if result.intercept_only else float(factorial(min(result.k, 20)))
    take_all = count <= _EXACT_UP_TO if exact is None else exact
    if take_all and count > 1e6:
        raise PoolingError(f"There are {count:.3g} permutations.", "Take random ones: exact=False.")
    rng = np.random.default_rng(seed)
    designs = (_signs if result.intercept_only else _orders)(result, rng, None if take_all else iterations - 1)
    observed = [] if take_all else [_statistics(result)]
    values = np.array([*observed, *(_statistics(r) for r in _fits(result, designs))])
    if not len(values):
        raise PoolingError("No permutation of these studies could be fitted.", "Use a closed-form estimator (DL).")
    reached = np.abs(values) >= np.abs(_statistics(result)) - _TOLERANCE
    p = reached.mean(axis=0)
    return PermutationTest(result.terms, p[:-1], float(p[-1]), take_all, len(values), seed)


def _statistics(result: PooledResult) -> Array:
    out: Array = np.append(result.stat, result.QM)
    return out


def _signs(result: PooledResult, rng: np.random.Generator, count: int | None) -> Iterator[tuple[Array, Array]]:
    if count is None:
        for signs in product((1.0, -1.0), repeat=result.k):
            yield result.yi * np.array(signs), result.X
    else:
        for _ in range(count):
            yield result.yi * rng.choice((-1.0, 1.0), size=result.k), result.X


def _orders(result: PooledResult, rng: np.random.Generator, count: int | None) -> Iterator[tuple[Array, Array]]:
    if count is None:
        for order in permutations(range(result.k)):
            yield result.yi, result.X[list(order)]
    else:
        for _ in range(count):
            yield result.yi, result.X[rng.permutation(result.k)]


def _fits(result: PooledResult, data: Iterator[tuple[Array, Array]]) -> Iterator[PooledResult]:
    studies = studies_of(result)
    tau2 = result.tau2 if result.tau2_fixed else result.settings.tau2
    settings = replace(result.settings, tau2=tau2)
    for yi, X in data:
        if not independent_columns(X).all():
            continue
        permuted = replace(studies, yi=yi, moderators=replace(studies.moderators, X=X))
        try:
            yield fit_studies(permuted, settings)
        except PoolingError:
            continue
