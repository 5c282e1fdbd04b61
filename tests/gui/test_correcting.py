from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from figpool.project import Extraction, Review
from figpool.project.handles import handles
from figpool_gui.canvas.overlay import _Sketches
from figpool_gui.main_window import MainWindow
from window_hands.hand import ALT, CTRL, SHIFT, Hand

Key = Qt.Key


def tip(window: MainWindow, mark: str) -> float:
    entry = window.session.entry(mark)
    assert entry is not None
    return entry.mark.position[1]


def extraction(window: MainWindow) -> Extraction:
    found = window.session.extraction
    assert found is not None
    return found


def test_dragging_a_handle_snaps_to_the_ink_and_is_saved(opened: MainWindow) -> None:
    hand = Hand(opened.canvas)
    opened.session.edit("move_handle", mark="m2", handle="tip", x=110.0, y=171.0)
    hand.drag((110.0, 171.0), (109.0, 160.0), (108.0, 153.0))
    assert tip(opened, "m2") == pytest.approx(150.0, abs=0.1)
    project = opened.session.project
    assert project is not None
    assert opened.session.figure is not None
    stored = project.extraction(opened.session.figure.id)
    assert stored is not None
    assert stored == opened.session.extraction
    assert opened.session.selected == ("m2",)


def test_alt_suspends_snapping(opened: MainWindow) -> None:
    Hand(opened.canvas).drag((110.0, 150.0), (110.0, 160.0), (110.0, 153.0), held=ALT)
    assert tip(opened, "m2") == pytest.approx(153.0, abs=0.01)


def test_values_follow_while_dragging_and_nothing_is_saved_before_release(opened: MainWindow) -> None:
    hand, before = Hand(opened.canvas), opened.session.saved
    hand.press((110.0, 150.0), ALT)
    hand.move((110.0, 170.0), ALT)
    row = opened.rows.rows.row_of("m2")
    mean = opened.rows.rows.column_of("mean")
    assert opened.rows.rows.index(row, mean).data() == "13"
    assert opened.session.saved is before
    hand.release((110.0, 170.0), ALT)
    assert tip(opened, "m2") == pytest.approx(170.0, abs=0.01)


def test_cap_is_dragged_to_the_cap(opened: MainWindow) -> None:
    hand = Hand(opened.canvas)
    opened.session.edit("move_handle", mark="m1", handle="up", x=80.0, y=170.0)
    hand.drag((80.0, 170.0), (80.0, 176.0), (80.0, 177.5))
    entry = opened.session.entry("m1")
    assert entry is not None
    assert handles(entry.mark)["up"][1] == pytest.approx(180.0, abs=0.15)


@pytest.mark.parametrize(("held", "step"), [("", 1.0), ("shift", 10.0), ("alt", 0.1)])
def test_arrow_keys_nudge_the_active_handle(opened: MainWindow, qtbot: QtBot, held: str, step: float) -> None:
    Hand(opened.canvas).click((110.0, 150.0))
    modifier = {"": Qt.KeyboardModifier.NoModifier, "shift": SHIFT, "alt": ALT}[held]
    qtbot.keyClick(opened.canvas, Key.Key_Down, modifier)
    assert tip(opened, "m2") == pytest.approx(150.0 + step, abs=1e-6)
    assert tip(opened, "m1") == 200.0


def test_lasso_selects_and_arrow_keys_move_all_as_one_act(opened: MainWindow, qtbot: QtBot) -> None:
    opened.actions_["lasso"].trigger()
    Hand(opened.canvas).drag((60.0, 130.0), (130.0, 130.0), (130.0, 220.0), (60.0, 220.0), (60.0, 130.0))
    assert opened.session.selected == ("m1", "m2")
    opened.actions_["select"].trigger()
    qtbot.keyClick(opened.canvas, Key.Key_Up)
    assert (tip(opened, "m1"), tip(opened, "m2")) == (199.0, 149.0)
    opened.actions_["undo"].trigger()
    assert (tip(opened, "m1"), tip(opened, "m2")) == (200.0, 150.0)


def test_shift_drag_is_a_rubber_band_and_delete_removes(opened: MainWindow) -> None:
    before = len(extraction(opened).marks)
    Hand(opened.canvas).drag((150.0, 130.0), (222.0, 210.0), held=SHIFT)
    assert opened.session.selected == ("m3",)
    opened.actions_["delete"].trigger()
    assert len(extraction(opened).marks) == before - 1
    opened.actions_["undo"].trigger()
    assert len(extraction(opened).marks) == before


def test_dragging_a_tick_refits_the_axis_and_all_rows(opened: MainWindow) -> None:
    Hand(opened.canvas).drag((40.0, 100.0), (40.0, 60.0), (40.0, 50.0), held=ALT)
    axis = extraction(opened).panels[0].axes.y
    assert axis is not None
    assert axis.value_at(50.0) == pytest.approx(20.0)
    entry = opened.session.entry("m2")
    assert entry is not None
    assert entry.point.mean == pytest.approx(12.0)


