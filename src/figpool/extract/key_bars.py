"""Legend keys that touch the row bars stand on, and so were found as bars."""

from __future__ import annotations

from collections.abc import Sequence

from figpool.core.geometry import Box
from figpool.detect.raster.legend import find_legend
from figpool.detect.raster.rectangles import RawBar
from figpool.detect.raster.text import usual_height
from figpool.extract.view import PanelView

#: Highest key, and farthest words from it, in letter heights.
_TALL, _FAR = 3.0, 2.5
#: Height of print, in heights of most print: hatching and markers are taken for text, too.
_PRINT = 3.0
#: Share of a rectangle that keys and words of a legend cover, from which it is a part of them.
_MOSTLY = 0.5


def without_keys(view: PanelView, bars: Sequence[RawBar]) -> list[RawBar]:
    """Leave out bars at the right end of an upright chart that are keys of its legend, or letters of its words.

    A legend beside the plot may stand on the level of zero. Bars no higher than
    keys, with print close beside or over them, are left out where a legend of two
    or more keys is found that holds them.

    Parameters
    ----------
    view : PanelView
        The panel.
    bars : sequence of RawBar
        From left to right.

    Returns
    -------
    list of RawBar
        The bars that are no part of a legend.
    """
    labels = view.axis.candidate.labels if view.axis.candidate else ()
    texts = [t for t in view.texts if t not in labels]
    usual = usual_height(texts)
    texts = [t for t in texts if t.height + 1 <= _PRINT * usual]
    boxes = [Box(b.x0, min(b.tip, b.base), b.x1, max(b.tip, b.base)) for b in bars]
    first = len(bars)
    while first and not view.horizontal and _may_be_key(boxes[first - 1], texts, usual):
        first -= 1
    if first == len(bars):
        return list(bars)
    legend = [box for key in find_legend(view.picture, texts, boxes[:first]) for box in (key.box, key.text_box)]
    return [
        bar
        for i, (bar, box) in enumerate(zip(bars, boxes, strict=True))
        if i < first or sum(map(box.overlap, legend)) <= _MOSTLY * (box.width + 1) * (box.height + 1)
    ]


def _may_be_key(box: Box, texts: Sequence[Box], tall: float) -> bool:
    """Whether print stands close behind a rectangle or over it, which is hardly higher than that: one key, or several.

    Keys that touch one another have a line of print beside each.
    """
    level = [t for t in texts if min(box.y1, t.y1) - max(box.y0, t.y0) > 0.4 * min(box.height, t.height)]
    near = [t for t in level if box.x0 - tall <= t.x1 and t.x0 <= box.x1 + _FAR * tall]
    # the edges of a key may be found as text over it
    lines = [t for t in near if t.x0 > box.x1 and t.height + 1 >= 0.5 * tall]
    print_height = min((t.height + 1 for t in lines or near), default=0.0)
    return box.height <= _TALL * print_height * max(1, len(lines))
