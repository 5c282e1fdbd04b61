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
        reader = _AXES.get(str(one.get("type")))
        if reader is None:
            left_out.append(f"{name}: axes '{one.get('name')}' of type {one.get('type')} have no rows in figpool")
        else:
            axes[str(one.get("name"))] = reader(one, str(one.get("name")))
    frame = next((a.frame for a in axes.values()), Frame())
    panels: list[PanelEntry] = []
    count = 1
    for own in axes.values():
        clicks = [c for d in datasets if str(d.get("axesName")) == own.name for c in _clicks(d, own)]
        sheet = Sheet(own.kind, own.calibration, _DETECTOR, frame)
        panels.append(panel_of(sheet, clicks, len(panels) + 1, count))
        count += len(clicks)
    extraction = extraction_of(panels, frame)
    return Imported(picture_name, picture, lambda height: extraction, tuple(left_out))


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


def _clicks(dataset: dict[str, Any], axes: _Axes) -> list[Clicked]:
    """Values of a data set; points of one tuple are a value and the ends of its error bar."""
    groups: dict[Any, list[dict[str, Any]]] = {}
    for number, data in enumerate(dataset["data"]):
        groups.setdefault(data.get("tuple", f"point {number}"), []).append(data)
    return [_click(dataset, sorted(g, key=lambda d: d.get("group", 0)), axes) for g in groups.values()]


def _click(dataset: dict[str, Any], group: list[dict[str, Any]], axes: _Axes) -> Clicked:
    places = [_place(data, axes.frame, ("x", "y")) for data in group]
    along = [x if axes.horizontal else y for x, y in places]
    across = places[0][1 if axes.horizontal else 0]
    mark = point(across, along[0], tuple(along[1:3]), horizontal=axes.horizontal)
    return Clicked(mark, str(dataset.get("name") or ""), _label(dataset, group[0]))


def _label(dataset: dict[str, Any], data: dict[str, Any]) -> str:
    found = data.get("metadata")
    keys = [str(k).lower() for k in dataset.get("metadataKeys") or []]
    named = dict(zip(keys, found, strict=False)) if isinstance(found, list) else found
    cells = {str(k).lower(): v for k, v in named.items()} if isinstance(named, dict) else {}
    return str(cells.get("label") or "")


IMPORTER = Importer("WebPlotDigitizer (.json, .tar)", _accepts, _read)
