"""Random charts, one maker by kind; pure functions of the random generator given."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from drawing.model import Box, Chart, ChartSeries, NumberAxis, Single, Value
from drawing.style import NoteStyle

from . import domain
from .domain import Outcome
from .numbers import Room, course_axis, linear_axis, log_axis, round_step, significant

Maker = Callable[[np.random.Generator], "Draft"]
MAKERS: dict[str, Maker] = {}
NOTE_ROOM = {"none": 0.06, "letters": 0.14, "stars": 0.14, "numbers": 0.14, "brackets": 0.42}


@dataclass(frozen=True)
class Draft:
    """A chart and the notes that stand on it."""

    chart: Chart
    note: NoteStyle = field(default_factory=NoteStyle)


def makes(kind: str) -> Callable[[Maker], Maker]:
    """Register the maker of a chart kind."""

    def register(maker: Maker) -> Maker:
        MAKERS[kind] = maker
        return maker

    return register


def _pick(rng: np.random.Generator, items: tuple, count: int) -> tuple:
    return tuple(items[k] for k in rng.choice(len(items), count, replace=False))


def _layout(rng: np.random.Generator) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (categories, series names): one series over groups, or groups over times or groups."""
    if rng.random() < 0.4:
        return _pick(rng, domain.GROUPS, int(rng.integers(2, 8))), ("",)
    names = _pick(rng, domain.GROUPS, int(rng.integers(2, 5)))
    if rng.random() < 0.65:
        times = domain.TIMES[rng.integers(len(domain.TIMES))]
        return times[: 6 if len(names) < 4 else 4], names
    rest = tuple(g for g in domain.GROUPS if g not in names)
    return _pick(rng, rest, int(rng.integers(2, 5))), names


def _outcome(rng: np.random.Generator, items: tuple[Outcome, ...] = domain.OUTCOMES) -> Outcome:
    chosen = items[rng.integers(len(items))]
    return replace(chosen, top=chosen.top * rng.uniform(0.5, 1.0))


def _values(rng: np.random.Generator, top: float, count: int, spread: tuple[float, float]) -> list[Value]:
    out = []
    for mean in rng.uniform(spread[0], spread[1], count) * top:
        arm = max(0.018 * top, abs(mean) * rng.uniform(0.04, 0.3))
        out.append(Value(significant(mean), significant(min(arm, 0.25 * top))))
    return out


def _without_some_errors(rng: np.random.Generator, table: list[list[Value]]) -> list[list[Value]]:
    """Take the whiskers off one mark of some charts, and off all of a few."""
    roll = rng.random()
    if roll < 0.04:
        return [[replace(v, err=None) for v in row] for row in table]
    if roll < 0.1:
        j, i = int(rng.integers(len(table))), int(rng.integers(len(table[0])))
        table[j][i] = replace(table[j][i], err=None)
    elif roll < 0.16:
        return [[replace(v, err_low=significant(v.err * rng.uniform(0.5, 0.95))) for v in row] for row in table]
    return table


def _series(names: tuple[str, ...], table: list[list[Value]]) -> tuple[ChartSeries, ...]:
    return tuple(ChartSeries(name, tuple(row)) for name, row in zip(names, table, strict=True))


def _ends(chart_series: tuple[ChartSeries, ...]) -> tuple[float, float]:
    values = [v for s in chart_series for v in s.values]
    low = min(v.mean - (v.err_low if v.err_low is not None else v.err or 0) for v in values)
    return min([low, *(s.value for v in values for s in v.singles)]), max(v.highest for v in values)


def _note(rng: np.random.Generator, names: tuple[str, ...], categories: tuple[str, ...]) -> NoteStyle:
    """Choose what stands above the bars; brackets only where they join neighbours in reading order."""
    kind = str(rng.choice(["none", "letters", "stars", "brackets", "numbers"], p=[0.42, 0.26, 0.16, 0.11, 0.05]))
    count = len(names) * len(categories)
    if kind == "letters":
        return NoteStyle(kind, tuple(rng.choice(domain.LETTERS, count)))
    if kind == "stars":
        return NoteStyle(kind, tuple(rng.choice(domain.STARS) if rng.random() < 0.45 else "" for _ in range(count)))
    if kind == "brackets":
        pairs = tuple((k, k + 1) for k in range(0, count - 1, max(2, len(names))))[:3]
        if count > 2 and len(names) == 1:
            pairs = (*pairs[:1], (0, count - 1))
        return NoteStyle(kind, tuple(rng.choice(domain.BRACKET_TEXTS, len(pairs))), pairs)
    return NoteStyle(kind)


