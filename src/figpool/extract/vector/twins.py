"""Series that are drawn alike: told apart by their place within the categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from figpool.core.issues import Flag, Issue
from figpool.detect.vector.legend import KeyFind
from figpool.detect.vector.markers import look_distance
from figpool.detect.vector.points import PointTrack

#: Looks closer than this are the same to the eye.
_ALIKE = 0.1
TWINS = Issue(Flag.SERIES_UNREAD, "Two legend entries look alike; the series were told apart by their order only.", 0.2)


def parted(tracks: Sequence[PointTrack], keys: Sequence[KeyFind]) -> tuple[list[PointTrack], list[bool]]:
    """Part points of one look into as many series as the legend has entries of that look.

    Only where every category holds one point a series; within a category the
    order is that of the legend.

    Parameters
    ----------
    tracks : sequence of PointTrack
        Points by look.
    keys : sequence of KeyFind
        Legend entries.

    Returns
    -------
    tracks : list of PointTrack
        More than given where some were parted.
    twins : list of bool
        Whether each came from a parting.
    """
    result: list[PointTrack] = []
    twins: list[bool] = []
    for track in tracks:
        count = sum(look_distance(track.look, k.look) <= _ALIKE for k in keys)
        parts = _parts(track, count) if count >= 2 and not track.on_line else []
        result += parts or [track]
        twins += [True] * len(parts) or [False]
    return result, twins


def _parts(track: PointTrack, count: int) -> list[PointTrack]:
    """Split a track into `count` by rank within its columns; empty when the columns do not hold `count` each."""
    total = len(track.places)
    if total % count or total < count:
        return []
    order = sorted(range(total), key=lambda i: track.places[i][0])
    x = np.array([track.places[i][0] for i in order])
    inner = [float(np.ptp(x[a : a + count])) for a in range(0, total, count)]
    between = np.diff(x)[count - 1 :: count]
    if len(between) and max(inner) >= float(between.min()) * count:
        return []
    return [_taken(track, order[rank::count]) for rank in range(count)]


def _taken(track: PointTrack, chosen: Sequence[int]) -> PointTrack:
    kept = sorted(chosen)
    return replace(
        track,
        places=tuple(track.places[i] for i in kept),
        sizes=tuple(track.sizes[i] for i in kept),
        orders=tuple(track.orders[i] for i in kept),
    )


def alike_names(keys: Sequence[KeyFind]) -> frozenset[str]:
    """Return the names of legend entries that look like another one."""
    return frozenset(
        k.words.text
        for i, k in enumerate(keys)
        if any(i != j and look_distance(k.look, other.look) <= _ALIKE for j, other in enumerate(keys))
    )
