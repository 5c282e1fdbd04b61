"""gnuplot's pngcairo terminal."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from drawing.model import Chart
from drawing.style import Style

from .flat import decode, drawable, flatten, run_for_file
from .registry import VECTOR_FORMS, Renderer, register

PATTERNS = {"/": 4, "\\": 5, "x": 1, "+": 2, ".": 6, "-": 2, "|": 7}
POINT_TYPES = {"o": (7, 6), "s": (5, 4), "^": (9, 8), "D": (13, 12), "v": (11, 10), "x": (2, 2), "*": (3, 3)}
LOG_SLACK = 1e-6
KINDS = ("bar", "neg", "stacked", "dot", "line", "logline", "scatter", "box")


@dataclass(frozen=True)
class Layer:
    """One element of a plot command: its data rows and how they are drawn."""

    rows: Sequence[tuple[float, ...]]
    how: str

    def block(self) -> str:
        """Return the rows as lines of a data block."""
        return "\n".join(" ".join(f"{v:.9g}" for v in row) for row in self.rows)


def _run(chart: Chart, style: Style, dpi: float, form: str) -> bytes:
    def command(folder: Path) -> list[str]:
        (folder / "draw.gp").write_text(script(flatten(chart, style, dpi), form), encoding="utf-8")
        return ["gnuplot", "draw.gp"]

    return run_for_file(command, f"out.{form}")


def _draw(chart: Chart, style: Style, dpi: float) -> np.ndarray:
    return decode(_run(chart, style, dpi, "png"))


def _vector(chart: Chart, style: Style, form: str) -> bytes:
    return _run(chart, style, 72.0, form)


def _terminal(s: dict[str, Any], form: str, size: tuple[float, float]) -> str:
    """Return the command that opens the output: gnuplot counts pixels for PNG and SVG, inches for PDF."""
    px = s["dpi"] / 72
    font = "Liberation Serif" if s["serif"] else "Liberation Sans"
    page = ",".join(f"{v:.4f}in" if form == "pdf" else f"{v * s['dpi']:.0f}" for v in size)
    points = {"png": f"pointscale {px:.2f}", "pdf": "fontscale 1 pointscale 0.5"}.get(form, "")
    program = {"png": "pngcairo", "pdf": "pdfcairo"}.get(form, form)
    return (
        f'set terminal {program} size {page} font "{font},{s["points"] * px:.1f}" linewidth {px:.2f} {points} enhanced'
    )


def script(s: dict[str, Any], form: str) -> str:
    """Return the gnuplot script of a flattened chart."""
    width, height, margins = _page(s)
    head = [
        _terminal(s, form, (width, height)),
        f'set output "out.{form}"',
        "set encoding utf8",
        f"set border {15 if len(s['sides']) == 4 else 3}",
        _value_range(s),
        f'set ylabel "{s["ylab"]}"',
        f'set xlabel "{s["xlab"]}"',
        *margins,
        f"set tics {'in' if s['ticks'] == 'in' else 'out'} nomirror",
        f"set ytics ({_tick_list(s['yticks'], s['ylabels'], power=s['power'])})",
    ]
    head += ["set logscale y 10"] if s["log"] else []
    head += ['set grid ytics lt 0 lc rgb "#808080"'] if s["grid"] else []
    head += _key(s) + _x_axis(s)
    plots = {"box": _boxes, "stacked": _stacks, "bar": _bars, "neg": _bars}.get(s["kind"], _points)(s)
    zero = ["0 with lines lc rgb 'black' lw 0.7 notitle"] if s["ylim"][0] < 0 else []
    blocks = [f"$d{k} << EOD\n{layer.block()}\nEOD" for k, layer in enumerate(plots)]
    lines = [f"$d{k} {layer.how}" for k, layer in enumerate(plots)] + zero
    return "\n".join([*head, *blocks, "plot " + ", \\\n  ".join(lines)]) + "\n"


def _page(s: dict[str, Any]) -> tuple[float, float, list[str]]:
    """Return the page's width and height in inches and the commands that give the plot area its size on it."""
    letter = s["points"] * 0.6 / 72
    line = s["points"] / 72
    left = 0.3 + 2.5 * line + letter * max(len(t) for t in s["ylabels"])
    right = 0.9 + letter * max(len(n) for n in s["names"]) if s["legend"] == "right" else 0.35
    foot = (
        0.25 + 4.2 * line + (letter * max(len(c) for c in s["categories"]) if s["rotate"] and s["categories"] else 0.0)
    )
    top = 0.25 + 1.5 * line if s["legend"] == "above" else 0.2
    width, height = left + s["plot_width"] + right, foot + s["plot_height"] + top
    return (
        width,
        height,
        [
            f"set lmargin at screen {left / width:.5f}",
            f"set rmargin at screen {1 - right / width:.5f}",
            f"set bmargin at screen {foot / height:.5f}",
            f"set tmargin at screen {1 - top / height:.5f}",
        ],
    )


def _value_range(s: dict[str, Any]) -> str:
    """Return the range command; a trifle wider on a log axis, whose end ticks gnuplot otherwise loses by rounding."""
    low, high = s["ylim"]
    return (
        f"set yrange [{low * (1 - LOG_SLACK)}:{high * (1 + LOG_SLACK)}]" if s["log"] else f"set yrange [{low}:{high}]"
    )


