"""Value axes of a picture: label columns are read, the ones that are numbers are fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from figpool.calibrate import AxisSettings, fit_axis
from figpool.core.axes import AxisCalibration, FailedCalibration, TickCandidate
from figpool.core.figure import TextBox
from figpool.core.geometry import Box, BoxTable
from figpool.core.issues import Flag, Issue
from figpool.detect.raster.area import find_area
from figpool.detect.raster.axes import (
    AxisCandidate,
    AxisSearch,
    add_crossings,
    find_axes,
    find_columns,
    find_gridlines,
    find_ticks,
)
from figpool.detect.raster.dots import without_dots
from figpool.detect.raster.lines import Stroke
from figpool.detect.raster.picture import Picture
from figpool.detect.raster.standing import STANDING, find_standing_text
from figpool.detect.raster.text_cuts import cut_at_lines, with_joined
from figpool.extract.exponents import with_bases, with_raised
from figpool.extract.settings import DigitizeSettings
from figpool.extract.thousands import with_thousands
from figpool.extract.view import ValueAxis
from figpool.ocr import OcrEngine, axis_labels, read_text

#: Columns of labels sent to recognition, at most.
_MAX_TRIED = 14
#: Ratio of the letter heights of two axes of one figure.
_SIBLING = (0.6, 1.67)
#: What it is worth that the line of an axis starts and ends with that of another one, in labels, and how nearly.
_PANEL, _SAME_ROW = 3.0, 4.0
#: Labels of the other one, at least, and of an axis that leaves no doubt.
_SURE_LABELS = 3
#: How far print stands below figures on their sides that are raised behind it, in their height, and share of them.
_RIGHT_BELOW, _MOST_FOLLOWED = 0.8, 0.7
#: Ink of print.
_INKED = 0.3
#: Distance of the next number of an axis, in that of its others, at most.
_NEXT = 1.3
#: How far numbers are from where another scale has them, as a share of the axis.
_SAME_SCALE = 0.02
#: What an axis line is worth, in labels.
_LINE_CREDIT = 0.5
#: Shortest labelled stretch of an axis, as a share of the picture: specks of a photo stand closer.
_LEAST_SPAN = 0.08
#: Length of the longest number in its heights, and share of a row from which a stroke fills it.
_LONGEST, _THROUGH = 8.0, 0.9
#: Tick marks of an axis, at least, and how far from the middle of its label one stands at most, in letter heights.
_LEAST_TICKS, _LEVEL = 2, 0.3
#: Numbers that an axis without line and tick marks needs where these do not agree as read, and what says so.
_FEW, _DISAGREE = 4, frozenset({Flag.OCR_REPAIRED, Flag.OCR_REFUSED, Flag.BAD_FIT, Flag.AXIS_BREAK})


def read_value_axes(
    picture: Picture,
    texts: Sequence[Box],
    verticals: Sequence[Stroke],
    horizontals: Sequence[Stroke],
    engine: OcrEngine,
    settings: DigitizeSettings,
    *,
    horizontal: bool = False,
) -> list[ValueAxis]:
    """Find and fit all vertical value axes of a picture.

    Parameters
    ----------
    picture : Picture
        Working picture.
    texts : sequence of Box
        Text boxes, working pixels.
    verticals, horizontals : sequence of Stroke
        Long lines, working pixels.
    engine : OcrEngine
        Text recogniser.
    settings : DigitizeSettings
        Scale set by hand, if any.
    horizontal : bool
        Whether picture, boxes and lines are transposed.

    Returns
    -------
    list of ValueAxis
        Best supported first; of competing ones (same labels, or left and right
        of one area) only the better.
    """
    search = AxisSearch()
    texts = without_dots(cut_at_lines(texts, verticals, picture.gray))
    aligned = find_columns(texts, search, sideways=horizontal)
    table = BoxTable(tuple(texts))
    columns = [with_bases(column, table, sideways=horizontal) for column in aligned]
    if not horizontal:
        columns = [with_joined(with_thousands(column, table), table) for column in columns]
    candidates = find_axes(columns, verticals, search, sideways=horizontal)
    found = _fitted(picture, candidates, horizontals, engine, settings, horizontal=horizontal)
    if not horizontal and not any(_is_undoubted(axis) for axis in found):
        standing = find_columns(find_standing_text(picture, texts), search, sideways=True)
        along = [replace(c, standing=True) for c in find_axes(standing, verticals, search, sideways=True)]
        turned = _fitted(picture, along, horizontals, engine, settings, horizontal=False)
        found += _believed(turned, alone=not found)
    kept = [_with_outer_labels(axis, found, picture) for axis in _without_rivals(found)]
    return kept if horizontal else [_doubted_exponents(axis, picture) for axis in kept]


def _with_outer_labels(axis: ValueAxis, others: Sequence[ValueAxis], picture: Picture) -> ValueAxis:
    """Lengthen an axis to further labels that agree with it: a mark that stands on its line may hide the end of it."""
    own = axis.candidate
    if own is None or own.line is None:
        return axis
    for other in others:
        wider = other.candidate
        if wider is None or not _agree(axis.calibration, other.calibration):
            continue
        at = [picture.to_working(t.pixel) for t in other.calibration.ticks if not t.repaired_from]
        rows = np.array([b.cy for b in own.labels])
        # farther off stand the numbers of another panel
        reach = _NEXT * float(np.diff(np.sort(rows)).min(initial=np.inf))
        near = [b for b in wider.labels if float(np.abs(rows - b.cy).min()) <= reach]
        labels = tuple(b for b in near if min((abs(b.cy - row) for row in at), default=np.inf) <= own.size / 2)
        if set(own.labels) < set(labels):
            ends = [own.line.start, own.line.end, *(b.cy for b in labels)]
            line = replace(own.line, start=min(ends), end=max(ends))
            return replace(axis, candidate=replace(own, labels=labels, line=line))
    return axis


def _doubted_exponents(axis: ValueAxis, picture: Picture) -> ValueAxis:
    """Doubt lone figures that have print right below each: exponents that stand on their sides behind their 10."""
    own = axis.candidate
    if own is None or own.standing or _has_words(axis):
        return axis
    followed = [_print_below(picture, label) for label in own.labels]
    if sum(followed) < max(_SURE_LABELS, _MOST_FOLLOWED * len(followed)):
        return axis
    message = "print stands before each figure of the axis: these may be the exponents of powers of ten"
    doubt = Issue(Flag.SCALE_UNSURE, message, 0.5)
    return replace(axis, calibration=replace(axis.calibration, issues=(*axis.calibration.issues, doubt)))


def _print_below(picture: Picture, label: Box) -> bool:
    """Whether print begins right below a label, off its first columns: a base stands lower than its exponent."""
    rows = slice(round(label.y1) + 2, round(label.y1 + _RIGHT_BELOW * label.width) + 1)
    inked = np.asarray((picture.ink[rows, round(label.x0) : round(label.x1) + 1] > _INKED).any(axis=0))
    return bool(inked.any()) and not inked[: max(1, len(inked) // 4)].any()


def _agree(fit: AxisCalibration, other: AxisCalibration) -> bool:
    """Whether the numbers of another axis stand where one's own scale has them."""
    far = max((abs(float(fit.to_pixel(t.value)) - t.pixel) for t in other.ticks if t.value is not None), default=np.inf)
    ends = [t.pixel for t in other.ticks]
    return far <= _SAME_SCALE * (max(ends) - min(ends))


