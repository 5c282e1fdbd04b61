"""Bars of every look, found with their sides, base and free end.

Charts are painted with known geometry and read with the axis given by hand, so that only the detectors are on trial.
"""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from figpool.core.axes import CalibrationPoint
from figpool.core.geometry import Box
from figpool.detect.raster.rectangles import RawBar, choose_bars
from figpool.extract import DigitizeSettings, digitize
from paint.bars import FILLS, Bar, Chart
from paint.read import SilentEngine, bars_of
from paint.sheet import Sheet

#: Free ends at many fractions of a pixel.
TIPS = (120.3, 180.55, 90.8, 240.1, 60.45)


def in_a_row(fill, tips=TIPS, first=70.0, width=44.0, step=68.0):
    return [Bar(first + step * i, first + width + step * i, tip, fill) for i, tip in enumerate(tips)]


@cache
def read_fill(fill):
    return bars_of(Chart(in_a_row(fill)))


@pytest.mark.parametrize("fill", FILLS)
def test_every_fill_gives_all_bars_and_no_more(fill):
    found = read_fill(fill)
    truth = in_a_row(fill)
    assert [m.centre for m in found] == pytest.approx([b.centre for b in truth], abs=1.6)
    assert [m.width for m in found] == pytest.approx([44.0] * len(truth), abs=3.0)
    assert [m.base for m in found] == pytest.approx([310.0] * len(truth), abs=1.5)


@pytest.mark.parametrize("fill", FILLS)
def test_free_ends_are_read_to_a_fraction_of_a_pixel(fill):
    errors = np.array([m.tip for m in read_fill(fill)]) - TIPS
    assert np.abs(errors).max() < (0.25 if "hatch" in fill or fill == "dotted" else 0.15)
    assert abs(errors.mean()) < 0.08


@pytest.mark.parametrize("fill", FILLS)
def test_the_uncertainty_of_the_free_end_is_stated_and_not_absurd(fill):
    for mark, tip in zip(read_fill(fill), TIPS, strict=True):
        assert 0.02 <= mark.tip_u <= 1.0
        assert abs(mark.tip - tip) <= 4 * mark.tip_u


@pytest.mark.parametrize("fraction", np.arange(0.0, 1.0, 0.2).round(2))
def test_moving_the_free_end_by_a_fraction_moves_the_reading(fraction):
    chart = Chart(
        [Bar(x, x + 70, 200 + fraction, "grey") for x in (120, 300, 480)], width=880, height=680, base=600, right=840
    )
    found = bars_of(chart)
    assert [m.tip for m in found] == pytest.approx([200 + fraction] * 3, abs=0.12)


@pytest.mark.parametrize("fill", ["grey", "hollow", "colour", "rising hatch"])
def test_touching_bars_are_told_apart(fill):
    tips = (120.0, 180.0, 100.0, 220.0, 140.0, 170.0)
    found = bars_of(Chart(in_a_row(fill, tips, first=70, width=40, step=40)))
    assert [m.centre for m in found] == pytest.approx([90 + 40 * i for i in range(6)], abs=1.5)
    assert [m.tip for m in found] == pytest.approx(list(tips), abs=0.6)


def test_touching_bars_of_two_fills_are_told_apart_when_equally_high():
    bars = [
        Bar(80, 120, 150, "black"),
        Bar(120, 160, 150, "hollow"),
        Bar(220, 260, 150, "black"),
        Bar(260, 300, 150, "hollow"),
    ]
    found = bars_of(Chart(bars))
    assert [m.centre for m in found] == pytest.approx([100, 140, 240, 280], abs=1.5)


@pytest.mark.parametrize("fill", ["grey", "black", "hollow", "rising hatch"])
def test_bars_below_the_base_hang(fill):
    tips = (110.0, 250.0, 80.0, 290.0)
    found = bars_of(Chart(in_a_row(fill, tips), base=180.0))
    assert [m.tip for m in found] == pytest.approx(list(tips), abs=0.4)
    assert [m.tip > m.base for m in found] == [False, True, False, True]


def test_bars_back_to_back_are_all_found():
    """Shoots above and roots below zero at one place: only the longer ones were read, without a word."""
    up = [Bar(70.0 + 68 * i, 114.0 + 68 * i, tip, "grey") for i, tip in enumerate((120.0, 140.0, 95.0))]
    down = [Bar(b.x0, b.x1, tip, "grey") for b, tip in zip(up, (260.0, 290.0, 240.0), strict=True)]
    found = bars_of(Chart([*up, *down], base=180.0))
    assert sorted(m.tip for m in found) == pytest.approx([95.0, 120.0, 140.0, 240.0, 260.0, 290.0], abs=1.0)


