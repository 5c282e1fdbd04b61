"""Labels beside an upright category axis that read from bottom to top, along it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool.core.figure import TextBox
from figpool.core.geometry import Box
from figpool.detect.raster.standing import STANDING, find_standing_text
from figpool.detect.raster.text import BROAD
from figpool.extract.view import PanelView
from figpool.ocr import read_names

#: How far from the axis labels stand, at most, in letter heights; farther out stands the title.
_FAR = 4.0
#: How far the middle of a label is from its place, at most, in steps of the places.
_AT_PLACE = 0.25
#: Ratio of the letter heights of labels, at most; length of most of them in it, at least: level print shows letters.
_ONE_SIZE, _LONG = 1.6, 1.7
#: Share of the labels that hold letters or figures, more than.
_READ = 0.5
#: White before labels, in letter heights, more than.
_APART = 0.6


def standing_beside(view: PanelView, base: float, places: Sequence[Sequence[float]]) -> list[tuple[float, TextBox]]:
    """Read the labels that stand beside the axis of bars that lie, one at each place.

    Parameters
    ----------
    view : PanelView
        The panel, transposed.
    base : float
        Where the category axis is in the view, working pixels.
    places : sequence of sequence of float
        Where labels may stand, working pixels along the axis.

    Returns
    -------
    list of (float, TextBox)
        Place along the axis and words, in order; empty where no row of places has its labels.
    """
    picture = view.picture.transposed()
    texts = [view.turned(t) for t in view.texts]
    before = (w for w in find_standing_text(picture, texts) if w.x1 <= base + 2)
    # tick marks are no letters
    words = [w for w in before if w.height + 1 >= BROAD * (w.width + 1)]
    for own in places:
        labels = _at_places(words, sorted(own), base)
        if labels:
            read = read_names(picture.rgb, [TextBox(b, angle=STANDING) for b in labels], view.engine)
            # pieces of outlines along the axis are no words
            if np.mean([any(map(str.isalnum, t.text)) for t in read]) > _READ:
                return [(b.cy, t) for b, t in zip(labels, read, strict=True)]
    return []


def _at_places(words: Sequence[Box], places: Sequence[float], base: float) -> list[Box]:
    """Words nearest to the axis, one at each place and none between; empty where that is not so."""
    if len(places) < 2 or not words:
        return []
    step = float(np.diff(places).min())
    along = [w for w in words if places[0] - step / 2 <= w.cy <= places[-1] + step / 2]
    nearest = max((w.x1 for w in along), default=0.0)
    row = sorted((w for w in along if w.x1 >= nearest - w.width), key=lambda w: w.cy)
    if len(row) != len(places):
        return []
    size = np.array([(w.width + 1, w.height + 1) for w in row])
    # the last letters of level words have the others before them
    before = max((w.x1 for w in along if w not in row and w.x1 < nearest), default=-np.inf)
    apart = min(w.x0 for w in row) - before > _APART * float(np.median(size[:, 0]))
    placed = apart and all(abs(w.cy - at) <= _AT_PLACE * step for w, at in zip(row, places, strict=True))
    one_size = size[:, 0].max() <= _ONE_SIZE * size[:, 0].min()
    near = base - nearest <= _FAR * float(np.median(size[:, 0]))
    return row if placed and one_size and near and np.median(size[:, 1] / size[:, 0]) >= _LONG else []
