"""The tables of Sarveazad et al. 2022, cell by cell, from the synthetic rows that reproduce them."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from figpool import pool
from figpool.convert import to_sd
from reference.cells import HERE, ITERATED, fit_mismatches, mismatches

EXPECTED = json.loads((HERE / "seed_review" / "expected.json").read_text())
GROUPS = {
    "Moderate": ("severity", "moderate"),
    "Severe": ("severity", "severe"),
    "BMSCs": ("cell_source", "BMSC"),
    "Other source": ("cell_source", "other"),
    "Antibiotic yes": ("antibiotic", "yes"),
    "Antibiotic no": ("antibiotic", "no"),
    "Single dose": ("protocol", "single"),
    "IT": ("route", "IT"),
    "IP": ("route", "IP"),
    "DMEM": ("medium", "DMEM"),
    "Allogenic": ("graft", "allogenic"),
    "Xenogeneic": ("graft", "xenogeneic"),
    "<=120 uL": ("amount_group", "<=120"),
    ">120 uL": ("amount_group", ">120"),
    "<8 weeks": ("followup_group", "<8"),
    ">=8 weeks": ("followup_group", ">=8"),
    "Low RoB": ("rob", "low"),
    "High/some RoB": ("rob", "high/some"),
}


@pytest.fixture(scope="module")
def effects():
    table = pd.read_csv(HERE / "seed_review" / "rows.csv")
    for i in "12":
        converted = [
            to_sd(error, kind.lower(), n)[0]
            for error, kind, n in zip(table[f"err{i}i"], table["error_type"], table[f"n{i}i"], strict=True)
        ]
        table[f"sd{i}i"] = converted
    table["route_group"] = np.where(table["route"].isin(["IT", "IP"]), table["route"], "other")
    return pool.effect_sizes(table, measure="SMD", vtype="LS2")


def test_effect_sizes(effects):
    assert mismatches("yi", effects["yi"], EXPECTED["yi"], 1e-8) == []
    assert mismatches("vi", effects["vi"], EXPECTED["vi"], 1e-8) == []


def test_overall(effects):
    assert fit_mismatches(pool.fit(effects), EXPECTED["Overall"]) == []


@pytest.mark.parametrize("name", list(GROUPS))
def test_subgroup(effects, name):
    by, level = GROUPS[name]
    assert fit_mismatches(pool.subgroups(effects, by=by).groups[level], EXPECTED[name]) == []


PRINTED = re.compile(r"(?P<beta>[\d.]+) \((?P<lb>[\d.]+), (?P<ub>[\d.]+)\).* (?P<I2>[\d.]+)%")
# Printed 56.67 for the group above 120 uL: a misprint of 65.67, as its own Q test shows (see SOURCE.md).
MISPRINTS = {(">120 uL", "I2")}


@pytest.mark.parametrize("cell", ["beta", "lb", "ub", "I2"])
@pytest.mark.parametrize("name", ["Overall", *GROUPS])
def test_printed_cell(effects, name, cell):
    if (name, cell) in MISPRINTS:
        pytest.skip("a misprint in the paper")
    if name == "Overall":
        result = pool.fit(effects)
    else:
        by, level = GROUPS[name]
        result = pool.subgroups(effects, by=by).groups[level]
    got = {"beta": result.beta[0], "lb": result.ci_lb[0], "ub": result.ci_ub[0], "I2": result.I2}[cell]
    printed = PRINTED.search(EXPECTED[name]["printed"])
    assert abs(got - float(printed[cell])) <= 0.01


@pytest.mark.parametrize(
    ("by", "level"), [("protocol", "multi"), ("route", "IV"), ("route", "in situ"), ("medium", "other")]
)
def test_small_subgroups_are_not_pooled(effects, by, level):
    assert pool.subgroups(effects, by=by).groups[level].status == "NA: fewer than 3 experiments"


TABLE4 = {
    "intrcpt": "intrcpt",
    "big>120": "amount_group[>120]",
    "route3IP": "route_group[IP]",
    "route3Other": "route_group[other]",
    "abno": "antibiotic[no]",
    "fu>=8": "followup_group[>=8]",
}


def test_meta_regression(effects):
    formula = (
        "C(amount_group, ref='<=120') + C(route_group, ref='IT') + C(antibiotic, ref='yes')"
        " + C(followup_group, ref='<8')"
    )
    got = pool.fit(effects, mods=formula)
    expected = dict(EXPECTED["table4"])
    order = [got.terms.index(TABLE4[name]) for name in expected["coef_names"]]
    for cell in ("beta", "se", "stat", "pval", "ci_lb", "ci_ub"):
        assert mismatches(cell, getattr(got, cell)[order], expected[cell], ITERATED) == [], cell
    for cell in ("tau2", "I2", "R2", "QE", "QM", "QM_p"):
        assert mismatches(cell, getattr(got, cell), expected[cell], ITERATED) == [], cell


def test_leave_one_out(effects):
    got = pool.leave_one_out(pool.fit(effects))
    for cell, name in {"estimate": "estimate", "se": "se", "ci.lb": "ci_lb", "ci.ub": "ci_ub", "I2": "I2"}.items():
        assert mismatches(cell, got[name], EXPECTED["leave1out"][cell], ITERATED) == [], cell


def test_small_study_tests(effects):
    for key, expected in EXPECTED["egger"].items():
        parts = key.split(".")
        if parts[0] == "rma":
            fit = pool.fit(effects, tau2=parts[1], test=parts[2])
            got = pool.egger(fit, predictor=parts[3], model="rma")
            assert mismatches("pval", got.pval, expected["pval"], ITERATED) == [], key
    assert pool.egger(pool.fit(effects)).pval == pytest.approx(EXPECTED["egger"]["lm.sei"]["pval"], rel=1e-8)
    assert pool.rank_test(pool.fit(effects)).pval == pytest.approx(EXPECTED["egger"]["ranktest"]["pval"], rel=1e-8)
