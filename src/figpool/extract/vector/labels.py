"""Categories of marks on a vector page, and what is doubtful about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from figpool.core.issues import Flag, Issue
from figpool.core.marks import BarMark, BoxMark, PointMark
from figpool.extract.grouping import assign_labels, group_bars
from figpool.extract.vector.panel import VectorPanel
from figpool.extract.vector.words import Word, group_by_words, read_categories
from figpool.ocr import read_number

Body = BarMark | BoxMark

#: How far beside its category's label a column of points may stand, in font sizes.
_BESIDE = 1.2
#: Labels closer than this, in font sizes, run into one another.
_APART = 0.1
_NO_WORDS = Issue(Flag.LABEL_UNREAD, "No category label could be read beside the marks.", 0.0)
_NO_OTHER_AXIS = Issue(
    Flag.LABEL_UNREAD,
    "Neither numbers nor words were read along the vertical axis: perhaps it is the one that shows the values.",
    0.5,
)
_NUMBERS_UNREAD = Issue(
    Flag.LABEL_UNREAD, "The numbers along the other axis are too few to place the points on it.", 0.2
)


@dataclass(frozen=True)
class Labelled:
    """Bars or boxes with their categories.

    Parameters
    ----------
    groups : list of list of int
        Indices of the marks of each category.
    labels : list of str
        One a mark; empty where none stands near.
    doubts : tuple of Issue
        About all of them.
    """

    groups: list[list[int]]
    labels: list[str]
    doubts: tuple[Issue, ...]


def label_bodies(panel: VectorPanel, marks: Sequence[Body], series: int) -> Labelled:
    """Give bars or boxes the categories printed at them.

    Parameters
    ----------
    panel : VectorPanel
        The panel.
    marks : sequence of BarMark or BoxMark
        Sorted along the category axis.
    series : int
        Entries of the legend.
    """
    words = read_categories(panel)
    centres = [m.centre for m in marks]
    if _stand_on_some(centres, words, series):
        nearest = [min(words, key=lambda w: abs(w.at - c)) for c in centres]
        step = float(np.median(np.diff(centres)))
        groups = [[i] for i in range(len(marks))]
        labels = [w.text if abs(w.at - c) <= 0.3 * step else "" for w, c in zip(nearest, centres, strict=True)]
    else:
        groups = group_by_words(centres, words) or group_bars(marks)
        labels = assign_labels(centres, groups, [w.at for w in words], [w.text for w in words])
    return Labelled(groups, labels, (*_gaps(labels), *_run_together(words, panel.size)))


def _stand_on_some(centres: Sequence[float], words: Sequence[Word], series: int) -> bool:
    """Whether labels stand in the middle of single bars, all evenly spaced: some were left out for want of room."""
    if not 2 <= len(words) < len(centres) or series * len(words) >= len(centres):
        return False
    steps = np.diff(centres)
    step = float(np.median(steps))
    away = [min(abs(w.at - c) for c in centres) for w in words]
    return bool(np.abs(steps - step).max() <= 0.05 * step) and max(away) <= 0.1 * step


def _gaps(labels: Sequence[str]) -> tuple[Issue, ...]:
    bare = sum(not label for label in labels)
    if bare == len(labels):
        return (_NO_WORDS,)
    message = f"{bare} of {len(labels)} marks have no category label."
    return (Issue(Flag.LABEL_UNREAD, message, 0.05),) if bare else ()


def _run_together(words: Sequence[Word], size: float) -> tuple[Issue, ...]:
    """Doubt labels printed into one another, which no one could tell apart for sure."""
    near = [a for a, b in pairwise(words) if b.lo - a.hi < _APART * size and b.hi > b.lo]
    if not near:
        return ()
    return (Issue(Flag.LABEL_UNREAD, f'Labels run into one another ("{near[0].text}").', 0.2),)


def read_labels(panel: VectorPanel, marks: Sequence[PointMark]) -> tuple[list[str], tuple[Issue, ...]]:
    """Give every point the category printed at its column, columns of dodged series taken together.

    Parameters
    ----------
    panel : VectorPanel
        Its other axis has no scale.
    marks : sequence of PointMark
        Points of all series.

    Returns
    -------
    labels : list of str
        One a point; empty where none stands near, or where the labels are numbers of a scale.
    doubts : tuple of Issue
        About all of them.
    """
    words = read_categories(panel)
    if not words:
        return [""] * len(marks), (_NO_OTHER_AXIS if panel.horizontal else _NO_WORDS,)
    order = sorted(range(len(marks)), key=lambda i: marks[i].across)
    across = [marks[i].across for i in order]
    groups = _columns(across, len(words))
    if _are_numbers(words) and _off_words(across, groups, words) > _BESIDE * panel.size:
        return [""] * len(marks), (_NUMBERS_UNREAD,)
    found = assign_labels(across, groups, [w.at for w in words], [w.text for w in words])
    labels = [""] * len(marks)
    for place, i in enumerate(order):
        labels[i] = found[place]
    return labels, _run_together(words, panel.size)


def repeated(labels: Sequence[str]) -> tuple[Issue, ...]:
    """Doubt the labels of a series when two of its points got the same one."""
    given = [label for label in labels if label]
    twice = sorted({label for label in given if given.count(label) > 1})
    if not twice:
        return ()
    message = f'Several marks of one series stand nearest to the label "{twice[0]}".'
    return (Issue(Flag.LABEL_UNREAD, message, 0.2),)


def _columns(at: Sequence[float], count: int) -> list[list[int]]:
    """Split sorted positions at their widest gaps into `count` groups, else each place on its own."""
    if count < 2 or len(at) <= count:
        return [[i] for i in range(len(at))]
    gaps = np.diff(np.asarray(at))
    cuts = sorted((np.argsort(-gaps)[: count - 1] + 1).tolist())
    return [list(range(a, b)) for a, b in zip([0, *cuts], [*cuts, len(at)], strict=True)]


def _are_numbers(words: Sequence[Word]) -> bool:
    """Whether all labels are numbers that rise or fall, as on a scale."""
    read = [read_number(w.text) for w in words]
    if not all(read):
        return False
    steps = np.diff([r[0].value for r in read])
    return bool((steps > 0).all() or (steps < 0).all())


def _off_words(at: Sequence[float], groups: Sequence[Sequence[int]], words: Sequence[Word]) -> float:
    """Farthest any column stands from the label nearest to it."""
    middles = [float(np.mean([at[i] for i in group])) for group in groups]
    return max(min(abs(w.at - middle) for w in words) for middle in middles)
