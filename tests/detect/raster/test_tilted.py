"""Category print below an axis, level, slanted or upright."""

import numpy as np
import pytest

from figpool.core.figure import Figure
from figpool.core.geometry import Box
from figpool.detect.raster import tilted
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.tilted import find_print, print_below
from paint.sheet import Sheet

PLACES = (180.0, 340.0, 500.0, 660.0)
WORDS = ("Control", "Injury", "Low dose", "High dose")
BASE = 400.0


def page(angle, words=WORDS, ticks=True):
    sheet = Sheet(900, 700).hline(BASE, 100, 800)
    for x, word in zip(PLACES, words, strict=True):
        if ticks:
            sheet.vline(x, BASE, BASE + 8)
        if angle == 0:
            sheet.text(x, BASE + 28, word, 20)
        else:  # print that rises ends below its tick
            sheet.text(x, BASE + 20, word, 20, angle=angle, anchor="rm")
    return sheet


def labels_of(sheet):
    picture = prepare(sheet.figure())
    return find_print(picture, Box(60, BASE, 840, 699))


@pytest.mark.parametrize("angle", [0, 45, 90])
@pytest.mark.parametrize("ticks", [True, False])
def test_labels_point_at_their_places(angle, ticks):
    labels, found = labels_of(page(angle, ticks=ticks))
    assert found == pytest.approx(angle)
    anchors = np.array([label.anchor for label in labels])
    assert len(labels) == len(PLACES)
    assert anchors == pytest.approx(np.array(PLACES), abs=14.0)


@pytest.mark.parametrize("angle", [0, 45, 90])
def test_crops_show_upright_words(angle):
    level, _ = labels_of(page(0))
    turned, _ = labels_of(page(angle))
    for a, b in zip(level, turned, strict=True):
        assert b.width == pytest.approx(a.width, rel=0.2)
        assert b.height == pytest.approx(a.height, rel=0.35)
        assert b.crop.shape[1] > b.crop.shape[0]


def test_the_axis_title_below_is_not_taken_for_labels():
    sheet = page(0).text(450, BASE + 90, "Weeks after injury", 22)
    labels, _ = labels_of(sheet)
    assert [label.anchor for label in labels] == pytest.approx(list(PLACES), abs=6)


def test_labels_of_two_lines_are_both_found():
    sheet = (
        page(0, ("Low", "High", "Low", "High")).text(260, BASE + 56, "Week 1", 20).text(580, BASE + 56, "Week 4", 20)
    )
    labels, angle = labels_of(sheet)
    assert angle == 0
    assert len(labels) >= 4
    assert {round(label.anchor, -1) for label in labels} >= {180, 340, 500, 660}


def test_nothing_below_the_axis_is_no_label():
    assert labels_of(Sheet(900, 700).hline(BASE, 100, 800))[0] == []


def test_ticks_alone_are_no_labels():
    sheet = Sheet(900, 700).hline(BASE, 100, 800)
    for x in PLACES:
        sheet.vline(x, BASE, BASE + 8)
    assert labels_of(sheet)[0] == []


def test_letters_cut_by_the_edge_of_the_picture_are_no_labels():
    pixels = page(0).pixels[: int(BASE) + 27]
    picture = prepare(Figure(pixels, "cut.png"))
    labels, _ = find_print(picture, Box(60, BASE, 840, pixels.shape[0] - 1.0))
    assert labels == []


def test_a_legend_below_slanting_labels_is_none_of_them():
    sheet = page(45)
    for x in (260, 430, 600):
        sheet.text(x, BASE + 120, "Sham", 20)
    labels, angle = labels_of(sheet)
    assert angle == 45
    assert len(labels) == len(PLACES)


def test_rules_that_join_categories_are_no_print():
    sheet = Sheet(900, 700).hline(BASE, 100, 800)
    for x, word in ((260.0, "P40"), (580.0, "P0")):
        sheet.hline(BASE + 48, x - 90, x + 90, 6).text(x, BASE + 82, word, 22)
    picture = prepare(sheet.figure())
    scale, start = picture.scale, round((BASE - 2) * picture.scale)
    print_only = print_below(picture.gray[start:, round(60 * scale) : round(840 * scale)])
    rule = round(50 * scale)
    assert not print_only[rule - 3 : rule + 4].any()
    labels, angle = labels_of(sheet)
    assert angle == 0
    assert [label.anchor for label in labels] == pytest.approx([260, 580], abs=4)
    assert all(12 < label.height < 30 for label in labels)


