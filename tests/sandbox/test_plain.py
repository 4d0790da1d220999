"""Which functions are probed without a fork: those that can do nothing but compute."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import pytest
from sources import ACCEPTED, source_of

import autograder.sandbox
import course.exercises as catalogue
from course.activations import relu, sigmoid
from course.exercises.attempting import attempt, pack
from course.exercises.library import library_functions

INSIDE = str(Path(autograder.sandbox.__file__).parent / "inside")
sys.path.append(INSIDE)
import answering  # noqa: E402
from plain import is_plain  # noqa: E402

sys.path.remove(INSIDE)

PLAIN = {
    "arithmetic": "def f(x):\n    return 1 / (1 + np.exp(-np.asarray(x, float)))",
    "masks": "def f(x):\n    a = np.zeros(3)\n    a[x > 0] = x[x > 0]\n    return a",
    "a loop": "def f(x):\n    out = []\n    for v in x:\n        out.append(v)\n    return out",
    "errstate": "def f(x):\n    with np.errstate(over='ignore'):\n        return np.exp(x)",
    "a helper": "K = 30\ndef g(x):\n    return np.clip(x, -K, K)\ndef f(x):\n    return g(x) + 1",
    "a comprehension": "def f(x):\n    return [v * len(x) for v in x if not np.isnan(v)]",
    "an inner function": "def f(x):\n    def g(v):\n        return v + x\n    return g(1)",
    "recursion": "def f(n):\n    return 1 if n == 0 else n * f(n - 1)",
    "the module math": "import math\ndef f(x):\n    return np.exp(x) * math.erf(x[0])",
    "a name for what NumPy has": "from numpy import exp as e\ndef f(x):\n    return e(x)",
    "a long loop": "def f(x):\n    for v in x:\n" + "        v = v + 1 - 1\n" * 100,
    "a norm": "def f(x):\n    return np.linalg.norm(x)",
    "refusal": "def f(x):\n    if len(x) == 0:\n        raise ValueError(f'no {x}')\n    return x",
}
NOT_PLAIN = {
    "a global": "def f(x):\n    global seen\n    seen = x",
    "an attribute": "def f(x):\n    f.seen = x",
    "a list outside": "seen = []\ndef f(x):\n    seen.append(x)",
    "an array outside": "seen = np.zeros(3)\ndef f(x):\n    seen[:] = x",
    "a default that is kept": "def f(x, seen=[]):\n    seen.append(x)",
    "an import": "def f(x):\n    import os",
    "an endless loop": "def f(x):\n    while True:\n        pass",
    "a loop until": "def f(x):\n    while x > 1:\n        x = x / 2\n    return x",
    "globals": "def f(x):\n    globals()['seen'] = x",
    "getattr": "def f(x):\n    getattr(np, 'seterr')(all='raise')",
    "settings of NumPy": "def f(x):\n    np.seterr(all='raise')",
    "random numbers of NumPy": "def f(x):\n    return np.random.normal()",
    "special attributes": "def f(x):\n    return x.__class__.__bases__",
    "frames": "def f(x):\n    return (lambda: 0).__globals__",
    "print": "def f(x):\n    print(x)",
    "a class": "def f(x):\n    class A:\n        pass",
    "a closure": "def make():\n    seen = []\n    return lambda x: seen.append(x)\nf = make()",
    "a helper that is not": "seen = []\ndef g(x):\n    seen.append(x)\ndef f(x):\n    return g(x)",
    "an object": "class A:\n    def __call__(self, x):\n        return x\nf = A()",
    "its own len": "def len(x):\n    f.seen = x\ndef f(x):\n    return len(x)",
    "another module": "import os\ndef f(x):\n    return os.sep",
    "the library's, under another name": "from course.losses import accuracy as f",
    "the library's, as if it were one's own": "from course.losses import accuracy as a\n"
    "f = type(a)(a.__code__, a.__globals__)\nf.__module__ = '__main__'",
    "the library's": "from course.activations import sigmoid\ndef f(x):\n    return sigmoid(x)",
    "a name that is not there": "def f(x):\n    return unknown(x)",
    "attributes by matching": "def f(x):\n    match x:\n        case np.float64(tofile=g):\n"
    "            g('/tmp/x')",
    "a function among the constants": "import course.activations as c\ndef f(x):\n    return c\n"
    "f.__code__ = f.__code__.replace(co_consts=(*f.__code__.co_consts, c.relu))",
    "its own builtins": "f = type(lambda: 0)(compile('abs(1)', '', 'exec'), "
    "{'__builtins__': {'abs': print}})",
    "a sum of a range": "def f(x):\n    return sum(range(10 ** 9))",
    "a generator that waits": "async def f(x):\n    await x",
}


def made(source, name="f"):
    space = {"np": np, "__name__": "__main__"}
    exec(source, space)
    return space[name]


@pytest.mark.parametrize("source", PLAIN.values(), ids=list(PLAIN))
def test_what_only_computes_is_plain(source):
    assert is_plain(made(source))


@pytest.mark.parametrize("source", NOT_PLAIN.values(), ids=list(NOT_PLAIN))
def test_what_could_do_more_is_not(source):
    assert not is_plain(made(source))


def test_names_in_whose_place_correct_parts_are_put():
    source = "def f(x):\n    return sigmoid(x)"
    assert is_plain(made(source), {"sigmoid"})
    assert not is_plain(made(source))
    library = "from course.activations import sigmoid\n"
    assert is_plain(made(library + source), {"sigmoid"})
    assert not is_plain(made(library + source))


def test_own_parts_must_be_plain_too_and_can_be_stopped():
    """It is probed with them as well. A loop can be stopped, a power can't."""
    source = "def f(x):\n    return half(x)\ndef half(x):\n"
    for quick in ("np.asarray(x) / 2", "[v / 2 for v in x]", "x ** 2 + (x + 1) ** 0.5"):
        assert is_plain(made(source + f"    return {quick}"), {"half"})
    assert not is_plain(made(source + "    return open(x)"), {"half"})
    for endless in ("9 ** 10 ** 9", "x ** x", "1 << 10 ** 12", "pow(x, x)"):
        assert not is_plain(made(source + f"    return {endless}"))
        assert not is_plain(made(source + f"    return {endless}"), {"half"})
    further = "    return third(x)\ndef third(x):\n    return x ** x"
    assert not is_plain(made(source + further), {"half"})


