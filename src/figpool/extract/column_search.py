"""From looks to marks: every column is searched for every series, then explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from figpool.core.medians import median
from figpool.detect.raster.marker_search import Sighting
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.shapes import TRIANGLES, shape_reach
from figpool.detect.raster.stems import StemEnd, find_caps, find_stem_columns
from figpool.extract.beside import own_columns
from figpool.extract.column_caps import cap_half, caps_at, column_caps, hiding, join_caps, own_caps, stem_at
from figpool.extract.column_panel import SEEN, ColumnSearch
from figpool.extract.column_sightings import expected_on, on_most, sight_series, sighted, standing_out
from figpool.extract.columns import Arms, Choice, SeriesColumn, choices, explain, outer_caps, undecided, with_middle
from figpool.extract.looks import columns_of
from figpool.extract.placed import PlacedMarker, credible, distinct, once_a_group

#: Agreement from which a marker is believed although it stands on the axis line.
_ON_AXIS = 0.45
#: Agreement from which markers above a number of the x axis make a column.
_LABELLED = 0.6
#: Distance of the parts of one stem from one line, working pixels.
_ONE_STEM = 2.0

#: Distance of one cap from itself in other strokes, working pixels.
_ONE_CAP = 1.2
#: Distance of markers that are seen at one place, working pixels.
_ONE_PLACE = 4.0
#: Share of the rows to a cap that a stem inks which leads to it, at least.
_LED = 0.9
#: Share of the rows between two caps that a stem inks, a marker hiding the others, at least.
_STEMMED = 0.6

#: Share of the values with error bars below which caps may have been taken for what are none.
_FEW_ARMED = 0.5

#: Share of the error bars with two arms of one length up to which these may be due to chance.
_FEW_PAIRS = 0.3
#: Caps for each marker up to which error bars may have one arm.
_ONE_EACH = 1.2
#: Share of the lone arms of which the opposite ones would be seen, from which error bars may have one arm.
_TOLD = 0.3
#: How much the point that is the value of a triangle may make its arms differ, inner radii.
_ANCHOR = 0.9
#: Relative difference of arms of one length.
_EVEN = 0.12

#: How much more an outermost cap costs that is left unexplained.
_OUTER = 1.6
#: Choices of a series that are tried on a column: fewer, the more series there are, but not less.
_CHOICES, _LEAST_CHOICES = 26, 8

_Seen = Sequence[Sequence[Sequence[Sighting]]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the search of a panel's columns found.

    Parameters
    ----------
    placed : list of PlacedMarker
        Values.
    one_sided : bool
        Whether error bars have one arm.
    unread : int
        Error bars that seem to be drawn, but belong to no value.
    seen : sequence
        Sightings of every series on every column.
    """

    placed: list[PlacedMarker]
    one_sided: bool
    unread: int
    seen: _Seen


@dataclass(frozen=True, slots=True)
class _Offers:
    """Caps of a column, and what it offers to every series."""

    ends: list[StemEnd]
    offers: list[SeriesColumn]


@dataclass(frozen=True, slots=True)
class _Explained:
    """What the explanation of a column is worth, the choices, and which of them have rivals."""

    worth: float
    chosen: list[Choice]
    rivals: list[bool]


def find_columns(search: ColumnSearch, strong: Sequence[RawMarker]) -> list[float]:
    """Find the x positions of the columns: where markers stand, and where stems with caps stand."""
    tolerance = max(2.5, 0.9 * search.radius)
    found = []
    for column in columns_of(strong, tolerance):
        weights = np.array([strong[i].score * strong[i].radius for i in column])
        found.append(float(np.average([strong[i].x for i in column], weights=weights)))
    region = search.plotted.region
    line = search.everything.line
    stems = [
        stem
        for stem in _joined(find_stem_columns(search.everything.ink, line, max(8.0, 3 * line)), 3.0 * search.radius)
        if region.contains(stem[0], (stem[1] + stem[2]) / 2) and region.x0 + 2 * line < stem[0] < region.x1 - 2 * line
    ]
    typical = cap_half(search, [*found, *(x for x, _, _ in stems)])
    for x, top, bottom in stems:
        if not typical or any(abs(x - f) <= tolerance for f in found):
            continue
        caps = find_caps(search.everything, x, typical)
        if sum(min(abs(c.y - top), abs(c.y - bottom)) <= 2 * line + 2 for c in caps) >= 2:
            found.append(x)
    if plotted_on_axis(search) and all(abs(f - region.x0) > tolerance for f in found):
        found.append(region.x0)
    found += _labelled(search, found, tolerance)
    return sorted([*found, *(_beside(search, sorted(found), tolerance) if search.aside else [])])


