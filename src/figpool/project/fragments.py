"""Documents to text, doing again only what changed: a figure of thousands of marks is edited one mark at a time."""

from __future__ import annotations

from typing import Any

from figpool.project.codec import dumps

#: Lists longer than this are put together from the remembered texts of their parts.
_MANY = 64


class Fragments:
    """Texts of the parts of the last document; parts that are the same object keep theirs.

    Documents are never changed in place (`figpool.project.sharing`).
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, str]] = {}

    def dumps(self, document: Any) -> str:
        """Return the text of a document, letter by letter as `figpool.project.codec.dumps` writes it."""
        kept: dict[int, tuple[Any, str]] = {}
        text = self._text(document, kept)
        self._known = kept
        return text

    def _text(self, data: Any, kept: dict[int, tuple[Any, str]]) -> str:
        if isinstance(data, dict):
            return "{" + ",".join(f"{dumps(key)}:{self._text(value, kept)}" for key, value in data.items()) + "}"
        if not isinstance(data, list) or not all(isinstance(part, dict) for part in data):
            return dumps(data)
        if len(data) <= _MANY:
            return "[" + ",".join(self._text(part, kept) for part in data) + "]"
        for part in data:
            found = self._known.get(id(part))
            kept[id(part)] = found if found is not None else (part, dumps(part))
        return "[" + ",".join(kept[id(part)][1] for part in data) + "]"
