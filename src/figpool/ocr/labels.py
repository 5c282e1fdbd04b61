"""Recognised text boxes beside an axis -> axis labels with their readings."""

from __future__ import annotations

from collections.abc import Iterable

from figpool.core.axes import AxisLabel
from figpool.core.figure import TextBox
from figpool.ocr.numbers import read_number


def axis_label(text_box: TextBox, *, horizontal: bool = False) -> AxisLabel:
    """Return the label of one axis.

    Parameters
    ----------
    text_box : TextBox
        Recognised text.
    horizontal : bool
        Whether the axis runs along x (its labels stand below or above it).
    """
    box = text_box.box
    upright = abs(text_box.angle) % 180 < 45 or abs(text_box.angle) % 180 > 135
    return AxisLabel(
        pixel=box.cx if horizontal else box.cy,
        size=box.height if upright else box.width,
        text=text_box.text,
        readings=read_number(text_box.text),
    )


def axis_labels(text_boxes: Iterable[TextBox], *, horizontal: bool = False) -> tuple[AxisLabel, ...]:
    """Return the labels of one axis, those without a number included."""
    return tuple(axis_label(text_box, horizontal=horizontal) for text_box in text_boxes)
