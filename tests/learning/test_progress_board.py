"""The board: the right figures, in words, short by default, and harmless whatever it shows."""

from __future__ import annotations

import html
import re

import pytest
from events import attempt, event

from course import exercises
from course.judging.card import MARKS
from course.learning import summary
from course.learning.board import Board, Row, board, unit_called
from course.learning.file import Event
from course.learning.standing import standings

UNIT_1 = [one for one in exercises.all() if one.unit == "01_activations"]


def passed(*names: str, begin: float = 0) -> list[Event]:
    points = {one.name: one.points for one in exercises.all()}
    return [
        attempt(name, begin + k, 1, most=points[name]) for k, name in enumerate(names, start=1)
    ]


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_nothing_yet() -> None:
    for said in (str(board([])), words_of(board([])._repr_html_())):
        assert said.startswith("Nothing checked yet. Start with 00_orientation/orientation.ipynb")


def test_skills_and_units_begun_and_nothing_else() -> None:
    said = str(board([attempt("sigmoid", 1, 0.5, most=2.0), *passed("relu", "softmax")]))
    assert re.search(
        r"◐ stable formulas +\[#+\.*\] 66 %, on the way; 2 of 9 exercises tried", said
    )
    assert re.search(r"✓ activations and slopes +\[#{10}\] 100 %, reached; 1 of 14", said)
    assert re.search(r"○ training loops +\[\.{10}\] not tried yet", said), "of unit 4"
    assert "regularization" not in said
    assert re.search(r"◐ 01_activations +\[#\.{9}\] 1.75 of 18 points", said)
    assert "03_backprop" not in said


def test_a_skill_below_the_goal_names_two_exercises_worth_doing_again() -> None:
    weak = [attempt("sigmoid", 1, 0.5), attempt("sigmoid_prime", 2, 0.2), attempt("softmax", 3, 0)]
    said = str(board([*weak, *passed("relu")]))
    assert "worth doing again: softmax, sigmoid_prime\n" in said
    assert "counts as a new attempt" in said
    assert "worth doing" not in str(board(passed("sigmoid", "relu")))


def test_100_percent_is_for_all_of_it() -> None:
    nearly = [attempt("sigmoid", k, 0.99 if k == 1 else 1, most=2.0) for k in range(1, 6)]
    assert re.search(r"stable formulas .* 99 %, reached", str(board(nearly)))


def test_the_worst_of_three_of_which_two_count_pulls_nothing_down() -> None:
    two = passed("gelu", "maxout")
    worst = attempt("swish", 9, 0.2, most=exercises.get("swish").points)
    known = [standings([*two, *more]) for more in ([], [worst])]
    before, after = (
        next(one for one in summary.skills(found) if one.name == "activations and slopes")
        for found in known
    )
    assert (before.mastery, after.mastery) == (1, 1)
    assert (before.tried, after.tried) == (2, 3)
    assert after.again == ()


def test_both_forms_say_the_same() -> None:
    events = [
        attempt("sigmoid", 1, 0.5, "M01-W01"),
        *passed("relu"),
        event("hint", "elu", 5, rung=2),
    ]
    for made in (board(events), board(events, 1), board([]), board(events, "x", ["A remark."])):
        text = re.sub(r"\[[#.]+\]", " ", str(made))
        assert sorted(text.split()) == sorted(words_of(made._repr_html_()).split())


def test_states_are_said_in_words_and_marks_are_not_read_aloud() -> None:
    page = board([attempt("sigmoid", 1, 0.5, "M01-W01")], 1)._repr_html_()
    for mark in {mark for mark, _ in MARKS.values()}:
        assert page.count(mark) == page.count(f'aria-hidden="true">{mark}</td>')
    assert "partly right" in words_of(page)
    assert "not attempted yet" in words_of(page)
    assert "var(--jp-" in page
    assert 'role="group" aria-label="Progress"' in page


def test_no_text_can_break_the_page() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="x()">'
    row = Row("passed", evil, 0.5, evil, evil)
    page = Board([(evil, [row])], evil, [evil])._repr_html_()
    assert re.findall(r"<(?:script|img)\b", page) == []
    tags = re.findall(r"<(/?\w+)((?:\s[\w-]+=\"[^\"<>]*\")*)>", page)
    assert len(tags) == page.count("<") == page.count(">")


