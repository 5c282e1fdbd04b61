from __future__ import annotations

from pathlib import Path

from figpool.project import Project
from project.killing import kill_once, problems_after


def test_killed_while_editing_nothing_committed_is_lost(tmp_path: Path):
    path = tmp_path / "p.figpool"
    Project.create(path, "anna").close()
    told = []
    for number, patience in enumerate((0.0, 0.2, 0.5)):
        told.append(kill_once(path, patience, f"fig{number}"))
        assert problems_after(path, told[-1]) == []
    assert told[-1] > 0
