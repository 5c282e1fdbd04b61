"""The supplement of a review: one HTML file with every figure, its overlay, calibration and rows."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

Position = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """A line of the overlay.

    Parameters
    ----------
    points : tuple of (float, float)
        Corners, pixels of the picture; one point is drawn as a cross.
    kind : str
        "area", "tick", "read", "flagged" or "manual"; chooses the colour.
    label : str
        Shown when the pointer rests on it.
    name : str
        Written beside it.
    """

    points: tuple[Position, ...]
    kind: str
    label: str = ""
    name: str = ""


@dataclass(frozen=True)
class FigureSheet:
    """One figure of the supplement.

    Parameters
    ----------
    title : str
        Heading.
    facts : mapping
        Name and value of what is said of it: file, hash, reader, version, calibration.
    picture : bytes
        PNG.
    size : tuple of int
        Width and height in pixels.
    shapes : tuple of Shape
        Overlay.
    rows : sequence of mapping
        Cells by column.
    doubts : tuple of str
        In words.
    """

    title: str
    facts: Mapping[str, str]
    picture: bytes
    size: tuple[int, int]
    shapes: tuple[Shape, ...]
    rows: Sequence[Mapping[str, object]]
    doubts: tuple[str, ...] = ()


_STYLE = """
body{font:15px/1.45 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h2{margin-top:3rem;border-top:1px solid #ccc;padding-top:1rem} svg{max-width:100%;height:auto;border:1px solid #ddd}
table{border-collapse:collapse;font-size:13px;margin:.6rem 0;display:block;overflow-x:auto}
td,th{border:1px solid #ddd;padding:.2rem .45rem;text-align:left} th{background:#f3f3f3}
.shape{fill:none;stroke-width:1.8} .halo{fill:none;stroke:#fff;stroke-width:3.6;stroke-opacity:.55}
.area{stroke:#777;stroke-dasharray:5 4} .read{stroke:#0a9b4a} .flagged{stroke:#e03c0c} .manual{stroke:#1f62ff}
.tick{stroke:#b0209a}
svg text{font:600 11px system-ui,sans-serif;fill:#1a1a1a;stroke:#fff;stroke-width:3;paint-order:stroke}
.key span{margin-right:1.2rem;font-weight:600}
@page{margin:12mm}
@media print{body{max-width:none;margin:0;padding:0;font-size:10.5pt} h2{break-before:page;margin-top:0;border:0}
h2,svg{break-after:avoid} svg{max-height:130mm} table{display:table;font-size:6pt} td,th{padding:.06rem .15rem}
tr{break-inside:avoid}}
"""

_KEY = (
    '<p class="key"><span style="color:#0a9b4a">read automatically</span>'
    '<span style="color:#1f62ff">placed by hand</span><span style="color:#e03c0c">doubtful</span>'
    '<span style="color:#b0209a">ticks the axes stand on</span></p>'
)


#: Shapes behind the marks, without a light border.
_FRAMES = frozenset({"area", "tick"})


def supplement(title: str, paragraphs: Sequence[str], sheets: Sequence[FigureSheet]) -> str:
    """Return the supplement as one HTML page without any outside reference.

    Parameters
    ----------
    title : str
        Heading of the page.
    paragraphs : sequence of str
        Text before the figures.
    sheets : sequence of FigureSheet
        The figures.
    """
    head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    intro = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    body = "".join(_sheet(sheet) for sheet in sheets)
    return f"{head}<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{intro}{_KEY}{body}</body></html>\n"


def _sheet(sheet: FigureSheet) -> str:
    facts = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in sheet.facts.items())
    doubts = "".join(f"<li>{escape(d)}</li>" for d in sheet.doubts)
    return (
        f"<h2>{escape(sheet.title)}</h2>{_drawing(sheet)}<table>{facts}</table>"
        f"{f'<ul>{doubts}</ul>' if doubts else ''}{_table(sheet.rows)}"
    )


def _drawing(sheet: FigureSheet) -> str:
    width, height = sheet.size
    data = base64.b64encode(sheet.picture).decode("ascii")
    shapes = "".join(_shape(shape, max(width, height)) for shape in sheet.shapes)
    # pixel centres are whole numbers, so the picture starts half a pixel before 0
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-0.5 -0.5 {width} {height}"'
        f' width="{width}" height="{height}" role="img" aria-label="{escape(sheet.title, quote=True)} with overlay">'
        f'<image x="-0.5" y="-0.5" width="{width}" height="{height}" href="data:image/png;base64,{data}"/>'
        f"{shapes}</svg>"
    )


def _shape(shape: Shape, size: float) -> str:
    if len(shape.points) == 1:
        ((x, y),) = shape.points
        arm = max(3.0, 0.008 * size)
        path = f"M{x - arm:.2f} {y:.2f}H{x + arm:.2f}M{x:.2f} {y - arm:.2f}V{y + arm:.2f}"
    else:
        path = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in shape.points)
    halo = "" if shape.kind in _FRAMES else f'<path class="halo" d="{path}"/>'
    x, y = shape.points[0]
    name = f'<text x="{x + 5:.2f}" y="{y - 5:.2f}">{escape(shape.name)}</text>' if shape.name else ""
    title = f"<title>{escape(shape.label)}</title>"
    return f'{halo}<path class="shape {escape(shape.kind)}" d="{path}">{title}</path>{name}'


def _table(rows: Sequence[Mapping[str, object]]) -> str:
    columns = [
        c for c in dict.fromkeys(k for row in rows for k in row) if any(row.get(c) not in (None, "") for row in rows)
    ]
    head = "".join(f"<th>{escape(c)}</th>" for c in columns)
    lines = "".join("<tr>" + "".join(f"<td>{_cell(row.get(c))}</td>" for c in columns) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{lines}</table>" if columns else ""


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else escape(str(value))
