"""Captions: what the error bars are and how many were in a group, with the words it came from.

A caption is a suggestion, never a fact: every reading keeps its words and their
place, and where two statements contradict each other nothing is suggested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from figpool.core.summary import Dispersion
from figpool.extract.caption_phrases import CaptionPhrase, find_dispersions, find_notes, find_sizes


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


#: Spreads about a geometric mean are factors; only an interval can be taken as drawn.
_GEOMETRIC = re.compile(r"\bgeometric\s+(?:means?|averages?|standard|s\.?d\b)", re.IGNORECASE)


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
    spread = _distinct(list(find_dispersions(clean)))
    sizes = _distinct(list(find_sizes(clean)))
    notes = _distinct(list(find_notes(clean)))
    dispersion, level = _settled({p.value for p in spread})
    if dispersion is not Dispersion.CI and _GEOMETRIC.search(clean):
        dispersion = Dispersion.UNKNOWN
    return CaptionReading(
        clean,
        dispersion,
        level,
        _one_number({p.value for p in sizes}),
        "; ".join(p.words for p in sizes),
        tuple(p.words for p in notes),
        tuple(sorted([*spread, *sizes, *notes], key=lambda p: p.start)),
    )


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
