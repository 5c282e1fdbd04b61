"""The tables of a project file, and the steps from older versions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

#: "Figp" as the SQLite application id.
APPLICATION_ID = 0x46696770
#: Version of the tables this figpool writes.
VERSION = 2

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- original files, byte for byte; several figures (pages, crops) may share one
CREATE TABLE originals (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;

-- what a figure is; never changed
CREATE TABLE figures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL REFERENCES originals (sha256),
    name TEXT NOT NULL,
    page INTEGER,
    crop TEXT
) STRICT;

-- automatic readings, as made; never changed
CREATE TABLE readings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    figure INTEGER NOT NULL REFERENCES figures (id),
    reviewer TEXT NOT NULL,
    made TEXT NOT NULL,
    version TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX readings_of ON readings (figure, reviewer);

-- what people edit, one JSON document a scope; the columns before body are for listing
CREATE TABLE documents (
    scope TEXT PRIMARY KEY,
    figure INTEGER REFERENCES figures (id),
    reviewer TEXT,
    state TEXT NOT NULL DEFAULT '',
    rows INTEGER NOT NULL DEFAULT 0,
    flagged INTEGER NOT NULL DEFAULT 0,
    corrected INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX documents_of ON documents (figure);

-- every edit; appended only
CREATE TABLE history (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    made TEXT NOT NULL,
    who TEXT NOT NULL,
    scope TEXT NOT NULL,
    action TEXT NOT NULL,
    arguments TEXT NOT NULL,
    changes TEXT NOT NULL,
    takes_back INTEGER REFERENCES history (seq),
    redoes INTEGER REFERENCES history (seq)
) STRICT;
CREATE INDEX history_of ON history (scope);

CREATE TABLE thumbnails (figure INTEGER PRIMARY KEY REFERENCES figures (id), png BLOB NOT NULL) STRICT;
"""

_FROZEN = {
    "history": "the history",
    "readings": "an automatic reading",
    "figures": "a figure",
    "originals": "an original",
}


def guards() -> str:
    """Return triggers that keep what was written once from being changed or deleted."""
    return "\n".join(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{what} is never changed'); END;"
        for table, what in _FROZEN.items()
        for verb in ("UPDATE", "DELETE")
    )


def _comparisons_name_their_reviewer(connection: sqlite3.Connection) -> None:
    """Lead 1 to 2: comparisons may say whose marks they name; those of version 1 do not, and stay as they are."""


Upgrade = Callable[[sqlite3.Connection], None]

#: Step that leads from a version to the next one, by the version it starts from.
#: Every old version stays under tests/project/fixtures and is opened by a test.
UPGRADES: Mapping[int, Upgrade] = {1: _comparisons_name_their_reviewer}


def upgrade(connection: sqlite3.Connection, found: int, steps: Mapping[int, Upgrade] = UPGRADES) -> None:
    """Lead the tables from an older version to the newest the steps reach.

    Parameters
    ----------
    connection : Connection
        Inside a transaction, so that a step that fails changes nothing.
    found : int
        Version of the file.
    steps : mapping
        Upgrades by the version they start from.
    """
    version = found
    while version in steps:
        steps[version](connection)
        version += 1
        connection.execute(f"PRAGMA user_version = {version}")
