"""The caps and stems of a column, and how wide this chart's caps are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from figpool.detect.raster.marker_caps import find_inner_caps, find_touching_caps, stands_out
from figpool.detect.raster.marker_search import Sighting
from figpool.detect.raster.markers import RawMarker
from figpool.detect.raster.shapes import shape_reach
from figpool.detect.raster.stems import StemEnd, StemSettings, StrokeMaps, find_caps, runs_on, stem_ink
from figpool.extract.column_panel import SEEN, ColumnSearch
from figpool.extract.looks import weighted_median
from figpool.extract.placed import PlacedMarker

#: Caps a column from which a chart has caps at all.
_CAPPED = 0.35
#: Share of the columns with caps in a series' ink from which they are its own, and below which no series has such.
_OWN = 0.4
_OWN_NEVER = 0.2
#: Share of the clean caps that show in black and grey alone from which all are drawn so.
_DARK = 0.75
#: How far the outline of a filled marker reaches, in reaches of the marker.
_RIMMED = 1.08
#: Inner radius from which strokes inside an open marker can be told from its outline, pixels.
_ROOMY = 12.0


#: Share of the best agreement with which a marker is seen elsewhere, too.
_AS_WELL = 0.9
#: Distance of stems that are not one, working pixels.
_ASIDE = 2.0
#: Shortest stem without caps, working pixels.
_LEAST_STEM = 8.0
#: Rows of a stem that must show beyond a marker, working pixels.
_LEAST_BARE = 3
#: Share of the rows at a stem's end in which ink may stand beside it (lines run by).
_BESIDE = 0.35


def cap_half(search: ColumnSearch, xs: Sequence[float]) -> float:
    """Measure the common half width of the caps; 0 when there are too few to tell."""
    widest = 0.06 * search.plotted.view.picture.shape[1]
    top, bottom = search.rows()
    halves = [
        c.half
        for maps in {id(m): m for m in (*search.maps, search.everything)}.values()
        for column in xs
        for x in _places(search, column)
        for c in find_caps(maps, x)
        if c.clean and c.half <= widest and top + 4 <= c.y <= bottom - 4
        if not _on_marker(search, x, c) and _stemmed(maps, x, c)
    ]
    enough = len(halves) >= max(2.0, _CAPPED * len(xs))
    return weighted_median(halves, [1.0] * len(halves)) if enough else 0.0


def _places(search: ColumnSearch, x: float) -> list[float]:
    """Where stems of a column may stand: in its middle, or at its markers where series stand a little aside."""
    places = [x]
    for m in search.strong:
        if abs(m.x - x) <= max(2.5, 0.9 * search.radius) and all(abs(m.x - p) > _ASIDE for p in places):
            places.append(m.x)
    return places


def _on_marker(search: ColumnSearch, x: float, cap: StemEnd) -> bool:
    """Whether a stroke is the rim of a marker on the column."""
    return any(abs(m.x - x) < m.radius and -_edge(m, -1) < cap.y - m.y < _edge(m, 1) for m in search.strong)


def _edge(marker: RawMarker, direction: int) -> float:
    """How far a marker reaches up (-1) or down (1), pixels."""
    return 1.05 * marker.radius * shape_reach(marker.shape, direction)


def _stemmed(maps: StrokeMaps, x: float, cap: StemEnd) -> bool:
    """Whether a stem leads to a stroke from above or from below (no letter has one)."""
    stem = stem_ink(maps, x)
    start, length = round(0.5 * maps.line + 1), max(6, round(1.5 * maps.line))
    row = round(cap.y)
    above, below = stem[max(0, row - start - length) : row - start], stem[row + start : row + start + length]
    return bool((len(above) > 0 and above.all()) != (len(below) > 0 and below.all()))


def own_caps(
    search: ColumnSearch, xs: Sequence[float], typical: float, seen: Sequence[Sequence[Sequence[Sighting]]]
) -> list[bool]:
    """Whether each series' caps are drawn in its own ink (else in one ink for all)."""
    if search.dark is not None:
        clean, dark = (_clean_caps(search, maps, xs, typical) for maps in (search.everything, search.dark))
        # compression gives thin black strokes on coloured markers some of their colour
        if clean and dark >= _DARK * clean:
            return [False] * len(search.looks)
    shares = []
    for series, maps in enumerate(search.maps):
        # lines run past the markers of series that stand aside
        own = [x for x, column in zip(xs, seen, strict=True) if column[series] and column[series][0].score >= SEEN]
        capped = [
            any(
                not _on_marker(search, x, c) for x in _places(search, column) for c in caps_at(search, maps, x, typical)
            )
            for column in own or xs
        ]
        shares.append(float(np.mean(capped or [False])))
    coloured = [share for look, share in zip(search.looks, shares, strict=True) if look.ink is not None]
    # strokes in some of the colours only are no caps: lines and the rims of markers look like them
    if not coloured or min(coloured) < _OWN_NEVER:
        return [False] * len(shares)
    return [look.ink is not None and share >= _OWN for look, share in zip(search.looks, shares, strict=True)]


