"""What a grade cell asks for, read from its trusted source text.

Examples
--------
>>> asked("check(sigmoid)")
Asked(names=('sigmoid',), best=None)
>>> asked("check_best(2, gelu, swish, maxout)")
Asked(names=('gelu', 'swish', 'maxout'), best=2)
>>> asked('check(warmup_learnable, exercise="warmup_learnable")').names
('warmup_learnable',)
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nbgrader.utils import is_grade

import course.exercises as catalogue


@dataclass(frozen=True)
class Asked:
    """The exercises of a grade cell, and how many of them count if not all."""

    names: tuple[str, ...]
    best: int | None = None

    @property
    def points(self) -> float:
        """The points that the cell can bring."""
        each = sorted((catalogue.get(name).points for name in self.names), reverse=True)
        return round(sum(each[: self.best]), 6)


def is_check(cell: Any) -> bool:
    """Whether a cell of a notebook is graded by what it displays."""
    return cell.cell_type == "code" and bool(is_grade(cell))


def all_asked(cells: Iterable[Any]) -> set[str]:
    """Return the names of all exercises that a notebook's cells ask for."""
    questions = [asked(cell.source) for cell in cells if is_check(cell)]
    return {name for question in questions if question for name in question.names}


def asked(source: str) -> Asked | None:
    """Return what a grade cell asks for; None if it is not one of this course's checks."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    if len(body) != 1 or not isinstance(body[0], ast.Expr):
        return None
    call = body[0].value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return None
    return _asked(call.func.id, call)


def _asked(function: str, call: ast.Call) -> Asked | None:
    if function == "check" and len(call.args) == 1:
        given = {k.arg: k.value for k in call.keywords}.get("exercise")
        return _known([given if given is not None else call.args[0]], None)
    if function == "check_best" and call.args and isinstance(call.args[0], ast.Constant):
        return _known(call.args[1:], int(str(call.args[0].value)))
    return None


def _known(nodes: list[ast.expr], best: int | None) -> Asked | None:
    names = tuple(
        node.id if isinstance(node, ast.Name) else str(node.value)
        for node in nodes
        if isinstance(node, ast.Name | ast.Constant)
    )
    known = {exercise.name for exercise in catalogue.all()}
    return Asked(names, best) if names and set(names) <= known else None