def test_next_flagged_then_accept_leaves_nothing_to_check(opened: MainWindow, qtbot: QtBot) -> None:
    flagged = [m.id for m in extraction(opened).marks if m.is_flagged]
    assert flagged
    for mark in flagged:
        qtbot.keyClick(opened.canvas, Key.Key_N) if not opened.session.selected else None
        assert opened.session.selected == (mark,)
        qtbot.keyClick(opened.canvas, Key.Key_A)
        entry = opened.session.entry(mark)
        assert entry is not None
        assert entry.review is Review.ACCEPTED
    assert extraction(opened).flagged == 0
    assert opened.session.figures[0].state != "flagged"


def test_add_by_pressing_on_the_value_and_dragging_to_the_cap(opened: MainWindow) -> None:
    opened.session.edit("delete_mark", mark="m3")
    opened.actions_["add"].trigger()
    Hand(opened.canvas).drag((200.0, 191.5), (200.0, 180.0), (200.0, 171.5))
    (mark,) = opened.session.selected
    entry = opened.session.entry(mark)
    assert entry is not None
    assert entry.source == "manual"
    assert entry.point.mean == pytest.approx(11.0, abs=0.02)
    assert entry.point.error.upper == pytest.approx(2.0, abs=0.03)


def test_ctrl_click_extends_and_a_click_beside_lets_go(opened: MainWindow) -> None:
    hand = Hand(opened.canvas)
    hand.click((80.0, 250.0))
    hand.click((110.0, 250.0), CTRL)
    assert opened.session.selected == ("m1", "m2")
    hand.click((160.0, 120.0))
    assert opened.session.selected == ()


def test_space_hides_the_overlay(opened: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(opened.canvas, Key.Key_Space)
    assert not opened.canvas.overlay_shown
    qtbot.keyClick(opened.canvas, Key.Key_Space)
    assert opened.canvas.overlay_shown


def test_the_window_reopens_as_it_was_and_undo_goes_on(
    opened: MainWindow, make_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    opened.session.edit("move_handle", mark="m1", handle="tip", x=80.0, y=190.0)
    opened.close()
    again = make_window()
    again.start([])
    qtbot.waitUntil(lambda: again.canvas.picture is not None, timeout=10_000)
    assert tip(again, "m1") == 190.0
    again.actions_["undo"].trigger()
    assert tip(again, "m1") == 200.0
    again.actions_["redo"].trigger()
    assert tip(again, "m1") == 190.0


def test_esc_leaves_a_tool(opened: MainWindow, qtbot: QtBot) -> None:
    opened.actions_["lasso"].trigger()
    assert opened.canvas.tool.name == "lasso"
    qtbot.keyClick(opened.canvas, Key.Key_Escape)
    assert opened.canvas.tool.name == "select"


def test_space_still_presses_a_button_that_has_the_focus(opened: MainWindow, qtbot: QtBot) -> None:
    opened.session.select(("m3",))
    opened.mark.accept.setFocus()
    qtbot.keyClick(opened.mark.accept, Key.Key_Space)
    entry = opened.session.entry("m3")
    assert entry is not None
    assert entry.review is Review.ACCEPTED
    assert opened.canvas.overlay_shown


def test_nothing_jumps_when_something_is_selected(opened: MainWindow) -> None:
    before = opened.canvas.to_view(100.0, 100.0)
    Hand(opened.canvas).click((110.0, 250.0))
    assert opened.session.selected == ("m2",)
    assert opened.canvas.to_view(100.0, 100.0) == before


def test_zoom_keeps_the_place_under_the_cursor(opened: MainWindow) -> None:
    place = opened.canvas.to_view(110.0, 150.0)
    opened.canvas.zoom_at(place, 3.0)
    assert opened.canvas.to_upright(place) == pytest.approx((110.0, 150.0), abs=0.6)


def test_what_is_drawn_follows_every_edit(opened: MainWindow) -> None:
    """Sketches of marks are remembered; what is drawn must be as if all were drawn anew."""
    session, overlay = opened.session, opened.canvas.overlay
    steps = (
        ("move_handle", {"mark": "m1", "handle": "tip", "x": 80.0, "y": 170.0}),
        ("review_mark", {"mark": "m2", "review": Review.REJECTED}),
        ("review_mark", {"mark": "m4", "review": Review.ACCEPTED}),
        ("delete_mark", {"mark": "m3"}),
    )
    for name, arguments in steps:
        session.edit(name, **arguments)
        assert session.extraction is not None
        anew = _Sketches().gather(session.extraction)
        assert overlay._drawn == anew
    session.undo()
    assert overlay._drawn == _Sketches().gather(session.extraction)
