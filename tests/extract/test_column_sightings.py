"""Markers seen poorly: where they stand out, and where a series is missing beside the others."""

from types import SimpleNamespace

import pytest

from figpool.detect.raster.marker_search import Sighting
from figpool.extract import column_search, column_sightings

LOOK = SimpleNamespace(look=SimpleNamespace(radius=8.0))


@pytest.mark.parametrize(("second", "found"), [(-0.2, True), (0.2, False)])
def test_a_marker_stands_out_where_it_fits_far_better_than_elsewhere_on_its_column(monkeypatch, second, found):
    seen = [Sighting(100.0, 50.0, 0.3, 1.0), Sighting(100.0, 54.0, 0.29, 1.0), Sighting(100.0, 150.0, second, 1.0)]
    monkeypatch.setattr(column_sightings, "sight_series", lambda *_: seen)
    place = column_sightings.standing_out(SimpleNamespace(looks=[LOOK]), 0, 100.0)
    assert (place is not None) == found


def test_columns_are_looked_for_where_a_series_should_stand_beside_the_others(monkeypatch):
    """Dashes touched the markers of one series of two: on half of the weeks it was lost."""
    search = SimpleNamespace(looks=[LOOK, LOOK], groups=lambda xs: [[0, 1], [2], [3, 4]])

    def standing_out(_, series, x):
        return Sighting(x, 80.0, 0.4, 1.0) if series == 1 and abs(x - 212.0) < 2 else None

    monkeypatch.setattr(column_search, "standing_out", standing_out)
    assert column_search._beside(search, [100.0, 112.0, 200.0, 300.0, 312.0], 7.0) == [212.0]


@pytest.mark.parametrize(("others", "expected"), [((0.9, 0.8), True), ((0.9, 0.2), True), ((0.3, None), False)])
def test_a_series_is_expected_on_a_column_on_which_half_of_the_others_are_seen(others, expected):
    """Where lines cross, chance shows one marker: the other series were placed there as well."""
    column = [[], *([] if score is None else [Sighting(100.0, 50.0, score, 1.0)] for score in others)]
    assert column_sightings.expected_on(column, [True, True, False])[0] == expected
    assert not column_sightings.expected_on(column, [False, True, True])[0]
