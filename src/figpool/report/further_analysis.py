"""Parts of an analysis beyond the pooled mean: dependence, selection, subsets, risk of bias."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from figpool import pool
from figpool.core.errors import PoolingError
from figpool.pool.multilevel import MultilevelResult
from figpool.pool.permutation import PermutationTest
from figpool.pool.result import PooledResult
from figpool.pool.risk_of_bias import bias_sensitivity
from figpool.pool.robust import RobustResult
from figpool.pool.selection import SelectionModel
from figpool.pool.subgroup import Subgroups, SubgroupSettings
from figpool.report.analysis_parts import SHARED, AnalysisSettings, Parts

if TYPE_CHECKING:
    import pandas as pd

_CONTROL_COLUMNS = ("control_group", "control_group_id")


@dataclass(frozen=True)
class Further:
    """Parts beyond the pooled mean; what was not asked for, or cannot be carried, is None.

    Attributes
    ----------
    outliers : DataFrame
        Studies whose deleted residual exceeds 1.96.
    gosh : DataFrame
        Subsets of the studies.
    selection : SelectionModel
    vif : dict
        Variance inflation factors of the meta-regression.
    robust : RobustResult
        Cluster-robust (CR2) test of the mean, or of the meta-regression.
    permutation : PermutationTest
        Of the meta-regression, or of the mean.
    multilevel : MultilevelResult
        With the covariance of shared controls where that was chosen.
    bias : Subgroups
        Low risk of bias against the rest.
    """

    outliers: pd.DataFrame | None
    gosh: pd.DataFrame | None
    selection: SelectionModel | None
    vif: dict[str, float] | None
    robust: RobustResult | None
    permutation: PermutationTest | None
    multilevel: MultilevelResult | None
    bias: Subgroups | None

    def to_dict(self) -> dict[str, Any]:
        """Return all numbers but GOSH's subsets, ready for JSON."""
        from figpool.pool.records import plain

        tables = {"outliers": None if self.outliers is None else plain(self.outliers.to_dict(orient="records"))}
        parts = {
            "selection_model": self.selection,
            "cluster_robust": self.robust,
            "permutation_test": self.permutation,
            "multilevel": self.multilevel,
            "risk_of_bias": self.bias,
        }
        return tables | {"vif": self.vif} | {name: part.to_dict() if part else None for name, part in parts.items()}


def further(
    es: pd.DataFrame,
    result: PooledResult,
    regression: PooledResult | None,
    settings: AnalysisSettings,
    parts: Parts,
) -> Further:
    """Compute what the settings ask for beyond the pooled mean."""
    model = regression or result
    subsets, steps, cluster = settings.subsets, settings.steps, _cluster(es, result, settings)
    levels = settings.random or ("study/effect" if settings.shared_control == SHARED[2] else "")
    several = regression is not None and regression.p > 1 + regression.moderators.has_intercept
    direction = "greater" if result.beta[0] >= 0 else "less"
    bias = partial(bias_sensitivity, es, settings.bias, _same_fit(settings)) if settings.bias else None
    permuted = partial(pool.permutation_test, model, settings.permutations)
    selected = partial(pool.selection_model, result, steps, direction)
    return Further(
        outliers=parts.of_single("Outliers", partial(pool.outliers, result)),
        gosh=parts.of_single("GOSH", partial(pool.gosh, result, subsets)) if subsets else None,
        selection=parts.of_single("Selection model", selected) if steps else None,
        vif=pool.vif(regression) if regression is not None and several else None,
        robust=parts.of_single("Cluster-robust test", partial(_robust, model, cluster)) if cluster else None,
        permutation=parts.of_single("Permutation test", permuted) if settings.permutations else None,
        multilevel=parts.of_single("Multilevel model", partial(_multilevel, es, levels, settings)) if levels else None,
        bias=parts.get("Risk of bias", bias) if bias else None,
    )


def _same_fit(settings: AnalysisSettings) -> SubgroupSettings:
    fit = settings.fit
    return SubgroupSettings(settings.common_tau2, fit.tau2, fit.test, fit.level)


def _cluster(es: pd.DataFrame, result: PooledResult, settings: AnalysisSettings) -> str:
    """Column to cluster by: the one asked for, or the study where studies repeat."""
    if settings.cluster or "study" not in es:
        return settings.cluster
    studies = es["study"].to_numpy()[result.used]
    return "study" if len(set(studies)) < len(studies) else ""


def _robust(model: PooledResult, cluster: str) -> RobustResult:
    return pool.cluster_robust(model, cluster, type="CR2")


def _multilevel(es: pd.DataFrame, random: str, settings: AnalysisSettings) -> MultilevelResult:
    complete = es.dropna(subset=["yi", "vi"]).reset_index(drop=True)
    complete.attrs = dict(es.attrs)
    if "study" in random and "study" not in complete:
        raise PoolingError("The column study is missing.", "Name the studies.")
    shared = settings.shared_control == SHARED[2]
    V = pool.shared_control_covariance(complete, control_column(complete)) if shared else None
    test = "z" if settings.fit.test == "z" else "t"
    return pool.fit_multilevel(complete, V, random, test=test, level=settings.fit.level)


def control_column(frame: pd.DataFrame) -> str | None:
    """Column that names the control groups, where the table has one with a name in every row."""
    named = (name for name in _CONTROL_COLUMNS if name in frame and bool(np.all(frame[name].notna())))
    return next(named, None)
