"""What must hold for any set of studies: order, sign, scale, units, duplicates, monotony."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figpool import pool

ESTIMATORS = ["EE", "DL", "HE", "HS", "SJ", "ML", "REML", "EB", "PM", "PMM"]


@st.composite
def studies(draw, least=3, most=12):
    k = draw(st.integers(least, most))
    yi = draw(st.lists(st.floats(-5, 5), min_size=k, max_size=k, unique=True))
    vi = draw(st.lists(st.floats(0.01, 2), min_size=k, max_size=k))
    return pd.DataFrame({"yi": np.round(yi, 4), "vi": np.round(vi, 4)})


@st.composite
def arms(draw):
    k = draw(st.integers(3, 8))

    def _column(low, high):
        return np.round(draw(st.lists(st.floats(low, high), min_size=k, max_size=k)), 3)

    sizes = [draw(st.lists(st.integers(4, 30), min_size=k, max_size=k)) for _ in range(2)]
    return pd.DataFrame(
        {
            "m1i": _column(5, 50), "sd1i": _column(0.5, 8), "n1i": sizes[0],
            "m2i": _column(5, 50), "sd2i": _column(0.5, 8), "n2i": sizes[1],
        }
    )  # fmt: skip


def _numbers(result):
    return np.array([result.beta[0], result.se[0], result.tau2, result.I2, result.QE])


@pytest.mark.parametrize("tau2", ESTIMATORS)
@given(es=studies(), seed=st.integers(0, 2**16))
@settings(max_examples=12, deadline=None)
def test_the_order_of_the_studies_does_not_matter(tau2, es, seed):
    shuffled = es.sample(frac=1, random_state=seed)
    np.testing.assert_allclose(_numbers(pool.fit(es, tau2=tau2)), _numbers(pool.fit(shuffled, tau2=tau2)), atol=1e-7)


@pytest.mark.parametrize("tau2", ESTIMATORS)
@given(es=studies())
@settings(max_examples=12, deadline=None)
def test_turning_the_sign_turns_the_mean_only(tau2, es):
    up, down = pool.fit(es, tau2=tau2), pool.fit(es.assign(yi=-es["yi"]), tau2=tau2)
    assert down.beta[0] == pytest.approx(-up.beta[0], rel=1e-7, abs=1e-9)
    np.testing.assert_allclose(_numbers(down)[1:], _numbers(up)[1:], rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("tau2", ESTIMATORS)
@given(es=studies(), factor=st.sampled_from([0.001, 0.1, 7.0, 1000.0]))
@settings(max_examples=12, deadline=None)
def test_a_change_of_scale_scales_the_result(tau2, es, factor):
    one = pool.fit(es, tau2=tau2)
    scaled = pool.fit(pd.DataFrame({"yi": es["yi"] * factor, "vi": es["vi"] * factor**2}), tau2=tau2)
    assert scaled.beta[0] == pytest.approx(one.beta[0] * factor, rel=1e-6, abs=1e-8 * factor)
    assert scaled.tau2 == pytest.approx(one.tau2 * factor**2, rel=1e-5, abs=1e-7 * factor**2)
    assert pytest.approx(one.I2, rel=1e-5, abs=1e-5) == scaled.I2


@given(es=studies(), shift=st.floats(-100, 100))
@settings(max_examples=40, deadline=None)
def test_a_shift_moves_the_mean_only(es, shift):
    one, moved = pool.fit(es), pool.fit(es.assign(yi=es["yi"] + shift))
    assert moved.beta[0] == pytest.approx(one.beta[0] + shift, abs=1e-6)
    assert moved.tau2 == pytest.approx(one.tau2, rel=1e-4, abs=1e-6)


@given(table=arms(), factor=st.sampled_from([0.01, 2.54, 1000.0]))
@settings(max_examples=40, deadline=None)
def test_units_do_not_matter_to_standardized_differences_and_ratios(table, factor):
    converted = table.copy()
    for column in ("m1i", "sd1i", "m2i", "sd2i"):
        converted[column] = table[column] * factor
    for measure in ("SMD", "SMDH", "SMD1", "ROM", "VR", "CVR"):
        a, b = (pool.effect_sizes(t, measure) for t in (table, converted))
        np.testing.assert_allclose(a["yi"], b["yi"], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(a["vi"], b["vi"], rtol=1e-9)


@given(table=arms())
@settings(max_examples=40, deadline=None)
def test_swapping_the_arms_turns_the_sign(table):
    swapped = table.rename(columns=lambda name: name.translate(str.maketrans("12", "21")))
    for measure in ("SMD", "SMDH", "MD", "ROM", "VR", "CVR"):
        a, b = (pool.effect_sizes(t, measure) for t in (table, swapped))
        np.testing.assert_allclose(a["yi"], -b["yi"], rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(a["vi"], b["vi"], rtol=1e-12)


@given(es=studies())
@settings(max_examples=40, deadline=None)
def test_every_study_twice_keeps_the_common_effect_and_halves_its_variance(es):
    one, twice = (pool.fit(t, tau2="EE", test="z") for t in (es, pd.concat([es, es], ignore_index=True)))
    assert twice.beta[0] == pytest.approx(one.beta[0], rel=1e-9, abs=1e-12)
    assert twice.se[0] == pytest.approx(one.se[0] / np.sqrt(2), rel=1e-9)


@given(es=studies(least=4))
@settings(max_examples=40, deadline=None)
def test_the_q_profile_interval_is_ordered_and_holds_the_paule_mandel_estimate(es):
    result = pool.fit(es, tau2="PM")
    interval = result.confint()
    assert 0 <= interval.lb[0] <= interval.ub[0]
    if interval.ub[0] > 0:
        assert interval.lb[0] - 1e-9 <= result.tau2 <= interval.ub[0] + 1e-9


@given(es=studies(least=4))
@settings(max_examples=40, deadline=None)
def test_restricted_likelihood_is_highest_at_its_estimate(es):
    from figpool.pool.tau2 import log_likelihood

    result = pool.fit(es)
    at = log_likelihood(result.solver, result.vi, result.tau2, restricted=True)
    for other in (0.0, result.tau2 * 0.9, result.tau2 * 1.1 + 1e-4):
        assert at >= log_likelihood(result.solver, result.vi, other, restricted=True) - 1e-9


@given(es=studies(least=4), labels=st.lists(st.sampled_from("xy"), min_size=12, max_size=12))
@settings(max_examples=40, deadline=None)
def test_total_q_is_the_sum_within_and_between(es, labels):
    table = es.assign(g=labels[: len(es)])
    groups = pool.subgroups(table, by="g", min_k=1, tau2="EE", test="z")
    within, between = groups.between.Qw_sum, groups.between.Qb
    total = groups.between.Q_total_EE
    assert within + (0 if np.isnan(between) else between) == pytest.approx(total, rel=1e-7, abs=1e-7)
