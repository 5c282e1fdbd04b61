from __future__ import annotations

import pytest

from figpool.calibrate.line import common_step
from figpool.calibrate.repair import explain


@pytest.mark.parametrize(
    ("read", "value", "decimals"),
    [
        ("10", 1.0, [1]),
        ("5", -5.0, [0]),
        ("70", 10.0, [0]),
        ("2", 7.0, [0]),
        ("LD", 1.0, [1]),
        ("35-", 35.0, [0]),
        ("1", 10.0, [0]),
        ("1.25", 12.5, [1]),
    ],
)
def test_usual_slips_explain_a_value(read, value, decimals):
    assert explain(read, value, decimals, power=False) is not None


@pytest.mark.parametrize(("read", "value"), [("1997", 25.0), ("Control", 10.0), ("", 5.0), ("280", 30.0), ("4", 7.0)])
def test_other_texts_explain_nothing(read, value):
    assert explain(read, value, [0], power=False) is None


def test_a_lost_exponent_explains_a_power():
    assert explain("10^", 100.0, [0], power=True) is not None
    assert explain("102", 100.0, [0], power=True).cost < explain("103", 100.0, [0], power=True).cost


@pytest.mark.parametrize(
    ("places", "step"),
    [([0, 10, 30], 10), ([0.1, 0.2, 0.4], 0.1), ([1, 3, 7, 14, 28], 1), ([-5, 5], 10), ([0.0, 0.025, 0.075], 0.025)],
)
def test_common_step(places, step):
    assert common_step(places) == pytest.approx(step)
