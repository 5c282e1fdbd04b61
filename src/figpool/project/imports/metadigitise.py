"""metaDigitise's caldat files: calibration and clicked points of one figure, saved by R.

Fields as its function `internal_digitise` makes them: `calpoints` (y1, y2, then
x1, x2), `point_vals`, `raw_data` with id, x, y, n; for each group of a
mean_error plot the end of the error bar and then the mean, of a box plot
maximum, upper quartile, median, lower quartile, minimum (Pick, Nakagawa &
Noble 2019, Methods Ecol Evol 10:426). Positions are those of the figure as
metaDigitise drew it, y upward; figures it turned or flipped are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PureWindowsPath
from typing import Any

from figpool.calibrate import fit_manual
from figpool.core.axes import AxesCalibration, AxisCalibration, CalibrationPoint
from figpool.core.errors import InputError
from figpool.core.geometry import Frame
from figpool.core.marks import Mark
from figpool.core.summary import Dispersion
from figpool.project.edits import set_dispersion
from figpool.project.imports.build import Clicked, Sheet, box, extraction_of, finite, panel_of, point
from figpool.project.imports.rds import is_rds, read_rds
from figpool.project.imports.registry import Imported, Importer
from figpool.project.model import Extraction

_DETECTOR = "metaDigitise import/1"
_ERROR_TYPES = {"se": (Dispersion.SE, None), "sd": (Dispersion.SD, None), "CI95": (Dispersion.CI, 0.95)}

_Group = list[tuple[float, float]]
_Reader = Callable[[_Group], list[Mark]]


def _read(data: bytes, name: str) -> tuple[Imported, ...]:
    content = read_rds(data)
    if not isinstance(content, dict) or "calpoints" not in content or "raw_data" not in content:
        raise InputError("It is an R file, but none of metaDigitise's.", "Give a file of a caldat folder.")
    return (_imported(content, name),)


def _imported(content: Mapping[str, Any], name: str) -> Imported:
    plot = str(_first(content["plot_type"]))
    reader = _PLOTS.get(plot)
    if reader is None:
        raise InputError(f"It is a {plot}, which has no rows in figpool.")
    if _first(content.get("flip")) or abs(float(_first(content.get("rotate")) or 0.0)) > 1e-9:
        raise InputError("Its figure was turned or flipped in metaDigitise.", "Turn the picture itself and read it.")
    if _log_axes(content.get("log_axes")) != "n":
        raise InputError("Its axes are logarithmic in metaDigitise's own way.", "Read the figure again.")
    _extraction(content, reader, 0)
    picture = PureWindowsPath(str(_first(content.get("image_file")) or _first(content.get("image_name")) or name)).name
    return Imported(picture, None, lambda height: _extraction(content, reader, height))


def _extraction(content: Mapping[str, Any], reader: _Reader, height: int) -> Extraction:
    clicks = _clicks(content["raw_data"], reader, height)
    kind = "box" if reader is _boxplot else "point"
    panel = panel_of(Sheet(kind, _axes(content, height), _DETECTOR, Frame()), clicks)
    extraction = extraction_of([panel], Frame())
    error_type = str(_first(content.get("error_type")) or "")
    if error_type not in _ERROR_TYPES:
        return extraction
    dispersion, level = _ERROR_TYPES[error_type]
    return set_dispersion(extraction, "p1", dispersion, level)


def _log_axes(found: Any) -> str:
    return str((found.get("axes") if isinstance(found, dict) else _first(found)) or "n")


def _pixel(x: float, y: float, height: int) -> tuple[float, float]:
    """Return a position of R's drawing, y upward from the picture's lower edge, in pixels."""
    return finite(x) - 0.5, height - finite(y) - 0.5


def _first(value: Any) -> Any:
    return (value[0] if value else None) if isinstance(value, list) else value


def _axes(content: Mapping[str, Any], height: int) -> AxesCalibration:
    points, values = content["calpoints"], content["point_vals"]
    numbers = list(values.values()) if isinstance(values, dict) else list(values)
    places = [_pixel(x, y, height) for x, y in zip(points["x"], points["y"], strict=True)]
    y_axis = _fit([y for _, y in places[:2]], numbers[:2])
    return AxesCalibration(_fit([x for x, _ in places[2:4]], numbers[2:4]) if len(numbers) >= 4 else None, y_axis)


def _fit(pixels: list[float], values: list[float]) -> AxisCalibration:
    return fit_manual(tuple(CalibrationPoint(finite(p), finite(v)) for p, v in zip(pixels, values, strict=True)))


def _clicks(data: Mapping[str, Any], reader: _Reader, height: int) -> list[Clicked]:
    groups: dict[Any, tuple[_Group, Any]] = {}
    sizes = data.get("n") or [None] * len(data["x"])
    for key, x, y, n in zip(data["id"], data["x"], data["y"], sizes, strict=True):
        groups.setdefault(key, ([], n))[0].append(_pixel(x, y, height))
    return [Clicked(mark, "", str(key or ""), n) for key, (group, n) in groups.items() for mark in reader(group)]


def _mean_error(group: _Group) -> list[Mark]:
    (_, end), (x, mean) = group
    return [point(x, mean, (end,))]


def _boxplot(group: _Group) -> list[Mark]:
    top, q3, median, q1, bottom = (y for _, y in group)
    return [box(group[2][0], (top, q3, median, q1, bottom))]


def _scatter(group: _Group) -> list[Mark]:
    return [point(x, y) for x, y in group]


_PLOTS: Mapping[str, _Reader] = {
    "mean_error": _mean_error,
    "boxplot": _boxplot,
    "scatterplot": _scatter,
}

IMPORTER = Importer("metaDigitise (caldat)", is_rds, _read)
