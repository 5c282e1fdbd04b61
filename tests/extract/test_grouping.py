"""Bars to groups, groups to labels, bars to legend keys."""

import numpy as np
import pytest

from figpool.core.geometry import Box
from figpool.core.marks import BarMark, Fill, LegendKey
from figpool.extract.grouping import (
    assign_keys,
    assign_labels,
    cheapest_pairs,
    distinct_fills,
    group_bars,
    group_by_label,
    split_by_series,
)

DARK, MIDDLE, LIGHT = Fill((15.0, 0.0, 0.0)), Fill((60.0, 0.0, 0.0)), Fill((98.0, 0.0, 0.0))
RISING = Fill((80.0, 0.0, 0.0), 30.0, (0.05, 0.05, 0.85, 0.05))
FALLING = Fill((80.0, 0.0, 0.0), 30.0, (0.05, 0.05, 0.05, 0.85))


def bars(*starts, width=20.0, fills=(MIDDLE,)):
    return [BarMark(x, x + width, 300.0, 100.0, fills[i % len(fills)], 1.0) for i, x in enumerate(starts)]


def key(text, fill):
    return LegendKey(Box(0, 0, 10, 10), fill, Box(15, 0, 60, 10), text)


def test_wide_gaps_part_groups():
    assert group_bars(bars(10, 32, 54, 120, 142, 164)) == [[0, 1, 2], [3, 4, 5]]


def test_touching_bars_form_groups_between_gaps():
    assert group_bars(bars(10, 30, 100, 120, 190, 210)) == [[0, 1], [2, 3], [4, 5]]


def test_even_gaps_are_one_bar_a_group():
    assert group_bars(bars(10, 50, 90, 130)) == [[0], [1], [2], [3]]


def test_bars_that_all_touch_are_one_group():
    assert group_bars(bars(10, 30, 50, 70)) == [[0, 1, 2, 3]]


@pytest.mark.parametrize("starts", [(), (10,)])
def test_no_bar_and_one_bar(starts):
    assert group_bars(bars(*starts)) == [[i] for i in range(len(starts))]


def test_a_missing_bar_leaves_a_smaller_group():
    assert group_bars(bars(10, 32, 54, 120, 142, 210, 232, 254)) == [[0, 1, 2], [3, 4], [5, 6, 7]]


def test_every_bar_has_its_own_label():
    assert assign_labels([20, 60, 100], [[0], [1], [2]], [21, 59, 102], ["a", "b", "c"]) == ["a", "b", "c"]


def test_a_label_below_a_group_belongs_to_all_its_bars():
    centres = [10, 30, 80, 100]
    assert assign_labels(centres, [[0, 1], [2, 3]], [20, 90], ["wk 2", "wk 4"]) == ["wk 2", "wk 2", "wk 4", "wk 4"]


def test_a_label_far_away_belongs_to_no_bar():
    labels = assign_labels([20, 60, 100], [[0], [1], [2]], [20, 60], ["a", "b"])
    assert labels == ["a", "b", ""]


def test_without_labels_all_are_empty():
    assert assign_labels([20, 60], [[0], [1]], [], []) == ["", ""]


def test_bars_take_the_key_they_look_like():
    marks = bars(10, 60, 110, 160, fills=(LIGHT, DARK, MIDDLE, DARK))
    keys = [key("Control", DARK), key("Injury", LIGHT), key("Treated", MIDDLE)]
    assert assign_keys(marks, group_bars(marks), keys) == [1, 0, 2, 0]


def test_hatch_directions_are_told_apart():
    marks = bars(10, 60, fills=(RISING, FALLING))
    assert assign_keys(marks, [[0], [1]], [key("f", FALLING), key("r", RISING)]) == [1, 0]


def test_no_key_is_used_twice_in_a_group():
    nearly = Fill((58.0, 0.0, 0.0))
    marks = bars(10, 30, 100, 120, fills=(MIDDLE, nearly))
    keys = [key("a", MIDDLE), key("b", Fill((66.0, 0.0, 0.0)))]
    owners = assign_keys(marks, [[0, 1], [2, 3]], keys)
    assert sorted(owners[:2]) == sorted(owners[2:]) == [0, 1]
    assert owners[:2] == owners[2:]


