"""Segments of stacked bars, drawn with known borders."""

import numpy as np
import pytest

from figpool._cv import cv2
from figpool.core.figure import Figure
from figpool.detect.raster.picture import Picture, prepare
from figpool.detect.raster.rectangles import RawBar
from figpool.detect.raster.segments import find_segments, without_stripes

BAR = RawBar(200, 280, 200, 700, 1.0)


def _picture(tones: dict[tuple[int, int], int], outline: int = 0) -> Picture:
    page = np.full((800, 1000, 3), 255, np.uint8)
    for (top, bottom), tone in tones.items():
        page[top:bottom, 200:281] = tone
        if outline:
            page[bottom - outline : bottom, 200:281] = 0
    return prepare(Figure(page, "drawn.png"))


def test_borders_are_placed_between_the_pixels_of_two_fills():
    found = find_segments(_picture({(200, 410): 60, (410, 700): 190}), BAR)
    assert [s.near for s in found] == pytest.approx([700, 409.5], abs=0.3)
    assert [s.far for s in found] == pytest.approx([409.5, 200], abs=0.3)


def test_a_border_line_is_placed_at_its_centre():
    found = find_segments(_picture({(200, 410): 120, (410, 700): 220}, outline=3), BAR)
    assert found[0].far == pytest.approx(408, abs=0.4)


def test_a_bar_of_one_fill_is_one_segment():
    assert len(find_segments(_picture({(200, 700): 150}), BAR)) == 1


def test_stripes_of_one_pattern_are_one_segment():
    page = np.full((800, 1000, 3), 255, np.uint8)
    page[200:700, 200:281] = 255
    for row in range(210, 700, 14):
        page[row : row + 3, 200:281] = 0
    assert len(find_segments(prepare(Figure(page, "drawn.png")), BAR)) == 1


def test_segments_of_a_bar_below_its_base_run_downward():
    below = RawBar(200, 280, 700, 200, 1.0)
    found = find_segments(_picture({(200, 410): 60, (410, 700): 190}), below)
    assert [s.near for s in found] == pytest.approx([200, 409.5], abs=0.3)


@pytest.mark.parametrize("tones", [(70, 90), (200, 220)])
def test_level_fills_that_differ_little_are_two_segments(tones):
    upper, lower = tones
    found = find_segments(_picture({(200, 410): upper, (410, 700): lower}, outline=3), BAR)
    assert [s.far for s in found] == pytest.approx([408, 200], abs=0.5)


def test_level_stripes_end_where_another_fill_begins():
    page = np.full((800, 1000, 3), 255, np.uint8)
    page[200:700, 200:281] = 255
    for row in range(210, 500, 14):
        page[row : row + 3, 200:281] = 0
    page[497:500, 200:281] = 0
    found = find_segments(prepare(Figure(page, "drawn.png")), BAR)
    assert [s.far for s in found] == pytest.approx([498, 200], abs=4)


def test_a_border_blurred_into_a_mixed_colour_is_no_segment():
    page = np.full((800, 1000, 3), 255, np.uint8)
    page[200:410, 200:281] = (90, 220, 120)
    page[410:700, 200:281] = (230, 120, 90)
    page[407:414, 200:281] = (160, 170, 105)
    assert len(find_segments(prepare(Figure(page, "drawn.png")), BAR)) == 2


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([0, 100, 110, 120, 130, 140, 200], [0, 100, 140, 200]),
        ([0, 100, 210, 300], [0, 100, 210, 300]),
        ([0, 60, 120, 180, 240], [0, 60, 120, 180, 240]),
        ([0, 95, 100, 110, 120, 130, 138, 200], [0, 95, 138, 200]),
    ],
)
def test_edges_at_one_close_distance_are_stripes(rows, kept):
    assert without_stripes(rows) == kept


def test_dense_hatching_is_bounded_by_a_stroke_from_side_to_side():
    page = np.full((800, 1000, 3), 255, np.uint8)
    rows, columns = np.mgrid[200:700, 200:281]
    dense, sparse, lower = (rows + columns) % 9 < 3, (rows - columns) % 27 < 3, rows >= 450
    page[200:700, 200:281][np.where(lower, sparse, dense)] = 0
    page[449:452, 200:281] = 0
    found = find_segments(prepare(Figure(page, "drawn.png")), BAR)
    assert [s.far for s in found] == pytest.approx([450, 200], abs=1.5)


def test_a_bar_whose_base_lies_below_the_picture_is_read_as_far_as_it_goes():
    beyond = RawBar(200, 280, 200, 830, 1.0)
    found = find_segments(_picture({(200, 410): 60, (410, 800): 190}), beyond)
    assert [s.far for s in found] == pytest.approx([409.5, 200], abs=0.3)


@pytest.mark.parametrize("upper", [190, 60])
def test_a_cap_as_wide_as_its_bar_divides_no_one_fill(upper):
    page = np.full((800, 1000, 3), 255, np.uint8)
    page[200:300, 200:281] = upper
    page[300:700, 200:281] = 190
    page[296:304, 200:281] = 0
    page[200:300, 236:245] = 0
    picture = prepare(Figure(page, "drawn.png"))
    assert len(find_segments(picture, BAR)) > 1
    assert (len(find_segments(picture, BAR, caps=[299.5])) == 1) == (upper == 190)


