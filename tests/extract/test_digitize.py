"""From a drawn picture to rows, with the real text recogniser and with a fake one."""

from dataclasses import replace

import numpy as np
import pytest

from figpool.core.axes import CalibrationPoint
from figpool.core.errors import UsageError
from figpool.core.figure import Figure
from figpool.core.geometry import Box
from figpool.core.summary import Dispersion
from figpool.extract import DigitizeSettings, digitize
from paint.bars import Bar, Chart
from paint.drawn import Drawn
from paint.read import SilentEngine
from paint.sheet import Sheet

TWO = Drawn(
    [(4.1, 6.3, 7.4, 9.0), (5.6, 9.8, 12.7, 18.2)],
    [(0.7, 0.9, 1.0, 1.3), (0.8, 1.1, 1.2, 2.5)],
    series=("Saline", "Drug"),
    both=True,
)
ONE = Drawn([(8.2, 3.1, 5.7, 14.6)], [(1.1, 0.6, 0.9, 1.7)])


def check(rows, drawn, share=0.005):
    """Means and upper errors within a share of the axis range, in reading order."""
    span = drawn.ylim[1] - drawn.ylim[0]
    order = [(i, j) for j in range(len(drawn.categories)) for i in range(len(drawn.means))]
    assert len(rows) == len(order)
    assert [r.mean for r in rows] == pytest.approx([drawn.means[i][j] for i, j in order], abs=share * span)
    if drawn.errors is not None:
        upper = [r.error_high for r in rows]
        assert upper == pytest.approx([drawn.errors[i][j] for i, j in order], abs=2 * share * span)
    assert [r.category for r in rows] == [drawn.categories[j] for _, j in order]
    if drawn.series:
        assert [r.series for r in rows] == [drawn.series[i] for i, _ in order]


def test_groups_of_bars_with_a_legend(engine):
    reading = digitize(TWO.draw(), None, engine)
    check(reading.rows, TWO)
    assert [r.error_low for r in reading.rows] == pytest.approx([r.error_high for r in reading.rows], abs=0.3)
    assert {r.kind for r in reading.rows} == {"bar"}
    assert {r.source for r in reading.rows} == {"raster"}
    assert reading.issues == ()


@pytest.mark.parametrize("ylim", [(0.0, 25.0), (0.0, 1.0), (-20.0, 120.0)])
def test_numbers_that_read_from_bottom_to_top_beside_the_axis(engine, ylim):
    """As base R sets them unless told otherwise: their figures were read one by one."""
    low, high = ylim
    means = tuple(max(0.0, low) + share * high for share in (0.4, 0.7, 0.3, 0.55))
    drawn = Drawn([means], [[0.06 * high] * 4], ylim=ylim, standing=True)
    reading = digitize(drawn.draw(), None, engine)
    check(reading.rows, drawn)
    assert not any(row.flags for row in reading.rows)


@pytest.mark.parametrize("drawn", [ONE, TWO], ids=["one series", "two series"])
def test_names_that_read_from_bottom_to_top_beside_bars_that_lie(engine, drawn):
    """As base R sets them unless told otherwise: each bar was named by one letter."""
    lying = replace(
        drawn, horizontal=True, standing=True, size=(4.4, 4.4), categories=("Sham", "Injury", "Low dose", "High")
    )
    rows = digitize(lying.draw(), None, engine).rows
    assert [r.category for r in rows] == [c for c in lying.categories for _ in lying.means]


def test_last_figures_of_level_names_are_no_names_that_stand(engine):
    weeks = replace(ONE, horizontal=True, size=(5.2, 4.4), categories=("Week 8", "Week 4", "Week 2", "Week 1"))
    assert [r.category for r in digitize(weeks.draw(), None, engine).rows] == list(weeks.categories)


def test_each_mark_stands_where_its_row_says(engine):
    reading = digitize(TWO.draw(), None, engine)
    (panel,) = reading.panels
    assert {row.series for row in panel.rows} == set(TWO.series)
    for mark, row in zip(panel.marks, panel.rows, strict=True):
        assert reading.frame.to_figure(mark.position) == pytest.approx((row.x_px, row.y_px), abs=0.01)


def test_one_series_with_upper_arms_only(engine):
    rows = digitize(ONE.draw(), None, engine).rows
    check(rows, ONE)
    assert [r.error_low for r in rows] == [None] * 4
    assert {r.series for r in rows} == {""}


def test_a_chart_without_error_bars(engine):
    drawn = Drawn([(8.2, 3.1, 5.7, 14.6)])
    rows = digitize(drawn.draw(), None, engine).rows
    check(rows, drawn)
    assert [(r.error_low, r.error_high) for r in rows] == [(None, None)] * 4


def test_a_log_axis(engine):
    drawn = Drawn([(20.0, 350.0, 4200.0, 90.0)], ylim=(1.0, 1e4), log=True)
    rows = digitize(drawn.draw(), None, engine).rows
    assert np.log10([r.mean for r in rows]) == pytest.approx(np.log10(drawn.means[0]), abs=0.02)


def test_bars_below_zero(engine):
    drawn = Drawn([(-4.0, 6.5, -9.3, 2.2)], [(1.0, 1.2, 1.4, 0.8)], ylim=(-15, 10), both=True)
    rows = digitize(drawn.draw(), None, engine).rows
    assert [r.mean for r in rows] == pytest.approx([-4.0, 6.5, -9.3, 2.2], abs=0.15)
    assert [r.error_high for r in rows if r.error_high] == pytest.approx([1.0, 1.2, 1.4, 0.8], abs=0.25)


