"""Whiskers: thin stems that rise from the middle of a bar's free end, with or without caps.

Stem, cap and bar confirm each other: a stem is a dark (in dark bars: light)
stroke near the bar's middle that starts at its free end; a cap is a short
stroke across the stem's end, to both sides of it. Letters, stars and brackets
above do not continue the stem, or are not symmetric about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.cap_rows import row_contrast, spans
from figpool.detect.raster.lines import sides_at
from figpool.detect.raster.picture import Gray, Picture
from figpool.detect.raster.rectangles import RawBar

#: Lightness below which a bar is so dark that an arm inside it is drawn light.
_DARK = 0.3
#: Smallest step of lightness from pixel to pixel that is no noise.
_STEP = 0.03
#: Thickest stroke of an arm, working pixels.
_THICKEST = 24
#: Shortest arm inside a bar, working pixels.
_LEAST_ARM = 3.0
#: Difference of the arms' lengths up to which they confirm each other, as a share.
_ALIKE = 0.3
#: The same where both end in caps of one width.
_ALIKE_CAPPED = 0.5
#: Where the wings of a cap that runs into the free end are looked for, in widths of the bar: of a broad cap, a narrow.
_WINGS = ((0.35, 0.45), (0.43, 0.47))
#: Share of a bar's width from which a stroke near its free end is that end's own, seen from inside its outline.
_AS_WIDE = 0.75
#: Spread of lightness inside a bar from which it is hatched or dotted.
_PATTERN = 0.15


@dataclass(frozen=True, slots=True)
class WhiskerSettings:
    """Limits of the whisker search.

    Parameters
    ----------
    band : float
        Half width of the zone around the bar's middle searched for a stem, in bar widths.
    contrast : float
        Weakest stem against the ground on its two sides.
    gap : int
        Breaks of a stem bridged, working pixels.
    min_length : float
        Shortest stem, working pixels.
    """

    band: float = 0.22
    contrast: float = 0.12
    gap: int = 4
    min_length: float = 4.0


@dataclass(frozen=True, slots=True)
class Arm:
    """A whisker arm in working pixels.

    Parameters
    ----------
    x : float
        Column of the stem.
    end : float
        Row of its end: the cap's stroke centre, else the stem's end.
    cap : float
        Width of the cap; 0 without one.
    support : float
        Mean contrast of the stem relative to black ink, 0..1.
    unsure : bool
        Whether something else (a letter, a bracket) touches the arm's end.
    """

    x: float
    end: float
    cap: float
    support: float
    unsure: bool = False


#: Both arms of an error bar, None where one is not seen.
Arms = tuple[Arm | None, Arm | None]


def find_arms(
    picture: Picture, bars: Sequence[RawBar], settings: WhiskerSettings | None = None
) -> list[tuple[Arm | None, Arm | None]]:
    """Find both arms of the error bar of every bar.

    Parameters
    ----------
    picture : Picture
        Working picture.
    bars : sequence of RawBar
        From `find_bars`.
    settings : WhiskerSettings, optional
        Limits.

    Returns
    -------
    list of (outer, inner)
        Outer arms lead away from the base, inner arms towards it; None where not seen.
    """
    settings = settings or WhiskerSettings()
    arms = [_both_arms(picture, bar, settings, 0.0) for bar in bars]
    caps = [a.cap for pair in arms for a in pair if a is not None and a.cap > 0]
    if len(caps) >= 3:
        # second look with the caps' common width: a letter on a cap has another
        typical = float(np.median(caps))
        arms = [_both_arms(picture, bar, settings, typical) for bar in bars]
    return [_credible(picture.gray, bar, *pair) for bar, pair in zip(bars, arms, strict=True)]


def _credible(gray: Gray, bar: RawBar, outer: Arm | None, inner: Arm | None) -> tuple[Arm | None, Arm | None]:
    """Take a stroke inside a bar for hatching when the other arm, or the fill, says so."""
    if inner is None:
        return outer, None
    length = abs(inner.end - bar.tip)
    if length < _LEAST_ARM or (outer is not None and outer.cap > 0 and inner.cap == 0):
        return outer, None
    alike = outer is not None and abs(abs(outer.end - bar.tip) - length) <= _slack(outer, inner) * max(length, 14.0)
    if not alike and _is_patterned(gray, bar):
        return outer, None
    return outer, inner


def _slack(outer: Arm, inner: Arm) -> float:
    """Difference of two arms' lengths up to which they confirm each other, as a share; more where the caps do."""
    same_cap = min(outer.cap, inner.cap) > 0 and abs(outer.cap - inner.cap) <= 0.15 * outer.cap
    return _ALIKE_CAPPED if same_cap else _ALIKE


