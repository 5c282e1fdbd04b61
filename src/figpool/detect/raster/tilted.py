"""Text below or beside an axis at whatever angle it is printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.detect.raster.pale import with_pale_ink
from figpool.detect.raster.picture import Picture
from figpool.detect.raster.text import TextSettings, find_text, inked, thin_ink

#: Angles at which charting programs print category labels, degrees counter-clockwise.
ANGLES = (0.0, 90.0, 45.0, 30.0, 60.0, -30.0, -45.0, -60.0)


#: What hangs less far from an axis line is a rough edge of it, working pixels.
_LEAST_TICK = 5
#: Gap between a line and what hangs on it, working pixels.
_HANGS = 4
#: Rows that the lower edge of a line not quite level takes at most, and their share of ink at least.
_LOPSIDED, _PARTLY = 4, 0.12
#: Length of a rule in its thickness, at least.
_RULE = 8
#: Distance of the lines of one label, in heights of its print; an axis title stands farther below.
_LINE_PITCH = 1.75
#: Share of the second lines that are centred under a first one.
_UNDER = 0.75
#: Ink in the lines of print, in that of the lines at another angle, at least.
_HELD = 0.4
#: Ink of a solid stub in its box, and its breadth in its height, at most.
_SOLID, _STUB = 0.85, 2.5
#: How far below the first ones labels that stand or slant begin, in letter heights.
_FIRST_LINE = 2.0
#: Length of lines of print in their heights, from which they are no single letters.
LINES_NOT_LETTERS = 1.8
#: Blocks of print looked at below an axis; letters of the longest label where print stands, each a block.
_MOST_BLOCKS, _MOST_LETTERS = 6, 24
#: Gap between the words of a label that stands or slants, in letter heights.
_WORDS = 2.0
#: Rim around a label that stands or slants in which strokes of its letters may lie, in letter heights.
_PALE_RIM = 0.15
#: Ratio of the heights of lines of one size of print, at most.
_LETTERS_DIFFER = 1.6
#: Height of lines along slanting print in that of level lines through it, less than.
_LOWER = 0.7
#: Gap between pieces of one line of slanting print that is worn, in heights.
_JOINED = 0.45
#: How much straighter lines are at the angle of slanting print than level ones through it.
_SLANTS = 2.0


@dataclass(frozen=True, eq=False)
class TiltedText:
    """One label of an axis, cut out upright.

    Parameters
    ----------
    crop : ndarray of uint8, shape (h, w, 3)
        The label's pixels, turned to read from left to right.
    anchor : float
        Position along the axis that the label points at, working pixels.
    row : float
        Distance from the band's top to the label's nearest point, working pixels.
    height : float
        Height of its text, working pixels.
    width : float
        Length of its text, working pixels.
    """

    crop: NDArray[np.uint8]
    anchor: float
    row: float
    height: float
    width: float


def find_print(
    picture: Picture,
    strip: Box,
    gap: float = 0.95,
    hidden: Sequence[Box] = (),
    angles: Sequence[float] = ANGLES,
    least: float = LINES_NOT_LETTERS,
) -> tuple[list[TiltedText], float]:
    """Find the labels nearest to an axis, printed at any angle.

    Level labels are the first block of print below the axis. Print that stands
    or slants may be several blocks (the words of a label are apart), so blocks
    are added as long as the whole reads best at such an angle.

    Parameters
    ----------
    picture : Picture
        Working picture.
    strip : Box
        From the axis down, working pixels.
    gap : float
        Largest gap between the words of one label, in letter heights.
    hidden : sequence of Box
        Print that is passed over (labels of the other axis), working pixels.
    angles : sequence of float
        Angles tried, degrees counter-clockwise.
    least : float
        Length of the lines of a lone angle, in their heights, at least: shorter ones may be single letters.

    Returns
    -------
    labels : list of TiltedText
        From left to right by anchor.
    angle : float
        Angle of the print, degrees counter-clockwise.
    """
    y0, x0 = max(0, int(strip.y0) - 2), max(0, int(strip.x0))
    window = picture.gray[y0 : int(strip.y1) + 1, x0 : int(strip.x1) + 1]
    if min(window.shape) < 12:
        return [], 0.0
    mask = print_below(window, screened=picture.screened, noise=picture.noise)
    for box in hidden:
        top, left = (max(0, int(v) - 2) for v in (box.y0 - y0, box.x0 - x0))
        mask[top : max(0, int(box.y1) - y0 + 3), left : max(0, int(box.x1) - x0 + 3)] = False
    blocks = _blocks(mask)
    if blocks and y0 + mask.shape[0] >= picture.shape[0] and _is_cut(mask, blocks[-1]):
        blocks.pop()
    best: tuple[list[TiltedText], float] = ([], 0.0)
    band, origin = window, (x0, y0)
    for i, (_, last) in enumerate(blocks[:_MOST_LETTERS]):
        if i >= _MOST_BLOCKS and abs(best[1]) != 90.0:
            break
        rows = slice(blocks[0][0], last + 2)
        clean = np.where(mask[rows], window[rows], 1.0).astype(np.float32)
        labels, angle = find_axis_text(picture, clean, (x0, y0 + rows.start), gap, angles, least)
        if angle != 0.0 and angle == best[1] and _swells(best[0], labels):
            break
        if i == 0 or (angle != 0.0 and len(labels) > 0) or _goes_on(best, labels, angle):
            best = (labels, angle)
            band, origin = clean, (x0, y0 + rows.start)
        elif angle == 0.0:
            break
    labels, angle = best
    if angle == 0.0:
        return labels, angle
    # no other label stands in the line of one that stands or slants: wide gaps are gaps between its words
    whole, _ = find_axis_text(picture, band, origin, max(gap, _WORDS), (angle,), 0.0)
    return _at_axis(whole), angle


def _swells(before: Sequence[TiltedText], labels: Sequence[TiltedText]) -> bool:
    """Whether one more block makes a line of slanting print much higher than the others: a level title joins it."""
    heights, was = ([t.height for t in own] for own in (labels, before))
    if len(was) < 2 or not heights:
        return False
    most = _LETTERS_DIFFER * float(np.median(was))
    return max(was) <= most < max(heights)


def _at_axis(labels: list[TiltedText]) -> list[TiltedText]:
    """Leave out what begins far below the labels that stand or slant: a legend or a title."""
    if not labels:
        return labels
    nearest = float(np.percentile([t.row for t in labels], 25))
    reach = _FIRST_LINE * float(np.median([t.height for t in labels]))
    return [t for t in labels if t.row <= nearest + reach]


def _goes_on(first: tuple[list[TiltedText], float], labels: list[TiltedText], angle: float) -> bool:
    """Whether level print with one more block is the same labels wrapped, not an axis title below them.

    The lines of a label stand close, and each is centred below the one above.
    """
    if angle != 0.0 or first[1] != 0.0 or not first[0]:
        return False
    tall = float(np.median([t.height for t in first[0]]))
    last = max(t.row for t in first[0])
    added = [t for t in labels if t.row > last + 0.5 * tall]
    if not added or len(labels) - len(added) != len(first[0]):
        return False
    middle = (first[0][0].anchor + first[0][-1].anchor) / 2
    if len(added) == 1 and len(first[0]) > 1 and abs(added[0].anchor - middle) <= tall:
        return False
    under = [any(abs(t.anchor - o.anchor) <= 0.5 * tall for o in first[0]) for t in added]
    # a few may stand under two labels they share
    return all(t.row - last <= _LINE_PITCH * tall for t in added) and float(np.mean(under)) >= _UNDER


def _blocks(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last rows of the blocks of print, from the axis down, up to a wide gap.

    Specks (little ink beside the other blocks) and rows of ticks that do not
    touch the axis are passed over.
    """
    ink = mask.sum(axis=1)
    rows = np.flatnonzero(ink >= 2)
    if not len(rows):
        return []
    cuts = np.flatnonzero(np.diff(rows) > 2) + 1
    groups = [(int(g[0]), int(g[-1])) for g in np.split(rows, cuts)]
    weight = [int(ink[a : b + 1].sum()) for a, b in groups]
    tall = [g for g, w in zip(groups, weight, strict=True) if g[1] - g[0] >= 5 and w >= 0.03 * max(weight)]
    while len(tall) > 1 and _are_ticks(mask[tall[0][0] : tall[0][1] + 1]):
        tall = tall[1:]
    if not tall:
        return []
    size = tall[0][1] - tall[0][0] + 1
    kept = [tall[0]]
    for block in tall[1:]:
        if block[0] - kept[-1][1] > 1.2 * max(size, 12):
            break
        kept.append(block)
    return kept


