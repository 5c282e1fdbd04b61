"""The generator's promises: the same seed gives the same figure, and every figure is honest about its numbers."""

import json
import math
from itertools import pairwise

import cv2
import numpy as np
import pytest
from drawing.canvas import build_figure, draw_pixels
from drawing.degrade import DEGRADATIONS, RASTER, encode
from drawing.model import Box, Chart, ChartSeries, NumberAxis, Value
from drawing.style import Fill, FrameStyle, InkStyle, Style

from synth.charts import MAKERS
from synth.looks import LOOKS
from synth.make import Plan, design, plan_figures, render
from synth.styles import WEIGHTS

SEEDS = range(40)


def drafts(kind: str):
    return [MAKERS[kind](np.random.default_rng(seed)) for seed in SEEDS]


@pytest.mark.parametrize("kind", MAKERS)
def test_same_seed_same_truth_and_pixels(kind):
    plan = Plan(1, kind, "mpl", "scan", 77)
    first, second = render(plan), render(plan)
    assert first == second


def test_other_seed_other_truth():
    one, two = (render(Plan(1, "bar", "mpl", "clean72", seed))[1] for seed in (1, 2))
    assert one["series"] != two["series"]


def test_plans_are_a_function_of_the_seed_and_cover_what_was_asked():
    plans = plan_figures(40, 5, ["bar", "line"], ["mpl"], ["clean100", "fax"])
    assert plans == plan_figures(40, 5, ["bar", "line"], ["mpl"], ["clean100", "fax"])
    assert {p.kind for p in plans} == {"bar", "line"}
    assert {p.degrade for p in plans} == {"clean100", "fax"}


@pytest.mark.parametrize("kind", MAKERS)
def test_every_mark_and_whisker_lies_within_the_axes(kind):
    for draft in drafts(kind):
        chart = draft.chart
        for low, high in _ends(chart):
            assert chart.y.fraction(low) >= -1e-9
            assert chart.y.fraction(high) <= 1 + 1e-9
        if chart.x is not None:
            places = [chart.x.fraction(v.x) for s in chart.series for v in s.values]
            assert min(places) >= 0
            assert max(places) <= 1


def _ends(chart: Chart) -> list[tuple[float, float]]:
    if chart.kind == "box":
        return [(min(b.whislo, *b.fliers, b.q1), max(b.whishi, *b.fliers, b.q3)) for b in chart.series[0].values]
    foot = np.zeros(len(chart.series[0].values))
    out = []
    for series in chart.series:
        for i, value in enumerate(series.values):
            lower, upper = chart.arms(value)
            base = foot[i] if chart.kind == "stacked" else 0.0
            out.append((base + value.mean - lower, base + value.mean + upper))
        if chart.kind == "stacked":
            foot += [v.mean for v in series.values]
    return out


@pytest.mark.parametrize("kind", MAKERS)
def test_ticks_are_even_ordered_and_on_the_axis(kind):
    for draft in drafts(kind):
        y = draft.chart.y
        places = [y.fraction(t) for t in y.ticks]
        assert len(places) >= 2
        assert places[0] >= 0
        assert places[-1] <= 1 + 1e-9
        assert np.allclose(np.diff(places), places[1] - places[0])
        assert len(set(y.labels())) == len(y.ticks)


@pytest.mark.parametrize("kind", MAKERS)
def test_names_are_told_apart(kind):
    for draft in drafts(kind):
        names = [s.name for s in draft.chart.series]
        assert len(set(names)) == len(names)
        assert len(set(draft.chart.categories)) == len(draft.chart.categories)
        assert names == [""] or all(names)


@pytest.mark.parametrize("kind", MAKERS)
def test_truth_holds_what_the_scorer_needs_and_survives_json(kind):
    for draft in drafts(kind):
        truth = draft.chart.truth()
        assert json.loads(json.dumps(truth)) == truth
        assert {"kind", "ylabel", "log_y", "error_sides", "x", "series", "ylim"} <= set(truth)
        assert ("xlim" in truth) == (kind in ("line", "logline", "scatter"))
        for series in truth["series"]:
            assert kind == "scatter" or len(series["points"]) == len(truth["x"])


def test_box_numbers_are_in_order():
    for draft in drafts("box"):
        for b in draft.chart.series[0].values:
            assert isinstance(b, Box)
            assert b.whislo < b.q1 < b.median < b.q3 < b.whishi


@pytest.mark.parametrize("kind", ["overlaid", "strip"])
def test_single_values_have_the_mean_that_is_drawn_and_its_sd_or_standard_error(kind):
    for draft in drafts(kind):
        truth = draft.chart.truth()
        assert (truth["kind"], truth["layout"]) == ({"overlaid": "bar", "strip": "dot"}[kind], kind)
        shares = set()
        for value in (v for s in draft.chart.series for v in s.values):
            singles = np.array([s.value for s in value.singles])
            assert np.mean(singles) == pytest.approx(value.mean, rel=1e-4)
            assert all(abs(s.aside) <= 1 for s in value.singles)
            assert min(singles) > 0
            assert max(singles) <= value.highest <= draft.chart.y.limits[1]
            if value.err is not None:
                shares.add(round(float(np.std(singles, ddof=1)) / value.err, 2))
        assert len(shares) <= 1
        assert shares <= {1.0, round(math.sqrt(len(singles)), 2)}


