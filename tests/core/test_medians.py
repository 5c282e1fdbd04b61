"""Medians of a few values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from figpool.core.medians import median, medians

PLANES = hnp.arrays(
    st.sampled_from([np.float32, np.float64]),
    hnp.array_shapes(min_dims=2, max_dims=2, max_side=9),
    elements=st.floats(-1000, 1000, width=32),
)


@given(PLANES, st.sampled_from([0, 1]))
def test_they_are_numpys(plane, axis):
    found = medians(plane, axis)
    assert found.dtype == plane.dtype
    np.testing.assert_array_equal(found, np.median(plane, axis=axis))


@given(st.lists(st.integers(0, 255), min_size=1, max_size=9))
def test_whole_numbers_of_few_bits_do_not_run_over(values):
    assert median(np.array(values, dtype=np.uint8)) == float(np.median(values))


def test_of_nothing_there_is_none():
    with pytest.raises(ValueError, match="at least one value"):
        median([])
