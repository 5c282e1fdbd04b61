"""Stacked bars: every segment with its own length, and the whole stack with the whisker on its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from figpool.core.geometry import Box
from figpool.core.issues import Flag, Issue
from figpool.core.marks import BarMark, Fill, LegendKey
from figpool.core.provenance import Provenance
from figpool.detect.raster.fills import HATCHED, fill_distance
from figpool.detect.raster.rectangles import RawBar
from figpool.detect.raster.segments import Segment, find_segments
from figpool.detect.raster.whiskers import Arm, find_arms
from figpool.extract.charts.assembly import (
    Entry,
    ReadPanel,
    edge_doubt,
    explained,
    read_labels,
    series_names,
    to_trail,
    to_whisker,
    unexplained,
)
from figpool.extract.charts.bar import (
    BASE_STROKE,
    PIXEL_U,
    claims,
    find_raw_bars,
    find_raw_marks,
    point_at_tip,
    stand_as_usual,
    to_marks,
    without_flat,
    zero_row,
)
from figpool.extract.charts.bar_doubts import bar_issues, key_issues, label_issues
from figpool.extract.charts.registry import ChartReading, KindFound
from figpool.extract.grouping import assign_keys, group_bars
from figpool.extract.view import PanelView
from figpool.extract.words import read_legend

DETECTOR = "raster.segments/1"

#: Series name of the rows that stand for whole stacks.
TOTAL = "total"

#: Share of its edges that run at a slant in slanting hatching.
_SLANTING = 0.6

#: Stacks with error bars inside from which those of others are missed.
_ARMED_INSIDE = 2
#: More segments than this in the common stack are stripes of a pattern.
_MOST_SEGMENTS = 8

#: Bars divided by drawn strokes that are stacks whatever their fills, at least, and the share of all bars.
_DRAWN_IN, _DRAWN_SHARE = 3, 0.8
#: How near to one height strokes are of one line across the chart, working pixels, and their share at most.
_ONE_HEIGHT, _LEVEL_SHARE = 4.0, 0.6

#: Of two readings that explain the same ink the one that tells segments apart wins.
_FINER = 0.05


@dataclass(frozen=True)
class Stack:
    """A whole bar with its segments from base to tip, upright pixels."""

    whole: BarMark
    segments: tuple[BarMark, ...]


class StackedChart:
    """Reader of stacked bars, upright or horizontal."""

    name = "stacked"

    def find(self, views: Sequence[PanelView]) -> KindFound | None:
        """Find stacks in the view with most bars; None when most bars are of one fill."""
        found = [(view, view.once(find_raw_bars)) for view in views]
        view, raw = max(found, key=lambda item: sum(b.worth for b in item[1]))
        if len(raw) < 2 or view.axis.calibration.scale.is_log:
            return None
        moved = _on_zero(view, raw)
        raw, marks = without_flat(view, moved, view.once(find_raw_marks) if moved == raw else to_marks(view, moved))
        parts = [
            find_segments(view.picture, bar, horizontal=view.horizontal, caps=_caps(view, mark))
            for bar, mark in zip(raw, marks, strict=True)
        ]
        if len(raw) < 2 or not is_stacked(parts):
            return None
        stacks = [_stack(view, b, m, p) for b, m, p in zip(raw, marks, parts, strict=True)]
        worth = explained(view, *claims(view, raw, marks)) + _FINER
        count = sum(len(stack.segments) + (len(stack.segments) > 1) for stack in stacks)
        return KindFound(worth, count, stand_as_usual(view, raw), lambda: _reading(view, raw, stacks, worth))


def _on_zero(view: PanelView, bars: Sequence[RawBar]) -> list[RawBar]:
    """Bars whose foot is the lower side of a stroke on zero begin at zero: no segment lies between."""
    zero = zero_row(view)
    return [replace(b, base=round(zero)) if zero is not None and abs(b.base - zero) <= BASE_STROKE else b for b in bars]


def _caps(view: PanelView, mark: BarMark) -> list[float]:
    """Rows at which the error bar of a whole bar ends, working pixels."""
    return [view.picture.to_working(arm.end) for arm in (mark.up, mark.down) if arm is not None]


def is_stacked(parts: Sequence[Sequence[Segment]]) -> bool:
    """Tell stacks from bars whose fill is uneven (hatching, text, arms, stains).

    Half of the bars are divided into the same number of segments, and segments of
    one rank look more alike from bar to bar than neighbours in one bar do, or
    strokes are drawn between the segments of nearly all bars, not at one height
    as gridlines and thresholds are.

    Parameters
    ----------
    parts : sequence of sequence of Segment
        Segments of every bar, from base to tip.
    """
    counts = [len(p) for p in parts if len(p) > 1]
    if len(counts) < max(2, 0.5 * len(parts)):
        return False
    common = max(set(counts), key=counts.count)
    stacks = [p for p in parts if len(p) == common]
    if len(stacks) < max(2, 0.4 * len(parts)) or common > _MOST_SEGMENTS:
        return False
    borders = np.array([[s.near for s in p[1:]] for p in stacks if all(s.outlined for s in p[1:])])
    if len(borders) >= max(_DRAWN_IN, _DRAWN_SHARE * len(parts)):
        level = np.abs(borders - np.median(borders, axis=0)) <= _ONE_HEIGHT
        if level.mean() <= _LEVEL_SHARE:
            return True
    along = [fill_distance(a.fill, b.fill) for p in stacks for a, b in pairwise(p)]
    across = [fill_distance(a[i].fill, b[i].fill) for a, b in pairwise(stacks) for i in range(common)]
    return float(np.median(across)) < 0.6 * float(np.median(along))


def _stack(view: PanelView, bar: RawBar, whole: BarMark, parts: Sequence[Segment]) -> Stack:
    """Segments as marks; whiskers on inner borders belong to the segment that ends there."""
    to = view.picture.to_upright
    ends = [whole.base, *(to(p.far) for p in parts[:-1]), whole.tip]
    arms = find_arms(view.picture, [replace(bar, tip=round(p.far)) for p in parts[:-1]])
    segments = []
    for i, part in enumerate(parts):
        mark = replace(whole, base=ends[i], tip=ends[i + 1], fill=part.fill)
        if i < len(parts) - 1:
            borders = [bar.base, bar.tip, *(p.far for p in parts)]
            seen = (None, None) if _is_hatched(parts[i + 1].fill) else arms[i]
            outer, inner = (a if a is not None and _stands_free(a, borders) else None for a in seen)
            outer_mark, inner_mark = to_whisker(view, outer, part.far), to_whisker(view, inner, part.far)
            u = _border_u(view, (bar.x0 + bar.x1) / 2)
            mark = replace(mark, up=outer_mark, down=inner_mark if outer else None, tip_u=u)
        segments.append(mark)
    return Stack(whole, tuple(segments))


def _is_hatched(fill: Fill) -> bool:
    """Whether a fill is slanting strokes, among which no arm is seen."""
    return fill.spread > HATCHED and fill.texture[2] + fill.texture[3] > _SLANTING


def _border_u(view: PanelView, x: float) -> float:
    """Standard uncertainty of the border of two segments, upright pixels."""
    scale = view.picture.scale
    return float(np.linalg.norm((0.4 / scale, edge_doubt(view, 0.0, x) / scale, PIXEL_U)))


def _stands_free(arm: Arm, borders: Sequence[float]) -> bool:
    """Whether an arm inside a stack has a cap of its own: the line of a hatching ends at a border of its segment."""
    return arm.cap > 0 and min(abs(arm.end - b) for b in borders) > 6


def _reading(view: PanelView, raw: Sequence[RawBar], stacks: Sequence[Stack], worth: float) -> ChartReading:
    wholes = [s.whole for s in stacks]
    groups = group_bars(wholes)
    labels, unread = read_labels(view, float(np.median([b.base for b in raw])), wholes, groups)
    names, keys, unlike = _segment_names(view, raw, stacks)
    common = (
        *view.axis.calibration.issues,
        *label_issues(labels, "bars"),
        *unused_keys(names, keys),
        *unexplained(worth),
    )
    armed = armed_inside(stacks)
    counts = [len(s.segments) for s in stacks]
    entries: list[Entry] = []
    marks: list[BarMark] = []
    for stack, label, own, unnamed, unsure in zip(stacks, labels, names, unlike, unread, strict=True):
        doubts = (
            *common,
            *bar_issues(stack.whole, wholes, view),
            *segment_count_doubt(len(stack.segments), counts, len(keys)),
            *unsure,
        )
        for mark, name, doubt in zip(stack.segments, own, unnamed, strict=True):
            bare = _bare_inside(stack, mark, armed)
            entries.append(_segment_entry(view, mark, label, name, (*doubts, *doubt, *bare)))
            marks.append(mark)
        if len(stack.segments) > 1:
            entries.append(Entry(TOTAL, point_at_tip(view, stack.whole, label, doubts), _trail(view, stack.whole)))
            marks.append(stack.whole)
    panel = ReadPanel("bar", tuple(marks), tuple(entries), tuple(keys), common, worth)
    return panel.to_reading(view, name=StackedChart.name)


def armed_inside(stacks: Sequence[Stack]) -> int:
    """Count the stacks with an error bar on a border between two segments.

    Parameters
    ----------
    stacks : sequence of Stack
        The stacks of a panel.
    """
    return sum(any(m.up is not None or m.down is not None for m in s.segments[:-1]) for s in stacks)


def _bare_inside(stack: Stack, mark: BarMark, armed: int) -> tuple[Issue, ...]:
    """Doubt about a segment that ends inside its stack without error bar, where other stacks show one there."""
    inner = any(mark is m for m in stack.segments[:-1])
    if armed < _ARMED_INSIDE or not inner or mark.up is not None or mark.down is not None:
        return ()
    words = f"No error bar was found on this segment; {armed} stacks have one on a border between segments."
    return (Issue(Flag.NO_WHISKER, words, 0.4),)


def unused_keys(names: Sequence[Sequence[str]], keys: Sequence[LegendKey]) -> tuple[Issue, ...]:
    """Doubt about all stacks where no segment looks like an entry of the legend: two were taken for one.

    Parameters
    ----------
    names : sequence of sequence of str
        Names of the segments of every stack.
    keys : sequence of LegendKey
        The legend.
    """
    unused = {k.text for k in keys} - {name for own in names for name in own}
    if not unused:
        return ()
    words = f"No segment looks like the legend entry '{min(unused)}'; two segments may have been taken for one."
    return (Issue(Flag.SERIES_UNREAD, words, 0.4),)


def segment_count_doubt(count: int, counts: Sequence[int], entries: int) -> tuple[Issue, ...]:
    """Doubt about a stack with another number of segments than most, or than the legend has entries where one has all.

    Parameters
    ----------
    count : int
        Segments told apart in this stack.
    counts : sequence of int
        Segments of every stack.
    entries : int
        Entries of the legend, 0 without one.
    """
    expected = entries if entries in counts else max(set(counts), key=list(counts).count)
    if count == expected:
        return ()
    words = f"{count} segments were told apart in this stack, {expected} in others."
    return (Issue(Flag.MARK_WEAK, words, 0.7),)


def _segment_names(
    view: PanelView, raw: Sequence[RawBar], stacks: Sequence[Stack]
) -> tuple[list[list[str]], list[LegendKey], list[list[tuple[Issue, ...]]]]:
    """Names of the segments of every stack, from the legend, the legend's keys, and doubts about the names."""
    boxes = [Box(b.x0, min(b.tip, b.base), b.x1, max(b.tip, b.base)) for b in raw]
    keys = read_legend(view, boxes)
    flat = [mark for stack in stacks for mark in stack.segments]
    ends = np.cumsum([0, *(len(s.segments) for s in stacks)])
    groups = [list(range(a, b)) for a, b in pairwise(ends)]
    owners = assign_keys(flat, groups, keys)
    names = series_names(view, flat, groups, keys, owners)
    several = not keys and any(len(group) > 1 for group in groups)
    unnamed = (Issue(Flag.SERIES_UNREAD, "No legend was found that names the segments.", 0.3),)
    doubts = [unnamed if several else key_issues(mark, owner, keys) for mark, owner in zip(flat, owners, strict=True)]
    return [[names[i] for i in group] for group in groups], keys, [[doubts[i] for i in group] for group in groups]


def _segment_entry(view: PanelView, mark: BarMark, label: str, name: str, doubts: tuple[Issue, ...]) -> Entry:
    """Value of one segment: its own length on the axis."""
    calibration = view.axis.calibration
    if mark.up is not None or mark.down is not None:
        words = "An error bar on a stack may be that of the segment that ends there or that of the sum below it."
        doubts = (*doubts, Issue(Flag.WHISKER_UNSURE, words, 0.1))
    point = point_at_tip(view, mark, label, doubts)
    base = calibration.value_at(mark.base)
    u = float(np.hypot(point.mean_u or 0.0, calibration.value_uncertainty(mark.base, mark.tip_u)))
    mean = None if point.mean is None else point.mean - base
    return Entry(name, replace(point, mean=mean, mean_u=u), _trail(view, mark))


def _trail(view: PanelView, mark: BarMark) -> Provenance:
    ends = {"up": mark.up.end if mark.up else None, "down": mark.down.end if mark.down else None}
    places = {"side0": mark.side0, "side1": mark.side1, "base": mark.base, "tip": mark.tip}
    return to_trail(view, DETECTOR, {**places, **ends})
