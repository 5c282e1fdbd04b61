"""Legend keys: swatches of one size with words beside them."""

from itertools import pairwise

import pytest

from figpool.core.geometry import Box
from figpool.detect.raster import legend
from figpool.detect.raster.fills import fill_distance
from figpool.detect.raster.legend import find_legend
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.text import find_text
from paint.bars import Bar, Chart, paint_bar
from paint.sheet import Sheet

WORDS = ("Control", "Injury", "Treated")
SETS = {
    "solid": ("black", "grey", "colour"),
    "hatched": ("rising hatch", "falling hatch", "level hatch"),
    "hollow and others": ("hollow", "grey", "dotted"),
}


def key(sheet, x, y, words, fill, *, words_first=False):
    paint_bar(sheet, Bar(x, x + 30, y - 9, fill), y + 9)
    if words_first:
        sheet.text(x - 10, y, words, 18, anchor="rm")
    else:
        sheet.text(x + 40, y, words, 18, anchor="lm")


def keys_on(sheet, exclude=()):
    picture = prepare(sheet.figure())
    return picture, find_legend(picture, find_text(picture), exclude)


@pytest.mark.parametrize("fills", SETS.values(), ids=SETS)
@pytest.mark.parametrize("words_first", [False, True], ids=["words right", "words left"])
def test_keys_below_each_other(fills, words_first):
    sheet = Sheet(900, 700)
    for i, (words, fill) in enumerate(zip(WORDS, fills, strict=True)):
        key(sheet, 400, 100 + 34 * i, words, fill, words_first=words_first)
    _, keys = keys_on(sheet)
    assert [k.box.cy for k in keys] == pytest.approx([100, 134, 168], abs=2)
    assert [k.box.cx for k in keys] == pytest.approx([415] * 3, abs=2)
    for k in keys:
        assert k.text_box.cy == pytest.approx(k.box.cy, abs=6)
        assert (k.text_box.x1 < k.box.x0) if words_first else (k.text_box.x0 > k.box.x1)


def test_keys_beside_each_other():
    sheet = Sheet(900, 700)
    for i, (words, fill) in enumerate(zip(WORDS, SETS["solid"], strict=True)):
        key(sheet, 150 + 200 * i, 60, words, fill)
    _, keys = keys_on(sheet)
    assert [k.box.cx for k in keys] == pytest.approx([165, 365, 565], abs=2)
    assert all(k.text_box.x0 > k.box.x1 and k.text_box.x1 < k.box.x1 + 140 for k in keys)


def test_keys_show_the_fill_of_their_bars():
    fills = ("black", "grey", "hollow")
    chart = Chart(
        [Bar(100 + 90 * i, 160 + 90 * i, 250, f) for i, f in enumerate(fills)],
        width=900,
        height=700,
        base=600,
        right=850,
    )
    sheet = chart.paint()
    for i, (words, fill) in enumerate(zip(WORDS, fills, strict=True)):
        key(sheet, 600, 100 + 34 * i, words, fill)
    from paint.read import bars_of

    bars = bars_of(chart, sheet)
    assert len(bars) == 3
    _, keys = keys_on(sheet, [b.box for b in bars])
    nearest = [min(range(3), key=lambda i, k=k: fill_distance(k.fill, bars[i].fill)) for k in keys]
    assert nearest == [0, 1, 2]


def test_bars_are_no_swatches():
    chart = Chart([Bar(100, 140, 570, "grey"), Bar(200, 240, 560, "grey")], width=900, height=700, base=600, right=850)
    sheet = chart.paint().text(170, 585, "ab", 18)
    _, keys = keys_on(sheet, _boxes(chart))
    assert keys == []


def _boxes(chart):
    from figpool.core.geometry import Box

    return [Box(b.x0, b.tip, b.x1, chart.base) for b in chart.bars]


def test_one_swatch_is_no_legend():
    sheet = Sheet(900, 700)
    key(sheet, 400, 100, "Control", "black")
    assert keys_on(sheet)[1] == []


def test_swatches_without_words_are_no_legend():
    sheet = Sheet(900, 700)
    for i in range(3):
        paint_bar(sheet, Bar(400, 430, 100 + 34 * i, "grey"), 118 + 34 * i)
    assert keys_on(sheet)[1] == []


