"""What events say: points, attempts, hints, misconceptions met and overcome, mastery."""

from __future__ import annotations

import pytest
from events import attempt, event
from hypothesis import given
from hypothesis import strategies as st

from course.learning.mastery import GOAL, of_attempts, of_several
from course.learning.standing import attempted, standings

SHARES = st.lists(st.floats(0, 1), max_size=8)


def test_points_are_those_of_the_last_attempt() -> None:
    relu = standings([attempt("relu", 1, 1, most=0.75), attempt("relu", 2, 0.2, most=0.75)])[
        "relu"
    ]
    assert (relu.points, relu.most, relu.best) == (pytest.approx(0.15), 0.75, 0.75)
    assert (relu.attempts, relu.outcome) == (2, "failed")
    assert relu.first < relu.last


def test_an_emptied_answer_is_no_attempt_and_keeps_the_points() -> None:
    relu = standings([attempt("relu", 1, 1), attempt("relu", 2, 0, outcome="unattempted")])["relu"]
    assert (relu.points, relu.best, relu.attempts, relu.outcome) == (1, 1, 1, "unattempted")


def test_hints_and_solutions() -> None:
    relu = standings([event("hint", "relu", 1, rung=2), event("solution", "relu", 2)])["relu"]
    assert (relu.hints, relu.solution, relu.attempts) == (2, True, 0)


def test_a_misconception_is_overcome_by_a_later_pass_of_that_exercise() -> None:
    events = [attempt("relu", 1, 0, "W1"), attempt("relu", 2, 0.5, "W2"), attempt("elu", 3, 1)]
    assert standings(events)["relu"].overcome == []
    events.append(attempt("relu", 4, 1))
    met = standings(events)["relu"].met
    assert [one.overcome for one in met.values()] == [events[-1]["at"]] * 2
    events += [attempt("relu", 5, 0, "W1"), attempt("relu", 6, 0.9)]
    relu = standings(events)["relu"]
    assert relu.overcome == ["W2"], "it came back, and no pass followed"
    assert (relu.met["W1"].times, relu.met["W1"].first) == (2, events[0]["at"])


def test_what_is_not_about_attempts_is_left_out() -> None:
    assert standings([event("recall", "relu", 1, misconception="W1", outcome="right")]) == {}
    assert standings([event("applause", "relu", 1)])["relu"].attempts == 0


def test_an_honest_attempt() -> None:
    empty = attempt("relu", 2, 0, outcome="unattempted")
    assert not attempted([empty, attempt("elu", 1, 1), event("hint", "relu", 1, rung=1)], "relu")
    assert attempted([attempt("relu", 1, 0, outcome="exception"), empty], "relu")


@given(SHARES)
def test_two_passes_in_a_row_are_always_enough_and_one_after_failure_is_not(
    shares: list[float],
) -> None:
    assert of_attempts([*shares, 1.0, 1.0]) >= GOAL
    assert of_attempts([*shares, 0.0, 1.0]) < GOAL


@given(SHARES.filter(len))
def test_mastery_lies_between_the_worst_and_the_best_attempt(shares: list[float]) -> None:
    assert min(shares) - 1e-8 <= of_attempts(shares) <= max(shares) + 1e-8


def test_several_exercises_count_by_their_points() -> None:
    assert of_several([]) == 0
    assert of_several([(3.0, 1.0), (1.0, 0.0)]) == 0.75
