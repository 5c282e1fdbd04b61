"""Vega-Lite through altair and vl-convert."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
from drawing.model import Chart
from drawing.style import Style

from .flat import decode, drawable, flatten
from .registry import VECTOR_FORMS, Renderer, register

SHAPES = {
    "o": "circle",
    "s": "square",
    "^": "triangle-up",
    "D": "diamond",
    "v": "triangle-down",
    "x": "cross",
    "*": "stroke",
}
POINTS_PER_INCH = 72.0
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
KINDS = ("bar", "neg", "hbar", "dot", "line", "logline", "scatter")


def _draw(chart: Chart, style: Style, dpi: float) -> np.ndarray:
    import vl_convert as vlc

    spec = specification(flatten(chart, style, dpi))
    return decode(vlc.vegalite_to_png(spec, scale=dpi / POINTS_PER_INCH))


def _vector(chart: Chart, style: Style, form: str) -> bytes:
    import vl_convert as vlc

    spec = specification(flatten(chart, style, POINTS_PER_INCH))
    return vlc.vegalite_to_svg(spec).encode() if form == "svg" else bytes(vlc.vegalite_to_pdf(spec))


def specification(s: dict[str, Any]) -> dict[str, Any]:
    """Return the Vega-Lite specification of a flattened chart; layers share one table and one pair of scales."""
    along, across = ("x", "y") if s["kind"] == "hbar" else ("y", "x")
    base = {along: _value_channel(s), across: _across_channel(s)}
    many = len(s["names"]) > 1
    if many and not s["xticks"]:
        base[f"{across}Offset"] = {"field": "series", "sort": s["names"]}
    ends = base | {along: base[along] | {"field": "low"}, f"{along}2": {"field": "high"}}
    rule = {
        "mark": {"type": "rule", "size": s["error_width"], "color": "black"},
        "encoding": ends,
        "transform": [{"filter": "datum.high > datum.low"}],
    }
    caps = [_cap(s, base, along, end) for end in ("high", "low")] if s["cap"] else []
    lines = [_line(s, base, many=many)] if s["kind"] in ("line", "logline") else []
    shapes = [*lines, _mark(s, base, many=many)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": _table(s)},
        "width": s["plot_width"] * POINTS_PER_INCH,
        "height": s["plot_height"] * POINTS_PER_INCH,
        "layer": [*shapes, rule, *caps],
        "background": "white",
        "config": _config(s),
    }


def _config(s: dict[str, Any]) -> dict[str, Any]:
    """Return fonts and frame; `translate` 0 keeps Vega from moving its axes half a pixel off the data."""
    axis = {
        "labelFontSize": s["points"],
        "titleFontSize": s["points"] * 1.1,
        "titleFontWeight": "bold" if s["bold"] else "normal",
        "grid": False,
        "translate": 0,
    }
    side = "top" if s["legend"] == "above" else "right"
    return {
        "font": "Liberation Serif" if s["serif"] else "Liberation Sans",
        "axis": axis,
        "legend": {"labelFontSize": s["points"] * 0.9, "title": None, "orient": side},
        "view": {"stroke": "black" if len(s["sides"]) == 4 else None},
    }


def _table(s: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for j, name in enumerate(s["names"]):
        for x, mean, low, high in zip(s["x"][j], s["mean"][j], s["low"][j], s["high"][j], strict=True):
            rows.append(
                {
                    "series": name,
                    "x": x,
                    "mean": mean,
                    "low": low,
                    "high": high,
                    "hasLow": low < mean,
                    "hasHigh": high > mean,
                    "category": s["categories"][int(x)] if s["categories"] else "",
                }
            )
    return rows


def _choice(values: list[float], labels: list[str]) -> str:
    """Return a Vega expression that prints each tick's label."""
    pairs = " : ".join(
        f"abs(datum.value - {v!r}) < {1e-9 + abs(v) * 1e-6!r} ? '{t}'" for v, t in zip(values, labels, strict=True)
    )
    return f"{pairs} : ''"


