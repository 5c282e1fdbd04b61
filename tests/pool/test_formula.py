import numpy as np
import pytest

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.formula import parse_formula

FRAME = {
    "dose": np.array([1.0, 2.0, 3.0, 4.0]),
    "route": np.array(["IT", "IP", "IT", "IV"], dtype=object),
    "sex": np.array(["f", "m", "f", "m"], dtype=object),
    "week no": np.array([1, 2, 4, 8]),
}


def _design(formula):
    X, names = parse_formula(formula, FRAME).matrix(FRAME)
    return X, names


def test_numbers_and_factors():
    X, names = _design("dose + route")
    assert names == ("intrcpt", "dose", "route[IT]", "route[IV]")
    np.testing.assert_array_equal(X[:, 2], [1, 0, 1, 0])


def test_reference_level():
    assert _design("C(route, ref='IT')")[1] == ("intrcpt", "route[IP]", "route[IV]")


def test_numbers_as_factor_keep_their_order():
    frame = {"weeks": np.array([10, 2, 2, 10])}
    assert parse_formula("C(weeks)", frame).matrix(frame)[1] == ("intrcpt", "weeks[10]")


def test_without_intercept_the_first_factor_is_full():
    assert _design("route - 1")[1] == ("route[IP]", "route[IT]", "route[IV]")
    assert _design("0 + dose")[1] == ("dose",)


def test_interactions_follow_marginality():
    assert _design("dose * sex")[1] == ("intrcpt", "dose", "sex[m]", "dose:sex[m]")
    X, names = _design("dose + dose:sex")
    assert names == ("intrcpt", "dose", "dose:sex[m]")
    np.testing.assert_array_equal(X[:, 2], [0, 2, 0, 4])


def test_arithmetic_and_functions():
    X, names = _design("I(dose - 2) + log(dose)")
    assert names == ("intrcpt", "I(dose - 2)", "log(dose)")
    np.testing.assert_allclose(X[:, 2], np.log(FRAME["dose"]))


def test_odd_names_in_backticks():
    assert _design("`week no`")[1] == ("intrcpt", "week no")


def test_a_colon_in_a_level_is_no_interaction():
    frame = {"ratio": np.array(["1:1", "1:2", "1:1"], dtype=object)}
    assert parse_formula("C(ratio, ref='1:2')", frame).matrix(frame)[1] == ("intrcpt", "ratio[1:1]")


def test_missing_cells_become_nan():
    frame = {"route": np.array(["IT", None, "IP"], dtype=object)}
    X, _ = parse_formula("route", frame).matrix(frame)
    assert np.isnan(X[1, 1])


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("dos", "no column 'dos'.*dose, route, sex"),
        ("dose +", "cannot be read"),
        ("C(route, ref='oral')", "no level 'oral'.*IP, IT, IV"),
        ("C(route, base='IT')", "does not take 'base'"),
        ("dose - route", "Only the intercept"),
        ("__import__('os')", "cannot be used"),
        ("I(route * 2)", "not a number in every row"),
    ],
)
def test_unreadable_formulas_say_what_to_write(formula, words):
    with pytest.raises(UsageError, match=words):
        _design(formula)


def test_a_factor_with_one_level_is_refused():
    with pytest.raises(PoolingError, match="only the level 'x'"):
        parse_formula("g", {"g": np.array(["x", "x"], dtype=object)})
