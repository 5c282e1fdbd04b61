"""A paper of three pages: running text, two charts with captions beside a photograph, one chart with its caption."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

_WORDS = "Animals were allotted at random and outcomes assessed blind to treatment, as described before. " * 3
CAPTIONS = (
    "Figure 1. Lesion volume four weeks after injury. Data are mean ± SEM, n = 8 per group.",
    "Figure 2. Locomotor score. Error bars represent SD.",
    "Figure 3. Stained sections.",
    "Figure 4. Cell counts. Data are mean ± SD, n = 6 per group.",
)
VALUES = {1: ((12, 31, 19), (1.5, 3.2, 2.4)), 2: ((20, 6, 14), (1.0, 1.5, 2.0)), 4: ((150, 320, 240), (18, 30, 22))}


def write_paper(path: Path) -> None:
    """Write it."""
    with rc_context({"pdf.fonttype": 42}), PdfPages(path) as paper:
        for page in (_text(), _two_charts(), _one_chart()):
            paper.savefig(page)


def _page() -> Figure:
    return Figure(figsize=(8.27, 11.69))


def _text() -> Figure:
    page = _page()
    for line in range(30):
        page.text(0.12, 0.9 - 0.026 * line, _WORDS[:88], fontsize=9)
    return page


def _chart(axes: Axes, number: int) -> None:
    means, errors = VALUES[number]
    axes.bar(["Sham", "Injury", "Treated"], means, yerr=errors, capsize=4, color="#7aa6c2", edgecolor="k")
    axes.set_ylabel(("Lesion volume (mm³)", "Score", "", "Cells per field")[number - 1])


def _two_charts() -> Figure:
    page = _page()
    _chart(page.add_axes((0.17, 0.62, 0.6, 0.27)), 1)
    page.text(0.12, 0.57, CAPTIONS[0], fontsize=8)
    _chart(page.add_axes((0.17, 0.24, 0.33, 0.24)), 2)
    page.text(0.12, 0.19, CAPTIONS[1], fontsize=8)
    photo = page.add_axes((0.6, 0.24, 0.3, 0.24))
    photo.imshow(np.random.default_rng(3).integers(0, 120, (80, 80, 3)).astype(np.uint8))
    photo.set_axis_off()
    page.text(0.6, 0.21, CAPTIONS[2], fontsize=8)
    return page


def _one_chart() -> Figure:
    page = _page()
    _chart(page.add_axes((0.2, 0.5, 0.6, 0.3)), 4)
    page.text(0.12, 0.44, CAPTIONS[3], fontsize=8)
    for line in range(12):
        page.text(0.12, 0.36 - 0.026 * line, _WORDS[:88], fontsize=9)
    return page
