"""A place a person points at, drawn to the ink beside it: strokes, edges and markers, between the pixels.

Works on the figure as given, sampled along the upright directions, so that a
skewed scan snaps to its own lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Frame

_STEP = 0.25


@dataclass(frozen=True, slots=True)
class SnapSettings:
    """How far and to what a place is drawn.

    Parameters
    ----------
    reach : float
        Pixels looked at on each side.
    contrast : float
        Least contrast of an edge, 0..1.
    stroke : float
        Widest stroke taken as one line, pixels.
    """

    reach: float = 6.0
    contrast: float = 0.08
    stroke: float = 5.0


def snap_line(
    pixels: NDArray[np.uint8],
    frame: Frame,
    at: tuple[float, float],
    offsets: Sequence[float],
    settings: SnapSettings | None = None,
    *,
    vertical: bool = False,
) -> float | None:
    """Find the stroke or edge nearest to a place.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (h, w, 3)
        The figure as given.
    frame : Frame
        Its turn.
    at : (float, float)
        Upright pixels.
    offsets : sequence of float
        Where to look along the line sought, relative to `at` (beside a stem that would hide it).
    settings : SnapSettings, optional
        Reach and contrast.
    vertical : bool
        Seek a vertical line (its x); else a horizontal one (its y).

    Returns
    -------
    float or None
        Position across the line, upright pixels; of a stroke its centre. None
        when there is no ink within reach.
    """
    chosen = settings or SnapSettings()
    steps = np.arange(-chosen.reach - 2, chosen.reach + 2 + _STEP / 2, _STEP)
    across, along = np.meshgrid(steps, np.asarray(offsets, dtype=float), indexing="ij")
    dx, dy = (across, along) if vertical else (along, across)
    gray = _sample(pixels, frame, at[0] + dx, at[1] + dy)
    found = _nearest(np.median(gray, axis=1), steps, chosen)
    return None if found is None else float((at[0] if vertical else at[1]) + found)


def _sample(
    pixels: NDArray[np.uint8], frame: Frame, x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Lightness 0..1 at upright positions (any shape), between the pixels; light colours count as ink."""
    places = frame.to_figure(np.stack([x, y], axis=-1)).astype(np.float32)
    x0, y0 = np.floor(places.reshape(-1, 2).min(axis=0)).astype(int) - 2
    x1, y1 = np.ceil(places.reshape(-1, 2).max(axis=0)).astype(int) + 3
    x0, y0 = max(int(x0), 0), max(int(y0), 0)
    patch = pixels[y0 : max(int(y1), y0 + 1), x0 : max(int(x1), x0 + 1)]
    if patch.size == 0:
        return np.ones(x.shape)
    shade = patch.astype(np.float32)
    gray = (shade.mean(axis=2) + shade.min(axis=2)) / 510
    local = places - np.array([x0, y0], dtype=np.float32)
    found = cv2.remap(gray, local[..., 0], local[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, dtype=float).reshape(x.shape)


def _nearest(profile: NDArray[np.float64], steps: NDArray[np.float64], settings: SnapSettings) -> float | None:
    """Nearest stroke centre or edge on a profile; a stroke wins over its own edges."""
    edges = _edges(profile, steps, settings.contrast)
    pairs = [(a, b) for (a, falls), (b, still) in pairwise(edges) if falls and not still and b - a <= settings.stroke]
    used = {at for pair in pairs for at in pair}
    candidates = [(a + b) / 2 for a, b in pairs] + [at for at, _ in edges if at not in used]
    near = [at for at in candidates if abs(at) <= settings.reach]
    return min(near, key=abs) if near else None


def _edges(profile: NDArray[np.float64], steps: NDArray[np.float64], contrast: float) -> list[tuple[float, bool]]:
    """Half-way crossings of all steps of the profile, with whether it falls (towards ink)."""
    slope = np.convolve(np.diff(profile), np.ones(4), mode="same")
    strength = np.abs(slope)
    found: list[tuple[float, bool]] = []
    start = 0
    while start < len(slope):
        sign = np.sign(slope[start])
        end = start
        while end < len(slope) and np.sign(slope[end]) == sign:
            end += 1
        if sign and strength[start:end].max() >= contrast:
            weight = np.clip(np.diff(profile)[start:end] * sign, 0, None)
            middle = (steps[start:end] + steps[start + 1 : end + 1]) / 2
            found.append((float(np.average(middle, weights=weight + 1e-9)), bool(sign < 0)))
        start = max(end, start + 1)
    return found


def snap_blob(
    pixels: NDArray[np.uint8], frame: Frame, at: tuple[float, float], settings: SnapSettings | None = None
) -> tuple[float, float] | None:
    """Find the centre of the marker nearest to a place.

    Parameters
    ----------
    pixels, frame, at, settings
        As for `snap_line`.

    Returns
    -------
    (float, float) or None
        Upright pixels; thin lines through the marker are left out. None without a marker within reach.
    """
    chosen = settings or SnapSettings()
    reach = 2 * chosen.reach
    steps = np.arange(-reach, reach + _STEP, 2 * _STEP)
    dy, dx = np.meshgrid(steps, steps, indexing="ij")
    gray = _sample(pixels, frame, at[0] + dx, at[1] + dy)
    ink = float(gray.max()) - gray
    if ink.max() < chosen.contrast:
        return None
    mask = (ink > ink.max() / 2).astype(np.uint8)
    solid = cv2.morphologyEx(mask, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7)))
    count, labels, _, centres = cv2.connectedComponentsWithStats(solid)
    best: tuple[float, float] | None = None
    for label in range(1, count):
        rows, columns = np.nonzero(labels == label)
        if min(rows.min(), columns.min()) == 0 or max(rows.max(), columns.max()) == len(steps) - 1:
            continue
        place = (steps[0] + centres[label][0] * 2 * _STEP, steps[0] + centres[label][1] * 2 * _STEP)
        if np.hypot(*place) <= reach and (best is None or np.hypot(*place) < np.hypot(*best)):
            best = (float(place[0]), float(place[1]))
    return None if best is None else (at[0] + best[0], at[1] + best[1])
