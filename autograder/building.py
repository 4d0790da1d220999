"""From ``solutions/`` to everything that is made of it.

``solutions/NN_unit/name.py`` is the one source. It becomes a notebook with
solutions, and that, through nbgrader, the student's notebook. What the source
leaves out is filled in here, from the exercise's declaration.

Run as a program (``make notebooks``), it writes ``notebooks/`` anew.
"""

from __future__ import annotations

import os
import re
import sysconfig
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config, PyFileConfigLoader

from autograder.files import write_text
from autograder.gradecells import asked
from autograder.settings import configure
from autograder.trouble import first_line
from course.solutions import solutions_dir

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
KEY = re.compile(r"[a-z0-9-]+")


class ConfigError(Exception):
    """A class directory's nbgrader_config.py can't be read; the message says where and why."""


class SourceError(Exception):
    """A source file in ``solutions/`` is not as it should be; the message says where."""


def assignments() -> list[str]:
    """Return the names of all assignments, which are the folder names of the units."""
    return sorted({path.parent.name for path in solutions_dir().glob("[0-9]*/*.py")})


def sources(assignment: str) -> list[Path]:
    """Return the source files of an assignment."""
    return sorted((solutions_dir() / assignment).glob("*.py"))


def solution_notebook(path: Path) -> Any:
    """Read a source file and return the complete notebook, solutions included.

    Raises
    ------
    SourceError
        If a cell has no key, or a grade cell asks for no known exercise.
    """
    nb = jupytext.read(path, fmt="py:percent")
    nb.metadata = nbformat.from_dict(
        {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    )
    nb.nbformat, nb.nbformat_minor = 4, 5
    keys: set[str] = set()
    for cell in nb.cells:
        _complete(cell, path, keys)
    return nb


def _complete(cell: Any, path: Path, keys: set[str]) -> None:
    """Fill in the id, and what nbgrader wants to know of a cell."""
    cell.metadata.pop("lines_to_next_cell", None)  # how the source was laid out
    key = cell.metadata.get("course", {}).get("key", "")
    where = f"{path.parent.name}/{path.name}: the cell beginning {cell.source[:40]!r}"
    if not KEY.fullmatch(key) or key in keys:
        raise SourceError(f"{where} needs a key of its own in its course metadata.")
    keys.add(key)
    cell.metadata["course"].pop("numbers", None)  # how the numbers in the text are checked
    cell.id = f"{path.stem}-{key}".replace("_", "-")[:64]
    if "nbgrader" in cell.metadata:
        role = dict(cell.metadata["nbgrader"])
        cell.metadata["nbgrader"] = nbformat.from_dict(_role(role, cell, key, where))


def _role(role: dict[str, Any], cell: Any, key: str, where: str) -> dict[str, Any]:
    grade, solution = bool(role.get("grade")), bool(role.get("solution"))
    whole = {
        "schema_version": 3,
        "grade_id": key,
        "grade": grade,
        "solution": solution,
        "locked": grade and not solution,
        "task": bool(role.get("task")),
    }
    if grade and not solution:
        question = asked(cell.source)
        if question is None:
            raise SourceError(f"{where} should be check(NAME) for a known exercise.")
        whole["points"] = question.points
    elif grade or whole["task"]:
        whole["points"] = role["points"]
    return whole


def class_config(class_dir: Path) -> Config:
    """Return nbgrader's configuration of a class directory, the TA's own settings included.

    Raises
    ------
    ConfigError
        If the TA's own settings can't be read.
    """
    path = class_dir / "nbgrader_config.py"
    config = Config()
    configure(config, str(path))
    if path.exists():
        try:
            config.merge(PyFileConfigLoader(path.name, path=str(class_dir)).load_config())
        except Exception as error:  # it is a program, and may do anything
            raise ConfigError(
                f"{path}{_line_of(error, path)} can't be read ({type(error).__name__}: "
                f"{first_line(getattr(error, 'msg', error))}); correct that line, or remove it."
            ) from None
    return config


def _line_of(error: Exception, path: Path) -> str:
    """Return the last line of a file that an error comes from, in words."""
    lines = [
        at.lineno for at in traceback.extract_tb(error.__traceback__) if at.filename == f"{path}"
    ]
    if isinstance(error, SyntaxError):
        lines.append(error.lineno)
    return f", line {lines[-1]}," if lines else ""


def write_sources(class_dir: Path, assignment: str) -> None:
    """Write the solution notebooks of an assignment into ``source/`` of a class directory."""
    for path in sources(assignment):
        target = class_dir / "source" / assignment / f"{path.stem}.ipynb"
        write_text(target, nbformat.writes(solution_notebook(path)) + "\n")


def release(class_dir: Path, assignment: str) -> list[Path]:
    """Let nbgrader make the student version of an assignment, and return its notebooks."""
    config = class_config(class_dir)
    config.CourseDirectory.assignment_id = assignment
    course_dir = CourseDirectory(config=config)
    converter = GenerateAssignment(coursedir=course_dir, config=config, force=True)
    with programs_found():
        converter.start()
    return sorted((class_dir / "release" / assignment).glob("*.ipynb"))


@contextmanager
def programs_found() -> Iterator[None]:
    """Let nbgrader find `alembic`, which makes its gradebook, without an activated environment."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


def student_notebooks() -> Iterator[tuple[str, str]]:
    """Yield each student notebook as its path under ``notebooks/`` and its text.

    The gradebook that nbgrader insists on is thrown away.
    """
    with tempfile.TemporaryDirectory() as folder:
        class_dir = Path(folder)
        for assignment in assignments():
            write_sources(class_dir, assignment)
            for path in release(class_dir, assignment):
                text = path.read_text(encoding="utf-8")
                yield f"{assignment}/{path.name}", text.rstrip("\n") + "\n"


def main() -> None:
    """Write ``notebooks/`` anew."""
    target = solutions_dir().parent / "notebooks"
    for name, text in student_notebooks():
        write_text(target / name, text)
        print(f"notebooks/{name}")


if __name__ == "__main__":
    main()
