from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from figpool.core.axes import CalibrationPoint
from figpool.core.errors import UsageError
from figpool.project import Extraction, Project, edits
from figpool.project.codec import dumps, encode
from figpool.project.rebase import rebase
from figpool.project.rows import rows_of
from project.build import Y_TICKS, bar, entry, extraction, reading
from project.strategies import many_edits


def means(found: Extraction) -> dict[str, float | None]:
    return {mark.id: row.mean for mark, row in rows_of(found, "f")}


@given(many_edits)
def test_the_same_reading_again_changes_nothing(calls):
    old = extraction(2)
    current = old
    for name, arguments in calls:
        try:
            current = edits.apply(current, name, arguments)
        except UsageError:
            continue
    assert dumps(encode(rebase(old, current, old))) == dumps(encode(current))


def better(old: Extraction) -> Extraction:
    """Another version of figpool reads all bars half a pixel higher and finds one more."""
    (panel,) = old.panels
    moved = [entry(i, bar(m.mark.centre, m.mark.tip - 0.5, m.mark.up and m.mark.up.end), panel.axes, old.frame,
                   series=m.series, category=m.point.category)
             for i, m in enumerate(panel.marks, start=1)]  # fmt: skip
    new = entry(9, bar(260, 250), panel.axes, old.frame, series="Sham", category="week 8")
    return replace(old, panels=(replace(panel, id="p1", marks=(new, *moved)),), next_mark=10)


def test_untouched_marks_follow_and_corrected_ones_stay():
    old = extraction()
    current = edits.move_handle(old, "m2", "tip", 110.0, 160.0)
    current = edits.relabel_mark(current, "m3", series="Vehicle", category="week 12")
    found = rebase(old, current, better(old))
    assert means(found) == pytest.approx({"m5": 5.0, "m1": 10.05, "m2": 14.0, "m3": 11.05, "m4": 18.0})
    third = edits.find_mark(found, "m3")
    assert (third.series, third.point.category) == ("Vehicle", "week 12")


def test_deleted_marks_stay_deleted_and_added_ones_stay():
    old = extraction()
    current = edits.add_mark(edits.delete_mark(old, "m1"), "p1", bar(280, 260), "Mine", "")
    found = rebase(old, current, better(old))
    assert set(means(found)) == {"m2", "m3", "m4", "m5", "m6"}
    assert edits.find_mark(found, "m5").series == "Mine"
    assert edits.find_mark(found, "m6").series == "Sham"


def test_ticks_set_by_hand_hold_for_marks_read_again():
    old = extraction()
    points = (CalibrationPoint(300.0, 0.0), CalibrationPoint(100.0, 200.0))
    found = rebase(old, edits.set_ticks(old, "p1", "y", points), better(old))
    assert means(found)["m1"] == pytest.approx(100.5)
    assert means(found)["m5"] == pytest.approx(50.0)


def test_marks_moved_by_hand_are_read_on_axes_read_better():
    old = extraction()
    current = edits.move_handle(old, "m1", "tip", 80.0, 210.0)
    doubled = tuple(CalibrationPoint(p.pixel, 2 * p.value) for p in Y_TICKS)
    found = rebase(old, current, edits.set_ticks(old, "p1", "y", doubled))
    assert means(found)["m1"] == pytest.approx(18.0)


def test_reading_again_keeps_corrections_and_the_reading_apart(project: Project):
    project.edit(1, "move_handle", mark="m2", handle="tip", x=110.0, y=160.0)
    project.store_reading(1, reading(better(extraction()), version="9.9"))
    found, automatic = project.extraction(1), project.reading(1)
    assert found is not None
    assert automatic is not None
    assert means(found)["m2"] == pytest.approx(14.0)
    assert automatic.version == "9.9"
    assert "manual" not in {m.source for m in automatic.extraction.marks}
    assert project.store.all("SELECT count(*) FROM readings") == [(2,)]
    project.undo(1)
    assert project.extraction(1) != found


def test_work_by_hand_stays_under_a_first_reading():
    by_hand = edits.add_panel(Extraction(frame=extraction().frame), extraction().panels[0].panel.area.box, "bar")
    by_hand = edits.add_mark(edits.set_ticks(by_hand, "p1", "y", Y_TICKS), "p1", bar(150, 280))
    found = rebase(None, by_hand, extraction())
    assert means(found)["m1"] == pytest.approx(2.0)
    assert len(found.marks) == 5
