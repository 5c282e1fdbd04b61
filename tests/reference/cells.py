"""Reading the reference tables and comparing results with them cell by cell."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
CLOSED, ITERATED, SEARCHED = 1e-8, 1e-7, 1e-6
ITERATIVE = {"ML", "REML", "EB", "PM", "PMM"}
FIT_CELLS = [
    *("k", "p", "beta", "se", "stat", "df", "pval", "ci_lb", "ci_ub", "tau2", "se_tau2", "I2", "H2", "R2", "vt"),
    *("QE", "QE_df", "QE_p", "QM", "QM_df", "QM_p", "s2w", "weights_pct"),
]


@cache
def results(name: str) -> dict[str, Any]:
    """Results of one analysis by its file name."""
    return json.loads((HERE / "pooling" / f"{name}.json").read_text())["results"]


def rows(name: str) -> pd.DataFrame:
    """Rows of one analysis."""
    return pd.read_csv(HERE / "pooling" / f"{name}.csv")


def _numbers(value: Any) -> np.ndarray:
    flat = np.ravel(np.array(value, dtype=object))
    return np.array([np.nan if v is None else float(v) for v in flat])


def mismatches(name: str, got: Any, expected: Any, tolerance: float) -> list[str]:
    """Describe the cells that differ by more than `tolerance`, relatively (absolutely where 0 is expected)."""
    a, b = _numbers(got), _numbers(expected)
    if name == "df" and b.size == 1:
        a = a[:1]
    if a.shape != b.shape:
        return [f"{name}: {a.size} values for {b.size}"]
    difference = np.abs(a - b) / np.where(b == 0, 1.0, np.abs(b))
    same = (difference <= tolerance) | (np.abs(a - b) < 1e-300) | (np.isnan(a) & np.isnan(b))
    wrong = ~same
    return [f"{name}[{i}]: {a[i]!r}, metafor {b[i]!r}" for i in np.flatnonzero(wrong)]


def limit_mismatches(name: str, got: Any, expected: dict[str, Any], tolerance: float) -> list[str]:
    """Compare confidence limits, on the scale of their standard error where they lie near zero."""
    scale = np.maximum(np.abs(_numbers(expected[name])), _numbers(expected["se"]))
    off = np.abs(_numbers(got) - _numbers(expected[name])) > tolerance * scale
    return [f"{name}[{i}]: {_numbers(got)[i]!r}, metafor {_numbers(expected[name])[i]!r}" for i in np.flatnonzero(off)]


def _at_border(expected: dict[str, Any]) -> dict[str, Any]:
    """Results with tau2 = 0 where metafor's steps stopped a hair above the border."""
    if not expected["tau2"] or expected["tau2"] > 1e-12 * expected["vt"]:
        return expected
    out = expected | {"tau2": 0.0, "I2": 0.0}
    if "confint" in out:
        out["confint"] = out["confint"] | {"est": [0.0, 0.0, 0.0, 1.0]}
    return out


def fit_mismatches(result: Any, reference: dict[str, Any], iterated: float = ITERATED) -> list[str]:
    """Describe the cells in which a fit differs from metafor's."""
    expected = _at_border(reference)
    tolerance = iterated if expected["method"] in ITERATIVE else CLOSED
    got = result.to_dict()
    cells = [c for c in FIT_CELLS if c in expected and not c.startswith("ci_")]
    out = [text for c in cells for text in mismatches(c, got[c], expected[c], tolerance)]
    for name in ("ci_lb", "ci_ub"):
        out += limit_mismatches(name, got[name], expected, tolerance)
    # k = 1: metafor's log-likelihood is rounding noise around 0 there
    statistics = {} if got["k"] == 1 else expected.get("fit", {})
    for name, value in statistics.items():
        out += mismatches(f"fit.{name}", got["fit"][name], value, tolerance)
    for name, value in expected.get("predict", {}).items():
        out += mismatches(f"predict.{name}", got["predict"][name], value, tolerance)
    for name in ("est", "lb", "ub") if "confint" in expected else ():
        out += mismatches(f"confint.{name}", got["confint"][name], _uncapped(name, got, expected), SEARCHED)
    return out


def _uncapped(name: str, got: dict[str, Any], expected: dict[str, Any]) -> Any:
    """metafor's limits, or ours where metafor stopped at its search cap (see README.md)."""
    theirs = expected["confint"][name]
    cap = max(100.0, 10 * expected["tau2"])
    if name == "ub" and np.isclose(theirs[0], cap, rtol=1e-12) and got["confint"]["ub"][0] > cap:
        return got["confint"][name]
    return theirs
