"""PRISMA 2020 flow diagram (Page et al. 2021 BMJ 372:n71)."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from figpool.pool.prisma import NAMES, PrismaFlow
from figpool.report.canvas import ACCENT, DOUBT, INK, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LEFT, _RIGHT, _BOX, _LINE = 0.75, 4.35, 3.1, 0.175
_ROUNDED = "round,pad=0,rounding_size=0.05"
_TALLEST_WORD = 1.0
_STAGES = (
    ("Identification", ("databases", "registers"), ("duplicates", "automation", "removed_other")),
    ("Screening", ("screened",), ("excluded",)),
    ("Screening", ("sought",), ("not_retrieved",)),
    ("Screening", ("assessed",), ("reports_excluded",)),
    ("Included", ("studies", "reports"), ()),
)


def flow_plot(flow: PrismaFlow) -> Figure:
    """Draw the flow; numbers that do not add up are named below it."""
    stages = [(name, _lines(flow, left), _lines(flow, right)) for name, left, right in _STAGES]
    heights = [max(len(left), len(right)) * _LINE + 0.22 for _, left, right in stages]
    heights[0] = max(heights[0], _TALLEST_WORD)
    notes = [line for problem in flow.problems for line in wrap(f"Does not add up: {problem}", 105)]
    height = sum(heights) + 0.34 * len(stages) + 0.3 + 0.18 * len(notes)
    figure = new_figure(7.8, height)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 7.8)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    y, spans = 0.2, []
    for i, ((_, left, right), box) in enumerate(zip(stages, heights, strict=True)):
        _box(axes, (_LEFT, y), box, left)
        if right:
            _box(axes, (_RIGHT, y), box, right)
            _arrow(axes, (_LEFT + _BOX, y + box / 2), (_RIGHT, y + box / 2))
        if i + 1 < len(stages):
            _arrow(axes, (_LEFT + _BOX / 2, y + box), (_LEFT + _BOX / 2, y + box + 0.34))
        spans.append((y, y + box))
        y += box + 0.34
    _stage_bars(axes, spans)
    for number, note in enumerate(notes):
        axes.text(_LEFT, y + 0.18 * number, note, fontsize=7.5, color=DOUBT, va="center")
    return figure


def _lines(flow: PrismaFlow, keys: tuple[str, ...]) -> list[str]:
    out: list[str] = []
    for key in keys:
        if key in flow.counts or key in {"screened", "assessed", "studies"}:
            out += _counted(NAMES[key], flow.count(key), 44)
    if "reports_excluded" in keys:
        if "reports_excluded" not in flow.counts and flow.reasons:
            out += _counted(NAMES["reports_excluded"], sum(flow.reasons.values()), 44)
        for reason, number in flow.reasons.items():
            out += ["   " + line for line in _counted(reason, number, 42)]
    return out


def _counted(text: str, number: int, width: int) -> list[str]:
    """Lines of a text with its number, which is not broken."""
    return wrap(f"{text} (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{number})", width)


def _box(axes: Axes, corner: tuple[float, float], height: float, lines: list[str]) -> None:
    from matplotlib.patches import FancyBboxPatch

    axes.add_patch(FancyBboxPatch(corner, _BOX, height, boxstyle=_ROUNDED, facecolor="white", edgecolor=INK))
    for i, line in enumerate(lines):
        axes.text(corner[0] + 0.1, corner[1] + 0.2 + i * _LINE, line, fontsize=8, va="center", color=INK)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 0.9})


def _stage_bars(axes: Axes, spans: list[tuple[float, float]]) -> None:
    from matplotlib.patches import FancyBboxPatch

    for name in dict.fromkeys(stage[0] for stage in _STAGES):
        own = [span for stage, span in zip(_STAGES, spans, strict=True) if stage[0] == name]
        top, bottom = own[0][0], own[-1][1]
        axes.add_patch(FancyBboxPatch((0.2, top), 0.32, bottom - top, boxstyle=_ROUNDED, color=ACCENT))
        axes.text(0.36, (top + bottom) / 2, name, rotation=90, ha="center", va="center", fontsize=8, color="white")
