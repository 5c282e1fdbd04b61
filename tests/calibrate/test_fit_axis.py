"""Axes as figures print them: one test a way in which labels or ticks mislead."""

from __future__ import annotations

import numpy as np
import pytest

from figpool.calibrate import AxisSettings, fit_axis
from figpool.core.axes import AxisCalibration, AxisLabel, AxisScale, FailedCalibration, TickCandidate, TickSource
from figpool.core.issues import Flag
from figpool.ocr import read_number

SIZE = 12.0


def labels(*texts: str, start: float = 300.0, gap: float = -50.0, offset: float = 0.0) -> list[AxisLabel]:
    """Labels at equal distances, first at the bottom; empty texts leave a gap."""
    return [label(text, start + k * gap + offset) for k, text in enumerate(texts) if text]


def label(text: str, pixel: float) -> AxisLabel:
    return AxisLabel(pixel, SIZE, text, read_number(text))


def ticks(*pixels: float, source: TickSource = TickSource.MARK) -> list[TickCandidate]:
    return [TickCandidate(p, 1.0, source) for p in pixels]


def fitted(*args, **kwargs) -> AxisCalibration:
    result = fit_axis(*args, **kwargs)
    assert isinstance(result, AxisCalibration), result
    return result


def flags(calibration: AxisCalibration) -> set[Flag]:
    return {issue.flag for issue in calibration.issues}


COMB = ticks(300, 250, 200, 150, 100)


def test_labels_give_values_and_ticks_give_positions():
    axis = fitted(labels("0", "10", "20", "30", "40", offset=4.0), COMB)
    assert axis.scale is AxisScale.LINEAR
    assert axis.value_at(300) == pytest.approx(0, abs=1e-9)
    assert axis.value_at(125) == pytest.approx(35)
    assert axis.issues == ()
    assert [t.value for t in axis.ticks] == [40, 30, 20, 10, 0]
    assert axis.residual_rms == pytest.approx(0, abs=1e-9)


def test_an_axis_need_not_start_at_zero_nor_rise_upwards():
    axis = fitted(labels("250", "200", "150", "100", "50"), COMB)
    assert axis.value_at(325) == pytest.approx(275)


def test_negative_values_and_a_lost_minus():
    axis = fitted(labels("-20", "10", "0", "10", "20"), COMB)
    assert axis.value_at(250) == pytest.approx(-10)
    assert Flag.OCR_REPAIRED in flags(axis)
    assert "'10' taken for -10" in axis.issues[0].message


def test_an_axis_mirrored_at_zero_is_read_in_the_usual_direction():
    mirrored = labels("800", "600", "400", "200", "0", "200", "400")
    axis = fitted(mirrored, settings=AxisSettings(usual_direction=-1))
    assert {Flag.OCR_REPAIRED, Flag.SCALE_UNSURE} <= flags(axis)
    assert axis.value_at(100) == pytest.approx(0, abs=1)
    assert abs(axis.value_at(300)) == pytest.approx(800)


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (("0", "10", "20", "80", "40"), (0, 10, 20, 30, 40)),
        (("0", "5", "10", "1", "20"), (0, 5, 10, 15, 20)),
        (("0.0", "0.5", "10", "1.5", "2.0"), (0, 0.5, 1, 1.5, 2)),
        (("0", "20", "40", "LD", "80"), (0, 20, 40, 60, 80)),
        (("0.0", "0.2", "0.4", "06", "0.8"), (0, 0.2, 0.4, 0.6, 0.8)),
        (("0", "5-", "10 -", "15", "20"), (0, 5, 10, 15, 20)),
        (("0", "20", "4 0", "60", "8O"), (0, 20, 40, 60, 80)),
        (("0,0", "0,5", "1,0", "1,5", "2,0"), (0, 0.5, 1, 1.5, 2)),
        (("0", "1,000", "2,000", "3,000", "4,000"), (0, 1000, 2000, 3000, 4000)),
        (("0", ".25", ".5", ".75", "1"), (0, 0.25, 0.5, 0.75, 1)),
        (("0%", "20%", "40%", "60%", "80%"), (0, 20, 40, 60, 80)),
        (("00", "05", "10", "15", "20"), (0, 0.5, 1, 1.5, 2)),
        (("00", "02", "04", "06", "08"), (0, 0.2, 0.4, 0.6, 0.8)),
        (("05", "10", "15", "2.0", "2.5"), (0.5, 1, 1.5, 2, 2.5)),
    ],
)
def test_misread_labels_do_not_move_the_axis(texts, values):
    axis = fitted(labels(*texts), COMB)
    np.testing.assert_allclose(axis.to_value([300, 250, 200, 150, 100]), values, atol=1e-9 * max(values))


