"""Labels of the category axis whose neighbours nearly touch."""

import numpy as np
import pytest

from figpool.detect.raster.tilted import TiltedText
from figpool.extract.label_cuts import cut_at_places, cut_centred


def line(*stretches, width=300):
    """Print that begins at column 100, inked between the columns given."""
    crop = np.full((20, width, 3), 255, np.uint8)
    for start, stop in stretches:
        for x in range(start, stop, 8):  # letters of 6 pixels, 2 apart
            crop[4:16, x : min(x + 6, stop)] = 0
    return TiltedText(crop, 100 + width / 2, 0.0, 20.0, float(width))


def test_print_is_cut_at_the_gap_between_two_places():
    parts = cut_at_places(line((0, 94), (100, 294)), np.array([150.0, 250.0, 350.0]) - 0.0)
    assert len(parts) == 1  # the second gap is missing: letters as close as everywhere
    parts = cut_at_places(line((0, 94), (100, 190), (200, 294)), np.array([150.0, 250.0, 350.0]))
    assert [p.anchor for p in parts] == pytest.approx([149, 248, 348], abs=4)


def test_labels_that_touch_are_cut_where_centred_ones_end():
    # a short and a long label: the gap between the words of the long one is wider
    parts = cut_centred(line((0, 62), (64, 150), (162, 298)), np.array([131.0, 281.0, 600.0]))
    assert [p.anchor for p in parts] == pytest.approx([131, 281], abs=3)
    assert sum(p.crop.shape[1] for p in parts) == 300


def test_print_that_is_not_centred_at_its_places_is_left_whole():
    whole = line((0, 62), (64, 150), (162, 298))
    assert cut_centred(whole, np.array([160.0, 260.0])) == [whole]


def test_print_at_one_place_stays_whole():
    whole = line((0, 94), (110, 294))
    assert cut_at_places(whole, np.array([250.0, 600.0])) == [whole]
