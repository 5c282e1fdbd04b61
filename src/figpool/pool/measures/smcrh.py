"""SMCRH: change standardized by the SD of group 1, unequal variances (Bonett 2008)."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.paired import PAIRED, difference_variance
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register
from figpool.pool.measures.two_groups import hedges_correction


def _compute(c: Columns, _: str, __: EffectOptions) -> tuple[Array, Array]:
    m = c["ni"] - 1
    j = hedges_correction(m)
    with np.errstate(divide="ignore", invalid="ignore"):
        g = j * (c["m1i"] - c["m2i"]) / c["sd1i"]
        return g, j**2 * (difference_variance(c) / (c["sd1i"] ** 2 * m) + g**2 / (2 * m))


register(
    EffectMeasure("SMCRH", "Standardized mean change (raw SD, unequal variances)", PAIRED, _compute, standardized=True)
)
