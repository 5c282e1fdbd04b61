"""The layout of a paper's page: lines and blocks of text, captions, regions with figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from figpool.core.geometry import Box
from figpool.core.vector import VectorPage, VectorText

_CAPTION = re.compile(
    r"^(?P<what>fig(?:ure)?s?\.?|abb(?:ildung)?\.?|table|tab\.|scheme|plate)\s*(?P<number>[A-Z]?\d+[A-Z]?)\b",
    re.IGNORECASE,
)
#: Sides below this are ornaments, not figures, in points.
_LEAST_SIDE = 54.0
#: What is taller than this stands on a line, points.
_STANDING = 20.0
#: Parts of a figure stand this close together, in points.
_GAP = 14.0
#: White between rows of panels and between a figure and a caption at its side, points; longest label.
_ROW_GAP, _BESIDE, _PROSE = 60.0, 110.0, 45


@dataclass(frozen=True)
class Caption:
    """A caption on a page.

    Parameters
    ----------
    label : str
        As printed, "Figure 2".
    number : str
        "2", "S1".
    is_table : bool
        Whether it heads a table.
    text : str
        The whole caption.
    box : Box
        Where it stands, pixels of the page.
    """

    label: str
    number: str
    is_table: bool
    text: str
    box: Box


@dataclass(frozen=True)
class Region:
    """A part of a page that is not running text.

    Parameters
    ----------
    box : Box
        Pixels of the page.
    is_picture : bool
        Whether it is (mostly) a placed picture.
    shape : (int, int)
        Height and width of that picture in its own pixels; (0, 0) for drawings.
    caption : Caption or None
        What is printed with it.
    """

    box: Box
    is_picture: bool
    shape: tuple[int, int] = (0, 0)
    caption: Caption | None = None


def hull(boxes: Iterable[Box]) -> Box:
    """Smallest box around boxes."""
    given = list(boxes)
    return Box(min(b.x0 for b in given), min(b.y0 for b in given), max(b.x1 for b in given), max(b.y1 for b in given))


def find_captions(page: VectorPage) -> list[Caption]:
    """Find captions: lines that begin with "Figure 1" and the lines that follow them.

    Parameters
    ----------
    page : VectorPage
        With text (of a scan: its hidden text layer, or as recognised).

    Returns
    -------
    list of Caption
        From top to bottom.
    """
    lines = _lines(page.texts)
    captions = []
    for i, line in enumerate(lines):
        match = _CAPTION.match(line.text)
        if match is None or not _begins(line, match, lines):
            continue
        own = [line, *_following(line, lines[i + 1 :])]
        text = " ".join(x.text for x in own)
        captions.append(
            Caption(
                match.group(0),
                match.group("number"),
                match.group("what").lower().startswith("tab"),
                re.sub(r"(\w)- (\w)", r"\1\2", text),
                hull(x.box for x in own),
            )
        )
    return captions


def _lines(texts: Sequence[VectorText]) -> list[VectorText]:
    """Join runs on one base line, close together, to lines; from top to bottom."""
    level = sorted(
        (t for t in texts if t.text and abs(t.angle) < 1),
        key=lambda t: (round(t.box.y1 / max(t.size, 1) * 2), t.box.x0),
    )
    lines: list[VectorText] = []
    for text in level:
        last = next((k for k in reversed(lines[-6:]) if _same_line(k, text)), None)
        if last is None:
            lines.append(text)
        else:
            lines[lines.index(last)] = VectorText(
                f"{last.text} {text.text}", hull([last.box, text.box]), 0.0, last.size, last.color, last.hidden
            )
    return sorted(lines, key=lambda t: (t.box.y0, t.box.x0))


def _same_line(a: VectorText, b: VectorText) -> bool:
    gap = b.box.x0 - a.box.x1
    return abs(a.box.cy - b.box.cy) <= 0.45 * a.size and -0.5 * a.size <= gap <= 1.1 * a.size


def _begins(line: VectorText, match: re.Match[str], lines: Sequence[VectorText]) -> bool:
    """Whether a caption begins here, and not a sentence that mentions the figure.

    After the number of a caption comes a stop, a colon or a capital; a sentence goes on.
    """
    rest = line.text[match.end() :].lstrip()
    if not rest:
        return True
    if re.match(
        r"^(?:shows?|illustrates?|presents?|depicts?|demonstrates?|and|is|was|in|were|are|for|[a-z)\],;])", rest
    ):
        return False
    before = [k for k in lines if k is not line and 0 < line.box.y0 - k.box.y0 < 1.6 * line.size]
    inside = any(
        k.box.x0 - 2 <= line.box.x0 <= k.box.x1
        and line.box.y0 - k.box.y1 < 0.5 * line.size
        and abs(k.size - line.size) < 0.02 * line.size
        for k in before
    )
    return not inside or bool(re.match(r"^[.:|\-–—]", rest)) or rest[0].isupper()


def _following(line: VectorText, lines: Sequence[VectorText]) -> list[VectorText]:
    """Lines of the same size that continue a caption's column without a gap."""
    own: list[VectorText] = []
    last = line
    for text in lines:
        step = text.box.y0 - last.box.y0
        if step > 2.0 * line.size:
            break
        beside = text.box.x1 < line.box.x0 - line.size or text.box.x0 > max(line.box.x1, last.box.x1) + line.size
        if (
            beside
            or abs(text.size - line.size) > 0.06 * line.size
            or step < 0.5 * line.size
            or _CAPTION.match(text.text)
        ):
            continue
        if abs(text.box.x0 - line.box.x0) > 2.5 * line.size:
            continue
        own.append(text)
        last = text
    return own


