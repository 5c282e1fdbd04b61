"""Labels set so tight that they are found as one piece of print, cut at the places they stand at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.tilted import TiltedText

#: How far from the middle between two places their labels may be parted, in distances of the places.
_CUT_REACH = 0.3
#: How far from where it must be the end of a centred label may be, in heights of print.
_CENTRED = 0.5
#: Ink of a column between letters that touch, above that of the barest near it, in the range there.
_BARE = 0.2
#: How much wider the gap between two labels is than those between their letters.
_CLEAR_GAP = 1.4


def cut_centred(piece: TiltedText, places: NDArray[np.float64]) -> list[TiltedText]:
    """Cut level print that runs over several places where labels centred at them end, be there a gap or none.

    The first label reaches as far beyond its place as before it, the next as far
    beyond its own as from that end to it; the last must end where the print does.

    Parameters
    ----------
    piece : TiltedText
        Labels that touch or nearly touch.
    places : ndarray, shape (n,)
        Where labels stand, rising, working pixels.

    Returns
    -------
    list of TiltedText
        The piece itself where it belongs to one place, or is not centred so.
    """
    left = piece.anchor - piece.width / 2
    inside = places[(places > left) & (places < left + piece.width)] - left
    from_left, from_right = [0.0], [piece.width]
    for place, opposite in zip(inside, inside[::-1], strict=True):
        from_left.append(2 * float(place) - from_left[-1])
        from_right.append(2 * float(opposite) - from_right[-1])
    cuts = (np.array(from_left) + from_right[::-1]) / 2
    reach = _CENTRED * piece.height
    if len(cuts) < 3 or abs(from_left[-1] - piece.width) > reach or np.diff(cuts).min() < piece.height / 2:
        return [piece]
    # the nearest of the columns with little ink
    ink = 255.0 - np.asarray(piece.crop.mean(axis=2), dtype=float)
    inner = []
    for cut in cuts[1:-1]:
        first = max(0, round(cut - reach))
        weight = ink[:, first : round(cut + reach) + 1].sum(axis=0)
        bare = np.flatnonzero(weight <= weight.min() + _BARE * np.ptp(weight)) + first
        inner.append(int(bare[np.abs(bare - cut).argmin()]))
    return _parts(piece, [0, *inner, piece.crop.shape[1]])


def _parts(piece: TiltedText, cuts: Sequence[int]) -> list[TiltedText]:
    """Stretches of print between columns of its crop."""
    left = piece.anchor - piece.width / 2
    return [
        replace(piece, crop=piece.crop[:, a:b], anchor=left + (a + b) / 2, width=float(b - a))
        for a, b in pairwise(cuts)
    ]


def cut_at_places(piece: TiltedText, places: NDArray[np.float64]) -> list[TiltedText]:
    """Cut level print that runs over several places, at the gap between words nearest the middle between two of them.

    Parameters
    ----------
    piece : TiltedText
        Labels whose neighbours nearly touch.
    places : ndarray, shape (n,)
        Where labels stand, rising, working pixels.

    Returns
    -------
    list of TiltedText
        The piece itself where it belongs to one place, or shows no gap.
    """
    left = piece.anchor - piece.width / 2
    inside = places[(places > left) & (places < left + piece.width)]
    if len(inside) < 2:
        return [piece]
    ink = np.asarray(piece.crop.mean(axis=2).min(axis=0), dtype=float)
    blank = ink > 0.5 * (ink.min() + ink.max())
    usual = float(np.median([len(run) for run in _runs(np.flatnonzero(blank))])) if blank.any() else 0.0
    cuts = [0]
    for before, after in pairwise(inside):
        reach = _CUT_REACH * (after - before)
        first, last = (round((before + after) / 2 - left + sign * reach) for sign in (-1, 1))
        window = np.flatnonzero(blank[max(0, first) : last]) + max(0, first)
        if not len(window):
            return [piece]
        wide = [run for run in _runs(window) if len(run) >= _CLEAR_GAP * usual]
        if not wide:
            return [piece]  # no wider than the gaps between letters
        # words of one label stand apart as well
        cuts.append(int(min((run.mean() for run in wide), key=lambda at: abs(at + left - (before + after) / 2))))
    return _parts(piece, [*cuts, piece.crop.shape[1]])


def _runs(places: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Stretches of neighbouring places."""
    return np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
