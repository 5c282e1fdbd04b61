from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from batch.killing import fill, problems, start
from figpool.batch import BatchSettings, add_jobs, pending, run_batch
from figpool.batch.jobs import Job
from figpool.batch.reader import ReaderProcess
from figpool.batch.task import Limits, Task
from figpool.core.errors import UsageError
from figpool.project import Project

READER = "batch.poison:read"
LIMITS = Limits(seconds=20.0, megabytes=500.0)


def figures(folder: Path, words: list[str]) -> list[Job]:
    jobs = []
    for number, word in enumerate(words):
        path = folder / f"fig{number:03}.png"
        path.write_text(f"{word} {number}")
        jobs.append(Job(path))
    return jobs


def rows(project: Project) -> list[tuple]:
    return [(r.figure, r.mark, r.row) for r in project.rows()]


def batch(path: Path, jobs: list[Job], workers: int) -> list[tuple]:
    with Project.create(path, "anna") as project:
        numbers, _ = add_jobs(project, jobs)
        run_batch(project, numbers, BatchSettings(workers, LIMITS, reader=READER))
        return rows(project)


def test_rows_do_not_depend_on_the_number_of_workers(tmp_path: Path):
    jobs = figures(tmp_path, ["plain", "slow", "plain", "slow", "print", "plain"])
    assert batch(tmp_path / "one.figpool", jobs, 1) == batch(tmp_path / "two.figpool", jobs, 2)


def test_a_poisoned_figure_costs_itself_only(tmp_path: Path):
    words = ["plain", "crash", "plain", "refuse", "break", "eat", "print"]
    with Project.create(tmp_path / "p.figpool", "anna") as project:
        numbers, _ = add_jobs(project, figures(tmp_path, words))
        summary = run_batch(project, numbers, BatchSettings(1, LIMITS, reader=READER))
        states = [line.state for line in project.figures()]
        reasons = [line.figure.info.failure for line in project.figures()]
    assert states == ["flagged", "failed", "flagged", "failed", "failed", "failed", "flagged"]
    assert (summary.read, summary.flagged, summary.failed) == (0, 3, 4)
    assert "died while reading it (SIGABRT)" in reasons[1]
    assert reasons[3] == "fig.png: nothing could be read."
    assert "KeyError: 'no such key'" in reasons[4]
    assert "more than 500 MB" in reasons[5]


def test_an_endless_figure_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("figpool.batch.reader._START_SECONDS", 60.0)
    reader = ReaderProcess(Limits(seconds=0.5), READER)
    try:
        assert reader.read(Task(1, "", "a.png", None, None, {}, b"plain 1")).reading is not None
        late = reader.read(Task(2, "", "b.png", None, None, {}, b"loop"))
        assert "longer than 0.5 s" in late.failure
        assert reader.read(Task(3, "", "c.png", None, None, {}, b"plain 3")).reading is not None
    finally:
        reader.close()


def test_figures_read_or_failed_are_not_read_again(tmp_path: Path):
    with Project.create(tmp_path / "p.figpool", "anna") as project:
        numbers, _ = add_jobs(project, figures(tmp_path, ["plain", "refuse", "plain"]))
        run_batch(project, numbers[:2], BatchSettings(1, LIMITS, reader=READER))
        assert pending(project, numbers) == [3]
        assert pending(project, numbers, again=True) == [2, 3]


def test_a_second_reviewer_reads_for_himself(tmp_path: Path):
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as project:
        numbers, _ = add_jobs(project, figures(tmp_path, ["plain"]))
        run_batch(project, numbers, BatchSettings(1, LIMITS, reader=READER))
    with Project.open(path, "ben") as project:
        assert pending(project, numbers) == numbers


def test_files_that_are_missing_are_named(tmp_path: Path):
    with Project.create(tmp_path / "p.figpool", "anna") as project:
        numbers, refused = add_jobs(project, [Job(tmp_path / "no.png"), *figures(tmp_path, ["plain"])])
    assert len(numbers) == 1
    assert "does not exist" in refused[0]


def test_impossible_number_of_workers(tmp_path: Path):
    with Project.create(tmp_path / "p.figpool", "anna") as project, pytest.raises(UsageError, match="-1 workers"):
        run_batch(project, [], BatchSettings(-1))


def test_killed_at_any_moment_it_goes_on_where_it_was(tmp_path: Path):
    path, count = tmp_path / "p.figpool", 40
    fill(path, tmp_path, count)
    for patience in (0.0, 0.15):
        process = start(path)
        assert process.stdout is not None
        assert process.stdout.readline() != b""
        time.sleep(patience)
        process.kill()
        process.communicate()
        assert problems(path) == []
    last = start(path)
    last.communicate()
    assert last.returncode == 0
    assert problems(path) == []
    with Project.open(path, "anna") as project:
        assert [line.state for line in project.figures()] == ["flagged"] * count
        assert project.store.all("SELECT count(*) FROM readings") == [(count,)]


def children_of(parent: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout.split()[2:]
    return [int(pid) for pid, ppid in zip(listed[::2], listed[1::2], strict=True) if int(ppid) == parent]


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_in_an_endless_figure_dies_with_its_parent(tmp_path: Path):
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as project:
        add_jobs(project, figures(tmp_path, ["plain", "loop"]))
    process = start(path)
    assert process.stdout is not None
    assert process.stdout.readline() != b""
    (worker,) = children_of(process.pid)
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 30
    while is_there(worker) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_there(worker)
    assert problems(path) == []


def test_an_interrupt_keeps_what_was_read(tmp_path: Path):
    path = tmp_path / "p.figpool"
    with Project.create(path, "anna") as project:
        add_jobs(project, figures(tmp_path, ["plain", "loop"]))
    process = start(path, stderr=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline() == b"1\n"
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert said.count(b"Traceback") == 1  # of the test's own script; the workers say nothing
    assert problems(path) == []
    with Project.open(path, "anna") as project:
        assert pending(project, [1, 2]) == [2]


def test_a_reader_that_was_closed_starts_no_process():
    process = ReaderProcess(Limits(60, 2000), READER)
    process.close()
    outcome = process.read(Task(1, "", "1.png", None, None, data=b"loop"))
    assert outcome.reading is None
    assert "ended" in outcome.failure


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_a_worker_keeps_nothing_of_the_figures_before():
    process = ReaderProcess(Limits(60, 2000), READER)

    def read(number: int, words: str) -> float:
        outcome = process.read(Task(number, "", f"{number}.png", None, None, data=words.encode()))
        assert outcome.reading is not None
        return float(outcome.reading.version) if words == "weigh" else 0.0

    try:
        before = read(1, "weigh")
        for number in range(2, 6):
            read(number, "hoard 150")
        assert read(9, "weigh") < before + 50
    finally:
        process.close()
