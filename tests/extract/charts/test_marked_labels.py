"""Labels of a category axis under markers."""

from types import SimpleNamespace

from figpool.extract.charts.marked import _along


def markers(*series):
    return [
        SimpleNamespace(series=k, column=round(x), x=float(x), y=100.0) for k, row in enumerate(series) for x in row
    ]


def test_markers_of_series_beside_one_another_share_the_place_between_them():
    assert _along(markers((90, 190, 290), (110, 210, 310))) == [[100.0, 200.0, 300.0]]


def test_series_of_different_lengths_do_not_tell_the_places():
    assert _along(markers((90, 190, 290), (110, 310))) == []


def test_one_marker_tells_nothing_of_how_many_labels_there_are():
    assert _along(markers((90,))) == []
