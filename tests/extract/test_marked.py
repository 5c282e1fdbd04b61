"""Painted panels of markers, read with axes given by hand: rows, kinds and doubts."""

import pytest

from figpool.core.axes import CalibrationPoint
from figpool.core.geometry import Box
from figpool.extract import DigitizeSettings, digitize
from figpool.extract.charts import marked_panel
from paint.markers import paint_error_bar, paint_marker
from paint.read import SilentEngine
from paint.sheet import Sheet

AREA = Box(100.0, 60.0, 860.0, 600.0)
TICKS = (CalibrationPoint(600.0, 0.0), CalibrationPoint(100.0, 50.0))
COLUMNS = (200.0, 360.0, 520.0, 680.0)


def value(row):
    return (600.0 - row) / 10.0


def panel():
    return Sheet(900, 700).vline(100, 60, 600).hline(600, 100, 860)


def read(sheet, kind=""):
    settings = DigitizeSettings(kind=kind, plot_area=AREA, y_ticks=TICKS)
    return digitize(sheet.figure(), settings, SilentEngine())


def test_points_with_error_bars():
    sheet = panel()
    rows = (300.3, 250.6, 400.2, 350.8)
    for x, y in zip(COLUMNS, rows, strict=True):
        paint_error_bar(sheet, x, y - 60.0, y + 60.0)
        paint_marker(sheet, x, y, "circle", 8.0)
    reading = read(sheet)
    assert reading.panels[0].kind == "point"
    assert [r.mean for r in reading.rows] == pytest.approx([value(y) for y in rows], abs=0.05)
    for row in reading.rows:
        assert (row.error_low, row.error_high) == (pytest.approx(6.0, abs=0.06), pytest.approx(6.0, abs=0.06))
        assert row.mean_u > 0
        assert row.error_u > 0


def test_error_bars_beside_thick_axis_lines_are_read():
    sheet = Sheet(900, 700).vline(100, 60, 600, 18.0).hline(600, 100, 860, 18.0)
    for x, y in zip(COLUMNS[:2], (300.0, 400.0), strict=True):
        paint_error_bar(sheet, x, y - 55.0, y + 55.0, half=20.0, width=10.0)
        paint_marker(sheet, x, y, "diamond", 16.0)
    assert [r.error_high for r in read(sheet).rows] == pytest.approx([5.5, 5.5], abs=0.1)


def test_a_missing_error_bar_is_empty_and_flagged():
    sheet = panel()
    for i, x in enumerate(COLUMNS):
        if i != 2:
            paint_error_bar(sheet, x, 240.0, 360.0)
        paint_marker(sheet, x, 300.0, "circle", 8.0)
    bare = read(sheet).rows[2]
    assert (bare.error_low, bare.error_high) == (None, None)
    assert "no_whisker" in bare.flags


def test_two_connected_series_keep_their_own_error_bars():
    red, blue = (210.0, 40.0, 40.0), (40.0, 60.0, 210.0)
    sheet = panel()
    upper, lower = 250.0, 320.0
    for y, shape, color, reach in ((upper, "circle", red, 90.0), (lower, "square", blue, 50.0)):
        sheet.hline(y, COLUMNS[0], COLUMNS[-1], 2.0, color)
        for x in COLUMNS:
            paint_error_bar(sheet, x, y - reach, y + reach, color=color)
            paint_marker(sheet, x, y, shape, 8.0, color=color)
    reading = read(sheet)
    assert reading.panels[0].kind == "line"
    assert len(reading.rows) == 2 * len(COLUMNS)
    for row in reading.rows:
        expected = 9.0 if row.mean > 30 else 5.0
        assert row.error_high == pytest.approx(expected, abs=0.1)
        assert row.error_low == pytest.approx(expected, abs=0.1)


def test_bars_with_whiskers_are_not_taken_for_points():
    sheet = panel()
    for x in COLUMNS:
        sheet.rect(x - 40, 300, x + 40, 600, 120.0).frame(x - 40, 300, x + 40, 600)
        paint_error_bar(sheet, x, 240.0, 300.0)
    assert read(sheet).panels[0].kind == "bar"


@pytest.mark.parametrize("shape", ["circle", "up"])
def test_small_markers_on_gridlines_are_no_boxes(shape):
    # a gridline or a cap runs across each marker as a median across a box
    sheet = panel()
    for k, x in enumerate(COLUMNS):
        y = 300.0 + 30 * k
        sheet.hline(y + 3, 100, 860, 1.0, 200.0)
        paint_error_bar(sheet, x, y - 40.0, y + 40.0)
        paint_marker(sheet, x, y, shape, 11.0, color=(230.0, 70.0, 50.0))
        sheet.hline(y - 3, x - 10, x + 10, 1.0, 60.0)
    assert read(sheet).panels[0].kind == "point"


