"""Numbers and doubts in words, as all panels write them."""

from __future__ import annotations

from math import floor, log10

from PyQt6.QtCore import QCoreApplication

from figpool.core.issues import DOUBT, Issue
from figpool.project import MarkEntry

#: From here on numbers are written with an exponent.
_PLAIN_BELOW = 1e8
#: Places after the point beyond which a number is written by its significant digits.
_MOST_PLACES = 6

#: Formulas of the SD, by the name in the row, in words.
_FORMULAS = {
    "sd": "the error bar is the SD",
    "se_to_sd": "SD = SE × √n",
    "ci_halfwidth_bar_to_sd_t": "SD = √n × half width / t(n − 1)",
    "ci_mean_to_sd_z": "SD = √n × half width / z",
    "wan_s3_iqr": "SD from the quartile range (Wan 2014)",
    "wan_s1_range": "SD from the range (Wan 2014)",
}


def tr(text: str) -> str:
    """Translate words of the panels."""
    return QCoreApplication.translate("panels", text)


def number(value: float | None, digits: int = 5) -> str:
    """Return a number to read, without an exponent where that stays short; empty when there is none.

    Examples
    --------
    >>> number(177051.23), number(0.00012345), number(-2.5), number(3e12)
    ('177050', '0.00012345', '−2.5', '3e+12')
    """
    if value is None or value != value:
        return ""
    text = f"{value:.{digits}g}"
    if "e" in text and 1 <= abs(value) < _PLAIN_BELOW:
        text = f"{float(text):.0f}"
    return text.replace("-", "−")


def exact(value: object) -> str:
    """Return a cell for a spreadsheet: floats round-trip."""
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def formula(method: str) -> str:
    """Return the formula of an SD in words."""
    return tr(_FORMULAS.get(method, method))


def mark_name(entry: MarkEntry) -> str:
    """Return a mark by the words a reader of the figure would use: series and category, else its name."""
    return " · ".join(n for n in (entry.series, entry.point.category) if n) or entry.id


def measured(value: float | None, u: float | None) -> str:
    """Return a value with its standard uncertainty, both to the same place; empty when there is no value.

    Examples
    --------
    >>> measured(1.00023, 0.0041), measured(312.04, 0.67), measured(5.0, None), measured(None, 0.1)
    ('1.0002 ± 0.0041', '312.04 ± 0.67', '5', '')
    """
    if value is None or u is None or not 0 < u < float("inf"):
        return number(value)
    places = max(0, 1 - floor(log10(u)))
    if places > _MOST_PLACES or abs(value) >= _PLAIN_BELOW:
        return f"{number(value)} ± {number(u, 2)}"
    return f"{value:.{places}f} ± {u:.{places}f}".replace("-", "−")


def doubts(issues: tuple[Issue, ...]) -> str:
    """Return the doubts as sentences, one a line; notes that are no doubts are left out."""
    return "\n".join(dict.fromkeys(_sentence(i.message) for i in issues if i.weight >= DOUBT))


def _sentence(message: str) -> str:
    text = message.strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?")) else ".")
