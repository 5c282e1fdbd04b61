import numpy as np
import pandas as pd
import pytest

from figpool import pool
from reference.cells import CLOSED, ITERATED, fit_mismatches, mismatches, results, rows


def _yi_vi(block):
    return pd.DataFrame({"yi": block["yi"], "vi": block["vi"]})


def _edges(name, k=None):
    table = rows("p13_edges")
    return table[table["set"] == name].reset_index(drop=True)[:k]


def seedlike():
    table = rows("p15_seedlike_se_pipeline")
    for i in "12":
        table[f"sd{i}i"] = table[f"se{i}i"] * np.sqrt(table[f"n{i}i"])
    return pool.effect_sizes(table, measure="SMD")


EFFECTS = {
    "p01_normand_smd": lambda: _yi_vi(results("p01_normand_smd")["escalc"]["SMD_LS"]),
    "p02_normand_md": lambda: pool.effect_sizes(rows("p02_normand_md"), measure="MD"),
    "p03_curtis_rom": lambda: pool.effect_sizes(rows("p03_curtis_rom"), measure="ROM"),
    "p04_bcg_rr": lambda: pd.concat([_yi_vi(results("p04_bcg_rr")), rows("p04_bcg_rr")], axis=1),
    "p06_raudenbush": lambda: rows("p06_raudenbush"),
    "p07_bangertdrowns": lambda: rows("p07_bangertdrowns"),
    "p08_molloy_zcor": lambda: pool.effect_sizes(rows("p08_molloy_zcor"), measure="ZCOR"),
    "p10_gibson_smd_smdh": lambda: pool.effect_sizes(rows("p10_gibson_smd_smdh"), measure="SMD"),
    "p11_hackshaw_bias": lambda: rows("p11_hackshaw_bias"),
    "p12_baskerville_smd_se": lambda: rows("p12_baskerville_smd_se").rename(columns={"smd": "yi", "se": "sei"}),
    "p15_seedlike_se_pipeline": seedlike,
    "p17_michael_md": lambda: pd.concat([_yi_vi(results("p17_michael_md")), rows("p17_michael_md")], axis=1),
}


def _grids():
    for name in EFFECTS:
        yield from ((name, "fits", cell) for cell in results(name).get("fits", {}) if cell != "note")


@pytest.mark.parametrize(("name", "block", "cell"), list(_grids()))
def test_estimators_and_tests(name, block, cell):
    method, test = cell.split(".")
    expected = results(name)[block][cell]
    assert fit_mismatches(pool.fit(EFFECTS[name](), tau2=method, test=test), expected) == []


EDGES = {
    "homog": lambda: _edges("homog"),
    "homog_k2": lambda: _edges("homog", 2),
    "k3": lambda: _edges("k3"),
    "k2_het": lambda: _edges("k3", 2),
    "equal_v": lambda: pd.DataFrame({"yi": [1.0, 2.0, 3.0, 4.0], "vi": [0.25] * 4}),
}


def _edge_cells():
    for name in EDGES:
        yield from ((name, cell) for cell in results("p13_edges")[name] if cell != "note")


@pytest.mark.parametrize(("name", "cell"), list(_edge_cells()))
def test_edges(name, cell):
    method, test = cell.split(".")
    assert fit_mismatches(pool.fit(EDGES[name](), tau2=method, test=test), results("p13_edges")[name][cell]) == []


def test_one_study():
    got = pool.fit(_edges("homog", 1), tau2="REML")
    assert fit_mismatches(got, results("p13_edges")["homog_k1"]["REML"]) == []
    assert got.test == "z"
    assert any("one study" in warning for warning in got.warnings)


@pytest.mark.parametrize("measure", ["RD", "OR"])
@pytest.mark.parametrize("cell", [c for c in results("p16_hine_rd_or")["fits_RD"] if c != "note"])
def test_risk_difference_and_odds_ratio(measure, cell):
    method, test = cell.split(".")
    es = pool.effect_sizes(rows("p16_hine_rd_or"), measure=measure)
    expected = results("p16_hine_rd_or")[f"fits_{measure}"][cell]
    assert fit_mismatches(pool.fit(es, tau2=method, test=test), expected) == []


def test_given_tau2_and_no_weights():
    es = pool.effect_sizes(rows("p16_hine_rd_or"), measure="OR")
    reference = results("p16_hine_rd_or")
    assert fit_mismatches(pool.fit(es, tau2=0.1, test="z"), reference["given_tau2"]) == []
    assert fit_mismatches(pool.fit(es, test="z", weighted=False), reference["unweighted_REML"]) == []


def test_other_level():
    es = EFFECTS["p01_normand_smd"]()
    assert fit_mismatches(pool.fit(es, test="z", level=0.90), results("p01_normand_smd")["level90"]) == []


