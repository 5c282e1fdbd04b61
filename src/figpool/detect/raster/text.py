"""Where text stands: connected pieces of thin ink, gathered into words and lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.detect.raster.picture import Gray, Picture

#: x0, y0, x1, y1 of a piece of ink or a line of text, inclusive pixel centres.
Line = list[float]

#: Letters above one another that make a standing line of print, their gaps at most, in widths, and the gap from
#: such a line at which nothing beside it is part of it, in letter heights.
_CHAIN, _LINK, _BESIDE_TURNED = 5, 0.7, 0.3
#: Darkness of the ink between the dots of screened print, in that of ink.
_PALE = 0.5
#: Pale ink in standard deviations of the paper's lightness, at least.
_OVER_NOISE = 5.0
#: Height of the largest piece of a broken letter, and width of one letter, in its height, at most; height of the
#: tallest, in that of most.
_FRAGMENT, _ONE_LETTER, _TALLEST = 0.75, 1.3, 1.5
#: Width of a dash, in its thickness, more than; gap between a minus and its number, in its height, at most.
_DASH, _BEFORE = 1.6, 0.5
#: Lowest print, working pixels.
_LEAST_PRINT = 8
#: Width of a letter that is no mere stroke, in its height; height of a capital, in that of a small letter, and of a
#: line of print with all its parts.
BROAD, _CAPITAL, _ONE_SIZE = 0.4, 1.4, 1.8


@dataclass(frozen=True, slots=True)
class TextSettings:
    """How pieces of ink become words.

    Parameters
    ----------
    contrast : float
        Darkness against the local ground that counts as ink.
    min_height, max_height : float
        Heights of a letter in working pixels, as shares of the picture's height (max) or absolute (min).
    gap : float
        Largest gap between letters of one line, in letter heights.
    tallest : float
        Height of the tallest letter in working pixels, where a cut-out does not show the picture's size; 0: by
        `max_height`.
    usual : float
        Height of most letters in working pixels where it is known; 0: that of the letters found.
    """

    contrast: float = 0.22
    min_height: float = 4.0
    max_height: float = 0.09
    gap: float = 0.62
    tallest: float = 0.0
    usual: float = 0.0

    def limit(self, shape: tuple[int, int]) -> float:
        """Height of the tallest letter in a picture of this shape (height, width), working pixels."""
        return self.tallest or self.max_height * max(shape[0], 0.6 * shape[1])


def thin_ink(gray: Gray, size: int = 31) -> Gray:
    """Dark strokes against whatever ground they stand on (black-hat).

    Parameters
    ----------
    gray : ndarray of float32, shape (h, w)
        Lightness 0..1.
    size : int
        Structures wider than this vanish.

    Returns
    -------
    ndarray of float32, shape (h, w)
        Contrast 0..1.
    """
    byte = np.rint(gray * 255).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (size, size))
    return np.asarray(cv2.morphologyEx(byte, cv2.MORPH_BLACKHAT, kernel), dtype=np.float32) / 255.0


def inked(contrast: Gray, settings: TextSettings, *, screened: bool, noise: float) -> NDArray[np.bool_]:
    """Where ink is print: dark ink, and the pale ink that joins the pieces of a broken letter.

    Of grey print that was screened all pale ink between its dots counts.

    Parameters
    ----------
    contrast : ndarray of float32, shape (h, w)
        From `thin_ink`.
    settings : TextSettings
        Darkness that counts as ink.
    screened : bool
        Whether the picture's greys were brought back from dots.
    noise : float
        Standard deviation of the paper's lightness: fainter ink is none.

    Returns
    -------
    ndarray of bool, shape (h, w)
    """
    pale = np.asarray(contrast > max(_PALE * settings.contrast, _OVER_NOISE * noise), dtype=np.uint8)
    dark = np.asarray(contrast > settings.contrast)
    if not screened:
        return _mended(dark, pale, settings)
    _, parts = cv2.connectedComponents(pale, connectivity=8)
    kept = np.unique(parts[dark])
    return np.asarray(np.isin(parts, kept[kept > 0]))


def _mended(dark: NDArray[np.bool_], pale: NDArray[np.uint8], settings: TextSettings) -> NDArray[np.bool_]:
    """Print with the pale ink that joins the pieces of one letter: worn copies break thin strokes."""
    count, parts, whole, _ = cv2.connectedComponentsWithStats(pale, connectivity=8)
    number, labels, pieces, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8), connectivity=8)
    # a piece of dark ink lies in one piece of pale ink
    owner = np.zeros(number, dtype=np.intp)
    owner[labels[dark]] = parts[dark]
    highest = np.zeros(count)
    np.maximum.at(highest, owner[1:], pieces[1:, 3])
    several = np.bincount(owner[1:], minlength=count) > 1
    wide, tall = whole[:, 2], whole[:, 3]
    corners = np.column_stack([pieces[1:, :2], pieces[1:, :2] + pieces[1:, 2:4] - 1])
    usual = _letter_height(corners, settings)
    one = (wide <= _ONE_LETTER * tall) & (tall <= _TALLEST * usual)
    broken = one & (highest > 0) & ((highest < _FRAGMENT * tall) | several)
    broken[0] = False
    return np.asarray(dark | broken[parts])


def without_lines(mask: NDArray[np.uint8], length: int) -> NDArray[np.uint8]:
    """Take straight horizontal and vertical runs of at least `length` pixels out of a mask."""
    cleaned = mask.copy()
    for size in ((length, 1), (1, length)):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
        lines = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel)
        cleaned[lines > 0] = 0
    return cleaned


def find_pieces(picture: Picture, settings: TextSettings) -> NDArray[np.float64]:
    """Connected pieces of ink with the size of letters, points or dashes.

    Returns
    -------
    ndarray, shape (n, 5)
        x0, y0, x1, y1 (inclusive pixel centres) and area, working pixels.
    """
    mask = inked(thin_ink(picture.gray), settings, screened=picture.screened, noise=picture.noise).astype(np.uint8)
    tallest = settings.limit(picture.shape)
    mask = without_lines(mask, round(tallest * 1.1))
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    s = stats[1:].astype(float)
    pieces = np.column_stack([s[:, 0], s[:, 1], s[:, 0] + s[:, 2] - 1, s[:, 1] + s[:, 3] - 1, s[:, 4]])
    small = (s[:, 3] <= tallest) & (s[:, 2] <= 3 * tallest) & (s[:, 4] >= 3)
    return pieces[small]


def find_text(picture: Picture, settings: TextSettings | None = None) -> list[Box]:
    """Find horizontal pieces of text, a box a line of words.

    Parameters
    ----------
    picture : Picture
        Working picture.
    settings : TextSettings, optional
        Sizes and gaps.

    Returns
    -------
    list of Box
        Tight boxes in working pixels, unordered.
    """
    settings = settings or TextSettings()
    pieces = find_pieces(picture, settings)
    tall = pieces[:, 3] - pieces[:, 1] + 1
    wide = pieces[:, 2] - pieces[:, 0] + 1
    letters = tall >= settings.min_height
    usual = settings.usual or _letter_height(pieces, settings)
    # of an axis line or a whisker; beside a letter of its height it is a 1 or an l
    remains = (tall > 1.8 * usual) & (wide < BROAD * tall) & ~_has_fellow(pieces)
    pieces, tall, wide, letters = pieces[~remains], tall[~remains], wide[~remains], letters[~remains]
    flat = ~letters | ((wide > _DASH * tall) & (tall < 0.45 * usual))
    lines = _join_lines(pieces[~flat][:, :4], settings.gap)
    marks = [list(map(float, piece)) for piece in pieces[flat][:, :4]]
    joined, left = _attach_marks(*_split_small(lines, marks, 0.5 * usual))
    return [Box(*line) for line in [*joined, *(m for m in left if m[3] - m[1] + 1 >= settings.min_height)]]


def usual_height(texts: Sequence[Box]) -> float:
    """Height of most print, wide texts counting more: specks, dots and hatching are taken for text, too.

    Parameters
    ----------
    texts : sequence of Box
        Text boxes, working pixels.

    Returns
    -------
    float
        Working pixels; infinite where nothing looks like print.
    """
    texts = [t for t in texts if t.height + 1 >= _LEAST_PRINT and t.width >= t.height]
    if not texts:
        return np.inf
    heights, widths = (np.array(v) + 1 for v in ([t.height for t in texts], [t.width for t in texts]))
    order = np.argsort(heights)
    total = np.cumsum(widths[order])
    return float(heights[order][int(np.searchsorted(total, total[-1] / 2))])


def _letter_height(pieces: NDArray[np.floating | np.integer], settings: TextSettings) -> float:
    """Height of most letters among pieces (n, 4 or more): strokes, specks and the dots of a screen are none."""
    tall, wide = pieces[:, 3] - pieces[:, 1] + 1, pieces[:, 2] - pieces[:, 0] + 1
    readable = tall >= _LEAST_PRINT
    for letters in (readable & (wide >= BROAD * tall), readable, tall >= settings.min_height):
        if letters.any():
            return float(np.median(tall[letters]))
    return 0.0


def _has_fellow(pieces: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a piece (n, 5) has another, wider one right beside it that stands as high on the same line."""
    x0, y0, x1, y1 = pieces[:, :4].T
    tall = y1 - y0 + 1
    has = np.zeros(len(pieces), dtype=bool)
    for i in np.flatnonzero(x1 - x0 + 1 < BROAD * tall):
        gap = np.maximum(x0 - x1[i], x0[i] - x1)
        alike = (np.abs(y0 - y0[i]) <= 0.2 * tall[i]) & (np.abs(y1 - y1[i]) <= 0.2 * tall[i])
        broad = (x1 - x0 + 1 >= BROAD * tall) & (x1 - x0 + 1 <= 1.2 * tall)
        has[i] = bool((alike & broad & (gap > 0) & (gap <= 0.7 * tall[i])).any())
    return has


