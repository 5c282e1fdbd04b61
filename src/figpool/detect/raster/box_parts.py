"""Parts of a box: the line of the median and the mark of the mean."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.core.medians import median, medians
from figpool.detect.raster.picture import Gray, Picture
from figpool.detect.raster.whiskers import stem_contrast

#: Numbers of rows beside an edge in which a stem is looked for.
_STEM_ROWS = (5, 12, 28)

#: Difference of tones from which a row is not of the fill, and rows left over of a stroke that is not very thick.
_UNEVEN, _STROKE_REST = 0.12, 3
#: Rest of the outline's stroke, in the thickness of the line across, at most.
_OUTLINE = 0.5


@dataclass(frozen=True, slots=True)
class MedianLine:
    """The line across a box, working pixels.

    Parameters
    ----------
    at : float
        Sub-pixel row of the stroke's centre.
    thickness : float
        Rows covered; 0 for a dot that takes its place.
    support : float
        Share of the box's width that shows it, 0..1.
    on_edge : bool
        Whether it lies on the box's own edge (the edge is much thicker than the other).
    """

    at: float
    thickness: float
    support: float
    on_edge: bool = False


def find_median(picture: Picture, box: Box, *, notched: bool = False) -> MedianLine | None:
    """Find the line that crosses a box from side to side.

    Parameters
    ----------
    picture : Picture
        Working picture.
    box : Box
        Sides and edges, working pixels.
    notched : bool
        Whether the line may be as short as half the box.

    Returns
    -------
    MedianLine or None
        The strongest crossing line, darker or lighter than the fill; None when there is none.
    """
    inset = (0.3 if notched else 0.12) * box.width
    columns = slice(round(box.x0 + inset), round(box.x1 - inset) + 1)
    first, last = round(box.y0), round(box.y1)
    window = picture.gray[max(0, first - 3) : last + 4, columns]
    if window.shape[1] < 3 or window.shape[0] < 8:
        return None
    profile = medians(window)
    edges = (float(first - max(0, first - 3)), float(last - max(0, first - 3)))
    inner = _inner_line(window, profile, edges)
    line = inner or _thick_edge(window, profile, edges)
    if line is None:
        return None
    return MedianLine(line.at + max(0, first - 3), line.thickness, line.support, line.on_edge)


def find_stems(picture: Picture, box: Box) -> tuple[bool, bool]:
    """Whether a thin vertical stroke leaves the middle of the upper and of the lower edge.

    Parameters
    ----------
    picture : Picture
        Working picture.
    box : Box
        Sides and edges, working pixels.

    Returns
    -------
    above, below : bool
        Seen in half the rows next to the edge (a dashed stroke leaves gaps).
    """
    half = max(3, round(0.12 * box.width))
    reach = max(4, min(14, round(0.2 * box.width)))
    x0, x1 = max(0, round(box.cx) - half), min(picture.shape[1], round(box.cx) + half + 1)
    lo, hi = max(0, x0 - reach), min(picture.shape[1], x1 + reach)
    seen = []
    for edge, step in ((round(box.y0), -1), (round(box.y1), 1)):
        rows = edge + step * np.arange(3, 3 + _STEM_ROWS[-1])
        rows = rows[(rows >= 0) & (rows < picture.shape[0])]
        contrast = stem_contrast(picture.gray[rows, lo:hi], reach)[:, x0 - lo : x1 - lo]
        dark = contrast.max(axis=1) > 0.1
        seen.append(any(len(dark) >= n and dark[:n].mean() >= 0.5 for n in _STEM_ROWS))
    return seen[0], seen[1]


def fill_changes(picture: Picture, box: Box, median: MedianLine) -> bool:
    """Whether the fill above the line across a box clearly differs from the fill below it."""
    inset = max(2, round(0.2 * box.width))
    columns = slice(round(box.x0) + inset, round(box.x1) - inset + 1)
    half = median.thickness / 2 + 3
    # the outline may be as thick as the median, and outside the edges or inside
    edge = max(4, round(median.thickness) + 2)
    above = picture.rgb[round(box.y0) + edge : max(0, round(median.at - half)), columns]
    below = picture.rgb[round(median.at + half) + 1 : max(0, round(box.y1) - edge + 1), columns]
    if min(above.shape[0], below.shape[0]) < 3 or above.shape[1] < 3:
        return False
    tones = [medians(part.reshape(-1, 3), axis=0) for part in (above, below)]
    return float(np.abs(tones[0] - tones[1]).max()) > 40


def even_fill(picture: Picture, box: Box, median: MedianLine | None) -> float:
    """Share of a box's rows, without edges and median, that have the tone of its fill.

    A rectangle that takes in paper beyond the true edge (up to a bracket, down to
    the axis) is uneven; so are words. What is left of thick or blurred strokes beside
    the edges and the median is not counted: it is much of a low box.
    """
    inset = max(2, round(0.15 * box.width))
    columns = slice(round(box.x0) + inset, round(box.x1) - inset + 1)
    rows = np.arange(round(box.y0) + 3, round(box.y1) - 2)
    if median is not None:
        rows = rows[np.abs(rows - median.at) > median.thickness / 2 + 2]
    if len(rows) < 2 or columns.stop - columns.start < 3:
        return 1.0
    tones = medians(picture.ink[rows, columns])
    # an outline is thinner than the line across, half as thick in most programs
    stroke = _STROKE_REST if median is None else max(_STROKE_REST, int(_OUTLINE * (median.thickness - 1)))
    inner = tones[(rows >= box.y0 + stroke) & (rows <= box.y1 - stroke)]
    usual = medians(inner if len(inner) > 1 else tones)
    away = tones - usual
    rests = _rests_of_strokes(away > _UNEVEN, rows, stroke)
    return float(1 - (np.abs(away) > _UNEVEN)[~rests].mean()) if not rests.all() else 1.0


def _rests_of_strokes(dark: NDArray[np.bool_], rows: NDArray[np.int64], stroke: int) -> NDArray[np.bool_]:
    """Mark the few dark rows with which each stretch of rows between two strokes begins and ends."""
    rests = np.zeros(len(rows), dtype=bool)
    for stretch in np.split(np.arange(len(rows)), np.flatnonzero(np.diff(rows) > 1) + 1):
        for side in (stretch, stretch[::-1]):
            run = len(side) if dark[side].all() else int(dark[side].argmin())
            if run <= stroke:
                rests[side[:run]] = True
    return rests


def _inner_line(window: Gray, profile: NDArray[np.floating], edges: tuple[float, float]) -> MedianLine | None:
    """Find the strongest dark line between the edges; in a dark box, failing that, the strongest light one."""
    # the rows of the edges themselves are left out: paper there would make the whole fill a dark line
    skip = min(3, int(edges[1] - edges[0]) // 5)
    first, last = round(edges[0]) + skip, round(edges[1]) - skip
    inside = profile[first : last + 1]
    line = _strongest(window[first : last + 1], inside, max(4.0, 0.5 * len(inside)))
    if line is None and median(inside) < 0.5:
        # without the outline, whose ink would make the whole fill a light line
        inset = min(4, len(inside) // 4)
        rows = slice(inset, len(inside) - inset)
        light = _strongest(1 - window[first : last + 1][rows], 1 - inside[rows], max(4.0, 0.15 * len(inside)))
        line = None if light is None else replace(light, at=light.at + inset)
    return None if line is None else replace(line, at=line.at + first)


def _strongest(window: Gray, profile: NDArray[np.floating], thickest: float) -> MedianLine | None:
    """Find the darkest line of a profile that most columns of the window show."""
    if len(profile) < 3:
        return None
    ground = np.minimum(np.maximum.accumulate(profile), np.maximum.accumulate(profile[::-1])[::-1])
    depth = ground - profile
    rows = np.flatnonzero(depth > 0.06)
    if not len(rows):
        return None
    best: MedianLine | None = None
    best_worth = 0.0
    for group in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        peak = int(group[depth[group].argmax()])
        support = float((ground[peak] - window[peak] > 0.4 * depth[peak]).mean())
        worth = support * float(depth[group].sum())
        if len(group) <= thickest and support >= 0.8 and worth > best_worth:
            weight = np.clip(depth[group] - 0.3 * depth[peak], 0, None)
            best = MedianLine(float((weight * group).sum() / weight.sum()), float(len(group)), support)
            best_worth = worth
    return best


def _thick_edge(window: Gray, profile: NDArray[np.floating], edges: tuple[float, float]) -> MedianLine | None:
    """Find a median on a quartile: one edge's stroke is much thicker than the other's."""
    middle = profile[round(edges[0]) + 3 : round(edges[1]) - 2]
    if len(middle) < 3:
        return None
    fill = median(middle)
    strokes = [_stroke(profile, edges[0], fill), _stroke(profile, edges[1], fill)]
    thick = [s[1] for s in strokes]
    if max(thick) < 1.5 * max(min(thick), 1.0) or max(thick) < 3:
        return None
    at, thickness = strokes[int(np.argmax(thick))]
    return MedianLine(at, thickness, 0.8, on_edge=True)


def _stroke(profile: NDArray[np.floating], edge: float, fill: float) -> tuple[float, float]:
    """Centre and thickness of the dark stroke at an edge."""
    lo, hi = max(0, round(edge) - 3), min(len(profile), round(edge) + 8)
    if edge > len(profile) / 2:
        lo, hi = max(0, round(edge) - 7), min(len(profile), round(edge) + 4)
    part = profile[lo:hi]
    dark = np.clip(fill - part, 0, None)
    if dark.max() < 0.08:
        return edge, 0.0
    rows = np.flatnonzero(dark > 0.5 * dark.max())
    return lo + float(rows.mean()), float(len(rows))


def find_mean_mark(picture: Picture, box: Box, median: MedianLine | None) -> float | None:
    """Find the small mark of the mean on the middle of a box.

    Parameters
    ----------
    picture : Picture
        Working picture.
    box : Box
        Sides and quartiles, working pixels.
    median : MedianLine or None
        The line across, which is left out.

    Returns
    -------
    float or None
        Sub-pixel row of the mark's centre; None when no mark of its own stands there.
    """
    half = max(4, min(round(0.2 * box.width), 16))
    first, last = round(box.y0) + 4, round(box.y1) - 3
    centre = round(box.cx)
    if last - first < half or box.width < 6 * half / 2:
        return None
    middle = picture.gray[first:last, centre - half : centre + half + 1]
    beside = [*range(centre - half - 5, centre - half - 1), *range(centre + half + 2, centre + half + 6)]
    ground = np.median(picture.gray[first:last, beside], axis=1, keepdims=True)
    other = (np.abs(middle - ground) > 0.15).astype(np.uint8)
    line = range(0)
    if median is not None:
        reach = median.thickness / 2 + 1.5
        line = range(round(median.at - reach) - first, round(median.at + reach) - first + 1)
        other[max(0, line.start) : max(0, line.stop)] = 0
    rows = _mark_rows(other, half)
    return None if rows is None else first + _mark_centre(rows, other[rows].any(axis=0).sum(), line)


def _mark_rows(other: NDArray[np.uint8], half: int) -> NDArray[np.int64] | None:
    """Rows of a compact mark about the middle column; both parts of one that the median divides."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(other, connectivity=8)
    parts = [
        i
        for i in range(1, len(stats))
        if stats[i][4] >= 4
        and abs(centres[i][0] - half) <= 1.5
        and 3 <= stats[i][2] <= 2 * half - 1
        and stats[i][3] <= 1.5 * stats[i][2] + 1
    ]
    if not parts:
        return None
    largest = max(stats[i][4] for i in parts)
    parts = [i for i in parts if stats[i][4] >= 0.15 * largest]
    rows = np.flatnonzero(np.isin(labels, parts).any(axis=1))
    return rows if rows[-1] - rows[0] + 1 <= 2 * half else None


def _mark_centre(rows: NDArray[np.int64], width: int, line: range) -> float:
    """Middle of a mark's rows; of one half hidden by the median's line, from its width."""
    first, last = int(rows[0]), int(rows[-1])
    if line and first == line.stop and last - first + 1 < 0.8 * width:
        return last - (width - 1) / 2
    if line and last == line.start - 1 and last - first + 1 < 0.8 * width:
        return first + (width - 1) / 2
    return (first + last) / 2
