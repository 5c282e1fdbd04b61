"""A factor printed once at the end of an axis ("×10³", "1e6"): the values are multiplied by it, and it is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from figpool.core.axes import AxisCalibration
from figpool.core.geometry import Box
from figpool.core.issues import Flag, Issue
from figpool.detect.raster.axes import AxisCandidate
from figpool.ocr.clean import lower_superscripts

#: A power of ten that stands by itself, as printed or as read.
_FACTOR = re.compile(
    r"[(\[]?\s*(?:[x×*]\s*10\s*\^?\s*([-⁻⁰¹²³⁴⁵⁶⁷⁸⁹0-9]{1,3})|1e([-+]?\d{1,2}))\s*[)\]]?", re.IGNORECASE
)
#: How far above the first label a factor stands, in label heights: an axis may go on beyond its last label.
_ABOVE = 10.0
#: Pieces of print that are recognised, at most.
_MOST = 4


def find_factor(
    axis: AxisCandidate, texts: Sequence[Box], read: Callable[[Sequence[Box]], Sequence[str]], *, level: bool = False
) -> tuple[str, int] | None:
    """Find the power of ten printed at the upper end of an upright axis, or at the right end of a level one.

    Parameters
    ----------
    axis : AxisCandidate
        Labels and line of the axis, working pixels.
    texts : sequence of Box
        Text boxes of the view.
    read : callable
        Recognises boxes of the view.
    level : bool
        Whether the axis is level in the figure: its view is transposed.

    Returns
    -------
    (str, int) or None
        The words and the exponent.
    """
    others = [box for box in texts if box not in axis.labels]
    near = _right_of(axis, others) if level else _above(axis, others)
    for text in read(near[:_MOST]):
        match = _FACTOR.fullmatch(text.strip())
        digits = lower_superscripts(match.group(1) or match.group(2)) if match is not None else ""
        if re.fullmatch(r"[-+]?\d{1,2}", digits):
            return text.strip(), int(digits)
    return None


def _above(axis: AxisCandidate, texts: Sequence[Box]) -> list[Box]:
    """Print above the first label of an upright axis, the nearest first."""
    tall, first = axis.size, axis.labels[0]
    near = [
        box
        for box in texts
        if first.y0 - _ABOVE * tall <= box.cy <= first.y0 - 0.2 * tall
        and min(first.x0, axis.at) - 2 * tall <= box.cx <= max(first.x1, axis.at) + 6 * tall
        and _has_length(box, tall)
    ]
    return sorted(near, key=lambda box: abs(box.cx - axis.at) + abs(box.cy - first.y0))


def _right_of(axis: AxisCandidate, texts: Sequence[Box]) -> list[Box]:
    """Print behind the last label of a level axis, on its row, over or under it, the nearest first."""
    last = max((label.transposed() for label in axis.labels), key=lambda label: label.x1)
    tall = last.height + 1
    upright = [(box.transposed(), box) for box in texts]
    near = [
        (abs(up.cx - last.x1) + abs(up.cy - last.cy), box)
        for up, box in upright
        if last.cx - 2 * tall <= up.cx <= last.x1 + _ABOVE * tall
        and min(last.y0, axis.at) - 3 * tall <= up.cy <= max(last.y1, axis.at) + 3 * tall
        and _has_length(up, tall)
    ]
    return [box for _, box in sorted(near, key=lambda item: item[0])]


def _has_length(box: Box, tall: float) -> bool:
    """Whether upright print is as high as a label and as long as a power of ten."""
    return 0.5 * tall <= box.height + 1 <= 2 * tall and 1.2 * tall <= box.width <= 6 * tall


def with_factor(calibration: AxisCalibration, words: str, exponent: int) -> AxisCalibration:
    """Return an axis whose values are multiplied by a power of ten; of a logarithmic one only the doubt.

    Parameters
    ----------
    calibration : AxisCalibration
        Fit to the tick labels.
    words : str
        The factor as read.
    exponent : int
        Its power of ten.
    """
    if calibration.scale.is_log:
        message = f"'{words}' is printed at the end of the axis; values are those of the tick labels, without it."
        return replace(calibration, issues=(*calibration.issues, Issue(Flag.SCALE_UNSURE, message, 0.4)))
    factor = float(f"1e{exponent}")
    message = f"'{words}' is printed at the end of the axis; the values of the tick labels are multiplied by it."
    return replace(
        calibration,
        slope=calibration.slope * factor,
        intercept=calibration.intercept * factor,
        points=tuple(replace(p, value=p.value * factor) for p in calibration.points),
        ticks=tuple(t if t.value is None else replace(t, value=t.value * factor) for t in calibration.ticks),
        issues=(*calibration.issues, Issue(Flag.SCALE_UNSURE, message, 0.2)),
    )
