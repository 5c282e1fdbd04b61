"""Exponents found as text of their own: they join the tens they stand on (10 and a raised 3 are one label)."""

from __future__ import annotations

from collections.abc import Sequence

from figpool.core.geometry import Box

#: Share of a line of labels that is raised beside larger print where the labels are exponents.
_RAISED = 0.6
#: Heights of print by which an exponent of any size is raised at least.
_HIGH = 0.35


def with_bases(labels: tuple[Box, ...], texts: Sequence[Box], *, sideways: bool = False) -> tuple[Box, ...]:
    """Join a line of exponents with the larger print left of and below them.

    Parameters
    ----------
    labels : tuple of Box
        Labels of one axis, in a column or a row, working pixels.
    texts : sequence of Box
        All text boxes.
    sideways : bool
        Whether the picture, and so every box, is transposed.

    Returns
    -------
    tuple of Box
        The labels as they were, unless most of them are raised beside a larger one.
    """
    if sideways:
        joined = with_bases(tuple(b.transposed() for b in labels), [b.transposed() for b in texts])
        return tuple(b.transposed() for b in joined)
    bases = [_base_of(box, texts) for box in labels]
    if sum(base is not None for base in bases) < max(2.0, _RAISED * len(labels)):
        return labels
    pairs = zip(labels, bases, strict=True)
    return tuple(box if base is None else _union(box, base) for box, base in pairs)


def _base_of(box: Box, texts: Sequence[Box]) -> Box | None:
    """Return the larger text left of a raised one."""
    for base in texts:
        tall = base.height + 1
        raised = (base.cy - box.cy) / tall
        # blur makes a small figure nearly as tall as a large one, but neighbours on one line are not raised
        larger = (0.9 if raised >= _HIGH else 1.1) <= tall / (box.height + 1) <= 2.5
        beside = -2.0 <= box.x0 - base.x1 <= 0.5 * tall
        if larger and beside and 0.2 <= raised <= 0.9:
            return base
    return None


def _union(a: Box, b: Box) -> Box:
    return Box(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))
