"""What readers of charts on a category axis share: names of marks, whiskers, series in order."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

import numpy as np

from figpool.core.geometry import Box
from figpool.core.issues import Flag, Issue
from figpool.core.marks import LegendKey, Mark, WhiskerMark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint, Series
from figpool.detect.raster.evidence import Claims, explained_share, outline
from figpool.detect.raster.text import usual_height
from figpool.detect.raster.whiskers import Arm
from figpool.extract.charts.registry import ChartReading
from figpool.extract.grouping import FilledMark, assign_labels, distinct_fills
from figpool.extract.leaning import leaning
from figpool.extract.settings import DigitizeSettings
from figpool.extract.view import PanelView
from figpool.extract.words import AxisWord, read_categories
from figpool.ocr import DOUBTED

#: Share of the ink that a right reading explains, at least.
_EXPLAINED = 0.6


#: By how much a gap between marks in which one is missing differs from the marks' width, as a share of that.
_LIKE_MARK = 0.3
#: Weight of a doubt about a name that the recogniser was not sure of.
UNSURE_NAME = 0.5


#: Noise of the paper from which a picture is a scan, lightness.
SCANNED = 0.003
#: Slope that is left on a scan once its skew is taken out (see `PictureSettings.min_skew`), standard deviation.
LEVEL_U = 0.001
#: By how much copying moves an edge, as strokes spread or thin, standard deviation, pixels of the figure: on a scan,
#: whose paper shows its grain, on a copy of raised contrast, and on one whose greys were screened.
SCAN_U, COPY_U, SCREEN_U = 0.5, 1.0, 1.5
#: Thickness of lines where none is seen, in heights of print: a point to the capitals of eight points.
_LINE = 1 / 6


@dataclass(frozen=True)
class Entry:
    """One mark with the value read from it.

    Parameters
    ----------
    series : str
        Name of its series.
    point : DataPoint
        Value.
    trail : Provenance
        Where it was read.
    """

    series: str
    point: DataPoint
    trail: Provenance


class Hinted(Protocol):
    """What naming series asks of a panel: the person's hints."""

    @property
    def settings(self) -> DigitizeSettings:
        """Hints of the person."""
        ...


def series_names(
    view: Hinted,
    marks: Sequence[FilledMark],
    groups: Sequence[Sequence[int]],
    keys: Sequence[LegendKey],
    owners: Sequence[int | None],
) -> list[str]:
    """Series name of each mark: by hand, else from the legend, else empty."""
    given = view.settings.series
    if given:
        if all(len(group) == len(given) for group in groups):
            place = {i: p for group in groups for p, i in enumerate(group)}
            return [given[place[i]] for i in range(len(marks))]
        clusters = distinct_fills([m.fill for m in marks])
        return [given[c] if c < len(given) else "" for c in clusters]
    return [keys[k].text if k is not None else "" for k in owners]


def read_labels(
    view: PanelView, base: float, marks: Sequence[FilledMark], groups: Sequence[Sequence[int]]
) -> tuple[list[str], list[tuple[Issue, ...]]]:
    """Read the category label of each mark.

    Parameters
    ----------
    view : PanelView
        The panel.
    base : float
        Row of the category axis, working pixels.
    marks : sequence of BarMark or BoxMark
        Sorted by position, upright pixels.
    groups : sequence of sequence of int
        Indices of the marks of each category, as far as they tell.

    Returns
    -------
    labels : list of str
        Empty where no label stands near.
    doubts : list of tuple of Issue
        Doubts about each label.
    """
    to = view.picture.to_upright
    centres = [(m.side0 + m.side1) / 2 for m in marks]
    middles = [view.picture.to_working(c) for c in centres]
    places = [float(np.mean([middles[i] for i in group])) for group in groups]
    words = read_categories(view, base, (places, middles))
    labels = assign_labels(centres, groups, [to(w.at) for w in words], [w.text for w in words])
    skipped = skipped_labels(marks, labels, [replace(w, at=to(w.at)) for w in words])
    return labels, [(*own, *skipped) for own in label_doubts(labels, words)]


