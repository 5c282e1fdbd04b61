"""Reading columns of a table: numbers, and the names of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError
from figpool.pool.linear import Array

if TYPE_CHECKING:
    import pandas as pd


def numbers(table: pd.DataFrame, column: str) -> Array:
    """Return a column as floats, empty cells as NaN.

    Raises
    ------
    PoolingError
        Naming the first row whose cell is not a number.
    """
    import pandas as pd

    if getattr(table[column].dtype, "kind", "O") in "fiu":
        return table[column].to_numpy(dtype=float, na_value=np.nan, copy=True)
    values = pd.to_numeric(table[column], errors="coerce")
    given = table[column]
    text = values.isna() & given.notna() & ~given.astype(str).str.strip().isin(["", "NA", "NaN", "nan"])
    if text.any():
        rows = text.to_numpy()
        raise PoolingError(
            f"{row_name(table, rows)}: {column} is {str(given[rows].iloc[0])!r}, not a number.",
            "Correct or empty the cell.",
        )
    return values.to_numpy(dtype=float, copy=True)


def in_order_of(frame: Any, values: Any) -> Any:
    """Put a pandas column or table into the order of a table with the same row labels.

    What is no pandas object, or has other labels, stays as it is: it is taken row by row.
    """
    theirs = getattr(frame, "index", None)
    if theirs is None or not hasattr(values, "reindex") or values.index.equals(theirs):
        return values
    own = values.index
    same = len(own) == len(theirs) and own.is_unique and bool(theirs.isin(own).all())
    return values.reindex(theirs) if same else values


def row_name(table: Any, rows: NDArray[np.bool_]) -> str:
    """Name the first of `rows` by number and study."""
    first = np.zeros_like(rows)
    first[int(np.argmax(rows))] = True
    return f"Row {int(np.argmax(rows)) + 1} ({study_labels(table, first)[0]})"


def study_labels(frame: Any, used: NDArray[np.bool_]) -> NDArray[Any]:
    """Names of the used rows: column slab, or study (with comparison), or their number from 1."""
    rows = np.flatnonzero(used)
    for names in (("slab",), ("study", "comparison"), ("study",)):
        if all(name in frame for name in names):
            columns = [np.asarray(frame[name], dtype=object)[rows] for name in names]
            return np.array([_join(cells) for cells in zip(*columns, strict=True)], dtype=object)
    return np.array([str(i + 1) for i in rows], dtype=object)


def _join(cells: tuple[Any, ...]) -> str:
    return " ".join(str(c) for c in cells if c is not None and c == c and str(c) != "")
