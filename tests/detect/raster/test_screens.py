"""Pictures of black and white only, whose greys are screens of dots."""

import numpy as np
import pytest

from figpool.detect.raster.screens import grey_again


def page(ink):
    """The picture of a mask."""
    return np.repeat(np.where(ink, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def screen(pitch, size=120):
    """Lone dots at a pitch."""
    ink = np.zeros((size, size), bool)
    ink[1::pitch, 1::pitch] = True
    return ink


@pytest.mark.parametrize("pitch", [3, 4, 5])
def test_a_pale_screen_is_an_even_tint(pitch):
    level = grey_again(page(screen(pitch)))[20:100, 20:100, 0] / 255.0
    assert level.mean() == pytest.approx(1 - 1 / pitch**2, abs=0.01)
    assert level.std() < 0.01


@pytest.mark.parametrize("pitch", [3, 4])
def test_a_dark_screen_is_an_even_tint(pitch):
    ink = np.ones((160, 160), bool)
    ink[20:140, 20:140] = ~screen(pitch)
    level = grey_again(page(ink))[40:120, 40:120, 0] / 255.0
    assert level.mean() == pytest.approx(1 / pitch**2, abs=0.01)
    assert level.std() < 0.015


def test_strokes_through_a_screen_stay_sharp():
    ink = screen(4)
    ink[60:63, :] = True
    level = grey_again(page(ink))[:, 60, 0] / 255.0
    assert level[61] < 0.15
    assert level[57] > 0.8


def test_a_hatching_of_broken_strokes_is_no_screen():
    y, x = np.mgrid[:120, :120]
    ink = screen(1000)
    ink |= ((x + y) % 9 == 0) & (x % 7 > 0)
    ink[5, 5:60:4] = True  # dots of a scan
    level = grey_again(page(ink))[20:100, 20:100, 0] / 255.0
    assert level.std() > 0.1


@pytest.mark.parametrize("pitch", [2, 3])
def test_strokes_through_a_dark_screen_stay_sharp(pitch):
    ink = np.ones((160, 160), bool)
    ink[20:140, 20:140] = ~screen(pitch)
    ink[78:83, 30:130] = True
    level = grey_again(page(ink))[:, 80, 0] / 255.0
    assert level[80] < 0.3 / pitch**2
    assert level[70] == pytest.approx(1 / pitch**2, abs=0.04)
