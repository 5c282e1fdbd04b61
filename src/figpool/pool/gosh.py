"""GOSH: the pooled effect and I2 of all (or many) subsets of the studies (Olkin, Dahabreh & Trikalinos 2012)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError
from figpool.pool.model import refit
from figpool.pool.result import PooledResult

if TYPE_CHECKING:
    import pandas as pd


def gosh(result: PooledResult, limit: int = 2000, *, min_k: int = 2, seed: int = 20240101) -> pd.DataFrame:
    """Fit the model to subsets of the studies.

    Parameters
    ----------
    result : PooledResult
        A fit without moderators.
    limit : int
        Most subsets; all are taken where there are no more, else random ones.
    min_k : int
        Smallest subset.
    seed : int
        Seed of the random subsets.

    Returns
    -------
    DataFrame
        k, estimate, I2, QE, tau2 of each subset, and ``members``: which studies it holds, as a text of 0 and 1.

    Raises
    ------
    PoolingError
        For a model with moderators, or fewer studies than `min_k`.
    """
    import pandas as pd

    if not result.intercept_only or result.k < min_k:
        raise PoolingError(f"GOSH needs a mean of at least {min_k} studies.", "Fit without moderators.")
    rows = []
    for mask in _subsets(result.k, limit, min_k, seed):
        one = refit(result, mask)
        members = "".join("1" if inside else "0" for inside in mask)
        rows.append((one.k, one.beta[0], one.I2, one.QE, one.tau2, members))
    return pd.DataFrame(rows, columns=["k", "estimate", "I2", "QE", "tau2", "members"])


def _subsets(k: int, limit: int, min_k: int, seed: int) -> Iterator[NDArray[np.bool_]]:
    bits = np.arange(k)
    if k < 40 and 2**k - 1 <= limit:
        masks = ((np.array(number) >> bits & 1).astype(bool) for number in range(1, 2**k))
        yield from (mask for mask in masks if mask.sum() >= min_k)
        return
    rng = np.random.default_rng(seed)
    for _ in range(limit):
        size = int(rng.integers(min_k, k + 1))
        mask = np.zeros(k, dtype=bool)
        mask[rng.choice(k, size, replace=False)] = True
        yield mask
