"""Where the columns of a panel stand."""

from types import SimpleNamespace

import numpy as np
import pytest

from figpool.core.axes import AxisCalibration, AxisScale, CalibrationPoint
from figpool.core.geometry import Box
from figpool.detect.raster.marker_search import Sighting
from figpool.detect.raster.stems import StemEnd
from figpool.extract import column_search
from figpool.extract.column_search import _joined
from figpool.extract.column_sightings import _between
from figpool.extract.columns import Arms, ColumnWeights, SeriesColumn


@pytest.mark.parametrize(("gap", "whole"), [(7.0, True), (40.0, False)])
def test_a_stem_that_a_marker_breaks_is_one(gap, whole):
    """A marker too pale to be seen left two stems of one cap each, and its column was lost without a word."""
    parts = [(544.0, 217.0, 255.0), (543.2, 255.0 + gap, 300.0 + gap), (612.0, 200.0, 290.0)]
    assert ((544.0, 217.0, 300.0 + gap) in _joined(parts, 22.0)) == whole


def test_markers_above_a_number_of_the_x_axis_make_a_column(monkeypatch):
    """Markers of several series that cover one another are none seen alone: their columns were lost."""
    points = tuple(CalibrationPoint(100.0 * (i + 1), float(i)) for i in range(4))
    x_axis = AxisCalibration(AxisScale.LINEAR, 0.01, -1.0, points)
    plotted = SimpleNamespace(
        x_axis=x_axis,
        region=Box(50.0, 0.0, 450.0, 300.0),
        view=SimpleNamespace(picture=SimpleNamespace(to_working=lambda v: v)),
    )
    search = SimpleNamespace(plotted=plotted, everything=SimpleNamespace(line=2.0), looks=[object()])
    scores = {100.0: 0.8, 200.0: 0.7, 300.0: 0.2, 400.0: 0.9}
    monkeypatch.setattr(column_search, "sight_series", lambda _, __, x: [Sighting(x, 50.0, scores[x], 1.0)])
    assert column_search._labelled(search, [398.0], 9.0) == [100.0, 200.0]


@pytest.mark.parametrize(("other", "added"), [(315.8, 1), (380.0, 0)])
def test_a_marker_that_dark_caps_lengthen_may_stand_between_the_places_it_is_seen_at(other, added):
    """It was placed at one of its ends, and its error bar with it."""
    found = _between([Sighting(200.0, 300.0, 0.79, 0.7), Sighting(200.0, other, 0.78, 0.7)], 12.5)
    assert [s.y for s in found] == [pytest.approx(307.9)] * added


def explained(*offers, caps):
    """Explain a column of offers (rows of markers with their agreement); a stem runs along all of it."""
    search = SimpleNamespace(value=lambda row: -row, weights=ColumnWeights(), radius=12.0)
    stem, every = np.ones(900, bool), tuple(range(len(caps)))
    columns = [
        SeriesColumn(tuple(Sighting(0.0, y, score, 1.0) for y, score in rows), 12.0, every, stem) for rows in offers
    ]
    column = column_search._Offers([StemEnd(y, 11.0) for y in caps], columns)
    return [
        (c.y, c.up, c.down)
        for c in column_search._explained(search, column, [Arms.BOTH] * len(offers), column_search._OUTER).chosen
    ]


def test_the_outermost_cap_of_a_column_ends_an_error_bar():
    """A long error bar of which the lower cap is hidden was taken for a short one, its upper cap for nothing.

    Tried in a few ways only, none of those of its other series left the cap to it.
    """
    upper, lower, other, short = ((278.0, 0.75),), ((360.0, 0.79),), ((422.0, 0.78),), ((641.0, 0.79),)
    caps = [171.0, 296.0, 380.0, 477.0, 624.0, 658.0]
    assert explained(other, short, lower, upper, caps=caps)[3][:2] == (278.0, 0)


def test_caps_that_only_a_pale_tone_shows_are_not_clean():
    """Pale gridlines that end at the axis passed for caps of error bars no value was found for."""
    caps = [StemEnd(100.0, 9.0), StemEnd(150.0, 9.0)]
    assert [c.clean for c in column_search._with_doubt(caps, [StemEnd(100.5, 9.0)])] == [True, False]


