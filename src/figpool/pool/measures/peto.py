"""PETO: log odds ratio by Peto's method (Yusuf et al. 1985)."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.cells import CELLS, TOTALS, adjusted_cells, complete_cells
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _compute(columns: Columns, _: str, options: EffectOptions) -> tuple[Array, Array]:
    a, b, c, d = adjusted_cells(columns, options)
    n1, n2, n = a + b, c + d, a + b + c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (a + c) * (b + d) * (n1 / n) * (n2 / n) / (n - 1)
        return (a - (a + c) * n1 / n) / variance, 1 / variance


register(
    EffectMeasure(
        "PETO",
        "Log odds ratio (Peto)",
        CELLS,
        _compute,
        complete=complete_cells,
        optional=TOTALS,
        back=np.exp,
        back_label="Odds ratio (Peto)",
    )
)
