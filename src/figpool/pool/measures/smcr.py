"""SMCR: change standardized by the SD of group 1 (Becker 1988)."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register
from figpool.pool.measures.two_groups import hedges_correction


def _compute(c: Columns, vtype: str, _: EffectOptions) -> tuple[Array, Array]:
    n = c["ni"]
    j = hedges_correction(n - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        d = (c["m1i"] - c["m2i"]) / c["sd1i"]
    base = 2 * (1 - c["ri"]) / n
    return j * d, {"LS": base + (j * d) ** 2 / (2 * n), "LS2": j**2 * (base + d**2 / (2 * n))}[vtype]


register(
    EffectMeasure(
        "SMCR",
        "Standardized mean change (raw SD)",
        ("m1i", "m2i", "sd1i", "ni", "ri"),
        _compute,
        ("LS", "LS2"),
        standardized=True,
    )
)
