"""The project file as SQLite: opening, closing, transactions, and its errors in words."""

from __future__ import annotations

import os
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

from figpool.core.errors import FigpoolError, InputError, OutputError
from figpool.project import schema

SUFFIX = ".figpool"
_MAGIC = b"SQLite format 3\0"
_BACKUP = "Take a copy from your backup; it was not touched."
_BUSY_SECONDS = 5.0


class ProjectLockedError(OutputError):
    """Another process is writing to the project."""


class Store:
    """An open project file.

    Parameters
    ----------
    path : Path
        A project.
    readonly : bool
        Open for reading only.

    Raises
    ------
    InputError
        Missing, no project, damaged, or from a newer version; it is not touched.
    OutputError
        It cannot be written where it stands.
    """

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        self.path = path
        self.readonly = readonly
        check_header(path)
        with said(path):
            self._connection = _connect(path, readonly=readonly)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def _prepare(self) -> None:
        self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        # asked here again: an upgrade may stand in the log beside the file that nobody has folded in yet
        version = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
        _check_version(self.path, version)
        if self.readonly:
            if version < schema.VERSION:
                self._connection = _upgraded_copy(self._connection, version)
            return
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        if version < schema.VERSION:
            with self.transaction():
                schema.upgrade(self._connection, version)

    @classmethod
    def create(cls, path: Path) -> Store:
        """Make a new project file, whole or not at all; never over another file.

        Raises
        ------
        OutputError
            There is a file already, or the folder cannot be written to.
        """
        if path.exists():
            raise OutputError(f"{path} exists already.", "Choose another name; figpool never overwrites a project.")
        if not path.parent.is_dir():
            raise OutputError(f"The folder {path.parent} does not exist.", "Make it first or choose another.")
        temporary = path.with_name(f".{path.name}.{uuid4().hex}")
        try:
            temporary.touch(exist_ok=False)
        except OSError as error:
            raise OutputError(f"{path} cannot be made: {error.strerror}.", "Choose another folder.") from error
        try:
            with said(path):
                _write_empty(temporary)
            path.touch(exist_ok=False)
            os.replace(temporary, path)
        except FileExistsError:
            raise OutputError(f"{path} exists already.", "Choose another name.") from None
        except OSError as error:
            raise OutputError(f"{path} cannot be made: {error.strerror}.", "Choose another folder.") from error
        finally:
            temporary.unlink(missing_ok=True)
        return cls(path)

    def close(self) -> None:
        """Close the file; the last one to close leaves a single file behind.

        Where the disk is full, or another process has the file open, what was
        committed stays in the file beside it (-wal) and is folded in by the
        next one to open the project.
        """
        try:
            if not self.readonly:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if not _can_wait(error):
                raise _explain(error, self.path) from error
        finally:
            self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is committed together, or nothing of it; may be nested.

        Raises
        ------
        OutputError
            Disk full, read-only, or locked by another process for too long.
        """
        if self.readonly:
            raise OutputError(f"{self.path} is open for reading only.", "Open it for writing to change it.")
        if self._connection.in_transaction:
            yield
            return
        with said(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def run(self, statement: str, *values: Any) -> int:
        """Run a statement; returns the number of the row it inserted."""
        with said(self.path):
            return int(self._connection.execute(statement, values).lastrowid or 0)

    def all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with said(self.path):
            return self._connection.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None."""
        with said(self.path):
            row: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
            return row

    @property
    def data_version(self) -> int:
        """A number that changes when another process has written."""
        return int(self.all("PRAGMA data_version")[0][0])


def _connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    mode = "ro" if readonly else "rw"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)


def _write_empty(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.executescript(
            f"BEGIN; {schema.TABLES} {schema.guards()} PRAGMA user_version = {schema.VERSION}; COMMIT;"
        )
    finally:
        connection.close()


def _upgraded_copy(connection: sqlite3.Connection, version: int) -> sqlite3.Connection:
    """Return an older project as this version holds it, in memory; the file is not touched."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(copy)
    connection.close()
    schema.upgrade(copy, version)
    return copy


def check_header(path: Path) -> None:
    """Judge a project file by its first bytes alone.

    Raises
    ------
    InputError
        Missing, no project, or from a newer version.
    """
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a project.", f"Give a {SUFFIX} file.")
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        raise InputError(f"{path} does not exist.", "Make it with: figpool project new.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the file's permissions.") from error
    if len(head) < 100 or not head.startswith(_MAGIC) or _word(head, 68) != schema.APPLICATION_ID:
        raise InputError(f"{path} is not a figpool project.", f"Give a {SUFFIX} file made by figpool.")
    _check_version(path, _word(head, 60))


def _check_version(path: Path, version: int) -> None:
    if version > schema.VERSION:
        raise InputError(
            f"{path} was made by a newer figpool (project version {version}, this one knows {schema.VERSION}).",
            "Update figpool; the file was not touched.",
        )


def _word(head: bytes, at: int) -> int:
    return int(struct.unpack_from(">I", head, at)[0])


@contextmanager
def said(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into a sentence about the file.

    Raises
    ------
    InputError, OutputError
        By what went wrong.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _explain(error, path) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: it is damaged.", _BACKUP) from error
    except MemoryError as error:  # a damaged length may claim more than any machine has
        raise InputError(f"{path}: it is damaged, or needs more memory than there is.", _BACKUP) from error


_SENTENCES: tuple[tuple[str, type[FigpoolError], str, str], ...] = (
    ("SQLITE_FULL", OutputError, "there is no space left on the disk", "Free some space; nothing saved is lost."),
    ("SQLITE_READONLY", OutputError, "it is read-only", "Copy it to a folder you can write to."),
    ("SQLITE_BUSY", ProjectLockedError, "another program is writing to it", "Wait for the other one, or close it."),
    ("SQLITE_LOCKED", ProjectLockedError, "another program is writing to it", "Wait for the other one, or close it."),
    ("SQLITE_CANTOPEN", OutputError, "it cannot be opened where it stands", "Copy it to a folder you can write to."),
    ("SQLITE_NOTADB", InputError, "it is damaged or no project", _BACKUP),
    ("SQLITE_CORRUPT", InputError, "it is damaged", _BACKUP),
    ("SQLITE_TOOBIG", OutputError, "a file or document is too large for a project", "Crop or shrink the figure."),
    ("SQLITE_IOERR", OutputError, "the disk reports an error", "Check the disk; what was saved before is kept."),
    ("SQLITE_CONSTRAINT", InputError, "its parts do not fit together", "Run: figpool project check."),
)


def _explain(error: sqlite3.Error, path: Path) -> FigpoolError:
    name = getattr(error, "sqlite_errorname", "") or ""
    for prefix, kind, what, hint in _SENTENCES:
        if name.startswith(prefix):
            return kind(f"{path}: {what}.", hint.replace("Copy it to", f"Copy it{_with_log(path)} to"))
    return InputError(f"{path} cannot be used as a project ({error}).", "Run: figpool project check.")


def _with_log(path: Path) -> str:
    """Name the log that must go where the file goes, when a crash left one."""
    log = path.with_name(f"{path.name}-wal")
    return f" and {log.name} together" if log.exists() else ""


def _can_wait(error: sqlite3.OperationalError) -> bool:
    """Whether the next one to open the project can fold the log in as well."""
    name = str(getattr(error, "sqlite_errorname", ""))
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL"))