def _tick_list(ticks: list[float], labels: list[str], *, power: bool = False) -> str:
    shown = [f"10^{{{t}}}" for t in labels] if power else [t.replace("%", "%%") for t in labels]
    return ", ".join(f'"{t}" {v}' for t, v in zip(shown, ticks, strict=True))


def _key(s: dict[str, Any]) -> list[str]:
    places = {
        "none": "off",
        "right": "outside right top",
        "above": "outside center top horizontal",
        "topright": "top right",
        "topleft": "top left",
    }
    order = "" if s["defaults"] else " Left reverse"
    return [f"set key {places[s['legend']]}{order} noenhanced samplen 2 width 2"]


def _x_axis(s: dict[str, Any]) -> list[str]:
    if s["xticks"]:
        return [f"set xrange [{s['xlim'][0]}:{s['xlim'][1]}]", f"set xtics ({_tick_list(s['xticks'], s['xlabels'])})"]
    turn = f" rotate by {s['rotate']:.0f} right" if s["rotate"] else ""
    ticks = _tick_list([float(k) for k in range(len(s["categories"]))], s["categories"])
    return [f"set xrange [-0.6:{len(s['categories']) - 0.4}]", f"set xtics{turn} noenhanced scale 0 ({ticks})"]


def _style(fill: dict[str, Any]) -> str:
    edge = 'border lc rgb "black"'
    if fill["hatch"]:
        return f'fs pattern {PATTERNS.get(fill["hatch"], 4)} {edge} lc rgb "black"'
    return f'fs solid 1.0 {edge} lc rgb "{fill["face"]}"'


def _title(name: str) -> str:
    return f'title "{name}"' if name else "notitle"


def _errors(rows: list[tuple[float, ...]], s: dict[str, Any], colour: str = "black") -> list[Layer]:
    """Return whiskers as vectors whose heads, at right angles, are the caps."""
    width = _page(s)[0]
    cap = f"size screen {s['cap'] / 72 / width:.5f},90 fixed"
    look = f'lc rgb "{colour}" lw {s["error_width"]:.2f} notitle'
    arms = [(x, mean, 0.0, end - mean) for x, mean, low, high in rows for end in (low, high) if end != mean]
    return [Layer(arms, f"using 1:2:3:4 with vectors {'head ' + cap if s['cap'] else 'nohead'} {look}")] if arms else []


def _bars(s: dict[str, Any]) -> list[Layer]:
    n = len(s["names"])
    width = s["bar_width"] / n
    layers, errors = [], []
    for j in range(n):
        at = [k + (j - (n - 1) / 2) * width for k in s["x"][j]]
        rows = list(zip(at, s["mean"][j], s["low"][j], s["high"][j], strict=True))
        layers.append(
            Layer(rows, f"using 1:2:({width:.5f}) with boxes {_style(s['fills'][j])} {_title(s['names'][j])}")
        )
        errors += _errors(rows, s)
    return layers + errors


def _stacks(s: dict[str, Any]) -> list[Layer]:
    tops = np.cumsum(np.array(s["mean"]), axis=0)
    layers = [
        Layer(
            list(zip(s["x"][j], tops[j], strict=True)),
            f"using 1:2:({s['bar_width']:.5f}) with boxes {_style(s['fills'][j])} {_title(s['names'][j])}",
        )
        for j in reversed(range(len(s["names"])))
    ]
    arms = np.array(s["high"][-1]) - np.array(s["mean"][-1])
    rows = list(zip(s["x"][-1], tops[-1], tops[-1], tops[-1] + arms, strict=True))
    return [*layers, *_errors(rows, s)]


def _points(s: dict[str, Any]) -> list[Layer]:
    n, layers = len(s["names"]), []
    for j, stroke in enumerate(s["strokes"]):
        shift = 0.0 if s["xticks"] else (j - (n - 1) / 2) * 0.5 / n
        rows = [(x + shift, *v) for x, *v in zip(s["x"][j], s["mean"][j], s["low"][j], s["high"][j], strict=True)]
        layers += _errors(rows, s, stroke["color"])
        lined = f"linespoints dt {stroke['dash']} lw {s['line_width']:.2f}" if "line" in s["kind"] else "points"
        mark = POINT_TYPES[stroke["marker"]][stroke["open"]]
        layers.append(
            Layer(
                rows,
                f'using 1:2 with {lined} pt {mark} ps {s["marker"] / 5:.2f} lc rgb "{stroke["color"]}" '
                f"{_title(s['names'][j])}",
            )
        )
    return layers


def _boxes(s: dict[str, Any]) -> list[Layer]:
    rows = [(float(k), q1, low, high, q3, middle) for k, (low, q1, middle, q3, high) in enumerate(s["boxes"])]
    return [
        Layer(
            rows, f"using 1:2:3:4:5:(0.5) with candlesticks {_style(s['fills'][0] | {'hatch': ''})} notitle whiskerbars"
        ),
        Layer(rows, 'using 1:6:6:6:6:(0.5) with candlesticks fs empty lc rgb "black" lw 2 notitle'),
    ]


register(
    Renderer("gnuplot", _draw, KINDS, lambda: shutil.which("gnuplot") is not None, _vector, VECTOR_FORMS, drawable)
)
