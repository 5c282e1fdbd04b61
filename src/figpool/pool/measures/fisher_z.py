"""ZCOR: Fisher's z of a correlation."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _compute(c: Columns, _: str, __: EffectOptions) -> tuple[Array, Array]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.arctanh(c["ri"]), np.where(c["ni"] > 3, 1 / (c["ni"] - 3), np.nan)


register(EffectMeasure("ZCOR", "Fisher's z", ("ri", "ni"), _compute, back=np.tanh, back_label="Correlation"))
