"""Spelling of names that the recogniser misread: letters and digits that look alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

#: Letters that digits are read as.
_DIGITS = str.maketrans("IlL|OoSZB", "111100528")

#: A number with its unit, and letters of units that are read as one another.
_NUMBERED, _LOOKALIKES = re.compile(r"(\d+(?:[.,]\d+)?\s*)([A-Za-z]+)"), str.maketrans("by", "hv")

#: Units of one letter that are read as a digit.
_AS_DIGIT = {"d": "0", "g": "9", "s": "5", "h": "6"}

#: Letters with a number behind them.
_LETTERED = re.compile(r"([A-Za-z]+)\d+")

#: A word with a number, or what was read as one, behind it.
_COUNTED = re.compile(r"([A-Za-z]{3,})(\s*)(\S+)")

#: An l among capitals: between two, or behind two.
_CAPITAL_L = re.compile(r"(?<=[A-Z])l(?=[A-Z+\-]|\b)")

#: Pairs of letters read as one, and usual words of figures that have such a pair.
_RUN_TOGETHER = (("d", "cl"), ("m", "rn"))
_USUAL = frozenset(
    {"vehicle", "vehicles", "muscle", "nuclear", "nucleus", "cycle", "cycles", "cyclic", "particle", "particles"}
    | {"ventricle", "external", "internal", "western"}
)

#: Metals and others before Cl.
_CHLORIDE = re.compile(r"(?:\bH|Na|K|Ca|Mg|Li|Al|Zn|Fe|Mn|Cu|Co|Ni|Ba|NH4|NH₄)Cl")


def agree_on_letters(words: Sequence[str]) -> list[str]:
    """Repair letters that look alike: I read as l among capitals, digits read as letters among numbers.

    An l between capitals is an I, but in a chloride; a word that the figure prints elsewhere decides first.

    Examples
    --------
    >>> agree_on_letters(["SCI", "SCl + CM", "HCl"])
    ['SCI', 'SCI + CM', 'HCl']
    >>> agree_on_letters(["I", "3", "7", "l4"])
    ['1', '3', '7', '14']
    >>> agree_on_letters(["Vehide", "Intemal control", "Hide"])
    ['Vehicle', 'Internal control', 'Hide']
    """
    numbers = sum(w.strip().isdigit() for w in words)
    if 2 * numbers >= len(words) > 1:
        digits = [w.translate(_DIGITS) for w in words]
        words = [d if d.strip().isdigit() else w for w, d in zip(words, digits, strict=True)]
    words = [" ".join(map(_usual_word, w.split())) for w in _with_zeros(_with_one_unit(words))]
    tokens = {token for text in words for token in text.split()}
    known = {token.replace("l", "I"): token for token in tokens if "l" not in token and "I" in token}
    return [
        " ".join(known.get(t.replace("l", "I")) or _CAPITAL_L.sub(_as_capital, t) for t in text.split())
        for text in words
    ]


def _usual_word(token: str) -> str:
    """Return the usual word of which two letters were read as one, else the token itself."""
    spellings = (
        token[:i] + pair + token[i + 1 :]
        for letter, pair in _RUN_TOGETHER
        for i, c in enumerate(token)
        if c == letter and i
    )
    return next((spelling for spelling in spellings if spelling.lower() in _USUAL), token)


def _with_one_unit(words: Sequence[str]) -> list[str]:
    """Repair the unit of one label of a series of numbers by that of the others (24 h, 48 h, 72 b).

    A unit read as a digit (30 for 3 d) is one where only then the numbers are in order.

    Examples
    --------
    >>> _with_one_unit(["24 h", "48 h", "72 b"]), _with_one_unit(["1 d", "2 d", "1 w"])
    (['24 h', '48 h', '72 h'], ['1 d', '2 d', '1 w'])
    >>> _with_one_unit(["30", "7 d", "14 d"]), _with_one_unit(["7 d", "14 d", "30"])
    (['3 d', '7 d', '14 d'], ['7 d', '14 d', '30'])
    """
    parts = [_NUMBERED.fullmatch(w.strip()) for w in words]
    units = [p.group(2) for p in parts if p is not None]
    usual = max(units, key=units.count, default="")
    if units.count(usual) < 2:
        return list(words)
    repaired = [
        p.group(1) + usual if p is not None and p.group(2).translate(_LOOKALIKES) == usual.translate(_LOOKALIKES) else w
        for p, w in zip(parts, words, strict=True)
    ]
    before = next(p.group(1) for p in parts if p is not None and p.group(2) == usual)
    gap = before[len(before.rstrip()) :]
    parted = [
        w[:-1] + gap + usual if w.isdigit() and len(w) > 1 and w[-1] == _AS_DIGIT.get(usual) else w for w in repaired
    ]
    return parted if _in_order(parted) and not _in_order(repaired) else repaired


def _in_order(words: Sequence[str]) -> bool:
    """Whether all labels begin with numbers, each larger than the one before."""
    numbers = [float(m.group()) for w in words if (m := re.match(r"\d+", w))]
    return len(numbers) == len(words) and all(a < b for a, b in pairwise(numbers))


def _with_zeros(words: Sequence[str]) -> list[str]:
    """Read an O behind the letters that come with numbers elsewhere as zero.

    Examples
    --------
    >>> _with_zeros(["P40", "PO"]), _with_zeros(["CO", "NO"])
    (['P40', 'P0'], ['CO', 'NO'])
    """
    stems = {m.group(1) for w in words if (m := _LETTERED.fullmatch(w.strip()))}
    return [w[:-1] + "0" if w.strip()[-1:] in ("O", "o") and w.strip()[:-1] in stems else w for w in words]


def _as_capital(match: re.Match[str]) -> str:
    return match.group() if _CHLORIDE.search(match.string) else match.group().replace("l", "I")


def agree_on_word(words: Sequence[str], doubted: Sequence[bool]) -> list[str]:
    """Repair doubted labels of a series that count on by one word: Week 2, Wedk 4, Week B.

    Parameters
    ----------
    words : sequence of str
        Labels of an axis.
    doubted : sequence of bool
        Which of them were read with little certainty; the others stay.

    Returns
    -------
    list of str

    Examples
    --------
    >>> agree_on_word(["Week 2", "Wedk 4", "Week B"], [False, True, True])
    ['Week 2', 'Week 4', 'Week 8']
    >>> agree_on_word(["Test 1", "Test 2", "Rest 1"], [False, False, False])
    ['Test 1', 'Test 2', 'Rest 1']
    >>> agree_on_word(["Test 1", "Test 2", "Rest 1"], [False, False, True])
    ['Test 1', 'Test 2', 'Rest 1']
    """
    parts = [_COUNTED.fullmatch(w.strip()) for w in words]
    stems = [p.group(1) for p in parts if p is not None]
    usual = max(stems, key=stems.count, default="")
    sure = [p is not None and p.group(3).isdigit() for p, d in zip(parts, doubted, strict=True) if not d]
    if stems.count(usual) < 2 or len(stems) < len(words) or not sure or not all(sure):
        return list(words)

    def repaired(word: str, part: re.Match[str] | None) -> str:
        if part is None or len(part.group(1)) != len(usual):
            return word
        number = part.group(3).translate(_DIGITS)
        alike = sum(a != b for a, b in zip(part.group(1), usual, strict=True)) <= 1
        repair = usual + part.group(2) + number
        return repair if alike and number.isdigit() and repair not in words else word

    return [repaired(w, p) if d else w for w, p, d in zip(words, parts, doubted, strict=True)]
