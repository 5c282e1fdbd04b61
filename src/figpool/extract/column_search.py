"""From looks to marks: every column is searched for every series, then explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from figpool.detect.raster.marker_search import Sighting, sight_marker
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.shapes import shape_reach
from figpool.detect.raster.stems import StemEnd, find_caps, find_stem_columns
from figpool.extract.column_caps import cap_half, column_caps, join_caps, own_caps, stem_at
from figpool.extract.column_panel import SEEN, ColumnSearch
from figpool.extract.columns import Choice, SeriesColumn, choices, explain, undecided, with_middle
from figpool.extract.looks import columns_of
from figpool.extract.placed import PlacedMarker, credible, distinct
from figpool.extract.plotted import HIDDEN

#: Agreement from which a marker is believed although it stands on the axis line.
_ON_AXIS = 0.45
#: Agreement of a marker seen beside another that hides a part of it, at most.
_PARTLY = 0.49


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
        for stem in find_stem_columns(search.everything.ink, line, max(8.0, 3 * line))
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
    return sorted(found)


def plotted_on_axis(search: ColumnSearch) -> bool:
    """Whether markers stand on the value axis itself (the first x is at its line)."""
    plotted = search.plotted
    if plotted.x_axis is None or not plotted.view.area.has_left:
        return False
    best = [_sightings(search, k, plotted.region.x0)[:1] for k in range(len(search.looks))]
    return any(b and b[0].score >= _ON_AXIS for b in best)


def search_columns(search: ColumnSearch, xs: Sequence[float]) -> list[PlacedMarker]:
    """Explain all columns."""
    typical = cap_half(search, xs)
    own = own_caps(search, xs, typical)
    seen = _sighted(search, xs)
    placed: list[PlacedMarker] = []
    for number, x in enumerate(xs):
        placed += _explain_column(search, number, x, typical, own, seen[number])
    return distinct(credible(placed, own), [s.look.radius for s in search.looks])


def _sighted(search: ColumnSearch, xs: Sequence[float]) -> list[list[list[Sighting]]]:
    """Sightings of every series on every column, scores relative to what is usual for the series."""
    found = [[_sightings(search, k, x) for k in range(len(search.looks))] for x in xs]
    usual = [_usual([column[i][0].score for column in found if column[i]]) for i in range(len(search.looks))]
    for x, column in zip(xs, found, strict=True):
        for series, best in enumerate(usual):
            column[series] = [replace(s, score=min(1.0, 0.8 * s.score / best)) for s in column[series]]
        for series, best in enumerate(usual):
            if not column[series] or column[series][0].score < search.weights.absent:
                column[series] += _partly_hidden(search, series, x, column, best)
    return found


def _usual(scores: Sequence[float]) -> float:
    return max(0.3, float(np.percentile(scores, 70))) if scores else 1.0


def _partly_hidden(
    search: ColumnSearch, series: int, x: float, column: Sequence[Sequence[Sighting]], usual: float
) -> list[Sighting]:
    """Markers of which a marker of another series hides a part: what is hidden speaks neither for nor against them."""
    hiding = [
        (s, other.look.radius)
        for k, other in enumerate(search.looks)
        for s in column[k][:1]
        if k != series and s.score >= SEEN
    ]
    look, ink = search.looks[series], search.covers[series]
    found: list[Sighting] = []
    for hider, radius in hiding:
        rows = (hider.y - 2.2 * radius, hider.y + 2.2 * radius)
        top, bottom = max(0, round(rows[0] - 4 * radius)), round(rows[1] + 4 * radius)
        left, right = max(0, round(x - 6 * radius)), round(x + 6 * radius)
        part = ink[top:bottom, left:right].copy()
        yy, xx = np.mgrid[top : top + part.shape[0], left : left + part.shape[1]]
        part[np.hypot(xx - hider.x, yy - hider.y) <= 1.1 * radius] = HIDDEN * look.look.level
        inside = (rows[0] - top, rows[1] - top)
        for s in sight_marker(part, look.look, x - left, inside, spread=max(search.spread, 0.3 * radius)):
            if np.hypot(s.x + left - hider.x, s.y + top - hider.y) > 0.25 * radius:
                score = min(_PARTLY, 0.8 * s.score / usual)
                found.append(replace(s, x=s.x + left, y=s.y + top, score=score))
    return sorted(found, key=lambda s: -s.score)[:2]


def _reach(shape: str) -> tuple[float, float]:
    return shape_reach(shape, -1), shape_reach(shape, 1)


def _explain_column(
    search: ColumnSearch,
    number: int,
    x: float,
    typical: float,
    own: Sequence[bool],
    seen: Sequence[Sequence[Sighting]],
) -> list[PlacedMarker]:
    ends: list[StemEnd] = []
    spans: list[tuple[int, ...]] = []
    stems = []
    sources = [maps if own_ink else search.everything for maps, own_ink in zip(search.maps, own, strict=True)]
    for source, sightings in zip(sources, seen, strict=True):
        at = sightings[0].x if sightings and sightings[0].score >= SEEN else x
        users = [k for k, other in enumerate(sources) if other is source]
        spans.append(join_caps(ends, column_caps(search, source, at, typical, seen, users)))
        stems.append(stem_at(search, at, seen))
    offers = [
        SeriesColumn(tuple(sightings), look.look.radius, span, stem, _reach(look.look.shape))
        for look, sightings, span, stem in zip(search.looks, seen, spans, stems, strict=True)
    ]
    most = max(4, 18 - 3 * len(offers))
    options = [choices(offer, ends, search.value, search.weights, most) for offer in offers]
    sure = [1.0 if end.clean else 0.5 for end in ends]
    chosen = explain(options, sure, search.radius, search.weights)
    rivals = undecided(options, sure, search.radius, search.weights, chosen)
    placed = _placed(search, number, x, ends, offers, chosen)
    return [replace(p, rival=rivals[p.series]) for p in placed]


def _sightings(search: ColumnSearch, series: int, x: float) -> list[Sighting]:
    """Places on a column where one series' marker may stand, best first."""
    look = search.looks[series].look
    found = sight_marker(search.covers[series], look, x, search.rows(), spread=search.spread)
    if search.looks[series].ink is None:
        return [replace(s, score=s.score - min(0.3, abs(s.level - look.level))) for s in found]
    shown = [replace(s, score=s.score * _shown(search, series, s)) for s in found]
    return sorted(shown, key=lambda s: -s.score)


