"""Markers: shape, emptiness and centre, alone, on lines, and searched for when known."""

import numpy as np
import pytest

from figpool.detect.raster.ground import ground_contrast
from figpool.detect.raster.marker_search import MarkerLook, Sighting, own_colour, sight_marker
from figpool.detect.raster.markers import find_markers, ink_line_width
from figpool.detect.raster.picture import prepare
from paint.markers import paint_error_bar, paint_marker
from paint.sheet import Sheet

PLACES = ((120.3, 140.7), (330.6, 260.2), (560.1, 430.45))


def found_on(sheet):
    picture = prepare(sheet.figure())
    assert picture.scale == 1.0
    return find_markers(ground_contrast(picture, None), picture.rgb, picture.size)


@pytest.mark.parametrize("hollow", [0.0, 2.0])
@pytest.mark.parametrize("shape", ["circle", "square", "diamond", "up", "down"])
def test_markers_are_found_with_their_shape_and_centre(shape, hollow):
    sheet = Sheet(900, 700)
    for x, y in PLACES:
        paint_marker(sheet, x, y, shape, 10.0, hollow=hollow)
    markers = sorted(found_on(sheet), key=lambda m: m.x)
    assert [(m.shape, m.hollow) for m in markers] == [(shape, hollow > 0)] * len(PLACES)
    for marker, (x, y) in zip(markers, PLACES, strict=True):
        assert marker.x == pytest.approx(x, abs=0.4)
        assert marker.y == pytest.approx(y, abs=0.8)


def test_a_steep_triangle_is_centred_on_its_box():
    sheet = paint_marker(Sheet(900, 700), 400.0, 300.0, "steep_up", 11.0)
    (marker,) = found_on(sheet)
    assert marker.shape == "steep_up"
    assert marker.y == pytest.approx(300.0, abs=0.9)


def test_lines_whiskers_and_crossings_are_no_markers():
    sheet = Sheet(900, 700).hline(200.0, 50, 850).hline(400.0, 50, 850)
    for x in (150.0, 400.0):
        paint_error_bar(sheet, x, 150.0, 450.0)
    assert [m for m in found_on(sheet) if m.score >= 0.5] == []


def test_a_marker_on_a_line_with_whiskers_keeps_its_centre():
    sheet = Sheet(900, 700).hline(300.0, 50, 850)
    paint_error_bar(sheet, 400.0, 240.0, 360.0)
    paint_marker(sheet, 400.0, 300.0, "circle", 9.0)
    best = max(found_on(sheet), key=lambda m: m.score)
    assert (best.x, best.y) == (pytest.approx(400.0, abs=0.4), pytest.approx(300.0, abs=0.4))


def test_a_thin_outline_that_a_dark_stroke_runs_through_is_a_marker():
    grey = (150.0, 150.0, 150.0)
    sheet = Sheet(900, 700)
    paint_marker(sheet, 400.0, 300.0, "circle", 12.0, grey, hollow=1.6)
    sheet.hline(300.0, 387, 413, 5.0)
    best = max(found_on(sheet), key=lambda m: (m.hollow, m.score))
    assert (best.shape, best.hollow) == ("circle", True)
    assert (best.x, best.y) == (pytest.approx(400.0, abs=0.6), pytest.approx(300.0, abs=0.6))


def test_a_grey_marker_under_a_black_error_bar_is_seen_whole():
    grey = (150.0, 150.0, 150.0)
    sheet = Sheet(900, 700).hline(300.0, 50, 850, 3.0, grey)
    paint_marker(sheet, 400.0, 300.0, "circle", 9.0, grey)
    paint_error_bar(sheet, 400.0, 240.0, 360.0, width=4.0)
    best = max(found_on(sheet), key=lambda m: m.score)
    assert (best.x, best.y) == (pytest.approx(400.0, abs=0.4), pytest.approx(300.0, abs=0.6))
    assert (best.shape, best.hollow) == ("circle", False)
    assert best.level == pytest.approx(105 / 255, abs=0.06)


def test_touching_markers_are_told_apart():
    sheet = Sheet(900, 700)
    for x, y in ((300.0, 300.0), (316.0, 306.0)):
        paint_marker(sheet, x, y, "circle", 10.0)
    assert len(found_on(sheet)) == 2


def test_the_line_width_is_that_of_the_lines_not_of_the_markers():
    sheet = Sheet(900, 700)
    for y in (100.0, 200.0, 300.0, 400.0):
        sheet.hline(y, 50, 850, 3.0)
    for x, y in PLACES:
        paint_marker(sheet, x, y, "circle", 10.0)
    contrast = ground_contrast(prepare(sheet.figure()), None)
    assert ink_line_width(contrast) == pytest.approx(3.0, abs=1.0)


