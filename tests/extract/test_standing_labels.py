"""Which standing words beside a category axis are its labels."""

from types import SimpleNamespace

import pytest

from figpool.core.figure import TextBox
from figpool.core.geometry import Box
from figpool.extract import standing_labels
from figpool.extract.standing_labels import _at_places

PLACES = (50.0, 130.0, 210.0)
BASE = 120.0


def words(long, x1=100.0, wide=12.0):
    return [Box(x1 - wide, at - long / 2, x1, at + long / 2) for at in PLACES]


def test_a_word_at_each_place_is_a_label():
    labels = words(40.0)
    assert _at_places(labels[::-1], PLACES, BASE) == labels


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (words(14.0), "letters of level print are as high as wide"),
        (words(40.0) + words(40.0, x1=86.0), "the letters of level words have others before them"),
        (words(40.0)[:2], "a place has none"),
        (words(40.0, x1=30.0), "a title stands farther out"),
        ([*words(40.0)[:2], Box(70.0, 190.0, 100.0, 230.0)], "print of another size"),
    ],
)
def test_other_print_is_none(found, why):
    assert _at_places(found, PLACES, BASE) == [], why


@pytest.mark.parametrize(("texts", "are_labels"), [(("Sham", "Low", "High"), True), (("", "-", "-"), False)])
def test_pieces_of_outlines_along_the_axis_are_no_labels(monkeypatch, texts, are_labels):
    """They hid the level names beside them, which are print too small to be sure of."""
    monkeypatch.setattr(standing_labels, "find_standing_text", lambda *_: words(40.0))
    read = [TextBox(b, t, 0.8) for b, t in zip(words(40.0), texts, strict=True)]
    monkeypatch.setattr(standing_labels, "read_names", lambda *_: read)
    view = SimpleNamespace(
        picture=SimpleNamespace(transposed=lambda: SimpleNamespace(rgb=None)), texts=(), turned=None, engine=None
    )
    found = standing_labels.standing_beside(view, BASE, [PLACES])
    assert [t.text for _, t in found] == (list(texts) if are_labels else [])
