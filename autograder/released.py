"""What the gradebook knows of a released notebook, read once and kept.

nbgrader asks the gradebook about every cell of every submission. The answers change only when an
assignment is released anew.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

CELL = ("name", "cell_type", "source", "checksum", "locked", "max_score")
KINDS = ("source_cells", "grade_cells", "solution_cells", "task_cells")


class Released:
    """One notebook of an assignment, with the questions that nbgrader's preprocessors ask.

    Parameters
    ----------
    notebook : nbgrader.api.Notebook
        Its rows are copied, so that the gradebook can be closed.
    """

    def __init__(self, notebook: Any) -> None:
        self.kernelspec = notebook.kernelspec
        self.cells = {kind: [_copy(cell) for cell in getattr(notebook, kind)] for kind in KINDS}
        self.notebook = SimpleNamespace(kernelspec=self.kernelspec, **self.cells)

    def find_notebook(self, *_: str) -> SimpleNamespace:
        """Return the notebook with its cells."""
        return self.notebook

    def find_source_cell(self, name: str, *_: str) -> SimpleNamespace:
        """Return a released cell by its id."""
        return self._find(name, "source_cells")

    def find_grade_cell(self, name: str, *_: str) -> SimpleNamespace:
        """Return a cell that gives points by its id."""
        return self._find(name, "grade_cells")

    def find_solution_cell(self, name: str, *_: str) -> SimpleNamespace:
        """Return a cell that students fill in by its id."""
        return self._find(name, "solution_cells")

    def find_task_cell(self, name: str, *_: str) -> SimpleNamespace:
        """Return a task's cell by its id."""
        return self._find(name, "task_cells")

    def find_graded_cell(self, name: str, *_: str) -> SimpleNamespace:
        """Return a cell that gives points, a task or not."""
        return self._find(name, "grade_cells", "task_cells")

    def _find(self, name: str, *kinds: str) -> SimpleNamespace:
        for kind in kinds:
            for cell in self.cells[kind]:
                if cell.name == name:
                    return cell
        raise MissingEntry(f"No such cell: {name}")


def _copy(cell: Any) -> SimpleNamespace:
    return SimpleNamespace(**{name: getattr(cell, name) for name in CELL if hasattr(cell, name)})


@lru_cache(maxsize=64)
def released(db_url: str, assignment: str, notebook: str, stamp: object) -> Released:
    """Return a released notebook; ``stamp`` changes when it is released anew."""
    with Gradebook(db_url) as book:
        return Released(book.find_notebook(notebook, assignment))


def stamp_of(class_dir: Path, assignment: str, notebook: str) -> object:
    """Return what changes when a notebook is released anew."""
    path = class_dir / "release" / assignment / f"{notebook}.ipynb"
    return path.stat().st_mtime_ns if path.is_file() else None
