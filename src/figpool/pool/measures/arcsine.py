"""AS: arcsine square-root transformed risk difference (Rücker et al. 2009); zero cells need no addition."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.cells import CELLS, TOTALS, adjusted_cells, complete_cells
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _compute(columns: Columns, _: str, options: EffectOptions) -> tuple[Array, Array]:
    a, b, c, d = adjusted_cells(columns, replace(options, to="none"))
    n1, n2 = a + b, c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.arcsin(np.sqrt(a / n1)) - np.arcsin(np.sqrt(c / n2)), 1 / (4 * n1) + 1 / (4 * n2)


register(EffectMeasure("AS", "Arcsine risk difference", CELLS, _compute, complete=complete_cells, optional=TOTALS))
