"""Names are read again where the recogniser is not sure, and keep its score."""

from __future__ import annotations

import numpy as np
import pytest

from figpool.core.figure import TextBox
from figpool.core.geometry import Box
from figpool.ocr import DOUBTED, Recognition, default_engine, read_names
from ocr.render import draw_label


class Wavering:
    """Is sure of a crop only where it has paper around it."""

    def __init__(self) -> None:
        self.looks = 0

    def recognize(self, crops):
        self.looks += len(crops)
        return [
            Recognition("WT", 0.99) if crop[:3].min() > 200 and crop[-3:].min() > 200 else Recognition("W4", 0.56)
            for crop in crops
        ]


class Sure:
    """Reads everything at once."""

    def __init__(self) -> None:
        self.looks = 0

    def recognize(self, crops):
        self.looks += len(crops)
        return [Recognition("Sham", 0.98) for _ in crops]


def page() -> np.ndarray:
    pixels = np.full((60, 120, 3), 255, np.uint8)
    pixels[20:40, 30:90] = 0
    return pixels


def test_the_surest_of_several_looks_is_taken():
    (found,) = read_names(page(), [TextBox(Box(30, 20, 89, 39))], Wavering())
    assert (found.text, found.confidence) == ("WT", 0.99)


def test_what_is_read_surely_is_looked_at_once():
    engine = Sure()
    (found,) = read_names(page(), [TextBox(Box(30, 20, 89, 39))], engine)
    assert (found.text, engine.looks) == ("Sham", 1)


def test_a_printed_name_is_read_without_doubt():
    pixels, box = draw_label("Control")
    (found,) = read_names(pixels, [box], default_engine())
    assert found.text == "Control"
    assert found.confidence > DOUBTED


class Joining:
    """Is surer of what it runs together."""

    def recognize(self, crops):
        return [Recognition("7d", 0.99) if crop[:3].min() > 200 else Recognition("7 d", 0.87) for crop in crops]


def test_a_blank_that_the_first_look_showed_stays():
    (found,) = read_names(page(), [TextBox(Box(30, 20, 89, 39))], Joining())
    assert found.text == "7 d"
    assert found.confidence > DOUBTED


class Torn:
    """Reads one thing with paper around it and another without, as sure of the one as of the other."""

    def recognize(self, crops):
        return [Recognition("TCP", 0.96) if crop[:3].min() > 200 else Recognition("TOP", 0.91) for crop in crops]


class Faint:
    """Is sure of one look in four."""

    def recognize(self, crops):
        return [Recognition("n", 0.97 if 0 < i == len(crops) - 1 else 0.6) for i in range(len(crops))]


@pytest.mark.parametrize("engine", [Torn(), Faint()])
def test_names_that_looks_do_not_agree_on_are_doubted(engine):
    (found,) = read_names(page(), [TextBox(Box(30, 20, 89, 39))], engine)
    assert found.confidence < DOUBTED
