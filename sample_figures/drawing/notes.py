"""What stands above the marks: letters, stars, brackets, numbers."""

from __future__ import annotations

from typing import Any

from .marks import Ink
from .model import Chart
from .style import NoteStyle, Style

GAP = 2.0
FIRST_BRACKET, NEXT_BRACKET, HOOK = 0.045, 0.085, 0.018


def draw_notes(ax: Any, chart: Chart, style: Style, ink: Ink) -> list[Any]:
    """Draw the style's notes; return their text artists (a legend must not cover them)."""
    if style.note.kind == "brackets":
        return _brackets(ax, style.note, ink)
    return [
        _above(ax, chart, style, anchor, text)
        for anchor, text in zip(ink.anchors, style.note.texts, strict=False)
        if text
    ]


def _above(ax: Any, chart: Chart, style: Style, anchor: tuple[float, float, int], text: str) -> Any:
    at, end, sign = anchor
    gap = sign * (GAP + style.ink.error_width / 2)
    look = {"fontsize": style.note.size, "color": style.text.color, "annotation_clip": False}
    if chart.kind == "hbar":
        return ax.annotate(
            text, (end, at), xytext=(2 * gap, 0), textcoords="offset points", ha="left", va="center", **look
        )
    return ax.annotate(
        text,
        (at, end),
        xytext=(0, gap),
        textcoords="offset points",
        ha="center",
        va="bottom" if sign > 0 else "top",
        **look,
    )


def _brackets(ax: Any, note: NoteStyle, ink: Ink) -> list[Any]:
    """Draw brackets between pairs of marks, each above all marks below it and above brackets it overlaps."""
    to_axes = ax.transData + ax.transAxes.inverted()
    tops = [tuple(to_axes.transform((at, end))) for at, end, _ in ink.anchors]
    made, levels = [], []
    for (left, right), text in zip(note.pairs, note.texts, strict=True):
        x0, x1 = tops[left][0], tops[right][0]
        below = [y + FIRST_BRACKET for x, y in tops if x0 <= x <= x1]
        below += [y + NEXT_BRACKET for a, b, y in levels if a <= x1 and x0 <= b]
        levels.append((x0, x1, max(below)))
        made.append(_bracket(ax, levels[-1], text, note.size))
    return made


def _bracket(ax: Any, span: tuple[float, float, float], text: str, size: float) -> Any:
    x0, x1, y = span
    ax.plot(
        [x0, x0, x1, x1],
        [y - HOOK, y, y, y - HOOK],
        transform=ax.transAxes,
        color="black",
        linewidth=0.8,
        clip_on=False,
    )
    drop = -0.3 * size if set(text) == {"*"} else 1.0  # asterisks hang in the upper half of their line
    return ax.annotate(
        text,
        ((x0 + x1) / 2, y),
        xycoords="axes fraction",
        xytext=(0, drop),
        textcoords="offset points",
        ha="center",
        va="bottom",
        fontsize=size,
        annotation_clip=False,
    )
