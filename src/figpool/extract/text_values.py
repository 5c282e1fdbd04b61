"""Values printed in text: "72.3 ± 17.1%", "2.32 (95% CI 1.55 to 3.09)", with their group sizes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from figpool.convert import to_sd
from figpool.core.errors import ConversionError
from figpool.core.issues import DOUBT, Flag, Issue
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


_NUMBER = (
    r"[-−–]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+"
    r"|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.·,]\d+)?|[.·]\d+)(?:[eE][-+−]?\d+)?"
)
#: Where a value may begin: not within a word ("IL-6", "kg-1"), nor as a group size or p value.
_BEGIN = r"(?<![\w.])(?<!\d,)(?<!\w[-−–])(?<![nNpP]=)(?<![nNpP] = )(?<![pP] < )(?<![pP]<)"
_STOP = r"(?!(?:vs|versus|and|or|to|in|for|with|at|after|before|compared|n)\b)"
_WORD = r"(?:%|[a-zA-Zµμ°Å][\wµμ/²³⁻¹°·^-]*(?:\s?/\s?\w+)?)"
_UNIT = rf"(?:\s?{_STOP}{_WORD})?"
_UNITS = rf"(?:\s?{_STOP}{_WORD}(?:\s{_STOP}{_WORD}){{0,2}})?"
_POWER = r"\s?[×x·*]\s?10(?:\^?\(?[-−–]?\d{1,2}\)?(?!\d)|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
_ARM = rf"(?P<arm>{_NUMBER})(?P<arm_power>{_POWER})?{_UNIT}"
_PM = re.compile(
    rf"{_BEGIN}(?P<mean>{_NUMBER})(?P<mean_power>{_POWER})?{_UNITS}\s*"
    rf"(?P<open>[\[(]\s*)?(?:±|\\pm|\+/-|\+/−|\+-)\s*{_ARM}(?:\s*\)(?P<both_power>{_POWER}))?"
)
_INTERVAL = re.compile(
    rf"{_BEGIN}(?P<mean>{_NUMBER}){_UNIT}\s*(?:[\[(,;]|with(?: an?)?)?\s*(?:(?P<level>\d{{2}}(?:\.\d+)?)\s?%\s?"
    r"(?:CI|confidence interval)|(?P<what>IQR|interquartile range|range))\s*[:,=]?\s*(?:of\s+)?[\[(]?\s*"
    rf"(?P<low>{_NUMBER})\s*(?:to|,|;|[-–−])\s*(?P<high>{_NUMBER}){_UNIT}\s*[\])]?",
    re.IGNORECASE,
)
_SPREAD = r"s\.?d\.?|s\.?e\.?m?\.?|standard deviation|standard error(?: of the mean)?"
_NAMED = re.compile(
    rf"{_BEGIN}(?P<mean>{_NUMBER}){_UNIT}\s*(?:[\[(]|,|;|with|and)?\s*(?P<what>{_SPREAD})\s*(?:of|[=:])?\s*"
    rf"(?P<arm>{_NUMBER}){_UNIT}(?:\s*[\])])?",
    re.IGNORECASE,
)
#: "mean (SD)" says what the numbers in brackets are, to the end of the sentence.
_HEADING = re.compile(rf"\b(?:means?|averages?)\s*[\[(]\s*(?P<what>{_SPREAD})\s*[\])]", re.IGNORECASE)
_BRACKETED = re.compile(rf"{_BEGIN}(?P<mean>{_NUMBER}){_UNIT}\s*[\[(]\s*(?P<arm>{_NUMBER}){_UNIT}\s*[\])]")
_SENTENCE_END = re.compile(r"(?<!\bvs)[.;]\s|\n|$")
_PARTED = re.compile(
    rf"{_BEGIN}(?P<mean>{_NUMBER}){_UNIT}\s*[\[(]?\s*\+\s?(?P<upper>{_NUMBER})\s*[,;/]?\s*[-−–]\s?(?P<lower>{_NUMBER})"
)
_SIZE = re.compile(r"\b[nN]\s*=\s*(\d+)")
_AFTER = 40
_COUNTED = re.compile(
    r"\b(?:days?|weeks?|months?|years?|hours?|groups?|doses?|arms?|phases?|grades?|stages?|levels?|visits?|tables?"
    r"|figs?\.?|figures?|rats?|mouse|panels?|cohorts?|trials?|d|h|no\.?)\s$",
    re.IGNORECASE,
)
_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


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
    found += [*_bracketed_arms(text), *_parted_arms(text, whole.dispersion, whole.level)]
    sized = [replace(v, n=whole.n) if v.n is None else v for v in found]
    return sorted(sized, key=lambda v: v.start)


def _plus_minus(text: str, common: Dispersion, level: float | None) -> Iterator[TextValue]:
    for match in _PM.finditer(text):
        factors = _factors(match)
        if factors is None:
            continue
        mean, arm = _mean_of(text, match) * factors[0], abs(to_number(match["arm"])) * factors[1]
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


def _printed(words: str) -> str:
    """Return the words of a value on one line; a last line without digits begins what follows."""
    lines = words.strip().splitlines()
    return " ".join(" ".join(lines[:-1] if len(lines) > 1 and not re.search(r"\d", lines[-1]) else lines).split())


def _mean_of(text: str, match: re.Match[str]) -> float:
    """Return the mean of a match: in "day 7 120" the 7 belongs to the word before it, in "was 1 515" the 1 does not."""
    counted = _COUNTED.search(text[: match.start()])
    return to_number(match["mean"].rpartition(" ")[2] if counted else match["mean"])


def _factors(match: re.Match[str]) -> tuple[float, float] | None:
    """Powers of ten of mean and arm; one printed last counts for both, one at the mean alone is ambiguous."""
    mean, arm, both = (_power(match[f"{k}_power"]) for k in ("mean", "arm", "both"))
    if mean is not None and arm is None:
        return None
    common = both if both is not None else arm
    if common is None:
        return 1.0, 1.0
    return (common, common) if mean is None else (mean, common)


def _power(words: str | None) -> float | None:
    """Return the factor of "× 10^6" or "× 10⁶"; None without one."""
    if words is None:
        return None
    digits = words.translate(_PLAIN).rpartition("10")[2] if "^" not in words else words.rpartition("^")[2]
    return 10.0 ** int(re.sub(r"[()]", "", digits).replace("−", "-").replace("–", "-"))


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
        yield _symmetric(text, match, _spread_of(match["what"]))


def _bracketed_arms(text: str) -> Iterator[TextValue]:
    """Values with their spread in brackets, where the text says what stands there: "mean (SD): 12.0 (3.4)"."""
    for heading in _HEADING.finditer(text):
        end = _SENTENCE_END.search(text, heading.end())
        assert end is not None
        for match in _BRACKETED.finditer(text, heading.end(), end.start()):
            yield _symmetric(text, match, _spread_of(heading["what"]))


def _spread_of(name: str) -> Dispersion:
    return Dispersion.SD if re.match(r"s\.?d|standard deviation", name, re.IGNORECASE) else Dispersion.SE


def _symmetric(text: str, match: re.Match[str], dispersion: Dispersion) -> TextValue:
    arm, size = abs(to_number(match["arm"])), _size(text, match.end("arm"))
    return TextValue(to_number(match["mean"]), arm, arm, dispersion, None, size, match.group(0), match.start())


def _parted_arms(text: str, common: Dispersion, level: float | None) -> Iterator[TextValue]:
    """Values with two arms: "12 (+3, −2)", "12 +3/-2"."""
    for match in _PARTED.finditer(text):
        mean, lower, upper = to_number(match["mean"]), *(abs(to_number(match[k])) for k in ("lower", "upper"))
        level_of = level if common is Dispersion.CI else None
        size = _size(text, match.end())
        yield TextValue(mean, lower, upper, common, level_of, size, match.group(0), match.start())


def _size(text: str, end: int) -> float | None:
    """Group size printed right after a value, before the next one."""
    after = text[end : end + _AFTER]
    following = re.search(r"±|\+/-|[;.]\s|\n", after)
    match = _SIZE.search(after[: following.start()] if following else after)
    return float(match.group(1)) if match else None


def to_number(text: str) -> float:
    """Return the number of a printed value; a comma before three digits parts thousands, else it is a decimal comma."""
    clean = re.sub(r"\s", "", text).replace("−", "-").replace("–", "-").replace("·", ".")
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?:[eE].*)?", clean):
        return float(clean.replace(",", ""))
    if re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+,\d+(?:[eE].*)?", clean):
        clean = clean.replace(".", "")
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
    sd, method, doubts = _sd(value)
    quartiles = value.dispersion is Dispersion.IQR  # quartiles are printed with a median
    return GroupSummary(
        figure=source,
        page=None,
        panel="",
        kind="box" if quartiles else "point",
        series="",
        category=_printed(value.words),
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
        issues=doubts,
        provenance=Provenance("", "text.values/1", {"start": float(value.start)}),
    )


def _sd(value: TextValue) -> tuple[float | None, str, tuple[Issue, ...]]:
    """SD, its formula, and why it is empty although the text says what the arm is."""
    if value.dispersion is Dispersion.UNKNOWN:
        return None, "", ()
    try:
        sd, method = to_sd(value.lower, value.dispersion, value.n, value.level, error_upper=value.upper)
    except ConversionError as error:
        return None, "", (Issue(Flag.SD_UNKNOWN, f"No SD: {error}", DOUBT),)
    return sd, method, ()
