from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from figpool.project import Project
from project.build import bar, entry, extraction, reading


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of 1,000 figures, each read."""
    path = tmp_path_factory.mktemp("thousand") / "p.figpool"
    made = reading()
    with Project.create(path, "anna") as project, project.store.transaction():
        for number in range(1000):
            project.store_reading(project.add_figure((f"{number}.png", f"{number}".encode() * 2000)), made)
    return path


def test_open_and_list_1000_figures(benchmark, thousand: Path):
    def open_and_list() -> int:
        with Project.open(thousand, "anna", readonly=True) as project:
            return len(project.figures())

    assert benchmark(open_and_list) == 1000


def test_rows_of_1000_figures(benchmark, thousand: Path):
    def rows() -> int:
        with Project.open(thousand, "anna", readonly=True) as project:
            return len(project.rows())

    assert benchmark.pedantic(rows, rounds=1) == 4000


def test_edit_and_undo(benchmark, tmp_path: Path):
    with Project.create(tmp_path / "p.figpool", "anna") as project:
        figure = project.add_figure(("a.png", b"a"))
        project.store_reading(figure, reading())

        def edit_and_undo() -> None:
            project.edit(figure, "move_mark", mark="m1", dx=1.0, dy=1.0)
            project.undo()

        benchmark.pedantic(edit_and_undo, rounds=20)


def test_edit_one_of_5000_marks(benchmark, tmp_path: Path):
    found = extraction()
    panel = found.panels[0]
    marks = tuple(entry(i, bar(80 + i / 100, 200, 180), panel.axes, found.frame) for i in range(1, 5001))
    found = replace(found, panels=(replace(panel, marks=marks),), next_mark=5001)
    with Project.create(tmp_path / "p.figpool", "anna") as project:
        figure = project.add_figure(("a.png", b"a"))
        project.put_extraction(figure, found, "import")
        benchmark.pedantic(
            lambda: project.edit(figure, "move_mark", mark="m2500", dx=1.0, dy=1.0), rounds=5, warmup_rounds=1
        )
