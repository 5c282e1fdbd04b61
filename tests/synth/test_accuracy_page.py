"""docs/accuracy.md: complete, with the numbers of its measurement, which survive their file."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest
from drawing.degrade import DEGRADATIONS

from synth.accuracy_page import Overlay, cell, page, table
from synth.charts import MAKERS
from synth.curves import Curve, draw_curve
from synth.make import plan_figures
from synth.measure import Measurement, Task, measure
from synth.renderers import RENDERERS
from synth.scoring import FigureScore, MarkScore

RIGHT = MarkScore(place=0.5, shift=0.001, arm=0.002, arm_read=True, u=0.002, covered=True, named=True, confidence=1.0)
WRONG = MarkScore(place=0.2, shift=0.02, arm=None, u=0.002, named=True, confidence=0.5, flagged=True)


def score(degrade, *marks):
    return FigureScore(f"0001_bar_mpl_{degrade}", "bar", "mpl", degrade, marks)


def measured():
    figures = (score("clean150", RIGHT, RIGHT, WRONG), score("scan", RIGHT, RIGHT, RIGHT), score("svg", RIGHT))
    curve = {100: (score("clean72", RIGHT, WRONG),), 200: (score("clean72", RIGHT, RIGHT),)}
    return Measurement(
        3,
        5,
        1,
        "2026-01-02",
        "9.9 (commit abc)",
        ("mpl", "gnuplot"),
        figures,
        curve,
        curve,
        ("0004_bar_xlsx_scan: Oops",),
    )


def lines_of(text, start):
    return [line for line in text.splitlines() if line.startswith(start)]


def test_the_page_says_what_was_measured():
    text = page(measured(), [Overlay("accuracy_x.png", "x", "what it teaches", "All right.")])
    assert "Made on 2026-01-02 by figpool 9.9 (commit abc) with seed 5" in text
    assert "--n 3 --seed 5 --charts 1" in text
    assert "mpl and gnuplot" in text
    assert "0004_bar_xlsx_scan: Oops" in text
    whole = "| ALL | 3 | 7 | 100.0 | 0.0 | 85.7 | 100.0 | 100.0 | 85.7 | 0.0 | 14.3 | 85.7 |"
    assert lines_of(text, "| ALL | 3 ") == [whole]
    assert lines_of(text, "| mean off ") == ["| mean off | 1 | 0 | 1 |"]
    assert lines_of(text, "| all ") == ["| all | 1 | 0 | 1 |"]
    assert lines_of(text, "| 200 ")[0].startswith("| 200 | 2 | 100.0 | 100.0 | 100.0 | 100.0 |")
    assert "![x](pictures/accuracy_x.png)" in text
    assert not re.search(r"\$\w|\bnan\b", text)


def test_scores_kept_are_not_read_again(tmp_path: Path):
    kept = tmp_path / "scores.jsonl"
    head = {"made": "2026-01-02", "revision": "9.9", "seed": "5"}
    told = asdict(score("clean150", RIGHT, WRONG))
    plans = plan_figures(2, 5, list(MAKERS), [r for r in RENDERERS if RENDERERS[r].available()], list(DEGRADATIONS))
    lines = [head, *({Task(p).name: answer} for p, answer in zip(plans, (told, "not drawn"), strict=True))]
    kept.write_text("\n".join(map(json.dumps, lines)))
    again = measure(2, 5, 1, 0, kept)
    assert again.figures == (score("clean150", RIGHT, WRONG),)
    assert again.undrawn == ("not drawn",)
    assert (again.made, again.revision) == ("2026-01-02", "9.9")
    with pytest.raises(ValueError, match="seed 5"):
        measure(2, 6, 1, 0, kept)


def test_a_curve_is_a_small_picture(tmp_path: Path):
    draw_curve(Curve("resolution, dpi", measured().dpi), tmp_path / "curve.png")
    data = (tmp_path / "curve.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert len(data) < 150_000


def test_cells():
    assert [cell(v) for v in (3, 2.345, float("nan"), "x")] == ["3", "2.3", "", "x"]
    assert table(("a", "b"), [("x", 1)]) == "| a | b |\n| --- | ---: |\n| x | 1 |"
