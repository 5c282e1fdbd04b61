"""Error bars told by their caps: strokes of one width across the middle of the bars.

Where the single values are drawn over the bars as points, the points hide stems, end
them too early, or look like caps. They are jittered; the caps of a chart are all of one
width and lie across the middle of their bars, with ink all the way to the free end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.detect.raster.cap_rows import spans
from figpool.detect.raster.crossed_stem import INK, CrossedStem, common_half
from figpool.detect.raster.picture import Gray, Picture
from figpool.detect.raster.rectangles import RawBar
from figpool.detect.raster.whiskers import Arm, Arms, stem_contrast

#: Lightness below which an arm inside a bar is not looked for.
_DARK = 0.45
#: Break of a stem that is bridged, and rows next to the free end that are its own, working pixels.
_GAP, _OWN = 4, 4
#: Narrowest and widest cap, in widths of its bar; bars that show one, as a share and at least.
_NARROW, _BROAD, _SHOWN, _LEAST_SHOWN = 0.1, 1.6, 0.4, 2
#: Arms whose caps are of one width, as a share and at least, and by what share that differs.
_AGREED, _AGREED_LEAST, _USUAL = 0.6, 3, 0.15
#: How near an arm's end is to a cap's stroke when it is that cap, working pixels.
_THERE = 3.0
#: Difference of the lengths of two arms of one error bar, as a share and at least, working pixels.
_ALIKE, _LEAST_ALIKE = 0.06, 2.5
#: How far a stem stands from the middle of its bar, as a share of the bar's width, and the share of it that is seen.
_OFF, _STEM = 0.1, 0.3
#: By how much that of one bar may differ from the others', working pixels.
_ASIDE = 2
#: By how much the ink of a stem is longer than its arm when it goes on beyond it, working pixels.
_GOES_ON = 8
#: Widest ring drawn for a point, in widths of a bar; share of the caps on stems that go on where there are none; rows
#: of ink beyond a stem under which it may go on, working pixels.
_RING, _POINTED, _HIDDEN = 0.5, 0.6, 3
#: Percentile of the stems' thickness that points on them do not widen; blur; rows of it that are no point's edge.
_THIN, _BLUR, _RUN = 20.0, 2, 5
#: Support of an arm told by its cap.
_SUPPORT = 0.8


@dataclass(frozen=True, slots=True)
class _Stem:
    """Ink that leads from a free end along the middle of a bar, and its length; rows count from the free end."""

    crossed: CrossedStem
    length: int

    def halves(self) -> list[float]:
        """Half widths of the level strokes, edges of points left out."""
        return [half for row, half in self.crossed.halves() if self.crossed.is_stroke(row, half)]

    def caps(self, half: float) -> list[float]:
        """Rows of the level strokes of a half width, edges of points left out where there are others."""
        rows = self.crossed.rows_of(half)
        return [row for row in rows if self.crossed.is_stroke(row, half)] or rows

    def last_bare(self, stroke: float, after: float = 0.0) -> int | None:
        """Last row, after another, at which the stem is seen by itself, no point on it: it is as thin for some rows."""
        crossed, first = self.crossed, max(self.crossed.first, round(after))
        rows = crossed.ink[: self.length]
        thin = sum(spans(rows, crossed.centre, skip=0)) + 1 <= stroke + _BLUR
        seen = np.flatnonzero(thin & rows[:, crossed.centre - 1 : crossed.centre + 2].any(axis=1))
        seen = seen[seen > first]
        runs = np.split(seen, np.flatnonzero(np.diff(seen) > 1) + 1)
        return next((int(run[-1]) for run in reversed(runs) if len(run) >= _RUN), None)


def with_centred_caps(picture: Picture, bars: Sequence[RawBar], arms: Sequence[Arms]) -> list[Arms]:
    """Lead arms that end nowhere to the caps that lie across the middle of their bars.

    Parameters
    ----------
    picture : Picture
        Working picture.
    bars : sequence of RawBar
        From `find_bars`.
    arms : sequence of (outer, inner)
        From `find_arms`.

    Returns
    -------
    list of (outer, inner)
        As given where the end of an arm is a cap, or no caps of one width are seen.
    """
    middles = _middles(picture.gray, bars)
    stems = [
        (_stem(picture.gray, bar, middle, outward=True), _stem(picture.gray, bar, middle, outward=False))
        for bar, middle in zip(bars, middles, strict=True)
    ]
    strokes = [stem.crossed.stroke for own in stems for stem in own if stem is not None]
    stroke = float(np.percentile(strokes, _THIN)) if strokes else 0.0
    ends = [
        (_ends_at_point(bar, pair[0], own[0]), _goes_on(bar, pair[0], own[0], stroke))
        for bar, pair, own in zip(bars, arms, stems, strict=True)
    ]
    half = _agreed_half([None if any(end) else outer for (outer, _), end in zip(arms, ends, strict=True)])
    if half is None:
        shown = [[h for stem in own if stem is not None for h in stem.halves()] for own in stems]
        half = common_half(shown, max(_LEAST_SHOWN, _SHOWN * len(bars)))
    closed = half is not None and _close([outer for outer, _ in stems if outer is not None], half, stroke)
    if not closed and _is_bare([outer for outer, _ in arms], ends):
        return [_bare(*own, stroke) for own in zip(bars, arms, stems, strict=True)]
    led = list(arms) if half is None else [_led(*own, half) for own in zip(bars, arms, stems, strict=True)]
    usual = 0.0 if half is None else 2 * half + 1
    return [
        (_doubted(bar, pair[0], own[0], stroke, usual), pair[1])
        for bar, pair, own in zip(bars, led, stems, strict=True)
    ]


def _ends_at_point(bar: RawBar, arm: Arm | None, stem: _Stem | None) -> bool:
    """Whether what an arm ends at is no cap but a point."""
    if arm is None or arm.cap == 0 or stem is None:
        return False
    row = abs(arm.end - bar.tip)
    return row < len(stem.crossed.ink) and not stem.crossed.is_stroke(row, arm.cap / 2)


def _goes_on(bar: RawBar, arm: Arm | None, stem: _Stem | None, stroke: float) -> bool:
    """Whether a stem is seen by itself beyond what its arm was taken to end at: that is no cap."""
    if arm is None or stem is None:
        return False
    return stem.last_bare(stroke, abs(arm.end - bar.tip) + stroke / 2 + _BLUR) is not None


def _close(stems: Sequence[_Stem], half: float, stroke: float) -> bool:
    """Whether most stems end at their outermost stroke of a half width: at caps, for points lie anywhere."""
    last = [(stem, max(rows)) for stem in stems if (rows := stem.caps(half))]
    ended = sum(stem.last_bare(stroke, row + stroke / 2 + _BLUR) is None for stem, row in last)
    return ended >= max(_LEAST_SHOWN, _POINTED * len(stems))


def _is_bare(outer: Sequence[Arm | None], ends: Sequence[tuple[bool, bool]]) -> bool:
    """Whether the error bars of a chart have no caps: most of what passes for one lies on a stem that goes on."""
    capped = [end for arm, end in zip(outer, ends, strict=True) if arm is not None and arm.cap > 0]
    going = sum(goes for _, goes in capped)
    return going >= max(_LEAST_SHOWN, _POINTED * len(capped))


def _bare(bar: RawBar, arms: Arms, stems: tuple[_Stem | None, _Stem | None], stroke: float) -> Arms:
    """Arms without caps, as far as their stems are seen; those that end under a point are doubted."""
    way = -1 if bar.tip <= bar.base else 1
    rows = tuple(None if stem is None else stem.last_bare(stroke) for stem in stems)
    up, down = rows
    alike = up is not None and down is not None and _alike(up, down)
    outer, inner = (
        _bare_arm(bar, own, row, side, sure=alike or stem is None or row is None or stem.length - row <= _HIDDEN)
        for own, stem, row, side in zip(arms, stems, rows, (way, -way), strict=True)
    )
    return outer, inner


def _bare_arm(bar: RawBar, arm: Arm | None, row: int | None, way: int, *, sure: bool) -> Arm | None:
    if row is None:
        return None if arm is None else replace(arm, unsure=True)
    return Arm((bar.x0 + bar.x1) / 2, bar.tip + way * (row + 0.5), 0.0, _SUPPORT, not sure)


def _agreed_half(outer: Sequence[Arm | None]) -> float | None:
    """Half of the width of caps on which most of the arms agree; None where they do not."""
    caps = [arm.cap for arm in outer if arm is not None and arm.cap > 0]
    usual = float(np.median(caps)) if caps else 0.0
    same = sum(_is_usual(cap, usual) for cap in caps)
    armed = sum(arm is not None for arm in outer)
    return (usual - 1) / 2 if same >= max(_AGREED_LEAST, _AGREED * armed) else None


def _is_usual(cap: float, usual: float) -> bool:
    return cap > 0 and abs(cap - usual) <= _USUAL * usual


def _middles(gray: Gray, bars: Sequence[RawBar]) -> list[int]:
    """Column of the error bar of every bar: as far from the bar's middle as those of most others."""
    middles = [round((bar.x0 + bar.x1) / 2) for bar in bars]
    shifts = [_shift(gray, bar, middle) for bar, middle in zip(bars, middles, strict=True)]
    seen = [shift for shift in shifts if shift is not None]
    usual = round(float(np.median(seen))) if seen else 0
    near = [usual if shift is None or abs(shift - usual) > _ASIDE else shift for shift in shifts]
    return [middle + shift for middle, shift in zip(middles, near, strict=True)]


