"""Marks: ink found, in upright pixels, without any data value.

Lengthwise coordinates follow the value axis: for vertical charts `base`, `tip`
and `end` are y positions and `across` is x; for horizontal charts they are x
positions and `across` is y (`horizontal` is True).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from figpool.core.geometry import Box


@dataclass(frozen=True, slots=True)
class Fill:
    """How the inside of a mark looks; the evidence that joins it to a legend key.

    Parameters
    ----------
    lab : tuple of float
        Mean CIE L*a*b* colour (L 0..100).
    spread : float
        Standard deviation of lightness inside (hatching, dots), 0..100.
    texture : tuple of float
        Normalised directional energies (horizontal, vertical, both diagonals), sum 1.
    """

    lab: tuple[float, float, float]
    spread: float = 0.0
    texture: tuple[float, float, float, float] = (0.25, 0.25, 0.25, 0.25)


@dataclass(frozen=True, slots=True)
class WhiskerMark:
    """One arm of an error bar.

    Parameters
    ----------
    across : float
        Position of the stem across the value axis.
    start, end : float
        Where the arm leaves its mark and where it ends (cap stroke centre).
    capped : bool
        Whether a cap was found at `end`.
    score : float
        Support by ink, 0..1.
    end_u : float
        Standard uncertainty of `end` in pixels.
    """

    across: float
    start: float
    end: float
    capped: bool
    score: float
    end_u: float = 0.5
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class BarMark:
    """A bar from its base to its free end.

    Parameters
    ----------
    side0, side1 : float
        Positions of its two sides across the value axis (side0 < side1).
    base, tip : float
        Foot and free end along the value axis (stroke centre of the outline).
    fill : Fill
        Appearance.
    score : float
        Support by ink, 0..1.
    up : WhiskerMark or None
        Arm that leads away from the base.
    down : WhiskerMark or None
        Arm that leads from the tip towards the base.
    tip_u : float
        Standard uncertainty of `tip` in pixels.
    hides_down : bool
        Whether the bar's ink is too dark for an arm inside it to be seen.
    horizontal : bool
        Whether the value axis runs along x.
    """

    side0: float
    side1: float
    base: float
    tip: float
    fill: Fill
    score: float
    up: WhiskerMark | None = None
    down: WhiskerMark | None = None
    tip_u: float = 0.5
    hides_down: bool = False
    horizontal: bool = False

    @property
    def centre(self) -> float:
        """Middle of the bar across the value axis."""
        return (self.side0 + self.side1) / 2

    @property
    def width(self) -> float:
        """Extent across the value axis."""
        return self.side1 - self.side0

    @property
    def box(self) -> Box:
        """The bar's rectangle in upright pixels."""
        lo, hi = sorted((self.base, self.tip))
        upright = Box(self.side0, lo, self.side1, hi)
        return upright.transposed() if self.horizontal else upright

    @property
    def position(self) -> tuple[float, float]:
        """Middle of the free end as (x, y) in upright pixels."""
        return (self.tip, self.centre) if self.horizontal else (self.centre, self.tip)

    def with_arms(self, up: WhiskerMark | None, down: WhiskerMark | None, *, hides_down: bool) -> BarMark:
        """Return the bar with its error bar's arms."""
        return replace(self, up=up, down=down, hides_down=hides_down)


@dataclass(frozen=True, slots=True)
class BoxMark:
    """A box with its whiskers.

    Along the value axis `edge0` comes before `edge1` in pixels: of a vertical
    chart `edge0` is the upper edge, of a horizontal one the left edge.

    Parameters
    ----------
    side0, side1 : float
        Positions of its two sides across the value axis (side0 < side1).
    edge0, edge1 : float
        Positions of the two quartiles (stroke centre of the outline).
    median : float or None
        Position of the line across; None when it was not seen.
    fill : Fill
        Appearance.
    score : float
        Support by ink, 0..1.
    arm0, arm1 : WhiskerMark or None
        Whiskers beyond `edge0` and beyond `edge1`.
    mean : float or None
        Position of the mark of the mean, where one is drawn.
    edge_u, median_u, mean_u : float
        Standard uncertainties in pixels.
    notched : bool
        Whether the sides are drawn in at the median.
    horizontal : bool
        Whether the value axis runs along x.
    """

    side0: float
    side1: float
    edge0: float
    edge1: float
    median: float | None
    fill: Fill
    score: float
    arm0: WhiskerMark | None = None
    arm1: WhiskerMark | None = None
    mean: float | None = None
    edge_u: float = 0.3
    median_u: float = 0.3
    mean_u: float = 0.5
    notched: bool = False
    horizontal: bool = False

    @property
    def centre(self) -> float:
        """Middle of the box across the value axis."""
        return (self.side0 + self.side1) / 2

    @property
    def width(self) -> float:
        """Extent across the value axis."""
        return self.side1 - self.side0

    @property
    def box(self) -> Box:
        """The rectangle between the quartiles in upright pixels."""
        upright = Box(self.side0, self.edge0, self.side1, self.edge1)
        return upright.transposed() if self.horizontal else upright

    @property
    def position(self) -> tuple[float, float]:
        """Where the median stands (unseen: the middle of the box) as (x, y) in upright pixels."""
        at = (self.edge0 + self.edge1) / 2 if self.median is None else self.median
        return (at, self.centre) if self.horizontal else (self.centre, at)


@dataclass(frozen=True, slots=True)
class PointMark:
    """A marker with the arms of its error bar.

    Parameters
    ----------
    across : float
        Position across the value axis.
    tip : float
        Where the value stands along the value axis.
    shape : str
        Name of its shape; empty when only the error bar shows where it stands.
    hollow : bool
        Whether its inside is empty.
    radius : float
        Radius of its inscribed circle.
    fill : Fill
        Colour of its ink.
    score : float
        Support by ink, 0..1.
    up, down : WhiskerMark or None
        Arms towards smaller and towards larger pixel positions.
    tip_u, across_u : float
        Standard uncertainties in pixels.
    horizontal : bool
        Whether the value axis runs along x.
    """

    across: float
    tip: float
    shape: str
    hollow: bool
    radius: float
    fill: Fill
    score: float
    up: WhiskerMark | None = None
    down: WhiskerMark | None = None
    tip_u: float = 0.3
    across_u: float = 0.3
    horizontal: bool = False

    @property
    def position(self) -> tuple[float, float]:
        """Where the value stands as (x, y) in upright pixels."""
        return (self.tip, self.across) if self.horizontal else (self.across, self.tip)


class Mark(Protocol):
    """What every mark that carries a value can tell."""

    @property
    def position(self) -> tuple[float, float]:
        """Where its value stands as (x, y) in upright pixels."""
        ...

    @property
    def horizontal(self) -> bool:
        """Whether the value axis runs along x."""
        ...


@dataclass(frozen=True, slots=True)
class LegendKey:
    """A legend swatch with the words beside it.

    Parameters
    ----------
    box : Box
        The swatch, upright pixels.
    fill : Fill
        Its appearance.
    text_box : Box
        Where its words stand.
    text : str
        The words; empty before recognition.
    sure : float
        The recogniser's score of the words, 0..1; 1 where they are text of the file.
    """

    box: Box
    fill: Fill
    text_box: Box
    text: str = ""
    sure: float = 1.0
