"""What the state of the page adds to the uncertainty of a mark."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from figpool.core.geometry import Box
from figpool.detect.raster.lines import find_strokes
from figpool.detect.raster.picture import prepare
from figpool.extract.charts.assembly import edge_doubt, page_u
from paint.bars import Bar, Chart
from paint.sheet import Sheet

PICTURE = prepare(Chart([Bar(80, 130, 120.0), Bar(160, 210, 180.0)]).paint().figure())
AREA = SimpleNamespace(box=Box(100.0, 40.0, 800.0, 620.0))


def view(**state):
    axis = SimpleNamespace(candidate=None)
    found = SimpleNamespace(picture=replace(PICTURE, **state), area=AREA, axis=axis, texts=(), strokes=())
    found.once = lambda find: find(found)
    return found


def test_a_clean_picture_adds_nothing():
    assert page_u(view(noise=0.0), 700.0) == 0.0


def test_a_copy_moves_edges_and_a_screened_one_more():
    copied, screened = page_u(view(noise=0.01), 100.0), page_u(view(noise=0.01, screened=True), 100.0)
    assert 0 < copied < screened


def test_a_page_is_the_less_level_the_farther_from_the_axis():
    assert page_u(view(noise=0.01), 800.0) > page_u(view(noise=0.01), 100.0)


@pytest.mark.parametrize("rise", [0, 1])
def test_a_line_that_leans_shows_a_copy_askew(rise):
    """Contrast as of a drawing, and an angle too small to be taken out."""
    sheet = Sheet(900, 700)
    for i in range(700):
        sheet.rect(100 + i, 600 - rise * i / 700, 101 + i, 603 - rise * i / 700)
    page = view(noise=0.0)
    page.picture = prepare(sheet.figure())
    page.strokes = find_strokes(page.picture, vertical=False, min_length=100)
    assert (page_u(page, 700.0) > 1.0) == bool(rise)


def test_the_middle_of_an_outline_that_is_not_seen_is_the_less_certain():
    assert edge_doubt(view(), 0.0, 300.0) == pytest.approx(2 * edge_doubt(view(), 2.0, 300.0))


def test_lines_are_as_thick_as_the_print_is_large():
    large = view()
    large.texts, large.turned = [Box(10.0 * i, 10.0, 10.0 * i + 60, 57.0) for i in range(3)], lambda box: box
    assert edge_doubt(large, 0.0, 300.0) > 3 * edge_doubt(view(), 0.0, 300.0)
