"""Plots of single studies and subsets: leave-one-out, cumulative, bubble, Baujat, GOSH, L'Abbé."""

from __future__ import annotations

from collections.abc import Callable
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from figpool.core.errors import UsageError
from figpool.pool.digitization import DigitizationEffect
from figpool.pool.distributions import two_sided_quantile
from figpool.pool.linear import Array
from figpool.pool.result import PooledResult
from figpool.report.canvas import ACCENT, DOUBT, INK, RASTERIZED, SOFT, Labels, new_axes
from figpool.report.forest import ForestSettings, draw_rows
from figpool.report.forest_rows import ForestRow, RowKind, diamond

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def estimates_plot(
    table: pd.DataFrame, result: PooledResult, settings: ForestSettings | None = None, *, before: str = ""
) -> Figure:
    """Draw the estimates of :func:`leave_one_out` or :func:`cumulative` with the mean of all below.

    Parameters
    ----------
    before : str
        Word before the name of every study: "without" or "with".
    """
    rows = [
        ForestRow(RowKind.STUDY, f"{before} {row['slab']}".strip(), (row["estimate"], row["ci_lb"], row["ci_ub"]))
        for row in table.to_dict(orient="records")
    ]
    rows += [ForestRow(RowKind.GAP, ""), diamond("All studies", result)]
    return draw_rows(rows, [], settings or ForestSettings(), result.level)


def sensitivity_plot(effect: DigitizationEffect, settings: ForestSettings | None = None) -> Figure:
    """Draw every study and the mean with and without the uncertainty of digitizing."""
    rows: list[ForestRow] = []
    for name, fit in (("as read", effect.without), ("with digitizing", effect.with_u)):
        half = two_sided_quantile(fit.level, nan) * np.sqrt(fit.vi)
        rows.append(ForestRow(RowKind.HEAD, name))
        rows += [
            ForestRow(
                RowKind.STUDY,
                str(fit.slab[i]),
                (float(y), float(y - half[i]), float(y + half[i])),
                float(fit.weights[i]),
            )
            for i, y in enumerate(fit.yi)
        ]
        rows += [diamond("Mean", fit, 100.0), ForestRow(RowKind.GAP, "")]
    rows.append(ForestRow(RowKind.NOTE, f"Digitizing makes {100 * effect.share:.2g} % of the variance of the mean."))
    return draw_rows(rows, [], settings or ForestSettings(), effect.without.level)


def _sizes(result: PooledResult) -> Array:
    out: Array = 15 + 180 * result.weights / result.weights.max()
    return out


#: Letters of a study's name beside a point; the whole name stands in the table.
_LETTERS = 32
#: Labels of points nearer to each other than this share of the axis would cover each other.
_LABEL_HEIGHT = 0.04


def _label_points(axes: Axes, x: Array, y: Array, names: list[str], most: int = 5) -> None:
    """Name the points farthest from the origin, where no label stands yet; beyond the middle to their left."""
    drawn = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    scale = [float(np.max(np.abs(v[drawn]), initial=0.0)) or 1.0 for v in (x, y)]
    distance = (x[drawn] / scale[0]) ** 2 + (y[drawn] / scale[1]) ** 2
    taken: list[float] = []
    for i in drawn[np.argsort(-distance)[:most]]:
        if any(abs(y[i] - other) < _LABEL_HEIGHT * scale[1] for other in taken):
            continue
        taken.append(y[i])
        offset, side = ((-5, 3), "right") if x[i] > 0.6 * scale[0] else ((5, 3), "left")
        name = names[i] if len(names[i]) <= _LETTERS else f"{names[i][: _LETTERS - 1]}…"
        axes.annotate(name, (x[i], y[i]), xytext=offset, textcoords="offset points", ha=side, fontsize=7)


def bubble_plot(result: PooledResult, moderator: str, labels: Labels | None = None) -> Figure:
    """Draw effects against a numeric moderator with the regression line and its interval.

    Raises
    ------
    UsageError
        A moderator that is not a coefficient of the model.
    """
    if moderator not in result.terms:
        raise UsageError(f"The model has no numeric moderator {moderator!r}.", f"Terms: {', '.join(result.terms)}.")
    words = labels or Labels()
    figure, axes = new_axes()
    j = result.terms.index(moderator)
    x = result.X[:, j]
    grid = np.tile(result.X.mean(axis=0), (80, 1))
    grid[:, j] = np.linspace(x.min(), x.max(), 80)
    line = result.predict(grid[:, 1:] if result.moderators.has_intercept else grid)
    axes.fill_between(grid[:, j], line.ci_lb, line.ci_ub, color="#e3e9ee", linewidth=0)
    axes.plot(grid[:, j], line.pred, color=INK, linewidth=1.1)
    axes.scatter(
        x,
        result.yi,
        s=_sizes(result),
        color=SOFT,
        edgecolor=ACCENT,
        linewidth=0.8,
        alpha=0.85,
        rasterized=result.k > RASTERIZED,
    )
    axes.axhline(0, color=INK, linewidth=0.5, linestyle=":")
    _finish(axes, words, moderator, words.effect)
    return figure


