"""What a person would doubt about a bar: the reasons become flags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from figpool.core.axes import AxisCalibration
from figpool.core.issues import Flag, Issue
from figpool.core.marks import BarMark, LegendKey, PointMark
from figpool.detect.raster.fills import HATCHED, fill_distance
from figpool.detect.raster.lines import Stroke
from figpool.extract.charts.assembly import name_doubts, unlabelled
from figpool.extract.grouping import ALIKE, FilledMark
from figpool.extract.view import PanelView
from figpool.ocr import DOUBTED

#: Support of a bar whose free end is drawn well between two taller neighbours.
_OUTLINED = 0.62
#: Difference of the arms of one error bar that needs no word: of reading, upright pixels; of drawing, as a share of
#: the longer arm; at most this share of the axis.
_ARMS_PX, _ARMS_SHARE, _ARMS_OF_AXIS = 2.5, 0.1, 0.01
#: Bars with both arms from which a lone arm is half of an error bar.
_SEVERAL = 2
#: Entries of a legend and bars that should show them, at least.
_SERIES = 2
#: Bars under one label that need a legend, at least.
_UNDER_ONE = 3
#: Labels of an axis, at least.
_LABELS = 3
#: Numbers that are in order by more than chance, at least, and a number with its unit.
_ORDERED, _NUMBERED = 4, re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(\D*)")
#: Distance in looks up to which a bar is taken for what its legend entry shows.
_LIKE_KEY = 45.0


def label_issues(labels: Sequence[str], marks: str) -> tuple[Issue, ...]:
    """Doubts about the category labels that all marks of a panel share; `marks` is what they are called."""
    issues = [*unlabelled(labels, marks)]
    if not any(labels):
        issues.append(Issue(Flag.LABEL_UNREAD, f"No category label could be read below the {marks}.", 0.0))
    if out_of_order(labels):
        words = "The category labels are numbers that neither rise nor fall; one of them was misread."
        issues.append(Issue(Flag.LABEL_UNREAD, words, 0.4))
    return tuple(issues)


def out_of_order(labels: Sequence[str]) -> bool:
    """Whether labels along an axis are numbers of one unit that neither rise nor fall.

    Rows of labels that come again (two sites, two years) say nothing.

    Examples
    --------
    >>> out_of_order(["1", "3", "7", "4"]), out_of_order(["1 d", "3 d", "7 d"]), out_of_order(["T2", "T1", "T3"])
    (True, False, False)
    """
    distinct = [label for label, _ in groupby(label for label in labels if label)]
    parts = [_NUMBERED.fullmatch(label.strip()) for label in distinct]
    if len(distinct) < _ORDERED or len(set(distinct)) < len(distinct):
        return False
    if len({part and part.group(2) for part in parts}) != 1 or parts[0] is None:
        return False
    steps = np.diff([float(part.group(1)) for part in parts if part is not None])
    return not (np.all(steps > 0) or np.all(steps < 0))


def key_issues(mark: FilledMark, owner: int | None, keys: Sequence[LegendKey]) -> tuple[Issue, ...]:
    """Doubt about the name of a mark that hardly looks like its legend entry, like no entry, or like two of them."""
    if not keys:
        return ()
    if owner is None:
        return (Issue(Flag.SERIES_UNREAD, "The mark looks like no entry of the legend that was read.", 0.3),)
    key = keys[owner]
    if key.sure < DOUBTED:
        return name_doubts([key.text], [key.text])[0]
    nearest = min((fill_distance(key.fill, k.fill) for k in keys if k is not key), default=np.inf)
    if nearest < ALIKE:
        words = f"Another entry of the legend looks like '{key.text}'; the names may be exchanged."
        return (Issue(Flag.SERIES_UNREAD, words, 0.2),)
    if fill_distance(mark.fill, key.fill) <= _LIKE_KEY:
        return ()
    return (Issue(Flag.SERIES_UNREAD, f"The bar does not look like the legend entry '{key.text}'.", 0.2),)


def lone_key_issues(owners: Sequence[int | None], keys: Sequence[LegendKey]) -> tuple[Issue, ...]:
    """Doubt about bars that all look like one entry of a legend of several: parts of them may be the others."""
    taken = {owner for owner in owners if owner is not None}
    if len(keys) < _SERIES or len(owners) < _SERIES or len(taken) != 1:
        return ()
    words = f"The legend has {len(keys)} entries, but all bars were taken for one of them."
    return (Issue(Flag.SERIES_UNREAD, words, 0.3),)


def one_label_issues(labels: Sequence[str], *, named: bool) -> tuple[Issue, ...]:
    """Doubt about several bars under one label that no legend tells apart: their own labels were not told."""
    if named or len(labels) < _UNDER_ONE or len(set(labels)) > 1 or not labels[0]:
        return ()
    words = f"All {len(labels)} bars stand under '{labels[0]}' and no legend tells them apart."
    return (Issue(Flag.LABEL_UNREAD, words, 0.5),)


def shared_label_issues(labels: Sequence[str], *, named: bool) -> tuple[Issue, ...]:
    """Note that bars share a category and nothing names them: their numbers stand, whose they are a person must say.

    Legends are often cut off with the next panel, so that this alone flags no row.
    """
    shared = [label for label, count in Counter(label for label in labels if label).items() if count > 1]
    if named or not shared:
        return ()
    return (Issue(Flag.SERIES_UNREAD, f"Several bars stand under '{shared[0]}', and no legend was found.", 0.0),)


def twin_issues(names: Sequence[str], labels: Sequence[str]) -> list[tuple[Issue, ...]]:
    """Doubts about the labels of bars, from left to right, one tuple a bar.

    Two neighbours of one series with one label: a label was misread. Where
    whole rows of labels come again the panel has parts (two years, two sites).
    """
    doubted: set[int] = set()
    last: dict[str, int] = {}
    for i, (name, label) in enumerate(zip(names, labels, strict=True)):
        before = last.get(name)
        if before is not None and label and labels[before] == label:
            doubted |= {before, i}
        last[name] = i
    words = "A neighbour has the same series and category; one of the two was misread."
    issue = (Issue(Flag.LABEL_UNREAD, words, 0.7),)
    return [issue if i in doubted else () for i in range(len(names))]


def bar_issues(mark: BarMark, marks: Sequence[BarMark], view: PanelView) -> tuple[Issue, ...]:
    """Doubts about one bar among the bars of its panel."""
    found = [rule(mark, marks, view) for rule in _RULES]
    return tuple(issue for issue in found if issue is not None)


def _missing_whisker(mark: BarMark, marks: Sequence[BarMark], view: PanelView) -> Issue | None:
    if mark.up is not None or mark.down is not None:
        return None
    with_whisker = sum(m.up is not None or m.down is not None for m in marks)
    if with_whisker == 0:
        return None
    return Issue(
        Flag.NO_WHISKER, f"No error bar was found on this bar; {with_whisker} of {len(marks)} bars have one.", 0.7
    )


def _missing_upper(mark: BarMark, marks: Sequence[BarMark], view: PanelView) -> Issue | None:
    if mark.up is not None or mark.down is None:
        return None
    return Issue(Flag.WHISKER_UNSURE, "Only the arm inside the bar was found, not the outer one.", 0.5)


def _unsure(mark: BarMark, marks: Sequence[BarMark], view: PanelView) -> Issue | None:
    arms = [a for a in (mark.up, mark.down) if a is not None]
    if any(a.unsure for a in arms):
        return Issue(Flag.WHISKER_UNSURE, "Something else touches the end of the error bar.", 0.12)
    if mark.up is not None and not mark.up.capped and not _confirmed(mark, view):
        capped = sum(m.up is not None and m.up.capped for m in marks)
        if capped >= 0.5 * len(marks):
            return Issue(Flag.WHISKER_UNSURE, "No cap was found at the end of this error bar; others have one.", 0.12)
    return None


def _confirmed(mark: BarMark, view: PanelView) -> bool:
    """Whether both arms of an error bar were found, equally long: what has no cap ends where it seems to."""
    if mark.up is None or mark.down is None or view.axis.calibration.scale.is_log:
        return False
    return not arms_differ(abs(mark.up.end - mark.tip), abs(mark.down.end - mark.tip), view)


def arms_differ(up: float, down: float, view: PanelView) -> bool:
    """Whether the arms of an error bar, upright pixels, differ by more than reading and drawing do.

    A hundredth of the axis counts at any resolution.
    """
    most = min(_ARMS_PX + _ARMS_SHARE * max(up, down), _ARMS_OF_AXIS * view.area.box.height / view.picture.scale)
    return abs(up - down) > max(most, _ARMS_PX)


def unequal_arms(mark: BarMark | PointMark, view: PanelView) -> Issue | None:
    """Doubt about an error bar whose arms differ on paper; on a logarithmic axis they do by rights."""
    if mark.up is None or mark.down is None or view.axis.calibration.scale.is_log:
        return None
    up, down = abs(mark.up.end - mark.tip), abs(mark.down.end - mark.tip)
    return arms_issue(up, down, f"{up:.1f} and {down:.1f} px", view)


def arms_issue(up: float, down: float, told: str, view: PanelView) -> Issue | None:
    """Doubt about arms, upright pixels, that differ; `told` is how long they are."""
    if not arms_differ(up, down, view):
        return None
    return Issue(Flag.ARMS_UNEQUAL, f"The arms of the error bar differ: {told}.", 0.1)


def _unequal(mark: BarMark, marks: Sequence[BarMark], view: PanelView) -> Issue | None:
    return unequal_arms(mark, view)


def _edge(mark: BarMark, marks: Sequence[BarMark], view: PanelView) -> Issue | None:
    ends = [mark.tip, *(a.end for a in (mark.up, mark.down) if a is not None)]
    length = view.picture.shape[0] / view.picture.scale
    if min(ends) < 2 or max(ends) > length - 3:
        return Issue(Flag.EDGE_REACHED, "The mark reaches the edge of the picture and may be cut.", 0.5)
    return None


def _weak(mark: BarMark, marks: Sequence[BarMark], view: PanelView) -> Issue | None:
    if mark.score >= _OUTLINED:
        return None
    return Issue(Flag.MARK_WEAK, "Only part of the bar's outline was found.", 0.4)


def hides_upper(mark: BarMark, marks: Sequence[BarMark], calibration: AxisCalibration) -> bool:
    """Whether a bar hangs down and its upper arm, the one most readers take, is lost inside it.

    The bar is too dark to show one, or its hatching hides it, or others show both arms.
    """
    if mark.up is None or mark.down is not None or calibration.scale.is_log:
        return False
    both = sum(m.up is not None and m.down is not None for m in marks)
    hangs = calibration.value_at(mark.up.end) < calibration.value_at(mark.tip)
    return hangs and (mark.hides_down or mark.fill.spread > HATCHED or both >= _SEVERAL)


def _hidden(mark: BarMark, marks: Sequence[BarMark], view: PanelView) -> Issue | None:
    if hides_upper(mark, marks, view.axis.calibration):
        words = "The bar hides the upper arm of its error bar; it is taken as long as the lower."
        return Issue(Flag.ARM_HIDDEN, words, 0.05)
    if not mark.hides_down or mark.down is not None or mark.up is None:
        return None
    return Issue(Flag.ARM_HIDDEN, "The bar is too dark to see an arm inside it.", 0.0)


def _odd_length(mark: BarMark, marks: Sequence[BarMark], view: PanelView) -> Issue | None:
    """Flag an arm far longer than all others: a bracket or a letter taken for it."""
    arms = [abs(m.up.end - m.tip) for m in marks if m.up is not None]
    if mark.up is None or len(arms) < 4:
        return None
    length = abs(mark.up.end - mark.tip)
    if length > 4 * float(np.median(arms)) and not mark.up.capped:
        return Issue(Flag.WHISKER_UNSURE, "The error bar is far longer than the others and has no cap.", 0.4)
    return None


def _other_axis(mark: BarMark, marks: Sequence[BarMark], view: PanelView) -> Issue | None:
    """Flag a bar on a base line of its own that begins behind labels of its own: those of an axis that was not read."""
    axis, area = view.axis.candidate, view.area.box
    if axis is None or axis.side > 0:
        return None
    base, x = view.picture.to_working(mark.base), view.picture.to_working(mark.side0)
    runs = _joined([s for s in view.strokes if abs(s.at - base) <= axis.size / 2], 2 * axis.size)
    own = next((end for start, end in runs if start - 2.5 * axis.size <= axis.at <= end), None)
    other = next((start for start, end in runs if start - axis.size <= x <= end), None)
    if own is None or other is None or other <= own:
        return None
    before = [t for t in view.texts if own - axis.size <= t.x0 and other - 3 * axis.size <= t.x1 <= other]
    labels = [t.x1 for t in before if area.y0 - axis.size <= t.cy <= area.y1 + axis.size]
    if len(labels) < _LABELS or np.ptp(labels) > axis.size:
        return None
    return Issue(Flag.MARK_WEAK, "Another axis, whose labels were not read, stands between this bar and its axis.", 0.6)


def _joined(strokes: Sequence[Stroke], gap: float) -> list[tuple[float, float]]:
    """First and last columns of strokes on one row, those that nearly touch joined."""
    runs: list[tuple[float, float]] = []
    for stroke in sorted(strokes, key=lambda s: s.start):
        if runs and stroke.start - runs[-1][1] <= gap:
            runs[-1] = (runs[-1][0], max(runs[-1][1], stroke.end))
        else:
            runs.append((stroke.start, stroke.end))
    return runs


_RULES = (_missing_whisker, _missing_upper, _unsure, _unequal, _edge, _weak, _hidden, _odd_length, _other_axis)