def test_what_stays_audible_may_be_called():
    source = "from course.activations import sigmoid as s\ndef f(x):\n    return s(x) ** 2"
    assert not is_plain(made(source))
    assert is_plain(made(source), (), [sigmoid])
    assert not is_plain(made(source), (), [relu])


def test_no_function_of_the_library_is_plain():
    """It would answer, as nothing is silenced for what is plain."""
    found = list(library_functions())
    assert len(found) > 100
    assert not [one for one in found if is_plain(one)]


def test_a_name_is_replaced_in_the_notebook_only():
    space = {"sigmoid": relu, "np": np}
    exec("def helper(x):\n    return sigmoid(x)", space)
    function = made("def f(x):\n    return helper(x)")
    function.__globals__["helper"] = space["helper"]
    assert not is_plain(function, {"sigmoid"})


def test_the_library_under_a_partners_name_is_not_plain():
    exercise = catalogue.get("dropout_backward")
    source = (
        "from course.regularization import dropout_backward as dropout_forward\n"
        "def dropout_backward(delta, mask, p_keep):\n"
        "    return dropout_forward(delta, mask, p_keep)\n"
    )
    assert not answering._only_computes(exercise, made(source, exercise.name))


@pytest.mark.parametrize(("module", "name"), [(math, "exp"), (np.linalg, "norm")])
def test_other_modules_are_not_trusted_after_tampering(monkeypatch, module, name):
    function = made(
        f"import math\ndef f(x):\n    return {module.__name__.replace('numpy', 'np')}.{name}(x)"
    )
    assert is_plain(function)
    monkeypatch.setattr(module, name, relu)
    assert not is_plain(function)


def test_the_partner_that_a_probe_calls_must_be_plain_too():
    exercise = catalogue.get("dropout_backward")
    (partner,) = exercise.partners
    back = "def dropout_backward(delta, mask, p_keep):\n    return delta * mask\n"
    plain = back + f"def {partner}(*given):\n    return given\n"
    other = back + f"def {partner}(*given):\n    print(given)\n"
    assert answering._only_computes(exercise, made(plain, exercise.name))
    assert not answering._only_computes(exercise, made(other, exercise.name))


def test_what_was_tampered_with_is_not_trusted(monkeypatch):
    function = made(PLAIN["arithmetic"])
    monkeypatch.setattr(np, "exp", lambda x: x)
    assert not is_plain(function)


def test_a_function_that_calls_itself_in_a_ring_comes_to_an_end():
    assert not is_plain(made("def g(x):\n    return f(x)\ndef f(x):\n    return g(x)"))


def forms(exercise):
    """Return right and wrong answers to an exercise, each in a notebook of its own."""
    right = [form.source for form in ACCEPTED if form.exercise == exercise.name]
    wrong = [source_of(exercise, one) for one in exercise.misconceptions]
    return [made(source, exercise.name) for source in right + wrong]


@pytest.mark.parametrize("unit", ["01_activations", "03_backprop"])
def test_most_answers_are_plain_and_leave_no_trace(unit):
    """Probed twice in one process, each says the same; so the first one has changed nothing.

    It makes no difference whether the course's functions are silent meanwhile, either.
    """
    exercises = [e for e in catalogue.all() if e.unit == unit and e.kind == "function"]
    answers = [(e, answer) for e in exercises for answer in forms(e)]
    plain = [(e, answer) for e, answer in answers if answering._only_computes(e, answer)]
    assert len(plain) > 0.7 * len(answers)
    for exercise, answer in plain:
        guarded, not_guarded = (attempt(exercise, answer, 5, guarded=g) for g in (True, False))
        assert pack(guarded) == pack(not_guarded), (exercise.name, answer)
