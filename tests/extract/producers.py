"""One chart as different programs write it to PDF: strokes, filled rectangles, nested groups, turned pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, pi, sin

from paint.pdf_writer import form, pdf_bytes, stream

#: Widths of Helvetica, per em, as far as the charts need them.
_WIDTHS = {
    **dict.fromkeys(" ./tfI", 0.278), **dict.fromkeys("-()r", 0.333), **dict.fromkeys("il", 0.222),
    **dict.fromkeys("sc", 0.5), **dict.fromkeys("wHCTD", 0.722), "m": 0.833, "L": 0.556, "T": 0.611,
}  # fmt: skip
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"

MEANS = {"Control": (12.5, 31.0, 22.25), "Treated": (18.0, 9.5, 27.75)}
ERRORS = {"Control": (2.0, 3.5, 1.25), "Treated": (1.5, 1.0, 4.0)}
GROUPS = ("Sham", "Low dose", "High dose")
HOURS = (0.0, 6.0, 24.0)
TOP = 40.0


def width_of(text: str, size: float) -> float:
    """Width of a text in Helvetica, points."""
    return size * sum(_WIDTHS.get(c, 0.667 if c.isupper() else 0.556) for c in text)


class StrokePen:
    """Strokes for lines, fill and stroke for rectangles: what drawing libraries write."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def line(self, x0: float, y0: float, x1: float, y1: float, color: str = "0 0 0") -> None:
        self.parts.append(f"{color} RG 0.8 w {x0:.4f} {y0:.4f} m {x1:.4f} {y1:.4f} l S")

    def rect(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        self.parts.append(f"{fill} rg 0 0 0 RG 0.8 w {x:.4f} {y:.4f} {w:.4f} {h:.4f} re B")

    def polygon(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        first, *rest = points
        lines = " ".join(f"{x:.4f} {y:.4f} l" for x, y in rest)
        self.parts.append(f"{fill} rg {first[0]:.4f} {first[1]:.4f} m {lines} h f")

    def text(self, x: float, y: float, words: str, anchor: float = 0.0, size: float = 9.0) -> None:
        escaped = words.replace("(", r"\(").replace(")", r"\)")
        left = x - anchor * width_of(words, size)
        self.parts.append(f"BT 0 0 0 rg /F1 {size} Tf {left:.3f} {y - 0.36 * size:.3f} Td ({escaped}) Tj ET")

    def page(self) -> tuple[bytes, tuple[bytes, ...]]:
        """Content of the page and the objects it needs, from number 5 on."""
        return "\n".join(self.parts).encode(), (_FONT,)

    def pdf(self, **changes: object) -> bytes:
        content, more = self.page()
        resources = b"<< /Font << /F1 5 0 R >> /XObject << /X1 6 0 R >> >>"
        return pdf_bytes(content, resources=resources, more=more, **changes)  # type: ignore[arg-type]


class FilledPen(StrokePen):
    """Everything as filled shapes, as programs write that go by way of Windows metafiles."""

    HALF = 0.4

    def line(self, x0: float, y0: float, x1: float, y1: float, color: str = "0 0 0") -> None:
        half = self.HALF
        if abs(x1 - x0) < 1e-9 or abs(y1 - y0) < 1e-9:
            x, w = (min(x0, x1), abs(x1 - x0)) if y0 == y1 else (x0 - half, 2 * half)
            y, h = (y0 - half, 2 * half) if y0 == y1 else (min(y0, y1), abs(y1 - y0))
            self.parts.append(f"{color} rg {x:.4f} {y:.4f} {w:.4f} {h:.4f} re f")
            return
        length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
        nx, ny = -(y1 - y0) / length * half, (x1 - x0) / length * half
        self.polygon([(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)], color)

    def rect(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        self.polygon([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], fill)
        for ends in ((x, y, x + w, y), (x, y + h, x + w, y + h), (x, y, x, y + h), (x + w, y, x + w, y + h)):
            self.line(*ends)


class HeavyPen(FilledPen):
    """The same with lines of two points."""

    HALF = 1.0


class MetafilePen(FilledPen):
    """Filled shapes on the whole-number grid of a metafile, y running down."""

    def page(self) -> tuple[bytes, tuple[bytes, ...]]:
        content, more = super().page()
        return b"q 0.06 0 0 -0.06 0 300 cm\n" + self._on_grid(content.decode()).encode() + b"\nQ", more

    def _on_grid(self, content: str) -> str:
        lines = []
        for line in content.splitlines():
            if line.startswith("BT"):
                lines.append(f"Q {line} q 0.06 0 0 -0.06 0 300 cm")
            else:
                lines.append(" ".join(self._converted(line.split())))
        return "\n".join(lines)

    def _converted(self, words: list[str]) -> list[str]:
        out: list[str] = []
        for word in words:
            out.append(word)
            count = {"m": 2, "l": 2, "re": 4}.get(word, 0)
            if count:
                n = [float(v) for v in out[-1 - count : -1]]
                if word == "re":
                    n = [n[0] / 0.06, (300 - n[1] - n[3]) / 0.06, n[2] / 0.06, n[3] / 0.06]
                else:
                    n = [n[0] / 0.06, (300 - n[1]) / 0.06]
                out[-1 - count : -1] = [f"{round(v)}" for v in n]
        return out


class NestedPen(StrokePen):
    """Every element in groups and clips of its own, the drawing in a form: what editors of artwork write."""

    def page(self) -> tuple[bytes, tuple[bytes, ...]]:
        wrapped = [
            f"/Layer /MC0 BDC q 0 0 400 300 re W n q 2 0 0 2 0 0 cm {self._halved(p)} Q Q EMC" for p in self.parts
        ]
        content = "\n".join(wrapped).encode()
        inner = form(content, b"<< /Font << /F1 5 0 R >> >>")
        outer = stream(b"q 1 0 0 1 0 0 cm /X2 Do Q", b"/Type /XObject /Subtype /Form /BBox [0 0 400 300] "
                       b"/Resources << /XObject << /X2 7 0 R >> >>")  # fmt: skip
        return b"q 0 0 400 300 re W* n /X1 Do Q", (_FONT, outer, inner)

    @staticmethod
    def _halved(part: str) -> str:
        return f"0.5 0 0 0.5 0 0 cm {part}"


class LetterPen(StrokePen):
    """Text letter by letter, each in a text object of its own."""

    def text(self, x: float, y: float, words: str, anchor: float = 0.0, size: float = 9.0) -> None:
        left = x - anchor * width_of(words, size)
        for i, letter in enumerate(words):
            if letter != " ":
                StrokePen.text(self, left + width_of(words[:i], size), y, letter, 0.0, size)


class SheetPen(StrokePen):
    """What spreadsheets write: every mark under a clip of its own, fills by even-odd rule, outlines apart."""

    def line(self, x0: float, y0: float, x1: float, y1: float, color: str = "0 0 0") -> None:
        low, high = min(y0, y1) - 2, max(y0, y1) + 2
        left, right = min(x0, x1) - 2, max(x0, x1) + 2
        clip = f"{left:.3f} {low:.3f} {right - left:.3f} {high - low:.3f} re W* n"
        path = f"{x0:.4f} {y0:.4f} m {(x0 + x1) / 2:.4f} {(y0 + y1) / 2:.4f} l {x1:.4f} {y1:.4f} l S"
        self.parts.append(f"q {clip} {color} RG 1 j 0.8 w {path} Q")

    def rect(self, x: float, y: float, w: float, h: float, fill: str) -> None:
        path = f"{x:.4f} {y:.4f} m {x:.4f} {y + h:.4f} l {x + w:.4f} {y + h:.4f} l {x + w:.4f} {y:.4f} l h"
        self.parts.append(f"q 50 59 250 202 re W* n {fill} rg {path} f* Q" if x < 300 else f"{fill} rg {path} f*")
        self.parts.append(f"q 0 0 0 RG 0.8 w {path} S Q")


PENS: dict[str, type[StrokePen]] = {
    "strokes": StrokePen,
    "filled": FilledPen,
    "heavy": HeavyPen,
    "metafile": MetafilePen,
    "nested": NestedPen,
    "letters": LetterPen,
    "sheet": SheetPen,
}
FILLS = ("0.2 0.2 0.2", "0.8 0.8 0.8")


def _place(value: float) -> float:
    return 60.0 + 200.0 * value / TOP


def _axes(pen: StrokePen, labels: Sequence[tuple[float, str]]) -> None:
    pen.line(50, 60, 50, 260)
    pen.line(50, 60, 300, 60)
    for value in (0, 10, 20, 30, 40):
        pen.line(46, _place(value), 50, _place(value))
        pen.text(43, _place(value), str(value), 1.0)
    for x, words in labels:
        pen.line(x, 60, x, 56)
        pen.text(x, 48, words, 0.5)
    pen.text(50, 280, "IL-6 (pg/ml)", 0.0)


def _error_bar(pen: StrokePen, x: float, low: float, high: float) -> None:
    pen.line(x, _place(low), x, _place(high))
    pen.line(x - 4, _place(high), x + 4, _place(high))
    pen.line(x - 4, _place(low), x + 4, _place(low))


def draw_bars(pen: StrokePen) -> None:
    """Grouped bars with two-sided error bars and a legend."""
    _axes(pen, [(95.0 + 80 * i, g) for i, g in enumerate(GROUPS)])
    for s, (name, means) in enumerate(MEANS.items()):
        for i, mean in enumerate(means):
            x = 95.0 + 80 * i + 26 * (s - 1)
            pen.rect(x, 60, 26, _place(mean) - 60, FILLS[s])
            _error_bar(pen, x + 13, mean - ERRORS[name][i], mean + ERRORS[name][i])
        pen.rect(310, 240 - 16 * s, 10, 8, FILLS[s])
        pen.text(326, 244 - 16 * s, name)


def draw_courses(pen: StrokePen) -> None:
    """Two courses over time with round and square markers, error bars and a legend."""

    def across(hour: float) -> float:
        return 70 + 9.0 * hour

    _axes(pen, [(across(h), f"{h:g}") for h in (0, 6, 12, 18, 24)])
    for s, (name, means) in enumerate(MEANS.items()):
        places = [(across(h), _place(m)) for h, m in zip(HOURS, means, strict=True)]
        for (x, _), mean, error in zip(places, means, ERRORS[name], strict=True):
            _error_bar(pen, x, mean - error, mean + error)
        for (x0, y0), (x1, y1) in pairwise(places):
            pen.line(x0, y0, x1, y1)
        for x, y in places:
            _marker(pen, x, y, s)
        pen.line(308, 244 - 16 * s, 324, 244 - 16 * s)
        _marker(pen, 316, 244 - 16 * s, s)
        pen.text(330, 244 - 16 * s, name)


def _marker(pen: StrokePen, x: float, y: float, s: int) -> None:
    corners = 4 if s else 24
    turn = pi / 4 if s else 0.0
    ring = [
        (x + 3.5 * cos(2 * pi * k / corners + turn), y + 3.5 * sin(2 * pi * k / corners + turn)) for k in range(corners)
    ]
    pen.polygon(ring, "0 0 0" if s else "0.4 0.4 0.4")
