"""The door: one place where errors become a sentence and an exit code."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from figpool import __version__
from figpool.cli import batching, demo, desktop, digitizing, papers, pooling, projecting
from figpool.core.errors import FigpoolError

app = typer.Typer(
    name="figpool",
    help="From published figures to pooled evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _commands in (digitizing, pooling, projecting, batching, papers, desktop, demo):
    _commands.register(app)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        typer.echo(f"figpool {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; no traceback reaches a user."""
    try:
        app()
    except FigpoolError as error:
        print(f"figpool: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
