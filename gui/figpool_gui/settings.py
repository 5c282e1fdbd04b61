"""What the window remembers between starts; everything else stands in the project."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QByteArray, QSettings

from figpool.project.project import DEFAULT_REVIEWER

_RECENT = 10


class WindowSettings:
    """Recent projects, reviewer, geometry, and whether the hint was dismissed.

    Parameters
    ----------
    store : QSettings, optional
        Where they are kept; the user's own when not given.
    """

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store or QSettings("figpool", "figpool")

    @property
    def recent(self) -> list[Path]:
        """Projects opened before that still exist, latest first."""
        found = self._store.value("recent", [], list)
        return [Path(p) for p in found if Path(p).is_file()]

    def remember(self, project: Path) -> None:
        """Put a project at the head of the recent ones."""
        path = project.resolve()
        paths = [path, *(p for p in self.recent if p != path)]
        self._store.setValue("recent", [str(p) for p in paths[:_RECENT]])

    @property
    def reviewer(self) -> str:
        """Name of the person at the window; the command line's default until one is given."""
        return str(self._store.value("reviewer", "", str)) or DEFAULT_REVIEWER

    @reviewer.setter
    def reviewer(self, name: str) -> None:
        self._store.setValue("reviewer", name)

    @property
    def blind(self) -> bool:
        """Whether other reviewers' readings are hidden; stays until it is switched off."""
        return bool(self._store.value("blind", False, bool))

    @blind.setter
    def blind(self, on: bool) -> None:
        self._store.setValue("blind", on)

    @property
    def hint_dismissed(self) -> bool:
        """Whether the three-step hint was sent away."""
        return bool(self._store.value("hint_dismissed", False, bool))

    def dismiss_hint(self) -> None:
        """Never show the hint again."""
        self._store.setValue("hint_dismissed", True)

    @property
    def layout(self) -> tuple[QByteArray, QByteArray]:
        """Geometry and docks of the window; empty at first."""
        return self._bytes("geometry"), self._bytes("state")

    @layout.setter
    def layout(self, saved: tuple[QByteArray, QByteArray]) -> None:
        self._store.setValue("geometry", saved[0])
        self._store.setValue("state", saved[1])

    def _bytes(self, key: str) -> QByteArray:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def figure_of(self, project: Path) -> int:
        """Return the number of the figure that was open in a project; 0 when unknown."""
        return int(self._store.value(f"figure/{_key(project)}", 0, int))

    def remember_figure(self, project: Path, figure: int) -> None:
        """Keep which figure of a project was open."""
        self._store.setValue(f"figure/{_key(project)}", figure)

    def sync(self) -> None:
        """Write to disk."""
        self._store.sync()


def _key(project: Path) -> str:
    return str(project.resolve()).replace("/", "|").replace("\\", "|")
