"""How far the lines of a panel lean: a copy laid a little askew shows it by nothing else."""

from __future__ import annotations

import numpy as np

from figpool.extract.view import PanelView

#: Length of a line that tells, as a share of the area's width; rows beside it in which nothing else may stand.
_LONG, _BESIDE = 0.5, 4
#: Difference of the heights of its ends from which it leans, and rows of ground beside it, lightness.
_LEANS, _GROUND = 0.3, 0.1
#: Columns of each end in which the line stands alone, at least.
_COLUMNS = 8


def leaning(view: PanelView) -> float:
    """Slope of the longest level line of a panel, 0 where it is level.

    Parameters
    ----------
    view : PanelView
        The panel.
    """
    area, gray = view.area.box, view.picture.gray
    near = [s for s in view.strokes if area.y0 - _BESIDE <= s.at <= area.y1 + _BESIDE]
    line = max(near, key=lambda s: s.length, default=None)
    if line is None or line.length < _LONG * area.width:
        return 0.0
    reach = line.thickness / 2 + _BESIDE
    first, last = max(0, round(line.at - reach)), round(line.at + reach) + 1
    window = gray[first:last, max(0, round(line.start)) : round(line.end) + 1]
    dark = window.max(axis=0) - window
    weight = np.clip(dark - 0.3 * dark.max(), 0.0, None)
    alone = (dark[0] < _GROUND) & (dark[-1] < _GROUND) & (weight.sum(axis=0) > 0)
    third = window.shape[1] // 3
    ends = [np.flatnonzero(alone[:third]), np.flatnonzero(alone[-third:]) + window.shape[1] - third]
    if min(map(len, ends)) < _COLUMNS:
        return 0.0
    rows = np.arange(len(window))
    left, right = (float(np.median(rows @ weight[:, at] / weight[:, at].sum(axis=0))) for at in ends)
    apart = float(np.median(ends[1]) - np.median(ends[0]))
    return (right - left) / apart if abs(right - left) >= _LEANS else 0.0
