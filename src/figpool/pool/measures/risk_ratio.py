"""RR: log risk ratio."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.cells import CELLS, TOTALS, adjusted_cells, complete_cells
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _compute(columns: Columns, _: str, options: EffectOptions) -> tuple[Array, Array]:
    a, b, c, d = adjusted_cells(columns, options)
    with np.errstate(divide="ignore", invalid="ignore"):
        yi = np.log(a / (a + b)) - np.log(c / (c + d))
        return yi, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


register(
    EffectMeasure(
        "RR",
        "Log risk ratio",
        CELLS,
        _compute,
        complete=complete_cells,
        optional=TOTALS,
        back=np.exp,
        back_label="Risk ratio",
    )
)
