"""Segments of a stacked bar: rows where its fill changes from side to side."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.core.marks import Fill
from figpool.detect.raster.fills import HATCHED, fill_distance, measure_fill
from figpool.detect.raster.picture import Gray, Picture
from figpool.detect.raster.rectangles import RawBar
from figpool.detect.raster.segment_edges import find_steps, without_crossings

#: Equal distances of edges in a row that are stripes, and the widest of them, working pixels.
_STRIPES, _WIDEST_PITCH = 3, 40.0
#: How far from the outer strokes of a hatching its borders stand at most, in its pitch.
_NEARER = 1.4
#: Rows over which one edge is spread at most, working pixels.
_WIDEST_EDGE = 10
#: How much darker than both of its sides a stroke is; rows of them that are looked at.
_STROKE, _GROUND = 0.12, 6
#: How far the blur of a stroke reaches: working pixels at least, and figure pixels where the picture was enlarged.
_BLUR, _SOFT = 4, 1.7
#: Strokes of sides that are thick, working pixels, and of hatching between such, in their thickness at most.
_THICK, _THIN = 6, 0.55
#: Half of the height of a cap's stroke with its blur, at most, working pixels.
_CAP = 8
#: Lightness up to which ink is dark, as a share of the range, and the share of a row that is, in a stroke across.
_INKED, _WHOLE = 0.55, 0.92


@dataclass(frozen=True, slots=True)
class SegmentSettings:
    """Limits of the search.

    Parameters
    ----------
    contrast : float
        Weakest edge between two segments.
    colour : float
        The same in one of red, green and blue.
    support : float
        Share of the bar's width that must show the edge.
    min_height : int
        Lowest segment, working pixels.
    difference : float
        Least difference of two neighbouring fills (see `fill_distance`) that are not level.
    level : float
        The same for two level fills, between which the edge stands by itself.
    tall : int
        Heights of such fills at least, working pixels: compression smears colour over its blocks.
    hatched : float
        The same where both are hatched: strips of one hatching differ by chance.
    tone : float
        Difference of the mean colours of two hatched parts of which one is low, at least.
    blend : int
        Highest part that may be the blur between its neighbours, working pixels.
    outline : float
        Rows next to base and tip that may show the bar's outline or paper beside a
        skewed foot, as a share of the picture's height (9 at least).
    """

    contrast: float = 0.06
    colour: float = 0.12
    support: float = 0.85
    min_height: int = 5
    difference: float = 10.0
    level: float = 4.0
    tall: int = 24
    hatched: float = 25.0
    tone: float = 20.0
    blend: int = 10
    outline: float = 0.015


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment of a stack, working pixels.

    Parameters
    ----------
    near, far : float
        Rows of the ends next to the bar's base and next to its tip.
    fill : Fill
        Appearance.
    outlined : bool
        Whether a stroke is drawn at its near end, from side to side of the bar.
    """

    near: float
    far: float
    fill: Fill
    outlined: bool = False


