"""Making submissions: a released notebook, with answers filled in.

The sample class and the tests hand in work this way, so that what is graded is
what a student's JupyterLab would have saved.
"""

from __future__ import annotations

import ast
import copy
from pathlib import Path
from typing import Any

import nbformat

from autograder.files import write_text

Notebooks = dict[str, Any]  # by name, without the ending


def untouched(class_dir: Path, assignment: str) -> Notebooks:
    """Return the notebooks as they were released."""
    folder = class_dir / "release" / assignment
    return {
        path.stem: nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))
    }


def perfect(class_dir: Path, assignment: str) -> Notebooks:
    """Return the released notebooks with the course's own solutions filled in."""
    made = untouched(class_dir, assignment)
    for name, nb in made.items():
        source = nbformat.read(class_dir / "source" / assignment / f"{name}.ipynb", as_version=4)
        answers = {cell.id: cell.source for cell in source.cells if is_answer(cell)}
        for cell in nb.cells:
            if cell.id in answers:
                lines = answers[cell.id].split("\n")
                cell.source = "\n".join(line for line in lines if "### " not in line)
    return made


def is_answer(cell: Any) -> bool:
    """Whether students write in this cell."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def answered(notebooks: Notebooks, name: str, source: str) -> Notebooks:
    """Return a copy in which the answer called ``name`` is ``source``.

    Raises
    ------
    LookupError
        If no answer cell defines that name.
    """
    made = copy.deepcopy(notebooks)
    for nb in made.values():
        for cell in nb.cells:
            if is_answer(cell) and cell.cell_type == "code":
                changed = replaced(cell.source, name, source)
                if changed is not None:
                    cell.source = changed
                    return made
    raise LookupError(f"No answer cell defines {name!r}.")


def replaced(text: str, name: str, source: str) -> str | None:
    r"""Return ``text`` with the last definition of ``name`` replaced, or None if there is none.

    Examples
    --------
    >>> replaced("a = 1\ndef f(x):\n    return x\nb = 2", "f", "f = abs")
    'a = 1\nf = abs\nb = 2'
    """
    spans = [
        (node.lineno - 1, node.end_lineno) for node in ast.parse(text).body if _defines(node, name)
    ]
    if not spans:
        return None
    begin, end = spans[-1]
    lines = text.split("\n")
    return "\n".join([*lines[:begin], source.rstrip("\n"), *lines[end:]])


def _defines(node: ast.stmt, name: str) -> bool:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name == name
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def cell_with(notebooks: Notebooks, name: str) -> Any:
    """Return the answer cell that defines ``name``."""
    for nb in notebooks.values():
        for cell in nb.cells:
            code = is_answer(cell) and cell.cell_type == "code"
            if code and any(_defines(node, name) for node in ast.parse(cell.source).body):
                return cell
    raise LookupError(f"No answer cell defines {name!r}.")


def hand_in(notebooks: Notebooks, class_dir: Path, student: str, assignment: str) -> Path:
    """Put notebooks where a TA would, and return the folder."""
    folder = class_dir / "submitted" / student / assignment
    for name, nb in notebooks.items():
        write_text(folder / f"{name}.ipynb", nbformat.writes(nb) + "\n")
    return folder
