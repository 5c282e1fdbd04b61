"""Kill -9 at random moments of a batch: no figure lost, none read twice.

Light form in test_run.py. Heavy form: ``python tests/batch/killing.py 200``.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from figpool.batch import Job, add_jobs, pending
from figpool.project import Project
from figpool.project.check import check

#: Kills of one project before it is left to its end, and its figures.
_PER_PROJECT, _FIGURES = 10, 200

RUN = """
import sys
from figpool.batch import BatchSettings, pending, run_batch
from figpool.batch.task import Limits
from figpool.project import Project
with Project.open(sys.argv[1], "anna") as project:
    numbers = [line.figure.id for line in project.figures()]
    settings = BatchSettings(int(sys.argv[2]), Limits(60, 500), reader="batch.poison:read")
    run_batch(project, pending(project, numbers), settings, lambda outcome: print(outcome.figure, flush=True))
"""


def start(path: Path, workers: int = 1, **options: Any) -> subprocess.Popen[bytes]:
    """Start a batch over all figures of a project in another process."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    command = [sys.executable, "-c", RUN, str(path), str(workers)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, **options)


def fill(path: Path, folder: Path, count: int) -> None:
    """Make a project with figures to read."""
    jobs = []
    for number in range(count):
        figure = folder / f"fig{number:04}.png"
        figure.write_text(f"slow {number}")
        jobs.append(Job(figure))
    with Project.create(path, "anna") as project:
        add_jobs(project, jobs)


def problems(path: Path) -> list[str]:
    """Say what is wrong with a project after its batch was killed."""
    with Project.open(path, "anna") as project:
        found = check(project)
        readings, figures = project.store.all("SELECT count(*), count(DISTINCT figure) FROM readings")[0]
        if readings != figures:
            found.append(f"{readings - figures} figures were read twice")
        if len(project.rows()) != 4 * figures:
            found.append("a reading lacks its rows")
    return found


def _unread(path: Path) -> list[str]:
    with Project.open(path, "anna") as project:
        waiting = pending(project, [line.figure.id for line in project.figures()])
    return [f"figure {number} was lost" for number in waiting]


def main(times: int, seed: int = 1) -> int:
    """Kill batches many times, each project several times and then left to its end."""
    moments = random.Random(seed)
    bad = done = 0
    with TemporaryDirectory() as name:
        for number in range(times):
            folder = Path(name) / f"{number // _PER_PROJECT}"
            path = folder / "p.figpool"
            if not folder.exists():
                folder.mkdir()
                fill(path, folder, _FIGURES)
            process = start(path, workers=1 + number % 2)
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(moments.uniform(0.0, 0.5) if first else 0.0)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            found = problems(path)
            if number % _PER_PROJECT == _PER_PROJECT - 1:
                start(path, workers=2).communicate()
                found += [*problems(path), *_unread(path)]
                done += _FIGURES
            for words in found:
                bad += 1
                print(f"kill {number}: {words}", flush=True)
    print(f"{times} kills, {done} figures in projects left to their end, {bad} problems")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