def _is_patterned(gray: Gray, bar: RawBar) -> bool:
    """Whether the inside of a bar, beside the stripe where its arm would be, goes from light to dark and back."""
    rows = slice(min(bar.tip, bar.base) + 5, max(bar.tip, bar.base) - 4)
    side = max(2, round(0.22 * bar.width))
    inside = [gray[rows, bar.x0 + 4 : bar.x0 + 4 + side], gray[rows, bar.x1 - 3 - side : bar.x1 - 3]]
    return any(part.size > 0 and _turns(part) for part in inside)


def _turns(part: Gray) -> bool:
    """Whether lightness spreads widely and turns more than once: a gradient does not, hatching and dots do."""
    spread = float(np.subtract(*np.percentile(part, (90, 10))))
    if spread <= _PATTERN:
        return False
    steps = [np.abs(np.diff(part, axis=axis)) for axis in (0, 1)]
    travelled = max(float(np.where(s > _STEP, s, 0).sum(axis=axis).mean()) for axis, s in enumerate(steps))
    return travelled > 2.0 * spread


def _both_arms(
    picture: Picture, bar: RawBar, settings: WhiskerSettings, typical: float
) -> tuple[Arm | None, Arm | None]:
    upward = bar.tip <= bar.base
    gray = picture.gray if upward else picture.gray[::-1]
    tip = bar.tip if upward else picture.shape[0] - 1 - bar.tip
    base = bar.base if upward else picture.shape[0] - 1 - bar.base
    half = max(3.0, settings.band * bar.width)
    centre = (bar.x0 + bar.x1) / 2
    x0, x1 = max(0, round(centre - half)), min(gray.shape[1], round(centre + half) + 1)
    reach = max(4, min(14, round(0.2 * bar.width)))
    outer = (
        _arm(gray, (x0, x1), tip - _outline(gray, tip, bar, settings), 0, bar, reach, settings, typical)
        or _short_arm(gray, (x0, x1), tip, bar, typical, 1.1)
        or _buried_arm(gray, tip, bar)
    )
    inner = _inner_arm(gray, (x0, x1), (tip, base), bar, reach, settings, typical)
    if not upward:
        outer, inner = _mirrored(outer, picture.shape[0]), _mirrored(inner, picture.shape[0])
    return outer, inner


def _outline(gray: Gray, tip: int, bar: RawBar, settings: WhiskerSettings) -> int:
    """Rows from `tip` upward that the free end's stroke covers on both flanks; 0 for a thin one, or a dark fill."""
    wide = bar.width
    flanks = [(bar.x0 + round(a * wide), bar.x0 + round(b * wide) + 1) for a, b in ((0.12, 0.25), (0.75, 0.88))]
    rows = slice(max(0, tip - _THICKEST), tip + 1)
    profile = np.maximum.reduce([gray[rows, a:b].mean(axis=1) for a, b in flanks])[::-1]
    # the free end may have been placed a little beyond its stroke, on paper lighter than the fill
    darkest = int(np.argmin(profile))
    least, ground = float(profile[darkest]), float(profile[darkest:].max())
    dark = profile <= (ground + least) / 2
    first = int(np.argmax(dark))
    light = np.flatnonzero(~dark[first:]) + first
    hidden = int(light[0]) if len(light) and first < 2 * settings.gap and ground - least > _PATTERN else 0
    return hidden if hidden > 2 * settings.gap else 0