class _Nearby:
    """Lines of print beside a mark or with it within them: of a grainy page each of thousands has but a few."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._corners = np.array(lines, dtype=float).reshape(-1, 4)

    def indices(self, mark: Line) -> list[int]:
        """Return the places of lines within a letter's height of a mark."""
        x0, y0, x1, y1 = self._corners.T
        tall = y1 - y0 + 1
        middle = (mark[1] + mark[3]) / 2
        level = (y0 - tall <= middle) & (middle <= y1 + tall)
        return [int(i) for i in np.flatnonzero(level & (x0 - tall <= mark[2]) & (mark[0] <= x1 + tall))]

    def of(self, mark: Line) -> list[Line]:
        """Return the lines within a letter's height of a mark."""
        return [self._lines[i] for i in self.indices(mark)]


def _split_small(lines: list[Line], marks: list[Line], most: float) -> tuple[list[Line], list[Line]]:
    """Move pieces lower than `most` and much lower than a neighbouring line to the marks, and minus signs of any size.

    They are points or dashes of that line.
    """
    large: list[Line] = []
    small: list[Line] = []
    around = _Nearby(lines)
    for line in lines:
        near = around.of(line)
        tall, wide = line[3] - line[1] + 1, line[2] - line[0] + 1
        beside = tall < most and any(
            tall < 0.42 * (o[3] - o[1] + 1)
            and wide <= o[3] - o[1] + 1
            and line[0] - 0.6 * (o[3] - o[1] + 1) <= o[2]
            and o[0] <= line[2] + 0.6 * (o[3] - o[1] + 1)
            and o[1] <= (line[1] + line[3]) / 2 <= o[3] + 0.25 * (o[3] - o[1] + 1)
            for o in near
        )
        (small if beside or any(_is_minus(line, o) for o in near) else large).append(line)
    return large, [*marks, *small]


