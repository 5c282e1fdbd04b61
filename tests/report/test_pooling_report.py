import json
import re

import numpy as np
import pandas as pd
import pytest

from figpool import pool
from figpool.core.errors import OutputError, PoolingError, UsageError
from figpool.pool import FitSettings
from figpool.report.pooling_analysis import AnalysisSettings, analyse
from figpool.report.pooling_report import write_report
from figpool.report.pooling_text import methods_text, result_text
from figpool.report.r_code import r_code
from reference.cells import HERE


def _seed():
    table = pd.read_csv(HERE / "seed_review" / "rows.csv").drop(columns="slab")
    for i in "12":
        errors = table[f"err{i}i"]
        table[f"sd{i}i"] = np.where(table["error_type"] == "SE", errors * np.sqrt(table[f"n{i}i"]), errors)
    return table


@pytest.fixture(scope="module")
def analysis():
    settings = AnalysisSettings(vtype="LS2", by=("severity", "route"), mods="C(amount_group, ref='<=120')", title="CM")
    return analyse(_seed(), settings)


def test_report_is_one_file_with_everything_in_it(analysis, tmp_path):
    written = {path.name for path in write_report(analysis, tmp_path / "out", formats=("svg", "png"))}
    assert {
        "report.html",
        "results.json",
        "analysis.R",
        "effects.csv",
        "results.xlsx",
        "forest.svg",
        "funnel.png",
    } <= written
    page = (tmp_path / "out" / "report.html").read_text()
    assert page.count("<svg") >= 6
    assert not re.search(r'(src|href)="(?!#|data:)', page)
    assert "NA: fewer than 3 experiments" in page
    assert "One control group in 2 comparisons" in page


def test_json_carries_the_numbers(analysis, tmp_path):
    write_report(analysis, tmp_path)
    document = json.loads((tmp_path / "results.json").read_text())
    assert document["overall"]["beta"][0] == pytest.approx(2.3211367627679, rel=1e-9)
    assert document["subgroups"]["severity"]["severe"]["I2"] == pytest.approx(88.5422742283046, rel=1e-7)
    assert document["subgroups"]["route"]["IV"] == {"k": 2, "status": "NA: fewer than 3 experiments"}
    assert len(document["leave_one_out"]) == 13


def test_methods_name_what_was_done(analysis):
    text = methods_text(analysis)
    for phrase in ("Hedges' g", "variance LS2", "restricted maximum likelihood", "Knapp-Hartung", "severity, route"):
        assert phrase in text
    assert "2.32 (95 % CI 1.55 to 3.09; P < 0.001)" in result_text(analysis.result)


def test_r_code_holds_the_numbers_and_the_model(analysis):
    code = r_code(analysis)
    assert 'rma(yi, vi, method = "REML", test = "knha", level = 95' in code
    assert 'relevel(factor(amount_group), ref="<=120")' in code
    numbers = re.search(r"yi = c\(([^)]*)\)", code)[1].split(", ")
    np.testing.assert_allclose([float(x) for x in numbers], analysis.result.yi, rtol=1e-14)


def test_effects_in_the_table_are_taken_as_they_are():
    es = pool.effect_sizes(_seed(), "SMD", "LS2", better="lower")
    taken = analyse(es, AnalysisSettings())
    assert taken.result.beta[0] == pytest.approx(-2.3211367627679, rel=1e-9)
    anew = analyse(es, AnalysisSettings(vtype="UB"))
    assert anew.result.beta[0] > 0


def test_what_cannot_be_done_is_a_note_and_the_rest_stands():
    small = analyse(pd.DataFrame({"yi": [0.2, 0.5], "vi": [0.1, 0.1]}), AnalysisSettings(measure="GEN"))
    assert small.notes == ("Fewer than 3 studies: nothing on single studies and small-study effects.",)
    assert small.result.k == 2
    alike = analyse(pd.DataFrame({"yi": [0.2, 0.5, 0.3], "vi": [0.1] * 3}), AnalysisSettings(measure="GEN"))
    assert any(note.startswith("Egger's test") for note in alike.notes)
    assert alike.leave_one_out is not None


def test_ready_effects_and_common_effect_model(tmp_path):
    table = pd.DataFrame({"yi": [0.2, 0.5, 0.4, 0.6], "sei": [0.1, 0.2, 0.1, 0.3]})
    found = analyse(table, AnalysisSettings(measure="OR", fit=FitSettings("EE", "z")))
    assert "common-effect" in methods_text(found)
    assert (tmp_path / "forest.svg") in write_report(found, tmp_path)


def test_a_year_column_gives_a_cumulative_analysis(tmp_path):
    found = analyse(_seed().assign(year=range(2010, 2023)), AnalysisSettings(vtype="LS2"))
    assert found.cumulative["k"].tolist() == list(range(1, 14))
    assert (tmp_path / "cumulative_by_year.svg") in write_report(found, tmp_path)


def test_refusals(analysis, tmp_path):
    with pytest.raises(UsageError, match="no column 'severety'"):
        analyse(_seed(), AnalysisSettings(by=("severety",)))
    with pytest.raises(PoolingError, match="No row"):
        analyse(_seed().assign(sd1i=np.nan), AnalysisSettings())
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written to"):
        write_report(analysis, tmp_path / "file")
