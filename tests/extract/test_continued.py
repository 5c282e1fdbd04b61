"""Series that look much alike, told by the lines between their markers."""

from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from figpool.detect.raster.marker_search import MarkerLook, Sighting
from figpool.extract.continued import continued, line_between
from figpool.extract.looks import SeriesLook
from figpool.extract.placed import PlacedMarker

COLUMNS = (100, 200, 300, 400, 500)
UPPER, LOWER = (100, 90, 300, 320, 310), (280, 300, 120, 110, 100)
#: Series of the upper and of the lower line's markers, as read column by column.
MIXED = ((0, 1), (1, 0), (0, 1), (0, 1), (1, 0))


def panel(colours, drawn=True, shapes=("circle", "circle")):
    """Draw two lines that cross, and the panel whose series they are."""
    picture = np.full((400, 600, 3), 255, np.uint8)
    for rows, colour in zip((UPPER, LOWER), colours, strict=True):
        points = np.array(list(zip(COLUMNS, rows, strict=True)), np.int32)
        if drawn:
            cv2.polylines(picture, [points], False, colour, 2)
        for x, y in points.tolist():
            cv2.circle(picture, (x, y), 9, colour, cv2.FILLED)
    looks = [
        SeriesLook(str(k), MarkerLook(shape, False, 9.0, 1.0, tuple(np.array(colour) / 255.0)), None)
        for k, (colour, shape) in enumerate(zip(colours, shapes, strict=True))
    ]
    ink = (255.0 - picture.min(axis=2)) / 255.0
    view = SimpleNamespace(picture=SimpleNamespace(rgb=picture))
    return SimpleNamespace(
        looks=looks, everything=SimpleNamespace(ink=ink), radius=9.0, plotted=SimpleNamespace(view=view)
    )


def read(search, mixed=MIXED, scores=None):
    """Series of the upper and of the lower line's markers, told by their lines."""
    placed, seen = [], []
    for number, (x, *rows) in enumerate(zip(COLUMNS, UPPER, LOWER, strict=True)):
        for series, y in zip(mixed[number], rows, strict=True):
            placed.append(PlacedMarker(series, number, x, y, 0.8, None, None))
        own_scores = scores or ((0.8, 0.8), (0.8, 0.8))
        seen.append([[Sighting(x, y, s, 1.0) for y, s in zip(rows, own, strict=True)] for own in own_scores])
    series = {(p.column, p.y): p.series for p in continued(search, placed, seen)}
    return [tuple(series[n, y] for y in rows) for n, rows in enumerate(zip(UPPER, LOWER, strict=True))]


GREYS = ((120, 120, 120), (135, 135, 135))


def test_markers_of_one_look_are_told_by_the_lines_between_them():
    assert len(set(read(panel(GREYS[:1] * 2)))) == 1


def test_all_markers_of_a_line_tell_whose_it_is():
    """Of each marker alone the small difference of two greys says little."""
    assert read(panel(GREYS)) == [(0, 1)] * 5
    assert read(panel(GREYS[::-1]), [(b, a) for a, b in MIXED]) == [(0, 1)] * 5


def test_a_marker_hidden_by_another_goes_with_its_line():
    search = panel(GREYS[:1] * 2, shapes=("circle", "diamond"))
    mixed = [(0, 1), (0, 1), (1, 0), (0, 1), (0, 1)]
    assert read(search, mixed, ((0.8, 0.5), (0.5, 0.8))) == [(0, 1)] * 5


@pytest.mark.parametrize("what", ["no lines", "told by their colour"])
def test_markers_stay_with_their_series_where_no_line_or_their_looks_tell(what):
    search = panel(GREYS[:1] * 2, drawn=False) if what == "no lines" else panel(((200, 30, 30), (30, 30, 200)))
    assert read(search) == list(MIXED)


def test_the_way_between_markers_without_line_is_not_inked():
    search = panel(GREYS)
    a, b, c = (PlacedMarker(0, n, x, y, 0.8, None, None) for n, x, y in ((0, 100, 100), (1, 200, 90), (1, 200, 300)))
    assert line_between(search, a, b) > 0.9
    assert line_between(search, a, c) < 0.2
