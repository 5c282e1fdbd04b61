"""Kill -9 at random moments while a project is edited; after each, nothing committed may be missing.

Light form: test_killing.py. Heavy form: ``python tests/project/killing.py 200``.
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

from figpool.project import Project
from figpool.project.check import check

#: Kills of one project before the next one.
_PER_PROJECT = 10

EDITOR = """
import itertools, os, sys
from project.build import extraction, reading
from figpool.project import Project
with Project.open(sys.argv[1], "anna") as project:
    log = os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    figure = project.add_figure((sys.argv[3] + ".png", sys.argv[3].encode() * 5000))
    project.store_reading(figure, reading(extraction(2)))
    for i in itertools.count():
        if i % 10 == 9:
            project.undo()
        elif i % 10 == 4:
            project.store_reading(figure, reading(extraction(2)))
        else:
            project.edit(figure, "move_mark", mark=f"m{i % 8 + 1}", dx=0.5, dy=-0.25)
        last = project.store.all("SELECT max(seq) FROM history")[0][0]
        os.write(log, f"{last}\\n".encode())
"""


def kill_once(path: Path, patience: float, name: str) -> int:
    """Edit in another process, kill it after a while, and return the number of acts it had been told were kept."""
    log = path.with_suffix(".log")
    log.unlink(missing_ok=True)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    process = subprocess.Popen([sys.executable, "-c", EDITOR, str(path), str(log), name], env=environment)
    begin = time.monotonic()
    while not log.exists() and process.poll() is None and time.monotonic() - begin < 60:
        time.sleep(0.01)
    time.sleep(patience)
    process.send_signal(signal.SIGKILL)
    process.wait()
    told = log.read_text().splitlines() if log.exists() else []
    return int(told[-1]) if told else 0


def problems_after(path: Path, told: int) -> list[str]:
    """Open the project again and say what is wrong with it."""
    with Project.open(path, "anna") as project:
        kept = project.store.all("SELECT coalesce(max(seq), 0), count(*) FROM history")[0]
        found = check(project)
        if kept[0] < told:
            found.append(f"act {told} was committed, but only {kept[0]} are there")
        if kept[0] != kept[1]:
            found.append(f"{kept[0] - kept[1]} acts are missing in between")
    left = {p.name for p in path.parent.iterdir()} - {path.with_suffix(".log").name}
    if left != {path.name}:
        found.append(f"files left over: {left}")
    return found


def main(times: int, seed: int = 1) -> int:
    """Kill many times and report."""
    moments = random.Random(seed)
    bad = acts = 0
    with TemporaryDirectory() as folder:
        for number in range(times):
            path = Path(folder) / f"{number // _PER_PROJECT}" / "p.figpool"
            if not path.exists():
                path.parent.mkdir()
                Project.create(path, "anna").close()
            told = kill_once(path, moments.uniform(0.0, 0.6), f"fig{number}")
            acts += told
            for words in problems_after(path, told):
                bad += 1
                print(f"kill {number}: {words}", flush=True)
    print(f"{times} kills, {acts} acts told as kept, {bad} problems")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