def _beside(search: ColumnSearch, found: Sequence[float], tolerance: float) -> list[float]:
    """Further columns of groups in which a series is not seen that stands beside the others in most groups."""
    groups = [[found[i] for i in group] for group in search.groups(found)]
    whole = max(len(group) for group in groups)
    steps = [right - left for group in groups if len(group) == whole for left, right in pairwise(group)]
    if not steps or whole > len(search.looks):
        return []
    step = median(steps)
    fresh = []
    for group in groups:
        left = whole - len(group)
        at = [x for n in range(1, left + 1) for x in (group[0] - n * step, group[-1] + n * step)]
        at += [(a + b) / 2 for a, b in pairwise(group) if b - a > 1.5 * step]
        places = [p for x in at for k in range(len(search.looks)) if (p := standing_out(search, k, x)) is not None]
        fresh += [p.x for p in sorted(places, key=lambda p: -p.score)[:left]]
    return [x for x in fresh if all(abs(x - f) > tolerance for f in found)]


def _labelled(search: ColumnSearch, found: Sequence[float], tolerance: float) -> list[float]:
    """Further columns above numbers of the x axis, where markers cover one another so that none is seen alone."""
    plotted, line = search.plotted, search.everything.line
    if plotted.x_axis is None:
        return []
    left, right = plotted.region.x0 + 2 * line, plotted.region.x1 - 2 * line
    at = [plotted.view.picture.to_working(p.pixel) for p in plotted.x_axis.points]
    fresh = [x for x in at if left < x < right and all(abs(x - f) > tolerance for f in found)]
    series = range(len(search.looks))
    return [x for x in fresh if any(s.score >= _LABELLED for k in series for s in sight_series(search, k, x)[:1])]


def _joined(stems: Sequence[tuple[float, float, float]], gap: float) -> list[tuple[float, float, float]]:
    """Stems (x, top, bottom) and those they are parts of: a marker, or lines that cross, break a stem."""
    order = sorted(stems, key=lambda s: s[1])
    found = list(stems)
    for i, (x, top, bottom) in enumerate(order):
        end = bottom
        for other, start, stop in order[i + 1 :]:
            if abs(other - x) <= _ONE_STEM and 0 < start - end <= gap:
                end = stop
        if end > bottom:
            found.append((x, top, end))
    return found


def plotted_on_axis(search: ColumnSearch) -> bool:
    """Whether markers stand on the value axis itself (the first x is at its line)."""
    plotted = search.plotted
    if plotted.x_axis is None or not plotted.view.area.has_left:
        return False
    best = [sight_series(search, k, plotted.region.x0)[:1] for k in range(len(search.looks))]
    return any(b and b[0].score >= _ON_AXIS for b in best)


def search_columns(search: ColumnSearch, xs: Sequence[float]) -> Found:
    """Explain all columns, in the way of drawing error bars that explains them best."""
    seen = sighted(search, xs)
    if search.aside:
        seen = own_columns(xs, search.groups(xs), seen)
    typical = cap_half(search, xs)
    best = _in_its_way(search, xs, seen, typical)
    if typical and _armed(best.placed) < _FEW_ARMED:
        bare = _in_its_way(search, xs, seen, 0.0)
        best = bare if _armed(bare.placed) > _armed(best.placed) else best
    return best


def _armed(placed: Sequence[PlacedMarker]) -> float:
    return sum(p.up is not None or p.down is not None for p in placed) / max(1, len(placed))


