"""A class whose assignment takes a moment to run: for tests that grade many, or many times."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat

from autograder import building, classroom, journal, submissions
from autograder.files import write_text
from autograder.handins import Notebooks, answered, hand_in, perfect, untouched
from autograder.recording import book_of

ASSIGNMENT = "01_activations"
CODE = {"sigmoid", "sigmoid-check"}
FALLING = "def sigmoid(x):\n    return 1 / (1 + np.exp(np.asarray(x, float)))"
ROOT = Path(__file__).resolve().parents[2]


def make(folder: Path, gradebook: str | None = None) -> Path:
    """Make a class directory with one short notebook: one exercise, one answer in words."""
    classroom.make(folder, only=["nothing"], gradebook=gradebook)
    write_assignment(folder)
    building.release(folder.resolve(), ASSIGNMENT)
    return folder.resolve()


def write_assignment(folder: Path) -> None:
    """Write the source notebook."""
    first, second = map(building.solution_notebook, building.sources(ASSIGNMENT))
    cells = [cell for cell in first.cells if _role(cell).get("grade_id") in CODE]
    imports = next(cell for cell in first.cells if cell.cell_type == "code")
    words = next(cell for cell in second.cells if _role(cell).get("grade_id") == "written-answer")
    first.cells = [imports, *cells, words]
    target = folder / "source" / ASSIGNMENT / "activations.ipynb"
    write_text(target, nbformat.writes(first) + "\n")


def _role(cell: Any) -> Any:
    return cell.metadata.get("nbgrader", {})


def hand_in_many(folder: Path, count: int) -> list[str]:
    """Let some be right, some wrong, some blank, and some unreadable."""
    names = [f"student{k:03}" for k in range(count)]
    right = perfect(folder, ASSIGNMENT)
    kinds = [right, answered(right, "sigmoid", FALLING), untouched(folder, ASSIGNMENT), right]
    for k, name in enumerate(names):
        where = hand_in(kinds[k % 4], folder, name, ASSIGNMENT)
        if k % 10 == 3:
            (where / "activations.ipynb").write_text("{", encoding="utf-8")
    return names


def hand_in_one(folder: Path, student: str, made: Notebooks | None = None) -> Path:
    """Hand in one that is right, or what is given."""
    return hand_in(made or perfect(folder, ASSIGNMENT), folder, student, ASSIGNMENT)


def command(folder: Path, *words: str) -> list[str]:
    """Return the command line of a run."""
    program = [sys.executable, "-m", "autograder.cli", "run", "--class-dir", str(folder)]
    return [*program, *words]


def environment() -> dict[str, str]:
    """Return the environment in which this tree is what is imported."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Start a run in a process of its own."""
    return subprocess.Popen(
        command(folder, *words),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def entries(folder: Path) -> dict[str, journal.Entry]:
    """Return the journal, by student, without the time that each took."""
    found = {one.student: journal.read(one) for one in submissions.find(folder)}
    return {name: replace(entry, seconds=0.0) for name, entry in found.items() if entry}


def gradebook(folder: Path) -> list[tuple[Any, ...]]:
    """Return all that a gradebook says of submissions, in an order of its own."""
    with book_of(folder) as book:
        found = [row for one in book.assignment_submissions(ASSIGNMENT) for row in _rows(one)]
    return sorted(found, key=repr)


def _rows(submission: Any) -> list[tuple[Any, ...]]:
    who = submission.student.id
    rows: list[tuple[Any, ...]] = [(who, "score", submission.score, submission.max_score)]
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            scores = (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            rows.append((who, notebook.name, grade.name, *scores))
        for comment in notebook.comments:
            said = (comment.auto_comment, comment.manual_comment)
            rows.append((who, notebook.name, comment.name, *said))
    return rows


def autograded(folder: Path) -> dict[str, list[Any]]:
    """Return what the autograded notebooks show, by path."""
    paths = sorted((folder / "autograded").rglob("*"))
    return {
        str(path.relative_to(folder)): [
            (cell.source, cell.get("outputs")) for cell in nbformat.read(path, as_version=4).cells
        ]
        for path in paths
        if path.is_file()
    }