def _inner_arm(
    gray: Gray,
    band: tuple[int, int],
    ends: tuple[int, int],
    bar: RawBar,
    reach: int,
    settings: WhiskerSettings,
    typical: float,
) -> Arm | None:
    """Arm from the free end of a bar towards its base; in a dark bar a light stroke."""
    tip, base = ends
    height = gray.shape[0]
    turned, limit = gray[::-1], height - 1 - base - round(0.3 * (base - tip))
    foot = height - 1 - tip
    start = foot - _outline(turned, foot, bar, settings)
    arm = _arm(turned, band, start, limit, bar, reach, settings, typical)
    if (arm is None or arm.cap == 0) and foot - max(0, limit) >= settings.min_length:
        arm = _short_arm(turned, band, foot, bar, typical, 0.9) or arm
    inside = gray[min(tip + 3, base) : max(base - 1, tip + 4), band[0] : band[1]]
    if arm is None and inside.size and float(np.median(inside)) < _DARK:
        arm = _arm(1.0 - turned, band, height - 1 - tip, height - 1 - base, bar, reach, settings, typical)
    found = _mirrored(arm, height)
    # hatching runs from the free end for a pixel or two, or all the way to the base
    hatching = found is None or found.end - tip < settings.min_length or (found.cap == 0 and abs(found.end - base) <= 5)
    return None if hatching else found


def _mirrored(arm: Arm | None, height: int) -> Arm | None:
    return None if arm is None else Arm(arm.x, height - 1 - arm.end, arm.cap, arm.support, arm.unsure)


def _arm(
    gray: Gray,
    band: tuple[int, int],
    tip: int,
    limit: int,
    bar: RawBar,
    reach: int,
    settings: WhiskerSettings,
    typical: float,
) -> Arm | None:
    """Arm that leads upward (to smaller rows) from row `tip`."""
    x0, x1 = band
    top = max(0, limit)
    if tip - top < settings.min_length or x1 - x0 < 3:
        return None
    window = gray[top : tip + 1, max(0, x0 - reach) : min(gray.shape[1], x1 + reach)]
    offset = max(0, x0 - reach)
    stem = stem_contrast(window, reach)[:, x0 - offset : x0 - offset + x1 - x0]
    ink = stem > settings.contrast
    length, column = _longest_stem(ink, settings.gap)
    if length < settings.min_length:
        return None
    x = _centre(stem, tip - top, length, column) + x0
    rows = slice(tip - top - length, tip - top + 1)
    support = float(stem[rows, max(0, column - 1) : column + 2].max(axis=1).mean())
    end = tip - length
    cap, width, unsure = find_cap(gray, x, tip, end, bar, typical)
    return Arm(x, end if cap is None else cap, width, min(1.0, support / 0.6), unsure)


def _short_arm(gray: Gray, band: tuple[int, int], tip: int, bar: RawBar, typical: float, widest: float) -> Arm | None:
    """Arm hardly longer than its strokes are thick: a cap just above the free end, joined to it.

    Beside such a stem there is cap or outline, not paper, so it is looked for
    as unbroken ink above the bar's middle. Its cap may be `widest` bar widths wide.
    """
    middle = round((bar.x0 + bar.x1) / 2)
    top = max(0, tip - 26)
    column = gray[top : tip - 1, max(0, middle - 2) : middle + 3].min(axis=1)[::-1]
    if len(column) < 6:
        return None
    paper = float(np.percentile(gray[top:tip, band[0] : band[1]], 95))
    bright = np.flatnonzero(column > paper - 0.35)
    length = int(bright[0]) + 1 if len(bright) else 0
    if length < 4:
        return None
    row, width, unsure = find_cap(gray, float(middle), tip, tip - length, bar, typical)
    if row is None or width > widest * bar.width or tip - row < 3:
        return None
    return Arm(float(middle), row, width, 0.7, unsure)


