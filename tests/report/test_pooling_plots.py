from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from figpool import pool
from figpool.core.errors import OutputError, UsageError
from figpool.pool.prisma import read_flow
from figpool.pool.risk_of_bias import read_bias_table
from figpool.report.bias_plots import bias_summary_plot, traffic_light_plot
from figpool.report.canvas import Labels, render, save_figure
from figpool.report.flow_plot import flow_plot
from figpool.report.forest import ForestSettings, effect_text, forest_plot
from figpool.report.forest_rows import ForestRow, RowKind, forest_rows, text_columns
from figpool.report.funnel import funnel_plot, radial_plot
from figpool.report.study_plots import (
    baujat_plot,
    bubble_plot,
    estimates_plot,
    gosh_plot,
    influence_plot,
    labbe_plot,
    sensitivity_plot,
)


def _arms(k):
    rng = np.random.default_rng(k)
    return pd.DataFrame(
        {
            "study": [f"Study {i + 1}" for i in range(k)],
            **{f"m{i}i": rng.normal(mean, 2, k).round(2) for i, mean in ((1, 12), (2, 8))},
            **{f"sd{i}i": rng.uniform(1.5, 3, k).round(2) for i in (1, 2)},
            **{f"n{i}i": rng.integers(5, 20, k) for i in (1, 2)},
            "dose": rng.uniform(1, 5, k),
            "route": rng.choice(["IT", "IP"], k),
            "m1i_u": 0.1,
            "sd1i_u": 0.1,
        }
    )


@pytest.fixture(scope="module")
def effects():
    return pool.effect_sizes(_arms(12), "SMD")


@pytest.fixture(scope="module")
def fitted(effects):
    return pool.fit(effects)


