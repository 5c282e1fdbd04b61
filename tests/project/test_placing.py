from __future__ import annotations

from dataclasses import replace

import pytest

from figpool.core.axes import AxesCalibration
from figpool.core.errors import UsageError
from figpool.core.geometry import Frame
from figpool.core.marks import BarMark, BoxMark, PointMark
from figpool.project.handles import handles
from figpool.project.placing import arm_towards, kinds_by_hand, new_mark
from project.build import panel

PANEL = panel("p1", 1, Frame())


def test_a_new_bar_is_like_its_neighbours() -> None:
    made = new_mark(PANEL, 150.0, 175.0)
    assert isinstance(made, BarMark)
    assert (made.side0, made.side1, made.base, made.tip) == (140.0, 160.0, 300.0, 175.0)


def test_the_first_bar_stands_at_zero_or_at_the_foot_of_the_area() -> None:
    empty = replace(PANEL, marks=())
    assert new_mark(empty, 150.0, 175.0).base == pytest.approx(300.0)  # type: ignore[attr-defined]
    blank = replace(empty, axes=AxesCalibration(None, None))
    assert new_mark(blank, 150.0, 175.0).base == blank.panel.area.box.y1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "expected"), [("point", PointMark), ("line", PointMark), ("scatter", PointMark), ("box", BoxMark)]
)
def test_every_kind_stands_where_it_was_put(kind: str, expected: type) -> None:
    made = new_mark(replace(PANEL, kind=kind), 150.0, 175.0)
    assert isinstance(made, expected)
    assert made.position == (150.0, 175.0)
    assert handles(made)


def test_a_horizontal_panel_takes_its_value_from_x() -> None:
    lying = replace(PANEL, kind="point", horizontal=True)
    made = new_mark(lying, 150.0, 175.0)
    assert made.horizontal
    assert made.position == (150.0, 175.0)


@pytest.mark.parametrize(("y", "arm"), [(150.0, "up"), (190.0, "down")])
def test_the_arm_that_leads_away_from_the_base_is_up(y: float, arm: str) -> None:
    assert arm_towards(new_mark(PANEL, 150.0, 175.0), 150.0, y) == arm


def test_boxes_have_arms_beyond_both_edges() -> None:
    box = new_mark(replace(PANEL, kind="box"), 150.0, 175.0)
    assert (arm_towards(box, 150.0, 100.0), arm_towards(box, 150.0, 250.0)) == ("arm0", "arm1")


def test_an_unknown_kind_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="pie"):
        new_mark(replace(PANEL, kind="pie"), 1.0, 1.0)
    assert "bar" in kinds_by_hand()
