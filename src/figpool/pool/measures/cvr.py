"""CVR: log ratio of coefficients of variation (Nakagawa et al. 2015 Methods Ecol Evol 6:143)."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register
from figpool.pool.measures.two_groups import MEANS


def _compute(c: Columns, _: str, __: EffectOptions) -> tuple[Array, Array]:
    n1, n2 = c["n1i"], c["n2i"]
    with np.errstate(divide="ignore", invalid="ignore"):
        cv1, cv2 = c["sd1i"] / c["m1i"], c["sd2i"] / c["m2i"]
        half1, half2 = 1 / (2 * (n1 - 1)), 1 / (2 * (n2 - 1))
        yi = np.log(cv1) + half1 - np.log(cv2) - half2
        return yi, half1 + cv1**2 / n1 + half2 + cv2**2 / n2


register(
    EffectMeasure("CVR", "Log coefficient-of-variation ratio", MEANS, _compute, back=np.exp, back_label="CV ratio")
)