def test_without_legend_no_bar_has_a_key():
    assert assign_keys(bars(10, 60), [[0], [1]], []) == [None, None]


def test_fills_are_numbered_as_they_appear():
    assert distinct_fills([LIGHT, DARK, LIGHT, RISING, FALLING, DARK]) == [0, 1, 0, 2, 3, 1]
    assert distinct_fills([]) == []


def test_small_differences_of_print_do_not_make_a_new_fill():
    rng = np.random.default_rng(0)
    fills = [Fill((60.0 + rng.normal(0, 1), rng.normal(0, 1), rng.normal(0, 1)), 1.0) for _ in range(20)]
    assert set(distinct_fills(fills)) == {0}


def test_groups_set_close_together_are_told_by_the_regular_wider_gap():
    assert group_bars(bars(10, 30, 52, 72, 94, 114)) == [[0, 1], [2, 3], [4, 5]]


BLUE, GREEN, RED = (Fill((68.0, a, b)) for a, b in ((-6.0, -23.0), (-24.0, -1.0), (45.0, 30.0)))


def test_a_hue_the_legend_lacks_has_no_key():
    marks = bars(10, 60, 110, fills=(BLUE, GREEN, RED))
    keys = [key("blue", BLUE), key("red", RED)]
    assert assign_keys(marks, group_bars(marks), keys) == [0, None, 1]


def test_of_more_bars_than_keys_in_a_group_each_key_is_given_once():
    marks = bars(10, 30, 50, 120, 140, 160, fills=(LIGHT, Fill((88.0, 0.0, 0.0)), DARK) * 2)
    keys = [key("light", LIGHT), key("dark", DARK)]
    owners = assign_keys(marks, [[0, 1, 2], [3, 4, 5]], keys)
    assert sorted(o for o in owners[:3] if o is not None) == [0, 1]
    assert owners[2] == owners[5] == 1


def test_one_group_of_all_bars_does_not_limit_the_keys():
    marks = bars(10, 30, 50, 70, fills=(LIGHT, DARK, LIGHT, DARK))
    assert assign_keys(marks, [[0, 1, 2, 3]], [key("light", LIGHT), key("dark", DARK)]) == [0, 1, 0, 1]


def test_groups_that_hold_several_categories_do_not_limit_the_keys():
    marks = bars(10, 30, 50, 70, 210, 230, 250, 270, fills=(LIGHT, DARK) * 4)
    keys = [key("light", LIGHT), key("dark", DARK)]
    assert assign_keys(marks, [[0, 1, 2, 3], [4, 5, 6, 7]], keys) == [0, 1] * 4


def test_series_that_come_again_in_a_group_divide_it():
    groups = [[0, 1], [2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]
    owners = [0, 1] * 6
    assert split_by_series(groups, owners) == [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9], [10, 11]]


@pytest.mark.parametrize("owners", [[0, 1, 0, 2, 1, 2], [0, 0, 0, 0, 0, 0], [0, None, 0, None, 0, None]])
def test_groups_stay_where_their_parts_would_differ(owners):
    assert split_by_series([[0, 1, 2], [3, 4, 5]], owners) == [[0, 1, 2], [3, 4, 5]]


def test_bars_that_look_alike_within_their_groups_share_a_key():
    marks = bars(10, 40, 110, 140, 210, 240, fills=(LIGHT, LIGHT, MIDDLE, MIDDLE, DARK, DARK))
    keys = [key("pure", LIGHT), key("mix", MIDDLE), key("other", DARK)]
    assert assign_keys(marks, [[0, 1], [2, 3], [4, 5]], keys) == [0, 0, 1, 1, 2, 2]


def test_labels_tell_the_groups_that_gaps_do_not():
    centres = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0]
    labels = assign_labels(centres, [list(range(8))], [15, 35, 55, 75], ["a", "b", "c", "d"])
    assert labels == ["a", "a", "b", "b", "c", "c", "d", "d"]


def test_a_word_beside_the_labels_labels_nothing():
    labels = assign_labels([10.0, 20.0, 50.0, 60.0], [[0, 1], [2, 3]], [2, 15, 55], ["7", "Pre", "Post"])
    assert labels == ["Pre", "Pre", "Post", "Post"]