def _fitted(
    picture: Picture,
    candidates: Sequence[AxisCandidate],
    horizontals: Sequence[Stroke],
    engine: OcrEngine,
    settings: DigitizeSettings,
    *,
    horizontal: bool,
) -> list[ValueAxis]:
    """Read and fit the axes that look like such, the likeliest first."""
    usual = 1 if horizontal else -1
    scores = [plausibility(c, picture.shape, usual) for c in candidates]
    framed = [_frame(c) for c, s in zip(candidates, scores, strict=True) if s > 0 and len(c.labels) >= _SURE_LABELS]
    scores = [s + _PANEL * _is_of_panel(c, framed) for c, s in zip(candidates, scores, strict=True)]
    ranked = sorted(((s, i) for i, s in enumerate(scores)), reverse=True)
    read: dict[Box, TextBox] = {}
    found: list[ValueAxis] = []
    tried: dict[frozenset[Box], bool] = {}
    for score, index in ranked:
        candidate = candidates[index]
        key = frozenset(candidate.labels)
        if score <= 0 or not _is_worth_reading(key, tried):
            continue
        tried.setdefault(key, False)
        _recognise(picture, candidate, read, engine, horizontal=horizontal)
        candidate = _with_exponents(picture, candidate, read, horizontal=horizontal)
        _recognise(picture, candidate, read, engine, horizontal=horizontal)
        fitted = fit_candidate(picture, candidate, read, horizontals, settings, horizontal=horizontal)
        if isinstance(fitted, AxisCalibration) and not _stands_on_nothing(candidate, fitted):
            tried[key] = True
            found.append(ValueAxis(_between_ticks(candidate, fitted, picture), fitted))
    return found


