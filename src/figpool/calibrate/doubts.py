"""What may be wrong with a fitted axis, in words; weights are probabilities of a wrong value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from figpool.calibrate.judge import Judged
from figpool.calibrate.line import Array, common_step, least_squares
from figpool.calibrate.settings import AxisSettings
from figpool.core.axes import AxisLabel, TickSource
from figpool.core.issues import Flag, Issue
from figpool.core.slips import HARMLESS, MILD

_CLOSE_CALL = 0.5
#: Weight of what is told but gives no cause to doubt a value.
_NOTE = 0.03
#: Labels that agree with one another from which one more or less does not matter.
_MANY_LABELS = 4
#: How far a label's centre stands from its tick by the way it is set, in label heights.
_CENTRE_ERROR = 0.1
#: Error of an axis that no one would mind, as a share of its labelled span.
_FAIR = 0.005
#: How a power of ten begins, and what is read of one whose exponent is lost.
_TEN, _LEFT_OVER = "10", frozenset({"1", "10"})
#: Mean distance of neighbouring labels in units of their common step, above which one is likely misread.
_MOST_STEPS = 20


def find_doubts(
    labels: Sequence[AxisLabel], judged: Sequence[Judged], residual: Array, source: TickSource, settings: AxisSettings
) -> tuple[Issue, ...]:
    """Return the doubts about the first of the judged lines.

    Parameters
    ----------
    labels : sequence of AxisLabel
        All labels of the axis.
    judged : sequence of Judged
        Lines through the labels, best first.
    residual : ndarray
        Residuals of the final points in pixels.
    source : TickSource
        What the positions were taken from.
    settings : AxisSettings
        Thresholds.
    """
    best = judged[0]
    return (
        *_few_ticks(labels, best, residual.size),
        *_repaired(labels, best),
        *_refused(labels, best),
        *_bad_fit(labels, best, residual, settings),
        *_from_labels(labels, best, source),
        *_uneven(best),
        *_two_notations(labels, best),
        *_rival_marks(best),
        *_close_call(labels, judged),
    )


def _few_ticks(labels: Sequence[AxisLabel], best: Judged, points: int) -> list[Issue]:
    count = len(best.used)
    if count < 3:
        return [Issue(Flag.FEW_TICKS, f"only {count} tick labels carry the axis; nothing checks their reading", 0.3)]
    if points < 3:
        weight = _NOTE if _labels_agree(labels, best) else 0.15
        return [
            Issue(Flag.FEW_TICKS, f"only {points} tick marks carry the axis; only labels check their places", weight)
        ]
    return []


def _labels_agree(labels: Sequence[AxisLabel], best: Judged) -> bool:
    """Whether so many labels stand so evenly that their places alone are good to half a percent of the axis."""
    at = np.array([labels[i].pixel for i in best.used])
    size = float(np.median([labels[i].size for i in best.used]))
    span = float(np.ptp(at))
    if at.size < _MANY_LABELS or _CENTRE_ERROR * size > _FAIR * span:
        return False
    places = best.places()
    spread = at - least_squares(places, at).pixel(places)
    return float(np.sqrt(np.mean(spread**2))) <= _FAIR * span


def _repaired(labels: Sequence[AxisLabel], best: Judged) -> list[Issue]:
    guessed = [i for i in best.used if (o := best.fit.chosen[i]) is None or o.repair not in HARMLESS]
    if not guessed:
        return []
    words = ", ".join(f"'{labels[i].text}' taken for {best.value(i):g}" for i in guessed)
    return [Issue(Flag.OCR_REPAIRED, f"tick labels repaired: {words}", _repair_weight(best, guessed))]


def _repair_weight(best: Judged, guessed: Sequence[int]) -> float:
    """Probability that repairs are wrong: small when several labels agree as they were read."""
    sure = sum(i not in guessed for i in best.fit.agreeing)
    serious = [i for i in guessed if (o := best.fit.chosen[i]) is None or o.repair not in MILD]
    if not serious and sure >= 2:
        return 0.03
    systematic = sum(best.fit.chosen[i] is not None for i in serious) > 1
    return 0.3 if sure < 3 else 0.1 if sure < 4 or systematic or sure <= len(guessed) else 0.03


def _refused(labels: Sequence[AxisLabel], best: Judged) -> list[Issue]:
    if not best.refused:
        return []
    words = ", ".join(f"'{labels[i].text}'" for i in best.refused)
    if _lie_beyond_one_end(labels, best):
        message = f"numbers beyond the end of the fitted stretch follow another scale: {words}"
        return [Issue(Flag.AXIS_BREAK, message, 0.5)]
    agreeing = len(best.fit.agreeing)
    many = agreeing >= _MANY_LABELS and agreeing > 2 * len(best.refused)
    weight = _NOTE if many else 0.2 if agreeing >= 3 else 0.5
    return [Issue(Flag.OCR_REFUSED, f"numbers beside the axis that do not fit the others: {words}", weight)]


def _lie_beyond_one_end(labels: Sequence[AxisLabel], best: Judged) -> bool:
    """Whether several refused numbers all stand on the same side of the fitted labels, as after an axis break."""
    low, high = _ends(labels, best)
    at = [labels[i].pixel for i in best.refused]
    return len(at) > 1 and (max(at) < low or min(at) > high)


def _bad_fit(labels: Sequence[AxisLabel], best: Judged, residual: Array, settings: AxisSettings) -> list[Issue]:
    rms = float(np.sqrt(np.mean(residual**2)))
    at = [labels[i].pixel for i in best.used]
    span = max(at) - min(at)
    if rms <= min(max(settings.bad_fit_px, settings.bad_fit_span * span), settings.worst_fit_span * span):
        return []
    return [Issue(Flag.BAD_FIT, f"ticks stand {rms:.1f} px off the fitted axis on average", 0.25)]


def _from_labels(labels: Sequence[AxisLabel], best: Judged, source: TickSource) -> list[Issue]:
    if source is not TickSource.LABEL:
        return []
    weight = _NOTE if _labels_agree(labels, best) else 0.2
    return [Issue(Flag.TICKS_FROM_LABELS, "no tick marks found; positions are those of the labels", weight)]


def _two_notations(labels: Sequence[AxisLabel], best: Judged) -> list[Issue]:
    """Doubt powers of ten beside plain 1 and 10: exponents too small to be read may be left out."""
    texts = [labels[i].text for i in best.used]
    powers = [t for t in texts if t.startswith(_TEN) and not t.isdecimal()]
    # two powers tell the scale whatever the others are
    if len(powers) != 1 or not any(t in _LEFT_OVER for t in texts):
        return []
    words = ", ".join(f"'{t}'" for t in texts)
    return [Issue(Flag.SCALE_UNSURE, f"labels are written as powers and as plain numbers: {words}", 0.4)]


def _uneven(best: Judged) -> list[Issue]:
    """Doubt a digit misread in a label that still stands well enough, say 0 as 6 on an axis to 1000."""
    values = np.array([best.value(i) for i in best.used])
    if best.fit.scale.is_log:
        return []
    steps = (values.max() - values.min()) / common_step(values) / (values.size - 1)
    if steps <= _MOST_STEPS:
        return []
    shown = ", ".join(f"{value:g}" for value in np.sort(values))
    return [Issue(Flag.BAD_FIT, f"the tick labels make uneven steps: {shown}", 0.2)]


def _rival_marks(best: Judged) -> list[Issue]:
    if best.match is None or not best.match.has_rival:
        return []
    return [Issue(Flag.BAD_FIT, "the labels could belong to other tick marks beside them as well", 0.08)]


def _close_call(labels: Sequence[AxisLabel], judged: Sequence[Judged]) -> list[Issue]:
    """Name a second line with other values that the labels support nearly as well."""
    best = judged[0]
    for other in judged[1:]:
        margin = best.score - other.score
        if margin > _CLOSE_CALL or not _differ(labels, best, other):
            continue
        if best.fit.scale is not other.fit.scale:
            words = f"the axis may be {other.fit.scale.value} instead of {best.fit.scale.value}"
        else:
            shown = ", ".join(f"{other.value(i):g}" for i in other.used)
            words = f"the tick labels could also be read as {shown}"
        return [Issue(Flag.SCALE_UNSURE, words, 0.4 if margin < _CLOSE_CALL / 2 else 0.2)]
    return []


def _differ(labels: Sequence[AxisLabel], a: Judged, b: Judged) -> bool:
    """Whether two lines give values that differ by more than 1 % of the axis."""
    at = np.linspace(*_ends(labels, a), 5)
    values = a.fit.scale.from_linear(a.fit.line.u(at))
    others = b.fit.scale.from_linear(b.fit.line.u(at))
    return bool(np.abs(values - others).max() > 0.03 * abs(values[-1] - values[0]))


def _ends(labels: Sequence[AxisLabel], judged: Judged) -> tuple[float, float]:
    at = [labels[i].pixel for i in judged.used]
    return min(at), max(at)
