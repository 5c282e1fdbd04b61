"""The project's own files, as the house tests look at them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (ROOT / "src", ROOT / "gui")
CODE = (*PACKAGES, ROOT / "tests", ROOT / "sample_figures")
_TEXT = {".py", ".md", ".toml", ".json", ".csv", ".cfg", ".yml", ".yaml", ".sh", ".txt", ""}
_PASSED_OVER = {"__pycache__", "build", "dist", "figpool-demo"}
_KEPT = {".ci", ".gitignore", ".github"}

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    """Path from the project's root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def is_committed(path: Path) -> bool:
    """Whether a file belongs to the project and is no cache of a tool."""
    parts = path.relative_to(ROOT).parts
    return not any(part in _PASSED_OVER or (part.startswith(".") and part not in _KEPT) for part in parts)


def python_files(folders: tuple[Path, ...] = CODE) -> list[Path]:
    """All Python files below the folders, sorted."""
    return sorted(p for folder in folders for p in folder.rglob("*.py") if is_committed(p))


def text_files() -> list[Path]:
    """Every text file that is committed: code, documents, tables, configuration."""
    top = [p for p in ROOT.iterdir() if p.is_file()]
    folders = [f for f in (*CODE, ROOT / ".ci", ROOT / "docs") if f.is_dir()]
    below = [p for folder in folders for p in folder.rglob("*") if p.is_file()]
    return sorted(p for p in (*top, *below) if p.suffix in _TEXT and is_committed(p))


@cache
def parsed(path: Path) -> ast.Module:
    """Syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def definitions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, FunctionNode | ast.ClassDef]]:
    """All functions and classes with their dotted names, nested ones included."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, FunctionNode | ast.ClassDef):
            yield prefix + node.name, node
            yield from definitions(node, f"{prefix}{node.name}.")
        else:
            yield from definitions(node, prefix)


def code_lines(node: FunctionNode) -> int:
    """Lines of a function without its docstring."""
    whole = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is None:
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def imports(tree: ast.AST) -> Iterator[str]:
    """Names of all modules imported anywhere in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
