"""Which of the columns of a group is whose, where series stand beside one another."""

import pytest

from figpool.detect.raster.marker_search import Sighting
from figpool.extract.beside import own_columns

#: Places of three series in their groups, and agreement of each one's marker with all three of them.
OFFSETS = (-8.0, 0.0, 8.0)
AGREEMENT = ((0.76, 0.1, 0.5), (0.1, 0.8, 0.1), (0.84, 0.1, 0.74))


def told(*groups):
    """Series to which each column of groups of markers (their series) is left."""
    xs, numbers, seen = [], [], []
    for at, group in enumerate(groups):
        numbers.append(list(range(len(xs), len(xs) + len(group))))
        for series in group:
            xs.append(100.0 * at + OFFSETS[series])
            seen.append([[Sighting(xs[-1], 50.0, s, 1.0)] for s in AGREEMENT[series]])
    kept = own_columns(xs, numbers, seen)
    return [tuple(k for k, own in enumerate(kept[i]) if own) for group in numbers for i in group]


def test_each_column_of_a_group_is_one_series():
    """A small triangle was seen as the circle of another series: it took its name, and that series' value was lost."""
    assert told((0, 1, 2), (0, 1, 2)) == [(0,), (1,), (2,)] * 2


def test_series_keep_their_order_in_all_groups():
    """In one group blur may make each of two markers look rather like the other."""
    clear, blurred = ((0.8, 0.2), (0.2, 0.8)), ((0.6, 0.7), (0.7, 0.6))
    shown = (clear, clear, blurred)
    xs = [100.0 * n + place for n in range(3) for place in (-8.0, 8.0)]
    looks = [own for group in shown for own in group]
    seen = [[[Sighting(x, 50.0, score, 1.0)] for score in own] for x, own in zip(xs, looks, strict=True)]
    kept = own_columns(xs, [[0, 1], [2, 3], [4, 5]], seen)
    assert [[bool(own) for own in column] for column in kept] == [[True, False], [False, True]] * 3


@pytest.mark.parametrize("group", [(0, 2), (1, 2), (0, 1)])
def test_a_group_with_a_hidden_marker_goes_by_the_places_of_the_series(group):
    assert told((0, 1, 2), (0, 1, 2), group)[6:] == [(series,) for series in group]


def test_a_column_alone_keeps_what_is_seen_on_it():
    assert told((0, 1, 2), (0, 1, 2), (2,))[6:] == [(0, 1, 2)]
