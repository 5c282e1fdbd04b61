"""What a person would doubt about a marker and its error bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from figpool.core.axes import AxisCalibration
from figpool.core.issues import Flag, Issue
from figpool.core.marks import PointMark
from figpool.extract.looks import SeriesLook
from figpool.extract.placed import PlacedMarker
from figpool.extract.view import PanelView


def panel_issues(
    calibration: AxisCalibration,
    x_axis: AxisCalibration | None,
    looks: Sequence[SeriesLook],
    labels: Sequence[str],
    names: Sequence[str],
) -> tuple[Issue, ...]:
    """Doubts that all markers of a panel share."""
    issues = list(calibration.issues)
    if x_axis is not None:
        issues += x_axis.issues
    elif not any(labels):
        issues.append(Issue(Flag.LABEL_UNREAD, "No label could be read below the markers.", 0.0))
    if len(looks) > 1 and not all(names):
        issues.append(Issue(Flag.SERIES_UNREAD, "Several series were found, but not the name of each.", 0.3))
    return tuple(issues)


def point_issues(
    mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView
) -> tuple[Issue, ...]:
    """Doubts about one marker among the markers of its panel."""
    found = [rule(mark, placed, marks, view) for rule in _RULES]
    return tuple(issue for issue in found if issue is not None)


Rule = Callable[[PointMark, PlacedMarker, Sequence[PointMark], PanelView], Issue | None]


def _arms(mark: PointMark) -> int:
    return (mark.up is not None) + (mark.down is not None)


def _no_whisker(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    having = sum(_arms(m) > 0 for m in marks)
    if _arms(mark) or having < 0.3 * len(marks):
        return None
    message = (
        f"No error bar was found at this marker (it may be shorter than the marker); {having} of {len(marks)} have one."
    )
    return Issue(Flag.NO_WHISKER, message, 0.5)


def _one_arm(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    both = sum(_arms(m) == 2 for m in marks)
    if _arms(mark) != 1 or both < 0.4 * len(marks):
        return None
    return Issue(Flag.WHISKER_UNSURE, "Only one arm of the error bar was found; others have both.", 0.4)


def _touched(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if placed.shared:
        return Issue(Flag.WHISKER_UNSURE, "A cap of this error bar also ends another series' error bar.", 0.35)
    return None


def _mirrored(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if placed.mirrored:
        return Issue(Flag.WHISKER_UNSURE, "One arm of the error bar is hidden; it is taken as long as the other.", 0.3)
    return None


def _crowded(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if placed.crowded:
        return Issue(Flag.MARK_WEAK, "Another marker overlaps this one.", 0.25)
    return None


def _weak(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if not mark.shape:
        return Issue(Flag.MARK_WEAK, "The marker is not seen; its value is the middle of its error bar.", 0.5)
    usual = float(np.median([m.score for m in marks]))
    if mark.score < min(0.5, 0.7 * usual):
        return Issue(Flag.MARK_WEAK, "The marker is partly hidden or not of the series' shape.", 0.35)
    return None


def _unequal(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if mark.up is None or mark.down is None:
        return None
    value = view.axis.calibration.value_at
    up, down = abs(value(mark.up.end) - value(mark.tip)), abs(value(mark.down.end) - value(mark.tip))
    pixel = abs(value(mark.tip - 0.5) - value(mark.tip + 0.5))
    if abs(up - down) <= max(2.5 * pixel, 0.12 * max(up, down)):
        return None
    return Issue(Flag.ARMS_UNEQUAL, f"The arms of the error bar differ: {up:.4g} and {down:.4g}.", 0.3)


def _edge(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    ends = [mark.tip, *(a.end for a in (mark.up, mark.down) if a is not None)]
    length = view.picture.shape[0] / view.picture.scale
    if min(ends) < 2 or max(ends) > length - 3:
        return Issue(Flag.EDGE_REACHED, "The mark reaches the edge of the picture and may be cut.", 0.5)
    return None


_RULES: tuple[Rule, ...] = (_no_whisker, _one_arm, _mirrored, _touched, _crowded, _weak, _unequal, _edge)