def test_keys_that_touch_the_frame_of_the_plot():
    sheet = Sheet(900, 700).vline(400, 40, 600, 3.0).hline(40, 60, 400, 3.0)
    for i, (words, fill) in enumerate(zip(WORDS, ("grey", "outlined colour", "pale grey"), strict=True)):
        key(sheet, 401, 100 + 34 * i, words, fill)
    _, keys = keys_on(sheet)
    assert [k.box.cy for k in keys] == pytest.approx([100, 134, 168], abs=2)


def test_single_letters_between_keys_in_one_row():
    sheet = Sheet(900, 700)
    for i, (words, fill) in enumerate(zip(("CK", "N", "P", "N+P"), ("hollow", "grey", "colour", "black"), strict=True)):
        key(sheet, 150 + 70 * i, 60, words, fill)
    _, keys = keys_on(sheet)
    assert [k.box.cx for k in keys] == pytest.approx([165, 235, 305, 375], abs=2)
    assert all(k.box.x1 < k.text_box.x0 < k.box.x1 + 20 for k in keys)


def test_words_flush_right_far_from_their_keys():
    sheet = Sheet(900, 700)
    for i, (words, fill) in enumerate(zip(("Control", "N", "Treated"), SETS["solid"], strict=True)):
        paint_bar(sheet, Bar(400, 430, 91 + 34 * i, fill), 109 + 34 * i)
        sheet.text(510, 100 + 34 * i, words, 18, anchor="rm")
    _, keys = keys_on(sheet)
    assert [k.box.cy for k in keys] == pytest.approx([100, 134, 168], abs=2)
    assert [k.text_box.x1 for k in keys] == pytest.approx([510] * 3, abs=4)


def test_what_the_edge_of_the_picture_cuts_is_no_key():
    sheet = Sheet(900, 700)
    for i, words in enumerate(WORDS):
        paint_bar(sheet, Bar(150 + 200 * i, 180 + 200 * i, -20, "grey"), 14)
        sheet.text(190 + 200 * i, 10, words, 18, anchor="lm")
    assert keys_on(sheet)[1] == []


def test_keys_a_page_apart_are_no_legend():
    sheet = Sheet(900, 700)
    key(sheet, 40, 60, "b", "grey")
    key(sheet, 800, 60, "c", "black")
    assert keys_on(sheet)[1] == []


def test_one_letter_that_comes_again_is_no_legend_beside_a_real_one():
    sheet = Sheet(900, 700)
    for x, fill in ((300, "black"), (520, "hollow")):
        key(sheet, x, 60, "Control", fill)
    for x in (150, 350, 550, 750):  # print whose first letter is a block
        sheet.rect(x, 604, x + 20, 616).text(x + 30, 610, "onths", 18, anchor="lm")
    _, keys = keys_on(sheet)
    assert [k.box.cx for k in keys] == pytest.approx([315, 535], abs=2)


def test_lines_that_were_found_as_one_text_are_told_apart():
    sheet = Sheet(900, 700)
    for i, (words, fill) in enumerate(zip(WORDS, SETS["solid"], strict=True)):
        key(sheet, 400, 100 + 30 * i, words, fill)
        sheet.text(200, 300 + 60 * i, "other print", 18, anchor="lm")
    picture = prepare(sheet.figure())
    apart = find_text(picture)
    entries = [t for t in apart if t.x0 > 1.1 * min(b.x0 for b in apart) and t.y1 < 200 and t.width > 35]
    assert len(entries) == 3
    one = Box(
        min(t.x0 for t in entries), min(t.y0 for t in entries), max(t.x1 for t in entries), max(t.y1 for t in entries)
    )
    keys = find_legend(picture, [*(t for t in apart if t not in entries), one], ())
    assert [k.box.cy for k in keys] == pytest.approx([100, 130, 160], abs=2)
    assert [k.text_box.cy for k in keys] == pytest.approx([t.cy for t in sorted(entries, key=lambda t: t.cy)], abs=3)


