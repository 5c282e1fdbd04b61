"""How vector rectangles look: exact colours, or the rendered page where they are hatched."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool._cv import cv2
from figpool.core.geometry import Box, Frame
from figpool.core.marks import Fill
from figpool.core.vector import Color
from figpool.detect.raster.fills import measure_fill
from figpool.detect.raster.picture import Picture
from figpool.extract.vector.panel import VectorPanel


def fills_of(
    panel: VectorPanel, boxes: Sequence[Box], colors: Sequence[Color | None], patterned: Sequence[bool]
) -> list[Fill]:
    """Describe rectangles, bars and swatches alike.

    Parameters
    ----------
    panel : VectorPanel
        The panel.
    boxes : sequence of Box
        Rectangles in the panel's scene.
    colors : sequence of tuple or None
        Their fill colours.
    patterned : sequence of bool
        Whether a fill is a pattern.

    Returns
    -------
    list of Fill
        All by their colours, or, when one is hatched, all as rendered.
    """
    hatched = any(patterned) or any(_strokes_inside(panel, box) >= 4 for box in boxes)
    if not hatched:
        return [Fill(lab_of(c if c is not None else (1.0, 1.0, 1.0))) for c in colors]
    nothing = np.empty((0, 0), np.float32)
    picture = Picture(nothing, nothing, panel.figure.pixels, 1.0, Frame(), 0.0)
    return [measure_fill(picture, panel.to_page(b), skip_middle=not panel.horizontal) for b in boxes]


def _strokes_inside(panel: VectorPanel, box: Box) -> int:
    """Return the number of hatching strokes drawn over a rectangle."""
    inner = box.grown(1.0)
    slanted = sum(
        len(p.points) == 2 and inner.contains(*p.points[0].tolist()) and inner.contains(*p.points[1].tolist())
        for p in panel.scene.lines
    )
    level = sum(e.lone and inner.contains(e.lo, e.at) and inner.contains(e.hi, e.at) for e in panel.scene.horizontals)
    level += sum(e.lone and inner.contains(e.at, e.lo) and inner.contains(e.at, e.hi) for e in panel.scene.verticals)
    return int(slanted + level)


def lab_of(color: Color) -> tuple[float, float, float]:
    """Return the CIE L*a*b* of an RGB colour 0..1."""
    level, a, b = cv2.cvtColor(np.array([[color]], dtype=np.float32), cv2.COLOR_RGB2LAB)[0, 0].tolist()
    return (level, a, b)
