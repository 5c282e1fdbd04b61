"""Effect sizes: a table of group summaries in, the same table with yi, vi and sei out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.checks import row_warnings
from figpool.pool.columns import numbers, row_name, study_labels
from figpool.pool.linear import Array
from figpool.pool.measures.registry import EffectMeasure, EffectOptions, find_measure

if TYPE_CHECKING:
    import pandas as pd

_NOT_NEGATIVE = frozenset({"sd1i", "sd2i", "sdi", "ai", "bi", "ci", "di", "xi", "x1i", "x2i", "vi", "sei"})
_POSITIVE = frozenset({"n1i", "n2i", "ni", "t1i", "t2i"})
_FRACTION = frozenset({"ri"})
_DIRECTIONS = {"higher": 1.0, "lower": -1.0}


def effect_sizes(
    frame: Any, measure: str = "SMD", vtype: str | None = None, *, options: EffectOptions | None = None, **named: Any
) -> pd.DataFrame:
    """Compute effect sizes and their sampling variances.

    Parameters
    ----------
    frame : data frame or mapping
        One row a comparison, with metafor's column names: ``m1i sd1i n1i m2i sd2i n2i`` (1 is the
        treatment), ``ai bi ci di`` or ``ai n1i ci n2i``, ``ri ni``, ``mi sdi ni``, ``yi vi`` ...
    measure : str
        metafor's code: SMD, SMDH, SMD1, MD, ROM, VR, CVR, OR, RR, RD, PETO, AS, COR, UCOR, ZCOR, MN,
        MNLN, MC, SMCC, SMCR, SMCRH, ROMC, PLO, IRR, GEN.
    vtype : str, optional
        Variance formula; the measure's first when not given (LS for SMD, as in metafor).
    options : EffectOptions, optional
        Zero cells, corrections, column names, direction of benefit; its fields can be given by
        keyword too (``add=0.5, to="only0", drop00=False, correct=False, columns={}, better="higher"``).

    Returns
    -------
    DataFrame
        A copy of `frame` with the columns measure, yi, vi and sei. A row that lacks a number keeps
        empty cells; ``attrs["warnings"]`` says why, in words.

    Raises
    ------
    UsageError
        Unknown measure, vtype, option or column.
    PoolingError
        An impossible value: a negative SD, no animals, more events than animals, |r| > 1.

    Examples
    --------
    metafor's ``escalc(measure="SMD", m1i=55, sd1i=47, n1i=155, m2i=75, sd2i=64, n2i=156)``:

    >>> row = {"m1i": [55], "sd1i": [47], "n1i": [155], "m2i": [75], "sd2i": [64], "n2i": [156]}
    >>> es = effect_sizes(row, measure="SMD")
    >>> round(float(es.yi[0]), 4), round(float(es.vi[0]), 4)
    (-0.3552, 0.0131)
    """
    import pandas as pd

    found = find_measure(measure)
    chosen = _options(options, named)
    formula = _vtype(found, vtype, chosen)
    table = frame if isinstance(frame, pd.DataFrame) else pd.DataFrame(dict(frame))
    columns = read_columns(found, table, chosen)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        yi, vi = found.compute(columns, formula, chosen)
    impossible = np.isinf(yi) | np.isinf(vi)
    yi, vi = np.where(impossible, np.nan, yi), np.where(impossible | (vi < 0), np.nan, vi)
    known = ~(np.isnan(yi) | np.isnan(vi))
    out = table.copy()
    out["measure"] = found.code
    out["yi"] = yi * _direction(table, chosen.better)
    out["vi"] = vi
    out["sei"] = np.sqrt(vi)
    labels = study_labels(table, np.ones(len(table), dtype=bool))
    out.attrs |= {"measure": found.code, "vtype": formula, "options": chosen}
    out.attrs["warnings"] = _incomplete(labels, columns, found, ~known) + row_warnings(out, labels, found.code)
    return out


def _options(options: EffectOptions | None, named: dict[str, Any]) -> EffectOptions:
    base = {} if options is None else dict(vars(options))
    unknown = sorted(set(named) - set(EffectOptions.__dataclass_fields__))
    if unknown:
        known = ", ".join(EffectOptions.__dataclass_fields__)
        raise UsageError(f"effect_sizes has no option {unknown[0]!r}.", f"Options: {known}.")
    return EffectOptions(**{**base, **named})


def _vtype(measure: EffectMeasure, vtype: str | None, options: EffectOptions) -> str:
    if vtype is None:
        return measure.corrected_vtype if options.correct and measure.corrected_vtype else measure.vtypes[0]
    if vtype not in measure.vtypes:
        raise UsageError(f"{measure.code} has no vtype {vtype!r}.", f"It has: {', '.join(measure.vtypes)}.")
    return vtype


def read_columns(measure: EffectMeasure, table: pd.DataFrame, options: EffectOptions) -> dict[str, Array]:
    """Read the columns a measure needs, completed from others and checked.

    Raises
    ------
    UsageError
        A column that is needed and cannot be derived.
    PoolingError
        A cell that is no number or out of range, named by row and column.
    """
    columns: dict[str, Array] = {}
    without = options.columns.get(measure.columns[0], measure.columns[0]) not in table
    stand_ins = [name for name in measure.stand_ins if without or name in options.columns]
    for name in (*measure.columns, *measure.optional, *stand_ins):
        source = options.columns.get(name, name)
        if source in table:
            columns[name] = numbers(table, source)
    if measure.complete is not None:
        columns = measure.complete(columns)
    missing = [name for name in measure.columns if name not in columns]
    if missing:
        raise UsageError(
            f"{measure.code} needs the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}.",
            f"The table has: {', '.join(str(c) for c in table)}.",
        )
    _check_ranges(measure, table, columns)
    return columns


def _check_ranges(measure: EffectMeasure, table: pd.DataFrame, columns: dict[str, Array]) -> None:
    signed = frozenset(measure.stand_ins)
    for name, values in columns.items():
        bad = np.isinf(values)
        what = "infinite"
        if name in _NOT_NEGATIVE - signed:
            bad, what = bad | (values < 0), "negative" if (values < 0).any() else what
        elif name in _POSITIVE:
            bad, what = bad | (values <= 0), "not positive" if (values <= 0).any() else what
        elif name in _FRACTION:
            bad, what = bad | (np.abs(values) > 1), "not between -1 and 1" if (np.abs(values) > 1).any() else what
        if bad.any():
            raise PoolingError(
                f"{row_name(table, bad)}: {name} is {what} ({values[bad][0]:g}).", "Correct or empty the cell."
            )


def _direction(table: pd.DataFrame, better: str) -> Array:
    if better in _DIRECTIONS:
        return np.full(len(table), _DIRECTIONS[better])
    if better not in table:
        raise UsageError(
            f"The direction of benefit {better!r} is not known.", "Write higher, lower or a column's name."
        )
    words = [str(word).strip().lower() for word in table[better]]
    unknown = [word for word in words if word not in _DIRECTIONS]
    if unknown:
        raise UsageError(f"The column {better} says {unknown[0]!r}.", "It may say higher or lower.")
    return np.array([_DIRECTIONS[word] for word in words])


def _incomplete(
    labels: NDArray[Any], columns: dict[str, Array], measure: EffectMeasure, rows: NDArray[np.bool_]
) -> list[str]:
    out = []
    for i in np.flatnonzero(rows):
        empty = [name for name in measure.columns if np.isnan(columns[name][i])]
        why = f"{', '.join(empty)} missing" if empty else f"{measure.code} cannot be computed from its numbers"
        out.append(f"{labels[i]}: no effect size, {why}.")
    return out
