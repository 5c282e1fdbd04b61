"""A project: the one object the command line, the batch and the window work on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from figpool import __version__
from figpool.core.errors import ReadingError, UsageError
from figpool.project import edits
from figpool.project.codec import decode, dumps, encode, loads
from figpool.project.figures import FigureShelf
from figpool.project.history import History, HistoryEntry, Summary, now
from figpool.project.model import MANUAL, ComparisonEntry, Extraction, Reading, Review
from figpool.project.rebase import rebase
from figpool.project.rows import ProjectRow, project_rows
from figpool.project.sharing import ExtractionCodec
from figpool.project.store import Store
from figpool.project.tables import Tables, effect_frame

if TYPE_CHECKING:
    import pandas as pd

    from figpool.extract import DigitizeSettings

DEFAULT_REVIEWER = "reader"

_Make = Callable[[Extraction | None], Extraction]


class Project(FigureShelf):
    """An open project file.

    Every change is committed as it is made. Use it as a context manager, or
    call `close`.

    Parameters
    ----------
    store : Store
        The open file; use `Project.open` or `Project.create`.
    reviewer : str
        Who works on it.
    blind : bool
        Whether other reviewers' extractions are hidden.
    """

    def __init__(self, store: Store, reviewer: str = DEFAULT_REVIEWER, *, blind: bool = False) -> None:
        if not reviewer.strip():
            raise UsageError("A reviewer needs a name.", "Give one with --reviewer.")
        super().__init__(store, History(store, self._summarise), reviewer.strip(), blind=blind)
        self.tables = Tables(self.history, self.reviewer)
        self._codec = ExtractionCodec()

    @classmethod
    def open(
        cls, path: str | Path, reviewer: str = DEFAULT_REVIEWER, *, readonly: bool = False, blind: bool = False
    ) -> Project:
        """Open a project file.

        Raises
        ------
        InputError
            Missing, no project, damaged, or from a newer version; it is not touched.
        OutputError
            It cannot be written where it stands (open it `readonly`).
        """
        return cls(Store(Path(path), readonly=readonly), reviewer, blind=blind)

    @classmethod
    def create(cls, path: str | Path, reviewer: str = DEFAULT_REVIEWER) -> Project:
        """Make a new project file; never over another file.

        Raises
        ------
        OutputError
            The file exists or cannot be made.
        """
        project = cls(Store.create(Path(path)), reviewer)
        with project.store.transaction():
            made_by = f"figpool {__version__}"
            project.store.run("INSERT INTO meta VALUES ('created', ?), ('created_by', ?)", now(), made_by)
        return project

    def close(self) -> None:
        """Close the file; a single file remains."""
        self.store.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- extractions ------------------------------------------------------------------------

    def extraction(self, figure: int, reviewer: str | None = None) -> Extraction | None:
        """Return the extraction of a reviewer (oneself); None when there is none.

        Raises
        ------
        UsageError
            In blind mode, of another reviewer.
        """
        scope = self.scope(figure, self.visible(reviewer))
        document = self.history.document(scope)
        return None if document is None else self._codec.decode(scope, document)

    def visible(self, reviewer: str | None) -> str:
        """Return the reviewer whose extractions are asked for (oneself when none is named).

        Raises
        ------
        UsageError
            In blind mode, for another reviewer.
        """
        if self.blind and reviewer not in (None, self.reviewer):
            raise UsageError(f"The extraction of {reviewer} is hidden: this is a blind second extraction.")
        return reviewer or self.reviewer

    def _change(
        self, figure: int, action: str, make: Callable[[Extraction | None], Extraction], **arguments: Any
    ) -> Extraction:
        """Change this reviewer's extraction as one act."""
        scope = self.scope(figure)

        def remake(document: Any) -> Any:
            before = None if document is None else self._codec.decode(scope, document)
            return self._codec.encode(scope, make(before))

        document = self.history.change(scope, self.reviewer, action, remake, **arguments)
        return self._codec.decode(scope, document)

    def _summarise(self, scope: str, document: Any) -> Summary:
        """Columns for listing a document; tables ("studies") have none."""
        _, _, rest = scope.partition("/")
        number, _, reviewer = rest.partition("/")
        if reviewer:
            return summary_of(int(number), reviewer, self._codec.decode(scope, document))
        return Summary(figure=int(number)) if number else Summary()

    def scope(self, figure: int, reviewer: str | None = None) -> str:
        """Return the name of an extraction in the history."""
        return f"extraction/{figure}/{reviewer or self.reviewer}"

    def read(self, figure: int, settings: DigitizeSettings | None = None) -> Extraction:
        """Read a figure automatically; corrections made before are kept.

        Raises
        ------
        ReadingError
            Nothing could be read; the figure is listed as failed.
        InputError
            The file is damaged or no figure.
        """
        from figpool.project.reading import read_figure_bytes, settings_of

        found = self.figure(figure)
        settings = settings or settings_of(found.info)
        try:
            reading = read_figure_bytes(self.original(figure), found, settings)
        except (ReadingError, ValueError) as error:
            self.set_failure(figure, str(error))
            raise
        return self.store_reading(figure, reading)

    def set_failure(self, figure: int, reason: str) -> None:
        """Record why the automatic reading of a figure failed."""
        changed = replace(self.figure(figure).info, failure=reason)
        self.history.change(f"figure/{figure}", self.reviewer, "read_failed", lambda _: encode(changed), reason=reason)

    def store_reading(self, figure: int, reading: Reading) -> Extraction:
        """Keep an automatic reading and put this reviewer's corrections over it.

        Parameters
        ----------
        figure : int
            Number of the figure.
        reading : Reading
            As made by `figpool.project.reading.read_figure_bytes`.

        Returns
        -------
        Extraction
            The new reading with the corrections made before.
        """
        found = self.figure(figure)
        with self.store.transaction():
            number = self.store.run(
                "INSERT INTO readings (figure, reviewer, made, version, body) VALUES (?, ?, ?, ?, ?)",
                figure, self.reviewer, now(), reading.version, dumps(encode(reading)),
            )  # fmt: skip
            new = replace(reading.extraction, reading=number)
            extraction = self._change(figure, "read", lambda old: self._based(old, new), reading=number)
            if found.info.failure:
                cleared = replace(found.info, failure="")
                self.history.change(f"figure/{figure}", self.reviewer, "read_succeeded", lambda _: encode(cleared))
        return extraction

    def _based(self, current: Extraction | None, new: Extraction) -> Extraction:
        if current is None:
            return new
        stands_on = None if current.reading is None else self._reading(current.reading).extraction
        return rebase(stands_on, current, new)

    def reading(self, figure: int, reviewer: str | None = None) -> Reading | None:
        """Return the automatic reading an extraction stands on, as it was made; None without one."""
        current = self.extraction(figure, reviewer)
        return None if current is None or current.reading is None else self._reading(current.reading)

    def _reading(self, number: int) -> Reading:
        row = self.store.one("SELECT body FROM readings WHERE id = ?", number)
        at = f"{self.path}, reading {number}"
        return decode(Reading, loads("null" if row is None else row[0], at), at)  # type: ignore[no-any-return]

    def start_by_hand(self, figure: int) -> Extraction:
        """Begin an empty extraction, for reading a figure by hand."""
        from figpool.core.geometry import Frame

        picture = self.load(figure)
        frame = Frame(0.0, (picture.width - 1) / 2, (picture.height - 1) / 2)
        empty = Extraction(frame=frame, pixel_scale=picture.pixel_scale)
        return self._change(figure, "start_by_hand", lambda old: old if old is not None else empty)

    def edit(self, figure: int, name: str, **arguments: Any) -> Extraction:
        """Make an edit of `figpool.project.edits` on this reviewer's extraction.

        Raises
        ------
        UsageError
            There is no extraction yet, no such edit, or its arguments do not fit.
        """

        def make(current: Extraction | None) -> Extraction:
            if current is None:
                raise self._unread(figure)
            return edits.apply(current, name, arguments)

        return self._change(figure, name, make, **edits.encode_arguments(arguments))

    def _unread(self, figure: int) -> UsageError:
        """Say that this reviewer has no extraction of a figure, and who has."""
        self.figure(figure)
        line = next(line for line in self.figures() if line.figure.id == figure)
        if line.reviewers:
            message = f"{self.reviewer} has not read figure {figure}, but {' and '.join(line.reviewers)} did."
            return UsageError(message, "Say who you are with --reviewer, or read it first.")
        return UsageError(f"Figure {figure} is not read yet.", "Read it first, or start by hand.")

    def put_extraction(self, figure: int, extraction: Extraction, action: str, **arguments: Any) -> None:
        """Replace this reviewer's extraction as one act (an import, a consensus)."""
        self._change(figure, action, lambda _: extraction, **arguments)

    def undo(self, figure: int | None = None) -> HistoryEntry | None:
        """Take back this reviewer's last act, on one figure or anywhere; None when there is none."""
        return self.history.undo(self.reviewer, None if figure is None else self.scope(figure))

    def redo(self, figure: int | None = None) -> HistoryEntry | None:
        """Do again what this reviewer took back last; None when there is none."""
        return self.history.redo(self.reviewer, None if figure is None else self.scope(figure))

    def acts(self, figure: int | None = None) -> list[HistoryEntry]:
        """Return the history, oldest first; in blind mode without what others did to their extractions.

        Parameters
        ----------
        figure : int, optional
            Only acts on this figure.

        Raises
        ------
        UsageError
            There was never such a figure.
        """
        entries = self.history.entries()
        if figure is not None:
            entries = [e for e in entries if e.scope.split("/")[1:2] == [str(figure)]]
            if not entries:
                raise UsageError(f"{self.path} never had a figure {figure}.", "See: figpool project list.")
        if not self.blind:
            return entries
        return [
            e for e in entries if not e.scope.startswith("extraction/") or e.scope.split("/", 2)[2] == self.reviewer
        ]

    # --- rows and effects -------------------------------------------------------------------

    def rows(self, figure: int | None = None, reviewer: str | None = None) -> tuple[ProjectRow, ...]:
        """Return the rows of one figure or of all, of one reviewer."""
        who = self.visible(reviewer)
        listed = [self.figure(figure)] if figure is not None else [line.figure for line in self.figures()]
        found: list[ProjectRow] = []
        for one in listed:
            extraction = self.extraction(one.id, who)
            if extraction is not None:
                found += project_rows(extraction, one, who, self.tables.studies)
        return tuple(found)

    def comparisons(self, reviewer: str | None = None) -> tuple[ComparisonEntry, ...]:
        """Return the comparisons with the marks as a reviewer (oneself) names them."""
        from figpool.project.whose import comparisons_for

        return comparisons_for(self, self.visible(reviewer))

    def effects(
        self, measure: str = "SMD", vtype: str = "", outcome: str = "", reviewer: str | None = None
    ) -> pd.DataFrame:
        """Return the effect sizes of the project's comparisons (see `figpool.pool.effect_sizes`).

        Where lower is better, the sign is turned, so that above 0 always favours the treatment.
        """
        from figpool import pool

        chosen = [c for c in self.comparisons(reviewer) if not outcome or c.outcome == outcome]
        frame = effect_frame(chosen, self.rows(reviewer=reviewer))
        return pool.effect_sizes(frame, measure=measure, vtype=vtype or None, better="direction")


def summary_of(figure: int, reviewer: str, extraction: Extraction) -> Summary:
    """Return what the list of figures says of an extraction."""
    marks = [m for m in extraction.marks if m.review is not Review.REJECTED]
    corrected, flagged = sum(m.source == MANUAL for m in marks), extraction.flagged
    if extraction.review is not Review.OPEN:
        state = extraction.review.value
    else:
        state = "flagged" if flagged else "corrected" if corrected else "read"
    return Summary(figure, reviewer, state, len(marks), flagged, corrected)
