"""The judge believes nothing that a grade cell displays, only what it can compare."""

from __future__ import annotations

import json

import nbformat.v4 as v4
import numpy as np
import pytest

import course.exercises as catalogue
from autograder.preprocessors import Judge
from autograder.sandbox.inside.mime import MIME
from autograder.seeds import secret_of, seed_of
from course.exercises.attempting import attempt, pack


def sigmoid(x):
    e = np.exp(-np.abs(np.asarray(x, float)))
    return np.where(np.asarray(x) >= 0, 1 / (1 + e), e / (1 + e))


def answer(function, seed):
    return {
        "exercise": "sigmoid",
        "attempt": pack(attempt(catalogue.get("sigmoid"), function, seed)),
    }


def result(data):
    return v4.new_output("execute_result", data=data, execution_count=1)


@pytest.fixture
def seed(tmp_path):
    return seed_of(secret_of(tmp_path), catalogue.get("sigmoid"))


@pytest.fixture
def judged(tmp_path):
    """Return the score and the outputs of a check of sigmoid with the given outputs."""

    def judge(*outputs, before=()):
        role = {"grade": True, "solution": False, "grade_id": "c", "points": 2.0}
        cell = v4.new_code_cell(
            "check(sigmoid)", metadata={"nbgrader": role}, outputs=list(outputs)
        )
        nb = v4.new_notebook(cells=[*before, cell])
        resources: dict = {}
        Judge(class_dir=str(tmp_path)).preprocess(nb, resources)
        (verdict,) = resources["verdicts"]
        (output,) = nb.cells[-1].outputs
        assert float(output.data["text/plain"]) == verdict.points
        assert MIME not in output.data
        return verdict

    return judge


def test_a_right_answer_earns_its_points(judged, seed):
    verdict = judged(
        result({MIME: {"answers": [answer(sigmoid, seed)]}, "text/plain": "recorded"})
    )
    assert (verdict.points, verdict.passed) == (2.0, True)


def test_an_answer_to_other_inputs_earns_nothing_where_inputs_are_drawn(judged, seed):
    verdict = judged(result({MIME: {"answers": [answer(sigmoid, seed + 1)]}}))
    assert verdict.properties["values"].points == 0
    assert verdict.properties["shapes and types"].points == 0


def test_everything_else_in_the_cell_is_thrown_away(judged, seed):
    noise = [
        v4.new_output("stream", name="stderr", text="RuntimeWarning"),
        v4.new_output("error", ename="E", evalue="", traceback=[]),
        v4.new_output("display_data", data={"text/html": "<script>1</script>"}),
    ]
    verdict = judged(*noise, result({MIME: {"answers": [answer(sigmoid, seed)]}}))
    assert verdict.passed


@pytest.mark.parametrize(
    "data",
    [
        {"text/plain": "2.0"},
        {"text/plain": "True"},
        {"text/html": "<b>passed</b>"},
        {MIME: {"answers": []}},
        {MIME: {"answers": "all"}},
        {MIME: "{"},
        {MIME: {"answers": [{"exercise": "sigmoid"}]}},
        {MIME: {"answers": [{"exercise": "sigmoid", "attempt": None}]}},
        {MIME: {"answers": [{"exercise": "sigmoid", "attempt": {"points": 2.0}}]}},
        {MIME: {"answers": [{"exercise": "relu", "attempt": {}}]}},
        {MIME: {"answers": [{"exercise": "sigmoid", "reason": "it was ended by SIGSEGV"}]}},
    ],
)
def test_what_is_no_answer_earns_nothing_and_says_why(judged, data):
    verdict = judged(result(data))
    assert verdict.points == 0
    assert "sigmoid" in verdict.message


def test_no_output_at_all_earns_nothing(judged):
    assert judged().points == 0


def test_an_incomplete_answer_loses_what_is_missing(judged, seed):
    given = answer(sigmoid, seed)
    del given["attempt"]["observations"]["far_out"]
    verdict = judged(result({MIME: {"answers": [given]}}))
    assert verdict.properties["stability"].points == 0
    assert verdict.properties["values"].points == 1.0


def test_flags_alone_earn_nothing(judged, seed):
    """Say "no warning, not changed" everywhere, with no right value."""
    given = json.loads(json.dumps(answer(lambda x: np.zeros(np.shape(x)), seed)))
    assert judged(result({MIME: {"answers": [given]}})).points == 0


def test_the_reason_of_an_earlier_error_is_told(judged):
    broken = v4.new_code_cell(
        "def sigmoid(x)",
        outputs=[v4.new_output("error", ename="SyntaxError", evalue="expected ':'", traceback=[])],
    )
    missing = v4.new_output(
        "error", ename="NameError", evalue="name 'sigmoid' is not defined", traceback=[]
    )
    assert "SyntaxError: expected ':'" in judged(missing, before=[broken]).message
