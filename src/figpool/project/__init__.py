"""The project file: figures, extractions, corrections, history, reviewers."""

from figpool.project.figures import ListedFigure
from figpool.project.model import (
    Analysis,
    ComparisonEntry,
    Direction,
    Extraction,
    FigureInfo,
    MarkEntry,
    PanelEntry,
    Reading,
    Review,
    Role,
    RowRef,
    StoredFigure,
    StudyArm,
)
from figpool.project.project import Project
from figpool.project.rows import ProjectRow

__all__ = [
    "Analysis",
    "ComparisonEntry",
    "Direction",
    "Extraction",
    "FigureInfo",
    "ListedFigure",
    "MarkEntry",
    "PanelEntry",
    "Project",
    "ProjectRow",
    "Reading",
    "Review",
    "Role",
    "RowRef",
    "StoredFigure",
    "StudyArm",
]
