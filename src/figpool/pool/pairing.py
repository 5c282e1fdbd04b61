"""Rows of a figure -> comparisons: which mark is the treatment of which control.

A studies table says what the figure does not: one line a figure (or a group of it), with the
columns ``figure`` and, to name a group, ``panel``, ``series`` or ``category``; with ``study``,
``role`` (treatment, control or skip), ``n``, ``dispersion``, ``level``, ``comparison``; every other
column is a moderator. An empty cell fits everything; a line that names more of a row goes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, nan
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from figpool.convert import convert, to_sd
from figpool.core.errors import ConversionError, PoolingError, UsageError
from figpool.core.summary import Dispersion

if TYPE_CHECKING:
    import pandas as pd

KEYS = ("figure", "panel", "series", "category")
KNOWN = ("study", "role", "n", "dispersion", "level", "comparison")
ROLES = frozenset({"treatment", "control", "skip", ""})
_X_TOLERANCE = 0.02


@dataclass(frozen=True)
class PairingSettings:
    """How rows are paired.

    Attributes
    ----------
    control : str
        Name of the control, as printed in the legend or on the axis; empty when the studies table has roles.
    treatments : tuple of str
        Names of the treated groups; all others when empty.
    at : str
        "all", "last" (the largest x, or the last category), or one x value or category.
    n, dispersion, level
        For rows that do not know theirs.
    """

    control: str = ""
    treatments: tuple[str, ...] = ()
    at: str = "all"
    n: float | None = None
    dispersion: str = "unknown"
    level: float | None = None


@dataclass(frozen=True)
class Arm:
    """One row as an arm of a comparison."""

    place: tuple[str, str, str]
    series: str
    category: str
    x: float
    order: int
    role: str
    mean: float
    sd: float
    n: float
    error: float
    dispersion: str
    sd_method: str
    mean_u: float
    sd_u: float
    study: str
    comparison: str
    moderators: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Series and category as one text."""
        return " ".join(part for part in (self.series, self.category) if part)


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
        dispersion sd_method, m1i_u sd1i_u m2i_u sd2i_u, control_group, and the moderators.

    Raises
    ------
    UsageError
        Neither roles nor the name of a control, or a table without its columns.
    PoolingError
        Nothing to pair.
    """
    import pandas as pd

    chosen = settings or PairingSettings()
    lines = _study_lines(studies)
    if not chosen.control and not any(line.get("role") for line in lines):
        raise UsageError(
            "It is not known which group is the control.", "Name it, or add the column role to the studies."
        )
    missing = [name for name in ("figure", "series", "category", "mean") if name not in rows]
    if missing:
        raise UsageError(f"The rows lack the column {missing[0]}.", "Give a rows.csv as figpool digitize writes it.")
    warnings: list[str] = []
    arms = [_arm(row, order, lines, chosen, warnings) for order, row in enumerate(rows.to_dict(orient="records"))]
    out: list[dict[str, Any]] = []
    for place in dict.fromkeys(arm.place for arm in arms):
        panel = [arm for arm in arms if arm.place == place and arm.role != "skip"]
        out += _pair_panel(place, panel, chosen, warnings)
    if not out:
        raise PoolingError("No treatment could be paired with a control. " + " ".join(warnings[:3]), "Check the names.")
    return Pairing(pd.DataFrame(out), tuple(dict.fromkeys(warnings)))


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _number(value: Any) -> float:
    try:
        return nan if value is None or _text(value) == "" else float(value)
    except (TypeError, ValueError) as error:
        raise PoolingError(
            f"{value!r} is not a number.", "Correct the cell in the studies table or the rows."
        ) from error


def _study_lines(studies: Any) -> list[dict[str, Any]]:
    if studies is None:
        return []
    if "figure" not in studies:
        raise UsageError("The studies table lacks the column figure.", "It holds the figure's file name.")
    lines: list[dict[str, Any]] = studies.to_dict(orient="records")
    for number, line in enumerate(lines, start=2):
        role = _text(line.get("role")).lower()
        if role not in ROLES:
            raise UsageError(f"Studies table, line {number}: the role {role!r} is not known.",
                             "It is treatment, control or skip.")  # fmt: skip
    return sorted(lines, key=lambda line: -sum(bool(_text(line.get(key))) for key in KEYS))


def _matches(line: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    figure = _text(line.get("figure"))
    if figure and PurePath(figure).name != PurePath(_text(row.get("figure"))).name:
        return False
    return all(not _text(line.get(key)) or _text(line.get(key)) == _text(row.get(key)) for key in KEYS[1:])


def _facts(row: Mapping[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Collect what the studies table says of a row; the line that names more of it goes first."""
    facts: dict[str, Any] = {}
    for line in lines:
        if _matches(line, row):
            for name, value in line.items():
                if name not in KEYS and _text(value):
                    facts.setdefault(name, value)
    return facts