def _is_undoubted(axis: ValueAxis) -> bool:
    """Whether the numbers of an axis are as read and agree, and are more than two."""
    flags = {issue.flag for issue in axis.calibration.issues}
    return len(axis.calibration.ticks) >= _SURE_LABELS and not flags & _DISAGREE


def _has_words(axis: ValueAxis) -> bool:
    """Whether numbers of several figures stand along an axis: lone ones may be those of level numbers."""
    return sum(len(tick.text.strip()) > 1 for tick in axis.calibration.ticks) >= _LEAST_TICKS


def _believed(turned: Sequence[ValueAxis], *, alone: bool) -> list[ValueAxis]:
    """Axes of standing numbers that count; those of lone figures only where no level ones do, and with a doubt."""
    sure = [axis for axis in turned if _is_undoubted(axis)]
    lone = [axis for axis in sure if alone and not _has_words(axis)]
    message = "the numbers beside the axis were read turned, one figure each: they may be parts of longer ones"
    doubt = Issue(Flag.SCALE_UNSURE, message, 0.15)
    return [axis for axis in sure if _has_words(axis)] + [
        replace(a, calibration=replace(a.calibration, issues=(*a.calibration.issues, doubt))) for a in lone
    ]


def _frame(axis: AxisCandidate) -> tuple[float, float, float] | None:
    """Column of an axis line and the rows at which it starts and ends."""
    return None if axis.line is None else (axis.line.at, axis.line.start, axis.line.end)


def _is_of_panel(axis: AxisCandidate, framed: Sequence[tuple[float, float, float] | None]) -> bool:
    """Whether the line of an axis of few labels starts and ends with that of another axis: panels side by side."""
    own = _frame(axis)
    return own is not None and any(
        f is not None and abs(f[0] - own[0]) > axis.size and max(abs(f[1] - own[1]), abs(f[2] - own[2])) <= _SAME_ROW
        for f in framed
    )


def _stands_on_nothing(axis: AxisCandidate, fitted: AxisCalibration) -> bool:
    """Whether an axis has no line, no tick marks, few numbers, and these do not agree as read: noise of a photo."""
    flags = {issue.flag for issue in fitted.issues}
    bare = axis.line is None and Flag.TICKS_FROM_LABELS in flags
    return bare and len(fitted.ticks) < _FEW and bool(flags & _DISAGREE)


def _between_ticks(axis: AxisCandidate, fitted: AxisCalibration, picture: Picture) -> AxisCandidate:
    """Leave out what stands in the labels' column beyond the first and the last number (a letter of a category)."""
    at = [picture.to_working(t.pixel) for t in fitted.ticks]
    inside = tuple(b for b in axis.labels if min(at) - 1.5 * axis.size <= b.cy <= max(at) + 1.5 * axis.size)
    return replace(axis, labels=inside) if len(inside) >= 2 else axis


def _is_worth_reading(labels: frozenset[Box], tried: dict[frozenset[Box], bool]) -> bool:
    """Whether a column is read: those that were are few, or an axis was found among its labels and it has more."""
    if labels in tried:
        return True
    more = any(fits and other < labels for other, fits in tried.items())
    return (more or len(tried) < _MAX_TRIED) and not _is_like_failed(labels, tried)


