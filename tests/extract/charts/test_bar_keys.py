"""Keys of a legend on the level of zero, and names that were read without certainty, in whole readings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from figpool.core.geometry import Box
from figpool.core.marks import LegendKey
from figpool.extract import DigitizeSettings, digitize
from figpool.extract.charts.assembly import label_doubts, name_doubts
from figpool.extract.charts.bar_doubts import key_issues, lone_key_issues, one_label_issues, shared_label_issues
from figpool.extract.key_bars import _may_be_key
from figpool.extract.words import AxisWord
from paint.bars import Bar, Chart, paint_bar
from paint.read import SilentEngine

TIPS = (120.0, 250.0, 90.0, 220.0)
FILLS = ("grey", "black", "grey", "black")


def with_keys_on_zero():
    bars = [Bar(x, x + 40, tip, fill) for x, tip, fill in zip((80, 120, 220, 260), TIPS, FILLS, strict=True)]
    chart = Chart(bars, base=180.0, width=640, right=320.0)
    sheet = chart.paint()
    for y, words, fill in ((162.0, "Control", "grey"), (181.0, "Injury", "black"), (200.0, "Treated", "hollow")):
        paint_bar(sheet, Bar(420, 440, y, fill), y + 14)
        sheet.text(452, y + 7, words, 18, anchor="lm")
    return chart, sheet


def test_a_key_that_touches_the_level_of_zero_is_no_bar():
    chart, sheet = with_keys_on_zero()
    settings = DigitizeSettings(kind="bar", y_ticks=chart.ticks)
    (panel,) = digitize(sheet.figure(), settings, SilentEngine()).panels
    assert [m.tip for m in panel.marks] == pytest.approx(TIPS, abs=1.0)


def test_touching_keys_that_reach_the_level_of_zero_are_no_bar():
    bars = [Bar(x, x + 40, tip, fill) for x, tip, fill in zip((80, 120, 220, 260), TIPS, FILLS, strict=True)]
    chart = Chart(bars, base=180.0, width=640, right=320.0)
    sheet = chart.paint()
    for i, (words, fill) in enumerate((("Control", "grey"), ("Injury", "black"), ("Treated", "hollow"))):
        top = 180.0 - 2 * 30 + 30 * i
        paint_bar(sheet, Bar(420, 450, top, fill), top + 30)
        sheet.text(462, top + 15, words, 15, anchor="lm")
    settings = DigitizeSettings(kind="bar", y_ticks=chart.ticks)
    (panel,) = digitize(sheet.figure(), settings, SilentEngine()).panels
    assert [m.tip for m in panel.marks] == pytest.approx(TIPS, abs=1.0)


def test_edges_of_touching_keys_that_were_found_as_print_do_not_tell_its_height():
    column = Box(827.0, 382.0, 884.0, 573.0)
    lines = [Box(909.0, y, 980.0, y + 25) for y in (409.0, 469.0, 529.0)]
    edges = [Box(830.0, 392.0, 881.0, 396.0), Box(830.0, 506.0, 881.0, 518.0)]
    assert _may_be_key(column, [*lines, *edges], 26.0)
    assert not _may_be_key(replace(column, y1=800.0), [*lines, *edges], 26.0)


def test_labels_read_without_certainty_are_doubted():
    words = [AxisWord(10.0, "Sham", 0.99), AxisWord(20.0, "W4", 0.56)]
    assert [bool(own) for own in label_doubts(["Sham", "W4", ""], words)] == [False, True, False]
    assert [bool(own) for own in name_doubts(["π", "WT"], {"π"})] == [True, False]


def test_a_mark_whose_legend_entry_was_read_without_certainty_is_doubted():
    chart, sheet = with_keys_on_zero()
    settings = DigitizeSettings(kind="bar", y_ticks=chart.ticks)
    mark = digitize(sheet.figure(), settings, SilentEngine()).panels[0].marks[0]
    key = LegendKey(Box(0, 0, 9, 9), mark.fill, Box(12, 0, 40, 9), "Sham", 0.97)
    assert key_issues(mark, 0, [key]) == ()
    assert [i.flag.value for i in key_issues(mark, 0, [replace(key, sure=0.6)])] == ["series_unread"]


def test_bars_of_one_entry_of_a_legend_of_several_are_doubted():
    chart, sheet = with_keys_on_zero()
    settings = DigitizeSettings(kind="bar", y_ticks=chart.ticks)
    fill = digitize(sheet.figure(), settings, SilentEngine()).panels[0].marks[0].fill
    keys = [LegendKey(Box(0, 0, 9, 9), fill, Box(12, 0, 40, 9), text) for text in ("Sham", "Injury")]
    assert [i.flag.value for i in lone_key_issues([0, 0, None], keys)] == ["series_unread"]
    assert lone_key_issues([0, 1, 0], keys) == ()
    assert lone_key_issues([0, 0], keys[:1]) == ()


def test_several_bars_under_one_label_without_legend_are_doubted():
    assert [i.flag.value for i in one_label_issues(["Sham"] * 3, named=False)] == ["label_unread"]
    assert one_label_issues(["Sham"] * 3, named=True) == ()
    assert one_label_issues(["Sham", "Injury", "Sham"], named=False) == ()
    assert one_label_issues([""] * 3, named=False) == ()


def test_bars_that_share_a_category_without_a_legend_are_noted_but_not_flagged():
    """A legend cut off with the next panel leaves the numbers right: the note tells that a name is missing."""
    (note,) = shared_label_issues(["Sham", "Sham", "SCI", "SCI"], named=False)
    assert "'Sham'" in note.message
    assert note.weight == 0.0
    assert shared_label_issues(["Sham", "Sham"], named=True) == ()
    assert shared_label_issues(["Sham", "SCI", "", ""], named=False) == ()
