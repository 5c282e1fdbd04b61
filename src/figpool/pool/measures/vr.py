"""VR: log variability ratio (Nakagawa et al. 2015 Methods Ecol Evol 6:143)."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _compute(c: Columns, _: str, __: EffectOptions) -> tuple[Array, Array]:
    with np.errstate(divide="ignore", invalid="ignore"):
        half1, half2 = 1 / (2 * (c["n1i"] - 1)), 1 / (2 * (c["n2i"] - 1))
        return np.log(c["sd1i"] / c["sd2i"]) + half1 - half2, half1 + half2


register(
    EffectMeasure(
        "VR",
        "Log variability ratio",
        ("sd1i", "n1i", "sd2i", "n2i"),
        _compute,
        back=np.exp,
        back_label="Variability ratio",
    )
)
