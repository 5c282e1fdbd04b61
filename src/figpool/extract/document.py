"""A reading as a JSON-ready document: axes, marks, rows, and every doubt in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from figpool import __version__
from figpool.core.axes import AxisCalibration
from figpool.core.geometry import Box
from figpool.core.issues import Issue
from figpool.core.reading import FigureReading, PanelReading
from figpool.core.summary import GroupSummary


def to_document(readings: Sequence[FigureReading]) -> dict[str, Any]:
    """Return readings as one document.

    Parameters
    ----------
    readings : sequence of FigureReading
        Figures in the order given.

    Returns
    -------
    dict
        ``figpool`` (version), ``figures`` (panels with axes, legend, doubts) and
        ``rows`` (the row contract, with provenance and doubts in words).
    """
    return {
        "figpool": __version__,
        "figures": [_figure(reading) for reading in readings],
        "rows": [_row(row) for reading in readings for row in reading.rows],
    }


def _figure(reading: FigureReading) -> dict[str, Any]:
    figure = reading.figure
    return {
        "figure": figure.name,
        "page": figure.page,
        "sha256": figure.sha256,
        "width": figure.width,
        "height": figure.height,
        "skew_degrees": reading.frame.angle,
        "notes": list(figure.notes),
        "issues": [_issue(i) for i in reading.issues],
        "panels": [_panel(p) for p in reading.panels],
    }


def _panel(panel: PanelReading) -> dict[str, Any]:
    return {
        "panel": panel.panel.label,
        "kind": panel.kind,
        "plot_area": _box(panel.panel.area.box),
        "x_axis": _axis(panel.axes.x),
        "y_axis": _axis(panel.axes.y),
        "legend": [{"text": k.text, "box": _box(k.box)} for k in panel.keys],
        "issues": [_issue(i) for i in panel.issues],
    }


def _axis(axis: AxisCalibration | None) -> dict[str, Any] | None:
    if axis is None:
        return None
    return {
        "scale": axis.scale.value,
        "slope": axis.slope,
        "intercept": axis.intercept,
        "residual_rms_px": axis.residual_rms,
        "points": [{"pixel": p.pixel, "value": p.value, "residual_px": p.residual} for p in axis.points],
        "ticks": [
            {"pixel": t.pixel, "text": t.text, "value": t.value, "repaired_from": t.repaired_from} for t in axis.ticks
        ],
        "refused": [{"pixel": t.pixel, "text": t.text} for t in axis.rejected],
    }


def _row(row: GroupSummary) -> dict[str, Any]:
    return {
        **row.to_record(),
        "issues": [_issue(i) for i in row.issues],
        "provenance": row.provenance.to_record() if row.provenance else None,
    }


def _issue(issue: Issue) -> dict[str, Any]:
    return {"flag": issue.flag.value, "message": issue.message, "weight": issue.weight}


def _box(box: Box) -> list[float]:
    return [float(box.x0), float(box.y0), float(box.x1), float(box.y1)]
