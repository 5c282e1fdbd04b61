"""Moving, scaling or recolouring a picture moves pixels and not values."""

from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from figpool.core.figure import Figure
from figpool.extract import digitize
from paint.drawn import Drawn

CHART = Drawn(
    [(8.2, 3.1, 14.6), (5.6, 9.8, 18.2)],
    [(1.1, 0.6, 1.7), (0.8, 1.1, 2.5)],
    categories=("Sham", "Injury", "Dose"),
    series=("Saline", "Drug"),
    size=(4.0, 3.0),
)
SPAN = 25.0
FEW = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@cache
def picture():
    return CHART.draw().pixels


@cache
def plain_rows():
    return digitize(Figure(picture(), "plain.png")).rows


def check_values(pixels, tolerance=0.01):
    """The rows of a changed picture have the values, names and order of the plain one's."""
    before, after = plain_rows(), digitize(Figure(np.ascontiguousarray(pixels), "changed.png")).rows
    assert len(before) == len(after) == 6
    assert [r.category for r in after] == [r.category for r in before]
    assert [r.series for r in after] == [r.series for r in before]
    assert [r.mean for r in after] == pytest.approx([r.mean for r in before], abs=tolerance * SPAN)
    assert [r.error_high for r in after] == pytest.approx([r.error_high for r in before], abs=tolerance * SPAN)
    return before, after


@FEW
@given(right=st.integers(0, 60), down=st.integers(0, 60))
def test_a_margin_moves_pixels_and_not_values(right, down):
    moved = np.pad(picture(), ((down, 0), (right, 0), (0, 0)), constant_values=255)
    before, after = check_values(moved, 0.006)
    assert [r.x_px for r in after] == pytest.approx([r.x_px + right for r in before], abs=0.8)
    assert [r.y_px for r in after] == pytest.approx([r.y_px + down for r in before], abs=0.8)


@FEW
@given(factor=st.floats(0.8, 2.2))
def test_scaling_moves_pixels_and_not_values(factor):
    height, width = picture().shape[:2]
    size = (round(width * factor), round(height * factor))
    scaled = cv2.resize(picture(), size, interpolation=cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA)
    before, after = check_values(scaled)
    assert [r.y_px for r in after] == pytest.approx([(r.y_px + 0.5) * size[1] / height - 0.5 for r in before], abs=2.0)


@FEW
@given(gains=st.tuples(*[st.floats(0.82, 1.0)] * 3), lift=st.floats(0.0, 25.0))
def test_recolouring_moves_nothing(gains, lift):
    recoloured = np.clip(lift + picture().astype(float) * (np.array(gains) - lift / 255), 0, 255).astype(np.uint8)
    before, after = check_values(recoloured, 0.006)
    assert [(r.x_px, r.y_px) for r in after] == [pytest.approx((r.x_px, r.y_px), abs=0.8) for r in before]


def test_the_plain_picture_is_read_right():
    truth = [m for column in zip(*CHART.means, strict=True) for m in column]
    assert [r.mean for r in plain_rows()] == pytest.approx(truth, abs=0.005 * SPAN)
