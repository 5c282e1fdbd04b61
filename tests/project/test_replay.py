from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from figpool._cv import cv2
from figpool.core.axes import CalibrationPoint
from figpool.core.errors import ReadingError
from figpool.extract import DigitizeSettings, digitize
from figpool.io import read_figure
from figpool.project import Project
from figpool.project.replay import compare_rows, replay

HINTS = DigitizeSettings(kind="bar", y_ticks=(CalibrationPoint(350, 0), CalibrationPoint(50, 30)), n=8)


def draw(path: Path) -> Path:
    """Two bars on a frame, with error bars; zero at 350, one unit is 10 pixels."""
    picture = np.full((400, 500, 3), 255, np.uint8)
    cv2.rectangle(picture, (60, 50), (460, 350), (0, 0, 0), 2)
    for x, top, cap in ((150, 200, 180), (320, 120, 90)):
        cv2.rectangle(picture, (x, top), (x + 80, 350), (160, 160, 160), -1)
        cv2.rectangle(picture, (x, top), (x + 80, 350), (0, 0, 0), 2)
        cv2.line(picture, (x + 40, top), (x + 40, cap), (0, 0, 0), 2)
        cv2.line(picture, (x + 25, cap), (x + 55, cap), (0, 0, 0), 2)
    assert cv2.imwrite(str(path), picture)
    return path


def test_rows_of_a_project_are_those_of_digitize_and_replay_to_the_last_digit(tmp_path: Path):
    picture = draw(tmp_path / "bars.png")
    plain = digitize(read_figure(picture), HINTS).rows
    with Project.create(tmp_path / "p.figpool", "anna") as project:
        figure = project.add_figure(picture)
        project.read(figure, HINTS)
        assert tuple(row.row for row in project.rows()) == plain
        assert len(plain) == 2
        project.edit(figure, "move_mark", mark="m1", dx=0.0, dy=-10.0)
        corrected = project.extraction(figure)
        (found,) = replay(project)
        assert found.same, found.differences
        again = project.read(figure, HINTS)
        assert corrected is not None
        assert replace(again, reading=None) == replace(corrected, reading=None)


def test_a_figure_without_a_chart_is_listed_as_failed(tmp_path: Path):
    white = tmp_path / "white.png"
    assert cv2.imwrite(str(white), np.full((200, 200, 3), 255, np.uint8))
    with Project.create(tmp_path / "p.figpool", "anna") as project:
        figure = project.add_figure(white)
        with pytest.raises(ReadingError, match="nothing could be read"):
            project.read(figure)
        (line,) = project.figures()
        assert line.state == "failed"
        assert "nothing could be read" in line.figure.info.failure
        started = project.start_by_hand(figure)
        assert started.frame.cx == 99.5
        assert project.figures()[0].state == "read"


def test_a_crop_is_read_by_itself(tmp_path: Path):
    from figpool.core.geometry import Box

    with Project.create(tmp_path / "p.figpool", "anna") as project:
        picture = draw(tmp_path / "bars.png")
        figure = project.add_figure(picture, crop=Box(60, 50, 259, 349))
        assert project.load(figure).pixels.shape == (300, 200, 3)
        assert project.add_figure(picture, crop=Box(60, 50, 259, 349)) == figure
        assert project.thumbnail(figure).startswith(b"\x89PNG")
        assert project.thumbnail(figure) == project.thumbnail(figure)


def test_differences_are_told_in_words(tmp_path: Path):
    rows = digitize(read_figure(draw(tmp_path / "bars.png")), HINTS).rows
    assert compare_rows(rows, rows) == ()
    assert compare_rows(rows, rows[:1]) == ("1 rows instead of 2",)
    assert rows[1].mean is not None
    changed = (rows[0], replace(rows[1], mean=rows[1].mean + 0.5))
    (words,) = compare_rows(rows, changed)
    assert words.startswith(f"row 2: mean {rows[1].mean} -> {changed[1].mean}")
