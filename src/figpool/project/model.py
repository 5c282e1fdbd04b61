"""What a project holds: extractions, figures, studies, comparisons, analyses; frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from figpool.core.axes import AxesCalibration
from figpool.core.figure import Panel, TextBox
from figpool.core.geometry import Box, Frame
from figpool.core.issues import DOUBT, Issue
from figpool.core.marks import LegendKey, Mark
from figpool.core.provenance import Provenance
from figpool.core.series import DataPoint
from figpool.core.summary import Dispersion, GroupSummary

MANUAL = "manual"
#: Reader named in the trail of a mark a person added.
BY_HAND = "hand/1"


class Review(StrEnum):
    """What a reviewer decided about a mark or a figure."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Role(StrEnum):
    """Which arm of a comparison a group is."""

    NONE = ""
    TREATMENT = "treatment"
    CONTROL = "control"


class Direction(StrEnum):
    """Which end of the outcome is good for the patient."""

    UNKNOWN = ""
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True)
class MarkEntry:
    """One mark and what a reviewer makes of it.

    Parameters
    ----------
    id : str
        Name within the figure ("m1"); never given again after deletion.
    mark : Mark
        Ink, upright pixels.
    point : DataPoint
        Value read from it, with category and x.
    trail : Provenance
        Where the value comes from.
    series : str
        Legend entry.
    n : float or None
        Group size; None: that of the panel.
    role : Role
        Arm of a comparison.
    source : str
        "raster" or "vector" as read, "manual" once a person placed it.
    review : Review
        What the reviewer decided; rejected marks give no row.
    comment : str
        Free text.
    """

    id: str
    mark: Mark
    point: DataPoint
    trail: Provenance
    series: str = ""
    n: float | None = None
    role: Role = Role.NONE
    source: str = "raster"
    review: Review = Review.OPEN
    comment: str = ""

    @property
    def is_flagged(self) -> bool:
        """Whether a doubt waits for a person."""
        return self.review is Review.OPEN and any(i.weight >= DOUBT for i in self.point.issues)


@dataclass(frozen=True)
class PanelEntry:
    """One panel of a figure with its axes and marks.

    Parameters
    ----------
    id : str
        Name within the figure ("p1"); never given again.
    panel : Panel
        Where it stands, upright pixels; its label is the row's `panel`.
    kind : str
        Chart kind.
    axes : AxesCalibration
        Fitted axes.
    marks : tuple of MarkEntry
        In reading order.
    keys : tuple of LegendKey
        Legend entries.
    labels : tuple of TextBox
        Texts read beside the axes.
    issues : tuple of Issue
        Doubts about the panel.
    dispersion : Dispersion
        What the error bars show.
    level : float or None
        Level of a confidence interval.
    n : float or None
        Group size of all marks without their own.
    horizontal : bool
        Whether the value axis runs along x.
    """

    id: str
    panel: Panel
    kind: str
    axes: AxesCalibration
    marks: tuple[MarkEntry, ...] = ()
    keys: tuple[LegendKey, ...] = ()
    labels: tuple[TextBox, ...] = ()
    issues: tuple[Issue, ...] = ()
    dispersion: Dispersion = Dispersion.UNKNOWN
    level: float | None = None
    n: float | None = None
    horizontal: bool = False


@dataclass(frozen=True)
class Extraction:
    """What one reviewer has of one figure: the automatic reading with all corrections.

    Parameters
    ----------
    frame : Frame
        Turn between upright pixels and pixels of the figure.
    panels : tuple of PanelEntry
        In reading order.
    issues : tuple of Issue
        Why nothing, or not everything, was read.
    reading : int or None
        Number of the automatic reading it stands on; None when done by hand.
    pixel_scale : float
        Pixels of the row contract per pixel of the figure.
    review : Review
        What the reviewer decided about the figure.
    comment : str
        Free text.
    next_mark, next_panel : int
        Numbers of the next names.
    """

    frame: Frame = field(default_factory=Frame)
    panels: tuple[PanelEntry, ...] = ()
    issues: tuple[Issue, ...] = ()
    reading: int | None = None
    pixel_scale: float = 1.0
    review: Review = Review.OPEN
    comment: str = ""
    next_mark: int = 1
    next_panel: int = 1

    @property
    def marks(self) -> tuple[MarkEntry, ...]:
        """All marks, panel by panel."""
        return tuple(m for panel in self.panels for m in panel.marks)

    @property
    def flagged(self) -> int:
        """Number of marks with a doubt nobody has settled."""
        return sum(m.is_flagged for m in self.marks)