def _is_cut(mask: NDArray[np.bool_], block: tuple[int, int]) -> bool:
    """Whether the picture's edge cuts through most letters of its last block: their upper halves name nothing."""
    if block[1] < mask.shape[0] - 2:
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask[block[0] :].astype(np.uint8), connectivity=8)
    pieces = stats[1:][stats[1:, 4] >= 3]
    cut = pieces[:, 1] + pieces[:, 3] >= mask.shape[0] - block[0] - 1
    return bool(len(pieces) and cut.mean() > 0.5)


def _are_ticks(block: NDArray[np.bool_]) -> bool:
    """Whether a block of print is nothing but upright strokes, or solid stubs of a thick pen, of its full height."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(block.astype(np.uint8), connectivity=8)
    pieces = stats[1:]
    full = pieces[:, 3] >= 0.8 * block.shape[0]
    thin = pieces[:, 2] <= 0.45 * pieces[:, 3]
    solid = pieces[:, 4] >= _SOLID * pieces[:, 2] * pieces[:, 3]
    stubs = solid & (pieces[:, 2] <= _STUB * pieces[:, 3])
    return bool(pieces[full & (thin | stubs), 4].sum() > 0.8 * pieces[:, 4].sum())


def find_axis_text(
    picture: Picture,
    gray: NDArray[np.float32],
    origin: tuple[int, int],
    gap: float = 0.95,
    angles: Sequence[float] = ANGLES,
    least: float = LINES_NOT_LETTERS,
) -> tuple[list[TiltedText], float]:
    """Find the labels in a band of print.

    The band is turned by every angle in use; the angle at which its letters
    join into the longest lines is the angle of the print.

    Parameters
    ----------
    picture : Picture
        Working picture.
    gray : ndarray of float32, shape (h, w)
        Lightness of the band, without axis line and ticks.
    origin : (int, int)
        Column and row of the band's first pixel in the picture.
    gap : float
        Largest gap between the words of one label, in letter heights.
    angles : sequence of float
        Angles tried, degrees counter-clockwise.
    least : float
        Length of the lines of a lone angle, in their heights, at least.

    Returns
    -------
    labels : list of TiltedText
        From left to right by anchor.
    angle : float
        Angle of the print, degrees counter-clockwise.
    """
    x0, y0 = origin
    rgb = picture.rgb[y0 : y0 + gray.shape[0], x0 : x0 + gray.shape[1]]
    tried = (0.0, *(a for a in angles if a != 0.0))
    views = {angle: _turned(picture, rgb, gray, angle) for angle in tried}
    settings = TextSettings(gap=gap, tallest=TextSettings().limit(picture.shape))
    lines = {angle: _lines(views[angle][0], settings) for angle in tried}
    # at the angle of the print its lines are long, and their boxes hold little else
    filled = {angle: sum((b.width + 1) * (b.height + 1) for b in lines[angle]) for angle in tried}
    held = {a: _held(views[a][0].ink, lines[a]) for a in tried}
    dense = {a: held[a] / max(filled[a], 1.0) for a in tried}
    straight = {a: _straightness(lines[a]) * dense[a] / max(dense[0.0], 1e-6) for a in tried}
    # pale letters are lost where they are turned: what is left of them tells no angle
    straight = {a: s if held[a] >= _HELD * max(held.values()) else 0.0 for a, s in straight.items()}
    best = max(tried, key=lambda a: straight[a])
    # letters join at the angle of the print; a single digit 1 looks like a line at a right angle to it
    crossed = straight[best] > _SLANTS * straight[0.0] or (_one_height(lines[best]) and not _one_height(lines[0.0]))
    # slanting digits join at their angle and are straighter across it
    across = best - math.copysign(90.0, best)
    joined = across in tried and len(lines[across]) < len(lines[0.0]) and straight[across] > straight[0.0]
    # level lines through slanting labels that stand close are much higher than those along the print
    lower = _height(lines[best]) < _LOWER * _height(lines[0.0])
    joins = len(lines[best]) < len(lines[0.0]) or (best != 90.0 and (crossed or joined or lower))
    # short labels make short lines, but half as many of them
    clearly = 1.1 if len(lines[best]) <= 0.5 * len(lines[0.0]) else 1.3
    angle = best if joins and straight[best] > clearly * straight[0.0] else 0.0
    # single letters, higher than wide, are straighter at a right angle to their print, but join at its own
    across = angle - math.copysign(90.0, angle)
    if across in angles and straight[across] > straight[0.0] and len(lines[across]) < len(lines[angle]):
        angle = across
    if len(angles) == 1 and straight[angles[0]] >= least:
        angle = angles[0]
    turned, matrix = views[angle]
    inverse = np.asarray(cv2.invertAffineTransform(matrix), dtype=np.float64)
    band = picture.gray[y0 : y0 + gray.shape[0], x0 : x0 + gray.shape[1]]
    seen = turned if not lines[angle] else _turned(picture, rgb, band, angle)[0]
    labels = [_label(turned, box, inverse, angle, x0) for box in _whole_lines(lines[angle], seen, angle)]
    return sorted(labels, key=lambda label: label.anchor), angle


def _whole_lines(lines: Sequence[Box], seen: Picture, angle: float) -> list[Box]:
    """Lines with the thin strokes that are nearly white; of print that is not level these may join pieces of a line."""
    grown = with_pale_ink(seen, lines)
    if angle == 0.0:
        # labels that stand close keep apart
        reach_others = [any(g.overlap(o) > 0 for o in lines if o != own) for own, g in zip(lines, grown, strict=True)]
        grown = [own if r else g for own, g, r in zip(lines, grown, reach_others, strict=True)]
    whole: list[Box] = []
    for box in sorted(grown, key=lambda b: b.x0):
        # a letter that two level pieces share joins them
        reach = _JOINED * (box.height + 1) if angle else -1.0
        before = next((b for b in whole if _goes_before(b, box, reach)), None)
        if before is None:
            whole.append(box)
        else:
            whole[whole.index(before)] = before.joined(box)
    return whole


def _goes_before(piece: Box, box: Box, reach: float) -> bool:
    """Whether a piece of print ends within reach of another one on its line."""
    shared = min(piece.y1, box.y1) - max(piece.y0, box.y0)
    return box.x0 - piece.x1 <= reach and shared > 0.5 * min(piece.height, box.height)


def print_below(window: NDArray[np.float32], *, screened: bool = False, noise: float = 0.0) -> NDArray[np.bool_]:
    """Mask of strokes in a strip, without those that hang on its first rows (axis line, ticks).

    Parameters
    ----------
    window : ndarray of float32, shape (h, w)
        Lightness of a strip whose first rows show the axis.
    screened : bool
        Whether its greys were brought back from dots.
    noise : float
        Standard deviation of the paper's lightness.

    Returns
    -------
    ndarray of bool, shape (h, w)
    """
    mask = inked(thin_ink(window), TextSettings(), screened=screened, noise=noise).astype(np.uint8)
    filled = mask[: max(6, window.shape[0] // 8)].mean(axis=1)
    along = np.flatnonzero(filled > 0.4)
    whole = line_end = int(along[-1]) if along.size else 0
    # a line that is not quite level ends in rows that it fills in part
    for share in filled[line_end + 1 :][:_LOPSIDED] if along.size else ():
        if share < _PARTLY:
            break
        line_end += 1
    # print where the line ends higher is none of it
    part = np.logical_and.accumulate(mask[whole : line_end + 1] > 0, axis=0)
    ends = whole + np.maximum(part.sum(axis=0) - 1, 0)
    mask[:whole] = 0
    mask[whole : line_end + 1][part] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    hanging = np.array([top <= ends[left : left + wide].max() + _HANGS for left, top, wide, _, _ in stats])
    wide = (stats[:, 2] > 0.3 * window.shape[1]) | _are_rules(np.asarray(stats, dtype=np.int32))
    wide[0] = True
    ticks = _ticks_end(np.asarray(stats, dtype=np.int32), hanging & ~wide, line_end)
    # a letter that touches its tick stays, without the tick
    touching = hanging & ~wide & (stats[:, 1] + stats[:, 3] > ticks + max(5.0, 0.5 * (ticks - line_end)))
    kept = ~(hanging | wide)[labels]
    kept[ticks + 1 :] |= touching[labels[ticks + 1 :]]
    return np.asarray(kept)


def _are_rules(stats: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which pieces are level strokes longer than any letter: rules that join the categories of a label."""
    letters = stats[1:][(stats[1:, 3] >= _LEAST_TICK) & (stats[1:, 2] <= 2 * stats[1:, 3]), 3]
    tall = float(np.median(letters)) if letters.size else np.inf
    return np.asarray((stats[:, 2] >= _RULE * stats[:, 3]) & (stats[:, 2] > 2 * tall))


