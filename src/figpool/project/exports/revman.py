"""For RevMan: continuous outcomes with the column names of Cochrane's data rows.

The names and their order are those of the file of data rows that comes with the analyses of a Cochrane
review; Study and the six columns after it stand as in RevMan's table of a continuous outcome, into which
they can be pasted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from figpool.project.exports.metafor import comparison_records
from figpool.project.exports.registry import Exporter
from figpool.project.exports.tables import to_csv
from figpool.project.project import Project

#: Our column by RevMan's, in RevMan's order.
_COLUMNS = {
    "Analysis name": "outcome",
    "Study": "study",
    "Experimental mean": "m1i",
    "Experimental SD": "sd1i",
    "Experimental N": "n1i",
    "Control mean": "m2i",
    "Control SD": "sd2i",
    "Control N": "n2i",
    "Footnotes": "comparison",
}


def _whole(value: Any) -> Any:
    """Group sizes are whole numbers there."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _write(project: Project, path: Path, reviewer: str | None) -> list[Path]:
    from figpool.io.rows import write_whole

    records = [
        {theirs: _whole(record[ours]) for theirs, ours in _COLUMNS.items()}
        for record in comparison_records(project, reviewer)
    ]
    write_whole(path, to_csv(records, tuple(_COLUMNS)))
    return [path]


EXPORTERS = (Exporter("revman", ".csv", "comparisons with RevMan's column names", _write),)
