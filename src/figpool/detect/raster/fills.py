"""How the inside of a rectangle looks: colour, hatching, dots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.core.marks import Fill
from figpool.detect.raster.picture import Picture

#: Spread of lightness from which a fill is hatched, dotted or a gradient.
HATCHED = 6.0
#: Outlines are not thicker than this, working pixels.
_INSET = 12.0


def measure_fill(picture: Picture, box: Box, *, skip_middle: bool) -> Fill:
    """Describe the inside of a rectangle.

    Parameters
    ----------
    picture : Picture
        Working picture.
    box : Box
        The rectangle with its outline, working pixels.
    skip_middle : bool
        Leave the middle third out along x (a whisker may stand there).

    Returns
    -------
    Fill
        Mean colour, spread of lightness, energies of four edge directions.
    """
    inset = min(_INSET, 0.28 * min(box.width, box.height))
    x0, x1 = int(np.ceil(box.x0 + inset)), int(np.floor(box.x1 - inset)) + 1
    y0, y1 = int(np.ceil(box.y0 + inset)), int(np.floor(box.y1 - inset)) + 1
    height, width = picture.shape
    x0, y0 = (max(0, min(v, at, last - 1)) for v, at, last in ((x0, int(box.cx), width), (y0, int(box.cy), height)))
    x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)
    patch = picture.rgb[y0:y1, x0:x1]
    lab = cv2.cvtColor(patch.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    grey = lab[:, :, 0]
    texture = _directions(grey)
    width = patch.shape[1]
    if skip_middle and width >= 9:
        keep = np.abs(np.arange(width) - (width - 1) / 2) > width / 6
        lab, grey = lab[:, keep], grey[:, keep]
    mean = lab.reshape(-1, 3).mean(axis=0)
    return Fill((float(mean[0]), float(mean[1]), float(mean[2])), float(grey.std()), texture)


def lab_of(color: Sequence[float]) -> tuple[float, float, float]:
    """Return the CIE L*a*b* of an RGB colour 0..1."""
    level, a, b = cv2.cvtColor(np.array([[color]], dtype=np.float32), cv2.COLOR_RGB2LAB)[0, 0].tolist()
    return (level, a, b)


def _directions(grey: np.ndarray) -> tuple[float, float, float, float]:
    """Share of gradient energy across horizontal, vertical, rising and falling strokes."""
    if min(grey.shape) < 4:
        return (0.25, 0.25, 0.25, 0.25)
    gx = cv2.Sobel(grey, cv2.CV_32F, 1, 0)
    gy = cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    energy = gx * gx + gy * gy
    total = float(energy.sum())
    if total < 4.0 * energy.size:
        return (0.25, 0.25, 0.25, 0.25)
    doubled = 2 * np.arctan2(gy, gx)
    shares = [
        float((energy * np.clip(np.cos(doubled - centre), 0, None) ** 2).sum())
        for centre in (np.pi, 0.0, np.pi / 2, -np.pi / 2)
    ]
    whole = sum(shares) or 1.0
    return (shares[0] / whole, shares[1] / whole, shares[2] / whole, shares[3] / whole)


def fill_distance(a: Fill, b: Fill) -> float:
    """Dissimilarity of two fills; about 10 is a clear difference.

    Colour counts as its CIE76 difference, hatching by its contrast and, where
    both are hatched, by its directions.
    """
    colour = float(np.linalg.norm(np.subtract(a.lab, b.lab)))
    spread = abs(a.spread - b.spread)
    hatched = min(a.spread, b.spread) > HATCHED
    direction = 25.0 * float(np.abs(np.subtract(a.texture, b.texture)).sum()) if hatched else 0.0
    return 0.6 * colour + 0.6 * spread + direction
