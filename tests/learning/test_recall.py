"""Mistakes come back as questions: the right ones, at the right time, without a solution."""

from __future__ import annotations

import ast
import inspect
import random
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from events import BEGIN, attempt, event

from course import exercises
from course.exercises.declaration import Exercise, Misconception
from course.learning import questions, recalling
from course.learning.file import NAME, append, read
from course.learning.questions import ALIKE, LETTERS, Question, question
from course.learning.recalling import Answered, recalled, unit_now
from course.learning.session import Session
from course.learning.spacing import DAYS, cards, next_day, waiting
from course.learning.telling_apart import not_made
from course.learning.wrong_forms import shown

SIGMOID = exercises.get("sigmoid")
FIRST = BEGIN.date()
ALL = [(one, wrong) for one in exercises.all() for wrong in one.misconceptions]


@pytest.fixture(autouse=True)
def _nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recalling, "_open", None)
    monkeypatch.setattr(recalling, "_answered", None)


def session_with(path: Path, *events: dict[str, object], unit: str = "02_forward") -> Session:
    append(path, *events)
    here = Session(path)
    here.last_checked = next(one.name for one in exercises.all() if one.unit == unit)
    return here


def met(minutes: float = 1, exercise: str = "sigmoid", diagnosis: str = "M01-W03") -> dict:  # type: ignore[type-arg]
    return attempt(exercise, minutes, 0, diagnosis)


def asked(here: Session, day: date) -> Question:
    made = recalled(here, None, day)
    assert isinstance(made, Question)
    return made


# When it comes back ------------------------------------------------------------------------------


def answered(day: int, outcome: str) -> dict:  # type: ignore[type-arg]
    return event("recall", "sigmoid", day * 1440, misconception="M01-W03", outcome=outcome)


def due_after(*events: dict) -> date | None:  # type: ignore[type-arg]
    [card] = cards(events)
    return card.due


def test_the_boxes_of_leitner() -> None:
    assert due_after(met()) == FIRST
    day, events = 0, [met()]
    for days in DAYS[1:]:
        events.append(answered(day, "right"))
        assert due_after(*events) == FIRST + timedelta(days=day + days)
        day += days
    events.append(answered(day, "right"))
    assert due_after(*events) is None, "four right answers in a row are enough"
    wrong = [*events[:-1], answered(day, "wrong")]
    assert due_after(*wrong) == FIRST + timedelta(days=day + 1), "a wrong one comes back tomorrow"
    back = [*events, met((day + 5) * 1440)]
    assert due_after(*back) == FIRST + timedelta(days=day + 6), "met again, it starts over"


def test_only_earlier_units_and_the_longest_due_first() -> None:
    events = [
        met(1440 * 3),
        met(1440, "relu", exercises.get("relu").misconceptions[0].id),
        met(0, "neuron", exercises.get("neuron").misconceptions[0].id),
        met(0, "gone", "X"),
    ]
    late = FIRST + timedelta(days=9)
    assert [one.exercise for one in waiting(events, late, "02_forward")] == ["relu", "sigmoid"]
    assert [one.exercise for one in waiting(events, FIRST, "02_forward")] == []
    assert waiting(events, late, "01_activations") == []
    assert next_day(events, "02_forward") == FIRST + timedelta(days=1)
    assert next_day(events, "01_activations") is None


# What is asked -----------------------------------------------------------------------------------