def _numbered(note: NoteStyle, series: tuple[ChartSeries, ...]) -> NoteStyle:
    if note.kind != "numbers":
        return note
    texts = [_short(series[j].values[i].mean) for i in range(len(series[0].values)) for j in range(len(series))]
    return replace(note, texts=tuple(texts))


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _category_chart(rng: np.random.Generator, kind: str, spread: tuple[float, float] = (0.08, 1.0)) -> Draft:
    outcome, (categories, names) = _outcome(rng), _layout(rng)
    if rng.random() < 0.12:
        spread = (0.6, 1.0)
    table = [_values(rng, outcome.top, len(categories), spread) for _ in names]
    series = _series(names, _without_some_errors(rng, table))
    note = _numbered(_note(rng, names, categories), series)
    low, high = _ends(series)
    start = low - 0.3 * (high - low) if spread[0] > 0.5 and rng.random() < 0.6 else 0.0
    y = linear_axis(rng, outcome.title, Room(max(0.0, start), high, NOTE_ROOM[note.kind]))
    sides = "upper" if rng.random() < 0.45 else "both"
    return Draft(Chart(kind, y, series, categories, error_sides=sides, x_title=_x_title(rng, categories)), note)


def _x_title(rng: np.random.Generator, categories: tuple[str, ...]) -> str:
    if categories[0].isdigit():
        return "Days after surgery"
    return str(rng.choice(["Group", "Treatment", "Time"])) if rng.random() < 0.2 else ""


@makes("bar")
def make_bar(rng: np.random.Generator) -> Draft:
    """Vertical bars; lower arms stay above the foot of the bar."""
    draft = _category_chart(rng, "bar")
    return draft if rng.random() > 0.03 else _log_bars(rng)


def _log_bars(rng: np.random.Generator) -> Draft:
    outcome, (categories, names) = domain.COUNTS[rng.integers(len(domain.COUNTS))], _layout(rng)
    table = [[Value(significant(10 ** rng.uniform(1.3, np.log10(outcome.top)))) for _ in categories] for _ in names]
    table = [[replace(v, err=significant(v.mean * rng.uniform(0.2, 0.45))) for v in row] for row in table]
    series = _series(names, table)
    y = log_axis(rng, outcome.title, 10.0, _ends(series)[1])
    return Draft(Chart("bar", y, series, categories, error_sides=str(rng.choice(["upper", "both"]))))


@makes("overlaid")
def make_overlaid(rng: np.random.Generator) -> Draft:
    """Bars with error bars and the single values of each group as points over them."""
    outcome, (categories, names) = _outcome(rng), _layout(rng)
    table = _without_some_errors(rng, _groups(rng, outcome.top, (len(names), len(categories))))
    series, note = _series(names, table), _note(rng, names, categories)
    note = note if note.kind != "numbers" else NoteStyle()
    y = linear_axis(rng, outcome.title, Room(0.0, _ends(series)[1], NOTE_ROOM[note.kind]))
    sides = "upper" if rng.random() < 0.35 else "both"
    return Draft(Chart("overlaid", y, series, categories, error_sides=sides), note)


@makes("strip")
def make_strip(rng: np.random.Generator) -> Draft:
    """Single values beside a stroke at their mean with its error bar, no bars; axes need not start at 0."""
    outcome, (categories, names) = _outcome(rng), _layout(rng)
    names = names[:2]
    table = _without_some_errors(rng, _groups(rng, outcome.top, (len(names), len(categories))))
    series, note = _series(names, table), _note(rng, names, categories)
    note = note if note.kind != "numbers" else NoteStyle()
    low, high = _ends(series)
    start = max(0.0, low - 0.1 * (high - low)) if rng.random() < 0.3 else 0.0
    y = linear_axis(rng, outcome.title, Room(start, high, NOTE_ROOM[note.kind]))
    return Draft(Chart("strip", y, series, categories), note)


def _groups(rng: np.random.Generator, top: float, shape: tuple[int, int]) -> list[list[Value]]:
    """Groups of single values with their mean and SD, or standard error; in rows of points or jittered."""
    count, as_se, in_rows = int(rng.integers(3, 13)), bool(rng.random() < 0.4), bool(rng.random() < 0.5)
    return [[_group(rng, top, count, as_se=as_se, in_rows=in_rows) for _ in range(shape[1])] for _ in range(shape[0])]


