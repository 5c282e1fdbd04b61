"""Caps close above a free end: the end is looked for beside them, where they do not reach.

A short error bar on a picture of few pixels leaves hardly a row of paper between
its cap and the bar, and the bar seems to end on the cap, or between the two. Caps
of a chart are of one width: beside a cap that is narrower than the bar its corners
show where it ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.picture import Gray, Picture
from figpool.detect.raster.rectangles import RawBar
from figpool.detect.raster.refine import EdgePosition
from figpool.detect.raster.whiskers import Arm, Arms

#: Longest arm that is looked at again, and farthest that the end may have been misplaced then, working pixels.
_NEAR, _PLACED = 16.0, 3.0
#: Rows looked at, from the end as it was found: outward and inward.
_OUT, _IN = 24, 18
#: Blur about the end of a cap and the side of a bar, working pixels.
_BLUR = 2.0
#: Caps that tell the width of a chart's caps, at least.
_CAPS = 3
#: Least distance from the top of a cap to the end, working pixels, and by how much its two wings may differ.
_STEP, _LEVEL = 3.0, 1.5
#: Least darkness of ink against paper, lightness.
_INK = 0.12
#: Standard uncertainty of an end seen at its corners alone, working pixels.
_CORNER_U = 0.6
#: Support of an arm whose stem is but a few pixels long.
_SUPPORT = 0.7


@dataclass(frozen=True, slots=True)
class NearCap:
    """A cap and the free end below it, working pixels.

    Parameters
    ----------
    arm : Arm
        Arm that ends in the cap.
    edge : EdgePosition
        The bar's free end.
    """

    arm: Arm
    edge: EdgePosition


def find_near_caps(picture: Picture, bars: Sequence[RawBar], arms: Sequence[Arms]) -> list[NearCap | None]:
    """Find bars whose free end was taken for its error bar, or lies between the two.

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
    list of NearCap or None
        One a bar; None where end and arm are as they were found.
    """
    caps = [outer.cap for outer, _ in arms if outer is not None and outer.cap > 0]
    if len(caps) < _CAPS:
        return [None] * len(bars)
    width = float(np.median(caps))
    return [_near_cap(picture.gray, bar, outer, width) for bar, (outer, _) in zip(bars, arms, strict=True)]


def _near_cap(gray: Gray, bar: RawBar, outer: Arm | None, cap: float) -> NearCap | None:
    if outer is not None and abs(outer.end - bar.tip) > _NEAR:
        return None
    if bar.tip <= bar.base:
        return _above(gray, bar, bar.tip, bar.base, outer is not None, cap)
    last = gray.shape[0] - 1
    found = _above(gray[::-1], bar, last - bar.tip, last - bar.base, outer is not None, cap)
    if found is None:
        return None
    arm, edge = replace(found.arm, end=last - found.arm.end), replace(found.edge, at=last - found.edge.at)
    return NearCap(arm, edge)


def _above(gray: Gray, bar: RawBar, tip: int, base: int, armed: bool, cap: float) -> NearCap | None:
    """Cap above a free end that is upward."""
    top, bottom = max(0, tip - _OUT), min(tip + _IN, base - 2)
    if bottom - top < _OUT // 2:
        return None
    rows = slice(top, bottom + 1)
    centre = (bar.x0 + bar.x1) / 2
    corners = [_columns(gray, rows, centre, side, (cap / 2 + _BLUR, bar.width / 2)) for side in (-1, 1)]
    wings = [_columns(gray, rows, centre, side, (max(3.0, 0.12 * cap), cap / 2 - _BLUR)) for side in (-1, 1)]
    ends = [_first_dark(corner) for corner in corners]
    left, right = (_first_dark(wing) for wing in wings)
    if left is None or right is None or abs(left - right) > _LEVEL:
        return None
    high = (left + right) / 2
    end = min((e for e in ends if e is not None and e - high >= _STEP), default=None)
    if end is None or (armed and abs(top + end - tip) < _PLACED):
        return None
    wing = np.mean([w for w in wings if w is not None], axis=0)
    row, stroke = _stroke(wing, high, end)
    # the value of a bar that is drawn in outline is the middle of its stroke, as thick as the cap's
    dark = float(wing[min(len(wing) - 1, round(end + 2 * stroke)) :].max(initial=0.0)) < (wing[0] + wing.min()) / 2
    edge = EdgePosition(top + end, _CORNER_U, 0.0) if dark else EdgePosition(top + end + stroke / 2, _CORNER_U, stroke)
    return NearCap(Arm(centre, top + row, cap, _SUPPORT), edge)


def _stroke(wing: NDArray[np.floating], high: float, end: float) -> tuple[float, float]:
    """Middle and thickness of a cap's stroke that begins at `high`, above an end."""
    lo, hi = max(0, round(high) - 2), max(round(high) + 2, round((high + end) / 2) + 1)
    ink = wing[0] - wing[lo:hi]
    weight = np.clip(ink - 0.35 * ink.max(), 0, None)
    row = float((weight * np.arange(lo, hi)).sum() / max(float(weight.sum()), 1e-6))
    return row, max(1.0, 2 * (row - high) + 1)


def _columns(
    gray: Gray, rows: slice, centre: float, side: int, reach: tuple[float, float]
) -> NDArray[np.floating] | None:
    """Mean lightness of every row between two distances on one side of a bar's middle; None where there is no room."""
    first, last = sorted(centre + side * distance for distance in reach)
    lo, hi = max(0, int(np.ceil(first))), min(gray.shape[1], int(np.floor(last)) + 1)
    return gray[rows, lo:hi].mean(axis=1) if hi - lo >= 2 else None


def _first_dark(profile: NDArray[np.floating] | None) -> float | None:
    """First sub-pixel place from the top where a profile falls half way from paper to its darkest."""
    if profile is None:
        return None
    paper, ink = float(profile[:3].mean()), float(profile.min())
    half = (paper + ink) / 2
    if paper - half < _INK:
        return None
    below = int(np.argmax(profile < half))
    before, after = float(profile[below - 1]), float(profile[below])
    return below - 1 + (before - half) / (before - after) if below else None
