"""The code of a misconception, as it can be shown: without the name that gives it away."""

from __future__ import annotations

import ast
import inspect
import io
import re
import textwrap
import tokenize
from types import FunctionType
from typing import Any

from course.exercises.declaration import Exercise, Misconception
from course.exercises.parts import names_read

LONGEST = 25  # lines; more is a puzzle of its own
LONGEST_VALUE = 200  # characters


def shown(exercise: Exercise, misconception: Misconception) -> str:
    """Return the wrong form as the student would have written it; empty if it can't be shown.

    It can't if it leans on helpers that only the course's own tests have, is very long, or if
    the sources are not installed.

    Examples
    --------
    >>> from course import exercises
    >>> sigmoid = exercises.get("sigmoid")
    >>> print(shown(sigmoid, sigmoid.misconceptions[0]))
    def sigmoid(x):
        return 1 / (1 + np.exp(-np.asarray(x, float)))
    """
    wrong = misconception.wrong
    if isinstance(wrong, FunctionType):
        return _code(exercise.name, wrong)
    if callable(wrong):
        return ""
    value = f"{exercise.name} = {_spelled(wrong)}"
    return value if len(value) <= LONGEST_VALUE else ""


def _spelled(value: Any) -> str:
    return repr(value.tolist() if hasattr(value, "tolist") else value)


def _code(name: str, wrong: FunctionType) -> str:
    if wrong.__name__ == "<lambda>" or wrong.__closure__ or _needs_helpers(wrong):
        return ""
    try:
        source = _without_comments(textwrap.dedent(inspect.getsource(wrong)))
        tree = ast.parse(source).body[0]
    except (OSError, TypeError, SyntaxError, tokenize.TokenError):
        return ""
    if not isinstance(tree, ast.FunctionDef):
        return ""
    lines = source.splitlines()[tree.lineno - 1 : tree.end_lineno]
    code = re.sub(rf"\b{re.escape(wrong.__name__)}\b", name, "\n".join(lines))
    return code if len(lines) <= LONGEST and not ast.get_docstring(tree) else ""


def _needs_helpers(wrong: FunctionType) -> bool:
    """Whether it reads what only the course's tests know: a private name, a table, a helper."""
    known = wrong.__globals__
    read = {name: known[name] for name in names_read(wrong.__code__) if name in known}
    private = any(name.startswith("_") or name.isupper() for name in read)
    return private or any(map(_is_of_a_unit, read.values()))


def _is_of_a_unit(value: Any) -> bool:
    return str(getattr(value, "__module__", "")).startswith("course.exercises")


def _without_comments(source: str) -> str:
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
    return "\n".join(lines)
