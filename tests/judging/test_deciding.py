"""Points by property, two of three runs, and one message at a time in its fixed order."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from toys import declared, toy

from course.exercises import watching
from course.exercises.attempting import attempt
from course.exercises.declaration import Exercise
from course.exercises.limits import Interrupted
from course.judging.deciding import decide
from course.judging.verdict import Verdict

twice = toy(
    "toy_twice",
    asks="Return twice x.",
    reference=lambda x: 2 * np.asarray(x, float),
    properties={"values": 0.5, "stability": 0.25, "shapes": 0.25},
)


@twice.probe("values")
def small_numbers(twice, rng):
    return twice(rng.uniform(1, 2, size=3))


@twice.probe("stability")
def far_out(twice, rng):
    with watching() as seen:
        values = twice(np.array([-1000.0, 1000.0]))
    return values, seen.warned


@twice.probe("shapes")
def a_table(twice, rng):
    return twice(rng.normal(size=(2, 3)))


@twice.probe("shapes")
def argument_kept(twice, rng):
    x = rng.normal(size=3)
    given = x.copy()
    return twice(given), given - x


@twice.misconception("T-square", "Twice is not the square.")
def squared(x):
    return np.asarray(x, float) ** 2


@twice.misconception("T-cut", "Where has the sign gone?")
def cut_below(x):
    return np.maximum(0, 2 * np.asarray(x, float))


@twice.misconception("T-flat", "One number for a table?")
def flat(x):
    x = np.asarray(x, float)
    return 2 * x if x.ndim < 2 else 2 * x[0, 0]


@pytest.fixture(autouse=True)
def _declared() -> Iterator[None]:
    with declared(twice):
        yield


def judged(function: Any, exercise: Exercise = twice, seed: int = 1) -> Verdict:
    return decide(exercise, attempt(exercise, function, seed), seed)


def mutating(x: Any) -> Any:
    x *= 2
    return x.copy()


def overflowing(x: Any) -> Any:
    np.exp(x)
    return 2 * x


def nan_far_out(x: Any) -> Any:
    with np.errstate(all="ignore"):
        return 2 * x + 0 * np.exp(x)


def two_mistakes(x: Any) -> Any:
    return np.maximum(0, 2 * x) if x.min() < 0 else 2 * x + 1


# (what it is, the function, points, diagnosis, what the message says)
ORDER = [
    ("1 missing", None, 0.0, None, "Nothing to check in `toy_twice` yet: it is None"),
    ("1 no function", 3, 0.0, None, "it is an int, not a function"),
    ("2 known", lambda x: np.asarray(x) ** 2, 0.0, "T-square", "Twice is not the square."),
    ("3 None", lambda x: None, 0.0, None, "returns None. A calculation without `return`"),
    ("3 printed", lambda x: print(x), 0.0, None, "returns None. It prints something"),
    ("3 container", lambda x: {1}, 0.0, None, "returns an object of type set. What is asked"),
    ("4 shape", lambda x: 2 * x[:2], 0.25, None, r"shape \(2,\), but an array of shape \(3,\)"),
    ("4 transposed", lambda x: 2 * x.T, 0.75, None, "Rows and columns are exchanged"),
    ("5 nan", nan_far_out, 0.75, None, r"returns `\[-2000.0, nan\]`. A finite number belongs"),
    ("5 warning", overflowing, 0.75, None, "NumPy reports `RuntimeWarning: overflow"),
    ("6 changed", mutating, 0.75, None, "the array that was passed in has changed"),
    ("7 partial", two_mistakes, 0.0, None, "This looks like .*: Where has the sign gone"),
    ("8 sign", lambda x: -2 * x, 0.0, None, "The size is right and the sign is reversed"),
    ("8 factor", lambda x: 3 * x, 0.0, None, "Every number is 1.5 times what it should be"),
    ("8 values", lambda x: 2 * x + 1, 0.0, None, "The numbers are not the right ones"),
    ("8 error", lambda x: x.nonsense, 0.0, None, "AttributeError in line .*: .*'nonsense'"),
    ("8 call", eval("lambda: 0"), 0.0, None, r"It is called as `toy_twice\(x\)`."),
]


@pytest.mark.parametrize(("function", "points", "known", "said"), [c[1:] for c in ORDER])
def test_messages(function: Any, points: float, known: str | None, said: str) -> None:
    verdict = judged(function)
    assert verdict.points == points, str(verdict)
    assert (verdict.diagnosis.id if verdict.diagnosis else None) == known
    assert re.search(said, verdict.message), verdict.message


def both(*parts: Any) -> Any:
    """Return a function that makes several mistakes, each at another place."""

    def function(x: Any) -> Any:
        for part in parts:
            x = part(x)
        return x

    return function


def only_tables(what: Any) -> Any:
    return lambda x: what if x.ndim == 2 else x


def only_far(change: Any) -> Any:
    return lambda x: change(x) if np.abs(x).max() > 100 else x


def changed_as_well(x: Any) -> Any:
    y = 2 * x
    x += 1
    return y


# Each makes two mistakes; the one named first is said.
PAIRS = [
    ("None before shape", both(lambda x: 2 * x[:2], only_tables(None)), "returns None"),
    (
        "shape before nan",
        both(
            lambda x: 2 * x, only_far(lambda x: x * np.nan), lambda x: x if x.ndim < 2 else x[:1]
        ),
        "is expected",
    ),
    (
        "nan before a changed argument",
        both(changed_as_well, only_far(lambda x: x * np.nan)),
        "A finite number",
    ),
    (
        "a changed argument before what fails elsewhere",
        both(changed_as_well, lambda x: x + 1),
        "has changed",
    ),
]


@pytest.mark.parametrize(("function", "said"), [p[1:] for p in PAIRS], ids=[p[0] for p in PAIRS])
def test_order_of_two_mistakes(function: Any, said: str) -> None:
    verdict = judged(function)
    assert said in verdict.message, verdict.message
    assert verdict.diagnosis is None


def test_an_exception_of_the_same_class_is_no_partial_match() -> None:
    """Many mistakes raise a TypeError; only the same words make it the same mistake."""
    named = toy("toy_named", reference=lambda x: -np.asarray(x))

    @named.probe("values")
    def number(named, rng):
        return named(1.0)

    @named.probe("values")
    def listed(named, rng):
        return named([1.0])

    @named.misconception("T-list", "A list is no number.")
    def minus(x):
        return 0 - x

    with declared(named):
        assert judged(lambda x: 0 - x, named).diagnosis is not None
        assert "looks like" not in judged(lambda: 0, named).message


@pytest.mark.parametrize("seed", range(5))
def test_expected_numbers_are_never_shown(seed: int) -> None:
    tried = attempt(twice, lambda x: 2 * x, seed)
    right = {
        f"{number:.5g}"
        for group in tried.observations.values()
        for call in group[0].calls
        for number in np.ravel(call.output)
    }
    for case in (lambda x: 2 * x + 1, lambda x: 3 * x, lambda x: 2 * x[:2], nan_far_out):
        message = judged(case, seed=seed).message
        wrong = {f"{float(n):.5g}" for n in re.findall(r"-?\d+\.\d+", message)}
        assert len(wrong & right) <= (2 if case is nan_far_out else 0), message


def test_exactly_one_message() -> None:
    message = judged(both(changed_as_well, only_tables(None), lambda x: x)).message
    assert "returns None" in message
    assert "has changed" not in message


@pytest.mark.parametrize(
    ("function", "outcome"),
    [
        (lambda x: 2 * x, "passed"),
        (overflowing, "failed"),
        (lambda x: 3 * x, "failed"),
        (lambda x: 1 / 0, "exception"),
        (lambda x: 1 / 0 if x.ndim == 2 else 3 * x, "failed"),
        (None, "unattempted"),
    ],
)
def test_outcomes(function: Any, outcome: str) -> None:
    verdict = judged(function)
    assert verdict.outcome == outcome
    assert set(verdict.properties) == set(twice.properties)
    assert sum(score.points for score in verdict.properties.values()) == verdict.points
    assert verdict.max_points == twice.points == 1.0
    assert type(verdict.points) is float


def test_a_property_needs_all_its_probes() -> None:
    verdict = judged(mutating)
    assert {name: score.passed for name, score in verdict.properties.items()} == {
        "values": True,
        "stability": True,
        "shapes": False,
    }


# Two of three -------------------------------------------------------------------------------

flaky = toy("toy_flaky", reference=lambda x: 1.0)


@flaky.probe("values", view=lambda value: value > 0.5, expected=True, seeds=3)
def trained(flaky, rng):
    return flaky(rng)


@flaky.misconception("T-still", "Nothing was learnt.")
def still(rng):
    return -1.0


@pytest.mark.parametrize(
    ("results", "passes"),
    [
        ([1, 1, 1], True),
        ([0, 1, 1], True),
        ([1, 0, 1], True),
        ([1, 1, 0], True),
        ([0, 0, 1], False),
        ([1, 0, 0], False),
        ([0, 0, 0], False),
        (["x", 1, 1], True),
        (["x", "x", 1], False),
    ],
)
def test_two_of_three_runs_decide(results: list[Any], passes: bool) -> None:
    left = list(results)
    drawn: list[float] = []

    def train(rng: Any) -> Any:
        drawn.append(rng.random())
        return left.pop(0)

    with declared(flaky):
        assert judged(train, flaky).passed is passes
    assert len(set(drawn)) == 3, "each run has inputs of its own"


def test_a_flaky_wrong_form_is_recognised_by_the_majority() -> None:
    left = [1, -1, -1]
    with declared(flaky):
        found = judged(lambda rng: left.pop(0), flaky).diagnosis
    assert found is not None
    assert found.id == "T-still"


# What is shown --------------------------------------------------------------------------------


def test_results_are_shown_as_typed_and_named_where_they_are_long() -> None:
    shown = toy("toy_shown", reference=lambda x, y: (1.0, 2.0))

    @shown.probe("values")
    def many(shown, rng):
        return shown(np.arange(40.0), "text")

    def said(value: Any) -> str:
        return judged(lambda x, y: value, shown).message

    with declared(shown):
        assert "`toy_shown(an array of shape (40,), 'text')` returns `(3, 4.5)`." in said((3, 4.5))
        assert "(-1000.0, 1.5e-09)" in said((-1000.0, 1.5e-9))
        assert "returns `(nan, 2.0)`" in said((np.nan, 2.0))
        assert "(1, True)" in said((1, True))


@pytest.mark.parametrize(("size", "shown"), [(12, "11.25]"), (13, "an array of shape (13,)")])
def test_twelve_numbers_are_typed_out(size: int, shown: str) -> None:
    long = toy("toy_long", reference=lambda x: x)

    @long.probe("values")
    def some(long, rng):
        return long(np.arange(float(size)))

    with declared(long):
        assert shown in judged(lambda x: x + 0.25, long).message


def test_of_long_arguments_the_shapes_are_shown() -> None:
    three = toy("toy_three", reference=lambda X, W, b: X @ W + b)

    @three.probe("values")
    def layer(three, rng):
        return three(np.full((6, 2), 0.12345), np.full((2, 6), 0.54321), np.zeros(2)[:, None][0])

    @three.probe("values")
    def short(three, rng):
        return three(np.full((1, 2), 0.5), np.full((2, 4), 0.25), 1.0)

    with declared(three):
        said = judged(lambda X, W, b: X @ W + b + 1, three).message
        assert "toy_three(an array of shape (6, 2), an array of shape (2, 6), [0.0])" in said
        said = judged(lambda X, W, b: X @ W + b + (len(X) == 1), three).message
        assert "toy_three([[0.5, 0.5]], [[0.25, 0.25, 0.25, 0.25], " in said


def test_shapes_are_those_of_the_call_itself() -> None:
    stacked = toy("toy_stacked", reference=lambda x: x)

    @stacked.probe("values", view=lambda two: two[0])
    def two_calls(stacked, rng):
        return stacked(np.ones((2, 3))), stacked(np.zeros((2, 3)))

    with declared(stacked):
        said = judged(lambda x: x[:1], stacked).message
    assert "shape (1, 3), but an array of shape (2, 3)" in said


def warns_and_fails(x: Any) -> Any:
    np.exp(x)
    return 2 * x if x.ndim == 1 and np.abs(x).max() < 100 else x.nonsense


def test_values_are_called_right_only_where_they_are() -> None:
    assert "AttributeError" in judged(warns_and_fails).message
    wrong_too = judged(lambda x: 2 * x + np.exp(np.minimum(x, 710)) * 0 + (x > 100)).message
    assert "values are right" not in wrong_too


def test_a_factor_is_seen_in_more_than_one_number() -> None:
    growing = toy("toy_growing", reference=lambda x: 2.0 * x)

    @growing.probe("values")
    def one(growing, rng):
        return growing(1.0)

    @growing.probe("values")
    def several(growing, rng):
        return growing(np.array([1.0, 2.0, 4.0]))

    with declared(growing):
        assert "Every number is 1.5 times" in judged(lambda x: 3 * x, growing).message
        assert "`toy_growing(1.0)` returns `3.0`" in judged(lambda x: 2 * x + 1, growing).message


def test_the_call_that_differs_is_shown() -> None:
    late = toy("toy_late", reference=lambda x: 2.0 * x)

    @late.probe("values")
    def three_calls(late, rng):
        return late(1.0), late(2.0), late(3.0)

    with declared(late):
        assert (
            "`toy_late(2.0)` returns `9`"
            in judged(lambda x: 9 if x > 1.5 else 2 * x, late).message
        )


# Views, partners, variables ------------------------------------------------------------------


def test_a_view_may_draw_the_inputs_again() -> None:
    sums = toy("toy_sums", reference=lambda x: None)

    @sums.probe("values", view=lambda got, rng: got - rng.normal(size=3).sum(), expected=0.0)
    def drawn(sums, rng):
        return sums(rng.normal(size=3))

    with declared(sums):
        for seed in range(3):
            assert judged(lambda x: x.sum(), sums, seed).passed
            assert not judged(lambda x: x[0], sums, seed).passed


def test_what_a_view_can_not_read_is_of_another_form() -> None:
    pair = toy("toy_pair", reference=lambda: (1.0, 2.0))

    @pair.probe("values", view=lambda value: value[1])
    def second(pair, rng):
        return pair()

    with declared(pair):
        assert "What is asked for: 2 separate values" in judged(lambda: 1.0, pair).message
        assert "returns None" in judged(lambda: None, pair).message
        assert "ZeroDivisionError" in judged(lambda: 1 / 0, pair).message


def test_partners_are_the_students_own() -> None:
    coded = toy("toy_encode", reference=lambda x: [x])
    back = toy("toy_decode", reference=lambda c: c[0], partners=["toy_encode"])

    @back.probe("values")
    def there_and_back(decode, rng, toy_encode):
        return decode(toy_encode(3.0))

    with declared(coded, back):
        assert judged(lambda c: c[0], back).passed, "without an own one it is the reference"
        own: dict[str, Any] = {}
        exec("def toy_encode(x): return {'x': x}\ndef toy_decode(c): return c['x']", own)
        assert judged(own["toy_decode"], back).passed
        own["toy_encode"] = None
        assert not judged(own["toy_decode"], back).passed


def test_variables() -> None:
    answer = toy("toy_answer", kind="variable", reference=np.array([1.0, 2.0]))

    @answer.probe("values")
    def given(answer, rng):
        return answer

    answer.wrong_value("T-order", "Which comes first?", np.array([2.0, 1.0]))
    with declared(answer):
        assert judged([1, 2], answer).passed
        verdict = judged((2, 1), answer)
        assert verdict.diagnosis is not None
        assert verdict.diagnosis.id == "T-order"
        other = judged([5, 7], answer)
        assert "You gave `[5, 7]`." in other.message
        assert judged(None, answer).outcome == judged(..., answer).outcome == "unattempted"
        assert "Write it without quotes" in judged("text", answer).message


def test_declarations_are_held_to_their_names() -> None:
    with pytest.raises(ValueError, match="no property"):
        twice.probe("nonsense")
    with pytest.raises(ValueError, match="two probes"):
        twice.probe("values")(small_numbers)


def test_inputs_depend_on_seed_probe_and_exercise() -> None:
    probe = twice.probes[0]
    drawn = [
        probe.rng("a", 1).random(),
        probe.rng("b", 1).random(),
        probe.rng("a", 2).random(),
        probe.rng("a", 1, 1).random(),
        twice.probes[1].rng("a", 1).random(),
    ]
    assert len(set(drawn)) == 5
    assert probe.rng("a", 1).random() == drawn[0]


def test_no_wrong_form_is_tried_while_the_answer_is_right() -> None:
    """Some take a training each: in a browser, who is right would wait for ten of them."""
    tried = []

    @twice.misconception("T-slow", "Slow and wrong.")
    def slow_and_wrong(x: Any) -> Any:
        tried.append(x)
        return x

    try:
        assert judged(lambda x: 2 * x, seed=77).passed
        assert not tried
        assert not judged(lambda x: 3 * x, seed=77).passed
        assert tried
    finally:
        twice.misconceptions.pop()


def test_a_probe_that_states_what_it_expects_needs_no_reference() -> None:
    tried = []

    def reference(x: Any) -> Any:
        tried.append(x)
        return 2 * x

    stated = toy("toy_stated", reference=reference)

    @stated.probe("values", expected=6)
    def three(toy_stated: Any, rng: Any) -> Any:
        return toy_stated(3)

    with declared(stated):
        assert judged(lambda x: 2 * x, stated).passed
        assert not tried
        assert not judged(lambda x: x, stated).passed
        assert tried


def test_a_wrong_form_that_was_interrupted_is_tried_anew() -> None:
    pressed = [True]

    @twice.misconception("T-shy", "Interrupted the first time.")
    def interrupted_once(x: Any) -> Any:
        if pressed and pressed.pop():
            raise Interrupted
        return 5 * x

    try:
        with pytest.raises(KeyboardInterrupt):
            judged(lambda x: 5 * x, seed=78)
        diagnosis = judged(lambda x: 5 * x, seed=78).diagnosis
        assert diagnosis is not None
        assert diagnosis.id == "T-shy"
    finally:
        twice.misconceptions.pop()
