"""WebPlotDigitizer projects: JSON of versions 3 and 4, and the .tar that holds the picture too.

Format: docs/JSON_format_specification.md of the program's repository, and the
(de)serialisation in its javascript/core/plotData.js. Pixels there count from
the corner of the top-left pixel, here from its centre, hence the half pixel.
"""

from __future__ import annotations

import io
import json
import math
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from figpool.calibrate import fit_manual
from figpool.core.axes import AxesCalibration, AxisCalibration, AxisScale, CalibrationPoint
from figpool.core.errors import InputError
from figpool.core.geometry import Frame
from figpool.project.imports.build import Clicked, Sheet, extraction_of, finite, panel_of, point
from figpool.project.imports.registry import Imported, Importer
from figpool.project.model import PanelEntry

_DETECTOR = "WebPlotDigitizer import/1"
_HALF = 0.5
_PICTURES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".pdf"}
_MAX_JSON = 200_000_000
#: Bars whose axis leans less than this (tangent) are upright or level.
_LEVEL = 0.02
#: Pixels a mark may be drawn aside without a word.
_SEEN = 1.5
#: Ends of an error bar.
_MOST_ENDS = 2


@dataclass(frozen=True)
class _Axes:
    """One pair of axes of the file."""

    name: str
    calibration: AxesCalibration
    frame: Frame
    kind: str
    horizontal: bool = False


def _accepts(data: bytes) -> bool:
    if data[257:262] == b"ustar":
        return True
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and (b"axesColl" in data or b'"wpd"' in data)


def _read(data: bytes, name: str) -> tuple[Imported, ...]:
    document, picture_name, picture = (data, "", None) if data[257:262] != b"ustar" else _open_tar(data, name)
    return (_imported(json.loads(document), picture_name, picture, name),)


def _open_tar(data: bytes, name: str) -> tuple[bytes, str, bytes | None]:
    """Return the JSON of a project archive, and name and content of its picture."""
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive:
                file = archive.extractfile(member) if member.isfile() and member.size <= _MAX_JSON else None
                if file is not None:
                    found[PurePosixPath(member.name).name] = file.read()
    except (tarfile.TarError, OSError, ValueError, EOFError) as error:
        raise InputError(f"{name} is a damaged archive ({error}).", "Save the project again.") from error
    if "wpd.json" not in found:
        raise InputError(f"{name} holds no wpd.json.", "Give an archive made by WebPlotDigitizer.")
    picture = next((n for n in found if PurePosixPath(n).suffix.lower() in _PICTURES), "")
    return found["wpd.json"], picture, found.get(picture)


def _imported(content: Any, picture_name: str, picture: bytes | None, name: str) -> Imported:
    axes_list, datasets = _version3(content["wpd"]) if "wpd" in content else _version4(content)
    left_out: list[str] = []
    axes: dict[str, _Axes] = {}
    for one in axes_list:
        problem = _problem(one)
        if problem:
            left_out.append(f"{name}: axes '{one.get('name')}' {problem}")
        else:
            axes[str(one.get("name"))] = _AXES[str(one.get("type"))](one, str(one.get("name")))
    frame = next((a.frame for a in axes.values()), Frame())
    panels: list[PanelEntry] = []
    count = 1
    for own in axes.values():
        clicks = []
        for dataset in (d for d in datasets if str(d.get("axesName")) == own.name):
            found, lost = _clicks(dataset, own)
            clicks += found
            left_out += [f"{name}: {words}" for words in lost]
        sheet = Sheet(own.kind, own.calibration, _DETECTOR, frame)
        panels.append(panel_of(sheet, clicks, len(panels) + 1, count))
        count += len(clicks)
        beside = _beside(own.frame, frame, clicks)
        if beside > _SEEN:
            left_out.append(f"{name}: the turn of axes '{own.name}': its marks are drawn up to {beside:.0f} px aside")
    named = {str(one.get("name")) for one in axes_list}
    left_out += [
        f"{name}: the data set '{d.get('name')}', which belongs to no axes"
        for d in datasets
        if d.get("data") and str(d.get("axesName")) not in named
    ]
    extraction = extraction_of(panels, frame)
    return Imported(picture_name, picture, lambda height: extraction, tuple(left_out))


def _beside(own: Frame, drawn: Frame, clicks: list[Clicked]) -> float:
    """Pixels by which marks placed in one frame stand aside when drawn in another."""
    places = [click.mark.position for click in clicks]
    return max((math.dist(own.to_figure(place), drawn.to_figure(place)) for place in places), default=0.0)


def _problem(axes: dict[str, Any]) -> str:
    """Say why axes cannot be taken over; empty where they can."""
    if str(axes.get("type")) not in _AXES:
        return f"of type {axes.get('type')} have no rows in figpool"
    if axes.get("file") not in (None, 0):
        return "stand on another picture of the archive than its first"
    if axes.get("page") not in (None, 0, 1):
        return f"stand on page {axes['page']} of a document"
    return ""


