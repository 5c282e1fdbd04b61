"""MD: raw mean difference."""

from __future__ import annotations

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register
from figpool.pool.measures.two_groups import MEANS, inverse_sizes, pooled_sd


def _compute(c: Columns, vtype: str, _: EffectOptions) -> tuple[Array, Array]:
    separate = c["sd1i"] ** 2 / c["n1i"] + c["sd2i"] ** 2 / c["n2i"]
    pooled = pooled_sd(c) ** 2 * inverse_sizes(c)
    return c["m1i"] - c["m2i"], {"LS": separate, "UB": separate, "HO": pooled}[vtype]


register(EffectMeasure("MD", "Mean difference", MEANS, _compute, ("LS", "UB", "HO")))
