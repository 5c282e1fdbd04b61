"""Choosing bars among overlapping rectangles by their common width."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import numpy as np

#: How much the measured widths of equally wide bars may differ, as a share.
_OVERLOOKED = 0.25


#: Height of a thick base line's stroke, working pixels.
_FLAT = 12
#: Thickest stroke that neighbours share, working pixels and as a share of their width.
_STROKE, _SHARED = 10.0, 0.22
#: How much more bars that overlap by their strokes explain where nothing else would save a part of them.
_SAVED = 1.15
#: Worth of a rectangle by the number of full-length edges inside it (the last: that many and more).
_SPLIT = (1.0, 0.55, 0.8, 1.05)
#: Worth of one measured to the outer edges of its outline, beside one to the inner edges.
_RIMMED = 0.85


class Upright(Protocol):
    """What choosing asks of a rectangle: its place along the category axis and its worth."""

    @property
    def x0(self) -> float:
        """Left side."""
        ...

    @property
    def x1(self) -> float:
        """Right side."""
        ...

    @property
    def width(self) -> float:
        """Distance of the sides."""
        ...

    @property
    def worth(self) -> float:
        """What choosing it explains."""
        ...

    @property
    def is_flat(self) -> bool:
        """Whether it is hardly higher than a thick stroke."""
        ...


R = TypeVar("R", bound=Upright)


@dataclass(frozen=True, slots=True)
class RawBar:
    """A bar to whole working pixels.

    Parameters
    ----------
    x0, x1 : int
        Its sides.
    tip, base : int
        Rows of the free end and of the foot.
    score : float
        Support by edges, 0..1.
    inner : int
        Full-length edges between its sides (a texture, or several bars in one).
    rimmed : bool
        Whether these are but the other edges of the strokes of its outline.
    """

    x0: int
    x1: int
    tip: int
    base: int
    score: float
    inner: int = 0
    rimmed: bool = False

    @property
    def width(self) -> int:
        """Distance of the two sides."""
        return self.x1 - self.x0

    @property
    def length(self) -> int:
        """Distance from base to tip."""
        return abs(self.base - self.tip)

    @property
    def worth(self) -> float:
        """What choosing this rectangle explains: its area, by how well its edges are supported.

        Support counts by its cube: many weak edges span a large area by chance.
        A single full-length edge inside makes it likely two bars taken for one;
        many of one length make a texture, whose strips are no bars.
        """
        share = _RIMMED if self.rimmed else _SPLIT[min(self.inner, 3)]
        return self.score**3 * share * self.width * (self.length + 8)

    @property
    def is_flat(self) -> bool:
        """Whether it is hardly higher than the stroke of a base line."""
        return self.length <= _FLAT

    def flipped(self, height: int) -> RawBar:
        """Return the bar in the picture turned upside down."""
        return replace(self, tip=height - 1 - self.tip, base=height - 1 - self.base)


def choose_bars(bars: Sequence[R], span: float) -> list[R]:
    """Choose non-overlapping bars of one common width that explain most.

    Nearly all bar charts draw all bars equally wide. Every width that occurs is
    tried; the one whose best set of non-overlapping bars has the greatest worth
    wins, and bars far from that width are left out.

    Parameters
    ----------
    bars : sequence of RawBar or RawBox
        Candidates, overlapping.
    span : float
        Width of the plot area, working pixels.

    Returns
    -------
    list
        The chosen ones, from left to right.
    """
    if not bars:
        return []
    best: list[R] = []
    best_worth = 0.0
    widths = np.array([b.width for b in bars], dtype=float)
    for width in _typical_widths(widths):
        tolerance = max(3.0, 0.12 * width)
        fitting = [b for b, w in zip(bars, widths, strict=True) if abs(w - width) <= tolerance]
        chosen = _best_with_strokes(fitting, width)
        worth = sum(_weighted(b, width) for b in chosen)
        if worth > best_worth:
            best, best_worth = chosen, worth
    return _with_overlooked(best, bars)


def _with_overlooked(chosen: list[R], bars: Sequence[R]) -> list[R]:
    """Add bars that stand free of the chosen ones and are nearly as wide.

    Bars equally wide on paper are measured to the outer or to the inner edge of
    thick strokes, or to a neighbour's side.
    """
    if not chosen:
        return chosen
    width = float(np.median([b.width for b in chosen]))
    alike = [b for b in bars if abs(b.width - width) <= _OVERLOOKED * width and not b.is_flat]
    left = [b for b in alike if _stands_free(b, chosen, _shared_stroke(width))]
    return sorted([*chosen, *_best_set(left, width)], key=lambda b: b.x0)


def _stands_free(bar: Upright, chosen: Sequence[Upright], shared: float) -> bool:
    return all(min(bar.x1, c.x1) - max(bar.x0, c.x0) <= shared for c in chosen)


def _shared_stroke(width: float) -> float:
    """Thickest stroke that two neighbours of a width may share, or a bar of that width be outlined with."""
    return max(3.0, min(_STROKE, _SHARED * width))


def _typical_widths(widths: np.ndarray) -> list[float]:
    """Return the widths that occur, close ones joined."""
    ordered = np.sort(widths)
    joined: list[list[float]] = []
    for width in ordered:
        if joined and width - joined[-1][0] <= max(2.0, 0.04 * width):
            joined[-1].append(float(width))
        else:
            joined.append([float(width)])
    return [float(np.median(group)) for group in joined]


def _weighted(bar: Upright, width: float) -> float:
    return bar.worth * (1.0 - 2.0 * abs(bar.width - width) / max(width, 1.0))


def _best_with_strokes(bars: Sequence[R], width: float) -> list[R]:
    """Return the best set, whose neighbours overlap by the stroke of their outlines where that saves a bar."""
    apart = _best_set(bars, width)
    joined = _best_set(bars, width, _shared_stroke(width))
    worth, more = (sum(_weighted(b, width) for b in chosen) for chosen in (apart, joined))
    return joined if more > _SAVED * worth else apart


def _best_set(bars: Sequence[R], width: float, shared: float = 3.0) -> list[R]:
    """Weighted interval scheduling; neighbours may share a side, `shared` pixels wide."""
    ordered = sorted(bars, key=lambda b: b.x1)
    stops = [b.x1 for b in ordered]
    total = [0.0]
    taken: list[tuple[bool, int]] = []
    for i, bar in enumerate(ordered):
        before = bisect_right(stops, bar.x0 + shared, 0, i)
        gain = total[before] + max(_weighted(bar, width), 0.0)
        taken.append((gain > total[-1], before))
        total.append(max(gain, total[-1]))
    chosen: list[R] = []
    i = len(ordered)
    while i:
        use, before = taken[i - 1]
        if use:
            chosen.append(ordered[i - 1])
            i = before
        else:
            i -= 1
    return chosen[::-1]