@pytest.mark.parametrize("key", list(results("p05_yusuf_zero_cells")["IV"]))
def test_inverse_variance_with_zero_cells(key):
    measure, to = key.split(".")
    expected = results("p05_yusuf_zero_cells")["IV"][key].get("DL")
    if expected is None:
        pytest.skip("metafor gives no fit: a variance is 0")
    table = rows("p05_yusuf_zero_cells")
    es = pool.effect_sizes(table[table["table"].astype(str) == "6"], measure=measure, to=to)
    assert fit_mismatches(pool.fit(es, tau2="DL", test="z"), expected) == []


REGRESSIONS = {
    ("p03_curtis_rom", "mr_time_method"): "time + factor(method)",
    ("p03_curtis_rom", "mr_time_method_knha"): "time + factor(method)",
    ("p03_curtis_rom", "mr_DL_fungrp"): "factor(fungrp)",
    ("p03_curtis_rom", "mr_nointercept"): "factor(fungrp) - 1",
    ("p04_bcg_rr", "mr_ablat"): "ablat",
    ("p04_bcg_rr", "mr_ablat_knha"): "ablat",
    ("p04_bcg_rr", "mr_ablat_year_alloc_DL"): "ablat + year + alloc",
    ("p04_bcg_rr", "mr_ablat_year_alloc_REML_knha"): "ablat + year + alloc",
    ("p04_bcg_rr", "mr_alloc"): "alloc",
    ("p04_bcg_rr", "mr_FE_ablat"): "ablat",
    ("p06_raudenbush", "mr_weeks_REML_z"): "weeks",
    ("p06_raudenbush", "mr_weeks_REML_knha"): "weeks",
    ("p06_raudenbush", "mr_weeks_ML"): "weeks",
    ("p06_raudenbush", "mr_multi"): None,
    ("p07_bangertdrowns", "mr_1"): None,
    ("p07_bangertdrowns", "mr_1_knha"): None,
    ("p07_bangertdrowns", "mr_grade"): None,
    ("p07_bangertdrowns", "mr_grade_length"): None,
    ("p08_molloy_zcor", "mr"): None,
    ("p12_baskerville_smd_se", "mr"): None,
    ("p15_seedlike_se_pipeline", "mr"): None,
}


def formula_of(coefficients):
    """Formula with metafor's coefficients: each factor(...) once, numbers as they are."""
    names = [c.split(")")[0] + ")" if c.startswith("factor(") else c for c in coefficients if c != "intrcpt"]
    return " + ".join(dict.fromkeys(names))


@pytest.mark.parametrize(("name", "key"), list(REGRESSIONS))
def test_meta_regression(name, key):
    expected = results(name)[key]
    formula = REGRESSIONS[name, key] or formula_of(expected["coef_names"])
    got = pool.fit(EFFECTS[name](), mods=formula, tau2=expected["method"], test=expected["test"])
    assert fit_mismatches(got, expected) == []


def test_rows_with_a_missing_moderator_are_left_out():
    reference = results("p07_bangertdrowns")
    got = pool.fit(EFFECTS["p07_bangertdrowns"](), mods=formula_of(reference["mr_1"]["coef_names"]))
    assert (np.flatnonzero(got.used) + 1).tolist() == reference["rows_used_mr_1"]
    assert "Left out" in got.warnings[0]


def test_prediction_at_moderator_values():
    got = pool.fit(EFFECTS["p04_bcg_rr"](), mods="ablat", test="z").predict([0, 20, 40])
    for cell, expected in results("p04_bcg_rr")["predict_ablat_0_20_40"].items():
        assert mismatches(cell, got[cell], expected, ITERATED) == []
    by_column = pool.fit(EFFECTS["p04_bcg_rr"](), mods="ablat", test="z").predict({"ablat": [0, 20, 40]})
    np.testing.assert_allclose(by_column.pred, got.pred, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "key", "transform"),
    [("p03_curtis_rom", "backtransform_REML", np.exp), ("p08_molloy_zcor", "predict_r", np.tanh)],
)
def test_back_transformed_prediction(name, key, transform):
    got = pool.fit(EFFECTS[name](), test="z").predict(transform=transform)
    for cell, expected in results(name)[key].items():
        assert mismatches(cell, got[cell], expected, ITERATED) == []


def test_effects_from_a_ratio_and_its_interval():
    from figpool.convert import convert

    table = rows("p11_hackshaw_bias")
    got = [
        convert("ratio_ci_to_yi_sei", est=r["or"], L=r["or.lb"], U=r["or.ub"]) for r in table.to_dict(orient="records")
    ]
    reference = results("p11_hackshaw_bias")["yi_vi_from_ci"]
    for cell in ("yi", "sei"):
        assert mismatches(cell, [row[cell] for row in got], reference[cell], CLOSED) == []
