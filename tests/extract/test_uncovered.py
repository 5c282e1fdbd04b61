"""Markers found in the ink that others leave unexplained."""

from types import SimpleNamespace

import numpy as np
import pytest

from figpool.core.geometry import Box
from figpool.detect.raster.marker_search import MarkerLook, Sighting
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.shapes import shape_named
from figpool.extract.looks import SeriesLook
from figpool.extract.uncovered import _agreement, _Band, uncovered

BLACK = (0.0, 0.0, 0.0)
TRIANGLE = MarkerLook("up", False, 9.0, 1.0, BLACK)
CIRCLE = MarkerLook("circle", False, 11.0, 1.0, BLACK)


def _ink(*marks):
    """Ink of a page with markers drawn on it: (look, x, y)."""
    yy, xx = np.mgrid[0:160, 0:200].astype(np.float32)
    ink = np.zeros(xx.shape, np.float32)
    for look, x, y in marks:
        shape = shape_named(look.shape)
        y0 = y - shape.drop * look.radius
        distance = shape.distance((xx - x) / look.radius, (yy - y0) / look.radius) * look.radius
        ink = np.maximum(ink, np.clip(0.5 - distance, 0, 1)).astype(np.float32)
    return ink


def _search(ink):
    looks = tuple(SeriesLook("", look, None) for look in (TRIANGLE, CIRCLE))
    plotted = SimpleNamespace(region=Box(0, 0, 199, 159))
    everything = SimpleNamespace(ink=ink, line=3.0)
    return SimpleNamespace(looks=looks, plotted=plotted, everything=everything, covers=(ink, ink), radius=10.0)


def _seen(look, x, y):
    return RawMarker(x, y, look.radius, look.shape, look.hollow, 1.0, 0.8, (), BLACK)


def test_a_marker_whose_ink_another_explains_too_is_mistaken():
    """A circle seen in a triangle leaves its corners, and the triangle explains all."""
    found, mistaken = uncovered(_search(_ink((TRIANGLE, 100, 80))), [_seen(CIRCLE, 100, 77)], [1])
    assert mistaken == {0}
    assert [number for number, _ in found] == [0]
    assert (found[0][1].x, found[0][1].y) == (pytest.approx(100, abs=1), pytest.approx(80, abs=1))


def test_a_marker_beside_the_one_found_stays():
    ink = _ink((TRIANGLE, 100, 80), (CIRCLE, 106, 72))
    found, mistaken = uncovered(_search(ink), [_seen(CIRCLE, 106, 72)], [1])
    assert mistaken == set()
    assert [number for number, _ in found] == [0]


def test_the_rim_of_a_marker_drawn_larger_than_its_fellows_is_no_marker():
    larger = MarkerLook("circle", False, 13.5, 1.0, BLACK)
    assert uncovered(_search(_ink((larger, 100, 80))), [_seen(CIRCLE, 100, 79)], [1]) == ([], set())


def test_markers_in_a_heap_of_which_none_stands_free_are_told_as_far_as_they_stick_out():
    heap = [(CIRCLE, 70, 80), (CIRCLE, 88, 80), (CIRCLE, 106, 80)]
    found, _ = uncovered(_search(_ink(*heap)), [], [])
    assert [number for number, _ in found] == [1, 1, 1]
    assert sorted(m.x for _, m in found) == pytest.approx([70, 88, 106], abs=1)
    assert all(m.score < 0.5 for _, m in found)


def test_a_rim_thinner_than_a_pixel_agrees_with_nothing():
    """There were no pixels to take the mean of."""
    ink, part = _ink((CIRCLE, 100, 80)), np.array([[80, 100], [81, 100]])
    band = _Band(outer=0.2, inner=-0.2, ink=1.0)
    assert _agreement(ink, np.zeros(ink.shape, bool), CIRCLE, Sighting(100.0, 80.0, 0.8, 1.0), part, band, 1.0) == 0.0
