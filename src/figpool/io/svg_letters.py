"""Letters that were drawn as outlines (Cairo): gathered to runs whose words are still to be read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from figpool.core.geometry import Box
from figpool.core.vector import VectorText

#: Height of digits and capitals in font sizes.
_CAP = 0.72


@dataclass(frozen=True, slots=True)
class Letter:
    """One drawn letter, pixels.

    Parameters
    ----------
    group : int
        The element it stands in: letters of one group are one string.
    font : str
        Font as the file numbers it.
    x, y : float
        Origin.
    box : Box or None
        Its ink; None for a space.
    """

    group: int
    font: str
    x: float
    y: float
    box: Box | None


def outlined_runs(letters: Iterable[Letter]) -> list[VectorText]:
    """Gather letters to runs of empty text with their places, angles and sizes.

    A font as the file numbers it has one size and one direction (Cairo numbers turned
    fonts apart), which single letters take from the longer runs.
    """
    groups: dict[int, list[Letter]] = {}
    for letter in letters:
        groups.setdefault(letter.group, []).append(letter)
    angles: dict[str, list[float]] = {}
    for run in groups.values():
        if len(run) > 1:
            angles.setdefault(run[0].font, []).append(_angle(run))
    runs = [
        (run[0].font, float(np.median(angles.get(run[0].font, [0.0]))), box, sum(b.box is not None for b in run))
        for run in groups.values()
        if (box := _hull(run)) is not None
    ]
    heights: dict[str, list[float]] = {}
    for font, angle, box, _ in runs:
        heights.setdefault(font, []).append(box.width if abs(angle) == 90 else box.height)
    texts = [VectorText("", box, angle, float(np.median(heights[font])) / _CAP) for font, angle, box, _ in runs]
    return _with_exponents(texts, [count for _, _, _, count in runs])


def _with_exponents(runs: list[VectorText], counts: list[int]) -> list[VectorText]:
    """Join a small raised run to the level run right before it; `counts` are their letters."""
    joined: list[VectorText] = []
    for run, count in zip(runs, counts, strict=True):
        base = joined[-1] if joined else None
        if base is not None and _is_exponent(run, base):
            a, b = base.box, run.box
            hull = Box(a.x0, min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))
            joined[-1] = replace(base, box=hull, raised=base.raised + count)
        else:
            joined.append(run)
    return joined


def _is_exponent(run: VectorText, base: VectorText) -> bool:
    gap = run.box.x0 - base.box.x1
    return (
        base.angle == 0.0
        and run.size < 0.87 * base.size
        and -0.1 * base.size <= gap <= 0.25 * base.size
        and run.box.cy < base.box.cy - 0.1 * base.size
    )


def _hull(run: Iterable[Letter]) -> Box | None:
    boxes = [letter.box for letter in run if letter.box is not None]
    if not boxes:
        return None
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))


def _angle(run: list[Letter]) -> float:
    """Return the reading direction, degrees counter-clockwise."""
    first, last = run[0], run[-1]
    return round(math.degrees(math.atan2(first.y - last.y, last.x - first.x)), 1)
