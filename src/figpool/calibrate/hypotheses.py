"""Every line through two labels, and how many of the other labels agree.

This is the random sample consensus of Fischler & Bolles (1981, Commun. ACM
24:381) made exhaustive: an axis has few labels, so all pairs of readings are
tried and the result does not depend on chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool.calibrate.line import Array, Line, common_step, least_squares
from figpool.calibrate.options import Option, has_one_digit, label_options, scale_penalty
from figpool.calibrate.settings import AxisSettings
from figpool.core.axes import AxisLabel, AxisScale

_MAX_SEEDS = 70
_MAX_SETTLED = 60
_MAX_KEPT = 12
_WITHOUT_MISFITS = 2
_UNEVEN = 3.5


@dataclass(frozen=True, slots=True)
class LabelFit:
    """A line through labels, and which option of each label lies on it.

    Parameters
    ----------
    scale : AxisScale
        Scale of the line.
    line : Line
        Scale space -> pixel of label centres.
    chosen : tuple of (Option or None)
        For each label the option that agrees; None where none does.
    """

    scale: AxisScale
    line: Line
    chosen: tuple[Option | None, ...]

    @property
    def agreeing(self) -> tuple[int, ...]:
        """Indices of the labels that agree."""
        return tuple(i for i, option in enumerate(self.chosen) if option is not None)

    def option(self, index: int) -> Option:
        """Return what an agreeing label stands for."""
        option = self.chosen[index]
        if option is None:
            raise ValueError(f"label {index} does not agree with this line")
        return option

    def value(self, index: int) -> float:
        """Return the value of an agreeing label."""
        return self.option(index).value

    def u(self, index: int) -> float:
        """Return the place of an agreeing label in scale space."""
        return float(self.scale.to_linear(self.value(index)))


@dataclass(frozen=True)
class _Pool:
    """All options of all labels on one scale, as columns."""

    label: NDArray[np.intp]
    pixel: Array
    u: Array
    penalty: Array
    tolerance: Array
    options: tuple[Option, ...]


def label_tolerances(labels: Sequence[AxisLabel], settings: AxisSettings) -> Array:
    """How far each label's centre may stand from its place, in pixels, shape (n,)."""
    size = np.array([label.size for label in labels], dtype=float)
    return np.maximum(settings.label_tolerance * size, settings.min_tolerance_px)


def find_label_fits(labels: Sequence[AxisLabel], settings: AxisSettings) -> list[LabelFit]:
    """Return the most agreed-upon lines through the labels, best first, over all scales."""
    options = [label_options(label) for label in labels]
    fits: list[tuple[float, LabelFit]] = []
    for scale in settings.scales:
        pool = _make_pool(labels, options, scale, settings)
        if pool is not None:
            fits.extend(_fits_on_scale(pool, scale, len(labels)))
    fits.sort(key=lambda pair: -pair[0])
    best = [fit for _, fit in fits]
    return [*best[:_WITHOUT_MISFITS], *_without_misfits(labels, best[:_WITHOUT_MISFITS]), *best[_WITHOUT_MISFITS:]]


def _without_misfits(labels: Sequence[AxisLabel], fits: Sequence[LabelFit]) -> list[LabelFit]:
    """Variants that drop a label which stands well but makes the steps uneven.

    A zero read as 6 on an axis of 100, 200, 300 stands within tolerance, and
    so does 10⁶ read as 106 on a logarithmic one.
    """
    variants = []
    for fit in fits:
        agreeing = fit.agreeing
        for drop in agreeing if len(agreeing) >= 3 else ():
            rest = [i for i in agreeing if i != drop]
            if _is_odd_one(fit, drop, rest):
                line = least_squares([fit.u(i) for i in rest], [labels[i].pixel for i in rest])
                chosen = tuple(option if i in rest else None for i, option in enumerate(fit.chosen))
                variants.append(LabelFit(fit.scale, line, chosen))
    return variants


def _is_odd_one(fit: LabelFit, drop: int, rest: Sequence[int]) -> bool:
    """Whether one label alone breaks the rule of steps that the others keep."""
    if fit.scale.is_log:
        return not has_one_digit(fit.value(drop)) and all(has_one_digit(fit.value(i)) for i in rest)
    step = common_step([fit.u(i) for i in rest])
    return step > _UNEVEN * common_step([fit.u(i) for i in (*rest, drop)])


def _make_pool(
    labels: Sequence[AxisLabel], options: Sequence[tuple[Option, ...]], scale: AxisScale, settings: AxisSettings
) -> _Pool | None:
    rows = [
        (i, option) for i, choices in enumerate(options) for option in choices if not scale.is_log or option.value > 0
    ]
    if len({i for i, _ in rows}) < 2:
        return None
    index = np.array([i for i, _ in rows], dtype=np.intp)
    return _Pool(
        label=index,
        pixel=np.array([label.pixel for label in labels], dtype=float)[index],
        u=scale.to_linear([option.value for _, option in rows]),
        penalty=np.array([scale_penalty(option, scale) for _, option in rows]),
        tolerance=label_tolerances(labels, settings)[index],
        options=tuple(option for _, option in rows),
    )


