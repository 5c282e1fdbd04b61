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

from .flat import drawable, flatten, run_for_picture
from .registry import Renderer, register

HERE = Path(__file__).parent
KINDS = ("bar", "neg", "hbar", "stacked", "dot", "line", "logline", "scatter", "box")


@cache
def _has(package: str) -> bool:
    if shutil.which("Rscript") is None:
        return False
    test = f"quit(status = !all(sapply(c('jsonlite', '{package}'), requireNamespace, quietly = TRUE)))"
    return subprocess.run(["Rscript", "-e", test], capture_output=True, check=False).returncode == 0


def _draw(script: str, chart: Chart, style: Style, dpi: float) -> np.ndarray:
    def command(folder: Path) -> list[str]:
        (folder / "chart.json").write_text(json.dumps(flatten(chart, style, dpi)), encoding="utf-8")
        whole = (HERE / "common.R").read_text(encoding="utf-8") + (HERE / script).read_text(encoding="utf-8")
        (folder / "draw.R").write_text(whole, encoding="utf-8")
        return ["Rscript", "--vanilla", "draw.R", "chart.json", "out.png"]

    return run_for_picture(command)


register(Renderer("baser", lambda c, s, dpi: _draw("base.R", c, s, dpi), KINDS, lambda: _has("graphics"), can=drawable))
register(
    Renderer("ggplot", lambda c, s, dpi: _draw("ggplot.R", c, s, dpi), KINDS, lambda: _has("ggplot2"), can=drawable)
)
