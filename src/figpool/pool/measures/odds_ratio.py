"""OR: log odds ratio."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.cells import CELLS, TOTALS, adjusted_cells, complete_cells
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _compute(columns: Columns, _: str, options: EffectOptions) -> tuple[Array, Array]:
    a, b, c, d = adjusted_cells(columns, options)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(a / b) - np.log(c / d), 1 / a + 1 / b + 1 / c + 1 / d


register(
    EffectMeasure(
        "OR",
        "Log odds ratio",
        CELLS,
        _compute,
        complete=complete_cells,
        optional=TOTALS,
        back=np.exp,
        back_label="Odds ratio",
    )
)
