"""Error bars along a column: caps, bare stems, lines that pass."""

import numpy as np
import pytest

from figpool.detect.raster.ground import ground_contrast
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.stems import find_caps, find_stem_columns, map_strokes, runs_on, stem_ink
from paint.markers import paint_error_bar
from paint.sheet import Sheet


def strokes(sheet, line=2.0):
    return map_strokes(ground_contrast(prepare(sheet.figure()), None), line)


def test_caps_are_found_between_the_pixels():
    maps = strokes(paint_error_bar(Sheet(900, 700), 400.0, 200.3, 420.6))
    caps = find_caps(maps, 400.0)
    assert [c.y for c in caps] == pytest.approx([200.3, 420.6], abs=0.3)
    assert all(c.half == pytest.approx(9.0, abs=1.5) and c.clean for c in caps)


def test_a_line_that_crosses_the_stem_is_no_cap():
    sheet = paint_error_bar(Sheet(900, 700), 400.0, 200.0, 420.0).hline(300.0, 100, 800)
    caps = find_caps(strokes(sheet), 400.0, typical=9.0)
    assert [round(c.y) for c in caps] == [200, 420]


def test_a_cap_joined_by_a_line_counts_once_the_usual_width_is_known_and_is_marked():
    sheet = paint_error_bar(Sheet(900, 700), 400.0, 200.0, 420.0).hline(200.0, 400, 700)
    assert len(find_caps(strokes(sheet), 400.0)) == 1
    joined = next(c for c in find_caps(strokes(sheet), 400.0, typical=9.0) if c.y < 300)
    assert joined.y == pytest.approx(200.0, abs=0.5)
    assert not joined.clean


def test_the_stem_is_inked_between_its_ends_only():
    rows = stem_ink(strokes(paint_error_bar(Sheet(900, 700), 400.0, 200.0, 420.0)), 400.0)
    assert rows[205:415].all()
    assert not rows[:195].any()
    assert not rows[426:].any()


def test_stems_are_found_where_they_stand():
    sheet = Sheet(900, 700)
    for x in (150.0, 400.0, 651.0):
        paint_error_bar(sheet, x, 200.0, 420.0)
    sheet.rect(700, 200, 760, 420)
    stems = find_stem_columns(strokes(sheet).ink, 2.0, 12.0)
    assert [s[0] for s in stems] == pytest.approx([150.0, 400.0, 651.0], abs=0.6)


def test_a_cap_that_the_stem_of_a_neighbour_crosses_is_whole():
    sheet = paint_error_bar(Sheet(900, 700), 400.0, 200.0, 420.0, half=20.0, width=4.0).vline(410.0, 150.0, 260.0, 4.0)
    caps = find_caps(strokes(sheet, 4.0), 400.0, typical=20.0)
    assert [c.y for c in caps] == pytest.approx([200.0, 420.0], abs=0.5)


@pytest.mark.parametrize(("end", "hidden"), [(60.0, True), (88.0, False), (130.0, False), (float("nan"), False)])
def test_an_end_is_hidden_where_the_column_is_inked_beyond_it(end, hidden):
    stem = np.zeros(120, bool)
    stem[20:91] = True
    assert runs_on(stem, 2.0, 40.0, end) == hidden
