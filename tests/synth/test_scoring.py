"""The scoring of drawn figures, on truths and rows written by hand with the answer worked out beside them."""

import math
from dataclasses import replace

import numpy as np
import pytest

from figpool.core.issues import Flag, Issue
from figpool.core.summary import Dispersion, GroupSummary
from synth.scoring import FigureScore, MarkScore, align, score_rows, true_marks
from synth.tally import (
    ARM,
    AXIS,
    MISSED,
    NAME,
    NOTHING_READ,
    SPURIOUS,
    agreement,
    calibration_error,
    failures,
    reliability,
    row_interval,
    shares,
)

BARS = {
    "kind": "bar",
    "ylim": [0.0, 100.0],
    "log_y": False,
    "error_sides": "both",
    "x": ["Day 1", "Day 7"],
    "series": [
        {"name": "Sham", "points": [{"mean": 20.0, "err": 4.0}, {"mean": 50.0, "err": 5.0}]},
        {"name": "Injury", "points": [{"mean": 35.0, "err": 3.0}, {"mean": 80.0, "err": None}]},
    ],
}
COURSE = {
    "kind": "line",
    "ylim": [1.0, 1000.0],
    "log_y": True,
    "error_sides": "both",
    "xlim": [0.0, 10.0],
    "x": [1.0, 9.0],
    "series": [{"name": "", "points": [{"x": 1.0, "mean": 10.0, "err": 5.0}, {"x": 9.0, "mean": 100.0, "err": 50.0}]}],
}
DOUBT = Issue(Flag.MARK_WEAK, "little ink", 0.4)


STACKS = BARS | {"layout": "stacked", "ylim": [0.0, 200.0]}


def row(**cells):
    empty = dict.fromkeys(GroupSummary.__dataclass_fields__)
    fixed = {"series": "", "category": "", "dispersion": Dispersion.UNKNOWN, "issues": (), "x_px": 0.0, "y_px": 0.0}
    return GroupSummary(**(empty | fixed | cells))


def bars():
    """All four bars read within half a percent."""
    told = (
        ("Sham", "Day 1", 20.5, 4.2),
        ("Injury", "Day 1", 35, 3),
        ("Sham", "Day 7", 50, 5),
        ("Injury", "Day 7", 80, None),
    )
    return [
        row(series=s, category=c, mean=m, error_high=e, mean_u=0.2, x_px=10.0 * i)
        for i, (s, c, m, e) in enumerate(told)
    ]


def figure(rows, truth=BARS):
    return FigureScore("made", "bar", "hand", "clean", score_rows(truth, rows))


def test_marks_come_category_by_category():
    assert [(m.series, m.category, m.value) for m in true_marks(BARS)] == [
        ("Sham", "Day 1", 20.0),
        ("Injury", "Day 1", 35.0),
        ("Sham", "Day 7", 50.0),
        ("Injury", "Day 7", 80.0),
    ]


def test_right_rows_score_full():
    found = shares([figure(bars())])
    assert (found.found, found.mean, found.error, found.label, found.row) == (100.0,) * 5
    assert (found.spurious, found.silent, found.flagged) == (0.0, 0.0, 0.0)
    assert found.cover == 75.0  # 20.5 is more than 2 x 0.2 from 20


@pytest.mark.parametrize(
    ("which", "cells", "expected"),
    [
        (2, {"mean": 52.0}, {"mean": 75.0, "row": 75.0, "silent": 25.0, "cover": 50.0}),
        (2, {"mean": 52.0, "issues": (DOUBT,)}, {"row": 75.0, "silent": 0.0, "flagged": 25.0}),
        (1, {"error_high": 4.5}, {"error": 200 / 3, "row": 75.0, "silent": 25.0, "mean": 100.0}),
        (1, {"error_high": None}, {"error": 200 / 3, "row": 75.0}),
        (0, {"category": "Week 3"}, {"label": 75.0, "row": 75.0, "silent": 25.0}),
        (0, {"series": "sham "}, {"label": 100.0, "row": 100.0}),
        (3, {"error_high": 9.0}, {"error": 100.0, "row": 100.0}),  # no arm is drawn there: none is scored
    ],
)
def test_one_wrong_cell_costs_what_it_should(which, cells, expected):
    rows = bars()
    rows[which] = replace(rows[which], **cells)
    found = shares([figure(rows)])
    assert {name: getattr(found, name) for name in expected} == pytest.approx(expected)


def test_a_missed_bar_and_a_row_too_many():
    rows = bars()
    del rows[1]
    found = shares([figure([*rows, row(mean=3.0, x_px=99.0)])])
    assert (found.found, found.row, found.spurious, found.silent) == (75.0, 75.0, 25.0, 25.0)


