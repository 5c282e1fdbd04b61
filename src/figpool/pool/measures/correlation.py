"""COR: raw correlation coefficient."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register, weighted_mean


def correlation_variance(y: Array, n: Array, vtype: str) -> Array:
    """Large-sample variance (1-y^2)^2/(n-1), at each study's value or at their mean ("AV"); NaN for n <= 3."""
    at = {"LS": y, "AV": np.full_like(y, weighted_mean(y, n))}[vtype]
    with np.errstate(divide="ignore", invalid="ignore"):
        out: Array = np.where(n > 3, (1 - at**2) ** 2 / (n - 1), np.nan)
    return out


def _compute(c: Columns, vtype: str, _: EffectOptions) -> tuple[Array, Array]:
    return c["ri"], correlation_variance(c["ri"], c["ni"], vtype)


register(EffectMeasure("COR", "Correlation", ("ri", "ni"), _compute, ("LS", "AV")))
