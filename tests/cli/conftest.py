import sys
from dataclasses import dataclass

import pytest
from PIL import Image

from paint.drawn import Drawn


@dataclass(frozen=True)
class Outcome:
    """What a person sees of one run."""

    code: int
    out: str
    err: str

    def check_refusal(self, code, *words):
        """One clear sentence on stderr, nothing on stdout, the right exit code."""
        assert self.code == code, self.err
        assert self.out == ""
        lines = [line for line in self.err.splitlines() if line.strip()]
        assert len(lines) == 1, self.err
        assert lines[0].startswith("figpool: ")
        assert lines[0].endswith((".", '".'))
        for word in words:
            assert word in lines[0], self.err
        assert "Traceback" not in self.err


@pytest.fixture
def figpool(monkeypatch, capsys):
    """Run the command line as its entry point does."""
    from figpool.cli import main

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["figpool", *(str(a) for a in arguments)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def charts(tmp_path_factory):
    """Two readable figures, and numbers they were drawn from."""
    folder = tmp_path_factory.mktemp("charts")
    means = {"one.png": (8.2, 3.1, 5.7, 14.6), "two.png": (12.0, 2.0, 9.1, 4.4)}
    for name, values in means.items():
        Image.fromarray(Drawn([values], [(1.1, 0.6, 0.9, 1.7)]).draw().pixels).save(folder / name)
    return folder, means
