"""MNLN: log mean of a single group."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _compute(c: Columns, _: str, __: EffectOptions) -> tuple[Array, Array]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(c["mi"]), c["sdi"] ** 2 / (c["ni"] * c["mi"] ** 2)


register(EffectMeasure("MNLN", "Log mean", ("mi", "sdi", "ni"), _compute, back=np.exp, back_label="Mean"))
