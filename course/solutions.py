"""Where the course's own solution of an exercise stands, and its code.

The sources in ``solutions/`` are scripts in the percent format: a line that
begins with ``# %%`` starts a cell. In a solution cell, what students write
themselves stands between two marks.

Examples
--------
>>> print(find("sigmoid_prime").code)
def sigmoid_prime(x):
    \"\"\"Return the slope of the sigmoid at every entry of x.
<BLANKLINE>
    x : the pre-activation, not the activation; a number, a list or an array
    returns : floats in the shape of x; nothing overflows, not even at ±1000
    \"\"\"
    x = np.asarray(x, dtype=float)
    s = sigmoid(x)
    return s * (1 - s)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import course.exercises as catalogue
from course.exercises.declaration import Exercise

CELL = re.compile(r"^# %%", re.MULTILINE)
HEADING = re.compile(r"^# #+ (.+)$", re.MULTILINE)
MARK = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION\n", re.MULTILINE)


class NoSolution(Exception):
    """The sources hold no solution of an exercise; the message is one sentence."""


@dataclass(frozen=True)
class Solution:
    """The course's own solution of an exercise.

    Attributes
    ----------
    exercise : Exercise
        The exercise.
    notebook : str
        The notebook that asks for it, such as ``"01_activations/activations.ipynb"``.
    heading : str
        The last heading above it in there.
    code : str
        The solution, and what stands in its cell that it needs.
    """

    exercise: Exercise
    notebook: str
    heading: str
    code: str


def solutions_dir() -> Path:
    """Return the folder of the sources: inside the installed package, or in the checkout."""
    here = Path(__file__).parent
    packaged = here / "_solutions"
    return packaged if packaged.is_dir() else here.parent / "solutions"


def find(name: str) -> Solution:
    """Return the course's own solution of the exercise called ``name``.

    Raises
    ------
    UnknownExercise
        If the course has no exercise of that name.
    NoSolution
        If the sources are missing, or none of them defines the name.
    """
    exercise = catalogue.get(name)
    for path in sorted((solutions_dir() / exercise.unit).glob("*.py")):
        heading = ""
        for kind, text in _cells(path.read_text(encoding="utf-8")):
            if kind == "text":
                heading = next(reversed(HEADING.findall(text)), heading)
            elif kind == "solution" and (code := _code_of(exercise, MARK.sub("", text))):
                return Solution(exercise, f"{exercise.unit}/{path.stem}.ipynb", heading, code)
    raise NoSolution(
        f"This installation has no solution of {name}; ask your teacher, or install the course "
        "from its wheel."
    )


def _cells(source: str) -> Iterator[tuple[str, str]]:
    """Yield each cell of a source as its kind ("text", "solution" or "code") and its text."""
    for cell in CELL.split(source)[1:]:
        head, _, text = cell.partition("\n")
        solved = '"solution": true' in head and "### BEGIN SOLUTION" in text
        yield "text" if "[markdown]" in head else "solution" if solved else "code", text


def _code_of(exercise: Exercise, cell: str) -> str:
    """Return what defines an exercise in a cell, with the helpers it needs; empty if nothing."""
    statements = [one for one in ast.parse(cell).body if not _is_blank(one)]
    wanted, kept = {exercise.name}, []
    for statement in reversed(statements):
        if _bound(statement) & wanted:
            kept.append(statement)
            wanted -= _bound(statement)
            wanted |= _read(statement) - (_known_elsewhere() - {exercise.name})
    if not any(exercise.name in _bound(statement) for statement in kept):
        return ""
    lines = cell.splitlines()
    parts = [_text_of(statement, lines) for statement in reversed(kept)]
    between = "\n\n\n" if exercise.kind == "function" else "\n"
    return between.join(parts)


@cache
def _known_elsewhere() -> set[str]:
    """Return the names that have a solution of their own."""
    return {exercise.name for exercise in catalogue.all()}


def _is_blank(statement: ast.stmt) -> bool:
    """Whether this is ``name = None``, which students replace."""
    value = getattr(statement, "value", None)
    is_none = isinstance(value, ast.Constant) and value.value is None
    return isinstance(statement, ast.Assign) and is_none


def _bound(statement: ast.stmt) -> set[str]:
    """Return the names that a statement defines at the top of its cell."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name for alias in statement.names}
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _read(statement: ast.stmt) -> set[str]:
    """Return the names that a statement needs."""
    names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    changed = isinstance(statement, ast.AugAssign)
    return {node.id for node in names if changed or isinstance(node.ctx, ast.Load)}


def _text_of(statement: ast.stmt, lines: list[str]) -> str:
    """Return a statement as it is written, with the comments and decorators above it."""
    decorators = getattr(statement, "decorator_list", ())
    first = min([statement.lineno, *(one.lineno for one in decorators)])
    while first > 1 and lines[first - 2].startswith("#"):
        first -= 1
    assert statement.end_lineno is not None
    return "\n".join(lines[first - 1 : statement.end_lineno])
