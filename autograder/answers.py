"""The functions that a class wrote, each in its normal form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import course.exercises as catalogue
from autograder.normal_form import normal_forms
from autograder.submissions import LARGEST, Submission, Unreadable, find

Answers = dict[str, str]  # the normal form by exercise


def of_class(class_dir: Path, assignment: str) -> dict[str, Answers]:
    """Return the answers of every student whose notebooks can be read.

    An answer that adds nothing to what was handed out is none.
    """
    reader = _reader(class_dir, assignment)
    found = {one.student: reader.answers(_code_of(one)) for one in find(class_dir, assignment)}
    return {student: answers for student, answers in found.items() if answers}


def of_course(class_dir: Path, assignment: str) -> Answers:
    """Return the course's own answers, from the notebooks that the release was made of."""
    reader = _reader(class_dir, assignment)
    paths = sorted((class_dir / "source" / assignment).glob("*.ipynb"))
    return reader.answers([source for path in paths for source in _code(path)])


@dataclass
class _Reader:
    """Reads submissions of one assignment, and remembers the cells it has met."""

    names: frozenset[str]
    released: frozenset[str]  # the code cells that were handed out
    known: dict[str, Answers] = field(default_factory=dict)

    def answers(self, cells: list[str]) -> Answers:
        """Return the answers in code cells; of two definitions the later one, as in Python."""
        found: Answers = {}
        for source in cells:
            if source not in self.released:
                found |= self._normal(source)
        return {name: text for name, text in found.items() if text}

    def _normal(self, source: str) -> Answers:
        if source not in self.known:
            self.known[source] = normal_forms(source, self.names, self.released)
        return self.known[source]


def _reader(class_dir: Path, assignment: str) -> _Reader:
    known = (e for e in catalogue.all() if e.unit == assignment and e.kind == "function")
    paths = sorted((class_dir / "release" / assignment).glob("*.ipynb"))
    released = (source for path in paths for source in _code(path))
    return _Reader(frozenset(exercise.name for exercise in known), frozenset(released))


def _code_of(submission: Submission) -> list[str]:
    """Return the code cells of a submission, as far as it can be read."""
    try:
        submission.refuse_links()
    except Unreadable:
        return []
    paths = (submission.folder / f"{name}.ipynb" for name in submission.notebooks())
    return [source for path in paths for source in _code(path)]


def _code(path: Path) -> Iterator[str]:
    """Yield the code cells of a notebook file, in the format that JupyterLab writes.

    nbformat would check the whole notebook, which takes ten times as long.
    """
    try:
        small = path.stat().st_size <= LARGEST
        nb = json.loads(path.read_text(encoding="utf-8-sig")) if small else {}
    except (OSError, ValueError, RecursionError):
        return
    cells = nb.get("cells") if isinstance(nb, dict) else None
    for cell in cells if isinstance(cells, list) else []:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source")
            yield "".join(map(str, source)) if isinstance(source, list) else str(source)
