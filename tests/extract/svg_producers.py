"""The charts of `producers` as programs write them to SVG: transforms, style sheets, arcs, letters one by one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from .producers import StrokePen, width_of

HEIGHT = 300.0
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="400pt" height="300pt"'
    ' viewBox="0 0 400 300">'
)


def hexed(color: str) -> str:
    """Return a PDF colour as CSS writes it."""
    return "#" + "".join(f"{round(255 * float(v)):02x}" for v in color.split())


class SvgPen(StrokePen):
    """Plain elements with presentation attributes."""

    def line(self, x0: float, y0: float, x1: float, y1: float, color: str = "0 0 0") -> None:
        ends = f'x1="{x0:.4f}" y1="{HEIGHT - y0:.4f}" x2="{x1:.4f}" y2="{HEIGHT - y1:.4f}"'
        self.parts.append(f'<line {ends} stroke="{hexed(color)}" stroke-width="0.8"/>')

    def rect(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        place = f'x="{x:.4f}" y="{HEIGHT - y - h:.4f}" width="{w:.4f}" height="{h:.4f}"'
        self.parts.append(f'<rect {place} fill="{hexed(fill)}" stroke="black" stroke-width="0.8"/>')

    def polygon(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        places = " ".join(f"{x:.4f},{HEIGHT - y:.4f}" for x, y in points)
        self.parts.append(f'<polygon points="{places}" fill="{hexed(fill)}"/>')

    def text(self, x: float, y: float, words: str, anchor: float = 0.0, size: float = 9.0) -> None:
        left = x - anchor * width_of(words, size)
        place = f'x="{left:.3f}" y="{HEIGHT - y + 0.36 * size:.3f}"'
        self.parts.append(f'<text {place} font-family="Helvetica" font-size="{size}">{escape(words)}</text>')

    def svg(self) -> bytes:
        """Return the file."""
        return (HEAD + "\n".join(self.parts) + "</svg>").encode()


class PlotlyPen(SvgPen):
    """Groups moved by transforms, marks as paths of relative steps, shared clip, text with an anchor."""

    def line(self, x0: float, y0: float, x1: float, y1: float, color: str = "0 0 0") -> None:
        steps = f"M0,0l{x1 - x0:.4f},{y0 - y1:.4f}"
        self.parts.append(
            f'<g class="plot" transform="translate({x0:.4f},{HEIGHT - y0:.4f})"><path class="xtick" d="{steps}" '
            f'style="fill: none; stroke: {self._rgb(color)}; stroke-opacity: 1; stroke-width: 0.8px;"/></g>'
        )

    def rect(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        self.parts.append(
            f'<g class="point"><path d="M{x:.4f},{HEIGHT - y:.4f}v{-h:.4f}h{w:.4f}v{h:.4f}Z" '
            f'style="vector-effect: non-scaling-stroke; opacity: 1; stroke-width: 0.8px; fill: {self._rgb(fill)}; '
            f'stroke: rgb(0, 0, 0);"/></g>'
        )

    def text(self, x: float, y: float, words: str, anchor: float = 0.0, size: float = 9.0) -> None:
        name = {0.0: "start", 0.5: "middle", 1.0: "end"}[anchor]
        self.parts.append(
            f'<g transform="translate(0,0)"><text text-anchor="{name}" x="0" y="{0.36 * size:.3f}" '
            f'transform="translate({x:.3f},{HEIGHT - y:.3f})" data-unformatted="{escape(words)}" '
            f'style="font-family: &quot;Open Sans&quot;, Arial, sans-serif; font-size: {size}px; fill: rgb(0, 0, 0);">'
            f"{escape(words)}</text></g>"
        )

    @staticmethod
    def _rgb(color: str) -> str:
        return "rgb({}, {}, {})".format(*(round(255 * float(v)) for v in color.split()))


class ArtworkPen(SvgPen):
    """What editors of artwork write: a style sheet of short classes, nested layers, text by matrix and tspan."""

    SHEET = (
        "<style>.st0{fill:none;stroke:#000000;stroke-width:0.8;stroke-miterlimit:10;}"
        ".st1{fill:#333333;stroke:#000000;stroke-width:0.8;}.st2{fill:#CCCCCC;stroke:#000000;stroke-width:0.8;}"
        ".st3{font-family:'ArialMT';}.st4{font-size:9px;}.st5{fill:#000000;}.st6{fill:#666666;}</style>"
    )

    def line(self, x0: float, y0: float, x1: float, y1: float, color: str = "0 0 0") -> None:
        self.parts.append(
            f'<g><polyline class="st0" points="{x0:.4f},{HEIGHT - y0:.4f} {x1:.4f},{HEIGHT - y1:.4f} "/></g>'
        )

    def rect(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        name = "st1" if fill.startswith("0.2") else "st2"
        place = f'x="{x:.4f}" y="{HEIGHT - y - h:.4f}" width="{w:.4f}" height="{h:.4f}"'
        self.parts.append(f'<g><g><rect {place} class="{name}"/></g></g>')

    def polygon(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        name = "st6" if fill.startswith("0.4") else "st5"
        (x, y), *rest = points
        steps = "".join(f"L{a:.4f},{HEIGHT - b:.4f}" for a, b in rest)
        self.parts.append(f'<path class="{name}" d="M{x:.4f},{HEIGHT - y:.4f}{steps}z"/>')

    def text(self, x: float, y: float, words: str, anchor: float = 0.0, size: float = 9.0) -> None:
        left = x - anchor * width_of(words, size)
        cut = max(1, len(words) // 2)
        first, second = words[:cut], words[cut:]
        moved = width_of(first, size)
        tail = f'<tspan x="{moved:.3f}" y="0" class="st3 st4">{escape(second)}</tspan>' if second else ""
        self.parts.append(
            f'<text transform="matrix(1 0 0 1 {left:.3f} {HEIGHT - y + 0.36 * size:.3f})">'
            f'<tspan x="0" y="0" class="st3 st4">{escape(first)}</tspan>{tail}</text>'
        )

    def svg(self) -> bytes:
        body = "\n".join(self.parts)
        return (HEAD + self.SHEET + f'<g id="Layer_1"><g id="Chart"><g>{body}</g></g></g></svg>').encode()


class InkscapePen(SvgPen):
    """A drawing scaled and turned upside down by matrices, as PDF files come out of it."""

    def line(self, x0: float, y0: float, x1: float, y1: float, color: str = "0 0 0") -> None:
        self.parts.append(
            f'<path d="M {10 * x0:.3f},{10 * y0:.3f} {10 * x1:.3f},{10 * y1:.3f}" '
            f'style="fill:none;stroke:{hexed(color)};stroke-width:8;stroke-linecap:butt"/>'
        )

    def rect(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        self.parts.append(
            f'<path d="m {10 * x:.3f},{10 * y:.3f} {10 * w:.3f},0 0,{10 * h:.3f} {-10 * w:.3f},0 z" '
            f'style="fill:{hexed(fill)};stroke:#000000;stroke-width:8"/>'
        )

    def polygon(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        places = " ".join(f"{10 * x:.3f},{10 * y:.3f}" for x, y in points)
        self.parts.append(f'<path d="M {places} z" style="fill:{hexed(fill)};stroke:none"/>')

    def text(self, x: float, y: float, words: str, anchor: float = 0.0, size: float = 9.0) -> None:
        left = x - anchor * width_of(words, size)
        places = [left + width_of(words[:i], size) for i in range(len(words))]
        self.parts.append(
            f'<text transform="matrix(10,0,0,-10,0,{10 * (y - 0.36 * size):.3f})" '
            f'style="font-size:{size}px;font-family:Helvetica"><tspan x="{" ".join(f"{p:.3f}" for p in places)}" y="0">'
            f"{escape(words)}</tspan></text>"
        )

    def svg(self) -> bytes:
        body = "\n".join(self.parts)
        return (HEAD + f'<g id="g10" transform="matrix(0.1,0,0,-0.1,0,300)"><g id="g12">{body}</g></g></svg>').encode()


class BatikPen(SvgPen):
    """Every shape in a group of its own with a clip and inherited paint, text likewise."""

    CLIP = (
        '<defs><clipPath clipPathUnits="userSpaceOnUse" id="c1">'
        '<path d="M0 0 L400 0 L400 300 L0 300 L0 0 Z"/></clipPath></defs>'
    )

    def _wrapped(self, body: str, paint: str) -> None:
        self.parts.append(f'<g style="{paint}" clip-path="url(#c1)">{body}</g>')

    def line(self, x0: float, y0: float, x1: float, y1: float, color: str = "0 0 0") -> None:
        body = f'<line x1="{x0:.4f}" x2="{x1:.4f}" y1="{HEIGHT - y0:.4f}" style="fill:none" y2="{HEIGHT - y1:.4f}"/>'
        self._wrapped(body, f"stroke-width:0.8; stroke:{hexed(color)}; stroke-linecap:butt")

    def rect(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        x1, y0, y1 = x + w, HEIGHT - y, HEIGHT - y - h
        path = f"M{x:.4f} {y0:.4f} L{x1:.4f} {y0:.4f} L{x1:.4f} {y1:.4f} L{x:.4f} {y1:.4f} Z"
        self._wrapped(f'<path d="{path}" style="stroke:none"/>', f"fill:{hexed(fill)}")
        self._wrapped(f'<path d="{path}" style="fill:none; fill-rule:evenodd"/>', "stroke:black; stroke-width:0.8")

    def text(self, x: float, y: float, words: str, anchor: float = 0.0, size: float = 9.0) -> None:
        left = x - anchor * width_of(words, size)
        self._wrapped(
            f'<text x="{left:.3f}" xml:space="preserve" y="{HEIGHT - y + 0.36 * size:.3f}" style="stroke:none">'
            f"{escape(words)}</text>",
            f"fill:black; font-family:Helvetica; font-size:{size}px",
        )

    def svg(self) -> bytes:
        return (HEAD + self.CLIP + "\n".join(self.parts) + "</svg>").encode()


SVG_PENS: dict[str, type[SvgPen]] = {
    "plain": SvgPen,
    "plotly": PlotlyPen,
    "artwork": ArtworkPen,
    "inkscape": InkscapePen,
    "batik": BatikPen,
}