def test_a_question_and_its_right_answer(tmp_path: Path) -> None:
    here = session_with(tmp_path / NAME, met(), attempt("sigmoid", 2, 1, most=2.0))
    made = asked(here, FIRST)
    assert made.option(made.right) == SIGMOID.misconceptions[2].diagnosis
    assert "def sigmoid(x):\n    return 1 / (1 + np.exp(np.asarray(x, float)))" in made.code
    for said in (str(made), made._repr_html_()):
        assert "From unit 1" in said
        assert "sign_slip" not in said, "the name gives it away"
        assert "def" in said
    done = recalled(here, f" {made.right.upper()}) ")
    assert isinstance(done, Answered)
    assert "is right. Your function falls as x grows." in str(done)
    assert "is right" in done._repr_html_()
    assert "It comes back in 3 days." in str(done)
    last = read(tmp_path / NAME)[-1]
    assert (last["what"], last["exercise"], last["misconception"], last["outcome"]) == (
        "recall",
        "sigmoid",
        "M01-W03",
        "right",
    )


def test_a_wrong_answer_is_explained_and_comes_back_tomorrow(tmp_path: Path) -> None:
    here = session_with(tmp_path / NAME, met())
    made = asked(here, FIRST)
    wrong = next(letter for letter in LETTERS if letter != made.right)
    said = str(recalled(here, wrong))
    assert f"It is {made.right})" in said
    assert SIGMOID.misconceptions[2].diagnosis in said
    assert "It comes back tomorrow." in said
    assert read(tmp_path / NAME)[-1]["outcome"] == "wrong"
    again = recalled(here, None, date.today())
    assert "the next one comes on" in str(again)
    assert asked(here, date.today() + timedelta(days=1)).misconception == "M01-W03"


def test_the_fourth_right_answer_in_a_row_is_the_last(tmp_path: Path) -> None:
    here = session_with(tmp_path / NAME, met(), *(answered(k, "right") for k in range(1, 4)))
    made = asked(here, FIRST + timedelta(days=60))
    assert "not asked again" in str(recalled(here, made.right))
    assert "left to ask" in str(recalled(here, None, date.today() + timedelta(days=999)))


def test_an_answer_counts_once(tmp_path: Path) -> None:
    here = session_with(tmp_path / NAME, met())
    assert "No question is open" in str(recalled(here, "a"))
    asked(here, FIRST)
    assert "none of the options" in str(recalled(here, "d"))
    assert "none of the options" in str(recalled(here, ""))
    assert "none of the options" in str(recalled(here, "ab"))
    first = recalled(here, "a")
    assert isinstance(first, Answered)
    assert recalled(here, "b") is first
    assert [one["what"] for one in read(tmp_path / NAME)].count("recall") == 1


def test_a_warm_up_run_again_asks_the_same(tmp_path: Path) -> None:
    here = session_with(tmp_path / NAME, met(), met(2, diagnosis="M01-W01"))
    first = str(asked(here, FIRST))
    assert str(asked(here, FIRST)) == first
    assert str(asked(session_with(tmp_path / NAME), FIRST)) == first, "in the next session, too"
    days = {asked(here, FIRST + timedelta(days=k)).right for k in range(20)}
    assert days == set(LETTERS), "another day, another order"


def test_if_nothing_was_met_a_sentence(tmp_path: Path) -> None:
    here = session_with(tmp_path / NAME, attempt("sigmoid", 1, 1))
    assert "no check has named a mistake" in str(recalled(here, None, FIRST))
    here = session_with(tmp_path / "b", met(), unit="01_activations")
    assert "no mistake of an earlier unit" in str(recalled(here, None, FIRST))


def test_what_the_course_no_longer_has_is_passed_over(tmp_path: Path) -> None:
    here = session_with(tmp_path / NAME, met(0, diagnosis="M01-W99"), met(5))
    assert asked(here, FIRST).misconception == "M01-W03"


def test_a_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert unit_now(Session(None)) > "99"


def test_the_unit_is_that_of_the_latest_check_or_of_the_folder() -> None:
    here = Session(None)
    assert unit_now(here, Path("/x/03_backprop")) == "03_backprop"
    assert unit_now(here, Path("/x/desk")) > "99"
    here.last_checked = "neuron"
    assert unit_now(here, Path("/x/03_backprop")) == "02_forward"