def find_segments(
    picture: Picture,
    bar: RawBar,
    *,
    horizontal: bool = False,
    caps: Sequence[float] = (),
    settings: SegmentSettings | None = None,
) -> list[Segment]:
    """Divide a bar where its fill changes.

    Parameters
    ----------
    picture : Picture
        Working picture.
    bar : RawBar
        The whole bar.
    horizontal : bool
        Whether the picture is transposed (fills are described upright).
    caps : sequence of float
        Rows at which error bars of the bar end: a cap as wide as the bar is a
        stroke from side to side too, with one fill above and below it.
    settings : SegmentSettings, optional
        Limits.

    Returns
    -------
    list of Segment
        From the base to the tip; one when the bar is of one fill.
    """
    settings = settings or SegmentSettings()
    side = _side_stroke(picture, bar)
    columns = _columns(bar, side[1])
    top, bottom = sorted((bar.tip, bar.base))
    edges = _edges(picture, columns, (top, bottom), side[1], settings)
    edges = [row for row in edges if not _is_of_cap(picture, columns, row, caps, settings)]
    edges = [row for row in edges if not _is_of_hatching(picture, columns, row, side[1])]
    edges = _one_a_stroke(picture, columns, without_crossings(picture.gray, columns, edges, (top, bottom)), side)
    steps = find_steps(picture.rgb, columns, (top + _CAP, bottom - _CAP))
    edges = sorted({*edges, *(row for row in steps if not _near(row, edges))})
    rows = without_stripes([top, *edges, bottom])
    strokes = set(rows) - _ends_of_stripes([top, *edges, bottom], rows)
    parts = [(a, b) for a, b in pairwise(rows) if b - a >= settings.min_height]
    fills = [_fill(picture, bar, part, horizontal=horizontal) for part in parts]
    drawn = _drawn(picture, columns, [first for first, _ in parts[1:] if first in strokes], side[0], settings)
    # where a stroke is drawn it is the border
    stepped = {min(edges, key=lambda row: abs(row - step)) for step in steps if not _near(step, drawn)}
    merged = _without_blends(_merged(parts, fills, drawn | stepped, settings), settings)
    if not merged:
        return []
    cuts = [float(top)]
    for upper, lower in pairwise(merged):
        cuts.append(_boundary(picture, columns, (upper[0][1] + lower[0][0]) / 2))
    cuts.append(float(bottom))
    lines = [False, *(lower[0] in drawn for (_, _), (lower, _) in pairwise(merged)), False]
    if bar.tip <= bar.base:
        found = [Segment(cuts[i + 1], cuts[i], fill, lines[i + 1]) for i, (_, fill) in enumerate(merged)]
        return found[::-1]
    return [Segment(cuts[i], cuts[i + 1], fill, lines[i]) for i, (_, fill) in enumerate(merged)]


def _columns(bar: RawBar, stroke: int) -> NDArray[np.int64]:
    """Columns of a bar without the strokes of its sides and without the middle, where stems stand."""
    inset = max(3, round(0.1 * bar.width), min(stroke + 1, round(0.2 * bar.width)))
    columns = np.arange(bar.x0 + inset, bar.x1 - inset + 1)
    clear = np.abs(columns - (bar.x0 + bar.x1) / 2) > max(3.0, 0.12 * bar.width)
    return columns[clear] if clear.sum() >= 4 else columns


def _edges(
    picture: Picture, columns: NDArray[np.int64], span: tuple[int, int], stroke: int, settings: SegmentSettings
) -> list[int]:
    """Rows at which most columns change their tone, within a bar outlined by a stroke."""
    blur = max(_BLUR, round(_SOFT * picture.scale))
    clear = max(9, round(settings.outline * picture.shape[0]), stroke + 2 * blur if stroke else 0)
    # a bar may stand on a zero below the end of the picture
    top, bottom = max(4, span[0] + clear), min(picture.shape[0] - 4, span[1] - clear)
    if bottom - top < 2 * settings.min_height or not len(columns):
        return []
    seen = np.zeros((bottom - top, len(columns)), dtype=bool)
    for plane in (picture.gray, picture.ink):
        seen |= np.abs(plane[top + 2 : bottom + 2, columns] - plane[top - 2 : bottom - 2, columns]) > settings.contrast
    # two colours may be equally light
    above, below = (picture.rgb[top + by : bottom + by][:, columns].astype(np.int16) for by in (-2, 2))
    seen |= np.abs(below - above).max(axis=2) > 255 * settings.colour
    seen |= _stroke_rows(picture.gray[top - 4 : bottom + 4, columns])
    rows = np.flatnonzero(seen.mean(axis=1) >= settings.support)
    if not len(rows):
        return []
    groups = np.split(rows, np.flatnonzero(np.diff(rows) > 3) + 1)
    found: list[int] = []
    for group in groups:
        if group[-1] - group[0] <= _WIDEST_EDGE:
            found.append(top + round(float(group.mean())))
        else:  # dense hatching changes everywhere: only strokes from side to side bound it
            first, last = top + int(group[0]), top + int(group[-1]) + 1
            found += [first + at for at in _full_strokes(picture.gray[first:last, columns])]
    return found


