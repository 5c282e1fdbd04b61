"""The figures of a project: identity, info, original bytes, the list."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from figpool.core.errors import UsageError
from figpool.core.geometry import Box
from figpool.project.codec import decode, dumps, encode, loads
from figpool.project.history import History
from figpool.project.model import FigureInfo, StoredFigure
from figpool.project.store import Store

if TYPE_CHECKING:
    from figpool.core.figure import Figure


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


class FigureShelf:
    """What a project does with its figures; see `figpool.project.Project`.

    Parameters
    ----------
    store : Store
        The open file.
    history : History
        Its documents.
    reviewer : str
        Who works on it.
    blind : bool
        Whether other reviewers' extractions are hidden.
    """

    def __init__(self, store: Store, history: History, reviewer: str, *, blind: bool) -> None:
        self.store = store
        self.history = history
        self.reviewer = reviewer
        self.blind = blind

    @property
    def path(self) -> Path:
        """The file."""
        return self.store.path

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

        kept = self.kept_thumbnail(figure)
        if kept is not None:
            return kept
        png = thumbnail(self.load(figure))
        self.keep_thumbnail(figure, png)
        return png

    def kept_thumbnail(self, figure: int) -> bytes | None:
        """Return the PNG kept of a figure; None when none was made yet."""
        row = self.store.one("SELECT png FROM thumbnails WHERE figure = ?", figure)
        return None if row is None else bytes(row[0])

    def keep_thumbnail(self, figure: int, png: bytes) -> None:
        """Keep a PNG made elsewhere (`figpool.project.pictures.thumbnail`); nothing happens when read-only."""
        if not self.store.readonly:
            with self.store.transaction():
                self.store.run("INSERT OR REPLACE INTO thumbnails VALUES (?, ?)", figure, png)


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
