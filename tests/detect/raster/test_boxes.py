"""Boxes of a box plot, drawn here with known rows and columns."""

import cv2
import numpy as np
import pytest

from figpool.core.figure import Figure
from figpool.core.geometry import Box
from figpool.detect.raster.box_parts import MedianLine, even_fill, fill_changes, find_mean_mark, find_median
from figpool.detect.raster.box_whiskers import find_box_arms
from figpool.detect.raster.boxes import RawBox, find_boxes
from figpool.detect.raster.picture import Picture, prepare

AREA = Box(60, 40, 940, 760)


def _paper() -> np.ndarray:
    return np.full((800, 1000, 3), 255, np.uint8)


def _draw_box(page: np.ndarray, x: int, rows: tuple[int, int, int, int, int], cap: int = 20, fill: int = 200) -> None:
    """Draw upper end, upper quartile, median, lower quartile, lower end; 80 px wide, strokes of 3 px."""
    high, q3, median, q1, low = rows
    cv2.rectangle(page, (x - 40, q3), (x + 40, q1), (fill,) * 3, -1)
    cv2.rectangle(page, (x - 40, q3), (x + 40, q1), (0, 0, 0), 3)
    cv2.line(page, (x - 40, median), (x + 40, median), (0, 0, 0), 5)
    for edge, end in ((q3, high), (q1, low)):
        cv2.line(page, (x, edge), (x, end), (0, 0, 0), 3)
        if cap:
            cv2.line(page, (x - cap, end), (x + cap, end), (0, 0, 0), 3)


def _picture(page: np.ndarray) -> Picture:
    return prepare(Figure(page, "drawn.png"))


PLOT = ((200, (150, 250, 300, 400, 520)), (450, (200, 320, 420, 450, 600)), (700, (100, 180, 260, 300, 420)))


@pytest.fixture
def plot() -> Picture:
    page = _paper()
    for x, rows in PLOT:
        _draw_box(page, x, rows)
    return _picture(page)


def test_quartiles_and_median_are_found_where_they_were_drawn(plot):
    found = find_boxes(plot, AREA)
    assert len(found) == 3
    for box, (x, (_, q3, median, q1, _)) in zip(found, PLOT, strict=True):
        assert (box.x0 + box.x1) / 2 == pytest.approx(x, abs=2)
        assert box.top == pytest.approx(q3, abs=3)
        assert box.bottom == pytest.approx(q1, abs=3)
        assert box.median is not None
        assert box.median.at == pytest.approx(median, abs=0.3)


def test_whiskers_end_at_the_caps(plot):
    arms = find_box_arms(plot, find_boxes(plot, AREA), AREA)
    for (above, below), (_, (high, _, _, _, low)) in zip(arms, PLOT, strict=True):
        assert above is not None
        assert below is not None
        assert above.end == pytest.approx(high, abs=0.5)
        assert below.end == pytest.approx(low, abs=0.5)
        assert above.cap == pytest.approx(41, abs=4)


def test_whiskers_without_caps_end_where_the_stem_ends():
    page = _paper()
    for x, rows in PLOT:
        _draw_box(page, x, rows, cap=0)
    picture = _picture(page)
    arms = find_box_arms(picture, find_boxes(picture, AREA), AREA)
    assert [above.end for above, _ in arms] == pytest.approx([rows[0] for _, rows in PLOT], abs=3)
    assert all(a.cap == 0 for pair in arms for a in pair)


def test_dashed_whiskers_are_followed_to_their_caps():
    page = _paper()
    for x, rows in PLOT:
        _draw_box(page, x, rows)
        for start in (*range(rows[0] + 8, rows[1] - 4, 18), *range(rows[3] + 8, rows[4] - 10, 18)):
            page[start : start + 9, x - 3 : x + 4] = 255
    picture = _picture(page)
    arms = find_box_arms(picture, find_boxes(picture, AREA), AREA)
    assert [round(above.end) for above, _ in arms] == pytest.approx([rows[0] for _, rows in PLOT], abs=1)


def test_an_outlier_on_the_whisker_does_not_lengthen_it():
    page = _paper()
    for x, rows in PLOT:
        _draw_box(page, x, rows)
        cv2.circle(page, (x, rows[0] - 12), 8, (0, 0, 0), -1)
    picture = _picture(page)
    arms = find_box_arms(picture, find_boxes(picture, AREA), AREA)
    assert [above.end for above, _ in arms] == pytest.approx([rows[0] for _, rows in PLOT], abs=1.5)


def test_a_letter_that_touches_a_side_does_not_move_the_quartile():
    page = _paper()
    for x, rows in PLOT:
        _draw_box(page, x, rows)
        cv2.putText(page, "a", (x + 41, rows[3] + 10), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 3)
    found = find_boxes(_picture(page), AREA)
    assert [b.bottom for b in found] == pytest.approx([rows[3] for _, rows in PLOT], abs=3)


