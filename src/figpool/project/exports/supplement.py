"""The supplement and the methods paragraph of a project."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import median

from figpool import __version__
from figpool.core.axes import AxisCalibration
from figpool.core.geometry import Box
from figpool.project.exports.registry import Exporter
from figpool.project.handles import handles, parts_of
from figpool.project.model import MANUAL, Analysis, Extraction, MarkEntry, Review, StoredFigure
from figpool.project.project import Project
from figpool.project.rows import project_rows
from figpool.report.methods import MethodsFacts, methods_paragraph
from figpool.report.supplement import FigureSheet, Position, Shape, supplement


def gather_facts(project: Project, reviewer: str | None = None) -> MethodsFacts:
    """Return what the methods paragraph tells of a project."""
    listed = [line for line in project.figures() if line.rows]
    rows = project.rows(reviewer=reviewer)
    residuals = [p.y_residual_px for r in rows if (p := r.row.provenance) and p.y_residual_px is not None]
    shares = [abs(r.row.mean_u / r.row.mean) for r in rows if r.row.mean and r.row.mean_u is not None]
    return MethodsFacts(
        version=__version__,
        figures=len(listed),
        studies=len({line.figure.info.study for line in listed if line.figure.info.study}),
        values=len(rows),
        by_hand=sum(r.row.source == MANUAL for r in rows),
        reviewers=tuple(sorted({who for line in listed for who in line.reviewers})),
        residual_px=median(residuals) if residuals else None,
        uncertainty=median(shares) if shares else None,
        conversions=Counter(r.row.sd_method for r in rows if r.row.sd_method),
        analyses=tuple(_analysis_words(a) for a in project.tables.analyses),
    )


def _analysis_words(analysis: Analysis) -> str:
    mods = f", moderators {analysis.mods}" if analysis.mods else ""
    return (
        f"Effect sizes ({analysis.measure}) were pooled in a random-effects model (tau2 by {analysis.tau2},"
        f" test {analysis.test}, {analysis.level:.0%} intervals{mods})"
    )


def figure_sheet(project: Project, figure: StoredFigure, reviewer: str) -> FigureSheet | None:
    """Return the sheet of one figure by one reviewer; None when it has no extraction."""
    from figpool._cv import cv2

    extraction = project.extraction(figure.id, reviewer)
    if extraction is None:
        return None
    picture = project.load(figure.id)
    png = cv2.imencode(".png", picture.pixels[:, :, ::-1])[1].tobytes()
    reading = project.reading(figure.id, reviewer)
    facts = {
        "file": figure.name + (f", page {figure.page}" if figure.page else ""),
        "sha256": figure.sha256,
        "study": figure.info.study,
        "read by": f"{reviewer}, {'figpool ' + reading.version if reading else 'by hand'}",
        "review": extraction.review.value,
        "comment": extraction.comment,
    }
    for panel in extraction.panels:
        for name, axis in (("x", panel.axes.x), ("y", panel.axes.y)):
            if axis is not None:
                facts[f"{panel.panel.label} {name} axis".strip()] = _axis_words(axis)
    return FigureSheet(
        title=f"{figure.id}. {figure.info.title}",
        facts={k: v for k, v in facts.items() if v},
        picture=png,
        size=(picture.width, picture.height),
        shapes=_shapes(extraction),
        rows=[r.row.to_record() for r in project_rows(extraction, figure, reviewer)],
        doubts=tuple(f"{m.id}: {i.message}" for m in extraction.marks if m.is_flagged for i in m.point.issues),
    )


def _axis_words(axis: AxisCalibration) -> str:
    ticks = ", ".join(f"{p.value:g} at {p.pixel:.1f} ({p.residual:+.2f})" for p in axis.points)
    return f"{axis.scale.value}; residual {axis.residual_rms:.3f} px; value at pixel (residual): {ticks}"


def _shapes(extraction: Extraction) -> tuple[Shape, ...]:
    def on_figure(*points: Position) -> tuple[Position, ...]:
        return tuple((float(x), float(y)) for x, y in (extraction.frame.to_figure(p) for p in points))

    shapes: list[Shape] = []
    for panel in extraction.panels:
        shapes.append(Shape(on_figure(*_corners(panel.panel.area.box)), "area", f"plot area {panel.panel.label}"))
        for entry in panel.marks:
            if entry.review is not Review.REJECTED:
                kind, label = _kind(entry), f"{entry.id} {entry.series} {entry.point.category}"
                places = handles(entry.mark)
                value = entry.mark.position
                shapes.append(Shape(on_figure(value), kind, label))
                arms = [places[name] for name in parts_of(entry.mark).arms if name in places]
                shapes += [Shape(on_figure(value, end), kind, label) for end in arms]
    return tuple(shapes)


def _corners(box: Box) -> tuple[Position, ...]:
    return ((box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1), (box.x0, box.y0))


def _kind(entry: MarkEntry) -> str:
    if entry.is_flagged:
        return "flagged"
    return MANUAL if entry.source == MANUAL else "read"


def _write_supplement(project: Project, path: Path, reviewer: str | None) -> list[Path]:
    from figpool.io.rows import write_whole

    sheets = []
    for line in project.figures():
        for who in [reviewer] if reviewer else line.reviewers:
            sheet = figure_sheet(project, line.figure, who)
            if sheet is not None:
                sheets.append(sheet)
    title = f"Digitized figures of {project.path.stem}"
    write_whole(path, supplement(title, [methods_paragraph(gather_facts(project, reviewer))], sheets))
    return [path]


def _write_methods(project: Project, path: Path, reviewer: str | None) -> list[Path]:
    from figpool.io.rows import write_whole

    write_whole(path, methods_paragraph(gather_facts(project, reviewer)) + "\n")
    return [path]


EXPORTERS = (
    Exporter(
        "supplement", ".html", "one HTML file: every figure with overlay, calibration and rows", _write_supplement
    ),
    Exporter("methods", ".txt", "a methods paragraph", _write_methods),
)
