"""From looks to marks: every column is searched for every series, then explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from figpool.detect.raster.marker_search import Sighting, sight_marker
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.picture import Gray
from figpool.detect.raster.stems import StemEnd, StrokeMaps, find_caps, find_stem_columns, stem_ink
from figpool.extract.columns import Choice, ColumnWeights, SeriesColumn, choices, explain, with_middle
from figpool.extract.looks import SeriesLook, columns_of, weighted_median
from figpool.extract.placed import PlacedMarker, credible, distinct
from figpool.extract.plotted import Plotted

#: Agreement from which a marker is believed although it stands on the axis line.
_ON_AXIS = 0.45


@dataclass(frozen=True, eq=False)
class ColumnSearch:
    """Everything needed to search the columns of one panel.

    Parameters
    ----------
    plotted : Plotted
        The panel.
    looks : tuple of SeriesLook
        Its series.
    maps : tuple of StrokeMaps
        Strokes of each series' own ink.
    covers : tuple of ndarray
        Share of each pixel that the series' ink covers or may cover.
    everything : StrokeMaps
        Strokes of all inks.
    weights : ColumnWeights
        Gains and costs.
    """

    plotted: Plotted
    looks: tuple[SeriesLook, ...]
    maps: tuple[StrokeMaps, ...]
    covers: tuple[Gray, ...]
    everything: StrokeMaps
    weights: ColumnWeights = field(default_factory=ColumnWeights)

    @property
    def radius(self) -> float:
        """Common inner radius of the markers."""
        return float(np.median([s.look.radius for s in self.looks]))

    def rows(self) -> tuple[float, float]:
        """Rows of the region."""
        return self.plotted.region.y0, self.plotted.region.y1

    def value(self, row: float) -> float:
        """Value at a working-pixel row."""
        return self.plotted.view.axis.calibration.value_at(self.plotted.view.picture.to_upright(row))


def start_search(plotted: Plotted, looks: Sequence[SeriesLook]) -> ColumnSearch:
    """Prepare the strokes of every ink."""
    everything = plotted.strokes()
    by_ink = {look.ink: plotted.strokes(look.ink) for look in looks if look.ink is not None}
    own = tuple(by_ink[look.ink] if look.ink is not None else everything for look in looks)
    covers = {look.ink: plotted.cover(look.ink) for look in looks}
    return ColumnSearch(plotted, tuple(looks), own, tuple(covers[look.ink] for look in looks), everything)


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
    pairs = zip(search.looks, search.covers, strict=True)
    best = [_sightings(search, s, c, plotted.region.x0)[:1] for s, c in pairs]
    return any(b and b[0].score >= _ON_AXIS for b in best)


def cap_half(search: ColumnSearch, xs: Sequence[float]) -> float:
    """Measure the common half width of the caps; 0 when there are too few to tell."""
    widest = 0.06 * search.plotted.view.picture.shape[1]
    top, bottom = search.rows()
    halves = [
        c.half
        for maps in {id(m): m for m in (*search.maps, search.everything)}.values()
        for x in xs
        for c in find_caps(maps, x)
        if c.clean and c.half <= widest and top + 4 <= c.y <= bottom - 4
    ]
    return weighted_median(halves, [1.0] * len(halves)) if len(halves) >= 2 else 0.0


def search_columns(search: ColumnSearch, xs: Sequence[float]) -> list[PlacedMarker]:
    """Explain all columns."""
    typical = cap_half(search, xs)
    own_caps = _own_caps(search, xs, typical)
    seen = _sighted(search, xs)
    placed: list[PlacedMarker] = []
    for number, x in enumerate(xs):
        placed += _explain_column(search, number, x, typical, own_caps, seen[number])
    return distinct(credible(placed, own_caps), [s.look.radius for s in search.looks])


def _sighted(search: ColumnSearch, xs: Sequence[float]) -> list[list[list[Sighting]]]:
    """Sightings of every series on every column, scores relative to what is usual for the series."""
    found = [[_sightings(search, s, c, x) for s, c in zip(search.looks, search.covers, strict=True)] for x in xs]
    for series in range(len(search.looks)):
        tops = [column[series][0].score for column in found if column[series]]
        usual = max(0.3, float(np.percentile(tops, 70))) if tops else 1.0
        for column in found:
            column[series] = [replace(s, score=min(1.0, 0.8 * s.score / usual)) for s in column[series]]
    return found


def _own_caps(search: ColumnSearch, xs: Sequence[float], typical: float) -> list[bool]:
    """Whether each series' caps are drawn in its own ink (else in one ink for all)."""
    own = []
    for look, maps in zip(search.looks, search.maps, strict=True):
        seen = [len(_caps(search, maps, x, typical)) >= 1 for x in xs]
        own.append(look.ink is not None and float(np.mean(seen or [False])) >= 0.4)
    return own


