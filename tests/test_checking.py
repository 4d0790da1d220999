"""The check survives every function a student can write, says so, and leaves no trace."""

from __future__ import annotations

import functools
import io
import json
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import numpy as np
import pytest
from toys import declared, toy

import course
from course import check, check_best, checking, hint, progress, recall, reveal
from course.exercises import Exercise, UnknownExercise, choice, declaration, watching
from course.exercises.limits import Interrupted
from course.judging.verdict import Verdict
from course.learning import session

double = toy("toy_double", reference=lambda x: 2 * np.asarray(x), properties={"values": 1.0})


@double.probe("values")
def three_numbers(double, rng):
    return double(rng.normal(size=3))


@pytest.fixture(autouse=True)
def _toys() -> Iterator[None]:
    with declared(double):
        yield


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declaration, "SECONDS", 0.2)


def checked(value: Any) -> Verdict:
    """Check quietly, and look at what every verdict promises."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        verdict = check(value, exercise="toy_double")
        said, shown, number = str(verdict), verdict._repr_html_(), repr(verdict)
    assert (out.getvalue(), err.getvalue(), seen) == ("", "", [])
    assert 0 <= float(number) <= verdict.max_points
    assert verdict.message
    assert said
    assert "<script" not in shown
    json.dumps([verdict.points, verdict.message])
    return verdict


# Whatever the student's code does -----------------------------------------------------------


class Hostile:
    """Everything one can ask of it goes wrong."""

    def _no(self, *args: Any, **kwargs: Any) -> Any:
        print("somebody asked")
        raise RuntimeError("hostile")

    __eq__ = __array__ = __repr__ = __str__ = __len__ = __float__ = __iter__ = _no  # type: ignore[assignment]
    __getattr__ = __bool__ = __hash__ = __call__ = __deepcopy__ = __index__ = _no  # type: ignore[assignment]

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        raise RuntimeError("hostile")


class HostileMeta(type):
    @property
    def __name__(cls) -> str:  # type: ignore[override]
        raise RuntimeError("hostile")

    def __eq__(cls, other: object) -> bool:
        raise RuntimeError("hostile")

    def __hash__(cls) -> int:
        return 0


class Odd(metaclass=HostileMeta):
    pass


class Text(str):
    def __str__(self) -> str:
        raise RuntimeError("hostile")


class Mapping(dict):  # type: ignore[type-arg]
    def items(self) -> Any:
        raise RuntimeError("hostile")


class Silent(Exception):
    def __str__(self) -> str:
        raise RuntimeError("hostile")


class Strange(BaseException):
    pass


def generator(x: Any) -> Iterator[Any]:
    yield x


async def coroutine(x: Any) -> Any:
    return x


class Endless(list):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[int]:
        while True:
            yield 1


SELF_CONTAINING: list[Any] = [1]
SELF_CONTAINING.append(SELF_CONTAINING)

RETURNED = {
    "hostile object": Hostile(),
    "object of a hostile class": Odd(),
    "hostile class": Odd,
    "text": "2.0",
    "hostile text": Text("2.0"),
    "hostile mapping": Mapping(a=1),
    "hostile values": {("a", 1): Hostile()},
    "list with a hostile entry": [1.0, Hostile()],
    "tuple of hostile ones": (Hostile(), Odd()),
    "ragged list": [[1], [2, 3]],
    "objects": np.array([1, None, "x"], dtype=object),
    "text array": np.array(["a"]),
    "records": np.zeros(2, dtype=[("a", float)]),
    "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
    "huge array": np.broadcast_to(1.0, (10**6, 10**6)),
    "huge list": [[0.0] * 200_000] * 200_000,
    "deep list": functools.reduce(lambda inner, _: [inner], range(500), 1.0),
    "list in itself": SELF_CONTAINING,
    "endless list": Endless([1]),
    "complex": np.array([1j, 2, 3]),
    "nan": np.full(3, np.nan),
    "empty": np.zeros((0, 3)),
    "huge integer": 10**5000,
    "function": print,
    "module": np,
    "not implemented": NotImplemented,
    "dots": ...,
    "set": {1, 2},
    "bytes": b"123",
    "masked": np.ma.masked_array([1.0, 2.0, 3.0], mask=[0, 1, 0]),
}


@pytest.mark.parametrize("name", RETURNED)
def test_any_result(name: str) -> None:
    verdict = checked(lambda x: RETURNED[name])
    assert verdict.outcome == "failed"
    assert verdict.points == 0
    assert verdict.diagnosis is None


ERRORS = [
    ValueError("no"),
    SystemExit(0),
    KeyboardInterrupt(),
    GeneratorExit(),
    StopIteration(1),
    MemoryError(),
    RecursionError(),
    Silent(),
    Strange(),
    Warning("w"),
    ExceptionGroup("several", [ValueError(1), TypeError(2)]),
    UnicodeDecodeError("utf-8", b"x", 0, 1, "why"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: type(e).__name__)
def test_any_exception(error: BaseException) -> None:
    def wrong(x: Any) -> Any:
        raise error

    verdict = checked(wrong)
    assert verdict.outcome == "exception"
    assert type(error).__name__ in verdict.message


def test_exception_is_said_with_the_students_line() -> None:
    space: dict[str, Any] = {}
    exec(compile("def f(x):\n    y = x\n    return y / {}", "<cell>", "exec"), space)
    message = checked(space["f"]).message
    assert "TypeError in line 3 of its cell" in message


VALUES = {
    "hostile object": Hostile(),
    "object of a hostile class": Odd(),
    "hostile class": Odd,
    "generator": generator,
    "coroutine": coroutine,
    "built in": len,
    "ufunc": np.exp,
}


@pytest.mark.parametrize("name", VALUES)
def test_any_value(name: str) -> None:
    assert not checked(VALUES[name]).passed


@pytest.mark.parametrize("value", [None, 3, "text", ..., [1], np.zeros(3)])
def test_a_value_that_is_no_function_is_unattempted(value: Any) -> None:
    verdict = checked(value)
    assert (verdict.outcome, verdict.points) == ("unattempted", 0.0)
    assert "hint('toy_double')" in verdict.message


def test_the_template_is_unattempted() -> None:
    def toy_double(x: Any) -> Any:
        raise NotImplementedError

    verdict = check(toy_double)
    assert verdict.outcome == "unattempted"
    assert "NotImplementedError" in verdict.message
    assert double.asks in verdict.message


def test_infinite_recursion() -> None:
    def again(x: Any) -> Any:
        return again(x)

    assert "RecursionError" in checked(again).message


def test_megabytes_of_output() -> None:
    def chatty(x: Any) -> Any:
        for _ in range(300):
            print("x" * 10_000)
            print("y" * 10_000, file=sys.stderr)
        return 2 * x

    assert checked(chatty).passed


def test_a_function_that_prints_its_result() -> None:
    verdict = checked(lambda x: print(2 * x))
    assert "prints something" in verdict.message
    assert "None" in verdict.message


# Code that does not end ---------------------------------------------------------------------


def endless(x: Any) -> Any:
    while True:
        pass


def endless_with_bare_except(x: Any) -> Any:
    while True:
        try:  # noqa: SIM105
            x = x + 1
        except:  # noqa: E722 -- as students write it
            pass


def asleep_with_bare_except(x: Any) -> Any:
    while True:
        try:  # noqa: SIM105
            time.sleep(0.01)
        except:  # noqa: E722 -- as students write it
            pass


def endless_generator(x: Any) -> Any:
    return Endless([x])


def endless_conversion(x: Any) -> Any:
    class Slow:
        def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
            while True:
                pass

    return Slow()


LOOPS = [endless, endless_with_bare_except, asleep_with_bare_except, endless_conversion]


# Where a trace function watches the clock, a bare `except` wins: limits.py says so.
ELSEWHERE = LOOPS if hasattr(sys, "monitoring") else [endless, endless_conversion]
CASES = [(loop, "main") for loop in LOOPS] + [(loop, "other") for loop in ELSEWHERE]


@pytest.mark.parametrize(("loop", "thread"), CASES)
def test_endless_code_is_stopped(impatient: None, loop: Any, thread: str) -> None:
    verdicts: list[Verdict] = []
    trace, handler = sys.gettrace(), signal.getsignal(signal.SIGALRM)
    begun = time.monotonic()
    if thread == "main":
        verdicts.append(checked(loop))
    else:
        worker = threading.Thread(
            target=lambda: verdicts.append(check(loop, exercise="toy_double"))
        )
        worker.start()
        worker.join(10)
    assert time.monotonic() - begun < 5
    assert "did not come to an end" in verdicts[0].message
    assert verdicts[0].outcome == "exception"
    assert sys.gettrace() is trace
    assert signal.getsignal(signal.SIGALRM) is handler
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_two_probes_without_an_end_are_enough(impatient: None) -> None:
    many = toy("toy_many", reference=lambda x: x)
    for k in range(6):

        def look(many: Any, rng: Any) -> Any:
            return many(1.0)

        look.__name__ = f"look_{k}"
        many.probe("values")(look)
    begun = []

    def started(x: float) -> Any:
        begun.append(x)
        return endless(x)

    with declared(many):
        check(started, exercise="toy_many")
    assert len(begun) == 2


@pytest.fixture
def _keyboard() -> Iterator[None]:
    """A process started in the background ignores Ctrl-C; a notebook's kernel does not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_keyboard")
