"""rows.csv and JSON: the contract's columns, numbers that round-trip, files whole or not at all."""

import csv
import io as std_io
import json
import math
import os
from dataclasses import replace

import pytest

from figpool.core.errors import OutputError
from figpool.core.issues import Flag, Issue
from figpool.core.summary import ROW_COLUMNS, Dispersion, GroupSummary
from figpool.io.rows import rows_to_csv, to_json, write_whole

#: The row contract of the design, in its order.
CONTRACT = [
    "figure",
    "page",
    "panel",
    "kind",
    "series",
    "category",
    "x",
    "mean",
    "error_low",
    "error_high",
    "median",
    "q1",
    "q3",
    "whisker_low",
    "whisker_high",
    "dispersion",
    "level",
    "n",
    "sd",
    "sd_method",
    "mean_u",
    "error_u",
    "x_px",
    "y_px",
    "confidence",
    "flags",
    "source",
]

ROW = GroupSummary(
    figure="smith 2019, fig 2.png", page=None, panel="", kind="bar", series='BMSC "CM"', category="4 wk\npost",
    x=None, mean=0.1 + 0.2, error_low=None, error_high=1 / 3, median=None, q1=None, q3=None, whisker_low=None,
    whisker_high=None, dispersion=Dispersion.SE, level=None, n=10.0, sd=1e-17, sd_method="SE*sqrt(n)", mean_u=2**-40,
    error_u=None, x_px=101.25, y_px=1e5 / 7, source="raster",
)  # fmt: skip


def parsed(text):
    return list(csv.DictReader(std_io.StringIO(text)))


def test_columns_are_those_of_the_contract_in_order():
    assert list(ROW_COLUMNS) == CONTRACT
    assert rows_to_csv([]).splitlines() == [",".join(CONTRACT)]
    assert next(csv.reader(std_io.StringIO(rows_to_csv([ROW])))) == CONTRACT


def test_numbers_round_trip():
    (cell,) = parsed(rows_to_csv([ROW]))
    for name in ("mean", "error_high", "n", "sd", "mean_u", "x_px", "y_px"):
        assert float(cell[name]) == getattr(ROW, name), name


def test_what_is_unknown_is_an_empty_cell():
    (cell,) = parsed(rows_to_csv([ROW]))
    for name in (
        "page",
        "x",
        "error_low",
        "median",
        "q1",
        "q3",
        "whisker_low",
        "whisker_high",
        "level",
        "error_u",
        "flags",
    ):
        assert cell[name] == "", name


def test_words_with_commas_quotes_and_line_breaks_come_back():
    (cell,) = parsed(rows_to_csv([ROW]))
    assert cell["figure"] == ROW.figure
    assert cell["series"] == ROW.series
    assert cell["category"] == ROW.category


def test_flags_are_joined_once_each_and_notes_left_out():
    doubts = (
        Issue(Flag.FEW_TICKS, "two", 0.5), Issue(Flag.NO_CAP, "none", 0.2),
        Issue(Flag.FEW_TICKS, "again", 0.5), Issue(Flag.ARM_HIDDEN, "a note", 0.0),
    )  # fmt: skip
    (cell,) = parsed(rows_to_csv([replace(ROW, issues=doubts)]))
    assert cell["flags"] == "few_ticks;no_cap"
    assert float(cell["confidence"]) == pytest.approx(0.5 * 0.8 * 0.5)


def test_a_row_without_doubts_is_sure():
    (cell,) = parsed(rows_to_csv([ROW]))
    assert (float(cell["confidence"]), cell["flags"]) == (1.0, "")


def test_pandas_reads_the_same_numbers():
    import pandas as pd

    frame = pd.read_csv(std_io.StringIO(rows_to_csv([ROW, ROW])))
    assert list(frame.columns) == CONTRACT
    assert frame["mean"].tolist() == [ROW.mean] * 2
    assert frame["error_low"].isna().all()


def test_json_has_no_numbers_that_json_does_not_know():
    text = to_json({"a": math.nan, "b": [1.5, -math.inf], "c": {"d": (math.inf, "µ")}})
    assert json.loads(text) == {"a": None, "b": [1.5, None], "c": {"d": [None, "µ"]}}
    assert "µ" in text


def test_json_numbers_round_trip():
    assert json.loads(to_json({"x": 0.1 + 0.2}))["x"] == 0.1 + 0.2


def left_over(folder):
    return sorted(p.name for p in folder.iterdir())


def test_a_file_is_written_whole(tmp_path):
    write_whole(tmp_path / "rows.csv", "a,b\n1,µ\n")
    assert (tmp_path / "rows.csv").read_bytes() == "a,b\n1,µ\n".encode()
    assert left_over(tmp_path) == ["rows.csv"]


def test_an_old_file_is_replaced(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("a much longer text than the new one")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"


def test_others_may_read_what_is_written_as_the_system_allows(tmp_path):
    write_whole(tmp_path / "rows.csv", "x")
    (tmp_path / "plain").write_text("x")
    assert (tmp_path / "rows.csv").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_harms_nothing(tmp_path, monkeypatch, step):
    path = tmp_path / "rows.csv"
    path.write_text("old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OutputError, match="No space left on device") as caught:
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert left_over(tmp_path) == ["rows.csv"]
    assert "rows.csv" in caught.value.message


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(OutputError, match="nowhere") as caught:
        write_whole(tmp_path / "nowhere" / "rows.csv", "x")
    assert caught.value.hint
    assert left_over(tmp_path) == []


def test_a_folder_is_no_file_to_write(tmp_path):
    with pytest.raises(OutputError, match="is a folder"):
        write_whole(tmp_path, "x")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(locked / "rows.csv", "x")


def test_no_permission_is_said_and_nothing_left(tmp_path, monkeypatch):
    import tempfile

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(OutputError, match="Permission denied") as caught:
        write_whole(tmp_path / "rows.csv", "x")
    assert "-o" in caught.value.hint
    assert left_over(tmp_path) == []
