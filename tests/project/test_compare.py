from __future__ import annotations

from pathlib import Path

import pytest

from figpool.core.errors import UsageError
from figpool.project import Project, Review, Role
from figpool.project.compare import compare
from figpool.project.consensus import Choice, Settled, settle
from figpool.project.rows import rows_of
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
    assert entry.arguments["decisions"][0] == {"mark": "m2", "choice": "second", "reason": "the cap hides the edge"}


def test_nobody_adjudicates_his_own_reading(path: Path):
    with Project.open(path, "anna") as anna, pytest.raises(UsageError, match="third person"):
        settle(anna, 1, "anna", "ben", [])


def test_decisions_about_unknown_marks_are_refused(path: Path):
    with Project.open(path, "carla") as carla, pytest.raises(UsageError, match="no mark 'm77'"):
        settle(carla, 1, "anna", "ben", [Settled("m77", Choice.FIRST)])
