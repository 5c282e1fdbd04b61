"""What must hold for every axis: round trips, and nothing hangs on order, place or size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figpool.calibrate import fit_axis, fit_manual
from figpool.core.axes import AxisCalibration, AxisLabel, AxisScale, CalibrationPoint, TickCandidate
from figpool.ocr import read_number

SCALES = [AxisScale.LINEAR, AxisScale.LOG10, AxisScale.LN, AxisScale.LOG2]
STEPS = [1.0, 2.0, 5.0, 10.0, 25.0, 0.5, 0.1, 0.02, 200.0]


@st.composite
def axes(draw):
    """Labels and ticks of a plain axis, with the line they stand on."""
    step = draw(st.sampled_from(STEPS))
    first = draw(st.integers(-4, 4))
    count = draw(st.integers(4, 9))
    gap = draw(st.floats(25, 90)) * draw(st.sampled_from([-1, 1]))
    start = draw(st.floats(100, 900))
    offset = draw(st.floats(-3, 3))
    values = [step * (first + k) for k in range(count)]
    pixels = [start + gap * k for k in range(count)]
    decimals = max(0, -int(np.floor(np.log10(step) + 1e-9)))
    texts = [f"{v:.{decimals}f}".replace("-0", "-0") for v in values]
    texts = ["0" if float(t) == 0 and decimals == 0 else t for t in texts]
    labels = [AxisLabel(p + offset, 12.0, t, read_number(t)) for p, t in zip(pixels, texts, strict=True)]
    return labels, [TickCandidate(p) for p in pixels], values, pixels


def fit(labels, ticks) -> AxisCalibration:
    result = fit_axis(labels, ticks)
    assert isinstance(result, AxisCalibration)
    return result


@given(
    st.sampled_from(SCALES),
    st.tuples(st.floats(0.001, 1e4), st.floats(1.5, 1e4)),
    st.tuples(st.floats(0, 3000), st.floats(20, 3000)),
    st.floats(-500, 4000),
)
def test_pixels_to_values_and_back(scale, value_range, pixel_range, pixel):
    low, ratio = value_range
    start, length = pixel_range
    axis = fit_manual([CalibrationPoint(start, low), CalibrationPoint(start + length, low * ratio)], scale)
    value = axis.to_value(pixel)
    if scale.is_log and not 1e-250 < value < 1e250:
        return
    assert axis.to_pixel(value) == pytest.approx(pixel, abs=1e-6 * (abs(pixel) + start + length))


@given(axes())
@settings(max_examples=60, deadline=None)
def test_a_clean_axis_is_read_exactly(axis):
    labels, ticks, values, pixels = axis
    np.testing.assert_allclose(fit(labels, ticks).to_value(pixels), values, atol=1e-6 * np.ptp(values))


@given(axes(), st.randoms())
@settings(max_examples=30, deadline=None)
def test_order_does_not_matter(axis, random):
    labels, ticks, _, pixels = axis
    before = fit(labels, ticks).to_value(pixels)
    random.shuffle(labels)
    random.shuffle(ticks)
    np.testing.assert_allclose(fit(labels, ticks).to_value(pixels), before, atol=1e-9 * np.ptp(before))


@given(axes(), st.floats(-2000, 2000), st.floats(0.6, 5))
@settings(max_examples=30, deadline=None)
def test_moving_and_scaling_the_picture_moves_pixels_and_not_values(axis, shift, zoom):
    labels, ticks, _, pixels = axis
    before = fit(labels, ticks)
    moved_labels = [AxisLabel(x.pixel * zoom + shift, x.size * zoom, x.text, x.readings) for x in labels]
    moved_ticks = [TickCandidate(t.pixel * zoom + shift) for t in ticks]
    after = fit(moved_labels, moved_ticks)
    moved = np.array(pixels) * zoom + shift
    np.testing.assert_allclose(
        after.to_value(moved), before.to_value(pixels), atol=1e-6 * np.ptp(before.to_value(pixels))
    )
    assert {i.flag for i in after.issues} == {i.flag for i in before.issues}


@given(axes())
@settings(max_examples=30, deadline=None)
def test_turning_the_axis_over_turns_only_the_slope(axis):
    labels, ticks, _, pixels = axis
    before = fit(labels, ticks)
    turned = fit(
        [AxisLabel(-x.pixel, x.size, x.text, x.readings) for x in labels], [TickCandidate(-t.pixel) for t in ticks]
    )
    assert turned.slope == pytest.approx(-before.slope)
    np.testing.assert_allclose(turned.to_value(-np.array(pixels)), before.to_value(pixels), atol=1e-6)
