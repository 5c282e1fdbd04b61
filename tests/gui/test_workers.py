from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from figpool.project import Project
from figpool_gui.reader import pack, unpack
from figpool_gui.workers import Job, ReadingQueue, WorkerSettings


@pytest.fixture
def job(tmp_path: Path) -> Callable[[bytes, str], Job]:
    """Makes jobs on figures of one project."""
    path = tmp_path / "review.figpool"
    Project.create(path, "anna").close()

    def make(data: bytes, name: str) -> Job:
        with Project.open(path, "anna") as project:
            figure = project.figure(project.add_figure((name, data)))
        return Job(figure.id, (path, figure))

    return make


def test_messages_survive_in_pieces() -> None:
    data = pack((7, "read", [1.5])) + pack((8, "failed", "no"))
    assert unpack(data[:5]) is None
    assert unpack(data[:-1]) is not None
    first, taken = unpack(data) or (None, 0)
    assert first == (7, "read", [1.5])
    assert unpack(data[taken:]) == ((8, "failed", "no"), len(data) - taken)


def test_a_file_that_is_no_figure_costs_itself_only(
    qtbot: QtBot, qapp: object, job: Callable[[bytes, str], Job]
) -> None:
    sample = Path(__file__).parents[2] / "sample_figures" / "gfap_black.png"
    queue = ReadingQueue(WorkerSettings(processes=1, seconds=120))
    failures: list[tuple[int, str]] = []
    queue.failed.connect(lambda figure, reason: failures.append((figure, reason)))
    try:
        with qtbot.waitSignal(queue.read, timeout=60_000) as done:
            queue.add(job(b"not a picture", "figure.png"))
            queue.add(job(sample.read_bytes(), sample.name))
        assert [figure for figure, _ in failures] == [1]
        assert "figure.png" in failures[0][1]
        assert done.args is not None
        assert done.args[0] == 2
        assert len(done.args[1].rows) == 5
    finally:
        queue.close()


def test_a_figure_that_takes_too_long_is_stopped_and_the_next_is_read(
    qtbot: QtBot, qapp: object, job: Callable[[bytes, str], Job]
) -> None:
    queue = ReadingQueue(WorkerSettings(processes=1, seconds=0.05))
    try:
        with qtbot.waitSignal(queue.failed, timeout=10_000) as done:
            queue.add(job(b"x", "figure.png"))
        assert done.args is not None
        assert "longer than" in done.args[1]
        assert not queue.pending
    finally:
        queue.close()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_cancel_ends_the_child(qtbot: QtBot, qapp: object, job: Callable[[bytes, str], Job]) -> None:
    queue = ReadingQueue(WorkerSettings(processes=1))
    queue.add(job(b"x", "figure.png"))
    process = queue._workers[0]._process
    assert process is not None
    process.waitForStarted()
    number = process.processId()
    queue.cancel()
    assert not queue.pending
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
    queue.close()
