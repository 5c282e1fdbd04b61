"""Ink against its ground, and the colours it is drawn in."""

import numpy as np
import pytest

from figpool.core.geometry import Box
from figpool.detect.raster.ground import Ink, find_inks, ground_contrast, ink_share, inks_told_by
from figpool.detect.raster.picture import prepare
from paint.sheet import Sheet

RED, BLUE = (220.0, 40.0, 40.0), (40.0, 60.0, 220.0)


def test_a_grey_panel_and_its_white_grid_are_no_ink():
    area = Box(100.0, 100.0, 800.0, 600.0)
    sheet = (
        Sheet(900, 700).rect(100, 100, 800, 600, 235.0).hline(300.0, 100, 800, 3.0, 255.0).vline(400.0, 150, 500, 4.0)
    )
    contrast = ground_contrast(prepare(sheet.figure()), area)
    assert contrast[200, 200] == pytest.approx(0.0, abs=0.03)
    assert contrast[300, 200] == pytest.approx(0.0, abs=0.03)
    assert contrast[200, 400] > 0.9


def test_every_colour_is_one_ink_and_blended_edges_are_none():
    sheet = (
        Sheet(900, 700).hline(200.4, 100, 800, 5.0, RED).hline(400.7, 100, 800, 5.0, BLUE).hline(500.2, 100, 800, 5.0)
    )
    picture = prepare(sheet.figure())
    inks = find_inks(picture.rgb, ground_contrast(picture, None))
    assert sorted(ink.chromatic for ink in inks) == [False, True, True]
    colours = {tuple(round(c * 255) for c in ink.rgb) for ink in inks if ink.chromatic}
    assert colours == {(220, 40, 40), (40, 60, 220)}


def test_what_another_ink_covers_is_unknown_not_empty():
    sheet = Sheet(900, 700).hline(200.0, 100, 800, 6.0, RED).vline(400.0, 100, 600, 6.0, BLUE)
    picture = prepare(sheet.figure())
    red = next(i for i in find_inks(picture.rgb, ground_contrast(picture, None)) if i.rgb[0] > i.rgb[2])
    share = ink_share(picture.rgb, np.ones(3), red, unknown=0.6)
    assert share[200, 200] == pytest.approx(1.0, abs=0.05)
    assert share[200, 400] == pytest.approx(0.6)
    assert share[300, 300] == 0.0


NAVY, MID, PALE = (0.0, 0.15, 0.39), (0.09, 0.42, 0.69), (0.5, 0.68, 0.79)


def test_shades_that_the_legend_tells_apart_are_inks_of_their_own():
    mixed, pale = Ink((0.1, 0.3, 0.55), True, 0.4), Ink((0.49, 0.68, 0.79), True, 0.2)
    found = inks_told_by([mixed, pale], [NAVY, MID, PALE])
    assert {ink.rgb for ink in found} == {NAVY, MID, pale.rgb}


def test_inks_stay_where_the_legend_says_nothing_else():
    inks = [Ink((0.85, 0.2, 0.2), True, 0.4), Ink((0.1, 0.1, 0.1), False, 0.3)]
    assert inks_told_by(inks, []) == inks
    assert inks_told_by(inks, [(0.85, 0.2, 0.2), (0.8, 0.22, 0.2), (0.1, 0.1, 0.1)]) == inks


def test_an_empty_area_has_no_ink():
    assert find_inks(np.zeros((0, 40, 3), np.uint8), np.zeros((0, 40), np.float32)) == []


def test_pale_strokes_thinner_than_a_pixel_are_of_the_colour_of_their_key():
    orange, blue = (0.83, 0.41, 0.27), (0.24, 0.62, 0.76)
    pale = [Ink((0.58, 0.79, 0.86), True, 0.46), Ink((0.93, 0.76, 0.71), True, 0.25)]
    assert {ink.rgb for ink in inks_told_by(pale, [orange, blue])} == {orange, blue}


def test_two_pale_colours_of_a_legend_part_an_ink_by_their_hues():
    """Strokes of few pixels are mixed with white: teal and blue were one ink, and one series was read as the other."""
    teal, blue = (0.38, 0.596, 0.557), (0.392, 0.561, 0.682)
    seen = [Ink((0.424, 0.584, 0.698), True, 0.5), Ink((0.85, 0.44, 0.39), True, 0.3)]
    assert {ink.rgb for ink in inks_told_by(seen, [teal, blue])} == {teal, blue, seen[1].rgb}
