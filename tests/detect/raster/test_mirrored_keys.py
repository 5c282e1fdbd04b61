"""Legends with their words before the keys, and words that are not flush with these."""

import pytest

from figpool.detect.raster.mirrored_keys import find_keys_either_side
from paint.keys import marker_keys_by
from paint.markers import paint_marker
from paint.sheet import Sheet

LEGEND = (("circle", 0.0, "Rescued"), ("square", 2.0, "Wild type"), ("up", 0.0, "Sham"))


def keys_on(sheet):
    return marker_keys_by(find_keys_either_side, sheet)


@pytest.mark.parametrize(("anchor", "x"), [("rm", 466.0), ("lm", 384.0)], ids=["flush with the keys", "flush left"])
def test_words_before_the_keys_of_a_column(anchor, x):
    sheet = Sheet(900, 700)
    for i, (shape, hollow, words) in enumerate(LEGEND):
        y = 100.0 + 34 * i
        if anchor == "rm":
            sheet.hline(y, 478, 522)
        paint_marker(sheet, 500.0, y, shape, 8.0, hollow=hollow)
        sheet.text(x, y, words, 20, anchor=anchor)
    keys = keys_on(sheet)
    assert [k.marker.shape for k in keys] == [s for s, _, _ in LEGEND]
    assert all(k.words.x1 < 480 and k.words.x0 > 370 for k in keys)


@pytest.mark.parametrize("before", [False, True])
def test_a_row_of_words_and_keys_leaves_none_over(before):
    sheet = Sheet(900, 700)
    for i, (shape, hollow, words) in enumerate(LEGEND):
        x = 150.0 + 160 * i
        paint_marker(sheet, x, 80.0, shape, 8.0, hollow=hollow)
        sheet.text(x - 20 if before else x + 20, 80.0, words, 20, anchor="rm" if before else "lm")
    keys = keys_on(sheet)
    assert len(keys) == 3
    assert all((k.words.x1 < k.marker.x) == before for k in keys)


def test_words_centred_below_each_other():
    sheet = Sheet(900, 700)
    for i, (shape, hollow, words) in enumerate(LEGEND):
        y = 100.0 + 34 * i
        sheet.hline(y, 478, 522)
        paint_marker(sheet, 500.0, y, shape, 8.0, hollow=hollow)
        sheet.text(578, y, words, 20)
    keys = keys_on(sheet)
    assert [k.marker.shape for k in keys] == [s for s, _, _ in LEGEND]
    assert [k.words.cx for k in keys] == pytest.approx([578] * 3, abs=4)
