"""Tables of effects, studies and judgements: CSV in its dialects, and XLSX."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from figpool.core.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

MISSING = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "None"})
_DECIMAL_COMMA = re.compile(r"^[+-]?\d+,\d+([eE][+-]?\d+)?$")
_ENCODINGS = ("utf-8-sig", "cp1252")


def read_table(path: Path) -> pd.DataFrame:
    """Read a table from CSV (comma, semicolon or tab; decimal comma; with or without BOM) or XLSX.

    Parameters
    ----------
    path : Path
        The file; its first row holds the names of the columns.

    Returns
    -------
    DataFrame
        Columns whose cells are all numbers are numbers; empty cells and NA are missing.

    Raises
    ------
    InputError
        No such file, nothing in it, no header, a name twice, or a row with a wrong number of cells,
        named by its line.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder.", "Give a CSV or XLSX file.")
    if not path.is_file():
        raise InputError(f"There is no file {path}.", "Check the name.")
    try:
        rows, decimal = (_read_xlsx(path), ".") if path.suffix.lower() in {".xlsx", ".xlsm"} else _read_csv(path)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error
    return _to_frame(path, rows, decimal)


def _read_csv(path: Path) -> tuple[list[list[str]], str]:
    text = _decode(path)
    delimiter = _delimiter(text)
    rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=delimiter)]
    comma = delimiter != "," and any(_DECIMAL_COMMA.match(cell) for row in rows[1:] for cell in row)
    return rows, "," if comma else "."


def _decode(path: Path) -> str:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    if b"\x00" in data:
        raise InputError(f"{path} is not a text file.", "Save the table as CSV or XLSX.")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path} has letters in an unknown encoding.", "Save it as UTF-8.")


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=header.count)


def _read_xlsx(path: Path) -> list[list[str]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise InputError(f"{path} is not a readable XLSX file.", "Save it again, or as CSV.") from error
    with closing(workbook):
        sheet = workbook.active
        if sheet is None:
            raise InputError(f"{path} has no sheet.", "Save it again, or as CSV.")
        cells = list(sheet.iter_rows(values_only=True))
    rows = [["" if cell is None else str(cell).strip() for cell in row] for row in cells]
    width = max((i + 1 for row in rows[:1] for i, cell in enumerate(row) if cell), default=0)
    return [row if any(row[width:]) else row[:width] for row in rows]


def _to_frame(path: Path, rows: Sequence[Sequence[str]], decimal: str) -> pd.DataFrame:
    import pandas as pd

    numbered = [(line, row) for line, row in enumerate(rows, start=1) if any(row)]
    if not numbered:
        raise InputError(f"{path} is empty.", "A table needs a row of column names and rows below it.")
    (_, header), body = numbered[0], numbered[1:]
    _check_header(path, header)
    if not body:
        raise InputError(f"{path} has column names but no rows.", "Add rows.")
    for line, row in body:
        if len(row) != len(header):
            raise InputError(
                f"{path}, line {line}: {len(row)} cells for {len(header)} columns.",
                "Quote cells that hold the separator, or check for a missing one.",
            )
    columns = zip(*(row for _, row in body), strict=True)
    return pd.DataFrame({name: _column(cells, decimal) for name, cells in zip(header, columns, strict=True)})


def _check_header(path: Path, header: Sequence[str]) -> None:
    empty = [i + 1 for i, name in enumerate(header) if not name]
    if empty:
        raise InputError(f"{path}: column {empty[0]} has no name.", "Name every column in the first row.")
    twice = sorted({name for name in header if list(header).count(name) > 1})
    if twice:
        raise InputError(f"{path}: the column {twice[0]} is there twice.", "Rename one of them.")


def _column(cells: Sequence[str], decimal: str) -> pd.Series:
    import pandas as pd

    present = pd.Series([None if cell in MISSING else cell for cell in cells], dtype=object)
    plain = present.str.replace(",", ".", regex=False) if decimal == "," and present.notna().any() else present
    numeric = pd.to_numeric(plain, errors="coerce")
    return numeric if numeric[present.notna()].notna().all() else present
