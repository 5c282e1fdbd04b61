"""The difference of two JSON documents as a reversible list of changes.

A change is ``{"at": [keys...], "before": x, "after": y}``. A list whose length
changes is spliced: ``{"at": [..., i], "removed": [...], "added": [...]}``.
"""

from __future__ import annotations

from typing import Any

from figpool.project.codec import CodecError

Change = dict[str, Any]


def diff(before: Any, after: Any) -> list[Change]:
    """Return the changes that lead from one document to the other.

    Examples
    --------
    >>> diff({"a": 1, "b": [1, 2]}, {"a": 2, "b": [1, 9, 2]})
    [{'at': ['a'], 'before': 1, 'after': 2}, {'at': ['b', 1], 'removed': [], 'added': [9]}]
    """
    changes: list[Change] = []
    _compare(before, after, [], changes)
    return changes


def _compare(before: Any, after: Any, at: list[Any], changes: list[Change]) -> None:
    if before is after:
        return
    if isinstance(before, dict) and isinstance(after, dict) and list(before) == list(after):
        for key in before:
            _compare(before[key], after[key], [*at, key], changes)
    elif isinstance(before, list) and isinstance(after, list):
        _compare_lists(before, after, at, changes)
    elif not _same(before, after):
        changes.append({"at": at, "before": before, "after": after})


def _same(a: Any, b: Any) -> bool:
    """Equal, and of equal type: 1, 1.0, true, and 0.0 and -0.0 are different documents."""
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return list(a) == list(b) and all(_same(a[k], b[k]) for k in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(_same, a, b))
    return repr(a) == repr(b) if isinstance(a, float) else bool(a == b)


def _compare_lists(before: list[Any], after: list[Any], at: list[Any], changes: list[Change]) -> None:
    if len(before) == len(after):
        for i, (a, b) in enumerate(zip(before, after, strict=True)):
            if a is not b:
                _compare(a, b, [*at, i], changes)
        return
    short = min(len(before), len(after))
    head = next((i for i in range(short) if not _same(before[i], after[i])), short)
    rest = short - head
    tail = next((i for i in range(rest) if not _same(before[-1 - i], after[-1 - i])), rest)
    changes.append(
        {"at": [*at, head], "removed": before[head : len(before) - tail], "added": after[head : len(after) - tail]}
    )


def apply(document: Any, changes: list[Change], *, backward: bool = False) -> Any:
    """Return the document with the changes made, or with them taken back.

    The document given is not changed; the parts that stay are shared with it.

    Raises
    ------
    CodecError
        The document does not stand where the changes start.
    """
    for change in reversed(changes) if backward else changes:
        try:
            document = _applied(document, change["at"], change, backward=backward)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise CodecError(f"A change recorded at {change.get('at')} does not fit the document.") from error
    return document


def _applied(place: Any, path: list[Any], change: Change, *, backward: bool) -> Any:
    """Return a copy of the place with the change made at the path below it."""
    spliced = "removed" in change
    if len(path) == spliced:
        return _spliced(place, path[0], change, backward) if spliced else _replaced(place, change, backward)
    copy = place.copy()
    copy[path[0]] = _applied(place[path[0]], path[1:], change, backward=backward)
    return copy


def _replaced(place: Any, change: Change, backward: bool) -> Any:
    old, new = ("after", "before") if backward else ("before", "after")
    _expect(place, change[old], change)
    return change[new]


def _spliced(place: list[Any], at: int, change: Change, backward: bool) -> list[Any]:
    gone, come = ("added", "removed") if backward else ("removed", "added")
    end = at + len(change[gone])
    _expect(place[at:end], change[gone], change)
    return [*place[:at], *change[come], *place[end:]]


def _expect(found: Any, expected: Any, change: Change) -> None:
    if not _same(found, expected):
        raise CodecError(f"A change recorded at {change['at']} starts from another value.")
