"""What does not belong into the tree: paths of one machine, notes to oneself, package registries."""

import re

import pytest

from house.tree import name_of, text_files

#: Written in pieces, so that this file does not find itself.
_FOLDERS = ("wo" + "rk", "ro" + "ot", "ho" + "me", "t" + "mp", "Us" + "ers")
_MARKS = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")
_HOSTS = (
    "pypi.o" + "rg",
    "pythonhosted.o" + "rg",
    "npmjs.o" + "rg",
    "npmjs.c" + "om",
    "crates.i" + "o",
    "proxy.gol" + "ang",
)
MACHINE = re.compile(rf"(?<![\w.])/(?:{'|'.join(_FOLDERS)})/|[A-Z]:\\+Users")
NOTES = re.compile(rf"\b(?:{'|'.join(_MARKS)})\b")
REGISTRIES = re.compile("|".join(re.escape(host) for host in _HOSTS))

TEXTS = {name_of(path): path.read_text(encoding="utf-8", errors="replace") for path in text_files()}


def lines_with(pattern):
    return [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in TEXTS.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_path_of_one_machine():
    assert lines_with(MACHINE) == []


def test_no_notes_to_oneself():
    assert lines_with(NOTES) == []


def test_no_package_registry():
    assert lines_with(REGISTRIES) == []


def test_the_tree_is_looked_at():
    seen = {"pyproject.toml", "src/figpool/__init__.py", "tests/house/test_words.py", "sample_figures/README.md"}
    assert seen <= TEXTS.keys()


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (MACHINE, 'open("/' + 'root/x.png")'),
        (MACHINE, "see /" + "work/main"),
        (MACHINE, "C:" + "\\Users\\anna"),
        (NOTES, "# TO" + "DO: later"),
        (REGISTRIES, "https://pypi" + ".org/simple"),
    ],
)
def test_the_patterns_find_what_they_look_for(pattern, line):
    assert pattern.search(line)
