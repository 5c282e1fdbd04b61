from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from figpool.project import Project
from project.build import reading

PICTURE = ("fig.png", b"not looked at by these tests")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project with one figure, read."""
    with Project.create(tmp_path / "review.figpool", "anna") as made:
        made.store_reading(made.add_figure(PICTURE), reading())
        yield made