def test_a_known_marker_is_sighted_between_the_pixels_of_its_column():
    sheet = paint_marker(Sheet(900, 700), 400.0, 317.4, "square", 9.0)
    contrast = ground_contrast(prepare(sheet.figure()), None)
    look = MarkerLook("square", False, 9.0, 1.0, (0.0, 0.0, 0.0))
    best, *others = sight_marker(contrast, look, 401.0, (50.0, 650.0))
    assert best.score > 0.8
    assert best.y == pytest.approx(317.4, abs=0.3)
    assert all(o.score < 0.6 for o in others)


def test_another_shape_is_sighted_with_less_agreement():
    sheet = paint_marker(Sheet(900, 700), 400.0, 300.0, "circle", 10.0)
    contrast = ground_contrast(prepare(sheet.figure()), None)
    scores = {}
    for shape, radius in (("circle", 10.0), ("up", 6.7), ("diamond", 9.9)):
        sightings = sight_marker(contrast, MarkerLook(shape, False, radius, 1.0, (0, 0, 0)), 400.0, (50.0, 650.0))
        scores[shape] = sightings[0].score
    assert max(scores, key=scores.__getitem__) == "circle"
    assert np.diff(sorted(scores.values()))[-1] > 0.05


@pytest.mark.parametrize("hollow", [False, True])
def test_a_pale_marker_is_not_a_dark_one_of_its_hue(hollow):
    dark, pale = (0.1, 0.35, 0.6), (0.45, 0.7, 0.9)
    looks = [MarkerLook("circle", hollow, 9.0, 0.9, c) for c in (dark, pale)]
    sheet = paint_marker(
        Sheet(60, 60), 30.0, 30.0, "circle", 9.0, tuple(255 * c for c in pale), hollow=2.0 if hollow else 0.0
    )
    here = Sighting(30.0, 30.0, 0.9, 0.6)
    assert own_colour(sheet.pixels, here, looks[1], looks) == 1.0
    assert own_colour(sheet.pixels, here, looks[0], looks) < 0.8


def crossed(sheet, x, y):
    """An open circle through which a stem and a line show."""
    paint_marker(sheet, x, y, "circle", 13.0, hollow=2.0)
    return sheet.hline(y, x - 60, x + 60, 3.0).vline(x, y - 60, y + 60, 3.0)


def test_an_open_marker_is_found_although_strokes_show_through_it():
    markers = [m for m in found_on(crossed(Sheet(900, 700), 400.0, 300.0)) if m.score >= 0.5]
    assert [(m.shape, m.hollow) for m in markers] == [("circle", True)]


def test_an_open_marker_that_strokes_show_through_is_sighted_as_well_as_another():
    contrast = ground_contrast(prepare(crossed(Sheet(900, 700), 400.0, 300.0).figure()), None)
    look = MarkerLook("circle", True, 12.5, 1.0, (0.0, 0.0, 0.0))
    best, *others = sight_marker(contrast, look, 400.0, (50.0, 650.0))
    assert best.score > 0.6
    assert all(o.score < best.score - 0.3 for o in others)


def test_dark_strokes_through_a_pale_open_marker_are_not_its_tone():
    """The tone of the strokes was held against it, and a marker in plain sight was lost."""
    sheet = paint_marker(Sheet(900, 700), 400.0, 300.0, "circle", 13.0, (128, 128, 128), hollow=3.0)
    sheet.hline(298.0, 340, 460, 6.0).vline(400.0, 240, 360, 3.0)
    contrast = ground_contrast(prepare(sheet.figure()), None)
    look = MarkerLook("circle", True, 12.5, 0.5, (0.5, 0.5, 0.5))
    assert sight_marker(contrast, look, 400.0, (280.0, 320.0))[0].level == pytest.approx(0.5, abs=0.1)


def covered(bars):
    """Share of one ink about a small full triangle at (60, 60): a line joins it, strokes of another ink lie on top."""
    hidden = np.float32(0.62)
    sheet = paint_marker(Sheet(120, 120), 60.0, 60.0, "up", 12.0).hline(56.0, 0, 120, 5.0)
    share = np.float32(1.0) - sheet.pixels[..., 0].astype(np.float32) / np.float32(255.0)
    for rows, columns in bars:
        share[rows, columns] = hidden
    look = MarkerLook("up", False, 8.0, 1.0, (0.0, 0.6, 0.5))
    return [sight_marker(share, look, 60.0, (20.0, 100.0), unknown=unknown) for unknown in (None, float(hidden))]


def test_a_small_marker_under_an_error_bar_of_another_ink_is_judged_by_what_shows():
    """Pale triangles under the black error bars of Vega were lost: half of each is covered."""
    stem, cap = (slice(0, 120), slice(56, 64)), (slice(69, 75), slice(44, 76))
    whole, shown = covered([stem, cap])
    assert not whole or whole[0].score < 0.45
    assert shown[0].score > 0.5
    assert shown[0].y == pytest.approx(60.0, abs=1.5)


def test_a_place_of_which_nearly_nothing_shows_is_no_marker():
    _, shown = covered([(slice(0, 120), slice(44, 76))])
    assert not shown or shown[0].score < 0.4
