from __future__ import annotations

from figpool.core.figure import TextBox
from figpool.core.geometry import Box
from figpool.ocr import axis_label, axis_labels


def test_the_label_of_a_vertical_axis_stands_at_its_height():
    label = axis_label(TextBox(Box(10, 100, 40, 112), "20"))
    assert (label.pixel, label.size, label.readings[0].value) == (106, 12, 20)


def test_the_label_of_a_horizontal_axis_stands_at_its_middle():
    label = axis_label(TextBox(Box(10, 100, 40, 112), "20"), horizontal=True)
    assert (label.pixel, label.size) == (25, 12)


def test_an_upward_label_is_as_high_as_its_box_is_wide():
    assert axis_label(TextBox(Box(10, 100, 22, 140), "200", angle=90)).size == 12


def test_words_stay_as_labels_without_reading():
    labels = axis_labels([TextBox(Box(0, 0, 30, 10), "Control"), TextBox(Box(0, 20, 30, 30), "5")])
    assert [len(label.readings) > 0 for label in labels] == [False, True]
