"""Strokes of a strip chart are named by the points around them, for the strokes look alike."""

from types import SimpleNamespace

import numpy as np
import pytest

from figpool.core.geometry import Box
from figpool.detect.raster.marker_key import MarkerKey
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.mean_lines import MeanLine
from figpool.extract import DigitizeSettings
from figpool.extract.charts.strip_series import stroke_names

TONES = {"black": 0, "grey": 150, "white": 255}
BOX = Box(0, 0, 1, 1)


def _named(series, keys, labels):
    """Name strokes whose points are of the tones `series`, in turn; legend entries are named by their tones."""
    rgb = np.full((60, 20 * (len(labels) + len(keys)), 3), 255, np.uint8)

    def point(place, tone):
        x = 20.0 * place + 10
        rgb[25:36, round(x) - 5 : round(x) + 6] = TONES[tone]
        return RawMarker(x, 30.0, 5.0, "circle", tone == "white", 1.0, 1.0, (), (0.0, 0.0, 0.0))

    lines = []
    for i, tone in enumerate(series):
        own = point(i, tone)
        lines.append(MeanLine(own.x, own.y, 8.0, None, None, 2.0, (own, own)))
    legend = [MarkerKey(point(len(labels) + i, tone), BOX, BOX) for i, tone in enumerate(keys)]
    view = SimpleNamespace(settings=DigitizeSettings(), picture=SimpleNamespace(rgb=rgb))
    plotted = SimpleNamespace(keys=tuple(legend), names=tuple(keys), unsure=frozenset())
    return stroke_names(view, lines, labels, plotted)


@pytest.mark.parametrize("series", [("black", "white"), ("white", "black"), ("grey", "white"), ("black", "grey")])
@pytest.mark.parametrize("turned", [False, True])
def test_points_tell_the_series(series, turned):
    keys = series[::-1] if turned else series
    names, doubts = _named(series * 2, keys, ["A", "A", "B", "B"])
    assert tuple(names) == series * 2
    assert doubts == [()] * 4


def test_series_that_look_alike_are_told_by_their_order_aloud():
    names, doubts = _named(("grey",) * 4, ("grey", "grey"), ["A", "A", "B", "B"])
    assert names == ["grey"] * 4
    assert all(len(own) == 1 for own in doubts)


def test_a_label_with_fewer_strokes_is_named_by_its_own_points():
    names, _ = _named(("black", "white", "white"), ("black", "white"), ["A", "A", "B"])
    assert names == ["black", "white", "white"]


def test_without_a_legend_there_are_no_names():
    assert _named(("black", "black"), (), ["A", "B"]) == (["", ""], [(), ()])