def _is_minus(mark: Line, line: Line) -> bool:
    """Whether a dash stands right before a line of print at half its height."""
    tall, thick, wide = line[3] - line[1] + 1, mark[3] - mark[1] + 1, mark[2] - mark[0] + 1
    level = abs((mark[1] + mark[3]) - (line[1] + line[3])) / 2 <= 0.2 * tall
    dash = thick <= 0.3 * tall and 0.4 * tall <= wide <= tall and wide > _DASH * thick
    return level and dash and 0 < line[0] - mark[2] <= _BEFORE * tall


def _join_lines(letters: NDArray[np.float64], gap: float) -> list[Line]:
    """Join pieces (n, 4) that stand beside each other on one line (sweep from left to right)."""
    lines: list[Line] = []
    open_lines: list[Line] = []
    ends_in_turned: dict[int, bool] = {}
    upright = ~are_turned(letters)
    highest = float((letters[:, 3] - letters[:, 1]).max(initial=0.0))
    for i in np.argsort(letters[:, 0]):
        x0, y0, x1, y1 = letters[i]
        best, best_gap = None, np.inf
        # of a screen of dots nearly all lines end too far left for any letter to come
        open_lines = [o for o in open_lines if x0 - o[2] <= gap * (max(highest, o[3] - o[1]) + 1)]
        for line in open_lines:
            tall = max(line[3] - line[1], y1 - y0) + 1
            shared = min(line[3], y1) - max(line[1], y0) + 1
            low = min(line[3] - line[1], y1 - y0) + 1
            distance = x0 - line[2]
            # a title that stands is no part of the number beside it
            most = gap if upright[i] != ends_in_turned[id(line)] else min(gap, _BESIDE_TURNED)
            high = tall if tall <= _ONE_SIZE * low else _CAPITAL * low  # what stands much higher is no print of it
            if shared >= 0.5 * low and low >= 0.3 * tall and distance <= most * high and distance < best_gap:
                best, best_gap = line, distance
        if best is None:
            best = [float(x0), float(y0), float(x1), float(y1)]
            lines.append(best)
            open_lines.append(best)
        else:
            best[0], best[1] = min(best[0], float(x0)), min(best[1], float(y0))
            best[2], best[3] = max(best[2], float(x1)), max(best[3], float(y1))
        ends_in_turned[id(best)] = not upright[i]
    return lines