def find_regions(page: VectorPage, unit: float) -> list[Region]:
    """Find the regions of a page that hold pictures or drawings.

    Parameters
    ----------
    page : VectorPage
        The page.
    unit : float
        Pixels per point.

    Returns
    -------
    list of Region
        From top to bottom, captions not yet joined; pages that are one picture (scans)
        give one region.
    """
    pictures = [i for i in page.images if min(i.box.width, i.box.height) >= 0.5 * _LEAST_SIDE * unit]
    whole = 0.95 * page.width * page.height
    drawn = [p for p in page.paths if not p.letter and not _is_blank(p.fill, p.stroke)]
    boxes = [b for b in (p.box for p in drawn) if b.width * b.height < 0.8 * whole]
    upright = [b for b in boxes if b.height >= _STANDING * unit]
    parts = [b for b in boxes if not _is_rule(b, page, unit) or _carries(b, upright, unit)]
    groups = _clusters([i.box for i in pictures] + parts, _GAP * unit)
    regions = []
    for group in groups:
        box = hull(group)
        inside = [i for i in pictures if i.box in group]
        if min(box.width, box.height) < _LEAST_SIDE * unit or (not inside and len(group) < 8):
            continue
        covered = sum(i.box.width * i.box.height for i in inside) / max(box.width * box.height, 1.0)
        largest = max(inside, key=lambda i: i.box.width * i.box.height, default=None)
        is_picture = covered > 0.5 and largest is not None
        regions.append(Region(_with_labels(box, page.texts, unit), is_picture, largest.shape if largest else (0, 0)))
    return sorted(regions, key=lambda r: (r.box.y0, r.box.x0))


def _is_rule(box: Box, page: VectorPage, unit: float) -> bool:
    """Whether a path is a ruled line of the page or of a table."""
    return box.height < 1.5 * unit and box.width > 0.25 * page.width


def _carries(rule: Box, upright: Sequence[Box], unit: float) -> bool:
    """Whether something stands on, or hangs from, a long line: then it is an axis."""
    near = 2.0 * unit
    return any(
        rule.x0 - near <= b.cx <= rule.x1 + near and min(abs(b.y0 - rule.cy), abs(b.y1 - rule.cy)) <= near
        for b in upright
    )


def _is_blank(fill: tuple[float, ...] | None, stroke: tuple[float, ...] | None) -> bool:
    return stroke is None and fill == (1.0, 1.0, 1.0)


