"""The history of a project: documents, every change to them, undo and redo.

Documents stand in named scopes ("extraction/12/anna", "studies"). A change to
one is recorded with what stood before and after, in the same transaction; an
undo is a further entry that takes one back. Nothing is ever removed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from figpool.core.errors import UsageError
from figpool.project import patch
from figpool.project.codec import CodecError, dumps, loads
from figpool.project.fragments import Fragments
from figpool.project.store import Store


@dataclass(frozen=True)
class HistoryEntry:
    """One act.

    Parameters
    ----------
    seq : int
        Number; the order of acts, whatever the clock said.
    made : str
        Date and time (UTC, ISO 8601) as the computer's clock showed it.
    who : str
        Reviewer.
    scope : str
        Document it changed.
    action : str
        Name of the edit, or "undo" / "redo".
    arguments : dict
        The edit's arguments.
    changes : list
        Before and after; see `figpool.project.patch`.
    takes_back, redoes : int or None
        The entry an undo or a redo is about.
    """

    seq: int
    made: str
    who: str
    scope: str
    action: str
    arguments: dict[str, Any]
    changes: list[patch.Change]
    takes_back: int | None = None
    redoes: int | None = None


@dataclass(frozen=True)
class Summary:
    """Columns of a document for listing it without reading it.

    Parameters
    ----------
    figure : int or None
        Figure it belongs to.
    reviewer : str or None
        Who holds it.
    state : str
        Review state.
    rows, flagged, corrected : int
        Numbers of rows, of open doubts, of marks placed by hand.
    """

    figure: int | None = None
    reviewer: str | None = None
    state: str = ""
    rows: int = 0
    flagged: int = 0
    corrected: int = 0


#: Documents kept at hand.
_REMEMBERED = 64

Summarise = Callable[[str, Any], Summary]


class History:
    """Documents of a project and the history of their changes.

    Parameters
    ----------
    store : Store
        The open file.
    summarise : callable
        Scope and document (JSON data or None) to the columns for listing.
    """

    def __init__(self, store: Store, summarise: Summarise) -> None:
        self._store = store
        self._summarise = summarise
        self._documents: dict[str, tuple[str, Any]] = {}
        self._fragments = Fragments()
        self._stacks = Stacks()
        self._seen = 0

    def document(self, scope: str) -> Any:
        """Return a document as JSON data, not to be changed; None when there is none.

        As long as nobody wrote to it, it is the same object as before.
        """
        row = self._store.one("SELECT body FROM documents WHERE scope = ?", scope)
        if row is None:
            return None
        known = self._documents.get(scope)
        if known is None or known[0] != row[0]:
            known = self._remember(scope, row[0], loads(row[0], f"{self._store.path}, {scope}"))
        return known[1]

    def _remember(self, scope: str, text: str, document: Any) -> tuple[str, Any]:
        if len(self._documents) >= _REMEMBERED:
            self._documents.clear()
        self._documents[scope] = (text, document)
        return self._documents[scope]

    def change(self, scope: str, who: str, action: str, make: Callable[[Any], Any], **arguments: Any) -> Any:
        """Change a document in one transaction and record it.

        Parameters
        ----------
        scope : str
            Document.
        who : str
            Reviewer.
        action : str
            Name of the edit.
        make : callable
            Document before (JSON data or None) to the document after.
        **arguments
            JSON data recorded with the act.

        Returns
        -------
        object
            The document after; nothing is recorded when it is as before.
        """
        with self._store.transaction():
            before = self.document(scope)
            after = make(before)
            changes = patch.diff(before, after)
            if changes:
                self._put(scope, after)
                self._record(HistoryEntry(0, "", who, scope, action, arguments, changes))
        return after

    def undo(self, who: str, scope: str | None = None) -> HistoryEntry | None:
        """Take back a reviewer's last act that stands, in one scope or among all; None when there is none.

        Raises
        ------
        UsageError
            Another reviewer has changed the same thing since.
        """
        with self._store.transaction():
            seq = self._folded().last_standing(scope, who)
            return None if seq is None else self._step(seq, who, backward=True)

    def redo(self, who: str, scope: str | None = None) -> HistoryEntry | None:
        """Do again what a reviewer took back last, unless its document was changed since; None when there is none.

        Raises
        ------
        UsageError
            Another reviewer has changed the same thing since.
        """
        with self._store.transaction():
            seq = self._folded().last_undone(scope, who)
            return None if seq is None else self._step(seq, who, backward=False)

    def can_undo(self, scope: str | None = None, who: str | None = None) -> bool:
        """Whether there is an act to take back (of one reviewer, where one is named)."""
        return self._folded().last_standing(scope, who) is not None

    def can_redo(self, scope: str | None = None, who: str | None = None) -> bool:
        """Whether there is an act to do again (of one reviewer, where one is named)."""
        return self._folded().last_undone(scope, who) is not None

    def entries(self, scope: str | None = None) -> list[HistoryEntry]:
        """Return the whole history, or that of one scope, oldest first."""
        rows = self._store.all(f"{_SELECT} WHERE scope = ? OR ? IS NULL ORDER BY seq", scope, scope)
        return [_entry(row) for row in rows]

    def entry(self, seq: int) -> HistoryEntry:
        """Return one entry of the history."""
        return _entry(self._store.all(f"{_SELECT} WHERE seq = ?", seq)[0])

    def _folded(self) -> Stacks:
        """Fold what was added since the last time; other processes may have added too."""
        query = "SELECT seq, scope, takes_back, redoes, who FROM history WHERE seq > ? ORDER BY seq"
        for row in self._store.all(query, self._seen):
            self._stacks.add(Act(*row))
            self._seen = row[0]
        return self._stacks

    def _step(self, seq: int, who: str, *, backward: bool) -> HistoryEntry:
        entry = self.entry(seq)
        before = self.document(entry.scope)
        try:
            after = patch.apply(before, entry.changes, backward=backward)
        except CodecError as error:
            what = "taken back" if backward else "done again"
            message = f"{entry.action} on {entry.scope} cannot be {what}: it was changed by another reviewer since."
            raise UsageError(message, "See: figpool project history.") from error
        self._put(entry.scope, after)
        step = HistoryEntry(
            seq=0,
            made="",
            who=who,
            scope=entry.scope,
            action="undo" if backward else "redo",
            arguments={"of": entry.action},
            changes=patch.diff(before, after),
            takes_back=seq if backward else None,
            redoes=None if backward else seq,
        )
        return self.entry(self._record(step))

    def _put(self, scope: str, document: Any) -> None:
        if document is None:
            self._store.run("DELETE FROM documents WHERE scope = ?", scope)
            return
        s = self._summarise(scope, document)
        text, _ = self._remember(scope, self._fragments.dumps(document), document)
        self._store.run(
            "INSERT INTO documents (scope, figure, reviewer, state, rows, flagged, corrected, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope) DO UPDATE SET state = excluded.state,"
            " rows = excluded.rows, flagged = excluded.flagged, corrected = excluded.corrected, body = excluded.body",
            scope, s.figure, s.reviewer, s.state, s.rows, s.flagged, s.corrected, text,
        )  # fmt: skip

    def _record(self, entry: HistoryEntry) -> int:
        return self._store.run(
            "INSERT INTO history (made, who, scope, action, arguments, changes, takes_back, redoes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            entry.made or now(), entry.who, entry.scope, entry.action,
            dumps(entry.arguments), dumps(entry.changes), entry.takes_back, entry.redoes,
        )  # fmt: skip


_SELECT = "SELECT seq, made, who, scope, action, arguments, changes, takes_back, redoes FROM history"


def _entry(row: tuple[Any, ...]) -> HistoryEntry:
    seq, made, who, scope, action, arguments, changes, takes_back, redoes = row
    at = f"history entry {seq}"
    return HistoryEntry(seq, made, who, scope, action, loads(arguments, at), loads(changes, at), takes_back, redoes)


def now() -> str:
    """Return date and time in UTC as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class Act:
    """What undo and redo need of a history entry."""

    seq: int
    scope: str
    takes_back: int | None = None
    redoes: int | None = None
    who: str = ""


