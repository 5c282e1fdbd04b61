"""Series are told apart by their markers, with and without a legend."""

from dataclasses import replace

import numpy as np
import pytest

from figpool._cv import cv2
from figpool.detect.raster.ground import Ink, ground_contrast
from figpool.detect.raster.markers import RawMarker, find_markers, fit_marker
from figpool.detect.raster.picture import prepare
from figpool.extract.looks import ALIKE, find_looks, nearest_looks, strong_markers
from paint.markers import paint_marker
from paint.sheet import Sheet

COLUMNS = (150.0, 300.0, 450.0, 600.0, 750.0)


def markers_of(*series):
    sheet = Sheet(900, 700)
    for y, shape, hollow, dodge in series:
        for k, x in enumerate(COLUMNS):
            paint_marker(sheet, x + dodge, y + (0.0, 31.0, 8.0, 26.0, 3.0)[k], shape, 10.0, hollow=hollow)
    picture = prepare(sheet.figure())
    found = find_markers(ground_contrast(picture, None), picture.rgb, picture.size)
    return strong_markers(found, [])


@pytest.mark.parametrize("dodge", [0.0, 6.0])
def test_shapes_on_shared_columns_are_series(dodge):
    markers = markers_of((150.0, "circle", 0.0, -dodge), (300.0, "up", 0.0, 0.0), (450.0, "circle", 2.0, dodge))
    looks = find_looks([], [], markers, [])
    assert {(s.look.shape, s.look.hollow) for s in looks} == {("circle", False), ("up", False), ("circle", True)}


def test_markers_much_smaller_than_those_of_the_legend_are_seen_of_every_shape():
    data = [
        RawMarker(10.0 * k, 50.0, r, s, False, 0.9, 0.7)
        for k in range(5)
        for s, r in (("circle", 6.4), ("square", 6.2))
    ]
    keys = [RawMarker(900.0, y, 14.2, s, False, 0.9, 0.9) for y, s in ((20.0, "circle"), (50.0, "square"))]
    assert strong_markers(data, keys) == data


def test_markers_larger_than_those_of_the_legend_are_seen_of_every_shape():
    """Squares were lost: outlines make open markers less of their size larger than the filled ones."""
    sizes = (("diamond", True, 5.0, 7.8), ("up", True, 4.2, 5.9), ("square", False, 3.6, 6.3))
    data = [RawMarker(10.0 * k, 50.0, r, s, hollow, 0.4, 0.6) for k in range(4) for s, hollow, _, r in sizes]
    keys = [RawMarker(900.0, 30.0 * k, r, s, hollow, 0.4, 0.6) for k, (s, hollow, r, _) in enumerate(sizes)]
    assert strong_markers(data, keys) == data


def test_one_kind_of_marker_is_one_series():
    assert len(find_looks([], [], markers_of((200.0, "square", 0.0, 0.0)), [])) == 1


def test_a_legend_entry_without_marker_gets_the_look_that_is_left():
    markers = markers_of((150.0, "square", 0.0, 0.0), (400.0, "circle", 2.0, 0.0))
    square = next(m for m in markers if m.shape == "square")
    bare = RawMarker(0.0, 0.0, 10.0, "", False, 1.0, 0.0)
    known, unknown = find_looks([square, bare], ["Treated", "Control"], markers, [])
    assert (known.name, known.look.shape) == ("Treated", "square")
    assert (unknown.name, unknown.look.shape, unknown.look.hollow) == ("Control", "circle", True)


def test_small_blobs_do_not_decide_the_size():
    markers = markers_of((200.0, "circle", 0.0, 0.0))
    blobs = [RawMarker(100.0 + 3 * k, 500.0, 3.0, "square", False, 1.0, 0.5) for k in range(120)]
    assert sorted(m.radius for m in strong_markers([*markers, *blobs], []))[0] > 8.0


def test_inks_of_keys_are_kept_apart():
    red, blue = Ink((0.8, 0.2, 0.2), True, 0.5), Ink((0.2, 0.3, 0.8), True, 0.5)
    keys = [RawMarker(0.0, 0.0, 10.0, "circle", False, 0.8, 0.9, (), rgb.rgb) for rgb in (red, blue)]
    looks = find_looks(keys, ["a", "b"], [], [red, blue])
    assert [s.ink for s in looks] == [red, blue]


def test_a_legend_drawn_much_larger_does_not_hide_the_markers():
    markers = [RawMarker(40.0 * i, 200.0, 6.0, "circle", False, 1.0, 0.8) for i in range(5)]
    keys = [replace(markers[0], radius=radius) for radius in (15.5, 14.5)]
    assert len(strong_markers(markers, keys)) == 5


def test_small_triangles_of_a_legend_are_expected_small():
    circles = [RawMarker(40.0 * i, 200.0, 6.0, "circle", False, 1.0, 0.8) for i in range(5)]
    triangles = [RawMarker(40.0 * i, 300.0, 3.2, "down", False, 1.0, 0.8) for i in range(5)]
    keys = [replace(circles[0], radius=8.5), replace(circles[0], radius=8.5), replace(triangles[0], radius=4.8)]
    assert len(strong_markers([*circles, *triangles], keys)) == 10


def key_of(shape, size):
    """The look of a legend's marker `size` pixels wide, in a picture enlarged threefold as it is read."""
    fine = np.zeros((1280, 1280), np.uint8)
    half, middle = round(16 * size), 645
    if shape == "circle":
        cv2.circle(fine, (middle, middle), half, 255, cv2.FILLED)
    else:
        cv2.rectangle(fine, (middle - half, middle - half), (middle + half, middle + half), 255, cv2.FILLED)
    figure = cv2.resize(fine, (40, 40), interpolation=cv2.INTER_AREA)
    working = cv2.resize(figure, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC).astype(np.float32) / 255
    return fit_marker(working, 60.0, 60.0, 1.5 * size)


@pytest.mark.parametrize(("size", "alike"), [(3.0, True), (8.0, False)])
def test_shapes_of_a_few_pixels_are_not_told_apart(size, alike):
    """Enlarging a picture for reading makes a shape of three pixels no clearer: names were exchanged without a flag."""
    keys = [key_of("circle", size), key_of("square", size)]
    looks = find_looks([replace(k, shape=s) for k, s in zip(keys, ("circle", "square"), strict=True)], "ab", [], [])
    assert (nearest_looks(looks) < ALIKE) == alike


def test_triangles_of_two_steepnesses_are_one_shape():
    """The same triangle stood twice in a legend, read once as steep: names were exchanged without a flag."""
    keys = [replace(key_of("circle", 8.0), shape=shape) for shape in ("steep_down", "down")]
    assert nearest_looks(find_looks(keys, "ab", [], [])) < ALIKE


def test_a_small_key_of_a_shape_that_no_marker_of_the_data_has_is_of_theirs():
    """One of three small circles of a legend was read as a square, and its series went to the other two."""
    circle = key_of("circle", 3.0)
    data = [replace(circle, x=40.0 * i) for i in range(6)]
    look = find_looks([circle, replace(key_of("circle", 3.0), shape="square")], "ab", data, [])[1].look
    assert look.shape == "circle"
    told = find_looks([circle, key_of("square", 8.0)], "ab", data, [])[1].look
    assert told.shape == "square"
