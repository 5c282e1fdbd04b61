"""Files and functions a person can hold in their head."""

from house.exceptions import LONG_FILES, LONG_FUNCTIONS
from house.tree import FunctionNode, code_lines, definitions, name_of, parsed, python_files

FILE_LINES, FUNCTION_LINES = 500, 50


def long_files(limit=FILE_LINES):
    return {name_of(p) for p in python_files() if len(p.read_text(encoding="utf-8").splitlines()) > limit}


def long_functions(limit=FUNCTION_LINES):
    return {
        f"{name_of(path)}::{name}"
        for path in python_files()
        for name, node in definitions(parsed(path))
        if isinstance(node, FunctionNode) and code_lines(node) > limit
    }


def test_files_are_short():
    assert sorted(long_files() - LONG_FILES.keys()) == []


def test_functions_are_short():
    assert sorted(long_functions() - LONG_FUNCTIONS.keys()) == []


def test_no_exception_is_left_over():
    assert sorted(LONG_FILES.keys() - long_files()) == []
    assert sorted(LONG_FUNCTIONS.keys() - long_functions()) == []


def test_the_measure_sees_long_ones():
    assert long_files(20)
    assert long_functions(10)
