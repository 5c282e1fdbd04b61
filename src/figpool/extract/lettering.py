"""Letters of the panels of a figure: A, B, C or (a), (b), (c) at their upper left corners."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from figpool.core.geometry import Box
from figpool.extract.view import PanelView

#: A panel's letter as printed.
_LETTER = re.compile(r"\(?([A-Za-z])[).]?")
#: Boxes beside a panel that are recognised, largest first.
_MOST = 6


def panel_letters(views: Sequence[PanelView]) -> list[str]:
    """Read the letters of panels given in reading order.

    Parameters
    ----------
    views : sequence of PanelView
        One view a panel, in reading order.

    Returns
    -------
    list of str
        A letter a panel; where they do not follow one another in the alphabet,
        as printed letters do, numbers from 1 instead.
    """
    if len(views) < 2:
        return [""] * len(views)
    choices = [_candidates(view) for view in views]
    for first in choices[0]:
        letters = [chr(ord(first) + i) for i in range(len(views))]
        if sum(letter in own for letter, own in zip(letters, choices, strict=True)) >= max(2, len(views) - 1):
            return letters
    runs = [sorted(own) for own in choices]
    if all(len(own) == 1 for own in runs) and all(a[0] < b[0] for a, b in pairwise(runs)):
        return [own[0] for own in runs]
    return [str(i) for i in range(1, len(views) + 1)]


def _candidates(view: PanelView) -> set[str]:
    """Single letters printed left of the axis near its upper end, or above the plot area's left half."""
    area = view.turned(view.area.box)
    tall = view.axis.candidate.size if view.axis.candidate is not None else 12.0
    corner = Box(area.x0 - 9 * tall, area.y0 - 4 * tall, area.x0 + 0.5 * area.width, area.y0 + 2 * tall)
    boxes = [
        box
        for box in (view.turned(t) for t in view.texts)
        if corner.x0 <= box.cx <= corner.x1
        and corner.y0 <= box.cy <= corner.y1
        and (box.cy < area.y0 or box.cx < area.x0 + 3 * tall)
        and 0.6 * tall <= box.height + 1 <= 3 * tall
        and box.width <= 2.2 * (box.height + 1)
    ]
    boxes = sorted(boxes, key=lambda b: -b.height)[:_MOST]
    texts = view.read_boxes([view.turned(b) for b in boxes])
    return {match.group(1) for text in texts if (match := _LETTER.fullmatch(text.strip()))}
