"""What a person would doubt about a box: the reasons become flags."""

from __future__ import annotations

from collections.abc import Sequence

from figpool.core.axes import AxisCalibration
from figpool.core.issues import Flag, Issue
from figpool.core.marks import BoxMark, WhiskerMark
from figpool.extract.charts.assembly import unlabelled
from figpool.extract.view import PanelView


def panel_issues(calibration: AxisCalibration, labels: Sequence[str]) -> tuple[Issue, ...]:
    """Doubts that all boxes of a panel share."""
    issues = [*calibration.issues, *unlabelled(labels, "boxes")]
    if not any(labels):
        issues.append(Issue(Flag.LABEL_UNREAD, "No category label could be read beside the boxes.", 0.0))
    return tuple(issues)


def box_issues(mark: BoxMark, marks: Sequence[BoxMark], view: PanelView) -> tuple[Issue, ...]:
    """Doubts about one box among the boxes of its panel."""
    found = [rule(mark, marks, view) for rule in _RULES]
    return tuple(issue for issue in found if issue is not None)


def _arms(mark: BoxMark) -> list[WhiskerMark]:
    return [a for a in (mark.arm0, mark.arm1) if a is not None]


def _no_median(mark: BoxMark, marks: Sequence[BoxMark], view: PanelView) -> Issue | None:
    if mark.median is not None:
        return None
    return Issue(Flag.MARK_WEAK, "No line of a median was found in this box.", 0.6)


def _median_on_edge(mark: BoxMark, marks: Sequence[BoxMark], view: PanelView) -> Issue | None:
    if mark.median is None or min(abs(mark.median - mark.edge0), abs(mark.median - mark.edge1)) > 2.5:
        return None
    return Issue(Flag.MARK_WEAK, "The median lies on an edge of the box and may be hidden there.", 0.5)


def _missing_whisker(mark: BoxMark, marks: Sequence[BoxMark], view: PanelView) -> Issue | None:
    count = len(_arms(mark))
    if count == 2:
        return None
    return Issue(Flag.NO_WHISKER, f"{2 - count} of the two whiskers of this box were not found.", 0.35)


def _unsure(mark: BoxMark, marks: Sequence[BoxMark], view: PanelView) -> Issue | None:
    arms = _arms(mark)
    if any(a.unsure for a in arms):
        return Issue(Flag.WHISKER_UNSURE, "Something else touches the end of a whisker.", 0.12)
    everywhere = [a for m in marks for a in _arms(m)]
    capped = sum(a.capped for a in everywhere)
    if capped >= 0.5 * len(everywhere) and not all(a.capped for a in arms):
        return Issue(Flag.WHISKER_UNSURE, "No cap was found at the end of a whisker; others have one.", 0.35)
    return None


def _weak(mark: BoxMark, marks: Sequence[BoxMark], view: PanelView) -> Issue | None:
    if mark.score >= 0.8:
        return None
    return Issue(Flag.MARK_WEAK, "Only part of the box's outline was found.", 0.1)


def _edge(mark: BoxMark, marks: Sequence[BoxMark], view: PanelView) -> Issue | None:
    ends = [mark.edge0, mark.edge1, *(a.end for a in _arms(mark))]
    length = view.picture.shape[0] / view.picture.scale
    if min(ends) < 2 or max(ends) > length - 3:
        return Issue(Flag.EDGE_REACHED, "The mark reaches the edge of the picture and may be cut.", 0.5)
    return None


_RULES = (_no_median, _median_on_edge, _missing_whisker, _unsure, _weak, _edge)
