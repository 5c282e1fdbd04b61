from __future__ import annotations

from pathlib import Path

import pytest

from figpool.core.errors import UsageError
from figpool.core.summary import Dispersion
from figpool.project import Project, Review, Role
from figpool.project.compare import compare
from figpool.project.consensus import Choice, Settled, settle
from figpool.project.model import StudyArm
from figpool.project.rows import rows_of
from figpool.project.tables import pair_rows
from project.build import bar, reading


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Anna and Ben have read one figure; Ben differs in one value, one role, one mark more and one less."""
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as anna:
        anna.store_reading(anna.add_figure(("fig.png", b"f")), reading())
    with Project.open(path, "ben", blind=True) as ben:
        ben.store_reading(1, reading())
        ben.edit(1, "move_handle", mark="m2", handle="tip", x=110.0, y=156.0)
        ben.edit(1, "set_role", mark="m1", role=Role.CONTROL)
        ben.edit(1, "delete_mark", mark="m3")
        ben.edit(1, "add_mark", panel="p1", value=bar(280, 250), series="Sham")
    return path


def test_discrepancies_are_all_found_and_nothing_else(path: Path):
    with Project.open(path, "carla") as project:
        found = compare(project, "anna", "ben")
    assert (found.figures, found.pairs, found.missed) == (1, 3, (1, 1))
    told = {(d.kind, d.column, d.first_mark, d.second_mark) for d in found.discrepancies}
    assert told == {
        ("value", "mean", "m2", "m2"),
        ("value", "error_high", "m2", "m2"),
        ("value", "sd", "m2", "m2"),
        ("role", "role", "m1", "m1"),
        ("missed", "", "m3", ""),
        ("missed", "", "", "m5"),
    }
    means = found.agreement["mean"]
    assert means.n == 3
    assert means.bias == pytest.approx(-0.6 / 3)
    assert 0.9 < means.icc < 1


def test_places_across_and_levels_of_intervals_are_compared(path: Path):
    with Project.open(path, "ben") as ben:
        ben.edit(1, "relabel_mark", mark="m1", x=99.0)
        ben.edit(1, "set_dispersion", panel="p1", dispersion=Dispersion.CI, level=0.9)
    with Project.open(path, "anna") as anna:
        anna.edit(1, "relabel_mark", mark="m1", x=9.0)
        anna.edit(1, "set_dispersion", panel="p1", dispersion=Dispersion.CI, level=0.95)
        told = {(d.column, d.first, d.second) for d in compare(anna, "anna", "ben").discrepancies}
    assert {("x", 9.0, 99.0), ("dispersion", "ci 0.95", "ci 0.9")} <= told
    assert not any(column == "sd" for column, _, _ in told), "the SD differs because the level does"


def test_group_sizes_of_the_study_table_count_for_both(path: Path):
    with Project.open(path, "anna") as anna:
        anna.edit(1, "set_n", panel="p1", n=None)
        anna.set_info(1, study="Smith")
        anna.tables.set_studies([StudyArm("Smith", n=8)])
        kinds = {d.kind for d in compare(anna, "anna", "ben").discrepancies}
    assert "n" not in kinds, "Ben has 8 from his panel, Anna 8 from the table"


def test_tolerance_decides_what_is_told(path: Path):
    with Project.open(path, "carla") as project:
        kinds = {(d.kind, d.column) for d in compare(project, "anna", "ben", tolerance=0.1).discrepancies}
    assert ("value", "mean") not in kinds
    assert ("value", "error_high") in kinds


def test_marks_far_apart_are_not_paired(path: Path):
    with Project.open(path, "ben") as ben:
        ben.edit(1, "move_mark", mark="m1", dx=60.0, dy=0.0)
        assert compare(ben, "anna", "ben").missed == (2, 2)


def test_blind_reviewer_sees_himself_only(path: Path):
    with Project.open(path, "ben", blind=True) as ben:
        assert ben.figures()[0].reviewers == ("ben",)
        with pytest.raises(UsageError, match="blind"):
            ben.extraction(1, "anna")
        with pytest.raises(UsageError, match="blind"):
            compare(ben, "anna", "ben")


def test_consensus_takes_what_was_settled_and_logs_it(path: Path):
    decisions = [
        Settled("m1", Choice.SECOND, "its legend says vehicle"),
        Settled("m2", Choice.SECOND, "the cap hides the edge"),
        Settled("m3", Choice.NEITHER, "a bracket"),
        Settled("second:m5", Choice.SECOND, "pale bar"),
    ]
    with Project.open(path, "carla") as carla:
        joined = settle(carla, 1, "anna", "ben", decisions)
        means = {entry.id: row.mean for entry, row in rows_of(joined, "fig.png")}
        entry = carla.history.entries()[-1]
        assert carla.extraction(1) == joined
    assert means == pytest.approx({"m1": 10.0, "m2": 14.4, "m4": 17.95, "m5": 5.0})
    assert joined.review is Review.ACCEPTED
    assert (entry.who, entry.action) == ("carla", "consensus")
    assert entry.arguments["decisions"][1] == {"mark": "m2", "choice": "second", "reason": "the cap hides the edge"}


def test_a_difference_nobody_settled_is_named(path: Path):
    with Project.open(path, "carla") as carla:
        with pytest.raises(UsageError, match="differ about m1, m2, second:m5, m3, which nobody settled"):
            settle(carla, 1, "anna", "ben", [])
        with pytest.raises(UsageError, match="differ about second:m5, which"):
            settle(carla, 1, "anna", "ben", [Settled(m, Choice.FIRST) for m in ("m1", "m2", "m3")])
        assert carla.extraction(1) is None


def test_a_mark_taken_over_brings_its_group_size(path: Path):
    with Project.open(path, "ben") as ben:
        ben.edit(1, "set_n", panel="p1", n=20)
    marks = ("m1", "m2", "m3", "m4", "second:m5")
    picks = (Choice.FIRST, Choice.SECOND, Choice.FIRST, Choice.FIRST, Choice.SECOND)
    with Project.open(path, "carla") as carla:
        settle(carla, 1, "anna", "ben", [Settled(*both) for both in zip(marks, picks, strict=True)])
        sizes = {r.mark: r.row.n for r in carla.rows()}
    assert sizes == {"m1": 8, "m2": 20, "m3": 8, "m4": 8, "m5": 20}


def test_error_bars_of_two_kinds_are_refused_and_the_seconds_panel_taken_whole(path: Path):
    with Project.open(path, "ben") as ben:
        ben.edit(1, "set_dispersion", panel="p1", dispersion=Dispersion.SD)
    with Project.open(path, "carla") as carla:
        mixed = [Settled("m1", Choice.FIRST), Settled("m3", Choice.NEITHER), Settled("second:m5", Choice.NEITHER)]
        with pytest.raises(UsageError, match=r"error bars of two kinds \(se and sd\)"):
            settle(carla, 1, "anna", "ben", [*mixed, *(Settled(m, Choice.SECOND) for m in ("m2", "m4"))])
        seconds = [Settled(m, Choice.SECOND) for m in ("m1", "m2", "m4", "second:m5")]
        settle(carla, 1, "anna", "ben", [*seconds, Settled("m3", Choice.NEITHER)])
        sds = {r.mark: r.row.sd for r in carla.rows()}
    assert sds["m1"] == pytest.approx(2.0)  # the arm itself: 20 px of 0.1 each


def test_a_mark_the_first_rejected_does_not_come_back(path: Path):
    with Project.open(path, "anna") as anna:
        anna.edit(1, "review_mark", mark="m3", review=Review.REJECTED)
    with Project.open(path, "carla") as carla:
        decisions = [Settled(m, Choice.FIRST) for m in ("m1", "m2")]
        joined = settle(carla, 1, "anna", "ben", [*decisions, Settled("second:m5", Choice.NEITHER)])
    assert [m.id for m in joined.marks] == ["m1", "m2", "m4"]


def test_a_value_far_off_is_one_difference_and_not_two_marks_missed(path: Path):
    with Project.open(path, "ben") as ben:
        ben.edit(1, "move_handle", mark="m4", handle="tip", x=230.0, y=260.0)
    with Project.open(path, "carla") as carla:
        found = compare(carla, "anna", "ben")
    assert found.missed == (1, 1)
    means = [d.difference for d in found.discrepancies if (d.column, d.first_mark) == ("mean", "m4")]
    assert means == [pytest.approx(1 - 4 / 17.95, rel=1e-6)]


def test_figures_only_one_has_read_are_named(path: Path):
    with Project.open(path, "anna") as anna:
        anna.store_reading(anna.add_figure(("more.png", b"m")), reading())
        assert compare(anna, "anna", "ben").unshared == ((2,), ())
        with pytest.raises(UsageError, match="that is one reading"):
            compare(anna, "anna", "anna")


def test_comparisons_follow_the_marks_of_each_reviewer(path: Path):
    with Project.open(path, "anna") as anna:
        for mark, role in (("m2", Role.TREATMENT), ("m1", Role.CONTROL)):
            anna.edit(1, "set_role", mark=mark, role=role)
        anna.tables.set_comparisons(pair_rows(anna.rows()))
        assert (anna.comparisons(), anna.comparisons()[0].reviewer) == (anna.tables.comparisons, "anna")
    with Project.open(path, "ben") as ben:
        ben.edit(1, "delete_mark", mark="m1")
        ben.edit(1, "add_mark", panel="p1", value=bar(80, 200, 180), series="Control")
        (entry,) = ben.comparisons()
        assert (entry.treatment.mark, entry.control.mark) == ("m2", "m6")
        ben.edit(1, "delete_mark", mark="m6")
        assert ben.comparisons()[0].control.mark == ""


def test_nobody_adjudicates_his_own_reading(path: Path):
    with Project.open(path, "anna") as anna, pytest.raises(UsageError, match="third person"):
        settle(anna, 1, "anna", "ben", [])


def test_decisions_about_unknown_marks_are_refused(path: Path):
    with Project.open(path, "carla") as carla, pytest.raises(UsageError, match="no mark 'm77'"):
        settle(carla, 1, "anna", "ben", [Settled("m77", Choice.FIRST)])
