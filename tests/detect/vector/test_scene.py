"""Paths sorted into strokes, rectangles, markers and lines."""

from __future__ import annotations

import numpy as np
import pytest

from figpool.core.geometry import Box
from figpool.core.vector import Color, SubPath, VectorPage, VectorPath, VectorText
from figpool.detect.vector.build import build_scene
from figpool.detect.vector.scene import Scene

BLACK: Color = (0.0, 0.0, 0.0)


def path(
    *points: tuple[float, float], closed: bool = False, fill: Color | None = None, stroke: Color | None = BLACK
) -> VectorPath:
    return VectorPath((SubPath(np.array(points, dtype=float), closed),), fill, stroke)


def scene_of(*paths: VectorPath) -> Scene:
    return build_scene(VectorPage(1000.0, 800.0, paths))


SQUARE = ((10.0, 10.0), (60.0, 10.0), (60.0, 200.0), (10.0, 200.0))


def test_fill_and_outline_drawn_apart_are_one_rectangle() -> None:
    scene = scene_of(path(*SQUARE, closed=True, fill=(1.0, 0.0, 0.0), stroke=None), path(*SQUARE, closed=True))
    (rect,) = scene.rects
    assert rect.fill == (1.0, 0.0, 0.0)
    assert rect.stroke == BLACK


def test_a_rectangle_begun_in_the_middle_of_a_side_is_one() -> None:
    points = ((30.0, 10.0), (60.0, 10.0), (60.0, 200.0), (10.0, 200.0), (10.0, 10.0))
    assert len(scene_of(path(*points, closed=True)).rects) == 1


def test_a_thin_filled_rectangle_is_a_stroke() -> None:
    points = ((10.0, 50.0), (60.0, 50.0), (60.0, 51.5), (10.0, 51.5))
    (edge,) = scene_of(path(*points, closed=True, fill=BLACK, stroke=None)).horizontals
    assert (edge.at, edge.lo, edge.hi) == (50.75, 10.0, 60.0)


def test_a_point_on_a_straight_stem_is_no_corner() -> None:
    (stem,) = scene_of(path((5.0, 10.0), (5.0, 30.0), (5.0, 70.0))).verticals
    assert (stem.lo, stem.hi) == (10.0, 70.0)


def test_an_arrow_head_at_right_angles_is_a_cap() -> None:
    (cap,) = scene_of(path((2.0, 10.0), (5.0, 10.0), (8.0, 10.0))).horizontals
    assert (cap.lo, cap.hi) == (2.0, 8.0)


def test_two_strokes_through_one_middle_are_a_marker_and_no_error_bar() -> None:
    scene = scene_of(path((90.0, 100.0), (110.0, 100.0)), path((100.0, 90.0), (100.0, 110.0)))
    assert [g.shape for g in scene.glyphs] == ["plus"]
    assert not scene.verticals


def test_the_longer_strokes_of_a_large_star_are_no_error_bars() -> None:
    slanted = (path((83.0, 83.0), (117.0, 117.0)), path((83.0, 117.0), (117.0, 83.0)))
    level = (path((76.0, 100.0), (124.0, 100.0)), path((100.0, 76.0), (100.0, 124.0)))
    texts = (VectorText("0", Box(10, 10, 20, 30), size=22.0),)
    star, alone = (build_scene(VectorPage(1000.0, 800.0, p, texts)) for p in ((*slanted, *level), level))
    assert [g.shape for g in star.glyphs] == ["star"]
    assert not star.verticals
    assert len(alone.verticals) == len(alone.horizontals) == 1  # far too large for a marker beside this type


@pytest.mark.parametrize(
    ("points", "shape"),
    [
        (((0, 0), (10, 0), (10, 10), (0, 10)), "square"),
        (((5, 0), (10, 5), (5, 10), (0, 5)), "diamond"),
        (((0, 10), (10, 10), (5, 0)), "triangle-up"),
        (((0, 0), (10, 0), (5, 10)), "triangle-down"),
    ],
)
def test_small_shapes_have_names(points: tuple[tuple[float, float], ...], shape: str) -> None:
    scene = scene_of(path(*((x + 100, y + 100) for x, y in points), closed=True, fill=BLACK))
    assert [g.shape for g in scene.glyphs] == [shape]


def test_exchanging_x_and_y_twice_changes_nothing() -> None:
    scene = scene_of(
        path(*SQUARE, closed=True), path((5.0, 10.0), (5.0, 70.0)), path((1.0, 1.0), (9.0, 5.0), (20.0, 2.0))
    )
    again = scene.transposed().transposed()
    assert again.rects == scene.rects
    assert again.verticals == scene.verticals
    np.testing.assert_array_equal(again.lines[0].points, scene.lines[0].points)


def test_fill_and_outline_whose_sides_a_file_rounds_differently_are_one_rectangle() -> None:
    filled = ((10.0, 10.5), (60.5, 10.5), (60.5, 200.0), (10.0, 200.0))
    outline = ((10.0, 10.53), (60.47, 10.53), (60.47, 200.0), (10.0, 200.0))
    scene = scene_of(path(*filled, closed=True, fill=(1.0, 0.0, 0.0), stroke=None), path(*outline, closed=True))
    (rect,) = scene.rects
    assert (rect.fill, rect.stroke) == ((1.0, 0.0, 0.0), BLACK)


def test_two_ticks_on_the_line_of_an_axis_are_no_markers() -> None:
    """A logarithmic time axis with the labels 10 and 20 lost both ticks: Matplotlib draws them as it does markers."""
    ticks = [path((x, 400.0), (x, 416.0), fill=BLACK) for x in (200.0, 500.0)]
    scene = scene_of(*ticks, path((100.0, 416.0), (700.0, 416.0)))
    assert sorted(v.at for v in scene.verticals) == [200.0, 500.0]
    assert scene.glyphs == ()
    assert len(scene_of(*ticks, path((100.0, 500.0), (700.0, 500.0))).glyphs) == 2