def _texts(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_forest_shows_every_study_with_its_arms_weight_and_interval(fitted):
    texts = _texts(forest_plot(fitted))
    assert all(str(name) in texts for name in fitted.slab)
    assert {"Treatment", "Control", "mean", "SD", "n", "Weight"} <= set(texts)
    assert any(text.startswith(f"{fitted.beta[0]:.2f} [") for text in texts)
    assert "Prediction interval" in texts


def test_subgroup_blocks_carry_subtotals_and_their_test(fitted):
    groups = pool.subgroups(fitted, "route", min_k=2)
    rows = forest_rows(fitted, text_columns(fitted, ()), groups)
    assert [row.label for row in rows if row.kind is RowKind.HEAD] == ["route: IP", "route: IT"]
    assert sum(row.kind is RowKind.DIAMOND for row in rows) == 3
    assert sum(row.weight for row in rows if row.kind is RowKind.STUDY) == pytest.approx(100)
    assert any(row.label.startswith("Test of subgroup differences: Q =") for row in rows)


def test_a_subgroup_that_is_too_small_is_listed_and_named(fitted):
    rows = forest_rows(fitted, [], pool.subgroups(fitted, "route", min_k=99))
    assert sum(row.label == "Subtotal: NA: fewer than 99 experiments" for row in rows) == 2
    assert sum(row.kind is RowKind.STUDY for row in rows) == fitted.k


@pytest.mark.parametrize("k", [5, 60, 120])
def test_long_lists_stay_legible(k):
    figure = forest_plot(pool.fit(pool.effect_sizes(_arms(k))))
    figure.canvas.draw()
    table = figure.axes[1]
    names = sorted((t for t in table.texts if t.get_text().startswith("Study ")), key=lambda t: -t.get_position()[1])
    boxes = [t.get_window_extent() for t in names]
    assert len(names) == k
    assert all(lower.y1 <= upper.y0 + 0.5 for upper, lower in pairwise(boxes))
    assert all(t.get_fontsize() >= 7 for t in names)
    assert figure.get_size_inches()[1] < 25


def test_numbers_of_a_log_ratio_are_shown_as_ratios():
    row = ForestRow(RowKind.STUDY, "A", (0.0, float(np.log(0.5)), float(np.log(2))))
    assert effect_text(row, np.exp) == "1.00 [0.50, 2.00]"
    assert effect_text(row, None) == "0.00 [−0.69, 0.69]"


def test_funnel_holds_the_filled_studies(fitted):
    filled = pool.trim_and_fill(fitted, side="left", estimator="R0")
    figure = funnel_plot(fitted, filled, Labels("g"))
    points = [line for line in figure.axes[0].lines if line.get_linestyle() == "None"]
    assert sum(line.get_xdata().size for line in points) == fitted.k + filled.k0


def test_every_plot_draws(effects, fitted):
    figures = [
        radial_plot(fitted),
        estimates_plot(pool.leave_one_out(fitted), fitted),
        estimates_plot(pool.cumulative(fitted), fitted),
        bubble_plot(pool.fit(effects, "dose"), "dose"),
        baujat_plot(pool.baujat(fitted)),
        gosh_plot(pool.gosh(fitted, limit=40)),
        labbe_plot(fitted),
        influence_plot(pool.influence(fitted)),
        sensitivity_plot(pool.digitization_effect(effects)),
    ]
    assert all(render(figure, "svg").startswith(b"<?xml") for figure in figures)


def test_plots_refuse_what_the_table_lacks(fitted):
    with pytest.raises(UsageError, match="no numeric moderator 'dose'"):
        bubble_plot(fitted, "dose")
    with pytest.raises(UsageError, match="outcomes of both arms"):
        labbe_plot(pool.fit({"yi": [0.1, 0.2, 0.3], "vi": [0.1, 0.1, 0.1]}))


def test_saving_by_suffix(fitted, tmp_path):
    figure = forest_plot(fitted, settings=ForestSettings(labels=Labels("g", "Title", ("worse", "better"))))
    for suffix, start in ((".svg", b"<?xml"), (".pdf", b"%PDF"), (".png", b"\x89PNG")):
        save_figure(figure, tmp_path / f"forest{suffix}")
        assert (tmp_path / f"forest{suffix}").read_bytes().startswith(start)
    with pytest.raises(OutputError, match=r"forest\.gif"):
        save_figure(figure, tmp_path / "forest.gif")
    with pytest.raises(OutputError, match="cannot be written"):
        save_figure(figure, tmp_path / "none" / "forest.svg")


def test_the_same_plot_gives_the_same_file(fitted):
    assert render(forest_plot(fitted), "svg") == render(forest_plot(fitted), "svg")


def test_risk_of_bias_is_told_without_colour():
    table = read_bias_table(pd.DataFrame({"study": ["A", "B"], "blinding": ["low", "high"], "sequence": ["?", "some"]}))
    texts = _texts(traffic_light_plot(table))
    assert {"+", "−", "?", "!"} <= set(texts)
    assert len(bias_summary_plot(table).axes[0].patches) == 3 * 4


def test_a_flow_that_does_not_add_up_says_so_on_the_drawing():
    flow = read_flow(pd.DataFrame({"item": ["databases", "duplicates", "screened"], "n": [100, 20, 70]}))
    texts = _texts(flow_plot(flow))
    assert "Records screened (n\u00a0=\u00a070)" in texts
    assert any(text.startswith("Does not add up") for text in texts)


def test_studies_of_no_group_are_drawn_as_they_count_in_the_total():
    es = pd.DataFrame({"yi": [0.1, 0.3, 0.2, 0.5], "vi": [0.1] * 4, "study": list("abcd"), "g": ["x", None, "x", "x"]})
    rows = forest_rows(pool.fit(es), [], pool.subgroups(es, "g", 2))
    labels = [row.label for row in rows]
    assert labels[labels.index("g: not said") + 1] == "b"
    assert sum(row.weight for row in rows if row.kind is RowKind.STUDY) == pytest.approx(100)
