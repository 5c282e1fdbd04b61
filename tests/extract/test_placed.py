"""Values on columns: which are kept, and which may hide others."""

from dataclasses import replace

from figpool.detect.raster.stems import StemEnd
from figpool.extract.placed import PlacedMarker, once_a_group, with_missing

ARMS = {"up": StemEnd(40.0, 6.0), "down": StemEnd(60.0, 6.0)}
GRID = [PlacedMarker(k, c, 100.0 * c, 50.0 + 30 * k, 0.9, **ARMS) for c in range(4) for k in range(2)]


def test_a_series_beside_others_stands_once_in_a_group():
    """A square was given to the triangles too, which had their own marker beside it, with no flag."""
    own, other = PlacedMarker(0, 0, 100.0, 50.0, 0.9, **ARMS), PlacedMarker(1, 1, 108.0, 90.0, 0.9, **ARMS)
    again = PlacedMarker(0, 1, 108.0, 91.0, 0.6, **ARMS)
    later = replace(again, column=2, x=300.0)
    assert once_a_group([own, other, again, later], [[0, 1], [2]]) == [own, other, later]


def test_a_marker_on_another_one_without_error_bar_leaves_the_doubt_that_it_stands_elsewhere():
    """A hidden series was placed on the wrong marker of its column, and the one that hid it lost its flag."""
    crowded = replace(GRID[-1], up=None, down=None, crowded=True)
    assert not any(p.missing for p in with_missing(GRID))
    assert [p.missing for p in with_missing([*GRID[:-1], crowded])] == [False] * 6 + [True] * 2
    # without error bars anywhere none of them says where a marker stands
    bare = [replace(p, up=None, down=None, crowded=True) for p in GRID]
    assert not any(p.missing for p in with_missing(bare))
