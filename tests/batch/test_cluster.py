from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch.killing import fill
from figpool.batch import BatchSettings, Outcome, pending, run_batch
from figpool.batch.task import Limits
from figpool.core.errors import InputError
from figpool.project import Project

pytest.importorskip("distributed", reason='needs pip install "figpool[dask]"')
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
LIMITS = Limits(60, 500)


@pytest.fixture
def host() -> Iterator[subprocess.Popen[str]]:
    """The process of a scheduler with two workers; says its address."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-m", "batch.cluster_host"]
    host = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield host
    host.communicate()


@pytest.fixture
def address(host: subprocess.Popen[str]) -> str:
    assert host.stdout is not None
    return host.stdout.readline().strip()


def rows(path: Path, settings: BatchSettings) -> list[tuple]:
    with Project.open(path, "anna") as project:
        summary = run_batch(project, [line.figure.id for line in project.figures()], settings)
        assert summary.failed == 0
        return [(r.figure, r.mark, r.row) for r in project.rows()]


def test_a_cluster_of_two_processes_gives_the_same_rows(tmp_path: Path, address: str):
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        fill(tmp_path / f"{name}.figpool", tmp_path / name, 12)
    here = rows(tmp_path / "here.figpool", BatchSettings(1, LIMITS, reader="batch.poison:read"))
    there = rows(tmp_path / "there.figpool", BatchSettings(0, LIMITS, address, "batch.poison:read"))
    assert here == there


def test_a_cluster_that_goes_away_costs_what_was_not_read_yet(tmp_path: Path, host: subprocess.Popen[str]):
    assert host.stdout is not None
    address = host.stdout.readline().strip()
    fill(tmp_path / "p.figpool", tmp_path, 200)
    with Project.open(tmp_path / "p.figpool", "anna") as project:
        numbers = [line.figure.id for line in project.figures()]
        seen: list[int] = []

        def report(outcome: Outcome) -> None:
            seen.append(outcome.figure)
            if len(seen) == 5:
                host.kill()

        with pytest.raises(InputError, match="is gone"):
            run_batch(project, numbers, BatchSettings(0, LIMITS, address, "batch.poison:read"), report)
        assert len(pending(project, numbers)) == len(numbers) - len(seen)


def test_no_scheduler_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("figpool.batch.cluster._CONNECT_SECONDS", 0.5)
    fill(tmp_path / "p.figpool", tmp_path, 1)
    with pytest.raises(InputError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        rows(tmp_path / "p.figpool", BatchSettings(0, LIMITS, "tcp://127.0.0.1:1", "batch.poison:read"))


@pytest.mark.parametrize("address", ["nonsense", "host:8786", "tcp://host", "tcp://:8786", "tcp://host:port"])
def test_what_is_no_address_is_refused_before_anything_is_tried(tmp_path: Path, address: str):
    fill(tmp_path / "p.figpool", tmp_path, 1)
    with pytest.raises(InputError, match="is no address of a scheduler"):
        rows(tmp_path / "p.figpool", BatchSettings(0, LIMITS, address, "batch.poison:read"))
