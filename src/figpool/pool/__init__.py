"""Pooling: effect sizes, models and what follows from them.

>>> from figpool import pool
>>> res = pool.fit({"yi": [0.1, 0.3, 0.5], "vi": [0.04, 0.05, 0.06]}, test="z")
>>> round(float(res.beta[0]), 3)
0.273
"""

from figpool.pool.deletion import cumulative, leave_one_out
from figpool.pool.digitization import (
    digitization_effect,
    digitization_monte_carlo,
    digitization_variance,
    with_digitization,
)
from figpool.pool.effects import effect_sizes
from figpool.pool.extras import blup, henmi_copas, joint_test, likelihood_ratio, vif
from figpool.pool.fail_safe import fail_safe_n
from figpool.pool.gosh import gosh
from figpool.pool.influence import baujat, influence, outliers
from figpool.pool.measures.registry import EffectOptions, measures
from figpool.pool.model import fit
from figpool.pool.multilevel import MultilevelResult, MultilevelSettings, fit_multilevel
from figpool.pool.permutation import permutation_test
from figpool.pool.result import FitSettings, PooledResult
from figpool.pool.robust import cluster_robust
from figpool.pool.selection import selection_model
from figpool.pool.shared_control import control_groups, shared_control_covariance, split_shared_control
from figpool.pool.small_study import egger, pet_peese, rank_test
from figpool.pool.subgroup import SubgroupSettings, subgroups
from figpool.pool.tables import fit_mantel_haenszel, fit_peto
from figpool.pool.trim_fill import trim_and_fill

__all__ = [
    "EffectOptions",
    "FitSettings",
    "MultilevelResult",
    "MultilevelSettings",
    "PooledResult",
    "SubgroupSettings",
    "baujat",
    "blup",
    "cluster_robust",
    "control_groups",
    "cumulative",
    "digitization_effect",
    "digitization_monte_carlo",
    "digitization_variance",
    "effect_sizes",
    "egger",
    "fail_safe_n",
    "fit",
    "fit_mantel_haenszel",
    "fit_multilevel",
    "fit_peto",
    "gosh",
    "henmi_copas",
    "influence",
    "joint_test",
    "leave_one_out",
    "likelihood_ratio",
    "measures",
    "outliers",
    "permutation_test",
    "pet_peese",
    "rank_test",
    "selection_model",
    "shared_control_covariance",
    "split_shared_control",
    "subgroups",
    "trim_and_fill",
    "vif",
    "with_digitization",
]
