"""What an analysis is asked for, and the keeping of parts that the rows cannot carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.result import FitSettings
from figpool.pool.risk_of_bias import BiasTable

SEVERAL = 3
"""Studies from which single studies and small-study effects are looked at."""

MANY = 1000
"""Studies up to which models are fitted again without each study, and full covariance matrices are made."""

SHARED = ("as published", "split", "covariance")
"""What can be done with a control group that stands in several comparisons."""


@dataclass(frozen=True)
class AnalysisSettings:
    """What to analyse.

    Attributes
    ----------
    measure : str
        Code of the effect measure.
    vtype : str or None
        Variance formula; the measure's default when None.
    better : str
        Direction of benefit: "higher", "lower" or a column that says which; empty takes the table's
        column ``better`` where it has one.
    fit : FitSettings
        Estimator, test, level.
    by : tuple of str
        Columns to make subgroups of.
    common_tau2 : bool
        One tau2 for all subgroups of a column.
    mods : str
        Meta-regression formula; empty for none.
    min_k : int
        Fewest studies in a subgroup.
    shared_control : str
        One of :data:`SHARED`.
    random : str
        Random effects of a multilevel model, such as "study/effect"; empty for none, unless the
        covariance of shared controls is modelled.
    cluster : str
        Column for cluster-robust tests; empty takes ``study`` where studies repeat.
    order : str
        Column the cumulative analysis is sorted by.
    steps : tuple of float
        One-sided p values of the selection model; empty for none.
    subsets : int
        Most subsets of GOSH; 0 for none.
    permutations : int
        Permutations of the permutation test; 0 for none.
    bias : BiasTable or None
        Risk of bias, for the sensitivity analysis and the drawings.
    title : str
        Title of the report.
    favours : tuple of str
        Words below the forest plot's axis.
    columns : tuple of str
        Further columns of the forest plot.
    """

    measure: str = "SMD"
    vtype: str | None = None
    better: str = ""
    fit: FitSettings = field(default_factory=FitSettings)
    by: tuple[str, ...] = ()
    common_tau2: bool = False
    mods: str = ""
    min_k: int = 3
    shared_control: str = SHARED[0]
    random: str = ""
    cluster: str = ""
    order: str = "year"
    steps: tuple[float, ...] = ()
    subsets: int = 0
    permutations: int = 0
    bias: BiasTable | None = None
    title: str = "Meta-analysis"
    favours: tuple[str, str] = ("", "")
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a choice for shared controls that is none."""
        if self.shared_control not in SHARED:
            raise UsageError(
                f"The choice for shared controls cannot be {self.shared_control!r}.",
                f"Choose {', '.join(s.replace(' ', '-') for s in SHARED)}.",
            )


class Parts:
    """Computes parts and keeps the reasons of those that cannot be."""

    def __init__(self, k: int) -> None:
        self.notes: list[str] = []
        self._several, self._many = k >= SEVERAL, k > MANY
        if not self._several:
            self.notes.append(f"Fewer than {SEVERAL} studies: nothing on single studies and small-study effects.")
        if self._many:
            self.notes.append(f"More than {MANY} studies: models without each study are left out.")

    def get(self, name: str, compute: Callable[[], Any]) -> Any:
        """Return what `compute` finds, or None with a note."""
        try:
            return compute()
        except PoolingError as error:
            self.notes.append(f"{name}: {error}")
            return None

    def of_several(self, name: str, compute: Callable[[], Any]) -> Any:
        """Return what `compute` finds, or None where there are too few studies to ask."""
        return self.get(name, compute) if self._several else None

    def of_single(self, name: str, compute: Callable[[], Any]) -> Any:
        """Return what `compute` finds, or None where there are too few studies, or too many for single ones."""
        return None if self._many else self.of_several(name, compute)
