"""IRR: log ratio of incidence rates."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.cells import adjust_counts
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _compute(c: Columns, _: str, options: EffectOptions) -> tuple[Array, Array]:
    x1, x2 = adjust_counts((c["x1i"], c["x2i"]), options)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(x1 / c["t1i"]) - np.log(x2 / c["t2i"]), 1 / x1 + 1 / x2


register(
    EffectMeasure(
        "IRR",
        "Log incidence rate ratio",
        ("x1i", "t1i", "x2i", "t2i"),
        _compute,
        back=np.exp,
        back_label="Incidence rate ratio",
    )
)
