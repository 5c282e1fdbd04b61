"""Search for a marker that is known (from the legend, or from its fellows) along a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.shapes import CORNERS, INSIDE, OPEN, Template, make_template, rim_ink, shape_named, soft_ink


@dataclass(frozen=True, slots=True)
class MarkerLook:
    """How the markers of one series look.

    Parameters
    ----------
    shape : str
        Name of the shape; empty when the series shows no marker.
    hollow : bool
        Whether the inside is empty.
    radius : float
        Inner radius, working pixels.
    level : float
        Contrast of its ink, 0..1.
    rgb : tuple of float
        Colour of its ink, 0..1.
    """

    shape: str
    hollow: bool
    radius: float
    level: float
    rgb: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A place on a column where a marker may stand.

    Parameters
    ----------
    x, y : float
        Where its value stands, working pixels.
    score : float
        Agreement with the look, 1 = perfect.
    level : float
        Contrast of the ink there.
    """

    x: float
    y: float
    score: float
    level: float


#: Difference of colours that are not one, and what is left of the agreement of a marker of another's colour.
_UNLIKE, _OTHERS = 0.12, 0.6
#: Agreement from which a marker is seen well enough whatever covers it, and the share of a marker's weight that must
#: show for what shows to count in full.
_WELL_SEEN, _SHOWN = 0.6, 0.5
#: Outline widths tried for open markers, as shares of the inner radius.
_STROKES = (0.12, 0.22, 0.36)


def sight_marker(
    ink: Gray,
    look: MarkerLook,
    x: float,
    rows: tuple[float, float],
    least: float = 0.25,
    spread: float = 0.0,
    unknown: float | None = None,
) -> list[Sighting]:
    """Find places on the column at `x` that agree with a look.

    Parameters
    ----------
    ink : ndarray of float32, shape (h, w)
        Share of the series' ink (or contrast, see `look.level`).
    look : MarkerLook
        The marker searched for; nothing is found for a shape that is not known.
    x : float
        The column.
    rows : (float, float)
        Rows between which the marker stands.
    least : float
        Least agreement.
    spread : float
        Farthest the markers of one column stand from it, pixels.
    unknown : float, optional
        Share of ink that stands for what something else covers: a marker seen badly is judged by the rest of it too.

    Returns
    -------
    list of Sighting
        Best first, none within another's inner circle.
    """
    shape = shape_named(look.shape)
    if shape is None:
        return []
    half = int(np.ceil(2.4 * look.radius)) + 2
    reach = max(1, round(0.3 * look.radius + spread))
    top, bottom = int(rows[0]) - half - reach, int(rows[1]) + half + reach + 1
    cut = _strip(ink, round(x) - half - reach, round(x) + half + reach + 1, top, bottom)
    bare = None if unknown is None else (cut != np.float32(unknown)).astype(np.float32)
    strip = cut / max(look.level, 0.1)
    soft = soft_ink(strip)
    best = np.full((soft.shape[0] - 2 * half, 2 * reach + 1), -np.inf, np.float32)
    within = _disc(half, INSIDE * look.radius)
    open_here = _is_open(strip, within, half) if look.hollow else None
    templates = [
        make_template(shape, radius, look.hollow, max(1.0, stroke * radius), half)
        for radius in (0.93 * look.radius, look.radius, 1.07 * look.radius)
        for stroke in (_STROKES if look.hollow else (0.0,))
    ]
    for template in templates:
        hit = cv2.matchTemplate(soft, template.gain, cv2.TM_CCORR)
        best = np.maximum(best, (hit + template.base) / template.best)
        if open_here is not None:
            # what crosses an open marker speaks neither for nor against it
            rim = cv2.matchTemplate(soft, np.where(within, np.float32(0), template.gain), cv2.TM_CCORR)
            best = np.where(open_here, np.maximum(best, (rim + template.base) / template.best), best)
    if bare is not None and not bare.all() and best.max() < _WELL_SEEN:
        for template in templates:
            best = np.maximum(best, _of_bare(soft, bare, template))
    return _peaks(best, strip, look, (round(x) - reach, top + half), shape.drop, half, least)


