"""Small charts drawn by matplotlib with known numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from figpool.core.figure import Figure

COLORS = ("#8c8c8c", "#d9d9d9", "white", "#4878cf")


@dataclass(frozen=True)
class Drawn:
    """Numbers and looks of a chart: one row of means and errors a series."""

    means: Sequence[Sequence[float]]
    errors: Sequence[Sequence[float]] | None = None
    categories: Sequence[str] = ("Sham", "Injury", "Low", "High")
    series: Sequence[str] = ()
    ylim: tuple[float, float] = (0.0, 25.0)
    log: bool = False
    horizontal: bool = False
    rotation: float = 0.0
    standing: bool = False
    both: bool = False
    size: tuple[float, float] = (4.4, 3.3)
    dpi: int = 120
    style: dict = field(default_factory=dict)

    def draw(self) -> Figure:
        """Draw the chart as a figure."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure as Drawing

        drawing = Drawing(figsize=self.size, dpi=self.dpi, layout="constrained")
        canvas = FigureCanvasAgg(drawing)
        axes = drawing.add_subplot()
        self._bars(axes)
        self._axes(axes)
        canvas.draw()
        return Figure(np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[:, :, :3]), "drawn.png", "drawn")

    def _bars(self, axes) -> None:
        wide = 0.8 / len(self.means)
        at = np.arange(len(self.categories))
        for i, means in enumerate(self.means):
            place = at - 0.4 + wide * (i + 0.5)
            errors = None if self.errors is None else np.asarray(self.errors[i], float)
            arms = errors if errors is None or self.both else np.vstack([np.zeros_like(errors), errors])
            name = self.series[i] if self.series else None
            looks = {"color": COLORS[i], "edgecolor": "black", "linewidth": 1.0, "label": name}
            bars = {"capsize": 4, "error_kw": {"lw": 1.1, "capthick": 1.1}, **looks, **self.style}
            if self.horizontal:
                axes.barh(place, means, wide * 0.95, xerr=arms, **bars)
            else:
                axes.bar(place, means, wide * 0.95, yerr=arms, **bars)

    def _axes(self, axes) -> None:
        at = np.arange(len(self.categories))
        if self.horizontal:
            axes.set_yticks(at, self.categories)
            axes.invert_yaxis()
            axes.set_xlim(*self.ylim)
        else:
            axes.set_xticks(at, self.categories, rotation=self.rotation, ha="right" if self.rotation else "center")
            axes.set_ylim(*self.ylim)
            if self.log:
                axes.set_yscale("log")
        if self.standing:
            axes.tick_params(axis="y", labelrotation=90)
            for label in axes.get_yticklabels():
                label.set_verticalalignment("center")
        if self.series:
            axes.legend(frameon=False)
        axes.spines[["top", "right"]].set_visible(False)
