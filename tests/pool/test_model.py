import numpy as np
import pandas as pd
import pytest

from figpool import pool
from figpool.core.errors import PoolingError, UsageError

EFFECTS = pd.DataFrame(
    {
        "study": list("abcdefgh"),
        "yi": [0.1, 0.5, 0.3, 0.9, 1.4, 0.2, 0.6, 0.8],
        "vi": [0.05, 0.10, 0.02, 0.20, 0.15, 0.04, 0.08, 0.06],
        "dose": [1.0, 2.0, 1.5, 4.0, 5.0, 1.0, 2.5, 3.0],
        "route": ["IT", "IP", "IT", "IV", "IV", "IT", "IP", "IP"],
    }
)


def test_a_mapping_and_a_data_frame_give_the_same():
    as_mapping = pool.fit({"yi": EFFECTS["yi"].tolist(), "vi": EFFECTS["vi"].tolist()})
    assert as_mapping.beta[0] == pool.fit(EFFECTS).beta[0]


def test_standard_errors_do_for_variances():
    with_se = EFFECTS.drop(columns="vi").assign(sei=np.sqrt(EFFECTS["vi"]))
    assert pool.fit(with_se).tau2 == pytest.approx(pool.fit(EFFECTS).tau2, rel=1e-12)


def test_rows_with_empty_cells_are_left_out_and_named():
    table = EFFECTS.copy()
    table.loc[2, "vi"] = np.nan
    result = pool.fit(table)
    assert result.k == 7
    assert result.slab.tolist() == list("abdefgh")
    assert "c" in result.warnings[0]


def test_study_and_comparison_name_a_row():
    result = pool.fit(EFFECTS.assign(comparison=["low", "high"] * 4))
    assert result.slab[1] == "b high"


def test_names_by_number_without_a_study_column():
    assert pool.fit(EFFECTS[["yi", "vi"]]).slab.tolist() == [str(i) for i in range(1, 9)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"vi": [-0.1] + [0.1] * 7}, "vi is negative for a"),
        ({"yi": [np.inf] + [0.1] * 7}, "infinite for a"),
        ({"yi": [np.nan] * 8}, "No row has yi, vi and all moderators"),
    ],
)
def test_impossible_rows_are_refused_by_name(change, words):
    with pytest.raises(PoolingError, match=words):
        pool.fit(EFFECTS.assign(**change))


def test_text_in_a_number_is_named_by_row_and_column():
    with pytest.raises(PoolingError, match=r"Row 2 \(b\): yi is '0,5', not a number"):
        pool.fit(EFFECTS.assign(yi=["0.1", "0,5", *EFFECTS["yi"][2:]]))


def test_a_list_of_columns_is_a_formula():
    by_list, by_formula = pool.fit(EFFECTS, mods=["dose", "route"]), pool.fit(EFFECTS, mods="dose + route")
    assert by_list.terms == by_formula.terms
    np.testing.assert_array_equal(by_list.beta, by_formula.beta)


def test_unknown_words_name_the_known_ones():
    with pytest.raises(UsageError, match=r"no tau2 estimator 'XX'.*REML"):
        pool.fit(EFFECTS, tau2="XX")
    with pytest.raises(UsageError, match="no test 'wald'"):
        pool.fit(EFFECTS, test="wald")
    with pytest.raises(UsageError, match=r"95 % as 0.95"):
        pool.fit(EFFECTS, level=95)
    with pytest.raises(UsageError, match="columns yi and vi"):
        pool.fit(EFFECTS[["study"]])
    with pytest.raises(UsageError, match="at least 0"):
        pool.fit(EFFECTS, tau2=-1.0)


def test_more_coefficients_than_studies_are_refused():
    with pytest.raises(PoolingError, match="3 studies cannot carry 3 coefficients and tau2"):
        pool.fit(EFFECTS[:3], mods="dose + I(dose**2)")


def test_redundant_moderators_are_dropped_with_a_warning():
    result = pool.fit(EFFECTS.assign(double=2 * EFFECTS["dose"]), mods="dose + double")
    assert result.terms == ("intrcpt", "dose")
    assert any("double" in warning for warning in result.warnings)


