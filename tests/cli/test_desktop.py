from __future__ import annotations

import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from figpool.cli import desktop
from figpool.core.errors import UsageError


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    made.callback()(lambda: None)
    desktop.register(made)
    return made


def test_it_hands_over_the_files_and_passes_on_the_code(app: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []

    def run(command: list[str], *, check: bool) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        return subprocess.CompletedProcess(command, 2)

    monkeypatch.setattr(desktop.subprocess, "run", run)
    monkeypatch.setattr(desktop, "find_spec", lambda name: object())
    result = CliRunner().invoke(app, ["gui", "a.png", "b.figpool"])
    assert result.exit_code == 2
    assert calls == [[sys.executable, "-m", "figpool_gui", "a.png", "b.figpool"]]


def test_without_the_package_the_headless_commands_are_named(app: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "find_spec", lambda name: None)
    result = CliRunner().invoke(app, ["gui"])
    assert isinstance(result.exception, UsageError)
    assert "figpool digitize" in str(result.exception)
