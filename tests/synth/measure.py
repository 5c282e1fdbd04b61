"""Draw figures, read them with no help, score them: the random set and the same charts at falling quality."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from drawing.degrade import DEGRADATIONS, Degradation, encode, untouched

from .charts import MAKERS
from .make import Plan, design, plan_figures, render
from .renderers import RENDERERS
from .scoring import FigureScore, MarkScore, score_rows

#: What the two curves are drawn over: resolution of a clean PNG, quality of a JPEG at `JPEG_DPI`.
DPIS, QUALITIES, JPEG_DPI = (72, 100, 150, 200, 300), (30, 50, 70, 85, 95), 150
POINTS = (*((dpi, None) for dpi in DPIS), *((JPEG_DPI, quality) for quality in QUALITIES))
CURVE_KINDS = ("bar", "dot", "line")
#: Degradation whose letters are the largest: the curve's charts stay legible at 72 dpi.
COARSEST = "clean72"


@dataclass(frozen=True)
class Measurement:
    """Everything the page is made of; ``undrawn`` names figures a drawing program failed on."""

    n: int
    seed: int
    charts: int
    made: str
    revision: str
    renderers: tuple[str, ...]
    figures: tuple[FigureScore, ...]
    dpi: dict[int, tuple[FigureScore, ...]]
    jpeg: dict[int, tuple[FigureScore, ...]]
    undrawn: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """One picture to draw and read: a plan as it is, or its chart at a resolution and, for a JPEG, a quality."""

    plan: Plan
    dpi: int | None = None
    quality: int | None = None

    @property
    def name(self) -> str:
        """Name by which its score is kept."""
        return f"{self.plan.name} {self.plan.seed} {self.dpi} {self.quality}"


def measure(n: int, seed: int, jobs: int, charts: int, kept: Path) -> Measurement:
    """Draw and read `n` random figures and `charts` charts at every point of both curves.

    Parameters
    ----------
    n, seed : int
        Number of figures and seed of the generator.
    jobs : int
        Processes.
    charts : int
        Charts of the curves.
    kept : Path
        File of scores, a line each: what is in it is not read again, what is read is added at once.

    Returns
    -------
    Measurement
        The scores; date and revision are those of the first reading kept.
    """
    available = tuple(name for name in RENDERERS if RENDERERS[name].available())
    figures = [Task(p) for p in plan_figures(n, seed, list(MAKERS), list(available), list(DEGRADATIONS))]
    curves = [Task(p, *point) for p in _curve_plans(charts, seed) for point in POINTS]
    made, scores = _load(kept, seed)
    _read_missing([t for t in _interleaved(figures, curves) if t.name not in scores], jobs, kept, scores)
    found = [(t, scores[t.name]) for t in (*figures, *curves)]
    read = [(t, s) for t, s in found if isinstance(s, FigureScore)]
    return Measurement(
        n,
        seed,
        charts,
        made["made"],
        made["revision"],
        available,
        tuple(s for t, s in read if t.dpi is None),
        {d: tuple(s for t, s in read if (t.dpi, t.quality) == (d, None)) for d in DPIS},
        {q: tuple(s for t, s in read if t.quality == q) for q in QUALITIES},
        tuple(s for _, s in found if isinstance(s, str)),
    )


def _interleaved(figures: Sequence[Task], curves: Sequence[Task]) -> list[Task]:
    """Return both lists as one in which each is done to the same share at any time."""
    placed = [(k / len(tasks), t) for tasks in (figures, curves) for k, t in enumerate(tasks)]
    return [t for _, t in sorted(placed, key=lambda item: item[0])]


def _read_missing(tasks: Sequence[Task], jobs: int, kept: Path, scores: dict[str, FigureScore | str]) -> None:
    """Read in processes of their own, and keep every score as soon as it is there."""
    if not tasks:
        return
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_one_thread) as pool:
        for k, (task, score) in enumerate(zip(tasks, pool.map(_read, tasks), strict=True), start=1):
            scores[task.name] = score
            with kept.open("a", encoding="utf-8") as file:
                told = asdict(score) if isinstance(score, FigureScore) else score
                file.write(json.dumps({task.name: told}) + "\n")
            if k % 10 == 0 or k == len(tasks):
                print(f"{k} of {len(tasks)} pictures", file=sys.stderr, flush=True)


def _load(kept: Path, seed: int) -> tuple[dict[str, str], dict[str, FigureScore | str]]:
    """Return date and revision, and the scores kept; begin the file where there is none."""
    if not kept.is_file():
        head = {"made": datetime.now(UTC).date().isoformat(), "revision": revision(), "seed": str(seed)}
        kept.write_text(json.dumps(head) + "\n", encoding="utf-8")
    head, *lines = (json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines())
    if head["seed"] != str(seed):
        raise ValueError(f"{kept} holds scores of seed {head['seed']}, not of {seed}: name another file.")
    return head, {name: _score(told) for line in lines for name, told in line.items()}


def _score(told: dict[str, Any] | str) -> FigureScore | str:
    if isinstance(told, str):
        return told
    return replace(FigureScore(**(told | {"marks": ()})), marks=tuple(MarkScore(**m) for m in told["marks"]))


def revision() -> str:
    """Return version and commit of the package that reads, and whether it was changed since."""
    import figpool

    def git(*words: str) -> str:
        here = Path(figpool.__file__).parent
        done = subprocess.run(("git", *words, "--", "."), cwd=here, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    commit, changed = git("log", "-1", "--format=%h"), git("status", "--porcelain")
    return figpool.__version__ + f" (commit {commit}{', changed since' if changed else ''})" * bool(commit)


def _curve_plans(charts: int, seed: int) -> list[Plan]:
    """Return the clean matplotlib charts that both curves draw again and again."""
    seeds = np.random.default_rng((seed, 1)).integers(2**31, size=charts)
    return [Plan(k + 1, CURVE_KINDS[k % len(CURVE_KINDS)], "mpl", COARSEST, int(s)) for k, s in enumerate(seeds)]


def _one_thread() -> None:
    from figpool._cv import cv2

    cv2.setNumThreads(1)


def draw(task: Task) -> tuple[bytes, dict[str, Any]]:
    """Return the image file and the truth of a task."""
    if task.dpi is None:
        return render(task.plan)
    draft, style = design(task.plan)
    how = Degradation(task.dpi, untouched, quality=task.quality)
    data = encode(RENDERERS[task.plan.renderer].draw(draft.chart, style, how.dpi), how)
    return data, {**draft.chart.truth(), "image": f"{task.plan.name}.{how.suffix}"}


def _read(task: Task) -> FigureScore | str:
    """Score of a figure, or why it could not be drawn; a reader that breaks down has read nothing."""
    plan = task.plan
    try:
        data, truth = draw(task)
    except Exception as error:
        return f"{plan.name}: {type(error).__name__}"
    from figpool.extract import digitize
    from figpool.io import read_figure

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / truth["image"]
        path.write_bytes(data)
        try:
            rows, note = digitize(read_figure(path)).rows, ""
        except Exception as error:
            rows, note = (), f"{type(error).__name__}: {error}"
    kind = truth.get("layout") or truth["kind"]
    return FigureScore(plan.name, kind, plan.renderer, plan.degrade, score_rows(truth, rows), note)