def test_what_the_course_no_longer_has_is_left_out() -> None:
    assert "Nothing checked" in str(board([attempt("gone", 1, 1)]))


# Units -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [1, "1", "01", "01_activations", "01_activations/"])
def test_a_unit_by_name_or_number(unit: str | int) -> None:
    said = str(board([], unit))
    assert said.startswith("01_activations: 0 of 18 points")
    assert all(one.name in said for one in UNIT_1 if one.group != "commit")
    assert "predictions and warm-ups" in said


@pytest.mark.parametrize("unit", ["", "x", 10, -1, "activations", None.__class__])
def test_no_such_unit(unit: object) -> None:
    said = str(board([], unit))  # type: ignore[arg-type]
    assert "There is no unit" in said
    assert "09_capstone" in said
    assert "\n" not in said


def test_the_details_of_an_exercise() -> None:
    events = [
        attempt("relu", 1, 0, "W1", most=0.75),
        event("hint", "relu", 2, rung=2),
        attempt("relu", 3, 0.5, "W2", most=0.75),
        event("solution", "relu", 4),
    ]
    assert "2 attempts; 2 hints; 0 of 2 mistakes overcome; solution seen" in str(board(events, 1))
    said = str(board([*events, attempt("relu", 5, 1, most=0.75)], 1))
    assert "0.75 of 0.75 points, passed" in said
    assert "3 attempts; 2 hints; 2 of 2 mistakes overcome; solution seen" in said
    assert "1 mistake overcome" in str(board([attempt("relu", 1, 0, "W1"), *passed("relu")], 1))


def test_all_of_a_unit() -> None:
    said = str(board(passed(*(one.name for one in UNIT_1)), 1))
    assert said.startswith("01_activations: 18 of 18 points"), "the best two of three count"
    assert "✓ 01_activations" in str(board(passed(*(one.name for one in UNIT_1))))


@pytest.mark.parametrize("unit", sorted({one.unit for one in exercises.all()}))
def test_every_unit_has_round_points(unit: str) -> None:
    most = summary.unit_of(unit, {}).most
    assert most in (9, 17.4, 18)
    assert unit_called(unit) == unit


# What to do next ---------------------------------------------------------------------------------


def next_after(events: list[Event]) -> str:
    return summary.next_step(standings(events))


def test_next_is_the_first_open_exercise_of_the_unit_in_work() -> None:
    assert next_after(passed("sigmoid")) == (
        "Next: sigmoid_prime (exercise 1.1) in 01_activations/activations.ipynb, which you have "
        "not tried yet."
    )
    assert "0.5 of 1 points so far" in next_after(
        [*passed("sigmoid"), attempt("sigmoid_prime", 5, 0.5)]
    )
    assert "Next: neuron (exercise 2.1) in 02_forward/forward.ipynb" in next_after(
        passed("sigmoid", "warmup_never_negative")
    )


def test_next_follows_the_notebooks_where_they_depart_from_the_numbers() -> None:
    first = passed(*(one.name for one in exercises.all() if one.group in ("3.1", "3.2")))
    assert "count_factors (exercise 3.8) in 03_backprop/backprop.ipynb" in next_after(first)


def test_after_the_best_two_of_three_the_third_is_not_asked_for() -> None:
    names = [one.name for one in UNIT_1 if one.group in ("1.1", "1.2", "1.3", "1.4")]
    assert "gelu (exercise 1.5)" in next_after(passed(*names))
    assert "gelu_prime" in next_after(passed(*names, "swish", "maxout"))
    two = passed(*names, "swish", "maxout", "gelu_prime", "swish_prime")
    assert "active_interval (exercise 1.6)" in next_after(two)


def test_next_after_a_unit_is_the_next_one_then_what_was_left_out() -> None:
    graded = [one for one in exercises.all() if one.group != "commit"]
    last = passed(*(one.name for one in graded if one.unit == "09_capstone"))
    assert "conventions (exercise 0.1)" in next_after(last)
    whole = passed(*(one.name for one in UNIT_1 if one.group != "commit"))
    assert "02_forward" in next_after(whole)
    everything = passed(*(one.name for one in graded))
    assert next_after(everything) == "Every exercise of the course has all its points."
