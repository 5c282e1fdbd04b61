"""Starts the application."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Open the window on the files given; returns the exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        Projects and figures; the command line's when not given.
    """
    from figpool_gui import display

    files = [Path(a) for a in (sys.argv[1:] if argv is None else argv)]
    reason = display.problem()
    if reason:
        print(f"figpool: {reason}", file=sys.stderr)  # noqa: T201
        return 2
    return run(files)


def run(files: Sequence[Path]) -> int:
    """Open the window; there must be a display."""
    from PyQt6.QtWidgets import QApplication

    from figpool_gui import theme
    from figpool_gui.main_window import MainWindow
    from figpool_gui.mishaps import Net

    app = QApplication(["figpool"])
    app.setApplicationName("figpool")
    app.setApplicationDisplayName("figpool")
    theme.apply(app)
    hints = app.styleHints()
    if hints is not None:
        hints.colorSchemeChanged.connect(lambda _: theme.apply(app))
    window = MainWindow()
    net = Net(window)
    net.caught.connect(window.session.failed)
    net.spread()
    window.show()
    window.start(list(files))
    return app.exec()
