"""Strings -> the numbers they may stand for.

A label is seldom beyond doubt: '35-' is 35 with its tick mark, '1,000' a
thousand or one, '02' has lost its point, '103' may be 10³. Each possible
number is returned with a penalty (0 plain .. 1 hardly); the axis fit picks the
reading that agrees with the neighbours. Words give no reading.

Reading goes in two steps: `_spellings` undoes what the recogniser adds or
confuses, then every grammar in `_GRAMMARS` that matches a spelling gives
numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from figpool.core.axes import NumberReading
from figpool.core.slips import Slip
from figpool.ocr.clean import clean_text, lower_superscripts

MAX_PENALTY = 0.95
_LETTERS, _DIGITS = "lI|i!][OoDQSsBZzgqbGAT", "1111111000055822996647"
_LETTER_TABLE = str.maketrans(_LETTERS, _DIGITS)
#: Letters that a lone digit is read as; other lone letters are letters of significance.
_LONE_LETTERS = frozenset("OolI|")
_SUFFIXES = {"K": 1e3, "k": 1e3, "M": 1e6}
_SUPER = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻º°"

Spelling = tuple[str, float, str]
Grammar = Callable[[str], Iterator[tuple[float, float, str]]]


def read_number(text: str) -> tuple[NumberReading, ...]:
    """Return the numbers a label may stand for, the most likely first.

    Parameters
    ----------
    text : str
        Label as recognised.

    Returns
    -------
    tuple of NumberReading
        Distinct values by rising penalty; empty when the text is no number.

    Examples
    --------
    >>> [reading.value for reading in read_number("0·5")]
    [0.5]
    >>> [reading.value for reading in read_number("1,000")]
    [1000.0, 1.0]
    """
    best: dict[float, NumberReading] = {}
    for spelling, cost, repair in _spellings(clean_text(text)):
        for value, penalty, note in _parse(spelling):
            total = round(cost + penalty, 3)
            words = "; ".join(part for part in (repair, note) if part)
            if total <= MAX_PENALTY and (value not in best or total < best[value].penalty):
                best[value] = NumberReading(value, total, words)
    return tuple(sorted(best.values(), key=lambda reading: reading.penalty))


def _parse(spelling: str) -> Iterator[tuple[float, float, str]]:
    for grammar in _GRAMMARS:
        yield from grammar(spelling)


def _spellings(text: str) -> Iterator[Spelling]:
    """Ways the printed label may have been spelled, given what was recognised."""
    seen: set[str] = set()
    for spelling, cost, repair in _trimmed(_tidy(text)):
        for variant in ((spelling, cost, repair), *_with_digits(spelling, cost, repair)):
            if variant[0] and variant[0] not in seen:
                seen.add(variant[0])
                yield variant


def _tidy(text: str) -> str:
    text = re.sub(r"(?<=\d)\s*[xX×*✕•·]\s*(?=10)", "×", text)
    text = re.sub(rf"(?<=[{_SUPER}])\s+(?=[{_SUPER}])", "", text)
    return re.sub(r"^([-+±])\s+(?=[\d.,])", r"\1", text).lstrip("±~")


def _trimmed(text: str) -> Iterator[Spelling]:
    """Drop what neighbouring ink adds: tick dashes, axis line, bits of a title."""
    yield text, 0.0, ""
    core = re.sub(r"\s*[-_=~.,:;'\"]+$", "", text)
    yield core, 0.08, Slip.TICK_DASH
    yield re.sub(r"^[-_=~+]+\s*", "", core), 0.6, Slip.STROKE
    yield re.sub(r"^[|()\[\]{}/\\!:;'\"]+\s*|\s*[|()\[\]{}/\\!:;'\"]+$", "", core), 0.2, Slip.AXIS_LINE
    rubbish = re.fullmatch(r"(?:[^\d=<>]{1,3}\s)?\s*([-+]?[.,]?\d[\d.,·]*)\s*(?:\s[^\d=<>]{1,3})?", text)
    if rubbish:
        yield rubbish.group(1), 0.45, Slip.NEIGHBOURS


def _with_digits(text: str, cost: float, repair: str) -> Iterator[Spelling]:
    """Join split digits and turn look-alike letters into digits."""
    if re.search(r"\d\s+(?=\d)", text):
        grouped = re.fullmatch(r"-?\d{1,3}( \d{3})+(\.\d+)?", text)
        words = "" if grouped else Slip.SPLIT
        yield re.sub(r"\s+", "", text), cost + (0.02 if grouped else 0.2), repair or words
    if re.search(r"\s*[.,]\s+|\s+[.,]\s*", text):
        yield re.sub(r"\s*([.,])\s*", r"\1", text), cost + 0.1, repair or Slip.BLANK
    letters = sum(c in _LETTERS for c in text)
    digits = sum(c.isdigit() for c in text)
    # words, and units such as g-1
    worded = re.search(r"[A-Za-z]{3}|[A-Za-z]e\s|^[a-z]-\d$", text)
    if letters and (letters <= digits or text in _LONE_LETTERS) and not worded:
        yield text.translate(_LETTER_TABLE).replace(" ", ""), cost + 0.3 * letters, repair or Slip.LETTER


def _plain(text: str) -> Iterator[tuple[float, float, str]]:
    if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", text):
        return
    digits = text.lstrip("+-")
    padded = re.fullmatch(r"0\d+", digits) is not None and float(digits) != 0
    yield float(text) + 0.0, 0.6 if padded else 0.0, Slip.LEADING_ZERO if padded else ""
    if padded:
        yield float(text.replace("0", "0.", 1)), 0.15, Slip.POINT_LOST


def _decimal_mark(text: str) -> Iterator[tuple[float, float, str]]:
    match = re.fullmatch(r"([-+]?)(\d*)\s?([,·'\":;*])\s?(\d+)", text)
    if match is None:
        return
    sign, whole, mark, fraction = match.groups()
    thousands = mark == "," and len(fraction) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    value = float(f"{sign}{whole or '0'}.{fraction}")
    if thousands:
        yield value, 0.5, Slip.DECIMAL_COMMA
    else:
        yield value, {",": 0.05, "·": 0.0}.get(mark, 0.1), "" if mark in ",·" else Slip.POINT_MISREAD


def _raised_dot(text: str) -> Iterator[tuple[float, float, str]]:
    """Read 0-25, a raised dot (0·25) taken for a dash."""
    match = re.fullmatch(r"(\d)-(\d{1,3})", text)
    if match:
        yield float(f"{match.group(1)}.{match.group(2)}"), 0.4, Slip.POINT_MISREAD


def _thousands(text: str) -> Iterator[tuple[float, float, str]]:
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text):
        yield float(text.replace(",", "")), 0.0, ""
    if re.fullmatch(r"[-+]?[1-9]\d{0,2}(\.\d{3})+", text):
        yield float(text.replace(".", "")), 0.6 if text.count(".") == 1 else 0.1, Slip.THOUSANDS_POINT


def _percent(text: str) -> Iterator[tuple[float, float, str]]:
    match = re.fullmatch(r"(.*\d)\s?(%|℅|°/o|o/o|%o|%6)", text)
    if match:
        yield from _unsigned_forms(match.group(1))
    digits = re.fullmatch(r"([-+]?\d+(?:[.,]\d+)?)\s?(9[61]|9o|9/6|0/0)", text)
    if digits and (value := _float(digits.group(1))) is not None:
        yield value, 0.5, Slip.PERCENT


def _suffixed(text: str) -> Iterator[tuple[float, float, str]]:
    match = re.fullmatch(r"(.*\d)\s?([KkM])", text)
    if match:
        for value, penalty, note in _unsigned_forms(match.group(1)):
            yield value * _SUFFIXES[match.group(2)], penalty + 0.05, note


def _degrees(text: str) -> Iterator[tuple[float, float, str]]:
    match = re.fullmatch(r"([-+]?\d+)\s?[°º]C?", text)
    if match:
        yield float(match.group(1)), 0.1, ""


def _unsigned_forms(text: str) -> Iterator[tuple[float, float, str]]:
    for grammar in (_plain, _decimal_mark, _thousands):
        yield from grammar(text)


def _exponent(text: str) -> Iterator[tuple[float, float, str]]:
    match = re.fullmatch(r"([-+]?\d+(?:[.,]\d+)?)\s?[eE]\s?([-+]?\s?\d{1,2})", text)
    if match and (base := _float(match.group(1))) is not None:
        yield from _finite(base, match.group(2).replace(" ", ""), 0.0, "")


def _power(text: str) -> Iterator[tuple[float, float, str]]:
    """Read 10³, 10^3, 2×10³ and their flattened forms 103, 10-3, 2×103."""
    factor, sep, power = text.rpartition("×")
    scale = _float(factor) if sep else 1.0
    # a nought with a raised figure has lost its one
    match = re.fullmatch(rf"([-+]?)(?:10|0(?=[\^⁰¹²³⁴-⁹]))\s?(\^?)\s?([{_SUPER}]*)([-+]?\s?(?:[1-9]\d?|0)?)", power)
    if match is None or scale is None:
        return
    sign, caret, high, low = match.groups()
    if not (high or low):
        if sep:
            yield scale * 10.0, 0.4, Slip.POWER_LOST
        return
    exponent = lower_superscripts(high) + low.replace(" ", "")
    plain = bool(caret or sep or re.search(r"[-+]", low)) or not low
    doubt = 0.3 if set(high) & set("°º") or not power.lstrip("+-").startswith("1") else 0.0
    base = -scale if sign == "-" else scale
    yield from _finite(base, exponent, doubt if plain else 0.4, "" if plain else Slip.POWER_FLAT)


def _float(text: str) -> float | None:
    try:
        return float(text.replace(",", ".").replace("·", "."))
    except ValueError:
        return None


def _finite(base: float, exponent: str, penalty: float, words: str) -> Iterator[tuple[float, float, str]]:
    if re.fullmatch(r"[-+]?\d{1,2}", exponent) and abs(int(exponent)) <= 30:
        yield float(f"{base:.12f}e{int(exponent)}"), penalty, words


#: Every way to spell a number; a new spelling is one function and one entry.
_GRAMMARS: tuple[Grammar, ...] = (
    _plain,
    _decimal_mark,
    _raised_dot,
    _thousands,
    _percent,
    _suffixed,
    _degrees,
    _exponent,
    _power,
)
