"""Groups of bars that touch all along."""

from figpool.extract import DigitizeSettings, digitize
from paint.bars import Bar, Chart, paint_bar


def test_labels_tell_the_groups_of_bars_that_touch_and_the_legend_the_order_of_two_of_one_look(engine):
    """No gap parts the groups, and two of three entries are white: both series had the name of one."""
    fills = ("grey", "hollow", "hollow") * 3
    bars = [Bar(60 + 40 * i, 100 + 40 * i, 120 + 25 * (i * 4 % 7), fill) for i, fill in enumerate(fills)]
    chart = Chart(bars, width=640, right=430.0)
    sheet = chart.paint()
    for i, label in enumerate(("Pre", "Post", "Late")):
        sheet.text(120 + 120 * i, 330, label, 20)
    for i, (name, fill) in enumerate(zip(("TCP", "BMSC", "Drug A"), fills[:3], strict=True)):
        paint_bar(sheet, Bar(470, 492, 60 + 34 * i, fill), 76 + 34 * i)
        sheet.text(506, 68 + 34 * i, name, 20, anchor="lm")
    rows = digitize(sheet.figure(), DigitizeSettings(kind="bar", y_ticks=chart.ticks), engine).rows
    assert [r.series for r in rows] == ["TCP", "BMSC", "Drug A"] * 3
    assert [r.category for r in rows] == ["Pre"] * 3 + ["Post"] * 3 + ["Late"] * 3
