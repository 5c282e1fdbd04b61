import pandas as pd
import pytest

from figpool.core.errors import UsageError
from figpool.report.pooling_analysis import AnalysisSettings, analyse
from figpool.report.printed_tables import (
    TableRow,
    agrees,
    columns_of,
    largest_difference,
    read_printed,
    tables_frame,
    tables_text,
)

PRINTED = pd.DataFrame(
    {
        "table": "Table 2", "by": ["", "route", "route", "regression", "regression"],
        "level": ["overall", "a", "c", "x", "y"], "k": [7, 3, 1, None, None],
        "estimate": [0.7, 0.9, None, 0.1, 1], "ci_lb": [0.1, 0.1, None, 0, 0], "ci_ub": [1.4, 1.3, None, 1, 2],
        "remark": ["", "a remark", "", "", ""],
    }
)  # fmt: skip
EFFECTS = pd.DataFrame(
    {
        "yi": [0.1, 0.3, 0.2, 0.9, 1.1, 1.0, 2.0], "vi": [0.04] * 7, "route": list("aaabbbc"),
        "x": [1, 2, 3, 4, 5, 6, 9.0],
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def analysis():
    rows = read_printed(PRINTED)
    assert columns_of(rows) == ("route",)
    return analyse(EFFECTS, AnalysisSettings(measure="GEN", by=columns_of(rows), mods="x"))


def test_lines_that_agree_differ_and_are_missing(analysis):
    text = tables_text(read_printed(PRINTED), {"here": analysis})
    lines = {line.split("  ")[0]: line for line in text.splitlines() if line}
    assert "off " in lines["overall"]
    assert lines["route: c"].endswith("1  NA")
    assert "not estimable" in lines["y"]
    assert "(a remark)" in text
    assert "here: 1 of 5 lines" in text


def test_the_table_holds_both_numbers(analysis):
    table = tables_frame(read_printed(PRINTED), analysis).set_index("level")
    assert table.loc["overall", "found_estimate"] == analysis.result.beta[0]
    assert table.loc["a", "found_k"] == 3
    assert table.loc["x", "found_ci_lb"] == analysis.regression.ci_lb[1]


def test_agreement_needs_the_same_number_of_studies():
    a, b = TableRow(3, 1.0, 0.5, 1.5), TableRow(4, 1.0, 0.5, 1.52)
    assert largest_difference(a, b) == pytest.approx(0.02)
    assert not agrees(a, b)
    assert agrees(TableRow(0, 1.0, 0.5, 1.5), b)
    assert not agrees(TableRow(4), b)


def test_cells_that_are_no_numbers_are_named():
    with pytest.raises(UsageError, match="line 3: ci_ub is 'x', not a number"):
        read_printed(PRINTED.assign(ci_ub=[1.4, "x", "NA", 1, 2]))
    with pytest.raises(UsageError, match="lacks the column estimate"):
        read_printed(PRINTED.drop(columns="estimate"))
