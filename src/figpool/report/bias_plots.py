"""Risk-of-bias drawings: traffic lights by study and item, and the summary in percent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from figpool.pool.risk_of_bias import CONCERN, HIGH, JUDGEMENTS, LOW, UNCLEAR, BiasTable
from figpool.report.canvas import INK, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLORS = {LOW: "#4c9f70", CONCERN: "#e2b93b", HIGH: "#c0452c", UNCLEAR: "#a9b1b8"}
SIGNS = {LOW: "+", CONCERN: "!", HIGH: "−", UNCLEAR: "?"}
_STEP = 0.32


def traffic_light_plot(bias: BiasTable) -> Figure:
    """Draw one circle a judgement; the sign in it tells it without colour too."""
    from matplotlib.patches import Circle

    columns = [*bias.items, "overall"]
    label = 0.075 * max(len(name) for name in bias.studies) + 0.3
    head = 0.062 * max(len(name) for name in columns) * 0.8 + 0.35
    right = 0.055 * max(len(name) for name in columns)
    width, height = label + _STEP * len(columns) + right + 0.3, head + _STEP * len(bias.studies) + 0.55
    figure = new_figure(max(width, 5.0), height)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, max(width, 5.0))
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    for j, name in enumerate(columns):
        x = label + _STEP * (j + 0.5)
        axes.text(x - 0.05, head - 0.08, name, rotation=48, ha="left", va="bottom", fontsize=8, color=INK)
    for i, (study, row) in enumerate(zip(bias.studies, bias.judgements, strict=True)):
        y = head + _STEP * (i + 0.5)
        axes.text(label - 0.1, y, study, ha="right", va="center", fontsize=8.5, color=INK)
        for j, judgement in enumerate([*row, bias.overall[i]]):
            x = label + _STEP * (j + 0.5)
            axes.add_patch(Circle((x, y), 0.125, color=COLORS[judgement], linewidth=0))
            axes.text(
                x, y + 0.005, SIGNS[judgement], ha="center", va="center", fontsize=9, color="white", weight="bold"
            )
    edge = label + _STEP * len(bias.items)
    axes.plot([edge, edge], [head, height - 0.5], color=INK, linewidth=0.6)
    for j, judgement in enumerate(JUDGEMENTS):
        x = 0.2 + 1.2 * j
        axes.add_patch(Circle((x, height - 0.22), 0.09, color=COLORS[judgement], linewidth=0))
        axes.text(x + 0.15, height - 0.22, judgement, va="center", fontsize=8, color=INK)
    return figure


def bias_summary_plot(bias: BiasTable) -> Figure:
    """Draw the percent of studies with each judgement, item by item."""
    shares = bias.shares()
    bars, height = 0.36 * len(shares), 0.36 * len(shares) + 1.0
    figure = new_figure(7.2, height)
    axes = figure.add_axes((0.36, 0.62 / height, 0.6, bars / height))
    names = list(shares)
    for i, name in enumerate(names):
        left = 0.0
        for judgement in JUDGEMENTS:
            share = shares[name][judgement]
            axes.barh(i, share, left=left, height=0.66, color=COLORS[judgement], label=judgement if i == 0 else None)
            if share >= 9:
                ink = INK if judgement == CONCERN else "white"
                axes.text(left + share / 2, i, f"{share:.0f}", ha="center", va="center", fontsize=7.5, color=ink)
            left += share
    axes.set_yticks(range(len(names)), names, fontsize=8.5)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(0, 100)
    axes.set_xlabel("Studies (%)", fontsize=9)
    axes.tick_params(labelsize=8.5, length=2)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.legend(ncol=4, fontsize=7.5, frameon=False, loc="lower left", bbox_to_anchor=(-0.02, 1.0))
    return figure
