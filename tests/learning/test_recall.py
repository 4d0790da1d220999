"""Mistakes come back as questions: the right ones, at the right time, without a solution."""

from __future__ import annotations

import ast
import inspect
import json
import random
import re
import time
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from events import BEGIN, attempt, event

from course import exercises
from course.exercises.declaration import Exercise, Misconception
from course.learning import questions, recalling, recording
from course.learning.file import append, read
from course.learning.finding import NAME
from course.learning.footprints import TABLE, apart, places
from course.learning.questions import ALIKE, LETTERS, Question, question
from course.learning.recalling import Answered, recalled, unit_now
from course.learning.session import Session
from course.learning.skills import skill_of
from course.learning.spacing import DAYS, cards, next_day, waiting
from course.learning.telling_apart import not_made
from course.learning.wrong_forms import shown

SIGMOID = exercises.get("sigmoid")
FIRST = BEGIN.date()
EVERY = [one.name for one in exercises.all()]
ALL = [(one, wrong) for one in exercises.all() for wrong in one.misconceptions]


@pytest.fixture(autouse=True)
def _nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    _forget(monkeypatch)


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Go on as in a new kernel."""
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


def passes(*names: str) -> list[dict]:  # type: ignore[type-arg]
    return [attempt(name, 2, 1, most=exercises.get(name).points) for name in names]


def test_a_question_and_its_right_answer(tmp_path: Path) -> None:
    here = session_with(tmp_path / NAME, met(), *passes("sigmoid", "softplus_prime"))
    made = asked(here, FIRST)
    assert made.option(made.right) == SIGMOID.misconceptions[2].diagnosis
    assert "def sigmoid(x):\n    return 1 / (1 + np.exp(np.asarray(x, float)))" in made.code
    for said in (str(made), made._repr_html_()):
        assert "From unit 1" in said
        assert "sign_slip" not in said, "the name gives it away"
        assert "def" in said
    done = recalled(here, f" {made.number}{made.right.upper()}) ")
    assert isinstance(done, Answered)
    assert f"{made.number}{made.right}) is right. Your function falls as x grows." in str(done)
    assert "is right" in done._repr_html_()
    assert "It comes back in 3 days." in str(done)
    last = read(tmp_path / NAME)[-1]
    assert {key: last[key] for key in last if key not in ("v", "id", "at")} == {
        "what": "recall",
        "exercise": "sigmoid",
        "misconception": "M01-W03",
        "question": made.number,
        "outcome": "right",
    }


def test_a_wrong_answer_is_explained_and_comes_back_tomorrow(tmp_path: Path) -> None:
    here = session_with(tmp_path / NAME, met())
    made = asked(here, FIRST)
    wrong = next(letter for letter in LETTERS if letter != made.right)
    said = str(recalled(here, f"{made.number}{wrong}"))
    assert f"It is {made.number}{made.right})" in said
    assert SIGMOID.misconceptions[2].diagnosis in said
    assert "It comes back tomorrow." in said
    assert read(tmp_path / NAME)[-1]["outcome"] == "wrong"
    again = recalled(here, None, date.today())
    assert "the next one comes on" in str(again)
    assert asked(here, date.today() + timedelta(days=1)).misconception == "M01-W03"


def test_the_fourth_right_answer_in_a_row_is_the_last(tmp_path: Path) -> None:
    here = session_with(tmp_path / NAME, met(), *(answered(k, "right") for k in range(1, 4)))
    made = asked(here, FIRST + timedelta(days=60))
    assert "not asked again" in str(recalled(here, f"{made.number}{made.right}"))
    assert "left to ask" in str(recalled(here, None, date.today() + timedelta(days=999)))


def test_an_answer_counts_once(tmp_path: Path) -> None:
    here = session_with(tmp_path / NAME, met())
    made = asked(here, FIRST)
    for none in ("a", "", f"{made.number}", f"{made.number}d", f"{made.number}ab"):
        said = str(recalled(here, none))
        assert "is no answer; an answer is a question's number and a letter." in said
        assert str(made) in said
    first = recalled(here, made.labels[0])
    assert isinstance(first, Answered)
    assert recalled(here, made.labels[1]) is first
    assert [one["what"] for one in read(tmp_path / NAME)].count("recall") == 1


def answers(path: Path) -> list[str]:
    return [one["misconception"] for one in read(path) if one["what"] == "recall"]


@pytest.mark.parametrize("before", [False, True], ids=["its cell above", "its cell below"])
def test_an_old_cell_answers_no_other_question(
    tmp_path: Path, before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run All on another day runs the answers of earlier days again."""
    path = tmp_path / NAME
    old = asked(session_with(path, met(), met(2, diagnosis="M01-W01")), FIRST)
    recalled(Session(path), old.labels[0], FIRST)
    _forget(monkeypatch)
    here, later = session_with(path), FIRST + timedelta(days=1)
    today = None if before else asked(here, later)
    said = recalled(here, old.labels[0], later)
    today = today or asked(here, later)
    assert today.misconception != old.misconception
    why = f"This cell answers an earlier question, so `{old.labels[0]}` changes nothing."
    assert str(said) == f"{why}\n\n{today}"
    assert today.labels[0] in said._repr_html_()
    assert answers(path) == [old.misconception]
    recalled(here, today.labels[0])
    assert answers(path) == [old.misconception, today.misconception]