def label_doubts(labels: Sequence[str], words: Sequence[AxisWord]) -> list[tuple[Issue, ...]]:
    """Doubt about each label that the recogniser was not sure of."""
    unsure = {w.text for w in words if w.sure < DOUBTED}
    return [
        (Issue(Flag.LABEL_UNREAD, f"The label '{label}' was read with little certainty.", UNSURE_NAME),)
        if label in unsure
        else ()
        for label in labels
    ]


def skipped_labels(marks: Sequence[FilledMark], labels: Sequence[str], words: Sequence[AxisWord]) -> tuple[Issue, ...]:
    """Doubt about all marks of a panel, each with its own label, where others stand below gaps as wide as a mark.

    Parameters
    ----------
    marks : sequence of BarMark or BoxMark
        Sorted by position.
    labels : sequence of str
        Label of each.
    words : sequence of AxisWord
        Labels of the axis, in the pixels of the marks.
    """
    width = float(np.median([m.side1 - m.side0 for m in marks]))
    gaps = [(a.side1, b.side0) for a, b in pairwise(marks) if abs(b.side0 - a.side1 - width) <= _LIKE_MARK * width]
    free = [w for w in words if w.text and w.text not in labels]
    skipped = [f"'{w.text}'" for w in free if any(start < w.at < end for start, end in gaps)]
    if not skipped or not any(labels) or len(set(labels)) < len(labels):
        # a title below groups of marks stands in the gap between two of these
        return ()
    words_ = f"The label {', '.join(skipped)} stands below a gap as wide as a mark: one may have been missed there."
    return (Issue(Flag.MARKS_UNEXPLAINED, words_, 0.3),)


def unlabelled(labels: Sequence[str], marks: str) -> tuple[Issue, ...]:
    """Doubt about all marks of a panel of which some have a category label and some have none."""
    missing = sum(not label for label in labels)
    if not 0 < missing < len(labels):
        return ()
    return (Issue(Flag.LABEL_UNREAD, f"{missing} of {len(labels)} {marks} have no category label.", 0.15),)


def name_doubts(names: Sequence[str], unsure: Container[str]) -> list[tuple[Issue, ...]]:
    """Doubt about the name of each mark whose legend entry the recogniser was not sure of."""
    return [
        (Issue(Flag.SERIES_UNREAD, f"The legend entry '{name}' was read with little certainty.", UNSURE_NAME),)
        if name in unsure
        else ()
        for name in names
    ]


def page_u(view: PanelView, x: float) -> float:
    """Standard uncertainty of a height at column `x` on a scan, askew and with strokes spread, working pixels."""
    picture = view.picture
    level = LEVEL_U
    if picture.noise <= SCANNED and picture.frame.angle == 0:
        level = abs(view.once(leaning))
        if level == 0:
            return 0.0
    spread = SCREEN_U if picture.screened else SCAN_U if picture.noise > SCANNED else COPY_U
    return float(np.hypot(level * abs(x - view.area.box.x0), spread * picture.scale))


def edge_doubt(view: PanelView, stroke: float, x: float) -> float:
    """Standard uncertainty of what an edge at column `x` stands for, working pixels.

    Programs draw the value at the middle of the outline's stroke or at its outer
    side, and the stroke of a dark bar, or one of the fill's colour, is not seen at
    all: a rectangular distribution over half of its width.

    Parameters
    ----------
    view : PanelView
        The panel.
    stroke : float
        Thickness of the outline, working pixels; 0 where none is seen.
    x : float
        Column, working pixels.
    """
    line = view.axis.candidate.line if view.axis.candidate is not None else None
    usual = line.thickness if line is not None else max(2.0, _LINE * _print_height(view))
    convention = (0.25 if stroke else 0.5) * min(stroke or usual, 12.0) / np.sqrt(3)
    return float(np.hypot(convention, page_u(view, x)))


