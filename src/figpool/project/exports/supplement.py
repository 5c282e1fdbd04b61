"""The supplement and the methods paragraph of a project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from figpool import __version__
from figpool.core.axes import AxesCalibration, AxisCalibration
from figpool.core.geometry import Box
from figpool.project.compare import PERCENT, compare
from figpool.project.exports.registry import Exporter
from figpool.project.handles import handles, parts_of
from figpool.project.model import MANUAL, Analysis, Extraction, MarkEntry, Reading, Review, StoredFigure
from figpool.project.project import Project
from figpool.project.rows import ProjectRow, project_rows
from figpool.project.whose import consensus_entry, consensus_of, readers
from figpool.report.methods import MethodsFacts, methods_paragraph
from figpool.report.supplement import FigureSheet, Position, Shape, supplement

#: Half the length of a tick drawn, pixels.
_TICK = 6.0


def gather_facts(project: Project, reviewer: str) -> MethodsFacts:
    """Return what the methods paragraph tells of a project.

    Parameters
    ----------
    project : Project
        Open, not blind.
    reviewer : str
        Whose rows are told of; where he settled two others' readings, their agreement is told too.
    """
    rows = project.rows(reviewer=reviewer)
    with_rows = {row.figure for row in rows}
    listed = [line for line in project.figures() if line.figure.id in with_rows]
    pairs = {two for line in listed if (two := consensus_of(project, line.figure.id, reviewer))}
    people = {who for two in pairs for who in two} or {reviewer}
    icc, ccc = _agreement_of_means(project, pairs)
    trails = {(r.figure, r.row.panel): r.row.provenance for r in rows}
    residuals = [t.y_residual_px for t in trails.values() if t is not None and t.y_residual_px is not None]
    shares = [abs(r.row.mean_u / r.row.mean) for r in rows if r.row.mean and r.row.mean_u is not None]
    return MethodsFacts(
        version=__version__,
        figures=len(listed),
        studies=len({line.figure.info.study for line in listed if line.figure.info.study}),
        values=len(rows),
        by_hand=sum(r.row.source == MANUAL for r in rows),
        checked=sum(r.review is Review.ACCEPTED for r in rows),
        reviewers=tuple(sorted(people)),
        settled=bool(pairs),
        icc=icc,
        ccc=ccc,
        residual_px=median(residuals) if residuals else None,
        uncertainty=median(shares) if shares else None,
        conversions=Counter(r.row.sd_method for r in rows if r.row.sd_method),
        analyses=tuple(_analysis_words(a) for a in project.tables.analyses),
    )


def _agreement_of_means(project: Project, pairs: Collection[tuple[str, str]]) -> tuple[float | None, float | None]:
    """ICC(2,1) and Lin's concordance of two readers on the means; of several pairs of readers there is none."""
    if len(pairs) != 1:
        return None, None
    means = compare(project, *next(iter(pairs))).agreement.get(f"mean{PERCENT}")
    return (None, None) if means is None else (means.icc, means.ccc)


def _analysis_words(analysis: Analysis) -> str:
    mods = f", moderators {analysis.mods}" if analysis.mods else ""
    common = analysis.tau2.upper() in {"EE", "FE", "CE"}
    model = "a common-effect model (" if common else f"a random-effects model (tau2 by {analysis.tau2}, "
    return (
        f"Effect sizes ({analysis.measure}) were pooled in {model}"
        f"test {analysis.test}, {analysis.level:.0%} intervals{mods})"
    )


def figure_sheet(project: Project, figure: StoredFigure, reviewer: str) -> FigureSheet | None:
    """Return the sheet of one figure by one reviewer; None when it has no extraction."""
    from figpool._cv import cv2

    extraction = project.extraction(figure.id, reviewer)
    if extraction is None:
        return None
    picture, studies = project.load(figure.id), project.tables.studies
    png = cv2.imencode(".png", picture.pixels[:, :, ::-1])[1].tobytes()
    reading = project.reading(figure.id, reviewer)
    facts = {
        "file": figure.name + (f", page {figure.page}" if figure.page else ""),
        "sha256": figure.sha256,
        "study": figure.info.study,
        "read by": _read_by(project, figure.id, reviewer, reading),
        "review": extraction.review.value,
        "comment": extraction.comment,
        "settled": _settled_words(project, figure.id, reviewer),
    }
    for panel in extraction.panels:
        for name, axis in (("x", panel.axes.x), ("y", panel.axes.y)):
            if axis is not None:
                facts[f"{panel.panel.label} {name} axis".strip()] = _axis_words(axis)
    return FigureSheet(
        title=f"{figure.id}. {figure.info.title} ({reviewer})",
        facts={k: v for k, v in facts.items() if v},
        picture=png,
        size=(picture.width, picture.height),
        shapes=_shapes(extraction),
        rows=[_shown(row) for row in project_rows(extraction, figure, reviewer, studies)],
        doubts=tuple(f"{m.id}: {i.message}" for m in extraction.marks if m.is_flagged for i in m.point.issues),
    )


