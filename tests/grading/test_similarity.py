"""A copy is found behind its disguise; honest classes, which agree by nature, give no pair."""

from __future__ import annotations

import json
import random
import re
import time

import pytest
from sources import ACCEPTED, source_of

import course.exercises as catalogue
from autograder import answers, journal, similarity
from autograder.handins import answered, cell_with, hand_in, perfect, untouched
from autograder.normal_form import normal_forms
from autograder.submissions import Submission

ASSIGNMENT = "01_activations"
FUNCTIONS = [e for e in catalogue.all() if e.unit == ASSIGNMENT and e.kind == "function"]
NAMES = [exercise.name for exercise in FUNCTIONS]


@pytest.fixture(scope="module")
def normal(pristine):
    """Return how the class directory's answers are put into their normal form."""
    reader = answers._reader(pristine, ASSIGNMENT)
    return lambda source: normal_forms(source, reader.names, reader.released)


@pytest.fixture(scope="module")
def forms(pristine, normal) -> dict[str, list[str]]:
    """Return the normal forms of right answers: the course's own first, then the unusual ones."""
    made = perfect(pristine, ASSIGNMENT)
    own = {name: normal(cell_with(made, name).source)[name] for name in NAMES}
    found = {name: [text] for name, text in own.items()}
    for form in ACCEPTED:
        if form.exercise in found:
            found[form.exercise].append(normal(form.source)[form.exercise])
    return found


@pytest.fixture(scope="module")
def mistakes(normal) -> dict[str, list[str]]:
    return {
        exercise.name: [
            normal(source_of(exercise, wrong))[exercise.name] for wrong in exercise.misconceptions
        ]
        for exercise in FUNCTIONS
    }


def honest_class(forms, mistakes, size, seed):
    """Draw a class whose students each choose for themselves, the usual way more often."""
    rng = random.Random(seed)
    written, wrong = {}, set()
    for k in range(size):
        student = f"student{k:03}"
        written[student] = {}
        for name in NAMES:
            right, slips = forms[name], mistakes[name]
            weights = [5.0] + [1.0] * (len(right) - 1) + [0.3] * len(slips)
            choice = rng.choices(range(len(weights)), weights)[0]
            written[student][name] = [*right, *slips][choice]
            if choice >= len(right):
                wrong.add((student, name))
    return written, frozenset(wrong)


@pytest.mark.parametrize("size", [2, 3, 5, 15, 60, 200])
@pytest.mark.parametrize("seed", range(10))
def test_an_honest_class_gives_no_pair(forms, mistakes, size, seed):
    usual = {name: texts[0] for name, texts in forms.items()}
    assert similarity.compare(*honest_class(forms, mistakes, size, seed), usual) == []


def test_a_class_in_which_all_are_right_in_the_usual_way_gives_no_pair(forms):
    written = {
        f"student{k}": {
            name: texts[(k == j) % len(texts)] for j, (name, texts) in enumerate(forms.items())
        }
        for k in range(20)
    }
    assert similarity.compare(written) == []


ORIGINAL = {
    "sigmoid": """\
def sigmoid(x):
    x = np.asarray(x, dtype=float)
    # two halves
    left = np.exp(np.minimum(x, 0.0))
    right = np.exp(-np.abs(x))
    bottom = 1.0 + right
    return left / bottom""",
    "sigmoid_prime": """\
def sigmoid_prime(x):
    x = np.asarray(x, dtype=float)
    small = np.exp(-np.abs(x))
    big = 1 + small
    return small / (big * big)""",
    "relu": """\
def relu(x):
    x = np.asarray(x, dtype=float)
    on = x > 0
    zeros = np.zeros_like(x)
    return np.where(on, x, zeros)""",
    "leaky_relu": """\
def leaky_relu(x, alpha=0.01):
    x = np.asarray(x, dtype=float)
    up = np.maximum(x, 0)
    down = np.minimum(x, 0)
    return up + alpha * down""",
    "softplus": """\
def softplus(x):
    x = np.asarray(x, dtype=float)
    tail = np.log1p(np.exp(-np.abs(x)))
    line = np.maximum(x, 0)
    return line + tail""",
    "elu": """\
def elu(x, alpha=1.0):
    x = np.asarray(x, dtype=float)
    bend = np.expm1(np.minimum(x, 0))
    line = np.maximum(x, 0)
    out = line + alpha * bend
    return out""",
    "active_interval": """\
def active_interval(g_prime, tol):
    grid = np.linspace(-20, 20, 40001)
    awake = []
    for place in grid:
        if g_prime(place) >= tol:
            awake.append(place)
    return awake[0], awake[-1]""",
    "maxout": """\
def maxout(X, W, b):
    pieces = []
    for k in range(W.shape[1]):
        one = X @ W[:, k] + b[k]
        pieces.append(one)
    return np.stack(pieces).max(axis=0)""",
}