class Stacks:
    """The history folded into the acts that stand and those taken back, latest last.

    A new act empties the taken-back acts of its own scope only: those of
    another document can still be done again.
    """

    def __init__(self) -> None:
        self._standing: list[Act] = []
        self._undone: list[Act] = []

    def add(self, act: Act) -> None:
        """Add the next entry of the history."""
        if act.takes_back is not None:
            self._undone.append(_take(self._standing, act.takes_back))
        elif act.redoes is not None:
            self._standing.append(_take(self._undone, act.redoes))
        else:
            self._standing.append(act)
            self._undone = [a for a in self._undone if a.scope != act.scope]

    def last_standing(self, scope: str | None = None, who: str | None = None) -> int | None:
        """Return the act an undo takes back."""
        return _last(self._standing, scope, who)

    def last_undone(self, scope: str | None = None, who: str | None = None) -> int | None:
        """Return the act a redo does again."""
        return _last(self._undone, scope, who)


def _take(acts: list[Act], seq: int) -> Act:
    for place in range(len(acts) - 1, -1, -1):
        if acts[place].seq == seq:
            return acts.pop(place)
    raise CodecError(f"The history is damaged: act {seq} is taken back or done again without having been done.")


def _last(acts: list[Act], scope: str | None, who: str | None) -> int | None:
    return next((a.seq for a in reversed(acts) if scope in (None, a.scope) and who in (None, a.who)), None)