def _in_its_way(search: ColumnSearch, xs: Sequence[float], seen: _Seen, typical: float) -> Found:
    """Explain all columns with caps of one width (0: none), with two arms or with one, whichever explains more."""
    own = own_caps(search, xs, typical, seen)
    usual = on_most(search, seen)
    offers = [_offers(search, x, typical, own, seen[number], usual) for number, x in enumerate(xs)]
    both = [_explained(search, offer, [Arms.BOTH] * len(search.looks)) for offer in offers]
    free = [_explained(search, offer, [Arms.ONE] * len(search.looks)) for offer in offers]
    arms = [_usual_arm([e.chosen[k] for e in free]) for k in range(len(search.looks))]
    fixed = [_explained(search, offer, arms) for offer in offers]
    one_sided = (
        sum(e.worth for e in fixed) > sum(e.worth for e in both)
        and _pairs(search, offers, both) <= _FEW_PAIRS
        and _lone(fixed) >= _FEW_ARMED
        and _told(offers, both) >= _TOLD
        and _caps_a_marker(offers, fixed) <= _ONE_EACH
        # no program draws lower arms only: the upper ones are hidden
        and Arms.UP in arms
    )
    # a cap may lie beyond the last arm where error bars have one
    whole = [Arms.BOTH] * len(search.looks)
    best = fixed if one_sided else [_explained(search, offer, whole, _OUTER) for offer in offers]
    placed = [p for number, e in enumerate(best) for p in _placed(search, number, xs[number], offers[number], e)]
    kept = distinct(credible(placed, own), [s.look.radius for s in search.looks])
    kept = once_a_group(kept, search.groups(xs)) if search.aside else kept
    return Found(kept, one_sided, _unread(offers, kept, search.everything.line), seen)


def _unread(columns: Sequence[_Offers], placed: Sequence[PlacedMarker], line: float) -> int:
    """Count pairs of clean caps, a stem between them, that end no error bar of a value."""
    count = 0
    for number, column in enumerate(columns):
        ends = [end.y for p in placed if p.column == number for end in (p.up, p.down) if end is not None]
        left = sorted(c.y for c in column.ends if c.clean and all(abs(c.y - end) > line + 1.5 for end in ends))
        stems = [np.asarray(offer.stem, dtype=bool) for offer in column.offers]
        for top, bottom in pairwise(left):
            rows = slice(round(top + line), round(bottom - line))
            count += any(len(stem[rows]) and float(stem[rows].mean()) >= _STEMMED for stem in stems)
    return count


def _lone(explained: Sequence[_Explained]) -> float:
    """Share of the markers with an arm."""
    chosen = [c for e in explained for c in e.chosen if c.sighting is not None]
    return sum(c.up is not None or c.down is not None for c in chosen) / max(1, len(chosen))


def _told(columns: Sequence[_Offers], explained: Sequence[_Explained]) -> float:
    """Share of the lone arms of which the opposite ones would be seen if there were any; 1 without lone arms."""
    told = [
        not offer.hides(c.y, column.ends[end].y)
        for column, found in zip(columns, explained, strict=True)
        for offer, c in zip(column.offers, found.chosen, strict=True)
        for end in [c.up if c.down is None else c.down if c.up is None else None]
        if end is not None
    ]
    return float(np.mean(told)) if told else 1.0


def _caps_a_marker(columns: Sequence[_Offers], explained: Sequence[_Explained]) -> float:
    """Clean caps of the panel for each of its markers."""
    caps = sum(end.clean for column in columns for end in column.ends)
    return caps / max(1, sum(c.sighting is not None for e in explained for c in e.chosen))


