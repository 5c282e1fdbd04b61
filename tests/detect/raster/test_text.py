"""Where words stand."""

import numpy as np
import pytest

from figpool.core.figure import Figure
from figpool.core.geometry import Box
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.text import find_text
from paint.bars import Bar, Chart
from paint.sheet import Sheet


def boxes(sheet):
    """Text boxes in pixels of the sheet, from left to right."""
    picture = prepare(sheet.figure())
    return sorted((b.scaled(1 / picture.scale) for b in find_text(picture)), key=lambda b: b.x0)


def ink_box(words, x, y, size):
    """The hull of a word's ink, measured on a page of its own."""
    page = Sheet(900, 700).text(x, y, words, size).pixels.min(axis=2) < 140
    rows, columns = page.any(axis=1).nonzero()[0], page.any(axis=0).nonzero()[0]
    return Box(float(columns[0]), float(rows[0]), float(columns[-1]), float(rows[-1]))


@pytest.mark.parametrize("words", ["120", "0.05", "-3.5", "Control", "wk 4"])
def test_a_word_is_one_tight_box(words):
    found = boxes(Sheet(900, 700).text(300, 200, words, 22))
    truth = ink_box(words, 300, 200, 22)
    assert len(found) == 1
    for side in ("x0", "y0", "x1", "y1"):
        assert getattr(found[0], side) == pytest.approx(getattr(truth, side), abs=2.0), side


def test_numbers_above_each_other_stay_apart():
    sheet = Sheet(900, 700)
    for i in range(6):
        sheet.text(100, 100 + 40 * i, f"{10 * i}", 20)
    assert len(boxes(sheet)) == 6


def test_words_far_apart_on_one_line_stay_apart():
    found = boxes(Sheet(900, 700).text(150, 300, "Sham", 20).text(400, 300, "Injury", 20))
    assert len(found) == 2
    assert found[0].x1 < 200 < found[1].x0


def test_axes_bars_and_gridlines_are_no_text():
    chart = Chart([Bar(90, 140, 120), Bar(190, 240, 180)], grid=(60, 110, 160, 210, 260))
    assert boxes(chart.paint()) == []


def test_small_print_of_a_small_picture_is_found():
    found = boxes(Sheet(320, 240).text(100, 100, "25", 9))
    assert len(found) == 1
    assert found[0].cx == pytest.approx(100, abs=2)


def test_a_title_that_stands_beside_numbers_is_no_part_of_them():
    sheet = Sheet(900, 700)
    for i in range(5):
        sheet.text(100, 100 + 50 * i, f"{200 * i + 200}", 20)
    alone = [b for b in boxes(sheet) if b.width > 20]
    sheet.text(58, 200, "Weight of the body (g)", 24, angle=90)
    beside = [b for b in boxes(sheet) if b.x0 > 74 and b.width > 20]
    assert [b.x0 for b in beside] == pytest.approx([b.x0 for b in alone], abs=1)


def test_what_stands_higher_beside_a_word_is_no_part_of_it():
    sheet = Sheet(900, 700).text(300, 300, "48 h", 20)
    end = boxes(sheet)[-1].x1
    sheet.frame(end + 19, 270, end + 45, 312, 2.0)
    assert end == pytest.approx(min(boxes(sheet), key=lambda b: abs(b.cx - 300)).x1, abs=1)


def test_a_one_before_a_word_stays_among_thousands_of_dots():
    sheet = Sheet(900, 700).text(300, 100, "wk", 22)
    word = boxes(sheet)[0]
    sheet.rect(word.x0 - 12, word.y0, word.x0 - 9, word.y1 + 1)
    alone = boxes(sheet)[0]
    assert alone.x0 < word.x0 - 9
    for i in range(40):
        for j in range(20):
            sheet.rect(100 + 14 * i, 300 + 14 * j, 106 + 14 * i, 306 + 14 * j)
    found = min(boxes(sheet), key=lambda b: abs(b.cy - 100))
    assert (found.x0, found.x1) == pytest.approx((alone.x0, alone.x1), abs=1)


def test_letters_of_a_worn_copy_are_mended():
    sheet = Sheet(900, 700)
    for i in range(6):
        sheet.text(300 + 60 * i, 100, "8", 24)
    sheet.text(500, 300, "Threshold BOUND", 24)  # as high, and unbroken
    whole = [b for b in boxes(sheet) if b.cy < 200]
    # the waist of every letter is pale
    pale = Sheet(900, 700)
    pale.plane[:] = sheet.plane
    middle = whole[0].cy
    rows = slice(int(middle) - 3, int(middle) + 4)
    pale.plane[rows] = 255 - (255 - pale.plane[rows]) * 0.17
    found = [b for b in boxes(pale) if b.cy < 200]
    assert len(found) == 6
    assert [b.height for b in found] == pytest.approx([b.height for b in whole], abs=2)


def test_the_dots_of_grey_print_on_a_fax_are_letters():
    sheet = Sheet(900, 700).text(300, 200, "Control", 24)
    alone = boxes(sheet)[0]
    rows, columns = np.mgrid[:700, :900]
    screen = (rows + columns) % 2 == 0
    pixels = np.where((sheet.pixels < 128) & screen[:, :, None], 0, 255).astype(np.uint8)
    picture = prepare(Figure(pixels, "fax.png"))
    assert picture.screened
    found = [b.scaled(1 / picture.scale) for b in find_text(picture)]
    assert len(found) == 1
    assert (found[0].x0, found[0].x1) == pytest.approx((alone.x0, alone.x1), abs=3)


def test_a_thick_minus_belongs_to_its_number_beside_the_meshes_of_a_hatching():
    sheet = Sheet(900, 700)
    for x in range(320, 880, 24):
        for y in range(20, 680, 24):
            sheet.rect(x, y, x + 14, y + 14)
    sheet.text(150, 300, "20", 40)
    alone = min(boxes(sheet), key=lambda b: abs(b.cx - 150) + abs(b.cy - 300))
    sheet.rect(alone.x0 - 33, alone.cy - 4, alone.x0 - 8, alone.cy + 4)
    signed = min(boxes(sheet), key=lambda b: abs(b.cx - 150) + abs(b.cy - 300))
    assert signed.x0 == pytest.approx(alone.x0 - 33, abs=1.5)
    assert signed.x1 == pytest.approx(alone.x1, abs=1)


@pytest.mark.parametrize(("size", "pitch"), [(30, 28), (32, 30)])
def test_the_point_of_an_i_joins_no_line_to_the_one_above(size, pitch):
    sheet = Sheet(900, 700).text(300, 300, "High dogy", size, anchor="lm")
    assert len(boxes(sheet.text(300, 300 + pitch, "Vehicle", size, anchor="lm"))) == 2