def _first(*values: Any) -> Any:
    return next((value for value in values if _text(value)), None)


def _arm(
    row: Mapping[str, Any], order: int, lines: list[dict[str, Any]], settings: PairingSettings, warnings: list[str]
) -> Arm:
    facts = _facts(row, lines)
    known = row if _text(row.get("dispersion")) not in {"", "unknown"} else {}
    dispersion = str(_first(facts.get("dispersion"), known.get("dispersion"), settings.dispersion)).strip().lower()
    n = _number(_first(facts.get("n"), row.get("n"), settings.n))
    level = _number(_first(facts.get("level"), row.get("level"), settings.level))
    figure = _text(row.get("figure"))
    label = " ".join(filter(None, (figure, _text(row.get("series")), _text(row.get("category")))))
    summary = _summary(row, _Bar(dispersion, n, level), label, warnings)
    return Arm(
        place=(figure, _text(row.get("page")), _text(row.get("panel"))),
        series=_text(row.get("series")),
        category=_text(row.get("category")),
        x=_number(row.get("x")),
        order=order,
        role=_role(row, facts, settings),
        n=n,
        dispersion=dispersion,
        study=_text(facts.get("study")) or PurePath(figure).stem,
        comparison=_text(facts.get("comparison")),
        moderators={name: value for name, value in facts.items() if name not in KNOWN},
        **summary,
    )


@dataclass(frozen=True)
class _Bar:
    """What is known of an error bar beside its length."""

    dispersion: str
    n: float
    level: float


def _summary(row: Mapping[str, Any], bar: _Bar, label: str, warnings: list[str]) -> dict[str, Any]:
    """Mean, SD and their uncertainties of one row; an unknown stays empty and is said."""
    mean, error = _number(row.get("mean")), _error(row)
    mean_u, error_u = _number(row.get("mean_u")), _number(row.get("error_u"))
    out = {"mean": mean, "sd": nan, "error": error, "sd_method": "", "mean_u": mean_u, "sd_u": nan}
    try:
        if isnan(mean) and not isnan(_number(row.get("median"))):
            return out | _from_box(row, bar.n)
        if not isnan(_number(row.get("sd"))):
            sd, method = _number(row.get("sd")), _text(row.get("sd_method")) or "given"
        else:
            sd, method = _to_sd(error, bar)
    except ConversionError as failure:
        warnings.append(f"{label}: no SD. {failure}")
        return out
    sd_u = error_u * sd / error if error > 0 else nan
    return out | {"sd": sd, "sd_method": method, "sd_u": sd_u}


def _error(row: Mapping[str, Any]) -> float:
    arms = [value for value in (_number(row.get("error_low")), _number(row.get("error_high"))) if not isnan(value)]
    return sum(arms) / len(arms) if arms else nan


def _to_sd(error: float, bar: _Bar) -> tuple[float, str]:
    if bar.dispersion not in set(Dispersion):
        raise ConversionError(f"The dispersion {bar.dispersion!r} is not known.", "Say sd, se, ci, iqr or range.")
    return to_sd(error, bar.dispersion, None if isnan(bar.n) else bar.n, None if isnan(bar.level) else bar.level)