def test_gridlines_through_the_quartiles_do_not_hide_the_box():
    page = _paper()
    for row in (250, 300, 400):
        page[row, 60:940] = 215
    for x, rows in PLOT:
        _draw_box(page, x, rows)
    assert len(find_boxes(_picture(page), AREA)) == 3


def test_empty_frames_are_no_boxes():
    page = _paper()
    cv2.rectangle(page, (60, 40), (940, 760), (0, 0, 0), 3)
    cv2.rectangle(page, (500, 40), (940, 760), (0, 0, 0), 3)
    assert find_boxes(_picture(page), AREA) == []


def test_the_mean_is_found_apart_from_the_median():
    page = _paper()
    _draw_box(page, 200, (100, 200, 250, 400, 520))
    cv2.circle(page, (200, 330), 6, (0, 0, 0), -1)
    picture = _picture(page)
    (box,) = find_boxes(picture, AREA)
    place = Box(box.x0, box.top, box.x1, box.bottom)
    assert find_mean_mark(picture, place, box.median) == pytest.approx(330, abs=1)


def test_a_box_without_mark_has_no_mean(plot):
    for box in find_boxes(plot, AREA):
        assert find_mean_mark(plot, Box(box.x0, box.top, box.x1, box.bottom), box.median) is None


def test_worth_grows_with_the_parts_seen():
    bare = RawBox(0, 40, 0, 60, 1.0)
    assert bare.worth == 0
    assert RawBox(0, 40, 0, 60, 1.0, stems=(True, True)).worth > bare.worth


def test_outliers_beyond_whiskers_without_caps_are_no_dashes():
    page = _paper()
    for x, rows in PLOT:
        _draw_box(page, x, rows, cap=0)
    for x, end in ((200, 150), (450, 200)):
        cv2.circle(page, (x, end - 20), 6, (0, 0, 0), 2)
    picture = _picture(page)
    arms = find_box_arms(picture, find_boxes(picture, AREA), AREA)
    assert [above.end for above, _ in arms] == pytest.approx([150, 200, 100], abs=3)


def test_a_low_box_of_thick_blurred_strokes_is_even():
    page = _paper()
    cv2.rectangle(page, (160, 300), (240, 344), (255, 150, 150), -1)
    cv2.rectangle(page, (160, 300), (240, 344), (0, 0, 0), 7)
    cv2.line(page, (160, 322), (240, 322), (0, 0, 0), 9)
    picture = _picture(cv2.GaussianBlur(page, (0, 0), 3))
    place = Box(160, 300, 240, 344)
    assert even_fill(picture, place, find_median(picture, place)) > 0.95


def test_a_low_box_with_an_outline_half_as_thick_as_its_thick_median_is_even():
    page = _paper()
    cv2.rectangle(page, (155, 295), (345, 365), (0, 0, 0), -1)
    cv2.rectangle(page, (166, 306), (334, 354), (235, 235, 235), -1)
    cv2.rectangle(page, (160, 312), (340, 334), (0, 0, 0), -1)
    page[354:355, 166:334] = 255
    picture = _picture(page)
    place = Box(155, 295, 345, 365)
    assert even_fill(picture, place, find_median(picture, place)) > 0.95


def test_pale_specks_beyond_a_stem_do_not_lengthen_it():
    page = _paper()
    for x, rows in PLOT:
        _draw_box(page, x, rows, cap=0)
        page[rows[0] - 9 : rows[0] - 1, x - 3 : x + 4] = 222
    picture = _picture(page)
    for (above, _), (_, (high, *_)) in zip(find_box_arms(picture, find_boxes(picture, AREA), AREA), PLOT, strict=True):
        assert above is not None
        assert above.end == pytest.approx(high, abs=2)


def test_dashed_whiskers_of_thick_strokes_are_followed_over_their_wide_gaps():
    page = _paper()
    for x, rows in PLOT:
        _draw_box(page, x, rows)
        for edge, end in ((rows[1], rows[0]), (rows[3], rows[4])):
            first, last = sorted((edge + (4 if end > edge else -4), end + (-26 if end > edge else 26)))
            for row in range(first, last):
                if abs(row - end) % 52 > 26:
                    page[row, x - 10 : x + 11] = 255
    picture = _picture(page)
    arms = find_box_arms(picture, find_boxes(picture, AREA), AREA)
    for (above, below), (_, (high, _, _, _, low)) in zip(arms, PLOT, strict=True):
        assert above is not None
        assert below is not None
        assert above.end == pytest.approx(high, abs=1)
        assert below.end == pytest.approx(low, abs=1)


