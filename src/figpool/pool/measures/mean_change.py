"""MC: mean change of paired groups."""

from __future__ import annotations

from figpool.pool.linear import Array
from figpool.pool.measures.paired import PAIRED, difference_variance
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _compute(c: Columns, _: str, __: EffectOptions) -> tuple[Array, Array]:
    return c["m1i"] - c["m2i"], difference_variance(c) / c["ni"]


register(EffectMeasure("MC", "Mean change", PAIRED, _compute))
