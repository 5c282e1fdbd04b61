"""From scored figures to numbers: shares by group, calibration of the confidence, agreement, classes of failure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from regression.scoring import TOLERANCE

from .scoring import FigureScore, MarkScore

#: Limits of the bins in which confidence is compared with the share of right rows.
CONFIDENCE_BINS = (0.0, 0.5, 0.7, 0.85, 0.95, 1.0)
#: A mean further off than this is a mistake, not an error of measurement, and is left out of the agreement.
MISTAKE = 0.05
RESAMPLES = 2000


@dataclass(frozen=True)
class Shares:
    """The accuracy of a group of figures, in percent (nan where there is nothing to divide by)."""

    figures: int
    marks: int
    found: float
    spurious: float
    mean: float
    error: float
    label: float
    row: float
    silent: float
    flagged: float
    cover: float


@dataclass(frozen=True)
class ConfidenceBin:
    """Rows whose confidence lies in (low, high]: how many, their mean confidence, the share that is right."""

    low: float
    high: float
    rows: int
    stated: float
    right: float


@dataclass(frozen=True)
class Agreement:
    """Means read against means drawn, in percent of the axis range (Bland & Altman's limits; a line through both).

    ``mistakes`` of ``rows`` are further off than `MISTAKE` and left out. ``u`` is the root mean square of the
    stated standard uncertainty, ``within1`` and ``within2`` the shares of rows within u and 2u.
    """

    rows: int
    mistakes: int
    bias: float
    sd: float
    slope: float
    intercept: float
    u: float
    within1: float
    within2: float


def _percent(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole else math.nan


def marks_of(scores: Iterable[FigureScore]) -> list[MarkScore]:
    """All marks and rows of some figures."""
    return [mark for score in scores for mark in score.marks]


def shares(scores: Sequence[FigureScore]) -> Shares:
    """Count a group of figures together; big figures weigh more, as in the scoring script."""
    marks = marks_of(scores)
    drawn, given = [m for m in marks if m.drawn], [m for m in marks if m.given]
    matched = [m for m in drawn if m.given]
    unflagged = [m for m in given if not m.flagged]
    return Shares(
        figures=len(scores),
        marks=len(drawn),
        found=_percent(len(matched), len(drawn)),
        spurious=_percent(len(given) - len(matched), max(1, len(given))),
        mean=_percent(sum(m.mean_right for m in drawn), len(drawn)),
        error=_percent(sum(m.arm_right for m in drawn), sum(m.arm is not None for m in drawn)),
        label=_percent(sum(m.named for m in matched), len(drawn)),
        row=_percent(sum(m.right for m in drawn), len(drawn)),
        silent=_percent(sum(not m.right for m in unflagged), len(unflagged)),
        flagged=_percent(len(given) - len(unflagged), max(1, len(given))),
        cover=_percent(sum(m.covered for m in matched), len(matched)),
    )


def by(scores: Iterable[FigureScore], attribute: str) -> dict[str, Shares]:
    """Shares of the figures that have an attribute (kind, renderer, degrade) in common, by its values."""
    groups: dict[str, list[FigureScore]] = {}
    for score in scores:
        groups.setdefault(getattr(score, attribute), []).append(score)
    return {name: shares(groups[name]) for name in sorted(groups)}


def row_interval(scores: Sequence[FigureScore], seed: int) -> tuple[float, float]:
    """95 % interval of the share of right rows, figures drawn again with replacement (rows of one share its fate)."""
    right = np.array([sum(m.right for m in s.marks) for s in scores], float)
    drawn = np.array([sum(m.drawn for m in s.marks) for s in scores], float)
    chosen = np.random.default_rng(seed).integers(0, len(scores), (RESAMPLES, len(scores)))
    low, high = np.percentile(100 * right[chosen].sum(axis=1) / drawn[chosen].sum(axis=1), (2.5, 97.5))
    return float(low), float(high)


def reliability(scores: Iterable[FigureScore]) -> list[ConfidenceBin]:
    """Compare the confidence of the rows given with the share of them that is right, bin by bin."""
    given = [m for m in marks_of(scores) if m.given]
    bins = []
    for low, high in pairwise(CONFIDENCE_BINS):
        rows = [m for m in given if low < m.confidence <= high or m.confidence == low == 0]
        stated = sum(m.confidence for m in rows) / len(rows) if rows else math.nan
        bins.append(ConfidenceBin(low, high, len(rows), stated, _percent(sum(m.right for m in rows), len(rows))))
    return bins


def calibration_error(bins: Sequence[ConfidenceBin]) -> float:
    """Mean distance of stated confidence and share right, weighted by rows, in percentage points."""
    filled = [b for b in bins if b.rows]
    return sum(b.rows * abs(100 * b.stated - b.right) for b in filled) / sum(b.rows for b in filled)


def numbers_right(scores: Iterable[FigureScore], above: float) -> float:
    """Percent of the rows with more than this confidence whose mean and upper arm are right, whatever their names."""
    sure = [m for m in marks_of(scores) if m.given and m.confidence > above]
    return _percent(sum(m.mean_right and (m.arm is None or m.arm_right) for m in sure), len(sure))


def agreement(scores: Iterable[FigureScore]) -> Agreement:
    """Compare the means read with the means drawn; at least three rows are needed."""
    found = [m for m in marks_of(scores) if m.drawn and m.given and math.isfinite(m.shift)]
    fair = [m for m in found if abs(m.shift) <= MISTAKE]
    true, shift = np.array([m.place for m in fair]), np.array([m.shift for m in fair])
    u = np.array([m.u for m in fair])
    known = np.isfinite(u)
    slope, intercept = np.polyfit(true, true + shift, 1) if np.ptp(true) > 0 else (math.nan, math.nan)
    return Agreement(
        rows=len(found),
        mistakes=len(found) - len(fair),
        bias=100 * float(shift.mean()),
        sd=100 * float(shift.std(ddof=1)),
        slope=float(slope),
        intercept=100 * float(intercept),
        u=100 * float(np.sqrt(np.mean(u[known] ** 2))),
        within1=_percent(float((np.abs(shift[known]) <= u[known]).sum()), float(known.sum())),
        within2=_percent(float((np.abs(shift[known]) <= 2 * u[known]).sum()), float(known.sum())),
    )


def quantiles_of_error(scores: Iterable[FigureScore], shares_of: Sequence[float]) -> list[float]:
    """Quantiles of the distance between mean read and mean drawn, marks found, percent of the axis range."""
    off = [abs(m.shift) for m in marks_of(scores) if m.drawn and m.given and math.isfinite(m.shift)]
    return [100 * float(q) for q in np.quantile(off, shares_of)] if off else [math.nan] * len(shares_of)


@dataclass(frozen=True)
class FailureClass:
    """Wrong rows that are wrong in the same way: how many, how many without a flag, in how many figures."""

    name: str
    rows: int
    silent: int
    figures: int


NOTHING_READ = "nothing read from the figure"
MOST_MISSED = "figure misread: fewer than half of its marks found"
MISSED = "mark missed"
SPURIOUS = "a row that is no mark"
AXIS = "axis misread: most means of the figure off"
MEAN = "mean off"
ARM_MISSED = "error bar (or box end) not read"
ARM = "error bar (or box end) off"
NAME = "only a name wrong"


def failure_of(mark: MarkScore, score: FigureScore) -> str:
    """Name the first thing that is wrong with a mark or row; empty when it is right."""
    if mark.right:
        return ""
    if not mark.drawn:
        return SPURIOUS
    if not mark.given:
        return _why_missed(score)
    if not mark.mean_right:
        return AXIS if _most_means_off(score) else MEAN
    if mark.arm is not None and mark.arm > TOLERANCE:
        return ARM if mark.arm_read else ARM_MISSED
    return NAME


def _why_missed(score: FigureScore) -> str:
    drawn = [m for m in score.marks if m.drawn]
    if not any(m.given for m in score.marks):
        return NOTHING_READ
    return MOST_MISSED if 2 * sum(m.given for m in drawn) < len(drawn) else MISSED


def _most_means_off(score: FigureScore) -> bool:
    found = [m for m in score.marks if m.drawn and m.given]
    return len(found) > 2 and sum(m.mean_right for m in found) < len(found) / 3


def failures(scores: Iterable[FigureScore]) -> list[FailureClass]:
    """Count what went wrong by class, the most frequent first."""
    rows: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    figures: Counter[str] = Counter()
    for score in scores:
        named = [(failure_of(mark, score), mark) for mark in score.marks]
        wrong = [(name, mark) for name, mark in named if name]
        rows.update(name for name, _ in wrong)
        silent.update(name for name, mark in wrong if mark.given and not mark.flagged)
        figures.update({name for name, _ in wrong})
    return [FailureClass(name, count, silent[name], figures[name]) for name, count in rows.most_common()]
