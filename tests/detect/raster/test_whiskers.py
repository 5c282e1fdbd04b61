"""Whiskers: found at the right length, and letters, stars and brackets are none."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from figpool.detect.raster.picture import prepare
from figpool.detect.raster.rectangles import RawBar
from figpool.detect.raster.whiskers import find_arms
from paint.bars import FILLS, Bar, Chart
from paint.read import bars_of
from paint.sheet import Sheet

TIPS = (150.3, 190.55, 110.8, 230.1)
LENGTHS = (28.4, 17.3, 41.7, 9.25)
XS = (75.0, 155.0, 235.0, 315.0)


def bars(fill="grey", up=True, down=False, lengths=LENGTHS, tips=TIPS, **more):
    return [
        Bar(x, x + 48, tip, fill, up=tip - length if up else None, down=tip + length if down else None, **more)
        for x, tip, length in zip(XS, tips, lengths, strict=True)
    ]


@cache
def read(fill="grey", up=True, down=False, lengths=LENGTHS, **more):
    return bars_of(Chart(bars(fill, up, down, lengths, **more)))


def ends(marks, arm):
    found = [getattr(m, arm) for m in marks]
    return [None if a is None else a.end for a in found]


@pytest.mark.parametrize("fill", FILLS)
def test_upper_arms_end_at_their_caps(fill):
    assert ends(read(fill), "up") == pytest.approx([t - n for t, n in zip(TIPS, LENGTHS, strict=True)], abs=0.25)


@pytest.mark.parametrize("fill", FILLS)
def test_no_inner_arm_is_invented(fill):
    assert ends(read(fill), "down") == [None] * len(TIPS)


@pytest.mark.parametrize("fill", ["grey", "pale grey", "hollow", "colour", "gradient", "black"])
def test_both_arms_are_found(fill):
    marks = read(fill, True, True)
    assert ends(marks, "up") == pytest.approx([t - n for t, n in zip(TIPS, LENGTHS, strict=True)], abs=0.3)
    assert ends(marks, "down") == pytest.approx([t + n for t, n in zip(TIPS, LENGTHS, strict=True)], abs=0.4)
    assert all(m.up.capped and m.down.capped for m in marks)


def test_arms_of_different_lengths_stay_different():
    chart = Chart([replace(b, down=b.tip + 0.5 * n) for b, n in zip(bars("hollow"), LENGTHS, strict=True)])
    marks = bars_of(chart)
    assert [m.tip - m.up.end for m in marks] == pytest.approx(list(LENGTHS), abs=0.4)
    assert [m.down.end - m.tip for m in marks[:3]] == pytest.approx([0.5 * n for n in LENGTHS[:3]], abs=0.4)


def test_an_inner_arm_alone_is_found():
    marks = read("hollow", False, True)
    assert ends(marks, "up") == [None] * 4
    assert ends(marks, "down") == pytest.approx([t + n for t, n in zip(TIPS, LENGTHS, strict=True)], abs=0.4)


@pytest.mark.parametrize("fill", ["grey", "hollow", "black"])
def test_arms_without_caps_end_where_their_ink_ends(fill):
    marks = read(fill, True, False, cap=0.0)
    assert ends(marks, "up") == pytest.approx([t - n for t, n in zip(TIPS, LENGTHS, strict=True)], abs=1.0)
    assert not any(m.up.capped for m in marks)
    assert min(m.up.end_u for m in marks) > max(m.up.end_u for m in read(fill))


def test_short_arms_are_found():
    lengths = (6.0, 5.0, 7.5, 4.5)
    assert ends(read("grey", lengths=lengths), "up") == pytest.approx(
        [t - n for t, n in zip(TIPS, lengths, strict=True)], abs=0.5
    )


@pytest.mark.parametrize("cap", [6.0, 14.0, 30.0, 44.0])
def test_caps_of_any_width(cap):
    marks = read("grey", cap=cap)
    assert ends(marks, "up") == pytest.approx([t - n for t, n in zip(TIPS, LENGTHS, strict=True)], abs=0.4)


def test_arms_of_hanging_bars_lead_downward():
    chart = Chart(
        [Bar(x, x + 48, 180 + n, "grey", up=180 + n + 15.5) for x, n in zip(XS, (40, 70, 90, 55), strict=True)],
        base=180.0,
    )
    marks = bars_of(chart)
    assert ends(marks, "up") == pytest.approx([180 + n + 15.5 for n in (40, 70, 90, 55)], abs=0.4)
    assert ends(marks, "down") == [None] * 4


@pytest.mark.parametrize("fill", ["grey", "black", "hollow", "gradient", "rising hatch", "upright hatch"])
def test_bars_without_whiskers_have_none(fill):
    marks = read(fill, False, False)
    assert ends(marks, "up") == ends(marks, "down") == [None] * 4


def test_a_bar_without_whisker_among_bars_with():
    chart = Chart([replace(b, up=None) if i == 2 else b for i, b in enumerate(bars())])
    assert [m.up is None for m in bars_of(chart)] == [False, False, True, False]


@pytest.mark.parametrize("letters", ["a", "b", "ab", "*", "***", "#", "12.5"])
def test_letters_above_a_bar_are_no_whisker(letters):
    chart = Chart(bars(up=False))
    sheet = chart.paint()
    for bar in chart.bars:
        sheet.text(bar.centre, bar.tip - 14, letters, 16)
    assert ends(bars_of(chart, sheet), "up") == [None] * 4


@pytest.mark.parametrize("letters", ["a", "ab", "*", "***", "12.5"])
def test_letters_above_a_whisker_do_not_lengthen_it(letters):
    chart = Chart(bars())
    sheet = chart.paint()
    for bar in chart.bars:
        sheet.text(bar.centre, bar.up - 13, letters, 16)
    found = ends(bars_of(chart, sheet), "up")
    assert found == pytest.approx([b.up for b in chart.bars], abs=0.5)


def test_a_bracket_over_two_bars_is_no_whisker():
    chart = Chart(bars(up=False, lengths=LENGTHS, tips=(150.0, 150.0, 110.0, 110.0)))
    sheet = chart.paint()
    for a, b in ((0, 1), (2, 3)):
        left, right = chart.bars[a], chart.bars[b]
        y = left.tip - 35
        sheet.hline(y, left.centre, right.centre).vline(left.centre, y, y + 12).vline(right.centre, y, y + 12)
        sheet.text((left.centre + right.centre) / 2, y - 10, "*", 18)
    assert ends(bars_of(chart, sheet), "up") == [None] * 4


def test_a_bracket_above_whiskers_does_not_lengthen_them():
    chart = Chart(bars(tips=(150.0, 160.0, 110.0, 120.0)))
    sheet = chart.paint()
    left, right = chart.bars[0], chart.bars[1]
    y = left.up - 25
    sheet.hline(y, left.centre, right.centre).vline(left.centre, y, y + 10).vline(right.centre, y, y + 10)
    found = ends(bars_of(chart, sheet), "up")
    assert found == pytest.approx([b.up for b in chart.bars], abs=0.4)


def test_gridlines_across_whiskers_are_no_caps():
    chart = Chart(bars(), grid=[310 - 20 * i for i in range(1, 15)])
    found = ends(bars_of(chart), "up")
    assert found == pytest.approx([b.up for b in chart.bars], abs=0.5)


def test_a_star_between_bar_and_picture_edge_is_no_whisker():
    chart = Chart([Bar(80, 128, 40.0, "grey"), Bar(160, 208, 90.0, "grey"), Bar(240, 288, 60.0, "grey")])
    sheet = chart.paint()
    sheet.text(104, 26, "*", 20)
    assert ends(bars_of(chart, sheet), "up") == [None] * 3


def test_whisker_ends_carry_an_uncertainty_that_covers_the_error():
    marks = read("grey")
    for mark, tip, length in zip(marks, TIPS, LENGTHS, strict=True):
        assert 0.02 <= mark.up.end_u <= 1.5
        assert abs(mark.up.end - (tip - length)) <= 4 * mark.up.end_u


@pytest.mark.parametrize("stem", [1.0, 3.0])
def test_thin_and_thick_whiskers(stem):
    found = ends(read("grey", stem=stem), "up")
    assert found == pytest.approx([t - n for t, n in zip(TIPS, LENGTHS, strict=True)], abs=0.4)


def test_the_stem_stands_in_the_middle_of_its_bar():
    for mark, x in zip(read("hollow"), XS, strict=True):
        assert mark.up.across == pytest.approx(x + 24, abs=0.6)
        assert mark.up.start == pytest.approx(mark.tip, abs=0.6)


def test_scores_lie_between_zero_and_one():
    scores = np.array([m.up.score for f in ("grey", "hollow", "black") for m in read(f)])
    assert (scores > 0.3).all()
    assert (scores <= 1.0).all()


@pytest.mark.parametrize(("left", "right"), [(0, 12), (5, 18)])
def test_a_lopsided_stroke_across_the_stem_is_no_cap(left, right):
    chart = Chart(bars(cap=0.0))
    sheet = chart.paint()
    for bar, length in zip(chart.bars, LENGTHS, strict=True):
        sheet.hline(bar.tip - 0.6 * length, bar.centre - left, bar.centre + right)
    marks = bars_of(chart, sheet)
    assert ends(marks, "up") == pytest.approx([b.up for b in chart.bars], abs=1.0)
    assert not any(m.up.capped for m in marks)


def test_arms_of_thick_strokes_end_at_the_middle_of_their_caps():
    truth = [
        Bar(x, x + 60, tip, "colour", up=tip - arm, cap=30.0, stem=9.0)
        for x, tip, arm in ((70, 150.0, 30.0), (170, 200.0, 60.0), (270, 120.0, 45.0))
    ]
    assert [m.up.end for m in bars_of(Chart(truth))] == pytest.approx([b.up for b in truth], abs=0.6)


def test_a_stroke_of_the_free_end_thicker_than_gaps_in_a_stem_hides_no_arm():
    chart = Chart(bars(up=True, stem=9.0, lengths=(45.0, 38.0, 52.0, 41.0)), line=11.0)
    lengths = (45.0, 38.0, 52.0, 41.0)
    assert ends(bars_of(chart), "up") == pytest.approx([t - n for t, n in zip(TIPS, lengths, strict=True)], abs=1.0)


@pytest.mark.parametrize("line", [6.0, 8.0])
def test_both_arms_cross_a_thick_stroke_of_the_free_end_at_its_middle(line):
    truth = [
        Bar(x, x + 60, tip, "hollow", up=tip - 40, down=tip + 40, cap=28, stem=line)
        for x, tip in ((80, 150), (200, 190))
    ]
    found = bars_of(Chart(truth, line=line))
    assert [m.tip for m in found] == pytest.approx([150, 190], abs=0.4)
    assert ends(found, "down") == pytest.approx([190, 230], abs=0.5)


def test_narrow_caps_that_run_into_the_free_end_are_seen():
    truth = [Bar(x, x + 48, tip, "grey", up=tip - 2.5, cap=6.0, stem=2.0) for x, tip in zip(XS, TIPS, strict=True)]
    found = bars_of(Chart(truth, line=3.0))
    assert ends(found, "up") == pytest.approx([tip - 2.5 for tip in TIPS], abs=2.0)


def _arms_of(fill, line, stem, cap, arm=30.0, width=96):
    """Arms of one outlined bar of a colour hardly lighter than its strokes, blurred as an enlarged picture is."""
    sheet = Sheet(220, 300)
    left, tip, base = 60.0, 120.0, 260.0
    sheet.rect(left, tip, left + width, base, fill).frame(left, tip, left + width, base, line)
    middle = left + width / 2
    sheet.vline(middle, tip - arm, tip + arm, stem)
    for end in (tip - arm, tip + arm) if cap else ():
        sheet.hline(end, middle - cap / 2, middle + cap / 2, stem)
    gray = cv2.GaussianBlur(sheet.pixels[..., 0].astype(np.float32) / 255.0, None, 1.5)
    picture = replace(prepare(sheet.figure()), gray=gray)
    side = line / 2
    bar = RawBar(round(left - side), round(left + width + side), round(tip - side) - 2, round(base), 1.0)
    ((outer, inner),) = find_arms(picture, [bar])
    return None if outer is None else tip - outer.end, None if inner is None else inner.end - tip


def test_the_thick_stroke_of_a_dark_bar_hides_no_inner_arm():
    # the free end was placed on the paper beyond its blurred stroke, which is far lighter than the fill
    assert _arms_of(80.0, line=9.0, stem=9.0, cap=40.0) == pytest.approx((30.0, 30.0), abs=1.0)


def test_the_free_end_seen_from_inside_is_no_cap():
    # between the strokes of its sides the end of a narrow bar is nearly as wide as the bar
    outer, inner = _arms_of(235.0, line=3.0, stem=2.5, cap=0.0, width=33)
    assert (outer, inner) == pytest.approx((30.0, 30.0), abs=2.0)
