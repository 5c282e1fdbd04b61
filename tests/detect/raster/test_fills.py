"""How the inside of a bar looks, and how unlike two looks are."""

import itertools

import pytest

from figpool.core.geometry import Box
from figpool.detect.raster.fills import fill_distance, measure_fill
from figpool.detect.raster.picture import prepare
from paint.bars import FILLS, Bar, paint_bar
from paint.sheet import Sheet

#: Fills a reader must tell apart by more than measuring the same fill twice differs.
PRINTED = (
    "black",
    "grey",
    "hollow",
    "colour",
    "rising hatch",
    "falling hatch",
    "level hatch",
    "upright hatch",
    "dotted",
)


@pytest.fixture(scope="module")
def measured():
    """Every fill measured in a tall bar and in a small swatch."""
    tall, small = {}, {}
    for fill in PRINTED:
        sheet = Sheet(900, 700)
        paint_bar(sheet, Bar(200, 280, 150, fill), 600)
        paint_bar(sheet, Bar(500, 540, 300, fill), 324)
        picture = prepare(sheet.figure())
        tall[fill] = measure_fill(picture, Box(200, 150, 280, 600), skip_middle=True)
        small[fill] = measure_fill(picture, Box(500, 300, 540, 324), skip_middle=False)
    return tall, small


def test_a_fill_is_like_itself_and_unlike_the_others(measured):
    tall, _ = measured
    for a, b in itertools.combinations(PRINTED, 2):
        assert fill_distance(tall[a], tall[b]) > 8.0, (a, b)
    for fill in PRINTED:
        assert fill_distance(tall[fill], tall[fill]) == 0.0


@pytest.mark.parametrize("fill", PRINTED)
def test_a_swatch_is_most_like_the_bar_of_its_fill(measured, fill):
    tall, small = measured
    nearest = min(PRINTED, key=lambda other: fill_distance(small[fill], tall[other]))
    assert nearest == fill


def test_distance_does_not_depend_on_the_order(measured):
    tall, small = measured
    assert fill_distance(tall["grey"], small["dotted"]) == fill_distance(small["dotted"], tall["grey"])


@pytest.mark.parametrize("fill", [f for f in FILLS if f in ("black", "grey", "hollow")])
def test_plain_fills_have_no_spread(measured, fill):
    tall, _ = measured
    assert tall[fill].spread < 1.0


def test_hatching_tells_its_direction(measured):
    tall, _ = measured
    strongest = {f: tall[f].texture.index(max(tall[f].texture)) for f in PRINTED if "hatch" in f}
    assert len(set(strongest.values())) == 4


def test_a_whisker_in_the_middle_does_not_change_the_fill():
    sheet = Sheet(900, 700)
    paint_bar(sheet, Bar(200, 280, 150, "hollow", down=220.0, cap=20), 600)
    fill = measure_fill(prepare(sheet.figure()), Box(200, 150, 280, 600), skip_middle=True)
    assert fill.spread < 1.0
    assert fill.lab[0] == pytest.approx(100, abs=1)


def test_a_rectangle_beyond_the_edge_shows_what_is_left_of_it():
    picture = prepare(Sheet(300, 200).figure())
    for box in (Box(100, 150, 140, 260), Box(100, 210, 140, 260), Box(310, 20, 340, 60)):
        assert measure_fill(picture, box, skip_middle=True).lab[0] == pytest.approx(100.0, abs=0.1)
