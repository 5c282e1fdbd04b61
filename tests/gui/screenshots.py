"""Pictures of the window in every state, for looking at and for the documentation.

    PYTHONPATH=src:gui:tests python tests/gui/screenshots.py docs/pictures [WIDTHxHEIGHT]

Needs no display (Qt's offscreen platform unless another is named) and reads the project's own sample figures only.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QEvent, QSettings
from PyQt6.QtWidgets import QApplication

from figpool.core.summary import Dispersion
from figpool.project import Project, Role
from figpool.project.handles import handles
from figpool_gui import theme
from figpool_gui.help import HelpDialog
from figpool_gui.main_window import MainWindow, WindowOptions
from figpool_gui.settings import WindowSettings
from figpool_gui.workers import WorkerSettings
from window_hands.hand import NONE, Hand
from window_hands.paper import write_paper

SAMPLES = Path(__file__).parents[2] / "sample_figures"
FIGURES = ("vegf_grey.png", "gfap_black.png", "cfu_log.png", "bone_volume_fax.png", "weight_change_negative.png",
           "expression_no_whisker.png", "tnf_ggplot.png")  # fmt: skip
SIZE = (1440, 900)


class Studio:
    """One window, and the pictures taken of it.

    Parameters
    ----------
    folder : Path
        Where pictures go.
    scratch : Path
        Where projects go.
    size : (int, int)
        Of the window.
    """

    def __init__(self, app: QApplication, folder: Path, scratch: Path, size: tuple[int, int]) -> None:
        self._app, self._folder = app, folder
        settings = WindowSettings(QSettings(str(scratch / "window.ini"), QSettings.Format.IniFormat))
        settings.reviewer = "anna"
        self.window = MainWindow(WindowOptions(settings, scratch, WorkerSettings(1)))
        self.window.resize(*size)
        self.window.show()
        self._settle()

    def _settle(self) -> None:
        for _ in range(5):
            self._app.processEvents()

    def wait(self, ready: Callable[[], bool], seconds: float = 600) -> None:
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                raise SystemExit("The window did not get there.")
            self._app.processEvents()
            time.sleep(0.01)
        self._settle()

    def take(self, name: str, *, pointing: bool = False) -> None:
        if not pointing:
            QApplication.sendEvent(self.window.canvas, QEvent(QEvent.Type.Leave))
        self._settle()
        self.window.grab().save(str(self._folder / f"{name}.png"))
        print(name)

    def show(self, name: str) -> None:
        """Show a figure of the project by its file name."""
        number = next(line.figure.id for line in self.window.session.figures if line.figure.name == name)
        self.window.canvas.set_picture(None)
        self.window.session.show_figure(number)
        self.wait(lambda: self.window.canvas.picture is not None)


def reading(studio: Studio) -> None:
    window = studio.window
    studio.take("empty")
    window.start([SAMPLES / FIGURES[0]])
    studio.wait(lambda: window.session.extraction is not None and window.canvas.picture is not None)
    studio.take("read")
    window.hint_card.dismissed.emit()
    from figpool_gui.intake import sort_out

    window.projects.take(sort_out([SAMPLES / name for name in FIGURES[1:]]))
    studio.wait(lambda: len([x for x in window.session.figures if x.state == "unread"]) == len(FIGURES) - 3)
    studio.take("batch")
    studio.wait(lambda: all(line.state != "unread" for line in window.session.figures))


def checking(studio: Studio) -> None:
    window = studio.window
    studio.show("expression_no_whisker.png")
    window.review.next_flagged()
    studio.take("flagged")
    studio.show("vegf_grey.png")
    session, canvas, hand = window.session, window.canvas, Hand(window.canvas)
    assert session.extraction is not None
    mark = session.extraction.marks[3]
    x, y = handles(mark.mark)["tip"]
    session.edit("move_handle", mark=mark.id, handle="tip", x=x, y=y + 14)
    canvas.zoom_at(canvas.to_view(x, y), 2.2)
    hand.press((x, y + 14), NONE)
    hand.move((x, y + 8), NONE)
    hand.move((x + 1, y + 4), NONE)
    studio.take("correcting", pointing=True)
    hand.release((x + 1, y + 4), NONE)
    canvas.fit()
    window.show_tab(window.axis)
    studio.take("axis")
    window.use_tool("guide")
    studio.take("by_hand")
    window.use_tool("select")


def pooling(studio: Studio) -> None:
    window, session = studio.window, studio.window.session
    panel = session.panel
    assert panel is not None
    session.edit("set_dispersion", panel=panel.id, dispersion=Dispersion.SD)
    session.edit("set_n", panel=panel.id, n=5)
    session.set_info(study="Sample 2024", outcome="VEGF")
    roles = {"Vehicle": Role.CONTROL, "MSC-CM": Role.TREATMENT}
    session.edit_many("set_roles", [("set_role", {"mark": m.id, "role": roles[m.series]}) for m in panel.marks])
    session.select(())
    window.show_tab(window.series)
    window.actions_["compare"].trigger()
    results = window.pooling.results
    studio.wait(lambda: results.views["forest"].figure is not None)
    studio.take("pooling")
    results.tabs.setCurrentIndex(1)
    studio.wait(lambda: results.views["funnel"].figure is not None)
    studio.take("funnel")
    results.tabs.setCurrentWidget(results.text)
    studio.wait(lambda: "To be looked at" in results.text.toPlainText())
    studio.take("result")
    results.tabs.setCurrentIndex(0)
    window.actions_["pooling"].setChecked(False)


def two_reviewers(studio: Studio) -> None:
    window, project = studio.window, studio.window.session.project
    assert project is not None
    assert window.session.figure is not None
    number = window.session.figure.id
    mine = project.reading(number)
    assert mine is not None
    panel = window.session.panel
    assert panel is not None
    with Project.open(project.path, "ben") as other:
        other.store_reading(number, mine)
        other.edit(number, "set_dispersion", panel="p1", dispersion=Dispersion.SE)
        other.edit(number, "set_n", panel="p1", n=5)
        for entry in panel.marks:
            other.edit(number, "set_role", mark=entry.id, role=entry.role)
        mark = mine.extraction.marks[5]
        x, y = handles(mark.mark)["tip"]
        other.edit(number, "move_handle", mark=mark.id, handle="tip", x=x, y=y + 9)
    window.session.list_changed()
    window.show_tab(window.reviewers)
    studio.take("compare")


def pdf_page(studio: Studio, scratch: Path) -> None:
    path = scratch / "article.pdf"
    write_paper(path)
    window = studio.window
    window.projects.open_files([path])
    studio.wait(lambda: len(window.session.figures) == 3 and not window.flow.pending)
    studio.wait(lambda: window.canvas.picture is not None)
    studio.take("pdf")


def main(folder: Path, size: tuple[int, int] = SIZE) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        theme.apply(app, theme.LIGHT)
        studio = Studio(app, folder, scratch, size)
        reading(studio)
        checking(studio)
        pooling(studio)
        two_reviewers(studio)
        theme.apply(app, theme.DARK)
        studio.window.show_tab(studio.window.facts)
        studio.take("dark")
        forest = studio.window.pooling.results.views["forest"]
        forest.clear()
        studio.window.actions_["pooling"].setChecked(True)
        studio.wait(lambda: forest.figure is not None)
        studio.take("dark_pooling")
        studio.window.actions_["pooling"].setChecked(False)
        theme.apply(app, theme.LIGHT)
        page = HelpDialog(studio.window)
        page.show()
        app.processEvents()
        page.grab().save(str(folder / "help.png"))
        page.close()
        pdf_page(studio, scratch)
        studio.window.close()


if __name__ == "__main__":
    given = sys.argv[1:]
    wide, _, high = (given[1] if len(given) > 1 else f"{SIZE[0]}x{SIZE[1]}").partition("x")
    main(Path(given[0] if given else "docs/pictures"), (int(wide), int(high)))
