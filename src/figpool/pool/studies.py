"""The studies that enter a model: complete rows of a table, and why others do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.columns import numbers, study_labels
from figpool.pool.design import Moderators, mean_model, read_moderators
from figpool.pool.linear import Array

#: Fourth powers of numbers up to here still are numbers.
_LARGEST = 1e60


@dataclass(frozen=True)
class Studies:
    """Studies that enter a model.

    Attributes
    ----------
    yi, vi : array, shape (k,)
        Effect sizes and sampling variances.
    moderators : Moderators
        Design over the same rows.
    used : array of bool
        Which rows of the table these are.
    warnings : tuple of str
        What was left out, and why.
    """

    yi: Array
    vi: Array
    moderators: Moderators
    used: NDArray[np.bool_]
    warnings: tuple[str, ...]


def effect_columns(es: Any) -> tuple[Array, Array]:
    """Effect sizes and sampling variances of a table, as floats."""
    if "yi" not in es or not ("vi" in es or "sei" in es):
        columns = ", ".join(str(c) for c in es)
        raise UsageError("The table needs the columns yi and vi (or sei).", f"Its columns are: {columns}.")
    yi = _floats(es, "yi")
    return yi, _floats(es, "vi") if "vi" in es else _floats(es, "sei") ** 2


def _floats(es: Any, name: str) -> Array:
    """Column as floats; only one that is not plain numbers takes the slow way, which names the bad cell."""
    try:
        column = es[name]
        return np.asarray(getattr(column, "array", column), dtype=float)
    except (TypeError, ValueError):
        import pandas as pd

        return numbers(es if isinstance(es, pd.DataFrame) else pd.DataFrame(dict(es)), name)


def read_studies(es: Any, mods: Any = None) -> Studies:
    """Take the complete rows of a table.

    Raises
    ------
    UsageError
        Missing columns or a formula that does not fit the table.
    PoolingError
        No complete row, an infinite number, a negative variance.
    """
    yi, vi = effect_columns(es)
    moderators = mean_model(yi.size) if mods is None else read_moderators(mods, es, yi.size)
    if mods is None and _all_plain(yi, vi):
        return Studies(yi.copy(), vi.copy(), moderators, np.ones(yi.size, dtype=bool), ())
    used = ~(np.isnan(yi) | np.isnan(vi))
    if mods is not None:
        used &= ~np.isnan(moderators.X).any(axis=1)
    count = int(np.count_nonzero(used))
    if not count:
        raise PoolingError("No row has yi, vi and all moderators.", "See which cells of the table are empty.")
    _refuse(es, used & (np.isinf(yi) | np.isinf(vi)), "yi or vi is infinite")
    _refuse(es, used & (vi < 0), "vi is negative")
    beyond = (np.abs(yi) > _LARGEST) | (vi > _LARGEST) | ((vi > 0) & (vi < 1 / _LARGEST))
    _refuse(es, used & beyond, f"yi or vi is too large or too small to compute with (beyond {_LARGEST:g})")
    warnings = _left_out(es, ~used) if count < yi.size else ()
    if mods is not None:
        moderators = moderators.take(used)
    elif count < yi.size:
        moderators = mean_model(count)
    if moderators.dropped:
        warnings = (*warnings, f"Moderators that repeat others were dropped: {', '.join(moderators.dropped)}.")
    return Studies(yi[used], vi[used], moderators, used, warnings)


def _all_plain(yi: Array, vi: Array) -> bool:
    """Whether nothing is missing, negative, infinite or beyond computing; NaN fails every comparison."""
    if not yi.size:
        return False
    inside = yi.max() <= _LARGEST and yi.min() >= -_LARGEST
    return bool(inside and vi.min() >= 1 / _LARGEST and vi.max() <= _LARGEST)


def _refuse(es: Any, rows: NDArray[np.bool_], what: str) -> None:
    if rows.any():
        names = ", ".join(str(name) for name in study_labels(es, rows)[:5])
        raise PoolingError(f"{what} for {names}.", "Correct or empty the cell.")


def _left_out(es: Any, rows: NDArray[np.bool_]) -> tuple[str, ...]:
    names = [str(name) for name in study_labels(es, rows)]
    shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    return (f"Left out for an empty cell in yi, vi or a moderator: {shown}.",)