def _value_channel(s: dict[str, Any]) -> dict[str, Any]:
    labels = ["10" + t.translate(SUPERSCRIPTS) for t in s["ylabels"]] if s["power"] else s["ylabels"]
    return {
        "field": "mean",
        "type": "quantitative",
        "scale": {"domain": s["ylim"], "nice": False, "zero": False, "type": "log" if s["log"] else "linear"},
        "axis": {
            "values": s["yticks"],
            "labelExpr": _choice(s["yticks"], labels),
            "title": s["ylab"],
            "grid": s["grid"],
            "labelOverlap": False,
        },
    }


def _across_channel(s: dict[str, Any]) -> dict[str, Any]:
    if s["xticks"]:
        return {
            "field": "x",
            "type": "quantitative",
            "scale": {"domain": s["xlim"], "nice": False, "zero": False},
            "axis": {
                "values": s["xticks"],
                "labelExpr": _choice(s["xticks"], s["xlabels"]),
                "title": s["xlab"],
                "labelOverlap": False,
            },
        }
    turn = -s["rotate"] if s["kind"] != "hbar" else 0
    return {
        "field": "category",
        "type": "nominal",
        "sort": s["categories"],
        "scale": {"paddingInner": max(0.05, 1 - s["bar_width"]), "paddingOuter": 0.3},
        "axis": {
            "labelAngle": turn,
            "title": s["xlab"] or None,
            "labelOverlap": False,
            "labelLimit": 400,
            "ticks": s["ticks"] != "none",
        },
    }


def _colours(s: dict[str, Any], tones: list[str]) -> dict[str, Any]:
    return {"field": "series", "sort": s["names"], "scale": {"domain": s["names"], "range": tones[: len(s["names"])]}}


def _mark(s: dict[str, Any], base: dict[str, Any], *, many: bool) -> dict[str, Any]:
    if s["kind"] in ("bar", "neg", "hbar"):
        tones = [f["tone"] for f in s["fills"]]
        mark: dict[str, Any] = {"type": "bar", "stroke": "black", "strokeWidth": 0.8, "clip": False, "color": tones[0]}
        return {"mark": mark, "encoding": base | ({"color": _colours(s, tones)} if many else {})}
    tones = [k["color"] for k in s["strokes"]]
    shapes = [SHAPES[k["solid"]] for k in s["strokes"]]
    mark = {
        "type": "point",
        "filled": not s["strokes"][0]["open"],
        "size": s["marker"] ** 2 * 1.2,
        "color": tones[0],
        "shape": shapes[0],
        "opacity": 1,
    }
    shape = {"field": "series", "sort": s["names"], "scale": {"domain": s["names"], "range": shapes}}
    return {"mark": mark, "encoding": base | ({"color": _colours(s, tones), "shape": shape} if many else {})}


def _line(s: dict[str, Any], base: dict[str, Any], *, many: bool) -> dict[str, Any]:
    tones = [k["color"] for k in s["strokes"]]
    extra = {"color": _colours(s, tones)} if many else {}
    return {"mark": {"type": "line", "size": s["line_width"], "color": tones[0]}, "encoding": base | extra}


def _cap(s: dict[str, Any], base: dict[str, Any], along: str, end: str) -> dict[str, Any]:
    flag = "hasHigh" if end == "high" else "hasLow"
    mark = {
        "type": "tick",
        "size": 2 * s["cap"],
        "thickness": s["error_width"],
        "color": "black",
        "orient": "horizontal" if along == "y" else "vertical",
    }
    return {
        "mark": mark,
        "encoding": base | {along: base[along] | {"field": end}},
        "transform": [{"filter": f"datum.{flag}"}],
    }


def _installed() -> bool:
    return find_spec("vl_convert") is not None


register(Renderer("altair", _draw, KINDS, _installed, _vector, VECTOR_FORMS, drawable))
