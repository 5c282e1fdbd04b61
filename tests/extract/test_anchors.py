"""Triangles: the value is where the error bars are centred, or the doubt is said."""

import pytest

from figpool.detect.raster.marker_search import MarkerLook
from figpool.detect.raster.stems import StemEnd
from figpool.extract.anchors import anchor_triangles
from figpool.extract.looks import SeriesLook
from figpool.extract.placed import PlacedMarker

RADIUS = 8.0


def look(shape):
    return SeriesLook("", MarkerLook(shape, False, RADIUS, 1.0, (0.0, 0.0, 0.0)), None)


def placed(rows, below, lengths=(30.0, 50.0, 40.0, 35.0)):
    """Markers seen `below` pixels above the middle of their error bars."""
    return [
        PlacedMarker(0, i, 100.0 * i, y, 0.8, StemEnd(y + below - arm, 6.0), StemEnd(y + below + arm, 6.0))
        for i, (y, arm) in enumerate(zip(rows, lengths, strict=False))
    ]


def anchor(values, shape):
    return anchor_triangles(values, [look(shape)], lambda row: 500.0 - 2 * row, lambda value: (500.0 - value) / 2)


@pytest.mark.parametrize("below", [4.0, -4.0, 0.0])
def test_error_bars_that_agree_place_the_values(below):
    found = anchor(placed((100.0, 140.0, 90.0, 160.0), below), "up")
    assert [p.y for p in found] == pytest.approx([y + below for y in (100.0, 140.0, 90.0, 160.0)])
    assert {p.place_u for p in found} == {0.0}


def test_without_error_bars_the_doubt_is_said():
    bare = [PlacedMarker(0, i, 50.0 * i, 100.0, 0.8, None, None) for i in range(5)]
    found = anchor(bare, "steep_down")
    assert [p.y for p in found] == [100.0] * 5
    assert all(p.place_u == pytest.approx(0.27 * RADIUS) for p in found)


def test_error_bars_that_disagree_move_nothing():
    values = [p for y, below in ((100.0, 5.0), (140.0, -3.0), (90.0, 1.0)) for p in placed((y,), below)]
    found = anchor(values, "down")
    assert [p.y for p in found] == [100.0, 140.0, 90.0]
    assert all(p.place_u > 0 for p in found)


def test_round_markers_are_left_alone():
    values = placed((100.0, 140.0, 90.0), 4.0)
    assert anchor(values, "circle") == values


@pytest.mark.parametrize(("other", "turned"), [("up", 1.0), ("down", -1.0)])
def test_triangles_with_few_error_bars_are_placed_as_the_others_of_the_panel(other, turned):
    """Triangles that pointed up hid their lower arms, and their values stayed at the wrong point of them."""
    told = placed((100.0, 140.0, 90.0, 160.0), turned * 4.0)
    bare = PlacedMarker(1, 0, 100.0, 300.0, 0.8, None, None)
    found = anchor_triangles([*told, bare], [look(other), look("up")], lambda row: -row, lambda value: -value)
    assert found[-1].y == pytest.approx(304.0)
    assert found[-1].place_u == 0.0
