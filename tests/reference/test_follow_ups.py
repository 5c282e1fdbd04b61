import numpy as np
import pytest

from figpool import pool
from reference.cells import CLOSED, ITERATED, fit_mismatches, mismatches, results, rows
from reference.test_fits import EDGES, EFFECTS, _edges

RENAMED = {"zval": "stat", "tval": "stat", "pvals": "pval", "ci.lb": "ci_lb", "ci.ub": "ci_ub", "cook.d": "cook_d"}
RENAMED |= {"cov.r": "cov_r", "tau2.del": "tau2_del", "QE.del": "QE_del"}


def _compare_table(got, expected, skip=()):
    for name, values in expected.items():
        if name not in {"slab", "order_year", *skip}:
            column = RENAMED.get(name, name)
            assert mismatches(name, got[column], values, ITERATED) == [], name


LEAVE_ONE_OUT = {
    ("p01_normand_smd", "leave1out_REML_z"): ("REML", "z"),
    ("p01_normand_smd", "leave1out_REML_knha"): ("REML", "knha"),
    ("p02_normand_md", "leave1out_PM_knha"): ("PM", "knha"),
    ("p03_curtis_rom", "leave1out_DL"): ("DL", "z"),
    ("p04_bcg_rr", "leave1out_REML"): ("REML", "z"),
    ("p06_raudenbush", "leave1out_knha"): ("REML", "knha"),
    ("p08_molloy_zcor", "leave1out"): ("REML", "z"),
    ("p10_gibson_smd_smdh", "leave1out_DL"): ("DL", "z"),
    ("p12_baskerville_smd_se", "leave1out_knha"): ("REML", "knha"),
    ("p15_seedlike_se_pipeline", "leave1out_knha"): ("REML", "knha"),
}


@pytest.mark.parametrize(("name", "key"), list(LEAVE_ONE_OUT))
def test_leave_one_out(name, key):
    tau2, test = LEAVE_ONE_OUT[name, key]
    got = pool.leave_one_out(pool.fit(EFFECTS[name](), tau2=tau2, test=test))
    _compare_table(got, results(name)[key])


def test_leave_one_out_of_three():
    _compare_table(pool.leave_one_out(pool.fit(_edges("k3"), test="z")), results("p13_edges")["loo_k3"])


@pytest.mark.parametrize(
    ("name", "key", "order", "test"),
    [
        ("p01_normand_smd", "cumul_REML_by_row", None, "z"),
        ("p04_bcg_rr", "cumul_year", "year", "z"),
        ("p12_baskerville_smd_se", "cumul_year", "year", "knha"),
    ],
)
def test_cumulative(name, key, order, test):
    _compare_table(pool.cumulative(pool.fit(EFFECTS[name](), test=test), order), results(name)[key])


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("p01_normand_smd", "influence_REML"),
        ("p04_bcg_rr", "influence_REML"),
        ("p06_raudenbush", "influence_REML"),
        ("p12_baskerville_smd_se", "influence"),
    ],
)
def test_influence(name, key):
    _compare_table(pool.influence(pool.fit(EFFECTS[name](), test="z")), results(name)[key])


def test_baujat():
    _compare_table(
        pool.baujat(pool.fit(EFFECTS["p01_normand_smd"](), test="z")), results("p01_normand_smd")["baujat_REML"]
    )


BIAS = [name for name in EFFECTS if "publication_bias" in results(name)]
REGRESSION_TESTS = [(name, key) for name in BIAS for key in results(name)["publication_bias"] if key != "ranktest"]


def _regression_test(es, key):
    parts = key.split(".")
    if parts[0] == "rma":
        return pool.egger(pool.fit(es, tau2=parts[1], test=parts[2]), predictor=parts[3], model="rma")
    return pool.egger(pool.fit(es, test="z"), predictor=parts[1] if len(parts) > 1 else "sei", model="lm")


CLASSIC = {"bias": "slope", "se": "se_slope", "t": "stat", "p": "pval", "slope": "intercept", "df": "df"}


def _with_sizes(name):
    es = EFFECTS[name]()
    if name == "p04_bcg_rr":
        es["ni"] = es[["tpos", "tneg", "cpos", "cneg"]].sum(axis=1)
    return es


@pytest.mark.parametrize(("name", "key"), REGRESSION_TESTS)
def test_regression_test_of_asymmetry(name, key):
    got = _regression_test(_with_sizes(name), key)
    names = CLASSIC if key == "egger_classic" else {}
    for cell, expected in results(name)["publication_bias"][key].items():
        assert mismatches(cell, got[names.get(cell, cell)], expected, ITERATED) == [], cell


@pytest.mark.parametrize("name", BIAS)
def test_rank_test(name):
    result, expected = pool.fit(EFFECTS[name](), test="z"), results(name)["publication_bias"]["ranktest"]
    assert mismatches("tau", pool.rank_test(result).tau, expected["tau"], CLOSED) == []
    assert mismatches("pval", pool.rank_test(result).pval, expected["pval"], CLOSED) == []
    approximate = pool.rank_test(result, exact=False).pval
    assert mismatches("pval", approximate, expected["pval_exact_false"], CLOSED) == []


