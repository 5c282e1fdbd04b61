"""The last time point of every series."""

from dataclasses import dataclass

from figpool.core.issues import Flag, Issue
from figpool.extract.times import keep_last_times


@dataclass(frozen=True)
class Row:
    series: str
    x: float | None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Rows:
    rows: tuple[Row, ...] = ()
    panels: tuple["Rows", ...] = ()
    marks: tuple[str, ...] = ()


def last(*rows: Row) -> tuple[Row, ...]:
    return panel(*rows).rows


def panel(*rows: Row) -> Rows:
    marks = tuple(f"{row.series}{row.x}" for row in rows)
    (kept,) = keep_last_times(Rows(panels=(Rows(rows, marks=marks),))).panels
    return kept


def test_each_series_keeps_its_last_point_and_its_place():
    rows = [Row("a", 1.0), Row("b", 1.0), Row("a", 7.0), Row("b", 7.1), Row("a", 3.0)]
    assert last(*rows) == (Row("a", 7.0), Row("b", 7.1))
    assert panel(*rows).marks == ("a7.0", "b7.1")


def test_a_series_that_ends_early_is_doubted():
    kept = last(Row("a", 1.0), Row("a", 14.0), Row("b", 1.0), Row("b", 7.0))
    assert [r.x for r in kept] == [14.0, 7.0]
    assert not kept[0].issues
    assert [i.flag for i in kept[1].issues] == [Flag.MARKS_UNEXPLAINED]
    assert "ends at 7" in kept[1].issues[0].message


def test_rows_on_categories_stay():
    rows = (Row("a", None), Row("b", None))
    assert last(*rows) == rows
