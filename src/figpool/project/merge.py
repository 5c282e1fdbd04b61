"""Another project into this one: figures, extractions, readings, tables; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from figpool.project.codec import dumps, encode
from figpool.project.history import now
from figpool.project.model import ComparisonEntry, RowRef, StoredFigure
from figpool.project.project import Project


@dataclass(frozen=True)
class Merged:
    """What a merge did.

    Parameters
    ----------
    figures : int
        Figures that were new.
    extractions : int
        Extractions taken over.
    renamed : tuple of str
        Extractions that differ from one here, and the reviewer they are kept under, in words.
    """

    figures: int
    extractions: int
    renamed: tuple[str, ...]


def merge(into: Project, other: Project) -> Merged:
    """Take over everything of another project, in one transaction.

    Parameters
    ----------
    into : Project
        Is changed; each act can be undone.
    other : Project
        Is only read. Where both hold a different extraction of one figure by
        one reviewer, the other's is kept under "NAME (file)".

    Returns
    -------
    Merged
        What was done.
    """
    before = len(into.figures())
    numbers: dict[int, int] = {}
    taken: list[str] = []
    with into.store.transaction():
        for line in other.figures():
            figure = line.figure
            info = {f: getattr(figure.info, f) for f in ("title", "study", "outcome", "comment", "settings")}
            source = (figure.name, other.original(figure.id))
            numbers[figure.id] = into.add_figure(source, figure.page, figure.crop, **info)
            for reviewer in line.reviewers:
                taken += _take(into, other, figure, numbers[figure.id], reviewer)
        _merge_tables(into, other, numbers)
    renamed = tuple(words for words in taken if words)
    return Merged(len(into.figures()) - before, len(taken), renamed)


def _take(into: Project, other: Project, figure: StoredFigure, number: int, reviewer: str) -> list[str]:
    """Take over one extraction; returns nothing when it is there, else its new name in words (or '')."""
    theirs, mine = other.extraction(figure.id, reviewer), into.extraction(number, reviewer)
    if theirs is None or (mine is not None and replace(mine, reading=None) == replace(theirs, reading=None)):
        return []
    name, words = reviewer, ""
    if mine is not None:
        name = f"{reviewer} ({other.path.stem})"
        words = f"{figure.info.title}: {reviewer} has another extraction here; the other is kept as '{name}'"
        if into.extraction(number, name) is not None:
            return []
    reading = other.reading(figure.id, reviewer)
    stands_on = None
    if reading is not None:
        stands_on = into.store.run(
            "INSERT INTO readings (figure, reviewer, made, version, body) VALUES (?, ?, ?, ?, ?)",
            number, name, now(), reading.version, dumps(encode(reading)),
        )  # fmt: skip
    document = encode(replace(theirs, reading=stands_on))
    into.history.change(into.scope(number, name), into.reviewer, "merge", lambda _: document, source=other.path.name)
    return [words]


def _merge_tables(into: Project, other: Project, numbers: dict[int, int]) -> None:
    moved = [_renumbered(c, numbers) for c in other.tables.comparisons]
    into.tables.set_studies(_joined(into.tables.studies, other.tables.studies))
    into.tables.set_comparisons(_joined(into.tables.comparisons, moved))
    into.tables.set_analyses(_joined(into.tables.analyses, other.tables.analyses))


def _renumbered(entry: ComparisonEntry, numbers: dict[int, int]) -> ComparisonEntry:
    def moved(ref: RowRef) -> RowRef:
        return replace(ref, figure=numbers.get(ref.figure, ref.figure))

    return replace(entry, treatment=moved(entry.treatment), control=moved(entry.control))


T = TypeVar("T")


def _joined(mine: Sequence[T], theirs: Sequence[T]) -> list[T]:
    return [*mine, *(t for t in theirs if t not in mine)]
