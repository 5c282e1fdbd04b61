"""Scattered markers of which others hide a part are found in the ink left over."""

import io

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from figpool.extract import digitize
from figpool.io import read_figure

#: Pairs overlap by more than half a marker; the second of each lies on top.
PAIRS = ((20.0, 30.0, 21.0, 31.0), (50.0, 62.0, 50.9, 61.0), (71.0, 25.0, 72.2, 25.4))
ALONE = ((10.0, 70.0), (33.0, 48.0), (44.0, 22.0), (62.0, 78.0), (83.0, 52.0), (90.0, 33.0))


def scatter_of(points, path):
    figure = Figure(figsize=(6.0, 4.0), dpi=150)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    x, y = np.transpose(points)
    axes.plot(x, y, "o", color="black", markersize=7)
    axes.set(xlim=(0, 100), ylim=(0, 100))
    data = io.BytesIO()
    figure.savefig(data, format="png")
    path.write_bytes(data.getvalue())
    return path


def test_markers_partly_under_others_are_read_and_flagged(tmp_path):
    points = [*ALONE, *(p[:2] for p in PAIRS), *(p[2:] for p in PAIRS)]
    reading = digitize(read_figure(scatter_of(points, tmp_path / "overlap.png")))
    assert reading.panels[0].kind == "scatter"
    found = sorted((r.x, r.mean) for r in reading.rows)
    assert len(found) == len(points)
    for row, (x, y) in zip(found, sorted(points), strict=True):
        assert row == (pytest.approx(x, abs=0.6), pytest.approx(y, abs=0.8))
    close = [r for r in reading.rows if any(np.hypot(r.x - p[0], r.mean - p[1]) < 4.0 for p in PAIRS)]
    assert all("mark_weak" in r.flags for r in close)
