"""``figpool gui``: opens the desktop application, which lives in a package of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from figpool.core.errors import UsageError

_HEADLESS = "Without a window use: figpool digitize, figpool batch, figpool effects, figpool pool."
_PACKAGE = "figpool_gui"


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("gui")(gui)


def gui(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Projects and figures to open.", metavar="[FILE]...")
    ] = None,
) -> None:
    """Open the desktop application.

    It runs in a process of its own: Qt ends the process where there is no display.
    """
    if find_spec(_PACKAGE) is None:
        raise UsageError("The desktop application is not installed.", _HEADLESS)
    code = subprocess.run([sys.executable, "-m", _PACKAGE, *map(str, files or [])], check=False).returncode
    raise typer.Exit(2 if code < 0 else code)
