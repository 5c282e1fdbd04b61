"""GEN: effect sizes that come ready, yi with vi or sei."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _variance_from_se(c: dict[str, Array]) -> dict[str, Array]:
    if "sei" not in c:
        return c
    squares = c["sei"] ** 2
    return c | {"vi": np.where(np.isnan(c["vi"]), squares, c["vi"]) if "vi" in c else squares}


def _compute(c: Columns, _: str, __: EffectOptions) -> tuple[Array, Array]:
    return c["yi"], c["vi"]


register(EffectMeasure("GEN", "Effect", ("yi", "vi"), _compute, complete=_variance_from_se, optional=("sei",)))