def test_a_repair_is_said_aloud_and_kept_with_its_tick():
    axis = fitted(labels("0", "10", "20", "80", "40"), COMB)
    assert flags(axis) == {Flag.OCR_REPAIRED}
    repaired = [t for t in axis.ticks if t.repaired_from]
    assert [(t.repaired_from, t.value) for t in repaired] == [("80", 30.0)]


def test_a_number_that_fits_nothing_is_refused_aloud():
    axis = fitted([*labels("0", "10", "20", "30", "40"), label("1997", 172)], COMB)
    assert flags(axis) == {Flag.OCR_REFUSED}
    assert [t.text for t in axis.rejected] == ["1997"]
    assert axis.value_at(100) == pytest.approx(40)


def test_a_number_out_of_all_proportion_does_not_make_the_others_equal():
    """A piece of the title before a label (be 20) read as 6e20: within a share of it all other numbers were one."""
    axis = fitted(labels("0", "10", "6e20", "30", "40"), COMB)
    assert axis.value_at(200) == pytest.approx(20)


def test_words_beside_the_axis_cost_nothing():
    axis = fitted([*labels("0", "10", "20", "30", "40"), label("Control", 180), label("a", 120)], COMB)
    assert axis.issues == ()


def test_a_zero_read_as_six_is_no_zero():
    axis = fitted(labels("6", "100", "200", "300", "400"), COMB)
    assert axis.value_at(300) == pytest.approx(0, abs=1e-6)
    assert Flag.OCR_REPAIRED in flags(axis)


@pytest.mark.parametrize(
    ("texts", "scale"),
    [
        (("1", "10", "100", "1000", "10000"), AxisScale.LOG10),
        (("10⁰", "10¹", "10²", "10³", "10⁴"), AxisScale.LOG10),
        (("100", "101", "10²", "103", "10⁴"), AxisScale.LOG10),
        (("10^", "10¹", "10²", "10³", "10⁴"), AxisScale.LOG10),
        (("0.01", "0.1", "1", "10", "100"), AxisScale.LOG10),
        (("1", "2", "4", "8", "16"), AxisScale.LOG2),
        (("1", "2", "3", "4", "5"), AxisScale.LINEAR),
    ],
)
def test_the_scale_is_chosen_by_evidence(texts, scale):
    axis = fitted(labels(*texts), COMB)
    assert axis.scale is scale
    assert axis.value_at(100) / axis.value_at(150) == pytest.approx(axis.value_at(150) / axis.value_at(200)) or (
        scale is AxisScale.LINEAR
    )


@pytest.mark.parametrize("last", ["10⁴", "10^4"])
def test_a_power_that_was_seen_raised_says_what_flat_ones_beside_it_are(last):
    axis = fitted(labels("101", "102", "102", last), ticks(300, 250, 200, 150))
    assert axis.scale is AxisScale.LOG10
    assert flags(axis) >= {Flag.OCR_REPAIRED}
    assert axis.value_at(200) / axis.value_at(250) == pytest.approx(10)


