"""Numbers below dodged markers are names of groups; below markers on a scale they are the scale."""

import pytest

from figpool.extract.dodged import named_by_numbers
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
