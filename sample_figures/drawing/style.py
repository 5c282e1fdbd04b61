"""How a chart looks: frozen style values, free of any drawing library."""

from __future__ import annotations

from dataclasses import dataclass, field

BLACK, WHITE = "#000000", "#ffffff"


@dataclass(frozen=True)
class Fill:
    """A bar's (or box's) inside: flat colour, optional hatch, optional vertical gradient to `to`."""

    face: str = WHITE
    edge: str = BLACK
    hatch: str = ""
    to: str = ""


@dataclass(frozen=True)
class Stroke:
    """A line series: colour, dashes, marker and whether the marker is open."""

    color: str = BLACK
    dash: str | tuple[int, tuple[int, ...]] = "-"
    marker: str = "o"
    open: bool = False


@dataclass(frozen=True)
class FrameStyle:
    """Axis lines, ticks, grid and background.

    `sides` are the drawn axis lines (letters of "lbtr"); `ticks` is in, out, inout or none;
    `detached` moves the axes away from the data by that many points, as base R and Prism offsets do.
    """

    sides: str = "lb"
    width: float = 1.0
    color: str = BLACK
    ticks: str = "out"
    category_ticks: bool = True
    between_ticks: bool = False
    mirrored_ticks: bool = False
    tick_length: float = 4.0
    minor: int = 0
    grid: str = ""
    grid_color: str = "#cccccc"
    grid_dash: str = "-"
    grid_width: float = 0.8
    panel_color: str = WHITE
    page_color: str = WHITE
    detached: float = 0.0
    trim: bool = False


@dataclass(frozen=True)
class TextStyle:
    """Fonts and label placement."""

    family: str = "DejaVu Sans"
    size: float = 9.0
    bold: bool = False
    bold_titles: bool = False
    rotation: float = 0.0
    title: str = ""
    panel_letter: str = ""
    color: str = BLACK


@dataclass(frozen=True)
class InkStyle:
    """Bars, markers and error bars.

    `cap` is half a cap's length, points.
    """

    fills: tuple[Fill, ...] = (Fill(),)
    strokes: tuple[Stroke, ...] = (Stroke(),)
    fill_by_category: bool = False
    bar_width: float = 0.7
    bar_gap: float = 0.0
    edge_width: float = 1.0
    line_width: float = 1.2
    marker_size: float = 5.0
    error_width: float = 1.0
    cap: float = 4.0
    error_color: str = BLACK
    error_behind: bool = False
    hatch_width: float = 0.8
    joined: bool = True
    box_width: float = 0.5
    notched: bool = False


@dataclass(frozen=True)
class SinglesStyle:
    """Single values drawn as points, and the stroke at their mean.

    Parameters
    ----------
    size : float
        Diameter of the points, points of type.
    color : str
        Their colour; empty where they take that of their bar (or series).
    edge : str
        Colour of their outline; empty where it is that of the inside.
    open : bool
        Whether they are rings.
    over : bool
        Whether they lie on the error bars, not under them.
    spread : float
        How far aside of the middle they stand at most, in widths of the room of a mark.
    stroke : float
        Half length of the stroke at the mean, in the same.
    """

    size: float = 4.0
    color: str = BLACK
    edge: str = BLACK
    open: bool = False
    over: bool = True
    spread: float = 0.35
    stroke: float = 0.3


@dataclass(frozen=True)
class LegendStyle:
    """Legend place: best, right, above, below, or none; and its look."""

    place: str = "best"
    framed: bool = False
    columns: int = 1
    size: float = 8.0


@dataclass(frozen=True)
class NoteStyle:
    """What stands above the marks: none, letters, stars, brackets or numbers."""

    kind: str = "none"
    texts: tuple[str, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    size: float = 9.0


@dataclass(frozen=True)
class Style:
    """A complete look.

    Parameters
    ----------
    family : str
        Name of the style family, for tables by look.
    size : tuple of float
        Plot area, inches (width, height).
    crisp : bool
        Strokes are moved onto whole pixels, as programs for the screen do. Otherwise the figure is drawn large and
        shrunk: strokes stand where the numbers are, with soft edges, as in vector figures turned into pixels.
    defaults : bool
        A program that has ways of its own keeps to them: base R's numbers read along the axis, gnuplot's legend has
        its words before the keys.
    """

    family: str = "plain"
    size: tuple[float, float] = (3.5, 2.6)
    frame: FrameStyle = field(default_factory=FrameStyle)
    text: TextStyle = field(default_factory=TextStyle)
    ink: InkStyle = field(default_factory=InkStyle)
    singles: SinglesStyle = field(default_factory=SinglesStyle)
    legend: LegendStyle = field(default_factory=LegendStyle)
    note: NoteStyle = field(default_factory=NoteStyle)
    dodge: float = 0.0
    crisp: bool = False
    defaults: bool = False

    def fill(self, series: int, category: int, n_series: int) -> Fill:
        """Return the fill of one bar: by category in a single-series chart where the style says so."""
        index = category if n_series == 1 and self.ink.fill_by_category else series
        return self.ink.fills[index % len(self.ink.fills)]

    def stroke(self, series: int) -> Stroke:
        """Return the line style of a series."""
        return self.ink.strokes[series % len(self.ink.strokes)]
