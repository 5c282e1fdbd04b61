"""Pooling: effect sizes, models and what follows from them.

The 13 trials of BCG vaccination (metafor's ``dat.bcg``, log risk ratios); the numbers are metafor's.

>>> import pandas as pd
>>> from figpool import pool
>>> es = pd.DataFrame({
...     "yi": [-0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209,
...            0.0120, -0.4694, -1.3713, -0.3394, 0.4459, -0.0173],
...     "vi": [0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230,
...            0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714],
...     "latitude": [44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33]})
>>> res = pool.fit(es, tau2="REML", test="knha")
>>> print(f"{res.beta[0]:.4f} ({res.ci_lb[0]:.4f} to {res.ci_ub[0]:.4f}), tau2 {res.tau2:.4f}, I2 {res.I2:.2f}")
-0.7145 (-1.1085 to -0.3206), tau2 0.3133, I2 92.21
>>> limits = res.confint()
>>> print(f"tau2 {limits.lb[0]:.4f} to {limits.ub[0]:.4f}")
tau2 0.1197 to 1.1115
>>> new = res.predict()
>>> print(f"a new study: {new.pi_lb[0]:.4f} to {new.pi_ub[0]:.4f}")
a new study: -1.9960 to 0.5670

Meta-regression, and what it predicts:

>>> model = pool.fit(es, mods="latitude")
>>> print(f"{model.beta[1]:.4f} a degree, R2 {model.R2:.1f} %, F {model.QM:.2f}")
-0.0291 a degree, R2 75.6 %, F 12.59
>>> print(model.predict({"latitude": [10, 50]}).pred.round(3))
[-0.04  -1.204]

Small-study effects, and the mean without single studies:

>>> egger, ranks = pool.egger(res), pool.rank_test(res)
>>> print(f"Egger t {egger.stat:.4f}, P {egger.pval:.4f}; rank correlation {ranks.tau:.4f}, P {ranks.pval:.4f}")
Egger t -1.3920, P 0.1914; rank correlation 0.0256, P 0.9524
>>> filled = pool.trim_and_fill(res)
>>> print(f"{filled.k0} filled, mean {filled.fit.beta[0]:.3f}; fail-safe N {pool.fail_safe_n(es).fsnum:.0f}")
1 filled, mean -0.657; fail-safe N 599
>>> print(pool.leave_one_out(res)["estimate"].head(3).round(4).tolist())
[-0.7071, -0.654, -0.6856]
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