def _clean_caps(search: ColumnSearch, maps: StrokeMaps, xs: Sequence[float], typical: float) -> int:
    """Count the clean caps of all columns in strokes of one kind."""
    return sum(c.clean and not _on_marker(search, x, c) for x in xs for c in caps_at(search, maps, x, typical))


def caps_at(
    search: ColumnSearch, maps: StrokeMaps, x: float, typical: float, seen: Sequence[Sequence[Sighting]] = ()
) -> list[StemEnd]:
    """Find where whiskers on the column at `x` may end: caps, or bare ends in a chart without caps."""
    top, bottom = search.rows()
    if typical:
        return [c for c in find_caps(maps, x, typical) if top + 3 <= c.y <= bottom - 3]
    return _bare_ends(search, maps, x, seen)


def _bare_ends(search: ColumnSearch, maps: StrokeMaps, x: float, seen: Sequence[Sequence[Sighting]]) -> list[StemEnd]:
    """Find the ends of stems without caps, also of those of which markers leave little bare."""
    top, bottom = search.rows()
    # another mark may stand close beyond the end of a stem
    inked = stem_ink(maps, x, StemSettings(gap=0.5))
    own = inked.copy()
    covers = _covers(search, seen)
    # a coloured marker hides no dark stem that is seen on its middle
    over = maps is search.dark
    if over:
        covers = [(first, last) for first, last in covers if not own[round((first + last) / 2)]]
    for first, last in covers:
        # the inside of an open marker does not end a stem
        inked[max(0, round(first)) : round(last) + 1] = True
    change = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]])))
    least = _LEAST_STEM if over else max(_LEAST_STEM, 2.0 * search.radius)
    return [
        StemEnd(float(edge), 0.0, not _goes_on(inked, int(edge), -inward, round(2.5 * maps.line + 4)), over)
        for start, stop in zip(change[::2], change[1::2], strict=True)
        if stop - start >= least
        for edge, inward in ((start, 1), (stop - 1, -1))
        if top + 2 < edge < bottom - 2 and own[edge] and _is_thin(maps, x, int(edge), inward, covers)
    ]


def _goes_on(inked: NDArray[np.bool_], edge: int, outward: int, reach: int) -> bool:
    """Whether a stem that ends at a row is seen again a little farther on: thin strokes fade in parts."""
    rows = edge + outward * np.arange(2, reach + 1)
    rows = rows[(rows >= 0) & (rows < len(inked))]
    return int(inked[rows].sum()) >= _LEAST_BARE


def _covers(search: ColumnSearch, seen: Sequence[Sequence[Sighting]]) -> list[tuple[float, float]]:
    """Rows from which to which the markers well seen on a column reach."""
    return [
        (
            s.y - shape_reach(look.look.shape, -1) * look.look.radius,
            s.y + shape_reach(look.look.shape, 1) * look.look.radius,
        )
        for look, own in zip(search.looks, seen, strict=False)
        for s in own
        if s.score >= SEEN
    ]


def _is_thin(maps: StrokeMaps, x: float, edge: int, inward: int, covers: Sequence[tuple[float, float]]) -> bool:
    """Whether the ink that ends at a row is a bare stem there: the edges of markers are wide."""
    to_marker = [inward * ((first if inward > 0 else last) - edge) for first, last in covers]
    bare = min([d for d in to_marker if d > -maps.line], default=np.inf)
    length = min(round(maps.line) + 3, int(min(bare, 1e6)))
    if length < _LEAST_BARE:
        return False
    rows = (edge + inward * np.arange(1, length + 1)).clip(0, maps.ink.shape[0] - 1)
    aside = round(maps.line) + 3
    # a line beside the stem that ground parts from it makes it no wider
    steps = np.arange(1, aside + 1)
    wide = [
        (maps.ink[rows[:, None], (round(x) + sign * steps).clip(0, maps.ink.shape[1] - 1)[None, :]] > 0.25).all(axis=1)
        for sign in (-1, 1)
    ]
    return bool(max(side.mean() for side in wide) <= _BESIDE)


