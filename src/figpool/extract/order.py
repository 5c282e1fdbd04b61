"""The order in which panels are read."""

from __future__ import annotations

from collections.abc import Sequence

from figpool.core.geometry import Box


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """Return the indices of boxes row by row, then from left to right.

    Boxes stand in one row when the middle of the one lies beside the other:
    panels of a row may differ in height.

    Parameters
    ----------
    boxes : sequence of Box
        Plot areas.

    Returns
    -------
    list of int
        All indices.
    """
    rows: list[list[int]] = []
    for i in sorted(range(len(boxes)), key=lambda k: boxes[k].cy):
        first = boxes[rows[-1][0]] if rows else None
        if first is not None and (first.y0 <= boxes[i].cy <= first.y1 or boxes[i].y0 <= first.cy <= boxes[i].y1):
            rows[-1].append(i)
        else:
            rows.append([i])
    return [i for row in rows for i in sorted(row, key=lambda k: boxes[k].x0)]
