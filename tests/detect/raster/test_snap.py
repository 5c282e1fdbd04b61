"""Snapping to ink drawn at known places between the pixels."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from figpool._cv import cv2
from figpool.core.geometry import Frame
from figpool.detect.raster.snap import SnapSettings, snap_blob, snap_line

UPRIGHT = Frame(0.0, 60.0, 60.0)
_FINE = 8


def paper(draw: object, size: int = 120) -> NDArray[np.uint8]:
    """Draw eight times as large, then shrink: edges lie between the pixels."""
    large = np.full((size * _FINE, size * _FINE, 3), 255, np.uint8)
    draw(large)  # type: ignore[operator]
    return np.asarray(cv2.resize(large, (size, size), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def fine(position: float) -> int:
    """Place on the large picture whose left edge lies at `position` of the small one."""
    return round((position + 0.5) * _FINE)


def stroke(y: float, width: float = 1.5, shade: int = 0) -> NDArray[np.uint8]:
    def draw(large: NDArray[np.uint8]) -> None:
        large[fine(y - width / 2) : fine(y + width / 2), fine(20) : fine(100)] = shade

    return paper(draw)


@pytest.mark.parametrize("y", [60.0, 60.25, 60.625])
@pytest.mark.parametrize("start", [-4.0, -1.0, 2.5])
def test_a_stroke_is_found_at_its_centre(y: float, start: float) -> None:
    found = snap_line(stroke(y), UPRIGHT, (60.0, y + start), [-5, -3, 3, 5])
    assert found == pytest.approx(y, abs=0.08)


def test_a_step_is_found_at_its_edge() -> None:
    def draw(large: NDArray[np.uint8]) -> None:
        large[fine(70.25) :, :] = 140

    found = snap_line(paper(draw), UPRIGHT, (60.0, 67.0), [-4, 0, 4])
    assert found == pytest.approx(70.25, abs=0.08)


def test_a_pale_colour_is_ink_too() -> None:
    pixels = np.full((120, 120, 3), 255, np.uint8)
    pixels[50:, :] = (255, 245, 150)
    assert snap_line(pixels, UPRIGHT, (60.0, 52.0), [-4, 0, 4]) == pytest.approx(49.5, abs=0.1)


def test_vertical_lines_give_x() -> None:
    turned = np.ascontiguousarray(stroke(60.25).transpose(1, 0, 2))
    assert snap_line(turned, UPRIGHT, (58.0, 60.0), [-5, 5], vertical=True) == pytest.approx(60.25, abs=0.08)


def test_without_ink_within_reach_nothing_is_found() -> None:
    assert snap_line(stroke(60.0), UPRIGHT, (60.0, 80.0), [-3, 3], SnapSettings(reach=6)) is None
    assert snap_blob(stroke(60.0), UPRIGHT, (60.0, 95.0)) is None


def test_outside_the_picture_nothing_is_found() -> None:
    assert snap_line(stroke(60.0), UPRIGHT, (500.0, 500.0), [-3, 3]) is None


def test_a_skewed_line_is_found_where_it_stands_upright() -> None:
    frame = Frame(2.0, 60.0, 60.0)
    turn = cv2.getRotationMatrix2D((60.0, 60.0), -2.0, 1.0)
    skewed = cv2.warpAffine(stroke(50.0), turn, (120, 120), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))
    for x in (35.0, 60.0, 85.0):
        found = snap_line(np.asarray(skewed, dtype=np.uint8), frame, (x, 52.0), [-4, -2, 2, 4])
        assert found == pytest.approx(50.0, abs=0.15)


def test_a_marker_is_found_at_its_centre_in_spite_of_its_error_bar() -> None:
    def draw(large: NDArray[np.uint8]) -> None:
        cv2.circle(large, (fine(60.25), fine(55.5)), 5 * _FINE, (0, 0, 0), -1)
        large[fine(40) : fine(70), fine(59.75) : fine(60.75)] = 0

    found = snap_blob(paper(draw), UPRIGHT, (62.0, 53.0))
    assert found == pytest.approx((60.25 - 0.06, 55.5 - 0.06), abs=0.2)
