"""SMD: standardized mean difference, Hedges' g with the exact correction."""

from __future__ import annotations

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.measures.registry import Columns, EffectMeasure, EffectOptions, register, weighted_mean
from figpool.pool.measures.two_groups import MEANS, hedges_correction, inverse_sizes, pooled_sd


def standardized(d: Array, m: Array, c: Columns, sizes: Array, vtype: str) -> tuple[Array, Array]:
    """Hedges' g and its variance from Cohen's d.

    Parameters
    ----------
    d : array
        Uncorrected standardized difference.
    m : array
        Degrees of freedom of the standardizer.
    c : mapping
        Columns with ``n1i`` and ``n2i``.
    sizes : array
        Sample size in the term d^2 / (2 size).
    vtype : str
        "LS" (Hedges 1982), "LS2" (J^2 times the variance of d; Borenstein 2009), "UB" (unbiased,
        Hedges 1983) or "AV" (LS with the average effect).
    """
    j = hedges_correction(m)
    g = j * d
    base = inverse_sizes(c)
    with np.errstate(divide="ignore", invalid="ignore"):
        variances = {
            "LS": lambda: base + g**2 / (2 * sizes),
            "LS2": lambda: j**2 * (base + d**2 / (2 * sizes)),
            "UB": lambda: base + (1 - (m - 2) / (m * j**2)) * g**2,
            "AV": lambda: base + weighted_mean(g, c["n1i"] + c["n2i"]) ** 2 / (2 * sizes),
        }
        return g, variances[vtype]()


def _from_d_or_t(c: dict[str, Array]) -> dict[str, Array]:
    """Let a published d (``di``) or t statistic (``ti``) stand for means and SDs."""
    if "di" not in c and "ti" not in c:
        return c
    n1, n2 = c["n1i"], c["n2i"]
    d = c.get("di", np.full_like(n1, np.nan))
    if "ti" in c:
        d = np.where(np.isnan(d), c["ti"] * np.sqrt(1 / n1 + 1 / n2), d)
    given = ~np.isnan(d)
    stand_in = {"m1i": d, "m2i": np.zeros_like(d), "sd1i": np.ones_like(d), "sd2i": np.ones_like(d)}
    empty = np.full_like(d, np.nan)
    return c | {name: np.where(given, value, c.get(name, empty)) for name, value in stand_in.items()}


def _compute(c: Columns, vtype: str, _: EffectOptions) -> tuple[Array, Array]:
    total = c["n1i"] + c["n2i"]
    with np.errstate(divide="ignore", invalid="ignore"):
        d = (c["m1i"] - c["m2i"]) / pooled_sd(c)
    return standardized(d, total - 2, c, total, vtype)


register(
    EffectMeasure(
        "SMD",
        "Standardized mean difference (Hedges' g)",
        MEANS,
        _compute,
        ("LS", "LS2", "UB", "AV"),
        complete=_from_d_or_t,
        stand_ins=("di", "ti"),
        standardized=True,
    )
)
