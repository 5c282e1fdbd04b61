"""Legends that do not hide the data."""

from __future__ import annotations

from typing import Any

from .marks import Ink
from .style import LegendStyle, Style

CORNERS = ("upper right", "upper left", "upper center", "lower right", "lower left", "center right", "center left")
OUTSIDE = {
    "right": {"loc": "upper left", "bbox_to_anchor": (1.02, 1.0)},
    "right_middle": {"loc": "center left", "bbox_to_anchor": (1.02, 0.5)},
    "above": {"loc": "lower center", "bbox_to_anchor": (0.5, 1.02)},
    "below": {"loc": "upper center", "bbox_to_anchor": (0.5, -0.2)},
}
CLEARANCE = 3.0


def draw_legend(ax: Any, style: Style, ink: Ink, notes: list[Any], renderer: Any) -> None:
    """Put the legend at the style's place; inside only where it covers neither marks nor notes."""
    place = style.legend
    if place.place == "none" or len(ink.handles) < 2:
        return
    taken = _taken(ax, ink, notes, renderer)
    if place.place == "best":
        for corner in CORNERS:
            legend = _make(ax, place, ink, loc=corner)
            if not any(_meet(legend.get_window_extent(renderer), box) for box in taken):
                return
            legend.remove()
    where = dict(OUTSIDE[place.place if place.place in OUTSIDE else "right"])
    if place.place == "below":
        where["bbox_to_anchor"] = (0.5, _below_labels(ax, renderer))
    if place.place == "above":
        where["bbox_to_anchor"] = (0.5, _above_all(ax, renderer))
    _make(ax, place, ink, **where)


def _make(ax: Any, place: LegendStyle, ink: Ink, **where: Any) -> Any:
    columns = place.columns if place.place in ("above", "below") else 1
    return ax.legend(
        handles=ink.handles,
        fontsize=place.size,
        frameon=place.framed,
        ncols=columns,
        fancybox=False,
        edgecolor="black",
        framealpha=1.0,
        borderaxespad=0.6,
        handlelength=1.6,
        **where,
    )


def _below_labels(ax: Any, renderer: Any) -> float:
    """Return the axes fraction just under the tick labels and the axis title."""
    lowest = ax.xaxis.get_tightbbox(renderer).y0
    return float(ax.transAxes.inverted().transform((0, lowest))[1]) - 0.02


def _above_all(ax: Any, renderer: Any) -> float:
    """Return the axes fraction just over whatever is written above the plot area's middle (multiplier, brackets)."""
    texts = [t for t in ax.texts if t.get_text()]
    tops = [ax.transAxes.inverted().transform((0, t.get_window_extent(renderer).y1))[1] for t in texts]
    left_out = [t for t, text in zip(tops, texts, strict=True) if text.get_fontweight() != "bold"]
    return float(max([1.0, *left_out])) + 0.01


def _taken(ax: Any, ink: Ink, notes: list[Any], renderer: Any) -> list[tuple[float, float, float, float]]:
    boxes = []
    for x0, y0, x1, y1 in ink.boxes:
        (a, b), (c, d) = ax.transData.transform([(x0, y0), (x1, y1)])
        boxes.append((a, b, c, d))
    boxes += [tuple(t.get_window_extent(renderer).extents) for t in notes]
    return boxes


def _meet(legend: Any, box: tuple[float, float, float, float]) -> bool:
    x0, y0, x1, y1 = box
    return bool(
        legend.x0 - CLEARANCE < x1
        and x0 < legend.x1 + CLEARANCE
        and legend.y0 - CLEARANCE < y1
        and y0 < legend.y1 + CLEARANCE
    )
