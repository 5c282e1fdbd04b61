import numpy as np
import pytest

from figpool import pool
from figpool.convert import convert
from reference.cells import CLOSED, ITERATED, SEARCHED, fit_mismatches, mismatches, results, rows

SCHOOLS = results("p09_konstantopoulos_3level")


@pytest.fixture(scope="module")
def schools():
    return rows("p09_konstantopoulos_3level")


def _compare(got, expected):
    for cell in ("beta", "se", "stat", "pval", "ci_lb", "ci_ub", "sigma2", "ll", "QE"):
        assert mismatches(cell, got[cell], expected[cell], SEARCHED) == [], cell


def test_two_levels(schools):
    assert fit_mismatches(pool.fit(schools, test="z"), SCHOOLS["two_level"]) == []


@pytest.mark.parametrize("test", ["z", "t"])
def test_three_levels(schools, test):
    got = pool.fit_multilevel(schools, random=["district", "district/school"], test=test)
    _compare(got, SCHOOLS[f"three_level_{test}"])


def test_one_text_stands_for_all_its_levels(schools):
    got = pool.fit_multilevel(schools, random="district/school")
    assert got.components == ("district", "district/school")
    assert got.levels == (11, 56)


def test_three_levels_with_a_moderator(schools):
    got = pool.fit_multilevel(schools, random="district/school", mods="I(year - 1990)")
    _compare(got, SCHOOLS["mr_year"])


def test_cluster_robust(schools):
    three = pool.fit_multilevel(schools, random="district/school")
    got, expected = pool.cluster_robust(three, cluster="district"), SCHOOLS["robust_CR1"]
    for cell in ("beta", "se", "df", "ci_lb", "ci_ub"):
        assert mismatches(cell, got[cell], expected[cell], SEARCHED) == [], cell
    assert (got.stat[0], got.pval[0]) == pytest.approx((expected["t"], expected["p"]), rel=SEARCHED)
    plain, expected = pool.cluster_robust(pool.fit(schools, test="z"), "district"), SCHOOLS["robust_rma_CR1"]
    assert (plain.se[0], plain.stat[0], plain.pval[0]) == pytest.approx(
        (expected["se"], expected["t"], expected["p"]), rel=ITERATED
    )


def test_two_level_model_written_as_a_multilevel_one(schools):
    got = pool.fit_multilevel(schools, random=["effect"])
    assert (got.sigma2[0], got.beta[0], got.ll) == pytest.approx(
        (SCHOOLS["two_level"]["tau2"], SCHOOLS["two_level"]["beta"], SCHOOLS["two_level"]["fit"]["ll"]), rel=ITERATED
    )


def test_covariance_of_a_shared_control():
    study = results("p14_multiarm_shared_control")["multi_arm"][0]
    arm = rows("p14_multiarm_shared_control").iloc[study["row"] - 1]
    table = {
        "study": ["Guttman"] * 2, "m1i": [arm.y2, arm.y3], "sd1i": [arm.sd2, arm.sd3], "n1i": [arm.n2, arm.n3],
        "m2i": [arm.y1] * 2, "sd2i": [arm.sd1] * 2, "n2i": [arm.n1] * 2,
    }  # fmt: skip
    smd = pool.shared_control_covariance(pool.effect_sizes(table, measure="SMD"), control="study")
    assert smd[0, 1] == pytest.approx(study["covariance_SMD_GleserOlkin"], rel=CLOSED)
    md = pool.shared_control_covariance(pool.effect_sizes(table, measure="MD"), control="study")
    assert md[0, 1] == pytest.approx(study["covariance_MD"], rel=CLOSED)
    split = pool.effect_sizes(pool.split_shared_control(table, control="study"), measure="SMD")
    expected = study["split_half_n2"]
    assert split["n2i"].tolist() == [expected["n2"]] * 2
    np.testing.assert_allclose(split["yi"], expected["yi"], rtol=CLOSED)
    np.testing.assert_allclose(split["vi"], expected["vi"], rtol=CLOSED)


def test_two_arm_comparisons_and_combined_arms():
    reference = results("p14_multiarm_shared_control")
    table = rows("p14_multiarm_shared_control")
    names = {"m1i": "y2", "sd1i": "sd2", "n1i": "n2", "m2i": "y1", "sd2i": "sd1", "n2i": "n1"}
    es = pool.effect_sizes(table, measure="SMD", columns=names)
    for cell in ("yi", "vi"):
        assert mismatches(cell, es[cell], reference["two_arm_all"][cell], CLOSED) == []
    study = reference["multi_arm"][0]
    arm = table.iloc[study["row"] - 1]
    both = convert("combine_groups", n=[arm.n2, arm.n3], mean=[arm.y2, arm.y3], sd=[arm.sd2, arm.sd3])
    expected = study["combined_treat"]
    assert (both["n"], both["mean"], both["SD"]) == pytest.approx((expected["n"], expected["mean"], expected["sd"]))
    combined = {
        "m1i": [both["mean"]], "sd1i": [both["SD"]], "n1i": [both["n"]],
        "m2i": [arm.y1], "sd2i": [arm.sd1], "n2i": [arm.n1],
    }  # fmt: skip
    es = pool.effect_sizes(combined, measure="SMD")
    assert (es["yi"][0], es["vi"][0]) == pytest.approx((expected["yi"], expected["vi"]), rel=CLOSED)
