"""Sanity alarms for reviewers: patterns that mostly mean a mistake; every alarm is a sentence."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from figpool.core.summary import Dispersion
from figpool.project.model import ComparisonEntry, Direction, RowRef
from figpool.project.project import Project
from figpool.project.rows import ProjectRow


@dataclass(frozen=True)
class Alarm:
    """One suspicion.

    Parameters
    ----------
    kind : str
        Name of the pattern.
    message : str
        What is suspected and why, in words.
    rows : tuple of RowRef
        Rows it is about.
    """

    kind: str
    message: str
    rows: tuple[RowRef, ...]


@dataclass(frozen=True)
class Evidence:
    """What the rules look at.

    Parameters
    ----------
    rows : tuple of ProjectRow
        Of one reviewer.
    comparisons : tuple of ComparisonEntry
        Pairs of rows.
    """

    rows: tuple[ProjectRow, ...]
    comparisons: tuple[ComparisonEntry, ...]

    @cached_property
    def _by_name(self) -> Mapping[tuple[int, str], ProjectRow]:
        return {_key(row): row for row in self.rows}

    def row(self, ref: RowRef) -> ProjectRow | None:
        """Return a row by its name."""
        return self._by_name.get((ref.figure, ref.mark))

    def pairs(self) -> Iterator[tuple[ComparisonEntry, ProjectRow, ProjectRow]]:
        """Yield comparisons with both rows there."""
        for entry in self.comparisons:
            treated, control = self.row(entry.treatment), self.row(entry.control)
            if treated is not None and control is not None:
                yield entry, treated, control


#: An effect above this is rarely true of a mean difference over a real SD.
_LARGE_SMD = 3.0
#: A coefficient of variation this many times smaller than that of the other studies is suspicious.
_SMALL_CV = 2.5
#: Ratios of medians near this power of ten are a change of units.
_UNIT_JUMP = 1000.0
#: A chart of single points: its rows are no groups.
_NO_GROUPS = "scatter"


def alarms(project: Project, reviewer: str | None = None) -> tuple[Alarm, ...]:
    """Return all suspicions about a project's rows and comparisons.

    Parameters
    ----------
    project : Project
        Open.
    reviewer : str, optional
        Whose rows; one's own when not given.
    """
    return find_alarms(Evidence(project.rows(reviewer=reviewer), project.comparisons(reviewer)))


def find_alarms(evidence: Evidence) -> tuple[Alarm, ...]:
    """Return all suspicions about rows and comparisons."""
    return tuple(alarm for rule in _RULES for alarm in rule(evidence))


def _ref(row: ProjectRow) -> RowRef:
    return RowRef(row.figure, row.mark)


def _name(row: ProjectRow) -> str:
    words = [_study(row), row.row.panel, row.row.category, row.row.series]
    return " ".join(word for word in words if word)


def _cv(row: ProjectRow) -> float | None:
    if not row.row.mean or not row.row.sd:
        return None
    return abs(row.row.sd / row.row.mean)


def _se_taken_for_sd(evidence: Evidence) -> Iterator[Alarm]:
    """Find SDs far smaller than elsewhere with effects far too large: perhaps standard errors."""
    cvs = [(_study(r), cv) for r in evidence.rows if (cv := _cv(r)) is not None]
    for entry, treated, control in evidence.pairs():
        smd = _smd(treated, control)
        if smd is None or abs(smd) <= _LARGE_SMD or treated.row.dispersion is not Dispersion.SD:
            continue
        own = [cv for r in (treated, control) if (cv := _cv(r)) is not None]
        others = [cv for study, cv in cvs if study != _study(treated)]
        if own and others and max(own) * _SMALL_CV < median(others):
            words = (
                f"{entry.study} {entry.comparison}: the SDs look like standard errors"
                f" (SMD {smd:.1f}; coefficient of variation {max(own):.3g}, {median(others):.3g} in the other studies)."
            )
            yield Alarm("se_given_as_sd", words, (_ref(treated), _ref(control)))


def _key(row: ProjectRow) -> tuple[int, str]:
    return row.figure, row.mark


def _study(row: ProjectRow) -> str:
    return row.study or row.row.figure


def _smd(treated: ProjectRow, control: ProjectRow) -> float | None:
    a, b = treated.row, control.row
    if a.mean is None or b.mean is None or not a.sd or not b.sd:
        return None
    return (a.mean - b.mean) / math.sqrt((a.sd**2 + b.sd**2) / 2)


def _arms_swapped(evidence: Evidence) -> Iterator[Alarm]:
    """Find a comparison that goes against nearly all others of its outcome, or names that say so."""
    by_outcome: dict[tuple[str, Direction], list[tuple[ComparisonEntry, ProjectRow, ProjectRow, float]]] = defaultdict(
        list
    )
    for entry, treated, control in evidence.pairs():
        smd = _smd(treated, control)
        if smd is not None:
            by_outcome[(entry.outcome, entry.direction)].append((entry, treated, control, smd))
        if _sounds_like_control(treated) and not _sounds_like_control(control):
            name = treated.row.series or treated.row.category
            words = f"{entry.study} {entry.comparison}: the treatment is named '{name}'."
            yield Alarm("arms_swapped", words, (_ref(treated), _ref(control)))
    for found in by_outcome.values():
        for entry, treated, control, smd in found:
            against = sum(other[3] * smd < 0 for other in found)
            if len(found) >= 5 and against >= 0.8 * (len(found) - 1) and abs(smd) > 1:
                words = (
                    f"{entry.study} {entry.comparison}: its effect ({smd:+.2f}) goes against {against} of"
                    f" {len(found) - 1} others; perhaps the arms are swapped."
                )
                yield Alarm("arms_swapped", words, (_ref(treated), _ref(control)))


_CONTROL_WORDS = ("control", "vehicle", "saline", "sham", "untreated", "placebo", "dmem", "pbs", "ctrl")


def _sounds_like_control(row: ProjectRow) -> bool:
    words = f"{row.row.series} {row.row.category}".casefold()
    return any(word in words for word in _CONTROL_WORDS)


def _identical_sds(evidence: Evidence) -> Iterator[Alarm]:
    """Find panels where several error bars have exactly one length: read to the pixel, or copied."""
    panels: dict[tuple[int, str], list[ProjectRow]] = defaultdict(list)
    for row in evidence.rows:
        if row.row.error_high:
            panels[(row.figure, row.row.panel)].append(row)
    for rows in panels.values():
        counts = Counter(f"{row.row.error_high:.9g}" for row in rows)
        value, count = counts.most_common(1)[0]
        if count >= 3 and count > len(rows) / 2:
            same = [row for row in rows if f"{row.row.error_high:.9g}" == value]
            others = f"{_name(same[0])} and {count - 1} others"
            words = f"{others} have the same error bar ({value}): too few pixels to tell them apart?"
            yield Alarm("identical_sds", words, tuple(_ref(row) for row in same))


def _n_missing(evidence: Evidence) -> Iterator[Alarm]:
    """Find rows without a group size: in a comparison one by one, the others by their figure."""
    compared: set[tuple[int, str]] = set()
    for entry, treated, control in evidence.pairs():
        compared |= {_key(treated), _key(control)}
        lacking = [row for row in (treated, control) if row.row.n is None]
        if lacking:
            names = " and ".join(_name(row) for row in lacking)
            words = f"{entry.study} {entry.comparison}: n is missing for {names}."
            yield Alarm("n_missing", words, tuple(_ref(row) for row in lacking))
    figures: dict[int, list[ProjectRow]] = defaultdict(list)
    for row in evidence.rows:
        if row.row.n is None and row.row.kind != _NO_GROUPS and _key(row) not in compared:
            figures[row.figure].append(row)
    for figure, rows in figures.items():
        words = f"figure {figure} ({rows[0].row.figure}): n is missing for {len(rows)} rows."
        yield Alarm("n_missing", words, tuple(_ref(row) for row in rows))


def _direction_missing(evidence: Evidence) -> Iterator[Alarm]:
    """Find outcomes where some comparisons say which end is good and others do not: their signs may not fit."""
    by_outcome: dict[str, list[ComparisonEntry]] = defaultdict(list)
    for entry in evidence.comparisons:
        by_outcome[entry.outcome].append(entry)
    for entries in by_outcome.values():
        silent = [e for e in entries if e.direction is Direction.UNKNOWN]
        if silent and any(e.direction is Direction.LOWER for e in entries):
            names = ", ".join(f"{e.study} {e.comparison}".strip() for e in silent)
            words = f"{names}: it is not said whether higher or lower is better, but of the others it is."
            yield Alarm("direction_missing", words, tuple(ref for e in silent for ref in (e.treatment, e.control)))


def _unit_jump(evidence: Evidence) -> Iterator[Alarm]:
    """Find a study whose values are about a thousand times those of the others with its outcome."""
    studies: dict[str, dict[str, list[ProjectRow]]] = defaultdict(lambda: defaultdict(list))
    for row in evidence.rows:
        if row.row.mean:
            studies[row.outcome][_study(row)].append(row)
    for outcome, by_study in studies.items():
        unknown = "" if outcome else " (no outcome is set: they may show something else)"
        middles = {name: median(abs(r.row.mean or 0.0) for r in rows) for name, rows in by_study.items()}
        for name, own in middles.items():
            others = [m for other, m in middles.items() if other != name]
            if len(others) < 2 or not own:
                continue
            ratio = own / median(others)
            if abs(abs(math.log10(ratio)) - math.log10(_UNIT_JUMP)) < 0.5:
                words = f"{name}: its values are {ratio:.3g} times those of the other studies{unknown}; another unit?"
                yield Alarm("unit_jump", words, tuple(_ref(row) for row in by_study[name]))


def _shared_control(evidence: Evidence) -> Iterator[Alarm]:
    """Find a control used by several comparisons: its animals are counted more than once."""
    users: dict[RowRef, list[ComparisonEntry]] = defaultdict(list)
    for entry in evidence.comparisons:
        if entry.control.mark:
            users[entry.control].append(entry)
    for control, entries in users.items():
        if len(entries) > 1:
            names = ", ".join(f"{e.study} {e.comparison}".strip() for e in entries)
            words = f"One control serves {len(entries)} comparisons ({names}): split its n, or model the covariance."
            yield Alarm("shared_control", words, (control,))


_RULES: Sequence[Callable[[Evidence], Iterator[Alarm]]] = (
    _se_taken_for_sd,
    _arms_swapped,
    _identical_sds,
    _n_missing,
    _direction_missing,
    _unit_jump,
    _shared_control,
)