def _fits_on_scale(pool: _Pool, scale: AxisScale, n_labels: int) -> list[tuple[float, LabelFit]]:
    per_unit, at_zero = _seed_lines(pool)
    if per_unit.size == 0:
        return []
    scores = _best_gains(pool, _gains(pool, per_unit, at_zero))[0].sum(axis=1)
    seeds = np.argsort(-scores, kind="stable")[:_MAX_SETTLED]
    per_unit, at_zero, rows, gains = _settle(pool, per_unit[seeds], at_zero[seeds])
    order = np.argsort(-gains.sum(axis=1), kind="stable")
    kept: dict[tuple[int, ...], tuple[float, LabelFit]] = {}
    for h in order:
        key = tuple(np.where(gains[h] > 0, rows[h], -1).tolist())
        if key not in kept and sum(row >= 0 for row in key) >= 2 and per_unit[h] != 0:
            line = Line(float(per_unit[h]), float(at_zero[h]))
            kept[key] = (float(gains[h].sum()), LabelFit(scale, line, _chosen(pool, key, n_labels)))
        if len(kept) >= _MAX_KEPT:
            break
    return list(kept.values())


def _chosen(pool: _Pool, key: tuple[int, ...], n_labels: int) -> tuple[Option | None, ...]:
    chosen: list[Option | None] = [None] * n_labels
    for row in key:
        if row >= 0:
            chosen[int(pool.label[row])] = pool.options[row]
    return tuple(chosen)


def _seed_lines(pool: _Pool) -> tuple[Array, Array]:
    seeds = np.sort(np.argsort(pool.penalty, kind="stable")[:_MAX_SEEDS])
    a, b = (seeds[k] for k in np.triu_indices(seeds.size, 1))
    apart = (
        (pool.label[a] != pool.label[b])
        & (np.abs(pool.pixel[a] - pool.pixel[b]) > pool.tolerance[a] + pool.tolerance[b])
        & (np.abs(pool.u[a] - pool.u[b]) > 1e-12 * np.abs(pool.u[a] + pool.u[b]))
    )
    a, b = a[apart], b[apart]
    per_unit = (pool.pixel[a] - pool.pixel[b]) / (pool.u[a] - pool.u[b])
    return per_unit, pool.pixel[a] - per_unit * pool.u[a]


def _gains(pool: _Pool, per_unit: Array, at_zero: Array) -> Array:
    """Gain of every option on every line, shape (lines, options); 0 where it does not agree."""
    misfit = (at_zero[:, None] + per_unit[:, None] * pool.u - pool.pixel) / pool.tolerance
    gain = np.where(np.abs(misfit) <= 1, (1 - pool.penalty) - 0.2 * misfit**2, 0.0)
    return np.asarray(np.maximum(gain, 0.0), dtype=float)


def _best_gains(pool: _Pool, gain: Array) -> tuple[Array, NDArray[np.intp]]:
    """Best gain of each label on each line and the option it comes from, both (lines, labels present).

    Labels that claim the same value or the same stretch of the axis compete:
    only the best of them counts.
    """
    starts = np.flatnonzero(np.r_[True, np.diff(pool.label) != 0])
    ends = np.r_[starts[1:], pool.label.size]
    rows = np.stack([s + gain[:, s:e].argmax(axis=1) for s, e in zip(starts, ends, strict=True)], axis=1)
    best = np.take_along_axis(gain, rows, axis=1)
    u = pool.u[rows]
    order = np.argsort(-best, axis=1, kind="stable")
    ranks = np.argsort(order, axis=1, kind="stable")
    at, reach = pool.pixel[starts], pool.tolerance[starts]
    overlap = np.abs(at[:, None] - at[None, :]) < np.minimum(reach[:, None], reach[None, :])
    a, b = u[:, :, None], u[:, None, :]
    same = overlap | (np.abs(a - b) <= 1e-9 * np.maximum(np.abs(a), np.abs(b)))
    beaten = (same & (ranks[:, :, None] > ranks[:, None, :]) & (best[:, None, :] > 0)).any(axis=2)
    return np.where(beaten, 0.0, best), rows


def _settle(pool: _Pool, per_unit: Array, at_zero: Array) -> tuple[Array, Array, NDArray[np.intp], Array]:
    """Refit seed lines to all labels that agree with them, twice."""
    for _ in range(2):
        gains, rows = _best_gains(pool, _gains(pool, per_unit, at_zero))
        per_unit, at_zero = _refit(gains > 0, pool.u[rows], pool.pixel[rows], per_unit, at_zero)
    gains, rows = _best_gains(pool, _gains(pool, per_unit, at_zero))
    return per_unit, at_zero, rows, gains


def _refit(used: NDArray[np.bool_], u: Array, pixel: Array, per_unit: Array, at_zero: Array) -> tuple[Array, Array]:
    """Least-squares lines through the used points of each row; rows that lack spread stay as they are."""
    count = np.maximum(used.sum(axis=1), 1)
    u_mean = (u * used).sum(axis=1) / count
    p_mean = (pixel * used).sum(axis=1) / count
    du, dp = (u - u_mean[:, None]) * used, (pixel - p_mean[:, None]) * used
    spread = (du**2).sum(axis=1)
    usable = (spread > 0) & (count >= 2)
    slope = np.where(usable, (du * dp).sum(axis=1) / np.where(usable, spread, 1.0), per_unit)
    return slope, np.where(usable, p_mean - slope * u_mean, at_zero)
