"""Whiskers of boxes: stems that leave from the middle of both edges, solid or dashed, with or without caps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from figpool.core.geometry import Box
from figpool.detect.raster.boxes import RawBox
from figpool.detect.raster.picture import Picture
from figpool.detect.raster.rectangles import RawBar
from figpool.detect.raster.whiskers import Arm, WhiskerSettings, find_arms

Arms = tuple[Arm | None, Arm | None]

#: Breaks of a dashed stem, as a share of the plot area's height.
_DASH_GAP = 0.024


def find_box_arms(picture: Picture, boxes: Sequence[RawBox], area: Box) -> list[Arms]:
    """Find the whiskers above and below every box.

    All whiskers of a chart are drawn in one style: they are looked for as solid
    and as dashed strokes, and the style with more caps is believed.

    Parameters
    ----------
    picture : Picture
        Working picture.
    boxes : sequence of RawBox
        From `find_boxes`.
    area : Box
        Plot area, working pixels; whiskers do not leave it.

    Returns
    -------
    list of (above, below)
        None where no stem was seen.
    """
    solid = _arms(picture, boxes, WhiskerSettings())
    dashed = _arms(picture, boxes, WhiskerSettings(gap=max(8, round(_DASH_GAP * area.height))))
    chosen = dashed if _caps(dashed) > _caps(solid) else solid
    return [_within(picture, arms, area) for arms in chosen]


def _arms(picture: Picture, boxes: Sequence[RawBox], settings: WhiskerSettings) -> list[Arms]:
    bars = [_bar(b, b.top, b.bottom) for b in boxes] + [_bar(b, b.bottom, b.top) for b in boxes]
    outer = [arm for arm, _ in find_arms(picture, bars, settings)]
    return list(zip(outer[: len(boxes)], outer[len(boxes) :], strict=True))


def _bar(box: RawBox, tip: int, base: int) -> RawBar:
    """The box as a bar that ends at one of its edges."""
    return RawBar(round(box.x0), round(box.x1), tip, base, box.score)


def _caps(arms: Sequence[Arms]) -> int:
    return sum(arm is not None and arm.cap > 0 for pair in arms for arm in pair)


def _within(picture: Picture, arms: Arms, area: Box) -> Arms:
    """Leave out what ends beyond the plot area (tick marks below it), place uncapped ends between the pixels."""
    above, below = (None if a is None or not area.y0 - 2 <= a.end <= area.y1 + 2 else a for a in arms)
    return (
        above if above is None or above.cap else replace(above, end=_stem_end(picture, above, -1)),
        below if below is None or below.cap else replace(below, end=_stem_end(picture, below, 1)),
    )


def _stem_end(picture: Picture, arm: Arm, step: int) -> float:
    """Half-way crossing of a stem's darkness at its free end."""
    x, end = round(arm.x), round(arm.end)
    rows = end + step * np.arange(-8, 6)
    rows = rows[(rows >= 0) & (rows < picture.shape[0])]
    lo, hi = max(0, x - 6), min(picture.shape[1], x + 7)
    strip = picture.gray[rows, lo:hi]
    dark = np.median(strip, axis=1) - strip[:, max(0, x - 1 - lo) : x + 2 - lo].min(axis=1)
    level = 0.5 * float(np.median(dark[:6]))
    below = np.flatnonzero((dark[:-1] >= level) & (dark[1:] < level))
    if level < 0.03 or not len(below):
        return arm.end
    i = int(below[-1])
    share = float((dark[i] - level) / (dark[i] - dark[i + 1]))
    return float(rows[i]) + step * share
