"""Base R graphics and ggplot2, each through its R script beside this file."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
from drawing.model import Chart
from drawing.style import Style

from .flat import decode, drawable, flatten, run_for_file
from .registry import VECTOR_FORMS, Renderer, register

HERE = Path(__file__).parent
KINDS = ("bar", "neg", "hbar", "stacked", "dot", "line", "logline", "scatter", "box", "overlaid", "strip")


@cache
def _has(package: str) -> bool:
    if shutil.which("Rscript") is None:
        return False
    test = f"quit(status = !all(sapply(c('jsonlite', '{package}'), requireNamespace, quietly = TRUE)))"
    return subprocess.run(["Rscript", "-e", test], capture_output=True, check=False).returncode == 0


def _run(script: str, chart: Chart, style: Style, dpi: float, form: str) -> bytes:
    name = f"out.{form}"

    def command(folder: Path) -> list[str]:
        (folder / "chart.json").write_text(json.dumps(flatten(chart, style, dpi)), encoding="utf-8")
        whole = (HERE / "common.R").read_text(encoding="utf-8") + (HERE / script).read_text(encoding="utf-8")
        (folder / "draw.R").write_text(whole, encoding="utf-8")
        return ["Rscript", "--vanilla", "draw.R", "chart.json", name]

    return run_for_file(command, name)


def _register(name: str, script: str, package: str) -> None:
    def draw(chart: Chart, style: Style, dpi: float) -> np.ndarray:
        return decode(_run(script, chart, style, dpi, "png"))

    def vector(chart: Chart, style: Style, form: str) -> bytes:
        return _run(script, chart, style, 72.0, form)

    register(Renderer(name, draw, KINDS, lambda: _has(package), vector, VECTOR_FORMS, drawable))


_register("baser", "base.R", "graphics")
_register("ggplot", "ggplot.R", "ggplot2")
