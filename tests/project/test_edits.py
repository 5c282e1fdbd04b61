from __future__ import annotations

import pytest
from hypothesis import given

from figpool.core.axes import AxisScale, CalibrationPoint
from figpool.core.errors import UsageError
from figpool.core.geometry import Box
from figpool.core.issues import Flag
from figpool.core.summary import Dispersion
from figpool.project import Extraction, Review, Role, edits
from figpool.project.codec import decode, dumps, encode, loads
from figpool.project.rows import rows_of
from project.build import Y_TICKS, bar, extraction
from project.strategies import one_edit


def row_of(found: Extraction, mark: str):
    return {entry.id: row for entry, row in rows_of(found, "fig.png")}[mark]


def test_moving_the_tip_moves_the_mean_and_keeps_the_cap():
    # ticks: 0 at y = 300, 20 at y = 100, so 0.1 a pixel; the cap of m1 stands at 180
    found = edits.move_handle(extraction(), "m1", "tip", 80.0, 220.0)
    row = row_of(found, "m1")
    assert row.mean == pytest.approx(8.0)
    assert row.error_high == pytest.approx(4.0)
    assert row.source == "manual"
    assert row.provenance is not None
    assert row.provenance.edited


def test_moving_a_mark_keeps_its_arm():
    row = row_of(edits.move_mark(extraction(), "m1", 3.0, -10.0), "m1")
    assert row.mean == pytest.approx(11.0)
    assert row.error_high == pytest.approx(2.0)


def test_setting_a_missing_cap_settles_the_doubt():
    before, after = extraction(), edits.move_handle(extraction(), "m3", "up", 200.0, 170.0)
    assert row_of(before, "m3").flags == ("no_whisker",)
    assert row_of(after, "m3").flags == ()
    assert row_of(after, "m3").error_high == pytest.approx(2.0)


def test_new_ticks_read_every_mark_again_and_keep_its_own_doubts():
    points = (CalibrationPoint(300.0, 0.0), CalibrationPoint(100.0, 200.0))
    found = edits.set_ticks(extraction(), "p1", "y", points)
    assert [row.mean for _, row in rows_of(found, "f")] == pytest.approx([100, 150, 110, 179.5])
    assert row_of(found, "m3").flags == ("no_whisker",)
    assert row_of(found, "m1").source == "raster"


def test_scale_refits_the_ticks_there_are():
    points = (CalibrationPoint(300.0, 1.0), CalibrationPoint(100.0, 100.0))
    found = edits.set_scale(edits.set_ticks(extraction(), "p1", "y", points), "p1", "y", AxisScale.LOG10)
    assert row_of(found, "m1").mean == pytest.approx(10.0)


def test_n_of_a_mark_goes_before_n_of_the_panel():
    found = edits.set_n(edits.set_mark_n(extraction(), "m1", 4), "p1", 16)
    assert row_of(found, "m1").sd == pytest.approx(2.0 * 2)
    assert row_of(found, "m2").sd == pytest.approx(1.0 * 4)


def test_without_dispersion_there_is_no_sd():
    row = row_of(edits.set_dispersion(extraction(), "p1", Dispersion.UNKNOWN), "m1")
    assert row.sd is None


def test_rejected_marks_and_figures_give_no_rows():
    found = edits.review_mark(extraction(), "m2", Review.REJECTED)
    assert [entry.id for entry, _ in rows_of(found, "f")] == ["m1", "m3", "m4"]
    assert rows_of(edits.review_figure(found, Review.REJECTED), "f") == ()


def test_accepting_a_figure_settles_its_flags_but_not_what_was_rejected():
    found = edits.review_figure(edits.review_mark(extraction(), "m2", Review.REJECTED), Review.ACCEPTED)
    assert found.flagged == 0
    assert edits.find_mark(found, "m2").review is Review.REJECTED


def test_names_are_never_given_again():
    found = edits.add_mark(edits.delete_mark(extraction(), "m4"), "p1", bar(150, 250), "Sham", "week 6")
    assert found.marks[-1].id == "m5"
    assert row_of(found, "m5").mean == pytest.approx(5.0)
    assert (row_of(found, "m5").series, row_of(found, "m5").category) == ("Sham", "week 6")


def test_a_figure_can_be_read_wholly_by_hand():
    found = edits.add_panel(Extraction(), Box(40, 90, 300, 300), "bar", "A")
    found = edits.set_ticks(found, "p1", "y", Y_TICKS)
    found = edits.add_mark(found, "p1", bar(80, 200, 180), "Control", "week 4")
    row = row_of(edits.set_n(edits.set_dispersion(found, "p1", Dispersion.SE), "p1", 9), "m1")
    assert (row.panel, row.mean, row.sd) == ("A", pytest.approx(10.0), pytest.approx(6.0))
    assert Flag.MANUAL_AXIS in {issue.flag for issue in row.issues}


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("move_mark", {"mark": "m99", "dx": 1, "dy": 1}, "no mark 'm99'"),
        ("set_n", {"panel": "p9", "n": 3}, "no panel 'p9'"),
        ("set_n", {"panel": "p1", "n": 0}, "group size of 0"),
        ("fly", {}, "no edit 'fly'"),
        ("set_n", {"panel": "p1"}, "cannot be made"),
        ("set_ticks", {"panel": "p1", "axis": "z", "points": Y_TICKS}, "no axis 'z'"),
        ("set_scale", {"panel": "p1", "axis": "x", "scale": AxisScale.LN}, "has no ticks"),
        ("set_dispersion", {"panel": "p1", "dispersion": Dispersion.CI, "level": 95}, "not between 0 and 1"),
        ("move_handle", {"mark": "m1", "handle": "nose", "x": 1, "y": 1}, "no 'nose'"),
        ("remove_handle", {"mark": "m1", "handle": "tip"}, "cannot be taken away"),
    ],
)
def test_impossible_edits_say_why(name, arguments, words):
    with pytest.raises(UsageError, match=words):
        edits.apply(extraction(), name, arguments)


@given(one_edit)
def test_every_edit_gives_a_document_that_can_be_stored(one):
    name, arguments = one
    try:
        found = edits.apply(extraction(2), name, arguments)
    except UsageError:
        return
    text = dumps(encode(found))
    assert dumps(encode(decode(Extraction, loads(text)))) == text


@given(one_edit)
def test_arguments_survive_the_history(one):
    name, arguments = one
    coded = loads(dumps(edits.encode_arguments(arguments)))
    assert edits.decode_arguments(name, coded) == arguments


def test_role_is_kept():
    assert edits.find_mark(edits.set_role(extraction(), "m1", Role.CONTROL), "m1").role is Role.CONTROL