def _near(row: int, others: Collection[int]) -> bool:
    return any(abs(row - other) <= 2 * _CAP for other in others)


def _side_stroke(picture: Picture, bar: RawBar) -> tuple[float, int]:
    """Lightness and thickness of the strokes of a bar's sides; (0, 0) where none are darker than what is beside.

    The thickness of strokes as dark as the fill is not seen: 0.
    """
    rows = slice(min(bar.tip, bar.base) + _CAP, max(bar.tip, bar.base) - _CAP)
    if rows.stop - rows.start < _CAP or bar.x0 < 2 * _CAP or bar.x1 + 2 * _CAP >= picture.shape[1]:
        return 0.0, 0
    # outside first
    left = np.median(picture.gray[rows, bar.x0 - 2 * _CAP : bar.x0 + 2 * _CAP], axis=0)
    right = np.median(picture.gray[rows, bar.x1 - 2 * _CAP + 1 : bar.x1 + 2 * _CAP + 1], axis=0)[::-1]
    # beside a black neighbour none is seen
    shown = [side for side in (left, right) if float(side[: _CAP // 2].max()) - float(side.min()) > _STROKE]
    if not shown:
        return 0.0, 0
    dark = max(float(side.min()) for side in shown)
    thick = min(int((side < dark + _STROKE).sum()) for side in shown)
    return dark, thick if thick < 2 * _CAP - 1 else 0


def _one_a_stroke(
    picture: Picture, columns: NDArray[np.int64], edges: Sequence[int], side: tuple[float, int]
) -> list[int]:
    """Put the middle in place of both edges of a stroke as thick and as dark as those of the bar's sides."""
    dark, thick = side
    found: list[int] = []
    for edge in edges:
        last = found[-1] if found else edge
        between = picture.gray[last + 2 : edge - 1, columns]
        if between.size and edge - last <= thick + _GROUND and float(np.median(between)) < dark + _STROKE:
            found[-1] = round((last + edge) / 2)
        else:
            found.append(edge)
    return found


def _is_of_cap(
    picture: Picture, columns: NDArray[np.int64], row: int, caps: Sequence[float], settings: SegmentSettings
) -> bool:
    """Whether an edge is the stroke of a cap: the end of an error bar is near and its sides are of one colour."""
    near = [cap for cap in caps if abs(cap - row) <= _CAP]
    if not near:
        return False
    at = round(near[0])
    sides = [picture.rgb[max(0, first) : first + _CAP][:, columns] for first in (at - 2 * _CAP + 2, at + _CAP - 1)]
    above, below = (np.median(side.reshape(-1, 3), axis=0) for side in sides)
    return float(np.abs(above - below).max()) <= 255 * settings.colour


def _is_of_hatching(picture: Picture, columns: NDArray[np.int64], row: int, side: int) -> bool:
    """Whether an edge is a stroke much thinner than those of the bar's sides, one tone above and below it."""
    if side < _THICK:
        return False
    tone = np.median(picture.gray[max(0, row - side) : row + side + 1][:, columns], axis=1)
    ground, dark = np.percentile(tone, (75, 0))
    if ground - dark < _STROKE:
        return False
    ink = tone < dark + _STROKE
    # the next strokes of the hatching may be near
    alike = abs(float(tone[:side].max()) - float(tone[-side:].max())) < _STROKE
    runs = np.split(np.flatnonzero(ink), np.flatnonzero(np.diff(np.flatnonzero(ink)) > 1) + 1)
    return alike and max(len(run) for run in runs) <= _THIN * side


def _full_strokes(window: Gray) -> list[int]:
    """Middles of the runs of rows that are dark from side to side, in a window of hatching."""
    dark, light = np.percentile(window, (2, 98))
    full = (window < dark + _INKED * (light - dark)).mean(axis=1) >= _WHOLE
    rows = np.flatnonzero(full)
    if not len(rows):
        return []
    return [round(float(run.mean())) for run in np.split(rows, np.flatnonzero(np.diff(rows) > 2) + 1)]


def without_stripes(rows: Sequence[int]) -> list[int]:
    """Leave out edges that follow one another at one distance: the strokes of level hatching.

    Parameters
    ----------
    rows : sequence of int
        Base and tip of a bar and the edges between them, from top to bottom.

    Returns
    -------
    list of int
        What may bound a segment: the ends of each run of strokes, and what stands farther from it.
    """
    gaps = np.diff(np.asarray(rows, dtype=float))
    dropped: set[int] = set()
    first = 0
    while first + _STRIPES <= len(gaps):
        last = first
        pitch = gaps[first]
        while last + 1 < len(gaps) and abs(gaps[last + 1] - pitch) <= max(1.5, 0.15 * pitch):
            last += 1
        if last - first + 1 >= _STRIPES and pitch <= _WIDEST_PITCH:
            # strokes first .. last + 1; the borders of the segment may stand nearer than a pitch to the outer ones
            above, below = first, last + 1
            while above and gaps[above - 1] <= _NEARER * pitch:
                above -= 1
            while below < len(gaps) and gaps[below] <= _NEARER * pitch:
                below += 1
            dropped |= set(range(above + 1, below))
            first = last
        first += 1
    return [row for i, row in enumerate(rows) if i not in dropped]


def _ends_of_stripes(rows: Sequence[int], kept: Sequence[int]) -> set[int]:
    """Those of the edges kept that stand next to strokes of level hatching: the outermost of them, or a border."""
    dropped = [row not in kept for row in rows]
    return {row for i, row in enumerate(rows) if any(dropped[max(0, i - 1) : i + 2])}


def _stroke_rows(window: Gray) -> NDArray[np.bool_]:
    """Rows (without the 4 at both ends) darker than the rows 4 above and 4 below them."""
    middle = window[4:-4]
    return np.asarray(np.minimum(window[:-8], window[8:]) - middle > 0.1)


def _fill(picture: Picture, bar: RawBar, part: tuple[int, int], *, horizontal: bool) -> Fill:
    inset = min(3.0, 0.25 * (part[1] - part[0]))
    box = Box(bar.x0, part[0] + inset, bar.x1, part[1] - inset)
    upright = picture.transposed() if horizontal else picture
    return measure_fill(upright, box.transposed() if horizontal else box, skip_middle=not horizontal)


def _drawn(
    picture: Picture, columns: NDArray[np.int64], edges: Sequence[int], dark: float, settings: SegmentSettings
) -> set[int]:
    """Edges at which a stroke as dark as those of the bar's sides is drawn; of two beside one stroke the nearer."""
    strokes = {row: _outline(picture, columns, row, dark, settings) for row in edges}
    found: list[int] = []
    for row, stroke in strokes.items():
        before = strokes[found[-1]] if found else None
        if stroke is None:
            continue
        if before is None or stroke[0] > before[1]:
            found.append(row)
        elif abs(row - sum(stroke) / 2) < abs(found[-1] - sum(stroke) / 2):
            found[-1] = row
    return set(found)


def _outline(
    picture: Picture, columns: NDArray[np.int64], row: int, dark: float, settings: SegmentSettings
) -> tuple[int, int] | None:
    """First and last row of the stroke nearest to a row that runs, as dark as the bar's sides, from side to side."""
    lo, hi = max(0, row - _CAP - _GROUND), min(picture.shape[0], row + _CAP + _GROUND + 1)
    window = picture.gray[lo:hi, columns]
    if window.shape[0] < 2 * _CAP or not window.shape[1]:
        return None
    ground = np.minimum(np.median(window[:_GROUND], axis=0), np.median(window[-_GROUND:], axis=0))
    # skew spreads a stroke over neighbouring rows
    band = np.minimum.reduce([window[i : len(window) - 4 + i] for i in range(5)])
    whole = (ground - band > _STROKE).mean(axis=1) >= settings.support
    rows = lo + 2 + np.flatnonzero(whole & (np.median(band, axis=1) <= dark + _STROKE))
    if not len(rows):
        return None
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    run = min(runs, key=lambda own: np.abs(own - row).min())
    return int(run[0]), int(run[-1])


def _merged(
    parts: list[tuple[int, int]], fills: list[Fill], drawn: Collection[int], settings: SegmentSettings
) -> list[tuple[tuple[int, int], Fill]]:
    """Join neighbours of one fill (rows of a hatching) without a stroke drawn between; the taller lends the fill."""
    merged: list[tuple[tuple[int, int], Fill]] = []
    for part, fill in zip(parts, fills, strict=True):
        alike = merged and fill_distance(merged[-1][1], fill) < _least_difference(merged[-1], (part, fill), settings)
        if alike and part[0] not in drawn:
            (first, last), kept = merged[-1]
            taller = fill if part[1] - part[0] > last - first else kept
            merged[-1] = ((first, part[1]), taller)
        else:
            merged.append((part, fill))
    return merged


def _without_blends(
    parts: list[tuple[tuple[int, int], Fill]], settings: SegmentSettings
) -> list[tuple[tuple[int, int], Fill]]:
    """Leave out thin parts of a neighbour's colour, or of one between both: a border blurred by compression."""
    kept = list(parts)
    for i in range(len(parts) - 2, 0, -1):
        (first, last), fill = kept[i]
        above, below = np.array(kept[i - 1][1].lab), np.array(kept[i + 1][1].lab)
        step = below - above
        way = float((np.array(fill.lab) - above) @ step / max(float(step @ step), 1e-6))
        off = float(np.linalg.norm(np.array(fill.lab) - above - way * step))
        if last - first <= settings.blend and -0.1 <= way <= 1.1 and off <= 0.35 * float(np.linalg.norm(step)):
            kept.pop(i)
    return kept


def _least_difference(
    a: tuple[tuple[int, int], Fill], b: tuple[tuple[int, int], Fill], settings: SegmentSettings
) -> float:
    """Distance at which the fills of two parts are two: the less, the more level both are."""
    spreads = a[1].spread, b[1].spread
    low = min(last - first for (first, last), _ in (a, b))
    if min(spreads) > HATCHED:
        other_tone = float(np.linalg.norm(np.subtract(a[1].lab, b[1].lab))) >= settings.tone
        return settings.hatched if low >= settings.tall or other_tone else np.inf
    if low < settings.tall:
        return settings.difference
    return min(settings.difference, settings.level + 2.0 * max(spreads))


def _boundary(picture: Picture, columns: NDArray[np.int64], row: float) -> float:
    """Place the border of two segments between the pixels: centre of its stroke, else half-way of the step."""
    lo, hi = max(0, round(row) - 8), min(picture.shape[0], round(row) + 9)
    gray = np.median(picture.gray[lo:hi, columns], axis=1)
    ends = float(np.median(gray[:4])), float(np.median(gray[-4:]))
    dark = min(ends) - gray
    if dark.max() > 0.1:
        weight = np.clip(dark - 0.4 * dark.max(), 0, None)
        return lo + float((weight * np.arange(len(gray))).sum() / weight.sum())
    rgb = np.median(picture.rgb[lo:hi, columns].astype(float), axis=1)
    start, end = np.median(rgb[:4], axis=0), np.median(rgb[-4:], axis=0)
    way = (rgb - start) @ (end - start) / max(float(((end - start) ** 2).sum()), 1e-6)
    crossings = np.flatnonzero((way[:-1] < 0.5) & (way[1:] >= 0.5))
    if not len(crossings):
        return row
    i = int(crossings[np.argmin(np.abs(crossings + lo - row))])
    return lo + i + float((0.5 - way[i]) / max(way[i + 1] - way[i], 1e-6))