def _ticks_end(stats: NDArray[np.int32], hanging: NDArray[np.bool_], line_end: int) -> int:
    """Last row of the ticks on an axis line, by the usual length of the strokes that hang on it, hardly thicker."""
    tall = stats[:, 3] >= _LEAST_TICK
    narrow = hanging & tall & (stats[:, 2] <= np.maximum(max(10.0, 2.0 * line_end), 0.25 * stats[:, 3]))
    ends = (stats[:, 1] + stats[:, 3] - 1)[narrow]
    return int(np.percentile(ends, 25)) + 1 if ends.size else line_end + 1


def _lines(turned: Picture, settings: TextSettings) -> list[Box]:
    return [box for box in find_text(turned, settings) if box.height >= 5]


def _one_height(lines: list[Box]) -> bool:
    """Whether lines are equally high, but for what reaches below or above small letters."""
    heights = [box.height + 1 for box in lines]
    return max(heights, default=0.0) <= _LETTERS_DIFFER * min(heights, default=0.0)


def _height(lines: list[Box]) -> float:
    """Height of the line that most print lies in."""
    size = np.array([[box.width + 1, box.height + 1] for box in lines]).reshape(-1, 2)
    order = np.argsort(size[:, 1])
    area = np.cumsum(size.prod(axis=1)[order])
    return float(size[order[np.searchsorted(area, area[-1] / 2)], 1]) if len(size) else 0.0


