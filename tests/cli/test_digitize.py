"""``figpool digitize`` as a person meets it: exit codes, one clear sentence, no traceback, no partial file."""

import csv
import io as std_io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure as Drawing
from PIL import Image

import figpool as package
from figpool import __version__
from figpool.core.summary import ROW_COLUMNS

#: The entry point as a process of its own.
PROGRAM = (sys.executable, "-c", "from figpool.cli import main; main()")
PATHS = os.environ | {"PYTHONPATH": str(Path(package.__file__).parents[1])}


def rows(text):
    return list(csv.DictReader(std_io.StringIO(text)))


def test_version(figpool):
    outcome = figpool("--version")
    assert (outcome.code, outcome.out, outcome.err) == (0, f"figpool {__version__}\n", "")


def test_help_names_the_commands(figpool):
    outcome = figpool("--help")
    assert outcome.code == 0
    assert "digitize" in outcome.out


def test_help_of_digitize_names_every_option(figpool):
    outcome = figpool("digitize", "--help")
    assert outcome.code == 0
    for option in (
        "--output", "--json", "--overlay", "--page", "--kind", "--plot-area", "--y-ticks", "--x-ticks", "--scale",
        "--series", "--dispersion", "--level",
    ):  # fmt: skip
        assert option in outcome.out


def test_rows_go_to_stdout(figpool, charts):
    folder, means = charts
    outcome = figpool("digitize", folder / "one.png")
    assert outcome.code == 0
    found = rows(outcome.out)
    assert list(found[0]) == list(ROW_COLUMNS)
    assert [float(r["mean"]) for r in found] == pytest.approx(list(means["one.png"]), abs=0.13)
    assert {r["figure"] for r in found} == {"one.png"}


def test_files_are_written_and_stdout_stays_empty(figpool, charts, tmp_path):
    folder, _ = charts
    outcome = figpool(
        "digitize", folder / "one.png", "-o", tmp_path / "rows.csv", "--json", tmp_path / "all.json",
        "--overlay", tmp_path / "seen", "--dispersion", "SE", "--n", "9",
    )  # fmt: skip
    assert (outcome.code, outcome.out) == (0, "")
    found = rows((tmp_path / "rows.csv").read_text())
    document = json.loads((tmp_path / "all.json").read_text())
    assert [r["mean"] for r in document["rows"]] == [float(r["mean"]) for r in found]
    assert [r["sd"] for r in document["rows"]] == pytest.approx([3 * r["error_high"] for r in document["rows"]])
    assert {r["dispersion"] for r in found} == {"se"}
    overlay, drawing = sorted((tmp_path / "seen").iterdir())
    assert "data:image/png;base64" in drawing.read_text()
    with Image.open(overlay) as drawn, Image.open(folder / "one.png") as given:
        assert drawn.width >= given.width
    assert sorted(p.name for p in tmp_path.iterdir()) == ["all.json", "rows.csv", "seen"]


def test_a_figure_that_fails_does_not_stop_the_others(figpool, charts, tmp_path):
    folder, means = charts
    Image.new("RGB", (300, 300), "white").save(tmp_path / "blank.png")
    figures = (folder / "one.png", tmp_path / "blank.png", folder / "two.png")
    outcome = figpool("digitize", *figures, "-o", tmp_path / "rows.csv")
    assert outcome.code == 1
    assert outcome.err.count("figpool: ") == 1
    assert "blank.png" in outcome.err
    found = rows((tmp_path / "rows.csv").read_text())
    assert [r["figure"] for r in found] == ["one.png"] * 4 + ["two.png"] * 4
    assert [float(r["mean"]) for r in found] == pytest.approx([*means["one.png"], *means["two.png"]], abs=0.13)


def test_an_unreadable_file_among_readable_ones_gives_exit_2(figpool, charts, tmp_path):
    folder, _ = charts
    outcome = figpool("digitize", tmp_path / "missing.png", folder / "one.png")
    assert outcome.code == 2
    assert "missing.png" in outcome.err
    assert len(rows(outcome.out)) == 4


def png(mode="RGB", size=(300, 300)):
    return lambda path: Image.new(mode, size, "white").save(path)