def test_ctrl_c_is_for_the_person_at_the_keyboard() -> None:
    def pressed(x: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        return 2 * x

    with pytest.raises(KeyboardInterrupt) as caught:
        check(pressed, exercise="toy_double")
    assert not isinstance(caught.value, Interrupted)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# Nothing is left behind -----------------------------------------------------------------------


def test_what_a_function_changes_is_put_back() -> None:
    def meddler(x: Any) -> Any:
        np.seterr(all="ignore")
        np.set_printoptions(formatter={"all": lambda v: "?"})
        warnings.simplefilter("error")
        warnings.showwarning = print
        sys.stdout = sys.stderr = io.StringIO()
        sys.settrace(lambda *event: None)
        sys.setprofile(lambda *event: None)
        sys.setrecursionlimit(5_000)
        signal.signal(signal.SIGUSR1, lambda *ring: None)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        return 2 * x

    def state() -> Any:
        return (
            np.geterr(),
            np.get_printoptions(),
            list(warnings.filters),
            warnings.showwarning,
            sys.stdout,
            sys.stderr,
            sys.gettrace(),
            sys.getprofile(),
            sys.getrecursionlimit(),
            signal.getsignal(signal.SIGUSR1),
            signal.getsignal(signal.SIGALRM),
            signal.getsignal(signal.SIGINT),
        )

    before = state()
    assert check(meddler, exercise="toy_double").passed
    assert state() == before


def test_the_argument_stays_the_students() -> None:
    answer = {"a": [1, 2]}
    ask = toy("toy_answer", kind="variable", reference={"a": [1, 2]})

    @ask.probe("values")
    def as_given(answer, rng):
        answer["a"].append(3)
        return answer["a"]

    with declared(ask):
        check(answer, exercise="toy_answer")
    assert answer == {"a": [1, 2]}


@pytest.mark.parametrize("raises", [False, True])
def test_uses_are_lent_and_given_back(raises: bool) -> None:
    lender = toy("toy_lender", reference=lambda x: 2 * x, uses=["toy_double"])

    @lender.probe("values")
    def one(lender, rng):
        return lender(np.ones(3))

    source = (
        "def f(x):\n    y = toy_double(x)\n" + ("    1 / 0\n" if raises else "") + "    return y"
    )
    with declared(lender):
        for own in ({}, {"toy_double": "mine, and broken"}):
            space: dict[str, Any] = dict(own)
            exec(source, space)
            verdict = check(space["f"], exercise="toy_lender")
            assert verdict.passed is not raises
            assert "a correct toy_double in place of yours" in verdict.note
            assert "a correct toy_double" in str(verdict)
            assert {k: space[k] for k in own} == own
            assert ("toy_double" in space) == bool(own)


def test_a_function_deleted_meanwhile_comes_back() -> None:
    def deletes(x: Any) -> Any:
        globals().pop("three_numbers", None)
        return 2 * x

    lender = toy("toy_lender", reference=lambda x: 2 * x, uses=["toy_double"])

    @lender.probe("values")
    def one(lender, rng):
        return lender(np.ones(3))

    space: dict[str, Any] = {"toy_double": 1}
    exec("def f(x):\n    global toy_double\n    del toy_double\n    return 2 * x", space)
    with declared(lender):
        assert check(space["f"], exercise="toy_lender").passed
    assert space["toy_double"] == 1


def test_the_courses_own_function_is_no_answer_and_works_again_afterwards() -> None:
    from course import activations

    for value in (
        activations.relu,
        functools.partial(activations.relu),
        lambda x: activations.relu(x),
    ):
        verdict = check(value, exercise="relu")
        assert verdict.points == 0
        assert "Write your own version" in verdict.message
        assert activations.relu(-1.0) == 0.0

    def breaks(x: Any) -> Any:
        activations.relu(x)
        raise KeyboardInterrupt

    check(breaks, exercise="relu")
    assert activations.relu(2.0) == 2.0


# Names ------------------------------------------------------------------------------------------


def test_found_by_name() -> None:
    def plain(function: Any) -> Any:
        return lambda x: function(x)

    def toy_double(x: Any) -> Any:
        return 2 * x

    assert check(toy_double).passed
    assert check(plain(toy_double)).passed, "the wrapped function has the name"
    assert check(functools.partial(toy_double)).passed
    assert check(np.vectorize(toy_double)).passed


NAMELESS = {
    "lambda": lambda x: x,
    "None": None,
    "object": Endless(),
    "partial": functools.partial(np.add),
}


@pytest.mark.parametrize("name", NAMELESS)
def test_a_value_without_a_name_asks_for_one(name: str) -> None:
    value = NAMELESS[name]
    assert check(value, exercise="toy_double").max_points == 1.0
    with pytest.raises(UnknownExercise, match='exercise="NAME"'):
        check(value)


def test_unknown_names_list_the_nearest() -> None:
    def sigmoid_slope(x: Any) -> Any:
        return x

    for ask in (
        lambda: check(sigmoid_slope),
        lambda: check(len, exercise="sigmoid_slope"),
        lambda: hint("sigmoid_slope"),
        lambda: course.exercises.get("sigmoid_slope"),
    ):
        with pytest.raises(UnknownExercise) as caught:
            ask()
        assert isinstance(caught.value, LookupError)
        assert "sigmoid_prime" in str(caught.value) or "sigmoid" in str(caught.value)
    with pytest.raises(UnknownExercise) as caught:
        check(len, exercise="qqqqqqqq")
    assert "Did you mean" not in str(caught.value)


def test_exercise_beats_the_name() -> None:
    def relu(x: Any) -> Any:
        return 2 * x

    assert check(relu, exercise="toy_double").passed
    assert not check(relu).passed


# Warnings ---------------------------------------------------------------------------------


def test_a_warning_is_explained_not_punished() -> None:
    def warns(x: Any) -> Any:
        np.log(np.zeros(1))
        warnings.warn("by the way", stacklevel=1)
        return 2 * x

    verdict = checked(warns)
    assert verdict.passed
    assert "warned" in verdict.message
    assert "warn" not in checked(lambda x: 2 * x).message


def test_a_warning_counts_where_stability_is_asked_for() -> None:
    calm = toy("toy_calm", reference=lambda x: x, properties={"values": 0.5, "stability": 0.5})

    @calm.probe("values")
    def numbers(calm, rng):
        return calm(np.ones(3))

    @calm.probe("stability")
    def far_out(calm, rng):
        with watching() as seen:
            values = calm(np.array([-1000.0, 1000.0]))
        return values, seen.warned

    with declared(calm):
        assert check(lambda x: x, exercise="toy_calm").passed
        verdict = check(
            lambda x: x + 0 * np.exp(-np.abs(x)) * np.log(0.0 * x.size + 1), exercise="toy_calm"
        )
        assert verdict.passed
        verdict = check(lambda x: (np.exp(x), x)[1], exercise="toy_calm")
        assert verdict.points == 0.5
        assert "overflow" in verdict.message


def test_float32_and_lists_are_accepted() -> None:
    assert checked(lambda x: (2 * x).astype(np.float32)).passed
    assert checked(lambda x: [2 * v for v in x]).passed
    assert checked(lambda x: tuple(float(2 * v) for v in x)).passed


# Hints and progress -----------------------------------------------------------------------


def test_the_ladder_of_hints() -> None:
    assert hint("toy_double").rung == 1
    assert hint("toy_double").rung == 1, "nothing was tried"
    assert "check it first" in str(hint("toy_double"))
    check(lambda x: x, exercise="toy_double")
    second = hint("toy_double")
    assert (second.rung, second.rungs, second.text) == (2, 3, "Think.")
    check(lambda x: x, exercise="toy_double")
    assert hint("toy_double").rung == 2, "the same attempt again is no new attempt"
    assert hint("toy_double", anyway=True).rung == 3
    for _ in range(2):
        last = hint("toy_double", anyway=True)
        assert (last.rung, last.text) == (3, "Compare.")
        assert "last hint" in str(last)


def test_an_attempt_before_the_first_hint_is_not_counted_after_it() -> None:
    check(lambda x: x, exercise="toy_double")
    assert hint("toy_double").rung == 1
    assert hint("toy_double").rung == 1
    check(lambda x: -x, exercise="toy_double")
    check(lambda x: x, exercise="toy_double")
    assert hint("toy_double").rung == 2, (
        "another attempt was checked since, then the old one again"
    )


def test_a_cell_run_again_is_the_same_attempt() -> None:
    source = "def toy_double(x):\n    inner = lambda v: [w for w in v]\n    return inner(x)"
    hint("toy_double")
    for name, rung in (("<cell 1>", 2), ("<cell 2>", 2)):
        space: dict[str, Any] = {}
        exec(compile(source, name, "exec"), space)
        check(space["toy_double"])
        assert hint("toy_double").rung == rung


def test_a_changed_helper_is_another_attempt() -> None:
    space: dict[str, Any] = {"factor": 3}
    exec("def toy_double(x):\n    return factor * x", space)
    check(space["toy_double"])
    assert hint("toy_double").rung == 1
    space["factor"] = 4
    check(space["toy_double"])
    assert hint("toy_double").rung == 2


def test_a_changed_default_is_another_attempt() -> None:
    for factor, rung in ((3, 1), (4, 2)):
        space: dict[str, Any] = {}
        exec(f"def toy_double(x, factor={factor}):\n    return factor * x", space)
        check(space["toy_double"])
        assert hint("toy_double").rung == rung


def test_a_number_of_thousands_of_digits_disturbs_no_check() -> None:
    space: dict[str, Any] = {"huge": 10**5_000}
    exec("def toy_double(x):\n    return 2 * x if huge else x", space)
    assert check(space["toy_double"]).passed


def test_the_template_is_no_attempt() -> None:
    hint("toy_double")
    check(None, exercise="toy_double")
    assert hint("toy_double").rung == 1


def test_progress() -> None:
    assert "Nothing checked" in str(progress())
    hint("toy_double")
    assert "Nothing checked" in str(progress()), "a hint is no check"
    check(lambda x: x, exercise="toy_double")
    check(lambda x: 2 * x, exercise="toy_double")
    said = str(progress(0))
    assert "There is no unit" not in said
    for said in (str(progress("00_toys")), progress("00_toys")._repr_html_()):
        assert "toy_double" in said
        assert "1 of 1 points" in said
        assert "2 attempts" in said
    assert "00_toys" in str(progress())


def test_a_check_again_is_no_new_attempt_but_an_answer_written_afresh_is() -> None:
    for value in (lambda x: 2 * x, lambda x: 2 * x, None, None, lambda x: 2 * x):
        check(value, exercise="toy_double")
    kinds = [event["outcome"] for event in session.current().events]
    assert kinds == ["passed", "unattempted", "passed"]


def test_best_of_several() -> None:
    def gelu(x: Any) -> Any:
        raise NotImplementedError

    def relu(x: Any) -> Any:
        return np.maximum(0.0, x)

    verdict = check_best(1, gelu, relu)
    assert (verdict.outcome, verdict.points, verdict.max_points) == ("passed", 0.75, 0.75)
    assert "gelu" in verdict.message
    both = check_best(2, gelu, relu)
    assert both.outcome == "failed"
    assert both.points == pytest.approx(0.75)
    assert both.max_points == pytest.approx(1.25)
    assert check_best(1, gelu).outcome == "unattempted"


def test_reveal_waits_for_a_prediction() -> None:
    asked = choice(
        "toy_choice",
        unit="00_toys",
        asks="Heads?",
        options=["heads", "tails"],
        answer="tails",
        because="It is the law.",
        points=0.2,
    )
    ran: list[int] = []

    def run() -> str:
        ran.append(1)
        return "tails"

    with declared(asked):
        for nothing in (None, ...):
            assert "heads" in str(reveal(nothing, exercise="toy_choice", run=run))
        assert ran == []
        shown = str(reveal("heads", exercise="toy_choice", run=run, confidence=90))
        assert ran == [1]
        assert "It is the law." in shown
        assert "90 %" in shown
        assert "As predicted" in str(reveal(" TAILS ", exercise="toy_choice", run=run))
        assert check("tails", exercise="toy_choice").passed
    with pytest.raises(UnknownExercise, match="question"):
        reveal("heads", exercise="toy_double", run=run)


def test_while_grading_the_decision_is_left_to_the_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[tuple[Exercise, Any]], int | None]] = []
    monkeypatch.setattr(checking, "answering", lambda pairs, count: asked.append((pairs, count)))
    value = functools.partial(len)
    check(value, exercise="toy_double")

    def toy_double(x: Any) -> Any:
        return x

    check_best(1, toy_double, toy_double)
    assert asked[0] == ([(double, value)], None)
    assert asked[1] == ([(double, toy_double)] * 2, 1)
    assert session.current().events == [], "nothing was decided here"
    assert "graded" in str(progress())
    assert "graded" in str(recall())


def test_in_a_fresh_process_on_stock_streams() -> None:
    """As nbgrader sees it: nothing on stderr, a float on stdout."""
    code = (
        "import warnings, sys\n"
        "from course import check\n"
        "async def relu(x):\n    return x\n"
        "class Loud:\n    def __del__(self): raise ValueError('loud')\n"
        "def sigmoid(x):\n    Loud(); warnings.warn('hear')\n"
        "    print('x', file=sys.stderr); return x\n"
        "print(repr(check(relu)), repr(check(sigmoid)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stderr, done.stdout) == ("", "0.0 0.0\n")