def _clusters(boxes: Sequence[Box], gap: float) -> list[list[Box]]:
    """Gather boxes that lie within `gap` of one another."""
    if not boxes:
        return []
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    unique = list(dict.fromkeys(boxes))
    edges = np.array([[b.x0, b.y0, b.x1, b.y1] for b in unique])
    if len(unique) > 4000:  # a dense drawing: its parts on a grid say as much
        keep = np.unique(np.round(edges / gap), axis=0, return_index=True)[1]
        unique, edges = [unique[i] for i in keep], edges[keep]
    order = np.argsort(edges[:, 1])
    rows, cols = [], []
    for n, i in enumerate(order):
        for j in order[n + 1 :]:
            if edges[j, 1] > edges[i, 3] + gap:
                break
            if edges[j, 0] <= edges[i, 2] + gap and edges[i, 0] <= edges[j, 2] + gap:
                rows.append(i)
                cols.append(j)
    size = len(unique)
    graph = coo_array((np.ones(len(rows)), (rows, cols)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    groups: dict[int, list[Box]] = {}
    for box, number in zip(unique, label.tolist(), strict=True):
        groups.setdefault(number, []).append(box)
    return list(groups.values())


def _with_labels(box: Box, texts: Sequence[VectorText], unit: float) -> Box:
    """Grow a region by the short texts at its rim: tick labels, titles, panel letters."""
    for _ in range(2):
        near = box.grown(_GAP * unit)
        own = [
            t.box for t in texts
            if t.text and not t.hidden and len(t.text) <= 60 and not _CAPTION.match(t.text)
            and t.box.x1 > near.x0 and t.box.x0 < near.x1 and t.box.y1 > near.y0 and t.box.y0 < near.y1
            and t.box.x0 > near.x0 - 40 * unit and t.box.x1 < near.x1 + 40 * unit
        ]  # fmt: skip
        box = hull([box, *own])
    return box


def join_captions(
    regions: Sequence[Region], captions: Sequence[Caption], texts: Sequence[VectorText], unit: float
) -> list[Region]:
    """Give every region its caption: below it, else above, else beside; tables fall out.

    Several regions with one caption are one figure, and so are rows of panels that
    stand above one another with no text between.

    Parameters
    ----------
    regions : sequence of Region
        From `find_regions`.
    captions : sequence of Caption
        From `find_captions`.
    texts : sequence of VectorText
        All texts of the page.
    unit : float
        Pixels per point.

    Returns
    -------
    list of Region
        In the order of the regions.
    """
    owner: dict[int, list[Region]] = {}
    loose: list[Region] = []
    for region in regions:
        scored = [(_distance(region.box, c.box), i) for i, c in enumerate(captions)]
        best = min(scored, default=None)
        if best is None or best[0] > 0.35 * max(region.box.height, region.box.width) + 96 * unit / 2:
            loose.append(region)
        else:
            owner.setdefault(best[1], []).append(region)
    loose = _with_panels_above(owner, loose, captions, texts, unit)
    for region in list(loose):
        gaps = [(_beside(region.box, c.box), i) for i, c in enumerate(captions) if i not in owner]
        gap, index = min((g for g in gaps if g[0] >= 0), default=(np.inf, -1))
        if gap <= _BESIDE * unit:
            owner[index] = [region]
            loose.remove(region)
    joined = []
    for index, own in owner.items():
        caption = captions[index]
        if caption.is_table:
            continue
        picture = max(own, key=lambda r: r.box.width * r.box.height)
        joined.append(Region(hull(r.box for r in own), picture.is_picture, picture.shape, caption))
    return sorted([*joined, *loose], key=lambda r: (r.box.y0, r.box.x0))


def _with_panels_above(
    owner: dict[int, list[Region]],
    loose: Sequence[Region],
    captions: Sequence[Caption],
    texts: Sequence[VectorText],
    unit: float,
) -> list[Region]:
    """Join rows of panels to the figure below (or, of a caption above, the figure over) them; return the rest."""
    rest = list(loose)
    for index, own in owner.items():
        if captions[index].is_table:
            continue
        for region in sorted(rest, key=lambda r: -r.box.y1):
            if any(_is_next_row(region.box, o.box, captions, texts, unit) for o in own):
                own.append(region)
                rest.remove(region)
    return rest


def _is_next_row(a: Box, b: Box, captions: Sequence[Caption], texts: Sequence[VectorText], unit: float) -> bool:
    """Whether two regions stand above one another, close, alike in height, with no prose or caption between."""
    upper, lower = (a, b) if a.y1 <= b.y0 + 0.1 * b.height else (b, a)
    gap = lower.y0 - upper.y1
    shared = min(a.x1, b.x1) - max(a.x0, b.x0)
    if not -0.1 * lower.height <= gap <= _ROW_GAP * unit or shared < 0.3 * min(a.width, b.width):
        return False
    if max(a.height, b.height) > 2.5 * min(a.height, b.height):
        return False
    strip = Box(min(a.x0, b.x0), min(upper.y1, lower.y0) - unit, max(a.x1, b.x1), max(upper.y1, lower.y0) + unit)
    between = [t for t in texts if strip.contains(t.box.cx, t.box.cy) and not t.hidden]
    prose = [t.box for t in between if len(t.text) > _PROSE]
    return not prose and not any(strip.contains(c.box.cx, c.box.cy) for c in captions)


def _beside(region: Box, caption: Box) -> float:
    """White between a figure and a caption at its side; negative when it is not at its side."""
    shared = min(region.y1, caption.y1) - max(region.y0, caption.y0)
    return max(region.x0 - caption.x1, caption.x0 - region.x1) if shared >= 0.6 * caption.height else -1.0


def _distance(region: Box, caption: Box) -> float:
    """How far a caption is from a region; below counts least."""
    shared = min(region.x1, caption.x1) - max(region.x0, caption.x0)
    beside = 0.0 if shared > 0.2 * min(region.width, caption.width) else 400.0 + max(0.0, -shared)
    below, above = caption.y0 - region.y1, region.y0 - caption.y1
    if below >= -0.1 * region.height:
        return beside + max(0.0, below)
    if above >= -0.1 * region.height:
        return beside + 1.3 * max(0.0, above) + 40.0
    return beside + 60.0 if beside else 1e4
