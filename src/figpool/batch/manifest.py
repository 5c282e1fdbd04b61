"""A manifest: a CSV with one line a figure and hints for reading it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from figpool.batch.jobs import Job
from figpool.core.axes import AxisScale
from figpool.core.errors import FigpoolError, InputError
from figpool.core.geometry import Box
from figpool.core.summary import Dispersion
from figpool.io.images import read_bytes
from figpool.project.codec import encode

_FILE = "file"


def _box(text: str) -> Box:
    x0, y0, x1, y1 = (float(part) for part in text.replace(";", ",").split(","))
    return Box(x0, y0, x1, y1)


def _ticks(text: str) -> Any:
    from figpool.calibrate import parse_ticks

    return parse_ticks(text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace(";", ",").split(","))


def _page(text: str) -> int:
    page = int(text)
    if page < 1:
        raise ValueError("pages count from 1")
    return page


def _size(text: str) -> float:
    size = float(text)
    if not size >= 1:
        raise ValueError("a group has at least one member")
    return size


def _level(text: str) -> float:
    level = float(text)
    if not 0 < level < 1:
        raise ValueError("a level lies between 0 and 1, as 0.95")
    return level


_Parsers = Mapping[str, Callable[[str], Any]]

#: Columns that are hints for the reader, with what reads a cell.
SETTINGS: _Parsers = {
    "kind": str,
    "plot_area": _box,
    "y_ticks": _ticks,
    "x_ticks": _ticks,
    "scale": AxisScale,
    "series": _names,
    "dispersion": Dispersion,
    "level": _level,
    "n": _size,
}
_PLACE: _Parsers = {"page": _page, "crop": _box}
_INFO: _Parsers = {"title": str, "study": str, "outcome": str, "comment": str}
COLUMNS = (_FILE, *_PLACE, *_INFO, *SETTINGS)


def read_manifest(path: Path) -> tuple[Job, ...]:
    """Read a manifest.

    Parameters
    ----------
    path : Path
        CSV (comma or semicolon, UTF-8) with the column `file` (beside the
        manifest, or absolute) and any of `COLUMNS`.

    Raises
    ------
    InputError
        Names the file, the line and the column.
    """
    return parse_manifest(read_bytes(path), path)


def parse_manifest(data: bytes, path: Path) -> tuple[Job, ...]:
    """Read the content of a manifest; see `read_manifest`."""
    try:
        text = data.decode("utf-8-sig")
        delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except UnicodeDecodeError:
        raise InputError(f"{path} is no text in UTF-8.", "Save it as 'CSV UTF-8'.") from None
    except csv.Error as error:
        raise InputError(f"{path} is no CSV file ({error}).", "Check its quotation marks.") from error
    if not lines:
        raise InputError(f"{path} is empty.", f"Its first line names columns: {', '.join(COLUMNS)}.")
    header = [name.strip().lower() for name in lines[0]]
    _check_header(header, path)
    return tuple(_job(header, cells, f"{path}, line {n}", path.parent) for n, cells in enumerate(lines[1:], 2) if cells)


def _check_header(header: list[str], path: Path) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        raise InputError(f"{path} has an unknown column '{unknown[0]}'.", f"Columns: {', '.join(COLUMNS)}.")
    if _FILE not in header:
        raise InputError(f"{path} has no column '{_FILE}'.", "It names the figure of each line.")
    if len(set(header)) < len(header):
        raise InputError(f"{path} has a column twice.", "Give each column one name.")


def _job(header: list[str], cells: list[str], at: str, folder: Path) -> Job:
    if len(cells) > len(header):
        raise InputError(f"{at} has {len(cells)} cells, but there are {len(header)} columns.")
    record = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}
    if _FILE not in record:
        raise InputError(f"{at}: the column '{_FILE}' is empty.")
    place, info, hints = (_parsed(record, parsers, at) for parsers in (_PLACE, _INFO, SETTINGS))
    return Job(folder / record[_FILE], place.get("page"), place.get("crop"), info | {"settings": encode(hints)})


def _parsed(record: Mapping[str, str], parsers: _Parsers, at: str) -> dict[str, Any]:
    found = {}
    for name, parse in parsers.items():
        if name in record:
            try:
                found[name] = parse(record[name])
            except FigpoolError as error:
                raise InputError(f"{at}, column '{name}': {error.message}", error.hint) from error
            except ValueError as error:
                raise InputError(f"{at}, column '{name}': '{record[name]}' cannot be used ({error}).") from error
    return found