def test_series_of_two_colours_are_not_exchanged():
    # each marker lies wholly in the other's colour where the other series is searched
    red, blue = (210.0, 40.0, 40.0), (40.0, 60.0, 210.0)
    sheet = panel()
    for k, x in enumerate(COLUMNS):
        for y, color in ((200.0 + 20 * k, red), (400.0 - 15 * k, blue)):
            paint_error_bar(sheet, x, y - 40.0, y + 40.0)
            paint_marker(sheet, x, y, "circle", 8.0, color=color)
    reading = read(sheet)
    by_series = [sorted(p.mean for p in series.points) for series in reading.panels[0].series]
    expected = [sorted(value(200.0 + 20 * k) for k in range(4)), sorted(value(400.0 - 15 * k) for k in range(4))]
    flat = sorted(m for own in by_series for m in own)
    assert flat == pytest.approx(sorted(expected[0] + expected[1]), abs=0.1)
    assert all(r.error_high == pytest.approx(4.0, abs=0.1) for r in reading.rows)


def test_error_bars_without_caps_are_read_to_the_end_of_the_stem():
    sheet = panel()
    for k, x in enumerate(COLUMNS):
        sheet.vline(x, 260.0 + 20 * k, 340.0 + 20 * k, 2.0)
        paint_marker(sheet, x, 300.0 + 20 * k, "circle", 8.0)
    rows = read(sheet).rows
    assert [r.error_high for r in rows] == pytest.approx([4.0] * 4, abs=0.2)


def test_bare_arms_hardly_longer_than_an_open_marker_are_read():
    sheet = panel()
    for k, x in enumerate(COLUMNS):
        sheet.vline(x, 284.0 + 20 * k, 316.0 + 20 * k, 2.0)
        paint_marker(sheet, x, 300.0 + 20 * k, "circle", 9.0, hollow=2.0)
    rows = read(sheet).rows
    assert [r.error_high for r in rows] == pytest.approx([1.6] * 4, abs=0.2)
    assert [r.error_low for r in rows] == pytest.approx([1.6] * 4, abs=0.2)


def test_bare_arms_that_end_on_the_stem_of_another_series_are_as_long_as_their_opposites():
    sheet = panel()
    grey = (130.0, 130.0, 130.0)
    for k, x in enumerate(COLUMNS):
        # on most columns the upper series' lower arm and the lower series' upper arm run into one another
        lower = 350.0 if k else 480.0
        for shape, y, reach in (("circle", 300.0, 70.0), ("square", lower, 60.0)):
            sheet.vline(x, y - reach, y + reach, 4.0, grey)
            paint_marker(sheet, x, y, shape, 9.0, color=grey)
    rows = read(sheet).rows
    upper, lower = [r for r in rows if r.mean > 28], [r for r in rows if r.mean < 28]
    assert len(upper) == len(lower) == len(COLUMNS)
    for own, length in ((upper, 7.0), (lower, 6.0)):
        assert [r.error_high for r in own] == pytest.approx([length] * len(COLUMNS), abs=0.3)
        assert [r.error_low for r in own] == pytest.approx([length] * len(COLUMNS), abs=0.3)


def test_bare_arms_that_run_into_one_another_on_every_column_are_two_on_each_marker():
    """An open and a full marker share one long stem: its ends are an upper arm of one and a lower arm of the other."""
    sheet = panel()
    marks = []
    for k, x in enumerate(COLUMNS):
        full, open_ = (300.0, 360.0) if k % 2 else (360.0, 300.0)
        for y, reach in ((full, 40.0), (open_, 50.0)):
            sheet.vline(x, y - reach, y + reach, 3.0)
        paint_marker(sheet, x, full, "circle", 9.0)
        paint_marker(sheet, x, open_, "diamond", 9.0, hollow=2.0)
        marks += [(x, full, 4.0), (x, open_, 5.0)]
    rows = {(round(r.x_px), round(r.y_px, -1)): r for r in read(sheet).rows}
    for x, y, length in marks:
        row = rows[round(x), round(y, -1)]
        assert (row.error_low, row.error_high) == pytest.approx((length, length), abs=0.3)


def test_a_bare_stem_that_goes_on_after_a_gap_is_doubted():
    sheet = panel()
    for k, x in enumerate(COLUMNS):
        y = 300.0 + 20 * k
        sheet.vline(x, y - 60.0, y + 60.0, 2.0)
        paint_marker(sheet, x, y, "circle", 8.0)
    sheet.rect(COLUMNS[1] - 3, 320.0 - 42, COLUMNS[1] + 3, 320.0 - 34, 255.0)
    assert ["whisker_unsure" in r.flags for r in read(sheet).rows] == [False, True, False, False]