def _held(ink: NDArray[np.float32], lines: list[Box]) -> float:
    """Ink of a band that lies in its lines."""
    return float(sum(ink[int(b.y0) : int(b.y1) + 1, int(b.x0) : int(b.x1) + 1].sum() for b in lines))


def _straightness(lines: list[Box]) -> float:
    """Mean length of the lines in letter heights, long lines counting by their ink."""
    size = np.array([[box.width + 1, box.height + 1] for box in lines])
    if not len(size):
        return 0.0
    area = size.prod(axis=1)
    return float((area * size[:, 0] / size[:, 1]).sum() / area.sum())


def _turned(
    picture: Picture, rgb: NDArray[np.uint8], gray: NDArray[np.float32], angle: float
) -> tuple[Picture, NDArray[np.float64]]:
    """The band turned so that print at `angle` reads from left to right, and the matrix that did it."""
    if angle == 0.0:
        return replace(picture, gray=gray, ink=1.0 - gray, rgb=rgb), np.eye(2, 3)
    matrix, size = _turn_matrix(gray.shape, angle)
    white = (255.0, 255.0, 255.0)
    turned = np.asarray(cv2.warpAffine(rgb, matrix, size, flags=cv2.INTER_CUBIC, borderValue=white), dtype=np.uint8)
    level = np.asarray(cv2.warpAffine(gray, matrix, size, flags=cv2.INTER_LINEAR, borderValue=1.0), dtype=np.float32)
    return replace(picture, gray=level, ink=1.0 - level, rgb=turned), matrix