DISGUISED = {
    "sigmoid": '''\
def sigmoid(values):
    """My own sigmoid."""
    values = np.asarray(values, dtype=float)
    r = np.exp(-np.abs(values))  # never overflows
    den = 1 + r

    num = np.exp(np.minimum(values, 0))
    return num / den''',
    "sigmoid_prime": """\
def sigmoid_prime(z):
    z = np.asarray(z, dtype=float)
    e: float = np.exp(-np.abs(z))
    d = 1.0 + e
    return e / (d * d)""",
    "relu": """\
def relu(inp):
    inp = np.asarray(inp, dtype=float)
    nothing = np.zeros_like(inp)
    mask = inp > 0.0
    return np.where(mask, inp, nothing)""",
    "leaky_relu": """\
def leaky_relu(v, alpha=0.01):
    v = np.asarray(v, dtype=float)
    neg = np.minimum(v, 0)
    pos = np.maximum(v, 0)
    # sum of both
    return pos + alpha * neg""",
    "softplus": """\
def softplus(v):
    v = np.asarray(v, dtype=float)
    a = np.maximum(v, 0)
    b = np.log1p(np.exp(-np.abs(v)))
    return a + b""",
    "elu": """\
def elu(v, alpha=1.0):
    v = np.asarray(v, dtype=float)
    a = np.maximum(v, 0)
    b = np.expm1(np.minimum(v, 0))
    result = a + alpha * b
    return result""",
    "active_interval": """\
def active_interval(slope, tol):
    alive = []
    xs = np.linspace(-20, 20, 40001)
    for x in xs:
        if slope(x) >= tol:
            alive.append(x)
    return alive[0], alive[-1]""",
    "maxout": """\
def maxout(X, W, b):
    rows = []
    for j in range(W.shape[1]):
        z = X @ W[:, j] + b[j]
        rows.append(z)
    # the largest counts
    return np.stack(rows).max(axis=0)""",
}


def with_answers(notebooks, sources):
    for name, source in sources.items():
        notebooks = answered(notebooks, name, source)
    return notebooks


def hand_in_honest(room, count, seed=0):
    """Hand in the work of honest students, who each take another accepted form."""
    rng = random.Random(seed)
    every = {name: [f.source for f in ACCEPTED if f.exercise == name] for name in NAMES}
    for k in range(count):
        made = perfect(room.folder, ASSIGNMENT)
        for name in rng.sample(NAMES, 8):
            made = answered(made, name, rng.choice(every[name]))
        hand_in(made, room.folder, f"honest{k:02}", ASSIGNMENT)


def test_a_disguised_copy_is_found_and_nobody_else(room):
    hand_in_honest(room, 14)
    base = perfect(room.folder, ASSIGNMENT)
    room.hand_in("olga", with_answers(base, ORIGINAL))
    room.hand_in("paul", with_answers(base, DISGUISED))
    (pair,) = similarity.pairs(room.folder, ASSIGNMENT)
    assert pair.students == ("olga", "paul")
    assert set(pair.identical) == set(ORIGINAL)
    assert (pair.near, pair.wrong) == ((), ())
    assert "Identical after renaming in 8 rare answers: active_interval, elu" in pair.words
    assert f"Of {len(NAMES)} functions that both wrote, {len(NAMES)} are identical." in pair.words


