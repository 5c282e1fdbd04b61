"""The project commands as a person types them; reading itself is not tested here."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from figpool._cv import cv2
from figpool.cli import batching, projecting
from figpool.core.errors import FigpoolError, UsageError
from figpool.project import Analysis, Direction, Project, Role
from figpool.project.tables import pair_rows
from project.build import reading

PNG = cv2.imencode(".png", np.full((330, 330, 3), 255, np.uint8))[1].tobytes()
app = typer.Typer()
projecting.register(app)
batching.register(app)


def run(*words: object) -> Result:
    result = CliRunner().invoke(app, [str(w) for w in words])
    if isinstance(result.exception, FigpoolError):
        return result
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as project:
        figure = project.add_figure(("fig.png", PNG), study="Smith 2019", outcome="bbb")
        project.store_reading(figure, reading())
        for mark, role in (("m1", Role.CONTROL), ("m2", Role.TREATMENT), ("m3", Role.CONTROL), ("m4", Role.TREATMENT)):
            project.edit(figure, "set_role", mark=mark, role=role)
        project.tables.set_comparisons(pair_rows(project.rows()))
        project.tables.set_analyses([Analysis("main", mods="week + C(route, ref='IT')")])
    return path


def test_new_add_list(tmp_path: Path):
    path, figure = tmp_path / "p.figpool", tmp_path / "a.png"
    figure.write_bytes(PNG)
    assert run("project", "new", path).exit_code == 0
    assert run("project", "add", path, figure, "--study", "Doe").stdout == "1\n"
    assert "unread" in run("project", "list", path).stdout
    (line,) = json.loads(run("project", "list", path, "--json").stdout)
    assert (line["title"], line["study"], line["state"]) == ("a.png", "Doe", "unread")
    assert isinstance(run("project", "new", path).exception, FigpoolError)


def test_missing_figures_are_named_and_the_others_added(tmp_path: Path, path: Path):
    (tmp_path / "there.png").write_bytes(PNG + b"x")
    result = run("project", "add", path, tmp_path / "none.png", tmp_path / "there.png")
    assert (result.exit_code, result.stdout) == (2, "2\n")
    assert "none.png does not exist" in result.stderr


def test_show_edit_undo_redo(path: Path):
    mine = ("--reviewer", "anna")
    assert run("project", "edit", path, 1, "set_n", "panel=p1", "n=16", *mine).exit_code == 0
    assert json.loads(run("project", "show", path, 1, *mine).stdout)["rows"][0]["n"] == 16
    assert "Took back set_n" in run("project", "undo", path, *mine).stderr
    assert json.loads(run("project", "show", path, 1, *mine).stdout)["rows"][0]["n"] == 8
    assert "Did set_n" in run("project", "redo", path, *mine).stderr
    assert json.loads(run("project", "show", path, 1, *mine).stdout)["rows"][0]["n"] == 16


def test_history_tells_acts(path: Path):
    text = run("project", "history", path).stdout
    assert "add_figure" in text
    assert 'set_role(mark="m1", role="control")' in text
    assert len(json.loads(run("project", "history", path, "--json").stdout)) == len(text.splitlines())
    assert run("project", "history", path, "--figure", 2).stdout == ""


def test_check_finds_a_sound_project_sound(path: Path):
    assert "is sound" in run("project", "check", path).stderr


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_rows_and_effects(path: Path, tmp_path: Path):
    run("project", "export", path, "-o", tmp_path / "rows.csv", "--reviewer", "anna")
    rows = read_csv(tmp_path / "rows.csv")
    assert [float(r["mean"]) for r in rows] == pytest.approx([10, 15, 11, 17.95])
    assert [r["role"] for r in rows] == ["control", "treatment", "control", "treatment"]
    run("project", "export", path, "-o", tmp_path / "effects.csv", "--format", "effects", "--reviewer", "anna")
    first, second = read_csv(tmp_path / "effects.csv")
    assert (float(first["m1i"]), float(first["m2i"])) == pytest.approx((15, 10))
    assert first["yi"] != ""
    assert second["yi"] == ""


def test_where_lower_is_better_the_sign_is_turned(path: Path):
    with Project.open(path, "anna") as project:
        plain = project.effects("MD")["yi"].tolist()
        project.tables.set_comparisons([replace(c, direction=Direction.LOWER) for c in project.tables.comparisons])
        assert project.effects("MD")["yi"].tolist()[0] == -plain[0] == -5.0


def test_a_figure_is_described_and_taken_off_the_list(path: Path):
    assert run("project", "describe", path, "1", "--study", "Smyth 2019", "--comment", "see p. 4").exit_code == 0
    with Project.open(path, readonly=True) as project:
        info = project.figure(1).info
    assert (info.study, info.outcome, info.comment) == ("Smyth 2019", "bbb", "see p. 4")
    assert run("project", "describe", path, "1", "--remove").exit_code == 0
    assert run("project", "list", path).stdout == ""
    run("project", "undo", path)
    assert "Smyth 2019" in run("project", "list", path).stdout
    assert isinstance(run("project", "describe", path, "1").exception, UsageError)


def test_metafor_and_revman(path: Path, tmp_path: Path):
    run("project", "export", path, "-o", tmp_path / "m.csv", "--format", "metafor", "--reviewer", "anna")
    assert read_csv(tmp_path / "m.csv")[0]["slab"].startswith("Smith 2019")
    script = (tmp_path / "m.R").read_text()
    assert 'read.csv("m.csv"' in script
    assert 'mods = ~ week + relevel(factor(route), ref = "IT")' in script
    run("project", "export", path, "-o", tmp_path / "r.csv", "--format", "revman", "--reviewer", "anna")
    first = read_csv(tmp_path / "r.csv")[0]
    assert float(first["Experimental mean"]) == pytest.approx(15)
    # names and order of Cochrane's data rows, less those of other kinds of outcome
    assert list(first) == [
        "Analysis name", "Study", "Experimental mean", "Experimental SD", "Experimental N",
        "Control mean", "Control SD", "Control N", "Footnotes",
    ]  # fmt: skip


def test_a_supplement_named_by_its_ending_tells_of_all_reviewers(path: Path, tmp_path: Path):
    with Project.open(path, "ben") as ben:
        ben.start_by_hand(1)
    result = run("project", "export", path, "-o", tmp_path / "s.html")
    assert result.exit_code == 0
    assert "(anna)" in (tmp_path / "s.html").read_text()


def test_workbook_never_takes_text_for_a_formula(path: Path, tmp_path: Path):
    from openpyxl import load_workbook

    with Project.open(path, "anna") as project:
        project.edit(1, "comment_mark", mark="m1", comment="=1+1")
    run("project", "export", path, "-o", tmp_path / "p.xlsx", "--format", "xlsx", "--reviewer", "anna")
    book = load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == ["rows", "effects", "studies"]
    header = [cell.value for cell in book["rows"][1]]
    cell = book["rows"].cell(2, header.index("comment") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_supplement_and_methods(path: Path, tmp_path: Path):
    with Project.open(path, "anna") as project:
        project.edit(1, "move_handle", mark="m1", handle="tip", x=80.0, y=220.0)
        project.edit(1, "comment_figure", comment="<b>bold</b>")
    run("project", "export", path, "-o", tmp_path / "s.html", "--format", "supplement", "--reviewer", "anna")
    page = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert page.count('class="shape manual"') == 2
    assert "&lt;b&gt;bold" in page
    assert "<b>bold" not in page
    run("project", "export", path, "-o", tmp_path / "m.txt", "--format", "methods", "--reviewer", "anna")
    text = (tmp_path / "m.txt").read_text(encoding="utf-8")
    assert "4 values were read from 1 figure of 1 study with figpool" in text
    assert "1 value (25%) were placed or corrected by hand" in text


def test_unknown_format(path: Path, tmp_path: Path):
    assert "no export format 'docx'" in str(
        run("project", "export", path, "-o", tmp_path / "x", "--format", "docx").exception
    )


def test_merge_keeps_both(path: Path, tmp_path: Path):
    other = tmp_path / "other.figpool"
    with Project.create(other, "anna") as project:
        figure = project.add_figure(("fig.png", PNG))
        project.store_reading(figure, reading())
        project.store_reading(project.add_figure(("new.png", PNG + b"x")), reading())
    result = run("project", "merge", path, other, "--reviewer", "anna")
    assert "1 new figures, 2 extractions" in result.stderr
    assert "kept as 'anna (other)'" in result.stderr
    with Project.open(path, "anna") as project:
        assert [line.reviewers for line in project.figures()] == [("anna", "anna (other)"), ("anna",)]
        assert project.tables.comparisons != ()
    assert "0 new figures, 0 extractions" in run("project", "merge", path, other, "--reviewer", "anna").stderr


def test_compare_tells_and_draws(path: Path, tmp_path: Path):
    with Project.open(path, "ben") as project:
        project.store_reading(1, reading())
        project.edit(1, "move_handle", mark="m2", handle="tip", x=110.0, y=156.0)
    result = run("compare", path, "anna", "ben", "-o", tmp_path / "d.csv", "--json", tmp_path / "c.json",
                 "--plot", tmp_path / "ba.png")  # fmt: skip
    assert "4 marks in both" in result.stdout
    assert {d["kind"] for d in read_csv(tmp_path / "d.csv")} == {"value", "role"}
    assert json.loads((tmp_path / "c.json").read_text())["agreement"]["mean"]["n"] == 4
    assert (tmp_path / "ba.png").read_bytes().startswith(b"\x89PNG")


def test_alarms(path: Path):
    assert "n_missing" not in run("project", "alarms", path, "--reviewer", "anna").stdout
    with Project.open(path, "anna") as project:
        project.edit(1, "set_n", panel="p1", n=None)
    assert "n is missing" in run("project", "alarms", path, "--reviewer", "anna").stdout


def test_batch_without_figures_says_what_to_give(tmp_path: Path):
    assert "nothing to read" in str(run("batch", "--project", tmp_path / "p.figpool").exception)


def test_batch_of_damaged_figures_lists_them_as_failed(tmp_path: Path):
    (tmp_path / "bad.png").write_bytes(b"no picture")
    result = run("batch", tmp_path / "bad.png", "--project", tmp_path / "p.figpool", "--workers", 1)
    assert result.exit_code == 1
    assert "0 read, 0 flagged, 1 failed" in result.stderr
    assert "is not a picture" in result.stderr
