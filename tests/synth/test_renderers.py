"""Each program draws what it is given, or says that it is not here."""

import cv2
import numpy as np
import pytest

from synth.make import Plan, plan_figures, render
from synth.renderers import RENDERERS, gnuplot
from synth.renderers.flat import drawable, flatten, free_corner


@pytest.mark.parametrize(
    ("name", "kind"),
    [(n, r.kinds[0]) for n, r in RENDERERS.items()]
    + [("gnuplot", "line"), ("altair", "line")]
    + [(n, k) for n in ("mpl", "baser", "ggplot") for k in ("overlaid", "strip")],
)
def test_draws_a_picture_with_its_truth(name, kind):
    if not RENDERERS[name].available():
        pytest.skip(f"{name}: its program is not installed")
    data, truth = render(Plan(1, kind, name, "clean100", 11))
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert min(picture.shape) > 100
    assert (picture < 128).sum() > 300
    assert truth["renderer"] == name


def test_absent_program_is_reported_and_planned_around(monkeypatch):
    monkeypatch.setattr(gnuplot.shutil, "which", lambda program: None)
    assert not RENDERERS["gnuplot"].available()
    plans = plan_figures(10, 1, ["bar"], ["gnuplot", "mpl"], ["clean100"])
    assert {p.renderer for p in plans} == {"mpl"}


@pytest.mark.parametrize(("name", "form"), [(n, f) for n, r in RENDERERS.items() for f in r.forms if n != "xlsx"])
def test_vector_files_hold_the_tick_labels_as_text_or_paths(name, form):
    if not RENDERERS[name].available():
        pytest.skip(f"{name}: its program is not installed")
    data, _ = render(Plan(1, "bar", name, form, 3))
    assert data.startswith(b"%PDF") if form == "pdf" else b"<svg" in data[:2000]
    assert len(data) > 2000


@pytest.mark.parametrize("form", ["pdf", "svg"])
def test_vector_files_are_reproducible(form):
    plan = Plan(1, "bar", "mpl", form, 3)
    data, truth = render(plan)
    assert truth["image"].endswith(form)
    assert data == render(plan)[0]


def test_flat_chart_keeps_every_number():
    from synth.make import design

    draft, style = design(Plan(1, "bar", "baser", "clean100", 5))
    flat = flatten(draft.chart, style, 100)
    for j, series in enumerate(draft.chart.series):
        assert flat["mean"][j] == [v.mean for v in series.values]
        assert flat["high"][j] == [v.mean + draft.chart.arms(v)[1] for v in series.values]
        assert flat["low"][j] == [v.mean - draft.chart.arms(v)[0] for v in series.values]
    assert drawable(draft.chart)


@pytest.mark.parametrize("kind", ["overlaid", "strip"])
def test_flat_chart_keeps_the_single_values(kind):
    from synth.make import design

    draft, style = design(Plan(1, kind, "baser", "clean100", 5))
    flat = flatten(draft.chart, style, 100)
    for j, series in enumerate(draft.chart.series):
        assert flat["singles"][j] == [[[s.aside, s.value] for s in v.singles] for v in series.values]
    assert flat["points_look"]["size"] == style.singles.size


def test_free_corner_is_free():
    from drawing.model import Chart, ChartSeries, NumberAxis, Single, Value

    axis = NumberAxis("", (0.0, 10.0), (0.0, 10.0))
    rising = Chart("bar", axis, (ChartSeries("a", tuple(Value(float(v)) for v in (1, 2, 9, 9))),), ("a", "b", "c", "d"))
    assert free_corner(rising, (0.3, 0.3)) == "topleft"
    dotted = ChartSeries("a", tuple(Value(float(v), singles=(Single(9.0),)) for v in (1, 2, 9, 9)))
    assert free_corner(Chart("overlaid", axis, (dotted,), rising.categories), (0.3, 0.3)) == ""
    full = Chart("bar", axis, (ChartSeries("a", tuple(Value(9.5) for _ in range(4))),), ("a", "b", "c", "d"))
    assert free_corner(full, (0.3, 0.3)) == ""
