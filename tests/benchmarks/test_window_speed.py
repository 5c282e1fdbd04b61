"""How fast the window is: panning over thousands of marks, opening a large scan, the longest gap of the event loop."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_QT_API", "pyqt6")

import numpy as np
import pytest
from PyQt6.QtCore import QPointF, QSettings, QTimer
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from figpool._cv import cv2
from figpool.core.geometry import Frame
from figpool.core.marks import Fill, PointMark, WhiskerMark
from figpool.core.provenance import Provenance
from figpool.project import Extraction, FigureInfo, MarkEntry, Project, StoredFigure
from figpool_gui.canvas.view import Canvas
from figpool_gui.main_window import MainWindow, WindowOptions
from figpool_gui.pictures import Picture, pyramid
from figpool_gui.session import Session, Shown
from figpool_gui.settings import WindowSettings
from figpool_gui.workers import WorkerSettings
from project.build import extraction, panel, reading

MARKS = 5_000
SAMPLES = Path(__file__).parents[2] / "sample_figures"


def many_marks() -> Extraction:
    frame = Frame(0.0, 1500.0, 1000.0)
    place = panel("p1", 1, frame)
    rng = np.random.default_rng(1)
    entries = []
    for i, (x, y) in enumerate(rng.uniform((20, 20), (2980, 1980), (MARKS, 2))):
        arm = WhiskerMark(x, y, y - 15, capped=True, score=1.0)
        mark = PointMark(x, y, "disc", False, 4.0, Fill((50, 0, 0)), 1.0, up=arm)
        entries.append(MarkEntry(f"m{i}", mark, place.marks[i % 4].point, Provenance("", ""), f"s{i % 5}"))
    return Extraction(frame, (type(place)(**vars(place) | {"marks": tuple(entries)}),))


def test_panning_over_5000_marks(benchmark: BenchmarkFixture, qtbot: QtBot) -> None:
    session = Session()
    canvas = Canvas(session)
    qtbot.addWidget(canvas)
    canvas.resize(1000, 700)
    pixels = np.full((2000, 3000, 3), 250, np.uint8)
    session.figure = StoredFigure(1, "", "many.png", None, None, FigureInfo("many"))
    session.shown = Shown(session.figure, many_marks())
    canvas.set_picture(Picture(1, pixels, pyramid(pixels)))
    canvas.show()
    viewport = canvas.viewport()
    assert viewport is not None
    steps = iter(range(10**9))

    def frame() -> None:
        canvas._scroll(QPointF(3 if next(steps) % 40 < 20 else -3, 1))
        viewport.grab()

    canvas.zoom_at(QPointF(500, 350), 2.0)
    benchmark(frame)


def test_an_edit_of_one_of_5000_marks(benchmark: BenchmarkFixture, qtbot: QtBot, tmp_path: Path) -> None:
    """From the key to all views: file, canvas, table, panels; the window may not stand still for 100 ms."""
    with Project.create(tmp_path / "p.figpool", "anna") as project:
        number = project.add_figure(SAMPLES / "vegf_grey.png")
        project.put_extraction(number, many_marks(), "import")
    settings = WindowSettings(QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    settings.reviewer = "anna"
    window = MainWindow(WindowOptions(settings, tmp_path, WorkerSettings(processes=1)))
    window.show()
    window.projects.open_path(tmp_path / "p.figpool")
    qtbot.waitUntil(lambda: window.canvas.picture is not None, timeout=60_000)
    window.session.select(("m2500",))
    steps = iter(range(10**9))

    def edit() -> None:
        by = 1.0 if next(steps) % 2 else -1.0
        assert window.session.edit("move_mark", mark="m2500", dx=0.0, dy=by)

    benchmark.pedantic(edit, rounds=12, warmup_rounds=2)
    window.close()


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A bar chart as a scan of 20 million pixels, with noise."""
    chart = cv2.imread(str(SAMPLES / "vegf_grey.png"))
    large = cv2.resize(chart, (5200, 3900), interpolation=cv2.INTER_CUBIC).astype(np.int16)
    noisy = np.clip(large + np.random.default_rng(0).integers(-4, 5, large.shape), 0, 255).astype(np.uint8)
    path = tmp_path / "scan.jpg"
    cv2.imwrite(str(path), noisy)
    return path


