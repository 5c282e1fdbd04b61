"""A sample figure: chart, look, wear and what it teaches; and how it is written to disk."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from drawing.canvas import draw_pixels
from drawing.degrade import Degradation, encode, untouched
from drawing.model import Chart, Value
from drawing.style import Style

SOURCE = "made by the figpool project (sample_figures/make_samples.py)"
LICENCE = "CC0-1.0"
PRINT = Degradation(150, untouched)


@dataclass(frozen=True)
class Arm:
    """Which study arm a series shows, where the figure belongs to a review: joins figure rows to the review's rows."""

    study: str
    arm: str
    role: str
    n: int


@dataclass(frozen=True)
class Sample:
    """One figure.

    Parameters
    ----------
    teaches : str
        What a reader of figures meets here.
    dispersion : str
        What the whiskers show: se, sd, or unknown.
    n : int or None
        Group size as a caption would give it; None where it is not told.
    arms : tuple of Arm
        By series, for figures of a review; empty otherwise.
    notice : str
        A statement that must accompany the numbers.
    """

    name: str
    chart: Chart
    style: Style
    teaches: str
    dispersion: str
    n: int | None = None
    wear: Degradation = PRINT
    seed: int = 1
    arms: tuple[Arm, ...] = ()
    notice: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def image(self) -> str:
        """File name of the picture."""
        return f"{self.name}.{self.wear.suffix}"


def truth_rows(sample: Sample) -> list[dict[str, Any]]:
    """Return the rows a reader should find, from left to right."""
    chart, rows = sample.chart, []
    for i in range(chart.n_groups):
        for j, series in enumerate(chart.series):
            value = series.values[i]
            if isinstance(value, Value):
                rows.append(_row(sample, j, i, value))
    return rows


def _row(sample: Sample, j: int, i: int, value: Value) -> dict[str, Any]:
    lower, upper = sample.chart.arms(value)
    arm = sample.arms[j] if sample.arms else None
    row = {
        "kind": "line" if sample.chart.x else "bar",
        "series": sample.chart.series[j].name,
        "category": sample.chart.categories[i] if sample.chart.categories else "",
        "x": "" if value.x is None else value.x,
        "mean": value.mean,
        "error_low": lower or "",
        "error_high": upper or "",
        "n": arm.n if arm else (sample.n or ""),
        "dispersion": sample.dispersion if lower or upper else "",
    }
    return row | ({"study": arm.study, "arm": arm.arm, "role": arm.role} if arm else {})


def description(sample: Sample) -> dict[str, Any]:
    """Return what the JSON beside the picture says."""
    truth = sample.chart.truth()
    axis_keys = ("kind", "ylabel", "xlabel", "log_y", "error_sides", "ylim", "yticks", "xlim", "xticks")
    out: dict[str, Any] = {
        "image": sample.image,
        "truth": f"{sample.name}.truth.csv",
        "source": SOURCE,
        "licence": LICENCE,
        "teaches": sample.teaches,
        "dispersion": sample.dispersion,
        "n": sample.n,
        "categories": list(sample.chart.categories),
        "tick_labels": sample.chart.y.labels(),
    }
    out |= {k: truth[k] for k in axis_keys if k in truth}
    out["series"] = [s.name for s in sample.chart.series]
    if sample.arms:
        pairs = zip(sample.chart.series, sample.arms, strict=True)
        out["series"] = [{"name": s.name, **asdict(a), "dispersion": sample.dispersion} for s, a in pairs]
    return out | ({"notice": sample.notice} if sample.notice else {}) | sample.more


def picture_bytes(sample: Sample) -> bytes:
    """Return the picture file's content."""
    pixels = draw_pixels(sample.chart, sample.style, sample.wear.dpi)
    return encode(sample.wear.wear(pixels, np.random.default_rng(sample.seed)), sample.wear)


def write_numbers(sample: Sample, folder: Path) -> None:
    """Write the truth CSV and the JSON."""
    write_table(folder / f"{sample.name}.truth.csv", truth_rows(sample))
    text = json.dumps(description(sample), indent=1, ensure_ascii=False)
    (folder / f"{sample.name}.json").write_text(text + "\n", encoding="utf-8")


def write_table(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write rows as CSV, columns in the order of their first appearance."""
    columns = list(dict.fromkeys(_columns(rows)))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _columns(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield from row