def test_keys_that_look_alike_go_in_the_legends_order():
    marks = bars(10, 30, 50, 110, 130, 150, fills=(LIGHT, LIGHT, DARK))
    groups = [[0, 1, 2], [3, 4, 5]]
    assert assign_keys(marks, groups, [key("a", LIGHT), key("b", LIGHT), key("c", DARK)]) == [0, 1, 2] * 2
    assert assign_keys(marks, groups, [key("c", DARK), key("b", LIGHT), key("a", LIGHT)]) == [2, 1, 0] * 2


def test_a_label_in_the_middle_of_evenly_spaced_marks_is_shared_by_them():
    centres = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    groups = [[0], [1], [2], [3], [4], [5]]
    assert assign_labels(centres, groups, [21, 49], ["P40", "P0"]) == ["P40"] * 3 + ["P0"] * 3
    # a label off the middle of its marks stands for one of them
    assert assign_labels(centres, groups, [10, 49], ["P40", "P0"]) != ["P40"] * 3 + ["P0"] * 3


def test_bars_as_like_a_key_as_one_another_are_not_told_where_the_legend_lacks_an_entry():
    starts = [x + 22 * i for x in (10, 130) for i in range(3)]
    marks = bars(*starts, fills=(DARK, LIGHT, LIGHT))
    groups = [[0, 1, 2], [3, 4, 5]]
    assert assign_keys(marks, groups, [key("A", DARK), key("B", LIGHT)]) == [0, None, None] * 2
    other = bars(*starts, fills=(DARK, LIGHT, MIDDLE))
    assert assign_keys(other, groups, [key("A", DARK), key("B", LIGHT)]) == [0, 1, None] * 2


@pytest.mark.parametrize("shape", [(1, 1), (2, 5), (5, 2), (4, 4), (9, 9), (12, 3)])
def test_pairs_are_the_cheapest_ones_however_many_they_are(shape):
    from scipy.optimize import linear_sum_assignment

    cost = np.random.default_rng(5).random(shape)
    rows, columns = cheapest_pairs(cost)
    wanted = linear_sum_assignment(cost)
    assert list(rows) == sorted(rows)
    assert cost[rows, columns].sum() == pytest.approx(cost[wanted].sum())
    assert len(set(columns)) == len(rows) == min(shape)


def test_a_hatching_that_looks_like_no_key_does_not_exchange_those_that_do():
    """Strokes as fine as the pixels make another pattern on the bars than in the legend."""
    grey, in_legend = Fill((69.0, 0.0, 0.0), 1.0), Fill((36.0, 0.0, 0.0), 15.0, (0.13, 0.14, 0.0, 0.73))
    on_bars = Fill((56.0, 0.0, 0.0), 20.0, (0.78, 0.01, 0.16, 0.05))
    marks = bars(10, 30, 50, 110, 130, 150, fills=(grey, on_bars, LIGHT))
    keys = [key("grey", grey), key("hatched", in_legend), key("white", LIGHT)]
    assert assign_keys(marks, [[0, 1, 2], [3, 4, 5]], keys) == [0, 1, 2] * 2


def test_keys_that_may_be_one_go_in_the_legends_order_though_the_fax_makes_them_differ():
    light, paler = Fill((88.0, 0.0, 0.0)), Fill((86.0, 0.0, 0.0))
    marks = bars(10, 30, 50, 110, 130, 150, fills=(DARK, light, paler))
    keys = [key("a", DARK), key("b", paler), key("c", light)]
    assert assign_keys(marks, [[0, 1, 2], [3, 4, 5]], keys) == [0, 1, 2] * 2


@pytest.mark.parametrize("backward", [False, True])
def test_keys_of_one_look_on_both_sides_of_another_go_forward_or_backward(backward):
    """Bars that lie are drawn from the axis up: the first of the legend is the lowest one."""
    marks = bars(10, 30, 50, 110, 130, 150, fills=(LIGHT, DARK, LIGHT))
    keys = [key("a", LIGHT), key("b", DARK), key("c", LIGHT)]
    order = [2, 1, 0] if backward else [0, 1, 2]
    assert assign_keys(marks, [[0, 1, 2], [3, 4, 5]], keys, backward=backward) == order * 2


def test_marks_are_gathered_by_their_labels():
    assert group_by_label(["3 d", "3 d", "", "", "7 d"]) == [[0, 1], [2], [3], [4]]
