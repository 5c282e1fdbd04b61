"""Time of reading a figure: by stage, by kind, with the recogniser's share; memory; growth with the pixels.

`pytest tests/benchmarks -m timed` holds the limits of one figure on an idle
machine: 1 s at the median when many are read in one process, 2.5 s as a process
of its own, 1.2 GB; and a time that grows no faster than the number of pixels.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from figpool.core.figure import Figure
from figpool.detect.raster.picture import prepare
from figpool.extract import DigitizeSettings, digitize
from figpool.extract.charts import chart_kinds
from figpool.extract.digitize import find_views
from figpool.io import read_figure
from figpool.ocr import Recognition, default_engine

SAMPLES = Path(__file__).parents[2] / "sample_figures"
FIGURES = sorted(path for path in SAMPLES.iterdir() if path.suffix in {".png", ".jpg"})
GROUPED, NOISY = SAMPLES / "vegf_grey.png", SAMPLES / "bone_volume_fax.png"


class TimedEngine:
    """The process's engine with a stop watch."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def recognize(self, crops: Sequence[np.ndarray]) -> list[Recognition]:
        start = time.perf_counter()
        read = default_engine().recognize(crops)
        self.seconds += time.perf_counter() - start
        return read


@pytest.mark.parametrize("path", [GROUPED, NOISY], ids=lambda path: path.stem)
def test_working_picture(benchmark, path):
    assert benchmark(prepare, read_figure(path)).gray.size


@pytest.mark.parametrize("path", [GROUPED, NOISY], ids=lambda path: path.stem)
def test_axes(benchmark, path):
    picture = prepare(read_figure(path))
    assert benchmark.pedantic(find_views, (picture, DigitizeSettings(), default_engine()), rounds=3, warmup_rounds=1)


@pytest.mark.parametrize("kind", list(chart_kinds()))
def test_search_for_the_marks_of_a_kind(benchmark, kind):
    picture = prepare(read_figure(GROUPED))

    def fresh_views() -> tuple[tuple[object], dict[str, object]]:
        (views,) = find_views(picture, DigitizeSettings(), default_engine())
        return (views,), {}

    benchmark.pedantic(chart_kinds()[kind].find, setup=fresh_views, rounds=3)


@pytest.mark.parametrize("path", [GROUPED, NOISY], ids=lambda path: path.stem)
def test_whole_figure_and_the_share_of_recognition(benchmark, path):
    figure, engine = read_figure(path), TimedEngine()
    digitize(figure)
    start = time.perf_counter()
    assert benchmark.pedantic(digitize, (figure, None, engine), rounds=3).rows
    benchmark.extra_info["share of recognition"] = round(engine.seconds / (time.perf_counter() - start), 2)


@pytest.mark.timed
def test_many_figures_in_one_process_take_a_second_each():
    figures = [read_figure(path) for path in FIGURES]
    digitize(figures[0])
    assert statistics.median(_seconds(figure) for figure in figures) <= 1.0


@pytest.mark.timed
def test_a_figure_as_a_process_takes_two_and_a_half_seconds_and_little_memory(tmp_path):
    command = [sys.executable, "-c", "from figpool.cli import main; main()", "digitize"]
    seconds = []
    for path in FIGURES:
        start = time.perf_counter()
        subprocess.run([*command, str(path), "--output", str(tmp_path / "rows.csv")], check=True, capture_output=True)
        seconds.append(time.perf_counter() - start)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= 1.2 * 2**20
    assert statistics.median(seconds) <= 2.5


@pytest.mark.timed
@pytest.mark.parametrize("path", [GROUPED, NOISY], ids=lambda path: path.stem)
def test_time_grows_no_faster_than_the_pixels(path):
    pixels = read_figure(path).pixels
    small, large = (Figure(np.repeat(np.repeat(pixels, k, axis=0), k, axis=1), path.name) for k in (2, 4))
    digitize(small)
    assert _seconds(large) <= 4.0 * _seconds(small)


def _seconds(figure: Figure) -> float:
    start = time.perf_counter()
    digitize(figure)
    return time.perf_counter() - start