def _print_height(view: PanelView) -> float:
    """Height of most print, 0 without any, working pixels."""
    usual = usual_height([view.turned(t) for t in view.texts])
    return usual if np.isfinite(usual) else 0.0


def to_whisker(view: PanelView, arm: Arm | None, start: float) -> WhiskerMark | None:
    """Turn an arm into a whisker in upright pixels; `start` in working pixels."""
    if arm is None:
        return None
    to = view.picture.to_upright
    u = (0.3 if arm.cap else 0.7) / view.picture.scale
    return WhiskerMark(to(arm.x), to(start), to(arm.end), arm.cap > 0, arm.support, u, arm.unsure)


def explained(view: PanelView, rectangles: Sequence[Box], strokes: Sequence[Box]) -> float:
    """Share of the panel's ink that rectangles (outline and fill) and strokes explain; working pixels of the view.

    The area ends where the marks end: ink beyond them (a legend, a neighbouring
    panel) is for no reading to explain. Marks on less than half of the area are
    judged on all of it.
    """
    if not rectangles:
        return 0.0
    claims = Claims(tuple(strokes), tuple(rectangles))
    for box in rectangles:
        claims += Claims(outline(box))
    area = view.area.box
    margin = max(b.width for b in rectangles)
    x0, x1 = min(b.x0 for b in rectangles) - margin, max(b.x1 for b in rectangles) + margin
    near = Box(max(area.x0, x0), area.y0, min(area.x1, x1), area.y1)
    near = near if near.width >= 0.5 * area.width else area
    return explained_share(view.picture, near, claims, view.texts)


def unexplained(worth: float) -> tuple[Issue, ...]:
    """Doubt about a reading that leaves much of the panel's ink unread (see `ChartReading.worth`)."""
    if worth >= _EXPLAINED:
        return ()
    return (Issue(Flag.INK_UNEXPLAINED, f"The marks explain only {worth:.0%} of the ink.", 0.4),)


def upright_key(view: PanelView, key: LegendKey) -> LegendKey:
    """Return a legend entry in upright pixels."""
    factor = 1 / view.picture.scale
    return replace(key, box=key.box.scaled(factor), text_box=key.text_box.scaled(factor))


def to_trail(view: PanelView, detector: str, marks_px: dict[str, float | None]) -> Provenance:
    """Where a value was read: the detector and the pixel positions it used."""
    return Provenance(
        figure_sha256="",
        detector=detector,
        marks_px=marks_px,
        skew=view.picture.frame.angle,
        y_residual_px=view.axis.calibration.residual_rms,
    )


@dataclass(frozen=True)
class ReadPanel:
    """Everything read from one panel, one entry a mark.

    Parameters
    ----------
    kind : str
        Chart kind of the rows.
    marks : tuple of Mark
        Upright pixels, from left to right.
    entries : tuple of Entry
        In the order of `marks`.
    keys : tuple of LegendKey
        Legend entries, working pixels.
    issues : tuple of Issue
        Doubts about the panel.
    worth : float
        See `ChartReading`.
    """

    kind: str
    marks: tuple[Mark, ...]
    entries: tuple[Entry, ...]
    keys: tuple[LegendKey, ...]
    issues: tuple[Issue, ...]
    worth: float

    def to_reading(self, view: PanelView, name: str = "") -> ChartReading:
        """Gather the entries into series, in order of appearance; `name` when the reader's is not the rows' kind."""
        order = list(dict.fromkeys(e.series for e in self.entries))
        pairs = list(zip(self.entries, self.marks, strict=True))
        members = [[e for e in self.entries if e.series == series] for series in order]
        return ChartReading(
            kind=name or self.kind,
            marks=tuple(mark for series in order for e, mark in pairs if e.series == series),
            series=tuple(
                Series(n, self.kind, tuple(e.point for e in own)) for n, own in zip(order, members, strict=True)
            ),
            trails=tuple(tuple(e.trail for e in own) for own in members),
            keys=tuple(upright_key(view, key) for key in self.keys),
            issues=self.issues,
            worth=self.worth,
        )