def _is_like_failed(labels: frozenset[Box], tried: dict[frozenset[Box], bool]) -> bool:
    """Whether most of a column's labels stood in a column that is no axis (letters of a rotated title)."""
    return any(not fits and len(labels & other) > 0.6 * len(labels) for other, fits in tried.items())


def plausibility(axis: AxisCandidate, shape: tuple[int, int], usual_side: int = -1) -> float:
    """How much a column of boxes looks like tick labels, before reading it.

    Tick labels stand at regular distances, at the left of the picture or of a
    frame (of a transposed picture: at its right), beside a line that spans them,
    in letters of a readable size.

    Parameters
    ----------
    axis : AxisCandidate
        The column.
    shape : (int, int)
        Height and width of the picture.
    usual_side : int
        Side of the axis on which labels usually stand: -1 before it, 1 behind.
    """
    height, width = shape
    centres = np.array([b.cy for b in axis.labels])
    gaps = np.diff(centres)
    if axis.size < 6 or gaps.min() < 1.05 * axis.size:
        return 0.0
    unit = float(np.median(gaps))
    regular = float(np.mean(np.abs(gaps / unit - np.rint(gaps / unit)) < 0.15)) if len(gaps) > 1 else 0.4
    span = (centres[-1] - centres[0]) / height
    line = 0.0 if axis.line is None else 1.0 + min(1.0, axis.line.length / (centres[-1] - centres[0] + axis.size))
    place = axis.at / width if axis.side < 0 else 1.0 - axis.at / width
    score = regular * min(len(centres), 7) + line + 2 * span - 3 * place - (2.0 if axis.side != usual_side else 0.0)
    return float(score)


def _recognise(
    picture: Picture, axis: AxisCandidate, read: dict[Box, TextBox], engine: OcrEngine, *, horizontal: bool
) -> None:
    new = [b for b in axis.labels if b not in read]
    read.update((b, TextBox(b)) for b in new)
    rgb = picture.rgb.transpose(1, 0, 2) if horizontal else picture.rgb
    upright = {b: b.transposed() if horizontal else b for b in new}
    few = [b for b in new if axis.standing or _may_be_number(rgb, upright[b])]
    angle = STANDING if axis.standing else 0.0
    texts = read_text(rgb, [TextBox(upright[b], angle=angle) for b in few], engine)
    read.update((b, replace(t, box=b)) for b, t in zip(few, texts, strict=True))


def _may_be_number(rgb: NDArray[np.uint8], box: Box) -> bool:
    """Whether a box is worth reading: neither longer than any number nor level strokes, as ticks and dashes are."""
    if box.width + 1 > _LONGEST * (box.height + 1):
        return False
    if box.width < box.height:
        return True
    x0, y0 = max(0, int(box.x0)), max(0, int(box.y0))
    tones = rgb[y0 : int(box.y1) + 1, x0 : int(box.x1) + 1].min(axis=2, initial=255)
    dark = tones < (float(tones.min(initial=255)) + 255.0) / 2
    filled = dark.mean(axis=1)
    return bool(((filled > 1.0 - _THROUGH) & (filled < _THROUGH)).any())


def _with_exponents(
    picture: Picture, axis: AxisCandidate, read: dict[Box, TextBox], *, horizontal: bool
) -> AxisCandidate:
    """Extend bare tens over raised figures, unless no other label is a ten: powers never come alone."""
    if axis.standing or sum(read[b].text.startswith("10") for b in axis.labels) < 2:
        return axis
    gray = picture.gray.T if horizontal else picture.gray
    turned = [b.transposed() if horizontal else b for b in axis.labels]
    raised = [with_raised(t, gray) if read[b].text == "10" else t for b, t in zip(axis.labels, turned, strict=True)]
    return replace(axis, labels=tuple(b.transposed() if horizontal else b for b in raised))


