"""One complete analysis: what the pooling report shows, computed once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from figpool import pool
from figpool.core.errors import UsageError
from figpool.pool.checks import row_warnings
from figpool.pool.columns import study_labels
from figpool.pool.measures.registry import find_measure
from figpool.pool.result import PooledResult
from figpool.pool.small_study import RegressionTest
from figpool.pool.subgroup import Subgroups, SubgroupSettings
from figpool.pool.trim_fill import TrimFill
from figpool.report.analysis_parts import SHARED, AnalysisSettings, Parts
from figpool.report.further_analysis import Further, control_column, further

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Analysis", "AnalysisSettings", "analyse", "with_effects"]


@dataclass(frozen=True)
class Analysis:
    """Everything the report shows; a part that the rows cannot carry is None, and `notes` says why."""

    settings: AnalysisSettings
    effects: pd.DataFrame
    result: PooledResult
    groups: dict[str, Subgroups]
    regression: PooledResult | None
    leave_one_out: pd.DataFrame | None
    cumulative: pd.DataFrame | None
    influence: pd.DataFrame | None
    baujat: pd.DataFrame | None
    egger: dict[str, RegressionTest]
    rank_test: Any
    trim_and_fill: TrimFill | None
    fail_safe: dict[str, Any]
    pet_peese: Any
    digitization: Any
    further: Further
    warnings: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def effect_label(self) -> str:
        """Name of the effect."""
        return find_measure(self.settings.measure).label

    def to_dict(self) -> dict[str, Any]:
        """Return all numbers, ready for JSON."""
        return {
            "measure": self.settings.measure,
            "vtype": self.effects.attrs.get("vtype"),
            "overall": self.result.to_dict(),
            "subgroups": {name: groups.to_dict() for name, groups in self.groups.items()},
            "regression": self.regression.to_dict() if self.regression else None,
            "leave_one_out": _records(self.leave_one_out),
            "cumulative": _records(self.cumulative),
            "influence": _records(self.influence),
            "baujat": _records(self.baujat),
            "egger": {name: test.to_dict() for name, test in self.egger.items()},
            "rank_test": self.rank_test.to_dict() if self.rank_test else None,
            "trim_and_fill": _trim_fill(self.trim_and_fill),
            "fail_safe_n": {name: number.to_dict() for name, number in self.fail_safe.items()},
            "pet_peese": self.pet_peese.to_dict() if self.pet_peese else None,
            "digitization_share": self.digitization.share if self.digitization else None,
            "shared_control": self.settings.shared_control,
            **self.further.to_dict(),
            "warnings": list(self.warnings),
            "notes": list(self.notes),
        }


def _records(table: pd.DataFrame | None) -> list[dict[str, Any]] | None:
    from figpool.pool.records import plain

    return None if table is None else [plain(row) for row in table.to_dict(orient="records")]


def _trim_fill(found: TrimFill | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {name: value for name, value in found.to_dict().items() if name != "fit"} | {"fit": found.fit.to_dict()}


def analyse(effects: pd.DataFrame, settings: AnalysisSettings) -> Analysis:
    """Run the whole analysis on a table of effects.

    Parameters
    ----------
    effects : DataFrame
        With yi and vi, or with the columns the measure needs.
    settings : AnalysisSettings

    Raises
    ------
    UsageError
        Columns or settings that do not fit.
    PoolingError
        No usable row.
    """
    es = with_effects(effects, settings)
    chosen = settings.fit
    result = pool.fit(es, None, chosen.tau2, chosen.test, chosen.level, weighted=chosen.weighted)
    parts = Parts(result.k)
    alike = SubgroupSettings(settings.common_tau2, chosen.tau2, chosen.test, chosen.level)
    regression = _regression(es, settings, parts)
    predictors = ["sei", *(["sqrtn1n2"] if "n1i" in es and "n2i" in es else [])]
    tests = {name: parts.of_several(f"Egger's test ({name})", partial(pool.egger, result, name)) for name in predictors}
    kinds = ("Rosenthal", "Orwin", "Rosenberg")
    numbers = {name: parts.get(f"Fail-safe N ({name})", partial(pool.fail_safe_n, es, name)) for name in kinds}
    uncertain = any(f"{name}_u" in es and es[f"{name}_u"].notna().any() for name in ("m1i", "m2i", "mi"))
    in_order = partial(pool.cumulative, result, settings.order)
    groups = {
        name: parts.get(f"Subgroups by {name}", partial(pool.subgroups, es, name, settings.min_k, settings=alike))
        for name in settings.by
    }
    groups = {name: one for name, one in groups.items() if one is not None}
    return Analysis(
        settings=settings,
        effects=es,
        result=result,
        groups=groups,
        regression=regression,
        leave_one_out=parts.of_single("Leave-one-out", partial(pool.leave_one_out, result)),
        cumulative=parts.of_single("Cumulative", in_order) if settings.order in es else None,
        influence=parts.of_single("Influence", partial(pool.influence, result)),
        baujat=parts.of_single("Baujat", partial(pool.baujat, result)),
        egger={name: test for name, test in tests.items() if test is not None},
        rank_test=parts.of_several("Rank test", partial(pool.rank_test, result)),
        trim_and_fill=parts.of_several("Trim and fill", partial(pool.trim_and_fill, result)),
        fail_safe={name: number for name, number in numbers.items() if number is not None},
        pet_peese=parts.of_several("PET-PEESE", partial(pool.pet_peese, result)),
        digitization=parts.get("Digitization", partial(pool.digitization_effect, es, chosen)) if uncertain else None,
        further=further(es, result, regression, settings, parts),
        warnings=_all_warnings(es, result, regression, [*groups.values(), *tests.values()]),
        notes=tuple(parts.notes),
    )


def with_effects(table: pd.DataFrame, settings: AnalysisSettings) -> pd.DataFrame:
    """Take the effects the table holds under the same measure; else compute them from the arms.

    A variance formula asked for, or arms beside effects of another measure, mean computing anew.
    """
    if settings.shared_control == SHARED[1]:
        table = _split(table)
    found = find_measure(settings.measure)
    has_arms = all(name in table for name in found.columns) or ("n1i" in table and "ai" in table)
    has_effects = "yi" in table and ("vi" in table or "sei" in table)
    same = "measure" in table and set(table["measure"]) == {found.code} and settings.vtype is None
    if not has_effects or (has_arms and not (same and not settings.better)):
        recorded = "better" if "better" in table else "higher"
        return pool.effect_sizes(table, found.code, settings.vtype, better=settings.better or recorded)
    ready = pool.effect_sizes(table, "GEN", better=settings.better or "higher")
    ready["measure"] = table.get("measure", found.code)
    ready.attrs["vtype"] = ""
    labels = study_labels(ready, np.ones(len(ready), dtype=bool))
    ready.attrs["warnings"] = list(dict.fromkeys([*ready.attrs["warnings"], *row_warnings(ready, labels, found.code)]))
    return ready


def _split(table: pd.DataFrame) -> pd.DataFrame:
    """Share control groups among their comparisons; the effects are to be computed anew."""
    if "n2i" not in table:
        raise UsageError("Splitting a shared control needs the arms (m2i, sd2i, n2i).", "Leave it as published.")
    fresh = table.drop(columns=[name for name in ("yi", "vi", "sei") if name in table])
    return pool.split_shared_control(fresh, control_column(table))


def _regression(es: pd.DataFrame, settings: AnalysisSettings, parts: Parts) -> PooledResult | None:
    if not settings.mods:
        return None
    chosen = settings.fit
    model: PooledResult | None = parts.get(
        "Meta-regression", lambda: pool.fit(es, settings.mods, chosen.tau2, chosen.test, chosen.level)
    )
    return model


def _all_warnings(
    es: pd.DataFrame, result: PooledResult, regression: PooledResult | None, parts: Iterable[Any]
) -> tuple[str, ...]:
    said = [*es.attrs.get("warnings", []), *result.warnings, *(regression.warnings if regression else ())]
    said += [warning for part in parts if part is not None for warning in part.warnings]
    return tuple(dict.fromkeys(said))
