"""Thousands that a blank sets apart: the 2 left of a column of 500, 000, 500 belongs to its labels."""

from __future__ import annotations

import numpy as np

from figpool.core.geometry import Box, BoxTable

#: Gap between thousands and hundreds, width of one to three figures, and difference of the rows of figures on one
#: line, heights of the print.
_GAP, _WIDTH, _LEVEL = (0.1, 1.0), (0.25, 2.6), 0.15
#: Difference of the widths of three figures each, as a share, and their width in heights of the print.
_ALIKE, _THREE = 0.15, (1.2, 3.0)


def with_thousands(labels: tuple[Box, ...], texts: BoxTable) -> tuple[Box, ...]:
    """Join labels of three figures with the figures that stand apart left of them.

    Parameters
    ----------
    labels : tuple of Box
        Labels of one upright axis, working pixels.
    texts : BoxTable
        All text boxes.

    Returns
    -------
    tuple of Box
        The labels as they were, unless two or more of three figures have such print beside them.
    """
    before = {box: _before(box, texts) for box in labels}
    hundreds = [box for box in labels if before[box] is not None]
    if len(hundreds) < 2:
        return labels
    widths = np.array([box.width + 1 for box in hundreds])
    if np.ptp(widths) > _ALIKE * widths.max():
        return labels
    return tuple(box if (own := before[box]) is None else own.joined(box) for box in labels)


def _before(box: Box, texts: BoxTable) -> Box | None:
    """Return the figures on the line of a label and left of it, set apart by a blank."""
    tall = box.height + 1
    if not _THREE[0] * tall <= box.width + 1 <= _THREE[1] * tall:
        return None
    for text in texts.ending(box.x0 - _GAP[1] * tall, box.x0 - _GAP[0] * tall):
        level = max(abs(text.y0 - box.y0), abs(text.y1 - box.y1)) <= _LEVEL * tall
        beside = _GAP[0] * tall <= box.x0 - text.x1 <= _GAP[1] * tall
        if level and beside and _WIDTH[0] * tall <= text.width + 1 <= _WIDTH[1] * tall:
            return text
    return None
