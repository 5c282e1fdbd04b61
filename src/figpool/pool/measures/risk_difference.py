"""RD: risk difference."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.cells import CELLS, TOTALS, adjusted_cells, complete_cells
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register, weighted_mean


def _compute(columns: Columns, vtype: str, options: EffectOptions) -> tuple[Array, Array]:
    a, b, c, d = adjusted_cells(columns, options)
    n1, n2 = a + b, c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = a / n1, c / n2
        mean1, mean2 = weighted_mean(p1, n1), weighted_mean(p2, n2)
        variances = {
            "LS": p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2,
            "UB": p1 * (1 - p1) / (n1 - 1) + p2 * (1 - p2) / (n2 - 1),
            "AV": mean1 * (1 - mean1) / n1 + mean2 * (1 - mean2) / n2,
        }
    return p1 - p2, variances[vtype]


register(
    EffectMeasure(
        "RD", "Risk difference", CELLS, _compute, ("LS", "UB", "AV"), complete=complete_cells, optional=TOTALS
    )
)
