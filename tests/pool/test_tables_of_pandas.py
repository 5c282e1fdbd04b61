"""Tables as people have them: odd row labels, columns of text, designs in another order."""

import numpy as np
import pandas as pd
import pytest

from figpool import pool
from figpool.core.errors import UsageError

ES = pd.DataFrame(
    {
        "study": list("ABCDEFGH"), "yi": [0.1, 0.5, 0.3, 0.9, 1.2, 0.7, 1.0, 0.2],
        "vi": [0.04, 0.05, 0.06, 0.05, 0.04, 0.07, 0.05, 0.06], "n1i": 10, "n2i": [8, 9, 10, 11, 12, 8, 9, 10],
        "amount": [1.0, 5, 3, 9, 12, 6, 10, 2], "year": [2001, 2009, 2003, 2011, 2004, 2008, 2006, 2002],
        "route": list("aabbccab"),
    },
    index=[f"r{7 * i}" for i in range(8)],
)  # fmt: skip
BY_FORMULA = pool.fit(ES, "amount + year")


def test_a_design_in_another_order_is_joined_by_its_row_labels():
    shuffled = ES[["amount", "year"]].iloc[::-1]
    np.testing.assert_allclose(pool.fit(ES, shuffled).beta, BY_FORMULA.beta, rtol=1e-9)
    groups = pool.subgroups(ES, by=ES["route"].iloc[::-1], min_k=2)
    assert groups["a"].beta[0] == pool.subgroups(ES, by="route", min_k=2)["a"].beta[0]
    clusters = pool.cluster_robust(BY_FORMULA, ES["route"].where(ES["route"] != "a", ES["study"]).iloc[::-1])
    assert clusters.se[0] == pytest.approx(
        pool.cluster_robust(BY_FORMULA, ES["route"].where(ES["route"] != "a", ES["study"])).se[0], rel=1e-12
    )
    by_year = pool.cumulative(pool.fit(ES), ES["year"].iloc[::-1])
    assert by_year["slab"].tolist() == list("AHCEGFBD")


def test_a_design_of_other_labels_is_taken_row_by_row():
    plain = pool.fit(ES, ES[["amount", "year"]].reset_index(drop=True))
    np.testing.assert_allclose(plain.beta, BY_FORMULA.beta, rtol=1e-9)


def test_a_design_may_hold_text_or_be_one_column():
    assert pool.fit(ES, ES[["amount", "route"]]).terms == ("intrcpt", "amount", "route[b]", "route[c]")
    assert pool.fit(ES, ES["amount"]).terms == ("intrcpt", "amount")


def test_new_moderators_are_joined_by_name():
    by_design = pool.fit(ES, ES[["amount", "year"]])
    expected = by_design.predict([[4, 2005]]).pred[0]
    assert by_design.predict(pd.DataFrame({"year": [2005], "amount": [4.0]})).pred[0] == expected
    assert by_design.predict({"year": 2005, "amount": [4, 4]}).pred.tolist() == [expected] * 2
    with pytest.raises(UsageError, match="lack 'year'"):
        by_design.predict({"amount": 4, "dose": 1})
    factors = pool.fit(ES, "amount + route")
    got = factors.predict({"amount": [4, 8], "route": "b"})
    assert got.pred[1] - got.pred[0] == pytest.approx(4 * factors.beta[1])


def test_numbers_in_text_columns_are_numbers_and_a_word_among_them_is_named():
    text = ES.assign(amount=[f"{a:.1f}" for a in ES["amount"]])
    np.testing.assert_allclose(pool.fit(text, "amount").beta, pool.fit(ES, "amount").beta, rtol=1e-12)
    text.loc["r14", "amount"] = "NR"
    with pytest.raises(UsageError, match="Row 3: the moderator amount is 'NR', among numbers"):
        pool.fit(text, "amount")
    text.loc["r14", "amount"] = "NA"
    assert pool.fit(text, "amount").k == 7


def test_powers_are_written_as_in_r_too():
    np.testing.assert_allclose(pool.fit(ES, "amount + I(amount^2)").beta, pool.fit(ES, "amount + I(amount**2)").beta)


def test_predictors_of_eggers_test_by_their_formula():
    result = pool.fit(ES)
    assert pool.egger(result, "sqrt(1/n1 + 1/n2)").pval == pool.egger(result, "sqrtn1n2").pval
    assert pool.egger(result, "n").pval == pool.egger(result, "ni").pval