# All misconceptions ------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", sorted({one.unit for one, _ in ALL}))
def test_the_code_of_a_wrong_form_gives_nothing_away(unit: str) -> None:
    forms = [(one, wrong) for one, wrong in ALL if one.unit == unit]
    for one, wrong in forms:
        code = shown(one, wrong)
        if code:
            compile(code, "shown", "exec", ast.PyCF_ONLY_AST)
            assert "#" not in code
            assert "misconception" not in code
            assert wrong.diagnosis[:30] not in code
            name = getattr(wrong.wrong, "__name__", one.name)
            assert name == one.name or not re.search(rf"\b{name}\b", code)


def test_most_wrong_forms_have_code_to_show() -> None:
    assert sum(bool(shown(one, wrong)) for one, wrong in ALL) > 0.75 * len(ALL)


def test_no_solution_is_shown() -> None:
    for one, wrong in ALL:
        if callable(one.reference) and not inspect.isclass(one.reference):
            code = shown(one, wrong)
            right = shown(one, Misconception("", "", one.reference))
            assert not code or code != right, (one.name, wrong.id)


def fast(one: Exercise) -> bool:
    return one.unit < "04" and all(probe.seeds == 1 for probe in one.probes)


FAST = [one for one in exercises.all() if one.misconceptions and fast(one)]


@pytest.mark.parametrize("one", random.Random(3).sample(FAST, 20), ids=lambda one: one.name)
def test_a_question_about_every_misconception(one: Exercise) -> None:
    for wrong in one.misconceptions:
        made = question(one, wrong, "today")
        assert made is not None
        assert len(set(made.options)) == 3
        assert made.option(made.right) == wrong.diagnosis
        for other in set(made.options) - {wrong.diagnosis}:
            assert questions._overlap(other, wrong.diagnosis) <= ALIKE


def test_the_other_options_are_untrue() -> None:
    """A textbook sigmoid that also falls overflows, too: that diagnosis would be right as well."""
    sign_slip = SIGMOID.misconceptions[2]
    untrue = {wrong.id for wrong in not_made(SIGMOID, sign_slip)}
    assert "M01-W01" not in untrue
    assert sign_slip.id not in untrue


@pytest.mark.parametrize("unit", ["01_activations", "03_backprop"])
def test_most_questions_stay_with_their_exercise(unit: str) -> None:
    stayed = []
    for one, wrong in ALL:
        if one.unit == unit and fast(one):
            made = question(one, wrong, "today")
            assert made is not None
            stayed.append(set(made.options) <= {other.diagnosis for other in one.misconceptions})
    assert sum(stayed) > 0.6 * len(stayed)


def test_no_code_before_the_exercise_was_passed(tmp_path: Path) -> None:
    """It might be one word away from a solution."""
    made = asked(session_with(tmp_path / NAME, met()), FIRST)
    assert made.code == ""
    assert "def" not in str(made)


def test_without_code_what_was_met_is_no_wrong_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "shown", lambda *given: "")
    met = [wrong.id for wrong in SIGMOID.misconceptions]
    made = question(SIGMOID, SIGMOID.misconceptions[2], "today", met=met)
    assert made is not None
    assert "Which of these did it say?" in str(made)
    assert SIGMOID.asks in " ".join(str(made).split())
    own = {wrong.diagnosis for wrong in SIGMOID.misconceptions}
    assert len(own & set(made.options)) == 1


def test_without_sources_no_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*given: object) -> str:
        raise OSError("source code not available")

    monkeypatch.setattr(inspect, "getsource", nothing)
    assert shown(SIGMOID, SIGMOID.misconceptions[0]) == ""


def test_code_of_students_names_is_escaped() -> None:
    made = Question("<b>", "x", "01_activations", "a < b", "", ("<i>", "b", "c"), "a")
    page = made._repr_html_()
    assert "<b>" not in page
    assert "<i>" not in page
    assert "a &lt; b" in page
