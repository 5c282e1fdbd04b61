"""Tick marks for label values: labels name the ticks, tick marks place them.

Labels stand beside their ticks with one common offset (baseline, box or
superscript), so the offset is voted for, not assumed to be zero. Marks that
nothing explains (letters, bar ends) are outvoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from figpool.calibrate.line import Array, Line, least_squares
from figpool.calibrate.settings import AxisSettings
from figpool.core.axes import TickCandidate

_DIVISIONS = (1, 2, 4, 5, 10)
_LOG_MINORS = np.log10(np.arange(1, 10))
_LOG_TEETH = np.log10(np.arange(1, 11))
_LABEL_JITTER = 0.15
_USUAL_OFFSET = 0.3
_RIVAL_MARGIN = 0.7
_MOVED, _MOVED_IN = 3.0, 1.0
#: Labels of which the outer two may have been moved inwards: more than so many.
_LEAST_INNER = 3
_LEAST_VOTE = 0.2
_LEADING = 16


@dataclass(frozen=True, slots=True)
class TickMatch:
    """Labels joined to tick marks.

    Parameters
    ----------
    line : Line
        Scale space -> pixel of the tick marks.
    tick_of : mapping of int to int
        Index of the tick candidate for each matched place.
    offset : float
        How far the labels stand from their ticks, pixels.
    has_rival : bool
        Whether the labels could belong to other marks nearly as well.
    """

    line: Line
    tick_of: dict[int, int]
    offset: float
    has_rival: bool


@dataclass(frozen=True, slots=True)
class TickSearch:
    """Where tick marks are expected.

    Parameters
    ----------
    line : Line
        Scale space -> pixel of label centres.
    centres : ndarray, shape (n,)
        Centres of the labels, pixels.
    size : float
        Typical label height in pixels.
    log : bool
        Whether minor ticks stand at the logarithms of 2..9.
    """

    line: Line
    centres: Array
    size: float
    log: bool


def match_ticks(
    u: Array, search: TickSearch, candidates: Sequence[TickCandidate], settings: AxisSettings
) -> TickMatch | None:
    """Join label places to tick candidates by one common offset.

    Parameters
    ----------
    u : ndarray, shape (n,)
        Label values in scale space.
    search : TickSearch
        Where marks are expected.
    candidates : sequence of TickCandidate
        Marks or gridlines, false ones among them.
    settings : AxisSettings
        Tolerances.

    Returns
    -------
    TickMatch or None
        None when fewer than two labels, or fewer than half, find a mark.
    """
    if not candidates:
        return None
    pixel = np.array([c.pixel for c in candidates], dtype=float)
    strength = np.array([c.strength for c in candidates], dtype=float)
    voted = _vote(u, search, pixel, strength, settings)
    match = None if voted is None else _settle(u, voted[0], pixel, settings)
    if voted is None or match is None or not _is_enough(u, search, match[1], pixel):
        return None
    places = u[list(match[1])]
    offset = float(np.median(search.line.pixel(places) - match[0].pixel(places)))
    return TickMatch(match[0], match[1], offset, voted[1])


def _is_enough(u: Array, search: TickSearch, tick_of: dict[int, int], pixel: Array) -> bool:
    """Whether half of the labels have their mark, or both end labels of three or more: a frame drawn at the limits."""
    if 2 * len(tick_of) >= u.size and len(tick_of) >= 2:
        return True
    ends = (int(u.argmin()), int(u.argmax()))
    if u.size < 3 or any(end not in tick_of for end in ends):
        return False
    shift = [float(pixel[tick_of[end]] - search.line.pixel(u[end])) for end in ends]
    return abs(shift[0] - shift[1]) <= _LABEL_JITTER * search.size


def _vote(
    u: Array, search: TickSearch, pixel: Array, strength: Array, settings: AxisSettings
) -> tuple[Line, bool] | None:
    """Line through two marks on which the marks of most labels lie, and whether a rival is close; None without any.

    The line may differ from the labels' by an offset, and in its slope by no
    more than labels are jittered.
    """
    expected = search.line.pixel(u)
    pairs = _mark_pairs(expected, pixel, _reach(expected, search.size, settings))
    if not pairs:
        return None
    k, m, a, b = np.array(pairs, dtype=np.intp).T
    per_unit = (pixel[a] - pixel[b]) / (u[k] - u[m])
    at_zero = pixel[a] - per_unit * u[k]
    at = at_zero[:, None] + per_unit[:, None] * u
    shift = (at - expected).mean(axis=1)
    score = _mark_votes(at, pixel, strength, settings) - _strangeness(at, search, settings)
    if search.log:
        score = score + _minor_votes(per_unit, at_zero, score, pixel, settings)
    winner = int(np.argmax(score))
    if score[winner] < _LEAST_VOTE * min(u.size, 3):
        return None
    away = np.abs(shift - shift[winner]) > settings.max_residual_px
    rival = bool(score[away].max(initial=-np.inf) > score[winner] - _RIVAL_MARGIN)
    return Line(float(per_unit[winner]), float(at_zero[winner])), rival


def _mark_votes(at: Array, pixel: Array, strength: Array, settings: AxisSettings) -> Array:
    """Votes of the marks nearest to the places `at` (lines, labels) of each line."""
    gaps = np.abs(at[:, :, None] - pixel)
    nearest = gaps.argmin(axis=2)
    misfit = gaps.min(axis=2) / settings.tick_sd_px
    return np.asarray(((0.5 + 0.5 * strength[nearest]) * np.exp(-0.5 * misfit**2)).sum(axis=1), dtype=float)


def _strangeness(at: Array, search: TickSearch, settings: AxisSettings) -> Array:
    """Price of the way labels would stand from their marks: a large common offset, a tilt beyond label jitter.

    Single labels may stand anywhere, the outer ones of several more so when they
    stand inwards: programs move them to stay within the plot.
    """
    shift = at - search.centres
    common = np.median(shift, axis=1)
    jitter = np.hypot(_LABEL_JITTER * search.size, settings.tick_sd_px)
    away = (shift - common[:, None]) / jitter
    most = np.full(away.shape, _MOVED)
    if search.centres.size > _LEAST_INNER:
        first, last = int(search.centres.argmin()), int(search.centres.argmax())
        most[away[:, first] < 0, first] = _MOVED_IN
        most[away[:, last] > 0, last] = _MOVED_IN
    tilt = np.minimum(away**2, most).sum(axis=1)
    return np.asarray((common / (_USUAL_OFFSET * search.size)) ** 2 + 0.5 * tilt, dtype=float)


def _minor_votes(per_unit: Array, at_zero: Array, score: Array, pixel: Array, settings: AxisSettings) -> Array:
    """Votes of minor ticks for the leading lines; they lie unevenly in a decade, so they tell its start."""
    votes = np.full(score.size, -np.inf)
    leading = np.argsort(-score)[:_LEADING]
    place = (pixel - at_zero[leading, None]) / per_unit[leading, None]
    within = place - np.floor(place)
    gap = np.abs(within[:, :, None] - _LOG_TEETH).min(axis=2) * np.abs(per_unit[leading, None])
    votes[leading] = 0.15 * np.exp(-0.5 * (gap / settings.tick_sd_px) ** 2).sum(axis=1)
    return votes


def _reach(expected: Array, size: float, settings: AxisSettings) -> float:
    """How far from its label a mark is looked for: not beyond half way to the next label."""
    reach = settings.max_label_offset * size
    gaps = np.diff(np.sort(expected))
    return max(min(reach, 0.45 * float(gaps[gaps > 0].min(initial=np.inf))), 1.5)


def _mark_pairs(expected: Array, pixel: Array, reach: float) -> list[tuple[int, int, int, int]]:
    """Pairs of labels far apart, with a mark near each: (label, label, mark, mark)."""
    near = [np.flatnonzero(np.abs(pixel - at) <= reach) for at in expected]
    order = [int(k) for k in np.argsort(expected) if near[int(k)].size]
    ends = [(k, m) for k in order[:2] for m in order[-2:] if expected[m] - expected[k] > reach]
    return [(k, m, int(a), int(b)) for k, m in dict.fromkeys(ends) for a in near[k] for b in near[m] if a != b]


def _settle(u: Array, line: Line, pixel: Array, settings: AxisSettings) -> tuple[Line, dict[int, int]] | None:
    """Fit the line to the nearest marks, tightening until no outlier is left."""
    tick_of: dict[int, int] = {}
    for _ in range(3):
        tick_of = _nearest(line.pixel(u), pixel, settings.max_residual_px)
        places = np.array(list(tick_of), dtype=np.intp)
        if places.size < 2 or np.ptp(u[places]) == 0 or np.unique(list(tick_of.values())).size < 2:
            return None
        line = least_squares(u[places], pixel[list(tick_of.values())])
    return _without_outliers(u, pixel, tick_of)


def _nearest(expected: Array, pixel: Array, limit: float) -> dict[int, int]:
    gaps = np.abs(pixel[None, :] - expected[:, None])
    nearest = gaps.argmin(axis=1)
    return {i: int(j) for i, j in enumerate(nearest) if gaps[i, j] <= limit}


def _without_outliers(u: Array, pixel: Array, tick_of: dict[int, int]) -> tuple[Line, dict[int, int]]:
    """Drop marks that stand out from an otherwise good line, worst first."""
    kept = dict(tick_of)
    while True:
        places = np.array(list(kept), dtype=np.intp)
        at = pixel[list(kept.values())]
        line = least_squares(u[places], at)
        residual = np.abs(at - line.pixel(u[places]))
        worst = int(residual.argmax())
        if len(kept) <= 3 or residual[worst] <= 0.5:
            return line, kept
        rest = np.delete(np.arange(places.size), worst)
        without = least_squares(u[places[rest]], at[rest])
        others = np.abs(at[rest] - without.pixel(u[places[rest]]))
        alone = abs(at[worst] - float(without.pixel(u[places[worst]])))
        if alone <= max(0.7, 4 * float(np.sqrt(np.mean(others**2)))):
            return line, kept
        del kept[int(places[worst])]


def find_comb(line: Line, u: Array, pixel: Array, tolerance: float, *, log: bool) -> NDArray[np.float64]:
    """Places (scale space) of all marks that continue or subdivide the labelled steps.

    Parameters
    ----------
    line : Line
        Scale space -> pixel of tick marks.
    u : ndarray
        Labelled places.
    pixel : ndarray, shape (m,)
        Tick candidates.
    tolerance : float
        Largest distance in pixels between a mark and its place.
    log : bool
        Whether minor ticks stand at the logarithms of 2..9.

    Returns
    -------
    ndarray, shape (m,)
        Place of each candidate, NaN for candidates the comb does not explain.
    """
    explained = np.full(pixel.size, np.nan)
    for teeth in _combs(u, line, pixel, log=log):
        at = line.pixel(teeth)
        if at.size < 2 or np.abs(np.diff(np.sort(at))).min() < 3 * tolerance:
            continue
        gaps = np.abs(pixel[:, None] - at[None, :])
        inside = (at >= line.pixel(u).min() - tolerance) & (at <= line.pixel(u).max() + tolerance)
        if not inside.any() or float((gaps[:, inside].min(axis=0) <= tolerance).mean()) < 0.8:
            continue
        nearest = gaps.argmin(axis=1)
        hit = gaps[np.arange(pixel.size), nearest] <= tolerance
        explained = np.where(hit & np.isnan(explained), teeth[nearest], explained)
    return explained


def _combs(u: Array, line: Line, pixel: Array, *, log: bool) -> list[Array]:
    """Candidate combs over the stretch that marks cover, coarse to fine."""
    low, high = sorted((float(line.u(pixel.min())), float(line.u(pixel.max()))))
    low, high = min(low, float(u.min())), max(high, float(u.max()))
    if log:
        decades = np.arange(np.floor(low), np.ceil(high) + 1)
        return [decades, (decades[:, None] + _LOG_MINORS).ravel()] if decades.size < 40 else []
    step = float(np.median(np.diff(np.unique(u))))
    if not step > 0 or (high - low) / step > 60:
        return []
    first = float(u.min())
    return [
        first + np.arange(np.ceil((low - first) / step * d), np.floor((high - first) / step * d) + 1) * step / d
        for d in _DIVISIONS
    ]
