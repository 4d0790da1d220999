"""The notebooks of unit 1, read as text and run in both forms: with solutions, and as released."""

from __future__ import annotations

import ast
import re
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import jupytext
import pytest
from nbclient import NotebookClient

from course import exercises
from course.exercises import unit_01_activations as unit

FOLDER = Path(__file__).parents[2] / "solutions" / "01_activations"
NAMES = ("activations", "activations_2")
MOST_CELLS = 45

# The statements of the five lectures that the plan of the unit gives it to teach or to assess.
LECTURE_IDS = {
    f"{lecture}-{number:02}"
    for lecture, numbers in {
        "S0": [*range(3, 22), 23],
        "S1": [*range(14, 23), 24],
        "S2": [*range(2, 9), 18],
        "S3": [*range(21, 26), 97, 98],
        "S4": range(3, 32),
    }.items()
    for number in numbers
}

GRADE_CELL = re.compile(r'check\((\w+)(?:, exercise="(\w+)")?\)|check_best\((\d), ([\w, ]+)\)')
FILLERS = (
    r"\b(simply|just|obviously|clearly|easy|easily|trivial|very|basically|of course|note that)\b"
)


@cache
def cells(name: str) -> list[Any]:
    return jupytext.read(FOLDER / f"{name}.py", fmt="py:percent").cells  # type: ignore[no-any-return]


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


@pytest.mark.parametrize("name", NAMES)
def test_cells_have_keys_of_their_own(name: str) -> None:
    keys = [key(cell) for cell in cells(name)]
    assert len(keys) == len(set(keys)) <= MOST_CELLS
    for cell in cells(name):
        assert re.fullmatch(r"[a-z0-9-]+", key(cell))
        assert set(cell.metadata.course) <= {"key", "lectures"}
        assert set(cell.metadata.get("nbgrader", {})) <= {"grade", "solution", "points"}


def test_every_exercise_is_graded_once() -> None:
    asked = [exercise for name in NAMES for _, group in graded(name) for exercise in group]
    assert sorted(asked) == sorted(exercise.name for exercise in unit.EXERCISES)


