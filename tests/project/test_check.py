from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from figpool.project import Project
from figpool.project.check import check
from figpool.project.merge import merge
from project.build import reading


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as project:
        project.store_reading(project.add_figure(("a.png", b"a")), reading())
        project.edit(1, "set_n", panel="p1", n=5)
        project.undo()
    return path


def tamper(path: Path, *statements: str) -> None:
    raw = sqlite3.connect(path)
    for statement in statements:
        raw.execute(statement)
    raw.commit()
    raw.close()


def problems(path: Path) -> str:
    with Project.open(path, "anna", readonly=True) as project:
        return " ".join(check(project))


def test_a_sound_project(path: Path):
    assert problems(path) == ""


def test_a_changed_original_is_found(path: Path):
    tamper(path, "DROP TRIGGER originals_update", "UPDATE originals SET bytes = x'62'")
    assert "is not what it was when it was added" in problems(path)


def test_a_document_changed_behind_the_history_is_found(path: Path):
    tamper(path, """UPDATE documents SET body = replace(body, '"n":8', '"n":9') WHERE scope LIKE 'extraction/%'""")
    assert problems(path) == "extraction/1/anna is not what its history gives."


def test_a_missing_act_is_found(path: Path):
    tamper(path, "DROP TRIGGER history_delete", "DELETE FROM history WHERE seq = 3")
    assert "History entry 4 does not follow" in problems(path)


def test_an_unreadable_document_is_found(path: Path):
    tamper(path, "UPDATE documents SET body = '{' WHERE scope = 'figure/1'")
    assert "cannot be read" in problems(path)


def test_merging_a_project_into_itself_changes_nothing(path: Path, tmp_path: Path):
    copy = tmp_path / "copy.figpool"
    copy.write_bytes(path.read_bytes())
    with Project.open(path, "anna") as project, Project.open(copy, readonly=True) as other:
        before = project.store.all("SELECT scope, body FROM documents")
        done = merge(project, other)
        assert (done.figures, done.extractions, done.renamed) == (0, 0, ())
        assert project.store.all("SELECT scope, body FROM documents") == before