def test_error_bars_of_series_a_little_aside_of_one_another_are_read():
    sheet = panel()
    for k, x in enumerate(COLUMNS):
        for y, shape, aside in ((220.0 + 5 * k, "circle", -3.2), (300.0 - 5 * k, "square", 3.2)):
            paint_error_bar(sheet, x + aside, y - 35.0, y + 35.0)
            paint_marker(sheet, x + aside, y, shape, 9.0)
    assert [r.error_high for r in read(sheet).rows] == pytest.approx([3.5] * 8, abs=0.1)


def test_the_rough_edge_of_the_axis_line_makes_no_bars_of_a_scatter():
    sheet = panel()
    for x in (150.0, 300.0, 450.0, 600.0, 750.0):
        sheet.vline(x, 585.0, 600.0, 3.0)
    sheet.hline(598.6, 153.0, 747.0, 1.0)
    for k, x in enumerate(COLUMNS):
        paint_marker(sheet, x + 13 * k, 300.0 + 41 * k, "down", 8.0)
    assert read(sheet).panels[0].kind == "point"


def test_a_series_not_seen_on_one_column_is_said():
    sheet = panel()
    for k, x in enumerate(COLUMNS):
        for y, shape in ((200.0, "circle"), (400.0, "square")):
            if (k, shape) != (2, "square"):
                paint_error_bar(sheet, x, y - 40.0, y + 40.0)
                paint_marker(sheet, x, y, shape, 8.0, hollow=2.0 if shape == "square" else 0.0)
    flagged = {round(r.x_px) for r in read(sheet).rows if "marks_unexplained" in r.flags}
    assert flagged == {round(COLUMNS[2])}


def test_error_bars_of_upper_arms_only_have_no_lower_ones():
    """Series above one another: the cap of the lower one is not the lower arm of the upper one."""
    sheet = panel()
    for k, x in enumerate(COLUMNS):
        for y, shape in ((220.0 + 5 * k, "circle"), (420.0 - 5 * k, "square")):
            sheet.vline(x, y - 60.0, y, 2.0).hline(y - 60.0, x - 9, x + 9, 2.0)
            paint_marker(sheet, x, y, shape, 8.0)
    rows = read(sheet).rows
    assert [r.error_high for r in rows] == pytest.approx([6.0] * 8, abs=0.1)
    assert [r.error_low for r in rows] == [None] * 8


def test_a_cap_above_two_markers_belongs_to_the_nearer_one():
    """The arm of the lower series is hidden by its marker: it is left out, not read up to the other one's cap."""
    sheet = panel()
    for k, x in enumerate(COLUMNS):
        upper, lower = 250.0, 350.0 + 10 * k
        sheet.vline(x, upper - 60.0, upper, 2.0).hline(upper - 60.0, x - 9, x + 9, 2.0)
        if k < 3:
            sheet.vline(x, lower - 40.0, lower, 2.0).hline(lower - 40.0, x - 9, x + 9, 2.0)
        else:
            sheet.vline(x, upper, lower, 2.0)
        paint_marker(sheet, x, upper, "circle", 8.0)
        paint_marker(sheet, x, lower, "square", 8.0)
    last = {round(r.y_px): r.error_high for r in read(sheet).rows if round(r.x_px) == round(COLUMNS[3])}
    assert last == {250: pytest.approx(6.0, abs=0.1), 380: None}


def test_pale_error_bars_of_pale_markers_are_read():
    sheet = panel()
    for k, x in enumerate(COLUMNS):
        paint_error_bar(sheet, x, 250.0 + 30 * k, 350.0 + 30 * k, color=(212.0, 212.0, 212.0))
        paint_marker(sheet, x, 300.0 + 30 * k, "circle", 9.0, color=(150.0, 150.0, 150.0))
    assert [r.error_high for r in read(sheet).rows] == pytest.approx([5.0] * 4, abs=0.1)


def test_error_bars_without_a_known_marker_are_said():
    """A series of stars that no legend names was lost without a word."""
    sheet = panel()
    for x in COLUMNS:
        paint_error_bar(sheet, x, 400.0, 500.0)
        paint_marker(sheet, x, 450.0, "circle", 8.0)
        paint_error_bar(sheet, x, 150.0, 270.0)
        sheet.hline(210.0, x - 12.0, x + 12.0)
    rows = read(sheet, "point").rows
    assert len(rows) == len(COLUMNS)
    assert all("marks_unexplained" in row.flags for row in rows)


