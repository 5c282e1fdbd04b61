"""What two readings differ in, gathered mark by mark for a person to settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from figpool.project.compare import Discrepancy
from figpool.project.consensus import mark_key
from figpool_gui.panels.text import number, tr

#: What follows from n and the kind of error bar, and is no difference of its own where these differ.
_DERIVED, _SOURCES = "sd", frozenset({"n", "dispersion"})


@dataclass(frozen=True)
class Differing:
    """A mark the readings differ about.

    Parameters
    ----------
    key : str
        Name a decision is given under.
    first_mark, second_mark : str
        Names in either reading; empty where it was missed.
    parts : tuple of Discrepancy
        What differs, without what all marks have in common.
    """

    key: str
    first_mark: str
    second_mark: str
    parts: tuple[Discrepancy, ...]


def gather(found: Sequence[Discrepancy]) -> tuple[tuple[Discrepancy, ...], tuple[Differing, ...]]:
    """Gather differences.

    Parameters
    ----------
    found : sequence of Discrepancy
        Of one figure.

    Returns
    -------
    common : tuple of Discrepancy
        One of each that is the same for all marks (n, the kind of error bar).
    marks : tuple of Differing
        Every mark that needs a decision, in the order of the first reading.
    """
    by_mark: dict[str, list[Discrepancy]] = {}
    for one in found:
        by_mark.setdefault(mark_key(one.first_mark, one.second_mark), []).append(one)
    own = {key: _without_derived(parts) for key, parts in by_mark.items()}
    seen: dict[tuple[object, ...], list[Discrepancy]] = {}
    for parts in own.values():
        for one in parts:
            seen.setdefault((one.kind, one.column, one.first, one.second), []).append(one)
    common = {what: parts[0] for what, parts in seen.items() if len(parts) == len(own) > 1 and what[0] != "missed"}
    marks = tuple(
        Differing(key, parts[0].first_mark, parts[0].second_mark, tuple(
            d for d in own[key] if (d.kind, d.column, d.first, d.second) not in common
        ))
        for key, parts in by_mark.items()
    )  # fmt: skip
    return tuple(common.values()), marks


def _without_derived(parts: Sequence[Discrepancy]) -> list[Discrepancy]:
    if not _SOURCES & {d.column for d in parts}:
        return list(parts)
    return [d for d in parts if d.column != _DERIVED]


def what(one: Discrepancy) -> str:
    """Return what differs, in words."""
    words = {
        "mean": tr("mean"), "error_low": tr("lower arm"), "error_high": tr("upper arm"), "sd": tr("SD"), "n": tr("n"),
        "median": tr("median"), "q1": tr("Q1"), "q3": tr("Q3"), "dispersion": tr("error bars show"),
        "role": tr("role"), "category": tr("category"), "series": tr("series"), "": tr("missed"),
    }  # fmt: skip
    return words.get(one.column, one.column)


def cell(value: object) -> str:
    """Return one reviewer's value."""
    if value is None or value == "":
        return "—"
    return number(float(value)) if isinstance(value, (int, float)) else str(value)
