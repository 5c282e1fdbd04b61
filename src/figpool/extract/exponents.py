"""Exponents found as text of their own: they join the tens they stand on (10 and a raised 3 are one label)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool.core.geometry import Box, BoxTable
from figpool.detect.raster.picture import Gray

#: Share of a line of labels that is raised beside larger print where the labels are exponents.
_RAISED = 0.6
#: Height of a ten, in heights of its exponent, at most.
_LARGEST = 2.5
#: Heights of print by which an exponent of any size is raised at least.
_HIGH = 0.35
#: How nearly labels of one axis begin in one column, heights of a ten.
_FLUSH = 0.15

#: Where a raised figure stands behind a ten and how far it reaches up and down, heights of the ten.
_BEHIND, _ABOVE, _BELOW = 0.75, 0.7, 0.45
#: Height of a raised figure, heights of the ten.
_SMALL = (0.3, 0.95)
#: Ink of a figure that is fainter than most print.
_FAINT = 0.15
#: Width of a raised figure, and how far its ink stands before the end of a ten that has its foot, heights of the ten.
_NARROW, _BEFORE = 0.7, 0.45


def with_bases(labels: tuple[Box, ...], texts: BoxTable, *, sideways: bool = False) -> tuple[Box, ...]:
    """Join a line of exponents with the larger print left of and below them.

    Parameters
    ----------
    labels : tuple of Box
        Labels of one axis, in a column or a row, working pixels.
    texts : BoxTable
        All text boxes.
    sideways : bool
        Whether the picture, and so every box, is transposed.

    Returns
    -------
    tuple of Box
        The labels as they were, unless most of them are raised beside a larger one; a
        single one that is joins it where the larger one begins as another label does.
    """
    if sideways:
        joined = with_bases(tuple(b.transposed() for b in labels), texts.transposed)
        return tuple(b.transposed() for b in joined)
    bases = [_base_of(box, texts) for box in labels]
    pairs = list(zip(labels, bases, strict=True))
    if sum(base is not None for base in bases) < max(2.0, _RAISED * len(labels)):
        whole = [box for box, base in pairs if base is None]
        pairs = [(box, base if base is not None and _begins_like(base, whole) else None) for box, base in pairs]
    return tuple(box if base is None else box.joined(base) for box, base in pairs)


def _begins_like(base: Box, labels: Sequence[Box]) -> bool:
    """Whether the larger print under a raised figure begins where labels do that were found whole."""
    return any(abs(label.x0 - base.x0) <= _FLUSH * (base.height + 1) for label in labels)


def _base_of(box: Box, texts: BoxTable) -> Box | None:
    """Return the larger text left of a raised one."""
    for base in texts.ending(box.x0 - 0.5 * _LARGEST * (box.height + 1), box.x0 + 2.0):
        tall = base.height + 1
        raised = (base.cy - box.cy) / tall
        # blur makes a small figure nearly as tall as a large one, but neighbours on one line are not raised
        larger = (0.9 if raised >= _HIGH else 1.1) <= tall / (box.height + 1) <= _LARGEST
        beside = -2.0 <= box.x0 - base.x1 <= 0.5 * tall
        if larger and beside and 0.2 <= raised <= 0.9:
            return base
    return None


def with_raised(box: Box, gray: Gray) -> Box:
    """Extend a ten over the raised figure behind it that was too small or too faint to be found as text.

    Parameters
    ----------
    box : Box
        Where "10" was read, working pixels.
    gray : ndarray of float32, shape (h, w)
        Lightness of the upright working picture.

    Returns
    -------
    Box
        The box as it was, where nothing that looks like a figure stands there.
    """
    behind = _with_behind(box, gray)
    return _with_over(box, gray) if behind == box else behind


def _with_over(box: Box, gray: Gray) -> Box:
    """Extend a ten upwards over the rest of a raised figure whose foot was found as a part of the ten."""
    tall = box.height + 1
    top, left = max(0, round(box.y0 - _ABOVE * tall)), round(box.x1 - _BEFORE * tall)
    part = gray[top : round(box.y0), left : left + round((_BEFORE + _BEHIND) * tall) + 1]
    if part.size == 0:
        return box
    ink = part < float(np.median(part)) - _FAINT
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows) or rows[0] == 0 or len(part) - 1 - rows[-1] > 2 or np.ptp(columns) + 1 > _NARROW * tall:
        return box
    return Box(box.x0, float(top + rows[0]), max(box.x1, float(left + columns[-1])), box.y1)


def _with_behind(box: Box, gray: Gray) -> Box:
    tall = box.height + 1
    top, left = max(0, round(box.y0 - _ABOVE * tall)), round(box.x1) + 2
    part = gray[top : round(box.y0 + _BELOW * tall) + 1, left : left + round(_BEHIND * tall) + 1]
    if part.size == 0:
        return box
    ink = part < float(np.median(part)) - _FAINT
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows) or rows[0] == 0 or rows[-1] == len(part) - 1:
        return box
    if not _SMALL[0] * tall <= rows[-1] - rows[0] + 1 <= _SMALL[1] * tall:
        return box
    return Box(box.x0, min(box.y0, float(top + rows[0])), float(left + columns[-1]), box.y1)