def _shown(search: ColumnSearch, series: int, seen: Sighting) -> float:
    """How far a marker's own colour speaks for it: 1 when most of its ink is its own, little when none is."""
    reach = search.looks[series].look.radius
    rows = slice(max(0, round(seen.y - reach)), round(seen.y + reach) + 1)
    columns = slice(max(0, round(seen.x - reach)), round(seen.x + reach) + 1)
    own = float((search.maps[series].ink[rows, columns] > 0.5).sum())
    all_ink = float((search.everything.ink[rows, columns] > 0.35 * search.looks[series].look.level).sum())
    return float(np.clip(0.2 + 1.6 * own / max(all_ink, 1.0), 0.0, 1.0))


def _placed(
    search: ColumnSearch,
    number: int,
    x: float,
    ends: Sequence[StemEnd],
    offers: Sequence[SeriesColumn],
    chosen: Sequence[Choice],
) -> list[PlacedMarker]:
    uses = [i for c in chosen for i in (c.up, c.down) if i is not None]
    placed = []
    for series, (offer, choice) in enumerate(zip(offers, chosen, strict=True)):
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
                any(
                    o is not choice and o.sighting is not None and abs(o.y - whole.y) < 1.2 * search.radius
                    for o in chosen
                ),
                any(uses.count(i) > 1 for i in (whole.up, whole.down) if i is not None),
            )
        )
    return placed
