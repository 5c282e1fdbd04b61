"""What the actions on projects and files do: thin acts on the session; one method an action."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QDateTime, QMimeData, QObject, pyqtSignal
from PyQt6.QtGui import QGuiApplication

from figpool.project import Project
from figpool_gui.adding import Added, Adder, Unnamed, make_folder
from figpool_gui.background import Background
from figpool_gui.dialogs import Dialogs
from figpool_gui.intake import PROJECT, Given, Source, from_clipboard, sort_out
from figpool_gui.samples import sample_figures
from figpool_gui.session import Session
from figpool_gui.settings import WindowSettings

if TYPE_CHECKING:
    from figpool.project.exports import Exporter


class ProjectCommands(QObject):
    """Projects and figures: open, add, export.

    Signals
    -------
    added
        Numbers of figures to be read.
    """

    added = pyqtSignal(object)

    def __init__(self, session: Session, settings: WindowSettings, dialogs: Dialogs, folder: Path) -> None:
        super().__init__(session)
        self._session, self._settings, self._dialogs, self._folder = session, settings, dialogs, folder
        self._awaiting = False
        self.adder = Adder(self)
        self.adder.added.connect(self._added)
        self.exporting = Background(self)
        for source in (self.adder, self.exporting):
            source.failed.connect(session.failed)

    # --- projects ---------------------------------------------------------------------------

    def open_path(self, path: Path) -> bool:
        """Open a project file."""
        project = self._session.attempt(Project.open, path, self._settings.reviewer, blind=self._settings.blind)
        return self._use(project)

    def create_path(self, path: Path) -> bool:
        """Make a project file, or open the one that is there."""
        path = path if path.suffix == PROJECT else path.with_name(path.name + PROJECT)
        return (path.exists() or bool(self._session.attempt(self._create, path))) and self.open_path(path)

    def _create(self, path: Path) -> bool:
        make_folder(path.parent)
        Project.create(path, self._settings.reviewer).close()
        return True

    def _use(self, project: Project | None) -> bool:
        if project is None:
            return False
        self._session.use(project)
        self._settings.remember(project.path)
        listed = [line.figure.id for line in self._session.figures]
        shown = self._settings.figure_of(project.path)
        if listed:
            self._session.show_figure(shown if shown in listed else listed[0])
        return True

    def new_project(self) -> None:
        """Ask where, and begin an empty project."""
        path = self._dialogs.save(self.tr("New project"), self._folder / f"review{PROJECT}", f"figpool (*{PROJECT})")
        if path is not None:
            self.create_path(path)

    def open_project(self) -> None:
        """Ask which, and open it."""
        path = self._dialogs.open_project()
        if path is not None:
            self.open_path(path)

    def samples(self) -> None:
        """Open the sample project; made when it is not there yet."""
        path = self._folder / f"sample project{PROJECT}"
        figures = sample_figures()
        if path.exists() and self.open_path(path) and self._session.figures:
            return
        if not figures:
            self._session.failed.emit(self.tr("The sample figures were not installed with this copy of figpool."))
            return
        self._session.close()
        self._add(path, figures)

    def reviewer(self) -> None:
        """Ask who is working; the project is opened again as that person."""
        name = self._dialogs.text(self.tr("Reviewer"), self.tr("Who is working?"), self._settings.reviewer)
        if name:
            self._settings.reviewer = name
            self._reopen()

    def blind(self, on: bool) -> None:
        """Hide what other reviewers have extracted, or show it."""
        self._settings.blind = on
        self._reopen()

    def _reopen(self) -> None:
        project = self._session.project
        if project is not None:
            path, figure = project.path, self._session.figure
            if self.open_path(path) and figure is not None:
                self._session.show_figure(figure.id)

    # --- figures ----------------------------------------------------------------------------

    def open_figures(self) -> None:
        """Ask for figures and add them."""
        self.take(sort_out(self._dialogs.open_figures()))

    def add_folder(self) -> None:
        """Ask for a folder and add its figures."""
        folder = self._dialogs.folder()
        if folder is not None:
            self.take(sort_out([folder]))

    def paste(self) -> None:
        """Add what the clipboard holds."""
        clipboard = QGuiApplication.clipboard()
        self.take_mime(None if clipboard is None else clipboard.mimeData())

    def take_mime(self, mime: QMimeData | None) -> None:
        """Add files or a picture that were dropped or pasted."""
        stamp = QDateTime.currentDateTime().toString("yyyy-MM-dd HH.mm.ss")
        given = from_clipboard(mime, self.tr("pasted {0}.png").format(stamp))
        if given.project is None and not given.sources:
            self._session.failed.emit(self.tr("The clipboard holds no picture and no files."))
        self.take(given)

    def open_files(self, paths: Iterable[Path]) -> None:
        """Open files given at the start: figures get the project they had before, or a new one."""
        given = sort_out(paths)
        if given.project is None and given.sources:
            self._session.close()
        self.take(given)

    def take(self, given: Given) -> None:
        """Open a project and add figures; new ones are read. Without a project one is begun, named after the first."""
        if given.project is not None:
            self.open_path(given.project)
        if not given.sources:
            return
        project = self._session.project
        self._add(Unnamed(self._folder, given.name) if project is None else project.path, given.sources)

    def _add(self, project: Path | Unnamed, sources: Sequence[Source]) -> None:
        self._awaiting = True
        self._session.said.emit(self.tr("Adding …"))
        self.adder.add(project, self._settings.reviewer, sources)

    def _added(self, added: Added) -> None:
        """Show the first new figure and have all that are unread read."""
        project = self._session.project
        if project is None and not self.open_path(added.project):
            return
        project = self._session.project
        if project is None or project.path != added.project:
            return
        self._session.list_changed()
        self._session.said.emit("")
        if added.figures and self._awaiting:
            self._awaiting = False
            shown = self._session.figure
            if shown is None or shown.id != added.figures[0]:
                self._session.show_figure(added.figures[0])
        if not added.stop.is_set():
            unread = {line.figure.id for line in self._session.figures if line.state == "unread"}
            self.added.emit([figure for figure in added.figures if figure in unread])
        if added.reasons:
            self._session.failed.emit(added.reasons[0] + self._more(len(added.reasons) - 1))

    def _more(self, count: int) -> str:
        return self.tr(" ({0} more files could not be added.)").format(count) if count else ""

    def remove_figure(self) -> None:
        """Take the figure shown off the list."""
        self._session.remove_figure()

    # --- exports ----------------------------------------------------------------------------

    def export_rows(self) -> None:
        """Ask where, and write the rows of the project."""
        self._export(("rows", "json", "xlsx"), self.tr("Export rows"), "rows")

    def export_other(self) -> None:
        """Ask where, and write in another format."""
        self._export(("effects", "metafor", "revman", "supplement", "methods"), self.tr("Export"), "effects")

    def _export(self, names: tuple[str, ...], title: str, stem: str) -> None:
        from figpool.project.exports import exporters

        project = self._session.project
        if project is None:
            return
        offered = {f"{e.help} (*{e.suffix})": e for e in (exporters()[n] for n in names)}
        first = next(iter(offered.values()))
        suggested = project.path.with_name(f"{project.path.stem} {stem}{first.suffix}")
        answer = self._dialogs.save_as(title, suggested, list(offered))
        if answer is None:
            return
        chosen, path = _format(offered.get(answer[1], first), offered.values(), answer[0])
        if path != answer[0] and path.exists():
            self._session.failed.emit(self.tr("{0} exists already. Choose it, or another name.").format(path))
            return
        source, reviewer, blind = project.path, project.reviewer, project.blind

        def write() -> list[Path]:
            with Project.open(source, reviewer, readonly=True, blind=blind) as own:
                return list(chosen.write(own, path, None))

        self.exporting.do(write, self._written)

    def _written(self, paths: list[Path]) -> None:
        self._session.said.emit(self.tr("Written: {0}").format(", ".join(str(p) for p in paths)))

    def close(self) -> None:
        """Wait for what is being added and written."""
        self.adder.close()
        self.exporting.close()


def _format(chosen: Exporter, offered: Iterable[Exporter], path: Path) -> tuple[Exporter, Path]:
    """Return the format and the file meant: a suffix typed goes before the kind chosen, several kinds may share one."""
    suffix = path.suffix.lower()
    if suffix == chosen.suffix:
        return chosen, path
    typed = next((e for e in offered if e.suffix == suffix), None)
    return (chosen, path.with_name(path.name + chosen.suffix)) if typed is None else (typed, path)


def default_folder() -> Path:
    """Return where projects go that nobody named."""
    from platformdirs import user_data_path

    return user_data_path("figpool") / "projects"