@pytest.mark.parametrize("outlined", [True, False], ids=["divided by strokes", "one block"])
def test_touching_keys_of_one_look_are_told_by_the_strokes_between_them(outlined):
    sheet = Sheet(900, 700).rect(400, 100, 436, 208, 150.0)
    for i, words in enumerate(WORDS):
        if outlined:
            sheet.frame(400, 100 + 36 * i, 436, 136 + 36 * i, 3.0)
        sheet.text(450, 118 + 36 * i, words, 18, anchor="lm")
    _, keys = keys_on(sheet)
    assert [k.box.cy for k in keys] == pytest.approx([118, 154, 190] if outlined else [], abs=2)


def test_words_go_on_to_the_next_key_of_the_row():
    sheet = Sheet(900, 700)
    for i, fill in enumerate(("grey", "black", "hollow")):
        x = 150 + 118 * i
        key(sheet, x, 60, "SCI", fill)
        sheet.text(x + 83, 60, "+M", 18, anchor="lm")
    _, keys = keys_on(sheet)
    widths = [k.text_box.width for k in keys]
    assert len(keys) == 3
    assert widths == pytest.approx([widths[-1]] * 3, abs=3)


def test_keys_through_which_the_frame_runs():
    sheet = Sheet(900, 700).frame(60, 60, 415, 600, 2.0)
    for i, (words, fill) in enumerate(zip(WORDS, SETS["solid"], strict=True)):
        key(sheet, 400, 100 + 34 * i, words, fill)
    sheet.vline(415, 60, 600, 2.0)
    _, keys = keys_on(sheet)
    assert [(k.box.x0, k.box.x1) for k in keys] == [pytest.approx((399, 430), abs=2)] * 3


def test_a_pale_key_smaller_than_its_neighbours_ends_their_words():
    # the rim of a pale key is lost in the compression of a small picture
    sheet = Sheet(900, 700)
    for x, words, half in ((150, "Control", 9), (245, "Injury", 9), (325, "Treated", 7)):
        sheet.rect(x + 9 - half, 60 - half, x + 9 + half, 60 + half, 90.0)
        sheet.text(x + 22, 60, words, 18, anchor="lm")
    _, keys = keys_on(sheet)
    assert all(a.text_box.x1 < b.box.x0 for a, b in pairwise(keys))


def test_a_key_joined_with_its_long_words_and_a_speck_belongs_to_the_column():
    sheet = Sheet(900, 700)
    for i, (words, fill) in enumerate(zip(("Vehicle", "T1", "Laminectomy"), ("grey", "black", "hollow"), strict=True)):
        y = 100.0 + 44 * i
        paint_bar(sheet, Bar(400, 416, y - 8, fill), y + 8)
        sheet.text(421, y, words, 30, anchor="lm")
    _, keys = keys_on(sheet.rect(391, 186, 393, 192))
    assert [k.box.cy for k in keys] == pytest.approx([100, 144, 188], abs=2)


def test_touching_keys_are_parted_though_specks_are_joined_with_their_words():
    sheet = Sheet(900, 700)
    fills = ("grey", "black", "hollow")
    for i, (words, fill) in enumerate(zip(WORDS, fills, strict=True)):
        paint_bar(sheet, Bar(400, 440, 100.0 + 40 * i, fill), 140.0 + 40 * i)
        sheet.text(446, 120 + 40 * i, words, 26, anchor="lm")
    _, keys = keys_on(sheet.rect(387, 116, 392, 121).rect(387, 196, 392, 201))
    assert [k.box.cy for k in keys] == pytest.approx([120, 160, 200], abs=3)


def test_touching_keys_found_as_one_text_are_no_parts_of_a_letter():
    sheet = Sheet(900, 700).rect(400, 100, 436, 136).frame(400, 136, 436, 172, 3.0)
    for i, words in enumerate(WORDS[:2]):
        sheet.text(450, 118 + 36 * i, words, 18, anchor="lm")
    picture = prepare(sheet.figure())
    column = Box(399.0, 99.0, 437.0, 173.0)
    texts = [t for t in find_text(picture) if t.x0 > 440]
    keys = find_legend(picture, [*texts, column.scaled(picture.scale)], ())
    assert [k.box.cy / picture.scale for k in keys] == pytest.approx([118, 154], abs=2)


