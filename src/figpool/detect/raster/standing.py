"""Print that stands: words that read from bottom to top, as some programs set the numbers beside an axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from figpool.core.geometry import Box
from figpool.detect.raster.picture import Picture
from figpool.detect.raster.text import TextSettings, find_text, usual_height

#: Reading direction of print that stands, degrees counter-clockwise.
STANDING = 90.0

P = TypeVar("P", bound=np.generic)


def find_standing_text(picture: Picture, texts: Sequence[Box]) -> list[Box]:
    """Find pieces of text that read from bottom to top, a box a line of words.

    Parameters
    ----------
    picture : Picture
        Working picture.
    texts : sequence of Box
        Level text of the picture: it tells the size of print, which letters on their sides do not.

    Returns
    -------
    list of Box
        Tight boxes in working pixels of the picture as it is, unordered.
    """
    level = replace(picture, gray=_turned(picture.gray), ink=_turned(picture.ink), rgb=_turned(picture.rgb))
    usual = usual_height(texts)
    known = usual if np.isfinite(usual) else 0.0
    words = find_text(level, TextSettings(tallest=TextSettings().limit(picture.shape), usual=known))
    last = picture.shape[0] - 1
    return [Box(w.y0, last - w.x1, w.y1, last - w.x0) for w in words]


def _turned(plane: NDArray[P]) -> NDArray[P]:
    """Quarter turn clockwise: what read from bottom to top reads from left to right."""
    return np.ascontiguousarray(np.rot90(plane, -1))
