from __future__ import annotations

from pathlib import Path

import pytest

from figpool.project import Project, Role
from figpool.project.merge import merge
from figpool.project.tables import pair_rows
from project.build import reading


def review(path: Path, moved: str = "") -> Project:
    """A project with two figures read by Anna; the second is compared, and one of its marks moved."""
    project = Project.create(path, "anna")
    for number in (1, 2):
        project.store_reading(project.add_figure((f"{number}.png", bytes([number]))), reading())
    for mark, role in (("m1", Role.CONTROL), ("m2", Role.TREATMENT)):
        project.edit(2, "set_role", mark=mark, role=role)
    if moved:
        project.edit(2, "move_mark", mark=moved, dx=0.0, dy=5.0)
    project.tables.set_comparisons(pair_rows(project.rows(2)))
    return project


def test_a_comparison_follows_the_reading_it_names(tmp_path: Path):
    with review(tmp_path / "mine.figpool") as mine, review(tmp_path / "other.figpool", "m2") as other:
        mine.tables.set_comparisons([])
        theirs = other.effects("MD")["yi"].tolist()
        assert merge(mine, other).renamed
        (entry,) = mine.tables.comparisons
        assert entry.reviewer == "anna (other)"
        assert mine.effects("MD", reviewer="anna (other)")["yi"].tolist() == pytest.approx(theirs)


def test_a_comparison_of_a_figure_no_longer_listed_is_left_out_aloud(tmp_path: Path):
    with Project.create(tmp_path / "mine.figpool", "anna") as mine, review(tmp_path / "other.figpool") as other:
        mine.store_reading(mine.add_figure(("new.png", b"new")), reading())
        mine.store_reading(mine.add_figure(("more.png", b"more")), reading())
        other.remove_figure(2)
        done = merge(mine, other)
        assert mine.tables.comparisons == (), "it would have named another figure"
        assert "its figure is on the other's list no more" in done.left_out[0]
