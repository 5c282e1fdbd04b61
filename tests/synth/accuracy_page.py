"""docs/accuracy.md: the tables made of the scores, put into the text of accuracy_page.md."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from drawing.degrade import DEGRADATIONS, untouched

from .curves import Curve
from .measure import JPEG_DPI, Measurement
from .scoring import FigureScore
from .tally import (
    CONFIDENCE_BINS,
    MISTAKE,
    Shares,
    agreement,
    by,
    calibration_error,
    failures,
    marks_of,
    numbers_right,
    reliability,
    row_interval,
    shares,
)

TEXT = Path(__file__).with_suffix(".md")
SHARE_COLUMNS = {
    "figures": "figures",
    "marks": "marks",
    "found": "found %",
    "spurious": "spurious %",
    "mean": "mean<=1% %",
    "error": "err<=1% %",
    "label": "label %",
    "row": "ROW %",
    "silent": "silent_err %",
    "flagged": "flagged %",
    "cover": "cover2u %",
}
AGREEMENT_COLUMNS = ("bias", "SD", "lower limit", "upper limit", "slope", "intercept", "stated u", "within u %")
WEAK, LARGE = 85.0, 30  # percent of right rows below which a group is named, marks from which that means something
CURVE_TITLE = {"dpi": "resolution of the drawing, dpi", "jpeg": f"JPEG quality ({JPEG_DPI} dpi)"}
SURE = CONFIDENCE_BINS[-2]


@dataclass(frozen=True)
class Overlay:
    """One overlay: file name, what the sample teaches, and how well it was read."""

    picture: str
    sample: str
    teaches: str
    outcome: str


def page(measured: Measurement, overlays: Sequence[Overlay]) -> str:
    """Return the whole page as Markdown."""
    figures = measured.figures
    groups = {name: by(figures, name) for name in ("kind", "renderer", "degrade")}
    bins = reliability(figures)
    low, high = row_interval(figures, measured.seed)
    words = {
        "made": measured.made,
        "revision": measured.revision,
        "n": measured.n,
        "seed": measured.seed,
        "charts": measured.charts,
        "figures": len(figures),
        "forms": len(DEGRADATIONS),
        "renderers": _listed(measured.renderers),
        "undrawn": _undrawn(measured.undrawn),
        "whole": share_table("set", _whole(figures)),
        "row_low": cell(low),
        "row_high": cell(high),
        "by_kind": share_table("kind", groups["kind"]),
        "by_renderer": share_table("renderer", groups["renderer"]),
        "by_degrade": share_table("degradation", groups["degrade"]),
        "weak": _weak(groups.values()),
        "failures": _failures(figures),
        "broken": _broken(figures),
        "curve_dpi": curve_table(Curve(CURVE_TITLE["dpi"], measured.dpi)),
        "curve_jpeg": curve_table(Curve(CURVE_TITLE["jpeg"], measured.jpeg)),
        "reliability": _reliability(measured),
        "calibration_error": cell(calibration_error(bins)),
        "numbers_right": cell(numbers_right(figures, SURE)),
        "sure": SURE,
        "mistake": f"{100 * MISTAKE:.0f}",
        "agreement": _agreement(figures),
        "overlays": _overlays(overlays),
    }
    return Template(TEXT.read_text(encoding="utf-8")).substitute(words)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; the first column is text, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *([cell(c) for c in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(value: object, decimals: int = 1) -> str:
    """Return a number to some decimals, whole numbers and text as they are, nothing for nan."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.{decimals}f}"
    return str(value)


def share_table(first: str, groups: Mapping[str, Shares]) -> str:
    """Return a table of shares, a line a group."""
    rows = [[name, *(getattr(one, column) for column in SHARE_COLUMNS)] for name, one in groups.items()]
    return table((first, *SHARE_COLUMNS.values()), rows)


def curve_table(curve: Curve) -> str:
    """Return the numbers of a curve, a line a point."""
    found, errors = curve.shares(), curve.errors()
    rows = [
        (at, one.marks, one.found, one.mean, one.error, one.row, one.cover, *(cell(e, 2) for e in errors[at]))
        for at, one in found.items()
    ]
    shown = ("marks", "found", "mean", "error", "row", "cover")
    return table((curve.title, *(SHARE_COLUMNS[c] for c in shown), "median error, % of axis", "90 % below"), rows)


def group_of_wear(degrade: str) -> str:
    """Name what a picture went through, in four groups."""
    how = DEGRADATIONS[degrade]
    if how.form:
        return "vector file"
    if how.quality is not None:
        return "JPEG and web"
    return "clean PNG" if how.wear is untouched else "scan, photocopy, fax"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)


def _undrawn(names: Sequence[str]) -> str:
    return f"Left out because their program failed to draw them: {', '.join(names)}." if names else ""


def _whole(figures: Sequence[FigureScore]) -> dict[str, Shares]:
    pixels = [s for s in figures if not DEGRADATIONS[s.degrade].form]
    groups = {"ALL": shares(figures)}
    return groups | ({"pixels only (no PDF, no SVG)": shares(pixels)} if len(pixels) < len(figures) else {})


def _weak(tables: Iterable[Mapping[str, Shares]]) -> str:
    weak = [
        f"{name} ({one.row:.0f} %)"
        for groups in tables
        for name, one in groups.items()
        if one.row < WEAK and one.marks >= LARGE
    ]
    return f"Groups of at least {LARGE} marks with fewer than {WEAK:.0f} % right rows: {', '.join(weak) or 'none'}."


def _failures(figures: Sequence[FigureScore]) -> str:
    rows = [(c.name, c.rows, c.silent, c.figures) for c in failures(figures)]
    total = ("all", sum(r[1] for r in rows), sum(r[2] for r in rows), sum(_has_failure(s) for s in figures))
    return table(("class", "rows", "silent", "figures"), [*rows, total])


def _has_failure(score: FigureScore) -> bool:
    return any(not mark.right for mark in score.marks)


def _broken(figures: Sequence[FigureScore]) -> str:
    notes = sorted({f"{s.name} ({s.note})" for s in figures if s.note})
    return f"The reader broke down on {'; '.join(notes)}." if notes else "The reader broke down on none of them."


def _reliability(measured: Measurement) -> str:
    rows = [
        (f"{b.low:g} to {b.high:g}", b.rows, 100 * b.stated, b.right, b.right - 100 * b.stated)
        for b in reliability(measured.figures)
    ]
    return table(("confidence", "rows", "mean confidence %", "right %", "right - stated"), rows)


def _agreement(figures: Sequence[FigureScore]) -> str:
    groups: dict[str, list[FigureScore]] = {}
    for score in figures:
        groups.setdefault(group_of_wear(score.degrade), []).append(score)
    rows = []
    for name, scores in (*sorted(groups.items()), ("ALL", figures)):
        if sum(m.drawn and m.given for m in marks_of(scores)) < 3:
            continue
        a = agreement(scores)
        numbers = (a.bias, a.sd, a.bias - 1.96 * a.sd, a.bias + 1.96 * a.sd)
        line = (cell(a.slope, 4), cell(a.intercept, 3), cell(a.u, 3), a.within1, a.within2)
        rows.append((name, a.rows, a.mistakes, *(cell(v, 3) for v in numbers), *line))
    return table(("group", "rows", "mistakes", *AGREEMENT_COLUMNS, "within 2u %"), rows)


def _overlays(overlays: Sequence[Overlay]) -> str:
    return "\n\n".join(
        f"### {one.sample}\n\nTeaches: {one.teaches}. {one.outcome}\n\n![{one.sample}](pictures/{one.picture})"
        for one in overlays
    )
