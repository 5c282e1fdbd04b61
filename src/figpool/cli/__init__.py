"""The command line: parse, call, print, exit code."""

from figpool.cli.app import main

__all__ = ["main"]
