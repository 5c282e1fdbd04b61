import numpy as np
import pandas as pd
import pytest

from figpool import pool
from figpool.core.errors import PoolingError, UsageError

ARMS = pd.DataFrame(
    {
        "study": ["A", "B", "C", "D", "E"],
        "m1i": [12.0, 9.0, 14.0, 11.0, 13.0],
        "sd1i": [2.0, 1.5, 2.5, 1.8, 2.2],
        "n1i": [8, 10, 12, 9, 7],
        "m2i": [8.0, 7.5, 10.0, 8.5, 9.5],
        "sd2i": [2.1, 1.4, 2.4, 1.9, 2.0],
        "n2i": [8, 10, 11, 9, 8],
    }
)


def test_the_given_table_is_kept_and_not_changed():
    before = ARMS.copy()
    es = pool.effect_sizes(ARMS, measure="MD")
    pd.testing.assert_frame_equal(ARMS, before)
    assert list(es.columns) == [*ARMS.columns, "measure", "yi", "vi", "sei"]
    np.testing.assert_allclose(es["yi"], ARMS["m1i"] - ARMS["m2i"])


def test_direction_of_benefit_turns_the_sign():
    up, down = (pool.effect_sizes(ARMS, better=word)["yi"] for word in ("higher", "lower"))
    np.testing.assert_array_equal(up, -down)
    mixed = pool.effect_sizes(ARMS.assign(benefit=["higher", "lower", "higher", "lower", "higher"]), better="benefit")
    np.testing.assert_array_equal(mixed["yi"], up * [1, -1, 1, -1, 1])
    with pytest.raises(UsageError, match="says 'left'"):
        pool.effect_sizes(ARMS.assign(benefit="left"), better="benefit")


def test_incomplete_rows_stay_empty_and_are_named():
    table = ARMS.copy()
    table.loc[1, "sd1i"] = np.nan
    es = pool.effect_sizes(table)
    assert np.isnan(es["yi"][1])
    assert "B: no effect size, sd1i missing." in es.attrs["warnings"]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("sd1i", -1.0, r"Row 3 \(C\): sd1i is negative \(-1\)"),
        ("n2i", 0, r"Row 3 \(C\): n2i is not positive \(0\)"),
        ("m1i", np.inf, r"Row 3 \(C\): m1i is infinite"),
        ("m1i", "12,4x", r"Row 3 \(C\): m1i is '12,4x', not a number"),
    ],
)
def test_impossible_cells_are_named_by_row_and_column(column, value, words):
    table = ARMS.astype({column: object})
    table.loc[2, column] = value
    with pytest.raises(PoolingError, match=words):
        pool.effect_sizes(table)


def test_unknown_words():
    with pytest.raises(UsageError, match=r"no effect measure 'SDM'.*SMD"):
        pool.effect_sizes(ARMS, measure="SDM")
    with pytest.raises(UsageError, match=r"no vtype 'XX'.*LS, LS2, UB, AV"):
        pool.effect_sizes(ARMS, vtype="XX")
    with pytest.raises(UsageError, match="no option 'ad'"):
        pool.effect_sizes(ARMS, ad=1)
    with pytest.raises(UsageError, match="needs the columns sd1i, sd2i"):
        pool.effect_sizes(ARMS.drop(columns=["sd1i", "sd2i"]))
    with pytest.raises(UsageError, match="no rule 'some'"):
        pool.effect_sizes({"ai": [1], "bi": [2], "ci": [3], "di": [4]}, measure="OR", to="some")


def test_zero_spread_has_no_standardized_difference():
    es = pool.effect_sizes(ARMS.assign(sd1i=0.0, sd2i=0.0))
    assert es["yi"].isna().all()
    assert any("SD of 0" in warning for warning in es.attrs["warnings"])


def test_se_taken_for_sd_is_suspected():
    table = ARMS.copy()
    table.loc[0, ["sd1i", "sd2i"]] = [0.5, 0.5]
    warnings = pool.effect_sizes(table).attrs["warnings"]
    assert any("beyond 3: A" in warning and "SE taken for an SD" in warning for warning in warnings)


def test_swapped_arms_are_suspected():
    table = pd.concat([ARMS, ARMS.assign(study=list("FGHIJ"))], ignore_index=True)
    table.loc[0, ["m1i", "m2i"]] = [6.0, 12.0]
    assert any("arms swapped" in w for w in pool.effect_sizes(table, measure="MD").attrs["warnings"])


def test_shared_controls_are_noticed():
    table = pd.concat([ARMS, ARMS[:1].assign(m1i=15.0)], ignore_index=True)
    es = pool.effect_sizes(table)
    assert any("One control group in 2 comparisons: A, A" in warning for warning in es.attrs["warnings"])


def test_every_measure_is_registered_with_what_it_needs():
    for code, measure in pool.measures().items():
        assert measure.code == code
        assert measure.columns
        assert measure.vtypes
    assert {
        "SMD",
        "SMDH",
        "SMD1",
        "MD",
        "ROM",
        "VR",
        "CVR",
        "OR",
        "RR",
        "RD",
        "PETO",
        "COR",
        "ZCOR",
        "MN",
        "GEN",
    } <= set(pool.measures())
