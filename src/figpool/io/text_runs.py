"""Characters with positions -> runs of text: words and labels on one line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from figpool.core.geometry import Box
from figpool.core.vector import Color, VectorText

#: Signs of numbers as superscripts.
SUPERSCRIPTS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
#: Gap between characters, in font sizes, that makes a space, and that ends a run.
_SPACE_GAP = 0.12
_RUN_GAP = 0.45
#: The same between two numbers of different text objects: labels of neighbouring ticks.
_NUMBER_GAP = 0.15
_NUMBER_END, _NUMBER_START = "0123456789%", "0123456789+-−."
_SMALLER, _RAISED = 0.87, 0.15
#: Gap within one text object: programs move on over spaces that they do not store, and from one tick
#: label to the next; between numbers, and where spaces are stored, a narrower gap parts two labels.
_OBJECT_GAP, _OBJECT_GAP_NUMBERS, _OBJECT_GAP_SPACED = 0.62, 0.45, 0.13
#: The last where widths of letters are those of a usual font.
_OBJECT_GAP_GUESSED = 0.36
#: Letters farther apart than this, in font sizes, are labels of one letter each.
_WIDEST_TRACKING = 0.3
#: Gap after a stored space within one text object.
_SPACE_LIMIT = 1.4
#: Gap between two text objects where other texts of the size store their spaces.
_NEXT_GAP = 0.22
#: Gap of the thin space that parts thousands, between texts whose spaces are not stored.
_THOUSANDS_GAP = 0.36
#: Another text object of one size and line that begins this much before the last one ends is printed over it.
_PRINTED_OVER, _ONE_LINE = 0.3, 0.02
#: Gap between characters of oblique text, each an object of its own.
_OBLIQUE_GAP = 0.7


@dataclass(frozen=True, slots=True)
class Char:
    """One printed character, in pixels.

    Parameters
    ----------
    text : str
        The character.
    box : Box
        Tight box of its ink (of a space: without height).
    x, y : float
        Origin on the base line.
    advance : float
        Width along the reading direction, side bearings included.
    angle : float
        Reading direction, degrees counter-clockwise.
    size : float
        Font size in pixels.
    owner : int
        Text object it belongs to; characters of one object are one string.
    color : tuple of float
        RGB 0..1.
    hidden : bool
        Drawn invisibly (text layer of a scan).
    guessed : bool
        Whether `advance` is that of a usual font, not of its own.
    """

    text: str
    box: Box
    x: float
    y: float
    advance: float
    angle: float
    size: float
    owner: int = 0
    color: Color = (0.0, 0.0, 0.0)
    hidden: bool = False
    guessed: bool = False


def join_chars(chars: Sequence[Char]) -> list[VectorText]:
    """Join characters to runs.

    Characters follow one another in reading direction on one base line; a small
    raised one becomes a Unicode superscript. A gap wider than a space ends the run.

    Parameters
    ----------
    chars : sequence of Char
        In the order of the file.

    Returns
    -------
    list of VectorText
        In the order of the file.
    """
    runs: list[list[Char]] = []
    spaced = {key for c in chars if c.text == " " for key in (c.owner, _size_key(c))}
    tracking = _tracking(chars)
    for char in chars:
        if runs and _continues(runs[-1], char, spaced, tracking.get(char.owner, 0.0)):
            runs[-1].append(char)
        else:
            runs.append([char])
    texts = [_to_text(run, tracking) for run in _with_thousands(runs, spaced) if any(c.text.strip() for c in run)]
    return [t for t in texts if t.text]


def _tracking(chars: Sequence[Char]) -> dict[int, float]:
    """How far the letters of each text object are set apart, in font sizes; 0 where some of them touch."""
    gaps: dict[int, list[float]] = {}
    for a, b in pairwise(chars):
        if a.owner == b.owner and not (a.text.isspace() or b.text.isspace()):
            gaps.setdefault(a.owner, []).append((_along(b)[0] - _advance_end(a)) / b.size)
    least = {owner: float(np.quantile(of_object, 0.25)) for owner, of_object in gaps.items()}
    return {owner: gap for owner, gap in least.items() if 0.0 < gap <= _WIDEST_TRACKING}


def _with_thousands(runs: list[list[Char]], spaced: Set[object]) -> list[list[Char]]:
    """Join "1" and "000" where a program left the thin space out of the file."""
    joined: list[list[Char]] = []
    for run in runs:
        last = joined[-1] if joined else None
        words = "".join(c.text for c in run)
        if (
            last is not None
            and re.fullmatch(r"\d{3}", words)
            and re.fullmatch(r"[-+−]?\d{1,3}(?: \d{3})*", "".join(c.text for c in last))
            and _size_key(run[0]) not in spaced
            and abs(_along(run[0])[1] - _along(last[-1])[1]) < 0.05 * run[0].size
            and 0 < _along(run[0])[0] - _advance_end(last[-1]) < _THOUSANDS_GAP * run[0].size
        ):
            last.extend([replace(last[-1], text=" ", advance=0.0), *run])
        else:
            joined.append(list(run))
    return joined


def _along(char: Char) -> tuple[float, float]:
    """Position along and across the reading direction (across grows downward on the line)."""
    phi = np.deg2rad(char.angle)
    c, s = float(np.cos(phi)), float(np.sin(phi))
    return char.x * c - char.y * s, char.x * s + char.y * c


def _advance_end(char: Char) -> float:
    """Where a character ends along its reading direction."""
    return _along(char)[0] + char.advance


def _is_word_gap(last: Char, char: Char, size: float, tracking: float) -> bool:
    """Whether two characters stand apart like words although no space is stored."""
    if char.text.isspace() or last.text.isspace():
        return False
    gap = _along(char)[0] - _advance_end(last)
    # boxes of oblique letters overlap
    return (gap if _is_oblique(char) else min(gap, _ink_gap(last, char))) > (_SPACE_GAP + tracking) * size


def _ink_gap(last: Char, char: Char) -> float:
    """White between two characters on one line, read across or upward; oblique ones overlap."""
    across = max(char.box.x0 - last.box.x1, last.box.x0 - char.box.x1)
    upward = max(char.box.y0 - last.box.y1, last.box.y0 - char.box.y1)
    return max(across, upward)


def _size_key(char: Char) -> tuple[float, float]:
    """What texts set in one go have in common."""
    return round(char.size, 1), char.angle


def _continues(run: list[Char], char: Char, spaced: Set[object], tracking: float) -> bool:
    last = run[-1]
    if abs(char.angle - last.angle) > 1.0 or char.hidden != last.hidden:
        return False
    body = max(c.size for c in run[-8:])
    along, across = _along(char)
    _, base = _along(max(run, key=lambda c: c.size))
    gap = along - _advance_end(last)
    limit = (_gap_limit(run, char, spaced) + tracking) * body
    if char.owner != last.owner and _size_key(char) == _size_key(last) and abs(across - base) <= _ONE_LINE * body:
        return -_PRINTED_OVER * body < gap < limit
    return -1.2 * body < gap < limit and -0.75 * body < across - base < 0.4 * body


def _gap_limit(run: list[Char], char: Char, spaced: Set[object]) -> float:
    """Widest gap between the last character of a run and the next, in font sizes."""
    last = run[-1]
    if " " in (last.text, char.text):
        return _SPACE_LIMIT if char.owner == last.owner else _RUN_GAP
    numbers = last.text in _NUMBER_END and char.text in _NUMBER_START
    if char.owner == last.owner:
        if char.owner in spaced:
            return _OBJECT_GAP_GUESSED if char.guessed else _OBJECT_GAP_SPACED
        return _OBJECT_GAP_NUMBERS if numbers else _OBJECT_GAP
    if numbers:
        return _NUMBER_GAP
    if _is_oblique(char):
        return _OBLIQUE_GAP
    return _NEXT_GAP if _size_key(char) in spaced else _RUN_GAP


def _is_oblique(char: Char) -> bool:
    quarter = char.angle % 90.0
    return min(quarter, 90.0 - quarter) >= 1.0


def _to_text(run: list[Char], tracking: Mapping[int, float]) -> VectorText:
    main = max((c for c in run if c.text.strip()), key=lambda c: c.size)
    pieces: list[str] = []
    last: Char | None = None
    for char in run:
        if last is not None and _is_word_gap(last, char, main.size, tracking.get(char.owner, 0.0)):
            pieces.append(" ")
        raised = _along(main)[1] - _along(char)[1]
        small = char.size < _SMALLER * main.size and raised > _RAISED * main.size
        pieces.append(char.text.translate(SUPERSCRIPTS) if small else char.text)
        last = char
    inked = [c.box for c in run if c.text.strip()]
    box = Box(min(b.x0 for b in inked), min(b.y0 for b in inked), max(b.x1 for b in inked), max(b.y1 for b in inked))
    text = " ".join("".join(pieces).split())
    return VectorText(text, box, main.angle, main.size, main.color, main.hidden, _base(run, main))


def _base(run: Sequence[Char], main: Char) -> tuple[float, float, float, float]:
    """Both ends of a run's base line; raised letters stand on that of the main ones."""
    first = next(c for c in run if c.text.strip())
    last = next(c for c in reversed(run) if c.text.strip())
    phi = np.deg2rad(main.angle)
    along = np.array([np.cos(phi), -np.sin(phi)])
    start = np.array([main.x, main.y])
    places = [
        start + ((c.x - main.x, c.y - main.y) @ along + more) * along
        for c, more in ((first, 0.0), (last, last.advance))
    ]
    (ax, ay), (bx, by) = np.array(places).tolist()
    return ax, ay, bx, by