def test_points_on_dark_bars_are_white_and_those_of_two_series_differ():
    for seed in range(12):
        draft, style = design(Plan(1, "overlaid", "mpl", "clean150", seed))
        n = len(draft.chart.series)
        faces = [style.fill(j, i, n).face for j in range(n) for i in range(len(draft.chart.categories))]
        assert "#000000" not in faces or style.singles.color == "#ffffff"
        draft, style = design(Plan(1, "strip", "mpl", "clean150", seed))
        n = len(draft.chart.series)
        assert n == 1 or len({style.fill(j, 0, n).face for j in range(n)}) == n
        assert n == 1 or not style.singles.color


def test_printed_labels_say_the_tick_values():
    axis = NumberAxis("y", (-5.0, 2500.0), (-0.5, 0.5, 1500.0))
    shown = {
        form: NumberAxis("y", axis.limits, axis.ticks, label_format=form).labels()
        for form in ("plain", "comma", "raised_dot", "no_zero", "thousands", "percent", "hyphen_minus")
    }
    assert shown == {
        "plain": ["−0.5", "0.5", "1500.0"],
        "comma": ["−0,5", "0,5", "1500,0"],
        "raised_dot": ["−0·5", "0·5", "1500·0"],
        "no_zero": ["−.5", ".5", "1500.0"],
        "thousands": ["−0.5", "0.5", "1,500.0"],
        "percent": ["−0.5%", "0.5%", "1500.0%"],
        "hyphen_minus": ["-0.5", "0.5", "1500.0"],
    }
    assert NumberAxis("y", (0, 3000), (0.0, 1500.0, 3000.0), multiplier=1000.0).labels() == ["0.0", "1.5", "3.0"]


def test_all_looks_are_drawn_sometimes():
    assert set(WEIGHTS) == set(LOOKS)


def test_bars_stand_at_their_values_in_the_pixels():
    """Two black bars calibrate the picture, the third is measured in it."""
    values = (2.0, 8.0, 5.37)
    y = NumberAxis("", (0.0, 10.0), (0.0, 10.0))
    chart = Chart("bar", y, (ChartSeries("", tuple(Value(v) for v in values)),), ("a", "b", "c"))
    style = Style(size=(3.0, 6.0), frame=FrameStyle("", ticks="none"), ink=InkStyle((Fill("#000000"),), edge_width=0.0))
    gray = cv2.cvtColor(draw_pixels(chart, style, 200), cv2.COLOR_BGR2GRAY)
    columns = np.flatnonzero((gray < 128).sum(axis=0) > 100)
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)
    tops = [(255.0 - gray[:, int(g.mean())]).sum() / 255.0 for g in groups]
    measured = values[0] + (tops[2] - tops[0]) / (tops[1] - tops[0]) * (values[1] - values[0])
    assert measured == pytest.approx(values[2], abs=0.02)


@pytest.mark.parametrize("kind", ["bar", "line", "dot", "overlaid", "strip"])
def test_neither_legend_nor_labels_cover_anything(kind):
    for seed in range(12):
        draft, style = design(Plan(1, kind, "mpl", "clean150", seed))
        figure = build_figure(draft.chart, style, 150)
        ax, renderer = figure.axes[0], figure.canvas.get_renderer()
        labels = [t.get_window_extent(renderer) for t in ax.get_xticklabels() if t.get_text()]
        if style.text.rotation == 0:
            assert all(a.x1 <= b.x0 for a, b in pairwise(labels)), (kind, seed)
        if ax.get_legend() is not None:
            legend = ax.get_legend().get_window_extent(renderer)
            bars = [p.get_window_extent(renderer) for p in ax.patches]
            assert not any(legend.overlaps(b) for b in bars), (kind, seed)
            texts = [t.get_window_extent(renderer) for t in ax.texts if t.get_text()]
            assert not any(legend.overlaps(t) for t in texts), (kind, seed)


@pytest.mark.parametrize("name", RASTER)
def test_every_degradation_gives_a_readable_picture(name):
    how = DEGRADATIONS[name]
    gray = np.full((300, 400), 255, np.uint8)
    gray[50:250, 100:140] = 0
    worn = how.wear(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR), np.random.default_rng(0))
    picture = cv2.imdecode(np.frombuffer(encode(worn, how), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    ink = (picture < 128).mean()
    assert math.isclose(ink, 200 * 40 / (300 * 400), rel_tol=0.35)
    if how.one_bit:
        assert set(np.unique(picture)) <= {0, 255}


def test_web_picture_is_480_wide():
    worn = DEGRADATIONS["web480"].wear(np.zeros((300, 900, 3), np.uint8), np.random.default_rng(0))
    assert worn.shape[:2] == (160, 480)
