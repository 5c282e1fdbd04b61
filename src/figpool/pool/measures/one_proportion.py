"""PLO: log odds (logit) of a proportion in a single group."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from figpool.pool.linear import Array
from figpool.pool.measures.cells import adjust_counts
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register


def _compute(c: Columns, _: str, options: EffectOptions) -> tuple[Array, Array]:
    events, rest = adjust_counts((c["xi"], c["ni"] - c["xi"]), options)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(events / rest), 1 / events + 1 / rest


register(EffectMeasure("PLO", "Log odds", ("xi", "ni"), _compute, back=expit, back_label="Proportion"))
