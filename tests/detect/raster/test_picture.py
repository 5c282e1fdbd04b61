"""The working picture: skew, paper, size, and the way back to the figure's own pixels."""

import cv2
import numpy as np
import pytest

from figpool.core.figure import Figure
from figpool.detect.raster.markers import MarkerSettings
from figpool.detect.raster.picture import PictureSettings, find_skew, prepare
from paint.bars import Bar, Chart
from paint.sheet import Sheet

CHART = Chart([Bar(90, 140, 120), Bar(190, 240, 180), Bar(290, 340, 80)])


def turned(pixels, clockwise):
    """The page as it looks after being laid on the scanner askew."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -clockwise, 1.0)
    return cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)), matrix


@pytest.mark.parametrize("clockwise", [-3.0, -0.8, 0.4, 1.5, 2.7])
def test_skew_is_found_with_its_sign(clockwise):
    page, _ = turned(CHART.paint().pixels, clockwise)
    assert find_skew(page, PictureSettings()) == pytest.approx(clockwise, abs=0.08)


def test_bright_gridlines_on_a_grey_panel_show_the_skew():
    sheet = Sheet(600, 450).rect(80, 50, 560, 390, 230.0)
    for y in range(90, 390, 50):
        sheet.hline(y, 80, 560, 2.0, 255.0)
    page = cv2.GaussianBlur(turned(sheet.pixels, 1.2)[0], (0, 0), 1.2)
    specks = np.random.default_rng(3).random(page.shape[:2]) < 0.003
    page[specks] = 90
    assert find_skew(page, PictureSettings()) == pytest.approx(1.2, abs=0.08)


def pale_axes():
    """Thin pale axes and dark letters."""
    sheet = Sheet(900, 400).hline(340, 100, 800, 1.0, 150.0).vline(100, 60, 340, 1.0, 150.0)
    for x in range(100, 801, 100):
        sheet.vline(x, 340, 347, 1.0, 150.0)
    return sheet.pixels


def test_a_dark_data_line_does_not_outweigh_pale_axes():
    page = turned(pale_axes(), -0.7)[0].copy()
    cv2.line(page, (450, 220), (780, 220), (0, 0, 0), 3)
    cv2.line(page, (100, 250), (450, 220), (0, 0, 0), 3)
    assert find_skew(page, PictureSettings()) == pytest.approx(-0.7, abs=0.15)


def test_an_upright_page_is_left_alone():
    picture = prepare(CHART.paint().figure())
    assert picture.frame.angle == 0.0


def test_a_page_without_lines_has_no_skew():
    assert find_skew(Sheet(300, 300).pixels, PictureSettings()) == 0.0


def test_upright_positions_lead_back_to_the_skewed_page():
    page, matrix = turned(CHART.paint().pixels, 1.5)
    frame = prepare(Figure(page, "skewed.png")).frame
    corner = (CHART.axis, CHART.base)
    expected = matrix @ (*corner, 1.0)
    np.testing.assert_allclose(frame.to_figure(corner), expected, atol=0.4)
    np.testing.assert_allclose(frame.to_upright(frame.to_figure(corner)), corner, atol=1e-9)


def test_the_upright_picture_has_level_lines():
    page, _ = turned(CHART.paint().pixels, 1.5)
    picture = prepare(Figure(page, "skewed.png"))
    rows = [int(picture.to_working(CHART.base)) + d for d in (-1, 0, 1)]
    left, right = (picture.gray[rows, round(picture.to_working(x))].min() for x in (150.0, 400.0))
    assert max(left, right) < 0.4


def test_uneven_paper_becomes_white_and_ink_stays_dark():
    sheet = CHART.paint()
    light = np.linspace(0.99, 0.72, sheet.size[0])[None, :, None] * np.linspace(1.0, 0.9, sheet.size[1])[:, None, None]
    noise = np.random.default_rng(1).normal(0, 2.0, sheet.plane.shape[:2])[:, :, None]
    page = np.clip(sheet.plane * light + noise, 0, 255).astype(np.uint8)
    picture = prepare(Figure(page, "uneven.png"))
    at = lambda x, y: picture.gray[round(picture.to_working(y)), round(picture.to_working(x))]  # noqa: E731
    paper = [at(x, y) for x in (20, 160, 265, 400) for y in (10, 60, 340)]
    assert min(paper) > 0.93
    assert max(at(x, CHART.base) for x in (70, 250, 400)) < 0.35


def test_tinted_paper_becomes_white():
    picture = prepare(Chart(CHART.bars, paper=228.0).paint().figure())
    assert float(np.median(picture.gray)) == pytest.approx(1.0, abs=0.01)


def test_noise_is_measured():
    rng = np.random.default_rng(2)
    page = np.repeat(np.clip(rng.normal(235, 8, (700, 900, 1)), 0, 255), 3, axis=2).astype(np.uint8)
    assert prepare(Figure(page, "noisy.png")).noise == pytest.approx(8 / 255, rel=0.35)


@pytest.mark.parametrize(("width", "height"), [(320, 240), (900, 700), (3250, 1000)])
def test_positions_survive_the_change_of_size(width, height):
    sheet = Sheet(width, height).hline(0.5 * height + 0.25, 0.1 * width, 0.9 * width, width=4)
    picture = prepare(sheet.figure())
    assert max(picture.shape) <= 2600
    dark = 1.0 - picture.gray[:, picture.shape[1] // 2]
    centre = float((dark * np.arange(len(dark))).sum() / dark.sum())
    assert picture.to_upright(centre) == pytest.approx(0.5 * height + 0.25, abs=0.06)
    assert picture.to_working(picture.to_upright(centre)) == pytest.approx(centre)


def test_small_pictures_are_enlarged_and_huge_ones_reduced():
    assert prepare(Sheet(320, 240).figure()).scale > 1.5
    assert prepare(Sheet(900, 700).figure()).scale == 1.0
    assert prepare(Sheet(4000, 1000).figure()).scale < 0.7


def test_transposing_exchanges_the_axes_of_all_planes():
    picture = prepare(CHART.paint().figure())
    other = picture.transposed()
    np.testing.assert_array_equal(other.gray, picture.gray.T)
    np.testing.assert_array_equal(other.ink, picture.ink.T)
    np.testing.assert_array_equal(other.rgb[5, 7], picture.rgb[7, 5])


def test_a_screen_of_black_dots_is_grey_again():
    page = np.full((700, 900, 3), 255, np.uint8)
    page[200:500, 300:600][np.indices((300, 300)).sum(axis=0) % 2 == 0] = 0
    picture = prepare(Figure(page, "fax.png"))
    assert np.abs(picture.gray[220:480, 320:580] - 0.5).max() < 0.02
    # the screen's edge stays where it is: half of its grey at the border
    across = picture.gray[350, 290:310]
    assert np.interp(-0.75, -across, np.arange(290.0, 310.0)) == pytest.approx(299.5, abs=0.3)


def test_a_fine_line_of_dots_is_still_ink():
    """One pixel wide and half grey: an arm of an error bar on a fax must not fall below the weakest ink looked for."""
    page = np.full((700, 900, 3), 255, np.uint8)
    page[200:500, 300:600][np.indices((300, 300)).sum(axis=0) % 2 == 0] = 0
    page[100, 100:400:2] = 0
    line = prepare(Figure(page, "fax.png")).gray[100, 120:380]
    assert (1.0 - line).min() > MarkerSettings().contrast


def test_a_picture_with_greys_keeps_its_pixels():
    page = np.full((700, 900, 3), 255, np.uint8)
    page[200:500, 300:600][np.indices((300, 300)).sum(axis=0) % 2 == 0] = 0
    page[:20] = 128
    assert prepare(Figure(page, "screen.png")).gray[220:480, 320:580].std() > 0.4
