"""Columns explained as a whole: which cap belongs to which marker."""

from dataclasses import replace

import numpy as np
import pytest

from figpool.detect.raster.marker_search import Sighting
from figpool.detect.raster.stems import StemEnd
from figpool.extract.columns import Arms, ColumnWeights, SeriesColumn, choices, explain, undecided, with_middle
from figpool.extract.placed import PlacedMarker, credible

WEIGHTS = ColumnWeights()
STEM = np.ones(400, bool)


def offer(*rows, ends=(), score=0.8, stem=STEM):
    return SeriesColumn(tuple(Sighting(0.0, y, score, 1.0) for y in rows), 8.0, tuple(ends), stem)


def upper(y, ends):
    """A marker of a chart whose error bars have an upper arm only."""
    return replace(offer(y, ends=ends), arms=Arms.UP)


def solve(offers, caps):
    ends = [StemEnd(y, 9.0) for y in caps]
    options = [choices(o, ends, lambda row: -row, WEIGHTS) for o in offers]
    return explain(options, [1.0] * len(ends), 8.0, WEIGHTS)[1]


def test_interleaved_error_bars_are_untangled_by_symmetry():
    every = range(4)
    first, second = solve([offer(150.0, ends=every), offer(180.0, ends=every)], [110.0, 120.0, 190.0, 240.0])
    assert (first.up, first.down) == (0, 2)
    assert (second.up, second.down) == (1, 3)


def test_a_marker_with_one_cap_left_keeps_one_arm():
    (only,) = solve([offer(150.0, ends=[0])], [120.0])
    assert (only.up, only.down) == (0, None)


def test_no_arm_reaches_across_paper():
    broken = STEM.copy()
    broken[165:190] = False
    (only,) = solve([offer(150.0, ends=[0, 1], stem=broken)], [120.0, 220.0])
    assert (only.up, only.down) == (0, None)


def test_a_cap_right_beside_its_marker_needs_no_stem_between():
    """A square lost its arms to another series, whose marker was a little smaller."""
    (only,) = solve([offer(150.0, ends=[0, 1], stem=~STEM)], [139.55, 160.45])
    assert (only.up, only.down) == (0, 1)


def test_a_lone_arm_is_no_loss_where_error_bars_have_one():
    (half,), (whole,) = solve([offer(150.0, ends=[0])], [120.0]), solve([upper(150.0, [0])], [120.0])
    assert whole.gain - half.gain == pytest.approx(WEIGHTS.single)
    (only,) = solve([upper(150.0, [0, 1])], [120.0, 180.0])
    assert (only.up, only.down) == (0, None)


def test_a_lone_arm_is_doubted_where_nothing_could_hide_the_other():
    bare = replace(offer(150.0, ends=[0]), hides=lambda y, end: False)
    (seen,), (hidden,) = solve([bare], [120.0]), solve([offer(150.0, ends=[0])], [120.0])
    assert hidden.gain - seen.gain == pytest.approx(WEIGHTS.unseen - WEIGHTS.single)


def test_two_series_do_not_take_the_same_marker():
    both = (100.0, 200.0)
    first, second = solve([offer(*both), offer(*both)], [])
    assert {first.y, second.y} == {100.0, 200.0}


def test_a_marker_that_hardly_agrees_is_absent():
    (only,) = solve([offer(150.0, score=0.2)], [])
    assert only.sighting is None


def test_a_series_without_marker_stands_in_the_middle_of_the_caps_left_over():
    (absent,) = solve([offer()], [100.0, 160.0])
    ends = [StemEnd(100.0, 9.0), StemEnd(160.0, 9.0)]
    placed = with_middle(absent, ends, [0, 1])
    assert (placed.y, placed.up, placed.down) == (130.0, 0, 1)
    assert with_middle(absent, ends, [0]).up is None


