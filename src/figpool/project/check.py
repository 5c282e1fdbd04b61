"""Whether a project is sound: the file, the originals, every document and the history behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from figpool.core.errors import FigpoolError
from figpool.project import patch
from figpool.project.codec import decode, dumps, loads
from figpool.project.model import Extraction, FigureInfo, Reading
from figpool.project.project import Project


def check(project: Project) -> list[str]:
    """Return what is wrong with a project, in sentences; empty when it is sound.

    Parameters
    ----------
    project : Project
        Open, for reading at least; nothing is changed.
    """
    return [problem for rule in _RULES for problem in rule(project)]


def _file(project: Project) -> Iterator[str]:
    for (line,) in project.store.all("PRAGMA integrity_check"):
        if line != "ok":
            yield f"The file is damaged: {line}."
    for table, row, parent, _ in project.store.all("PRAGMA foreign_key_check"):
        yield f"Line {row} of {table} points to a missing line of {parent}."


def _originals(project: Project) -> Iterator[str]:
    for (sha,) in project.store.all("SELECT sha256 FROM originals"):
        row = project.store.one("SELECT bytes FROM originals WHERE sha256 = ?", sha)
        if row is None or hashlib.sha256(row[0]).hexdigest() != sha:
            yield f"The original file {sha!s:.12} is not what it was when it was added."


def _readings(project: Project) -> Iterator[str]:
    for number, body in project.store.all("SELECT id, body FROM readings"):
        yield from _decodes(f"automatic reading {number}", lambda b=body: decode(Reading, loads(b)))  # type: ignore[misc]


def _documents(project: Project) -> Iterator[str]:
    kinds = {"extraction": Extraction, "figure": FigureInfo}
    for scope, body in project.store.all("SELECT scope, body FROM documents"):
        kind = kinds.get(scope.partition("/")[0])
        if kind is not None:
            yield from _decodes(scope, lambda k=kind, b=body: decode(k, loads(b)))  # type: ignore[misc]


def _decodes(what: str, attempt: Callable[[], object]) -> Iterator[str]:
    try:
        attempt()
    except FigpoolError as error:
        yield f"{what} cannot be read: {error.message}"


def _history(project: Project) -> Iterator[str]:
    """Tell the history from its beginning: it gives every document as it stands."""
    told: dict[str, object] = {}
    for entry in project.history.entries():
        try:
            told[entry.scope] = patch.apply(told.get(entry.scope), entry.changes)
        except FigpoolError as error:
            yield f"History entry {entry.seq} does not follow from those before it: {error.message}"
            return
    stored = dict(project.store.all("SELECT scope, body FROM documents"))
    for scope in sorted(told.keys() | stored.keys()):
        if dumps(told.get(scope)) != stored.get(scope, "null"):
            yield f"{scope} is not what its history gives."


_RULES: tuple[Callable[[Project], Iterator[str]], ...] = (_file, _originals, _readings, _documents, _history)