def test_a_cap_that_only_a_pale_tone_shows_is_no_clean_one(monkeypatch):
    """Gridlines are as pale as the strokes of a pale series."""
    everything, toned = SimpleNamespace(line=2.0), SimpleNamespace(line=2.0)
    monkeypatch.setattr(column_search, "column_caps", lambda *_: [StemEnd(100.0, 9.0), StemEnd(200.0, 9.0)])
    monkeypatch.setattr(column_search, "caps_at", lambda *_: [StemEnd(100.0, 9.0)])
    monkeypatch.setattr(column_search, "stem_at", lambda *_: np.ones(300, bool))
    monkeypatch.setattr(column_search, "hiding", lambda *_: lambda *_: True)
    looks = [SimpleNamespace(look=SimpleNamespace(radius=6.0, shape="circle"))]
    search = SimpleNamespace(everything=everything, maps=[everything], toned=[toned], looks=looks, dark=None)
    seen = [[Sighting(50.0, 150.0, 0.9, 1.0)]]
    offers = column_search._offers(search, 50.0, 9.0, [False], seen, [True])
    assert {end.y: end.clean for end in offers.ends} == {100.0: True, 200.0: False}


@pytest.mark.parametrize(("aside", "left"), [(True, [1, 1]), (False, [2, 2])])
def test_a_column_is_left_to_one_series_where_series_stand_beside_one_another(monkeypatch, aside, left):
    seen = [
        [[Sighting(100.0, 50.0, 0.8, 1.0)], [Sighting(100.0, 50.0, 0.6, 1.0)]],
        [[Sighting(120.0, 50.0, 0.7, 1.0)], [Sighting(120.0, 50.0, 0.7, 1.0)]],
    ]
    search = SimpleNamespace(aside=aside, groups=lambda xs: [list(range(len(xs)))])
    monkeypatch.setattr(column_search, "sighted", lambda *_: seen)
    monkeypatch.setattr(column_search, "cap_half", lambda *_: 0.0)
    monkeypatch.setattr(column_search, "_in_its_way", lambda _, __, offered, ___: offered)
    offered = column_search.search_columns(search, [100.0, 120.0])
    assert [sum(map(bool, column)) for column in offered] == left


@pytest.mark.parametrize(
    ("gap", "own", "offered"), [((122, 300), (), (0, 1)), ((122, 300), (0,), (0, 1)), ((900, 900), (0, 2), (0, 2))]
)
def test_a_marker_is_offered_the_cap_its_stem_ends_in_whatever_its_colour(gap, own, offered):
    """JPEG took the colour from one cap: it was another series', and the marker was left out with its error bar."""
    stem = np.ones(400, bool)
    stem[slice(*gap)] = False
    caps = [StemEnd(80.0, 9.0), StemEnd(120.0, 9.0), StemEnd(310.0, 9.0)]
    found = column_search._with_nearest(caps, [own], [stem], [[Sighting(0.0, 100.0, 0.8, 1.0)]])
    assert sorted(found[0]) == sorted(offered)


def test_a_cap_beyond_another_marker_is_not_offered():
    stem, caps = np.ones(400, bool), [StemEnd(160.0, 9.0)]
    upper, lower = [Sighting(0.0, 100.0, 0.8, 1.0)], [Sighting(0.0, 130.0, 0.8, 1.0)]
    assert column_search._with_nearest(caps, [(), ()], [stem, stem], [upper, lower]) == [(), (0,)]


@pytest.mark.parametrize(("own", "offered"), [(True, (0,)), (False, ())])
def test_only_caps_of_the_series_own_colours_are_offered_to_others(monkeypatch, own, offered):
    tinted, every = SimpleNamespace(line=2.0), SimpleNamespace(line=2.0)
    monkeypatch.setattr(column_search, "column_caps", lambda *_: [StemEnd(80.0, 9.0)] if _[1] is tinted else [])
    monkeypatch.setattr(column_search, "caps_at", lambda *_: [])
    monkeypatch.setattr(column_search, "stem_at", lambda *_: np.ones(400, bool))
    monkeypatch.setattr(column_search, "hiding", lambda *_: None)
    looks = [SimpleNamespace(look=SimpleNamespace(shape="circle", radius=9.0))] * 2
    other = SimpleNamespace(line=2.0)
    search = SimpleNamespace(
        maps=(tinted, other), toned=(every, every), everything=every, dark=None, looks=looks, radius=9.0
    )
    seen = [[], [Sighting(100.0, 100.0, 0.8, 1.0)]]
    column = column_search._offers(search, 100.0, 9.0, [own, own], seen, [True, True])
    assert column.offers[1].ends == offered
