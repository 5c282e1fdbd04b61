"""A numeric x axis: the row of labels below the plot area, with the ticks above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from figpool.calibrate import AxisSettings, fit_axis
from figpool.core.axes import AxisCalibration, AxisScale, TickCandidate
from figpool.core.figure import TextBox
from figpool.core.geometry import Box, BoxTable
from figpool.detect.raster.axes import AxisCandidate, find_gridlines, find_ticks
from figpool.extract.exponents import with_bases
from figpool.extract.view import PanelView
from figpool.ocr import DOUBTED, axis_labels, read_text

#: Letters of a word or a unit; powers of ten are read with lone letters.
_WORD = re.compile(r"[A-Za-z]{2}")
#: Difference of the distances of labels that stand evenly, as a share.
_EVEN = 0.1
#: Width of an axis line that is not drawn thick, working pixels.
_FINE = 2.0


def label_row(view: PanelView) -> tuple[list[Box], float]:
    """Return the text boxes of the first row below the area, and the row of the axis line, working pixels."""
    area = view.area.box
    wide, tall = view.picture.shape[1], _text_height(view)
    # at the lowest number a gridline may be hidden by the edge of the area, so that it is no point of the fit
    fitted = view.axis.calibration
    known = [*(p.pixel for p in fitted.points), *(t.pixel for t in fitted.ticks)]
    foot = min(area.y1, max(map(view.picture.to_working, known), default=area.y1))
    strokes = [
        s
        for s in view.strokes
        if foot - 0.08 * area.height <= s.at <= area.y1 + 1.5 * tall and s.length >= 0.25 * area.width
    ]
    lines = [s.at for s in strokes]
    below = [
        b
        for b in view.texts
        if foot - 0.4 * tall <= b.y0 <= area.y1 + 5 * tall + 0.06 * area.height
        and area.x0 - 2.5 * tall <= b.cx <= wide
        and 0.55 * tall <= b.height + 1 <= 1.9 * tall
    ]
    # what touches the axis is no label but what is left of a tick
    edge = max((s.at + max(0.0, (s.thickness - _FINE) / 2) for s in strokes), default=area.y1)
    clear = [b for b in below if not _touches(b, edge, tall)]
    # without an axis line the area may reach below its labels, and one text below it is the title
    below = clear if len(clear) > 1 or (lines and clear) else below
    below = [b for b in below if not any(_is_tick_of(b, label, tall) for label in below)]
    rows = [[b for b in below if abs(b.cy - seed.cy) <= 0.5 * tall] for seed in below]
    rows = [r for r in rows if len(r) >= 2] or rows
    first = min(rows, key=lambda r: float(np.median([b.cy for b in r])), default=[])
    at = max(lines, default=min([area.y1, *(b.y0 - 0.3 * tall for b in first)]))
    return sorted(first, key=lambda b: b.cx), at


def _is_tick_of(box: Box, label: Box, tall: float) -> bool:
    """Whether a box is a mere stroke, smaller than a letter, straight above a label."""
    small = box.width + 1 <= 0.4 * tall and box.height < 0.85 * label.height
    return small and abs(box.cx - label.cx) <= 0.3 * tall and 0 <= label.y0 - box.y1 <= 1.2 * tall


def _touches(box: Box, line: float, tall: float) -> bool:
    """Whether a box hangs on the axis line; what is wider than a stroke may come close to it."""
    return box.y0 < line + (0.15 if box.width + 1 > 0.4 * tall else 0.25) * tall


def _text_height(view: PanelView) -> float:
    candidate = view.axis.candidate
    if candidate is not None:
        return candidate.size
    return float(np.median([b.height + 1 for b in view.texts])) if view.texts else 12.0


def read_x_axis(view: PanelView) -> AxisCalibration | None:
    """Fit the labels below the area as a numeric axis; None when they are categories.

    Parameters
    ----------
    view : PanelView
        The panel.

    Returns
    -------
    AxisCalibration or None
        Pixels are upright x positions.
    """
    row, at = label_row(view)
    boxes = with_bases(tuple(row), BoxTable(view.texts), sideways=view.horizontal)
    if len(boxes) < 2:
        return None
    picture = view.picture
    factor = 1 / picture.scale
    source = picture.rgb.transpose(1, 0, 2) if view.horizontal else picture.rgb
    placed = [TextBox(b.transposed() if view.horizontal else b) for b in boxes]
    read = read_text(source, placed, view.engine)
    labels = axis_labels([replace(t, box=b.scaled(factor)) for t, b in zip(read, boxes, strict=True)], horizontal=True)
    if sum(bool(label.readings) for label in labels) < max(2, 0.6 * len(labels)):
        return None
    fitted = fit_axis(labels, _ticks(view, boxes, at), AxisSettings())
    if not isinstance(fitted, AxisCalibration) or len(fitted.ticks) < max(2, 0.6 * len(labels)):
        return None
    return None if _are_names(read, boxes, fitted) else fitted


def _are_names(texts: Sequence[TextBox], boxes: Sequence[Box], fitted: AxisCalibration) -> bool:
    """Whether labels with words among them stand evenly though their numbers do not rise so: Placebo, 10 mg, 40 mg."""
    steps = np.diff([b.cx for b in boxes])
    even = len(steps) > 1 and bool(np.ptp(steps) <= _EVEN * np.median(steps))
    worded = any(_WORD.search(t.text) and t.confidence >= DOUBTED for t in texts)
    return fitted.scale is not AxisScale.LINEAR and even and worded


def _ticks(view: PanelView, boxes: Sequence[Box], at: float) -> list[TickCandidate]:
    """Ticks of the x axis, else vertical gridlines, upright pixels."""
    turned = view.picture.transposed()
    candidate = AxisCandidate(tuple(b.transposed() for b in boxes), None, at, 1)
    ticks = find_ticks(turned, candidate)
    if len(ticks) < 2:
        ticks = find_gridlines(turned, view.area.box.transposed())
    return [TickCandidate(view.picture.to_upright(t.pixel), t.strength, t.source) for t in ticks]
