"""Time of the axis fit (10 labels, 30 ticks: 5 ms) and of recognition (7 ms a label)."""

from __future__ import annotations

import numpy as np

from figpool.calibrate import fit_axis
from figpool.core.axes import AxisLabel, TickCandidate
from figpool.ocr import default_engine, read_number, read_text
from ocr.render import draw_label


def test_fit_axis_of_ten_labels_and_thirty_ticks(benchmark):
    rng = np.random.default_rng(3)
    texts = ["0", "5", "10", "15", "20", "28", "30", "35-", "40", "45"]
    labels = [AxisLabel(600 - 50 * k + 2, 14, t, read_number(t)) for k, t in enumerate(texts)]
    ticks = [TickCandidate(600 - 50 * k) for k in range(10)] + [TickCandidate(p) for p in rng.uniform(100, 650, 20)]
    axis = benchmark(fit_axis, labels, ticks)
    assert abs(axis.value_at(350) - 25) < 0.05


def test_recognition_of_ten_labels(benchmark):
    page, box = draw_label("12.5")
    engine = default_engine()
    read = benchmark(read_text, page, [box] * 10, engine)
    assert {t.text for t in read} == {"12.5"}
