"""How vector rectangles look: exact colours, or the rendered page where they are hatched."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box, Frame
from figpool.core.issues import Flag, Issue
from figpool.core.marks import Fill, LegendKey
from figpool.core.vector import Color
from figpool.detect.raster.fills import fill_distance, lab_of, measure_fill
from figpool.detect.raster.picture import Picture
from figpool.extract.grouping import FilledMark
from figpool.extract.vector.panel import VectorPanel

#: Differences of looks (see `fill_distance`), a mark, that may come from small swatches.
_HARDLY = 4.0
#: Looks farther apart are different: of plain colours, and of hatching, whose swatches are small.
_UNLIKE, _UNLIKE_HATCHED = 12.0, 25.0
_ALIKE = Issue(
    Flag.SERIES_UNREAD, "Hatchings of the legend look alike; the series were named in the legend's order.", 0.2
)


def fills_of(
    panel: VectorPanel, boxes: Sequence[Box], colors: Sequence[Color | None], patterned: Sequence[bool]
) -> list[Fill]:
    """Describe rectangles, bars and swatches alike.

    Parameters
    ----------
    panel : VectorPanel
        The panel.
    boxes : sequence of Box
        Rectangles in the panel's scene.
    colors : sequence of tuple or None
        Their fill colours.
    patterned : sequence of bool
        Whether a fill is a pattern.

    Returns
    -------
    list of Fill
        All by their colours, or, when one is hatched, all as rendered.
    """
    hatched = any(patterned) or any(_strokes_inside(panel, box) >= 4 for box in boxes)
    if not hatched:
        return [Fill(lab_of(c if c is not None else (1.0, 1.0, 1.0))) for c in colors]
    pixels = panel.figure.pixels
    unused = np.zeros(pixels.shape[:2], np.float32)
    picture = Picture(unused, unused, pixels, 1.0, Frame(), 0.0)
    return [measure_fill(picture, panel.to_page(b), skip_middle=not panel.horizontal) for b in boxes]


def in_turn(
    marks: Sequence[FilledMark],
    groups: Sequence[Sequence[int]],
    keys: Sequence[LegendKey],
    owners: Sequence[int | None],
) -> tuple[list[int | None], tuple[Issue, ...]]:
    """Prefer the legend's own order where two hatchings look so alike that looks hardly decide.

    Parameters
    ----------
    marks : sequence of BarMark or BoxMark
        Sorted along the category axis.
    groups : sequence of sequence of int
        Marks of each category.
    keys : sequence of LegendKey
        Legend entries.
    owners : sequence of int or None
        Entries as looks decide.

    Returns
    -------
    owners : list of int or None
        In the legend's order, or against it, where that is hardly less like.
    doubts : tuple of Issue
        Says so.
    """
    count = len(keys)
    if count < 2 or any(len(group) != count for group in groups) or None in owners:
        return list(owners), ()
    cost = np.array([[fill_distance(m.fill, k.fill) for k in keys] for m in marks])
    by_place = np.array([cost[list(group)] for group in groups]).mean(axis=0)
    places = np.arange(count)
    chosen = np.array([owners[i] for i in groups[0]], dtype=int)
    for turn in (places, places[::-1]):
        extra = float((by_place[places, turn] - by_place[places, chosen]).sum())
        if extra <= _HARDLY * int((turn != chosen).sum()):
            if (turn == chosen).all():
                return list(owners), (_ALIKE,) if _margin(by_place, chosen) <= 2 * _HARDLY else ()
            key_of = {i: int(turn[p]) for group in groups for p, i in enumerate(group)}
            return [key_of[i] for i in range(len(marks))], (_ALIKE,)
    return list(owners), ()


def unlike_key(mark: FilledMark, owner: int | None, keys: Sequence[LegendKey]) -> tuple[Issue, ...]:
    """Doubt the name of a mark that does not look like its legend entry, or like none."""
    if not keys:
        return ()
    if owner is not None:
        hatched = mark.fill.spread > 0 or keys[owner].fill.spread > 0
        if fill_distance(mark.fill, keys[owner].fill) <= (_UNLIKE_HATCHED if hatched else _UNLIKE):
            return ()
    words = "no entry of the legend" if owner is None else f"the legend entry '{keys[owner].text}'"
    return (Issue(Flag.SERIES_UNREAD, f"The mark does not look like {words}.", 0.3),)


def _margin(cost: NDArray[np.float64], chosen: NDArray[np.int_]) -> float:
    """How much less like it would be to exchange two entries, at least."""
    pairs = combinations(range(len(chosen)), 2)
    own = cost[np.arange(len(chosen)), chosen]
    return min(float(cost[i, chosen[j]] + cost[j, chosen[i]] - own[i] - own[j]) for i, j in pairs)


def _strokes_inside(panel: VectorPanel, box: Box) -> int:
    """Return the number of hatching strokes drawn over a rectangle."""
    inner = box.grown(1.0)
    slanted = sum(
        len(p.points) == 2 and inner.contains(*p.points[0].tolist()) and inner.contains(*p.points[1].tolist())
        for p in panel.scene.lines
    )
    level = sum(e.lone and inner.contains(e.lo, e.at) and inner.contains(e.hi, e.at) for e in panel.scene.horizontals)
    level += sum(e.lone and inner.contains(e.at, e.lo) and inner.contains(e.at, e.hi) for e in panel.scene.verticals)
    return int(slanted + level)