def test_caps_drawn_in_dashes_end_dashed_whiskers():
    """One line type for stems and caps: whiskers ended at their first break."""
    page = _paper()
    for x, rows in PLOT:
        _draw_box(page, x, rows, cap=40)
        for edge, end in ((rows[1], rows[0]), (rows[3], rows[4])):
            away = -1 if end < edge else 1
            for gap in range(9, abs(end - edge), 16):
                first, last = sorted((edge + away * gap, edge + away * (gap + 6)))
                page[first : last + 1, x - 3 : x + 4] = 255
            for left in range(x - 33, x + 40, 16):
                page[end - 3 : end + 4, left : left + 7] = 255
    picture = _picture(page)
    arms = find_box_arms(picture, find_boxes(picture, AREA), AREA)
    ends = [[arm and arm.end for arm in pair] for pair in arms]
    assert ends == [pytest.approx([high, low], abs=1) for _, (high, _, _, _, low) in PLOT]


def test_letters_above_whiskers_without_caps_are_not_reached_over_wide_gaps():
    page = _paper()
    for x, rows in PLOT:
        _draw_box(page, x, rows, cap=0)
        cv2.putText(page, "a", (x - 10, rows[0] - 27), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0, 0, 0), 3)
    picture = _picture(page)
    for (above, _), (_, (high, *_)) in zip(find_box_arms(picture, find_boxes(picture, AREA), AREA), PLOT, strict=True):
        assert above is not None
        assert above.end == pytest.approx(high, abs=3)


def _outlined(page: np.ndarray, stroke: int, arm: int, cap: int = 4) -> None:
    """Draw low boxes with a stroke so thick, and whiskers so short."""
    for x in (200, 450, 700):
        cv2.rectangle(page, (x - 40, 300), (x + 40, 380), (200,) * 3, -1)
        cv2.rectangle(page, (x - 40, 300), (x + 40, 380), (0, 0, 0), stroke)
        cv2.line(page, (x - 40, 340), (x + 40, 340), (0, 0, 0), stroke)
        for edge, end in ((300, 300 - arm), (380, 380 + arm)):
            cv2.line(page, (x, edge), (x, end), (0, 0, 0), cap)
            cv2.line(page, (x - 30, end), (x + 30, end), (0, 0, 0), cap)


def test_whiskers_of_thickly_outlined_boxes_do_not_end_in_the_outline():
    page = _paper()
    _outlined(page, stroke=15, arm=60, cap=9)
    picture = _picture(page)
    boxes = [RawBox(x - 33, x + 33, 308, 372, 1.0) for x in (200, 450, 700)]
    for above, below in find_box_arms(picture, boxes, AREA):
        assert above is not None
        assert below is not None
        assert (above.end, below.end) == pytest.approx((240, 440), abs=1)


def test_the_cap_of_a_short_whisker_is_not_passed_with_the_blurred_outline():
    page = _paper()
    _outlined(page, stroke=5, arm=13)
    picture = _picture(cv2.GaussianBlur(page, (0, 0), 2.6))
    boxes = [RawBox(x - 40, x + 40, 300, 380, 1.0) for x in (200, 450, 700)]
    for above, below in find_box_arms(picture, boxes, AREA):
        assert above is not None
        assert below is not None
        assert (above.end, below.end) == pytest.approx((287, 393), abs=2)


def test_caps_are_measured_from_the_middle_of_a_stem_beside_the_middle_of_its_box():
    page = _paper()
    for x, (high, q3, median, q1, low) in PLOT:
        _draw_box(page, x, (q3, q3, median, q1, q1), cap=0)
        page[high:q3, x - 6 : x + 1] = 0
        page[q1:low, x - 6 : x + 1] = 0
        for end in (high, low):
            page[end - 3 : end + 4, x - 22 : x + 17] = 0
    picture = _picture(page)
    boxes = [RawBox(x - 40, x + 40, q3, q1, 1.0) for x, (_, q3, _, q1, _) in PLOT]
    for pair in find_box_arms(picture, boxes, AREA):
        assert all(arm is not None and not arm.unsure and arm.cap > 30 for arm in pair)


@pytest.mark.parametrize(("lower", "changed"), [(200, False), (120, True)])
def test_a_thick_outline_is_no_other_fill(lower, changed):
    """Of a low part beside the median hardly more than the outline was left, and the box passed for a stack."""
    page = _paper()
    page[100:170, 100:200] = 90
    page[110:140, 110:190] = 200
    page[150:160, 110:190] = lower
    median = MedianLine(145.0, 10.0, 1.0)
    assert fill_changes(_picture(page), Box(100.0, 100.0, 199.0, 169.0), median) == changed
