"""The rendered bar charts beside the repository, where they are: the figures the reader was built to reach."""

import importlib
import io as std_io
import json
import warnings
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"

pytestmark = pytest.mark.skipif(not (SHARED / "score").is_dir(), reason="no shared figures beside the repository")


@pytest.fixture(scope="module")
def totals():
    """Shares over all rendered bar charts, read in this process."""
    import sys

    sys.path.insert(0, str(SHARED / "score"))
    try:
        scorer = importlib.import_module("score_rendered")
    finally:
        sys.path.remove(str(SHARED / "score"))
    results = [_score(scorer, file) for file in sorted((SHARED / "rendered_figures").glob("*_bar_*.truth.json"))]
    assert len(results) >= 10
    total = {
        k: sum(r[k] for r in results)
        for k in ("truth", "row", "mean_1", "err_1", "err_n", "label", "unflagged", "unflagged_right")
    }
    return {
        "ROW%": 100 * total["row"] / total["truth"],
        "mean<=1%": 100 * total["mean_1"] / total["truth"],
        "err<=1%": 100 * total["err_1"] / total["err_n"],
        "label%": 100 * total["label"] / total["truth"],
        "silent_err%": 100 * (1 - total["unflagged_right"] / max(1, total["unflagged"])),
    }


def _score(scorer, file):
    import pandas as pd

    from figpool.extract import digitize
    from figpool.io import read_figure
    from figpool.io.rows import rows_to_csv

    told = json.loads(file.read_text(encoding="utf-8"))
    rows = digitize(read_figure(file.parent / told["image"])).rows
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the scorer's own
        return scorer.score(told, pd.read_csv(std_io.StringIO(rows_to_csv(rows))))


@pytest.mark.parametrize(("figure", "least"), [("ROW%", 85), ("mean<=1%", 93), ("err<=1%", 90), ("label%", 92)])
def test_rendered_bar_charts_are_read_well(totals, figure, least):
    assert totals[figure] >= least


def test_few_errors_are_silent(totals):
    assert totals["silent_err%"] <= 4
