"""Warnings in words: what is odd about the rows, and what a fit cannot bear."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from figpool.pool.linear import Array
from figpool.pool.measures.registry import find_measure
from figpool.pool.shared_control import control_groups

LARGE_SMD = 3.0
ROWS_PER_MODERATOR = 10
#: Ratio of sampling variances above which metafor warns too.
MOST_UNLIKE = 1e7


def _names(labels: NDArray[Any], rows: NDArray[np.bool_], most: int = 5) -> str:
    return _some([str(name) for name in labels[rows]], most)


def row_warnings(table: Any, labels: NDArray[Any], measure: str) -> list[str]:
    """Look at the rows of an effects table.

    Parameters
    ----------
    table : DataFrame
        With yi, vi and the columns they came from.
    labels : array
        Names of the rows.
    measure : str
        Code of the effect measure.
    """
    columns = {name: np.asarray(table[name]) for name in table.columns}
    number = {
        name: np.asarray(columns[name], dtype=float)
        for name in ("sd1i", "sd2i", "n1i", "n2i", "yi", "vi")
        if name in columns
    }
    out = [*_zero_sd(number, labels), *_tiny_groups(number, labels), *_identical_sds(number, labels)]
    out += _large_smd(number, labels, measure)
    out += _swapped(number, labels)
    return out + _shared(table, labels) + _repeated(number, labels)


def _zero_sd(c: dict[str, Array], labels: NDArray[Any]) -> list[str]:
    zero = (
        np.any([c[name] == 0 for name in ("sd1i", "sd2i") if name in c], axis=0) if "sd1i" in c or "sd2i" in c else None
    )
    if zero is None or not zero.any():
        return []
    return [f"An SD of 0: {_names(labels, zero)}. Was the error bar hidden behind its mark?"]


def _tiny_groups(c: dict[str, Array], labels: NDArray[Any]) -> list[str]:
    groups = [c[name] < 2 for name in ("n1i", "n2i") if name in c]
    tiny = np.any(groups, axis=0) if groups else np.zeros(len(labels), dtype=bool)
    return [f"A group of fewer than 2: {_names(labels, tiny)}."] if tiny.any() else []


def _identical_sds(c: dict[str, Array], labels: NDArray[Any]) -> list[str]:
    if "sd1i" not in c or "sd2i" not in c:
        return []
    known = ~(np.isnan(c["sd1i"]) | np.isnan(c["sd2i"]))
    both = np.column_stack([c["sd1i"], c["sd2i"]])
    _, where, counts = np.unique(np.where(known[:, None], both, -1.0), axis=0, return_inverse=True, return_counts=True)
    repeated = known & (counts[where.ravel()] > 1)
    equal = known & (c["sd1i"] == c["sd2i"]) & (c["sd1i"] > 0)
    out = []
    if equal.any() and not repeated.all():
        out.append(f"The same SD in both arms: {_names(labels, equal)}. Was one read for both?")
    if (repeated & ~equal).any():
        out.append(f"The same pair of SDs in several rows: {_names(labels, repeated & ~equal)}. A copied row?")
    return out


def _large_smd(c: dict[str, Array], labels: NDArray[Any], measure: str) -> list[str]:
    if not find_measure(measure).standardized or "yi" not in c:
        return []
    size = np.abs(c["yi"])
    large = size > LARGE_SMD
    if not large.any() or np.nanmedian(size) > LARGE_SMD:
        return []
    return [f"A standardized difference beyond {LARGE_SMD:g}: {_names(labels, large)}. Was an SE taken for an SD?"]


def _swapped(c: dict[str, Array], labels: NDArray[Any]) -> list[str]:
    yi, vi = c["yi"], c["vi"]
    known = ~(np.isnan(yi) | np.isnan(vi)) & (vi > 0)
    if known.sum() < 5:
        return []
    main = np.sign(np.median(yi[known]))
    with np.errstate(divide="ignore", invalid="ignore"):
        against = known & (np.sign(yi) == -main) & (np.abs(yi) > 1.96 * np.sqrt(vi))
    if main == 0 or not against.any() or (known & (np.sign(yi) == main)).sum() < 0.8 * known.sum():
        return []
    return [f"Against the direction of nearly all others: {_names(labels, against)}. Are the arms swapped?"]


def _shared(table: Any, labels: NDArray[Any]) -> list[str]:
    if not {"study", "m2i", "sd2i", "n2i"} <= set(table.columns):
        return []
    return [
        f"One control group in {rows.size} comparisons: {', '.join(str(labels[i]) for i in rows)}. "
        "Split it or model the covariance."
        for rows in control_groups(table)
    ]


def _repeated(c: dict[str, Array], labels: NDArray[Any]) -> list[str]:
    """Rows that are the same as another in name and numbers, or only in name."""
    rows: dict[str, list[int]] = {}
    for i, label in enumerate(labels):
        rows.setdefault(str(label), []).append(i)
    several = {name: at for name, at in rows.items() if len(at) > 1}
    numbers = np.column_stack([c[name] for name in c])
    copied = [name for name, at in several.items() if len(np.unique(numbers[at], axis=0)) < len(at)]
    alike = [name for name in several if name not in copied]
    out = [f"The same row more than once: {_some(copied)}. Was it copied?"] if copied else []
    if alike:
        out.append(f"Several rows have one name: {_some(alike)}. A column comparison tells them apart.")
    return out


def _some(names: list[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def variance_warnings(vi: Array) -> list[str]:
    """Look at the sampling variances: too unlike for stable results (metafor's limit)."""
    least, most = float(vi.min()), float(vi.max())
    if least > 0 and most / least >= MOST_UNLIKE:
        return [f"The largest sampling variance is {most / least:.3g} times the smallest: check both."]
    return []


def fit_warnings(k: int, p: int, test: str, s2w: float) -> list[str]:
    """Look at a model: Knapp-Hartung with two studies or narrower than z, moderators the rows cannot carry."""
    out = []
    adjusted = test in {"knha", "adhoc"}
    if adjusted and k - p == 1:
        out.append("Knapp-Hartung with one degree of freedom: the interval is nearly useless.")
    if test == "knha" and not isnan(s2w) and s2w < 1 and k > p:
        out.append(
            f"The Knapp-Hartung factor is {s2w:.3f}, below 1: the standard error is smaller than the normal one "
            "(test='adhoc' does not allow that)."
        )
    if p > 1 and k < ROWS_PER_MODERATOR * (p - 1):
        out.append(
            f"{p - 1} moderator coefficients for {k} studies: fewer than {ROWS_PER_MODERATOR} studies each, "
            "likely more than the rows carry."
        )
    return out