TRIM_FILL = [
    (name, key, estimator)
    for name in EFFECTS
    for key in results(name)
    if key.startswith("trimfill")
    for estimator in results(name)[key]
]


@pytest.mark.parametrize(("name", "key", "estimator"), TRIM_FILL)
def test_trim_and_fill(name, key, estimator):
    expected = results(name)[key][estimator]
    base = pool.fit(EFFECTS[name](), tau2=expected["method"], test=expected["test"])
    got = pool.trim_and_fill(base, estimator=estimator)
    assert (got.k0, got.side) == (expected["k0"], expected["side"])
    # metafor's trimfill() refits with its default threshold of 1e-5, unlike the other references: see README.md
    tolerance = 2e-3 if expected["method"] == "REML" and got.k0 else CLOSED
    for cell in ("se_k0", "p_k0", "filled_yi", "filled_vi"):
        assert mismatches(cell, got[cell], expected[cell], tolerance) == [], cell
    assert fit_mismatches(got.fit, expected, max(tolerance, ITERATED)) == []


@pytest.mark.parametrize("estimator", ["L0", "R0", "Q0"])
def test_trim_and_fill_of_a_homogeneous_set(estimator):
    expected = results("p13_edges")["trimfill_homog"][estimator]
    got = pool.trim_and_fill(pool.fit(EDGES["homog"](), tau2=expected["method"], test="z"), estimator=estimator)
    assert (got.k0, got.side) == (expected["k0"], expected["side"])
    assert fit_mismatches(got.fit, expected) == []


@pytest.mark.parametrize("key", ["egger_k3", "egger_homog"])
def test_asymmetry_of_small_sets(key):
    es = EDGES["k3" if key == "egger_k3" else "homog"]()
    for name, expected in results("p13_edges")[key].items():
        if name != "ranktest":
            got = _regression_test(es, name)
            names = CLASSIC if name == "egger_classic" else {}
            for cell, value in expected.items():
                assert mismatches(cell, got[names.get(cell, cell)], value, ITERATED) == [], (name, cell)
    got = pool.rank_test(pool.fit(es, test="z"))
    expected = results("p13_edges")[key]["ranktest"]
    assert (got.tau, got.pval) == pytest.approx((expected["tau"], expected["pval"]), rel=CLOSED)


# trimfill(rma(yi, vi, control = ct), control = ct) of metafor 3.8-1, ct = list(threshold = 1e-14, maxiter = 10000)
def test_trim_and_fill_with_tight_thresholds():
    got = pool.trim_and_fill(pool.fit(EFFECTS["p06_raudenbush"](), test="z"))
    assert got.fit.beta[0] == pytest.approx(0.0281983013494674, rel=1e-9)


FAIL_SAFE = [(name, kind) for name in EFFECTS for kind in results(name).get("fsn", {})]


@pytest.mark.parametrize(("name", "kind"), FAIL_SAFE)
def test_fail_safe_n(name, kind):
    got = pool.fail_safe_n(EFFECTS[name](), type=kind)
    for cell, expected in results(name)["fsn"][kind].items():
        assert mismatches(cell, got[cell], expected, CLOSED) == [], cell


@pytest.mark.parametrize(("name", "key"), [("p01_normand_smd", "blup_REML"), ("p06_raudenbush", "blup")])
def test_blup(name, key):
    _compare_table(pool.blup(pool.fit(EFFECTS[name](), test="z")), results(name)[key])


@pytest.mark.parametrize("name", ["p01_normand_smd", "p04_bcg_rr"])
def test_henmi_copas_interval(name):
    got = pool.henmi_copas(pool.fit(EFFECTS[name](), tau2="DL", test="z"))
    expected = results(name)["hc_DL"]
    # metafor searches the limits with a tolerance of 1.2e-4 standard errors
    limits = np.array([got.ci_lb - expected["ci_lb"], got.ci_ub - expected["ci_ub"]]) / expected["se"]
    assert np.abs(limits).max() < 2e-4
    assert (got.beta, got.se) == pytest.approx((expected["beta"], expected["se"]), rel=CLOSED)


def test_exact_permutation_test():
    got = pool.permutation_test(pool.fit(EFFECTS["p01_normand_smd"](), tau2="DL", test="z"))
    assert got.exact
    assert got.pval[0] == pytest.approx(results("p01_normand_smd")["permutest_DL_exact"]["pval"], abs=1e-12)


def test_gosh_of_all_subsets():
    got = pool.gosh(pool.fit(EFFECTS["p01_normand_smd"](), tau2="DL", test="z"))
    expected = results("p01_normand_smd")["gosh_DL_all_subsets_k_ge_2"]
    assert len(got) == expected["n"]
    found = {
        "mean_est": got.estimate.mean(), "sd_est": got.estimate.std(), "min_est": got.estimate.min(),
        "max_est": got.estimate.max(), "mean_I2": got.I2.mean(),
    }  # fmt: skip
    assert found == pytest.approx({name: expected[name] for name in found}, rel=CLOSED)


