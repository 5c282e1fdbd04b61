from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from figpool.core.errors import UsageError
from figpool.project import Project, Role, StudyArm
from figpool.project.codec import dumps
from figpool.project.history import Act, Stacks
from figpool.project.store import Store
from project.build import extraction, reading
from project.strategies import many_edits

slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def content(project: Project) -> list[tuple]:
    return project.store.all("SELECT scope, state, rows, flagged, corrected, body FROM documents ORDER BY scope")


@slow
@given(many_edits)
def test_random_edits_undone_and_redone(calls):
    with TemporaryDirectory() as folder, Project.create(Path(folder) / "p.figpool", "anna") as project:
        figure = project.add_figure(("a.png", b"a"))
        project.store_reading(figure, reading(extraction(2)))
        first, made = content(project), 0
        for name, arguments in calls:
            count = len(project.history.entries())
            try:
                project.edit(figure, name, **arguments)
            except UsageError:
                continue
            made += len(project.history.entries()) - count
        last = content(project)
        for _ in range(made):
            assert project.undo(figure) is not None
        assert content(project) == first
        for _ in range(made):
            assert project.redo(figure) is not None
        assert content(project) == last
        assert project.redo(figure) is None


def test_undo_survives_closing(tmp_path: Path):
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as project:
        figure = project.add_figure(("a.png", b"a"))
        project.store_reading(figure, reading())
        before = project.extraction(figure)
        project.edit(figure, "set_n", panel="p1", n=5)
        after = project.extraction(figure)
    with Project.open(path, "anna") as project:
        project.undo()
        assert project.extraction(figure) == before
    with Project.open(path, "anna") as project:
        project.redo()
        assert project.extraction(figure) == after


def test_a_new_edit_ends_redo_of_its_figure_only(project: Project):
    other = project.add_figure(("b.png", b"b"))
    project.store_reading(other, reading())
    project.edit(1, "set_n", panel="p1", n=5)
    project.edit(other, "set_n", panel="p1", n=6)
    project.undo(1)
    project.undo(other)
    project.edit(other, "comment_figure", comment="looked at again")
    assert project.redo(other) is None
    redone = project.redo(1)
    assert redone is not None
    assert redone.scope == "extraction/1/anna"


def test_everything_can_be_undone_in_order(project: Project):
    project.tables.set_studies([StudyArm("Smith 2019", n=8, role=Role.CONTROL)])
    project.set_info(1, study="Smith 2019")
    project.remove_figure(1)
    assert project.figures() == ()
    project.undo()
    assert project.figure(1).info.study == "Smith 2019"
    project.undo()
    assert project.figure(1).info.study == ""
    project.undo()
    assert project.tables.studies == ()
    project.undo()
    assert project.extraction(1) is None
    project.undo()
    assert project.figures() == ()
    assert project.undo() is None


def test_history_says_who_what_before_and_after(project: Project):
    project.edit(1, "set_n", panel="p1", n=5)
    entry = project.history.entries()[-1]
    assert (entry.who, entry.action, entry.arguments) == ("anna", "set_n", {"panel": "p1", "n": 5})
    assert entry.changes == [{"at": ["panels", 0, "n"], "before": 8, "after": 5}]


def test_an_edit_that_changes_nothing_leaves_no_trace(project: Project):
    count = len(project.history.entries())
    project.edit(1, "set_n", panel="p1", n=8)
    assert len(project.history.entries()) == count


def test_nobody_can_change_history(project: Project):
    for statement in (
        "DELETE FROM history",
        "UPDATE history SET who = 'x'",
        "DELETE FROM readings",
        "DELETE FROM originals",
    ):
        with pytest.raises(Exception, match=r"do not fit|never changed"):
            project.store.run(statement)
    assert dumps(project.history.entries()[0].arguments) == "{}"


def test_order_is_kept_when_the_clock_goes_back(project: Project, monkeypatch: pytest.MonkeyPatch):
    times = iter(["2030-01-01T00:00:00.000+00:00", "1999-01-01T00:00:00.000+00:00"])
    monkeypatch.setattr("figpool.project.history.now", lambda: next(times))
    project.edit(1, "set_n", panel="p1", n=5)
    project.edit(1, "set_n", panel="p1", n=6)
    monkeypatch.undo()
    assert [e.made[:4] for e in project.history.entries()[-2:]] == ["2030", "1999"]
    project.undo()
    found = project.extraction(1)
    assert found is not None
    assert found.panels[0].n == 5


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["do", "undo", "redo"]))))
def test_stacks_agree_with_two_plain_stacks_a_scope(steps):
    stacks, plain = Stacks(), {"a": ([], []), "b": ([], [])}
    for seq, (scope, verb) in enumerate(steps, start=1):
        done, undone = plain[scope]
        if verb == "do":
            stacks.add(Act(seq, scope))
            done.append(seq)
            undone.clear()
        elif verb == "undo" and done:
            stacks.add(Act(seq, scope, takes_back=done[-1]))
            undone.append(done.pop())
        elif verb == "redo" and undone:
            stacks.add(Act(seq, scope, redoes=undone[-1]))
            done.append(undone.pop())
        assert stacks.last_standing(scope) == (done[-1] if done else None)
        assert stacks.last_undone(scope) == (undone[-1] if undone else None)


def test_two_open_projects_see_each_other(tmp_path: Path):
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as one:
        figure = one.add_figure(("a.png", b"a"))
        one.store_reading(figure, reading())
        with Project.open(path, "anna") as two:
            seen = two.store.data_version
            one.edit(figure, "set_n", panel="p1", n=5)
            assert two.store.data_version != seen
            two.edit(figure, "comment_figure", comment="both stay")
        found = one.extraction(figure)
    assert found is not None
    assert (found.panels[0].n, found.comment) == (5, "both stay")
    assert [p.name for p in tmp_path.iterdir()] == ["p.figpool"]


def test_undo_takes_back_ones_own_acts_only(tmp_path: Path):
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as anna, Project.open(path, "ben") as ben:
        figure = anna.add_figure(("a.png", b"a"))
        anna.store_reading(figure, reading())
        ben.store_reading(figure, reading())
        anna.edit(figure, "set_n", panel="p1", n=5)
        ben.edit(figure, "set_n", panel="p1", n=6)
        assert [(e.who, e.scope) for e in (anna.undo(),) if e] == [("anna", "extraction/1/anna")]
        kept, back = ben.extraction(figure), anna.extraction(figure)
        assert kept is not None
        assert back is not None
        assert (back.panels[0].n, kept.panels[0].n) == (8, 6)
        ben.undo()
        ben.undo()
        assert ben.undo() is None
        assert not ben.history.can_undo(who="ben")
        assert ben.history.can_undo(who="anna")


def test_what_another_changed_since_is_not_taken_back(tmp_path: Path):
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as anna, Project.open(path, "ben") as ben:
        figure = anna.add_figure(("a.png", b"a"))
        anna.set_info(figure, study="Smith")
        ben.set_info(figure, study="Smith 2019")
        with pytest.raises(UsageError, match="changed by another reviewer"):
            anna.undo()
        assert anna.figure(figure).info.study == "Smith 2019"
        ben.undo()
        anna.undo()
        assert anna.figure(figure).info.study == ""


def test_store_is_a_context_manager(tmp_path: Path):
    with Store.create(tmp_path / "s.figpool") as store:
        assert store.all("SELECT count(*) FROM figures") == [(0,)]
