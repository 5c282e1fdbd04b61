"""Frames round the keys of a legend, and open squares that are none."""

import pytest

from figpool.core.geometry import Box
from figpool.detect.raster.ground import ground_contrast
from figpool.detect.raster.key_frames import find_key_frames, without_frames
from figpool.detect.raster.markers import find_markers
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.text import find_text
from paint.markers import paint_marker
from paint.sheet import Sheet

ROWS = (100.0, 150.0, 200.0)


def framed_keys(words=True, inside=True):
    sheet = Sheet(900, 700)
    for y, name in zip(ROWS, ("Sham", "Vehicle", "Treated"), strict=True):
        paint_marker(sheet, 600.0, y, "square", 16.0, hollow=2.0)
        if inside:
            paint_marker(sheet, 600.0, y, "circle", 7.0).hline(y, 585, 615)
        if words:
            sheet.text(630, y, name, 18, anchor="lm")
    return sheet


def frames_on(sheet):
    picture = prepare(sheet.figure())
    contrast = ground_contrast(picture, None)
    markers = find_markers(contrast, picture.rgb, picture.size)
    return picture, contrast, find_key_frames(contrast, markers, find_text(picture))


def test_the_markers_of_framed_keys_are_found_without_their_frames():
    """As ggplot2's theme_bw and plotnine draw them: the frame was one open square with its marker, and no key."""
    picture, contrast, frames = frames_on(framed_keys())
    assert sorted(f.cy for f in frames) == pytest.approx(list(ROWS), abs=1.5)
    markers = find_markers(without_frames(contrast, frames), picture.rgb, picture.size)
    assert sum(m.shape == "circle" and abs(m.x - 600) < 2 for m in markers) == len(ROWS)


@pytest.mark.parametrize(("words", "inside"), [(False, True), (True, False)], ids=["without words", "empty"])
def test_other_squares_are_no_frames(words, inside):
    assert frames_on(framed_keys(words, inside))[2] == []


def test_taking_out_a_frame_leaves_what_it_holds():
    _, contrast, _ = frames_on(framed_keys())
    frame = Box(584.0, 84.0, 616.0, 116.0)
    cleaned = without_frames(contrast, [frame])
    assert cleaned[84, 584:617].max() == 0.0
    assert (cleaned[90:111, 590:611] == contrast[90:111, 590:611]).all()