def _buried_arm(gray: Gray, tip: int, bar: RawBar) -> Arm | None:
    """Arm so short that its cap runs into the free end: the end's stroke bulges on both sides of the bar's middle."""
    wide = bar.width
    if wide < 16 or tip < 8:
        return None
    rows = slice(tip - 8, tip + 3)
    for near, far in _WINGS:
        spans = ((0.1, 0.2), (near, far), (1 - far, 1 - near), (0.8, 0.9))
        profiles = [gray[rows, bar.x0 + round(a * wide) : bar.x0 + round(b * wide) + 1].mean(axis=1) for a, b in spans]
        edges = [_first_dark(profile) for profile in profiles]
        if any(edge is None for edge in edges):
            return None
        outer_left, left, right, outer_right = (float(edge or 0.0) for edge in edges)
        level = (outer_left + outer_right) / 2
        bulge = level - np.array([left, right])
        if abs(outer_left - outer_right) <= 0.5 and bulge.min() >= 1.0 and np.ptp(bulge) <= 0.5 * bulge.max():
            cap = 2 * (0.5 - near) * wide
            return Arm((bar.x0 + bar.x1) / 2, tip - float(bulge.mean()), cap, 0.4, unsure=True)
    return None


def _first_dark(profile: NDArray[np.floating]) -> float | None:
    """First sub-pixel place from the top where a profile falls half way from paper to its darkest."""
    half = (float(profile[:2].mean()) + float(profile.min())) / 2
    if float(profile[:2].mean()) - half < 0.1:
        return None
    below = int(np.argmax(profile < half))
    before, after = float(profile[below - 1]), float(profile[below])
    return below - 1 + (before - half) / (before - after) if below else None


