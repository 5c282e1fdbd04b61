"""Numbers below dodged markers are names of groups; below markers on a scale they are the scale."""

from dataclasses import replace

import pytest

from figpool.detect.raster.markers import RawMarker
from figpool.extract.dodged import by_columns, named_by_numbers, series_by_place
from figpool.extract.placed import PlacedMarker

LABELS = (100.0, 200.0, 300.0, 400.0)


def placed(offsets, labels=LABELS):
    """Two series, each at its own distance from every label."""
    return [
        PlacedMarker(series, 2 * group + series, at + offset, 150.0 + 7 * group, 0.8, None, None)
        for group, at in enumerate(labels)
        for series, offset in enumerate(offsets)
    ]


def test_series_beside_one_another_about_every_label_are_groups():
    assert named_by_numbers(placed((-12.0, 12.0)), LABELS)


@pytest.mark.parametrize("offsets", [(0.0, 0.0), (1.0, -1.0), (20.0, 60.0)])
def test_markers_at_their_numbers_or_anywhere_are_on_a_scale(offsets):
    assert not named_by_numbers(placed(offsets), LABELS)


def test_uneven_labels_are_a_scale():
    assert not named_by_numbers(placed((-12.0, 12.0), (100.0, 150.0, 300.0, 400.0)), (100.0, 150.0, 300.0, 400.0))


def test_a_label_without_markers_is_no_group():
    assert not named_by_numbers(placed((-12.0, 12.0), LABELS[:3]), LABELS)


def test_markers_that_look_alike_are_told_apart_by_their_places():
    mixed = [replace(p, series=(p.series + k) % 3) for k, p in enumerate(placed((-20.0, 1.0, 22.0)))]
    named = series_by_place(mixed, LABELS, [0, 1, 2])
    assert [p.series for p in sorted(named, key=lambda p: p.x)] == [0, 1, 2] * len(LABELS)


def test_one_place_is_one_marker():
    twice = [q for p in placed((-12.0, 12.0)) for q in (p, replace(p, series=1 - p.series, score=0.3))]
    named = series_by_place(twice, LABELS, [0, 1])
    assert len(named) == 2 * len(LABELS)
    assert {p.score for p in named} == {0.8}


@pytest.mark.parametrize("offsets", [(0.0, 1.0), (-12.0, 12.0, 14.0)])
def test_places_that_do_not_tell_as_many_series_tell_none(offsets):
    assert series_by_place(placed(offsets), LABELS, range(len(offsets))) is None


def test_a_legend_of_rows_and_columns_is_filled_column_by_column():
    keys = [RawMarker(x, y, 5.0, "circle", False, 1.0, 0.9) for y in (20.0, 40.0) for x in (100.0, 200.0)]
    assert by_columns(keys) == [0, 2, 1, 3]


def test_numbers_name_groups_also_where_the_looks_of_their_series_are_mixed_up():
    beside = placed((-20.0, 1.0, 22.0))
    mixed = [replace(p, series=(p.series + p.column // 3 + k % 2) % 3) for k, p in enumerate(beside)]
    assert not named_by_numbers(mixed, LABELS)
    assert named_by_numbers(series_by_place(mixed, LABELS, [0, 1, 2]), LABELS)