@dataclass(frozen=True)
class Reading:
    """An automatic reading, kept as it was made.

    Parameters
    ----------
    extraction : Extraction
        What was read.
    rows : tuple of GroupSummary
        Its rows, for replay to the last digit.
    version : str
        figpool version.
    settings : dict
        The hints given, encoded.
    """

    extraction: Extraction
    rows: tuple[GroupSummary, ...]
    version: str
    settings: dict[str, Any]


@dataclass(frozen=True)
class FigureInfo:
    """What the list of figures says of a figure; editable.

    Parameters
    ----------
    title : str
        How it is listed.
    study, outcome : str
        Study and outcome it reports.
    comment : str
        Free text.
    failure : str
        Why the last automatic reading failed; empty when it did not.
    settings : dict
        Hints for reading it (encoded DigitizeSettings), from a manifest.
    """

    title: str
    study: str = ""
    outcome: str = ""
    comment: str = ""
    failure: str = ""
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredFigure:
    """A figure of the project: identity that never changes, and its info.

    Parameters
    ----------
    id : int
        Number in the project.
    sha256 : str
        Hash of the original bytes.
    name : str
        File name.
    page : int or None
        Page of a PDF, from 1.
    crop : Box or None
        Part of the picture, pixels of the picture as given.
    info : FigureInfo
        Title, study, outcome, comment.
    """

    id: int
    sha256: str
    name: str
    page: int | None
    crop: Box | None
    info: FigureInfo


@dataclass(frozen=True)
class StudyArm:
    """One line of the study table.

    Parameters
    ----------
    study, outcome, arm : str
        What it is; `arm` matches a series or a category of the figures.
    n : float or None
        Group size.
    role : Role
        Arm of a comparison.
    direction : Direction
        Which end of the outcome is good.
    covariates : dict
        Any further columns, text or numbers.
    """

    study: str
    outcome: str = ""
    arm: str = ""
    n: float | None = None
    role: Role = Role.NONE
    direction: Direction = Direction.UNKNOWN
    covariates: dict[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True)
class RowRef:
    """One row, named by its figure and mark.

    Parameters
    ----------
    figure : int
        Number of the figure.
    mark : str
        Name of the mark.
    """

    figure: int
    mark: str


@dataclass(frozen=True)
class ComparisonEntry:
    """Two rows that make an effect size.

    Parameters
    ----------
    study, comparison, outcome : str
        Labels.
    treatment, control : RowRef
        The two arms.
    direction : Direction
        Which end of the outcome is good.
    moderators : dict
        Columns for subgroups and regression.
    reviewer : str
        Whose marks `treatment` and `control` name; empty in old projects: the same names for all.
    """

    study: str
    treatment: RowRef
    control: RowRef
    comparison: str = ""
    outcome: str = ""
    direction: Direction = Direction.UNKNOWN
    moderators: dict[str, str | float] = field(default_factory=dict)
    reviewer: str = ""


@dataclass(frozen=True)
class Analysis:
    """How the comparisons are pooled; names as in `figpool.pool`.

    Parameters
    ----------
    name : str
        Label.
    measure, vtype : str
        Effect measure and its variance formula (empty: the measure's first).
    tau2, test : str
        Estimator and test.
    level : float
        Of intervals.
    mods, subgroup : str
        Formula of moderators; column of subgroups.
    outcome : str
        Only comparisons of this outcome; empty: all.
    """

    name: str
    measure: str = "SMD"
    vtype: str = ""
    tau2: str = "REML"
    test: str = "knha"
    level: float = 0.95
    mods: str = ""
    subgroup: str = ""
    outcome: str = ""
