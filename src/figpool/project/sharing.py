"""Extractions to documents and back, doing again only what changed.

A figure of thousands of marks is edited one mark at a time: entries that are
the same object as before keep their document, and documents that are the same
object keep their entry.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from figpool.project.codec import CodecError, decode, encode
from figpool.project.model import Extraction, MarkEntry

#: Extractions kept at hand.
_KEPT = 8


class ExtractionCodec:
    """Codes extractions, remembering the last ones; documents are never changed in place."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, tuple[Any, Extraction]] = OrderedDict()

    def decode(self, scope: str, document: Any) -> Extraction:
        """Return the extraction of a document.

        Raises
        ------
        CodecError
            The document is none.
        """
        last = self._last.get(scope)
        if last is not None and last[0] is document:
            return last[1]
        known = {} if last is None else {id(doc): entry for doc, entry in _entries(*last)}
        extraction = _decode(document, known, scope)
        self._keep(scope, document, extraction)
        return extraction

    def encode(self, scope: str, extraction: Extraction) -> Any:
        """Return the document of an extraction."""
        last = self._last.get(scope)
        if last is not None and last[1] is extraction:
            return last[0]
        known = {} if last is None else {id(entry): doc for doc, entry in _entries(*last)}
        document = _encode(extraction, known)
        self._keep(scope, document, extraction)
        return document

    def _keep(self, scope: str, document: Any, extraction: Extraction) -> None:
        self._last[scope] = (document, extraction)
        self._last.move_to_end(scope)
        if len(self._last) > _KEPT:
            self._last.popitem(last=False)


def _entries(document: Any, extraction: Extraction) -> list[tuple[Any, MarkEntry]]:
    return [
        (coded, entry)
        for shown, panel in zip(document["panels"], extraction.panels, strict=True)
        for coded, entry in zip(shown["marks"], panel.marks, strict=True)
    ]


def _decode(document: Any, known: Mapping[int, MarkEntry], at: str) -> Extraction:
    if not isinstance(document, dict) or not all(isinstance(p, dict) for p in document.get("panels") or []):
        raise CodecError(f"{at}: an Extraction is expected.")
    panels = document.get("panels") or []
    bare: Extraction = decode(Extraction, document | {"panels": [p | {"marks": []} for p in panels]}, at)
    filled = []
    for place, (panel, coded) in enumerate(zip(bare.panels, panels, strict=True)):
        marks = coded.get("marks", [])
        if not isinstance(marks, list):
            raise CodecError(f"{at}.panels[{place}].marks: a list is expected.")
        entries = (
            known.get(id(m)) or decode(MarkEntry, m, f"{at}.panels[{place}].marks[{i}]") for i, m in enumerate(marks)
        )
        filled.append(replace(panel, marks=tuple(entries)))
    return replace(bare, panels=tuple(filled))


def _encode(extraction: Extraction, known: Mapping[int, Any]) -> Any:
    document = encode(replace(extraction, panels=tuple(replace(p, marks=()) for p in extraction.panels)))
    for shown, panel in zip(document["panels"], extraction.panels, strict=True):
        shown["marks"] = [known.get(id(entry)) or encode(entry) for entry in panel.marks]
    return document
