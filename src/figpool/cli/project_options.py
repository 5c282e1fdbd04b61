"""Options and arguments that the commands on a project share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

_VARIABLE = "FIGPOOL_REVIEWER"

#: Who works, where nobody is named.
ME = "reader"
Reviewer = Annotated[str, typer.Option("--reviewer", envvar=_VARIABLE, help="Who works on the project.")]
Whose = Annotated[
    str, typer.Option("--reviewer", envvar=_VARIABLE, help="Whose reading; not needed when only one has read.")
]
Blind = Annotated[bool, typer.Option("--blind", envvar="FIGPOOL_BLIND", help="Hide what other reviewers have.")]
ProjectFile = Annotated[Path, typer.Argument(help="A .figpool file.")]


def say(text: str) -> None:
    """Tell a person something: on stderr, since stdout carries data."""
    print(text, file=sys.stderr)  # noqa: T201
