"""Doubts said aloud: a code for machines and a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flag(StrEnum):
    """Names that appear in the `flags` column of a row."""

    FEW_TICKS = "few_ticks"
    BAD_FIT = "bad_fit"
    OCR_REPAIRED = "ocr_repaired"
    OCR_REFUSED = "ocr_refused"
    SCALE_UNSURE = "scale_unsure"
    TICKS_FROM_LABELS = "ticks_from_labels"
    NO_CALIBRATION = "no_calibration"
    NO_WHISKER = "no_whisker"
    NO_CAP = "no_cap"
    ARMS_UNEQUAL = "arms_unequal"
    ARM_HIDDEN = "arm_hidden"
    EDGE_REACHED = "edge_reached"
    WHISKER_UNSURE = "whisker_unsure"
    MARK_WEAK = "mark_weak"
    MARKS_UNEXPLAINED = "marks_unexplained"
    INK_UNEXPLAINED = "ink_unexplained"
    LABEL_UNREAD = "label_unread"
    SERIES_UNREAD = "series_unread"
    LOW_RESOLUTION = "low_resolution"
    AXIS_BREAK = "axis_break"
    SKEWED = "skewed"
    MANUAL_AXIS = "manual_axis"
    DISPERSION_UNKNOWN = "dispersion_unknown"
    SD_UNKNOWN = "sd_unknown"
    FROM_CAPTION = "from_caption"


#: Issues lighter than this are notes: reported in the JSON and on the overlay, but no
#: reason to doubt the number, so kept out of a row's `flags`.
DOUBT = 0.04


@dataclass(frozen=True, slots=True)
class Issue:
    """One doubt.

    Parameters
    ----------
    flag : Flag
        Machine-readable name.
    message : str
        What is doubtful, in words a reviewer understands.
    weight : float
        Probability that the value is wrong because of this, 0..1; confidence
        is the product of ``1 - weight`` over all issues of a row. Weights of
        common doubts are fitted: the values at which these products best foretell
        which rows of drawn, rendered and published figures are right.
    """

    flag: Flag
    message: str
    weight: float = 0.2


def confidence(issues: tuple[Issue, ...]) -> float:
    """Confidence left when all issues are taken as independent reasons to doubt.

    Examples
    --------
    >>> confidence((Issue(Flag.FEW_TICKS, "two ticks", 0.5), Issue(Flag.NO_CAP, "no cap", 0.2)))
    0.4
    """
    product = 1.0
    for issue in issues:
        product *= 1.0 - issue.weight
    return product