def _pairs(search: ColumnSearch, columns: Sequence[_Offers], explained: Sequence[_Explained]) -> float:
    """Share of the error bars that have two arms of one length."""
    armed = even = 0
    for column, found in zip(columns, explained, strict=True):
        for look, offer, c in zip(search.looks, column.offers, found.chosen, strict=True):
            ends = [column.ends[i].y for i in (c.up, c.down) if i is not None]
            # an arm whose opposite cannot be seen speaks for neither way
            armed += bool(ends) and not (len(ends) == 1 and offer.hides(c.y, ends[0]))
            if len(ends) == 2:
                up, down = (abs(search.value(end) - search.value(c.y)) for end in ends)
                pixel = abs(search.value(c.y - 0.5) - search.value(c.y + 0.5))
                slack = _ANCHOR * look.look.radius if look.look.shape in TRIANGLES else 0.0
                even += abs(up - down) <= _EVEN * max(up, down) + slack * pixel
    return even / max(1, armed)


def _usual_arm(chosen: Sequence[Choice]) -> Arms:
    ups, downs = sum(c.up is not None for c in chosen), sum(c.down is not None for c in chosen)
    return Arms.UP if ups >= downs else Arms.DOWN


def _reach(shape: str) -> tuple[float, float]:
    return shape_reach(shape, -1), shape_reach(shape, 1)


def _offers(
    search: ColumnSearch,
    x: float,
    typical: float,
    own: Sequence[bool],
    seen: Sequence[Sequence[Sighting]],
    usual: Sequence[bool],
) -> _Offers:
    """Gather what a column offers to every series, also to those that usually have a marker on a column."""
    ends: list[StemEnd] = []
    spans: list[tuple[int, ...]] = []
    stems = []
    sources = [maps if own_ink else toned for maps, toned, own_ink in zip(search.maps, search.toned, own, strict=True)]
    for source, toned, sightings in zip(sources, search.toned, seen, strict=True):
        at = sightings[0].x if sightings and sightings[0].score >= SEEN else x
        users = [k for k, other in enumerate(sources) if other is source]
        caps = column_caps(search, source, at, typical, seen, users)
        if source is toned and toned is not search.everything:
            caps = _with_doubt(caps, caps_at(search, search.everything, at, typical, seen))
        spans.append(join_caps(ends, caps))
        stems.append(stem_at(search, toned, at, seen))
    if all(own):
        spans = _with_unclaimed(search, x, typical, ends, spans, seen)
        spans = _with_nearest(ends, spans, stems, seen)
    elif search.dark is not None and not any(own):
        ends, spans = _with_dark(search, x, typical, ends, seen)
    hides = hiding(search, x, seen, ends)
    offers = [
        SeriesColumn(tuple(places), look.look.radius, span, stem, _reach(look.look.shape), hides, expected=expected)
        for look, places, span, stem, expected in zip(
            search.looks, seen, spans, stems, expected_on(seen, usual), strict=True
        )
    ]
    return _Offers(ends, offers)


def _with_doubt(caps: Sequence[StemEnd], plain: Sequence[StemEnd]) -> list[StemEnd]:
    """Take what only a pale tone shows for no clean cap: gridlines are as pale."""
    return [cap if any(abs(cap.y - p.y) < _ONE_CAP for p in plain) else replace(cap, clean=False) for cap in caps]


def _with_unclaimed(
    search: ColumnSearch,
    x: float,
    typical: float,
    ends: list[StemEnd],
    spans: Sequence[tuple[int, ...]],
    seen: Sequence[Sequence[Sighting]],
) -> list[tuple[int, ...]]:
    """Offer caps of no ink's own to all series: compression takes the colour from thin strokes."""
    known = [end.y for end in ends]
    apart = search.everything.line + 1.5
    fresh = [
        replace(cap, clean=False)
        for cap in column_caps(search, search.everything, x, typical, seen, [])
        if all(abs(cap.y - y) > apart for y in known)
    ]
    added = join_caps(ends, fresh)
    return [(*span, *added) for span in spans]


