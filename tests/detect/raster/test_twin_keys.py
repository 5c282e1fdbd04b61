"""Legend keys of two markers with a line between them."""

import pytest

from figpool.detect.raster.mirrored_keys import find_keys_either_side
from paint.keys import marker_keys_by
from paint.markers import paint_error_bar, paint_marker
from paint.sheet import Sheet

LEGEND = (("circle", 0.0, "Male"), ("square", 2.0, "Female"))


def paint_twins(sheet, y, shape, hollow):
    sheet.hline(y, 500, 550)
    for x in (500.0, 550.0):
        paint_marker(sheet, x, y, shape, 8.0, hollow=hollow)


def test_twins_are_one_key_that_reaches_over_both_markers():
    """As Grace draws them: no series had a name, and the markers of the legend were values."""
    sheet = Sheet(900, 700).frame(470, 80, 720, 160)
    for y, (shape, hollow, words) in zip((102.0, 136.0), LEGEND, strict=True):
        paint_twins(sheet, y, shape, hollow)
        sheet.text(575, y, words, 20, anchor="lm")
    keys = marker_keys_by(find_keys_either_side, sheet)
    assert [(k.marker.shape, k.marker.hollow) for k in keys] == [(s, h > 0) for s, h, _ in LEGEND]
    assert all(k.box.x0 < 500 and k.box.x1 > 550 and k.words.x0 > 565 for k in keys)


@pytest.mark.parametrize("arms", [True, False], ids=["error bars", "lines that go on"])
def test_the_last_two_values_of_lines_with_names_behind_them_are_no_keys(arms):
    sheet = Sheet(900, 700)
    for y, (shape, hollow, words) in zip((200.0, 300.0), LEGEND, strict=True):
        paint_twins(sheet, y, shape, hollow)
        for x in (500.0, 550.0):
            if arms:
                paint_error_bar(sheet, x, y - 40, y + 40)
            else:
                sheet.hline(y, 300, 500)
        sheet.text(575, y, words, 20, anchor="lm")
    assert all(k.box.x0 > 510 for k in marker_keys_by(find_keys_either_side, sheet))
