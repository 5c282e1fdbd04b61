"""Where the markers of a panel's series may stand on its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from figpool.detect.raster.marker_search import Sighting, own_colour, sight_marker
from figpool.extract.column_panel import SEEN, ColumnSearch
from figpool.extract.plotted import HIDDEN

#: Agreement from which a place is one where a marker may stand.
_LEAST = 0.25
#: Agreement of a marker seen beside another that hides a part of it, at most.
_PARTLY = 0.49
#: Share of the best agreement from which a marker is seen as well at another place.
_AS_WELL = 0.9
#: Share of the columns from which a series is expected on the others.
_ON_MOST = 0.5
#: Agreement looked at where it is missing, and by how much it must be better at the one place it may stand.
_POOR, _LEAD = -0.4, 0.3


def sighted(search: ColumnSearch, xs: Sequence[float]) -> list[list[list[Sighting]]]:
    """Sightings of every series on every column, scores relative to what is usual for the series."""
    found = [[sight_series(search, k, x) for k in range(len(search.looks))] for x in xs]
    usual = [_usual([column[i][0].score for column in found if column[i]]) for i in range(len(search.looks))]
    for x, column in zip(xs, found, strict=True):
        for series, best in enumerate(usual):
            column[series] = [replace(s, score=min(1.0, 0.8 * s.score / best)) for s in column[series]]
        for series, best in enumerate(usual):
            if search.dark is not None:
                column[series] += _between(column[series], search.looks[series].look.radius)
            if not column[series] or column[series][0].score < search.weights.absent:
                column[series] += _partly_hidden(search, series, x, column, best)
    return found


def on_most(search: ColumnSearch, found: Sequence[Sequence[Sequence[Sighting]]]) -> list[bool]:
    """Whether each series is seen on most columns, so that it is expected on the others too."""
    return [
        not search.alone
        and float(np.mean([bool(column[k]) and column[k][0].score >= SEEN for column in found])) >= _ON_MOST
        for k in range(len(search.looks))
    ]


def expected_on(column: Sequence[Sequence[Sighting]], often: Sequence[bool]) -> list[bool]:
    """Which of the series that show often should show on a column too: those of which half of the others do.

    Where lines cross, chance may show one marker.
    """
    shown = [bool(own) and own[0].score >= SEEN for own in column]
    others = [sum(shown) - own for own in shown]
    return [own and 2 * count >= len(column) - 1 for own, count in zip(often, others, strict=True)]


def standing_out(search: ColumnSearch, series: int, x: float) -> Sighting | None:
    """Find the one place of a column that a series fits well and far better than any other; None without such."""
    radius = search.looks[series].look.radius
    seen = sight_series(search, series, x, _POOR)
    if not seen or seen[0].score < _LEAST:
        return None
    second = max((s.score for s in seen[1:] if abs(s.y - seen[0].y) > radius), default=-np.inf)
    return seen[0] if seen[0].score - second >= _LEAD else None


def _between(seen: Sequence[Sighting], radius: float) -> list[Sighting]:
    """Middle of two places at which one marker is seen equally well: dark caps on both its edges make it longer."""
    near = [s for s in seen[1:] if s.score >= _AS_WELL * seen[0].score and abs(s.y - seen[0].y) <= 1.6 * radius]
    return [replace(s, x=(s.x + seen[0].x) / 2, y=(s.y + seen[0].y) / 2) for s in near[:1]]


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


def sight_series(search: ColumnSearch, series: int, x: float, least: float = _LEAST) -> list[Sighting]:
    """Places on a column where one series' marker may stand, best first, that agree so well with its look."""
    look = search.looks[series].look
    unknown = HIDDEN if search.looks[series].ink is not None else None
    found = sight_marker(search.covers[series], look, x, search.rows(), least, search.spread, unknown)
    # what lies on a grey marker changes its tone as much as another series' tone differs
    coloured = [s.look for s in search.looks if s.ink is not None]
    rgb = search.plotted.view.picture.rgb
    found = [replace(s, score=s.score * own_colour(rgb, s, look, coloured)) for s in found]
    if search.looks[series].ink is None:
        shown = [replace(s, score=s.score - min(0.3, abs(s.level - look.level))) for s in found]
    else:
        shown = [replace(s, score=s.score * _shown(search, series, s)) for s in found]
    return sorted(shown, key=lambda s: -s.score)


def _shown(search: ColumnSearch, series: int, seen: Sighting) -> float:
    """How far a marker's own colour speaks for it: 1 when most of its ink is its own, little when none is."""
    reach = search.looks[series].look.radius
    rows = slice(max(0, round(seen.y - reach)), round(seen.y + reach) + 1)
    columns = slice(max(0, round(seen.x - reach)), round(seen.x + reach) + 1)
    own = float((search.maps[series].ink[rows, columns] > 0.5).sum())
    all_ink = float((search.plotted.contrast[rows, columns] > 0.35 * search.looks[series].look.level).sum())
    return float(np.clip(0.2 + 1.6 * own / max(all_ink, 1.0), 0.0, 1.0))
