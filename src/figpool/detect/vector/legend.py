"""Legend entries: a swatch, a marker or a short line beside words, two or more in a row or column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from figpool.core.geometry import Box
from figpool.core.vector import VectorText
from figpool.detect.vector.markers import Look
from figpool.detect.vector.scene import EPSILON, Edge, Glyph, Rect, Scene

#: Parts of one legend sign are not farther apart than this, in font sizes.
_TOUCHING = 0.4


@dataclass(frozen=True, slots=True)
class KeyFind:
    """One legend entry.

    Parameters
    ----------
    box : Box
        The swatch, marker or line.
    look : Look
        How it is drawn.
    words : VectorText
        Beside it.
    patterned : bool
        Whether the swatch has a pattern or hatching.
    """

    box: Box
    look: Look
    words: VectorText
    patterned: bool = False


@dataclass(frozen=True, slots=True)
class _Sign:
    """Something that may be a legend sign, and the side of the words it stands on."""

    box: Box
    rect: Rect | None = None
    glyph: Glyph | None = None
    edge: Edge | None = None


_Pair = tuple[VectorText, list[_Sign], int]


def find_legends(scene: Scene, exclude: Sequence[VectorText]) -> list[list[KeyFind]]:
    """Find legends anywhere on a page.

    Parameters
    ----------
    scene : Scene
        The page.
    exclude : sequence of VectorText
        Tick labels and titles.

    Returns
    -------
    list of list of KeyFind
        Each from top to bottom, then left to right; fewer than two entries are no
        legend. The largest first; no text stands in two.
    """
    ids = {id(t) for t in exclude}
    texts = [t for t in scene.texts if id(t) not in ids and abs(t.angle) < 1]
    signs = list(_signs(scene))
    pairs: list[_Pair] = []
    for text in texts:
        for side in (-1, 1):
            beside = [s for s in signs if _is_beside(s.box, text, side) and not _is_parted(s.box, text, texts)]
            if beside:
                pairs.append((text, _one_sign(beside, text, side), side))
    groups = sorted((_grown(seed, pairs) for seed in pairs), key=lambda g: (-len(g), g[0][2]))
    taken: set[int] = set()
    legends = []
    for group in groups:
        distinct = len({text.text for text, _, _ in group}) == len(group)  # letters of significance repeat
        if len(group) < 2 or not distinct or any(id(text) in taken for text, _, _ in group):
            continue
        entries = _with_parts(group, [p for p in pairs if id(p[0]) not in taken])
        taken |= {id(text) for text, _, _ in entries}
        keys = [_key(text, found) for text, found, _ in entries]
        legends.append(
            sorted(keys, key=lambda k: (round(k.words.box.cy / max(1.0, 0.6 * k.words.size)), k.words.box.x0))
        )
    return legends


def _grown(seed: _Pair, pairs: Sequence[_Pair]) -> list[_Pair]:
    """All entries that belong to a legend with `seed`, entry by entry, each near another."""
    group = [seed]
    for _ in pairs:
        more = [
            p
            for p in pairs
            if p not in group and any(_belongs(g, p) and _is_near(g[0].box, p[0].box, g[0].size) for g in group)
        ]
        if not more:
            break
        group += more
    return group


def _with_parts(group: list[_Pair], pairs: Sequence[_Pair]) -> list[_Pair]:
    """Add entries whose sign is like those of a legend without what touches it (a data point beside the legend)."""
    texts = {id(text) for text, _, _ in group}
    more = []
    for text, found, side in pairs:
        parts = [(text, [s for s in found if s.box != away.box], side) for away in found]
        fits = (
            p for p in parts if p[1] and any(_belongs(g, p) and _is_near(g[0].box, text.box, text.size) for g in group)
        )
        part = next(fits, None) if id(text) not in texts else None
        if part is not None:
            texts.add(id(text))
            more.append(part)
    return [*group, *more]


def _is_near(a: Box, b: Box, size: float) -> bool:
    """Whether two entries are neighbours: lines of a column, or words of a row."""
    across = max(a.x0 - b.x1, b.x0 - a.x1)
    return abs(a.cy - b.cy) <= 3.2 * size and across <= 14 * size


def _signs(scene: Scene) -> list[_Sign]:
    size = scene.text_size
    rects = [
        _Sign(r.box, rect=r) for r in scene.rects
        if 2 < r.box.width <= 5 * size and 2 < r.box.height <= 2.4 * size
        and not _is_ground(r)
    ]  # fmt: skip
    glyphs = [_Sign(g.box, glyph=g) for g in scene.glyphs if g.shape != "blob" and not _is_ground(g)]
    edges = [
        _Sign(Box(h.lo, h.at, h.hi, h.at), edge=h)
        for h in scene.horizontals if h.lone and 0.8 * size <= h.length <= 6 * size
    ]  # fmt: skip
    return [*rects, *glyphs, *edges]


def _is_ground(shape: Rect | Glyph) -> bool:
    """Whether a shape is the paper behind a sign."""
    return shape.stroke is None and shape.fill is not None and min(shape.fill) > 0.94


def _is_beside(box: Box, text: VectorText, side: int) -> bool:
    t = text.box
    if abs(box.cy - t.cy) > 0.62 * text.size:
        return False
    gap = t.x0 - box.x1 if side < 0 else box.x0 - t.x1
    # of a line with a marker in its middle the marker stands farther off
    return -EPSILON <= gap <= 3.2 * text.size


def _one_sign(signs: Sequence[_Sign], text: VectorText, side: int) -> list[_Sign]:
    """Parts of the sign next to a text: those that touch it, or touch what touches it; a gridline behind does not."""

    def gap(sign: _Sign) -> float:
        return text.box.x0 - sign.box.x1 if side < 0 else sign.box.x0 - text.box.x1

    nearest, *rest = sorted(signs, key=gap)
    kept = [nearest]
    for sign in rest:
        b, hull = sign.box, _hull(kept)
        if max(b.x0 - hull.x1, hull.x0 - b.x1) <= _TOUCHING * text.size:
            kept.append(sign)
    return [s for s in signs if s in kept]


def _is_parted(box: Box, text: VectorText, texts: Sequence[VectorText]) -> bool:
    """Whether other words stand between a sign and a text."""
    low, high = sorted((box.cx, text.box.cx))
    return any(
        low < t.box.cx < high and t is not text and t.box.y0 <= box.cy <= t.box.y1 and t.box.width > 0 for t in texts
    )


def _belongs(seed: _Pair, other: _Pair) -> bool:
    """Whether two entries look like lines of one legend: same side, same place of the sign."""
    a, b = seed[0], other[0]
    if seed[2] != other[2] or abs(a.size - b.size) > 0.05 * a.size:
        return False
    first, second = _hull(seed[1]), _hull(other[1])
    gap_a = a.box.x0 - first.cx if seed[2] < 0 else first.cx - a.box.x1
    gap_b = b.box.x0 - second.cx if seed[2] < 0 else second.cx - b.box.x1
    alike = abs(first.width - second.width) <= 0.45 * a.size + 1.5
    same_gap = abs(gap_a - gap_b) <= 0.2 * a.size
    in_column = abs(first.cx - second.cx) <= 0.15 * a.size + 1.0
    in_row = min(abs(first.cy - second.cy), abs(a.box.cy - b.box.cy)) <= 0.3 * a.size
    return alike and same_gap and (in_column or in_row)


def _hull(signs: Sequence[_Sign]) -> Box:
    boxes = [s.box for s in signs]
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))


def _key(words: VectorText, signs: Sequence[_Sign]) -> KeyFind:
    glyph = next((s.glyph for s in reversed(signs) if s.glyph is not None), None)
    rect = next((s.rect for s in reversed(signs) if s.rect is not None), None)
    edge = next((s.edge for s in signs if s.edge is not None), None)
    stroke = edge.color if edge is not None else None
    dash = edge.dash if edge is not None else ()
    if glyph is not None:
        look = Look(glyph.shape, glyph.fill, glyph.stroke or stroke, dash)
        return KeyFind(_hull(signs), look, words, rect is not None and rect.patterned)
    if rect is not None:
        return KeyFind(rect.box, Look("square", rect.fill, rect.stroke), words, rect.patterned)
    return KeyFind(_hull(signs), Look("", None, stroke, dash), words)
