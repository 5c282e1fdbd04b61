"""MN: mean of a single group."""

from __future__ import annotations

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _compute(c: Columns, _: str, __: EffectOptions) -> tuple[Array, Array]:
    return c["mi"], c["sdi"] ** 2 / c["ni"]


register(EffectMeasure("MN", "Mean", ("mi", "sdi", "ni"), _compute))