def _of_bare(soft: Gray, bare: Gray, template: Template) -> Gray:
    """Agreement of what nothing covers with a template, less where that is only a small part of it."""
    hit, blank, peak = (
        cv2.matchTemplate(plane, weight, cv2.TM_CCORR)
        for plane, weight in ((soft * bare, template.gain), (bare, template.blank), (bare, template.peak))
    )
    agreement = (hit + blank) / np.maximum(peak, 1e-3)
    return np.asarray(agreement * np.minimum(1.0, peak / (_SHOWN * template.best)), dtype=np.float32)


def _disc(half: int, radius: float) -> NDArray[np.bool_]:
    step = np.arange(-half, half + 1)
    return np.asarray(np.hypot(step[:, None], step[None, :]) <= radius)


def _is_open(strip: Gray, within: NDArray[np.bool_], half: int) -> NDArray[np.bool_]:
    """Whether the inside of a marker at each place shows ground, if only in the corners between strokes."""
    ground = cv2.filter2D((strip <= OPEN).astype(np.float32), -1, within.astype(np.float32) / within.sum())
    return np.asarray(ground[half:-half, half:-half] >= CORNERS)


def own_colour(rgb: NDArray[np.uint8], seen: Sighting, look: MarkerLook, others: Sequence[MarkerLook]) -> float:
    """Return 1, or less where a marker has the colour of another series: pale ink is not thin dark ink.

    Parameters
    ----------
    rgb : ndarray of uint8, shape (h, w, 3)
        Colours of the working picture.
    seen : Sighting
        Where the marker may stand.
    look : MarkerLook
        The look it should have.
    others : sequence of MarkerLook
        Looks of the series it may belong to instead.
    """
    reach = (1.1 if look.hollow else 0.5) * look.radius
    rows = slice(max(0, round(seen.y - reach)), max(0, round(seen.y + reach) + 1))
    columns = slice(max(0, round(seen.x - reach)), max(0, round(seen.x + reach) + 1))
    pixels = rgb[rows, columns].reshape(-1, 3)
    if not len(pixels):
        return 1.0
    if look.hollow:
        # most of the ink of an open marker is its outline
        ink = 255 - pixels.min(axis=1)
        pixels = pixels[ink >= 0.5 * ink.max()]
    colour = np.median(pixels, axis=0) / 255.0
    own = float(np.linalg.norm(colour - look.rgb))
    other = min((float(np.linalg.norm(colour - o.rgb)) for o in others), default=np.inf)
    return _OTHERS if own > _UNLIKE and other < 0.5 * own else 1.0


def _strip(ink: Gray, x0: int, x1: int, y0: int, y1: int) -> Gray:
    """Cut a part of the picture, empty beyond its edges."""
    out = np.zeros((y1 - y0, x1 - x0), np.float32)
    a, b, c, d = max(y0, 0), min(y1, ink.shape[0]), max(x0, 0), min(x1, ink.shape[1])
    if b > a and d > c:
        out[a - y0 : b - y0, c - x0 : d - x0] = ink[a:b, c:d]
    return out


def _peaks(
    best: Gray, strip: Gray, look: MarkerLook, origin: tuple[int, int], drop: float, half: int, least: float
) -> list[Sighting]:
    along = best.max(axis=1)
    found: list[Sighting] = []
    for row in np.argsort(-along):
        if along[row] < least or len(found) >= 6:
            break
        column = int(best[row].argmax())
        y = origin[1] + _vertex(along, int(row)) + drop * look.radius
        if any(abs(y - s.y) < 0.8 * look.radius for s in found):
            continue
        x = origin[0] + _vertex(best[row], column)
        found.append(Sighting(x, y, float(along[row]), _ink_level(strip, int(row) + half, column + half, look)))
    return found


def _ink_level(strip: Gray, row: int, column: int, look: MarkerLook) -> float:
    if look.hollow:
        # strokes that cross an open marker are darker than its outline, but do not run all around
        return float(np.median(rim_ink(strip, row, column, look.radius))) * look.level
    reach = max(1, round(0.6 * look.radius))
    inner = strip[row - reach : row + reach + 1, column - reach : column + reach + 1]
    return float(np.median(inner)) * look.level


def _vertex(values: Gray, at: int) -> float:
    """Position of a maximum between the samples, from the parabola through three."""
    if at in (0, len(values) - 1):
        return float(at)
    left, middle, right = (float(v) for v in values[at - 1 : at + 2])
    bend = left - 2 * middle + right
    return at + (float(np.clip(0.5 * (left - right) / bend, -1, 1)) if bend < 0 else 0.0)