def test_flat_powers_beside_two_raised_ones_are_told_but_hardly_doubted():
    axis = fitted(labels("101", "10²", "103", "10⁴", "105"), ticks(300, 250, 200, 150, 100))
    (repaired,) = [i for i in axis.issues if i.flag is Flag.OCR_REPAIRED]
    assert repaired.weight < 0.05
    alone = fitted(labels("101", "102", "103", "10⁴"), ticks(300, 250, 200, 150))
    (repaired,) = [i for i in alone.issues if i.flag is Flag.OCR_REPAIRED]
    assert repaired.weight > 0.05


@pytest.mark.parametrize("unread", ["", "10", "10^"])
def test_flat_powers_of_which_one_was_not_read_make_a_logarithmic_axis(unread):
    """The gap between 103 and 105 made them a linear axis from 101 to 105."""
    axis = fitted(labels("101", "102", "103", unread, "105"), ticks(300, 250, 200, 150, 100))
    assert axis.scale is AxisScale.LOG10
    assert axis.value_at(150) == pytest.approx(1e4, rel=0.01)


def test_a_raised_figure_on_a_nought_is_a_power_that_lost_its_one():
    axis = fitted(labels("100", "101", "02", "103", "0^⁴", "105"), ticks(300, 250, 200, 150, 100, 50))
    assert axis.scale is AxisScale.LOG10
    assert axis.value_at(200) == pytest.approx(100.0, rel=0.01)
    assert axis.value_at(50) == pytest.approx(1e5, rel=0.01)


def test_minor_ticks_tell_where_a_decade_begins():
    decades = labels("10¹", "10²", "10³", "10⁴", gap=-80.0, offset=5.0)
    marks = ticks(*(300 - 80 * (e + np.log10(m)) for e in range(3) for m in range(1, 10)), 60)
    axis = fitted(decades, marks)
    assert axis.value_at(300) == pytest.approx(10, rel=1e-6)
    assert len(axis.points) == len(marks)


def test_two_labels_on_a_log_or_linear_axis_are_doubted():
    axis = fitted(labels("1", "10"), ticks(300, 250))
    assert Flag.FEW_TICKS in flags(axis)
    assert Flag.SCALE_UNSURE in flags(axis)


def test_a_scale_can_be_forced():
    axis = fitted(labels("1", "10"), ticks(300, 250), AxisSettings(scales=(AxisScale.LOG10,)))
    assert axis.value_at(275) == pytest.approx(10**0.5)
    natural = fitted(labels("1", "10", "100"), settings=AxisSettings(scales=(AxisScale.LN,)))
    assert natural.scale is AxisScale.LN
    assert natural.value_at(275) == pytest.approx(10**0.5)


def test_false_marks_are_outvoted():
    axis = fitted(labels("0", "10", "20", "30", "40", offset=2.0), [*COMB, *ticks(297, 262, 204, 133, 105)])
    assert axis.value_at(300) == pytest.approx(0, abs=0.02)
    assert axis.value_at(100) == pytest.approx(40, abs=0.02)


def test_unlabelled_ticks_and_minor_ticks_sharpen_the_line():
    axis = fitted(labels("0", "", "20", "", "40"), [*COMB, *ticks(275, 225, 175, 125)])
    assert len(axis.points) == 9
    assert axis.line_uncertainty(200) < axis.pixel_sd / 2.5


def test_without_marks_positions_come_from_labels_and_it_says_so():
    axis = fitted(labels("0", "10", "20", "30", "40"))
    assert flags(axis) == {Flag.TICKS_FROM_LABELS}
    assert axis.pixel_sd >= 0.1 * SIZE
    assert {t.source for t in axis.ticks} == {TickSource.LABEL}


def test_gridlines_serve_as_marks():
    grid = ticks(300, 250, 200, 150, 100, source=TickSource.GRID)
    assert {t.source for t in fitted(labels("0", "10", "20", "30", "40"), grid).ticks} == {TickSource.GRID}


def test_a_broken_axis_is_named():
    broken = [*labels("0", "10", "20", "30"), label("200", 100), label("250", 50)]
    assert Flag.AXIS_BREAK in flags(fitted(broken))


