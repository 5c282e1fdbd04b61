"""The methods paragraph of a review: what was digitized, how, by whom and how well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_SINGULAR = {"figures": "figure", "values": "value", "studies": "study"}

#: What a formula does, in words a reader of a paper knows.
_FORMULAS = {
    "sd": "taken as standard deviations",
    "se_to_sd": "converted from standard errors (SD = SE x sqrt(n))",
    "ci_halfwidth_bar_to_sd_t": "converted from confidence intervals by Student's t (Cochrane Handbook 6.5.2.2)",
    "ci_mean_to_sd_z": "converted from confidence intervals by the normal quantile (Cochrane Handbook 6.5.2.2)",
    "wan_s3_iqr": "estimated from quartiles (Wan et al. 2014)",
    "wan_s1_range": "estimated from ranges (Wan et al. 2014)",
}


@dataclass(frozen=True)
class MethodsFacts:
    """What the paragraph tells.

    Parameters
    ----------
    version : str
        figpool version.
    figures, studies, values : int
        How many were read.
    by_hand : int
        Values a person placed or corrected.
    checked : int
        Values a person accepted.
    reviewers : tuple of str
        Who read.
    settled : bool
        Whether a third person settled what two readings differed about.
    residual_px : float or None
        Median calibration residual of the panels, pixels.
    uncertainty : float or None
        Median relative standard uncertainty of digitization of the means.
    conversions : mapping
        Number of SDs by formula.
    icc, ccc : float or None
        Agreement of two reviewers on the means.
    analyses : tuple of str
        Each pooled analysis in words.
    """

    version: str
    figures: int
    studies: int
    values: int
    by_hand: int
    checked: int = 0
    reviewers: tuple[str, ...] = ()
    settled: bool = False
    residual_px: float | None = None
    uncertainty: float | None = None
    conversions: Mapping[str, int] = field(default_factory=dict)
    icc: float | None = None
    ccc: float | None = None
    analyses: tuple[str, ...] = ()


def methods_paragraph(facts: MethodsFacts) -> str:
    """Return the paragraph; what is not known is not said.

    Parameters
    ----------
    facts : MethodsFacts
        Gathered from the project.
    """
    sentences = [_what(facts), *_quality(facts), *_conversions(facts), *_agreement(facts)]
    sentences += [f"{text}." for text in facts.analyses]
    return " ".join(sentences)


def _count(number: int, noun: str) -> str:
    return f"{number} {_SINGULAR[noun] if number == 1 else noun}"


def _what(facts: MethodsFacts) -> str:
    studies = f" of {_count(facts.studies, 'studies')}" if facts.studies else ""
    people = {0: "", 1: " by one reviewer"}.get(
        len(facts.reviewers), f" by {len(facts.reviewers)} reviewers independently"
    )
    hand = "none was placed or corrected by hand"
    if facts.by_hand:
        share = facts.by_hand / max(facts.values, 1)
        hand = f"{_count(facts.by_hand, 'values')} ({share:.0%}) were placed or corrected by hand"
    checked = {0: "none was", facts.values: "all were"}.get(facts.checked, f"{facts.checked} were")
    return (
        f"{_count(facts.values, 'values')} were read from {_count(facts.figures, 'figures')}{studies} with figpool"
        f" {facts.version}{people}; {hand}, and {checked} checked by a reviewer."
        f"{' Differences were settled by a third reviewer.' if facts.settled else ''}"
    )


def _quality(facts: MethodsFacts) -> list[str]:
    found = []
    if facts.residual_px is not None:
        residual = f"of {facts.residual_px:.2f}" if facts.residual_px >= 0.005 else "below 0.01"
        found.append(f"Axes were calibrated to their ticks with a median residual {residual} pixels.")
    if facts.uncertainty is not None:
        found.append(
            f"The median standard uncertainty of digitization of a mean was {facts.uncertainty:.2%} of its value."
        )
    return found


def _conversions(facts: MethodsFacts) -> list[str]:
    parts = [
        f"{n} {'was' if n == 1 else 'were'} {_FORMULAS.get(name, f'derived by {name}')}"
        for name, n in facts.conversions.items()
        if name
    ]
    return [f"Of the standard deviations, {'; '.join(parts)}."] if parts else []


def _agreement(facts: MethodsFacts) -> list[str]:
    parts = []
    if facts.icc is not None:
        parts.append(f"ICC(2,1) = {facts.icc:.4f} (Shrout & Fleiss 1979)")
    if facts.ccc is not None:
        parts.append(f"concordance correlation = {facts.ccc:.4f} (Lin 1989)")
    if not parts:
        return []
    return [f"Agreement of the reviewers on the means, in percent of the largest of their panel: {', '.join(parts)}."]
