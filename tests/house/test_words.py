"""What does not belong into the tree: paths of one machine, notes to oneself, package registries."""

import re

import pytest

from house.tree import name_of, text_files

#: Written in pieces, so that this file does not find itself.
MACHINE = re.compile(r"(?<![\w.])/(?:" + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "t" + "mp", "Us" + "ers")) + r")/|[A-Z]:\\+Users")
NOTES = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
REGISTRIES = re.compile("|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)", "crates" + r"\.io", "conda" + r"\.anaconda", "proxy" + r"\.golang")))

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
    assert {"pyproject.toml", "src/figpool/__init__.py", "tests/house/test_words.py", "sample_figures/README.md"} <= TEXTS.keys()


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
