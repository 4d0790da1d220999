"""Hints and diagnoses help without giving the solution away."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from functools import cache
from pathlib import Path

import jupytext
import numpy as np
import pytest
from common_code import common

sys.path.insert(0, str(Path(__file__).parents[1]))
from sources import ACCEPTED

import course.exercises as catalogue
from course.checking import PUBLIC_SEED
from course.exercises import Exercise
from course.exercises.attempting import attempt
from course.judging.deciding import decide

ROOT = Path(__file__).parents[2]
TO_WRITE = [exercise for exercise in catalogue.all() if exercise.choice is None]
SHARED = 4  # nodes of code that a hint may have in common with a right form, such as np.log1p(x)
MAY_BE_SAID = {
    "maxout": {"X @ W + b", "X @ w + c"},  # the docstring says what a piece is
    "maxout_grad_x": {"X @ W + b"},
    "numerical_grad": {"np.ndindex(x.shape)", "f(x + step)"},  # a tool, and the definition
    "xor_lines": {"(1, 0, -0.5)"},  # any four attempts earn the points
}
WITHOUT_A_SECRET = {
    "different_units_100": "its 1 is the number of a layer as well",
    "silent_input": "many inputs are right",
    "three_hypotheses": "any three sentences earn the points",
    "xor_lines": "any four attempts earn the points",
}

SECRET = [e for e in TO_WRITE if e.kind == "variable" and e.name not in WITHOUT_A_SECRET]


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


def right_forms(exercise: Exercise) -> list[str]:
    """Return the solution of the notebook and all other accepted forms, as text."""
    forms = [form.source for form in ACCEPTED if form.exercise == exercise.name]
    for node in ast.parse(answers(exercise.unit)).body:
        names = [target.id for target in getattr(node, "targets", []) if hasattr(target, "id")]
        if exercise.name in [*names, getattr(node, "name", None)]:
            forms.append(ast.unparse(node))
    return forms


@pytest.mark.parametrize("exercise", TO_WRITE, ids=lambda e: f"{e.unit}-{e.name}")
def test_a_hint_shares_no_larger_piece_of_code_with_a_right_form(exercise: Exercise) -> None:
    forms = right_forms(exercise)
    assert forms, "nothing to compare with"
    said = MAY_BE_SAID.get(exercise.name, set())
    for hint in exercise.hints:
        for form in forms:
            for code, nodes in common(hint, form).items():
                assert nodes <= SHARED or code in said, (code, hint)


@pytest.mark.parametrize("exercise", SECRET, ids=lambda e: f"{e.unit}-{e.name}")
def test_what_is_asked_stands_on_no_rung(exercise: Exercise) -> None:
    """No number of a hint earns a point, and no numbers in a row are those of a list."""
    wanted = np.ravel(np.array(exercise.reference, dtype=float))
    for hint in exercise.hints:
        printed = [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?", hint)]
        if np.ndim(exercise.reference) == 0:
            assert [value for value in printed if _points(exercise, value)] == []
        for start in range(len(printed) - len(wanted) + 1):
            run = printed[start : start + len(wanted)]
            assert not np.allclose(run, wanted, rtol=1e-2), hint


def _points(exercise: Exercise, value: float) -> float:
    return decide(exercise, attempt(exercise, value, PUBLIC_SEED), PUBLIC_SEED).points


def test_common_code_is_found_under_other_names() -> None:
    solution = "best = np.max(X @ W + b, axis=1)"
    assert (
        common("Try `np.max(A @ V + c, axis=1)` here.", solution)["np.max(X @ W + b, axis=1)"]
        == 10
    )
    assert max(common("the table A @ V + c, then more", solution).values()) == 5
    assert max(common("Take np.min(A @ V, axis=0) of it.", solution).values()) == 3
    assert (
        max(common("(t <= 0).all(axis=0)", "x = (np.asarray(Z) <= 0).all(axis=0)").values()) == 7
    )
    assert max(common("Here 2 · x^3 is 16.", "y = 2 * z**3").values()) == 5
    assert common("Compare each row with the others.", solution) == {}
