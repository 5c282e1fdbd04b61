"""A paper of two columns, drawn here: figures, captions, tables, a photograph."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D

from figpool.core.errors import InputError
from figpool.core.summary import Dispersion
from figpool.extract.papers import PaperFigure, find_figures, read_paper
from paint.pdf_writer import pdf_bytes

from .papers_made import mixed, scanned, two_columns
from .producers import StrokePen, draw_bars

WORDS = ["lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit", "sed", "tempor", "incididunt"]


def paragraph(page: Drawing, x: float, y: float, lines: int, rng: np.random.Generator) -> None:
    for i in range(lines):
        page.text(x, y - 0.014 * i, " ".join(rng.choice(WORDS, 8)), fontsize=7)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(5)
    page = Drawing(figsize=(8.27, 11.69))
    for x in (0.08, 0.53):
        paragraph(page, x, 0.92, 20, rng)
    paragraph(page, 0.08, 0.31, 15, rng)
    ax = page.add_axes((0.13, 0.42, 0.3, 0.18))
    ax.bar(["Sham", "SCI", "MSC"], [2, 3.5, 5.1], yerr=[0.3, 0.4, 0.5], capsize=3, color="0.6", edgecolor="k")
    page.text(0.08, 0.36, "Figure 1. Scores after treatment. Values are mean ± SEM,", fontsize=7)
    page.text(0.08, 0.346, "n = 8 per group. *p < 0.05 versus sham.", fontsize=7)
    page.text(0.53, 0.48, "Table 1. Baseline values of all animals", fontsize=7)
    for i in range(5):
        for j in range(4):
            page.text(0.53 + 0.1 * j, 0.46 - 0.016 * i, str(rng.integers(1, 99)), fontsize=7)
    for y in (0.475, 0.385):
        page.add_artist(Line2D([0.53, 0.93], [y, y], color="k", lw=0.6))
    photo = page.add_axes((0.53, 0.12, 0.35, 0.2))
    photo.imshow(rng.uniform(0, 1, (150, 220, 3)))
    photo.axis("off")
    page.text(0.53, 0.1, "Fig. 2: Photograph of the scaffold.", fontsize=7)
    path = tmp_path_factory.mktemp("paper") / "paper.pdf"
    page.savefig(path)
    return path


@pytest.fixture(scope="module")
def found(paper: Path) -> list[PaperFigure]:
    return list(find_figures(paper))


def test_every_figure_is_found_and_no_table(found: list[PaperFigure]) -> None:
    assert [(f.number, f.source, f.is_chart) for f in found] == [("1", "vector", True), ("2", "raster", False)]


def test_the_caption_completes_the_rows_and_says_so(found: list[PaperFigure]) -> None:
    assert found[0].caption is not None
    assert found[0].caption.notes == ("*p < 0.05",)
    reading = found[0].reading
    assert reading is not None
    np.testing.assert_allclose([r.mean for r in reading.rows], [2, 3.5, 5.1], atol=1e-3)
    for row in reading.rows:
        assert (row.dispersion, row.n) == (Dispersion.SE, 8.0)
        assert "from_caption" in row.flags
        assert row.error_high is not None
        assert row.sd == pytest.approx(row.error_high * np.sqrt(8), rel=1e-4)


def test_rows_stand_on_the_page(found: list[PaperFigure]) -> None:
    reading = found[0].reading
    assert reading is not None
    middle = reading.rows[1]  # the second bar: the middle of axes from 0.13 to 0.43 of the width
    assert middle.x_px == pytest.approx(0.28 * 8.27 * 150 - 0.5, abs=0.3)
    assert found[0].box.contains(middle.x_px, middle.y_px)


def test_a_photograph_is_cut_out_at_its_own_resolution(found: list[PaperFigure]) -> None:
    height, width = found[1].figure.pixels.shape[:2]
    assert width / height == pytest.approx(220 / 150, rel=0.1)


def test_a_picture_is_no_paper(tmp_path: Path) -> None:
    path = tmp_path / "figure.png"
    Drawing().savefig(path)
    with pytest.raises(InputError, match="is no PDF"):
        list(find_figures(path))


def test_reading_a_paper_gives_its_charts_with_their_numbers(paper: Path) -> None:
    (reading,) = read_paper(paper)
    assert [r.panel for r in reading.rows] == ["1", "1", "1"]
    assert {r.page for r in reading.rows} == {1}


LETTERS = str.maketrans("ABCD", "1234")
PAPERS = {
    "two columns": two_columns,
    "photographs and panels": mixed,
    "coarse scan, askew": partial(scanned, skew=2.0, dpi=150),
}


@pytest.mark.parametrize("kind", PAPERS)
def test_every_data_panel_is_found_and_none_invented(tmp_path: Path, kind: str) -> None:
    path, charts = PAPERS[kind](tmp_path)
    # panels of a scan go by the letters printed beside them, of drawn ones by their order
    got = {p.panel.label.translate(LETTERS): p for reading in read_paper(path) for p in reading.panels}
    assert set(got) == {c.number for c in charts}
    share = 1e-3 if kind == "two columns" else 0.01
    for chart in charts:
        read = sorted(r.mean for r in got[chart.number].rows if r.mean is not None)
        np.testing.assert_allclose(read, sorted(chart.means), atol=share * chart.span, err_msg=chart.number)


def test_a_finer_scan_is_read_too(tmp_path: Path) -> None:
    path, charts = scanned(tmp_path)
    (one,) = find_figures(path, 1)
    assert one.reading is not None
    assert one.number == charts[0].number
    np.testing.assert_allclose([r.mean or 0.0 for r in one.reading.rows], charts[0].means, atol=0.01 * charts[0].span)


def test_captions_above_and_beside_and_a_page_on_its_side(tmp_path: Path) -> None:
    path, _ = two_columns(tmp_path)
    found = {f.number: f for f in find_figures(path)}
    assert [(n, f.page) for n, f in found.items()] == [("1", 1), ("2", 2), ("3", 2), ("4", 3)]
    said = {n: (f.caption.dispersion, f.caption.n, f.caption.n_words) for n, f in found.items() if f.caption}
    assert said["2"][:2] == (Dispersion.SD, 6.0)
    assert said["3"][:2] == (Dispersion.CI, None)  # a range of sizes is no size
    assert said["4"][:2] == (Dispersion.SD, 10.0)
    reading = found["4"].reading
    assert reading is not None
    assert all(found["4"].box.contains(r.x_px, r.y_px) for r in reading.rows)


def test_a_paper_encrypted_but_open_to_readers_is_read(tmp_path: Path) -> None:
    pen = StrokePen()
    draw_bars(pen)
    path = tmp_path / "locked.pdf"
    path.write_bytes(pen.pdf(locked=True))
    assert b"(Control)" not in path.read_bytes()
    (reading,) = read_paper(path)
    assert len(reading.rows) == 6


def test_thousands_of_pages_are_not_read_unless_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    path.write_bytes(pdf_bytes(b"0 0 m 9 9 l S", pages=5000))
    with pytest.raises(InputError, match="has 5000 pages"):
        read_paper(path)
    (reading,) = read_paper(path, 4999)
    assert not reading.rows
