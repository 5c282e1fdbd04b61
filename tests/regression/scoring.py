"""How well a sample figure is read: shares of its rows, against the numbers it was drawn from."""

from __future__ import annotations

import csv
import difflib
import json
import math
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from figpool.core.summary import GroupSummary

SAMPLES = Path(__file__).resolve().parents[2] / "sample_figures"
STORED = Path(__file__).with_name("scores.json")
#: A value is right within this share of the axis range.
TOLERANCE = 0.01


@dataclass(frozen=True)
class Score:
    """What was right in one figure.

    ``mean``, ``error`` and ``labels`` are shares of the drawn rows (``error``: both arms right, those not drawn
    empty); ``spurious`` counts rows that are none, ``silent`` rows that mislead without a flag: a wrong number or
    name. An empty cell misleads nobody.
    """

    rows: int
    mean: float
    error: float
    labels: float
    spurious: int
    silent: int

    def worse_than(self, stored: dict[str, Any]) -> list[str]:
        """Say in which respect this score is worse than a stored one."""
        falls = [n for n in ("mean", "error", "labels") if asdict(self)[n] < stored[n] - 1e-9]
        rises = [n for n in ("spurious", "silent") if asdict(self)[n] > stored[n]]
        return [f"{n}: {asdict(self)[n]} was {stored[n]}" for n in (*falls, *rises)]


@dataclass(frozen=True)
class Sample:
    """A sample figure, its description and its true rows."""

    name: str
    picture: Path
    told: dict[str, Any]
    truth: list[dict[str, str]]

    def place(self, value: float) -> float:
        """Where a value stands on the axis, 0..1 between its ends."""
        return place(self.told, value)


def place(told: dict[str, Any], value: float) -> float:
    """Where a value stands between the ends of the value axis (`ylim`, `log_y`), 0..1."""
    low, high = told["ylim"]
    if not told["log_y"]:
        return float((value - low) / (high - low))
    return math.log(max(value, 1e-300) / low) / math.log(high / low)


def same_name(a: str, b: str) -> bool:
    """Whether two printed names are the same but for spaces, case, the minus sign and a letter misread in seven."""
    a, b = ("".join(unicodedata.normalize("NFKC", t).lower().replace("\N{MINUS SIGN}", "-").split()) for t in (a, b))
    return a == b or difflib.SequenceMatcher(None, a, b).ratio() >= 0.85


def samples(folder: Path = SAMPLES) -> list[Sample]:
    """All sample figures of a folder, by name."""
    found = []
    for table in sorted(folder.glob("*.truth.csv")):
        told = json.loads(table.with_name(table.name.replace(".truth.csv", ".json")).read_text(encoding="utf-8"))
        with table.open(newline="", encoding="utf-8") as file:
            truth = list(csv.DictReader(file))
        found.append(Sample(table.name.removesuffix(".truth.csv"), folder / told["image"], told, truth))
    return found


def stored_scores() -> dict[str, dict[str, Any]]:
    """Scores of the last accepted state."""
    return json.loads(STORED.read_text(encoding="utf-8")) if STORED.is_file() else {}


def read_and_score(sample: Sample) -> Score:
    """Read a sample figure with no help and score the rows."""
    from figpool.extract import digitize
    from figpool.io import read_figure

    return score(sample, digitize(read_figure(sample.picture)).rows)


def score(sample: Sample, rows: tuple[GroupSummary, ...]) -> Score:
    """Compare rows with the truth."""
    given = [r for r in rows if r.mean is not None]
    pairs = _pairs(sample, given)
    judged = [_judge(sample, sample.truth[i], given[j]) for i, j in pairs]
    count = len(sample.truth)
    silent = sum(misleads and not given[j].flags for (_, j), (*_, misleads) in zip(pairs, judged, strict=True))
    spurious = [r for j, r in enumerate(given) if j not in {k for _, k in pairs}]
    mean, error, labels = (sum(right[k] for right in judged) / count for k in range(3))
    return Score(
        count,
        round(mean, 4),
        round(error, 4),
        round(labels, 4),
        len(spurious),
        silent + sum(not r.flags for r in spurious),
    )


def _pairs(sample: Sample, given: list[GroupSummary]) -> list[tuple[int, int]]:
    """Join true and given rows that stand at the same place and are about as high."""
    from scipy.optimize import linear_sum_assignment

    if not given:
        return []
    cost = np.empty((len(sample.truth), len(given)))
    for i, true in enumerate(sample.truth):
        for j, row in enumerate(given):
            high = abs(sample.place(float(true["mean"])) - sample.place(row.mean or 0.0))
            apart = abs((i + 0.5) / len(sample.truth) - (j + 0.5) / len(given))
            cost[i, j] = high + apart + 0.1 * (not _names_agree(true, row))
    return [(int(i), int(j)) for i, j in zip(*linear_sum_assignment(cost), strict=True) if cost[i, j] < 0.5]


def _judge(sample: Sample, true: dict[str, str], row: GroupSummary) -> tuple[bool, bool, bool, bool]:
    """Whether mean, both arms and names of a row are right, and whether anything written in it is wrong."""
    at = row.mean or 0.0
    mean = float(true["mean"])
    right = abs(sample.place(mean) - sample.place(at)) <= TOLERANCE
    arms, wrong_arm = True, False
    for sign, name in ((-1.0, "error_low"), (1.0, "error_high")):
        given = getattr(row, name)
        if given is None:
            arms &= not true[name]
            continue
        drawn = sample.place(mean + sign * float(true[name] or 0.0)) - sample.place(mean)
        fits = bool(true[name]) and abs(drawn - (sample.place(at + sign * given) - sample.place(at))) <= TOLERANCE
        arms, wrong_arm = arms and fits, wrong_arm or not fits
    names = _names_agree(true, row)
    return right, arms, names, not right or wrong_arm or not names


def _names_agree(true: dict[str, str], row: GroupSummary) -> bool:
    return same_name(true["series"], row.series) and same_name(true["category"], row.category)