def test_an_old_cell_if_nothing_is_asked(tmp_path: Path) -> None:
    said = recalled(session_with(tmp_path / NAME, attempt("sigmoid", 1, 1)), "471a", FIRST)
    assert "an earlier question" in str(said)
    assert "No question today" in str(said)
    assert "No question today" in said._repr_html_()
    assert answers(tmp_path / NAME) == []


def test_a_question_may_be_answered_in_the_next_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = asked(session_with(tmp_path / NAME, met()), FIRST)
    _forget(monkeypatch)
    assert isinstance(recalled(session_with(tmp_path / NAME), made.labels[0], FIRST), Answered)


def test_every_question_has_a_number_of_its_own() -> None:
    wrong, taken = SIGMOID.misconceptions[2], list(range(100, 999))
    made = question(SIGMOID, wrong, passed=EVERY, taken=taken)
    assert made is not None
    assert made.labels == ["999a", "999b", "999c"]
    numbers: list[object] = []
    for turn in range(100):
        made = question(SIGMOID, wrong, turn, passed=EVERY, taken=numbers)
        assert made is not None
        numbers.append(made.number)
    assert len(set(numbers)) == 100


def test_course_check_answers_no_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = session_with(tmp_path / NAME, met())
    made = asked(here, FIRST)
    monkeypatch.setattr(recording, "_asked", True)
    assert "`course check` records none" in str(recalled(here, made.labels[0]))
    assert str(asked(here, FIRST)) == str(made)
    assert answers(tmp_path / NAME) == []


def test_a_warm_up_run_again_asks_the_same(tmp_path: Path) -> None:
    here = session_with(tmp_path / NAME, met(), met(2, diagnosis="M01-W01"))
    first = str(asked(here, FIRST))
    assert str(asked(here, FIRST)) == first
    assert str(asked(session_with(tmp_path / NAME), FIRST)) == first, "in the next session, too"
    assert str(asked(here, FIRST + timedelta(days=1))) == first, "until it is answered"
    turns = [question(SIGMOID, SIGMOID.misconceptions[2], k, passed=EVERY) for k in range(20)]
    assert {one.right for one in turns if one} == set(LETTERS), "another time, another order"


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
    assert sum(bool(shown(one, wrong)) for one, wrong in ALL) > 0.7 * len(ALL)


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
        made = question(one, wrong, passed=EVERY)
        assert made is not None
        assert len(set(made.options)) == 3
        assert made.option(made.right) == wrong.diagnosis
        for other in set(made.options) - {wrong.diagnosis}:
            assert questions._overlap(other, wrong.diagnosis) <= ALIKE


