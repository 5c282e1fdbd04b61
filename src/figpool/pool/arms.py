"""One row of a figure as an arm of a comparison, with what the studies table says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, nan
from pathlib import PurePath
from typing import Any

from figpool.convert import convert, to_sd
from figpool.core.errors import ConversionError, PoolingError, UsageError
from figpool.core.summary import Dispersion

KEYS = ("figure", "panel", "series", "category")
KNOWN = ("study", "role", "n", "dispersion", "level", "comparison", "at")
ROLES = frozenset({"treatment", "control", "skip", ""})


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
        "all", "last" (the largest x, or the last category), or one x value or category; where the studies
        table does not say it (column ``at``).
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
    at: str
    flags: tuple[str, ...]
    moderators: Mapping[str, Any]
    problem: str = ""
    """Why there is no SD, in words."""

    @property
    def name(self) -> str:
        """Series and category as one text."""
        return " ".join(part for part in (self.series, self.category) if part)


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


def study_lines(studies: Any) -> list[dict[str, Any]]:
    """Lines of a studies table, those that name more of a row first.

    Raises
    ------
    UsageError
        No column figure, or an unknown role.
    """
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


def read_arm(row: Mapping[str, Any], order: int, lines: list[dict[str, Any]], settings: PairingSettings) -> Arm:
    """Read one row as an arm; what stays unknown is empty, and ``problem`` says why."""
    facts = _facts(row, lines)
    known = row if _text(row.get("dispersion")) not in {"", "unknown"} else {}
    dispersion = str(_first(facts.get("dispersion"), known.get("dispersion"), settings.dispersion)).strip().lower()
    n = _number(_first(facts.get("n"), row.get("n"), settings.n))
    level = _number(_first(facts.get("level"), row.get("level"), settings.level))
    figure = _text(row.get("figure"))
    summary = _summary(row, _Bar(dispersion, n, level))
    return Arm(
        place=(figure, _text(row.get("page")), _text(row.get("panel"))),
        series=_text(row.get("series")),
        category=_text(row.get("category")),
        x=_number(row.get("x")),
        order=order,
        role=_role(row, facts, settings),
        n=n,
        study=_text(facts.get("study")) or PurePath(figure).stem,
        comparison=_text(facts.get("comparison")),
        at=_text(facts.get("at")) or settings.at,
        flags=tuple(filter(None, _text(row.get("flags")).split(";"))),
        moderators={name: value for name, value in facts.items() if name not in KNOWN},
        **summary,
    )


@dataclass(frozen=True)
class _Bar:
    """What is known of an error bar beside its length."""

    dispersion: str
    n: float
    level: float


def _summary(row: Mapping[str, Any], bar: _Bar) -> dict[str, Any]:
    """Mean, SD and their uncertainties of one row; an unknown stays empty and is said."""
    mean, error = _number(row.get("mean")), _error(row)
    mean_u, error_u = _number(row.get("mean_u")), _number(row.get("error_u"))
    out = {"mean": mean, "sd": nan, "error": error, "sd_method": "", "mean_u": mean_u, "sd_u": nan}
    out["dispersion"] = bar.dispersion
    try:
        if isnan(mean) and not isnan(_number(row.get("median"))):
            return out | _from_box(row, bar.n)
        if not isnan(_number(row.get("sd"))):
            sd, method = _number(row.get("sd")), _text(row.get("sd_method")) or "given"
        else:
            sd, method = _to_sd(error, bar)
    except ConversionError as failure:
        return out | {"problem": str(failure)}
    sd_u = error_u * sd / error if error > 0 else nan
    return out | {"sd": sd, "sd_method": method, "sd_u": sd_u}


def _error(row: Mapping[str, Any]) -> float:
    arms = [value for value in (_number(row.get("error_low")), _number(row.get("error_high"))) if not isnan(value)]
    return sum(arms) / len(arms) if arms else nan


def _to_sd(error: float, bar: _Bar) -> tuple[float, str]:
    if isnan(error):
        raise ConversionError("No error bar was read.", "Look at the figure's overlay and add it by hand.")
    if bar.dispersion not in set(Dispersion):
        raise ConversionError(f"The dispersion {bar.dispersion!r} is not known.", "Say sd, se, ci, iqr or range.")
    return to_sd(error, bar.dispersion, None if isnan(bar.n) else bar.n, None if isnan(bar.level) else bar.level)


def _from_box(row: Mapping[str, Any], n: float) -> dict[str, Any]:
    """Mean and SD of a box by Luo 2018 and Wan 2014; whiskers are no extremes for certain, so they stay out."""
    if isnan(n):
        raise ConversionError("A box needs n for its mean and SD.", "Give the size of the group.")
    five = {"q1": _number(row.get("q1")), "m": _number(row.get("median")), "q3": _number(row.get("q3")), "n": n}
    mean, sd = convert("luo_s2_iqr", **five)["mean"], convert("wan_s3_iqr", **five)["SD_approx"]
    spread = {"error": five["q3"] - five["q1"], "dispersion": Dispersion.IQR.value}
    return {"mean": mean, "sd": sd, "sd_method": "wan_s3_iqr", **spread}


def _role(row: Mapping[str, Any], facts: Mapping[str, Any], settings: PairingSettings) -> str:
    said = _text(facts.get("role")).lower()
    if said or not settings.control:
        return said or "skip"
    names = {_text(row.get("series")), _text(row.get("category"))}
    if settings.control in names:
        return "control"
    return "treatment" if not settings.treatments or names & set(settings.treatments) else "skip"