def _with_nearest(
    ends: Sequence[StemEnd],
    spans: Sequence[tuple[int, ...]],
    stems: Sequence[NDArray[np.bool_]],
    seen: Sequence[Sequence[Sighting]],
) -> list[tuple[int, ...]]:
    """Offer a marker whose stem leads to no cap of its own colour the next one: thin strokes lose their colour."""
    places = [(s.y, k) for k, own in enumerate(seen) for s in own if s.score >= SEEN]
    found = [list(span) for span in spans]
    for y, k in places:
        for way in (-1, 1):
            beside = sorted((way * (end.y - y), i) for i, end in enumerate(ends) if way * (end.y - y) > 0)
            led = [(d, i) for d, i in beside if _leads(stems[k], y, ends[i].y)]
            hidden = led and any(_ONE_PLACE < way * (other - y) < led[0][0] for other, _ in places)
            if led and not hidden and not any(i in spans[k] for _, i in led):
                found[k].append(led[0][1])
    return [tuple(span) for span in found]


def _leads(stem: NDArray[np.bool_], y: float, end: float) -> bool:
    """Whether a stem is inked on the whole way between two rows."""
    first, last = sorted((round(y), round(end)))
    return bool(stem[max(0, first) : last + 1].mean() >= _LED)


def _with_dark(
    search: ColumnSearch, x: float, typical: float, ends: Sequence[StemEnd], seen: Sequence[Sequence[Sighting]]
) -> tuple[list[StemEnd], list[tuple[int, ...]]]:
    """Take the dark ends of coloured markers' arms, which show on these too, and those seen whatever their colour."""
    assert search.dark is not None
    at = [own[0].x for own in seen if own and own[0].score >= SEEN]
    dark: list[StemEnd] = []
    for place in [x, *at]:
        join_caps(dark, caps_at(search, search.dark, place, typical, seen))
    apart = search.everything.line + 1.5
    joined = [*dark, *(end for end in ends if all(abs(end.y - cap.y) > apart for cap in dark))]
    return joined, [tuple(range(len(joined)))] * len(seen)


def _explained(search: ColumnSearch, column: _Offers, arms: Sequence[Arms], outermost: float = 1.0) -> _Explained:
    """Explain a column whose series have error bars with these arms; an outermost cap left over costs so much more."""
    # a series may stand at several places of its column, each with caps of its own
    most = max(_LEAST_CHOICES, _CHOICES - 4 * len(column.offers))
    offers = [replace(offer, arms=own) for offer, own in zip(column.offers, arms, strict=True)]
    options = [choices(offer, column.ends, search.value, search.weights, most) for offer in offers]
    # with one marker on a column nothing is to be decided between series
    several = sum(bool(offer.sightings) and offer.sightings[0].score >= SEEN for offer in offers) > 1
    outer = outer_caps(column.offers, column.ends, SEEN) if several else set()
    sure = [(1.0 if end.clean else 0.5) * (outermost if i in outer else 1.0) for i, end in enumerate(column.ends)]
    total, chosen = explain(options, sure, search.radius, search.weights)
    return _Explained(total, chosen, undecided(options, sure, search.radius, search.weights, chosen))


def _placed(search: ColumnSearch, number: int, x: float, column: _Offers, explained: _Explained) -> list[PlacedMarker]:
    ends, chosen = column.ends, explained.chosen
    uses = [i for c in chosen for i in (c.up, c.down) if i is not None]
    placed = []
    for series, (offer, choice) in enumerate(zip(column.offers, chosen, strict=True)):
        free = [i for i in offer.ends if i not in uses]
        whole = with_middle(choice, ends, free)
        if np.isnan(whole.y):
            continue
        uses += [i for i in (whole.up, whole.down) if i is not None and choice.sighting is None]
        placed.append(
            PlacedMarker(
                series,
                number,
                whole.sighting.x if whole.sighting else x,
                whole.y,
                whole.sighting.score if whole.sighting else 0.0,
                ends[whole.up] if whole.up is not None else None,
                ends[whole.down] if whole.down is not None else None,
                crowded=any(
                    o is not choice and o.sighting is not None and abs(o.y - whole.y) < 1.2 * search.radius
                    for o in chosen
                ),
                shared=any(uses.count(i) > 1 for i in (whole.up, whole.down) if i is not None),
                rival=explained.rivals[series],
            )
        )
    return placed
