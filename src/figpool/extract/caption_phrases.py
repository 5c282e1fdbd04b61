"""Phrases of captions: what error bars show, how many were in a group, significance marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from figpool.core.summary import Dispersion


@dataclass(frozen=True, slots=True)
class CaptionPhrase:
    """Words of a caption that say something.

    Parameters
    ----------
    kind : str
        "dispersion", "n" or "note".
    value : str
        What they say: a dispersion, a number or range (with a question mark when it is
        not one number for a group), a note.
    words : str
        As printed.
    start : int
        Position of the first character in the caption.
    """

    kind: str
    value: str
    words: str
    start: int


_PM = r"(?:±|∓|\\pm|\+/[-−–]|[-−–]/\+|\+[-−–]|\+\s?/\s?[-−–]|plus or minus)"
_SE = r"(?:s\.?\s?e\.?\s?m?\.?s?(?![a-z])|standard errors?(?: of (?:the )?means?)?)"
_SD = r"(?:s\.?\s?d\.?s?(?![a-z])|standard deviations?|st\.?\s?dev\.?)"
_LEVEL = r"(?P<level>\d{2}(?:\.\d+)?)\s?%"
_CI = rf"(?:{_LEVEL}\s?(?:c\.?[il]\.?s?(?![a-z])|confidence (?:intervals?|limits?)))"
_IQR = r"(?:i\.?q\.?r\.?s?(?![a-z])|inter-?quartile ranges?)"
_RANGE = (
    r"(?:(?:full |data )?ranges?\b(?! (?:of|from|between|in|was|is)\b)"
    r"|min(?:imum)?(?:\.| |-)+(?:to|and|-)(?: |-)*max(?:imum)?)"
)
_BARS = (
    r"(?:(?<!scale )(?:errors? )?bars?|whiskers?|vertical lines|shad(?:ed|ing)(?: areas?| bands?| regions?)?"
    r"|bands|ribbons?|data|values?|results|numbers)(?:\s+(?:on|above|of|in|for)\s+(?:the\s+)?(?:bars|columns|symbols|points))?"
)
_LINK_WORDS = (
    "are is were was show shows showing represent represents representing indicate indicates indicating denote denotes"
    " reflect reflects express stand|for calculated|as equal|to mark depict depicts correspond|to give given|as"
    " expressed|as presented|as shown|as reported|as the a mean|values?"
    " means? medians? averages? group"
)
_LINK = r"(?:\s+(?:" + "|".join(w.replace("|", r"\s") for w in _LINK_WORDS.split()) + r"|\(|=|:))*"
_ONE = r"(?:(?:1|one)\s+)?"
_PUT = r"(?:shown|indicated|given|displayed|plotted|represented|drawn|depicted)"
_CENTRE = r"(?:means?|medians?|averages?)(?:\s+values?)?"
_NAMES = (
    (_SE, Dispersion.SE),
    (_SD, Dispersion.SD),
    (_CI, Dispersion.CI),
    (_IQR, Dispersion.IQR),
    (_RANGE, Dispersion.RANGE),
)
_ANY_NAME = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:or|and|/|,)\s*(?:the\s+)?(?P<name>"
    + "|".join(re.sub(r"\?P<\w+>", "?:", name) for name, _ in _NAMES)
    + ")",
    re.IGNORECASE,
)

#: Ways to say it, around the NAME of a spread.
_WAYS = (
    rf"\b(?:{_CENTRE}|values?)\s*(?:\([^)]{{0,20}}\)\s*)?(?:{_PM}|\+|plus)\s*{_ONE}(?:the )?NAME",
    rf"\b{_BARS}{_LINK}[\s:=,(]*{_PM}?\s*{_ONE}NAME",
    rf"{_PM}\s*{_ONE}NAME",
    rf"{_PM}\s*(?:denotes?|indicates?|represents?|means|is|=|:)\s*(?:the )?NAME",
    rf"\b{_CENTRE}\s*(?:\(|\[|,|with|and)\s*(?:their |the )?NAME",
    r"NAME\s+(?:are|is)\s+(?:shown|indicated|given)",
    rf"NAME\s+(?:(?:are|is)\s+)?{_PUT}\s+(?:as|by)\s+(?:\w+\s+)?(?:error )?bars",
    r"NAME\s+(?:error )?bars\b",
)
_SPREAD_RULES = tuple(
    (re.compile(way.replace("NAME", rf"(?<![a-z.]){name}"), re.IGNORECASE), dispersion)
    for name, dispersion in _NAMES
    for way in _WAYS
)
#: Without error bars, and pictures of a scanning electron microscope: no statement about a spread.
_DENIED = re.compile(r"\b(?:no|without)\s+$", re.IGNORECASE)
_MICROSCOPE = re.compile(
    r"micrograph|microscop|\bSEM\s+(?:images?|pictures?|photo|analysis|observation)", re.IGNORECASE
)
_IS_SHOWN = re.compile(r"s\.?\s?e\.?m\.?\s+(?:are|is)\s+", re.IGNORECASE)


def find_dispersions(text: str) -> Iterator[CaptionPhrase]:
    """Yield the statements about what error bars show; "SD or SEM" gives both."""
    for pattern, dispersion in _SPREAD_RULES:
        for match in pattern.finditer(text):
            words = match.group(0).strip(" ,;(")
            if _DENIED.search(text[: match.start()]) or (_IS_SHOWN.match(words) and _MICROSCOPE.search(text)):
                continue
            level = match.groupdict().get("level")
            yield CaptionPhrase("dispersion", _spread_value(dispersion, level), words, match.start())
            other = _ANY_NAME.match(text, match.end())
            if other is not None:
                yield CaptionPhrase("dispersion", _value_of_name(other["name"]), other["name"], other.start("name"))


def _spread_value(dispersion: Dispersion, level: str | None) -> str:
    return f"{dispersion.value} {level}" if level else dispersion.value


def _value_of_name(words: str) -> str:
    """Value of a bare name ("SEM", "95% CI")."""
    for name, dispersion in _NAMES:
        match = re.fullmatch(name, words, re.IGNORECASE)
        if match is not None:
            return _spread_value(dispersion, match.groupdict().get("level"))
    return ""


_WORDS = {
    w: str(i)
    for i, w in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=2
    )
}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)|\d{1,4}"
_OTHER_UNIT = (
    r"(?!\.?\d|\s*(?:%|days?|d\b|weeks?|wks?\b|months?|years?|hours?|hrs?\b|h\b|min\b|s\b|[µμ]|mg|ml|mm\b|cm\b))"
)
_LINKED = r"(?:\s*(?:[-–−/]|to|or|and|,|,\s*and|,\s*or|&)\s*)"
_COUNT = r"(?:\d{1,4}|" + "|".join(_WORDS) + ")"
_SUBJECTS = (
    r"(?:animals?|mice|rats?|rabbits?|pigs?|dogs?|sheep|patients?|subjects?|samples?|donors?|replicates?|specimens?"
    r"|participants?|implants?|defects?|volunteers?|wells?|cultures?)"
)
_N_RULES = (
    re.compile(
        rf"\b[nN]\s*(?:=|≥|>=|>|:|of)\s*(?P<numbers>(?:{_NUMBER})(?:{_LINKED}(?:{_NUMBER})(?!\d){_OTHER_UNIT})*)"
    ),
    re.compile(
        rf"(?<![=<>.\d] )(?<![=<>.])\b(?P<numbers>{_COUNT}(?:{_LINKED}{_COUNT})*)\s+"
        rf"(?:{_SUBJECTS}\s+(?:were\s+)?(?:used\s+)?(?:per|in each|for each)\b|(?:per|in each) (?:\w+ )?group\b)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\beach (?:\w+ )?group (?:consist(?:ed|s) of|contain(?:ed|s)|compris(?:ed|es)|had|has|includ(?:ed|es)) "
        rf"(?P<numbers>{_COUNT}(?:{_LINKED}{_COUNT})*)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:group|sample) sizes?\s*(?:of|was|were|=|:)?\s*"
        rf"(?P<numbers>(?:{_NUMBER})(?:(?:\s+[a-z]+)?{_LINKED}(?:{_NUMBER}))*)",
        re.IGNORECASE,
    ),
)
#: Words before and after a number that make it another thing than the size of every group.
_LOOSE_BEFORE = re.compile(
    r"(?:total|overall|altogether|least|minimum(?: of)?|up to|maximum(?: of)?|more than|over|about|approximately|~"
    r"|[≥>≤<]|between|\d\s*(?:to|or|[-–/])|(?:" + "|".join(_WORDS) + r")\s+(?:to|or))\s*$",
    re.IGNORECASE,
)
_LOOSE_AFTER = re.compile(r"\s*(?:±|\.\d|\+/-|or more|in total|total\b|altogether)", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|unless|apart from|other than)\b", re.IGNORECASE)
_BARE = re.compile(r"\((\d{1,4})\)")


def find_sizes(text: str) -> Iterator[CaptionPhrase]:
    """Yield the statements about group sizes; those that give no one number for a group end in a question mark."""
    for pattern in _N_RULES:
        for match in pattern.finditer(text):
            numbers = [_WORDS.get(g.lower(), g.replace(",", "")) for g in _numbers_of(match["numbers"])]
            loose = (
                len(set(numbers)) != 1
                or re.search(r"[≥>]", match.group(0))
                or _LOOSE_BEFORE.search(text[: match.start()])
                or _LOOSE_AFTER.match(text, match.end())
                or _EXCEPT.search(text, match.end())
            )
            value = "-".join(numbers) + "?" if loose else numbers[0]
            yield CaptionPhrase("n", value, match.group(0), match.start())
            if text[match.start() - 1 : match.start()] == "(":  # "sham (n = 6), SCI (7)"
                yield from _bare_sizes(text, match.end())


def _numbers_of(words: str) -> list[str]:
    return re.findall(rf"{_NUMBER}|" + "|".join(_WORDS), words, re.IGNORECASE)


def _bare_sizes(text: str, start: int) -> Iterator[CaptionPhrase]:
    """Numbers alone in brackets after a size in brackets, in the same sentence."""
    end = re.compile(r"[.;]\s|$").search(text, start)
    assert end is not None
    for match in _BARE.finditer(text, start, end.start()):
        yield CaptionPhrase("n", match[1], match.group(0), match.start())


_NOTE_RULES = (
    re.compile(r"[*†‡§#¶]+\s*(?:and\s*[*†‡§#¶]+\s*)?:?,?\s*(?:indicates?\s*)?[pP]\s*[<≤=>]\s*0?[.·,]\d+"),
    re.compile(r"\b[pP]\s*[<≤=>]\s*0?[.·,]\d+"),
    re.compile(r"\bn\.?s\.?\s*[,:=]\s*not significant", re.IGNORECASE),
    re.compile(r"\b(?:different|same|unlike|common) (?:letters|superscripts)[^.;]*", re.IGNORECASE),
)


def find_notes(text: str) -> Iterator[CaptionPhrase]:
    """Yield significance marks and what letters above bars mean, as printed."""
    for pattern in _NOTE_RULES:
        for match in pattern.finditer(text):
            yield CaptionPhrase("note", match.group(0).strip(), match.group(0).strip(), match.start())
