"""Letters of panels, from what is printed at their corners."""

from types import SimpleNamespace

import pytest

from figpool.core.geometry import Box
from figpool.extract.lettering import panel_letters


class Corner:
    """A panel with one box of print at its corner for each text."""

    def __init__(self, *texts: str) -> None:
        self.area = SimpleNamespace(box=Box(100.0, 50.0, 400.0, 300.0))
        self.axis = SimpleNamespace(candidate=SimpleNamespace(size=14.0))
        self.texts = [Box(60.0 + 20 * i, 20.0, 72.0 + 20 * i, 36.0) for i in range(len(texts))]
        self.words = list(texts)

    def turned(self, box: Box) -> Box:
        return box

    def read_boxes(self, boxes: list[Box]) -> list[str]:
        return [self.words[self.texts.index(box)] for box in boxes]


@pytest.mark.parametrize(
    ("printed", "letters"),
    [
        ([("A",), ("B",), ("C",)], ["A", "B", "C"]),
        ([("(a)",), ("(b)",)], ["a", "b"]),
        ([("c",), ("n", "d"), ("e",)], ["c", "d", "e"]),
        ([("A",), ("",), ("C",)], ["A", "B", "C"]),
        ([("n",), ("n",)], ["1", "2"]),
        ([("",), ("",)], ["1", "2"]),
        ([("A",)], [""]),
    ],
)
def test_letters_follow_the_alphabet_or_panels_are_numbered(printed, letters):
    assert panel_letters([Corner(*texts) for texts in printed]) == letters
