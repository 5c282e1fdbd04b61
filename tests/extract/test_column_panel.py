"""What the search of the columns is told of the panel."""

from types import SimpleNamespace

import numpy as np
import pytest

from figpool.detect.raster.marker_search import MarkerLook
from figpool.detect.raster.markers import RawMarker
from figpool.extract.column_panel import start_search
from figpool.extract.columns import ColumnWeights
from figpool.extract.looks import SeriesLook

LOOKS = [SeriesLook(s, MarkerLook(s, False, 6.0, 0.5, (0.5, 0.5, 0.5)), None) for s in ("circle", "square")]
PLOTTED = SimpleNamespace(
    darkest=0.5,
    strokes=lambda ink=None: SimpleNamespace(ink=np.zeros((4, 4), np.float32)),
    cover=lambda ink: np.zeros((4, 4), np.float32),
)


@pytest.mark.parametrize(("aside", "dearer"), [(20.0, True), (0.0, False)])
def test_two_markers_at_one_place_are_unlikely_where_series_stand_beside_one_another(aside, dearer):
    """A grey square was given to the series of circles too, which had its own marker beside it."""
    strong = [
        RawMarker(100.0 * k + aside * i, 50.0 + 90 * i, 6.0, s.look.shape, False, 0.5, 0.8)
        for k in range(5)
        for i, s in enumerate(LOOKS)
    ]
    search = start_search(PLOTTED, LOOKS, strong)
    assert (search.weights.overlap > ColumnWeights().overlap) == dearer


@pytest.mark.parametrize(("step", "aside"), [(20.0, True), (300.0, False)])
def test_series_stand_beside_one_another_where_their_columns_are_close(step, aside):
    """Where markers cover one another one of each column is seen well too: such columns are no groups."""
    strong = [
        RawMarker(600.0 * k + step * i, 50.0, 6.0, s.look.shape, False, 0.5, 0.8)
        for k in range(3)
        for i, s in enumerate(LOOKS)
    ]
    search = start_search(PLOTTED, LOOKS, strong)
    assert search.aside == aside
    assert search.groups([0.0, step]) == ([[0, 1]] if aside else [[0], [1]])


def gapped(gap, aside=0.0):
    """A search among five markers with stems above and below them."""
    ink = np.zeros((200, 600), np.float32)
    strong = [RawMarker(100.0 * k + 50, 100.0, 6.0, "circle", False, 1.0, 0.9) for k in range(5)]
    for k, m in enumerate(strong):
        reach = round(1.15 * 6.0 + 1 + gap + aside * k)
        for rows in (slice(60, 101 - reach), slice(100 + reach, 141)):
            ink[rows, round(m.x) - 1 : round(m.x) + 2] = 1.0
    plotted = SimpleNamespace(
        darkest=0.5, strokes=lambda ink=None: maps, cover=lambda ink: np.zeros((4, 4), np.float32)
    )
    maps = SimpleNamespace(ink=ink, line=2.0)
    return start_search(plotted, LOOKS[:1], strong)


def test_stems_that_begin_far_from_their_markers_are_told():
    """R's gplots leaves a gap there: no error bar was read, and no marker that stood alone."""
    assert gapped(10.0).gap == pytest.approx(10.0, abs=1.0)


@pytest.mark.parametrize(("gap", "aside"), [(0.0, 0.0), (3.0, 4.0)], ids=["none", "of all lengths"])
def test_other_gaps_are_not_left_between_markers_and_stems(gap, aside):
    assert gapped(gap, aside).gap == 0.0
