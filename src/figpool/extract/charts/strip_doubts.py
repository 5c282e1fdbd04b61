"""What a person would doubt about a strip chart: groups without a row, and strokes that may be medians."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from itertools import pairwise

import numpy as np

from figpool.core.issues import Flag, Issue
from figpool.detect.raster.mean_arms import as_wide
from figpool.detect.raster.mean_lines import MeanLine
from figpool.extract.words import AxisWord

#: How far from its stroke a group's points stand at most, in distances of neighbouring strokes, and how many of them
#: in a heap without stroke show a group.
_BESIDE, _HEAP = 0.42, 2
#: Share of the error bars with unequal arms from which the strokes may be medians, strokes at least.
_MOST_UNEQUAL, _SEVERAL = 0.7, 2


def lost_groups(places: Sequence[float], points: Sequence[float]) -> tuple[Issue, ...]:
    """Doubt about a panel with heaps of points beside which no stroke was read: these groups have no row.

    Parameters
    ----------
    places : sequence of float
        Columns of the strokes that were read, from left to right.
    points : sequence of float
        Columns of the single values.
    """
    if len(places) < _SEVERAL:
        return ()
    at, step = np.asarray(places), min(b - a for a, b in pairwise(places))
    astray = sorted(x for x in points if np.abs(at - x).min() > _BESIDE * step)
    heaps = np.split(astray, np.flatnonzero(np.diff(astray) > step / 2) + 1)
    lost = sum(len(heap) >= _HEAP for heap in heaps)
    if not lost:
        return ()
    what = "a further group of points stands" if lost == 1 else f"{lost} further groups of points stand"
    words = f"{len(places)} strokes at means were read, but {what} beside them and has no row."
    return (Issue(Flag.MARKS_UNEXPLAINED, words, 0.3),)


def lost_labels(labels: Sequence[str], words: Sequence[AxisWord]) -> tuple[Issue, ...]:
    """Doubt about a panel with labels of the category axis that have no row, or fewer rows than others.

    Parameters
    ----------
    labels : sequence of str
        Label of each stroke that was read.
    words : sequence of AxisWord
        Labels of the axis.
    """
    rows = Counter(label for label in labels if label)
    lost = [word.text for word in words if word.text and word.text not in rows]
    if rows and lost:
        told = ", ".join(f"'{text}'" for text in lost)
        return (Issue(Flag.MARKS_UNEXPLAINED, f"No stroke at a mean was read above the label {told}.", 0.3),)
    if len(set(rows.values())) > 1:
        fewest, most = min(rows.values()), max(rows.values())
        told = ", ".join(f"'{text}'" for text, count in rows.items() if count < most)
        words_ = f"Up to {most} strokes stand above a label, but {fewest} above {told}: groups may have no row."
        return (Issue(Flag.MARKS_UNEXPLAINED, words_, 0.3),)
    return ()


def arm_doubts(lines: Sequence[MeanLine]) -> list[tuple[Issue, ...]]:
    """Doubt about each stroke whose error bar was not found while others have one, or whose end a point may hide."""
    drawn = {(line.upper is not None, line.lower is not None) for line in lines}
    return [_arm_doubts(line, drawn - {(False, False)}) for line in lines]


def _arm_doubts(line: MeanLine, drawn: Set[tuple[bool, bool]]) -> tuple[Issue, ...]:
    arms = [arm for arm in (line.upper, line.lower) if arm is not None]
    if not arms:
        words = "No error bar was found on this stroke: points may hide it." if drawn else "No error bars were found."
        return (Issue(Flag.NO_WHISKER, words, 0.5),)
    if len(arms) == 1 and len(drawn) > 1:
        return (Issue(Flag.ARM_HIDDEN, "Only one arm of the error bar was found, while others have two.", 0.3),)
    if len(arms) == 1 and as_wide(arms[0].cap, line.half):
        words = "The cap is as wide as the stroke: either of them may be the mean."
        return (Issue(Flag.WHISKER_UNSURE, words, 0.2),)
    if any(arm.unsure for arm in arms):
        return (Issue(Flag.WHISKER_UNSURE, "A point may hide the end of the error bar.", 0.3),)
    return ()


def what_strokes_are(unequal: Sequence[bool]) -> tuple[Issue, ...]:
    """Say that strokes are taken for means, and doubt it where most error bars have unequal arms.

    Parameters
    ----------
    unequal : sequence of bool
        Whether the arms of each error bar differ.
    """
    if len(unequal) >= _SEVERAL and sum(unequal) >= _MOST_UNEQUAL * len(unequal):
        words = "Most error bars have unequal arms: the strokes may be medians between quartiles, not means."
        return (Issue(Flag.MARK_WEAK, words, 0.3),)
    return (Issue(Flag.MARK_WEAK, "The strokes among the points are taken for means; some charts draw medians.", 0.02),)
