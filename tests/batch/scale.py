"""What a batch costs: ``python tests/batch/scale.py FIGURES WORKERS [SECONDS]``; prints JSON.

With SECONDS each figure sleeps that long instead of being read: the machinery
alone, whatever else the machine does. Without, the sample figures are read,
over and over under other hashes. The memory of a worker is told as the least
over the last figures, each looked at as its outcome arrives (by then the next
one may be under way), and its peak.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from figpool.batch import BatchSettings, Outcome, run_batch
from figpool.batch.task import READER, Limits
from figpool.project import Project

SAMPLES = Path(__file__).parents[2] / "sample_figures"
#: Figures over which the memory of a worker is looked at.
_WINDOW = 50


def fill(path: Path, count: int, seconds: float | None) -> None:
    """Make a project of that many figures."""
    pictures = sorted(p for p in SAMPLES.rglob("*") if p.suffix in {".png", ".jpg"})
    with Project.create(path, "anna") as project:
        for number in range(count):
            if seconds is None:
                source = pictures[number % len(pictures)]
                # bytes after the end of a picture are ignored by its reader, but make another hash
                data = source.read_bytes() + f"{number}".encode()
                name = f"{number}{source.suffix}"
            else:
                name, data = f"{number}.png", f"sleep {seconds}".encode() + b" " * number
            project.add_figure((name, data))


def worker_memory(what: str = "VmRSS") -> float:
    """Largest resident memory (or, VmHWM, its peak) among the children of this process, MB."""
    found = [0.0]
    for status in _children():
        found += [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(what)]
    return max(found)


def _children() -> Iterator[str]:
    for folder in Path("/proc").iterdir():
        try:
            status = (folder / "status").read_text() if folder.name.isdigit() else ""
        except OSError:
            continue
        if f"PPid:\t{os.getpid()}\n" in status:
            yield status


def own_memory() -> float:
    """Resident memory of this process, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main(count: int, workers: int, seconds: float | None) -> None:
    """Run one batch and print what it cost."""
    seen: dict[int, dict[str, float]] = {}
    last: deque[float] = deque(maxlen=_WINDOW)
    done = 0

    def report(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        last.append(worker_memory())
        if done in {1, *(tenth * count // 10 for tenth in range(1, 11))}:
            worker = {"worker_mb": min(last), "worker_peak_mb": worker_memory("VmHWM")}
            seen[done] = {name: round(mb, 1) for name, mb in ({"own_mb": own_memory()} | worker).items()}
            print(done, seen[done], file=sys.stderr, flush=True)

    with TemporaryDirectory() as folder:
        path = Path(folder) / "p.figpool"
        start = time.monotonic()
        fill(path, count, seconds)
        added = time.monotonic() - start
        with Project.open(path, "anna") as project:
            numbers = [line.figure.id for line in project.figures()]
            reader = READER if seconds is None else "batch.poison:read"
            start, processor = time.monotonic(), time.process_time()
            summary = run_batch(project, numbers, BatchSettings(workers, Limits(300, 4000), reader=reader), report)
            spent, processor = time.monotonic() - start, time.process_time() - processor
        start = time.monotonic()
        with Project.open(path, "anna", readonly=True) as project:
            listed = len(project.figures())
        listing = time.monotonic() - start
        size = path.stat().st_size
    result = {
        "figures": count,
        "workers": workers,
        "seconds": round(spent, 2),
        "reading_seconds": round(summary.seconds, 2),
        "failed": summary.failed,
        "parent_cpu_ms_per_figure": round(1000 * processor / count, 2),
        "add_ms_per_figure": round(1000 * added / count, 2),
        "open_and_list_seconds": round(listing, 3),
        "listed": listed,
        "project_mb": round(size / 2**20, 1),
        "memory": seen,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else None)