def _caps(search: ColumnSearch, maps: StrokeMaps, x: float, typical: float) -> list[StemEnd]:
    top, bottom = search.rows()
    if typical:
        return [c for c in find_caps(maps, x, typical) if top + 3 <= c.y <= bottom - 3]
    return _bare_ends(search, maps, x)


def _bare_ends(search: ColumnSearch, maps: StrokeMaps, x: float) -> list[StemEnd]:
    """Find the ends of stems without caps."""
    top, bottom = search.rows()
    inked = stem_ink(maps, x)
    change = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]])))
    least = max(8.0, 2.6 * search.radius)
    return [
        StemEnd(float(edge), 0.0)
        for start, stop in zip(change[::2], change[1::2], strict=True)
        if stop - start >= least
        for edge in (start, stop - 1)
        if top + 2 < edge < bottom - 2
    ]


def _explain_column(
    search: ColumnSearch,
    number: int,
    x: float,
    typical: float,
    own_caps: Sequence[bool],
    seen: Sequence[Sequence[Sighting]],
) -> list[PlacedMarker]:
    ends: list[StemEnd] = []
    spans: dict[int, tuple[int, ...]] = {}
    offers: list[SeriesColumn] = []
    everywhere = stem_ink(search.everything, x)
    for series, own in zip(search.looks, seen, strict=True):
        reach = 1.15 * series.look.radius
        for sighting in (s for s in own if s.score >= 0.6):
            # a white-filled marker hides the stems that run through it
            everywhere[max(0, round(sighting.y - reach)) : round(sighting.y + reach) + 1] = True
    for look, maps, own_ink, sightings in zip(search.looks, search.maps, own_caps, seen, strict=True):
        source = maps if own_ink else search.everything
        if id(source) not in spans:
            fresh = [c for c in _caps(search, source, x, typical) if not _inside_marker(search, c, seen)]
            spans[id(source)] = tuple(range(len(ends), len(ends) + len(fresh)))
            ends += fresh
        offers.append(SeriesColumn(tuple(sightings), look.look.radius, spans[id(source)], everywhere))
    most = max(4, 18 - 3 * len(offers))
    options = [choices(offer, ends, search.value, search.weights, most) for offer in offers]
    chosen = explain(options, len(ends), search.radius, search.weights)
    return _placed(search, number, x, ends, offers, chosen)


def _inside_marker(search: ColumnSearch, cap: StemEnd, seen: Sequence[Sequence[Sighting]]) -> bool:
    """Whether a stroke is part of a marker: of a filled one anywhere, of an open one at its rim."""
    for series, own in zip(search.looks, seen, strict=True):
        radius = series.look.radius
        inner, outer = (0.45 * radius, 1.2 * radius) if series.look.hollow else (-1.0, 0.8 * radius)
        if any(s.score >= 0.6 and inner < abs(s.y - cap.y) < outer for s in own):
            return True
    return False


def _sightings(search: ColumnSearch, series: SeriesLook, cover: Gray, x: float) -> list[Sighting]:
    look = series.look
    found = sight_marker(cover, look, x, search.rows())
    if series.ink is not None:
        return found
    return [Sighting(s.x, s.y, s.score - min(0.3, abs(s.level - look.level)), s.level) for s in found]


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