def test_a_copy_of_a_part_is_found(room):
    hand_in_honest(room, 14)
    base = perfect(room.folder, ASSIGNMENT)
    room.hand_in("olga", with_answers(base, ORIGINAL))
    own = {"gelu": "gelu = lambda x: x * 0.5 * (1 + erf(x / np.sqrt(2)))"}
    room.hand_in("paul", with_answers(base, DISGUISED | own))
    (pair,) = similarity.pairs(room.folder, ASSIGNMENT)
    assert pair.students == ("olga", "paul")
    assert set(pair.identical) == set(ORIGINAL)
    assert pair.same == len(NAMES) - 1


def test_wrong_answers_that_agree_count_more(room):
    hand_in_honest(room, 14)
    base = perfect(room.folder, ASSIGNMENT)
    room.hand_in("olga", with_answers(base, ORIGINAL))
    room.hand_in("paul", with_answers(base, DISGUISED))
    (before,) = similarity.pairs(room.folder, ASSIGNMENT)
    for student in ("olga", "paul"):
        verdict = {"exercise": "maxout", "outcome": "failed"}
        entry = journal.Entry(ASSIGNMENT, student, "", "graded", "", 0.0, 1.0, [verdict])
        journal.write(Submission(room.folder, ASSIGNMENT, student), entry)
    (after,) = similarity.pairs(room.folder, ASSIGNMENT)
    assert after.score > before.score
    assert after.wrong == ("maxout",)
    assert "Wrong in the same way: maxout." in after.words


def test_a_slightly_changed_copy_is_nearly_identical(normal, forms, mistakes):
    written, wrong = honest_class(forms, mistakes, 30, seed=1)
    written["olga"] = {name: normal(source)[name] for name, source in ORIGINAL.items()}
    changed = {name: re.sub(r"\b40001\b", "4001", s) for name, s in DISGUISED.items()}
    changed["maxout"] = changed["maxout"].replace("np.stack(rows)", "np.array(rows)")
    written["paul"] = {name: normal(source)[name] for name, source in changed.items()}
    (pair,) = similarity.compare(written, wrong)
    assert pair.students == ("olga", "paul")
    assert set(pair.near) == {"active_interval", "maxout"}
    assert "Nearly identical in 2 rare answers" in pair.words


def test_five_who_share_one_notebook_are_all_found(normal, forms, mistakes):
    written, wrong = honest_class(forms, mistakes, 30, seed=2)
    copied = {name: normal(source)[name] for name, source in ORIGINAL.items()}
    ring = [f"ring{k}" for k in range(5)]
    written |= {student: dict(copied) for student in ring}
    found = {pair.students for pair in similarity.compare(written, wrong)}
    assert found == {(a, b) for a in ring for b in ring if a < b}


def test_to_agree_with_the_course_says_nothing(room):
    for student in ("anna", "bert"):
        room.hand_in(student, perfect(room.folder, ASSIGNMENT))
    assert set(answers.of_class(room.folder, ASSIGNMENT)["anna"]) == set(NAMES)
    assert similarity.pairs(room.folder, ASSIGNMENT) == []


def test_blank_notebooks_are_no_pair(room):
    for student in ("anna", "bert"):
        room.hand_in(student, untouched(room.folder, ASSIGNMENT))
    assert answers.of_class(room.folder, ASSIGNMENT) == {}
    assert similarity.pairs(room.folder, ASSIGNMENT) == []