def _turn_matrix(shape: tuple[int, ...], angle: float) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Matrix that turns print at `angle` (counter-clockwise) to read from left to right."""
    height, width = shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -angle, 1.0)
    c, s = abs(matrix[0, 0]), abs(matrix[0, 1])
    new_width, new_height = int(np.ceil(height * s + width * c)), int(np.ceil(height * c + width * s))
    matrix[0, 2] += (new_width - width) / 2
    matrix[1, 2] += (new_height - height) / 2
    return np.asarray(matrix, dtype=np.float64), (new_width, new_height)


def _label(turned: Picture, box: Box, inverse: NDArray[np.float64], angle: float, x_offset: int) -> TiltedText:
    # the thin strokes of pale print are lost where it is turned, and stand beside what is seen of it
    pad = 0 if angle == 0.0 else round(_PALE_RIM * (box.height + 1))
    rows = slice(max(0, int(box.y0) - pad), int(box.y1) + pad + 1)
    crop = turned.rgb[rows, max(0, int(box.x0) - pad) : int(box.x1) + pad + 1]
    # print that rises ends at its tick, print that falls starts there; level and upright print is centred
    along = box.cx if angle in (0.0, 90.0, -90.0) else box.x1 if angle > 0 else box.x0
    x, _ = inverse @ np.array([along, box.cy, 1.0])
    corners = inverse @ np.array([[box.x0, box.x1, box.x0, box.x1], [box.y0, box.y0, box.y1, box.y1], [1.0] * 4])
    return TiltedText(
        np.ascontiguousarray(crop), float(x) + x_offset, float(corners[1].min()), box.height + 1, box.width + 1
    )