@pytest.mark.parametrize("fill", ["grey", "hollow"])
def test_gridlines_behind_bars_are_no_bars(fill):
    chart = Chart(in_a_row(fill), grid=(60, 110, 160, 210, 260))
    found = bars_of(chart)
    assert len(found) == len(TIPS)
    assert [m.tip for m in found] == pytest.approx(list(TIPS), abs=0.4)


def test_groups_with_gaps_are_all_found():
    bars = [
        Bar(70 + 110 * g + 30 * i, 100 + 110 * g + 30 * i, 100 + 40 * i + 13 * g, f)
        for g in range(3)
        for i, f in enumerate(("black", "grey", "hollow"))
    ]
    found = bars_of(Chart(bars))
    assert [m.centre for m in found] == pytest.approx([b.centre for b in bars], abs=1.5)
    assert [m.tip for m in found] == pytest.approx([b.tip for b in bars], abs=0.4)


def test_short_bars_are_found_beside_tall_ones():
    found = bars_of(Chart(in_a_row("grey", (60.0, 300.0, 120.0, 296.0))))
    assert [m.tip for m in found] == pytest.approx([60.0, 300.0, 120.0, 296.0], abs=0.5)


def test_a_frame_round_the_plot_is_no_bar():
    chart = Chart(in_a_row("grey"))
    sheet = chart.paint().frame(chart.axis, chart.top, chart.right, chart.base)
    assert len(bars_of(chart, sheet)) == len(TIPS)


def test_ticks_set_by_hand_need_not_span_the_bars():
    chart = Chart(in_a_row("grey"))
    settings = DigitizeSettings(kind="bar", y_ticks=(CalibrationPoint(310, 0), CalibrationPoint(210, 50)))
    reading = digitize(chart.paint().figure(), settings, SilentEngine())
    assert [r.mean for r in reading.rows] == pytest.approx([chart.value(t) for t in TIPS], abs=0.2)


def test_an_empty_plot_has_no_bars():
    assert bars_of(Chart([])) == []


def test_an_empty_frame_has_no_bars():
    framed = Chart([]).paint().frame(50, 20, 420, 310)
    assert bars_of(Chart([]), framed) == []


def test_dark_gridlines_are_no_base():
    found = bars_of(Chart(in_a_row("grey"), grid=(60, 110, 160, 210, 260), grid_color=150))
    assert [m.tip for m in found] == pytest.approx(list(TIPS), abs=0.5)


def test_a_frame_with_a_legend_and_letters_has_no_bars():
    sheet = Chart([]).paint().frame(50, 20, 420, 310)
    sheet.text(120, 60, "Control", 16).text(240, 120, "*", 24).text(330, 200, "p < 0.05", 14)
    assert bars_of(Chart([]), sheet, plot_area=Box(50, 20, 420, 310)) == []


def test_noise_of_a_jpeg_moves_free_ends_by_less_than_half_a_pixel():
    chart = Chart(in_a_row("grey"))
    _, data = cv2.imencode(".jpg", chart.paint().pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 40])
    sheet = Sheet()
    sheet.plane = cv2.imdecode(data, cv2.IMREAD_COLOR)[:, :, ::-1].astype(float)
    found = bars_of(chart, sheet)
    assert [m.tip for m in found] == pytest.approx(list(TIPS), abs=0.5)


def test_fills_of_bars_tell_their_looks():
    bars = [
        replace(b, fill=f)
        for b, f in zip(in_a_row("grey"), ("black", "grey", "hollow", "colour", "rising hatch"), strict=True)
    ]
    black, grey, hollow, colour, hatched = (m.fill for m in bars_of(Chart(bars)))
    assert black.lab[0] < grey.lab[0] < hollow.lab[0]
    assert np.hypot(*colour.lab[1:]) > 20 > np.hypot(*grey.lab[1:])
    assert hatched.spread > 3 * max(grey.spread, hollow.spread)


def test_lying_bars_are_read_on_the_x_axis():
    chart = Chart(in_a_row("grey", (120.0, 180.0, 90.0)))
    sheet = chart.paint()
    sheet.plane = np.ascontiguousarray(np.rot90(sheet.plane, -1))  # upward becomes rightward
    width = sheet.size[0]
    ticks = tuple(replace(t, pixel=width - 1 - t.pixel) for t in chart.ticks)
    reading = digitize(sheet.figure(), DigitizeSettings(kind="bar", x_ticks=ticks), SilentEngine())
    assert [m.horizontal for p in reading.panels for m in p.marks] == [True] * 3
    assert [r.mean for r in reading.rows] == pytest.approx([chart.value(t) for t in (120.0, 180.0, 90.0)], abs=0.3)


