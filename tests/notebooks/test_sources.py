"""Every notebook, read as text and run in both forms: with solutions, and as released."""

from __future__ import annotations

import ast
import importlib
import inspect
import math
import re
import sys
import time
import tomllib
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import jupytext
import numpy as np
import pytest
from nbclient import NotebookClient

sys.path.insert(0, str(Path(__file__).parents[1]))
from sources import UNITS

from course import exercises
from course.exercises.library import CORE

ROOT = Path(__file__).parents[2]
MOST_CELLS = 45
MOST_SECONDS = 60
NOTEBOOKS = sorted(
    f"{path.parent.name}/{path.stem}" for path in (ROOT / "solutions").glob("[0-9]*/*.py")
)
PLAN = tomllib.loads((Path(__file__).parent / "lecture_plan.toml").read_text(encoding="utf-8"))

GRADE_CELL = re.compile(r'check\((\w+)(?:, exercise="(\w+)")?\)|check_best\((\d), ([\w, ]+)\)')
FILLERS = (
    r"\b(simply|just|obviously|clearly|easy|easily|trivial|very|basically|of course|note that)\b"
)

each_unit = pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
# What runs a notebook stays in one process, which remembers the run.
each_notebook = pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.xdist_group(f"notebook {n}"), id=n) for n in NOTEBOOKS],
)


@cache
def cells(name: str) -> list[Any]:
    path = ROOT / "solutions" / f"{name}.py"
    return jupytext.read(path, fmt="py:percent").cells  # type: ignore[no-any-return]


def notebooks_of(unit: ModuleType) -> list[str]:
    return [name for name in NOTEBOOKS if name.startswith(f"{unit.UNIT}/")]


def key(cell: Any) -> str:
    return str(cell.metadata.course["key"])


def role(cell: Any, name: str) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get(name, False))


def graded(name: str) -> list[tuple[Any, tuple[str, ...]]]:
    """Return the automatic grade cells with the exercises that each of them checks."""
    found = []
    for cell in cells(name):
        if cell.cell_type == "code" and role(cell, "grade"):
            match = GRADE_CELL.fullmatch(cell.source)
            assert match, f"{key(cell)}: not a form that grading knows: {cell.source}"
            value, exercise, _, several = match.groups()
            if exercise:
                assert value == exercise, cell.source
            found.append((cell, tuple((several or value).split(", "))))
    return found


@each_notebook
def test_cells_have_keys_of_their_own(name: str) -> None:
    keys = [key(cell) for cell in cells(name)]
    assert len(keys) == len(set(keys)) <= MOST_CELLS
    for cell in cells(name):
        assert re.fullmatch(r"[a-z0-9-]+", key(cell))
        assert set(cell.metadata.course) <= {"key", "lectures", "numbers"}
        assert set(cell.metadata.get("nbgrader", {})) <= {"grade", "solution", "points"}


@each_unit
def test_every_exercise_is_graded_once(unit: ModuleType) -> None:
    asked = [e for name in notebooks_of(unit) for _, group in graded(name) for e in group]
    assert sorted(asked) == sorted(exercise.name for exercise in unit.EXERCISES)


def test_of_three_units_the_best_two_count() -> None:
    several = [
        cell.source for cell, group in graded("01_activations/activations_2") if len(group) > 1
    ]
    assert several == [
        "check_best(2, gelu, swish, maxout)",
        "check_best(2, gelu_prime, swish_prime, maxout_grad_x)",
    ]


@each_notebook
def test_what_is_graded_has_been_asked_and_has_a_place_for_the_answer(name: str) -> None:
    """Before its grade cell: an answer cell with the right signature, and words or options."""
    for cell, group in graded(name):
        before = cells(name)[: cells(name).index(cell)]
        answers = "\n".join(c.source for c in before if role(c, "solution"))
        words = "\n".join(c.source for c in before)
        for exercise in map(exercises.get, group):
            if exercise.kind == "function":
                _has_its_place(exercise, answers)
            else:
                assert re.search(rf"^{exercise.name} = None", answers, re.MULTILINE), exercise.name
            if exercise.choice is not None:
                for option in exercise.choice.options:
                    assert f'"{option}"' in words, (exercise.name, option)
            elif exercise.group != "commit":
                said = [c for c in before if c.cell_type == "markdown" and "hint(" in c.source]
                assert said, exercise.name


def _has_its_place(exercise: exercises.Exercise, answers: str) -> None:
    if inspect.isclass(exercise.reference):
        assert f"class {exercise.name}" in answers
    else:
        assert f"def {exercise.signature}:" in answers


