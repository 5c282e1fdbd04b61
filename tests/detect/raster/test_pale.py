"""Print of which a worn copy kept only the thick strokes."""

import pytest

from figpool.core.geometry import Box
from figpool.detect.raster.pale import with_pale_ink
from figpool.detect.raster.picture import prepare
from paint.sheet import Sheet

BACK = Box(100.0, 100.0, 106.0, 125.0)


def worn(*, joined=True):
    """The letter C: its back is dark, its arms are nearly white."""
    sheet = Sheet(400, 300).rect(BACK.x0, BACK.y0, BACK.x1, BACK.y1, 60)
    for y in (98, 123):
        sheet.rect(BACK.x1 + (0 if joined else 6), y, 124, y + 4, 236)
    return prepare(sheet.figure())


def test_the_pale_arms_of_a_letter_belong_to_it():
    """Of C and MSC on a photocopy ( and MS were read, with no flag."""
    picture = worn()
    (whole,) = with_pale_ink(picture, [BACK.scaled(picture.scale)])
    assert whole.x1 == pytest.approx(124 * picture.scale, abs=3)
    assert whole.x0 == pytest.approx(BACK.x0 * picture.scale, abs=2)


def test_pale_ink_apart_from_a_letter_is_none_of_it():
    picture = worn(joined=False)
    (same,) = with_pale_ink(picture, [BACK.scaled(picture.scale)])
    assert same.x1 == pytest.approx(BACK.x1 * picture.scale, abs=4)


def test_print_that_touches_a_line_stays():
    sheet = Sheet(400, 300).rect(BACK.x0, BACK.y0, BACK.x1, BACK.y1, 60).hline(112, 106, 130, 3, 236)
    picture = prepare(sheet.vline(130, 20, 280).figure())
    box = BACK.scaled(picture.scale)
    assert with_pale_ink(picture, [box]) == [box]
