"""Labels of a category axis on a vector page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from figpool.core.geometry import Box
from figpool.core.vector import VectorText
from figpool.extract.vector.panel import VectorPanel

#: Base lines of one wrapped label follow at most at this distance, in font sizes.
_LINE_STEP = 1.4
#: Labels of one line each are set evenly to this, in font sizes.
_EVEN = 0.1
#: Upper ends of labels of one row differ at most by this, in font sizes; turned ones, whose letters reach up
#: differently and which have one line only, by more.
_ONE_ROW, _ONE_ROW_TURNED = 0.6, 1.5
#: Ends of the labels of one axis agree to this, in font sizes.
_FLUSH = 0.12


@dataclass(frozen=True, slots=True)
class Word:
    """A category label: its place along the axis in the panel's scene, its words, and how far they reach."""

    at: float
    text: str
    lo: float
    hi: float


def read_categories(panel: VectorPanel) -> list[Word]:
    """Read the labels beside the category axis, in order along it.

    Parameters
    ----------
    panel : VectorPanel
        The panel.

    Returns
    -------
    list of Word
        Lines of one label joined; without the axis' title.
    """
    used = {t.box for t in panel.axis.labels} | {k.words.box for k in panel.keys}
    texts = [t for t in panel.scene.texts if t.box not in used]
    return _beside(panel, texts) if panel.horizontal else _below(panel, texts)


def _below(panel: VectorPanel, texts: Sequence[VectorText]) -> list[Word]:
    area, size = panel.area, panel.size
    under = [
        t for t in texts
        if t.box.y0 >= area.y1 - 2 and t.box.y0 <= area.y1 + 8 * size and not _is_like(t, panel.axis.labels)
        and area.x0 - 2 * size <= _anchor(t) <= area.x1 + 2 * size
    ]  # fmt: skip
    if not under:
        return []
    top = min(under, key=lambda t: t.box.y0)
    same = [t for t in under if abs(t.size - top.size) <= 0.05 * top.size and abs(t.angle - top.angle) < 1]
    reach = _ONE_ROW if abs(top.angle) < 1 else _ONE_ROW_TURNED
    first = [t for t in same if t.box.y0 - top.box.y0 <= reach * top.size]
    labels = [[t] for t in first]
    if abs(top.angle) < 1:
        for text in sorted((t for t in same if t not in first), key=lambda t: t.box.y0):
            for label in labels:
                step = _line(text) - _line(label[-1])
                if 0 < step <= _LINE_STEP * top.size and _one_above(label[-1].box, text.box, top.size):
                    label.append(text)
                    break
    words = [_word(label, _anchor(label[0])) for label in labels]
    return sorted(words, key=lambda w: w.at)


def _is_like(text: VectorText, labels: Sequence[VectorText]) -> bool:
    """Whether a text is one more label of the value axis, though no number: as large, and ending where they end."""
    return any(
        abs(text.size - own.size) <= _FLUSH * own.size
        and abs(text.angle - own.angle) < 1
        and abs(text.box.x1 - own.box.x1) <= _FLUSH * own.size
        for own in labels
    )


def _line(text: VectorText) -> float:
    """Where a level line of text runs: ink reaches up and down differently."""
    return text.box.cy if text.base is None else text.base[1]


def _line_beside(text: VectorText) -> float:
    """The same in a scene whose x and y were exchanged."""
    return text.box.cx if text.base is None else text.base[0]


def _one_above(upper: Box, lower: Box, size: float) -> bool:
    return abs(upper.cx - lower.cx) <= 0.4 * size


def _anchor(text: VectorText) -> float:
    """Where along a horizontal axis a label points to."""
    if abs(text.angle) < 5 or abs(abs(text.angle) - 90) < 5:
        return text.box.cx
    return text.box.x1 - 0.3 * text.size if text.angle > 0 else text.box.x0 + 0.3 * text.size


def _beside(panel: VectorPanel, texts: Sequence[VectorText]) -> list[Word]:
    """Labels left of a vertical category axis; the scene is transposed, so they stand above its area."""
    area, size = panel.area, panel.size
    near = [
        t for t in texts
        if abs(t.angle) < 1 and t.box.y1 <= area.y0 + 2 and area.x0 - size <= t.box.cx <= area.x1 + size
    ]  # fmt: skip
    if not near:
        return []
    edge = max(t.box.y1 for t in near)
    column = [t for t in near if t.box.y1 >= edge - 1.5 * size or _overlaps(t, edge)]
    column.sort(key=_line_beside)
    steps = [_line_beside(b) - _line_beside(a) for a, b in pairwise(column)]
    apart = len(steps) >= 2 and max(steps) - min(steps) <= _EVEN * size  # no two of them are lines of one label
    labels: list[list[VectorText]] = []
    for text, step in zip(column, (np.inf, *steps), strict=True):
        if step <= _LINE_STEP * text.size and not apart:
            labels[-1].append(text)
        else:
            labels.append([text])
    return [_word(lab, sum(t.box.cx for t in lab) / len(lab)) for lab in labels]


def _word(lines: Sequence[VectorText], at: float) -> Word:
    reach = [t.box for t in lines]
    if any(min(abs(t.angle) % 180, 180 - abs(t.angle) % 180) >= 5 for t in lines):
        return Word(at, " ".join(t.text for t in lines), at, at)
    return Word(at, " ".join(t.text for t in lines), min(b.x0 for b in reach), max(b.x1 for b in reach))


def _overlaps(text: VectorText, edge: float) -> bool:
    """Whether a long label reaches near the axis although it ends earlier (left-aligned labels)."""
    return text.box.y1 >= edge - 6 * text.size and text.box.height > 1.5 * text.size


def group_by_words(centres: Sequence[float], words: Sequence[Word]) -> list[list[int]] | None:
    """Group marks by the nearest label; None unless every label gets as many marks as the others.

    Parameters
    ----------
    centres : sequence of float
        Places of the marks along the category axis, rising.
    words : sequence of Word
        Labels.
    """
    if len(words) < 2 or len(centres) <= len(words):
        return None
    groups: list[list[int]] = [[] for _ in words]
    for i, centre in enumerate(centres):
        groups[min(range(len(words)), key=lambda k: abs(words[k].at - centre))].append(i)
    return groups if len({len(g) for g in groups}) == 1 else None
