"""Dots of a filling among the text boxes."""

from figpool.core.geometry import Box
from figpool.detect.raster.dots import without_dots


def box(x, y, width, height):
    return Box(float(x), float(y), x + width - 1.0, y + height - 1.0)


def test_dots_in_rows_and_columns_are_left_out_and_the_labels_of_an_axis_stay():
    dots = [box(200 + 16 * i + 8 * (j % 2), 100 + 16 * j, 8, 8) for i in range(6) for j in range(6)]
    labels = [box(40, 60 * i, 15, 15) for i in range(14)]
    assert without_dots([*labels, *dots]) == labels


def test_a_few_dots_and_figures_close_together_stay():
    figures = [box(40 + 30 * j, 20 * i, 9, 16) for i in range(12) for j in range(2)]
    few = [box(300 + 16 * i, 100 + 16 * j, 8, 8) for i in range(3) for j in range(3)]
    assert without_dots([*figures, *few]) == [*figures, *few]
