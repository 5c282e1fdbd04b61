"""SMDH: standardized mean difference with unequal variances (Bonett 2008, 2009)."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register
from figpool.pool.measures.two_groups import MEANS, hedges_correction


def _compute(c: Columns, vtype: str, _: EffectOptions) -> tuple[Array, Array]:
    n1, n2, s1, s2 = c["n1i"], c["n2i"], c["sd1i"] ** 2, c["sd2i"] ** 2
    j = hedges_correction(n1 + n2 - 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        g = j * (c["m1i"] - c["m2i"]) / np.sqrt((s1 + s2) / 2)
        bonett = g**2 * (s1**2 / (n1 - 1) + s2**2 / (n2 - 1)) / (2 * (s1 + s2) ** 2)
        bonett = bonett + (s1 / (n1 - 1) + s2 / (n2 - 1)) / ((s1 + s2) / 2)
        spread = g**2 * (s1 / n1 + s2 / n2) / (2 * (s1 + s2) ** 2) + 2 * (s1 / n1 + s2 / n2) / (s1 + s2)
    return g, {"LS": j**2 * bonett, "LS2": spread}[vtype]


register(
    EffectMeasure(
        "SMDH", "Standardized mean difference (unequal variances)", MEANS, _compute, ("LS", "LS2"), standardized=True
    )
)
