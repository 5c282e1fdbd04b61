"""Gaps between bars that look like bars."""

import numpy as np
import pytest

from figpool.detect.raster.gaps import without_gaps
from figpool.detect.raster.rectangles import RawBar

BASE, LINE = 400, 300


def picture(bars, panel=0.25):
    """A grey panel with a gridline through it, and bars of the inks given."""
    ink = np.full((450, 900), panel, np.float32)
    ink[LINE - 1 : LINE + 1] = 1.0
    for bar, tone in bars:
        ink[bar.tip : bar.base, bar.x0 : bar.x1] = tone
    return ink


def row(starts, tips, width=60):
    return [RawBar(x, x + width, tip, BASE, 1.0) for x, tip in zip(starts, tips, strict=True)]


def test_gaps_as_wide_as_the_bars_that_a_gridline_crosses_are_none():
    """On a grey panel two of them were read as low bars, and the names of three bars came out wrong with no flag."""
    bars = row((100, 220, 340, 460), (120, 150, 180, 140))
    gaps = row((160, 400), (LINE, LINE))
    ink = picture([(b, 0.8) for b in bars])
    assert without_gaps(sorted([*bars, *gaps], key=lambda b: b.x0), ink, [float(LINE)]) == bars


@pytest.mark.parametrize(("tip", "tone"), [(LINE, 0.6), (250, 0.25)])
def test_bars_of_another_tone_or_that_end_elsewhere_are_no_gaps(tip, tone):
    bars = row((100, 220, 340, 460), (120, 150, 180, 140))
    low = row((160, 400), (tip, tip))
    everything = sorted([*bars, *low], key=lambda b: b.x0)
    assert (
        without_gaps(everything, picture([*((b, 0.8) for b in bars), *((b, tone) for b in low)]), [LINE]) == everything
    )


def test_a_series_of_the_panels_tone_whose_bars_end_at_a_gridline_is_kept():
    starts = (100, 160, 220, 400, 460, 520)
    bars = row(starts, (120, LINE, 150, 180, LINE, 140))
    ink = picture([(b, 0.8 if b.tip != LINE else 0.25) for b in bars])
    assert without_gaps(bars, ink, [float(LINE)]) == bars


def test_gaps_between_thick_outlines_whose_gridline_leans_are_none():
    """Bars of a fax lie apart from their outlines, and its gridlines are not quite level."""
    bars = row((100, 300, 500, 700), (120, 150, 180, 140), 100)
    gaps = row((210, 610), (LINE + 6, LINE + 6), 80)
    ink = picture([(b, 0.8) for b in bars])
    ink[LINE - 3 : LINE + 5] = 1.0
    assert without_gaps(sorted([*bars, *gaps], key=lambda b: b.x0), ink, [float(LINE)]) == bars
