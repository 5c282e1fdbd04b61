"""Rows to files: rows.csv and JSON by the row contract, written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from figpool.core.errors import OutputError
from figpool.core.summary import ROW_COLUMNS, GroupSummary


def rows_to_csv(rows: Iterable[GroupSummary]) -> str:
    """Return rows as CSV text with a header line; floats round-trip."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ROW_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({k: _cell(v) for k, v in row.to_record().items()})
    return text.getvalue()


def _cell(value: Any) -> Any:
    """Return a cell: floats with all their digits, nothing for what is not known."""
    if value is None or value != value:
        return ""
    return repr(value) if isinstance(value, float) else value


def to_json(document: Any) -> str:
    """Return a document as JSON text; numbers that are not finite become null."""
    return json.dumps(_finite(document), indent=1, ensure_ascii=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(v) for v in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that it is there complete or not at all.

    Parameters
    ----------
    path : Path
        Target; replaced in one step.
    content : str or bytes
        What to write (text as UTF-8).

    Raises
    ------
    OutputError
        The folder is missing or cannot be written to, or the disk is full.
    """
    data = content.encode() if isinstance(content, str) else content
    if path.is_dir():
        raise OutputError(f"{path} is a folder.", "Give a file name.")
    if not path.parent.is_dir():
        raise OutputError(f"The folder {path.parent} does not exist.", "Make it first or choose another.")
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise OutputError(f"{path} cannot be written: {error.strerror}.", "Choose another place with -o.") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
