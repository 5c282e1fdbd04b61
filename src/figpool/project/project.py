"""A project: the one object the command line, the batch and the window work on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from figpool import __version__
from figpool.core.errors import ReadingError, UsageError
from figpool.core.geometry import Box
from figpool.project import edits
from figpool.project.codec import decode, dumps, encode, loads
from figpool.project.history import History, HistoryEntry, Summary, now
from figpool.project.model import MANUAL, Extraction, FigureInfo, Reading, Review, StoredFigure
from figpool.project.rebase import rebase
from figpool.project.rows import ProjectRow, project_rows
from figpool.project.store import Store
from figpool.project.tables import Tables, effect_frame

if TYPE_CHECKING:
    import pandas as pd

    from figpool.core.figure import Figure
    from figpool.extract import DigitizeSettings

DEFAULT_REVIEWER = "reader"


@dataclass(frozen=True)
class ListedFigure:
    """A line of the list of figures.

    Parameters
    ----------
    figure : StoredFigure
        Identity and info.
    state : str
        "unread", "failed", "read", "flagged", "corrected", "accepted" or "rejected".
    rows, flagged, corrected : int
        Numbers of rows, of open doubts, of marks placed by hand.
    reviewers : tuple of str
        Who holds an extraction (in blind mode: oneself).
    """

    figure: StoredFigure
    state: str
    rows: int
    flagged: int
    corrected: int
    reviewers: tuple[str, ...]


class Project:
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
        self.store = store
        self.reviewer = reviewer.strip()
        self.blind = blind
        self.history = History(store, _summarise)
        self.tables = Tables(self.history, self.reviewer)

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

    @property
    def path(self) -> Path:
        """The file."""
        return self.store.path

    def close(self) -> None:
        """Close the file; a single file remains."""
        self.store.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- figures ----------------------------------------------------------------------------

    def add_figure(
        self, source: str | Path | tuple[str, bytes], page: int | None = None, crop: Box | None = None, **info: Any
    ) -> int:
        """Add a figure with its original bytes.

        Parameters
        ----------
        source : path, or (name, bytes)
            The file.
        page : int, optional
            Page of a PDF, from 1.
        crop : Box, optional
            Part of the picture.
        **info
            Fields of `FigureInfo`; `title` is the file name when not given.

        Returns
        -------
        int
            Number of the figure; one that is listed already keeps its number and info.
        """
        name, data = _source(source)
        sha = hashlib.sha256(data).hexdigest()
        with self.store.transaction():
            self.store.run("INSERT OR IGNORE INTO originals VALUES (?, ?, ?)", sha, len(data), data)
            number = self._find_figure(sha, page, crop)
            if number is None:
                coded = None if crop is None else dumps(encode(crop))
                number = self.store.run(
                    "INSERT INTO figures (sha256, name, page, crop) VALUES (?, ?, ?, ?)", sha, name, page, coded
                )
            if self.history.document(f"figure/{number}") is None:
                new = FigureInfo(**({"title": name} | info))
                self.history.change(f"figure/{number}", self.reviewer, "add_figure", lambda _: encode(new))
        return number

    def _find_figure(self, sha: str, page: int | None, crop: Box | None) -> int | None:
        coded = None if crop is None else dumps(encode(crop))
        row = self.store.one("SELECT id FROM figures WHERE sha256 = ? AND page IS ? AND crop IS ?", sha, page, coded)
        return None if row is None else int(row[0])

    def remove_figure(self, figure: int) -> None:
        """Take a figure off the list; its bytes, extractions and history stay, and it can be undone."""
        self.figure(figure)
        self.history.change(f"figure/{figure}", self.reviewer, "remove_figure", lambda _: None)

    def set_info(self, figure: int, **info: Any) -> FigureInfo:
        """Change fields of a figure's info (title, study, outcome, comment, settings)."""
        changed = replace(self.figure(figure).info, **info)
        self.history.change(f"figure/{figure}", self.reviewer, "set_info", lambda _: encode(changed), **encode(info))
        return changed

    def figure(self, figure: int) -> StoredFigure:
        """Return a listed figure by its number.

        Raises
        ------
        UsageError
            There is no such figure.
        """
        rows = self.store.all(f"{_FIGURES} WHERE f.id = ?", figure)
        if not rows:
            raise UsageError(f"{self.path} has no figure {figure}.", "See: figpool project list.")
        return _stored(rows[0])

    def figures(self) -> tuple[ListedFigure, ...]:
        """Return the list of figures, in the order they were added; pictures are not read."""
        lines: dict[int, list[tuple[Any, ...]]] = {}
        query = "SELECT figure, reviewer, state, rows, flagged, corrected FROM documents WHERE reviewer IS NOT NULL"
        for row in self.store.all(query):
            if row[1] == self.reviewer or not self.blind:
                lines.setdefault(row[0], []).append(row[1:])
        return tuple(self._listed(_stored(r), lines.get(r[0], [])) for r in self.store.all(f"{_FIGURES} ORDER BY f.id"))

    def _listed(self, figure: StoredFigure, lines: list[tuple[Any, ...]]) -> ListedFigure:
        own = next((line for line in lines if line[0] == self.reviewer), lines[0] if lines else None)
        reviewers = tuple(line[0] for line in lines)
        if own is None:
            return ListedFigure(figure, "failed" if figure.info.failure else "unread", 0, 0, 0, reviewers)
        return ListedFigure(figure, own[1], own[2], own[3], own[4], reviewers)

    def original(self, figure: int) -> bytes:
        """Return the original bytes of a figure's file."""
        row = self.store.one("SELECT bytes FROM originals WHERE sha256 = ?", self.figure(figure).sha256)
        return b"" if row is None else bytes(row[0])

    def load(self, figure: int) -> Figure:
        """Return a figure with its pixels.

        Raises
        ------
        InputError
            The file is damaged or no figure.
        """
        from figpool.project.pictures import load_figure

        found = self.figure(figure)
        return load_figure(self.original(figure), found.name, found.page, found.crop)

    def thumbnail(self, figure: int) -> bytes:
        """Return a small PNG of a figure; made once and kept."""
        from figpool.project.pictures import thumbnail

        row = self.store.one("SELECT png FROM thumbnails WHERE figure = ?", figure)
        if row is not None:
            return bytes(row[0])
        png = thumbnail(self.load(figure))
        if not self.store.readonly:
            with self.store.transaction():
                self.store.run("INSERT OR REPLACE INTO thumbnails VALUES (?, ?)", figure, png)
        return png

    # --- extractions ------------------------------------------------------------------------

    def extraction(self, figure: int, reviewer: str | None = None) -> Extraction | None:
        """Return the extraction of a reviewer (oneself); None when there is none.

        Raises
        ------
        UsageError
            In blind mode, of another reviewer.
        """
        document = self.history.document(self.scope(figure, self.visible(reviewer)))
        return None if document is None else decode(Extraction, document, f"figure {figure}")

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
            document = self.history.change(
                self.scope(figure), self.reviewer, "read", lambda old: encode(self._based(old, new)), reading=number
            )
            if found.info.failure:
                cleared = replace(found.info, failure="")
                self.history.change(f"figure/{figure}", self.reviewer, "read_succeeded", lambda _: encode(cleared))
        return decode(Extraction, document)  # type: ignore[no-any-return]

    def _based(self, document: Any, new: Extraction) -> Extraction:
        if document is None:
            return new
        current: Extraction = decode(Extraction, document)
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
        empty = Extraction(frame=Frame(0.0, (picture.width - 1) / 2, (picture.height - 1) / 2),
                           pixel_scale=picture.pixel_scale)  # fmt: skip
        document = self.history.change(
            self.scope(figure), self.reviewer, "start_by_hand", lambda old: old if old is not None else encode(empty)
        )
        return decode(Extraction, document)  # type: ignore[no-any-return]

    def edit(self, figure: int, name: str, **arguments: Any) -> Extraction:
        """Make an edit of `figpool.project.edits` on this reviewer's extraction.

        Raises
        ------
        UsageError
            There is no extraction yet, no such edit, or its arguments do not fit.
        """

        def make(document: Any) -> Any:
            if document is None:
                raise UsageError(f"Figure {figure} is not read yet.", "Read it first, or start by hand.")
            return encode(edits.apply(decode(Extraction, document), name, arguments))

        coded = edits.encode_arguments(name, arguments)
        document = self.history.change(self.scope(figure), self.reviewer, name, make, **coded)
        return decode(Extraction, document)  # type: ignore[no-any-return]

    def put_extraction(self, figure: int, extraction: Extraction, action: str, **arguments: Any) -> None:
        """Replace this reviewer's extraction as one act (an import, a consensus)."""
        self.history.change(self.scope(figure), self.reviewer, action, lambda _: encode(extraction), **arguments)

    def undo(self, figure: int | None = None) -> HistoryEntry | None:
        """Take back the last act, on one figure or anywhere; None when there is none."""
        return self.history.undo(self.reviewer, None if figure is None else self.scope(figure))

    def redo(self, figure: int | None = None) -> HistoryEntry | None:
        """Do again what was taken back last; None when there is none."""
        return self.history.redo(self.reviewer, None if figure is None else self.scope(figure))

    # --- rows and effects -------------------------------------------------------------------

    def rows(self, figure: int | None = None, reviewer: str | None = None) -> tuple[ProjectRow, ...]:
        """Return the rows of one figure or of all, of one reviewer."""
        who = self.visible(reviewer)
        listed = [self.figure(figure)] if figure is not None else [line.figure for line in self.figures()]
        found: list[ProjectRow] = []
        for one in listed:
            extraction = self.extraction(one.id, who)
            if extraction is not None:
                found += project_rows(extraction, one, who)
        return tuple(found)

    def effects(self, measure: str = "SMD", vtype: str = "", outcome: str = "") -> pd.DataFrame:
        """Return the effect sizes of the project's comparisons (see `figpool.pool.effect_sizes`)."""
        from figpool import pool

        chosen = [c for c in self.tables.comparisons if not outcome or c.outcome == outcome]
        return pool.effect_sizes(effect_frame(chosen, self.rows()), measure=measure, vtype=vtype or None)


