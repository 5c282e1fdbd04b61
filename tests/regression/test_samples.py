"""Every sample figure is read as well as it was, or better."""

from dataclasses import replace

import pytest

from figpool.core.summary import Dispersion, GroupSummary
from regression.scoring import SAMPLES, Sample, read_and_score, samples, score, stored_scores

FIGURES = {sample.name: sample for sample in samples()}
STORED = stored_scores()


@pytest.mark.parametrize("name", FIGURES)
def test_a_sample_is_read_no_worse_than_before(name):
    assert name in STORED, f"{name} has no stored score: run 'python -m regression.store' from the tests folder."
    assert read_and_score(FIGURES[name]).worse_than(STORED[name]) == []


def test_no_score_is_left_over():
    assert sorted(STORED.keys() - FIGURES.keys()) == []


def test_the_samples_together_are_read_well():
    """What the stored scores have to reach: they cannot be lowered unseen by storing them again."""
    rows = sum(s["rows"] for s in STORED.values())
    shares = {k: sum(s["rows"] * s[k] for s in STORED.values()) / rows for k in ("mean", "error", "labels")}
    assert shares["mean"] >= 0.93
    assert shares["error"] >= 0.90
    assert shares["labels"] >= 0.92
    assert sum(s["silent"] for s in STORED.values()) <= 0.04 * rows


def test_there_are_enough_samples():
    assert len(FIGURES) >= 12
    assert all(s.picture.is_file() for s in FIGURES.values())


SAMPLE = Sample(
    "made",
    SAMPLES / "made.png",
    {"ylim": [0.0, 100.0], "log_y": False},
    [
        {"series": "", "category": "Sham", "mean": "20", "error_low": "", "error_high": "5"},
        {"series": "", "category": "Injury", "mean": "60", "error_low": "", "error_high": "8"},
    ],
)


def given(category, mean, high, low=None):
    empty = dict.fromkeys(GroupSummary.__dataclass_fields__)
    values = {
        "figure": "made.png",
        "series": "",
        "category": category,
        "mean": mean,
        "error_low": low,
        "error_high": high,
    }
    return GroupSummary(**(empty | values | {"dispersion": Dispersion.UNKNOWN, "issues": ()}))


RIGHT = (given("Sham", 20.4, 5.3), given("injury ", 59.5, 7.5))


def test_right_rows_score_full():
    assert score(SAMPLE, RIGHT) == replace(score(SAMPLE, RIGHT), mean=1.0, error=1.0, labels=1.0, spurious=0, silent=0)


@pytest.mark.parametrize(
    ("rows", "changes"),
    [
        ((RIGHT[0], given("Injury", 62.0, 8.0)), {"mean": 0.5, "silent": 1}),
        ((RIGHT[0], given("Injury", 60.0, 10.0)), {"error": 0.5, "silent": 1}),
        ((RIGHT[0], given("Injury", 60.0, 8.0, 8.0)), {"error": 0.5, "silent": 1}),
        ((RIGHT[0], given("Injury", 60.0, None)), {"error": 0.5}),
        ((RIGHT[0], given("Control", 60.0, 8.0)), {"labels": 0.5, "silent": 1}),
        (RIGHT[:1], {"mean": 0.5, "error": 0.5, "labels": 0.5}),
        ((*RIGHT, given("x", 90.0, 1.0)), {"spurious": 1, "silent": 1}),
        ((), {"mean": 0.0, "error": 0.0, "labels": 0.0}),
    ],
)
def test_wrong_rows_cost(rows, changes):
    full = {"mean": 1.0, "error": 1.0, "labels": 1.0, "spurious": 0, "silent": 0}
    found = score(SAMPLE, rows)
    assert {k: getattr(found, k) for k in full} == full | changes
    assert found.worse_than(full) != []
    assert found.worse_than(full | changes) == []