def _outlined(page, *cuts, line=4):
    """Draw a bar's outline and strokes across it, their middles at the rows given."""
    page[200:700, 200 : 200 + line] = 0
    page[200:700, 281 - line : 281] = 0
    for row in (200 + line // 2, *cuts, 700 - line // 2):
        page[row - line // 2 : row + line // 2, 200:281] = 0
    return prepare(Figure(page, "drawn.png"))


def _shaded_page(top, bottom):
    """Draw a bar whose grey changes evenly from top to bottom."""
    page = np.full((800, 1000, 3), 255, np.uint8)
    page[200:700, 200:281] = np.linspace(top, bottom, 500)[:, None, None].astype(np.uint8)
    return page


@pytest.mark.parametrize("line", [4, 12])
def test_a_stroke_drawn_across_divides_fills_that_look_alike(line):
    found = find_segments(_outlined(_shaded_page(180, 180), 430, line=line), BAR)
    assert [s.far for s in found] == pytest.approx([429.5, 200], abs=1)
    assert [s.outlined for s in found] == [False, True]


def test_a_gradient_without_strokes_is_one_segment():
    assert len(find_segments(_outlined(_shaded_page(240, 150)), BAR)) == 1


def test_a_pale_line_behind_the_fill_is_no_outline():
    page = _shaded_page(180, 180)
    page[428:432, 200:281] = 150
    assert len(find_segments(_outlined(page), BAR)) == 1


def test_level_stripes_up_to_the_outline_are_one_segment():
    page = np.full((800, 1000, 3), 255, np.uint8)
    for row in range(214, 690, 14):
        page[row : row + 4, 200:281] = 0
    found = find_segments(_outlined(page), BAR)
    assert len(found) == 1


def _pale_page(seed=1):
    """Two pale fills 20 grey levels apart, their border blurred, under the grain of a scan."""
    page = np.full((800, 1000), 255.0)
    page[200:450, 200:281], page[450:700, 200:281] = 180, 160
    page = cv2.GaussianBlur(page, (0, 0), 4) + np.random.default_rng(seed).normal(0, 4, page.shape)
    return np.repeat(np.clip(page, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def test_pale_fills_with_a_blurred_border_under_grain_are_two_segments():
    found = find_segments(prepare(Figure(_pale_page(), "drawn.png")), BAR)
    assert [s.far for s in found] == pytest.approx([449.5, 200], abs=2)


def test_grain_alone_divides_no_bar():
    page = _pale_page()
    page[450:700] = page[200:450]
    assert len(find_segments(prepare(Figure(page, "drawn.png")), BAR)) == 1


@pytest.mark.parametrize("tip", [198, 200])
def test_the_thick_outline_of_a_free_end_is_no_segment(tip):
    page = np.full((800, 1000, 3), 255, np.uint8)
    cv2.rectangle(page, (200, 203), (280, 700), (220, 220, 220), -1)
    cv2.rectangle(page, (200, 203), (280, 700), (0, 0, 0), 9)
    bar = RawBar(200, 280, tip, 700, 1.0)
    assert len(find_segments(prepare(Figure(cv2.GaussianBlur(page, (0, 0), 1.5), "drawn.png")), bar)) == 1


def test_one_stroke_beside_a_smeared_border_bounds_one_segment():
    """Compression smears the colours beside a stroke."""
    page = np.full((800, 1000, 3), 255, np.uint8)
    page[200:450, 200:281], page[450:700, 200:281] = (60, 180, 80), (70, 90, 170)
    page[458:461, 200:281] = (70, 90, 230)
    for row in (200, 450, 700):
        page[row - 1 : row + 2, 200:281] = 30
    for column in (200, 280):
        page[200:700, column - 1 : column + 2] = 30
    found = find_segments(prepare(Figure(cv2.GaussianBlur(page, (0, 0), 1.5), "drawn.png")), BAR)
    assert [s.far for s in found] == pytest.approx([450, 200], abs=3)


@pytest.mark.parametrize("right", [255, 0])
def test_the_outline_of_a_small_picture_enlarged_is_no_segment(right):
    """Enlarging spreads the blur of a stroke, and beside a black neighbour only one side's stroke shows."""
    page = np.full((205, 480, 3), 255, np.uint8)
    page[80:180, 200:300] = 0
    page[84:176, 204:296] = 130
    page[60:180, 300:380] = right
    picture = prepare(Figure(cv2.GaussianBlur(page, (0, 0), 0.9), "drawn.png"))
    assert picture.scale == 3.0
    assert len(find_segments(picture, RawBar(600, 900, 240, 540, 1.0))) == 1


@pytest.mark.parametrize("lines", [(222, 238, 254), (221, 238, 256)], ids=["evenly", "unevenly"])
def test_strokes_much_thinner_than_the_outline_are_hatching(lines):
    """Of a grid in a low segment too few were left to be told by their distance: a stack passed for one bar."""
    page = np.full((800, 1000, 3), 255, np.uint8)
    for top, bottom in ((200, 270), (264, 500), (494, 700)):
        page[top:bottom, 194:287] = 0
        page[top + 6 : bottom - 6, 200:281] = 255
    page[500:694, 200:281] = 120
    for row in lines:
        page[row : row + 2, 200:281] = 0
    for column in range(210, 280, 24):
        page[206:264, column : column + 2] = 0
    found = find_segments(prepare(Figure(page, "drawn.png")), RawBar(194, 286, 200, 700, 1.0))
    assert [s.near for s in found] == pytest.approx([700, 496.5, 266.5], abs=1.0)
