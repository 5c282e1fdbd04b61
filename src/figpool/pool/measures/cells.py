"""What the measures of 2x2 tables share: the cells, and what is added to zeros."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from figpool.core.errors import UsageError
from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectOptions

CELLS = ("ai", "bi", "ci", "di")
TOTALS = ("n1i", "n2i")


def complete_cells(c: dict[str, Array]) -> dict[str, Array]:
    """Fill bi and di from the group sizes, where they are missing."""
    out = dict(c)
    for cell, other, total in (("bi", "ai", "n1i"), ("di", "ci", "n2i")):
        if total in c and other in c:
            rest = c[total] - c[other]
            out[cell] = np.where(np.isnan(c[cell]), rest, c[cell]) if cell in c else rest
    return out


def _none(zero: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.zeros_like(zero)


def _all(zero: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.ones_like(zero)


def _only_zero(zero: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return zero


def _all_if_any(zero: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.full_like(zero, bool(zero.any()))


_RULES: dict[str, Callable[[NDArray[np.bool_]], NDArray[np.bool_]]] = {
    "none": _none,
    "all": _all,
    "only0": _only_zero,
    "if0all": _all_if_any,
}


def adjust_counts(counts: tuple[Array, ...], options: EffectOptions) -> tuple[Array, ...]:
    """Add ``options.add`` to the counts of the rows that ``options.to`` names."""
    rule = _RULES.get(options.to)
    if rule is None:
        raise UsageError(f"There is no rule {options.to!r} for zero cells.", f"Choose {', '.join(_RULES)}.")
    zero = np.any([x == 0 for x in counts], axis=0)
    add = np.where(rule(zero), options.add, 0.0)
    return tuple(x + add for x in counts)


def adjusted_cells(c: Columns, options: EffectOptions) -> tuple[Array, Array, Array, Array]:
    """Cells a, b, c, d with double-zero tables dropped and zeros handled as asked."""
    a, b, e, d = (c[name] for name in CELLS)
    if options.drop00:
        empty = ((a == 0) & (e == 0)) | ((b == 0) & (d == 0))
        a, b, e, d = (np.where(empty, np.nan, x) for x in (a, b, e, d))
    a, b, e, d = adjust_counts((a, b, e, d), options)
    return a, b, e, d