def stem_contrast(window: Gray, reach: int) -> Gray:
    """Darkness of each pixel against both sides at distance up to `reach` along x."""
    best = np.zeros_like(window)
    for distance in sorted({3, max(3, reach // 2), reach}):
        best = np.maximum(best, np.minimum(*sides_at(window, distance, axis=1)) - window)
    return best


def _longest_stem(ink: NDArray[np.bool_], gap: int) -> tuple[int, int]:
    """Length and column of the longest stroke that starts at the last row, breaks bridged."""
    turned = ink[::-1]
    wide = turned.copy()
    wide[:, 1:] |= turned[:, :-1]
    wide[:, :-1] |= turned[:, 1:]
    # rows since ink was last seen, per column; a start may be hidden by the bar's own outline
    rows = np.arange(len(wide))[:, None]
    idle = rows - np.maximum.accumulate(np.where(wide, rows, -1), axis=0)
    alive = np.logical_and.accumulate(idle <= np.where(rows > 2 * gap, gap, 2 * gap), axis=0)
    length = np.where(alive & wide, rows, 0).max(axis=0)
    filled = np.cumsum(turned, axis=0)
    solid = filled[length, np.arange(len(length))]
    worth = length * (solid >= 0.5 * length) + 0.01 * solid
    best = float(worth.max())
    near = np.flatnonzero(worth >= best - 1.5)
    middle = (wide.shape[1] - 1) / 2
    column = int(near[np.argmin(np.abs(near - middle))])
    return int(length[column]), column


def _centre(stem: Gray, foot: int, length: int, column: int) -> float:
    lo, hi = max(0, column - 4), min(stem.shape[1], column + 5)
    profile = stem[foot - length : foot, lo:hi].mean(axis=0)
    weight = np.clip(profile - 0.4 * profile.max(), 0, None)
    return float((weight * np.arange(lo, hi)).sum() / max(float(weight.sum()), 1e-6))


def find_cap(gray: Gray, x: float, tip: int, end: int, bar: RawBar, typical: float) -> tuple[float | None, float, bool]:
    """Find the cap at the end of a stem that leads from row `tip` up to row `end`.

    Parameters
    ----------
    gray : ndarray of float32, shape (h, w)
        Lightness.
    x : float
        Column of the stem.
    tip, end : int
        Rows where the stem starts and where its ink ends (end < tip).
    bar : RawBar
        The bar; caps are not wider than 1.6 of it.
    typical : float
        Common cap width of the chart, 0 when unknown.

    Returns
    -------
    row : float or None
        Sub-pixel centre of the cap's stroke; None without a cap.
    width : float
        The cap's width, 0 without one.
    unsure : bool
        Whether ink beyond the cap touches it.
    """
    reach = round(min(0.8 * bar.width, max(0.62 * bar.width, 8)))
    column = round(x)
    lo, hi = max(0, column - reach), min(gray.shape[1], column + reach + 1)
    stroke = _stem_width(gray, column, tip, end)
    first = max(0, end - max(6, stroke + 4))
    window = gray[first : tip + 1, lo:hi]
    if window.shape[0] < 4:
        return None, 0.0, False
    dark = row_contrast(window, stroke) > 0.12
    left, right = spans(dark, column - lo, max(3, stroke // 2 + 2))
    short = np.minimum(left, right)
    symmetric = short >= np.maximum(2.0, 0.55 * np.maximum(left, right))
    enough = short >= max(2.5, 0.04 * bar.width, 0.3 * typical)
    # near the free end a stroke as wide as the bar is the end's own
    own = np.where(left + right + 1 >= _AS_WIDE * bar.width, _THICKEST // 2, 4)
    beyond_tip = np.arange(len(short)) < len(short) - own
    # an axis or a gridline runs through the whole window
    through = (left >= column - lo) & (right >= hi - 1 - column)
    rows = np.flatnonzero(symmetric & enough & beyond_tip & ~through)
    if not len(rows):
        return None, 0.0, False
    groups = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    thick = max(0, stroke - 5)
    scored = [(_cap_score(g, left, right, end - first, typical) + 0.1 * min(thick, len(g)), g) for g in groups]
    score, group = max(scored, key=lambda item: item[0])
    if score <= 0:
        return None, 0.0, False
    width = float(np.median(left[group] + right[group])) + 1
    row = _stroke_row(window, group, column - lo, width)
    beyond = float(group.min()) - (end - first) > 5
    unusual = typical == 0 or abs(width - typical) > 0.25 * typical
    return row + first, width, beyond and unusual


def _stem_width(gray: Gray, column: int, tip: int, end: int) -> int:
    """Width of a stem's stroke, working pixels: its cap is as thick."""
    rows = gray[end + (tip - end) // 3 : max(end + (tip - end) // 3 + 1, tip - 2)]
    lo = max(0, column - _THICKEST)
    around = rows[:, lo : column + _THICKEST + 1]
    if not around.size:
        return 2
    profile = np.median(around, axis=0)
    dark = profile < (float(profile.max()) + float(profile.min())) / 2
    left, right = spans(dark[None], column - lo, skip=1)
    width = int(left[0] + right[0]) + 1
    return width if width <= min(_THICKEST, 0.8 * (tip - end)) else 2


def _cap_score(
    group: NDArray[np.int64], left: NDArray[np.int64], right: NDArray[np.int64], end: int, typical: float
) -> float:
    """Prefer caps at the stem's end, symmetric, of the common width, thin."""
    before, after = float(left[group].max()), float(right[group].max())
    score = 1.0 - abs(before - after) / max(before, after)
    if typical:
        score += 1.0 - min(2.0, 2 * abs(before + after + 1 - typical) / typical)
    score -= 0.05 * max(0.0, abs(float(group.mean()) - end) - 4)
    score -= 0.1 * max(0, len(group) - 8)
    return score + 0.5


def _stroke_row(window: Gray, group: NDArray[np.int64], centre: int, width: float) -> float:
    """Sub-pixel row of the cap's stroke, from its two wings without the stem."""
    half = int(width / 2)
    wing = [c for c in range(centre - half + 1, centre + half) if abs(c - centre) > 3 or half <= 5]
    lo, hi = max(0, int(group.min()) - 3), min(window.shape[0], int(group.max()) + 4)
    profile = 1.0 - window[lo:hi, wing].mean(axis=1)
    weight = np.clip(profile - profile.min() - 0.35 * (profile.max() - profile.min()), 0, None)
    return float((weight * np.arange(lo, hi)).sum() / max(float(weight.sum()), 1e-6))