@each_notebook
def test_every_question_with_options_is_revealed(name: str) -> None:
    sources = "\n".join(cell.source for cell in cells(name))
    for _, group in graded(name):
        for exercise in map(exercises.get, group):
            if exercise.choice is not None:
                pattern = rf'reveal\(\s*{exercise.name},\s*exercise="{exercise.name}"'
                assert re.search(pattern, sources), exercise.name


@each_notebook
def test_every_group_has_words_for_its_hints(name: str) -> None:
    prose = "\n".join(c.source for c in cells(name) if c.cell_type == "markdown")
    groups = {exercises.get(e).group for _, names in graded(name) for e in names} - {"commit"}
    hinted = {exercises.get(e).group for e in re.findall(r'hint\("(\w+)"\)', prose)} - {"commit"}
    assert groups == hinted


@each_notebook
def test_the_points_that_are_announced_are_the_points_that_are_given(name: str) -> None:
    points = {"exercise": 0.0, "commit": 0.0}
    for cell, group in graded(name):
        best = re.match(r"check_best\((\d)", cell.source)
        counting = [exercises.get(exercise) for exercise in group]
        counting = counting[: int(best[1])] if best else counting
        kind = "commit" if counting[0].group == "commit" else "exercise"
        points[kind] += sum(exercise.points for exercise in counting)
    goals = " ".join(cells(name)[0].source.replace("#", "").split())
    assert f"{round(points['exercise'], 6):g} for exercise" in goals
    assert re.search(rf"(add|and) {points['commit']:.1f}\b", goals)
    (minutes,) = re.findall(r"\*\*Time:\*\* (\d+) minutes", goals)
    assert 30 <= int(minutes) <= 75


@each_unit
def test_the_written_question_shows_its_criteria_before_the_answer(unit: ModuleType) -> None:
    everything = [cell for name in notebooks_of(unit) for cell in cells(name)]
    (answer,) = (c for c in everything if role(c, "grade") and c.cell_type == "markdown")
    points = {"00_orientation": 2}.get(unit.UNIT, 4)
    assert answer.metadata.nbgrader == {"grade": True, "solution": True, "points": points}
    question = everything[everything.index(answer) - 1]
    assert (key(question), key(answer)) == ("written-question", "written-answer")
    assert len(re.findall(r"^(?:\d\. |- \*?\*?\d )", question.source, re.MULTILINE)) >= points
    assert "SOLUTION" in answer.source
    assert "SOLUTION" not in question.source


@each_unit
def test_every_statement_of_the_plan_has_its_place(unit: ModuleType) -> None:
    taught = {
        i
        for n in notebooks_of(unit)
        for c in cells(n)
        for i in c.metadata.course.get("lectures", ())
    }
    planned = set(PLAN.get(unit.UNIT, []))
    assert not planned - taught, sorted(planned - taught)
    everything = {i for ids in PLAN.values() for i in ids}
    assert not taught - everything, "an id that no lecture has"


@each_notebook
def test_solution_regions_are_closed_and_answers_are_python(name: str) -> None:
    for cell in cells(name):
        begins = cell.source.count("### BEGIN SOLUTION")
        assert begins == cell.source.count("### END SOLUTION")
        assert bool(begins) == role(cell, "solution"), key(cell)
        if cell.cell_type == "code":
            ast.parse(cell.source)
            ast.parse(as_released(cell.source, "code"))


# The prose --------------------------------------------------------------------------------------


def prose(cell: Any) -> str:
    """Return the words of a cell, without code, formulas and marks."""
    text = re.sub(r"```.*?```", "", cell.source, flags=re.DOTALL)
    text = re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL)
    text = re.sub(r"`[^`]*`|\$[^$]*\$", "X", text)
    text = re.sub(r"^#+ (.*)$", r"\1.", text, flags=re.MULTILINE)  # a heading is a sentence
    text = re.sub(r"^(?:- |\d\. +|\|)", "\n\n", text, flags=re.MULTILINE)  # so is a list item
    return text.replace("*", "")


def sentences(cell: Any) -> list[list[str]]:
    parts = re.split(r"(?<=[.?:;|])\s+|\n\s*\n", prose(cell))
    return [words for part in parts if (words := re.findall(r"[A-Za-z'’-]+", part))]


def markdown(name: str) -> list[Any]:
    return [cell for cell in cells(name) if cell.cell_type == "markdown"]


@each_notebook
def test_the_prose_is_calm_and_short(name: str) -> None:
    for cell in markdown(name):
        assert "!" not in prose(cell), key(cell)
        assert not re.findall(FILLERS, prose(cell), re.IGNORECASE), key(cell)
        assert sum(map(len, sentences(cell))) <= 260, key(cell)
        longest = max(sentences(cell), key=len)
        assert len(longest) <= 36, (key(cell), " ".join(longest))
    lengths = [len(words) for cell in markdown(name) for words in sentences(cell)]
    assert sum(lengths) / len(lengths) < 14
    letters = [len(word) for cell in markdown(name) for words in sentences(cell) for word in words]
    assert sum(letters) / len(letters) < 5.2


