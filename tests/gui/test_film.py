"""From a sample figure to a checked CSV, as a person does it; and how many acts that takes."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDropEvent
from PyQt6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from figpool import pool
from figpool.project.handles import handles
from figpool_gui.main_window import MainWindow
from window_hands.answers import Answers
from window_hands.hand import Hand

SAMPLES = Path(__file__).parents[2] / "sample_figures"
FIGURE = SAMPLES / "vegf_grey.png"
READING_MS = 60_000


def drop(window: MainWindow, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.MouseButton.NoButton
    event = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, mime, none, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(event)


def wait_until_read(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: window.session.extraction is not None and window.canvas.picture is not None, timeout=READING_MS
    )


def choose(qtbot: QtBot, combo: QComboBox, text: str) -> None:
    """Choose by keyboard, as a person does."""
    combo.setFocus()
    at = next(i for i in range(combo.count()) if combo.itemText(i).startswith(text))
    while combo.currentIndex() != at:
        qtbot.keyClick(combo, Qt.Key.Key_Down if combo.currentIndex() < at else Qt.Key.Key_Up)


def truth(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    with path.open(newline="") as file:
        return {(row["series"], row["category"]): row for row in csv.DictReader(file)}


def test_film(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    drop(window, FIGURE)
    wait_until_read(window, qtbot)
    session = window.session
    assert session.extraction is not None
    wrong = session.extraction.marks[3]
    right = handles(wrong.mark)["tip"]

    # the reader erred (as it seems to the person): the bar's end is put right with the mouse
    session.edit("move_handle", mark=wrong.id, handle="tip", x=right[0], y=right[1] + 21)
    Hand(window.canvas).drag((right[0], right[1] + 21), (right[0], right[1] + 8), (right[0], right[1] + 2.5))

    # n and what the bars show
    window.show_tab(window.facts)
    choose(qtbot, window.facts.dispersion, "SE")
    choose(qtbot, window.facts.dispersion, "SD")
    window.facts.n.setFocus()
    qtbot.keyClicks(window.facts.n, "5")
    qtbot.keyClick(window.facts.n, Qt.Key.Key_Return)

    # who is compared with whom
    window.show_tab(window.series)
    roles = {window.series.table.item(row, 0).text(): window.series.table.cellWidget(row, 2) for row in (0, 1)}  # type: ignore[union-attr]
    for name, role in (("Vehicle", "control"), ("MSC-CM", "treatment")):
        combo = roles[name]
        assert isinstance(combo, QComboBox)
        choose(qtbot, combo, role)
    qtbot.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    forest = window.pooling.results.views["forest"]
    qtbot.waitUntil(lambda: forest.figure is not None, timeout=READING_MS)
    check_pooled(window)

    # out
    target = tmp_path / "rows.csv"
    dialogs = window.dialogs
    assert isinstance(dialogs, Answers)
    dialogs.target = target
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(target.exists, timeout=20_000)
    check_rows(target)


def check_rows(target: Path) -> None:
    with target.open(newline="") as file:
        rows = list(csv.DictReader(file))
    expected = truth(FIGURE.with_suffix("").with_suffix(".truth.csv"))
    assert {(r["series"], r["category"]) for r in rows} == set(expected)
    for row in rows:
        known = expected[row["series"], row["category"]]
        assert float(row["mean"]) == pytest.approx(float(known["mean"]), abs=2.0)
        assert float(row["sd"]) == pytest.approx(float(known["error_high"]), abs=2.0)
        assert float(row["n"]) == 5
        assert row["dispersion"] == "sd"
    assert sum(row["source"] == "manual" for row in rows) == 1


def check_pooled(window: MainWindow) -> None:
    """The pooled effect of the window against that of the printed numbers."""
    rows = truth(FIGURE.with_suffix("").with_suffix(".truth.csv"))
    categories = list(dict.fromkeys(category for _, category in rows))
    frame = {"n1i": [5] * len(categories), "n2i": [5] * len(categories)}
    for number, series in ((1, "MSC-CM"), (2, "Vehicle")):
        frame[f"m{number}i"] = [float(rows[series, c]["mean"]) for c in categories]
        frame[f"sd{number}i"] = [float(rows[series, c]["error_high"]) for c in categories]
    expected = pool.fit(pool.effect_sizes(frame, measure="SMD"))
    assert window.pooling.pooled is not None
    analysed = window.pooling.pooled.analysed
    assert analysed is not None
    assert float(analysed.result.beta[0]) == pytest.approx(float(expected.beta[0]), abs=0.05)
    assert np.asarray(analysed.result.yi) == pytest.approx(np.asarray(expected.yi), abs=0.1)


def test_a_figure_read_right_takes_three_acts(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialogs = window.dialogs
    assert isinstance(dialogs, Answers)
    dialogs.target = tmp_path / "rows.csv"
    drop(window, FIGURE)  # act 1; the reading follows by itself
    wait_until_read(window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)  # act 2; act 3 is Enter in the dialog
    qtbot.waitUntil((tmp_path / "rows.csv").exists, timeout=20_000)
    assert dialogs.asked == ["Export rows"]
    expected = truth(FIGURE.with_suffix("").with_suffix(".truth.csv"))
    with dialogs.target.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(expected)
    for row in rows:
        assert float(row["mean"]) == pytest.approx(float(expected[row["series"], row["category"]]["mean"]), abs=2.0)