_FIGURES = (
    "SELECT f.id, f.sha256, f.name, f.page, f.crop, d.body FROM figures f"
    " JOIN documents d ON d.scope = 'figure/' || f.id"
)


def _stored(row: tuple[Any, ...]) -> StoredFigure:
    number, sha, name, page, crop, body = row
    at = f"figure {number}"
    box = None if crop is None else decode(Box, loads(crop, at), at)
    return StoredFigure(number, sha, name, page, box, decode(FigureInfo, loads(body, at), at))


def _source(source: str | Path | tuple[str, bytes]) -> tuple[str, bytes]:
    from figpool.io.images import read_bytes

    if isinstance(source, tuple):
        return source
    path = Path(source)
    return path.name, read_bytes(path)


def _summarise(scope: str, document: Any) -> Summary:
    """Columns for listing a document."""
    kind, _, rest = scope.partition("/")
    if kind == "figure":
        return Summary(figure=int(rest))
    if kind != "extraction":
        return Summary()
    number, _, reviewer = rest.partition("/")
    return summary_of(int(number), reviewer, decode(Extraction, document))


def summary_of(figure: int, reviewer: str, extraction: Extraction) -> Summary:
    """Return what the list of figures says of an extraction."""
    marks = [m for m in extraction.marks if m.review is not Review.REJECTED]
    corrected = sum(m.source == MANUAL for m in marks)
    if extraction.review is not Review.OPEN:
        state = extraction.review.value
    else:
        state = "flagged" if extraction.flagged else "corrected" if corrected else "read"
    return Summary(figure, reviewer, state, len(marks), extraction.flagged, corrected)