def _group(rng: np.random.Generator, top: float, count: int, *, as_se: bool, in_rows: bool) -> Value:
    mean, z = top * rng.uniform(0.15, 0.85), rng.normal(0, 1, count)
    z = (z - z.mean()) / z.std(ddof=1)
    sd = min(max(0.05 * top, mean * rng.uniform(0.06, 0.3)), 0.9 * mean / -float(z.min()))
    values = np.sort(mean + sd * z)
    asides = _asides(values, 0.05 * top) if in_rows else rng.uniform(-1, 1, count)
    singles = tuple(Single(significant(v), significant(a)) for v, a in zip(values, asides, strict=True))
    return Value(significant(mean), significant(sd / (math.sqrt(count) if as_se else 1.0)), singles=singles)


def _asides(values: np.ndarray, row: float) -> np.ndarray:
    """Set values that are near one another beside one another, about the middle."""
    at = np.zeros(len(values))
    rows = np.floor(values / row)
    for own in (np.flatnonzero(rows == r) for r in np.unique(rows)):
        at[own] = np.clip((np.arange(len(own)) - (len(own) - 1) / 2) * 0.5, -1, 1)
    return at


@makes("hbar")
def make_hbar(rng: np.random.Generator) -> Draft:
    """Horizontal bars; notes only as letters or stars, that stand right of the whiskers."""
    draft = _category_chart(rng, "hbar")
    return draft if draft.note.kind in ("none", "letters", "stars") else replace(draft, note=NoteStyle())


@makes("neg")
def make_neg(rng: np.random.Generator) -> Draft:
    """Bars up and down from zero, whiskers both ways."""
    outcome, (categories, names) = _outcome(rng, domain.CHANGES), _layout(rng)
    table = [_values(rng, outcome.top, len(categories), (0.15, 1.0)) for _ in names]
    table = [[v if rng.random() < 0.5 else replace(v, mean=-v.mean) for v in row] for row in table]
    series = _series(names, table)
    low, high = _ends(series)
    y = linear_axis(rng, outcome.title, Room(min(low, 0.0), max(high, 0.1 * outcome.top), 0.08))
    return Draft(Chart("neg", y, series, categories))


@makes("stacked")
def make_stacked(rng: np.random.Generator) -> Draft:
    """Segments; whiskers on the top of the stack only."""
    outcome, categories = _outcome(rng), _pick(rng, domain.GROUPS, int(rng.integers(3, 7)))
    names = _pick(rng, tuple(g for g in domain.GROUPS if g not in categories), int(rng.integers(2, 5)))
    table = [_values(rng, outcome.top / len(names), len(categories), (0.3, 1.0)) for _ in names]
    table = [[v if j == len(names) - 1 else replace(v, err=None) for v in row] for j, row in enumerate(table)]
    total = max(sum(row[i].mean for row in table) + (table[-1][i].err or 0) for i in range(len(categories)))
    y = linear_axis(rng, outcome.title, Room(0.0, total, 0.08))
    return Draft(Chart("stacked", y, _series(names, table), categories, error_sides="upper"))


@makes("dot")
def make_dot(rng: np.random.Generator) -> Draft:
    """One point with its error bar by category, sometimes several series side by side; axes need not start at 0."""
    draft = _category_chart(rng, "dot", (0.25, 1.0))
    chart = draft.chart
    low, high = _ends(chart.series)
    start = low - 0.1 * (high - low) if rng.random() < 0.5 else 0.0
    y = linear_axis(rng, chart.y.title, Room(max(0.0, min(start, low)), high, NOTE_ROOM["letters"]))
    note = draft.note if draft.note.kind in ("none", "letters", "stars") else NoteStyle()
    return Draft(replace(chart, y=y, error_sides="both"), note)


def _course(rng: np.random.Generator, top: float, xs: tuple[float, ...]) -> list[Value]:
    """Return a rising, falling or flat course with noise."""
    t = (np.asarray(xs, float) - xs[0]) / (xs[-1] - xs[0])
    start, end, rate = rng.uniform(0.05, 0.5), rng.uniform(0.15, 1.0), rng.uniform(1.0, 5.0)
    means = top * (start + (end - start) * (1 - np.exp(-rate * t)) / (1 - np.exp(-rate)))
    means = np.maximum(means * rng.uniform(0.93, 1.07, len(xs)), 0.03 * top)
    arms = np.minimum(np.maximum(means * rng.uniform(0.05, 0.22, len(xs)), 0.015 * top), means * 0.9)
    return [Value(significant(m), significant(a), x=float(x)) for m, a, x in zip(means, arms, xs, strict=True)]


