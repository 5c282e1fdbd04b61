"""An upright stroke and the level strokes that cross it, where points drawn over them hide parts of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.cap_rows import row_contrast, spans
from figpool.detect.raster.picture import Gray

#: Least darkness of ink against the ground, lightness.
INK = 0.12
#: Difference of the two wings of a level stroke, as a share of its half and at least (half a stroke else), pixels.
_UNEVEN, _LEAST_UNEVEN = 0.1, 2.5
#: Difference of one width among strokes, as a share of half of it and at least, working pixels.
_SAME, _LEAST_SAME = 0.1, 1.5
#: Shortest half of a level stroke, working pixels.
_LEAST_HALF = 2.0
#: Share of the strokes' inside that is ink, of a wing that is stroke where no point lies on it, and where one does.
_INKED, _WING, _COVERED = 0.9, 0.8, 0.2
#: How far beyond its ends a stroke has ended, working pixels.
_ENDED = 4
#: Where on the way from the stem to the end of a level stroke its thickness is looked at, in halves.
_ON_THE_WAY = (0.3, 0.5, 0.65)
#: Thickness of a level stroke in that of the upright one, and blur, working pixels.
_STROKES, _BLUR = 2.0, 2.0
#: Thickest stroke, working pixels.
_THICKEST = 12


@dataclass(frozen=True, slots=True)
class CrossedStem:
    """A window about an upright stroke.

    Parameters
    ----------
    ink : ndarray of bool, shape (h, w)
        Where it is darker than the ground.
    thin : ndarray of bool, shape (h, w)
        Where it is a level stroke.
    contrast : ndarray of float32, shape (h, w)
        Darkness against what is above and below.
    centre : int
        Column of the upright stroke.
    stroke : int
        Its thickness, pixels.
    limits : (float, float)
        Shortest and longest half of the level strokes that are looked for, pixels.
    first : int
        Row from which on they are looked for.
    """

    ink: NDArray[np.bool_]
    thin: NDArray[np.bool_]
    contrast: Gray
    centre: int
    stroke: int
    limits: tuple[float, float]
    first: int = 0

    @classmethod
    def of(
        cls,
        window: Gray,
        ink: NDArray[np.bool_],
        centre: int,
        rows: slice,
        limits: tuple[float, float],
        first: int = 0,
    ) -> CrossedStem:
        """Look at a window whose upright stroke is seen in some rows."""
        own = ink[rows]
        own = own[own[:, centre - 1 : centre + 2].any(axis=1)]
        left, right = spans(own, centre, skip=2)
        stroke = min(_THICKEST, max(2, int(np.percentile(left + right, 25)) + 1)) if len(own) else 2
        contrast = row_contrast(window, stroke)
        return cls(ink, np.asarray(contrast > INK), contrast, centre, stroke, limits, first)

    def halves(self) -> list[tuple[float, float]]:
        """Row and half width of the level strokes: one wing is seen, and there is ink as far on the other side."""
        beside = self._beside
        half = np.maximum(*spans(self.thin, self.centre, skip=beside))
        inked = np.minimum(*spans(self.ink, self.centre, skip=beside))
        least, most = self.limits
        uneven = np.maximum(max(_LEAST_UNEVEN, self.stroke / 2), _UNEVEN * half)
        fits = (inked >= half - uneven) & (half > beside + 1)
        fits &= (half >= max(least, _LEAST_HALF)) & (half <= most)
        return [(float(g.mean()), float(np.median(half[g]))) for g in self._groups(fits)]

    def rows_of(self, half: float) -> list[float]:
        """Rows of the level strokes of a half width, between the pixels; points may lie on a part of them."""
        reach, beside = round(half), self._beside
        far = list(range(beside + 1, max(beside + 2, reach)))
        inside = [self.centre + side * d for side in (-1, 1) for d in far]
        if min(inside) < 0 or max(inside) >= self.ink.shape[1]:
            return []
        wings = inside[: len(far)], inside[len(far) :]
        shares = [self.thin[:, wing].mean(axis=1) for wing in wings]
        fits = self.ink[:, inside].mean(axis=1) >= _INKED
        fits &= (np.maximum(*shares) >= _WING) & (np.minimum(*shares) >= _COVERED)
        fits &= ~(self._runs_on(-reach) & self._runs_on(reach))
        return [self._middle(group, inside) for group in self._groups(fits)]

    def is_stroke(self, row: float, half: float) -> bool:
        """Whether the ink at a row is hardly thicker than the stem on its way to one of its ends: a marker is."""
        at, reaches = round(row), [max(self._beside + 1, round(share * half)) for share in _ON_THE_WAY]
        columns = [self.centre + side * reach for side in (-1, 1) for reach in reaches]
        inside = [column for column in columns if 0 <= column < self.ink.shape[1]]
        return any(self._thickness(at, column) <= _STROKES * self.stroke + _BLUR for column in inside)

    def _thickness(self, row: int, column: int) -> int:
        """Rows of ink that hang together about a row of a column."""
        light = np.flatnonzero(~self.ink[:, column])
        above, below = light[light < row], light[light > row]
        return int((below[0] if len(below) else len(self.ink)) - (above[-1] if len(above) else -1) - 1)

    @property
    def _beside(self) -> int:
        """Columns on each side of the centre that are the upright stroke's."""
        return self.stroke // 2 + 2

    def _runs_on(self, reach: int) -> NDArray[np.bool_]:
        column = self.centre + reach + (_ENDED if reach > 0 else -_ENDED)
        inside = 0 <= column < self.thin.shape[1]
        return self.thin[:, column] if inside else np.zeros(len(self.thin), np.bool_)

    def _groups(self, fits: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
        rows = np.flatnonzero(fits)
        rows = rows[rows >= self.first]
        return np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if len(rows) else []

    def _middle(self, group: NDArray[np.int64], columns: list[int]) -> float:
        """Middle of a stroke between the pixels."""
        rows = np.arange(max(0, int(group[0]) - 2), min(len(self.contrast), int(group[-1]) + 3))
        weight = np.where(self.thin, self.contrast, 0.0)[rows][:, columns].sum(axis=1)
        return float((weight * rows).sum() / max(float(weight.sum()), 1e-6))


def common_half(found: Sequence[Sequence[float]], least: float) -> float | None:
    """Half width of the strokes that a chart has at all of its places.

    Rings and dots may lie across the middle too: the widest that most places show is taken.

    Parameters
    ----------
    found : sequence of sequence of float
        Half widths at each place.
    least : float
        Places that show it, at least.

    Returns
    -------
    float or None
        None where no width is common.
    """
    for half in sorted((h for own in found for h in own), reverse=True):
        near = max(_LEAST_SAME, _SAME * half)
        shown = [[h for h in own if half - near <= h <= half] for own in found]
        if sum(bool(own) for own in shown) >= least:
            return float(np.median([h for own in shown for h in own]))
    return None