def _shown(row: ProjectRow) -> dict[str, Any]:
    """The row with its mark; which figure it is of stands above."""
    return {"mark": row.mark} | {k: v for k, v in row.row.to_record().items() if k not in {"figure", "page"}}


def _settled_words(project: Project, figure: int, reviewer: str) -> str:
    """What a third person decided mark by mark, and why."""
    told = consensus_entry(project, figure, reviewer)
    decisions = [] if told is None else told.arguments["decisions"]
    words = (f"{d['mark']}: {d['choice']}{' (' + d['reason'] + ')' if d['reason'] else ''}" for d in decisions)
    return "; ".join(words)


def _read_by(project: Project, figure: int, reviewer: str, reading: Reading | None) -> str:
    two = consensus_of(project, figure, reviewer)
    if two:
        return f"{two[0]} and {two[1]}, settled by {reviewer}"
    return f"{reviewer}, {'figpool ' + reading.version if reading else 'by hand'}"


def _axis_words(axis: AxisCalibration) -> str:
    ticks = ", ".join(f"{p.value:g} at {p.pixel:.1f} ({p.residual:+.2f})" for p in axis.points)
    return f"{axis.scale.value}; residual {axis.residual_rms:.3f} px; value at pixel (residual): {ticks}"


def _shapes(extraction: Extraction) -> tuple[Shape, ...]:
    def on_figure(*points: Position) -> tuple[Position, ...]:
        return tuple((float(x), float(y)) for x, y in (extraction.frame.to_figure(p) for p in points))

    shapes: list[Shape] = []
    for panel in extraction.panels:
        box = panel.panel.area.box
        shapes.append(Shape(on_figure(*_corners(box)), "area", f"plot area {panel.panel.label}"))
        for line, number in _ticks(panel.axes, box):
            shapes.append(Shape(on_figure(*line), "tick", f"tick {number:g}"))
        for entry in panel.marks:
            if entry.review is not Review.REJECTED:
                kind, label = _kind(entry), f"{entry.id} {entry.series} {entry.point.category}"
                places = handles(entry.mark)
                value = entry.mark.position
                arms = [places[name] for name in parts_of(entry.mark).arms if name in places]
                shapes += [Shape(on_figure(value, end), kind, label) for end in arms]
                shapes.append(Shape(on_figure(value), kind, label, entry.id))
    return tuple(shapes)


def _ticks(axes: AxesCalibration, box: Box) -> Iterator[tuple[tuple[Position, Position], float]]:
    """Short lines where the ticks of both axes stand, with their values."""
    for point in axes.y.points if axes.y else ():
        yield ((box.x0 - _TICK, point.pixel), (box.x0 + _TICK, point.pixel)), point.value
    for point in axes.x.points if axes.x else ():
        yield ((point.pixel, box.y1 - _TICK), (point.pixel, box.y1 + _TICK)), point.value


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
    people = [reviewer] if reviewer else list(readers(project))
    texts = [methods_paragraph(gather_facts(project, who)) for who in people]
    if len(people) > 1:
        texts = [f"{who}: {text}" for who, text in zip(people, texts, strict=True)]
    write_whole(path, supplement(title, texts, sheets))
    return [path]


def _write_methods(project: Project, path: Path, reviewer: str | None) -> list[Path]:
    from figpool.io.rows import write_whole

    write_whole(path, methods_paragraph(gather_facts(project, reviewer or project.reviewer)) + "\n")
    return [path]


EXPORTERS = (
    Exporter(
        "supplement",
        ".html",
        "one HTML file: every figure with overlay, calibration and rows",
        _write_supplement,
        of_all=True,
    ),
    Exporter("methods", ".txt", "a methods paragraph", _write_methods),
)