def test_what_was_handed_out_is_no_evidence(pristine, normal):
    made = untouched(pristine, ASSIGNMENT)
    for name in NAMES:
        assert normal(cell_with(made, name).source)[name] == ""
    half = cell_with(made, "tanh_from_sigmoid").source
    mine = half.replace("raise NotImplementedError()", "w = 2 * x", 1).replace(
        "sigma(z)", "sigma(w)"
    )
    assert normal(mine)["tanh_from_sigmoid"] == "_v0_ = 2 * _v1_"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[1]", b"[" * 100_000, b'{"cells": [1, {"cell_type": "code"}]}'],
)
def test_unreadable_notebooks_are_skipped(room, content):
    hand_in_honest(room, 14)
    base = perfect(room.folder, ASSIGNMENT)
    room.hand_in("olga", with_answers(base, ORIGINAL))
    room.hand_in("paul", with_answers(base, DISGUISED))
    folder = room.hand_in("quin", with_answers(base, ORIGINAL))
    for path in folder.glob("*.ipynb"):
        path.write_bytes(content)
    (pair,) = similarity.pairs(room.folder, ASSIGNMENT)
    assert pair.students == ("olga", "paul")


def test_links_are_not_followed(room):
    made = with_answers(perfect(room.folder, ASSIGNMENT), ORIGINAL)
    folder = room.hand_in("anna", made)
    other = room.folder / "submitted" / "bert" / ASSIGNMENT
    other.mkdir(parents=True)
    for path in folder.glob("*.ipynb"):
        (other / path.name).symlink_to(path)
    assert set(answers.of_class(room.folder, ASSIGNMENT)) == {"anna"}


@pytest.mark.parametrize(
    "cell",
    [
        "def relu(x)\n    return x",
        "relu = " + "-" * 19_000 + "1",
        "relu = " + "(" * 5_000 + ")" * 5_000,
        "def relu(x):\n    return " + "x." * 9_000 + "x",
        "def relu(x):\n    return \0",
        "def relu(x):\n    return " + "9" * 6_000,
        "x" * 30_000,
    ],
)
def test_code_that_nobody_can_read_is_no_answer(cell):
    assert normal_forms(cell, ["relu"]) in ({}, {"relu": ""})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(x):\n    return x + 1", "def f(y):\n    return y + 1.0"),
        ("def f(x):\n    'Why.'\n    return x", "def f(x: float) -> float:\n    return x  # why"),
        ("f = lambda x: 2 * x", "f = lambda value: 2 * value"),
        ("def f(x):\n    %time y = 1\n    return x", "def f(x):\n    pass\n    return x"),
        (
            "def helper(a):\n    return a ** 3\ndef f(x):\n    return helper(x)",
            "def f(q):\n    return _cube(q)\n\ndef _cube(w):\n    return w ** 3",
        ),
        (
            "def f(x):\n    try:\n        return g(x)\n    except Bad as e:\n        print(e)",
            "def f(a):\n    try:\n        return g(a)\n    except Bad as b:\n        print(b)",
        ),
    ],
)
def test_a_disguise_changes_nothing(one, other):
    assert normal_forms(one, ["f"])["f"]
    assert normal_forms(one, ["f"]) == normal_forms(other, ["f"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(x):\n    return x + 1", "def f(x):\n    return x - 1"),
        ("def f(x):\n    return np.sin(x)", "def f(x):\n    return np.cos(x)"),
        (
            "def f(x, y):\n    a = 2 * x\n    return a - y",
            "def f(x, y):\n    a = 2 * x\n    return y - a",
        ),
        (
            "def f(x):\n    return h(x)\ndef h(x):\n    return 1",
            "def f(x):\n    return h(x)\ndef h(x):\n    return 2",
        ),
    ],
)
def test_another_answer_stays_another(one, other):
    assert normal_forms(one, ["f"]) != normal_forms(other, ["f"])


@pytest.mark.slow
def test_a_thousand_submissions_take_seconds(room, forms, mistakes):
    """Timed in seconds of work of this process; the bound is 20."""
    base = {name: json.dumps(nb) for name, nb in perfect(room.folder, ASSIGNMENT).items()}
    for k in range(1000):
        folder = room.folder / "submitted" / f"student{k:04}" / ASSIGNMENT
        folder.mkdir(parents=True)
        for name, text in base.items():
            own = text.replace("    return ", f"    own = {k} * np.ones({k % 7})\\n    return ")
            (folder / f"{name}.ipynb").write_text(own, encoding="utf-8")
    begin = time.process_time()
    similarity.pairs(room.folder, ASSIGNMENT)
    assert time.process_time() - begin < 20
