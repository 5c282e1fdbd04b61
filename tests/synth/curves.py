"""The two curves: what is read right, and how far the means are off, against resolution and JPEG quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .scoring import FigureScore
from .tally import Shares, quantiles_of_error, shares

#: Colours of Okabe & Ito's palette, told apart by their markers too.
LINES = (
    ("mean", "mean within 1 %", "#0072b2", "o"),
    ("error", "error bar within 1 %", "#d55e00", "s"),
    ("row", "whole row right", "#000000", "^"),
)
QUANTILES = ((0.5, "median", "#0072b2", "o"), (0.9, "90 % of the marks", "#d55e00", "s"))


@dataclass(frozen=True)
class Curve:
    """Scores by resolution or quality, and the axis title."""

    title: str
    scores: Mapping[int, Sequence[FigureScore]]

    def shares(self) -> dict[int, Shares]:
        """Shares of right values at every point."""
        return {at: shares(scores) for at, scores in self.scores.items()}

    def errors(self) -> dict[int, list[float]]:
        """Quantiles of the means' error at every point, percent of the axis range."""
        return {at: quantiles_of_error(scores, [q for q, *_ in QUANTILES]) for at, scores in self.scores.items()}


def draw_curve(curve: Curve, path: Path) -> None:
    """Draw a curve as a PNG file."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.0, 3.4), layout="constrained")
    FigureCanvasAgg(figure)
    right, off = figure.subplots(1, 2)
    found, errors = curve.shares(), curve.errors()
    at = list(found)
    for name, label, color, marker in LINES:
        right.plot(at, [getattr(found[a], name) for a in at], color=color, marker=marker, label=label)
    for k, (_, label, color, marker) in enumerate(QUANTILES):
        off.plot(at, [errors[a][k] for a in at], color=color, marker=marker, label=label)
    right.set(ylim=(0, 104), ylabel="percent of the drawn marks", xlabel=curve.title, title="Read right")
    off.set(ylabel="percent of the axis range", xlabel=curve.title, title="Error of the mean, marks found")
    off.set(yscale="log", ylim=(0.02, 50))
    off.yaxis.set_major_formatter("{x:g}")
    for axes in (right, off):
        axes.set_xticks(at)
        axes.grid(color="#dddddd")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
    figure.savefig(path, dpi=100, metadata={"Software": None})
