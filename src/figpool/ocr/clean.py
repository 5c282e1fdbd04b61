"""Tidy what the engine returns, keeping every character that carries meaning.

Superscripts, the micro sign and plus-minus survive (plain NFKC would turn
'10³' into '103' and 'µ' into a Greek letter); full-width forms, ligatures,
odd spaces and the many dashes become their plain ASCII siblings.
"""

from __future__ import annotations

import re
import unicodedata

_KEPT = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋µ±°º×·")
#: Dashes of all lengths, and the sign for ten, which the recogniser sees in a plus.
_SIGNS = {**dict.fromkeys(map(ord, "−–—‐‑‒―﹣－﹘⎯─━ー一"), "-"), ord("十"): "+"}
_PLAIN = str.maketrans("。、‚’‘′`´“”", ".,,'''''\"\"")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻º°", "0123456789+-00")


def clean_text(text: str) -> str:
    """Return the text with typographic variants unified and blanks collapsed.

    Examples
    --------
    >>> clean_text("10³ ﬁbres，  －5")
    '10³ fibres, -5'
    >>> clean_text("SCI 十 CM")
    'SCI + CM'
    """
    plain = "".join(c if c in _KEPT else unicodedata.normalize("NFKC", c) for c in text.translate(_SIGNS))
    return re.sub(r"\s+", " ", plain.translate(_PLAIN)).strip()


def lower_superscripts(text: str) -> str:
    """Return the text with superscript digits and signs on the base line.

    Examples
    --------
    >>> lower_superscripts("⁻³")
    '-3'
    """
    return text.translate(_SUPERSCRIPTS)
