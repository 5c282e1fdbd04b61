from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from figpool.batch.jobs import find_jobs
from figpool.batch.manifest import COLUMNS, parse_manifest, read_manifest
from figpool.core.axes import AxisScale, CalibrationPoint
from figpool.core.errors import InputError
from figpool.core.geometry import Box
from figpool.core.summary import Dispersion
from figpool.extract import DigitizeSettings
from figpool.project.codec import decode
from project.words import read_or_refused

HERE = Path("review/manifest.csv")


def parse(text: str):
    return parse_manifest(text.encode(), HERE)


def test_hints_reach_the_reader():
    (job,) = parse(
        "file,page,crop,study,kind,y_ticks,scale,series,dispersion,level,n,plot_area\n"
        '"a b.pdf",4,"0,0,99,50",Smith 2019,bar,"412=0,88.5=20",log10,"Control; Drug",ci,0.9,8,"10,20,30,40"\n'
    )
    assert (job.path, job.page, job.crop) == (Path("review/a b.pdf"), 4, Box(0, 0, 99, 50))
    assert job.info["study"] == "Smith 2019"
    assert decode(DigitizeSettings, job.info["settings"]) == DigitizeSettings(
        kind="bar",
        plot_area=Box(10, 20, 30, 40),
        y_ticks=(CalibrationPoint(412, 0), CalibrationPoint(88.5, 20)),
        scale=AxisScale.LOG10,
        series=("Control", "Drug"),
        dispersion=Dispersion.CI,
        level=0.9,
        n=8,
    )


def test_semicolons_empty_cells_and_byte_order_mark():
    jobs = parse("\ufefffile;n;study\na.png;8;\n\nb.png;;Doe\n")
    assert [(j.path.name, j.info.get("study")) for j in jobs] == [("a.png", None), ("b.png", "Doe")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("page\n3\n", "no column 'file'"),
        ("file,colour\na.png,red\n", "unknown column 'colour'"),
        ("file,file\na.png,b.png\n", "a column twice"),
        ("file,n\na.png,8\nb.png,many\n", "line 3, column 'n': 'many'"),
        ("file,n\na.png,0\n", "line 2, column 'n'"),
        ("file,page\na.pdf,0\n", "line 2, column 'page'"),
        ("file,y_ticks\na.png,12\n", "line 2, column 'y_ticks'"),
        ("file,dispersion\na.png,sem\n", "line 2, column 'dispersion': 'sem'"),
        ("file,level\na.png,95\n", "a level lies between 0 and 1"),
        ("file,crop\na.png,1 2 3\n", "line 2, column 'crop'"),
        ("file,n\na.png,8,9\n", "line 2 has 3 cells"),
        ("file,n\n,8\n", "line 2: the column 'file' is empty"),
        ('file\n"a.png\n', "is no CSV file"),
    ],
)
def test_mistakes_are_named_by_line_and_column(text, words):
    with pytest.raises(InputError, match=words):
        parse(text)


def test_other_encodings_are_refused():
    with pytest.raises(InputError, match="no text in UTF-8"):
        parse_manifest("file\nBär.png\n".encode("latin-1"), HERE)


@given(st.text(st.sampled_from('file,;"\n\r\t0=.-npagecrop\x00é'), max_size=60))
def test_any_text_is_read_or_refused(text: str):
    assert read_or_refused(lambda: parse(text))


@given(st.lists(st.tuples(st.sampled_from(COLUMNS), st.text(max_size=12)), min_size=1, max_size=6))
def test_any_cells_are_read_or_refused(cells):
    header = ",".join(name for name, _ in cells)
    line = ",".join('"' + text.replace('"', '""') + '"' for _, text in cells)
    assert read_or_refused(lambda: parse(f"{header}\n{line}\n"))


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes):
    assert read_or_refused(lambda: parse_manifest(data, HERE))


def test_manifest_on_disk(tmp_path: Path):
    path = tmp_path / "m.csv"
    path.write_text("file\nfigs/a.png\n")
    assert read_manifest(path)[0].path == tmp_path / "figs" / "a.png"


def test_folders_patterns_and_files_are_each_found_once(tmp_path: Path):
    for name in ("b.png", "a.PNG", "notes.txt", "deep/c.pdf", "deep/d.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = [job.path.name for job in find_jobs([tmp_path, tmp_path / "b.png", f"{tmp_path}/*.txt"])]
    assert found == ["a.PNG", "b.png", "c.pdf", "d.jpg", "notes.txt"]


def test_nothing_found_says_so(tmp_path: Path):
    with pytest.raises(InputError, match="no figure in"):
        find_jobs([tmp_path])
    with pytest.raises(InputError, match="does not exist"):
        find_jobs([tmp_path / "*.png"])
