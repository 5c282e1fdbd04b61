"""Subgroups: one fit a group, and the test of their difference."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.columns import in_order_of, study_labels
from figpool.pool.distributions import chi2_sf
from figpool.pool.formula import as_labels, level_order
from figpool.pool.model import fit, fit_studies
from figpool.pool.records import Record
from figpool.pool.result import FitSettings, PooledResult
from figpool.pool.studies import read_studies


@dataclass(frozen=True)
class TooFew(Record):
    """A subgroup with fewer studies than asked for; it is named, not pooled."""

    k: int
    min_k: int
    used: NDArray[np.bool_] = field(repr=False)

    @property
    def status(self) -> str:
        """What to print in its cell."""
        return f"NA: fewer than {self.min_k} experiments"

    def to_dict(self) -> dict[str, Any]:
        """Return size and status."""
        return {"k": self.k, "status": self.status}


@dataclass(frozen=True)
class BetweenTest(Record):
    """Test of the difference between the pooled subgroups.

    Attributes
    ----------
    Qb, df, p : float
        Q over the subgroup estimates, weighted by 1/se^2, and its chi-squared p value. With a common
        tau2: the test of the factor in the model with all studies (F for knha, adhoc and t).
    Q_total_EE, Qw_sum, dfw : float
        Cochran's Q of all studies, the sum of the subgroups' Q, and its degrees of freedom.
    """

    Qb: float
    df: float
    p: float
    Q_total_EE: float
    Qw_sum: float
    dfw: int


@dataclass(frozen=True)
class Subgroups(Record):
    """Fits by subgroup.

    Attributes
    ----------
    by : str
        The grouping.
    groups : dict
        PooledResult, or TooFew, by level.
    between : BetweenTest
        Test of their difference.
    model : PooledResult or None
        All studies with the grouping as moderator: one tau2 for all (metafor's
        ``rma(mods = ~ factor(by))``); None where it cannot be fitted.
    common_tau2 : bool
        Whether the groups share that tau2.
    warnings : tuple of str
        Which studies are in no group, and where the test of differences is too sure.
    """

    by: str
    groups: dict[str, PooledResult | TooFew]
    between: BetweenTest
    model: PooledResult | None
    common_tau2: bool
    warnings: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Any:
        """Return the subgroup called `name`, or the field of that name."""
        return self.groups[name] if name in self.groups else super().__getitem__(name)

    def to_dict(self) -> dict[str, Any]:
        """Return groups, test and common model by name."""
        out: dict[str, Any] = {name: group.to_dict() for name, group in self.groups.items()}
        out["between"] = self.between.to_dict()
        out["common_tau2_model"] = self.model.to_dict() if self.model else None
        return out | ({"warnings": list(self.warnings)} if self.warnings else {})


@dataclass(frozen=True)
class SubgroupSettings:
    """How subgroups are pooled.

    Attributes
    ----------
    common_tau2 : bool
        One tau2 for all subgroups instead of one each.
    tau2, test, level
        As for :func:`figpool.pool.fit`.
    """

    common_tau2: bool = False
    tau2: str | float = "REML"
    test: str = "knha"
    level: float = 0.95


def subgroups(es: Any, by: Any, min_k: int = 3, *, settings: SubgroupSettings | None = None, **named: Any) -> Subgroups:
    """Pool the studies by subgroup.

    Parameters
    ----------
    es : data frame, mapping or PooledResult
        Effect sizes; a fit hands on its table, estimator, test and level.
    by : str or sequence
        Column of the table, or one label a row.
    min_k : int
        A subgroup with fewer studies is not pooled, "NA: fewer than 3 experiments".
    settings : SubgroupSettings, optional
        Its fields can be given by keyword too: ``tau2="REML", test="knha", level=0.95, common_tau2=False``.

    Raises
    ------
    UsageError
        Unknown column or setting.
    PoolingError
        No study has a group.

    Examples
    --------
    >>> es = {"yi": [0.1, 0.3, 0.2, 0.9, 1.1, 1.0, 2.0], "vi": [0.04] * 7, "route": list("aaabbbc")}
    >>> sub = subgroups(es, by="route")
    >>> round(float(sub.groups["b"].beta[0]), 3), sub.groups["c"].status
    (1.0, 'NA: fewer than 3 experiments')
    """
    chosen = _settings(es, settings, named)
    frame = es.frame if isinstance(es, PooledResult) else es
    studies = read_studies(frame)
    labels = _labels(frame, by, studies.used.size)
    usable = studies.used & np.array([label is not None for label in labels])
    name = by if isinstance(by, str) else "group"
    if not usable.any():
        raise PoolingError(f"No study has a value of {name}.", "Fill the column in, or group by another.")
    outside = [str(label) for label in study_labels(frame, studies.used & ~usable)]
    warnings = [f"In no subgroup of {name}, for an empty cell: {', '.join(outside)}."] if outside else []
    own = FitSettings(chosen.tau2, chosen.test, chosen.level)
    model = _common_model(frame, labels, usable, own)
    if chosen.common_tau2 and model is not None:
        own = replace(own, tau2=model.tau2)
    groups: dict[str, PooledResult | TooFew] = {}
    for level in level_order(np.array(labels, dtype=object)[usable]):
        rows = usable & np.array([label == level for label in labels])
        groups[level] = _pool_rows(frame, rows, own, min_k)
    between = _between(frame, usable, groups, model if chosen.common_tau2 else None)
    if between.df > 0 and not chosen.common_tau2:
        warnings += _too_narrow(name, groups)
    return Subgroups(name, groups, between, model, chosen.common_tau2, tuple(warnings))


def _too_narrow(name: str, groups: dict[str, PooledResult | TooFew]) -> list[str]:
    """Say where the test of differences stands on standard errors smaller than the normal ones."""
    narrow = [level for level, g in groups.items() if isinstance(g, PooledResult) and g.test == "knha" and g.s2w < 1]
    if not narrow:
        return []
    words = f"takes Knapp-Hartung standard errors below the normal ones ({', '.join(narrow)}) and may find too much"
    return [f"The test of differences between the subgroups of {name} {words}; one common tau2 is safer."]


def _settings(es: Any, settings: SubgroupSettings | None, named: dict[str, Any]) -> SubgroupSettings:
    unknown = sorted(set(named) - set(SubgroupSettings.__dataclass_fields__))
    if unknown:
        raise UsageError(
            f"subgroups has no option {unknown[0]!r}.", f"Options: {', '.join(SubgroupSettings.__dataclass_fields__)}."
        )
    base = settings or SubgroupSettings()
    if isinstance(es, PooledResult):
        base = replace(base, tau2=es.settings.tau2, test=es.test, level=es.level)
    return replace(base, **named)


def _labels(frame: Any, by: Any, k: int) -> list[str | None]:
    if isinstance(by, str):
        if by not in frame:
            raise UsageError(f"There is no column {by!r} to group by.", f"Columns: {', '.join(str(c) for c in frame)}.")
        return as_labels(np.asarray(frame[by], dtype=object))
    labels = as_labels(np.asarray(in_order_of(frame, by), dtype=object))
    if len(labels) != k:
        raise UsageError(f"The grouping has {len(labels)} labels for {k} rows.", "Give one label for every row.")
    return labels


def _pool_rows(frame: Any, rows: NDArray[np.bool_], settings: FitSettings, min_k: int) -> PooledResult | TooFew:
    k = int(rows.sum())
    if k < min_k:
        return TooFew(k, min_k, rows)
    studies = read_studies(frame)
    inside = rows[studies.used]
    chosen = replace(
        studies, yi=studies.yi[inside], vi=studies.vi[inside], moderators=studies.moderators.take(inside), used=rows
    )
    return fit_studies(replace(chosen, warnings=()), settings, frame)


def _common_model(
    frame: Any, labels: list[str | None], usable: NDArray[np.bool_], settings: FitSettings
) -> PooledResult | None:
    levels = {label for label, use in zip(labels, usable, strict=True) if use}
    if len(levels) < 2 or int(usable.sum()) <= len(levels):
        return None
    table = {name: np.asarray(frame[name]) for name in ("yi", "vi", "sei", "slab", "study") if name in frame}
    table["group"] = np.array(labels, dtype=object)
    return fit(table, "C(group)", settings.tau2, settings.test, settings.level)


def _between(
    frame: Any, usable: NDArray[np.bool_], groups: dict[str, PooledResult | TooFew], model: PooledResult | None
) -> BetweenTest:
    pooled = [group for group in groups.values() if isinstance(group, PooledResult)]
    whole = _pool_rows(frame, usable, FitSettings("EE", "z"), 0)
    total = whole.QE if isinstance(whole, PooledResult) else np.nan
    within, dfw = sum(group.QE for group in pooled), sum(group.QE_df for group in pooled)
    if model is not None:
        return BetweenTest(model.QM, model.QM_df[0], model.QM_p, total, within, dfw)
    df = len(pooled) - 1
    if df < 1 or not all(group.se[0] > 0 for group in pooled):
        return BetweenTest(np.nan, df, np.nan, total, within, dfw)
    w = np.array([1 / group.se[0] ** 2 for group in pooled])
    means = np.array([group.beta[0] for group in pooled])
    qb = float(w @ (means - w @ means / w.sum()) ** 2)
    return BetweenTest(qb, df, chi2_sf(qb, df), total, within, dfw)
