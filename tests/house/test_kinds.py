"""No chain of questions about the kind of a chart: kinds live in a registry, one file each."""

import ast

import pytest

from figpool.extract.charts import chart_kinds
from house.exceptions import KIND_QUESTIONS
from house.tree import PACKAGES, name_of, parsed, python_files

REGISTRY = "src/figpool/extract/charts/registry.py"
_NAMES = {"kind", "chart_kind", "chart", "chart_type", "plot_type", "name"}
#: Questions about any other kind (of a tool, of a phrase) from which they are a chain in one file.
CHAIN = 3


def asks_for_kind(tree, kinds):
    """Lines on which something called a kind is compared with the name of a chart kind."""
    for line, words in _comparisons(tree):
        if words & kinds:
            yield line
    for node in ast.walk(tree):
        if isinstance(node, ast.Match) and _name(node.subject) in _NAMES and _patterns(node) & kinds:
            yield node.lineno


def chains(tree):
    """Lines that compare something called a kind with any word."""
    return [line for line, words in _comparisons(tree, {"kind"}) if words - {""}]


def _comparisons(tree, names=_NAMES):
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(_name(side) in names for side in sides):
                yield node.lineno, {word for side in sides for word in _strings(side)}


def _name(node):
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _strings(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return {word for part in node.elts for word in _strings(part)}
    return set()


def _patterns(match):
    return {word for node in ast.walk(match) if isinstance(node, ast.MatchValue) for word in _strings(node.value)}


def askers():
    kinds = set(chart_kinds())
    found = {}
    for path in python_files(PACKAGES):
        tree = parsed(path)
        chain = chains(tree)
        lines = set(asks_for_kind(tree, kinds)) | set(chain if len(chain) >= CHAIN else ())
        if lines and name_of(path) != REGISTRY:
            found[name_of(path)] = sorted(lines)
    return found


def test_nobody_outside_the_registry_asks_for_the_kind():
    assert {name: lines for name, lines in askers().items() if name not in KIND_QUESTIONS} == {}


def test_no_exception_is_left_over():
    assert sorted(KIND_QUESTIONS.keys() - askers().keys()) == []


KINDS = {"bar", "line", "box", "scatter"}


@pytest.mark.parametrize(
    "text",
    [
        "if kind == 'bar': pass",
        "x = row.kind != 'line'",
        "if panel.kind in ('bar', 'hist'): pass",
        "if name == 'scatter': pass",
        "y = 1 if 'box' == chart.kind else 2",
        "match mark.kind:\n    case 'bar': pass",
    ],
)
def test_questions_are_recognised(text):
    assert list(asks_for_kind(ast.parse(text), KINDS)) == [1]


@pytest.mark.parametrize(
    "text", ["if kind in kinds: pass", "if kind == '': pass", "if tag == 'line': pass", "reader = chart_kinds()['bar']"]
)
def test_other_questions_are_allowed(text):
    assert list(asks_for_kind(ast.parse(text), KINDS)) == []


def test_chains_are_recognised():
    chain = "\n".join(f"if spec.kind == '{word}': pass" for word in ("tool", "toggle", "menu"))
    assert chains(ast.parse(chain)) == [1, 2, 3]
    assert chains(ast.parse("if values.dtype.kind in kinds: pass")) == []