def test_a_small_frame_around_the_whole_legend_is_no_swatch():
    sheet = Sheet(900, 900).frame(640, 290, 770, 370)
    for y, words, fill in ((310, "SCI", "hollow"), (350, "KO", "upright hatch")):
        key(sheet, 655, y, words, fill)
    _, keys = keys_on(sheet)
    assert [k.box.cy for k in keys] == pytest.approx([310, 350], abs=2)


def test_letters_that_run_together_behind_a_key_are_none():
    """BM of BMP-2 at 72 dpi: a rectangle of the key's size where its words begin."""
    picture = prepare(Sheet(900, 700).figure())
    swatch, letters = Box(400.0, 100.0, 440.0, 122.0), Box(458.0, 100.0, 494.0, 121.0)
    assert legend._follows(picture, letters, swatch)
    inked = prepare(Sheet(900, 700).rect(444, 104, 452, 118).figure())
    assert not legend._follows(inked, letters, swatch)


@pytest.mark.parametrize("twins", [False, True], ids=["one bar", "two bars"])
def test_keys_drawn_like_bars_are_higher_than_wide(twins):
    """A program may draw the key of a bar as one or two small bars; the second one is no letter of its words."""
    sheet = Sheet(900, 700)
    for i, (words, fill) in enumerate(zip(WORDS, SETS["solid"], strict=True)):
        y = 100 + 40 * i
        paint_bar(sheet, Bar(400, 414, y - 14, fill), y + 14)
        if twins:
            paint_bar(sheet, Bar(424, 438, y - 9, fill), y + 14)
        sheet.text(452, y + 2, words, 24, anchor="lm")
    picture, keys = keys_on(sheet)
    assert [k.box.cx / picture.scale for k in keys] == pytest.approx([407] * 3, abs=2)
    assert [k.text_box.x0 / picture.scale for k in keys] == pytest.approx([452] * 3, abs=4)


def test_letters_higher_than_wide_are_no_keys():
    sheet = Sheet(900, 700)
    for i, words in enumerate(("NiMH", "NiCd", "NMN")):
        for k, _ in enumerate(words):  # letters that fill their rectangles, as close as letters stand
            sheet.rect(400 + 17 * k, 100 + 40 * i, 413 + 17 * k, 122 + 40 * i, 40.0 * k)
        sheet.text(400 + 17 * len(words), 111 + 40 * i, words, 24, anchor="lm")
    assert keys_on(sheet)[1] == []


def test_all_keys_of_rows_and_columns_have_their_own_words():
    """In a legend of two rows and two columns, words of unlike lengths, a key got the words of the other column."""
    sheet = Sheet(900, 700)
    names = (("Control", "NP"), ("NCM", "Sham"))
    fills = (("black", "grey"), ("colour", "hollow"))
    for i, (words, looks) in enumerate(zip(names, fills, strict=True)):
        for j, (word, fill) in enumerate(zip(words, looks, strict=True)):
            key(sheet, 200 + 200 * j, 100 + 34 * i, word, fill)
    _, keys = keys_on(sheet)
    assert len(keys) == 4
    assert all(k.box.x1 < k.text_box.x0 < k.box.x1 + 20 for k in keys)


def test_a_key_hardly_darker_than_the_paper_is_found_beside_its_words():
    """Where a palette begins with a grey that is nearly white, its series had no name."""
    sheet = Sheet(900, 700)
    sheet.rect(400, 92, 440, 106, (235.0,) * 3).text(450, 100, "Placebo", 18, anchor="lm")
    sheet.rect(400, 126, 440, 140, (200.0,) * 3).text(450, 134, "Drug", 18, anchor="lm")
    _, keys = keys_on(sheet)
    assert [k.box.cy for k in keys] == pytest.approx([99, 133], abs=2.5)


def test_a_frame_joined_with_the_words_of_a_legend_makes_its_keys_no_letters():
    """A scan joined them: three series of bars that lie had no name, and nothing said so."""
    sheet = Sheet(900, 700)
    for y, words, fill in zip((100, 134, 168), WORDS, ("black", "hollow", "grey"), strict=True):
        key(sheet, 400, y, words, fill)
    picture = prepare(sheet.vline(562, 84, 186).figure())
    whole = Box(396.0, 80.0, 564.0, 190.0)
    keys = find_legend(picture, [*find_text(picture), whole], ())
    assert [k.box.cy for k in keys] == pytest.approx([100, 134, 168], abs=2)
