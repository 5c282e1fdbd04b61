"""Numbers of published examples: Shrout & Fleiss 1979, Bland & Altman 1986."""

from __future__ import annotations

import math

import numpy as np
import pytest

from figpool.core.errors import UsageError
from figpool.project.agreement import agree, bland_altman, concordance, icc_2_1, repeatability

# Shrout & Fleiss 1979, Psychol Bull 86:420, table 2: six targets, four judges
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
# Bland & Altman 1986, Lancet 327:307, table 1: first reading of each peak flow meter, l/min
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


def test_icc_of_shrout_and_fleiss():
    icc, low, high = icc_2_1(SHROUT_FLEISS)
    assert icc == pytest.approx(0.29, abs=0.005)
    # as R's psych::ICC prints it for these data: 0.019 to 0.761
    assert (low, high) == pytest.approx((0.019, 0.761), abs=0.0005)


def test_limits_of_bland_and_altman():
    bias, sd, low, high = bland_altman(MINI, WRIGHT)
    assert (bias, sd) == pytest.approx((-2.1, 38.8), abs=0.05)
    assert (low, high) == pytest.approx((-78.1, 73.9), abs=0.1)


def test_concordance_of_the_peak_flow_meters():
    # as R's epiR::epi.ccc and DescTools::CCC give it for these data
    assert concordance(WRIGHT, MINI)[0] == pytest.approx(0.942742, abs=1e-6)


def test_repeatability_of_the_large_peak_flow_meter():
    # the same table: Wright's second readings; the SD of the differences is given as 21.6 l/min
    again = [490, 397, 512, 401, 470, 611, 415, 431, 638, 429, 420, 633, 275, 492, 165, 372, 421]
    within, coefficient = repeatability(WRIGHT, again)
    assert within * math.sqrt(2) == pytest.approx(21.6, abs=0.05)
    assert coefficient == pytest.approx(1.96 * 21.6, abs=0.1)


def test_bounds_enclose_the_estimate_and_narrow_with_pairs():
    few, many = agree(WRIGHT, MINI), agree(WRIGHT * 4, MINI * 4)
    assert few.ccc_lb < few.ccc < few.ccc_ub
    assert few.icc_lb < few.icc < few.icc_ub
    assert many.ccc_ub - many.ccc_lb < few.ccc_ub - few.ccc_lb
    assert many.icc_ub - many.icc_lb < few.icc_ub - few.icc_lb


def test_concordance_is_symmetric_and_punishes_bias():
    assert concordance(WRIGHT, MINI)[0] == pytest.approx(concordance(MINI, WRIGHT)[0])
    shifted = (np.array(WRIGHT) + 150.0).tolist()
    assert concordance(WRIGHT, shifted)[0] < 0.7
    assert icc_2_1(np.column_stack([WRIGHT, shifted]))[0] < 0.7


def test_perfect_agreement():
    found = agree(WRIGHT, WRIGHT)
    assert (found.icc, found.ccc, found.bias, found.sd) == pytest.approx((1, 1, 0, 0))
    assert (found.ccc_lb, found.ccc_ub) == (1.0, 1.0)


def test_nothing_varies():
    found = agree([5, 5, 5], [5, 5, 5])
    assert math.isnan(found.icc)
    assert math.isnan(found.ccc)


@pytest.mark.parametrize("pairs", [([], []), ([1], [1]), ([1, math.nan], [1, 2])])
def test_too_little_is_refused(pairs):
    with pytest.raises(UsageError, match="at least 2 complete pairs"):
        agree(*pairs)
