"""A published meta-analysis from the pixels of its eleven figures: the printed overall result comes out."""

import pytest

from figpool import pool
from figpool.cli.digitizing import read_figures
from figpool.extract import DigitizeSettings
from figpool.io.rows import rows_to_csv
from figpool.io.tables import read_table
from figpool.pool.pairing import pair_rows
from regression.scoring import SAMPLES

REVIEW = SAMPLES / "seed_review"
#: Sarveazad et al. 2022: estimate and limits, and how near the pixels have to come.
PRINTED, NEAR = (2.32, 1.55, 3.09), 0.02


def test_the_overall_result_of_the_review_comes_out_of_its_figures(tmp_path):
    figures = sorted(p for p in REVIEW.iterdir() if p.suffix in {".png", ".jpg"})
    readings, code = read_figures(figures, None, DigitizeSettings())
    assert (code, len(readings)) == (0, 11)
    (tmp_path / "rows.csv").write_text(rows_to_csv([row for reading in readings for row in reading.rows]))
    pairing = pair_rows(read_table(tmp_path / "rows.csv"), read_table(REVIEW / "studies.csv"))
    es = pool.effect_sizes(pairing.frame, measure="SMD", vtype="LS2")
    result = pool.fit(es)
    assert result.k == 13
    assert (result.beta[0], result.ci_lb[0], result.ci_ub[0]) == pytest.approx(PRINTED, abs=NEAR + 0.005)