def test_a_long_label_that_stands_keeps_all_its_letters():
    sheet = Sheet(900, 700).hline(BASE, 100, 800)
    for x, word in zip(PLACES, ("ET", "HEMSECTED", "SEM", "HT"), strict=True):
        for i, letter in enumerate(reversed(word)):
            sheet.text(x, BASE + 25 + 25 * i, letter, 26, angle=90)
    labels, found = labels_of(sheet)
    assert found == 90
    assert labels[1].width > 4 * labels[0].width


def test_thick_ticks_with_specks_between_them_are_no_labels():
    sheet = Sheet(900, 700)
    for x, word in zip(PLACES, WORDS, strict=True):
        sheet.vline(x, BASE + 3, BASE + 13, 12.0)
        sheet.text(x, BASE + 44, word, 24)
    labels, _ = labels_of(sheet.rect(260, BASE + 6, 264, BASE + 10))
    assert [t.anchor for t in labels] == pytest.approx(PLACES, abs=4)
    assert min(t.height for t in labels) > 14


@pytest.mark.parametrize("size", [12, 14])
def test_small_pale_labels_are_level(size):
    sheet = Sheet(1000, 720)
    for x, word in ((300, "4 weeks"), (650, "12 weeks")):
        sheet.text(x, BASE + 24, word, size)
    sheet.plane = 255 - 0.35 * (255 - sheet.plane)
    labels, angle = labels_of(sheet.hline(BASE, 100, 900))
    assert angle == 0.0
    assert [t.anchor for t in labels] == pytest.approx([300, 650], abs=6)


def test_slanting_digits_of_which_one_label_has_two_are_not_read_at_a_right_angle():
    """Days 1, 3, 7, 14: single digits that lie on their side are straighter lines, and 14 fell in two."""
    labels, angle = labels_of(page(45, ("1", "3", "7", "14")))
    assert angle == 45
    assert len(labels) == len(PLACES)


@pytest.mark.parametrize(("size", "angle"), [(18, 45), (24, 60), (30, 45)])
def test_slanting_figures_of_one_and_two_digits_are_read_along_their_print(size, angle):
    """Those of one are straighter across their print, and nothing else told that they slant."""
    sheet = Sheet(1100, 860).hline(BASE, 100, 1000)
    for x, word in zip((180, 430, 690, 940), ("3", "7", "14", "28"), strict=True):
        sheet.text(x, BASE + 20, word, size, angle=angle, anchor="rm")
    labels, found = find_print(prepare(sheet.figure()), Box(60, BASE, 1040, 859))
    assert found == angle
    assert len(labels) == 4


def test_crops_of_slanting_print_have_a_rim():
    """The bar of a pale T, thin and lost where it was turned, stood just outside: T3 was read 13, with no flag."""
    labels, _ = labels_of(page(45))
    assert min(label.crop.shape[0] / label.height for label in labels) > 1.2


def test_ticks_on_a_line_that_is_not_quite_level_are_no_labels():
    sheet = page(45, ticks=False)
    for x in (160, 320, 480, 640):  # the lower edge of the line, row by row, and the ticks on it
        sheet.rect(x, BASE, x + 40, BASE + 4).vline(x + 20, BASE + 3, BASE + 12, 4)
    labels, angle = labels_of(sheet)
    assert angle == 45
    assert len(labels) == len(PLACES)


def test_slanting_labels_that_overlap_on_a_level_are_told_by_their_one_height():
    sheet = Sheet(900, 700).hline(BASE, 100, 800)
    places = tuple(180.0 + 97 * i for i in range(7))
    for x, word in zip(places, ("Autograft", "BMP-2", "Defect", "OVX", "Vehicle", "SFM", "KO"), strict=True):
        sheet.text(x, BASE + 27, word, 38, angle=30, anchor="rm")
    labels, angle = labels_of(sheet)
    assert angle == 30
    assert len(labels) == len(places)


