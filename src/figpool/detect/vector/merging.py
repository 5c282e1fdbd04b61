"""Things drawn twice in one place, joined: fill and outline, ground and hatching, the parts of one marker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product

from figpool.core.geometry import Box
from figpool.core.vector import Color
from figpool.detect.vector.scene import EPSILON, Glyph, Rect

#: Files round sides of one rectangle drawn twice differently by as much, pixels.
_ROUNDING = 0.1
#: Parts of one marker: how far apart in painting order, and their middles in marker heights; ratio of their heights.
_PARTS_ORDER, _PARTS_APART, _PARTS_RATIO = 2, 0.2, 1.7
#: Share of the shapes of one look that must have the other part with them.
_PARTS_SHARE = 0.8


def merged_rects(rects: list[Rect]) -> Iterator[Rect]:
    """Join rectangles drawn twice at one place (ground, hatching, outline) into one."""
    places: dict[tuple[int, ...], Rect] = {}
    for rect in rects:
        b = rect.box
        key = tuple(round(v / (2 * EPSILON)) for v in (b.x0, b.y0, b.x1, b.y1))
        near = next((k for k in _neighbours(key, b) if k in places), None)
        if near is None:
            places[key] = rect
            continue
        first = places[near]
        places[near] = Rect(
            first.box if first.stroke is not None else b,
            rect.fill if rect.fill is not None else first.fill,
            rect.stroke if rect.stroke is not None else first.stroke,
            rect.order,
            first.patterned or rect.patterned,
        )
    yield from places.values()


def _neighbours(key: tuple[int, ...], box: Box) -> Iterator[tuple[int, ...]]:
    """Places a rectangle may have been noted at: its own, those beside it, and those its sides round to as well."""
    yield key
    sides = (box.x0, box.y0, box.x1, box.y1)
    yield from product(*({round((v + e) / (2 * EPSILON)) for e in (-_ROUNDING, _ROUNDING)} for v in sides))
    for i in range(4):
        for step in (-1, 1):
            yield (*key[:i], key[i] + step, *key[i + 1 :])


def merged_glyphs(glyphs: list[Glyph]) -> Iterator[Glyph]:
    """Join fill and outline of one marker, painted one after the other."""
    done: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda g: g.order):
        twin = next((i for i in range(len(done) - 1, max(-1, len(done) - 8), -1) if _same_place(done[i], glyph)), None)
        if twin is None:
            done.append(glyph)
            continue
        first = done[twin]
        fill = glyph.fill if glyph.fill is not None else first.fill
        stroke = glyph.stroke if glyph.stroke is not None else first.stroke
        done[twin] = replace(first, fill=fill, stroke=stroke)
    yield from done


def _same_place(a: Glyph, b: Glyph) -> bool:
    p, q = a.box, b.box
    return a.shape == b.shape and max(abs(p.x0 - q.x0), abs(p.y0 - q.y0), abs(p.x1 - q.x1), abs(p.y1 - q.y1)) <= EPSILON


def joined_parts(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Join the parts of markers made of two shapes (a cross in a square, two triangles).

    Two shapes are one marker when they are painted one after the other in the same
    colours and stand in the same way to each other wherever either of them stands:
    points of two series that lie on one another do so by chance, and not always.

    Parameters
    ----------
    glyphs : sequence of Glyph
        Shapes of a page, each once.

    Returns
    -------
    list of Glyph
        In painting order; joined ones are named by both parts ("cross&square") and centred on their common box.
    """
    ordered = sorted(glyphs, key=lambda g: g.order)
    pairs = {i: pair for i, (a, b) in enumerate(pairwise(ordered)) if (pair := _pair(a, b)) is not None}
    looks = Counter(_look(g) for g in ordered)
    together = Counter(pairs.values())
    kept: list[Glyph] = []
    skip = False
    for i, glyph in enumerate(ordered):
        if skip:
            skip = False
            continue
        pair = pairs.get(i)
        skip = pair is not None and together[pair] >= max(2.0, _PARTS_SHARE * max(looks[pair[0]], looks[pair[1]]))
        kept.append(_together(glyph, ordered[i + 1]) if skip else glyph)
    return kept


_Look = tuple[str, Color | None, Color | None]


def _look(glyph: Glyph) -> _Look:
    return glyph.shape, glyph.fill, glyph.stroke


def _pair(a: Glyph, b: Glyph) -> tuple[_Look, _Look, int] | None:
    """Looks of two shapes that may be one marker, and how they stand to each other; None when they are not."""
    height = max(a.box.height, b.box.height)
    least = min(a.box.height, b.box.height)
    inked = {c for g in (a, b) for c in (g.fill, g.stroke) if c is not None}
    if a.shape == b.shape or len(inked) != 1 or b.order - a.order > _PARTS_ORDER or height > _PARTS_RATIO * least:
        return None
    across, down = abs(a.box.cx - b.box.cx), b.box.cy - a.box.cy
    if across > 0.5 * EPSILON or abs(down) > _PARTS_APART * height:
        return None
    return _look(a), _look(b), round(20 * down / height)


def _together(a: Glyph, b: Glyph) -> Glyph:
    box = a.box.joined(b.box)
    name = "&".join(sorted((a.shape, b.shape)))
    fill, stroke = a.fill or b.fill, a.stroke or b.stroke
    return Glyph(box, (box.cx, box.cy), name, fill, stroke, a.order)
