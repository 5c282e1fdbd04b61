import numpy as np
import pytest

from figpool import pool
from reference.cells import CLOSED, mismatches, results, rows

BCG = {"ai": "tpos", "bi": "tneg", "ci": "cpos", "di": "cneg"}
BRAIN = {
    "m1i": "Brain_m", "sd1i": "Brain_s", "n1i": "Brain_n",
    "m2i": "No_brain_m", "sd2i": "No_brain_s", "n2i": "No_brain_n",
}  # fmt: skip


def _compare(es, expected):
    complete = es.dropna(subset=["yi", "vi"]) if len(expected["yi"]) < len(es) else es
    assert mismatches("yi", complete["yi"], expected["yi"], CLOSED) == []
    assert mismatches("vi", complete["vi"], expected["vi"], CLOSED) == []


TWO_GROUPS = [
    (name, key)
    for name in ("p01_normand_smd", "p03_curtis_rom", "p10_gibson_smd_smdh")
    for key in results(name)["escalc"]
    if key != "by_formula"
]


@pytest.mark.parametrize(("name", "key"), TWO_GROUPS)
def test_two_group_measures_with_every_variance(name, key):
    measure, _, vtype = key.partition("_")
    es = pool.effect_sizes(rows(name), measure=measure, vtype=vtype or None)
    _compare(es, results(name)["escalc"][key])


def test_response_ratio_with_second_order_correction():
    formula = results("p03_curtis_rom")["escalc"]["by_formula"]
    es = pool.effect_sizes(rows("p03_curtis_rom"), measure="ROM", correct=True)
    _compare(es, {"yi": formula["rr_delta"], "vi": formula["v_delta"]})


@pytest.mark.parametrize("key", list(results("p05_yusuf_zero_cells")["IV"]))
def test_zero_cells_under_every_rule(key):
    measure, to = key.split(".")
    table = rows("p05_yusuf_zero_cells")
    es = pool.effect_sizes(table[table["table"].astype(str) == "6"], measure=measure, to=to)
    _compare(es, results("p05_yusuf_zero_cells")["IV"][key])


@pytest.mark.parametrize("measure", ["ZCOR", "COR", "UCOR"])
def test_correlations(measure):
    _compare(pool.effect_sizes(rows("p08_molloy_zcor"), measure=measure), results("p08_molloy_zcor")[measure.lower()])


@pytest.mark.parametrize("measure", ["RD", "OR"])
def test_two_by_two_tables(measure):
    _compare(pool.effect_sizes(rows("p16_hine_rd_or"), measure=measure), results("p16_hine_rd_or")[measure])


def test_columns_under_other_names():
    _compare(pool.effect_sizes(rows("p04_bcg_rr"), measure="RR", columns=BCG), results("p04_bcg_rr"))
    _compare(pool.effect_sizes(rows("p17_michael_md"), measure="MD", columns=BRAIN), results("p17_michael_md"))


# escalc() of metafor 3.8-1 on m1i=c(7,5), m2i=c(6.5,4), sd1i=c(2.38,1), sd2i=c(2.21,1.5), ni=c(10,20), ri=c(.68,.2)
PAIRED = {
    "MC": ([0.5, 1.0], [0.3395172, 0.1325]),
    "SMCC": ([0.2479852554, 0.5896682424], [0.1030748343, 0.0586927159]),
    "SMCR": ([0.1919905235, 0.9599103529], [0.06584301806, 0.10303569714]),
    "SMCRH": ([0.1919905235, 0.9599103529], [0.05733126092, 0.15085781954]),
    "ROMC": ([0.07410797215, 0.22314355131], [0.00739840, 0.00753125]),
}


@pytest.mark.parametrize("measure", list(PAIRED))
def test_paired_measures(measure):
    table = {
        "m1i": [7, 5], "m2i": [6.5, 4], "sd1i": [2.38, 1], "sd2i": [2.21, 1.5], "ni": [10, 20], "ri": [0.68, 0.2],
    }  # fmt: skip
    es = pool.effect_sizes(table, measure=measure)
    yi, vi = PAIRED[measure]
    np.testing.assert_allclose(es["yi"], yi, rtol=1e-9)
    np.testing.assert_allclose(es["vi"], vi, rtol=1e-9)


# escalc() of metafor 3.8-1: SMD from di, PLO of 0/10 and 3/9, IRR of 0/10 against 2/10.5
def test_published_d_logit_and_rate_ratio():
    es = pool.effect_sizes({"di": [0.5, -1], "n1i": [10, 5], "n2i": [9, 8]}, measure="SMD", vtype="UB")
    np.testing.assert_allclose(es["yi"], [0.4775557528, -0.92995981], rtol=1e-9)
    np.testing.assert_allclose(es["vi"], [0.2185823729, 0.371643430], rtol=1e-8)
    es = pool.effect_sizes({"xi": [0, 3], "ni": [10, 9]}, measure="PLO")
    np.testing.assert_allclose(es["yi"], [-3.0445224377, -0.6931471806], rtol=1e-9)
    es = pool.effect_sizes({"x1i": [0], "t1i": [10], "x2i": [2], "t2i": [10.5]}, measure="IRR")
    np.testing.assert_allclose((es["yi"][0], es["vi"][0]), (-1.560647748, 2.4), rtol=1e-9)


def test_shared_control_of_a_three_arm_trial():
    study = results("p14_multiarm_shared_control")["multi_arm"][0]
    arm = rows("p14_multiarm_shared_control").iloc[study["row"] - 1]
    table = {
        "m1i": [arm.y1] * 2, "sd1i": [arm.sd1] * 2, "n1i": [arm.n1] * 2,
        "m2i": [arm.y2, arm.y3], "sd2i": [arm.sd2, arm.sd3], "n2i": [arm.n2, arm.n3],
    }  # fmt: skip
    # the reference takes the common comparator as group 2 with reversed sign: treatment minus control
    es = pool.effect_sizes(table, measure="SMD", better="lower")
    _compare(es, study["shared"])