def baujat_plot(table: pd.DataFrame, labels: Labels | None = None) -> Figure:
    """Draw the coordinates of :func:`baujat`."""
    figure, axes = new_axes()
    x, y = table["x"].to_numpy(dtype=float), table["y"].to_numpy(dtype=float)
    axes.plot(x, y, "o", color=ACCENT, markersize=5, markeredgecolor="white", markeredgewidth=0.5)
    _label_points(axes, x, y, [str(name) for name in table["slab"]])
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    _finish(axes, labels or Labels(), "Squared Pearson residual", "Influence on the result")
    return figure


def gosh_plot(table: pd.DataFrame, labels: Labels | None = None) -> Figure:
    """Draw estimate and I2 of the subsets of :func:`gosh`."""
    words = labels or Labels()
    figure, axes = new_axes()
    axes.scatter(table["estimate"], table["I2"], s=4, color=ACCENT, alpha=0.25, linewidth=0)
    axes.set_ylim(-2, 102)
    _finish(axes, words, words.effect, "I² (%)")
    return figure


def _proportions(result: PooledResult) -> tuple[Array, Array]:
    a, n1, c, n2 = (np.asarray(result.frame[name], dtype=float)[result.used] for name in ("ai", "n1i", "ci", "n2i"))
    return c / n2, a / n1


def _means(result: PooledResult) -> tuple[Array, Array]:
    control, treated = (np.asarray(result.frame[name], dtype=float)[result.used] for name in ("m2i", "m1i"))
    return control, treated


_ARMS: dict[tuple[str, ...], tuple[str, Callable[[PooledResult], tuple[Array, Array]]]] = {
    ("ai", "n1i", "ci", "n2i"): ("Risk", _proportions),
    ("m1i", "m2i"): ("Mean", _means),
}


def has_arms(result: PooledResult) -> bool:
    """Whether the table holds the outcomes of both arms."""
    return any(all(key in result.frame for key in needed) for needed in _ARMS)


def labbe_plot(result: PooledResult, labels: Labels | None = None) -> Figure:
    """Draw the outcome of treatment against control (L'Abbé, Detsky & O'Rourke 1987).

    Raises
    ------
    UsageError
        A table without the outcomes of both arms.
    """
    for needed, (name, read) in _ARMS.items():
        if all(key in result.frame for key in needed):
            x, y = read(result)
            figure, axes = new_axes(5.4, 5.0)
            low, high = float(min(x.min(), y.min())), float(max(x.max(), y.max()))
            axes.plot([low, high], [low, high], color=INK, linewidth=0.7, linestyle=":")
            axes.scatter(
                x,
                y,
                s=_sizes(result),
                color=SOFT,
                edgecolor=ACCENT,
                linewidth=0.8,
                alpha=0.85,
                rasterized=result.k > RASTERIZED,
            )
            _finish(axes, labels or Labels(), f"{name}, control", f"{name}, treatment")
            return figure
    raise UsageError("An L'Abbé plot needs the outcomes of both arms.", "Keep m1i and m2i, or ai n1i ci n2i.")


#: Inches: a line of a list, a letter of its names, and what stands around them.
_LINE, _LETTER, _AROUND = 0.15, 0.052, 0.85


def influence_plot(table: pd.DataFrame, labels: Labels | None = None) -> Figure:
    """Draw Cook's distance of every study, one line a study; influential ones stand out."""
    names = [str(name) for name in table["slab"]]
    width, height = 7.5, _LINE * len(names) + _AROUND
    figure, axes = new_axes(width, height)
    left = min(0.6, (_LETTER * max(map(len, names)) + 0.2) / width)
    axes.set_position((left, 0.5 / height, 0.97 - left, 1 - _AROUND / height))
    position = np.arange(len(names))
    colors: list[Any] = [DOUBT if flag else ACCENT for flag in table["is_infl"]]
    axes.hlines(position, 0, table["cook_d"], color=colors, linewidth=1.2)
    axes.scatter(table["cook_d"], position, s=16, color=colors)
    axes.set_yticks(position, names, fontsize=7)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(left=0)
    _finish(axes, labels or Labels(), "Cook's distance", "")
    return figure


def _finish(axes: Axes, words: Labels, x: str, y: str) -> None:
    axes.set_xlabel(x, fontsize=9.5)
    axes.set_ylabel(y, fontsize=9.5)
    axes.set_title(words.title, fontsize=11, loc="left", weight="bold")
