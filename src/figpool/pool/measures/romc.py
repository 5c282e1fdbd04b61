"""ROMC: log ratio of means of paired groups (Lajeunesse 2011)."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.paired import PAIRED
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _compute(c: Columns, _: str, __: EffectOptions) -> tuple[Array, Array]:
    with np.errstate(divide="ignore", invalid="ignore"):
        cv1, cv2 = c["sd1i"] / c["m1i"], c["sd2i"] / c["m2i"]
        yi = np.where(c["m1i"] * c["m2i"] > 0, np.log(np.abs(c["m1i"] / c["m2i"])), np.nan)
        return yi, (cv1**2 + cv2**2 - 2 * c["ri"] * cv1 * cv2) / c["ni"]


register(
    EffectMeasure("ROMC", "Log ratio of means (paired)", PAIRED, _compute, back=np.exp, back_label="Ratio of means")
)