def fit_candidate(
    picture: Picture,
    axis: AxisCandidate,
    read: dict[Box, TextBox],
    horizontals: Sequence[Stroke],
    settings: DigitizeSettings,
    *,
    horizontal: bool = False,
) -> AxisCalibration | FailedCalibration:
    """Fit one axis to its tick marks, else its gridlines, else its labels; upright pixels."""
    upright = [_upright(picture, read[b]) for b in axis.labels]
    labels = axis_labels(upright)
    if sum(bool(label.readings) for label in labels) < 2:
        return FailedCalibration("Fewer than two labels of the axis are numbers.")
    options = AxisSettings(usual_direction=1 if horizontal else -1)
    if settings.scale is not None:
        options = replace(options, scales=(settings.scale,))
    ticks = add_crossings(axis, _tick_marks(picture, axis, horizontals), horizontals)
    moved = [TickCandidate(picture.to_upright(t.pixel), t.strength, t.source) for t in ticks]
    fitted = fit_axis(labels, moved, options)
    if (
        isinstance(fitted, AxisCalibration)
        and _labelled_stretch(fitted) * picture.scale < _LEAST_SPAN * picture.shape[0]
    ):
        return FailedCalibration("The numbers stand too close together for an axis.")
    return fitted


def _tick_marks(picture: Picture, axis: AxisCandidate, horizontals: Sequence[Stroke]) -> list[TickCandidate]:
    """Tick marks of an axis, else gridlines; these too where no line tells tick marks from the print beside the axis.

    Raised figures end in strokes as short as tick marks, and as near to where an axis would stand.
    """
    ticks = find_ticks(picture, axis)
    if len(ticks) >= _LEAST_TICKS and axis.line is not None:
        return ticks
    grid = find_gridlines(picture, find_area(axis, horizontals, picture.shape).box)
    # lines that pass for gridlines in a plot without such stand level with no more labels than tick marks do
    bare = len(ticks) < _LEAST_TICKS or _level_labels(axis, grid) > _level_labels(axis, ticks)
    return grid if bare else ticks


def _level_labels(axis: AxisCandidate, marks: Sequence[TickCandidate]) -> int:
    """Count the labels with a mark level with their middle."""
    return sum(any(abs(m.pixel - b.cy) <= _LEVEL * axis.size for m in marks) for b in axis.labels)


def _labelled_stretch(axis: AxisCalibration) -> float:
    """Distance between the outermost labelled ticks, upright pixels."""
    at = [tick.pixel for tick in axis.ticks]
    return max(at) - min(at) if at else 0.0


def _upright(picture: Picture, text: TextBox) -> TextBox:
    return TextBox(text.box.scaled(1 / picture.scale), text.text, text.confidence, text.angle)


def _without_rivals(axes: list[ValueAxis]) -> list[ValueAxis]:
    """Keep the best supported axis of those that share labels or stand in one another's area."""
    kept: list[ValueAxis] = []
    for axis in sorted(axes, key=_credit, reverse=True):
        if axis.candidate is None or any(_rivals(axis.candidate, k.candidate) for k in kept if k.candidate):
            continue
        if not kept or _is_sibling(axis, kept[0]):
            kept.append(axis)
    return kept


def _is_sibling(axis: ValueAxis, first: ValueAxis) -> bool:
    """Whether an axis is lettered like the first of its figure; bits of hatching that read as numbers are not."""
    if axis.candidate is None or first.candidate is None:
        return True
    read = len(axis.calibration.ticks) / len(axis.candidate.labels)
    return read > 0.5 and _SIBLING[0] <= axis.candidate.size / first.candidate.size <= _SIBLING[1]


def _credit(axis: ValueAxis) -> float:
    """Support of an axis, the line that is drawn beside its labels included."""
    drawn = axis.candidate is not None and axis.candidate.line is not None
    return axis.calibration.support + _LINE_CREDIT * drawn


def _rivals(a: AxisCandidate, b: AxisCandidate) -> bool:
    if set(a.labels) & set(b.labels):
        return True
    shared = min(a.span[1], b.span[1]) - max(a.span[0], b.span[0])
    beside = shared > 0.5 * min(a.span[1] - a.span[0], b.span[1] - b.span[0])
    return beside and (a.side > 0 or b.side > 0 or abs(a.at - b.at) < 4 * a.size)