def column_caps(
    search: ColumnSearch,
    maps: StrokeMaps,
    x: float,
    typical: float,
    seen: Sequence[Sequence[Sighting]],
    users: Sequence[int],
) -> list[StemEnd]:
    """Find the caps some series may use: those that touch a marker too, those that are parts of markers not.

    Parameters
    ----------
    search : ColumnSearch
        The panel.
    maps : StrokeMaps
        Strokes of the ink the caps are drawn in.
    x : float
        The column.
    typical : float
        Common half width of the caps; 0 when there are none.
    seen : sequence of sequence of Sighting
        Markers of all series on the column.
    users : sequence of int
        Series whose caps are drawn in this ink.
    """
    caps = [c for c in caps_at(search, maps, x, typical, seen) if not _inside_marker(search, c, seen, typical)]
    if not typical:
        return caps
    top, bottom = search.rows()
    for series in users:
        for sighting in _markers_of(series, seen, search.looks[series].look.radius):
            look = search.looks[series].look
            inner = find_inner_caps(maps, look, sighting, typical)
            elsewhere = partial(_on_other, search, series=series, seen=seen, typical=typical)
            for cap in inner or find_touching_caps(maps, look, sighting, typical, elsewhere):
                clear = [c for c in caps if (c.y > sighting.y) == (cap.y > sighting.y) and _leads(maps, x, sighting, c)]
                apart = not clear and all(abs(c.y - cap.y) > maps.line + 1.5 for c in caps)
                if apart and top + 3 <= cap.y <= bottom - 3 and not (inner and elsewhere(cap)):
                    caps.append(cap)
    return caps


def _markers_of(series: int, seen: Sequence[Sequence[Sighting]], radius: float) -> list[Sighting]:
    """Where a series' marker may stand: at its best place, and where it is seen about as well, better than others."""
    places = [s for s in seen[series][: len(seen)] if s.score >= SEEN]
    others = [s for k, own in enumerate(seen) if k != series for s in own]
    return [
        s
        for s in places
        if s is places[0]
        or (
            s.score >= _AS_WELL * places[0].score
            and all(o.score <= s.score or np.hypot(o.x - s.x, o.y - s.y) > radius for o in others)
        )
    ]


def _leads(maps: StrokeMaps, x: float, sighting: Sighting, cap: StemEnd) -> bool:
    """Whether an unbroken stem leads from a marker to a cap."""
    first, last = sorted((round(sighting.y), round(cap.y)))
    return bool(stem_ink(maps, x)[first : last + 1].mean() >= 0.95)


def _on_other(
    search: ColumnSearch, cap: StemEnd, series: int, seen: Sequence[Sequence[Sighting]], typical: float
) -> bool:
    """Whether a bulge of one marker is another marker."""
    line = search.everything.line
    return any(
        abs(s.y - cap.y) <= 1.3 * search.looks[k].look.radius
        and not stands_out(cap, search.looks[k].look, s, typical, line)
        for k, own in enumerate(seen)
        for s in own[:1]
        if k != series and s.score >= SEEN
    )


def _inside_marker(search: ColumnSearch, cap: StemEnd, seen: Sequence[Sequence[Sighting]], typical: float) -> bool:
    """Whether a stroke is part of a marker: of a filled one anywhere, of an open one its rim and a line through it.

    An outline darker than the marker's inside is a stroke too, as wide as a cap may be.

    A clean stroke that stands out of the marker on both sides is a cap that crosses it: a triangle's tip is narrow.
    """
    line = search.everything.line
    through = 1.2 * line + 1.0
    for series, own in zip(search.looks, seen, strict=True):
        radius, hollow = series.look.radius, series.look.hollow
        inner = 0.45 * radius if hollow and radius >= _ROOMY else -1.0
        edges = {way: shape_reach(series.look.shape, way) * radius for way in (-1, 1)}
        outer = {
            way: (_RIMMED if search.rimmed else 1.04 if hollow else 0.8 if edge <= radius else 1.0) * edge
            for way, edge in edges.items()
        }
        for s in (s for s in own if s.score >= 0.45):
            if cap.clean and stands_out(cap, series.look, s, typical, line):
                continue
            if (hollow and abs(cap.y - s.y) < through) or inner < abs(cap.y - s.y) < outer[1 if cap.y > s.y else -1]:
                return True
    return False


