"""Labels of the category axis whose neighbours nearly touch."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from figpool.core.figure import TextBox
from figpool.core.geometry import Box
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.tilted import TiltedText
from figpool.extract import DigitizeSettings, digitize
from figpool.extract.words import between_title_and_axis, cut_at_places, cut_centred, read_categories
from paint.bars import Bar, Chart
from paint.sheet import Sheet


def line(*stretches, width=300):
    """Print that begins at column 100, inked between the columns given."""
    crop = np.full((20, width, 3), 255, np.uint8)
    for start, stop in stretches:
        for x in range(start, stop, 8):  # letters of 6 pixels, 2 apart
            crop[4:16, x : min(x + 6, stop)] = 0
    return TiltedText(crop, 100 + width / 2, 0.0, 20.0, float(width))


def test_print_is_cut_at_the_gap_between_two_places():
    parts = cut_at_places(line((0, 94), (100, 294)), np.array([150.0, 250.0, 350.0]) - 0.0)
    assert len(parts) == 1  # the second gap is missing: letters as close as everywhere
    parts = cut_at_places(line((0, 94), (100, 190), (200, 294)), np.array([150.0, 250.0, 350.0]))
    assert [p.anchor for p in parts] == pytest.approx([149, 248, 348], abs=4)


def test_labels_that_touch_are_cut_where_centred_ones_end():
    # a short and a long label: the gap between the words of the long one is wider
    parts = cut_centred(line((0, 62), (64, 150), (162, 298)), np.array([131.0, 281.0, 600.0]))
    assert [p.anchor for p in parts] == pytest.approx([131, 281], abs=3)
    assert sum(p.crop.shape[1] for p in parts) == 300


def test_print_that_is_not_centred_at_its_places_is_left_whole():
    whole = line((0, 62), (64, 150), (162, 298))
    assert cut_centred(whole, np.array([160.0, 260.0])) == [whole]


def test_print_at_one_place_stays_whole():
    whole = line((0, 94), (110, 294))
    assert cut_at_places(whole, np.array([250.0, 600.0])) == [whole]


LABELS = [Box(60.0 * i, 190.0, 60.0 * i + 14, 250.0) for i in range(4)]  # in a transposed view: x along the axis


def test_the_letters_of_a_standing_title_are_no_labels():
    title = [Box(20.0 + 16 * i, 140.0, 34.0 + 16 * i, 158.0) for i in range(8)]
    assert between_title_and_axis([*LABELS, *title], 15.0) == LABELS


def test_rests_of_the_axis_behind_the_labels_are_none():
    rest = Box(75.0, 262.0, 88.0, 272.0)
    assert between_title_and_axis([*LABELS, rest], 15.0) == LABELS


def test_bits_of_thick_outlines_between_labels_and_axis_are_none():
    bits = [Box(60.0 * i - 20, 262.0, 60.0 * i - 6, 272.0) for i in range(4)]
    assert between_title_and_axis([*LABELS, *bits], 15.0) == LABELS


def test_a_label_that_touches_its_tick_is_read_without_it(engine):
    truth = [Bar(x, x + 40, tip, "outlined colour") for x, tip in ((80, 240.0), (170, 150.0), (260, 210.0))]
    chart = Chart(truth, line=4.0, axis=30.0, width=360, base=250.0)
    sheet = chart.paint()
    sheet.plane = np.ascontiguousarray(np.rot90(sheet.plane, -1))  # upward becomes rightward
    width = sheet.size[0]
    for bar, words in zip(truth, ("Day 1", "Day 7", "Day 14"), strict=True):
        sheet.hline(bar.centre, width - 1 - 256, width - 1 - 250)
        sheet.text(width - 1 - 256, bar.centre, words, 28, anchor="rm")
    ticks = tuple(replace(t, pixel=width - 1 - t.pixel) for t in chart.ticks)
    rows = digitize(sheet.figure(), DigitizeSettings(kind="bar", x_ticks=ticks), engine).rows
    assert [r.category for r in rows] == ["Day 1", "Day 7", "Day 14"]


def test_labels_set_tight_belong_to_the_groups_they_stand_under(engine):
    fills, groups = ("black", "hollow", "grey"), (70, 190, 310)
    bars = [Bar(x + 28 * i, x + 28 * (i + 1), 150 + 20 * i, f) for x in groups for i, f in enumerate(fills)]
    sheet = Chart(bars, width=440).paint()
    for x, words in zip(groups, ("High dose", "Exosome", "SCI + CM"), strict=True):
        sheet.text(x + 42, 330, words, 26)
    settings = DigitizeSettings(kind="bar", y_ticks=Chart(bars).ticks)
    rows = digitize(sheet.figure(), settings, engine).rows
    assert [r.category for r in rows] == [w for w in ("High dose", "Exosome", "SCI + CM") for _ in range(3)]


def test_labels_stand_before_the_base_of_the_bars_though_the_area_begins_behind_it():
    words = {Box(60.0 * i, 125.0, 60.0 * i + 14, 155.0): f"week {i}" for i in range(3)}
    bits = [Box(60.0 * i + 20, 170.0, 60.0 * i + 34, 205.0) for i in range(3)]  # of the bars
    view = SimpleNamespace(
        horizontal=True,
        area=SimpleNamespace(box=Box(0.0, 212.0, 200.0, 400.0)),
        texts=[*words, *bits],
        picture=prepare(Sheet(420, 420).figure()),
        read_names=lambda boxes: [TextBox(b, words.get(b, "?"), 1.0) for b in boxes],
    )
    assert [w.text for w in read_categories(view, 166.0)] == ["week 0", "week 1", "week 2"]