@pytest.mark.parametrize("one", FAST, ids=lambda one: one.name)
def test_the_other_options_are_untrue(one: Exercise) -> None:
    """An option of the same exercise shares no wrong number; any other is of another skill."""
    at = places(one)
    mine = {wrong.diagnosis: wrong.id for wrong in one.misconceptions}
    skills = defaultdict(set)
    for other, wrong in ALL:
        skills[wrong.diagnosis].add(skill_of(other))
    for wrong in one.misconceptions:
        made = question(one, wrong, passed=EVERY)
        assert made is not None
        for option in set(made.options) - {wrong.diagnosis}:
            if option in mine:
                assert at[mine[option]], (wrong.id, option)
                assert not at[mine[option]] & at[wrong.id], (wrong.id, option)
            else:
                assert skill_of(one) not in skills[option], (wrong.id, option)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("relu_prime", ("M03-D05", "M03-W09")),
        ("sigmoid", ("M01-W03", "M01-W01")),
        ("sigmoid", ("M01-W05", "M01-W03")),
    ],
)
def test_what_goes_wrong_at_common_places_is_no_option(name: str, ids: tuple[str, str]) -> None:
    """A sigmoid that falls overflows, too, if it is the textbook formula."""
    one = exercises.get(name)
    first, second = (next(w for w in one.misconceptions if w.id == id) for id in ids)
    assert places(one)[first.id] & places(one)[second.id]
    assert second not in not_made(one, first)
    assert first not in not_made(one, second)
    assert first not in not_made(one, first)


def table() -> dict[str, dict[str, list[str]]]:
    return json.loads(TABLE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_the_table_is_of_all_misconceptions() -> None:
    """If not: ``python -m course.learning.footprints`` writes it anew."""
    expected = {one.name: [w.id for w in one.misconceptions] for one, _ in ALL}
    assert {name: list(rows) for name, rows in table().items()} == expected
    for name, rows in table().items():
        assert set().union(*rows.values()) <= set(expected[name])


@pytest.mark.parametrize("one", random.Random(5).sample(FAST, 20), ids=lambda one: one.name)
def test_the_table_is_up_to_date(one: Exercise) -> None:
    assert table()[one.name] == apart(one)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_whole_table_is_up_to_date() -> None:
    known = table()
    for one in {one.name: one for one, _ in ALL}.values():
        assert known[one.name] == apart(one), one.name


def test_a_question_is_there_in_a_moment() -> None:
    """Even of an exercise whose mistakes take a minute to run."""
    one = exercises.get("train_on_digits")
    begun = time.perf_counter()
    assert question(one, one.misconceptions[0], passed=EVERY) is not None
    assert time.perf_counter() - begun < 0.5


def test_some_options_are_of_the_same_exercise() -> None:
    of_one = [(one, wrong) for one, wrong in ALL if one.unit == "03_backprop" and fast(one)]
    own = 0
    for one, wrong in of_one:
        made = question(one, wrong, passed=EVERY)
        assert made is not None
        own += len(set(made.options) & {other.diagnosis for other in one.misconceptions}) > 1
    assert own > 0.25 * len(of_one)


def test_no_code_before_the_exercise_was_passed(tmp_path: Path) -> None:
    """It might be one word away from a solution."""
    made = asked(session_with(tmp_path / NAME, met()), FIRST)
    assert made.code == ""
    assert "def" not in str(made)


def test_no_code_before_all_that_it_gives_away_was_passed(tmp_path: Path) -> None:
    needed = ["output_delta", "output_delta_ce", "sigmoid", "sigmoid_prime"]
    slip = met(1, "output_delta", "M14-W04")
    for left_out in needed:
        others = [name for name in needed if name != left_out]
        here = session_with(tmp_path / left_out, slip, *passes(*others), unit="07_vanishing")
        made = asked(here, FIRST)
        assert made.code == "", left_out
        assert exercises.get("output_delta").asks in made.opening
    here = session_with(tmp_path / NAME, slip, *passes(*needed), unit="07_vanishing")
    assert "return a - y" in asked(here, FIRST).code
    assert exercises.get("output_delta").asks in asked(here, FIRST).opening


def test_shown_code_names_no_helper_of_the_units() -> None:
    """Students know NumPy and the library, not what lies beside the declarations."""
    for name, helper in (("dmse_dz", "squash"), ("backward", "logistic")):
        one = exercises.get(name)
        leaning = [
            wrong
            for wrong in one.misconceptions
            if hasattr(wrong.wrong, "__code__") and helper in wrong.wrong.__code__.co_names
        ]
        assert leaning
        assert not any(shown(one, wrong) for wrong in leaning)


def test_without_code_what_was_met_is_no_wrong_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "shown", lambda *given: "")
    met = [wrong.id for wrong in SIGMOID.misconceptions]
    made = question(SIGMOID, SIGMOID.misconceptions[2], passed=EVERY, met=met)
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