def join_caps(ends: list[StemEnd], fresh: Sequence[StemEnd]) -> tuple[int, ...]:
    """Add caps to those of the column, and return the index of each; one seen before (from beside it) is the same."""
    indices = []
    known = len(ends)
    for cap in fresh:
        near = [i for i in range(known) if abs(ends[i].y - cap.y) < 1.2]
        if near:
            ends[near[0]] = max(ends[near[0]], cap, key=lambda c: (c.clean, c.half))
        else:
            ends.append(cap)
        indices.append(near[0] if near else len(ends) - 1)
    return tuple(indices)


def stem_at(search: ColumnSearch, maps: StrokeMaps, x: float, seen: Sequence[Sequence[Sighting]]) -> NDArray[np.bool_]:
    """Rows in which a stem at `x` is in the strokes of all inks, or is hidden by a marker; shape (h,)."""
    stem = stem_ink(maps, x)
    for series, own in zip(search.looks, seen, strict=True):
        reach = 1.15 * series.look.radius + search.gap
        for sighting in (s for s in own if s.score >= SEEN):
            # a white-filled marker hides the stems that run through it
            stem[max(0, round(sighting.y - reach)) : round(sighting.y + reach) + 1] = True
    return stem


def hiding(
    search: ColumnSearch, x: float, seen: Sequence[Sequence[Sighting]], ends: Sequence[StemEnd]
) -> Callable[[float, float], bool]:
    """Tell of an arm from a row to a row whether the opposite one would end where it cannot be seen.

    Parameters
    ----------
    search : ColumnSearch
        The panel.
    x : float
        The column.
    seen : sequence of sequence of Sighting
        Markers of all series on the column.
    ends : sequence of StemEnd
        Its caps: an arm that ends at another one's cap is not told from it.
    """
    line = search.everything.line
    covers = _covers(search, seen)
    covers += [(end.y, end.y) for end in ends]
    top, bottom = search.rows()
    # the bare end of one stem does not show on another
    stem = None if any(end.half > 0 for end in ends) else stem_at(search, search.everything, x, seen)

    def hides(y: float, end: float) -> bool:
        row = search.row(2 * search.value(y) - search.value(end))
        at_edge = not top + 4 <= row <= bottom - 4
        hidden = any(first - line - 1 <= row <= last + line + 1 for first, last in covers)
        return at_edge or hidden or (stem is not None and runs_on(stem, line, y, row))

    return hides


def bare_stems(search: ColumnSearch, placed: Sequence[PlacedMarker]) -> float:
    """Share of the values without error bar above and below which a stem is seen."""
    without = [p for p in placed if p.up is None and p.down is None and p.score > 0]
    if len(without) < max(2, 0.5 * len(placed)):
        return 0.0
    return float(np.mean([_stands_on(search, p) for p in without]))


def _stands_on(search: ColumnSearch, placed: PlacedMarker) -> bool:
    """Whether ink leads straight up and straight down from a marker, and not sideways beside it."""
    look = search.looks[placed.series].look
    ink, aside = search.everything.ink, round(0.6 * look.radius + search.everything.line)
    for direction in (-1, 1):
        edge = 1.15 * shape_reach(look.shape, direction) * look.radius + 2.0
        rows = np.rint(placed.y + direction * (edge + np.arange(round(max(4.0, 0.5 * look.radius))))).astype(int)
        if rows.min() < 0 or rows.max() >= ink.shape[0]:
            return False
        columns = np.array([placed.x - aside, placed.x, placed.x + aside]).round().astype(int)
        left, middle, right = ink[rows[:, None], columns.clip(0, ink.shape[1] - 1)[None, :]].T > 0.25
        if middle.mean() < 0.9 or left.mean() > 0.3 or right.mean() > 0.3:
            return False
    return True