@makes("line")
def make_line(rng: np.random.Generator) -> Draft:
    """Time courses of one to four series."""
    outcome = _outcome(rng)
    title, xs = domain.COURSES[rng.integers(len(domain.COURSES))]
    names = _pick(rng, domain.GROUPS, int(rng.choice([1, 2, 3, 4], p=[0.15, 0.4, 0.3, 0.15])))
    table = [_course(rng, outcome.top, xs) for _ in names]
    series = _series(names if len(names) > 1 else ("",), table)
    y = linear_axis(rng, outcome.title, Room(0.0, _ends(series)[1], 0.1))
    sides = "upper" if rng.random() < 0.15 else "both"
    return Draft(Chart("line", y, series, x=course_axis(rng, title, xs), error_sides=sides))


@makes("logline")
def make_logline(rng: np.random.Generator) -> Draft:
    """Time courses on a log10 axis; arms stay positive."""
    outcome = domain.COUNTS[rng.integers(len(domain.COUNTS))]
    title, xs = domain.COURSES[rng.integers(len(domain.COURSES))]
    names = _pick(rng, domain.GROUPS, int(rng.integers(1, 4)))
    table = []
    for _ in names:
        means = 10 ** rng.uniform(1.2, np.log10(outcome.top) - 0.2, len(xs))
        table.append(
            [
                Value(significant(m), significant(m * rng.uniform(0.15, 0.6)), x=float(x))
                for m, x in zip(means, xs, strict=True)
            ]
        )
    series = _series(names if len(names) > 1 else ("",), table)
    low, high = _ends(series)
    return Draft(Chart("logline", log_axis(rng, outcome.title, low, high), series, x=course_axis(rng, title, xs)))


@makes("scatter")
def make_scatter(rng: np.random.Generator) -> Draft:
    """Unconnected points without error bars, one to three series, round numbers at both ends."""
    outcome = _outcome(rng)
    names = ("",) if rng.random() < 0.6 else _pick(rng, domain.GROUPS, int(rng.integers(2, 4)))
    width = float(rng.choice([10, 50, 100, 400]))
    table = []
    for _ in names:
        xs, slope = rng.uniform(0.05, 0.97, int(rng.integers(8, 25))), rng.uniform(-0.5, 0.5)
        ys = np.clip(0.5 + slope * (xs - 0.5) + rng.normal(0, 0.12, len(xs)), 0.05, 0.98)
        table.append(
            [Value(significant(y * outcome.top), x=significant(x * width)) for x, y in zip(xs, ys, strict=True)]
        )
    step = round_step(width, 5)
    x = NumberAxis(
        str(rng.choice(domain.X_TITLES)), (0.0, width), tuple(k * step for k in range(round(width / step) + 1))
    )
    return Draft(Chart("scatter", linear_axis(rng, outcome.title, Room(0.0, outcome.top)), _series(names, table), x=x))


@makes("box")
def make_box(rng: np.random.Generator) -> Draft:
    """Box plots by category, some with outliers or a mean mark."""
    outcome, categories = _outcome(rng), _pick(rng, domain.GROUPS, int(rng.integers(2, 7)))
    with_mean, with_fliers = rng.random() < 0.2, rng.random() < 0.4
    boxes = []
    for _ in categories:
        middle, unit = rng.uniform(0.3, 0.75), rng.uniform(0.04, 0.12)
        q1, q3 = middle - unit * rng.uniform(0.6, 1.2), middle + unit * rng.uniform(0.6, 1.2)
        low, high = q1 - unit * rng.uniform(0.4, 1.1), q3 + unit * rng.uniform(0.4, 1.1)
        fliers = (high + unit * rng.uniform(0.5, 0.9),) if with_fliers and rng.random() < 0.5 else ()
        numbers = [significant(v * outcome.top) for v in (middle, q1, q3, low, high)]
        mean = significant((middle + unit * rng.uniform(-0.3, 0.3)) * outcome.top) if with_mean else None
        boxes.append(Box(*numbers, mean=mean, fliers=tuple(significant(f * outcome.top) for f in fliers)))
    y = linear_axis(rng, outcome.title, Room(0.0, 1.14 * outcome.top, 0.02))
    return Draft(Chart("box", y, (ChartSeries("", tuple(boxes)),), categories))