@pytest.mark.parametrize("fill", ["black", "hollow", "grey"])
@pytest.mark.parametrize("arm", [6.0, 12.0, 40.0])
def test_a_cap_as_wide_as_its_bar_is_no_free_end(fill, arm):
    truth = [Bar(x, x + 18, tip, fill, up=tip - arm, cap=18.0) for x, tip in ((80, 120.0), (160, 200.0), (240, 90.0))]
    found = bars_of(Chart(truth))
    assert [m.tip for m in found] == pytest.approx([b.tip for b in truth], abs=0.5)


def test_a_hollow_bar_between_taller_neighbours_is_found():
    groups = [
        Bar(x + i * 30, x + (i + 1) * 30, tip + drop, fill)
        for x, drop in ((80, 0.0), (220, 40.0))
        for i, (tip, fill) in enumerate(((90.0, "black"), (150.0, "hollow"), (110.0, "rising hatch")))
    ]
    assert [m.tip for m in bars_of(Chart(groups))] == pytest.approx([b.tip for b in groups], abs=0.6)


def test_a_tall_bar_beside_many_small_ones_is_not_joined_with_the_axis():
    truth = [Bar(70 + 60 * i, 110 + 60 * i, tip, "grey") for i, tip in enumerate((280.0, 282.0, 255.0, 60.0, 250.0))]
    assert len(bars_of(Chart(truth))) == 5


def test_neighbours_of_two_equally_light_colours_are_told_apart():
    orange, green = (232.0, 121.0, 84.0), (80.0, 200.0, 100.0)
    sheet = Sheet(440, 360).rect(80, 120, 130, 310, orange).rect(130, 260, 180, 310, green)
    sheet.rect(240, 100, 290, 310, orange).rect(290, 240, 340, 310, green)
    found = bars_of(Chart([]), sheet.vline(50, 20, 310, 2.0).hline(310, 49, 420, 2.0))
    assert [m.tip for m in found] == pytest.approx([120.0, 260.0, 100.0, 240.0], abs=0.6)


def test_a_wide_cap_over_a_hollow_bar_between_taller_neighbours_is_no_free_end():
    low = Bar(130, 190, 220, "hollow", up=190.0, cap=44.0, stem=6.0)
    chart = Chart([Bar(70, 130, 100, "grey"), low, Bar(190, 250, 90, "grey")])
    assert [m.tip for m in bars_of(chart)] == pytest.approx([100, 220, 90], abs=1.0)


def test_crossed_strokes_inside_a_bar_do_not_make_its_free_end_a_cap():
    sheet = Chart([Bar(70, 150, 120, "hollow"), Bar(190, 270, 150, "hollow")]).paint()
    for x0, tip in ((70, 120), (190, 150)):
        for k in range(1, 8):
            sheet.vline(x0 + 10 * k, tip, 310, 1.5)
        for y in range(tip + 12, 310, 12):
            sheet.hline(y, x0, x0 + 80, 1.5)
    found = bars_of(Chart([Bar(70, 150, 120), Bar(190, 270, 150)]), sheet)
    assert [m.tip for m in found] == pytest.approx([120, 150], abs=1.0)


@pytest.mark.parametrize("arm", [10.0, 14.0])
def test_a_thick_cap_as_wide_as_its_bar_is_no_free_end(arm):
    # its stroke shows two edges before the bar's own end
    truth = [Bar(x, x + 26, tip, "hollow", up=tip - arm, cap=26.0, stem=5.0) for x, tip in ((80, 120.0), (160, 200.0))]
    assert [m.tip for m in bars_of(Chart(truth, line=2.0))] == pytest.approx([120.0, 200.0], abs=0.8)


def test_a_short_bar_measured_inside_the_thick_outlines_of_its_neighbours_is_chosen():
    tall = [RawBar(0, 67, 100, 800, 1.0), RawBar(116, 183, 120, 800, 1.0), RawBar(300, 367, 90, 800, 1.0)]
    short = RawBar(67, 125, 640, 800, 0.62, 1)
    assert choose_bars([*tall, short], 1000.0) == sorted([*tall, short], key=lambda b: b.x0)


def test_bars_as_wide_as_the_outer_edges_of_outlines_are_chosen_beside_outlined_ones():
    # two groups of a plain bar and two outlined with a thick stroke: all of one width, measured to its outer edge
    plain = [RawBar(at, at + 55, 640, 820, 0.87) for at in (100, 400)]
    inside = [RawBar(at, at + 44, 430, 820, 1.0) for at in (155, 205, 455, 505)]
    outside = [RawBar(at, at + 51, 430, 820, 1.0, 1, True) for at in (155, 206, 455, 506)]
    assert choose_bars([*plain, *inside, *outside], 900.0) == sorted([*plain, *outside], key=lambda b: b.x0)
