"""Labels of categories on vector pages: lines of one label, and labels that stand as close as lines."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from figpool.core.geometry import Box
from figpool.core.vector import VectorText
from figpool.extract.vector.words import read_categories

SIZE = 30.0
AREA = Box(100, 50, 700, 400)


def text(words: str, middle: float, base: float, *, ink: float = 0.0) -> VectorText:
    """A level line of text; `ink` moves the middle of its letters, not its base line."""
    box = Box(middle - 8 * len(words), base - 20 + ink, middle + 8 * len(words), base + ink)
    return VectorText(words, box, size=SIZE, base=(box.x0, base, box.x1, base))


def turned(t: VectorText) -> VectorText:
    return t.moved(lambda p: p[:, ::-1])


def panel(texts: list[VectorText], *, horizontal: bool = False) -> SimpleNamespace:
    axis = SimpleNamespace(labels=())
    scene = SimpleNamespace(texts=texts)
    return SimpleNamespace(axis=axis, keys=(), scene=scene, area=AREA, size=SIZE, horizontal=horizontal)


def found(texts: list[VectorText], *, horizontal: bool = False) -> list[str]:
    return [w.text for w in read_categories(panel(texts, horizontal=horizontal))]  # type: ignore[arg-type]


def test_base_lines_tell_the_lines_of_one_label() -> None:
    lines = [text("Laminect", 200, 440), text("omy", 200, 480, ink=6.0), text("Empty", 400, 440)]
    assert found(lines) == ["Laminect omy", "Empty"]


@pytest.mark.parametrize(
    ("bases", "labels"),
    [
        ((110, 150, 190, 230), ["High", "dose", "Low", "none"]),
        ((110, 145, 290, 325), ["High dose", "Low none"]),
    ],
)
def test_labels_set_evenly_are_no_lines_of_one(bases: tuple[int, ...], labels: list[str]) -> None:
    words = ("High", "dose", "Low", "none")
    column = [turned(text(w, 0, base)) for w, base in zip(words, bases, strict=True)]
    assert found(column, horizontal=True) == labels


def test_a_label_of_the_value_axis_that_is_no_number_is_no_category() -> None:
    """The 0·00 of an axis in outlines was read as 0-00, stood highest below the plot and hid the categories there."""
    scene = panel([text("0-00", 60, 420), text("Saline", 250, 450), text("OVX", 500, 450)])
    assert [w.text for w in read_categories(scene)] == ["0-00"]  # type: ignore[arg-type]
    scene.axis.labels = (text("0.01", 60, 300), text("0.02", 60, 200))
    assert [w.text for w in read_categories(scene)] == ["Saline", "OVX"]  # type: ignore[arg-type]
