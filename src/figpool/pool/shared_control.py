"""One control group in several comparisons: split it, model the covariance, or leave it as published."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.columns import numbers
from figpool.pool.formula import as_labels
from figpool.pool.linear import Array

if TYPE_CHECKING:
    import pandas as pd


def _frame(table: Any) -> pd.DataFrame:
    import pandas as pd

    return table.copy() if isinstance(table, pd.DataFrame) else pd.DataFrame(dict(table))


def control_groups(table: Any, control: str | None = None) -> list[NDArray[np.intp]]:
    """Rows that share a control, in groups of two or more.

    Parameters
    ----------
    table : data frame or mapping
        Comparisons with ``m2i sd2i n2i``.
    control : str, optional
        Column that names the control group. Without it, rows of one study (column ``study``) with the
        same control mean, SD and size share one.

    Raises
    ------
    UsageError
        Unknown column.
    """
    frame = _frame(table)
    if control is not None and control not in frame:
        raise UsageError(f"There is no column {control!r} that names the control group.", "Name a column of the table.")
    names = [control] if control else [name for name in ("study", "m2i", "sd2i", "n2i") if name in frame]
    if control is None and not {"m2i", "n2i"} <= set(names):
        return []
    repeated = np.flatnonzero((frame.duplicated(names, keep=False) & frame[names].notna().all(axis=1)).to_numpy())
    columns = [as_labels(np.asarray(frame[name], dtype=object)[repeated]) for name in names]
    groups: dict[tuple[str | None, ...], list[int]] = {}
    for row, key in zip(repeated, zip(*columns, strict=True), strict=True):
        groups.setdefault(key, []).append(int(row))
    return [np.array(rows) for rows in groups.values() if len(rows) > 1]


def split_shared_control(table: Any, control: str | None = None) -> pd.DataFrame:
    """Share the control group among its comparisons: n2i divided by their number (Cochrane Handbook 23.3.4).

    Returns
    -------
    DataFrame
        A copy with n2i divided; means and SDs stay, fractions of animals are kept.
    """
    frame = _frame(table)
    sizes = numbers(frame, "n2i")
    for rows in control_groups(frame, control):
        sizes[rows] = sizes[rows] / rows.size
    frame["n2i"] = sizes
    return frame


def _smd(c: dict[str, Array], i: int, j: int, everyone: float) -> float:
    """Gleser & Olkin 2009, Handbook of Research Synthesis, ch. 19."""
    return float(1 / c["n2i"][i] + c["yi"][i] * c["yi"][j] / (2 * everyone))


def _md(c: dict[str, Array], i: int, _: int, __: float) -> float:
    return float(c["sd2i"][i] ** 2 / c["n2i"][i])


def _rom(c: dict[str, Array], i: int, _: int, __: float) -> float:
    """Lajeunesse 2011 Ecology 92:2049."""
    return float(c["sd2i"][i] ** 2 / (c["n2i"][i] * c["m2i"][i] ** 2))


_COVARIANCES: dict[str, Callable[[dict[str, Array], int, int, float], float]] = {"SMD": _smd, "MD": _md, "ROM": _rom}


def shared_control_covariance(es: Any, control: str | None = None) -> Array:
    """Make the sampling covariance of comparisons, with those of a shared control off the diagonal.

    Parameters
    ----------
    es : data frame
        Effect sizes with ``n1i n2i`` and, for MD and ROM, ``m2i sd2i``; column ``measure`` says which.
    control : str, optional
        Column that names the control group; see :func:`control_groups`.

    Returns
    -------
    array, shape (k, k)
        The V of :func:`fit_multilevel`.

    Raises
    ------
    PoolingError
        A measure whose covariance is not known.
    """
    frame = _frame(es)
    measure = str(frame["measure"].iloc[0]) if "measure" in frame else "SMD"
    covariance = _COVARIANCES.get(measure)
    if covariance is None:
        raise PoolingError(
            f"The covariance of a shared control is not known for {measure}.", f"It is for {', '.join(_COVARIANCES)}."
        )
    names = [name for name in ("yi", "vi", "n1i", "n2i", "m2i", "sd2i") if name in frame]
    columns = {name: numbers(frame, name) for name in names}
    V = np.diag(columns["vi"])
    for rows in control_groups(frame, control):
        everyone = float(columns["n2i"][rows[0]] + columns["n1i"][rows].sum())
        for i in rows:
            for j in rows:
                if i != j:
                    V[i, j] = covariance(columns, int(i), int(j), everyone)
    return V