def test_longest_gap_from_the_start_until_a_large_scan_is_read(
    benchmark: BenchmarkFixture, qtbot: QtBot, tmp_path: Path, scan: Path
) -> None:
    """From the cold start, as `figpool gui scan.jpg` does it: nothing is warm when the scan comes."""
    settings = WindowSettings(QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    window = MainWindow(WindowOptions(settings, tmp_path, WorkerSettings(processes=1)))
    window.show()
    qtbot.waitExposed(window)
    beats: list[float] = []
    clock = QTimer()
    clock.timeout.connect(lambda: beats.append(time.perf_counter()))
    clock.start(2)

    def read() -> None:
        started = time.perf_counter()
        beats.append(started)
        window.start([scan])
        qtbot.waitUntil(lambda: window.canvas.picture is not None, timeout=60_000)
        benchmark.extra_info["seconds_until_shown"] = round(time.perf_counter() - started, 3)
        done = ("read", "flagged", "failed")
        qtbot.waitUntil(
            lambda: bool(window.session.figures) and window.session.figures[0].state in done, timeout=200_000
        )
        qtbot.wait(300)

    benchmark.pedantic(read, rounds=1, iterations=1)
    clock.stop()
    benchmark.extra_info["longest_gap_ms"] = round(1000 * float(np.diff(beats).max()))
    window.close()


_FIGURES = 500
_MEMORY = """
import sys, time
from pathlib import Path
from PyQt6.QtCore import QSettings
from PyQt6.QtWidgets import QApplication
from figpool_gui.main_window import MainWindow, WindowOptions
from figpool_gui.settings import WindowSettings
from figpool_gui.workers import WorkerSettings
app = QApplication([])
folder = Path(sys.argv[1])
settings = WindowSettings(QSettings(str(folder / "w.ini"), QSettings.Format.IniFormat))
window = MainWindow(WindowOptions(settings, folder, WorkerSettings(processes=1)))
window.show()
window.start([folder / "review.figpool"])

def until(ready):
    end = time.monotonic() + 120
    while not ready() and time.monotonic() < end:
        app.processEvents()
        time.sleep(0.002)

until(lambda: window.canvas.picture is not None)
model, bar = window.figures.model, window.figures.list.verticalScrollBar()
for row in range(0, len(window.session.figures), 5):
    bar.setValue(bar.maximum() * row // len(window.session.figures))
    window.session.show_figure(window.session.figures[row].figure.id)
    until(lambda: window.canvas.picture is not None and window.canvas.picture.figure == window.session.figure.id)
until(lambda: len(model._thumbnails) >= 100)
peak = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("VmHWM"))
print(len(window.session.figures), len(model._thumbnails), round(int(peak.split()[1]) / 1024))
window.close()
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is asked of Linux")
def test_memory_with_500_figures(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    picture = (SAMPLES / "vegf_grey.png").read_bytes()
    with Project.create(tmp_path / "review.figpool") as project:
        for number in range(_FIGURES):
            figure = project.add_figure((f"figure{number}.png", picture + str(number).encode()))
            project.store_reading(figure, reading(extraction(skew=0.0)))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}

    def look_at_all() -> str:
        return subprocess.run(
            [sys.executable, "-c", _MEMORY, str(tmp_path)], env=environment, capture_output=True, text=True, check=True
        ).stdout

    figures, thumbnails, peak = map(int, benchmark.pedantic(look_at_all, rounds=1, iterations=1).split())
    benchmark.extra_info["peak_rss_mb"] = peak
    assert figures == _FIGURES
    assert thumbnails >= 100
    assert peak <= 600
