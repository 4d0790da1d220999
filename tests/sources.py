"""Wrong and accepted forms as text: to be executed, or to be put into a notebook cell.

``source_of(exercise, misconception)`` writes a declared wrong form as a student would have it:
a function of the exercise's name with all that it needs. ``ACCEPTED`` are the unusual right ones,
which stand in ``exercises/accepted_unit_*.py`` beside the tests and not in the package.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

import course.exercises
from course.exercises.declaration import Exercise, Misconception

HERE = Path(__file__).parent
UNITS: dict[str, ModuleType] = {
    module.UNIT: module
    for name in course.exercises.UNITS
    for module in [importlib.import_module(f"course.exercises.{name}")]
}


@dataclass(frozen=True)
class Form:
    """A right answer to an exercise that is not the usual one."""

    exercise: str
    title: str
    source: str

    def __str__(self) -> str:
        return f"{self.exercise}: {self.title}"


def source_of(exercise: Exercise, misconception: Misconception) -> str:
    """Return the wrong form as standalone source text that defines the exercise's name."""
    wrong = misconception.wrong
    if not callable(wrong):
        return _assignment(exercise.name, wrong)
    module = inspect.getmodule(wrong)
    assert module is not None
    found = _definitions(module)
    needed = _needed(found, wrong.__name__)
    parts = [ast.unparse(found[name]) for name in found if name in needed]
    function = ast.parse(inspect.getsource(wrong)).body[0]
    assert isinstance(function, ast.FunctionDef | ast.ClassDef), f"{misconception.id}: no def"
    function.name, function.decorator_list = exercise.name, []
    return "\n\n".join([*dict.fromkeys(parts), ast.unparse(function)]) + "\n"


def defined(exercise: str, source: str) -> Any:
    """Execute ``source`` in a namespace of its own; return what it calls ``exercise``."""
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(source, f"<{exercise}>", "exec"), space)
    return space[exercise]


def _assignment(name: str, value: Any) -> str:
    if isinstance(value, np.ndarray):
        return (
            f"import numpy as np\n\n{name} = np.array({value.tolist()!r}, dtype='{value.dtype}')\n"
        )
    return f"{name} = {value!r}\n"


@cache
def _definitions(module: ModuleType) -> dict[str, ast.stmt]:
    """Return the statement that defines each name of a module, in their order."""
    found: dict[str, ast.stmt] = {}
    for statement in ast.parse(inspect.getsource(module)).body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                found[alias.asname or alias.name] = _only(statement, alias)
        elif isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found[statement.name] = statement
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = (
                statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            )
            found |= {t.id: statement for t in targets if isinstance(t, ast.Name)}
    return found


def _only(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.stmt:
    if isinstance(statement, ast.Import):
        return ast.Import([alias])
    return ast.ImportFrom(statement.module, [alias], statement.level)


def _needed(found: dict[str, ast.stmt], name: str) -> set[str]:
    """Return the names that the definition of ``name`` leans on, without its decorators."""
    needed: set[str] = set()
    waiting = [name]
    while waiting:
        for used in _used(found[waiting.pop()]) & set(found) - needed - {name}:
            needed.add(used)
            waiting.append(used)
    return needed


def _used(statement: ast.stmt) -> set[str]:
    decorators = {
        id(part) for d in getattr(statement, "decorator_list", ()) for part in ast.walk(d)
    }
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and id(node) not in decorators
    }


def _written_forms(page: Path) -> list[Form]:
    """Read ``# %% exercise: title`` cells."""
    cells = re.split(r"^# %% ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    forms = []
    for cell in cells:
        head, _, source = cell.partition("\n")
        exercise, _, title = head.partition(": ")
        forms.append(Form(exercise, title.strip(), source.strip() + "\n"))
    return forms


def _options() -> list[Form]:
    """Every option of a question is accepted: the point is for committing."""
    return [
        Form(exercise.name, f"option {option}", _assignment(exercise.name, option))
        for exercise in course.exercises.all()
        if exercise.choice is not None
        for option in exercise.choice.options
    ]


ACCEPTED: list[Form] = [
    *(
        form
        for page in sorted(HERE.glob("exercises/accepted_unit_*.py"))
        for form in _written_forms(page)
    ),
    *_options(),
]
