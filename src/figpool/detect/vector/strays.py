"""Error bars that a program drew beside their points instead of through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from figpool.core.marks import WhiskerMark
from figpool.detect.vector.scene import EPSILON
from figpool.detect.vector.stems import Stem, to_whisker

Key = tuple[int, int]
Arms = tuple[WhiskerMark | None, WhiskerMark | None]
#: How far beside its point an error bar may stand, in marker heights.
_REACH = 3.0


def find_strays(points: Mapping[Key, tuple[float, float, float]], stems: Sequence[Stem]) -> dict[Key, Arms]:
    """Give stems that stand on no point to the one bare point beside them at the height of their middle.

    Programs that move series apart within a category (ggplot2's dodge) leave an error
    bar in the middle when the other series has none.

    Parameters
    ----------
    points : mapping
        x, y and marker height of every point without arms.
    stems : sequence of Stem
        Stems no point took.

    Returns
    -------
    dict
        Arms, marked unsure, of the points that got some.
    """
    found: dict[Key, Arms] = {}
    for stem in stems:
        beside = [
            key
            for key, (x, y, size) in points.items()
            if abs(stem.middle - y) <= 0.5 * EPSILON and abs(stem.x - x) <= _REACH * size
        ]
        if len(beside) == 1 and beside[0] not in found:
            y = points[beside[0]][1]
            found[beside[0]] = (_unsure(to_whisker(stem, y, stem.lo)), _unsure(to_whisker(stem, y, stem.hi)))
    return found


def _unsure(arm: WhiskerMark | None) -> WhiskerMark | None:
    return None if arm is None else replace(arm, unsure=True)
