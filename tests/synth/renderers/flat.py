"""A chart and its style as plain numbers and strings, for programs outside Python."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from drawing.model import Box, Chart, Value
from drawing.style import Fill, Stroke, Style

from synth.palettes import DASHES, MARKERS

PLAIN_FORMATS = (
    "plain",
    "comma",
    "raised_dot",
    "no_zero",
    "thousands",
    "thin_thousands",
    "percent",
    "hyphen_minus",
    "power",
    "full",
)
HATCH_LINES = {"/": (45, 14), "\\": (135, 14), "x": (60, 32), "+": (0, 9), ".": (20, 50), "-": (0, 22), "|": (90, 14)}
TONES = ("#d9d9d9", "#595959", "#a6a6a6", "#ffffff", "#262626")
BLANK = (0, 0)
TIMEOUT = 120
KEY = 0.7  # inches of a legend row before its text


def drawable(chart: Chart) -> bool:
    """Tell whether a program without mathematical type can draw the chart: plain tick labels, bars from zero."""
    log_bars = chart.y.log and chart.x is None
    from_zero = chart.kind not in ("bar", "hbar", "overlaid") or chart.y.limits[0] == 0
    marks = chart.kind != "box" or all(
        isinstance(b, Box) and not b.fliers and b.mean is None for b in chart.series[0].values
    )
    return chart.y.label_format in PLAIN_FORMATS and chart.y.multiplier == 1.0 and not log_bars and from_zero and marks


def flatten(chart: Chart, style: Style, dpi: float) -> dict[str, Any]:
    """Return all an outside program needs; values by series, then by category or x."""
    return {"kind": chart.kind, "dpi": dpi, **_data(chart), **_axes(chart), **_looks(chart, style)}


def _data(chart: Chart) -> dict[str, Any]:
    names = [s.name for s in chart.series]
    upper = chart.error_sides == "upper"
    return {
        "names": names,
        "categories": list(chart.categories),
        **_values(chart),
        "boxes": _boxes(chart),
        "upper": upper,
    }


def _axes(chart: Chart) -> dict[str, Any]:
    x, y = chart.x, chart.y
    return {
        "ylab": y.title,
        "ylim": list(y.limits),
        "yticks": list(y.ticks),
        "ylabels": _labels(chart),
        "power": y.label_format == "power",
        "log": y.log,
        "xlab": x.title if x else chart.x_title,
        "xlim": list(x.limits) if x else [],
        "xticks": list(x.ticks) if x else [],
        "xlabels": x.labels() if x else [],
    }


def _looks(chart: Chart, style: Style) -> dict[str, Any]:
    frame, text, ink = style.frame, style.text, style.ink
    noted = style.note.kind in ("letters", "stars", "numbers")
    return {
        "look": style.family,
        "defaults": style.defaults,
        "plot_width": style.size[0],
        "plot_height": style.size[1],
        "points": text.size,
        "serif": _is_serif(text.family),
        "bold": text.bold,
        "rotate": text.rotation,
        "sides": frame.sides,
        "ticks": frame.ticks,
        "grid": bool(frame.grid),
        "panel": frame.panel_color,
        "fills": _fills(ink.fills),
        "by_category": ink.fill_by_category and len(chart.series) == 1,
        "strokes": _strokes([style.stroke(j) for j in range(len(chart.series))]),
        "bar_width": ink.bar_width,
        "line_width": ink.line_width,
        "error_width": ink.error_width,
        "cap": ink.cap,
        "marker": ink.marker_size,
        "points_look": asdict(style.singles),
        "legend": legend_place(chart, style),
        "notes": list(style.note.texts) if noted else [],
    }


def _is_serif(family: str) -> bool:
    return "Serif" in family or "STIX" in family


def _labels(chart: Chart) -> list[str]:
    if chart.y.label_format == "power":
        return [str(round(np.log10(t))) for t in chart.y.ticks]
    return chart.y.labels()


def _values(chart: Chart) -> dict[str, list[list[Any]]]:
    out: dict[str, list[list[Any]]] = {"mean": [], "low": [], "high": [], "x": [], "singles": []}
    for series in chart.series:
        values = [v for v in series.values if isinstance(v, Value)]
        arms = [chart.arms(v) for v in values]
        out["mean"].append([v.mean for v in values])
        out["low"].append([v.mean - a[0] for v, a in zip(values, arms, strict=True)])
        out["high"].append([v.mean + a[1] for v, a in zip(values, arms, strict=True)])
        out["singles"].append([[[s.aside, s.value] for s in v.singles] for v in values])
        out["x"].append([float(k) if v.x is None else v.x for k, v in enumerate(values)])
    return out


def _boxes(chart: Chart) -> list[list[float]]:
    return [[b.whislo, b.q1, b.median, b.q3, b.whishi] for b in chart.series[0].values if isinstance(b, Box)]


def _fills(fills: tuple[Fill, ...]) -> list[dict[str, Any]]:
    """Return the fills; `tone` is a flat colour, different for each, for programs that know no hatching."""
    tones: list[str] = []
    for fill in fills:
        spare = (t for t in TONES if t not in tones)
        tones.append(fill.face if fill.face not in tones and not fill.hatch else next(spare, fill.face))
    out = []
    for fill, tone in zip(fills, tones, strict=True):
        angle, density = HATCH_LINES.get(fill.hatch[:1], BLANK)
        out.append({"face": fill.face, "tone": tone, "hatch": fill.hatch[:1], "angle": angle, "density": density})
    return out


def _strokes(strokes: list[Stroke]) -> list[dict[str, Any]]:
    """Return the line styles; `solid` is a marker that differs for each, where open and filled look alike."""
    markers = [k.marker for k in strokes]
    solid = markers if len(set(markers)) == len(markers) else list(MARKERS[: len(markers)])
    return [
        {"color": k.color, "dash": DASHES.index(k.dash) + 1, "marker": k.marker, "open": k.open, "solid": s}
        for k, s in zip(strokes, solid, strict=True)
    ]


def legend_place(chart: Chart, style: Style) -> str:
    """Return none, above, right, or the free upper corner a legend fits into."""
    if len(chart.series) < 2:
        return "none"
    letter = style.text.size / 72
    widths = [len(s.name) * 0.55 * letter + KEY for s in chart.series]
    wanted = style.legend.place
    if wanted != "best":
        return "above" if wanted in ("above", "below") and sum(widths) < style.size[0] * 0.9 else "right"
    size = max(widths) / style.size[0], (len(chart.series) * 1.6 + 0.8) * letter / style.size[1]
    return free_corner(chart, size) or "right"


def free_corner(chart: Chart, size: tuple[float, float]) -> str:
    """Return topright or topleft where a legend of `size` (fractions of the plot) meets no mark, else nothing."""
    if chart.kind in ("hbar", "stacked"):
        return ""
    wide, floor = size[0] + 0.04, 1 - size[1]
    half = 0.5 / len(chart.categories) if chart.categories else 0.02
    places = [
        (_across(chart, i, v), chart.y.fraction(v.highest))
        for series in chart.series
        for i, v in enumerate(series.values)
        if isinstance(v, Value)
    ]
    right = [top for x, top in places if x + half > 1 - wide]
    left = [top for x, top in places if x - half < wide]
    if max(right, default=0.0) < floor:
        return "topright"
    return "topleft" if max(left, default=0.0) < floor else ""


def _across(chart: Chart, index: int, value: Value) -> float:
    if chart.x is not None and value.x is not None:
        return chart.x.fraction(value.x)
    return (index + 0.5) / len(chart.categories)


def run_for_file(command: Callable[[Path], list[str]], name: str) -> bytes:
    """Run a program in a scratch folder in which it leaves a file called `name`; return the file's content.

    Raises
    ------
    RuntimeError
        Where the program fails or leaves no such file.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        done = subprocess.run(command(folder), cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, check=False)
        if done.returncode or not (folder / name).exists():
            raise RuntimeError(f"renderer failed: {done.stderr.strip()[-800:]}")
        return (folder / name).read_bytes()


def decode(png: bytes) -> np.ndarray:
    """Return the pixels of a picture file, cut to their ink."""
    import cv2

    return cut_to_ink(np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)))


def cut_to_ink(picture: np.ndarray, pad: int = 8) -> np.ndarray:
    """Cut the white border off a picture, all but `pad` pixels."""
    ys, xs = np.nonzero((picture < 250).any(axis=2))
    top, left = max(0, int(ys.min()) - pad), max(0, int(xs.min()) - pad)
    return np.ascontiguousarray(picture[top : int(ys.max()) + pad + 1, left : int(xs.max()) + pad + 1])
