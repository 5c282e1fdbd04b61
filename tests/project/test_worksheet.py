"""The worksheet of a third reviewer: out with the differences, in with his decisions."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figpool.core.errors import InputError, UsageError
from figpool.project import Project, Review
from figpool.project.compare import TOLERANCE, compare
from figpool.project.consensus import Choice, Settled
from figpool.project.whose import independent_readers, left_out, whose
from figpool.project.worksheet import COLUMNS, parse_worksheet, settle_all, worksheet
from project.build import bar, reading
from project.words import read_or_refused

TWO = ("anna", "ben")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two figures read by two; they differ about two marks of the first, and agree about the second."""
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as anna:
        for name in ("a.png", "b.png"):
            anna.store_reading(anna.add_figure((name, name.encode())), reading())
    with Project.open(path, "ben", blind=True) as ben:
        ben.store_reading(1, reading())
        ben.store_reading(2, reading())
        ben.edit(1, "move_handle", mark="m2", handle="tip", x=110.0, y=156.0)
        ben.edit(1, "add_mark", panel="p1", value=bar(280, 250), series="Sham")
    return path


def filled(path: Path, **takes: str) -> bytes:
    """The worksheet with `take` filled in on the first line of each mark."""
    with Project.open(path, "carla") as carla:
        lines = list(csv.DictReader(io.StringIO(worksheet(compare(carla, *TWO)))))
    for line in lines:
        line["take"] = takes.pop(line["first_mark"] or line["second_mark"], "")
        line["reason"] = "seen" if line["take"] else ""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def test_there_and_back(path: Path):
    decisions = parse_worksheet(filled(path, m2="ben", m5="second"), "w.csv", TWO)
    assert decisions == {1: (Settled("m2", Choice.SECOND, "seen"), Settled("second:m5", Choice.SECOND, "seen"))}
    with Project.open(path, "carla") as carla:
        done = settle_all(carla, TWO, decisions, TOLERANCE)
        assert (done.figures, done.before, done.open) == ((1, 2), 0, ())
        assert len(carla.rows(1)) == 5
        assert {r.review for r in carla.rows()} == {Review.ACCEPTED}
        carla.edit(1, "set_n", panel="p1", n=9)
        again = settle_all(carla, TWO, decisions, TOLERANCE)
        assert (again.figures, again.before) == ((), 2)
        assert carla.rows(1)[0].row.n == 9
        assert independent_readers(carla) == TWO


def test_what_is_not_decided_stays_open_and_the_rest_is_settled(path: Path):
    with Project.open(path, "carla") as carla:
        done = settle_all(carla, TWO, parse_worksheet(filled(path, m2="first"), "w.csv", TWO), TOLERANCE)
        assert (done.figures, len(done.open)) == ((2,), 1)
        assert "second:m5, which nobody settled" in done.open[0]
        assert left_out(carla, "carla") == (1,)


def test_taking_the_reading_without_the_mark_is_leaving_it_out(path: Path):
    decisions = parse_worksheet(filled(path, m2="anna", m5="anna"), "w.csv", TWO)
    assert decisions[1][1] == Settled("second:m5", Choice.NEITHER, "seen")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column 'figure'"),
        ("figure,first_mark,second_mark,take\n", "no column 'reason'"),
        ("figure,first_mark,second_mark,take,reason\none,m1,m1,first,\n", "line 2: 'one' is no number"),
        ("figure,first_mark,second_mark,take,reason\n1,m1,m1,carla,\n", "line 2: 'carla' cannot be taken"),
        ("figure,first_mark,second_mark,take,reason\n1,,,first,\n", "line 2: no mark is named"),
        ("figure,first_mark,second_mark,take,reason\n1,m1,m1,first,\n1,m1,m1,ben,\n", "line 3: 'ben', but 'first' was"),
    ],
)
def test_mistakes_are_named(text: str, words: str):
    with pytest.raises(InputError, match=words):
        parse_worksheet(text.encode(), "w.csv", TWO)


def test_decisions_about_figures_not_read_by_both_are_refused(path: Path):
    with Project.open(path, "carla") as carla, pytest.raises(UsageError, match="not both read figure 7"):
        settle_all(carla, TWO, {7: ()}, TOLERANCE)
    with Project.open(path, "anna") as anna, pytest.raises(UsageError, match="third person"):
        settle_all(anna, TWO, {}, TOLERANCE)


@given(st.text(st.sampled_from('first,second;"\n\rm1 \x00é'), max_size=60))
def test_any_text_is_read_or_refused(text: str):
    head = "figure,first_mark,second_mark,take,reason\n"
    assert read_or_refused(lambda: parse_worksheet((head + text).encode(), "w.csv", TWO))


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes):
    assert read_or_refused(lambda: parse_worksheet(data, "w.csv", TWO))


def test_whose_reading_is_meant(path: Path):
    with Project.open(path, "carla") as project:
        with pytest.raises(UsageError, match=r"anna and ben have read in .*--reviewer"):
            whose(project)
        assert whose(project, "ben") == "ben"
        with pytest.raises(UsageError, match="zoe has read nothing"):
            whose(project, "zoe")