def _version4(content: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return content["axesColl"], content.get("datasetColl") or []


def _version3(content: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return axes and data sets of the older form in the shape of the newer."""
    axes = dict(content.get("axesParameters") or {})
    axes |= {"name": "axes", "type": content.get("axesType"), "calibrationPoints": content.get("calibration")}
    return [axes], [d | {"axesName": "axes"} for d in content.get("dataSeries") or []]


def _xy_axes(data: dict[str, Any], name: str) -> _Axes:
    points = data["calibrationPoints"]
    if len(points) < 4:
        raise InputError(f"Axes '{name}' have {len(points)} calibration points instead of 4.")
    frame = Frame() if data.get("noRotation") else _frame(points)
    x = _fit([(_place(p, frame)[0], p["dx"]) for p in points[:2]], log=bool(data.get("isLogX")), name=name)
    y = _fit([(_place(p, frame)[1], p["dy"]) for p in points[2:4]], log=bool(data.get("isLogY")), name=name)
    return _Axes(name, AxesCalibration(x, y), frame, "point")


def _frame(points: list[dict[str, Any]]) -> Frame:
    """Return the turn that lays the x axis level."""
    dx, dy = (finite(points[1][k]) - finite(points[0][k]) for k in ("px", "py"))
    return Frame(math.degrees(math.atan2(dy, dx)), float(points[0]["px"]) - _HALF, float(points[0]["py"]) - _HALF)


def _bar_axes(data: dict[str, Any], name: str) -> _Axes:
    points = data["calibrationPoints"]
    dx, dy = (abs(finite(points[1][k]) - finite(points[0][k])) for k in ("px", "py"))
    horizontal = dx > dy
    if data.get("isRotated") and min(dx, dy) > _LEVEL * max(dx, dy):
        raise InputError(f"The bars of axes '{name}' are turned.", "Turn the picture itself and read it.")
    pairs = [(_place(p, Frame())[0 if horizontal else 1], p["dy"]) for p in points[:2]]
    fitted = _fit(pairs, log=bool(data.get("isLog")), name=name)
    calibration = AxesCalibration(fitted, None) if horizontal else AxesCalibration(None, fitted)
    return _Axes(name, calibration, Frame(), "bar", horizontal)


_AXES: dict[str, Callable[[dict[str, Any], str], _Axes]] = {"XYAxes": _xy_axes, "BarAxes": _bar_axes}


def _fit(pairs: list[tuple[float, Any]], *, log: bool, name: str) -> AxisCalibration:
    points = []
    for pixel, text in pairs:
        try:
            points.append(CalibrationPoint(pixel, finite(text)))
        except ValueError:
            hint = "Dates are not imported; set the ticks by hand."
            raise InputError(f"The calibration value '{text}' of axes '{name}' is no number.", hint) from None
    return fit_manual(tuple(points), AxisScale.LOG10 if log else AxisScale.LINEAR)


def _place(data: dict[str, Any], frame: Frame, keys: tuple[str, str] = ("px", "py")) -> tuple[float, float]:
    x, y = frame.to_upright((finite(data[keys[0]]) - _HALF, finite(data[keys[1]]) - _HALF))
    return float(x), float(y)


def _clicks(dataset: dict[str, Any], axes: _Axes) -> tuple[list[Clicked], list[str]]:
    """Values of a data set, and in words what is none; points of one tuple are a value and the ends of its error bar.

    The first point group of a data set is the value's, the others are the ends'.
    """
    groups: dict[Any, list[dict[str, Any]]] = {}
    for number, data in enumerate(dataset["data"]):
        groups.setdefault(data.get("tuple", f"point {number}"), []).append(data)
    found, lost = [], []
    for name, group in groups.items():
        ordered = sorted(group, key=lambda d: d.get("group", 0))
        ends = [d for d in ordered if d.get("group", 0)]
        if len(ordered) - len(ends) != 1:
            lost.append(f"tuple {name} of '{dataset.get('name')}', whose value was not clicked")
        elif len(ends) > _MOST_ENDS:
            lost.append(f"tuple {name} of '{dataset.get('name')}', which has {len(ends)} points besides its value")
        else:
            found.append(_click(dataset, ordered, axes))
    return found, lost


def _click(dataset: dict[str, Any], group: list[dict[str, Any]], axes: _Axes) -> Clicked:
    places = [_place(data, axes.frame, ("x", "y")) for data in group]
    along = [x if axes.horizontal else y for x, y in places]
    across = places[0][1 if axes.horizontal else 0]
    mark = point(across, along[0], tuple(along[1:]), horizontal=axes.horizontal)
    return Clicked(mark, str(dataset.get("name") or ""), _label(dataset, group[0]))


def _label(dataset: dict[str, Any], data: dict[str, Any]) -> str:
    found = data.get("metadata")
    keys = [str(k).lower() for k in dataset.get("metadataKeys") or []]
    named = dict(zip(keys, found, strict=False)) if isinstance(found, list) else found
    cells = {str(k).lower(): v for k, v in named.items()} if isinstance(named, dict) else {}
    return str(cells.get("label") or "")


IMPORTER = Importer("WebPlotDigitizer (.json, .tar)", _accepts, _read)
