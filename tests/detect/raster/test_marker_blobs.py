"""Thick lines, bends and junctions are no markers; markers on lines and between caps are."""

from figpool.detect.raster.ground import ground_contrast
from figpool.detect.raster.marker_blobs import without_blobs
from figpool.detect.raster.markers import find_markers
from figpool.detect.raster.picture import prepare
from paint.markers import paint_error_bar, paint_marker
from paint.sheet import Sheet


def kept_on(sheet):
    picture = prepare(sheet.figure())
    contrast = ground_contrast(picture, None)
    found = find_markers(contrast, picture.rgb, picture.size)
    return found, without_blobs(found, contrast)


def test_a_marker_on_a_thick_line_stays_and_the_line_goes():
    sheet = Sheet(900, 700).hline(300.0, 100.0, 800.0, 7.0).vline(500.0, 300.0, 600.0, 7.0)
    paint_marker(sheet, 250.0, 300.0, "circle", 12.0)
    found, kept = kept_on(sheet)
    assert len(found) > 1
    assert [(round(m.x), round(m.y)) for m in kept] == [(250, 300)]


def test_a_marker_between_two_near_caps_stays():
    sheet = Sheet(900, 700)
    for x, reach in ((250.0, 20.0), (450.0, 24.0), (650.0, 30.0)):
        paint_error_bar(sheet, x, 300.0 - reach, 300.0 + reach, half=14.0, width=3.0)
        paint_marker(sheet, x, 300.0, "circle", 10.0)
    _, kept = kept_on(sheet)
    assert {(round(m.x), round(m.y)) for m in kept} >= {(250, 300), (450, 300), (650, 300)}
