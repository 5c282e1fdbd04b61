"""Which strokes on a column are caps, and which are parts of markers."""

from types import SimpleNamespace

import pytest

from figpool.detect.raster.marker_search import MarkerLook, Sighting
from figpool.detect.raster.stems import StemEnd
from figpool.extract import column_caps
from figpool.extract.looks import SeriesLook

TYPICAL = 16.0


def search(*shapes):
    looks = [SeriesLook(s, MarkerLook(s, False, 10.0, 1.0, (0.0, 0.0, 0.0)), None) for s in shapes]
    return SimpleNamespace(looks=looks, everything=SimpleNamespace(line=2.0), rimmed=False)


@pytest.mark.parametrize(("half", "part"), [(16.0, False), (4.0, True)])
def test_a_clean_stroke_across_the_tip_of_a_triangle_is_no_part_of_it(half, part):
    """The cap of a short error bar was taken for a part of the marker, which is narrow there."""
    seen = [[Sighting(400.0, 300.0, 0.8, 1.0)]]
    cap = StemEnd(285.0, half)
    assert column_caps._inside_marker(search("up"), cap, seen, TYPICAL) == part


@pytest.mark.parametrize(("half", "other"), [(16.0, False), (10.0, True)])
def test_a_cap_that_stands_out_of_another_marker_is_not_that_marker(half, other):
    seen = [[Sighting(400.0, 330.0, 0.8, 1.0)], [Sighting(400.0, 300.0, 0.8, 1.0)]]
    cap = StemEnd(308.0, half, clean=False)
    assert column_caps._on_other(search("square", "circle"), cap, 0, seen, TYPICAL) == other


@pytest.mark.parametrize(("length", "own"), [(3, [True, True]), (1, [False, False])])
def test_caps_are_sought_in_the_colour_of_a_series_where_it_stands(monkeypatch, length, own):
    """Series beside one another have no caps on each other's columns: caps of each one's own colour passed for none."""
    red, blue = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
    look = MarkerLook("circle", False, 10.0, 1.0, red)
    inks = [SimpleNamespace(caps=[100.0, 300.0, 500.0][:length]), SimpleNamespace(caps=[130.0, 330.0, 530.0][:length])]
    case = SimpleNamespace(
        looks=[SeriesLook("a", look, red), SeriesLook("b", look, blue)],
        maps=inks,
        dark=None,
        strong=[],
        radius=10.0,
    )
    monkeypatch.setattr(
        column_caps, "caps_at", lambda _, maps, x, *__: [StemEnd(50.0, TYPICAL)] if x in maps.caps else []
    )
    xs = [100.0, 130.0, 300.0, 330.0, 500.0, 530.0, *(700.0 + 30 * i for i in range(6))]
    there, none = [Sighting(0.0, 50.0, 0.9, 1.0)], []
    seen = [[there if i < 6 and i % 2 == k else none for k in range(2)] for i in range(len(xs))]
    assert column_caps.own_caps(case, xs, TYPICAL, seen) == own


def test_a_marker_of_a_look_that_two_series_share_is_looked_at_wherever_it_stands():
    """Caps that touch the second of two markers alike were lost: both series are seen best at the first."""
    upper, lower = Sighting(400.0, 100.0, 0.8, 1.0), Sighting(400.0, 300.0, 0.78, 1.0)
    alike = [[upper, lower], [upper, lower]]
    assert column_caps._markers_of(1, alike, 10.0) == [upper, lower]
    square = Sighting(400.0, 300.0, 0.9, 1.0)
    assert column_caps._markers_of(0, [[upper, lower], [square]], 10.0) == [upper]


@pytest.mark.parametrize(("seen_dark", "own"), [([50.0, 90.0], [False, False]), ([50.0], [True, True])])
def test_caps_of_which_nearly_all_show_in_black_are_of_no_colour(monkeypatch, seen_dark, own):
    """JPEG gives black strokes on coloured markers their colour: black ones beyond were not looked at."""
    red, blue = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
    look = MarkerLook("circle", False, 10.0, 1.0, red)
    tinted, dark, every = (
        SimpleNamespace(rows=[50.0]),
        SimpleNamespace(rows=seen_dark),
        SimpleNamespace(rows=[50.0, 90]),
    )
    case = SimpleNamespace(
        looks=[SeriesLook("a", look, red), SeriesLook("b", look, blue)],
        maps=[tinted, tinted],
        dark=dark,
        everything=every,
        strong=[],
        radius=10.0,
    )
    monkeypatch.setattr(column_caps, "caps_at", lambda _, maps, *__: [StemEnd(y, TYPICAL) for y in maps.rows])
    seen = [[[Sighting(0.0, 70.0, 0.9, 1.0)]] * 2] * 4
    assert column_caps.own_caps(case, [100.0, 200.0, 300.0, 400.0], TYPICAL, seen) == own
