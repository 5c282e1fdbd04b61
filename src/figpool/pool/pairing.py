"""Rows of a figure -> comparisons: which mark is the treatment of which control.

A studies table says what the figure does not: one line a figure (or a group of it), with the
columns ``figure`` and, to name a group, ``panel``, ``series`` or ``category``; with ``study``,
``role`` (treatment, control or skip), ``n``, ``dispersion``, ``level``, ``comparison``, ``at``
(which time point or category: "all", "last" or its value); every other column is a moderator. An
empty cell fits everything; a line that names more of a row goes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, Any

from figpool.core.errors import PoolingError, UsageError
from figpool.pool.arms import Arm, PairingSettings, read_arm, study_lines

if TYPE_CHECKING:
    import pandas as pd

_X_TOLERANCE = 0.02
"""Share of the range of x by which readings of one time differ."""


@dataclass(frozen=True)
class Pairing:
    """Comparisons, and what could not be compared, in words."""

    frame: pd.DataFrame
    warnings: tuple[str, ...]


def pair_rows(rows: Any, studies: Any = None, settings: PairingSettings | None = None) -> Pairing:
    """Pair treatment and control of every panel.

    Parameters
    ----------
    rows : DataFrame
        Rows by the row contract.
    studies : DataFrame, optional
        What the figures do not tell; see the module.
    settings : PairingSettings, optional

    Returns
    -------
    Pairing
        One row a comparison: study, comparison, m1i sd1i n1i m2i sd2i n2i (1 = treatment), err1i err2i
        dispersion sd_method, m1i_u sd1i_u m2i_u sd2i_u, control_group, flags (of both arms), and the
        moderators.

    Raises
    ------
    UsageError
        Neither roles nor the name of a control, or a table without its columns.
    PoolingError
        Nothing to pair.
    """
    import pandas as pd

    chosen = settings or PairingSettings()
    lines = study_lines(studies)
    if not chosen.control and not any(line.get("role") for line in lines):
        raise UsageError(
            "It is not known which group is the control.", "Name it, or add the column role to the studies."
        )
    missing = [name for name in ("figure", "series", "category", "mean") if name not in rows]
    if missing:
        raise UsageError(f"The rows lack the column {missing[0]}.", "Give a rows.csv as figpool digitize writes it.")
    warnings: list[str] = []
    arms = [read_arm(row, order, lines, chosen) for order, row in enumerate(rows.to_dict(orient="records"))]
    out: list[dict[str, Any]] = []
    for place in dict.fromkeys(arm.place for arm in arms):
        panel = [arm for arm in arms if arm.place == place and arm.role != "skip"]
        out += _pair_panel(place, panel, warnings)
    if not out:
        raise PoolingError("No treatment could be paired with a control. " + " ".join(warnings[:3]), "Check the names.")
    return Pairing(pd.DataFrame(out), tuple(dict.fromkeys(warnings)))


def _pair_panel(place: tuple[str, str, str], panel: list[Arm], warnings: list[str]) -> list[dict[str, Any]]:
    controls = [arm for arm in panel if arm.role == "control"]
    treated = [arm for arm in panel if arm.role == "treatment"]
    where = " ".join(filter(None, place))
    if not controls or not treated:
        warnings.append(f"{where}: no {'control' if not controls else 'treatment'} found.")
        return []
    by_series = _differs(controls, treated, "series")
    chosen = _chosen(treated, where, warnings)
    reach = _reach(panel)
    several = len({_position(arm) for arm in chosen}) > 1 and len(chosen) > len({arm.series for arm in chosen})
    out = []
    beside: dict[str, str] = {}
    for arm in chosen:
        control = _control_of(arm, controls, by_series, reach)
        if control is None:
            warnings.append(f"{where}: {arm.name or f'x = {arm.x:g}'} has no control to compare with.")
            continue
        if abs(arm.x - control.x) > _X_TOLERANCE * _x_range(panel):
            words = f"stands at {arm.x:g} and the control it is compared with at {control.x:g}: drawn side by side?"
            beside.setdefault(arm.series, f"{where}: {arm.name} {words}")
        out.append(_comparison(arm, control, _label(arm, by_series, several)))
        warnings += [f"{where} {a.name}: no SD. {a.problem}" for a in (arm, control) if a.problem]
        doubts = ", ".join(dict.fromkeys((*arm.flags, *control.flags)))
        if doubts:
            warnings.append(f"{arm.study} {out[-1]['comparison']}: read with doubts ({doubts}); check the overlay.")
    warnings += beside.values()
    return out


def _differs(controls: list[Arm], treated: list[Arm], key: str) -> bool:
    names = {getattr(arm, key) for arm in controls}
    return not names & {getattr(arm, key) for arm in treated}


def _x_range(panel: list[Arm]) -> float:
    values = [arm.x for arm in panel if not isnan(arm.x)]
    return max(values) - min(values) if values else 0.0


def _reach(panel: list[Arm]) -> float:
    """Distance in x below which two arms are at one time.

    Arms that would cover each other are drawn side by side. As far as half the least step between two times
    of a series each stands nearer to its own time than to any other; from there on nobody can tell.
    """
    steps = []
    for series in dict.fromkeys(arm.series for arm in panel):
        times = sorted(arm.x for arm in panel if arm.series == series and not isnan(arm.x))
        steps += [later - earlier for earlier, later in pairwise(times) if later > earlier]
    return max(_X_TOLERANCE * _x_range(panel), min(steps, default=0.0) / 2)


def _together(one: float, other: float, reach: float) -> bool:
    """Whether two places are one time; the same place always is."""
    return one == other or abs(one - other) < reach


def _position(arm: Arm) -> str:
    return arm.category if isnan(arm.x) else f"{arm.x:g}"


def _chosen(treated: list[Arm], where: str, warnings: list[str]) -> list[Arm]:
    """Arms at the time or category asked for, which may differ by arm."""
    out: list[Arm] = []
    for at in dict.fromkeys(arm.at for arm in treated):
        out += _at([arm for arm in treated if arm.at == at], at, where, warnings)
    return sorted(out, key=lambda arm: arm.order)


def _at(treated: list[Arm], at: str, where: str, warnings: list[str]) -> list[Arm]:
    if at == "all":
        return treated
    if at == "last":
        return _last(treated, where, warnings)
    out = []
    for series in dict.fromkeys(arm.series for arm in treated):
        own = [arm for arm in treated if arm.series == series]
        named = [arm for arm in own if at in {arm.category, _position(arm)}]
        out += named or _nearest(own, at, _reach(treated))
        if not any(arm.series == series for arm in out):
            warnings.append(f"{where}: {' '.join(filter(None, (series, 'has nothing at', at)))}.")
    return out


def _last(treated: list[Arm], where: str, warnings: list[str]) -> list[Arm]:
    last: dict[str, Arm] = {}
    for arm in treated:
        before = last.get(arm.series)
        if before is None or (arm.x, arm.order) >= (before.x, before.order) or isnan(arm.x):
            last[arm.series] = arm
    end = max((arm.x for arm in last.values() if not isnan(arm.x)), default=0.0)
    reach = _reach(treated)
    warnings += [
        f"{where}: {arm.series} ends at {arm.x:g}, another line at {end:g}. Is a point missing?"
        for arm in last.values()
        if arm.x < end and not _together(arm.x, end, reach)
    ]
    return list(last.values())


def _nearest(arms: list[Arm], at: str, reach: float) -> list[Arm]:
    """Return the arm nearest to the time `at`, if one is within reach."""
    try:
        near = [arm for arm in arms if _together(arm.x, float(at), reach)]
    except ValueError:
        return []
    return sorted(near, key=lambda arm: abs(arm.x - float(at)))[:1]


def _control_of(arm: Arm, controls: list[Arm], by_series: bool, reach: float) -> Arm | None:
    if not by_series:
        candidates = [c for c in controls if c.series == arm.series]
    elif isnan(arm.x):
        candidates = [c for c in controls if c.category == arm.category]
    else:
        candidates = [c for c in controls if _together(c.x, arm.x, reach)]
    return min(candidates, key=lambda c: 0.0 if isnan(arm.x) or isnan(c.x) else abs(c.x - arm.x), default=None)


def _label(arm: Arm, by_series: bool, several: bool) -> str:
    if arm.comparison:
        return arm.comparison
    if not by_series:
        return arm.name
    return " ".join(filter(None, (arm.series, _position(arm) if several else "")))


def _comparison(arm: Arm, control: Arm, label: str) -> dict[str, Any]:
    return {
        "study": arm.study,
        "comparison": label,
        "m1i": arm.mean,
        "sd1i": arm.sd,
        "n1i": arm.n,
        "m2i": control.mean,
        "sd2i": control.sd,
        "n2i": control.n,
        "err1i": arm.error,
        "err2i": control.error,
        "dispersion": arm.dispersion,
        "sd_method": arm.sd_method,
        "m1i_u": arm.mean_u,
        "sd1i_u": arm.sd_u,
        "m2i_u": control.mean_u,
        "sd2i_u": control.sd_u,
        "flags": ";".join(dict.fromkeys((*arm.flags, *control.flags))),
        "control_group": " ".join(filter(None, (*control.place, control.name, _position(control)))),
        **control.moderators,
        **arm.moderators,
    }