def half_jpeg(path):
    buffer = std_io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (300, 400, 3), dtype=np.uint8)).save(buffer, "JPEG")
    path.write_bytes(buffer.getvalue()[:9000])


def photo(path):
    rng = np.random.default_rng(2)
    y, x = np.mgrid[0:300, 0:400]
    waves = 120 + 60 * np.sin(x / 37 + y / 53) + 40 * np.cos(y / 29)
    Image.fromarray(np.clip(waves[:, :, None] + rng.normal(0, 12, (300, 400, 3)), 0, 255).astype(np.uint8)).save(path)


#: Bad input: how it is made, the exit code, words of the sentence.
BAD = {
    "missing.png": (lambda path: None, 2, ["does not exist"]),
    "empty.png": (lambda path: path.write_bytes(b""), 2, ["is empty"]),
    "text.png": (lambda path: path.write_text("no picture\n" * 50), 2, ["not a picture"]),
    "photo.png": (photo, 1, ["nothing could be read"]),
    "white.png": (png(), 1, ["nothing could be read", "--y-ticks"]),
    "dot.png": (png(size=(1, 1)), 2, ["1 x 1"]),
    "huge.png": (png(mode="1", size=(20_000, 20_000)), 2, ["million"]),
    "half.jpg": (half_jpeg, 2, ["damaged"]),
    "folder.png": (lambda path: path.mkdir(), 2, ["is a folder"]),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_one_sentence_and_no_file(figpool, tmp_path, name):
    make, code, words = BAD[name]
    make(tmp_path / name)
    results = tmp_path / "results"
    results.mkdir()
    outcome = figpool("digitize", tmp_path / name, "-o", results / "rows.csv", "--json", results / "all.json")
    outcome.check_refusal(code, name, *words)
    assert list(results.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--y-ticks", "412=0"], ["at least two"]),
        (["--y-ticks", "412=0,abc"], ["'abc' is not a tick", "pixel=value"]),
        (["--y-ticks", "412=0,412=5"], ["same pixel"]),
        (["--kind", "pie"], ["no chart kind 'pie'", "bar"]),
        (["--scale", "cubic"], ["'cubic'", "log10"]),
        (["--dispersion", "spread"], ["'spread'", "se"]),
        (["--plot-area", "1,2,3"], ["four numbers"]),
        (["--plot-area", "10,10,5,40"], ["is empty"]),
        (["--y-ticks", "412=0,100=-5", "--scale", "log10"], ["log10"]),
    ],
)
def test_options_that_make_no_sense(figpool, charts, tmp_path, options, words):
    folder, _ = charts
    outcome = figpool("digitize", folder / "one.png", "-o", tmp_path / "rows.csv", *options)
    outcome.check_refusal(2, *words)
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_is_not_there(figpool, charts):
    folder, _ = charts
    figpool("digitize", folder / "one.png", "--page", "3").check_refusal(2, "one.png", "no page 3")


@pytest.mark.parametrize("option", ["-o", "--json"])
def test_a_folder_that_is_missing_is_said_before_the_work(figpool, charts, tmp_path, option):
    folder, _ = charts
    target = tmp_path / "nowhere" / "rows.csv"
    figpool("digitize", folder / "one.png", option, target).check_refusal(2, "nowhere", "does not exist")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["-o", "--json"])
def test_a_folder_is_no_file(figpool, charts, tmp_path, option):
    folder, _ = charts
    figpool("digitize", folder / "one.png", option, tmp_path).check_refusal(2, "is a folder")


def test_a_file_is_no_folder_for_overlays(figpool, charts, tmp_path):
    folder, _ = charts
    (tmp_path / "seen").write_text("kept")
    figpool("digitize", folder / "one.png", "--overlay", tmp_path / "seen").check_refusal(2, "seen")
    assert (tmp_path / "seen").read_text() == "kept"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_no_write_permission(figpool, charts, tmp_path):
    folder, _ = charts
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    figpool("digitize", folder / "one.png", "-o", locked / "rows.csv").check_refusal(2, "rows.csv", "cannot be written")
    assert list(locked.iterdir()) == []