def _shift(gray: Gray, bar: RawBar, middle: int) -> int | None:
    """How far right of the middle an upright stroke stands on a free end; None without one."""
    near = max(4, round(_OFF * bar.width))
    reach = 4 * near
    if not reach <= middle < gray.shape[1] - reach:
        return None
    window, _ = _beyond(gray, bar, (middle - reach, middle + reach + 1), outward=True)
    dark = window < float(np.percentile(window, 90)) - INK if window.size else np.zeros((0, 1), np.bool_)
    length = _way(np.asarray(dark[:, reach - near : reach + near + 1].any(axis=1)))
    if length <= 2 * _OWN:
        return None
    contrast = stem_contrast(window[_OWN:length], 3 * near) > INK
    seen = contrast.mean(axis=0)[reach - near : reach + near + 1]
    if float(seen.max()) < _STEM:
        return None
    weight = np.where(seen >= 0.6 * seen.max(), seen, 0.0)
    return round(float((weight * np.arange(len(weight))).sum() / weight.sum())) - near


def _beyond(gray: Gray, bar: RawBar, columns: tuple[int, int], *, outward: bool) -> tuple[Gray, int]:
    """Rows from the free end of a bar outward, or towards its base, between two columns; and the first column."""
    lo, hi = max(0, columns[0]), min(gray.shape[1], columns[1])
    upward = (bar.tip <= bar.base) == outward
    limit = gray.shape[0] if outward else max(0, bar.length - _OWN)
    return (gray[: bar.tip + 1, lo:hi][::-1] if upward else gray[bar.tip :, lo:hi])[:limit], lo


