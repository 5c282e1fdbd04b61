"""Captions: what the error bars are and how many were in a group, with the words it came from.

A caption is a suggestion, never a fact: every reading keeps its words and their
place, and where two statements contradict each other nothing is suggested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from figpool.core.summary import Dispersion


@dataclass(frozen=True, slots=True)
class CaptionPhrase:
    """Words of a caption that say something.

    Parameters
    ----------
    kind : str
        "dispersion", "n" or "note".
    value : str
        What they say: a dispersion, a number or range, a note.
    words : str
        As printed.
    start : int
        Position of the first character in the caption.
    """

    kind: str
    value: str
    words: str
    start: int


@dataclass(frozen=True)
class CaptionReading:
    """What a caption suggests.

    Parameters
    ----------
    text : str
        The caption.
    dispersion : Dispersion
        What the error bars show; UNKNOWN when nothing is said or statements differ.
    level : float or None
        Level of a confidence interval.
    n : float or None
        Size of every group; None when it is a range, or differs between groups.
    n_words : str
        All that was said about group sizes.
    notes : tuple of str
        Significance marks and other statements, as printed.
    phrases : tuple of CaptionPhrase
        Where all this was said.
    """

    text: str
    dispersion: Dispersion = Dispersion.UNKNOWN
    level: float | None = None
    n: float | None = None
    n_words: str = ""
    notes: tuple[str, ...] = ()
    phrases: tuple[CaptionPhrase, ...] = field(default_factory=tuple)


_PM = r"(?:±|\+/[-−–]|\+[-−–]|\+\s?/\s?[-−–]|plus or minus)"
_SE = r"(?:s\.?\s?e\.?\s?m?\.?(?![a-z])|standard errors?(?: of the means?)?)"
_SD = r"(?:s\.?\s?d\.?(?![a-z])|standard deviations?|st\.?\s?dev\.?)"
_CI = r"(?:(?P<level>\d{2}(?:\.\d+)?)\s?%\s?(?:c\.?[il1]\.?(?![a-z])|confidence (?:intervals?|limits?)))"
_IQR = r"(?:i\.?q\.?r\.?(?![a-z])|inter-?quartile ranges?)"
_RANGE = r"(?:(?:full |data )?range(?! of)|min(?:imum)?(?:\.| |-)+(?:to|and|-)(?: |-)*max(?:imum)?)"
_BARS = r"(?:error bars?|bars|whiskers?|vertical lines|data|values?|results|numbers)"
_LINK_WORDS = (
    "are is were was show shows represent represents indicate indicates denote denotes mark depict correspond|to give "
    "given|as expressed|as presented|as shown|as reported|as the a one 1 mean|values? means? averages? group"
)
_LINK = r"(?:\s+(?:" + "|".join(w.replace("|", r"\s") for w in _LINK_WORDS.split()) + r"|\(|=|:))*"
_NAMES = (
    (_SE, Dispersion.SE),
    (_SD, Dispersion.SD),
    (_CI, Dispersion.CI),
    (_IQR, Dispersion.IQR),
    (_RANGE, Dispersion.RANGE),
)

_DISPERSION_RULES: tuple[tuple[re.Pattern[str], Dispersion], ...] = tuple(
    (re.compile(pattern.format(name=name), re.IGNORECASE), dispersion)
    for name, dispersion in _NAMES
    for pattern in (
        r"\b(?:means?|medians?|averages?|values?)\s*(?:\([^)]{{0,20}}\)\s*)?" + _PM + r"\s*(?:1\s*)?{name}",
        r"\b" + _BARS + _LINK + r"[\s:=,(]*" + _PM + r"?\s*{name}",
        _PM + r"\s*{name}",
        r"\b(?:means?|medians?)\s*(?:\(|,|with|and)\s*{name}",
        r"{name}\s+(?:are|is)\s+(?:shown|indicated|given)",
    )
)
_WORDS = {
    w: str(i)
    for i, w in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=2
    )
}
_NUMBER = r"(\d{1,4}(?:,\d{3})*)"
_COUNT = r"(\d{1,4}|" + "|".join(_WORDS) + ")"
_N_RULES = (
    re.compile(
        r"\b[nN]\s*(?:=|≥|>=|>|:)\s*"
        + _NUMBER
        + r"(?:\s*(?:[-–−]|to|or)\s*"
        + _NUMBER
        + r")?(?:\s*,?\s*(?:and|or|,)\s*"
        + _NUMBER
        + r"(?!\s*(?:%|days|weeks|hours|h\b)))?"
    ),
    re.compile(
        r"(?<![=<>] )\b"
        + _COUNT
        + r"(?:\s*[-–−]\s*"
        + _COUNT
        + r")?\s+(?:animals|mice|rats|rabbits|patients|subjects|samples|donors|replicates|specimens|participants"
        r"|implants|defects)\s+(?:per|in each|for each)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:group size|sample size)s?\s*(?:of|was|were|=|:)?\s*" + _NUMBER, re.IGNORECASE),
)
_NOTE_RULES = (
    re.compile(r"[*†‡§#¶]+\s*(?:and\s*[*†‡§#¶]+\s*)?:?,?\s*(?:indicates?\s*)?[pP]\s*[<≤=>]\s*0?[.·,]\d+"),
    re.compile(r"\b[pP]\s*[<≤=>]\s*0?[.·,]\d+"),
    re.compile(r"\bn\.?s\.?\s*[,:=]\s*not significant", re.IGNORECASE),
    re.compile(r"\b(?:different|same|unlike|common) (?:letters|superscripts)[^.;]*", re.IGNORECASE),
)


def read_caption(text: str) -> CaptionReading:
    """Read what a caption says about error bars, group sizes and significance marks.

    Parameters
    ----------
    text : str
        The caption, line breaks allowed.

    Returns
    -------
    CaptionReading
        Contradicting statements leave `dispersion` unknown and `n` empty.

    Examples
    --------
    >>> reading = read_caption("Values are mean ± SEM, n = 8 per group. *p < 0.05")
    >>> reading.dispersion.value, reading.n, reading.notes
    ('se', 8.0, ('*p < 0.05',))
    """
    clean = re.sub(r"\s+", " ", text)
    spread = _distinct(list(_dispersions(clean)))
    sizes = _distinct(list(_sizes(clean)))
    notes = _distinct(list(_notes(clean)))
    said = {p.value for p in spread}
    dispersion, level = _settled(said)
    return CaptionReading(
        clean,
        dispersion,
        level,
        _one_number({p.value for p in sizes}),
        "; ".join(p.words for p in sizes),
        tuple(p.words for p in notes),
        tuple(sorted([*spread, *sizes, *notes], key=lambda p: p.start)),
    )


def _dispersions(text: str) -> Iterator[CaptionPhrase]:
    for pattern, dispersion in _DISPERSION_RULES:
        for match in pattern.finditer(text):
            level = match.groupdict().get("level")
            value = f"{dispersion.value} {level}" if level else dispersion.value
            yield CaptionPhrase("dispersion", value, match.group(0).strip(" ,;("), match.start())


def _sizes(text: str) -> Iterator[CaptionPhrase]:
    for pattern in _N_RULES:
        for match in pattern.finditer(text):
            numbers = [_WORDS.get(g.lower(), g.replace(",", "")) for g in match.groups() if g]
            exact = len(set(numbers)) == 1 and not re.search(r"[≥>]", match.group(0))
            yield CaptionPhrase("n", numbers[0] if exact else "-".join(numbers) + "?", match.group(0), match.start())


def _notes(text: str) -> Iterator[CaptionPhrase]:
    for pattern in _NOTE_RULES:
        for match in pattern.finditer(text):
            yield CaptionPhrase("note", match.group(0).strip(), match.group(0).strip(), match.start())


def _distinct(phrases: list[CaptionPhrase]) -> list[CaptionPhrase]:
    """Drop phrases that lie within longer ones; keep reading order."""
    kept: list[CaptionPhrase] = []
    for phrase in sorted(phrases, key=lambda p: -len(p.words)):
        end = phrase.start + len(phrase.words)
        if not any(k.kind == phrase.kind and phrase.start < k.start + len(k.words) and k.start < end for k in kept):
            kept.append(phrase)
    return sorted(kept, key=lambda p: p.start)


def _settled(said: set[str]) -> tuple[Dispersion, float | None]:
    if len(said) != 1:
        return Dispersion.UNKNOWN, None
    name, _, level = next(iter(said)).partition(" ")
    return Dispersion(name), float(level) / 100 if level else None


def _one_number(said: set[str]) -> float | None:
    if len(said) != 1 or "?" in (value := next(iter(said))):
        return None
    return float(value)
