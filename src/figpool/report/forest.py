"""Forest plot in the manner of RevMan: table at the left, squares and diamonds, weights at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from figpool.pool.linear import Array
from figpool.pool.result import PooledResult
from figpool.pool.subgroup import Subgroups
from figpool.report.canvas import ACCENT, DOUBT, GRID, INK, Labels, new_figure, plain_axes
from figpool.report.forest_rows import Column, ForestRow, RowKind, forest_rows, text_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MARGIN, _GUTTER, _PLOT = 0.25, 0.16, 3.1
_HEAD_ROWS, _FOOT = 2.4, 0.75


@dataclass(frozen=True)
class ForestSettings:
    """How a forest plot looks.

    Attributes
    ----------
    labels : Labels
        Words.
    columns : tuple of str
        Further columns of the table to show.
    transform : callable or None
        Back-transformation for the numbers and the axis, such as exp of a log ratio.
    prediction : bool
        Draw the prediction interval.
    limits : tuple of float or None
        Ends of the effect axis on the scale of the analysis; by the data when None.
    null : float
        Position of no effect.
    """

    labels: Labels = field(default_factory=Labels)
    columns: tuple[str, ...] = ()
    transform: Callable[[Array], Array] | None = None
    prediction: bool = True
    limits: tuple[float, float] | None = None
    null: float = 0.0


def forest_plot(
    result: PooledResult, groups: Subgroups | None = None, settings: ForestSettings | None = None
) -> Figure:
    """Draw a forest plot.

    Parameters
    ----------
    result : PooledResult
        A fit of a mean.
    groups : Subgroups, optional
        Draw in blocks, each with its subtotal and tests.
    settings : ForestSettings, optional

    Returns
    -------
    Figure
        As high as its rows need: from 5 to 120 studies stay legible.
    """
    chosen = settings or ForestSettings()
    columns = text_columns(result, chosen.columns)
    rows = forest_rows(result, columns, groups, prediction=chosen.prediction)
    return draw_rows(rows, columns, chosen, result.level)


def draw_rows(rows: list[ForestRow], columns: list[Column], settings: ForestSettings, level: float = 0.95) -> Figure:
    """Draw prepared rows; see :func:`figpool.report.forest_rows.forest_rows`."""
    layout = _Layout(rows, columns, settings, level)
    figure = new_figure(layout.width, layout.height)
    plot = figure.add_axes(layout.plot_box())
    table = figure.add_axes((0, 0, 1, 1))
    table.set_axis_off()
    table.set_xlim(0, layout.width)
    table.set_ylim(0, layout.height)
    _draw_plot(plot, layout)
    _draw_table(table, layout)
    return figure


class _Layout:
    """Where everything goes, in inches."""

    def __init__(self, rows: list[ForestRow], columns: list[Column], settings: ForestSettings, level: float) -> None:
        self.rows, self.columns, self.settings, self.level = rows, columns, settings, level
        dense = len(rows) > 60
        self.size = 7.0 if dense else 8.5
        self.step = 0.165 if dense else 0.215
        self.percent = f"Effect [{100 * level:g} % CI]"
        self._measure = _Measure(self.size)
        self.label_width = (
            self._measure([r.label for r in rows if r.kind not in {RowKind.NOTE, RowKind.HEAD}] + ["Study"]) + _GUTTER
        )
        self.widths = [self._measure([c.head, *(r.cells.get(c.key, "") for r in rows)]) + _GUTTER for c in columns]
        self.effect_texts = [effect_text(r, settings.transform) for r in rows]
        self.has_weights = any(not isnan(r.weight) for r in rows)
        self.weight_width = self._measure(["Weight", "100.0 %"]) + _GUTTER if self.has_weights else 0.0
        self.effect_width = self._measure([*self.effect_texts, self.percent]) + _GUTTER
        notes = self._measure([r.label for r in rows if r.kind in {RowKind.NOTE, RowKind.HEAD}])
        table = max(self.label_width + sum(self.widths), notes + _GUTTER)
        self.plot_left = _MARGIN + table + _GUTTER
        right = self.plot_left + _PLOT + _GUTTER
        self.width = right + self.weight_width + self.effect_width + _MARGIN
        title = 0.3 if settings.labels.title else 0.0
        self.top = title + _HEAD_ROWS * self.step + 0.12
        self.height = self.top + len(rows) * self.step + _FOOT
        self.limits = settings.limits or axis_limits(rows, settings.null)

    def plot_box(self) -> tuple[float, float, float, float]:
        """Axes box of the plot in fractions of the figure."""
        height = len(self.rows) * self.step
        return (self.plot_left / self.width, _FOOT / self.height, _PLOT / self.width, height / self.height)

    def y(self, row: float) -> float:
        """Height of the middle of a row in inches from below."""
        return self.height - self.top - (row + 0.5) * self.step


class _Measure:
    """Width of texts in inches, of the longest by letters only (the measuring is slow)."""

    def __init__(self, size: float) -> None:
        self._figure = new_figure(1, 1)
        self._size = size

    def __call__(self, texts: list[str]) -> float:
        longest = sorted(set(texts), key=len)[-3:]
        return max((self._width(text) for text in longest), default=0.0)

    def _width(self, text: str) -> float:
        from matplotlib.text import Text

        artist = Text(0, 0, text, figure=self._figure, fontsize=self._size)
        return float(artist.get_window_extent(self._figure.canvas.get_renderer()).width) / self._figure.dpi  # type: ignore[attr-defined]


def effect_text(row: ForestRow, transform: Callable[[Array], Array] | None) -> str:
    """Estimate and interval of a row as text, back-transformed where asked."""
    if row.estimate is None or isnan(row.estimate[0]):
        return ""
    values = np.array(row.estimate)
    shown = values if transform is None else transform(values)
    digits = 2 if np.abs(shown).max() < 1000 else 0
    middle, low, high = (f"{v:.{digits}f}".replace("-", "−") for v in shown)
    return f"[{low}, {high}]" if row.kind is RowKind.INTERVAL else f"{middle} [{low}, {high}]"


def axis_limits(rows: list[ForestRow], null: float) -> tuple[float, float]:
    """Range of the effect axis: all pooled intervals, and the studies but for the widest few."""
    pooled = [r.estimate for r in rows if r.kind in {RowKind.DIAMOND, RowKind.INTERVAL} and r.estimate]
    studies = [r.estimate for r in rows if r.kind is RowKind.STUDY and r.estimate]
    values = [null, *(e for r in pooled for e in r if np.isfinite(e)), *(r[0] for r in studies)]
    if studies:
        lows, highs = np.array([r[1] for r in studies]), np.array([r[2] for r in studies])
        values += [float(np.quantile(lows, 0.05)), float(np.quantile(highs, 0.95))]
    low, high = min(values), max(values)
    pad = 0.04 * (high - low or 1.0)
    return low - pad, high + pad


def _draw_plot(axes: Axes, layout: _Layout) -> None:
    settings, count = layout.settings, len(layout.rows)
    axes.set_xlim(*layout.limits)
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_yticks([])
    plain_axes(axes)
    axes.spines["left"].set_visible(False)
    axes.patch.set_alpha(0)
    axes.axvline(settings.null, color=INK, linewidth=0.8)
    total = next((r for r in reversed(layout.rows) if r.kind is RowKind.DIAMOND), None)
    if total and total.estimate:
        axes.axvline(total.estimate[0], color=GRID, linewidth=0.9, linestyle=(0, (4, 3)), zorder=0)
    weights = [r.weight for r in layout.rows if r.kind is RowKind.STUDY and not isnan(r.weight)]
    heaviest = max(weights, default=1.0)
    for position, row in enumerate(layout.rows):
        if row.estimate is not None and not isnan(row.estimate[0]):
            _DRAW[row.kind](axes, position, row, heaviest)
    if settings.transform is not None:
        _back_transformed_ticks(axes, settings.transform)
    axes.set_xlabel(
        settings.labels.effect, fontsize=layout.size + 0.5, labelpad=15 if any(settings.labels.favours) else 3
    )
    _favours(axes, settings, layout)


def _favours(axes: Axes, settings: ForestSettings, layout: _Layout) -> None:
    """Write both directions beside the line of no effect; they may run out under the columns."""
    low, high = axes.get_xlim()
    middle = (settings.null - low) / (high - low)
    offset = -0.27 / (len(layout.rows) * layout.step)
    style: dict[str, Any] = {"transform": axes.transAxes, "va": "top", "fontsize": layout.size - 0.5, "color": INK}
    left, right = settings.labels.favours
    if left:
        axes.text(middle - 0.02, offset, f"← {left}", ha="right", **style)
    if right:
        axes.text(middle + 0.02, offset, f"{right} →", ha="left", **style)


def _unknown(x: Array) -> Array:
    """Stand for an inverse that is not known."""
    return x


def _inverse_of(transform: Callable[[Array], Array]) -> Callable[[Array], Array]:
    from scipy.special import expit, logit

    inverses: dict[Any, Callable[[Array], Array]] = {np.exp: np.log, np.tanh: np.arctanh, expit: logit}
    return inverses.get(transform, _unknown)


_DIGITS = ((1, 1.5, 2, 3, 5), (1, 2, 5), (1, 3), (1,))
"""Leading digits of the values that may stand at the axis of a ratio, the densest first."""

_TICK_GAP = 0.11
"""Least distance of two ticks as a share of the axis, so that their numbers do not touch."""


def ratio_ticks(low: float, high: float) -> list[float]:
    """Round values of a ratio between two limits of its logarithm, far enough from each other; as logarithms.

    Examples
    --------
    >>> [round(float(np.exp(t)), 3) for t in ratio_ticks(np.log(0.004), np.log(6))]
    [0.01, 0.03, 0.1, 0.3, 1.0, 3.0]
    """
    from matplotlib.ticker import MaxNLocator

    for digits in _DIGITS:
        logs = np.log([digit * 10.0**power for power in range(-5, 6) for digit in digits])
        inside = logs[(logs >= low) & (logs <= high)]
        if inside.size > 2 and np.diff(inside).min() >= _TICK_GAP * (high - low):
            return [float(tick) for tick in inside]
    values = MaxNLocator(5).tick_values(float(np.exp(low)), float(np.exp(high)))
    return [float(np.log(v)) for v in values if v > 0 and low <= np.log(v) <= high]


def _back_transformed_ticks(axes: Axes, transform: Callable[[Array], Array]) -> None:
    """Ticks at round values of the back-transformed effect, where its inverse is known."""
    from matplotlib.ticker import FuncFormatter

    inverse = _inverse_of(transform)
    low, high = axes.get_xlim()
    if inverse is np.log:
        ticks = ratio_ticks(low, high)
    elif inverse is not _unknown:
        ticks = [float(inverse(np.array([v]))[0]) for v in np.linspace(-0.9, 0.9, 19)]
        ticks = [t for t in ticks if low <= t <= high]
    else:
        ticks = list(axes.get_xticks())
    if len(ticks) > 1:
        axes.set_xticks(ticks)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{float(transform(np.array([x]))[0]):.3g}"))


def _draw_interval_line(axes: Axes, y: float, low: float, high: float, color: str) -> None:
    """Draw a line from limit to limit; an arrow where it leaves the axis."""
    left, right = axes.get_xlim()
    axes.plot([max(low, left), min(high, right)], [y, y], color=color, linewidth=1.0, solid_capstyle="butt")
    for beyond, x, marker in ((low < left, left, "<"), (high > right, right, ">")):
        if beyond:
            axes.plot([x], [y], marker=marker, color=color, markersize=4, clip_on=False)


def _draw_study(axes: Axes, y: int, row: ForestRow, heaviest: float) -> None:
    estimate, low, high = row.estimate or (0.0, 0.0, 0.0)
    _draw_interval_line(axes, y, low, high, INK)
    share = 1.0 if isnan(row.weight) else row.weight / heaviest
    left, right = axes.get_xlim()
    if left <= estimate <= right:
        axes.plot([estimate], [y], marker="s", color=ACCENT, markersize=2.5 + 5.5 * share**0.5, markeredgewidth=0)


def _draw_diamond(axes: Axes, y: int, row: ForestRow, _: float) -> None:
    estimate, low, high = row.estimate or (0.0, 0.0, 0.0)
    axes.fill([low, estimate, high, estimate], [y, y - 0.34, y, y + 0.34], color=INK, linewidth=0)


def _draw_prediction(axes: Axes, y: int, row: ForestRow, _: float) -> None:
    _, low, high = row.estimate or (0.0, 0.0, 0.0)
    _draw_interval_line(axes, y, low, high, DOUBT)
    for x in (low, high):
        axes.plot([x, x], [y - 0.22, y + 0.22], color=DOUBT, linewidth=1.0)


_DRAW = {RowKind.STUDY: _draw_study, RowKind.DIAMOND: _draw_diamond, RowKind.INTERVAL: _draw_prediction}


def _draw_table(axes: Axes, layout: _Layout) -> None:
    text: dict[str, Any] = {"fontsize": layout.size, "va": "center", "color": INK}
    if layout.settings.labels.title:
        axes.text(_MARGIN, layout.height - 0.2, layout.settings.labels.title, fontsize=11, va="center", weight="bold")
    right_edges = _MARGIN + layout.label_width + np.cumsum(layout.widths)
    _draw_head(axes, layout, right_edges)
    weight_edge = layout.plot_left + _PLOT + layout.weight_width
    effect_edge = layout.width - _MARGIN
    for position, row in enumerate(layout.rows):
        y = layout.y(position)
        style: dict[str, Any] = text | {"weight": "bold" if row.kind in {RowKind.HEAD, RowKind.DIAMOND} else "normal"}
        style |= {"fontsize": layout.size - 0.5, "color": "#444444"} if row.kind is RowKind.NOTE else {}
        axes.text(_MARGIN, y, row.label, **style)
        for column, edge in zip(layout.columns, right_edges, strict=True):
            axes.text(edge, y, row.cells.get(column.key, ""), ha="right", **text)
        if not isnan(row.weight):
            axes.text(weight_edge, y, f"{row.weight:.1f} %", ha="right", **style)
        axes.text(effect_edge, y, layout.effect_texts[position], ha="right", **style)


def _draw_head(axes: Axes, layout: _Layout, right_edges: Array) -> None:
    style: dict[str, Any] = {"fontsize": layout.size, "va": "center", "color": INK, "weight": "bold"}
    y, rule = layout.y(-1), layout.y(-0.45)
    axes.text(_MARGIN, y, "Study", **style)
    for column, edge in zip(layout.columns, right_edges, strict=True):
        axes.text(edge, y, column.head, ha="right", **style)
    for name in dict.fromkeys(c.group for c in layout.columns if c.group):
        edges = [edge for c, edge in zip(layout.columns, right_edges, strict=True) if c.group == name]
        first = edges[0] - layout.widths[[c.group for c in layout.columns].index(name)] + _GUTTER
        axes.text((first + edges[-1]) / 2, layout.y(-2), name, ha="center", **style)
        axes.plot([first, edges[-1]], [layout.y(-1.5)] * 2, color=INK, linewidth=0.5)
    weight_edge = layout.plot_left + _PLOT + layout.weight_width
    if layout.has_weights:
        axes.text(weight_edge, y, "Weight", ha="right", **style)
    axes.text(layout.width - _MARGIN, y, layout.percent, ha="right", **style)
    axes.plot([_MARGIN, layout.width - _MARGIN], [rule, rule], color=INK, linewidth=0.8)
