"""From what a caller gives as moderators to a design matrix of rank p."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import UsageError
from figpool.pool.columns import in_order_of
from figpool.pool.formula import INTERCEPT, Design, is_text, parse_formula
from figpool.pool.linear import Array, independent_columns


@dataclass(frozen=True)
class Moderators:
    """Design matrix of a model.

    Attributes
    ----------
    X : array, shape (k, p)
    names : tuple of str, length p
    design : Design or None
        The formula, to code new rows with; None for a ready matrix.
    dropped : tuple of str
        Columns left out because they repeat others.
    """

    X: Array
    names: tuple[str, ...]
    design: Design | None
    dropped: tuple[str, ...] = ()

    @property
    def intercept_only(self) -> bool:
        """Whether the model is a plain mean."""
        return self.names == (INTERCEPT,)

    @property
    def has_intercept(self) -> bool:
        """Whether a column is constant one."""
        return bool(self.X.size) and bool((self.X == 1).all(axis=0).any())

    def take(self, rows: NDArray[np.bool_]) -> Moderators:
        """Keep `rows` and drop the columns that have become redundant among them."""
        X = self.X[rows]
        keep = independent_columns(X)
        names = tuple(n for n, kept in zip(self.names, keep, strict=True) if kept)
        dropped = tuple(n for n, kept in zip(self.names, keep, strict=True) if not kept)
        return Moderators(X[:, keep], names, self.design, dropped)


def mean_model(k: int) -> Moderators:
    """Design of the plain mean."""
    return Moderators(np.ones((k, 1)), (INTERCEPT,), None)


def read_moderators(mods: Any, frame: Mapping[str, Any], k: int) -> Moderators:
    """Make the design matrix of `mods`.

    Parameters
    ----------
    mods : None, str, mapping, data frame or array
        None for a mean, a formula over the columns of `frame`, a list of columns, or a design: a
        table or array, one row a study; columns of text are factors. An intercept is put before a design that
        has none. A pandas table with the labels of `frame` in another order is put into its order first.
    frame : mapping
        Table of the studies.
    k : int
        Number of rows.

    Raises
    ------
    UsageError
        Unknown column, unreadable formula, wrong number of rows.
    """
    if mods is None:
        return mean_model(k)
    if isinstance(mods, list | tuple) and mods and all(isinstance(name, str) for name in mods):
        mods = " + ".join(f"`{name}`" for name in mods)
    if isinstance(mods, str):
        return _coded(mods, frame)
    mods = in_order_of(frame, mods)
    if hasattr(mods, "to_frame") and hasattr(mods, "name"):
        mods = mods.to_frame("X1" if mods.name is None else mods.name)
    if hasattr(mods, "keys") and any(is_text(np.asarray(mods[name], dtype=object)) for name in mods):
        return _coded(" + ".join(f"`{name}`" for name in mods), mods)
    X, names = as_columns(mods)
    if X.shape[0] != k:
        raise UsageError(f"The design has {X.shape[0]} rows for {k} studies.", "Give one row for every study.")
    constant = (X == 1).all(axis=0)
    if constant.any():
        order = [int(np.argmax(constant)), *(j for j in range(X.shape[1]) if j != int(np.argmax(constant)))]
        return Moderators(X[:, order], (INTERCEPT, *(names[j] for j in order[1:])), None)
    return Moderators(np.column_stack([np.ones(k), X]), (INTERCEPT, *names), None)


def _coded(formula: str, frame: Mapping[str, Any]) -> Moderators:
    design = parse_formula(formula, frame)
    X, names = design.matrix(frame)
    return Moderators(X, names, design)


def as_columns(table: Any) -> tuple[Array, tuple[str, ...]]:
    """Numeric matrix and column names of a mapping, data frame or array."""
    if hasattr(table, "keys"):
        names = tuple(str(name) for name in table)
        columns = [np.atleast_1d(np.asarray(table[name], dtype=float)) for name in table]
        return np.column_stack(columns), names
    X = np.asarray(table, dtype=float)
    X = X[:, None] if X.ndim == 1 else X
    return X, tuple(f"X{j + 1}" for j in range(X.shape[1]))
