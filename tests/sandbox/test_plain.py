"""Which functions are probed without a fork: those that can do nothing but compute."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from sources import ACCEPTED

import autograder.sandbox
import course.exercises as catalogue
from course.exercises.attempting import attempt, pack

INSIDE = str(Path(autograder.sandbox.__file__).parent / "inside")
sys.path.append(INSIDE)
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
    "another module": "import math\ndef f(x):\n    return math.exp(x)",
    "the library's": "from course.activations import sigmoid\ndef f(x):\n    return sigmoid(x)",
    "a name that is not there": "def f(x):\n    return unknown(x)",
    "a generator that waits": "async def f(x):\n    await x",
}


def made(source, name="f"):
    space = {"np": np, "__name__": "__main__"}
    exec(source, space)
    return space[name]


@pytest.mark.parametrize("source", PLAIN.values(), ids=list(PLAIN))
def test_what_only_computes_is_plain(source):
    assert is_plain(made(source), set())


@pytest.mark.parametrize("source", NOT_PLAIN.values(), ids=list(NOT_PLAIN))
def test_what_could_do_more_is_not(source):
    assert not is_plain(made(source), set())


def test_names_in_whose_place_correct_parts_are_put(monkeypatch):
    source = "def f(x):\n    return sigmoid(x)"
    assert is_plain(made(source), {"sigmoid"})
    assert not is_plain(made(source), set())
    own = "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"
    assert is_plain(made(own + source), set())
    assert not is_plain(made(own + source), {"sigmoid"})  # it is probed with both
    library = "from course.activations import sigmoid\n"
    assert is_plain(made(library + source), {"sigmoid"})
    assert not is_plain(made(library + source), set())


def test_what_was_tampered_with_is_not_trusted(monkeypatch):
    function = made(PLAIN["arithmetic"])
    monkeypatch.setattr(np, "exp", lambda x: x)
    assert not is_plain(function, set())


def test_a_function_that_calls_itself_in_a_ring_comes_to_an_end():
    assert not is_plain(made("def g(x):\n    return f(x)\ndef f(x):\n    return g(x)"), set())


def names(form):
    return {*catalogue.get(form.exercise).uses, *catalogue.get(form.exercise).partners}


FORMS = [f for f in ACCEPTED if catalogue.get(f.exercise).unit == "01_activations"]


def test_most_answers_are_plain_and_leave_no_trace():
    """Probed twice in one process, each says the same; so the first one has changed nothing."""
    functions = [f for f in FORMS if catalogue.get(f.exercise).kind == "function"]
    plain = [f for f in functions if is_plain(made(f.source, f.exercise), names(f))]
    assert len(plain) > len(functions) / 2
    for form in plain:
        exercise, function = catalogue.get(form.exercise), made(form.source, form.exercise)
        first, second = (pack(attempt(exercise, function, 5)) for _ in range(2))
        assert first == second, form