def test_joint_test_variance_inflation_and_likelihood_ratio():
    es = EFFECTS["p04_bcg_rr"]()
    reference = results("p04_bcg_rr")
    got = pool.joint_test(pool.fit(es, mods="ablat + alloc", test="knha"), ["alloc"])
    expected = reference["mr_alloc_btt"]
    assert list(got.df) == expected["df"]
    assert (got.QM, got.p) == pytest.approx((expected["QM"], expected["p"]), rel=ITERATED)
    factors = pool.vif(pool.fit(es, mods="ablat + year", test="z"))
    assert list(factors.values()) == pytest.approx(reference["vif_ablat_year"], rel=ITERATED)
    weeks = EFFECTS["p06_raudenbush"]()
    ratio = pool.likelihood_ratio(pool.fit(weeks, "weeks", "ML", "z"), pool.fit(weeks, None, "ML", "z"))
    expected = results("p06_raudenbush")["lrt_weeks"]
    assert (ratio.LRT, ratio.p) == pytest.approx((expected["LRT"], expected["p"]), rel=ITERATED)


TABLES = ["MH_OR", "MH_RR", "MH_RD", "MH_OR_nocorrect", "Peto"]


@pytest.mark.parametrize("key", TABLES)
def test_mantel_haenszel_and_peto(key):
    table = rows("p05_yusuf_zero_cells")
    table = table[table["table"].astype(str) == "6"]
    expected = results("p05_yusuf_zero_cells")[key]
    if key == "Peto":
        got = pool.fit_peto(table)
    else:
        got = pool.fit_mantel_haenszel(table, key.split("_")[1], correct=not key.endswith("nocorrect"))
    for cell, value in expected.items():
        assert mismatches(cell, got[{"z": "stat", "p": "pval"}.get(cell, cell)], value, CLOSED) == [], cell


SUBGROUPS = {
    ("p02_normand_md", "subgroup_REML_z"): "type",
    ("p02_normand_md", "subgroup_REML_knha"): "type",
    ("p02_normand_md", "subgroup_DL_z"): "type",
    ("p03_curtis_rom", "subgroup_fungrp"): "fungrp",
    ("p03_curtis_rom", "subgroup_method"): "method",
    ("p04_bcg_rr", "subgroup_alloc"): "alloc",
    ("p06_raudenbush", "subgroup_setting"): "setting",
    ("p06_raudenbush", "subgroup_tester_knha"): "tester",
    ("p06_raudenbush", "subgroup_tester_DL"): "tester",
    ("p07_bangertdrowns", "subgroup_grade"): "grade",
    ("p10_gibson_smd_smdh", "subgroup_type_EE"): "type",
    ("p12_baskerville_smd_se", "subgroup_design"): "design",
    ("p15_seedlike_se_pipeline", "subgroup_fungrp"): "fungrp",
    ("p15_seedlike_se_pipeline", "subgroup_method"): "method",
    ("p15_seedlike_se_pipeline", "subgroup_long"): "long",
    ("p17_michael_md", "subgroup_Medium"): "Medium",
    ("p17_michael_md", "subgroup_crit"): "Included_Critique",
}


@pytest.mark.parametrize(("name", "key"), list(SUBGROUPS))
def test_subgroups(name, key):
    expected = results(name)[key]
    first = next(group for group in expected.values() if "method" in group)
    has_na = any("status" in group for group in expected.values())
    got = pool.subgroups(
        EFFECTS[name](), by=SUBGROUPS[name, key], min_k=3 if has_na else 1, tau2=first["method"], test=first["test"]
    )
    for level, group in expected.items():
        if "status" in group:
            assert got.groups[level].to_dict() == {"k": group["k"], "status": "NA: fewer than 3 experiments"}
        elif "beta" in group and level != "common_tau2_model":
            assert fit_mismatches(got.groups[level], group) == [], level
    for cell, value in expected["between"].items():
        if cell != "note":
            assert mismatches(cell, got.between[cell], value, ITERATED) == [], cell


@pytest.mark.parametrize(("name", "key"), list(SUBGROUPS))
def test_common_tau2_model(name, key):
    expected = results(name)[key]["common_tau2_model"]
    got = pool.fit(EFFECTS[name](), f"C({SUBGROUPS[name, key]})", expected["method"], expected["test"])
    if got.k != expected["k"]:
        kept = [level for level, group in results(name)[key].items() if "beta" in group]
        es = EFFECTS[name]()
        es = es[es[SUBGROUPS[name, key]].astype(str).isin(kept)]
        got = pool.fit(es, f"C({SUBGROUPS[name, key]})", expected["method"], expected["test"])
    assert fit_mismatches(got, expected) == []


def test_weights_of_the_common_effect_model():
    got = pool.fit(EFFECTS["p01_normand_smd"](), tau2="EE", test="z").weights
    np.testing.assert_allclose(got, results("p01_normand_smd")["weights_FE"], rtol=CLOSED)
