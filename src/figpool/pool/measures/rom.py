"""ROM: log ratio of means, the response ratio (Hedges, Gurevitch & Curtis 1999).

With ``correct`` the second-order bias correction of Lajeunesse 2015 (Ecology 96:2056) is added,
and the variance that goes with it (vtype "LS2") unless another vtype is asked for.
"""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register, weighted_mean
from figpool.pool.measures.two_groups import MEANS, inverse_sizes, pooled_sd


def _log_ratio(c: Columns) -> Array:
    same_sign = c["m1i"] * c["m2i"] > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        out: Array = np.where(same_sign, np.log(np.abs(c["m1i"] / c["m2i"])), np.nan)
    return out


def _pooled_cv(c: Columns, cv1: Array, cv2: Array) -> float:
    known = ~(np.isnan(cv1) | np.isnan(cv2) | np.isnan(c["n1i"]) | np.isnan(c["n2i"]))
    n1, n2 = c["n1i"][known], c["n2i"][known]
    return float((n1 @ cv1[known] + n2 @ cv2[known]) / (n1 + n2).sum())


def _compute(c: Columns, vtype: str, options: EffectOptions) -> tuple[Array, Array]:
    n1, n2 = c["n1i"], c["n2i"]
    with np.errstate(divide="ignore", invalid="ignore"):
        cv1, cv2 = c["sd1i"] / c["m1i"], c["sd2i"] / c["m2i"]
        first, second = cv1**2 / n1, cv2**2 / n2
        variances = {
            "LS": lambda: first + second,
            "HO": lambda: pooled_sd(c) ** 2 * (1 / (n1 * c["m1i"] ** 2) + 1 / (n2 * c["m2i"] ** 2)),
            "AV": lambda: weighted_mean(cv1, n1) ** 2 / n1 + weighted_mean(cv2, n2) ** 2 / n2,
            "AVHO": lambda: _pooled_cv(c, cv1, cv2) ** 2 * inverse_sizes(c),
            "LS2": lambda: first + second + (first**2 + second**2) / 2,
        }
        yi = _log_ratio(c) + ((first - second) / 2 if options.correct else 0.0)
        return yi, variances[vtype]()


register(
    EffectMeasure(
        "ROM",
        "Log ratio of means",
        MEANS,
        _compute,
        ("LS", "HO", "AV", "AVHO", "LS2"),
        corrected_vtype="LS2",
        back=np.exp,
        back_label="Ratio of means",
    )
)
