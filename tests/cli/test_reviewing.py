"""Two reviewers, a study table and a batch as they are typed; reading itself is not tested here."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from figpool._cv import cv2
from figpool.project import Project
from project.build import reading

PNG = cv2.imencode(".png", np.full((330, 330, 3), 255, np.uint8))[1].tobytes()
STUDIES = (
    "study,arm,n,role,direction,species\n"
    "Smith 2019,,10,,higher,rat\nSmith 2019,Control,,control,,\nSmith 2019,Treated,,treatment,,\nDoe,,,,,\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """One figure read by anna and, with another value, by ben."""
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as anna:
        anna.store_reading(anna.add_figure(("fig.png", PNG), study="Smith 2019", outcome="bbb"), reading())
        anna.edit(1, "set_n", panel="p1", n=None)
    return path


@pytest.fixture
def two(path: Path) -> Path:
    with Project.open(path, "ben") as ben:
        ben.store_reading(1, reading())
        ben.edit(1, "set_n", panel="p1", n=None)
        ben.edit(1, "move_handle", mark="m2", handle="tip", x=110.0, y=156.0)
    return path


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_from_a_study_table_to_effects(path, tmp_path, figpool):
    (tmp_path / "s.csv").write_text(STUDIES, encoding="utf-8")
    said = figpool("project", "studies", path, tmp_path / "s.csv", "--reviewer", "anna")
    assert said.code == 0
    assert "no row yet fits the line 'Doe'" in said.err
    assert figpool("project", "studies", path).out.startswith("study,outcome,arm,n,role,direction,species\n")
    said = figpool("project", "pair", path)
    assert said.out == "Smith 2019: p1 week 4 Treated (m2 / m1)\nSmith 2019: p1 week 8 Treated (m4 / m3)\n"
    assert "0 new comparisons, 2 before" in figpool("project", "pair", path).err
    assert figpool("project", "analysis", path, "main", "--measure", "ROM", "--by", "species").code == 0
    assert figpool("project", "analysis", path).out.startswith("main: ROM, tau2 REML")
    assert figpool("project", "export", path, "-o", tmp_path / "e.csv", "--format", "effects").code == 0
    first, second = table(tmp_path / "e.csv")
    assert float(first["yi"]) == pytest.approx(np.log(15 / 10), abs=1e-9)
    assert (first["species"], first["n1i"], first["measure"]) == ("rat", "10.0", "ROM")
    assert (second["sd2i"], second["vi"]) == ("", "")  # m3 has no error bar


def test_an_unknown_measure_is_refused(path, figpool):
    figpool("project", "analysis", path, "main", "--measure", "XYZ").check_refusal(2, "XYZ")


def test_without_roles_nothing_is_paired_and_nothing_exported(path, tmp_path, figpool):
    figpool("project", "pair", path).check_refusal(2, "No row has a role")
    for form in ("effects", "metafor", "revman"):
        said = figpool("project", "export", path, "-o", tmp_path / "e.csv", "--format", form)
        said.check_refusal(2, "has no comparisons yet", "figpool project pair")
    assert not (tmp_path / "e.csv").exists()


def test_the_only_reader_is_meant_and_of_two_one_must_be_named(two, tmp_path, figpool):
    figpool("project", "export", two, "-o", tmp_path / "r.csv").check_refusal(2, "anna and ben", "--reviewer")
    figpool("project", "show", two, 1).check_refusal(2, "anna and ben", "--reviewer")
    assert figpool("project", "export", two, "-o", tmp_path / "r.csv", "--reviewer", "ben").code == 0
    assert [round(float(r["mean"]), 3) for r in table(tmp_path / "r.csv")] == [10, 14.4, 11, 17.95]
    figpool("project", "export", two, "-o", tmp_path / "x.csv", "--reviewer", "zoe").check_refusal(2, "zoe has read")
    figpool("project", "edit", two, 1, "set_n", "panel=p1", "n=4").check_refusal(2, "anna and ben did")


def test_a_file_s_ending_tells_the_format(path, tmp_path, figpool):
    for name in ("r.csv", "r.xlsx", "r.json", "r.html", "r.txt"):
        assert figpool("project", "export", path, "-o", tmp_path / name).code == 0
    assert (tmp_path / "r.xlsx").read_bytes().startswith(b"PK")
    assert json.loads((tmp_path / "r.json").read_text())["rows"][0]["mean"] == pytest.approx(10)
    assert "4 values were read" in (tmp_path / "r.txt").read_text()
    figpool("project", "export", path, "-o", tmp_path / "r.docx").check_refusal(2, "not clear what r.docx shall be")


def test_blind_hides_the_other(two, figpool, tmp_path):
    assert "anna" in figpool("project", "list", two, "--reviewer", "ben").out
    assert "anna" not in figpool("project", "list", two, "--reviewer", "ben", "--blind").out
    seen = figpool("project", "history", two, "--reviewer", "ben", "--blind").out
    assert "extraction/1/ben" in seen
    assert "extraction/1/anna" not in seen


def test_compare_settle_and_tell(two, tmp_path, figpool):
    said = figpool("compare", two, "-o", tmp_path / "d.csv", "--plot", tmp_path / "ba.svg")
    assert said.code == 0
    assert "anna and ben: 1 figures, 4 marks in both" in said.out
    figpool("compare", two, "anna").check_refusal(2, "anna, ben")
    said = figpool("project", "settle", two, tmp_path / "d.csv", "--reviewer", "carla")
    assert said.code == 1
    assert "differ about m2, which nobody settled" in said.err
    lines = (tmp_path / "d.csv").read_text().splitlines()
    (tmp_path / "d.csv").write_text("\n".join([lines[0], lines[1][:-1] + "ben,the cap hides it", *lines[2:]]) + "\n")
    assert (
        "1 figures settled by carla" in figpool("project", "settle", two, tmp_path / "d.csv", "--reviewer", "carla").err
    )
    figpool("project", "export", two, "-o", tmp_path / "r.csv", "--reviewer", "carla")
    assert [round(float(r["mean"]), 3) for r in table(tmp_path / "r.csv")] == [10, 14.4, 11, 17.95]
    assert "consensus(" in figpool("project", "history", two).out
    assert "anna and ben: 1 figures" in figpool("compare", two).out  # carla read nothing herself
    figpool("project", "export", two, "-o", tmp_path / "s.html", "--reviewer", "carla")
    page = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert "anna and ben, settled by carla" in page
    assert "m2: second (the cap hides it)" in page
    figpool("project", "export", two, "-o", tmp_path / "m.txt", "--reviewer", "carla")
    text = (tmp_path / "m.txt").read_text(encoding="utf-8")
    assert "by 2 reviewers independently" in text
    assert "Differences were settled by a third reviewer." in text
    assert "ICC(2,1) = 0.9" in text


def test_undo_leaves_the_other_reviewer_alone(two, figpool):
    assert "nothing to take back" in figpool("project", "undo", two, "--reviewer", "zoe").err
    assert "Took back set_n on extraction/1/anna" in figpool("project", "undo", two, "--reviewer", "anna").err


def test_figures_that_are_not_there(path, figpool):
    for command in (("project", "history", path, "--figure", 7), ("replay", path, "--figure", 7)):
        figpool(*command).check_refusal(2, "figure 7")
    figpool("project", "show", path, 7).check_refusal(2, "no figure 7")


def test_nothing_to_replay_is_said(tmp_path, figpool):
    path = tmp_path / "empty.figpool"
    figpool("project", "new", path)
    assert "no automatic reading" in figpool("replay", path).err


def test_a_manifest_among_the_figures_of_a_batch(charts, tmp_path, figpool):
    folder, means = charts
    manifest, path = tmp_path / "m.csv", tmp_path / "p.figpool"
    manifest.write_text(f"file,study,n,dispersion\n{folder / 'one.png'},Doe,8,se\n{tmp_path / 'no.png'},Roe,8,se\n")
    said = figpool("batch", manifest, folder, "--project", path, "--workers", 1, "-o", tmp_path / "r.csv")
    assert said.code == 2
    assert "2 read, 0 flagged, 1 failed" in said.err
    assert "no.png" in said.err
    rows = table(tmp_path / "r.csv")
    assert [r["n"] for r in rows] == ["8.0"] * 4 + [""] * 4
    assert [float(r["mean"]) for r in rows[:4]] == pytest.approx(means["one.png"], rel=0.01)
    manifest.write_text(f"file,study,n,dispersion\n{folder / 'one.png'},Other,6,sd\n")
    said = figpool("batch", manifest, folder, "--project", path, "--workers", 1, "--reread", "-o", tmp_path / "r.csv")
    assert said.code == 0
    assert "1 read, 0 flagged, 0 failed, 1 done before" in said.err
    assert [r["n"] for r in table(tmp_path / "r.csv")] == ["6.0"] * 4 + [""] * 4
    with Project.open(path, readonly=True) as project:
        assert project.figure(1).info.study == "Doe"  # what a person may have corrected stays
    assert "0 read, 0 flagged, 0 failed, 2 done before" in figpool("batch", "--project", path, "--reread").err
