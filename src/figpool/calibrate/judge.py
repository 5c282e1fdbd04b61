"""How credible a line through labels is: agreement, repairs, round steps, tick marks."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from figpool.calibrate.hypotheses import LabelFit, label_tolerances
from figpool.calibrate.line import Array, common_step, steady_line
from figpool.calibrate.options import has_one_digit, scale_penalty
from figpool.calibrate.repair import MAX_COST, Misreading, decimals_of, find_repairs
from figpool.calibrate.settings import AxisSettings
from figpool.calibrate.ticks import TickMatch, TickSearch, find_comb, match_ticks
from figpool.core.axes import AxisLabel, TickCandidate
from figpool.core.slips import Slip

_ROUND = (1.0, 2.0, 2.5, 5.0)
_USUAL = (1.2, 1.25, 1.5, 3.0, 4.0, 6.0, 7.5, 8.0)
_REPEAT_DISCOUNT = 0.25
_POWERS_BONUS = 1.5
#: Share of the powers of an axis that must have been read.
_READ_POWERS = 0.7
_PRINTED_POWER = re.compile(r"-?1?0[\^⁰¹²³⁴-⁹]")
_MIXED_FORMAT = 0.25
_MIXED_LOST = 0.8
#: Penalty of a linear axis on which a number printed as a bare power of ten stands beside ones that are not.
_LONE_POWER = 0.6
_UNSURE_NUMBER = 0.3
_USUAL_DIRECTION = 0.3
_DECADES_ON_A_LINE = 0.8
#: Digits a percent sign is read as; no axis has them at the end of all labels.
_PERCENT_SIGN, _ALL_PERCENT = 96.0, 1.5


@dataclass(frozen=True, slots=True)
class Judged:
    """A line through labels with everything that speaks for and against it.

    Parameters
    ----------
    fit : LabelFit
        The line and the readings on it.
    score : float
        About the number of labels it explains, less what is odd about it.
    repairs : mapping of int to Misreading
        Refused labels that are explained as misreadings.
    refused : tuple of int
        Numbers that agree with nothing.
    match : TickMatch or None
        Tick marks of the labels.
    comb : ndarray or None
        Place in scale space of each tick candidate, NaN where unexplained.
    """

    fit: LabelFit
    score: float
    repairs: dict[int, Misreading]
    refused: tuple[int, ...]
    match: TickMatch | None
    comb: Array | None

    @property
    def used(self) -> tuple[int, ...]:
        """Labels that give a value, read or repaired, in the order given."""
        return tuple(sorted({*self.fit.agreeing, *self.repairs}))

    def value(self, index: int) -> float:
        """Value of a used label."""
        option = self.fit.chosen[index]
        return option.value if option is not None else self.repairs[index].value

    def places(self) -> Array:
        """Places of the used labels in scale space, shape (len(used),)."""
        return self.fit.scale.to_linear([self.value(i) for i in self.used])


def judge(
    labels: Sequence[AxisLabel], fit: LabelFit, candidates: Sequence[TickCandidate], settings: AxisSettings
) -> Judged:
    """Weigh one line through labels.

    Parameters
    ----------
    labels, candidates : sequence
        All labels and tick candidates of the axis.
    fit : LabelFit
        The line to weigh.
    settings : AxisSettings
        Tolerances.
    """
    repairs = find_repairs(labels, fit, settings)
    refused = tuple(
        i for i, label in enumerate(labels) if is_number(label) and fit.chosen[i] is None and i not in repairs
    )
    bare = Judged(fit, 0.0, repairs, refused, None, None)
    size = float(np.median([label.size for label in labels]))
    centres = np.array([labels[i].pixel for i in bare.used], dtype=float)
    search = TickSearch(steady_line(bare.places(), centres.tolist()), centres, size, fit.scale.is_log)
    match = match_ticks(bare.places(), search, candidates, settings)
    comb = None if match is None else _comb(bare, match, candidates, settings)
    score = (
        _agreement(labels, fit, settings)
        + sum(0.5 * (1 - repair.cost / MAX_COST) for repair in repairs.values())
        - 0.3 * len(refused)
        - _oddness(fit)
        + _USUAL_DIRECTION * (settings.usual_direction * fit.line.per_unit > 0)
        + _tick_evidence(bare, match, comb)
    )
    return Judged(fit, float(score), repairs, refused, match, comb)


def is_number(label: AxisLabel) -> bool:
    """Whether a label is surely meant as a number, not a word with digit-like letters."""
    return bool(label.readings) and label.readings[0].penalty < _UNSURE_NUMBER


def _agreement(labels: Sequence[AxisLabel], fit: LabelFit, settings: AxisSettings) -> float:
    """Count agreeing labels less penalties; the same slip on many labels costs little after the first."""
    tolerance = label_tolerances(labels, settings)
    total = 0.0
    seen: dict[str, float] = {Slip.POINT_LOST: 1.0} if _proves_lost_points(labels, fit) else {}
    for i in fit.agreeing:
        option = fit.option(i)
        misfit = (float(fit.line.pixel(fit.u(i))) - labels[i].pixel) / tolerance[i]
        penalty, worst = scale_penalty(option, fit.scale), seen.get(option.repair, 0.0)
        price = max(penalty - worst, 0.0) + _REPEAT_DISCOUNT * min(penalty, worst)
        seen[option.repair] = max(worst, penalty) if option.repair else 0.0
        total += 1 - price - 0.2 * misfit**2
    total -= _LONE_POWER * _has_lone_powers(labels, fit)
    mixed = 0.0 if _one_format(labels, fit) else _MIXED_LOST if Slip.POINT_LOST in seen else _MIXED_FORMAT
    return total + (_POWERS_BONUS if _flat_powers(labels, fit) else 0.0) - mixed


def _proves_lost_points(labels: Sequence[AxisLabel], fit: LabelFit) -> bool:
    """Whether labels like 05, which nobody prints, show that points were lost all along the axis.

    A single one among plain numbers has caught a letter of the axis title.
    """
    lost = [i for i in fit.agreeing if fit.option(i).repair == Slip.POINT_LOST]
    below_one = [labels[i].text for i in lost if abs(fit.option(i).value) < 1]
    return any(re.match(r"-?0\d", text) for text in below_one) and not any(
        re.match(r"-?[1-9]0$", text) for text in below_one
    )


def _one_format(labels: Sequence[AxisLabel], fit: LabelFit) -> bool:
    """Whether labels, lost points put back, are printed alike.

    Programs print either the same number of decimals everywhere, or no
    trailing zeros.
    """
    decimals, trailing = set(), False
    for i in fit.agreeing:
        option = fit.option(i)
        whole = labels[i].text.rstrip(" -_%")
        if option.value == 0 and decimals_of(whole) == 0:
            continue
        lost = option.repair == Slip.POINT_LOST
        places = _places_lost(labels[i], option.value) if lost else decimals_of(whole)
        decimals.add(places)
        trailing |= places > 0 and whole.endswith("0")
    return len(decimals) <= 1 or not trailing


def _places_lost(label: AxisLabel, value: float) -> int:
    digits = re.sub(r"\D", "", label.text)
    return round(math.log10(int(digits) / abs(value)))


def _flat_powers(labels: Sequence[AxisLabel], fit: LabelFit) -> bool:
    """Whether labels like 100, 101, 102 make consecutive powers of ten, or stand beside one printed as a power."""
    flat = [i for i in fit.agreeing if fit.option(i).repair == Slip.POWER_FLAT]
    written_out = [i for i in fit.agreeing if i not in flat and labels[i].text.isdecimal() and labels[i].text != "10"]
    if len(flat) < 2 or len(fit.agreeing) < 3 or written_out or not fit.scale.is_log:
        return False
    if any(_PRINTED_POWER.match(labels[i].text) for i in fit.agreeing):
        return True
    exponents = np.sort([fit.u(i) for i in fit.agreeing])
    steps = np.diff(exponents) / np.diff(exponents).min()
    # one of the powers may not have been read
    return bool(np.allclose(steps, np.rint(steps)) and len(exponents) > _READ_POWERS * (steps.sum() + 1))


def _has_lone_powers(labels: Sequence[AxisLabel], fit: LabelFit) -> bool:
    """Whether a linear axis has 10^2 beside plain numbers other than 0: flat powers of a logarithmic one pass so."""
    used = [i for i in fit.agreeing if fit.option(i).value != 0]
    powers = sum(_PRINTED_POWER.match(labels[i].text) is not None for i in used)
    return not fit.scale.is_log and 0 < powers < len(used)


def _oddness(fit: LabelFit) -> float:
    """Penalty for values no axis would carry."""
    values = np.array([fit.value(i) for i in fit.agreeing])
    if fit.scale.is_log:
        uneven = sum(not has_one_digit(v) for v in values) / len(values)
        narrow = float(values.max() / values.min()) < 3
        return 0.3 + 0.5 * uneven + 1.0 * narrow + 0.5 * (len(values) < 3)
    step = common_step(values)
    mantissa = float(f"{step:.6e}".split("e")[0])
    odd = 0.0 if _is_one_of(mantissa, _ROUND) else 0.15 if _is_one_of(mantissa, _USUAL) else 0.45
    per_gap = float(np.ptp(values)) / step / (len(values) - 1)
    first = float(values[0]) / step
    off_grid = abs(first - round(first)) > 1e-6
    decades = bool((values > 0).all()) and float(values.max() / values.min()) >= 10 and _are_powers(values)
    percent = len(values) >= 3 and bool(np.all(np.isclose(values % 100, _PERCENT_SIGN)))
    unlikely = 0.2 * off_grid + _DECADES_ON_A_LINE * decades + _ALL_PERCENT * percent
    return odd + min(1.2, 0.25 * math.log2(max(per_gap, 1.0))) + unlikely


def _are_powers(values: Array) -> bool:
    """Whether positive values are powers of ten: a logarithmic axis has them, a linear one hardly 10 and 1000."""
    exponents = np.log10(values)
    return bool(np.abs(exponents - np.rint(exponents)).max() < 1e-9)


def _is_one_of(x: float, choices: Sequence[float]) -> bool:
    return any(abs(x - c) < 1e-6 for c in choices)


def _comb(bare: Judged, match: TickMatch, candidates: Sequence[TickCandidate], settings: AxisSettings) -> Array:
    places = bare.places()[list(match.tick_of)]
    pixel = np.array([c.pixel for c in candidates], dtype=float)
    return find_comb(match.line, places, pixel, settings.comb_px, log=bare.fit.scale.is_log)


def _tick_evidence(bare: Judged, match: TickMatch | None, comb: Array | None) -> float:
    """Credit for labels that stand at tick marks and for minor ticks in their places."""
    if match is None or comb is None:
        return 0.0
    minor = int(np.isfinite(comb).sum()) - len(match.tick_of)
    unexplained = comb.size - len(match.tick_of) - max(minor, 0)
    per_minor = 0.08 if bare.fit.scale.is_log else 0.03
    labelled = 0.5 * len(match.tick_of) / max(len(bare.used), 1)
    return labelled + per_minor * min(max(minor, 0), 10) - 0.02 * min(unexplained, 10)
