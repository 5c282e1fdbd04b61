"""Thin level strokes, as caps are, seen from the column of their stem."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.lines import sides_at
from figpool.detect.raster.picture import Gray


def row_contrast(window: Gray, stroke: int) -> Gray:
    """Darkness against the ground above and below, 3 to 6 pixels away, farther where strokes are thick.

    Parameters
    ----------
    window : ndarray of float32, shape (h, w)
        Lightness.
    stroke : int
        Thickness of the strokes, working pixels.

    Returns
    -------
    ndarray of float32, shape (h, w)
    """
    best = np.zeros_like(window)
    for distance in sorted({3, 6, max(6, stroke + 2)}):
        best = np.maximum(best, np.minimum(*sides_at(window, distance, axis=0)) - window)
    return best


def spans(dark: NDArray[np.bool_], centre: int, skip: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Length of the dark run to both sides of a column in every row.

    Parameters
    ----------
    dark : ndarray of bool, shape (h, w)
        Where the stroke is.
    centre : int
        The column.
    skip : int
        Pixels beside it that are the stem's, whatever they are.

    Returns
    -------
    left, right : ndarray of int, shape (h,)
    """
    lengths = []
    for side in (dark[:, :centre][:, ::-1], dark[:, centre + 1 :]):
        steps = np.arange(1, side.shape[1] + 1)
        unbroken = np.logical_and.accumulate(side | (steps <= skip), axis=1)
        lengths.append(np.where(side & unbroken, steps, 0).max(axis=1, initial=0))
    return lengths[0], lengths[1]