def test_lying_bars_from_top_to_bottom(engine):
    drawn = Drawn([(8.2, 3.1, 5.7, 14.6)], [(1.1, 0.6, 0.9, 1.7)], horizontal=True)
    check(digitize(drawn.draw(), None, engine).rows, drawn)


@pytest.mark.parametrize("rotation", [45, 90])
def test_turned_category_labels(engine, rotation):
    drawn = Drawn([(8.2, 3.1, 5.7, 14.6)], [(1.1, 0.6, 0.9, 1.7)], rotation=rotation, size=(4.4, 3.8))
    check(digitize(drawn.draw(), None, engine).rows, drawn)


def test_two_panels_are_read_one_after_the_other(engine):
    left, right = ONE.draw().pixels, Drawn([(12.0, 2.0, 9.1, 4.4)], [(1.1, 0.6, 0.9, 1.7)]).draw().pixels
    reading = digitize(Figure(np.hstack([left, right]), "two.png"), None, engine)
    assert [r.panel for r in reading.rows] == ["1"] * 4 + ["2"] * 4
    assert [r.mean for r in reading.rows] == pytest.approx([8.2, 3.1, 5.7, 14.6, 12.0, 2.0, 9.1, 4.4], abs=0.13)


def test_uncertainties_cover_the_errors_made(engine):
    rows = digitize(TWO.draw(), None, engine).rows
    truth = [TWO.means[i][j] for j in range(4) for i in range(2)]
    errors = np.array([abs(r.mean - t) / r.mean_u for r, t in zip(rows, truth, strict=True)])
    assert np.mean(errors <= 2) >= 0.75
    assert errors.max() < 6


def test_the_same_picture_gives_the_same_rows(engine):
    figure = ONE.draw()
    assert [r.to_record() for r in digitize(figure, None, engine).rows] == [
        r.to_record() for r in digitize(figure, None, engine).rows
    ]


def test_dispersion_and_n_give_an_sd(engine):
    settings = DigitizeSettings(dispersion=Dispersion.SE, n=16)
    rows = digitize(ONE.draw(), settings, engine).rows
    assert [r.sd for r in rows] == pytest.approx([4 * e for e in ONE.errors[0]], abs=0.5)
    assert all(r.sd_method for r in rows)


def test_series_names_by_hand(engine):
    rows = digitize(TWO.draw(), DigitizeSettings(series=("A", "B")), engine).rows
    assert [r.series for r in rows] == ["A", "B"] * 4


def test_an_empty_page_is_said(engine):
    reading = digitize(Figure(Sheet(400, 300).pixels, "empty.png"), None, engine)
    assert reading.rows == ()
    assert reading.issues
    assert all(issue.message.endswith(".") for issue in reading.issues)


def test_a_photo_gives_no_rows(engine):
    reading = digitize(Figure(_photo(2), "photo.png"), None, engine)
    assert reading.rows == ()
    assert reading.issues


def _photo(seed):
    """A picture without axes: smooth shapes and noise."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:300, 0:400]
    waves = 120 + 60 * np.sin(x / 37 + y / 53) + 40 * np.cos(y / 29)
    return np.clip(waves[:, :, None] + rng.normal(0, 12, (300, 400, 3)), 0, 255).astype(np.uint8)


def test_an_axis_without_bars_is_said(engine):
    drawn = Drawn([(0.0, 0.0, 0.0, 0.0)], style={"alpha": 0.0})
    reading = digitize(drawn.draw(), None, engine)
    assert reading.rows == ()
    assert reading.issues


CHART = Chart([Bar(90, 140, 120, up=100), Bar(190, 240, 180.5, up=170), Bar(290, 340, 80, up=60)])


def test_ticks_by_hand_need_no_words():
    rows = digitize(CHART.paint().figure(), DigitizeSettings(y_ticks=CHART.ticks), SilentEngine()).rows
    assert [r.mean for r in rows] == pytest.approx([CHART.value(b.tip) for b in CHART.bars], abs=0.1)
    assert [r.error_high for r in rows] == pytest.approx([10.0, 5.25, 10.0], abs=0.25)
    assert {r.category for r in rows} == {""}


def test_a_plot_area_by_hand_leaves_the_rest_out():
    settings = DigitizeSettings(kind="bar", y_ticks=CHART.ticks, plot_area=Box(50, 20, 260, 310))
    rows = digitize(CHART.paint().figure(), settings, SilentEngine()).rows
    assert [r.mean for r in rows] == pytest.approx([CHART.value(b.tip) for b in CHART.bars[:2]], abs=0.1)


def test_without_words_and_ticks_nothing_is_guessed():
    reading = digitize(CHART.paint().figure(), None, SilentEngine())
    assert reading.rows == ()
    assert reading.issues


def test_a_log_scale_by_hand():
    from figpool.core.axes import AxisScale

    ticks = (CalibrationPoint(310, 1.0), CalibrationPoint(20, 1000.0))
    settings = DigitizeSettings(kind="bar", y_ticks=ticks, scale=AxisScale.LOG10)
    rows = digitize(CHART.paint().figure(), settings, SilentEngine()).rows
    truth = [10 ** (3 * (310 - b.tip) / 290) for b in CHART.bars]
    assert [r.mean for r in rows] == pytest.approx(truth, rel=0.01)


def test_a_kind_that_does_not_exist_is_refused():
    with pytest.raises(UsageError, match="no chart kind 'pie'") as caught:
        digitize(CHART.paint().figure(), DigitizeSettings(kind="pie"), SilentEngine())
    assert "bar" in caught.value.hint