def test_a_variance_of_zero_does_not_pass_in_silence():
    table = EFFECTS.assign(vi=[0.0, *EFFECTS["vi"][1:]])
    with pytest.raises(PoolingError, match="above 0"):
        pool.fit(table, tau2="DL")
    assert np.isnan(pool.fit(table, tau2="REML").QE)
    with pytest.raises(PoolingError, match="infinite weight"):
        pool.fit(table, tau2="EE")


def test_knapp_hartung_narrower_than_normal_is_said():
    table = pd.DataFrame({"yi": [0.50, 0.52, 0.48, 0.51], "vi": [0.04, 0.05, 0.06, 0.03]})
    result = pool.fit(table)
    assert result.s2w < 1
    assert any("below 1" in warning for warning in result.warnings)
    assert pool.fit(table, test="adhoc").s2w == 1


def test_two_studies_with_knapp_hartung_are_warned_of():
    assert any("one degree of freedom" in warning for warning in pool.fit(EFFECTS[:2]).warnings)


def test_too_many_moderators_are_warned_of():
    assert any("fewer than 10 studies each" in w for w in pool.fit(EFFECTS, mods="dose").warnings)


def test_no_interval_for_a_model_without_estimated_tau2():
    for tau2 in ("EE", 0.1):
        with pytest.raises(PoolingError, match="no estimated tau2"):
            pool.fit(EFFECTS, tau2=tau2).confint()


def test_large_heterogeneity_has_no_cap():
    table = pd.DataFrame({"yi": [0.0, 1e5, -1e5, 3e5], "vi": [1.0, 2.0, 1.5, 0.5]})
    for method in ("PM", "REML", "ML", "PMM"):
        assert pool.fit(table, tau2=method).tau2 > 1e9
    assert pool.fit(table).confint().ub[0] > 1e11


def test_prediction_of_new_moderator_values():
    model = pool.fit(EFFECTS, mods="dose + C(route, ref='IT')")
    new = model.predict({"dose": [2.0], "route": ["IV"]})
    position = model.terms.index("route[IV]")
    assert new.pred[0] == pytest.approx(model.beta[0] + 2 * model.beta[1] + model.beta[position], rel=1e-12)
    with pytest.raises(UsageError, match="no level 'oral'"):
        model.predict({"dose": [2.0], "route": ["oral"]})
    with pytest.raises(UsageError, match="new moderators have 1 columns, the model 3"):
        model.predict([[1.0]])


def test_riley_interval_has_one_degree_of_freedom_less():
    result = pool.fit(EFFECTS, test="z")
    wide, default = result.predict(interval="riley"), result.predict()
    assert wide.pi_ub[0] > default.pi_ub[0]
    assert wide.ci_ub[0] == default.ci_ub[0]


def test_results_know_how_they_were_made():
    document = pool.fit(EFFECTS).to_dict()
    assert (document["method"], document["test"], document["level"]) == ("REML", "knha", 0.95)
    assert document["version"]
    arms = {"m1i": [3.0, 4.0], "sd1i": [1.0, 1.2], "n1i": [8, 9], "m2i": [2.0, 2.5], "sd2i": [1.1, 1.0], "n2i": [8, 9]}
    document = pool.fit(pool.effect_sizes(arms, vtype="LS2")).to_dict()
    assert (document["measure"], document["vtype"]) == ("SMD", "LS2")
    document = pool.fit(EFFECTS).to_dict()
    assert len(document["yi"]) == document["k"] == 8


def test_summary_names_the_model():
    text = pool.fit(EFFECTS, mods="dose", tau2="DL", test="z").summary()
    assert text.startswith("Mixed-effects model (8 studies, DL; normal distribution)")
    assert "dose" in text


def test_a_design_frame_equals_its_formula():
    by_frame = pool.fit(EFFECTS, mods=EFFECTS[["dose"]])
    by_formula = pool.fit(EFFECTS, mods="dose")
    np.testing.assert_allclose(by_frame.beta, by_formula.beta, rtol=1e-12)
    with pytest.raises(UsageError, match="3 rows for 8 studies"):
        pool.fit(EFFECTS, mods=EFFECTS[["dose"]][:3])
