"""SMD1: difference standardized by the SD of group 2, the control (Glass's delta)."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register
from figpool.pool.measures.smd import standardized


def _compute(c: Columns, vtype: str, _: EffectOptions) -> tuple[Array, Array]:
    with np.errstate(divide="ignore", invalid="ignore"):
        d = (c["m1i"] - c["m2i"]) / c["sd2i"]
    return standardized(d, c["n2i"] - 1, c, c["n2i"], vtype)


register(
    EffectMeasure(
        "SMD1",
        "Standardized mean difference (Glass's delta)",
        ("m1i", "n1i", "m2i", "sd2i", "n2i"),
        _compute,
        ("LS", "LS2", "UB", "AV"),
        standardized=True,
    )
)
