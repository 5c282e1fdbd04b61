"""Files into a project: papers taken apart, folders searched, misfortunes said."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from figpool.project import Project
from figpool_gui.adding import Added, Unnamed, add_sources
from figpool_gui.background import Background
from figpool_gui.intake import Source
from figpool_gui.main_window import MainWindow
from window_hands.chart import draw_chart
from window_hands.paper import CAPTIONS, write_paper


def add(project: Path, *sources: Source) -> Added:
    reports: list[Added] = []
    add_sources(project, "anna", sources, reports.append)
    whole = Added(project)
    for report in reports:
        whole.figures += report.figures
        whole.reasons += report.reasons
    return whole


def test_a_paper_gives_the_charts_on_its_pages_with_their_captions(tmp_path: Path) -> None:
    write_paper(tmp_path / "article.pdf")
    found = add(tmp_path / "review.figpool", tmp_path / "article.pdf")
    assert found.reasons == []
    with Project.open(tmp_path / "review.figpool", "anna") as project:
        lines = [line.figure for line in project.figures()]
    assert [(f.info.title, f.page) for f in lines] == [
        ("Figure 1, page 2", 2), ("Figure 2, page 2", 2), ("Figure 4, page 3", 3),
    ]  # fmt: skip
    assert [f.info.comment for f in lines] == [CAPTIONS[0], CAPTIONS[1], CAPTIONS[3]]
    assert all(f.crop is not None for f in lines)


def test_a_chart_cut_out_of_a_page_keeps_its_paths(tmp_path: Path) -> None:
    write_paper(tmp_path / "article.pdf")
    add(tmp_path / "review.figpool", tmp_path / "article.pdf")
    with Project.open(tmp_path / "review.figpool", "anna") as project:
        extraction = project.read(1)
    assert [m.source for m in extraction.marks] == ["vector"] * 3
    assert [m.point.mean for m in extraction.marks] == pytest.approx([12, 31, 19], abs=0.01)
    assert [m.point.error.upper for m in extraction.marks] == pytest.approx([1.5, 3.2, 2.4], abs=0.01)


def test_a_file_that_is_no_figure_costs_itself_only(tmp_path: Path) -> None:
    folder = tmp_path / "figures"
    folder.mkdir()
    (folder / "a.png").write_bytes(draw_chart())
    (folder / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "c.png").touch()
    found = add(tmp_path / "review.figpool", folder, tmp_path / "missing.png")
    assert found.figures == [1]
    assert [name for name in ("b.pdf", "c.png", "missing.png") if not any(name in r for r in found.reasons)] == []


def test_an_empty_folder_is_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "nothing here"
    folder.mkdir()
    found = add(tmp_path / "review.figpool", folder)
    assert found.figures == []
    assert "nothing here" in found.reasons[0]


def test_what_cannot_be_added_is_said_in_the_window(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window.projects.open_files([tmp_path / "missing.png"])
    qtbot.waitUntil(lambda: "missing.png" in window.welcome._problem.text(), timeout=20_000)
    assert not window.welcome._problem.isHidden()


def test_background_acts_come_back_in_order_and_errors_as_sentences(qtbot: QtBot, tmp_path: Path) -> None:
    work = Background()
    results: list[object] = []
    said: list[str] = []
    work.failed.connect(said.append)
    work.do(lambda: 1, results.append)
    work.do(lambda: Project.open(tmp_path / "none.figpool"), results.append)
    work.do(lambda: 2, results.append)
    qtbot.waitUntil(lambda: results == [1, 2], timeout=20_000)
    assert "none.figpool" in said[0]
    work.close()


def test_nothing_comes_back_after_closing(qtbot: QtBot) -> None:
    work = Background()
    results: list[object] = []
    work.do(lambda: 1, results.append)
    work.close()
    qtbot.wait(50)
    assert results == []


def test_two_files_of_one_name_do_not_share_a_project(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    """Figures given without a project get one of their own; given again they come back."""
    for folder, skew in (("smith", 0), ("jones", 1)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "figure1.png").write_bytes(draw_chart() + bytes(skew))
    opened: list[Path] = []
    for folder in ("smith", "jones", "smith"):
        window.projects.open_files([tmp_path / folder / "figure1.png"])
        assert window.session.project is None
        qtbot.waitUntil(lambda: window.session.project is not None, timeout=20_000)
        project = window.session.project
        assert project is not None
        opened.append(project.path)
        assert len(window.session.figures) == 1
        window.flow.queue.cancel()
    assert opened[0] == opened[2] != opened[1]
    assert opened[1].name == "figure1 2.figpool"


def test_an_unreadable_file_beside_does_not_hide_the_project_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "figures"
    folder.mkdir()
    (folder / "a.png").touch()
    (folder / "b.png").write_bytes(draw_chart())
    add(tmp_path / "figures.figpool", folder / "b.png")
    assert Unnamed(tmp_path, "figures").find([folder]) == tmp_path / "figures.figpool"


def test_cancel_stops_adding_and_what_was_added_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "figures"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02}.png").write_bytes(draw_chart() + bytes(number + 1))
    reports: list[Added] = []
    stop = Event()
    stop.set()
    add_sources(tmp_path / "review.figpool", "anna", [folder], reports.append, stop)
    assert [r.figures for r in reports] == [[]]


def test_figures_reported_just_before_a_cancel_are_not_read(opened: MainWindow) -> None:
    """Their report waits in the queue while Cancel is clicked."""
    project, asked = opened.session.project, []
    assert project is not None
    number = project.add_figure(("late.png", draw_chart() + bytes(9)))
    opened.projects.added.connect(asked.append)
    late = Added(project.path, [number])
    late.stop.set()
    opened.projects._added(late)
    assert asked == []
    opened.projects._added(Added(project.path, [number]))
    assert asked == [[number]]
    opened.flow.queue.cancel()


def test_cancel_in_the_window_leaves_nothing_reading(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "figures"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:02}.png").write_bytes(draw_chart() + bytes(number + 1))
    window.projects.open_files([folder])
    qtbot.waitUntil(lambda: bool(window.flow.queue.pending), timeout=30_000)
    window.status.cancel.click()
    done: list[int] = []
    window.projects.adder._background.do(lambda: 1, done.append)
    qtbot.waitUntil(lambda: done == [1], timeout=30_000)
    assert window.flow.queue.pending == frozenset()
    assert len(window.session.figures) > 0


def test_a_folder_that_cannot_be_made_is_a_sentence(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    said: list[str] = []
    window.session.failed.connect(said.append)
    assert not window.projects.create_path(tmp_path / "file" / "sub" / "review.figpool")
    assert "cannot be made" in said[0]
