from __future__ import annotations

from dataclasses import replace

from figpool.core.summary import Dispersion
from figpool.project import ComparisonEntry, Direction, ProjectRow, Review, Role, RowRef
from figpool.project.alarms import Evidence, find_alarms
from project.build import extraction
from project.build import reading as make_reading

BASE = make_reading(extraction()).rows[0]


def row(figure: int, mark: str, mean: float, sd: float | None, **changes: object) -> ProjectRow:
    bare: dict[str, object] = {
        "n": 10.0,
        "error_high": sd,
        "dispersion": Dispersion.SD,
        "series": "",
        "category": "",
    }
    contract = replace(BASE, mean=mean, sd=sd, **(bare | changes))
    return ProjectRow(figure, mark, "anna", f"Study {figure}", "bbb", Role.NONE, Review.OPEN, "", contract)


def pair(figure: int) -> ComparisonEntry:
    return ComparisonEntry(f"Study {figure}", RowRef(figure, "m1"), RowRef(figure, "m2"), outcome="bbb")


def study(figure: int, treated: float, control: float, sd: float, **changes: object) -> list[ProjectRow]:
    return [row(figure, "m1", treated, sd, **changes), row(figure, "m2", control, sd * 1.1, **changes)]


def kinds(rows: list[ProjectRow], comparisons: list[ComparisonEntry]) -> set[str]:
    return {alarm.kind for alarm in find_alarms(Evidence(tuple(rows), tuple(comparisons)))}


SOUND = [r for f in range(1, 7) for r in study(f, 12 + f / 10, 10, 2.0)]
PAIRS = [pair(f) for f in range(1, 7)]


def test_sound_studies_raise_no_alarm():
    assert kinds(SOUND, PAIRS) == set()


def test_standard_errors_given_as_sd():
    assert kinds([*SOUND, *study(7, 12, 10, 0.3)], [*PAIRS, pair(7)]) == {"se_given_as_sd"}


def test_small_sds_called_se_raise_no_alarm():
    rows = [*SOUND, *study(7, 12, 10, 0.3, dispersion=Dispersion.SE)]
    assert kinds(rows, [*PAIRS, pair(7)]) == set()


def test_swapped_arms_by_direction_and_by_name():
    assert kinds([*SOUND, *study(7, 10, 14, 2.0)], [*PAIRS, pair(7)]) == {"arms_swapped"}
    named = [row(7, "m1", 12, 2.0, series="Vehicle"), row(7, "m2", 10, 2.2, series="Drug")]
    assert kinds([*SOUND, *named], [*PAIRS, pair(7)]) == {"arms_swapped"}


def test_missing_n():
    assert kinds([*SOUND, *study(7, 12, 10, 2.0, n=None)], [*PAIRS, pair(7)]) == {"n_missing"}


def test_missing_n_of_rows_not_compared_is_one_alarm_a_figure():
    found = find_alarms(Evidence((*SOUND, *study(7, 12, 10, 2.0, n=None)), tuple(PAIRS)))
    assert [(a.kind, a.rows) for a in found] == [("n_missing", (RowRef(7, "m1"), RowRef(7, "m2")))]
    assert "n is missing for 2 rows" in found[0].message
    assert kinds([*SOUND, *study(7, 12, 10, 2.0, n=None, kind="scatter")], PAIRS) == set()


def test_a_direction_said_of_some_only():
    one, *rest = PAIRS
    assert kinds(SOUND, [replace(one, direction=Direction.LOWER), *rest]) == {"direction_missing"}
    assert kinds(SOUND, [replace(p, direction=Direction.LOWER) for p in PAIRS]) == set()


def test_identical_error_bars():
    rows = [row(7, f"m{i}", 10.0 + i, 2.0) for i in range(3, 7)]
    assert kinds([*SOUND, *rows], PAIRS) == {"identical_sds"}


def test_jump_of_units():
    assert kinds([*SOUND, *study(7, 12_000, 10_000, 2000.0)], [*PAIRS, pair(7)]) == {"unit_jump"}


def test_shared_control():
    second = ComparisonEntry("Study 1", RowRef(1, "m1"), RowRef(1, "m2"), "dose 2", outcome="bbb")
    assert kinds(SOUND, [*PAIRS, second]) == {"shared_control"}


def test_every_alarm_names_its_rows():
    (alarm,) = find_alarms(Evidence(tuple(study(7, 12, 10, 2.0, n=None)), (pair(7),)))
    assert alarm.rows == (RowRef(7, "m1"), RowRef(7, "m2"))
    assert "Study 7" in alarm.message
