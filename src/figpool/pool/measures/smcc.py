"""SMCC: change standardized by the SD of the change (Gibbons, Hedeker & Davis 1993)."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.paired import PAIRED, difference_variance
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register
from figpool.pool.measures.two_groups import hedges_correction


def _compute(c: Columns, vtype: str, _: EffectOptions) -> tuple[Array, Array]:
    n = c["ni"]
    j = hedges_correction(n - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        d = (c["m1i"] - c["m2i"]) / np.sqrt(difference_variance(c))
    variances = {"LS": 1 / n + (j * d) ** 2 / (2 * n), "LS2": j**2 * (1 / n + d**2 / (2 * n))}
    return j * d, variances[vtype]


register(
    EffectMeasure("SMCC", "Standardized mean change (change SD)", PAIRED, _compute, ("LS", "LS2"), standardized=True)
)
