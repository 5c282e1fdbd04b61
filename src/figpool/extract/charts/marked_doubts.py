"""What a person would doubt about a marker and its error bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from figpool.core.axes import AxisCalibration
from figpool.core.issues import Flag, Issue
from figpool.core.marks import PointMark
from figpool.extract.charts.bar_doubts import arms_issue
from figpool.extract.looks import ALIKE, SeriesLook, nearest_looks
from figpool.extract.placed import PlacedMarker
from figpool.extract.view import PanelView


@dataclass(frozen=True)
class PanelFacts:
    """What the doubts about a panel of markers rest on.

    Parameters
    ----------
    calibration : AxisCalibration
        Value axis.
    x_axis : AxisCalibration or None
        Numeric x axis.
    looks : tuple of SeriesLook
        Its series.
    names : tuple of str
        Series name of each marker.
    labels : tuple of str
        Category label of each marker.
    places : int
        Number of places along a category axis at which markers stand.
    unplaced : int
        Well seen markers that no row explains.
    worth : float
        Share of the ink explained.
    bare : float
        Share of the markers without error bar above or below which a stem is seen.
    unread : int
        Error bars that belong to no value.
    line : float
        Common width of the strokes, working pixels.
    """

    calibration: AxisCalibration
    x_axis: AxisCalibration | None
    looks: tuple[SeriesLook, ...]
    names: tuple[str, ...]
    labels: tuple[str, ...]
    places: int
    unplaced: int
    worth: float
    bare: float
    unread: int
    line: float


def panel_issues(facts: PanelFacts) -> tuple[Issue, ...]:
    """Doubts that all markers of a panel share."""
    issues = list(facts.calibration.issues)
    if facts.x_axis is not None:
        issues += facts.x_axis.issues
    else:
        issues += _label_issues(facts)
    if len(facts.looks) > 1 and not all(facts.names):
        issues.append(Issue(Flag.SERIES_UNREAD, "Several series were found, but not the name of each.", 0.4))
    elif len(facts.looks) > 1 and nearest_looks(facts.looks) < ALIKE:
        message = "Two entries of the legend look nearly the same; the names may be exchanged."
        issues.append(Issue(Flag.SERIES_UNREAD, message, 0.3))
    if facts.unplaced > max(0.0, 0.04 * len(facts.names)):
        message = f"{facts.unplaced} further places look like markers, but belong to no series that was found."
        issues.append(Issue(Flag.MARKS_UNEXPLAINED, message, 0.15))
    if facts.unread >= max(_UNREAD, _UNREAD_SHARE * len(facts.names)):
        message = f"{facts.unread} further error bars seem to be drawn, but no marker was found on them."
        issues.append(Issue(Flag.MARKS_UNEXPLAINED, message, 0.15))
    if facts.worth < _LITTLE:
        message = f"The markers, lines and error bars found explain only {facts.worth:.0%} of what is drawn."
        issues.append(Issue(Flag.INK_UNEXPLAINED, message, 0.15))
    elif facts.worth < _NOT_MOST and all(s.look.radius < _TINY * facts.line for s in facts.looks):
        message = (
            f"What passes for markers is as small as where strokes cross, and explains {facts.worth:.0%} of the ink."
        )
        issues.append(Issue(Flag.MARK_WEAK, message, 0.3))
    if facts.bare >= 0.3:
        issues.append(Issue(Flag.WHISKER_UNSURE, "Strokes stand on the markers, but their ends were not read.", 0.4))
    return tuple(issues)


def _label_issues(facts: PanelFacts) -> list[Issue]:
    if not any(facts.labels):
        return [Issue(Flag.LABEL_UNREAD, "No label could be read below the markers.", 0.0)]
    if len(set(facts.labels)) < facts.places:
        message = f"{len(set(facts.labels))} labels were read for {facts.places} places along the axis."
        return [Issue(Flag.LABEL_UNREAD, message, 0.2)]
    return []


def point_issues(
    mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView
) -> tuple[Issue, ...]:
    """Doubts about one marker among the markers of its panel."""
    found = [rule(mark, placed, marks, view) for rule in _RULES]
    return tuple(issue for issue in found if issue is not None)


Rule = Callable[[PointMark, PlacedMarker, Sequence[PointMark], PanelView], Issue | None]


#: Share of the markers with error bars from which bare ends are believed.
_ALL_ARMED = 0.7
#: Share of the error bars with one and the same arm from which a panel draws only that one.
_ONE_SIDED = 0.75
#: Error bars of no value from which a series may be missing, and their share in the values.
_UNREAD, _UNREAD_SHARE = 3, 0.15
#: Length of long arms in the radius of their marker, at least, and share of the error bars that have such.
_FAR, _MOST_LONG = 2.0, 0.6
#: How far a marker on the axis line is from it, and an end of its error bar from a tick there, working pixels.
_AT_AXIS, _AT_TICK = 8.0, 3.0
#: Share of the ink explained below which a reading as a whole is doubted.
_LITTLE = 0.4
#: The same where the markers are tiny, and their inner radius in widths of strokes: crossings of strokes are as large.
_NOT_MOST, _TINY = 0.6, 1.5


def _arms(mark: PointMark) -> int:
    return (mark.up is not None) + (mark.down is not None)


def _no_whisker(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    having = sum(_arms(m) > 0 for m in marks)
    if _arms(mark) or having < 0.3 * len(marks):
        return None
    message = (
        f"No error bar was found at this marker (it may be shorter than the marker); {having} of {len(marks)} have one."
    )
    return Issue(Flag.NO_WHISKER, message, 0.9)


def _one_arm(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    """Flag a lone arm, unless nearly all error bars of the panel have an arm on that side only."""
    armed = [m for m in marks if _arms(m)]
    alike = sum(_arms(m) == 1 and (m.up is None) == (mark.up is None) for m in armed)
    if _arms(mark) != 1:
        return None
    if alike >= _ONE_SIDED * len(armed):
        # hardly anyone draws lower arms only
        words = "Only the lower arms of the error bars were found; the upper ones may be hidden."
        return Issue(Flag.WHISKER_UNSURE, words, 0.2) if mark.up is None else None
    return Issue(Flag.WHISKER_UNSURE, "Only one arm of the error bar was found; others have both.", 0.5)


def _touched(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if placed.shared:
        return Issue(Flag.WHISKER_UNSURE, "A cap of this error bar also ends another series' error bar.", 0.15)
    return None


def _undecided(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if placed.rival:
        return Issue(Flag.WHISKER_UNSURE, "Another cap on this column may as well be the end of this error bar.", 0.15)
    return None


def _mirrored(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if placed.mirrored:
        return Issue(Flag.WHISKER_UNSURE, "One arm of the error bar is hidden; it is taken as long as the other.", 0.08)
    return None


def _broken(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    bare = [end for end in (placed.up, placed.down) if end is not None and end.half == 0]
    if placed.mirrored or not bare:
        return None
    if not all(end.clean for end in bare):
        return Issue(
            Flag.WHISKER_UNSURE, "The stroke of the error bar ends without cap and seems to go on farther.", 0.2
        )
    if sum(_arms(m) > 0 for m in marks) < _ALL_ARMED * len(marks):
        words = "The error bar ends without cap, and other markers show none; thin strokes may have faded."
        return Issue(Flag.WHISKER_UNSURE, words, 0.2)
    return None


def _crowded(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if placed.crowded:
        return Issue(Flag.MARK_WEAK, "Another marker overlaps this one.", 0.1)
    return None


def _lone(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if placed.missing:
        return Issue(Flag.MARKS_UNEXPLAINED, "Another series shows no marker here; it may be hidden by this one.", 0.2)
    return None


def _weak(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if not mark.shape:
        return Issue(Flag.MARK_WEAK, "The marker is not seen; its value is the middle of its error bar.", 0.2)
    usual = float(np.median([m.score for m in marks]))
    if mark.score < min(0.5, 0.7 * usual):
        return Issue(Flag.MARK_WEAK, "The marker is partly hidden or not of the series' shape.", 0.15)
    return None


def _unequal(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if mark.up is None or mark.down is None:
        return None
    value = view.axis.calibration.value_at
    up, down = abs(value(mark.up.end) - value(mark.tip)), abs(value(mark.down.end) - value(mark.tip))
    pixel = abs(value(mark.tip - 0.5) - value(mark.tip + 0.5))
    return arms_issue(up / pixel, down / pixel, f"{up:.4g} and {down:.4g}", view)


def _within(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    """Doubt arms that end on their own filled marker where most reach far beyond theirs."""
    long = [_longest(m) > _FAR * m.radius for m in marks if _arms(m)]
    if mark.hollow or not _arms(mark) or _longest(mark) > mark.radius or np.mean(long) < _MOST_LONG:
        return None
    words = "The error bar found ends on its own marker; most others reach far beyond theirs."
    return Issue(Flag.WHISKER_UNSURE, words, 0.3)


def _longest(mark: PointMark) -> float:
    return max((abs(arm.end - mark.tip) for arm in (mark.up, mark.down) if arm is not None), default=0.0)


def _on_axis(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    """Doubt an arm along the value axis that ends at one of its ticks: these look like caps."""
    axis = view.axis.candidate
    if axis is None or axis.line is None or abs(view.picture.to_working(mark.across) - axis.line.at) > _AT_AXIS:
        return None
    ends = [view.picture.to_working(arm.end) for arm in (mark.up, mark.down) if arm is not None]
    ticks = [view.picture.to_working(tick.pixel) for tick in view.axis.calibration.ticks]
    if not any(abs(end - tick) <= _AT_TICK for end in ends for tick in ticks):
        return None
    words = "The error bar stands on the axis line, and ends where the axis has a tick mark."
    return Issue(Flag.WHISKER_UNSURE, words, 0.4)


def _edge(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    ends = [mark.tip, *(a.end for a in (mark.up, mark.down) if a is not None)]
    length = view.picture.shape[0] / view.picture.scale
    if min(ends) < 2 or max(ends) > length - 3:
        return Issue(Flag.EDGE_REACHED, "The mark reaches the edge of the picture and may be cut.", 0.5)
    return None


def _unlike(mark: PointMark, placed: PlacedMarker, marks: Sequence[PointMark], view: PanelView) -> Issue | None:
    if not placed.unlike:
        return None
    return Issue(Flag.SERIES_UNREAD, "The marker does not look like those of its series.", 0.3)


_RULES: tuple[Rule, ...] = (
    _unlike,
    _no_whisker,
    _one_arm,
    _mirrored,
    _touched,
    _undecided,
    _broken,
    _crowded,
    _lone,
    _weak,
    _unequal,
    _within,
    _on_axis,
    _edge,
)
