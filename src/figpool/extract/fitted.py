"""Fitted lines of scatter plots: straight strokes that slope through the cloud, no mark and no series."""

from __future__ import annotations

import numpy as np

from figpool._cv import cv2
from figpool.core.geometry import Box
from figpool.detect.raster.evidence import Claims
from figpool.extract.column_panel import ColumnSearch
from figpool.extract.placed import PlacedMarker
from figpool.extract.plotted import cut

#: Share of the region's width that a fitted line spans, at least, and its height and width that make it slope.
_SPANS, _SLOPES = 0.4, 0.02
#: Ink from which a pixel may be of a line.
_INKED = 0.3
#: Fitted lines of a panel at most: one a series and its limits of confidence.
_MOST = 6


def fitted_lines(search: ColumnSearch, placed: list[PlacedMarker]) -> Claims:
    """Claim the ink of straight sloping lines that run through most of a scatter plot.

    Parameters
    ----------
    search : ColumnSearch
        The panel.
    placed : list of PlacedMarker
        Its markers, which hide parts of the lines.
    """
    region = search.plotted.region
    rows, columns = cut(region)
    ink = (search.plotted.contrast[rows, columns] > _INKED).astype(np.uint8) * 255
    radius = max((search.looks[p.series].look.radius for p in placed), default=4.0)
    span = _SPANS * region.width
    found = cv2.HoughLinesP(ink, 1, np.pi / 720, round(0.6 * span), minLineLength=span, maxLineGap=3 * radius)
    claims, half, count = Claims(), search.plotted.line / 2 + 2, 0
    for x0, y0, x1, y1 in [] if found is None else found.reshape(-1, 4).astype(float):
        if abs(y1 - y0) < _SLOPES * abs(x1 - x0) + 4 or count >= _MOST:
            continue
        count += 1
        at = np.linspace(0.0, 1.0, round(max(abs(x1 - x0), abs(y1 - y0))) + 1)
        steep = abs(y1 - y0) / max(abs(x1 - x0), 1.0)
        claims += Claims(
            fills=tuple(
                Box(x - half, y - half - min(steep, 3.0), x + half, y + half + min(steep, 3.0))
                for x, y in zip(region.x0 + x0 + at * (x1 - x0), region.y0 + y0 + at * (y1 - y0), strict=True)
            )
        )
    return claims
