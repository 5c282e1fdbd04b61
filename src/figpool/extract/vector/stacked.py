"""Stacked bars of vector pages: every part with its own length, and the whole stack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from figpool.core.issues import Flag, Issue
from figpool.core.marks import BarMark, Fill, LegendKey
from figpool.core.series import DataPoint
from figpool.detect.vector.bars import bar_candidates, stems_of, tip_of
from figpool.detect.vector.scene import Rect
from figpool.detect.vector.stacks import find_stacks, is_stacked, stems_by_border
from figpool.detect.vector.stems import VECTOR_U, Stem, arms_at
from figpool.extract.charts.assembly import series_names
from figpool.extract.charts.bar import error_bar
from figpool.extract.charts.registry import ChartReading
from figpool.extract.charts.stacked import TOTAL
from figpool.extract.grouping import assign_keys
from figpool.extract.vector.assembly import Entry, to_reading
from figpool.extract.vector.bar import bar_trail, find_bars, looks_of
from figpool.extract.vector.doubts import missing_arms
from figpool.extract.vector.fills import unlike_key
from figpool.extract.vector.labels import label_bodies
from figpool.extract.vector.panel import VectorPanel

DETECTOR = "vector.stacks/1"


@dataclass(frozen=True)
class Stack:
    """A whole bar with its parts from base to tip, pixels of the scene."""

    whole: BarMark
    parts: tuple[BarMark, ...]


class VectorStacks:
    """Reader of stacked bars, upright or horizontal."""

    name = "stacked"

    def read(self, panel: VectorPanel) -> ChartReading | None:
        """Read the stacks of a panel; None when most bars are of one part."""
        standing, base = find_bars(panel)
        if base is None or not standing or panel.calibration.scale.is_log:
            return None
        rects = bar_candidates(panel.bodies, panel.area, panel.legend_boxes)
        found = find_stacks(standing, rects, base)
        if not is_stacked(found):
            return None
        fills, keys = looks_of(panel, [r for stack in found for r in stack])
        look = iter(fills)
        stacks = [_stack(panel, own, base, [next(look) for _ in own]) for own in found]
        return _reading(panel, stacks, keys)


def _stack(panel: VectorPanel, rects: Sequence[Rect], base: float, fills: Sequence[Fill]) -> Stack:
    first = rects[0]
    tip = tip_of(first, base)
    ends = [base, tip, *(r.box.y0 if tip <= base else r.box.y1 for r in rects[1:])]
    shares = stems_by_border(_column(panel, first, ends), ends[1:])
    parts = []
    for (start, end), fill, stems in zip(pairwise(ends), fills, shares, strict=True):
        upper, lower = arms_at(stems, end)
        away, back = (upper, lower) if end <= start else (lower, upper)
        box = first.box
        parts.append(BarMark(box.x0, box.x1, start, end, fill, 1.0, away, back, VECTOR_U, horizontal=panel.horizontal))
    return Stack(replace(parts[-1], base=base), tuple(parts))


def _column(panel: VectorPanel, rect: Rect, ends: Sequence[float]) -> list[Stem]:
    """Stems in the middle of a stack, whichever part they belong to."""
    found = {id(s): s for end in ends[1:] for s in stems_of(rect, panel.stems, end)}
    return list(found.values())


def _reading(panel: VectorPanel, stacks: Sequence[Stack], keys: Sequence[LegendKey]) -> ChartReading:
    wholes = [s.whole for s in stacks]
    labelled = label_bodies(panel, wholes, 1)
    flat = [part for s in stacks for part in s.parts]
    ends = np.cumsum([0, *(len(s.parts) for s in stacks)]).tolist()
    places = [list(range(a, b)) for a, b in pairwise(ends)]
    owners = assign_keys(flat, places, keys)
    names = iter(series_names(panel, flat, places, keys, owners))
    unlike = {id(p): unlike_key(p, owner, keys) for p, owner in zip(flat, owners, strict=True)}
    entries = []
    for stack, label in zip(stacks, labelled.labels, strict=True):
        common = (*panel.calibration.issues, *labelled.doubts, *missing_arms(stack.whole, wholes))
        entries += [
            Entry(
                next(names),
                _length(panel, part, label, (*common, *unlike[id(part)])),
                part,
                bar_trail(panel, part, DETECTOR),
            )
            for part in stack.parts
        ]
        if len(stack.parts) > 1:
            whole = _end(panel, stack.whole, label, common)
            entries.append(Entry(TOTAL, whole, stack.whole, bar_trail(panel, stack.whole, DETECTOR)))
    return to_reading("stacked", entries, keys, panel, rows_kind="bar")


def _length(panel: VectorPanel, mark: BarMark, label: str, doubts: tuple[Issue, ...]) -> DataPoint:
    """Value of one part: its own length on the axis."""
    calibration = panel.calibration
    if mark.up is not None or mark.down is not None:
        words = "An error bar on a stack may be that of the segment that ends there or that of the sum below it."
        doubts = (*doubts, Issue(Flag.WHISKER_UNSURE, words, 0.1))
    point = _end(panel, mark, label, doubts)
    u = float(np.hypot(point.mean_u or 0.0, calibration.value_uncertainty(mark.base, mark.tip_u)))
    assert point.mean is not None
    return replace(point, mean=point.mean - calibration.value_at(mark.base), mean_u=u)


def _end(panel: VectorPanel, mark: BarMark, label: str, doubts: tuple[Issue, ...]) -> DataPoint:
    """Value at the free end, with the arms that leave from it."""
    calibration = panel.calibration
    x, y = mark.position
    u = calibration.value_uncertainty(mark.tip, mark.tip_u)
    error = error_bar(calibration, mark).evened()
    return DataPoint(calibration.value_at(mark.tip), error, x, y, label, None, u, doubts)
