"""Funnel plots: contour-enhanced with filled studies, and the radial (Galbraith) plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from figpool.pool.distributions import two_sided_quantile
from figpool.pool.result import PooledResult
from figpool.pool.trim_fill import TrimFill
from figpool.report.canvas import ACCENT, DOUBT, GRID, INK, RASTERIZED, Labels, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_NAN = float("nan")
_BEYOND = "#d3dde5"
_SHADES = ((0.99, "#e3e9ee"), (0.95, "#eff3f6"), (0.90, "#ffffff"))


def funnel_plot(result: PooledResult, filled: TrimFill | None = None, labels: Labels | None = None) -> Figure:
    """Draw a contour-enhanced funnel (Peters et al. 2008 J Clin Epidemiol 61:991).

    Parameters
    ----------
    result : PooledResult
        A fit of a mean.
    filled : TrimFill, optional
        Adds the mirrored studies as open circles and the adjusted mean.
    labels : Labels, optional
    """
    words = labels or Labels()
    figure, axes = new_axes(6.0, 5.0)
    se = np.sqrt(result.vi)
    deepest = float(se.max()) * 1.08
    _contours(axes, result, filled, deepest)
    mean = float(result.beta[0])
    half = two_sided_quantile(result.level, _NAN) * deepest
    axes.plot([mean - half, mean, mean + half], [deepest, 0, deepest], color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
    axes.axvline(mean, color=INK, linewidth=0.9)
    dots: dict[str, Any] = {"color": ACCENT, "markersize": 5, "markeredgecolor": "white", "markeredgewidth": 0.5}
    axes.plot(result.yi, se, "o", label="studies", rasterized=result.k > RASTERIZED, **dots)
    if filled is not None and filled.k0:
        style: dict[str, Any] = {"markerfacecolor": "white", "markeredgecolor": DOUBT, "markersize": 5}
        name = f"filled ({filled.k0})"
        axes.plot(filled.filled_yi, np.sqrt(filled.filled_vi), marker="o", linestyle="none", label=name, **style)
        axes.axvline(float(filled.fit.beta[0]), color=DOUBT, linewidth=0.9, linestyle=":", label="mean with filled")
    axes.set_ylim(deepest, 0)
    axes.set_xlabel(words.effect, fontsize=9.5)
    axes.set_ylabel("Standard error", fontsize=9.5)
    axes.set_title(words.title, fontsize=11, loc="left", weight="bold")
    axes.legend(fontsize=7.5, frameon=True, framealpha=0.9, edgecolor="none", loc="upper right")
    return figure


def _contours(axes: Axes, result: PooledResult, filled: TrimFill | None, deepest: float) -> None:
    values = np.concatenate([result.yi, filled.filled_yi]) if filled is not None else result.yi
    reach = two_sided_quantile(0.99, _NAN) * deepest
    low = min(float(values.min()), float(result.beta[0]) - reach * 0.8, -reach * 0.4)
    high = max(float(values.max()), float(result.beta[0]) + reach * 0.8, reach * 0.4)
    pad = 0.04 * (high - low)
    axes.set_xlim(low - pad, high + pad)
    axes.set_facecolor(_BEYOND)
    names = {0.99: "0.01 < P < 0.05", 0.95: "0.05 < P < 0.10", 0.90: "P > 0.10"}
    axes.fill([_NAN], [_NAN], facecolor=_BEYOND, edgecolor=GRID, linewidth=0.5, label="P < 0.01")
    for level, shade in _SHADES:
        edge = two_sided_quantile(level, _NAN) * deepest
        axes.fill([0, edge, -edge], [0, deepest, deepest], facecolor=shade, linewidth=0, zorder=0)
        axes.fill([_NAN], [_NAN], facecolor=shade, edgecolor=GRID, linewidth=0.5, label=names[level])


def radial_plot(result: PooledResult, labels: Labels | None = None) -> Figure:
    """Draw the radial plot: z against precision, a line of slope equal to the mean (Galbraith 1988)."""
    words = labels or Labels()
    figure, axes = new_axes(6.0, 4.8)
    spread = np.sqrt(result.vi + result.tau2)
    x, z = 1 / spread, result.yi / spread
    far = float(x.max()) * 1.08
    mean, half = float(result.beta[0]), two_sided_quantile(result.level, _NAN)
    axes.fill_between([0, far], [-half, mean * far - half], [half, mean * far + half], color="#e3e9ee", linewidth=0)
    axes.plot([0, far], [0, mean * far], color=INK, linewidth=0.9)
    dots: dict[str, Any] = {"color": ACCENT, "markersize": 5, "markeredgecolor": "white", "markeredgewidth": 0.5}
    axes.plot(x, z, "o", rasterized=result.k > RASTERIZED, **dots)
    axes.set_xlim(0, far)
    axes.set_xlabel("1 / sqrt(vi + τ²)", fontsize=9.5)
    axes.set_ylabel("z = effect / sqrt(vi + τ²)", fontsize=9.5)
    axes.set_title(words.title, fontsize=11, loc="left", weight="bold")
    return figure
