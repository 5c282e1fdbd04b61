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
        "year": [2001, 1999, 2005, 2004, 2010, 2003, 2002, 2011],
        "route": ["IT", "IP", "IT", "IV", "IV", "IT", "IP", "IP"],
    }
)


@pytest.fixture
def fitted():
    return pool.fit(EFFECTS)


def test_leave_one_out_equals_fits_without_the_row(fitted):
    table = pool.leave_one_out(fitted)
    without = pool.fit(EFFECTS.drop(index=3))
    assert table["estimate"][3] == pytest.approx(without.beta[0], rel=1e-12)
    assert table["slab"][3] == "d"


def test_leave_one_out_of_a_regression_has_one_row_a_term():
    table = pool.leave_one_out(pool.fit(EFFECTS, mods="year"))
    assert table["term"].tolist() == ["intrcpt", "year"] * 8


def test_leaving_out_the_only_study_of_a_level_gives_an_empty_row():
    table = EFFECTS.assign(g=["x"] + ["y"] * 7)
    estimates = pool.leave_one_out(pool.fit(table, mods="g"))
    assert estimates.loc[estimates["slab"] == "a", "estimate"].isna().all()


def test_cumulative_ends_with_the_whole(fitted):
    table = pool.cumulative(fitted, order="year")
    assert table["slab"].tolist()[0] == "b"
    assert table["estimate"].iloc[-1] == pytest.approx(fitted.beta[0], rel=1e-12)
    with pytest.raises(UsageError, match="no column 'yeer'"):
        pool.cumulative(fitted, order="yeer")


def test_a_gross_outlier_is_found():
    table = EFFECTS.assign(yi=[*EFFECTS["yi"][:-1], 6.0])
    result = pool.fit(table)
    assert pool.outliers(result)["slab"].tolist() == ["h"]
    assert pool.influence(result)["cook_d"].idxmax() == 7


def test_one_study_has_no_follow_ups():
    one = pool.fit(EFFECTS[:1])
    for follow_up in (pool.leave_one_out, pool.influence, pool.egger, pool.rank_test, pool.trim_and_fill):
        with pytest.raises(PoolingError):
            follow_up(one)


def test_subgroups_with_own_and_with_common_tau2():
    spread = EFFECTS.assign(yi=[0.1, 2.5, 1.3, 0.9, 3.4, 0.2, -0.6, 0.8])
    own, common = (pool.subgroups(spread, by="route", min_k=2, common_tau2=flag) for flag in (False, True))
    assert {group.tau2 for group in common.groups.values()} == {common.model.tau2}
    assert own.groups["IT"].tau2 != common.groups["IT"].tau2
    assert common.between.p == common.model.QM_p


def test_small_subgroups_are_named_not_pooled():
    groups = pool.subgroups(EFFECTS, by="route").groups
    assert groups["IV"].status == "NA: fewer than 3 experiments"
    assert groups["IP"].k == 3


def test_subgroups_take_the_settings_of_a_fit():
    groups = pool.subgroups(pool.fit(EFFECTS, tau2="DL", test="z"), by="route").groups
    assert (groups["IT"].method, groups["IT"].test) == ("DL", "z")
    with pytest.raises(UsageError, match="no column 'rout'"):
        pool.subgroups(EFFECTS, by="rout")


def test_egger_with_predictors_that_do_not_hold_the_effect():
    table = EFFECTS.assign(n1i=[8, 6, 20, 4, 5, 12, 7, 9], n2i=[8, 6, 18, 4, 5, 12, 8, 9], measure="SMD")
    result = pool.fit(table)
    assert any("contains the effect itself" in w for w in pool.egger(result).warnings)
    fair = pool.egger(result, predictor="sqrtn1n2")
    assert not any("contains the effect itself" in w for w in fair.warnings)
    assert any("fewer than 10" in w for w in fair.warnings)
    with pytest.raises(UsageError, match="sizes of the studies"):
        pool.egger(pool.fit(EFFECTS), predictor="ni")
    with pytest.raises(UsageError, match="no predictor 'size'"):
        pool.egger(result, predictor="size")


def test_trim_and_fill_on_a_given_side(fitted):
    left, right = (pool.trim_and_fill(fitted, side=side) for side in ("left", "right"))
    assert (left.side, right.side) == ("left", "right")
    assert left.fit.k == fitted.k + left.k0
    assert all(str(name).startswith("Filled") for name in left.fit.slab[fitted.k :])


def test_random_permutations_count_the_data_and_repeat_with_their_seed():
    result = pool.fit(EFFECTS, mods="year", tau2="DL")
    first, second = (pool.permutation_test(result, 200, exact=False, seed=5) for _ in range(2))
    np.testing.assert_array_equal(first.pval, second.pval)
    assert first.pval.min() >= 1 / 200


def test_gosh_is_bounded():
    table = pool.gosh(pool.fit(EFFECTS, tau2="DL"), limit=50)
    assert len(table) == 50
    assert table["k"].between(2, 8).all()


# selmodel(rma(yi, vi, data = hackshaw, method = "ML"), type = "stepfun", steps = c(0.025, 0.5)) of metafor 3.8-1
def test_selection_model_of_the_passive_smoking_studies():
    from reference.cells import rows

    got = pool.selection_model(pool.fit(rows("p11_hackshaw_bias"), test="z"), (0.025, 0.5))
    assert got.studies == (7, 24, 6)
    assert (got.beta, got.se) == pytest.approx((0.07656855, 0.08876055), rel=1e-4)
    assert got.delta.tolist() == pytest.approx([1.0, 0.45986651, 0.14953713], rel=1e-4)
    assert (got.LRT, got.LRT_p) == pytest.approx((4.00141028, 0.13523989), rel=1e-6)