def test_a_log_axis_counts_in_shares_of_its_decades():
    rows = [
        row(x=1.0, mean=10 * 10**0.029, error_high=5 * 10**0.029),
        row(x=9.0, mean=100 * 10**0.031, error_high=50.0),
    ]
    first, second = score_rows(COURSE, rows)
    assert first.shift == pytest.approx(0.029 / 3)
    assert first.arm == pytest.approx(0.0)
    assert first.right
    assert not second.mean_right


def test_points_are_joined_by_x_not_by_order():
    rows = [row(x=9.0, mean=100.0, error_high=50.0), row(x=1.0, mean=10.0, error_high=5.0), row(x=5.0, mean=10.0)]
    assert [m.right for m in score_rows(COURSE, rows)] == [True, True, False]
    assert not any(m.given for m in score_rows(COURSE, [row(mean=10.0)]) if m.drawn)  # no x: nowhere


def test_a_row_of_bars_may_be_told_from_the_bottom():
    lying = BARS | {"kind": "hbar"}
    upwards = [replace(r, y_px=100.0 - r.x_px, x_px=0.0) for r in bars()]
    assert all(m.right for m in score_rows(lying, upwards))


def test_a_box_is_as_wrong_as_its_worst_end():
    truth = BARS | {
        "kind": "box",
        "x": ["Sham"],
        "series": [{"name": "", "points": [{"median": 50, "q1": 40, "q3": 60, "whislo": 20, "whishi": 80}]}],
    }
    box = row(category="Sham", median=50.5, q1=40, q3=60.9, whisker_low=20, whisker_high=80)
    assert [m.right for m in score_rows(truth, [box])] == [True]
    assert score_rows(truth, [replace(box, q3=62.0)])[0].arm == pytest.approx(0.02)
    assert score_rows(truth, [replace(box, q3=None)])[0].arm == math.inf


def test_alignment_skips_what_fits_nothing():
    cost = np.array([[0.0, 1.0, 1.0], [1.0, 1.0, 0.1]])
    assert align(cost) == [(1, 2), (0, 0)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (lambda rows: [], {NOTHING_READ: 4}),
        (lambda rows: rows[1:], {MISSED: 1}),
        (lambda rows: [*rows, row(mean=3.0, x_px=99.0)], {SPURIOUS: 1}),
        (lambda rows: [replace(r, mean=r.mean + 4) for r in rows], {AXIS: 4}),
        (lambda rows: [replace(rows[0], error_high=9.0), *rows[1:]], {ARM: 1}),
        (lambda rows: [replace(rows[0], category=""), *rows[1:]], {NAME: 1}),
        (lambda rows: rows, {}),
    ],
)
def test_failures_are_named_by_the_first_thing_wrong(rows, expected):
    assert {c.name: c.rows for c in failures([figure(rows(bars()))])} == expected


def test_confidence_is_compared_with_what_was_right():
    marks = (
        *(MarkScore(shift=0.0, named=True, confidence=0.9) for _ in range(3)),
        MarkScore(shift=0.5, named=True, confidence=0.9),
        MarkScore(drawn=False, confidence=0.3, flagged=True),
    )
    score = FigureScore("made", "bar", "hand", "clean", marks)
    filled = {(b.low, b.high): (b.rows, b.stated, b.right) for b in reliability([score]) if b.rows}
    assert filled == {(0.0, 0.5): (1, 0.3, 0.0), (0.85, 0.95): (4, pytest.approx(0.9), 75.0)}
    assert calibration_error(reliability([score])) == pytest.approx((1 * 30 + 4 * 15) / 5)


def test_agreement_leaves_mistakes_out():
    shifts = (0.01, -0.01, 0.01, -0.01, 0.3)
    marks = tuple(MarkScore(place=p, shift=s, u=0.01) for p, s in zip((0.2, 0.2, 0.8, 0.8, 0.5), shifts, strict=True))
    found = agreement([FigureScore("made", "bar", "hand", "clean", marks)])
    assert (found.rows, found.mistakes) == (5, 1)
    assert (found.bias, found.slope, found.intercept) == pytest.approx((0.0, 1.0, 0.0))
    assert found.sd == pytest.approx(100 * 0.01 * math.sqrt(4 / 3))
    assert (found.within1, found.within2) == (100.0, 100.0)


def test_the_interval_holds_figures_together():
    right, wrong = figure(bars()), figure([])
    low, high = row_interval([right, wrong], seed=1)
    assert (low, high) == (0.0, 100.0)
    assert row_interval([right, right], seed=1) == (100.0, 100.0)


def test_whole_stacks_are_marks_too():
    names = [(m.series, m.category, m.value, m.upper) for m in true_marks(STACKS)]
    assert names[2] == ("total", "Day 1", 55.0, 3.0)
    assert names[5] == ("total", "Day 7", 130.0, None)
    assert len(names) == 6
    assert all(not mark.given for mark in score_rows(STACKS, []))
