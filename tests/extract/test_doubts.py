"""What a reviewer would doubt is flagged; what is in order is not. Painted charts, axis set by hand."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing

from figpool.core.figure import Figure
from figpool.extract import digitize
from figpool.extract.charts.bar_doubts import twin_issues
from paint.bars import Bar, Chart
from paint.read import read_painted

XS = (75.0, 145.0, 215.0, 285.0, 355.0)
TIPS = (150.3, 190.5, 110.8, 230.1, 170.0)
BARS = [Bar(x, x + 44, tip, "hollow", up=tip - 25) for x, tip in zip(XS, TIPS, strict=True)]
DOUBT = {
    "manual_axis",
    "label_unread",
    "series_unread",
    "dispersion_unknown",
    "few_ticks",
}  # of the axis, not of the bars


def flags(bars, sheet_edit=None, **changes):
    """Flags of every bar that concern the bar itself."""
    chart = replace(Chart(bars), **changes)
    sheet = chart.paint()
    if sheet_edit:
        sheet_edit(sheet)
    rows = read_painted(chart, sheet).rows
    assert len(rows) == len(bars)
    return [set(r.flags) - DOUBT for r in rows]


def with_bar(index, **changes):
    return [replace(b, **changes) if i == index else b for i, b in enumerate(BARS)]


def test_a_clean_chart_raises_no_doubt():
    assert flags(BARS) == [set()] * 5


def test_arms_that_differ_by_a_hundredth_of_the_axis_are_doubted_however_long_they_are():
    bars = [replace(b, up=b.tip - 60, down=b.tip + 60) for b in BARS]
    bars[3] = replace(bars[3], down=bars[3].tip + 54)
    assert ["arms_unequal" in f for f in flags(bars)] == [False, False, False, True, False]


def test_a_clean_chart_with_both_arms_raises_no_doubt():
    assert flags([replace(b, down=b.tip + 25) for b in BARS]) == [set()] * 5


def test_a_bar_without_whisker_among_others_is_flagged():
    assert flags(with_bar(2, up=None)) == [set(), set(), {"no_whisker"}, set(), set()]


def test_a_chart_without_any_whisker_is_not_flagged_for_it():
    assert all("no_whisker" not in f for f in flags([replace(b, up=None) for b in BARS]))


def test_arms_of_unequal_length_are_flagged():
    bars = [replace(b, down=b.tip + 25) for b in BARS]
    bars[1] = replace(bars[1], down=bars[1].tip + 12)
    found = flags(bars)
    assert "arms_unequal" in found[1]
    assert all("arms_unequal" not in f for i, f in enumerate(found) if i != 1)


def test_a_missing_cap_among_capped_ones_is_flagged():
    assert flags(with_bar(3, cap=0.0))[3]


def test_a_whisker_cut_by_the_edge_is_flagged():
    tips = (35.0, 60.0, 80.0, 100.0, 90.0)
    bars = [Bar(x, x + 44, tip, "grey", up=max(tip - 40, 0.0)) for x, tip in zip(XS, tips, strict=True)]
    found = flags(bars, top=0.5)
    assert "edge_reached" in found[0]
    assert all("edge_reached" not in f for f in found[1:])


def test_a_bar_as_tall_as_the_axis_is_not_lost():
    bars = [Bar(x, x + 44, tip, "grey") for x, tip in zip(XS, (20.0, 60.0, 80.0, 100.0, 90.0), strict=True)]
    rows = read_painted(Chart(bars)).rows
    assert [r.y_px for r in rows] == pytest.approx([20.0, 60.0, 80.0, 100.0, 90.0], abs=1.0)


def test_a_letter_that_touches_the_cap_is_flagged_or_harmless():
    chart = Chart(BARS)
    sheet = chart.paint().text(BARS[1].centre, BARS[1].up - 7, "a", 16)
    rows = read_painted(chart, sheet).rows
    right = abs(rows[1].error_high - 12.5) < 0.5
    assert right or set(rows[1].flags) - DOUBT


def test_confidence_falls_with_doubt():
    chart = Chart(with_bar(2, up=None))
    rows = read_painted(chart).rows
    assert rows[2].confidence < min(r.confidence for i, r in enumerate(rows) if i != 2)


@pytest.mark.parametrize("fill", ["black", "grey"])
def test_hidden_inner_arms_leave_the_cell_empty(fill):
    rows = read_painted(Chart([replace(b, fill=fill) for b in BARS])).rows
    assert all(r.error_low is None and r.error_high is not None for r in rows)


def test_every_row_can_be_traced_to_its_pixels():
    chart = Chart(BARS)
    for row, bar in zip(read_painted(chart).rows, BARS, strict=True):
        trail = row.provenance
        assert trail.marks_px["tip"] == pytest.approx(bar.tip, abs=0.2)
        assert trail.marks_px["up"] == pytest.approx(bar.up, abs=0.3)
        assert (row.x_px, row.y_px) == pytest.approx((bar.centre, bar.tip), abs=1.0)
        assert trail.detector.startswith("raster")


@pytest.mark.parametrize(
    ("labels", "doubted"),
    [
        (["d", "d", "28 d"], [True, True, False]),
        (["C", "N", "C", "N"], [False] * 4),
        (["", "", "C"], [False] * 3),
    ],
)
def test_neighbours_with_one_label_are_doubted_and_repeated_rows_of_labels_are_not(labels, doubted):
    assert [bool(i) for i in twin_issues([""] * len(labels), labels)] == doubted


def test_series_at_one_place_may_share_a_label():
    assert twin_issues(["a", "b", "a", "b"], ["wk 1", "wk 1", "wk 2", "wk 2"]) == [()] * 4


def test_a_bar_that_hangs_and_lost_its_upper_arm_has_it_as_long_as_the_lower_and_is_flagged():
    base = 260.0
    hanging = [
        Bar(x, x + 44, tip, "hollow", up=tip + 25, down=tip - 25) for x, tip in zip(XS, (330.0,) * 5, strict=True)
    ]
    hanging[2] = replace(hanging[2], down=None)
    chart = replace(Chart(hanging), base=base)
    rows = read_painted(chart, chart.paint()).rows
    found = [set(r.flags) - DOUBT for r in rows]
    assert rows[2].error_high == pytest.approx(rows[2].error_low)
    assert "arm_hidden" in found[2]
    assert all("arm_hidden" not in f for i, f in enumerate(found) if i != 2)


@pytest.mark.parametrize(("fill", "hidden"), [("level hatch", True), ("hollow", False)])
def test_hatching_hides_the_upper_arm_of_a_bar_that_hangs(fill, hidden):
    hanging = [Bar(x, x + 44, 330.0, fill, up=None, down=355.0) for x in XS]
    chart = replace(Chart(hanging), base=200.0)
    rows = read_painted(chart, chart.paint()).rows
    assert [("arm_hidden" in r.flags) for r in rows] == [hidden] * len(XS)
    assert all((r.error_high is not None) == hidden for r in rows)


def test_arms_without_caps_that_are_equally_long_confirm_each_other():
    bars = [replace(b, down=b.tip + 25, up=b.tip - 25) for b in BARS]
    bars[3] = replace(bars[3], cap=0.0)
    assert flags(bars)[3] == set()


@pytest.mark.parametrize(("labels", "doubted"), [(("low", "mid", "high", "top"), True), ((), False)])
def test_bars_behind_the_labels_of_another_axis_are_doubted(labels, doubted):
    drawing = Drawing(figsize=(7, 3), dpi=150, layout="constrained")
    canvas = FigureCanvasAgg(drawing)
    for axes in (parts := drawing.subplots(1, 2)):
        axes.bar([0, 1, 2], [3, 5, 4], yerr=[[0, 0, 0], [0.5, 0.4, 0.6]], capsize=4, color="0.6", edgecolor="black")
        axes.set(xticks=[0, 1, 2], xticklabels=["Sham", "Low", "High"], ylim=(0, 6))
        axes.spines[["top", "right"]].set_visible(False)
    parts[1].set_yticks([0, 2, 4, 6][: len(labels)], labels)
    parts[1].spines["left"].set_visible(doubted)
    canvas.draw()
    pixels = np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[:, :, :3])
    rows = digitize(Figure(pixels, "two.png", "two")).rows
    assert len(rows) == 6
    assert ["mark_weak" in r.flags for r in rows] == [False] * 3 + [doubted] * 3
