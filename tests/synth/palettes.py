"""Fills and strokes of the style families."""

from __future__ import annotations

import colorsys

import numpy as np
from drawing.style import BLACK, WHITE, Fill, Stroke

HATCHES = ("///", "\\\\\\", "xxx", "...", "+++", "---", "|||", "//", "xx", "..", "////")
GREYS = ("#000000", "#ffffff", "#7f7f7f", "#bfbfbf", "#404040", "#dddddd")
COLOURS = {
    "excel2007": ("#4f81bd", "#c0504d", "#9bbb59", "#8064a2", "#4bacc6"),
    "excel2013": ("#5b9bd5", "#ed7d31", "#a5a5a5", "#ffc000", "#4472c4"),
    "excel2003": ("#9999ff", "#993366", "#ffffcc", "#ccffff", "#660066"),
    "set1": ("#e41a1c", "#377eb8", "#4daf4a", "#984ea3", "#ff7f00"),
    "npg": ("#e64b35", "#4dbbd5", "#00a087", "#3c5488", "#f39b7f"),
    "pastel": ("#8dd3c7", "#fb8072", "#80b1d3", "#fdb462", "#bebada"),
    "pure": ("#ff0000", "#0000ff", "#008000", "#ffa500", "#800080"),
    "blues": ("#08306b", "#2171b5", "#6baed6", "#c6dbef", "#4292c6"),
    "teal": ("#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e"),
}
MARKERS = ("o", "s", "^", "D", "v", "x", "*")
DASHES = ("-", "--", ":", "-.", (0, (6, 2)))


def hue(n: int) -> tuple[str, ...]:
    """Return ggplot2's default colours approximately: equal steps of hue at one lightness."""
    out = []
    for k in range(n):
        r, g, b = colorsys.hls_to_rgb(((15 + 360 * k / n) % 360) / 360, 0.62, 0.75)
        out.append(f"#{round(r * 255):02x}{round(g * 255):02x}{round(b * 255):02x}")
    return tuple(out)


def hatched(rng: np.random.Generator, n: int) -> tuple[Fill, ...]:
    """Black, white, grey and hatches mixed, each different."""
    plain = [Fill(WHITE), Fill(BLACK), Fill("#a6a6a6")]
    lined = [Fill(WHITE, hatch=h) for h in rng.permutation(HATCHES[:7])]
    order = [*rng.permutation(3)]
    mixed = [plain[order[0]], lined[0], plain[order[1]], lined[1], lined[2], plain[order[2]]]
    return tuple(mixed[:n] if n > 1 else [mixed[int(rng.integers(2))]])


def grey(rng: np.random.Generator, n: int) -> tuple[Fill, ...]:
    """Distinct grey levels with a black outline."""
    return tuple(Fill(GREYS[k]) for k in rng.permutation(len(GREYS))[:n])


def black(rng: np.random.Generator, n: int) -> tuple[Fill, ...]:
    """Solid black first, then white, then grey."""
    return (Fill(BLACK), Fill(WHITE), Fill("#8c8c8c"), Fill("#d0d0d0"), Fill(WHITE, hatch="///"))[:n]


def hollow(rng: np.random.Generator, n: int) -> tuple[Fill, ...]:
    """Outlines only; further series hatched."""
    return (Fill(WHITE), *(Fill(WHITE, hatch=h) for h in HATCHES))[:n]


def coloured(rng: np.random.Generator, n: int, *, outlined: bool | None = None) -> tuple[Fill, ...]:
    """One of the colour sets, outlined in black or in its own colour."""
    names = list(COLOURS)
    colours = COLOURS[names[rng.integers(len(names))]]
    outline = rng.random() < 0.5 if outlined is None else outlined
    return tuple(Fill(c, BLACK if outline else c) for c in colours[:n])


def gradient(rng: np.random.Generator, n: int) -> tuple[Fill, ...]:
    """Vertical gradients, as spreadsheets offered them."""
    colours = COLOURS["excel2007"] if rng.random() < 0.6 else ("#404040", "#707070", "#909090", "#a0a0a0", "#202020")
    return tuple(Fill(c, BLACK, to="#f2f2f2") for c in colours[:n])


def mono_strokes(rng: np.random.Generator, n: int) -> tuple[Stroke, ...]:
    """Black lines told apart by marker, fill and dash."""
    order, dashed = rng.permutation(5), rng.random() < 0.6
    out = []
    for k in range(n):
        marker = MARKERS[order[k // 2 if rng.random() < 0.3 else k % 5]]
        out.append(Stroke(BLACK, DASHES[k % 4] if dashed else "-", marker, open=k % 2 == 1))
    return tuple(out)


def coloured_strokes(rng: np.random.Generator, n: int) -> tuple[Stroke, ...]:
    """Coloured lines, markers all alike or one each."""
    names = list(COLOURS)
    colours = tuple(c for c in COLOURS[names[rng.integers(len(names))]] if c not in ("#ffffcc", "#ccffff", "#c6dbef"))
    alike = rng.random() < 0.4
    return tuple(
        Stroke(colours[k % len(colours)], "-", MARKERS[0 if alike else k], open=rng.random() < 0.15) for k in range(n)
    )


def excel_2003(rng: np.random.Generator, n: int) -> tuple[Fill, ...]:
    """Excel 97's chart colours."""
    return tuple(Fill(c) for c in COLOURS["excel2003"][:n])


def excel_2007(rng: np.random.Generator, n: int) -> tuple[Fill, ...]:
    """Excel's chart colours since 2007."""
    colours = COLOURS["excel2007" if rng.random() < 0.5 else "excel2013"]
    return tuple(Fill(c, c) for c in colours[:n])


def hatched_colour(rng: np.random.Generator, n: int) -> tuple[Fill, ...]:
    """Coloured hatches on white or on a tint."""
    colours = COLOURS["pure"]
    return tuple(Fill(WHITE, colours[k], HATCHES[k]) for k in rng.permutation(5)[:n])
