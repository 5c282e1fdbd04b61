"""The registry of effect measures: one module, one registration each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import numpy as np

from figpool.core.errors import UsageError
from figpool.pool.linear import Array

Columns = Mapping[str, Array]


@dataclass(frozen=True)
class EffectOptions:
    """Options of effect sizes, named as in metafor's escalc.

    Attributes
    ----------
    add : float
        Added to the cells of a 2x2 table (or to counts).
    to : {"only0", "all", "if0all", "none"}
        Which tables it is added to: those with a zero, all, all if any has a zero, none.
    drop00 : bool
        Leave out tables without events, or without non-events, in both groups.
    correct : bool
        ROM: add the second-order bias correction (Lajeunesse 2015).
    columns : mapping
        Names of the columns in the table, by metafor's names: ``{"m1i": "Brain_m"}``.
    better : str
        Direction of benefit: "higher", "lower" (effects change sign), or a column that says which.
    """

    add: float = 0.5
    to: str = "only0"
    drop00: bool = False
    correct: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    better: str = "higher"


@dataclass(frozen=True)
class EffectMeasure:
    """One effect measure.

    Attributes
    ----------
    code : str
        metafor's code.
    label : str
        Name for axes and tables.
    columns : tuple of str
        Columns it needs.
    compute : callable
        (columns, vtype, options) -> yi, vi.
    vtypes : tuple of str
        Variance formulas, the default first.
    complete : callable or None
        Derives needed columns from others (cells from totals) before anything else.
    optional : tuple of str
        Columns it uses where they are present.
    stand_ins : tuple of str
        Columns that can stand for the needed ones: used when ``options.columns`` names them, or
        when the table has no column of the first needed name.
    standardized : bool
        Whether it is a difference in standard deviations, so that its standard error contains it.
    corrected_vtype : str
        Variance formula that goes with ``options.correct``, where the measure has such a correction.
    back : callable or None
        Back-transformation for display, such as exp of a log ratio.
    back_label : str
        Name of the back-transformed measure.
    """

    code: str
    label: str
    columns: tuple[str, ...]
    compute: Callable[[Columns, str, EffectOptions], tuple[Array, Array]]
    vtypes: tuple[str, ...] = ("LS",)
    complete: Callable[[dict[str, Array]], dict[str, Array]] | None = None
    optional: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    standardized: bool = False
    corrected_vtype: str = ""
    back: Callable[[Array], Array] | None = None
    back_label: str = ""


_REGISTRY: dict[str, EffectMeasure] = {}


def register(measure: EffectMeasure) -> EffectMeasure:
    """Add a measure to the registry and return it."""
    _REGISTRY[measure.code] = measure
    return measure


@cache
def _load() -> None:
    package = import_module("figpool.pool.measures")
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")


def measures() -> Mapping[str, EffectMeasure]:
    """All measures by code."""
    _load()
    return dict(_REGISTRY)


def find_measure(code: str) -> EffectMeasure:
    """Return the measure with metafor's `code`.

    Raises
    ------
    UsageError
        Unknown code.
    """
    known = measures()
    found = known.get(code.upper())
    if found is None:
        near = get_close_matches(code.upper(), known, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
        raise UsageError(f"There is no effect measure {code!r}.", hint)
    return found


def weighted_mean(x: Array, w: Array) -> float:
    """Mean of `x` with weights `w`, over the rows where both are known."""
    known = ~(np.isnan(x) | np.isnan(w))
    return float((x[known] * w[known]).sum() / w[known].sum())
