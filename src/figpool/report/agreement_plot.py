"""Bland-Altman plots of two readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDTH, _HEIGHT = 4.6, 3.6


def bland_altman_figure(
    pairs: Mapping[str, Sequence[tuple[float, float]]],
    limits: Mapping[str, tuple[float, float, float]],
    names: Sequence[str],
) -> Figure:
    """Draw differences against means with bias and limits of agreement (Bland & Altman 1986, Lancet 327:307).

    Parameters
    ----------
    pairs : mapping
        Pairs of readings by column; a panel each.
    limits : mapping
        Lower limit, bias and upper limit by column.
    names : sequence of str
        The two readers.

    Returns
    -------
    Figure
        Not bound to any window; save it with ``savefig``.
    """
    from matplotlib.figure import Figure

    shown = [name for name in pairs if name in limits]
    figure = Figure(figsize=(_WIDTH * max(len(shown), 1), _HEIGHT), layout="constrained")
    for place, name in enumerate(shown, start=1):
        axes = figure.add_subplot(1, len(shown), place)
        values = np.asarray(pairs[name], dtype=float)
        axes.scatter(values.mean(axis=1), values[:, 1] - values[:, 0], s=14, color="#1450c8", alpha=0.7, linewidths=0)
        low, bias, high = limits[name]
        axes.axhline(bias, color="#1a1a1a", linewidth=1.2)
        for limit in (low, high):
            axes.axhline(limit, color="#1a1a1a", linewidth=1, linestyle="--")
        axes.set_title(name)
        axes.set_xlabel("mean of the two readings")
        axes.set_ylabel(f"{names[1]} - {names[0]}")
    return figure
