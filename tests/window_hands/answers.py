"""Stands in for the dialogs: answers what the test said beforehand."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Answers:
    """Answers to come, by question."""

    files: list[Path] = field(default_factory=list)
    project: Path | None = None
    directory: Path | None = None
    target: Path | None = None
    words: str | None = None
    kind: str = ""
    asked: list[str] = field(default_factory=list)

    def open_figures(self) -> list[Path]:
        self.asked.append("figures")
        return self.files

    def open_project(self) -> Path | None:
        self.asked.append("project")
        return self.project

    def folder(self) -> Path | None:
        self.asked.append("folder")
        return self.directory

    def save(self, title: str, suggested: Path, suffixes: str) -> Path | None:
        self.asked.append(title)
        return self.target

    def save_as(self, title: str, suggested: Path, filters: list[str]) -> tuple[Path, str] | None:
        self.asked.append(title)
        chosen = next((f for f in filters if f.startswith(self.kind)), filters[0])
        return None if self.target is None else (self.target, chosen)

    def text(self, title: str, question: str, value: str = "") -> str | None:
        self.asked.append(title)
        return self.words
