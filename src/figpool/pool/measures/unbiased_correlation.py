"""UCOR: correlation with its bias corrected (Olkin & Pratt 1958)."""

from __future__ import annotations

import numpy as np
from scipy.special import hyp2f1

from figpool.pool.linear import Array
from figpool.pool.measures.correlation import correlation_variance
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register

_SERIES_FROM, _TERMS = 20.0, 200


def gauss_hypergeometric(a: float, b: float, c: Array, z: Array) -> Array:
    """2F1(a, b; c; z) for 0 <= z <= 1.

    Notes
    -----
    scipy's hyp2f1 returns NaN for some large c (0.5, 0.5, 162, 0.9975); there the power series,
    whose terms fall like n^(a+b-c-1), is summed instead.
    """
    term, total = np.ones_like(z), np.ones_like(z)
    large = np.maximum(c, _SERIES_FROM)
    for i in range(_TERMS):
        term = term * (a + i) * (b + i) / ((large + i) * (i + 1)) * z
        total = total + term
    out: Array = np.where(c >= _SERIES_FROM, total, hyp2f1(a, b, np.minimum(c, _SERIES_FROM), z))
    return out


def _compute(c: Columns, vtype: str, _: EffectOptions) -> tuple[Array, Array]:
    r = c["ri"]
    n = np.where(c["ni"] > 4, c["ni"], np.nan)
    y = r * gauss_hypergeometric(0.5, 0.5, (n - 2) / 2, 1 - r**2)
    unbiased = y**2 - (1 - (n - 3) / (n - 2) * (1 - r**2) * gauss_hypergeometric(1, 1, n / 2, 1 - r**2))
    large = {name: correlation_variance(y, n, name) for name in ("LS", "AV")}
    return y, (large | {"UB": unbiased})[vtype]


register(EffectMeasure("UCOR", "Correlation (bias corrected)", ("ri", "ni"), _compute, ("LS", "UB", "AV")))
