"""Box plots from their five numbers."""

from __future__ import annotations

from typing import Any

from .marks import Ink, draws
from .model import Chart
from .style import Style


@draws("box")
def draw_boxes(ax: Any, chart: Chart, style: Style) -> Ink:
    """Draw one box per category."""
    ink, boxes = Ink(), chart.series[0].values
    stats = [
        {
            "med": b.median,
            "q1": b.q1,
            "q3": b.q3,
            "whislo": b.whislo,
            "whishi": b.whishi,
            "fliers": list(b.fliers),
            "mean": b.mean,
        }
        for b in boxes
    ]
    line = {"color": style.ink.error_color or "black", "linewidth": style.ink.error_width}
    artists = ax.bxp(
        stats,
        positions=range(len(boxes)),
        widths=style.ink.box_width,
        patch_artist=True,
        manage_ticks=False,
        showmeans=any(b.mean is not None for b in boxes),
        showcaps=style.ink.cap > 0,
        whiskerprops=line,
        capprops=line,
        medianprops={"color": "black", "linewidth": style.ink.line_width * 1.6},
        boxprops={"linewidth": style.ink.edge_width},
        meanprops={"marker": "+", "markeredgecolor": "black", "markersize": style.ink.marker_size},
        flierprops={"marker": "o", "markersize": style.ink.marker_size * 0.8, "markeredgecolor": "black"},
    )
    for i, patch in enumerate(artists["boxes"]):
        fill = style.fill(0, i, 1)
        patch.set(facecolor=fill.face, edgecolor=fill.edge, hatch=fill.hatch or None)
        b, half = boxes[i], style.ink.box_width / 2
        ink.boxes.append((i - half, min((b.whislo, *b.fliers)), i + half, max((b.whishi, *b.fliers))))
        ink.anchors.append((float(i), max((b.whishi, *b.fliers)), 1))
    return ink