def test_marks_off_the_line_are_a_bad_fit():
    axis = fitted(labels("0", "10", "20", "30", "40"), ticks(300, 251.2, 198.8, 151.2, 100))
    assert Flag.BAD_FIT in flags(axis)


def test_two_marks_are_too_few_to_check_each_other():
    axis = fitted(labels("0", "10", "20"), ticks(300, 200))
    assert flags(axis) == {Flag.FEW_TICKS}


@pytest.mark.parametrize(
    "texts",
    [(), ("Control", "Drug A"), ("10", "Drug A"), ("13", "4", "77", "2.5", "908", "61")],
)
def test_no_axis_is_made_of_nothing(texts):
    result = fit_axis(labels(*texts), COMB)
    assert isinstance(result, FailedCalibration)
    assert result.reason.endswith(".")
    assert "--y-ticks" in result.hint


def test_support_tells_the_better_column_of_labels():
    good = fitted(labels("0", "10", "20", "30", "40"), COMB)
    poor = fitted(labels("0", "10", "20"), COMB)
    misread = fitted(labels("0", "10", "20", "7", "40"), COMB)
    assert good.support > misread.support > poor.support


@pytest.mark.parametrize("texts", [("10", "", "1,000"), ("10", "100", ""), ("1", "", "", "", "10000")])
def test_powers_of_ten_alone_make_a_logarithmic_axis(texts):
    axis = fitted(labels(*texts), COMB[: len(texts)])
    assert axis.scale is AxisScale.LOG10


def test_percent_signs_read_as_digits_at_all_labels():
    axis = fitted(labels("096", "1096", "2096", "3096", "4096"), COMB)
    assert axis.value_at(150) == pytest.approx(30, abs=0.5)
    assert Flag.OCR_REPAIRED in flags(axis)


@pytest.mark.parametrize("count", [4, 6])
def test_outer_labels_moved_into_the_plot_leave_the_ticks_to_the_marks(count):
    places = [300.0 - 50.0 * k for k in range(count)]
    inner = places[1:-1]
    printed = [label(str(k / 2), at) for k, at in enumerate([places[0] - 10, *inner, places[-1] + 10])]
    axis = fitted(printed, [TickCandidate(at, 0.3, TickSource.MARK) for at in places])
    assert [axis.value_at(at) for at in places] == pytest.approx([k / 2 for k in range(count)], abs=1e-9)
    assert not flags(axis) & {Flag.BAD_FIT, Flag.TICKS_FROM_LABELS}


def test_marks_that_stand_beside_inner_labels_too_are_not_taken_for_their_ticks():
    places = [300.0, 250.0, 200.0, 150.0, 100.0, 50.0]
    printed = [label(str(k / 2), at) for k, at in enumerate(places)]
    beside = ticks(*(175.0 + 0.86 * (at - 175.0) for at in places))
    assert Flag.TICKS_FROM_LABELS in flags(fitted(printed, beside))


@pytest.mark.parametrize(
    ("texts", "doubted"),
    [(("1", "10", "10^2"), True), (("10", "10^2", "10^3"), False), (("10^0", "10^1", "10^2"), False)],
)
def test_powers_beside_plain_tens_may_have_lost_their_exponents(texts, doubted):
    axis = fitted(labels(*texts), ticks(300.0, 250.0, 200.0))
    assert axis.scale is AxisScale.LOG10
    assert (Flag.SCALE_UNSURE in flags(axis)) is doubted


def test_a_power_of_ten_beside_one_read_without_its_sign_makes_no_linear_axis():
    """Exponents of five pixels, the 3 read as 2: 10^2, 10^2 and 101 passed for 100 and 101 of a linear axis."""
    axis = fitted(labels("101", "10^2", "10^2", gap=-100.0), ticks(300, 200, 100), AxisSettings(usual_direction=-1))
    assert axis.scale is AxisScale.LOG10
    assert axis.value_at(100) == pytest.approx(1000)
    assert Flag.OCR_REPAIRED in flags(axis)
