"""The same charts as different programs write them, and as pages lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from figpool.core.axes import CalibrationPoint
from figpool.core.summary import GroupSummary
from figpool.extract import DigitizeSettings, digitize
from figpool.io import read_figure

from .producers import ERRORS, GROUPS, HOURS, MEANS, PENS, TOP, StrokePen, draw_bars, draw_courses
from .svg_producers import SVG_PENS

#: Share of the axis a value may be off; a metafile's whole numbers leave 0.06 points.
EXACT, ON_GRID = 1e-6, 3e-4
PAGES = {
    "plain": {},
    "turned right": {"page": b"/Rotate 90"},
    "turned left": {"page": b"/Rotate 270"},
    "upside down": {"page": b"/Rotate 180"},
    "large units": {"page": b"/UserUnit 2"},
    "cropped": {"page": b"/CropBox [20 20 390 295]"},
    "off the origin": {"box": "-30 -40 500 400"},
}


def rows_of(folder: Path, pen: StrokePen, draw: Callable[[StrokePen], None], **page: object) -> list[GroupSummary]:
    draw(pen)
    path = folder / "chart.pdf"
    path.write_bytes(pen.pdf(**page))
    return list(digitize(read_figure(path)).rows)


def assert_read(rows: list[GroupSummary], places: tuple[str, ...] | tuple[float, ...], share: float) -> None:
    assert len(rows) == 6
    assert {r.source for r in rows} == {"vector"}
    for name, means in MEANS.items():
        own = [r for r in rows if r.series == name]
        assert len(own) == 3
        for place, mean, error in zip(places, means, ERRORS[name], strict=True):
            near = [
                r for r in own if place == r.category or (r.x is not None and r.x == pytest.approx(place, abs=0.02))
            ]
            assert len(near) == 1, (name, place)
            for got, drawn in ((near[0].mean, mean), (near[0].error_low, error), (near[0].error_high, error)):
                assert got == pytest.approx(drawn, abs=share * TOP)


@pytest.mark.parametrize("program", PENS)
def test_bars_of_every_program(tmp_path: Path, program: str) -> None:
    share = ON_GRID if program == "metafile" else EXACT
    assert_read(rows_of(tmp_path, PENS[program](), draw_bars), GROUPS, share)


@pytest.mark.parametrize("program", PENS)
def test_courses_of_every_program(tmp_path: Path, program: str) -> None:
    share = ON_GRID if program == "metafile" else EXACT
    assert_read(rows_of(tmp_path, PENS[program](), draw_courses), HOURS, share)


@pytest.mark.parametrize("draw", [draw_bars, draw_courses], ids=["bars", "courses"])
@pytest.mark.parametrize("program", SVG_PENS)
def test_svg_of_every_program(tmp_path: Path, program: str, draw: Callable[[StrokePen], None]) -> None:
    pen = SVG_PENS[program]()
    draw(pen)
    path = tmp_path / "chart.svg"
    path.write_bytes(pen.svg())
    rows = list(digitize(read_figure(path)).rows)
    assert_read(rows, GROUPS if draw is draw_bars else HOURS, 5e-6)


@pytest.mark.parametrize("lie", PAGES)
def test_pages_as_they_lie(tmp_path: Path, lie: str) -> None:
    page: dict[str, object] = dict(PAGES[lie])
    assert_read(rows_of(tmp_path, StrokePen(), draw_bars, **page), GROUPS, EXACT)
    assert_read(rows_of(tmp_path, StrokePen(), draw_courses, **page), HOURS, EXACT)


def test_rows_of_a_figure_on_its_side_stand_where_the_page_shows_them(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, StrokePen(), draw_bars, page=b"/Rotate 90")
    first = next(r for r in rows if (r.series, r.category) == ("Control", "Sham"))
    # page space (82, 122.5) points: turned right, x is the old y and y the old x
    assert (first.x_px, first.y_px) == pytest.approx(((60 + 12.5 * 5) * 150 / 72 - 0.5, 82 * 150 / 72 - 0.5), abs=0.01)


def test_ticks_set_by_hand_count_in_pixels_of_the_page_at_150_dpi(tmp_path: Path) -> None:
    pen = StrokePen()
    draw_bars(pen)
    path = tmp_path / "chart.pdf"
    path.write_bytes(pen.pdf())

    def row(value: float) -> float:
        return (300 - 60 - 5 * value) * 150 / 72 - 0.5

    ticks = (CalibrationPoint(row(0), 0.0), CalibrationPoint(row(40), 80.0))
    rows = digitize(read_figure(path), DigitizeSettings(y_ticks=ticks)).rows
    doubled = {round(2 * m, 6) for means in MEANS.values() for m in means}
    assert {round(r.mean or 0.0, 3) for r in rows} == doubled
    assert {r.source for r in rows} == {"vector"}


def test_series_named_by_hand_replace_the_legend(tmp_path: Path) -> None:
    pen = StrokePen()
    draw_bars(pen)
    path = tmp_path / "chart.pdf"
    path.write_bytes(pen.pdf())
    rows = digitize(read_figure(path), DigitizeSettings(series=("A", "B"))).rows
    assert {(r.series, round(r.mean or 0.0, 2)) for r in rows} == {
        (name, mean) for name, means in zip("AB", MEANS.values(), strict=True) for mean in means
    }
