"""Tables with more rows than a forest plot can hold, and rows that tests cannot use."""

import numpy as np
import pandas as pd
import pytest

from figpool import pool
from figpool.core.errors import PoolingError
from figpool.pool.kendall import kendall_test
from figpool.report.analysis_parts import MANY, AnalysisSettings
from figpool.report.pooling_analysis import analyse
from figpool.report.pooling_report import write_report
from figpool.report.report_plots import plots


def _studies(k):
    rng = np.random.default_rng(4)
    return pd.DataFrame({"yi": rng.normal(0.3, 0.5, k), "vi": rng.uniform(0.02, 0.2, k)})


def test_many_rows_are_pooled_without_what_looks_at_each(tmp_path):
    found = analyse(_studies(MANY + 1), AnalysisSettings(measure="GEN", steps=(0.025,), subsets=50))
    assert (found.leave_one_out, found.influence, found.further.gosh, found.further.selection) == (None,) * 4
    assert any(f"More than {MANY} studies" in text for text in found.notes)
    assert set(plots(found)) == {"funnel", "radial"}
    assert found.rank_test.tau == pytest.approx(0, abs=0.1)
    write_report(found, tmp_path, formats=())
    assert "1 more rows stand in the CSV file" in (tmp_path / "report.html").read_text()
    assert len(pd.read_csv(tmp_path / "effects.csv")) == MANY + 1


@pytest.mark.parametrize("n", [2, 3, 7, 8, 9, 64, 129])
@pytest.mark.parametrize("ties", [False, True])
def test_rank_correlation_counts_all_pairs(n, ties):
    rng = np.random.default_rng(n)
    x, y = rng.normal(size=n), rng.normal(size=n)
    if ties:
        x, y = np.round(x), np.round(2 * y)
    signs = np.sign(x[:, None] - x) * np.sign(y[:, None] - y)
    untied = [(v[:, None] != v).sum() for v in (x, y)]
    tau = kendall_test(x, y)[0]
    assert tau == pytest.approx(signs.sum() / np.sqrt(untied[0] * untied[1]), nan_ok=True)


def test_a_variance_of_zero_is_named_by_the_tests_that_cannot_bear_it():
    es = pd.DataFrame({"study": list("ABCD"), "yi": [0.1, 0.4, 0.9, 0.3], "vi": [0.02, 0.03, 0.0, 0.05]})
    result = pool.fit(es)
    with pytest.raises(PoolingError, match="sampling variances above 0: C"):
        pool.egger(result)
    found = analyse(es, AnalysisSettings(measure="GEN"))
    assert found.fail_safe == {}
    assert found.rank_test is None
    assert any("Rank test: Tests of asymmetry need" in text for text in found.notes)
