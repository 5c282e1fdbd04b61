"""Legend keys of lines and markers."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from figpool.core.geometry import Box
from figpool.detect.raster.marker_key import MarkerKey, is_cap, without_last_speck, without_speck
from figpool.detect.raster.marker_key_rows import keys_beside
from figpool.detect.raster.marker_keys import MarkerKeySettings, _key, _without_letters, find_marker_keys
from figpool.detect.raster.markers import RawMarker
from paint.keys import marker_keys_by
from paint.markers import paint_marker
from paint.sheet import Sheet

LEGEND = (("circle", 0.0, "Control"), ("square", 2.0, "Treated"), ("up", 0.0, "Sham"))


def keys_on(sheet):
    return marker_keys_by(find_marker_keys, sheet)


@pytest.mark.parametrize("across", [False, True])
def test_a_legend_in_a_column_or_a_row_is_found(across):
    sheet = Sheet(900, 700)
    for i, (shape, hollow, words) in enumerate(LEGEND):
        x, y = (100.0 + 190 * i, 80.0) if across else (500.0, 100.0 + 34 * i)
        sheet.hline(y, x - 22, x + 22)
        paint_marker(sheet, x, y, shape, 8.0, hollow=hollow)
        sheet.text(x + 34, y, words, 20, anchor="lm")
    keys = keys_on(sheet)
    assert [(k.marker.shape, k.marker.hollow) for k in keys] == [(s, h > 0) for s, h, _ in LEGEND]
    for i, key in enumerate(keys):
        x, y = (100.0 + 190 * i, 80.0) if across else (500.0, 100.0 + 34 * i)
        assert key.words.contains(x + 50, y)
        assert key.words.x0 > x + 22


def test_words_far_behind_the_end_of_a_faint_line_are_those_of_its_key():
    sheet = Sheet(900, 700)
    for i, words in enumerate(("Control", "Treated")):
        y = 100.0 + 34 * i
        sheet.hline(y, 474, 526, 1.0, 170.0)
        paint_marker(sheet, 500.0, y, "circle", 7.0)
        sheet.text(552, y, words, 20, anchor="lm")
    assert len(keys_on(sheet)) == 2


def test_a_speck_before_the_words_is_no_letter():
    contrast = np.zeros((40, 120), np.float32)
    contrast[10:30, 40:90:4] = 1.0
    words = Box(40.0, 10.0, 89.0, 29.0)
    assert without_speck(contrast, words, words.cy) == words
    contrast[19:22, 30:33] = 1.0
    assert without_speck(contrast, Box(30.0, 10.0, 89.0, 29.0), words.cy) == words


def test_a_round_letter_in_the_words_of_a_key_is_no_key_of_a_second_column():
    def key(x, words):
        circle = RawMarker(x, 20.0, 9.0, "circle", False, 1.0, 0.9)
        return MarkerKey(circle, Box(x - 9, 11.0, x + 9, 29.0), words)

    group = [key(220.0, Box(240.0, 10.0, 320.0, 29.0)), key(400.0, Box(420.0, 10.0, 500.0, 29.0))]
    assert keys_beside(group, [*group, key(270.0, Box(290.0, 10.0, 320.0, 29.0))]) == []
    beside = key(40.0, Box(60.0, 10.0, 120.0, 29.0))
    assert keys_beside(group, [*group, beside]) == [beside]


def test_a_shorter_column_far_right_of_long_words_belongs_to_the_legend():
    sheet = Sheet(900, 700)
    for shape, x, y, words in (
        ("up", 100.0, 80.0, "A long name of a group"),
        ("circle", 100.0, 114.0, "One as long or longer"),
        ("diamond", 480.0, 80.0, "NP"),
    ):
        paint_marker(sheet, x, y, shape, 8.0)
        sheet.text(x + 34, y, words, 20, anchor="lm")
    assert {k.marker.shape for k in keys_on(sheet)} == {"up", "circle", "diamond"}


def test_a_key_without_marker_joins_the_legend_of_the_others():
    sheet = Sheet(900, 700)
    for i, words in enumerate(("Control", "Treated", "Bare line")):
        y = 100.0 + 34 * i
        sheet.hline(y, 478, 522)
        if i < 2:
            paint_marker(sheet, 500.0, y, "circle", 8.0)
        sheet.text(534, y, words, 20, anchor="lm")
    assert [k.marker.shape for k in keys_on(sheet)] == ["circle", "circle", ""]


@pytest.mark.parametrize("words", ["T1", "N"])
def test_a_line_below_the_only_marker_that_is_seen_is_the_next_key_of_its_column(words):
    """An open marker with the line through it is no thick place: the legend of two was lost with its second key."""
    sheet = Sheet(900, 700)
    for y, name in ((100.0, "High dose"), (134.0, words)):
        sheet.hline(y, 478, 522)
        sheet.text(534, y, name, 20, anchor="lm")
    paint_marker(sheet, 500.0, 100.0, "circle", 8.0)
    assert [k.marker.y for k in keys_on(sheet)] == [pytest.approx(100, abs=1), pytest.approx(134, abs=1.5)]


@pytest.mark.parametrize("ends", [(478, 560), (440, 522)])
def test_a_line_that_goes_on_is_no_key_below_the_only_one(ends):
    sheet = Sheet(900, 700)
    sheet.hline(100.0, 478, 522)
    sheet.hline(134.0, *ends)
    for y, name in ((100.0, "High dose"), (134.0, "T1")):
        sheet.text(534, y, name, 20, anchor="lm")
    paint_marker(sheet, 500.0, 100.0, "circle", 8.0)
    assert not keys_on(sheet)


def test_a_legend_of_two_columns_is_found_whole():
    sheet = Sheet(900, 700)
    for i, (shape, words) in enumerate((("circle", "One"), ("square", "Second"), ("up", "Third"), ("diamond", "Four"))):
        x, y = 100.0 + 220 * (i // 2), 80.0 + 34 * (i % 2)
        paint_marker(sheet, x, y, shape, 8.0)
        sheet.text(x + 34, y, words, 20, anchor="lm")
    assert {k.marker.shape for k in keys_on(sheet)} == {"circle", "square", "up", "diamond"}


def test_entries_of_a_row_may_be_as_wide_as_the_widest():
    sheet = Sheet(1200, 700)
    for x, shape, words in ((100.0, "square", "CM"), (380.0, "down", "Laminectomy group")):
        paint_marker(sheet, x, 80.0, shape, 8.0)
        sheet.text(x + 34, 80, words, 20, anchor="lm")
    assert [k.marker.shape for k in keys_on(sheet)] == ["square", "down"]


def test_a_key_whose_dotted_line_is_too_faint_to_follow_joins_the_column():
    sheet = Sheet(900, 700)
    for i, (shape, words) in enumerate((("circle", "Control"), ("square", "Treated"), ("down", "Exosome"))):
        y = 100.0 + 34 * i
        if i < 2:
            sheet.hline(y, 470, 530)
        paint_marker(sheet, 500.0, y, shape, 6.0)
        sheet.text(552, y, words, 20, anchor="lm")
    assert [k.marker.shape for k in keys_on(sheet)] == ["circle", "square", "down"]


def paint_star(sheet, x, y, arm):
    sheet.hline(y, x - arm, x + arm, 2.0).vline(x, y - arm, y + arm, 2.0)
    for k in range(-10 * int(arm), 10 * int(arm) + 1):
        for sign in (-1, 1):
            dx = k / 10 / np.sqrt(2)
            sheet.rect(x + dx - 0.8, y + sign * dx - 0.8, x + dx + 0.8, y + sign * dx + 0.8)
    return sheet


def test_a_star_of_pale_strokes_and_a_dark_middle_is_a_key():
    """Blur makes thin strokes pale but where all of them cross: too pale for the tone of the middle."""
    sheet = Sheet(900, 700)
    sheet.rect(484, 98, 516, 102, 90.0).rect(498, 84, 502, 116, 90.0)
    for k in range(-110, 111):
        for sign in (-1, 1):
            x, y = 500 + k / 10, 100 + sign * k / 10
            sheet.rect(x - 1.7, y - 1.7, x + 1.7, y + 1.7, 90.0)
    sheet.rect(495, 95, 505, 105)
    paint_marker(sheet, 500.0, 140.0, "diamond", 9.0, hollow=2.0)
    for y, words in ((100, "Exosome"), (140, "Control")):
        sheet.text(534, y, words, 20, anchor="lm")
    assert [k.marker.shape for k in keys_on(sheet)] == ["star", "diamond"]


def test_a_star_is_a_key_before_another_one_of_its_row():
    sheet = Sheet(900, 700)
    paint_star(sheet, 300.0, 100.0, 13.0)
    paint_marker(sheet, 490.0, 100.0, "diamond", 9.0, hollow=2.0)
    for x, words in ((300.0, "TCP"), (490.0, "SFM")):
        sheet.hline(100.0, x - 22, x + 22, 2.0)
        sheet.text(x + 50, 100.0, words, 24, anchor="lm")
    keys = keys_on(sheet)
    assert [k.marker.shape for k in keys] == ["star", "diamond"]
    assert keys[0].marker.x == pytest.approx(300.0, abs=0.7)


def test_a_marker_beside_another_on_the_row_of_a_key_is_no_entry():
    """Scattered markers side by side on the row of an entry: the second one was read as the words of the first."""
    sheet = Sheet(1000, 700)
    for i, (shape, words) in enumerate((("square", "T3"), ("up", "HCM"), ("circle", "PBS"))):
        paint_marker(sheet, 860.0, 300.0 + 40 * i, shape, 9.0)
        sheet.text(882, 300.0 + 40 * i, words, 24, anchor="lm")
    paint_marker(sheet, 660.0, 300.0, "circle", 9.0)
    paint_marker(sheet, 690.0, 300.0, "square", 9.0)
    assert [k.marker.shape for k in keys_on(sheet)] == ["square", "up", "circle"]


def test_a_star_is_a_key_beside_another_one():
    sheet = Sheet(900, 700)
    paint_star(sheet, 500.0, 100.0, 13.0)
    paint_marker(sheet, 500.0, 140.0, "circle", 9.0, hollow=2.0)
    for y, words in ((100, "Exosome"), (140, "Control")):
        sheet.text(534, y, words, 20, anchor="lm")
    star, circle = keys_on(sheet)
    assert (star.marker.shape, circle.marker.shape) == ("star", "circle")
    assert star.marker.x == pytest.approx(500.0, abs=0.7)
    assert star.marker.y == pytest.approx(100.0, abs=0.7)


def test_letters_and_data_markers_are_no_keys():
    sheet = Sheet(900, 700).text(450, 650, "Concentration of dose", 26)
    for x, y in ((200, 300), (400, 200), (600, 350)):
        paint_marker(sheet, x, y, "circle", 9.0)
    assert keys_on(sheet) == []


def test_markers_side_by_side_are_no_legend_beside_the_legend():
    sheet = Sheet(900, 700)
    for x, y in ((200.0, 300.0), (222.0, 302.0), (200.0, 360.0), (222.0, 362.0), (200.0, 420.0), (222.0, 422.0)):
        paint_marker(sheet, x, y, "square", 9.0)
    for i, words in enumerate(("Control", "Treated")):
        paint_marker(sheet, 500.0, 100.0 + 34 * i, ("circle", "square")[i], 9.0)
        sheet.text(520, 100 + 34 * i, words, 20, anchor="lm")
    assert [k.marker.shape for k in keys_on(sheet)] == ["circle", "square"]


def test_print_of_another_size_on_the_row_of_a_key_hides_no_entry():
    sheet = Sheet(900, 700)
    for i, (shape, _, words) in enumerate(LEGEND):
        paint_marker(sheet, 100.0, 100.0 + 44 * i, shape, 11.0)
        sheet.text(150, 100 + 44 * i, words, 26, anchor="lm")
    for x in (600, 640, 680, 720):
        sheet.text(x, 188, "o", 12, anchor="lm")
    assert [k.marker.shape for k in keys_on(sheet)] == ["circle", "square", "up"]


@pytest.mark.parametrize("shapes", [("square", "circle"), ("circle", "diamond"), ("square", "up"), ("up", "square")])
def test_markers_of_two_series_side_by_side_are_no_legend_beside_the_legend(shapes):
    sheet = Sheet(900, 700)
    for x in (200.0, 320.0, 440.0):
        paint_marker(sheet, x, 300.0, shapes[0], 9.0)
        paint_marker(sheet, x + 28, 301.0, shapes[1], 9.0)
    for i, words in enumerate(("Control", "Treated")):
        paint_marker(sheet, 500.0, 100.0 + 34 * i, shapes[i], 9.0)
        sheet.text(520, 100 + 34 * i, words, 20, anchor="lm")
    assert [k.marker.y for k in keys_on(sheet)] == [pytest.approx(y, abs=3) for y in (100.0, 134.0)]


def test_the_corner_of_the_frame_before_a_key_is_no_letter():
    sheet = Sheet(900, 700).frame(466, 82, 660, 178)
    for y, (shape, hollow, words) in zip((100.0, 156.0), LEGEND, strict=False):
        sheet.hline(y, 474, 526)
        paint_marker(sheet, 500.0, y, shape, 8.0, hollow=hollow)
        sheet.text(546, y, words, 24, anchor="lm")
    assert len(keys_on(sheet)) == 2


def test_dashes_that_end_well_before_an_open_marker_are_its_line():
    sheet = Sheet(900, 700).hline(100, 300, 360)
    paint_marker(sheet, 330.0, 100.0, "circle", 8.0)
    sheet.text(391, 100, "Sham", 24, anchor="lm")
    for x in (470, 516):
        sheet.hline(100, x, x + 12)
    paint_marker(sheet, 500.0, 100.0, "circle", 8.0, hollow=2.0)
    sheet.text(560, 100, "T3", 24, anchor="lm")
    first, second = keys_on(sheet)
    assert first.words.x1 < 472
    assert second.box.x0 == pytest.approx(470, abs=3)


def test_lines_that_go_on_to_the_next_markers_are_no_words():
    sheet = Sheet(900, 700)
    for x, (shape, words) in zip((60, 200), (("circle", "HCM"), ("square", "PBS")), strict=True):
        paint_marker(sheet, x, 40.0, shape, 9.0)
        sheet.text(x + 18, 40, words, 20, anchor="lm")
    for y in (250, 400):
        paint_marker(sheet, 450.0, y, "circle", 8.0)
        sheet.hline(y, 425, 475, 4.0)
        for step in range(150):  # a slanting line after a gap
            sheet.rect(485 + step, y - 8 + step / 6, 486 + step, y - 3 + step / 6)
    assert [k.marker.y for k in keys_on(sheet)] == [pytest.approx(40, abs=2)] * 2


def test_a_single_thin_letter_is_words():
    sheet = Sheet(700, 500)
    for y, shape in ((60, "circle"), (110, "square")):
        paint_marker(sheet, 450.0, y, shape, 12.0)
        cv2.ellipse(sheet.plane, (493, y), (13, 16), 0, 60, 300, (0, 0, 0), 2)  # a light C
    assert len(keys_on(sheet)) == 2


def test_a_line_that_runs_through_a_marker_beyond_all_reach_is_none_of_a_key():
    """Large keys of a legend without lines lost against markers of the data before print or error bars."""
    contrast = np.zeros((500, 900), np.float32)
    cv2.circle(contrast, (450, 250), 9, 1.0, cv2.FILLED)
    contrast[233:268, 650:720:8] = 1.0
    marker = RawMarker(450.0, 250.0, 9.0, "circle", False, 1.0, 0.9)
    words = Box(650.0, 233.0, 713.0, 267.0)

    def key(reach):
        contrast[249:252, 450 - reach : 450 + reach] = 1.0
        return _key(contrast, marker, [words], 60.0, MarkerKeySettings())

    assert key(150) is not None
    assert key(190) is None


def test_a_letter_that_runs_on_into_the_next_one_is_no_key():
    """The o of "Low dose" had letters after it as a key has a line: the name was cut to its first letter."""

    def key(x, left, right, words, shape="circle"):
        return MarkerKey(RawMarker(x, 20.0, 9.0, shape, False, 1.0, 0.9), Box(left, 11.0, right, 29.0), words)

    first = key(100.0, 88.0, 112.0, Box(126.0, 12.0, 200.0, 29.0), "diamond")
    letter = replace(key(144.0, 139.0, 160.0, Box(166.0, 12.0, 200.0, 29.0)), marker=replace(first.marker, x=144.0))
    assert _without_letters([first, letter]) == [first]


@pytest.mark.parametrize("off", [0, -5])
def test_the_line_of_a_key_may_cross_a_triangle_off_the_row_of_its_value(off):
    contrast = np.zeros((100, 300), np.float32)
    contrast[30:45, 75:140:6] = 1.0
    contrast[36 + off : 39 + off, 34:66] = 1.0
    marker = RawMarker(50.0, 37.0, 8.0, "steep_down", True, 1.0, 0.9)
    words = Box(75.0, 30.0, 135.0, 44.0)
    assert _key(contrast, marker, [words], 30.0, MarkerKeySettings()) is not None
    assert off == 0 or _key(contrast, replace(marker, shape="square"), [words], 30.0, MarkerKeySettings()) is None


def test_an_open_marker_that_the_line_of_its_key_runs_through_is_no_bare_line():
    """A pale thin outline with the line through it is no thick place: the whole series was lost for its shape."""
    sheet = Sheet(900, 700)
    pale = (110, 110, 110)
    for i, words in enumerate(("Control", "Treated", "Exosome")):
        y = 100.0 + 34 * i
        if i < 2:
            paint_marker(sheet, 500.0, y, "circle", 8.0)
        else:
            paint_marker(sheet, 500.0, y, "up", 9.0, pale, hollow=1.5)
        sheet.hline(y, 474, 526, 2.0, 110.0)
        sheet.text(538, y, words, 20, anchor="lm")
    sheet.plane[:] = cv2.GaussianBlur(sheet.plane, (0, 0), 1.3)
    keys = keys_on(sheet)
    assert [(k.marker.shape, k.marker.hollow) for k in keys[2:]] == [("up", True)]
    assert (keys[2].marker.x, keys[2].marker.y) == (pytest.approx(500, abs=1), pytest.approx(168, abs=1))


def test_words_may_end_right_before_the_line_of_the_next_key():
    contrast = np.zeros((60, 300), np.float32)
    for x in (*range(60, 110, 8), *range(190, 250, 8)):
        contrast[20:40, x : x + 3] = 1.0
    contrast[29:32, 116:176] = 1.0
    cv2.circle(contrast, (146, 30), 8, 1.0, cv2.FILLED)
    marker = RawMarker(146.0, 30.0, 8.0, "circle", False, 1.0, 0.9)
    words = Box(190.0, 20.0, 249.0, 39.0)
    assert _key(contrast, marker, [words], 40.0, MarkerKeySettings()) is not None
    contrast[29:32, 116:138] = 0.0
    contrast[29:32, 154:176] = 0.0
    contrast[20:40, 127:132] = 1.0  # a letter: nothing but letters on its left
    assert _key(contrast, marker, [words], 40.0, MarkerKeySettings()) is None


def test_the_dots_of_a_grid_line_before_words_are_no_letters():
    contrast = np.zeros((60, 160), np.float32)
    contrast[10:30, 60:110:4] = 1.0
    contrast[28:35, 100:102] = 1.0
    contrast[33:35, 20:110:8] = 1.0
    words = without_speck(contrast, Box(20.0, 10.0, 109.0, 34.0), 20.0)
    assert words.x0 == 60.0
    contrast[28:35] = 0.0
    contrast[10:13, 56:59] = 1.0  # one end of the bar of a pale T
    assert without_speck(contrast, Box(56.0, 10.0, 109.0, 29.0), 20.0).x0 == 56.0


def test_the_corners_of_a_triangle_are_no_print_behind_it():
    """In a small picture the base of the marker before the words passed for a letter, and the legend was lost."""
    contrast = np.zeros((120, 300), np.float32)
    cv2.fillPoly(contrast, [np.array([[100, 42], [82, 76], [118, 76]])], 1.0)
    contrast[38:80, 150:200:6] = 1.0
    marker = RawMarker(100.0, 60.0, 8.2, "steep_up", False, 1.0, 0.8)
    words = Box(150.0, 38.0, 198.0, 79.0)
    key = _key(contrast, marker, [words], 60.0, MarkerKeySettings())
    assert key is not None
    assert key.words.x0 == 150.0


def test_a_key_whose_line_begins_close_to_an_axis_is_none_of_its_ticks():
    """The line of a key ran into the thick axis before it, and the tick behind that passed for a letter."""
    contrast = np.zeros((400, 300), np.float32)
    contrast[20:380, 96:104] = 1.0
    contrast[92:100, 82:100] = 1.0
    contrast[97:104, 107:172] = 1.0
    cv2.circle(contrast, (140, 100), 9, 1.0, cv2.FILLED)
    contrast[90:111, 195:260:6] = 1.0
    marker = RawMarker(140.0, 100.0, 9.0, "circle", False, 1.0, 0.8)
    key = _key(contrast, marker, [Box(195.0, 90.0, 258.0, 110.0)], 40.0, MarkerKeySettings())
    assert key is not None
    assert key.box.x0 == pytest.approx(107.0, abs=1.5)


@pytest.mark.parametrize(("behind", "tone", "end"), [(7, 1.0, 79.0), (7, 0.2, 79.0), (2, 1.0, 83.0)])
def test_a_speck_well_behind_the_last_letter_is_no_full_stop(behind, tone, end):
    """Pepper of a fax gave every value of a series the name "CM."."""
    contrast = np.zeros((40, 120), np.float32)
    contrast[10:30, 40:80:3] = 1.0
    at = 79 + behind
    contrast[27:29, at : at + 2] = tone
    words = Box(40.0, 10.0, at + 1.0, 29.0)
    assert without_last_speck(contrast, words).x1 == pytest.approx(end, abs=1.1)


@pytest.mark.parametrize(("stem", "found"), [(60, True), (31, False)])
def test_the_cap_of_an_error_bar_on_the_row_of_words_is_none_of_them(stem, found):
    """A legend inside the axes ended at the cap right of it, which was taken away with the legend."""
    contrast = np.zeros((120, 160), np.float32)
    contrast[10:30, 40:80:3] = 1.0
    contrast[19:22, 90:101] = 1.0
    contrast[19:stem, 94:97] = 1.0
    assert is_cap(contrast, Box(90.0, 19.0, 100.0, 21.0), Box(40.0, 10.0, 79.0, 29.0)) == found


@pytest.mark.parametrize(("stem", "end"), [(60, 85), (40, 105)])
def test_a_cap_right_of_a_legend_stays_out_of_its_words(stem, end):
    contrast = np.zeros((120, 160), np.float32)
    contrast[30:45, 50:86:5] = 1.0
    contrast[36:39, 24:40] = contrast[36:39, 95:106] = 1.0
    contrast[36:stem, 99:102] = 1.0
    marker = RawMarker(32.0, 37.0, 6.0, "circle", False, 1.0, 0.9)
    key = _key(contrast, marker, [Box(50.0, 30.0, 85.0, 44.0), Box(95.0, 36.0, 105.0, 38.0)], 30.0, MarkerKeySettings())
    assert key.words.x1 == pytest.approx(end, abs=1.5)