def test_of_three_units_the_best_two_count() -> None:
    several = [cell.source for cell, group in graded("activations_2") if len(group) > 1]
    assert several == [
        "check_best(2, gelu, swish, maxout)",
        "check_best(2, gelu_prime, swish_prime, maxout_grad_x)",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_graded_has_been_asked_and_has_a_place_for_the_answer(name: str) -> None:
    """Before its grade cell: an answer cell with the right signature, and words or options."""
    for cell, group in graded(name):
        before = cells(name)[: cells(name).index(cell)]
        answers = "\n".join(c.source for c in before if role(c, "solution"))
        words = "\n".join(c.source for c in before)
        for exercise in map(exercises.get, group):
            if exercise.choice is None:
                assert f"def {exercise.signature}:" in answers
                said = [c for c in before if c.cell_type == "markdown" and "hint(" in c.source]
                assert said, exercise.name
            else:
                assert f"{exercise.name} = None" in answers
                for option in exercise.choice.options:
                    assert f'"{option}"' in words, (exercise.name, option)


def test_every_question_with_options_is_revealed() -> None:
    sources = "\n".join(cell.source for name in NAMES for cell in cells(name))
    for exercise in unit.EXERCISES:
        if exercise.choice is not None:
            assert re.search(rf'reveal\(\s*{exercise.name},\s*exercise="{exercise.name}"', sources)


@pytest.mark.parametrize("name", NAMES)
def test_every_function_has_words_for_its_hints(name: str) -> None:
    prose = "\n".join(c.source for c in cells(name) if c.cell_type == "markdown")
    groups = {exercises.get(e).group for _, names in graded(name) for e in names} - {"commit"}
    hinted = {exercises.get(e).group for e in re.findall(r'hint\("(\w+)"\)', prose)}
    assert groups == hinted


@pytest.mark.parametrize("name", NAMES)
def test_the_points_that_are_announced_are_the_points_that_are_given(name: str) -> None:
    points = {"exercise": 0.0, "commit": 0.0}
    for _, group in graded(name):
        counting = [exercises.get(exercise) for exercise in group][:2]  # of three, two count
        kind = "exercise" if counting[0].choice is None else "commit"
        points[kind] += sum(exercise.points for exercise in counting)
    goals = " ".join(cells(name)[0].source.replace("#", "").split())
    assert f"{points['exercise']:g} for exercises" in goals
    assert re.search(rf"(add|and) {points['commit']:.1f}\b", goals)


def test_the_written_question_shows_its_criteria_before_the_answer() -> None:
    (answer,) = (
        c for c in cells("activations_2") if role(c, "grade") and c.cell_type == "markdown"
    )
    assert answer.metadata.nbgrader == {"grade": True, "solution": True, "points": 4}
    question = cells("activations_2")[cells("activations_2").index(answer) - 1]
    assert len(re.findall(r"^\d\. ", question.source, re.MULTILINE)) == 4
    assert "SOLUTION" in answer.source
    assert "SOLUTION" not in question.source


def test_every_statement_of_the_lectures_has_its_place() -> None:
    taught = {i for n in NAMES for c in cells(n) for i in c.metadata.course.get("lectures", ())}
    assert len(LECTURE_IDS) == 74
    assert taught == LECTURE_IDS


@pytest.mark.parametrize("name", NAMES)
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
    text = re.sub(r"^(?:- |\d\. +)", "\n\n", text, flags=re.MULTILINE)  # so is a list item
    return text.replace("*", "")


def sentences(cell: Any) -> list[list[str]]:
    parts = re.split(r"(?<=[.?:;])\s+|\n\s*\n", prose(cell))
    return [words for part in parts if (words := re.findall(r"[A-Za-z'’-]+", part))]


def markdown(name: str) -> list[Any]:
    return [cell for cell in cells(name) if cell.cell_type == "markdown"]


@pytest.mark.parametrize("name", NAMES)
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


@pytest.mark.parametrize("name", NAMES)
def test_code_fits_into_the_window(name: str) -> None:
    for cell in cells(name):
        if cell.cell_type == "code":
            assert max(map(len, cell.source.splitlines())) <= 88, key(cell)


@pytest.mark.parametrize("name", NAMES)
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


def run(name: str, *, released: bool, folder: Path) -> Any:
    notebook = jupytext.read(FOLDER / f"{name}.py", fmt="py:percent")
    if released:
        for cell in notebook.cells:
            cell.source = as_released(cell.source, cell.cell_type)
    client = NotebookClient(
        notebook, kernel_name="python3", timeout=60, resources={"metadata": {"path": str(folder)}}
    )
    client.execute()  # an error in a cell is raised here
    return notebook


def outputs(notebook: Any) -> list[tuple[Any, Any]]:
    return [(cell, output) for cell in notebook.cells for output in cell.get("outputs", ())]


@pytest.mark.parametrize("released", [False, True], ids=["solved", "released"])
@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_runs_from_top_to_bottom(name: str, released: bool, tmp_path: Path) -> None:
    notebook = run(name, released=released, folder=tmp_path)
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
    assert pictures >= 3

    for cell in notebook.cells:
        if cell.cell_type == "code" and role(cell, "grade"):
            (output,) = cell.outputs
            points = float(output["data"]["text/plain"])
            verdict = output["data"]["text/html"]
            assert ("not attempted yet" if released else "passed") in verdict, key(cell)
            assert (points == 0) is released, key(cell)


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_is_given_away_before_it_is_asked_for(name: str, tmp_path: Path) -> None:
    """In the released form, nothing is revealed before there is a prediction."""
    notebook = run(name, released=True, folder=tmp_path)
    for cell, output in outputs(notebook):
        if "reveal(" in cell.source:
            assert output["data"]["text/plain"].startswith("First commit to a prediction")


def test_the_board_counts_two_of_three(tmp_path: Path) -> None:
    notebook = run("activations_2", released=False, folder=tmp_path)
    (board,) = notebook.cells[-1].outputs
    assert "Total: 7.2 of 7.2 points" in board["data"]["text/plain"]
