"""What counts as plotted: frames and axis lines do not."""

from types import SimpleNamespace

import numpy as np
import pytest

from figpool.core.figure import TextBox
from figpool.core.geometry import Box
from figpool.detect.raster.lines import Stroke
from figpool.extract import plotted
from figpool.extract.plotted import Plotted, frame_width

REGION = Box(100.0, 50.0, 800.0, 600.0)


@pytest.mark.parametrize(("thickness", "least"), [(2.0, 6.0), (18.0, 10.0)])
@pytest.mark.parametrize("side", ["left", "below"])
def test_the_strip_left_out_is_as_wide_as_the_axis_lines(thickness, least, side):
    """Half an axis line left in the region was taken for most of its lines, and no stroke was found any more."""
    line = Stroke(600.0 if side == "below" else 100.0, 50.0, 600.0, thickness)
    candidate = SimpleNamespace(line=line if side == "left" else None)
    view = SimpleNamespace(axis=SimpleNamespace(candidate=candidate), strokes=[line] if side == "below" else [])
    assert least <= frame_width(view, REGION) <= least + 3.0


@pytest.mark.parametrize(("screen", "darkest"), [(0.0, 0.4), (0.05, 1.0)])
def test_pale_ink_is_the_darkest_only_on_a_bare_ground(screen, darkest):
    contrast = np.zeros((300, 400), np.float32)
    contrast[::2] = screen
    contrast[100:140, 100:140] = 0.4
    region = Box(0.0, 0.0, 399.0, 299.0)
    panel = Plotted(None, region, contrast, (), (), (), frozenset(), (), 1.0, None)
    assert panel.darkest == pytest.approx(darkest)


@pytest.mark.parametrize(("y", "kept"), [(20.0, True), (300.0, False), (680.0, True)])
def test_only_text_beside_the_axis_is_no_key(monkeypatch, y, kept):
    """The first key of a legend above the plot began left of the axis and was lost, and its series with it."""
    monkeypatch.setattr(plotted, "label_row", lambda view: ([], 600.0))
    view = SimpleNamespace(texts=[Box(20.0, y, 60.0, y + 12.0)], area=SimpleNamespace(box=REGION))
    contrast = np.ones((700, 900), np.float32)
    assert bool(plotted._without_axis_text(view, contrast)[round(y) + 5, 40]) == kept


@pytest.mark.parametrize(
    ("text", "confidence", "caps"), [("中中", 0.3, True), ("对照", 0.97, False), ("-", 0.7, False), ("CM", 0.3, False)]
)
def test_doubtful_letters_of_eastern_scripts_are_error_bars(text, confidence, caps):
    """Five columns of a single series passed for the words of a legend and were left out without a word."""
    name = TextBox(Box(0.0, 0.0, 9.0, 9.0), text, confidence)
    assert plotted._caps_as_words(name) == caps
