"""What can happen to a printed number before it is read: one name a slip, in words for the person."""

from __future__ import annotations

from enum import StrEnum


class Slip(StrEnum):
    """Ways in which the text read differs from the number printed (`NumberReading.repair`)."""

    TICK_DASH = "tick mark read as a dash"
    AXIS_LINE = "axis line read as a character"
    NEIGHBOURS = "neighbouring characters dropped"
    STROKE = "leading stroke dropped"
    SPLIT = "digits joined"
    BLANK = "blank dropped"
    LETTER = "letter taken for a digit"
    POINT_LOST = "decimal point lost"
    POINT_MISREAD = "decimal point misread"
    MINUS_LOST = "minus lost"
    LEADING_ZERO = "leading zero ignored"
    DECIMAL_COMMA = "decimal comma"
    THOUSANDS_POINT = "point between thousands"
    POWER_FLAT = "exponent read on the base line"
    POWER_LOST = "exponent lost"
    PERCENT = "percent sign read as digits"


#: Slips so common and harmless that they are no reason to doubt.
HARMLESS = frozenset({"", Slip.TICK_DASH, Slip.SPLIT, Slip.BLANK, Slip.POINT_MISREAD})

#: Slips that change the spelling and, beside labels that were read as printed, leave no choice of the number.
MILD = frozenset({Slip.LETTER, Slip.NEIGHBOURS, Slip.AXIS_LINE, Slip.DECIMAL_COMMA, Slip.PERCENT, Slip.POWER_FLAT})
