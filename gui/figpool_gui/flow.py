"""Which figures are read and shown: joins the project with the reading processes and the decoding thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal

from figpool.project import Project, Reading
from figpool_gui.background import Background
from figpool_gui.pictures import Picture, PictureLoader
from figpool_gui.session import Session
from figpool_gui.workers import Job, ReadingQueue


class FigureFlow(QObject):
    """Hands figures to the readers and pictures to the canvas; stores what was read in the background.

    Signals
    -------
    picture
        The picture of the figure shown, or None.
    thumbnail
        Number of a figure and its PNG.
    busy
        Figures waiting or being read.
    """

    picture = pyqtSignal(object)
    thumbnail = pyqtSignal(int, bytes)
    busy = pyqtSignal(object)

    def __init__(self, session: Session, queue: ReadingQueue, loader: PictureLoader) -> None:
        super().__init__(session)
        self._session, self.queue, self.loader = session, queue, loader
        self._storing: list[int] = []
        self._background = Background(self)
        self._background.failed.connect(session.failed)
        queue.read.connect(self._read)
        queue.failed.connect(self._failed)
        queue.progress.connect(lambda *_: self._tell_busy())
        loader.loaded.connect(self._loaded)
        loader.failed.connect(lambda _, reason: session.failed.emit(reason))
        loader.thumbnail.connect(self._keep_thumbnail)
        session.project_changed.connect(self._forget)
        session.figure_changed.connect(self._show)

    @property
    def pending(self) -> frozenset[int]:
        """Figures waiting, being read, or being stored."""
        return self.queue.pending | frozenset(self._storing)

    def _tell_busy(self) -> None:
        self.busy.emit(self.pending)

    def _forget(self) -> None:
        self.queue.cancel()
        self.loader.forget()
        self.picture.emit(None)

    def _show(self) -> None:
        project, figure = self._session.project, self._session.figure
        if project is None or figure is None:
            self.picture.emit(None)
            return
        self.loader.request(project.path, figure)

    def _loaded(self, picture: Picture) -> None:
        shown = self._session.figure
        if shown is not None and shown.id == picture.figure:
            self.picture.emit(picture)

    # --- reading ----------------------------------------------------------------------------

    def read(self, figures: Iterable[int]) -> None:
        """Queue figures to be read with the hints kept for them."""
        project = self._session.project
        if project is not None:
            for number in figures:
                figure = self._session.attempt(project.figure, number)
                if figure is not None:
                    self.queue.add(Job(number, (project.path, figure)))

    def read_shown(self) -> None:
        """Read the figure shown again."""
        if self._session.figure is not None:
            self.read([self._session.figure.id])

    def _read(self, figure: int, reading: Reading) -> None:
        self._store(figure, lambda project: project.store_reading(figure, reading))

    def _failed(self, figure: int, reason: str) -> None:
        self._store(figure, lambda project: project.set_failure(figure, reason))
        self._session.failed.emit(reason)

    def _store(self, figure: int, act: Callable[[Project], Any]) -> None:
        """Store what came of a figure; the window follows when it stands in the file."""
        project = self._session.project
        if project is None or figure not in {line.figure.id for line in self._session.figures}:
            return  # taken off the list meanwhile
        path, reviewer = project.path, project.reviewer

        def store() -> None:
            with Project.open(path, reviewer) as own:
                act(own)

        self._storing.append(figure)
        self._background.do(store, lambda _: self._stored(path, figure), lambda why: self._not_stored(figure, why))

    def _stored(self, path: Path, figure: int) -> None:
        self._storing.remove(figure)
        project = self._session.project
        if project is not None and project.path == path:
            self._session.refresh(figure)
        self._tell_busy()

    def _not_stored(self, figure: int, reason: str) -> None:
        self._storing.remove(figure)
        self._session.failed.emit(reason)
        self._tell_busy()

    def why_empty(self) -> str:
        """Say why the figure shown has no marks of one's own; empty when it has."""
        figure = self._session.figure
        if figure is None or self._session.shown is not None:
            return ""
        if figure.id in self.pending:
            return self.tr("Being read … you can go on with another figure meanwhile.")
        if figure.info.failure:
            return self.tr("{0} Read by hand (G) leads through it.").format(figure.info.failure)
        others = next((line.reviewers for line in self._session.figures if line.figure.id == figure.id), ())
        if others:
            names = ", ".join(others)
            return self.tr("Read by {0}, not by you yet. Ctrl+R makes a reading of your own.").format(names)
        return self.tr("Not read yet. Ctrl+R reads it, G leads through reading it by hand.")

    # --- thumbnails -------------------------------------------------------------------------

    def want_thumbnail(self, figure: int) -> None:
        """Bring the thumbnail of a figure: the one kept, or a new one."""
        project = self._session.project
        if project is None or self.loader.is_asked(figure):
            return
        kept = self._session.attempt(project.kept_thumbnail, figure)
        if kept is not None:
            self.thumbnail.emit(figure, kept)
            return
        listed = self._session.attempt(project.figure, figure)
        if listed is not None:
            self.loader.request_thumbnail(project.path, listed)

    def _keep_thumbnail(self, figure: int, png: bytes) -> None:
        project = self._session.project
        if project is not None and project.kept_thumbnail(figure) is None:
            path, reviewer = project.path, project.reviewer

            def keep() -> None:
                with Project.open(path, reviewer) as own:
                    own.keep_thumbnail(figure, png)

            self._background.do(keep)
        self.thumbnail.emit(figure, png)

    def close(self) -> None:
        """End threads and processes; what was read is stored first."""
        self.queue.close()
        self.loader.close()
        self._background.close()
