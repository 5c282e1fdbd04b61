"""The list of discrepancies as a worksheet: written for the third reviewer, read back with his decisions."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from figpool.core.errors import InputError, UsageError
from figpool.project.compare import Comparison
from figpool.project.consensus import Choice, Settled, mark_key, settle
from figpool.project.project import Project
from figpool.project.whose import consensus_of

_KEYS = ("figure", "first_mark", "second_mark")
_FILLED = ("take", "reason")
COLUMNS = (*_KEYS, "kind", "column", "first", "second", "difference", *_FILLED)


@dataclass(frozen=True)
class SettledFigures:
    """What came of a worksheet.

    Parameters
    ----------
    figures : tuple of int
        Settled now.
    before : int
        Settled before and left as they are.
    open : tuple of str
        Why the others are not settled, in words.
    """

    figures: tuple[int, ...]
    before: int
    open: tuple[str, ...]


def worksheet(found: Comparison) -> str:
    """Return the discrepancies as CSV with empty columns `take` and `reason`, a line a difference."""
    from figpool.project.exports.tables import to_csv

    return to_csv(found.to_dict()["discrepancies"], COLUMNS)


def read_worksheet(path: Path, reviewers: tuple[str, str]) -> Mapping[int, tuple[Settled, ...]]:
    """Read the decisions of a worksheet.

    Parameters
    ----------
    path : Path
        CSV as `worksheet` gives it; `take` says first, second, neither, or a reviewer's name,
        and may be left empty on all lines of a mark but one.
    reviewers : tuple of str
        The first and the second.

    Returns
    -------
    mapping
        Decisions by figure.

    Raises
    ------
    InputError
        Names the file, the line and what is wrong with it.
    """
    from figpool.io.images import read_bytes

    return parse_worksheet(read_bytes(path), str(path), reviewers)


def parse_worksheet(data: bytes, name: str, reviewers: tuple[str, str]) -> Mapping[int, tuple[Settled, ...]]:
    """Read the content of a worksheet; see `read_worksheet`."""
    decided: dict[int, dict[str, Settled]] = {}
    for at, line in _lines(data, name):
        if not line["take"]:
            continue
        settled = _settled(line, at, reviewers)
        of_figure = decided.setdefault(_figure(line["figure"], at), {})
        before = of_figure.get(settled.mark)
        if before is not None and before.choice is not settled.choice:
            hint = "A mark is taken whole; edit it in the consensus afterwards."
            raise InputError(f"{at}: '{line['take']}', but '{before.choice}' was taken for this mark above.", hint)
        of_figure[settled.mark] = settled if before is None or not before.reason else before
    return {figure: tuple(marks.values()) for figure, marks in decided.items()}


def _lines(data: bytes, name: str) -> list[tuple[str, dict[str, str]]]:
    try:
        text = data.decode("utf-8-sig")
        head = text.partition("\n")[0]
        delimiter = ";" if head.count(";") > head.count(",") else ","
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{name} is no CSV file in UTF-8 ({error}).", "Make it with: figpool compare -o.") from error
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    missing = [column for column in (*_KEYS, *_FILLED) if column not in header]
    if missing:
        raise InputError(f"{name} has no column '{missing[0]}'.", "Make it with: figpool compare -o.")
    return [
        (f"{name}, line {number}", dict.fromkeys(header, "") | dict(zip(header, map(str.strip, row), strict=False)))
        for number, row in enumerate(rows[1:], start=2)
        if any(row)
    ]


def _figure(text: str, at: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise InputError(f"{at}: '{text}' is no number of a figure.")
    return int(text)


def _settled(line: Mapping[str, str], at: str, reviewers: tuple[str, str]) -> Settled:
    if not line["first_mark"] and not line["second_mark"]:
        raise InputError(f"{at}: no mark is named.", "Fill in `take` and `reason` only.")
    words = {choice.value: choice for choice in Choice} | dict(zip(reviewers, Choice, strict=False))
    choice = words.get(line["take"]) or words.get(line["take"].lower())
    if choice is None:
        raise InputError(f"{at}: '{line['take']}' cannot be taken.", f"Write one of: {', '.join(words)}.")
    if not line["first_mark"] and choice is Choice.FIRST:
        choice = Choice.NEITHER  # the first has no such mark: taking the first's reading is to leave it out
    if not line["second_mark"] and choice is Choice.SECOND:
        choice = Choice.NEITHER
    return Settled(mark_key(line["first_mark"], line["second_mark"]), choice, line["reason"])


def settle_all(
    project: Project,
    reviewers: tuple[str, str],
    decisions: Mapping[int, Sequence[Settled]],
    tolerance: float,
    *,
    again: bool = False,
) -> SettledFigures:
    """Settle every figure both have read, as far as decisions are there.

    Parameters
    ----------
    project : Project
        Open by the one who adjudicates.
    reviewers : tuple of str
        Whose readings are joined.
    decisions : mapping
        Decisions by figure.
    tolerance : float
        Relative difference that is still agreement.
    again : bool
        Whether figures settled before are settled anew.

    Raises
    ------
    UsageError
        The one who adjudicates is one of the two, or decisions name a figure they have not both read.
    """
    if project.reviewer in reviewers:
        raise UsageError("A third person adjudicates.", "Say who with --reviewer.")
    both = [line.figure.id for line in project.figures() if set(reviewers) <= set(line.reviewers)]
    strange = sorted(set(decisions) - set(both))
    if strange or not both:
        what = f"figure {strange[0]}" if strange else "any figure"
        raise UsageError(f"{reviewers[0]} and {reviewers[1]} have not both read {what}.", "See: figpool project list.")
    settled: list[int] = []
    waiting: list[str] = []
    before = 0
    for figure in both:
        if not again and _is_settled(project, figure):
            before += 1
            continue
        try:
            settle(project, figure, *reviewers, decisions.get(figure, ()), tolerance)
            settled.append(figure)
        except UsageError as error:
            waiting.append(str(error))
    return SettledFigures(tuple(settled), before, tuple(waiting))


def _is_settled(project: Project, figure: int) -> bool:
    return project.extraction(figure) is not None and consensus_of(project, figure, project.reviewer) is not None
