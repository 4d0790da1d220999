"""Hints and diagnoses help without giving the solution away."""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache
from pathlib import Path

import jupytext
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from sources import ACCEPTED

import course.exercises as catalogue
from course.exercises import Exercise

ROOT = Path(__file__).parents[2]
TO_WRITE = [exercise for exercise in catalogue.all() if exercise.choice is None]


@cache
def answers(unit: str) -> str:
    """Return the solutions of a unit's notebooks, as text."""
    regions = [
        region
        for path in sorted((ROOT / "solutions" / unit).glob("*.py"))
        for cell in jupytext.read(path, fmt="py:percent").cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
        for region in [cell.source]
    ]
    return "\n\n".join(regions)


def giveaways(exercise: Exercise) -> set[str]:
    """Return the telling expressions of the right forms, without blanks."""
    sources = [form.source for form in ACCEPTED if form.exercise == exercise.name]
    tree = ast.parse(answers(exercise.unit))
    sources += [
        ast.unparse(node)
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == exercise.name
    ]
    found = {
        ast.unparse(node.value).replace(" ", "")
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Return | ast.Assign | ast.AugAssign)
        and any(isinstance(part, ast.BinOp | ast.Compare) for part in ast.walk(node))
        and node.value is not None
    }
    return {line for line in found if len(line) >= 9}


@pytest.mark.parametrize("exercise", TO_WRITE, ids=lambda e: f"{e.unit}-{e.name}")
def test_hints_and_diagnoses_keep_the_solution(exercise: Exercise) -> None:
    said = [exercise.asks, *exercise.hints, *(w.diagnosis for w in exercise.misconceptions)]
    lines = giveaways(exercise)
    if exercise.kind == "function":
        assert lines or len(inspect.getsource(exercise.reference)) < 400, "nothing to look for"
    for text in said:
        for line in lines:
            assert line not in text.replace(" ", ""), (line, text)