def test_a_bare_stem_between_two_steep_lines_is_read():
    """Lines that meet at the marker run close beside the end of its stem, which passed for something wide."""
    sheet = panel()
    for k, x in enumerate(COLUMNS):
        y = 300.0 + 20 * k
        sheet.vline(x, y - 24.0, y + 60.0, 2.0)
        if k == 1:
            for aside in range(4, 60):
                for way in (-1, 1):
                    sheet.rect(x + way * aside - 1, y - 3 * aside - 4, x + way * aside + 1, y - 3 * aside)
        paint_marker(sheet, x, y, "diamond", 8.0)
    assert [r.error_high for r in read(sheet).rows] == pytest.approx([2.4] * 4, abs=0.2)


def coloured_squares(reaches, rim=0.0):
    """Paint red squares of half size 12 and dark error bars of given reaches on them, none where it is 0."""
    sheet = panel()
    for k, (x, reach) in enumerate(zip(COLUMNS, reaches, strict=True)):
        y = 300.0 + 20 * k
        paint_marker(sheet, x, y, "square", 12.0 + rim, color=0.0 if rim else (210.0, 90.0, 60.0))
        if rim:
            paint_marker(sheet, x, y, "square", 12.0, color=(210.0, 90.0, 60.0))
        if reach:
            paint_error_bar(sheet, x, y - reach, y + reach, half=12.0, width=3.0, color=70.0)
    return [r.error_high for r in read(sheet).rows]


def test_dark_caps_on_a_coloured_marker_are_read():
    """Caps near the edge of a marker are strokes of its contrast, but not of its colour."""
    assert coloured_squares((40.0, 11.0, 35.0, 9.0)) == pytest.approx([4.0, 1.1, 3.5, 0.9], abs=0.1)


def test_the_dark_outline_of_a_coloured_marker_is_no_cap():
    assert coloured_squares((40.0, 0.0, 35.0, 45.0), rim=2.5) == [
        pytest.approx(4.0, abs=0.1),
        None,
        *[pytest.approx(v, abs=0.1) for v in (3.5, 4.5)],
    ]


def test_a_dark_bare_stem_beside_a_coloured_line_is_read():
    """The line touches the end of the stem, which passed for something wide; its colour is another one."""
    sheet = panel()
    red, blue = (210.0, 90.0, 60.0), (70.0, 120.0, 200.0)
    for k, x in enumerate(COLUMNS):
        y = 300.0 + 20 * k
        sheet.vline(x, y - 40.0, y + 60.0, 3.0, 20.0)
        if k == 1:
            for step in range(-45, 30):
                sheet.rect(x + 1.5 + (step + 45) / 20, y + step, x + 8 + (step + 45) / 20, y + step + 1, blue)
        paint_marker(sheet, x, y, "circle", 9.0, color=red)
    assert [r.error_high for r in read(sheet).rows] == pytest.approx([4.0] * 4, abs=0.2)


def test_error_bars_of_a_pale_series_are_read_beside_a_dark_one():
    """On a worn copy thin strokes are paler than their markers, and those of a pale grey series were too faint."""
    sheet = panel()
    for i, x in enumerate(COLUMNS):
        dark, pale = 150.0 + 20 * i, 400.0 + 15 * i
        paint_error_bar(sheet, x, dark - 50, dark + 50)
        paint_marker(sheet, x, dark, "circle", 9.0)
        paint_error_bar(sheet, x, pale - 40, pale + 40, color=208.0)
        paint_marker(sheet, x, pale, "square", 8.0, color=140.0)
    rows = [r for r in read(sheet).rows if r.mean < 25]
    assert [r.error_high for r in rows] == pytest.approx([4.0] * 4, abs=0.1)
    assert [r.error_low for r in rows] == pytest.approx([4.0] * 4, abs=0.1)


@pytest.mark.parametrize("reach", [7.0, 30.0])
def test_dark_bare_stems_that_end_on_their_coloured_marker_are_read(reach):
    """Error bars without caps are drawn over the markers: shorter than these they are seen whole."""
    sheet = panel()
    for x, arm in zip(COLUMNS, (30.0, reach, 40.0, 25.0), strict=True):
        paint_marker(sheet, x, 300.0, "circle", 12.0, color=(220.0, 40.0, 40.0))
        sheet.vline(x, 300.0 - arm, 300.0 + arm, 2.5)
    assert [r.error_high for r in read(sheet).rows] == pytest.approx([3.0, reach / 10, 4.0, 2.5], abs=0.15)


def test_values_of_a_panel_are_told_by_their_lines(monkeypatch):
    told = []
    monkeypatch.setattr(marked_panel, "continued", lambda search, placed, seen: told.append(placed) or placed)
    sheet = panel()
    for x in COLUMNS:
        paint_marker(sheet, x, 300.0, "circle", 8.0)
    assert read(sheet).rows
    assert [p.x for p in told[0]] == pytest.approx(COLUMNS, abs=0.5)
