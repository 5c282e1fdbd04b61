"""PRISMA 2020 flow: counts from a small table, and their arithmetic checked aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.formula import as_labels

NAMES = {
    "databases": "Records identified from databases",
    "registers": "Records identified from registers",
    "other_sources": "Records identified by other methods",
    "duplicates": "Duplicate records removed",
    "automation": "Records marked as ineligible by automation tools",
    "removed_other": "Records removed for other reasons",
    "screened": "Records screened",
    "excluded": "Records excluded",
    "sought": "Reports sought for retrieval",
    "not_retrieved": "Reports not retrieved",
    "assessed": "Reports assessed for eligibility",
    "reports_excluded": "Reports excluded",
    "studies": "Studies included in review",
    "reports": "Reports of included studies",
}
"""Boxes by key. Reasons of exclusion are lines ``reports_excluded: wrong species``."""

_REASON = "reports_excluded:"


@dataclass(frozen=True)
class PrismaFlow:
    """Counts of a flow diagram.

    Attributes
    ----------
    counts : mapping
        Number by key of :data:`NAMES`.
    reasons : mapping
        Reports excluded, by reason.
    problems : tuple of str
        Where the numbers do not add up, in words.
    """

    counts: Mapping[str, int]
    reasons: Mapping[str, int]
    problems: tuple[str, ...]

    def count(self, name: str) -> int:
        """Return a count; 0 where the table does not give it."""
        return self.counts.get(name, 0)


def read_flow(table: Any) -> PrismaFlow:
    """Read the counts of a flow.

    Parameters
    ----------
    table : DataFrame
        Columns ``item`` and ``n``; items are the keys of :data:`NAMES`, and one line
        ``reports_excluded: REASON`` a reason.

    Raises
    ------
    UsageError
        Missing columns or an unknown item.
    PoolingError
        A count that is not a whole number.

    Examples
    --------
    >>> flow = read_flow({"item": ["databases", "duplicates", "screened"], "n": [100, 20, 70]})
    >>> flow.problems
    ('Screened: 70 records, but 100 identified minus 20 removed leave 80.',)
    """
    if "item" not in table or "n" not in table:
        raise UsageError("The flow table needs the columns item and n.", "One line a box of the diagram.")
    counts: dict[str, int] = {}
    reasons: dict[str, int] = {}
    items = as_labels(np.asarray(table["item"], dtype=object))
    for item, value in zip(items, np.asarray(table["n"], dtype=object), strict=True):
        key = (item or "").strip()
        number = _count(key, value)
        if key.lower().startswith(_REASON):
            reasons[key[len(_REASON) :].strip()] = number
        elif key.lower() in NAMES:
            counts[key.lower()] = number
        else:
            raise UsageError(f"The flow has no box {key!r}.", f"Boxes: {', '.join(NAMES)}, {_REASON} REASON.")
    return PrismaFlow(counts, reasons, tuple(_problems(counts, reasons)))


def _count(item: str, value: Any) -> int:
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise PoolingError(f"{item}: {value!r} is not a number.", "Give a count.") from error
    if number < 0 or not number.is_integer():
        raise PoolingError(f"{item}: {value} is not a count.", "Give a whole number.")
    return int(number)


def _problems(counts: Mapping[str, int], reasons: Mapping[str, int]) -> list[str]:
    def _n(*names: str) -> int:
        return sum(counts.get(name, 0) for name in names)

    identified, removed = _n("databases", "registers"), _n("duplicates", "automation", "removed_other")
    excluded = _n("reports_excluded") if "reports_excluded" in counts else sum(reasons.values())
    checks = [
        ("screened", _n("screened"), identified - removed, f"{identified} identified minus {removed} removed leave"),
        ("sought", _n("sought"), _n("screened") - _n("excluded"),
         f"{_n('screened')} screened minus {_n('excluded')} excluded leave"),
        ("assessed", _n("assessed"), _n("sought") - _n("not_retrieved"),
         f"{_n('sought')} sought minus {_n('not_retrieved')} not retrieved leave"),
        ("reports", _n("reports"), _n("assessed", "other_sources") - excluded,
         f"{_n('assessed', 'other_sources')} assessed minus {excluded} excluded leave"),
    ]  # fmt: skip
    out = [
        f"{name.capitalize()}: {stated} {'records' if name == 'screened' else 'reports'}, but {how} {left}."
        for name, stated, left, how in checks
        if name in counts and stated != left
    ]
    if reasons and "reports_excluded" in counts and sum(reasons.values()) != counts["reports_excluded"]:
        stated = counts["reports_excluded"]
        out.append(f"Reports excluded: {stated}, but the reasons add up to {sum(reasons.values())}.")
    if "reports" in counts and counts.get("studies", 0) > counts["reports"]:
        out.append(f"Studies: {counts['studies']}, more than the {counts['reports']} reports they come from.")
    return out
