"""``python -m synth.accuracy --n 120 --seed 2026 --jobs 2`` from the tests directory writes docs/accuracy.md."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from .accuracy_overlays import draw_overlays
from .accuracy_page import CURVE_TITLE, page
from .curves import Curve, draw_curve
from .measure import measure

DOCS = Path(__file__).resolve().parents[2] / "docs"


def main() -> None:
    """Measure, draw, write."""
    parser = argparse.ArgumentParser(prog="synth.accuracy", description="Write docs/accuracy.md and its pictures.")
    parser.add_argument("--n", type=int, default=120, help="random figures")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--charts", type=int, default=8, help="charts at each point of the curves")
    parser.add_argument("--docs", type=Path, default=DOCS, help="folder of accuracy.md and pictures/")
    parser.add_argument("--scores", type=Path, help="keep the scores here; a run broken off goes on from them")
    a = parser.parse_args()
    pictures = a.docs / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(a.n, a.seed, a.jobs, a.charts, a.scores or Path(folder) / "scores.jsonl")
    draw_curve(Curve(CURVE_TITLE["dpi"], measured.dpi), pictures / "accuracy_resolution.png")
    draw_curve(Curve(CURVE_TITLE["jpeg"], measured.jpeg), pictures / "accuracy_jpeg.png")
    text = page(measured, draw_overlays(pictures))
    (a.docs / "accuracy.md").write_text(text, encoding="utf-8")
    print(f"{len(measured.figures)} figures: {a.docs / 'accuracy.md'}")


if __name__ == "__main__":
    main()
