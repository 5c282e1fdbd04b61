"""Every public module, class, function and method says what it is."""

import ast

from house.exceptions import UNDOCUMENTED
from house.tree import PACKAGES, FunctionNode, definitions, name_of, parsed, python_files


def is_public(name):
    return not any(part.startswith("_") for part in name.split("."))


def is_implied(node):
    """Property setters, overloads and registered variants are described where their first form stands."""
    marks = [ast.unparse(d) for d in getattr(node, "decorator_list", [])]
    return any(m == "overload" or m.endswith((".setter", ".register")) or ".register(" in m for m in marks)


def undocumented():
    found = set()
    for path in python_files(PACKAGES):
        tree = parsed(path)
        if ast.get_docstring(tree) is None and tree.body:
            found.add(name_of(path))
        outer = {name for name, node in definitions(tree) if isinstance(node, FunctionNode)}
        for name, node in definitions(tree):
            bare = ast.get_docstring(node, clean=False) is None and is_public(name)
            if bare and name.rpartition(".")[0] not in outer and not is_implied(node):
                found.add(f"{name_of(path)}::{name}")
    return found


def test_everything_public_has_a_docstring():
    assert sorted(undocumented() - UNDOCUMENTED.keys()) == []


def test_no_exception_is_left_over():
    assert sorted(UNDOCUMENTED.keys() - undocumented()) == []
