"""Values placed on the columns of a panel, before they become data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from figpool.detect.raster.stems import StemEnd

#: Agreement (relative to 0.8) from which a lone marker without error bar is no chance.
_BELIEVED = 0.74
#: Share of the markers that are alone on their columns from which this is the way of the chart.
_DODGED = 0.6
#: Share of the values with error bars from which these are usual, and agreement below which a marker is hardly seen.
_MOSTLY_ARMED, _DOUBTED = 0.5, 0.5


@dataclass(frozen=True, slots=True)
class PlacedMarker:
    """A value of one series on one column, working pixels.

    Parameters
    ----------
    series : int
        Index of its look.
    column : int
        Index of its column.
    x, y : float
        Where the value stands.
    score : float
        Agreement of the marker; 0 when only the whisker is seen.
    up, down : StemEnd or None
        Ends of its arms.
    crowded : bool
        Whether another marker of the column overlaps it.
    shared : bool
        Whether one of its caps also ends another series' arm.
    mirrored : bool
        Whether one arm was not seen and is taken as long as the other.
    missing : bool
        Whether a series that stands on the other columns is not seen on this one.
    rival : bool
        Whether other caps of the column might as well end its arms.
    unlike : bool
        Whether it looks clearly like another marker than its series'.
    place_u : float
        Standard uncertainty of which point of the marker is its value, working pixels.
    """

    series: int
    column: int
    x: float
    y: float
    score: float
    up: StemEnd | None
    down: StemEnd | None
    crowded: bool = False
    shared: bool = False
    mirrored: bool = False
    missing: bool = False
    rival: bool = False
    place_u: float = 0.0
    unlike: bool = False


def credible(placed: Sequence[PlacedMarker], own_caps: Sequence[bool]) -> list[PlacedMarker]:
    """Leave out lone marks off all columns, and values without marker whose error bars may be another series' or none.

    Parameters
    ----------
    placed : sequence of PlacedMarker
        Values of a panel.
    own_caps : sequence of bool
        Whether each series draws its caps in its own ink.
    """
    alone = [_is_alone(p, placed) for p in placed]
    # without error bars the markers of series that stand beside one another are all alone
    dodged = sum(alone) >= _DODGED * len(placed)
    kept = []
    for p, is_alone in zip(placed, alone, strict=True):
        whole = sum(o.series == p.series and o.up is not None and o.down is not None for o in placed)
        marked = any(o.score > 0 for o in placed if o.column == p.column)
        lonely = len(own_caps) > 1 and is_alone and not dodged and p.score < _BELIEVED
        if not lonely and (p.score > 0 or (marked and whole >= 2 and (own_caps[p.series] or _is_last(p, placed)))):
            kept.append(p)
    return kept


def _is_armed(value: PlacedMarker) -> bool:
    return value.up is not None or value.down is not None


def _is_last(value: PlacedMarker, placed: Sequence[PlacedMarker]) -> bool:
    """Whether a clean error bar is left over where the markers of all other series are seen."""
    seen = {o.series for o in placed if o.column == value.column and o.score > 0}
    clean = value.up is not None and value.down is not None and value.up.clean and value.down.clean
    return clean and seen == {o.series for o in placed} - {value.series}


def _is_alone(value: PlacedMarker, placed: Sequence[PlacedMarker]) -> bool:
    """Whether a value has neither an error bar nor a neighbour on its column."""
    return value.up is None and value.down is None and sum(o.column == value.column for o in placed) == 1


def distinct(placed: Sequence[PlacedMarker], radii: Sequence[float]) -> list[PlacedMarker]:
    """Keep the better of two values of one series at one place; `radii` are those of the series' markers."""
    kept: list[PlacedMarker] = []
    for p in sorted(placed, key=lambda p: -p.score - 0.1 * ((p.up is not None) + (p.down is not None))):
        radius = radii[p.series]
        if all(o.series != p.series or abs(o.x - p.x) > radius or abs(o.y - p.y) > radius for o in kept):
            kept.append(p)
    return sorted(kept, key=lambda p: (p.column, p.series))


def once_a_group(placed: Sequence[PlacedMarker], groups: Sequence[Sequence[int]]) -> list[PlacedMarker]:
    """Keep the best seen value of each series in each group of columns: there it stands once, beside the others.

    Parameters
    ----------
    placed : sequence of PlacedMarker
        Values of a panel.
    groups : sequence of sequence of int
        The columns of each group.
    """
    group = {column: number for number, own in enumerate(groups) for column in own}
    best: dict[tuple[int, int], PlacedMarker] = {}
    for p in placed:
        place = (p.series, group[p.column])
        if place not in best or p.score > best[place].score:
            best[place] = p
    return [p for p in placed if best[p.series, group[p.column]] is p]


def with_missing(placed: Sequence[PlacedMarker], shared: float = 0.5) -> list[PlacedMarker]:
    """Mark the values of columns on which a series is not seen that stands on most columns of the others.

    Parameters
    ----------
    placed : sequence of PlacedMarker
        Values of a panel.
    shared : float
        Share of the columns from which a series is expected on all.
    """
    columns: dict[int, set[int]] = {p.column: set() for p in placed}
    armed = sum(_is_armed(p) for p in placed) >= _MOSTLY_ARMED * len(placed)
    for p in placed:
        # hardly seen or on another one, and without the error bar that the others have: it may as well stand elsewhere
        if not armed or _is_armed(p) or (p.score >= _DOUBTED and not p.crowded):
            columns[p.column].add(p.series)
    series = {p.series for p in placed}
    full = sum(len(own) == len(series) for own in columns.values())
    if len(series) < 2 or full < shared * len(columns):
        return list(placed)
    return [replace(p, missing=len(columns[p.column]) < len(series)) for p in placed]
