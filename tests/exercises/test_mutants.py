"""The checks catch slips that nobody thought of: mutants of every solution are rejected.

`surviving_mutants.toml` lists the mutants that earn all points, each with the reason: "equal" if
it does what the solution does wherever the exercise says what is to happen, "let through" if it is
wrong and no probe sees it. Of the second kind there may be at most 3 in 100.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
from mutants import Mutant, mutants

import course.exercises as catalogue
from course.exercises import Exercise, declaration
from course.exercises.attempting import attempt
from course.judging.deciding import decide

ROOT = Path(__file__).parents[2]
SURVIVORS = tomllib.loads(
    (Path(__file__).parent / "surviving_mutants.toml").read_text(encoding="utf-8")
)
FUNCTIONS = [exercise for exercise in catalogue.all() if exercise.kind == "function"]
SEED = 7  # of the inputs, as in grading: not the one that students see
MOST_LET_THROUGH = 0.03

each_function = pytest.mark.parametrize(
    "exercise", FUNCTIONS, ids=[f"{e.unit}-{e.name}" for e in FUNCTIONS]
)


@cache
def statements(unit: str) -> tuple[tuple[ast.stmt, ...], dict[str, str]]:
    """Return what stands in a unit's notebooks around the answers, and each answer's source."""
    around: list[ast.stmt] = []
    answers: dict[str, str] = {}
    for path in sorted((ROOT / "solutions" / unit).glob("*.py")):
        for cell in jupytext.read(path, fmt="py:percent").cells:
            if cell.cell_type != "code":
                continue
            is_answer = cell.metadata.get("nbgrader", {}).get("solution")
            for node in ast.parse(cell.source).body:
                named = isinstance(node, ast.FunctionDef | ast.ClassDef)
                if named and is_answer:
                    answers[node.name] = ast.unparse(node)
                if named or is_answer or isinstance(node, ast.Import | ast.ImportFrom):
                    around.append(node)
    return tuple(around), answers


def solution(exercise: Exercise) -> str:
    """Return the source of an exercise's solution, as it stands in the notebook."""
    return statements(exercise.unit)[1][exercise.name]


def defined_among_the_others(exercise: Exercise, source: str) -> Any:
    """Execute ``source`` where the notebook's imports and other functions are known."""
    space: dict[str, Any] = {"__name__": "__main__"}
    for node in statements(exercise.unit)[0]:
        try:
            exec(compile(ast.Module([node], []), f"<{exercise.unit}>", "exec"), space)
        except Exception:  # an answer that leans on a cell that only draws
            continue
    exec(compile(source, f"<{exercise.name}>", "exec"), space)
    return space[exercise.name]


def passes(exercise: Exercise, source: str) -> bool:
    value = defined_among_the_others(exercise, source)
    return decide(exercise, attempt(exercise, value, SEED), SEED).passed


def survivors(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    monkeypatch.setattr(declaration, "SECONDS", 8.0)  # a busy machine rejects nothing for that
    monkeypatch.setattr(declaration, "SECONDS_AFTER_A_STOP", 0.2)
    return {mutant.change for mutant in mutants(solution(exercise)) if survives(exercise, mutant)}


def survives(exercise: Exercise, mutant: Mutant) -> bool:
    try:
        return passes(exercise, mutant.source)
    except SyntaxError:
        return False


@each_function
def test_the_solution_itself_passes(exercise: Exercise) -> None:
    assert passes(exercise, solution(exercise))


@pytest.mark.slow
@pytest.mark.matrix
@each_function
def test_mutants_are_rejected_but_for_those_listed(
    exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = set(SURVIVORS.get(exercise.name, {}))
    found = survivors(exercise, monkeypatch)
    assert found - listed == set(), "these earn all points, and no reason is listed"
    assert listed - found == set(), "these are listed, and are rejected or don't arise"


def test_few_wrong_mutants_are_let_through() -> None:
    made = sum(len(list(mutants(solution(exercise)))) for exercise in FUNCTIONS)
    reasons = [reason for table in SURVIVORS.values() for reason in table.values()]
    assert all(reason.startswith(("equal: ", "let through: ")) for reason in reasons)
    equal = sum(reason.startswith("equal") for reason in reasons)
    let_through = len(reasons) - equal
    assert made > 500
    assert let_through <= MOST_LET_THROUGH * (made - equal)
    assert set(SURVIVORS) <= {exercise.name for exercise in FUNCTIONS}


def test_the_operators_make_the_mutants_they_are_named_for() -> None:
    source = (
        "def f(x, W):\n    e = np.exp(-x)\n    return (x[1:] @ W.T).sum(axis=0) / (1 + e), e\n"
    )
    changes = {mutant.operator: mutant.after for mutant in mutants(source)}
    assert set(changes) == {
        "axis",
        "constant",
        "dropped term",
        "off by one",
        "operator",
        "order",
        "sign",
        "transposition",
    }
    sources = [mutant.source for mutant in mutants(source)]
    assert len(set(sources)) == len(sources)
    assert all(ast.unparse(ast.parse(text)) == text for text in sources)