def test_selection_model_refuses_an_empty_interval(fitted):
    with pytest.raises(PoolingError, match="holds no study"):
        pool.selection_model(fitted, (0.025, 0.99999))
    with pytest.raises(UsageError, match="increasing"):
        pool.selection_model(fitted, (0.5, 0.025))


def test_pet_peese_chooses_by_the_test_of_pet(fitted):
    got = pool.pet_peese(fitted)
    assert got.chosen in {"PET", "PEESE"}
    assert got.estimate == {"PET": got.pet, "PEESE": got.peese}[got.chosen]


# rma.mv(yi, V, mods = ~ outcome - 1, random = ~ outcome | trial, struct = "UN", data = dat.berkey1998, method = "ML")
BERKEY = {
    "trial": [1, 1, 2, 2, 3, 3, 4, 4, 5, 5],
    "outcome": ["PD", "AL"] * 5,
    "yi": [0.47, -0.32, 0.20, -0.60, 0.40, -0.12, 0.26, -0.31, 0.56, -0.39],
}
BERKEY_V = [
    ((0.0075, 0.0030), (0.0030, 0.0077)),
    ((0.0057, 0.0009), (0.0009, 0.0008)),
    ((0.0021, 0.0007), (0.0007, 0.0014)),
    ((0.0029, 0.0009), (0.0009, 0.0015)),
    ((0.0148, 0.0072), (0.0072, 0.0304)),
]


def test_bivariate_model_with_correlated_outcomes():
    V = np.zeros((10, 10))
    for i, block in enumerate(BERKEY_V):
        V[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = block
    table = BERKEY | {"vi": np.diag(V)}
    got = pool.fit_multilevel(table, V, "outcome | trial", "outcome - 1", method="ML", struct="UN")
    assert dict(zip(got.terms, got.beta, strict=True)) == pytest.approx(
        {"outcome[AL]": -0.3379381152, "outcome[PD]": 0.3448392565}, rel=1e-6
    )
    assert got.ll == pytest.approx(5.84065688476, rel=1e-9)
    sigma = dict(zip(got.components, got.sigma2, strict=True))
    assert sigma["AL"] == pytest.approx(0.0261445598, rel=1e-5)
    assert sigma["AL~PD"] / np.sqrt(sigma["AL"] * sigma["PD"]) == pytest.approx(0.6992295, rel=1e-5)


# coef_test(rma.mv(...), vcov = "CR2", cluster = district) of clubSandwich 0.5.8
def test_bias_reduced_robust_test():
    from reference.cells import rows

    schools = rows("p09_konstantopoulos_3level")
    model = pool.fit_multilevel(schools, random="district/school", mods="I(year - 1990)")
    got = pool.cluster_robust(model, "district", "CR2")
    assert got.se.tolist() == pytest.approx([0.0895, 0.0100], abs=5e-5)
    assert got.df.tolist() == pytest.approx([8.31, 4.19], abs=5e-3)
    assert got.pval.tolist() == pytest.approx([0.0769, 0.6223], abs=5e-5)


def test_robust_tests_need_clusters_that_hold_the_random_effects():
    table = EFFECTS.assign(lab=list("xxyyzzww"), half=list("xyxyxyxy"))
    model = pool.fit_multilevel(table, random=["lab"])
    with pytest.raises(PoolingError, match="different clusters are correlated"):
        pool.cluster_robust(model, "half")
    with pytest.raises(UsageError, match="no column 'labb'"):
        pool.cluster_robust(model, "labb")


def test_multilevel_model_refuses_what_is_no_covariance():
    with pytest.raises(UsageError, match="V is 2 x 2 for 8 rows"):
        pool.fit_multilevel(EFFECTS, V=np.eye(2), random=["study"])
    with pytest.raises(PoolingError, match="not symmetric"):
        pool.fit_multilevel(EFFECTS, V=np.triu(np.full((8, 8), 0.1)), random=["study"])
    with pytest.raises(UsageError, match="no column 'lab'"):
        pool.fit_multilevel(EFFECTS, random=["lab"])


def test_digitization_delta_method_agrees_with_monte_carlo():
    arms = pd.DataFrame(
        {
            "m1i": [12.0, 9.0, 14.0], "sd1i": [2.0, 1.5, 2.5], "n1i": [8, 10, 12],
            "m2i": [8.0, 7.5, 10.0], "sd2i": [2.1, 1.4, 2.4], "n2i": [8, 10, 11],
            "m1i_u": [0.1, 0.05, 0.2], "sd1i_u": [0.05, 0.04, 0.1],
            "m2i_u": [0.1, 0.05, 0.2], "sd2i_u": [0.05, np.nan, 0.1],
        }
    )  # fmt: skip
    for measure in ("SMD", "MD", "ROM"):
        es = pool.effect_sizes(arms, measure)
        drawn = pool.digitization_monte_carlo(es, draws=4000)
        np.testing.assert_allclose(pool.digitization_variance(es), drawn, rtol=0.12)
    md = pool.digitization_variance(pool.effect_sizes(arms, "MD"))
    np.testing.assert_allclose(md, arms["m1i_u"] ** 2 + arms["m2i_u"] ** 2, rtol=1e-8)
    effect = pool.digitization_effect(pool.effect_sizes(arms, "SMD"))
    assert 0 < effect.share < 0.2
    assert (effect.with_u.vi > effect.without.vi).all()
    with pytest.raises(UsageError, match="uncertainty of digitization"):
        pool.digitization_variance(pool.effect_sizes(arms.drop(columns=[c for c in arms if c.endswith("_u")])))
