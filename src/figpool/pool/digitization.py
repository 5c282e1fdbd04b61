"""Digitization uncertainty carried into effect sizes and the pooled result.

A value read from a figure has a standard uncertainty u. By the delta method an effect size
f(m1, sd1, m2, sd2) gets the extra variance sum((df/dx)^2 u_x^2); :func:`digitization_monte_carlo`
draws the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from figpool.core.errors import UsageError
from figpool.pool.columns import numbers
from figpool.pool.effects import read_columns
from figpool.pool.linear import Array
from figpool.pool.measures.registry import EffectMeasure, EffectOptions, find_measure
from figpool.pool.model import fit
from figpool.pool.records import Record
from figpool.pool.result import FitSettings, PooledResult

if TYPE_CHECKING:
    import pandas as pd

READ = ("m1i", "sd1i", "m2i", "sd2i", "mi", "sdi")
"""Columns that can be read from a figure; each may have a column with ``_u`` behind its name."""

_STEP = 1e-5


@dataclass(frozen=True)
class _Reading:
    """Columns of an effects table, and the uncertainties of those that were read from a figure."""

    measure: EffectMeasure
    vtype: str
    options: EffectOptions
    columns: dict[str, Array]
    uncertain: dict[str, Array]

    def effects(self, changed: dict[str, Array]) -> Array:
        """Effect sizes with some columns changed; rows may be repeated as a whole."""
        repeats = next(iter(changed.values())).size // next(iter(self.columns.values())).size
        columns = {name: np.tile(values, repeats) for name, values in self.columns.items()} | changed
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.measure.compute(columns, self.vtype, self.options)[0]


def _read(es: pd.DataFrame) -> _Reading:
    measure = find_measure(str(es["measure"].iloc[0]))
    options = es.attrs.get("options")
    chosen = options if isinstance(options, EffectOptions) else EffectOptions()
    names = [name for name in READ if name in measure.columns and f"{name}_u" in es]
    if not names:
        raise UsageError(
            "No column holds an uncertainty of digitization.", "Add m1i_u, sd1i_u, m2i_u, sd2i_u (data units)."
        )
    uncertain = {name: np.nan_to_num(numbers(es, f"{name}_u")) for name in names}
    vtype = es.attrs.get("vtype") or measure.vtypes[0]
    return _Reading(measure, vtype, chosen, read_columns(measure, es, chosen), uncertain)


def digitization_variance(es: pd.DataFrame) -> Array:
    """Find the variance that digitizing adds to each effect size (delta method, numerical derivatives).

    Parameters
    ----------
    es : DataFrame
        As :func:`effect_sizes` returns it, with columns such as ``m1i_u`` (standard uncertainty of
        m1i, data units; empty counts as 0).

    Returns
    -------
    array, shape (k,)

    Raises
    ------
    UsageError
        When no column holds an uncertainty.
    """
    reading = _read(es)
    total = np.zeros(len(es))
    for name, u in reading.uncertain.items():
        x = reading.columns[name]
        step = _STEP * np.where(x == 0, 1.0, np.abs(x))
        up, down = (reading.effects({name: x + sign * step}) for sign in (1, -1))
        total += ((up - down) / (2 * step) * u) ** 2
    return total


def with_digitization(es: pd.DataFrame) -> pd.DataFrame:
    """Inflate vi by the variance of digitizing.

    Returns
    -------
    DataFrame
        A copy with ``vi_dig`` (what digitizing adds), and vi and sei that contain it.
    """
    added = digitization_variance(es)
    out = es.copy()
    out["vi_dig"] = added
    out["vi"] = es["vi"] + added
    out["sei"] = np.sqrt(out["vi"])
    return out


def digitization_monte_carlo(es: pd.DataFrame, draws: int = 2000, seed: int = 20240101) -> Array:
    """Variance of each effect size when the values read are redrawn from normal distributions.

    Parameters
    ----------
    draws : int
        Number of redrawn tables.
    seed : int
        Seed of the random numbers.
    """
    reading = _read(es)
    rng = np.random.default_rng(seed)
    moved = {}
    for name, u in reading.uncertain.items():
        drawn = reading.columns[name] + rng.normal(size=(draws, len(es))) * u
        moved[name] = (np.maximum(drawn, 0) if name.startswith("sd") else drawn).ravel()
    out: Array = np.nanvar(reading.effects(moved).reshape(draws, len(es)), axis=0, ddof=1)
    return out


@dataclass(frozen=True)
class DigitizationEffect(Record):
    """A pooled result with and without the uncertainty of digitizing.

    Attributes
    ----------
    without, with_u : PooledResult
        The two fits.
    share : float
        Fraction of the variance of the pooled mean that digitizing makes.
    vi_dig : array
        Variance that digitizing adds to each effect.
    """

    without: PooledResult
    with_u: PooledResult
    share: float
    vi_dig: Array


def digitization_effect(es: pd.DataFrame, settings: FitSettings | None = None) -> DigitizationEffect:
    """Pool with and without the uncertainty of digitizing.

    Notes
    -----
    The share is sum(w^2 u^2) / (sum(w)^2 se^2) with the weights of the fit that carries it.
    """
    chosen = settings or FitSettings()
    arguments: dict[str, Any] = {"tau2": chosen.tau2, "test": chosen.test, "level": chosen.level}
    inflated = with_digitization(es)
    without, with_u = fit(es, **arguments), fit(inflated, **arguments)
    added = inflated["vi_dig"].to_numpy(dtype=float)[with_u.used]
    w = 1 / (with_u.vi + with_u.tau2)
    share = float((w**2 * added).sum() / w.sum() ** 2 / with_u.se[0] ** 2)
    return DigitizationEffect(without, with_u, min(1.0, share), added)