def test_a_full_disk_leaves_the_old_file(figpool, charts, tmp_path, monkeypatch):
    folder, _ = charts
    (tmp_path / "rows.csv").write_text("old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    figpool("digitize", folder / "one.png", "-o", tmp_path / "rows.csv").check_refusal(2, "No space left on device")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("rows.csv", "old")]


@pytest.mark.parametrize(
    "arguments", [["digitize"], ["digitize", "a.png", "--page", "zero"], ["digitise"], ["--nonsense"]], ids=" ".join
)
def test_wrong_usage_is_exit_2_and_no_traceback(figpool, arguments):
    outcome = figpool(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.strip()
    assert "Traceback" not in outcome.err


def test_as_a_process_of_its_own(tmp_path):
    """The whole way once: entry point, exit code, streams, no stray output."""
    call = [*PROGRAM, "digitize", str(tmp_path / "missing.png")]
    done = subprocess.run(call, capture_output=True, text=True, env=PATHS, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(r"figpool: .*missing\.png does not exist\. .*\.\n", done.stderr)


def test_a_reader_that_stops_early_is_no_crash(charts):
    """``figpool digitize ... | head -1``."""
    folder, _ = charts
    call = [*PROGRAM, "digitize", str(folder / "one.png")]
    process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=PATHS)
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    process.wait(60)
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


def test_a_paper_gives_the_rows_of_all_its_charts_and_overlays_as_png_and_svg(figpool, tmp_path):
    path = tmp_path / "paper.pdf"
    with PdfPages(path) as file:
        for means in ((2.0, 3.5, 5.0), (12.0, 41.0, 33.0)):
            page = Drawing(figsize=(8.27, 11.69))
            ax = page.add_axes((0.2, 0.5, 0.4, 0.2))
            ax.bar(["Sham", "SCI", "MSC"], means, color="0.6", edgecolor="k")
            page.text(0.15, 0.44, f"Figure {1 + (means[0] > 5)}. Scores after treatment, n = 8 per group.", fontsize=8)
            file.savefig(page)
    outcome = figpool("digitize", path, "--overlay", tmp_path / "seen")
    assert outcome.code == 0
    read = rows(outcome.out)
    assert [(r["page"], r["panel"], round(float(r["mean"]), 2)) for r in read] == [
        ("1", "1", 2.0), ("1", "1", 3.5), ("1", "1", 5.0), ("2", "2", 12.0), ("2", "2", 41.0), ("2", "2", 33.0)
    ]  # fmt: skip
    assert {r["n"] for r in read} == {"8.0"}
    written = sorted(p.name for p in (tmp_path / "seen").iterdir())
    assert written == [f"paper.p{n}.overlay.{form}" for n in (1, 2) for form in ("png", "svg")]


def test_the_last_times_alone_are_drawn_on_the_overlay(figpool, tmp_path):
    page = Drawing(figsize=(4.4, 3.3), dpi=150, layout="constrained")
    ax = page.add_subplot()
    for name, values, looks in (("Sham", (4.0, 9.0, 12.0, 17.0), "o-"), ("Injury", (3.0, 5.0, 6.0, 8.0), "s--")):
        ax.errorbar([1, 7, 14, 21], values, yerr=1.2, fmt=looks, capsize=4, label=name)
    ax.legend(frameon=False)
    page.savefig(tmp_path / "course.png")
    outcome = figpool("digitize", tmp_path / "course.png", "--time", "last", "--overlay", tmp_path / "seen")
    assert outcome.code == 0
    last = {r["series"]: r["mean"] for r in rows(outcome.out)}
    assert {name: round(float(mean)) for name, mean in last.items()} == {"Sham": 17, "Injury": 8}
    drawing = (tmp_path / "seen" / "course.overlay.svg").read_text()
    titles = re.findall(r"<title>(\w+) .*?(\d[\d.]*)</title>", drawing)
    assert {(name, round(float(mean))) for name, mean in titles} == {("Sham", 17), ("Injury", 8)}


def test_ticks_by_hand_need_a_page_of_a_paper(figpool, tmp_path):
    path = tmp_path / "paper.pdf"
    with PdfPages(path) as file:
        file.savefig(Drawing())
        file.savefig(Drawing())
    figpool("digitize", path, "--y-ticks", "9=0,1=5").check_refusal(2, "paper.pdf", "--page")
