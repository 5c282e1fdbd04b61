"""Another project into this one: figures, extractions, readings, tables; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from figpool.project.codec import dumps, encode
from figpool.project.history import now
from figpool.project.model import ComparisonEntry, StoredFigure
from figpool.project.project import Project

#: Name here of the reviewer of a figure of the other project.
_Names = dict[tuple[int, str], str]


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
    left_out : tuple of str
        Comparisons of figures the other project does not list any more, in words.
    """

    figures: int
    extractions: int
    renamed: tuple[str, ...]
    left_out: tuple[str, ...] = ()


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
    names: _Names = {}
    taken: list[str] = []
    with into.store.transaction():
        for line in other.figures():
            figure = line.figure
            info = {f: getattr(figure.info, f) for f in ("title", "study", "outcome", "comment", "settings")}
            source = (figure.name, other.original(figure.id))
            numbers[figure.id] = into.add_figure(source, figure.page, figure.crop, **info)
            for reviewer in line.reviewers:
                name = _name_here(into, other, figure, numbers[figure.id], reviewer)
                names[(figure.id, reviewer)] = name
                taken += _take(into, other, figure, numbers[figure.id], (reviewer, name))
        left_out = _merge_tables(into, other, numbers, names)
    renamed = tuple(words for words in taken if words)
    return Merged(len(into.figures()) - before, len(taken), renamed, left_out)


def _name_here(into: Project, other: Project, figure: StoredFigure, number: int, reviewer: str) -> str:
    """Return the name another project's extraction has here: its reviewer's, unless his own here differs."""
    theirs, mine = other.extraction(figure.id, reviewer), into.extraction(number, reviewer)
    same = mine is None or theirs is None or replace(mine, reading=None) == replace(theirs, reading=None)
    return reviewer if same else f"{reviewer} ({other.path.stem})"


def _take(into: Project, other: Project, figure: StoredFigure, number: int, names: tuple[str, str]) -> list[str]:
    """Take over one extraction; returns nothing when it is there, else its new name in words (or '')."""
    reviewer, name = names
    theirs = other.extraction(figure.id, reviewer)
    if theirs is None or into.extraction(number, name) is not None:
        return []
    words = ""
    if name != reviewer:
        words = f"{figure.info.title}: {reviewer} has another extraction here; the other is kept as '{name}'"
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


def _merge_tables(into: Project, other: Project, numbers: dict[int, int], names: _Names) -> tuple[str, ...]:
    """Join the tables; returns which comparisons were left out, in words."""
    moved, left_out = [], []
    for entry in other.tables.comparisons:
        if {entry.treatment.figure, entry.control.figure} <= numbers.keys():
            moved.append(_moved(entry, numbers, names))
        else:
            left_out.append(f"{entry.study} {entry.comparison}".strip() + ": its figure is on the other's list no more")
    into.tables.set_studies(_joined(into.tables.studies, other.tables.studies))
    into.tables.set_comparisons(_joined(into.tables.comparisons, moved))
    into.tables.set_analyses(_joined(into.tables.analyses, other.tables.analyses))
    return tuple(left_out)


def _moved(entry: ComparisonEntry, numbers: dict[int, int], names: _Names) -> ComparisonEntry:
    """Return a comparison with the numbers of its figures, and the name of its reviewer, here."""
    reviewer = names.get((entry.treatment.figure, entry.reviewer), entry.reviewer)
    treatment, control = (replace(ref, figure=numbers[ref.figure]) for ref in (entry.treatment, entry.control))
    return replace(entry, treatment=treatment, control=control, reviewer=reviewer)


T = TypeVar("T")


def _joined(mine: Sequence[T], theirs: Sequence[T]) -> list[T]:
    return [*mine, *(t for t in theirs if t not in mine)]