@each_notebook
def test_code_fits_into_the_window(name: str) -> None:
    for cell in cells(name):
        if cell.cell_type == "code":
            assert max(map(len, cell.source.splitlines())) <= 88, key(cell)


@each_notebook
def test_headings_go_down_one_level_at_a_time(name: str) -> None:
    """A screen reader's list of headings is the table of contents."""
    levels = [
        len(mark)
        for cell in markdown(name)
        for mark in re.findall(r"^(#+) (?!BEGIN|END)", cell.source, re.MULTILINE)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


# Running ----------------------------------------------------------------------------------------


def as_released(source: str, kind: str) -> str:
    """Return what students get: the regions of the solution replaced, as nbgrader does."""

    def stub(region: re.Match[str]) -> str:
        indent = region[1]
        if kind == "markdown":
            return "YOUR ANSWER HERE"
        lines = ["# YOUR CODE HERE", *(["raise NotImplementedError()"] if indent else [])]
        return "\n".join(indent + line for line in lines)

    pattern = r"^( *)### BEGIN SOLUTION\n.*?### END SOLUTION$"
    return re.sub(pattern, stub, source, flags=re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="session")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run a notebook once in each form: executed(name, released) gives it, and the seconds."""

    @cache
    def run(name: str, released: bool) -> tuple[Any, float]:
        notebook = jupytext.read(ROOT / "solutions" / f"{name}.py", fmt="py:percent")
        if released:
            for cell in notebook.cells:
                cell.source = as_released(cell.source, cell.cell_type)
        folder = str(tmp_path_factory.mktemp("run"))
        client = NotebookClient(
            notebook, kernel_name="python3", timeout=90, resources={"metadata": {"path": folder}}
        )
        before = time.monotonic()
        client.execute()  # an error in a cell is raised here
        return notebook, time.monotonic() - before

    return run


def outputs(notebook: Any) -> list[tuple[Any, Any]]:
    return [(cell, output) for cell in notebook.cells for output in cell.get("outputs", ())]


@pytest.mark.parametrize("released", [False, True], ids=["solved", "released"])
@each_notebook
def test_the_notebook_runs_from_top_to_bottom(name: str, released: bool, executed: Any) -> None:
    notebook, seconds = executed(name, released)
    assert seconds < MOST_SECONDS
    pictures = 0
    for cell, output in outputs(notebook):
        assert output.get("name") != "stderr", (key(cell), output.text)
        html = output.get("data", {}).get("text/html", "")
        images = re.findall(r"<img [^>]*>", html)
        pictures += len(images)
        for image in images:
            alt = re.search(r'alt="([^"]*)"', image)
            assert alt, key(cell)
            assert len(alt[1]) > 40, key(cell)
            assert unescape(alt[1]) in output["data"]["text/plain"]
        assert "image/png" not in output.get("data", {}), f"{key(cell)}: a picture without words"
    assert pictures >= (1 if released else 2)


@pytest.mark.parametrize("released", [False, True], ids=["solved", "released"])
@each_notebook
def test_solutions_pass_and_blanks_are_not_attempted(
    name: str, released: bool, executed: Any
) -> None:
    notebook, _ = executed(name, released)
    for cell in notebook.cells:
        if cell.cell_type == "code" and role(cell, "grade"):
            (output,) = cell.outputs
            points = float(output["data"]["text/plain"])
            verdict = output["data"]["text/html"]
            assert ("not attempted yet" if released else "passed") in verdict, key(cell)
            assert (points == 0) is released, key(cell)


NOTHING_TO_RECALL = "No question today: no check has named a mistake"


@each_notebook
def test_no_answer_is_given_away_before_it_is_asked_for(name: str, executed: Any) -> None:
    """In the released form, nothing is revealed before there is a prediction."""
    notebook, _ = executed(name, True)
    for cell, output in outputs(notebook):
        if "reveal(" in cell.source and "def reveal" not in cell.source and "data" in output:
            said = output["data"]["text/plain"]
            assert said.startswith(("First commit to a prediction", NOTHING_TO_RECALL))


@each_notebook
def test_the_board_shows_all_points(name: str, executed: Any) -> None:
    notebook, _ = executed(name, False)
    board = notebook.cells[-1].outputs[-1]["data"]["text/plain"]
    checked = [cell for cell in notebook.cells if cell.cell_type == "code" and role(cell, "grade")]
    most = round(sum(float(cell.outputs[0]["data"]["text/plain"]) for cell in checked), 6)
    assert re.search(rf"{name.split('/')[0]} +\[#+\.*\] {most:g} of \d+", board), board
    assert "%, on the way" not in board, "every skill that was tried is reached"


@each_notebook
def test_earlier_mistakes_are_recalled_in_the_warm_up(name: str, executed: Any) -> None:
    notebook, _ = executed(name, False)
    asking = [cell for cell in notebook.cells if "\n    recall(),\n)" in cell.source]
    assert len(asking) == (not name.startswith("00"))
    for cell in asking:
        assert key(cell).endswith("-reveal")
        assert cell.outputs[-1]["data"]["text/plain"].startswith(NOTHING_TO_RECALL)


# Numbers in the prose ---------------------------------------------------------------------------

NUMBER = r"(?<![\w.,/])[-−]?\d+(?:\.\d+)?(?:e[-−]?\d+)?(?![\w/]|\.\d|,\d)"
SECTION = r"\b\d+(?:\.\d+)+(?= [A-Z(])|\b\d\d-\d[a-z]?\b"
TITLES = r"\b(?:DS|CS|CIFAR)[- ]?\d+(?:/\d+)?"
POINTS = r"\([^()]*\bpoints?\b[^()]*\)|\d+(?:\.\d+)? (?:points?|words|minutes)\b"
BESIDE = (-6, 9)  # cells before and after
YEARS = range(1940, 2031)


def names() -> dict[str, Any]:
    """What an expression in the metadata may use: NumPy, math and the whole library."""
    modules = [importlib.import_module(f"course.{name}") for name in CORE if name != "graphs"]
    exported = {name: getattr(m, name) for m in modules for name in getattr(m, "__all__", ())}
    return exported | {"np": np, "math": math}


def stated(cell: Any, groups: set[str]) -> list[str]:
    """Return the numbers in a text that are to be found in the code beside it."""
    text = re.sub(r"```.*?```|^#+ [^\n]*|`[^`]*`", "", cell.source, flags=re.DOTALL | re.MULTILINE)
    for exception in (TITLES, POINTS, SECTION):
        text = re.sub(exception, "", text)
    text = re.sub(r"[$\\{}*_]|,(?=\s)", " ", text)
    found = []
    for match in re.finditer(NUMBER + r"(\s*%)?", text):
        number, percent = match[0].rstrip(" %"), match[1]
        value = float(number.replace("−", "-"))
        whole = "." not in number and "e" not in number
        if whole and not percent and (abs(value) < 100 or value in YEARS):
            continue
        if number in groups:  # the number of an exercise
            continue
        found.append(number)
    return found


def evidence(run: list[Any], at: int) -> list[float]:
    """Return every number in the outputs and literals of the code cells near a cell."""
    near = run[max(0, at + BESIDE[0]) : at + BESIDE[1]]
    texts = []
    for cell in near:
        if cell.cell_type == "code":
            texts.append(cell.source)
            for output in cell.outputs:
                data = output.get("data", {})
                texts += [output.get("text", ""), data.get("text/plain", "")]
                texts.append(re.sub(r"<[^>]*>", " ", data.get("text/html", "")))
    found = re.findall(r"[-−]?\d+(?:\.\d+)?(?:e[-+−]?\d+)?", unescape(" ".join(texts)))
    return [float(number.replace("−", "-")) for number in found]


def matches(number: str, value: float) -> bool:
    """Whether ``value``, or its percentage, rounds to what is printed."""
    printed = number.replace("−", "-")
    if "e" in printed:
        return math.isclose(abs(float(printed)), abs(value), rel_tol=0.06)
    digits = len(printed.partition(".")[2])
    wanted = abs(float(printed))
    tolerance = 0.5000001 * 10.0**-digits
    return any(abs(abs(v) - wanted) <= tolerance for v in (value, 100 * value))


@each_notebook
def test_numbers_in_the_prose_are_those_of_the_code(name: str, executed: Any) -> None:
    notebook, _ = executed(name, False)
    groups = {exercise.group for exercise in exercises.all()}
    for at, cell in enumerate(notebook.cells):
        if cell.cell_type != "markdown" or at == 0:
            continue
        given = cell.metadata.course.get("numbers", {})
        for number, expression in given.items():
            value = float(eval(expression, names()))
            assert matches(number, value), f"{key(cell)}: {expression} is {value}, not {number}"
        beside = evidence(notebook.cells, at)
        for number in stated(cell, groups):
            known = number in given or any(matches(number, value) for value in beside)
            assert known, f"{key(cell)}: nothing beside it computes {number}"
