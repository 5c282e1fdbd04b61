"""Markers that are one stroke each: | and _."""

from __future__ import annotations

from collections.abc import Sequence

from figpool.detect.vector.scene import EPSILON, Edge

#: So many strokes of one look in one line across them are ticks or a rug; markers of so many series do not look alike.
_IN_LINE = 3
#: Strokes on one another agree to this many pixels.
_SAME = 0.1
#: Length of the line of an axis in that of its ticks, at least.
_AXIS = 4.0


def find_dashes(along: Sequence[Edge], across: Sequence[Edge], small: float) -> list[Edge]:
    """Find strokes that are markers among the short ones drawn as symbols.

    Matplotlib draws the caps of error bars and the ticks of an axis the same way: caps end
    a stroke that runs across (or lie on one another, where the error is 0), ticks and rugs
    stand in one line.

    Parameters
    ----------
    along : sequence of Edge
        Strokes of the direction looked for.
    across : sequence of Edge
        Strokes that run across it.
    small : float
        Longest marker, pixels.

    Returns
    -------
    list of Edge
        Two or more of each colour and length.
    """
    looks: dict[tuple[object, ...], list[Edge]] = {}
    for edge in along:
        if edge.centred and edge.lone and edge.length <= small:
            looks.setdefault((edge.color, round(edge.length, 1)), []).append(edge)
    found = []
    for alike in looks.values():
        free = [e for e in alike if not (_is_tick(e, alike, across) or _is_cap(e, across) or _is_double(e, alike))]
        if len(free) >= 2:
            found += free
    return found


def _is_tick(edge: Edge, alike: Sequence[Edge], across: Sequence[Edge]) -> bool:
    """Whether a stroke stands in one line with others, as on an axis; of an axis with two ticks, on its line too."""
    row = sum(abs(e.middle - edge.middle) <= EPSILON for e in alike)
    return row >= _IN_LINE or (row > 1 and any(_stands_on(edge, line) for line in across))


def _stands_on(edge: Edge, line: Edge) -> bool:
    """Whether a stroke ends on a long line that runs across it."""
    meets = min(abs(line.at - edge.lo), abs(line.at - edge.hi)) <= EPSILON
    return meets and line.length >= _AXIS * edge.length and line.lo - EPSILON <= edge.at <= line.hi + EPSILON


def _is_cap(edge: Edge, across: Sequence[Edge]) -> bool:
    """Whether a stroke ends one that runs across it: an error bar, or the line of an axis."""
    return any(
        abs(s.at - edge.middle) <= EPSILON and min(abs(s.lo - edge.at), abs(s.hi - edge.at)) <= EPSILON
        for s in across
        if not s.centred
    )


def _is_double(edge: Edge, alike: Sequence[Edge]) -> bool:
    """Whether a stroke lies on another: both caps of an error of 0."""
    same = [e for e in alike if abs(e.at - edge.at) <= _SAME and abs(e.middle - edge.middle) <= _SAME]
    return len(same) > 1
