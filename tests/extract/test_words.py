"""Labels of the category axis."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from figpool.core.figure import TextBox
from figpool.core.geometry import Box
from figpool.detect.raster.picture import prepare
from figpool.detect.raster.text import find_text
from figpool.detect.raster.tilted import TiltedText
from figpool.extract import DigitizeSettings, digitize, words
from figpool.extract.words import between_title_and_axis, read_categories, read_legend
from figpool.ocr import DOUBTED
from paint.bars import Bar, Chart
from paint.sheet import Sheet

LABELS = [Box(60.0 * i, 190.0, 60.0 * i + 14, 250.0) for i in range(4)]  # in a transposed view: x along the axis


def test_the_letters_of_a_standing_title_are_no_labels():
    title = [Box(20.0 + 16 * i, 140.0, 34.0 + 16 * i, 158.0) for i in range(8)]
    assert between_title_and_axis([*LABELS, *title], 15.0) == LABELS


def test_rests_of_the_axis_behind_the_labels_are_none():
    rest = Box(75.0, 262.0, 88.0, 272.0)
    assert between_title_and_axis([*LABELS, rest], 15.0) == LABELS


def test_bits_of_thick_outlines_between_labels_and_axis_are_none():
    bits = [Box(60.0 * i - 20, 262.0, 60.0 * i - 6, 272.0) for i in range(4)]
    assert between_title_and_axis([*LABELS, *bits], 15.0) == LABELS


def test_a_label_that_touches_its_tick_is_read_without_it(engine):
    truth = [Bar(x, x + 40, tip, "outlined colour") for x, tip in ((80, 240.0), (170, 150.0), (260, 210.0))]
    chart = Chart(truth, line=4.0, axis=30.0, width=360, base=250.0)
    sheet = chart.paint()
    sheet.plane = np.ascontiguousarray(np.rot90(sheet.plane, -1))  # upward becomes rightward
    width = sheet.size[0]
    for bar, label in zip(truth, ("Day 1", "Day 7", "Day 14"), strict=True):
        sheet.hline(bar.centre, width - 1 - 256, width - 1 - 250)
        sheet.text(width - 1 - 256, bar.centre, label, 28, anchor="rm")
    ticks = tuple(replace(t, pixel=width - 1 - t.pixel) for t in chart.ticks)
    rows = digitize(sheet.figure(), DigitizeSettings(kind="bar", x_ticks=ticks), engine).rows
    assert [r.category for r in rows] == ["Day 1", "Day 7", "Day 14"]


def test_ticks_joined_with_pieces_of_the_axis_are_no_labels():
    """The axis of a bar chart that lies, seen between its bars: its ticks were read as labels, and joined with some."""
    sheet = Sheet(300, 200).hline(152, 0, 300, 2, 100)
    for x in (30, 60, 120, 180, 240):
        sheet.vline(x, 144, 152, 1.5, 100)
    for x in range(80, 101, 5):
        sheet.vline(x, 90, 120)
    picture = prepare(sheet.figure())
    label, tick = Box(79.0, 90.0, 101.0, 120.0), Box(40.0, 144.0, 75.0, 153.0)
    boxes = [b.scaled(picture.scale) for b in (label, tick, Box(79.0, 90.0, 101.0, 153.0))]
    found = words._before_axis(SimpleNamespace(picture=picture), boxes, 152.0 * picture.scale)
    assert found[0] == boxes[0]
    assert len(found) == 2
    assert found[1].y1 == pytest.approx(boxes[0].y1, abs=6)


def test_labels_set_tight_belong_to_the_groups_they_stand_under(engine):
    fills, groups = ("black", "hollow", "grey"), (70, 190, 310)
    bars = [Bar(x + 28 * i, x + 28 * (i + 1), 150 + 20 * i, f) for x in groups for i, f in enumerate(fills)]
    sheet = Chart(bars, width=440).paint()
    for x, label in zip(groups, ("High dose", "Exosome", "SCI + CM"), strict=True):
        sheet.text(x + 42, 330, label, 26)
    settings = DigitizeSettings(kind="bar", y_ticks=Chart(bars).ticks)
    rows = digitize(sheet.figure(), settings, engine).rows
    assert [r.category for r in rows] == [w for w in ("High dose", "Exosome", "SCI + CM") for _ in range(3)]


def test_labels_stand_before_the_base_of_the_bars_though_the_area_begins_behind_it():
    labels = {Box(60.0 * i, 125.0, 60.0 * i + 14, 155.0): f"week {i}" for i in range(3)}
    bits = [Box(60.0 * i + 20, 170.0, 60.0 * i + 34, 205.0) for i in range(3)]  # of the bars
    view = SimpleNamespace(
        horizontal=True,
        area=SimpleNamespace(box=Box(0.0, 212.0, 200.0, 400.0)),
        texts=[*labels, *bits],
        picture=prepare(Sheet(420, 420).figure()),
        turned=lambda box: box.transposed(),
        read_names=lambda boxes: [TextBox(b, labels.get(b, "?"), 1.0) for b in boxes],
    )
    assert [w.text for w in read_categories(view, 166.0)] == ["week 0", "week 1", "week 2"]


def test_more_slanting_labels_than_marks_are_doubted(monkeypatch):
    crop = np.full((14, 10, 3), 255, np.uint8)
    letters = [TiltedText(crop, 60.0 + 20 * i, 0.0, 14.0, 10.0) for i in range(9)]
    monkeypatch.setattr(words, "find_print", lambda *_: (letters, 45.0))
    monkeypatch.setattr(words, "read_names", lambda _, boxes, __: [TextBox(boxes[0].box, "e", 0.97)])
    view = SimpleNamespace(
        horizontal=False,
        below=(),
        area=SimpleNamespace(box=Box(50.0, 20.0, 350.0, 300.0)),
        axis=SimpleNamespace(candidate=None),
        picture=prepare(Sheet(420, 420).figure()),
        engine=None,
    )
    assert {w.sure < DOUBTED for w in read_categories(view, 300.0, [[100.0, 200.0, 300.0]])} == {True}
    assert {w.sure < DOUBTED for w in read_categories(view, 300.0, [[60.0 + 20 * i for i in range(9)]])} == {False}


def test_labels_above_the_foot_of_an_area_are_not_passed_over_for_the_title(monkeypatch):
    """An area without lines was taken to reach below its labels, and the title below it was the only "label"."""
    crop = np.full((14, 40, 3), 255, np.uint8)
    rows = {
        False: [TiltedText(crop, x, 0.0, 14.0, 40.0) for x in (100.0, 200.0, 300.0)],
        True: [TiltedText(crop, 200.0, 0.0, 14.0, 40.0)],
    }
    monkeypatch.setattr(words, "_labels_in", lambda _, strip, *__: (rows[strip.y0 > 310.0], 0.0))
    monkeypatch.setattr(words, "read_names", lambda _, boxes, __: [TextBox(boxes[0].box, "Sham", 0.97)])
    view = SimpleNamespace(
        horizontal=False,
        below=(),
        area=SimpleNamespace(box=Box(50.0, 20.0, 350.0, 325.0)),
        picture=prepare(Sheet(420, 420).figure()),
        engine=None,
    )
    assert [w.at for w in read_categories(view, 300.0)] == [100.0, 200.0, 300.0]


def test_a_legend_above_the_plot_may_begin_before_the_axis(monkeypatch):
    monkeypatch.setattr(words, "read_names", lambda _, boxes, __: [replace(b, text="Sham") for b in boxes])

    def keys(top):
        sheet = Sheet(600, 500)
        for x in (60, 300):
            sheet.rect(x, top, x + 60, top + 26).text(x + 76, top + 13, "Sham", 26, anchor="lm")
        picture = prepare(sheet.figure())
        view = SimpleNamespace(
            horizontal=False,
            area=SimpleNamespace(box=Box(200.0, 180.0, 1180.0, 900.0)),
            axis=SimpleNamespace(candidate=SimpleNamespace(labels=(), side=-1, at=200.0, size=40.0)),
            picture=picture,
            texts=find_text(picture),
            turned=lambda box: box,
            engine=None,
        )
        return read_legend(view, [])

    assert len(keys(20)) == 2
    assert keys(200) == []


@pytest.mark.parametrize(("turn", "labels"), [(90, ("1", "3", "7", "14")), (0, ("24 h", "48 h", "72 h"))])
def test_figures_printed_at_a_right_angle_are_read_as_they_stand(engine, turn, labels):
    """Days 1, 3, 7, 14: a lone figure that lies on its side is read all the same, two of them are 4 above 1."""
    places = [100.0, 180.0, 260.0, 340.0][: len(labels)]
    sheet = Sheet(420, 420).hline(300, 50, 380)
    for x, word in zip(places, labels, strict=True):
        sheet.text(x, 315, word, 22, angle=turn, anchor="rm" if turn else "mt")
    picture = prepare(sheet.figure())
    view = SimpleNamespace(
        horizontal=False,
        below=(),
        area=SimpleNamespace(box=Box(50.0, 20.0, 380.0, 300.0).scaled(picture.scale)),
        axis=SimpleNamespace(candidate=None),
        picture=picture,
        engine=engine,
    )
    middles = [x * picture.scale for x in places]
    found = read_categories(view, 300.0 * picture.scale, [middles, [x + by for x in middles for by in (-9, 0, 9)]])
    assert [w.text for w in found] == list(labels)


def below(engine, painted, places):
    """Labels read below an axis at row 300 of a painted sheet, of marks at the places."""
    picture = prepare(painted.figure())
    view = SimpleNamespace(
        horizontal=False,
        below=(),
        area=SimpleNamespace(box=Box(50.0, 20.0, painted.size[0] - 40.0, 300.0).scaled(picture.scale)),
        axis=SimpleNamespace(candidate=None),
        picture=picture,
        engine=engine,
    )
    found = read_categories(view, 300.0 * picture.scale, [[x * picture.scale for x in row] for row in places])
    return [w.text for w in found]


def test_two_labels_that_touch_are_cut_where_a_third_stands_apart(engine):
    """Where gaps between words are wide all three are one line, which no centring explains."""
    sheet = Sheet(700, 420).hline(300, 50, 660)
    places = [150.0, 260.0, 374.0, 540.0]
    for x, word in zip(places, ("Defect", "Exosome", "MSC", "KO"), strict=True):
        sheet.text(x, 325, word, 32 if word != "Exosome" else 33)
    assert below(engine, sheet, [places]) == ["Defect", "Exosome", "MSC", "KO"]


def test_level_figures_of_which_one_is_lost_where_they_are_turned_are_level(monkeypatch):
    """Days 1, 3, 7, 14 in small grey print: three pieces at a right angle, "4" for 14 and nothing for 1."""
    crop, places = np.full((14, 10, 3), 255, np.uint8), [100.0, 200.0, 300.0, 400.0]
    level = [TiltedText(crop, x, 0.0, 14.0, 10.0) for x in places]
    monkeypatch.setattr(
        words, "_labels_in", lambda _, __, ___, angles=(): (level, 0.0) if angles == (0.0,) else (level[1:], 90.0)
    )
    monkeypatch.setattr(words, "read_names", lambda _, boxes, __: [TextBox(boxes[0].box, "3", 0.97)])
    view = SimpleNamespace(
        horizontal=False,
        below=(),
        area=SimpleNamespace(box=Box(50.0, 20.0, 450.0, 300.0)),
        picture=prepare(Sheet(500, 420).figure()),
        engine=None,
    )
    assert [w.at for w in read_categories(view, 300.0, [places])] == places


def test_words_of_a_worn_label_are_joined_by_their_pale_strokes_and_by_the_height_of_its_own_print():
    """The bar of the L is nearly white, and ticks make most pieces low: of Low dose only dose was read."""
    sheet = Sheet(300, 600)
    sheet.rect(40, 100, 44, 120, 60).rect(44, 117, 57, 120, 236).rect(60, 106, 90, 120, 60)  # L and ow
    sheet.rect(108, 100, 160, 120, 60)  # dose
    boxes = [Box(40.0, 100.0, 44.0, 120.0), Box(60.0, 106.0, 90.0, 120.0), Box(108.0, 100.0, 160.0, 120.0)]
    ticks = [Box(164.0, 60.0 + 80 * i, 170.0, 70.0 + 80 * i) for i in range(6)]
    picture = prepare(sheet.figure()).transposed()
    read = []
    view = SimpleNamespace(
        horizontal=True,
        area=SimpleNamespace(box=Box(0.0, 180.0, 590.0, 290.0).scaled(picture.scale)),
        texts=[b.scaled(picture.scale).transposed() for b in (*boxes, *ticks)],
        picture=picture,
        turned=lambda box: box.transposed(),
        read_names=lambda found: [
            read.append(b) or TextBox(b, f"{round(b.height / picture.scale)}", 1.0) for b in found
        ],
    )
    read_categories(view, 180.0 * picture.scale)
    assert sorted(b.height / picture.scale for b in read)[-2:] == pytest.approx([50, 52], abs=1.5)


def test_pieces_of_outlines_along_the_axis_make_no_label_too_low():
    """Edges of bars passed for print half as high again as the labels, which then counted as bits."""
    labels = {Box(335.0, 116.0, 368.0, 218.0): "HCM", Box(764.0, 167.0, 798.0, 218.0): "T3"}
    title = [Box(480.0 + 24 * i, 58.0, 500.0 + 24 * i, 84.0) for i in range(6)]
    edges = [Box(640.0 + 52 * i, 233.0, 690.0 + 52 * i, 234.0) for i in range(5)]
    view = SimpleNamespace(
        horizontal=True,
        area=SimpleNamespace(box=Box(0.0, 237.0, 1000.0, 1190.0)),
        texts=[*labels, *title, *edges],
        picture=prepare(Sheet(420, 420).figure()),
        turned=lambda box: box.transposed(),
        read_names=lambda boxes: [TextBox(b, labels.get(b, "?"), 1.0) for b in boxes],
    )
    assert [w.text for w in read_categories(view, 237.0)] == ["HCM", "T3"]


@pytest.mark.parametrize("beside", [True, False], ids=["names of the bars", "a legend at the right"])
def test_names_beside_bars_that_lie_are_no_legend(monkeypatch, beside):
    """The noughts of 10 mg, 20 mg and 40 mg passed for keys named mg."""
    monkeypatch.setattr(words, "read_names", lambda _, boxes, __: [replace(b, text="Sham") for b in boxes])
    sheet = Sheet(600, 500)
    x = 20 if beside else 440
    for y in (100, 140, 180):
        sheet.rect(x, y, x + 34, y + 16, y - 40.0).text(x + 44, y + 8, "Sham", 18, anchor="lm")
    picture = prepare(sheet.figure())
    view = SimpleNamespace(
        horizontal=True,
        area=SimpleNamespace(box=Box(180.0, 320.0, 900.0, 860.0)),
        axis=SimpleNamespace(candidate=SimpleNamespace(labels=(), side=1, at=900.0, size=40.0)),
        picture=SimpleNamespace(transposed=lambda: picture),
        texts=[b.transposed() for b in find_text(picture)],
        turned=lambda box: box.transposed(),
        engine=None,
    )
    assert len(read_legend(view, [])) == (0 if beside else 3)


def label(anchor, width=60.0):
    return TiltedText(np.full((12, 60, 3), 255, np.uint8), anchor, 5.0, 12.0, width)


@pytest.mark.parametrize(
    ("at", "marks", "shared"),
    [
        ((100, 300, 500, 700), (110, 290, 320, 500, 710), True),
        ((100, 300, 500, 700), (80, 120, 280, 320, 480, 520, 680, 720), False),
        ((100, 300, 560, 700), (110, 290, 320, 500, 710), False),
        ((100, 300, 500), (110, 290, 320), False),
    ],
    ids=["some cover others", "as many each", "uneven", "a label without"],
)
def test_labels_that_marks_share_unevenly_are_not_cut(at, marks, shared):
    """10 mg was cut into 10 and mg, one name each for two markers that stood beside one another."""
    assert words._are_shared([label(float(x)) for x in at], marks) == shared


@pytest.mark.parametrize(("wide", "lying"), [((28, 36, 28, 28, 27), True), ((28, 60, 35, 44, 27), False)])
def test_most_figures_at_a_right_angle_are_as_broad(wide, lying):
    """14 was read 4 above 1, with no flag: JPEG had made one of the figures broader than the others."""
    assert words._are_lying_figures([label(100.0 * i, float(w)) for i, w in enumerate(wide)]) == lying
