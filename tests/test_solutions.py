"""Every exercise has a solution that can be shown, and what is shown passes the check."""

from __future__ import annotations

import ast
from functools import cache

import pytest
from click.testing import CliRunner

import course.exercises
from course import check, earlier
from course.cli import main
from course.learning import file, finding
from course.learning.standing import standings
from course.solutions import NoSolution, Solution, find, solutions_dir
from course.worked import as_text, page

ALL = course.exercises.all()
FUNCTIONS = [exercise for exercise in ALL if exercise.kind == "function"]
ANSWERS = [exercise for exercise in ALL if exercise.kind != "function"]
each = pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)


@cache
def solution_of(name: str) -> Solution:
    return find(name)


@cache
def imports_of(notebook: str) -> str:
    """Return what a notebook imports, wherever it does so."""
    source = (solutions_dir() / notebook).with_suffix(".py").read_text(encoding="utf-8")
    body = ast.parse(source).body
    return "\n".join(ast.unparse(s) for s in body if isinstance(s, ast.Import | ast.ImportFrom))


def executed(solution: Solution) -> dict:
    """Execute what is shown as in its notebook: with its imports, and earlier parts right."""
    space = {"__name__": "__main__"}
    exec(imports_of(solution.notebook), space)
    # Earlier functions of the same notebook: those that the solution may call, and no others.
    space |= {name: getattr(earlier, name) for name in solution.exercise.uses}
    exec(solution.code, space)
    return space


# --- what is found ----------------------------------------------------------------------------


@each
def test_every_exercise_has_a_page_that_names_it(exercise):
    text = as_text(page(solution_of(exercise.name)))
    assert text.startswith(exercise.signature)
    assert exercise.asks.split()[0] in text
    assert "### " not in text
    for name in (exercise.unit, solution_of(exercise.name).heading):
        assert " ".join(name.split()) in " ".join(text.split())


@each
def test_what_is_shown_is_not_the_template(exercise):
    code = solution_of(exercise.name).code
    assert exercise.name in code
    assert "NotImplementedError" not in code
    assert f"{exercise.name} = None" not in code
    ast.parse(code)


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.name)
def test_a_function_that_is_shown_passes_its_check(exercise):
    space = executed(solution_of(exercise.name))
    verdict = check(space[exercise.name], exercise=exercise.name)
    assert verdict.passed, verdict.message


@pytest.mark.parametrize("exercise", ANSWERS, ids=lambda exercise: exercise.name)
def test_an_answer_that_is_shown_is_the_right_one(exercise):
    if exercise.choice is not None:
        shown = as_text(page(solution_of(exercise.name)))
        ((right,),) = [[line for line in shown.splitlines() if line.endswith("<- this one")]]
        assert exercise.choice.answer in right
        return
    solution = solution_of(exercise.name)
    if exercise.name in COMPUTED:
        assert "Its value: " in as_text(page(solution))
        assert leans_on(solution.code) - {"sigmoid", "sigmoid_prime"}
    else:
        assert check(executed(solution)[exercise.name], exercise=exercise.name).passed


# Computed from what earlier cells of the notebook hold; tests/notebooks/ runs these notebooks.
COMPUTED = {"faded_in_5", "delta_3", "deltas_5_6", "faded_second_bias"}


def leans_on(code: str) -> set[str]:
    """Return the names that some code reads and does not define."""
    names = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)]
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    return {node.id for node in names} - stored


def test_no_helper_is_lost_and_no_other_solution_is_told():
    assert "def sigmoid(" not in find("sigmoid_prime").code
    assert find("prediction_square_layer").code.startswith("prediction_square_layer = ")
    assert find("faded_count_261").code == "faded_count_261 = 25"
    assert find("faded_second_bias").code.count("a = ") == 1


def test_missing_sources_are_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr("course.solutions.solutions_dir", lambda: tmp_path)
    with pytest.raises(NoSolution, match=r"no solution of sigmoid; .* from its wheel\.$"):
        find("sigmoid")


# --- the page ---------------------------------------------------------------------------------


def test_a_page_has_the_hints_in_order_and_the_remarks():
    solution = find("sigmoid_prime")
    text = " ".join(as_text(page(solution)).split())
    places = [text.index(" ".join(hint.split())) for hint in solution.exercise.hints]
    assert places == sorted(places)
    assert "It may call sigmoid; `course solution sigmoid` shows that." in text
    assert "Other ways are as good" in text
    why = " ".join(as_text(page(find("faded_in_5"))).split())
    assert "activations rounded to two digits on the way are accepted" in why


def test_mistakes_that_were_met_are_told_and_no_others():
    sigmoid = course.exercises.get("sigmoid")
    met, other = sigmoid.misconceptions[:2]
    text = " ".join(as_text(page(find("sigmoid"), [met.id])).split())
    assert " ".join(met.diagnosis.split()) in text
    assert " ".join(other.diagnosis.split()) not in text


# --- the command ------------------------------------------------------------------------------


def run(*words: str):
    return CliRunner().invoke(main, ["solution", *words])


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder with the course's mark, and where its progress is kept."""
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / finding.MARK).write_text("{}")
    return tmp_path / finding.NAME


def attempt(path, outcome: str, diagnosis: str | None = None) -> None:
    points = {"points": 0.0, "most": 2.0, "digest": outcome, "diagnosis": diagnosis}
    file.append(path, {"what": "attempt", "exercise": "sigmoid", "outcome": outcome, **points})


def test_without_an_attempt_nothing_is_told(kept):
    attempt(kept, "unattempted")
    done = run("sigmoid")
    assert done.exit_code == 1
    assert "np.exp" not in done.output
    assert not standings(file.read(kept))["sigmoid"].solution


def test_after_an_attempt_the_solution_is_told_and_the_act_is_kept(kept):
    first = course.exercises.get("sigmoid").misconceptions[0]
    attempt(kept, "failed", first.id)
    done = run("sigmoid")
    assert done.exit_code == 0, done.output
    assert "np.exp(-np.abs(x))" in done.output
    assert "What your attempts ran into" in done.output
    assert standings(file.read(kept))["sigmoid"].solution
    assert run("relu").exit_code == 1


def test_anyway_needs_no_attempt(kept):
    done = run("sigmoid", "--anyway")
    assert done.exit_code == 0
    assert "np.exp(-np.abs(x))" in done.output
    assert [event["what"] for event in file.read(kept)] == ["solution"]


def test_the_folder_above_the_notebooks_will_do(kept, monkeypatch):
    home = kept.parent
    (home / finding.MARK).rename(home / "mark")
    (home / "my-course").mkdir()
    (home / "mark").rename(home / "my-course" / finding.MARK)
    attempt(home / "my-course" / finding.NAME, "failed")
    assert run("sigmoid").exit_code == 0
    assert not kept.exists()


def test_no_progress_file_is_begun_elsewhere(kept):
    (kept.parent / finding.MARK).unlink()
    assert run("sigmoid", "--anyway").exit_code == 0
    assert list(kept.parent.iterdir()) == []


def test_where_no_progress_is_kept_the_solution_is_told_anyway(kept, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "off")
    assert run("sigmoid").exit_code == 1
    assert run("sigmoid", "--anyway").exit_code == 0
    assert not kept.exists()


def test_in_a_terminal_the_same_words_are_shown(kept, monkeypatch):
    monkeypatch.setattr("course.commands.solution._is_terminal", lambda: True)
    shown = " ".join(run("sigmoid_prime", "--anyway").output.split())
    for part in page(find("sigmoid_prime")):
        assert part.heading in shown
        assert all(" ".join(line.split()) in shown for line in part.lines)
