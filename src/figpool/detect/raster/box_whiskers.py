"""Whiskers of boxes: stems that leave from the middle of both edges, solid or dashed, with or without caps.

Walking outward from a box, a whisker ends at its first cap: a thin stroke
across the stem, to both sides alike. Outliers drawn on or beyond the end are
too thick for a cap, gridlines and brackets too wide, letters stand on one side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.core.medians import median
from figpool.detect.raster.boxes import RawBox
from figpool.detect.raster.ground import ground_contrast
from figpool.detect.raster.picture import Gray, Picture
from figpool.detect.raster.whiskers import Arm, Arms

#: Darkness of the blur between an outline and a cap in that of the outline, at most, and in that of the cap.
_VALLEY = 0.7
#: Difference of two ends from which one arm is longer, working pixels.
_LONGER = 3.0
#: Share of the arms that dashes make longer, at least.
_BROKEN = 0.4
#: Arms that show how wide the caps of a chart are, at least, and differences of their widths, as a share.
_SEVERAL, _ALIKE = 4, 0.1


@dataclass(frozen=True, slots=True)
class BoxWhiskerSettings:
    """Limits of the search.

    Parameters
    ----------
    band : float
        Half width of the zone around the box's middle searched for the stem, in box widths.
    contrast : float
        Faintest stem against the ground.
    gap : int
        Breaks of a solid stem bridged, working pixels.
    dash_gaps : (float, float)
        Breaks of a dashed stem bridged, as shares of the plot area's height: those of
        common and of thick strokes.
    min_length : int
        Shortest stem, working pixels.
    outline : int
        How far the stroke of a box's edge may be blurred outward, working pixels.
    """

    band: float = 0.08
    contrast: float = 0.1
    gap: int = 3
    dash_gaps: tuple[float, float] = (0.024, 0.04)
    min_length: int = 3
    outline: int = 20


def find_box_arms(
    picture: Picture, boxes: Sequence[RawBox], area: Box, settings: BoxWhiskerSettings | None = None
) -> list[Arms]:
    """Find the whiskers above and below every box.

    All whiskers of a chart are drawn in one style: they are looked for as solid
    and as dashed strokes, and the style with more caps is believed. Dashes make
    most whiskers longer than their first stroke, or all end in caps of one width;
    outliers beyond solid ones do neither.

    Parameters
    ----------
    picture : Picture
        Working picture.
    boxes : sequence of RawBox
        From `find_boxes`.
    area : Box
        Plot area, working pixels; whiskers do not leave it.
    settings : BoxWhiskerSettings, optional
        Limits.

    Returns
    -------
    list of (above, below)
        None where no stem was seen.
    """
    settings = settings or BoxWhiskerSettings()
    contrast = ground_contrast(picture, area)
    gaps = (settings.gap, *(max(8, round(share * area.height)) for share in settings.dash_gaps))
    solid, dashed, wide, broken = (
        [_both(contrast, box, area, gap, settings, across) for box in boxes]
        for gap, across in (*((gap, 0) for gap in gaps), (gaps[1], gaps[1]))
    )
    best = dashed if _caps(dashed) > _caps(solid) and _longer(dashed, solid) >= _BROKEN else solid
    # over wide gaps a stem without cap is led to the letter above it
    if _caps(wide) > _caps(best) and _capped_alike(wide):
        best = wide
    # caps drawn in dashes, as the stems are
    if _caps(broken) > _caps(best) and _longer(broken, best) >= _BROKEN and _capped_alike(broken):
        best = broken
    return _settled(best)


def _caps(arms: Sequence[Arms]) -> int:
    return sum(arm is not None and arm.cap > 0 for pair in arms for arm in pair)


def _longer(arms: Sequence[Arms], others: Sequence[Arms]) -> float:
    """Share of the arms that are longer than others on the same boxes, or stand where these have none."""
    pairs = [pair for own, other in zip(arms, others, strict=True) for pair in zip(own, other, strict=True) if pair[0]]
    more = [a is not None and (b is None or abs(a.end - b.end) > _LONGER) for a, b in pairs]
    return float(np.mean(more)) if more else 0.0


def _capped_alike(arms: Sequence[Arms]) -> bool:
    """Whether all arms end in caps of one width, which outliers beyond solid ones are not."""
    widths = [arm.cap for pair in arms for arm in pair if arm is not None]
    return len(widths) >= _SEVERAL and max(widths) - min(widths) <= max(3.0, _ALIKE * max(widths))


def _settled(arms: list[Arms]) -> list[Arms]:
    """Doubt caps that are much wider or narrower than the others of the chart."""
    widths = [arm.cap for pair in arms for arm in pair if arm is not None and arm.cap > 0]
    if len(widths) < 3:
        return arms
    typical = float(np.median(widths))
    return [(_compared(above, typical), _compared(below, typical)) for above, below in arms]


def _compared(arm: Arm | None, typical: float) -> Arm | None:
    if arm is None or arm.cap == 0 or abs(arm.cap - typical) <= max(4.0, 0.3 * typical):
        return arm
    return Arm(arm.x, arm.end, arm.cap, arm.support, unsure=True)


def _both(contrast: Gray, box: RawBox, area: Box, gap: int, settings: BoxWhiskerSettings, across: int) -> Arms:
    """Whiskers above and below a box; breaks up to `gap` of their stems and up to `across` of their caps bridged."""
    reach = round(0.62 * box.width) + 3
    middle = round((box.x0 + box.x1) / 2)
    columns = slice(max(0, middle - reach), min(contrast.shape[1], middle + reach + 1))
    centre = middle - columns.start
    half = max(2, round(settings.band * box.width))
    last = contrast.shape[0] - 1
    first_row, last_row = max(0, round(area.y0) + 2), min(last, round(area.y1) - 2)
    top = _beyond_outline(contrast, box, box.top - 2, -1, settings)
    foot = _beyond_outline(contrast, box, box.bottom + 2, 1, settings)
    above = _walk(contrast[first_row : max(first_row, top + 1), columns][::-1], centre, half, gap, settings, across)
    below = _walk(contrast[foot : max(foot, last_row + 1), columns], centre, half, gap, settings, across)
    return _placed(above, columns.start, top, -1), _placed(below, columns.start, foot, 1)


def _beyond_outline(contrast: Gray, box: RawBox, row: int, step: int, settings: BoxWhiskerSettings) -> int:
    """First row from `row` outward that is not inked over most of the box: a thick or blurred outline is no cap.

    Where blur joins the outline with the cap of a short whisker, the palest row between them.
    """
    inside = slice(round(box.x0) + 2, round(box.x1) - 1)
    edge = range(row - 4 * step, row, step)
    darkest = palest = max(median(contrast[at, inside]) for at in edge if 0 <= at < contrast.shape[0])
    valley = row
    for at in range(row, row + step * settings.outline, step):
        if not 0 <= at < contrast.shape[0] or float((contrast[at, inside] > settings.contrast).mean()) < 0.8:
            return at
        level = median(contrast[at, inside])
        if level >= darkest:
            darkest = palest = level
        elif level < palest:
            palest, valley = level, at
        elif palest < _VALLEY * darkest and level > palest / _VALLEY:
            return valley
    return row


def _placed(arm: Arm | None, x: int, row: int, step: int) -> Arm | None:
    return None if arm is None else Arm(arm.x + x, row + step * arm.end, arm.cap, arm.support, arm.unsure)


def _walk(window: Gray, centre: int, half: int, gap: int, settings: BoxWhiskerSettings, across: int) -> Arm | None:
    """Follow a stem from row 0 of the window downward."""
    if window.shape[0] < settings.min_length:
        return None
    column, length = _stem(window, centre, half, gap, settings)
    if length < settings.min_length:
        return None
    stem = window[:length, max(0, column - 1) : column + 2].max(axis=1)
    level = max(settings.contrast, 0.4 * float(np.percentile(stem, 60)))
    spans = np.array([_span(row, column) for row in _bridged(window[: length + max(3, across)] > level, across)])
    cap = _first_cap(spans, window.shape[1], length)
    support = min(1.0, float(stem.mean()) / 0.5)
    if cap is None:
        return Arm(float(column), _free_end(window, column, length), 0.0, support)
    first, last, unsure = cap
    left, right = spans[first : last + 1].max(axis=0)
    wing = np.r_[column - left : column - 2, column + 3 : column + right + 1]
    # what merges with a cap from beyond does not weigh on its place
    beyond = 1 if unsure else 3
    profile = window[max(0, first - 2) : last + beyond, wing].mean(axis=1) if len(wing) else stem[first : last + 1]
    start = max(0, first - 2) if len(wing) else first
    return Arm(float(column), start + _centroid(profile), float(left + right + 1), support, unsure)


def _stem(window: Gray, centre: int, half: int, gap: int, settings: BoxWhiskerSettings) -> tuple[int, int]:
    """Column and length of the longest stroke that starts at row 0, breaks up to `gap` bridged."""
    lo, hi = max(0, centre - half), min(window.shape[1], centre + half + 1)
    ink = window[:, lo:hi] > settings.contrast
    rows = np.arange(ink.shape[0])[:, None]
    seen = np.maximum.accumulate(np.where(ink, rows, -1), axis=0)
    broken = np.vstack([rows - seen > gap, np.ones((1, hi - lo), bool)])
    stop = broken.argmax(axis=0)
    length = np.array([seen[stop[i] - 1, i] + 1 if stop[i] else 0 for i in range(hi - lo)])
    solid = np.array([ink[:n, i].mean() if n else 0.0 for i, n in enumerate(length)])
    length[solid < 0.4] = 0
    near = np.flatnonzero(length >= length.max() - 2)
    strokes = np.split(near, np.flatnonzero(np.diff(near) > 1) + 1)
    stroke = min(strokes, key=lambda columns: float(np.abs(columns + lo - centre).min()))
    column = int(stroke[len(stroke) // 2])
    return column + lo, int(length[column])


def _bridged(ink: NDArray[np.bool_], across: int) -> NDArray[np.bool_]:
    """Ink with the breaks of its rows closed, up to so many pixels."""
    if across == 0:
        return ink
    closed = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, across + 1), np.uint8))
    return np.asarray(closed > 0)


def _span(ink: NDArray[np.bool_], column: int) -> tuple[int, int]:
    """Unbroken ink to the left and to the right of a column (one pixel to the side also counts as the stem)."""
    if not ink[max(0, column - 1) : column + 2].any():
        return 0, 0
    start = column if ink[column] else column - 1 if column and ink[column - 1] else column + 1
    left = ink[: start + 1][::-1]
    right = ink[start:]
    run_left = len(left) if left.all() else int(left.argmin())
    run_right = len(right) if right.all() else int(right.argmin())
    return max(0, run_left - 1 + column - start), max(0, run_right - 1 + start - column)


def _first_cap(spans: NDArray[np.int64], width: int, length: int) -> tuple[int, int, bool] | None:
    """First and last row of the first cap, and whether something else merges with it."""
    short, long = spans.min(axis=1), spans.max(axis=1)
    stem = float(np.median(short[: max(length, 1)]))
    through = long >= width // 2 - 3
    wide = (short >= max(3.0, stem + 2)) & (short >= 0.6 * long) & ~through
    rows = np.flatnonzero(wide)
    # the gaps between dashes say nothing of the stroke, nor does the side of it that was walked
    thick = spans[: max(length, 1)].sum(axis=1)
    thickest = max(4.0, 2.5 * (float(np.median(thick[thick > 0])) + 1 if thick.any() else 1.0))
    for group in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if len(rows) else []:
        first, last = int(group[0]), int(group[-1])
        if first == 0 or (first <= 4 and long[first : last + 1].max() >= 0.3 * width):
            # the rest of the box's own edge (the window is 1.24 boxes wide)
            continue
        if last - first + 1 <= thickest:
            return first, last, False
        # an outlier stands on the whisker's end or on its cap: the end is where it gets wide
        return first, first + round(2 * stem), True
    return None


def _free_end(window: Gray, column: int, length: int) -> float:
    """Half-way crossing of a stem's darkness at its free end: specks of compression beyond it are paler."""
    dark = window[: min(window.shape[0], length + 4), max(0, column - 1) : column + 2].max(axis=1)
    half = 0.5 * float(np.percentile(dark[:length], 60))
    falls = np.flatnonzero((dark[:-1] >= half) & (dark[1:] < half))
    if not len(falls):
        return float(length - 1)
    i = int(falls[-1])
    return i + float((dark[i] - half) / max(float(dark[i] - dark[i + 1]), 1e-6))


def _centroid(profile: NDArray[np.floating]) -> float:
    weight = np.clip(profile - profile.min() - 0.35 * (profile.max() - profile.min()), 0, None)
    return float((weight * np.arange(len(profile))).sum() / max(float(weight.sum()), 1e-6))