def are_turned(letters: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which pieces are letters of print that stands: links of a chain of close pieces above one another.

    Parameters
    ----------
    letters : ndarray, shape (n, 4)
        x0, y0, x1, y1, working pixels.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    x0, y0, x1, y1 = letters.T if len(letters) else np.zeros((4, 0))
    shared = np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0) + 1
    wide = x1 - x0 + 1
    over = shared >= 0.6 * np.minimum(wide[:, None], wide)
    gap = y0[None, :] - y1[:, None]
    link = over & (gap >= 0) & (gap <= _LINK * np.minimum(wide[:, None], wide)) & (y0[None, :] > y0[:, None])
    # length of the chain through each piece: links above and below it
    up, down = np.zeros(len(letters), int), np.zeros(len(letters), int)
    for i in np.argsort(y0):
        up[i] = max((up[j] + 1 for j in np.flatnonzero(link[:, i])), default=0)
    for i in np.argsort(-y0):
        down[i] = max((down[j] + 1 for j in np.flatnonzero(link[i])), default=0)
    return np.asarray(up + down + 1 >= _CHAIN)


def _attach_marks(lines: list[Line], marks: list[Line]) -> tuple[list[Line], list[Line]]:
    """Give points, commas and minus signs to the line they stand in; return what is left over.

    A point that stands between two pieces of a number joins them.
    """
    grown: list[Line | None] = [list(line) for line in lines]
    owner = list(range(len(lines)))
    left: list[Line] = []
    around = _Nearby(lines)
    for mark in marks:
        near = [(i, lines[i]) for i in around.indices(mark)]
        owners = sorted({owner[i] for i, line in near if _belongs(mark, line) or _hyphenates(mark, line, lines)})
        whole = [(i, line) for i in owners if (line := grown[i]) is not None]
        if not whole:
            left.append(mark)
            continue
        first, nearest = min(whole, key=lambda own: _off(mark, own[1]))
        # the point of an i stands close below the line above it, too
        parts = [(i, line) for i, line in whole if i == first or _share_rows(line, nearest)]
        grown[first] = _hull([*(line for _, line in parts), mark])
        for i in (i for i, _ in parts if i != first):
            grown[i] = None
            owner = [first if o == i else o for o in owner]
    return [g for g in grown if g is not None], left


def _off(mark: Line, line: Line) -> float:
    """How far the middle of a mark stands above or below the rows of a line."""
    middle = (mark[1] + mark[3]) / 2
    return max(line[1] - middle, middle - line[3], 0.0)


def _share_rows(a: Line, b: Line) -> bool:
    """Whether two pieces of print stand beside each other on one line."""
    return min(a[3], b[3]) - max(a[1], b[1]) + 1 >= 0.5 * (min(a[3] - a[1], b[3] - b[1]) + 1)


def _hyphenates(mark: Line, line: Line, lines: list[Line]) -> bool:
    """Whether a dash right behind a line is followed as closely by another line of its kind."""
    tall = line[3] - line[1] + 1
    if not 0 <= mark[0] - line[2] <= 0.3 * tall or mark[3] - mark[1] + 1 > 0.42 * tall:
        return False
    return any(
        0 <= other[0] - mark[2] <= 0.3 * tall
        and min(other[3], line[3]) - max(other[1], line[1]) > 0.6 * tall
        and line[1] <= (mark[1] + mark[3]) / 2 <= line[3]
        for other in lines
    )


def _hull(parts: list[Line]) -> Line:
    x0, y0, x1, y1 = zip(*parts, strict=True)
    return [min(x0), min(y0), max(x1), max(y1)]


def _belongs(mark: Line, line: Line) -> bool:
    """Whether a mark is part of a line: low beside it or within it; at half height only before it (a minus)."""
    tall = line[3] - line[1] + 1
    middle = (mark[1] + mark[3]) / 2
    inside = line[1] - 0.1 * tall <= middle <= line[3] + 0.25 * tall
    near = line[0] - 0.6 * tall <= mark[2] and mark[0] <= line[2] + 0.45 * tall
    low = mark[3] - mark[1] + 1 <= 0.42 * tall
    behind = mark[0] > line[2] and middle < line[3] - 0.25 * tall
    return inside and near and low and not behind and mark[2] - mark[0] <= tall
