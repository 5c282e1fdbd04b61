"""The study table: what it says of which rows, and what it never guesses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from figpool.core.errors import InputError
from figpool.project import Direction, FigureInfo, Project, Role, StudyArm
from figpool.project.study_table import facts_of, read_studies, without_rows
from figpool.project.tables import pair_rows, unpaired
from project.build import extraction, reading
from project.words import read_or_refused

INFO = FigureInfo("fig.png", study="Smith 2019", outcome="bbb")
CONTROL, TREATED, *_ = extraction().marks
ALL = StudyArm("Smith 2019", n=8, direction=Direction.LOWER, covariates={"species": "rat"})


def n_of(*arms: StudyArm, entry=CONTROL) -> float | None:
    return facts_of(entry, INFO, arms).n


def test_lines_that_name_more_go_first():
    arm = StudyArm("smith  2019", arm="control", n=6, role=Role.CONTROL)
    both = StudyArm("Smith 2019", outcome="BBB", arm="Control", n=5)
    assert (n_of(ALL), n_of(ALL, arm), n_of(ALL, arm, both)) == (8, 6, 5)
    found = facts_of(CONTROL, INFO, [ALL, arm, both])
    assert (found.role, found.direction, found.covariates) == (Role.CONTROL, Direction.LOWER, {"species": "rat"})


def test_an_arm_is_a_series_or_a_category():
    assert n_of(StudyArm("Smith 2019", arm="week 4", n=7)) == 7
    assert n_of(StudyArm("Smith 2019", arm="Treated", n=7)) is None


@pytest.mark.parametrize(
    "arm",
    [StudyArm("Doe", n=7), StudyArm("Smith 2019", outcome="gfap", n=7), StudyArm("Smith 2019", arm="Contr", n=7)],
)
def test_lines_of_others_say_nothing(arm: StudyArm):
    assert n_of(arm) is None
    assert facts_of(CONTROL, replace(INFO, study=""), [StudyArm("", n=9)]).n is None


def test_lines_that_contradict_each_other_leave_the_cell_empty():
    series, category = StudyArm("Smith 2019", arm="Control", n=7), StudyArm("Smith 2019", arm="week 4", n=6)
    assert n_of(ALL, series, category) is None
    assert n_of(ALL, series, replace(category, n=7)) == 7


def test_rows_take_n_and_role_where_the_reviewer_set_none(project: Project):
    project.set_info(1, study="Smith 2019", outcome="bbb")
    project.edit(1, "set_n", panel="p1", n=None)
    project.edit(1, "set_mark_n", mark="m2", n=20)
    project.edit(1, "set_role", mark="m3", role=Role.NONE)
    arm = {"Control": Role.CONTROL, "Treated": Role.TREATMENT}
    project.tables.set_studies([ALL, *(StudyArm("Smith 2019", arm=name, role=role) for name, role in arm.items())])
    rows = project.rows()
    assert [r.row.n for r in rows] == [8, 20, 8, 8]
    assert rows[0].row.sd == pytest.approx(2.0 * 8**0.5)
    assert rows[0].row.flags == ()
    found = pair_rows(rows)
    assert [(c.treatment.mark, c.control.mark, c.direction) for c in found] == [
        ("m2", "m1", Direction.LOWER),
        ("m4", "m3", Direction.LOWER),
    ]
    assert found[0].moderators == {"species": "rat"}
    assert unpaired(rows, found) == ()
    assert [r.mark for r in unpaired(rows, found[:1])] == ["m4"]


def test_lines_without_rows_are_told(project: Project):
    project.set_info(1, study="Smith 2019")
    arms = [StudyArm("Smith 2019", arm="Control"), StudyArm("Smith 2019", arm="Contol"), StudyArm("Doe")]
    assert without_rows(project, arms) == (
        "no row yet fits the line 'Smith 2019, Contol'.",
        "no row yet fits the line 'Doe'.",
    )


def write(folder: Path, text: str) -> Path:
    path = folder / "studies.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_read(tmp_path: Path):
    path = write(tmp_path, "study,arm,n,role,direction,weeks,route\nSmith,1,8,Control,higher,4,IT\nDoe,2,,,,,\n")
    assert read_studies(path) == (
        StudyArm("Smith", "", "1", 8.0, Role.CONTROL, Direction.HIGHER, {"weeks": 4.0, "route": "IT"}),
        StudyArm("Doe", "", "2"),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("arm,n\nControl,8\n", "no column 'study'"),
        ("study,n\nSmith,0\n", "line 2, column 'n': '0"),
        ("study,n\nSmith,8\nDoe,many\n", "line 3, column 'n': 'many'"),
        ("study,role\nSmith,boss\n", "line 2, column 'role': 'boss'"),
        ("study,direction\nSmith,up\n", "line 2, column 'direction': 'up'"),
        ("study,n\n,8\n", "line 2: the column 'study' is empty"),
    ],
)
def test_mistakes_are_named_by_line_and_column(tmp_path: Path, text: str, words: str):
    with pytest.raises(InputError, match=words):
        read_studies(write(tmp_path, text))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.text(st.sampled_from('studyarmnrole,;"\n\r\t0=.-\x00é'), max_size=60))
def test_any_text_is_read_or_refused(text: str):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "s.csv"
        path.write_text("study,n,role\n" + text, encoding="utf-8", newline="")
        assert read_or_refused(lambda: read_studies(path))


def test_study_table_of_a_figure_read_again(project: Project):
    project.set_info(1, study="Smith 2019")
    project.tables.set_studies([StudyArm("Smith 2019", arm="Treated", n=3)])
    project.store_reading(1, reading())
    assert [r.row.n for r in project.rows()] == [8, 8, 8, 8]  # the panel's own goes before the table's