def test_arms_are_compared_in_data_units():
    """On a log axis equal arms in data units differ in pixels: the pair that is equal in the data wins."""
    value = lambda row: 10 ** ((300 - row) / 100)  # noqa: E731
    rows = [float(300 - 100 * np.log10(v)) for v in (15.0, 10.0, 5.0)]
    ends = [StemEnd(rows[0], 9.0), StemEnd(rows[2], 9.0), StemEnd(2 * rows[1] - rows[0], 9.0)]
    best = choices(offer(rows[1], ends=range(3)), ends, value, WEIGHTS)[0]
    assert (best.up, best.down) == (0, 1)
    assert best.gain == pytest.approx(WEIGHTS.marker * (0.8 - WEIGHTS.absent) + 2 * WEIGHTS.arm, abs=0.05)


def both_caps_above(caps):
    """Two markers with both caps above the upper one; what is chosen, and whether it is undecided."""
    ends = [StemEnd(y, 9.0) for y in caps]
    options = [choices(offer(y, ends=range(2)), ends, lambda row: -row, WEIGHTS) for y in (150.0, 210.0)]
    _, chosen = explain(options, [1.0, 1.0], 8.0, WEIGHTS)
    return [c.up for c in chosen], undecided(options, [1.0, 1.0], 8.0, WEIGHTS, chosen)


def test_error_bars_of_one_column_are_rather_alike_than_one_inside_the_other():
    # 70 and 90 pixels long rather than 30 and 130
    chosen, doubt = both_caps_above([80.0, 120.0])
    assert chosen == [0, 1]
    assert doubt == [True, True]


def test_caps_that_nothing_else_could_end_in_are_decided():
    ends = [StemEnd(120.0, 9.0), StemEnd(180.0, 9.0)]
    options = [
        choices(offer(150.0, ends=[0]), ends, lambda row: -row, WEIGHTS),
        choices(offer(210.0, ends=[1]), ends, lambda row: -row, WEIGHTS),
    ]
    _, chosen = explain(options, [1.0, 1.0], 8.0, WEIGHTS)
    assert undecided(options, [1.0, 1.0], 8.0, WEIGHTS, chosen) == [False, False]


def lone(series, column, score=0.6):
    """A marker without error bar, the only one of its column."""
    return PlacedMarker(series, column, 100.0 * column, 50.0, score, None, None)


def test_lone_markers_are_credible_where_all_are():
    dodged = [lone(column % 2, column) for column in range(6)]
    assert credible(dodged, [False, False]) == dodged
    armed = [replace(p, up=StemEnd(20.0, 9.0)) for p in dodged]
    assert credible([*armed, lone(0, 9)], [False, False]) == armed
    sure = lone(0, 9, score=0.8)
    assert credible([*armed, sure], [False, False]) == [*armed, sure]


@pytest.mark.parametrize(("clean", "others", "kept"), [(True, 2, True), (False, 2, False), (True, 1, False)])
def test_an_error_bar_left_over_is_that_of_the_only_series_not_seen(clean, others, kept):
    """An open circle that thick lines of the same black filled was not seen, and its error bar went with it."""
    ends = StemEnd(20.0, 9.0), StemEnd(80.0, 9.0, clean=clean)
    whole = [PlacedMarker(s, c, 100.0 * c, 50.0, 0.8, *ends) for s in range(3) for c in range(3)]
    seen = [PlacedMarker(s, 3, 300.0, 150.0, 0.8, None, None) for s in range(others)]
    left = PlacedMarker(2, 3, 300.0, 50.0, 0.0, *ends)
    assert (left in credible([*whole, *seen, left], [False] * 3)) == kept


@pytest.mark.parametrize(("expected", "placed"), [(True, True), (False, False)])
def test_a_marker_hardly_seen_is_placed_where_its_series_is_expected(expected, placed):
    """A series seen on all other columns was left out where a stem that runs over its marker made that look poor."""
    (only,) = solve([replace(offer(150.0, score=0.35), expected=expected)], [])
    assert (only.sighting is not None) == placed