def _stem(gray: Gray, bar: RawBar, middle: int, *, outward: bool) -> _Stem | None:
    """Look along the middle of a bar from its free end; None where no ink leads away from it."""
    reach = round(_BROAD * bar.width)
    window, lo = _beyond(gray, bar, (middle - reach, middle + reach + 1), outward=outward)
    column, quarter = middle - lo, max(3, bar.width // 4)
    if len(window) < 4 * _OWN or not quarter <= column < window.shape[1] - quarter:
        return None
    beside = window[:, [column - quarter, column + quarter]].max(axis=1)
    ground = float(np.median(beside))
    if ground < _DARK:
        return None
    own = _end_stroke(beside < ground - INK)
    ink = _filled(np.asarray(window < ground - INK), round(_RING * bar.width))
    length = _way(np.asarray(ink[:, column - 2 : column + 3].any(axis=1)), own)
    if length <= own + _OWN:
        return None
    seen = slice(0, min(len(window), length + 3 * _OWN))
    limits = (max(2.0, _NARROW * bar.width / 2), _BROAD * bar.width / 2)
    return _Stem(CrossedStem.of(window[seen], ink[seen], column, slice(own, length), limits, own), length)


def _filled(ink: NDArray[np.bool_], most: int) -> NDArray[np.bool_]:
    """Fill the insides of rings up to a width; they may lie on the free end, the first row."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((~ink).astype(np.uint8), connectivity=4)
    x, y, w, h = (stats[:, k] for k in range(4))
    inside = (w <= most) & (h <= most) & (x > 0) & (x + w < ink.shape[1]) & (y + h < ink.shape[0])
    inside[0] = False
    return np.asarray(ink | inside[labels])


def _end_stroke(dark: NDArray[np.bool_]) -> int:
    """Rows from the first on that the stroke of the free end covers; a few where there is none."""
    first = int(np.argmax(dark))
    if not dark[first] or first > _OWN:
        return _OWN
    return max(_OWN, first + int(np.argmin(dark[first:])) + 2)


def _way(inked: NDArray[np.bool_], own: int = _OWN) -> int:
    """Rows from the first on that ink covers, short breaks bridged."""
    way = inked.copy()
    way[:own] = True
    rows = np.arange(len(way))
    broken = np.flatnonzero(rows - np.maximum.accumulate(np.where(way, rows, -1)) > _GAP)
    return int(broken[0]) - _GAP if len(broken) else len(way)


def _led(bar: RawBar, arms: Arms, stems: tuple[_Stem | None, _Stem | None], half: float) -> Arms:
    outer, inner = ([] if stem is None else stem.caps(half) for stem in stems)
    pair = max(((o, i) for o in outer for i in inner if _alike(o, i)), default=None)
    way = -1 if bar.tip <= bar.base else 1
    first = _lead(bar, arms[0], outer, pair[0] if pair else max(outer, default=None), way, half)
    # hatching crosses a bar too: its inner arm is as long as the outer one
    second = _lead(bar, arms[1], inner, pair[1] if pair else None, -way, half)
    if first is not None and first.cap > 0 and second is not None and second.cap == 0:
        second = None
    return first, second


def _doubted(bar: RawBar, arm: Arm | None, stem: _Stem | None, stroke: float, usual: float) -> Arm | None:
    """Doubt about an arm that ends at a point, or whose ink goes on beyond what is no cap as wide as most."""
    if arm is None or stem is None:
        return arm
    other = not _is_usual(arm.cap, usual) if usual else arm.cap == 0
    goes_on = other and stem.length > abs(arm.end - bar.tip) + _GOES_ON
    if goes_on or _ends_at_point(bar, arm, stem) or _goes_on(bar, arm, stem, stroke):
        return replace(arm, unsure=True)
    return arm


def _alike(a: float, b: float) -> bool:
    return abs(a - b) <= max(_LEAST_ALIKE, _ALIKE * max(a, b))


def _lead(bar: RawBar, arm: Arm | None, caps: list[float], end: float | None, way: int, half: float) -> Arm | None:
    """Arm that ends in a cap: the one given where it does, else one that leads to `end`."""
    if end is None:
        return arm
    there = arm is not None and any(abs(abs(arm.end - bar.tip) - cap) <= _THERE for cap in caps)
    if arm is not None and not arm.unsure and (there or _is_usual(arm.cap, 2 * half + 1)):
        return arm
    return Arm((bar.x0 + bar.x1) / 2, bar.tip + way * end, 2 * half + 1, _SUPPORT)
