"""Values printed in text: "72.3 ± 17.1%", "2.32 (95% CI 1.55 to 3.09)", with their group sizes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from figpool.convert import to_sd
from figpool.core.errors import ConversionError
from figpool.core.provenance import Provenance
from figpool.core.summary import Dispersion, GroupSummary
from figpool.extract.captions import read_caption


@dataclass(frozen=True, slots=True)
class TextValue:
    """One value found in a text.

    Parameters
    ----------
    mean : float
        The value.
    lower, upper : float
        Lengths of its arms.
    dispersion : Dispersion
        What they are; UNKNOWN where the text does not say.
    level : float or None
        Level of a confidence interval.
    n : float or None
        Group size printed beside it.
    words : str
        As printed.
    start : int
        Position of the first character.
    """

    mean: float
    lower: float
    upper: float
    dispersion: Dispersion
    level: float | None
    n: float | None
    words: str
    start: int


_NUMBER = r"[-−–]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.·,]\d+)?|[.·]\d+)(?:[eE][-+−]?\d+)?"
_UNIT = r"(?:\s?(?!(?:vs|versus|and|or|to|in|for|with|at|after|before|compared|n)\b)" + (
    r"(?:%|[a-zA-Zµμ°Å][\wµμ/²³⁻¹°·^-]*(?:\s?/\s?\w+)?))?"
)
_PM = re.compile(rf"(?<![\w.])(?P<mean>{_NUMBER}){_UNIT}\s*(?:±|\+/-|\+/−|\+-)\s*(?P<arm>{_NUMBER}){_UNIT}")
_INTERVAL = re.compile(
    rf"(?<![\w.])(?P<mean>{_NUMBER}){_UNIT}\s*[\[(]\s*(?:(?P<level>\d{{2}}(?:\.\d+)?)\s?%\s?"
    r"(?:CI|confidence interval)|(?P<what>IQR|interquartile range|range))\s*[:,=]?\s*"
    rf"(?P<low>{_NUMBER})\s*(?:to|,|;|[-–−])\s*(?P<high>{_NUMBER}){_UNIT}\s*[\])]?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?<![\w.])(?P<mean>{_NUMBER}){_UNIT}\s*(?:[\[(]|,|;|with|and)?\s*(?P<what>s\.?d\.?|s\.?e\.?m?\.?)\s*(?:of|[=:])?\s*"
    rf"(?P<arm>{_NUMBER}){_UNIT}(?:\s*[\])])?",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\b[nN]\s*=\s*(\d+)")
_AFTER = 40


def read_values(text: str) -> list[TextValue]:
    """Find values with their spread in a text.

    Parameters
    ----------
    text : str
        Prose or one value a line.

    Returns
    -------
    list of TextValue
        In order; what the arms are is said by the text near a value, else by the
        whole text when it says so once.

    Examples
    --------
    >>> value = read_values("1515.6 ± 211.8 pg/mL (n = 4)")[0]
    >>> value.mean, value.upper, value.n
    (1515.6, 211.8, 4.0)
    """
    whole = read_caption(text)
    found = [*_plus_minus(text, whole.dispersion, whole.level), *_intervals(text), *_named_arms(text)]
    sized = [replace(v, n=whole.n) if v.n is None else v for v in found]
    return sorted(sized, key=lambda v: v.start)


def _plus_minus(text: str, common: Dispersion, level: float | None) -> Iterator[TextValue]:
    for match in _PM.finditer(text):
        mean, arm = to_number(match["mean"]), abs(to_number(match["arm"]))
        said = (_named(text[end : end + _AFTER]) for end in (match.end("arm"), match.end()))
        dispersion = next((d for d in said if d is not Dispersion.UNKNOWN), common)
        yield TextValue(
            mean,
            arm,
            arm,
            dispersion,
            level if dispersion is Dispersion.CI else None,
            _size(text, match.end()),
            match.group(0),
            match.start(),
        )


def _named(after: str) -> Dispersion:
    """Return what the words right after a value call its arm."""
    near = read_caption("± " + after.lstrip(" ("))
    begins = bool(near.phrases) and near.phrases[0].kind == "dispersion" and near.phrases[0].start < 3
    return near.dispersion if begins else Dispersion.UNKNOWN


def _intervals(text: str) -> Iterator[TextValue]:
    for match in _INTERVAL.finditer(text):
        mean, low, high = (to_number(match[k]) for k in ("mean", "low", "high"))
        if not low <= mean <= high:
            continue
        what = (match["what"] or "").lower()
        dispersion = Dispersion.CI if match["level"] else Dispersion.RANGE if what == "range" else Dispersion.IQR
        level = float(match["level"]) / 100 if match["level"] else None
        yield TextValue(
            mean,
            round(mean - low, 10),
            round(high - mean, 10),
            dispersion,
            level,
            _size(text, match.end()),
            match.group(0),
            match.start(),
        )


def _named_arms(text: str) -> Iterator[TextValue]:
    """Values whose spread is named before it: "12.0 (SD 3.4)", "mean 4.5, SEM 1.2"."""
    for match in _NAMED.finditer(text):
        arm = abs(to_number(match["arm"]))
        dispersion = Dispersion.SD if "d" in match["what"].lower() else Dispersion.SE
        size = _size(text, match.end("arm"))
        yield TextValue(to_number(match["mean"]), arm, arm, dispersion, None, size, match.group(0), match.start())


def _size(text: str, end: int) -> float | None:
    """Group size printed right after a value, before the next one."""
    after = text[end : end + _AFTER]
    following = re.search(r"±|\+/-|[;.]\s|\n", after)
    match = _SIZE.search(after[: following.start()] if following else after)
    return float(match.group(1)) if match else None


def to_number(text: str) -> float:
    """Return the number of a printed value; a comma before three digits parts thousands, else it is a decimal comma."""
    clean = text.replace("−", "-").replace("–", "-").replace("·", ".")
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?:[eE].*)?", clean):
        return float(clean.replace(",", ""))
    return float(clean.replace(",", "."))


def to_rows(values: list[TextValue], source: str = "text") -> list[GroupSummary]:
    """Turn values into rows of the row contract; positions stay empty (not a number).

    Parameters
    ----------
    values : list of TextValue
        From `read_values`.
    source : str
        Name for the column `figure`.
    """
    return [_row(v, source) for v in values]


def _row(value: TextValue, source: str) -> GroupSummary:
    sd, method = _sd(value)
    quartiles = value.dispersion is Dispersion.IQR  # quartiles are printed with a median
    return GroupSummary(
        figure=source,
        page=None,
        panel="",
        kind="box" if quartiles else "point",
        series="",
        category=value.words,
        x=None,
        mean=None if quartiles else value.mean,
        error_low=None if quartiles else value.lower,
        error_high=None if quartiles else value.upper,
        median=value.mean if quartiles else None,
        q1=round(value.mean - value.lower, 10) if quartiles else None,
        q3=round(value.mean + value.upper, 10) if quartiles else None,
        whisker_low=None,
        whisker_high=None,
        dispersion=value.dispersion,
        level=value.level,
        n=value.n,
        sd=sd,
        sd_method=method,
        mean_u=None,
        error_u=None,
        x_px=math.nan,
        y_px=math.nan,
        source="manual",
        provenance=Provenance("", "text.values/1", {"start": float(value.start)}),
    )


def _sd(value: TextValue) -> tuple[float | None, str]:
    if value.dispersion is Dispersion.UNKNOWN:
        return None, ""
    try:
        return to_sd(value.lower, value.dispersion, value.n, value.level, error_upper=value.upper)
    except ConversionError:
        return None, ""