def test_words_of_a_standing_label_far_apart_are_one_label():
    """Small print of a low resolution: "SCI + CM" lost its first word."""
    labels, angle = labels_of(page(90, ("Control", "SCI    CM", "Low dose", "High dose")))
    assert angle == 90
    assert len(labels) == len(PLACES)
    assert labels[1].width == pytest.approx(labels[3].width, rel=0.35)


def test_slanting_labels_so_close_that_level_lines_run_through_them_are_told_by_their_height(monkeypatch):
    """Level lines through them are few, and far higher than the letters: five names were read as one."""
    level = [Box(0.0, 0.0, 480.0, 99.0)] * 4
    along = [*[Box(0.0, 0.0, 350.0, 44.0)] * 5, Box(0.0, 0.0, 80.0, 20.0)]
    short = [Box(0.0, 0.0, 40.0, 25.0)] * 12
    lines = iter({0.0: level, 30.0: along}.get(angle, short) for angle in tilted.ANGLES)
    monkeypatch.setattr(tilted, "_lines", lambda *_: next(lines))
    monkeypatch.setattr(tilted, "_held", lambda _, boxes: sum(b.width * b.height for b in boxes))
    picture = prepare(Sheet(600, 150).figure())
    assert tilted.find_axis_text(picture, picture.gray, (0, 0))[1] == 30.0


def test_pieces_of_a_worn_slanting_label_are_one():
    """Autogr and aft were two labels at one place."""
    pieces = [Box(10.0, 20.0, 60.0, 40.0), Box(66.0, 21.0, 90.0, 40.0), Box(10.0, 80.0, 60.0, 100.0)]
    blank = prepare(Sheet(200, 200).figure())
    assert tilted._whole_lines(pieces, blank, 60.0) == [Box(10.0, 20.0, 90.0, 40.0), pieces[2]]
    assert set(tilted._whole_lines(pieces, blank, 0.0)) == set(pieces)


def test_print_close_under_the_higher_end_of_a_line_that_is_not_level_does_not_hang_on_it():
    """The W of Week 4, below the right part of an axis that reaches lower on the left, was taken for its tick."""
    window = np.ones((80, 600), np.float32)
    window[:3] = 0.0
    for step in range(3):  # the lower edge of the line, row by row
        window[3 + step, : 300 - 60 * step] = 0.0
    for x in (40, 260, 460):  # ticks
        window[3:15, x : x + 2] = 0.0
    window[9:24, 470:490] = 0.0
    mask = print_below(window)
    assert mask[9:24, 470:490].any(axis=1).all()
    assert not mask[:, :468].any()


@pytest.mark.parametrize(
    ("angle", "words", "aside", "below"),
    [(45, ("N", "T1", "Low", "Empty"), 90, 46), (30, ("TCP", "SCI + CM", "SCI", "CM + anti-VEGF"), 150, 34)],
)
def test_a_title_close_below_slanting_labels_is_no_part_of_the_longest(angle, words, aside, below):
    """The longest label was joined with the title below it, and its marks got the name of the label beside it."""
    longest = len(words[-1]) * 11 * np.sin(np.deg2rad(angle))
    sheet = page(angle, words).text(PLACES[-1] - aside, BASE + below + longest, "Group", 24)
    labels, _ = labels_of(sheet)
    assert [label.anchor for label in labels] == pytest.approx(list(PLACES), abs=14.0)
    assert max(label.height for label in labels) < 40


def test_level_pieces_that_share_a_pale_letter_are_one_word(monkeypatch):
    """Placebo was read Plac and cebo, each the name of a bar: thin letters of a small picture are pale."""
    pieces = [Box(10.0, 20.0, 60.0, 40.0), Box(70.0, 20.0, 110.0, 40.0), Box(150.0, 20.0, 190.0, 40.0)]
    grown = [Box(10.0, 20.0, 67.0, 40.0), Box(62.0, 20.0, 110.0, 40.0), pieces[2]]
    monkeypatch.setattr(tilted, "with_pale_ink", lambda *_: grown)
    blank = prepare(Sheet(200, 200).figure())
    assert tilted._whole_lines(pieces, blank, 0.0) == [Box(10.0, 20.0, 110.0, 40.0), pieces[2]]
