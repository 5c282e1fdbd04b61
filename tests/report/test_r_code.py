"""The R code of a report runs in R and finds what figpool found (where R with metafor is installed)."""

import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest

from figpool.report.pooling_analysis import AnalysisSettings, analyse
from figpool.report.r_code import r_code
from reference.cells import HERE

PROBE = 'quit(status = !requireNamespace("metafor", quietly = TRUE))'


@pytest.fixture(scope="module")
def run_r():
    """Run R code, return what it prints."""
    program = shutil.which("Rscript")
    if program is None or subprocess.run([program, "-e", PROBE], check=False, capture_output=True).returncode:
        pytest.skip("R with metafor is not installed")

    def _run(code):
        done = subprocess.run([program, "-"], input=code, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return _run


@pytest.fixture(scope="module")
def table():
    rows = pd.read_csv(HERE / "seed_review" / "rows.csv").drop(columns="slab")
    for i in "12":
        errors = rows[f"err{i}i"]
        rows[f"sd{i}i"] = np.where(rows["error_type"] == "SE", errors * np.sqrt(rows[f"n{i}i"]), errors)
    rows["follow up"] = rows["followup_weeks"]
    rows.loc[3, "route"] = None
    return rows


def test_numbers_text_and_odd_names_are_written_as_r_reads_them(table):
    settings = AnalysisSettings(vtype="LS2", by=("route",), mods="`follow up` + C(route, ref='IT')")
    code = r_code(analyse(table, settings))
    assert "`follow up` = c(6, 6, 6, 8, 8" in code
    assert 'route = factor(c("in situ", "IT", "IT", NA, "IT"' in code
    assert 'mods = ~ `follow up` + relevel(factor(route), ref="IT")' in code
    assert "by(dat, dat$route" in code


def test_the_code_repeats_the_analysis(run_r, table, tmp_path):
    settings = AnalysisSettings(
        vtype="LS2", by=("severity",), mods="`follow up` + C(route, ref='IT')", shared_control="covariance",
        steps=(0.025,),
    )  # fmt: skip
    found = analyse(table, settings)
    code = r_code(found) + (
        'cat("HERE", format(c(res$beta, res$ci.lb, res$tau2), digits = 10), "\\n")\n'
        f"m <- {next(line for line in r_code(found).splitlines() if line.startswith('rma.mv('))}\n"
        'cat("THERE", format(c(m$beta, m$sigma2), digits = 10), "\\n")\n'
    )
    printed = run_r(f'pdf("{tmp_path / "plots.pdf"}")\n' + code)
    numbers = {line.split()[0]: [float(x) for x in line.split()[1:]] for line in printed.splitlines() if "HERE" in line}
    result, multilevel = found.result, found.further.multilevel
    assert numbers["HERE"] == pytest.approx([result.beta[0], result.ci_lb[0], result.tau2], rel=1e-4)
    assert numbers["THERE"] == pytest.approx([multilevel.beta[0], *multilevel.sigma2], rel=1e-3)
    regression = found.regression
    assert f"{regression.beta[1]:.4f}" in printed
    assert f"{found.further.selection.beta:.4f}" in printed


@pytest.mark.parametrize("tau2", ["EE", "PMM", 0.5])
def test_other_models_run_too(run_r, table, tau2, tmp_path):
    from figpool.pool import FitSettings

    found = analyse(table, AnalysisSettings(vtype="LS2", fit=FitSettings(tau2, "z", 0.9)))
    assert f"{found.result.beta[0]:.4f}" in run_r(f'pdf("{tmp_path / "plots.pdf"}")\n' + r_code(found))