def _from_box(row: Mapping[str, Any], n: float) -> dict[str, Any]:
    """Mean and SD of a box by Luo 2018 and Wan 2014; whiskers are no extremes for certain, so they stay out."""
    if isnan(n):
        raise ConversionError("A box needs n for its mean and SD.", "Give the size of the group.")
    five = {"q1": _number(row.get("q1")), "m": _number(row.get("median")), "q3": _number(row.get("q3")), "n": n}
    mean, sd = convert("luo_s2_iqr", **five)["mean"], convert("wan_s3_iqr", **five)["SD_approx"]
    return {"mean": mean, "sd": sd, "error": five["q3"] - five["q1"], "sd_method": "wan_s3_iqr"}


def _role(row: Mapping[str, Any], facts: Mapping[str, Any], settings: PairingSettings) -> str:
    said = _text(facts.get("role")).lower()
    if said or not settings.control:
        return said or "skip"
    names = {_text(row.get("series")), _text(row.get("category"))}
    if settings.control in names:
        return "control"
    return "treatment" if not settings.treatments or names & set(settings.treatments) else "skip"


def _pair_panel(
    place: tuple[str, str, str], panel: list[Arm], settings: PairingSettings, warnings: list[str]
) -> list[dict[str, Any]]:
    controls = [arm for arm in panel if arm.role == "control"]
    treated = [arm for arm in panel if arm.role == "treatment"]
    where = " ".join(filter(None, place))
    if not controls or not treated:
        warnings.append(f"{where}: no {'control' if not controls else 'treatment'} found.")
        return []
    by_series = _differs(controls, treated, "series")
    chosen = _at(treated, settings.at, where, warnings)
    reach = _X_TOLERANCE * _x_range(panel)
    several = len({_position(arm) for arm in chosen}) > 1
    out = []
    for arm in chosen:
        control = _control_of(arm, controls, by_series, reach)
        if control is None:
            warnings.append(f"{where}: {arm.name or f'x = {arm.x:g}'} has no control to compare with.")
            continue
        out.append(_comparison(arm, control, _label(arm, by_series, several)))
    return out


def _differs(controls: list[Arm], treated: list[Arm], key: str) -> bool:
    names = {getattr(arm, key) for arm in controls}
    return not names & {getattr(arm, key) for arm in treated}


def _x_range(panel: list[Arm]) -> float:
    values = [arm.x for arm in panel if not isnan(arm.x)]
    return max(values) - min(values) if values else 0.0


def _position(arm: Arm) -> str:
    return arm.category if isnan(arm.x) else f"{arm.x:g}"


def _at(treated: list[Arm], at: str, where: str, warnings: list[str]) -> list[Arm]:
    if at == "all":
        return treated
    if at == "last":
        last: dict[str, Arm] = {}
        for arm in treated:
            before = last.get(arm.series)
            if before is None or (arm.x, arm.order) >= (before.x, before.order) or isnan(arm.x):
                last[arm.series] = arm
        return list(last.values())
    chosen = [arm for arm in treated if at in {arm.category, _position(arm)} or _near(arm.x, at, treated)]
    if not chosen:
        warnings.append(f"{where}: nothing at {at}.")
    return chosen


def _near(x: float, at: str, treated: list[Arm]) -> bool:
    try:
        return abs(x - float(at)) <= _X_TOLERANCE * _x_range(treated)
    except ValueError:
        return False


def _control_of(arm: Arm, controls: list[Arm], by_series: bool, reach: float) -> Arm | None:
    if not by_series:
        candidates = [c for c in controls if c.series == arm.series]
    elif isnan(arm.x):
        candidates = [c for c in controls if c.category == arm.category]
    else:
        candidates = [c for c in controls if abs(c.x - arm.x) <= reach]
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
        "control_group": " ".join(filter(None, (*control.place, control.name, _position(control)))),
        **control.moderators,
        **arm.moderators,
    }
