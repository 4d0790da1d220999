"""The awkward topics of later units, declared on approval: nothing in the core is to change.

XOR (any weights are right), numerical gradients (`uses`), batches, initial weights and dropout
(drawn quantities, partners), training (accuracy on points that the student's code never sees).
Each has right and wrong forms of the course's catalogue, written anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from toys import declared, toy

from course.exercises import Exercise, statistics, watching
from course.exercises.attempting import attempt, pack, unpack
from course.exercises.declaration import Tolerance
from course.judging.deciding import decide
from course.judging.verdict import Verdict

SEEDS = range(6)


def judged(exercise: Exercise, value: Any, seed: int) -> Verdict:
    """Decide as in grading: what was seen goes through JSON types first."""
    return decide(exercise, unpack(pack(attempt(exercise, value, seed))), seed)


def rewritten(wrong: Any) -> Any:
    """Return a student's own copy of a declared form, which is not withheld."""
    copy = FunctionType(wrong.__code__, wrong.__globals__, wrong.__name__, wrong.__defaults__)
    copy.__kwdefaults__ = wrong.__kwdefaults__
    return copy


def all_recognised(exercise: Exercise) -> None:
    for seed in SEEDS:
        for wrong in exercise.misconceptions:
            verdict = judged(exercise, rewritten(wrong.wrong), seed)
            assert verdict.diagnosis is not None, (wrong.id, seed, str(verdict))
            assert verdict.diagnosis.id == wrong.id, (seed, str(verdict))
            assert verdict.points < verdict.max_points, wrong.id


def all_accepted(exercise: Exercise, *values: Any) -> None:
    for seed in SEEDS:
        for value in values:
            verdict = judged(exercise, value, seed)
            assert verdict.passed, (value, seed, str(verdict))


# M12: any weights that compute XOR --------------------------------------------------------

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def pre_activations(params: Any) -> tuple[Any, Any]:
    W1, b1, w2, b2 = (np.asarray(part, float) for part in params)
    hidden = CORNERS @ W1 + b1
    return hidden, (hidden >= 0) @ w2 + b2


def truth_table(params: Any) -> Any:
    return pre_activations(params)[1] >= 0


def clear_of_ties(params: Any) -> Any:
    return min(np.abs(part).min() for part in pre_activations(params)) > 1e-9


def ref_xor() -> Any:
    return np.ones((2, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5


xor_params = toy("toy_xor", reference=ref_xor, properties={"truth table": 1.0, "no ties": 0.5})


@xor_params.probe("truth table", view=truth_table, expected=[False, True, True, False])
def four_corners(xor_params, rng):
    return xor_params()


@xor_params.probe("no ties", view=clear_of_ties, expected=True)
def distance_from_thresholds(xor_params, rng):
    return xor_params()


@xor_params.misconception("T12-1", "Which corner is wrong, and which unit could veto it?")
def computes_or():
    return np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([-0.5, -0.5]), np.array([1.0, 0.0]), -0.5


@xor_params.misconception("T12-2", "Your network decides by ties.")
def decides_by_ties():
    return np.ones((2, 2)), np.array([-1.0, -2.0]), np.array([1.0, -1.0]), -1.0


@xor_params.misconception("T12-3", "The bias has its own array.")
def three_rows():
    return np.ones((3, 2)), np.array([-0.5, -1.5]), np.array([1.0, -1.0]), -0.5


def test_xor() -> None:
    with declared(xor_params):
        all_recognised(xor_params)
        all_accepted(
            xor_params,
            lambda: ([[20, 20], [20, 20]], [-10, -30], [20, -20], -10),
            lambda: [np.array([[1, -1], [1, -1]]), [-0.5, 1.5], [1, 1], -1.5],
            lambda: (np.full((2, 5), 1.0), [-0.5, -1.5, 1, 1, 1], [1, -1, 0, 0, 0], -0.5),
        )
        another_or = judged(xor_params, lambda: ([[3, 0], [3, 0]], [-1, -1], [2, 0], -1), 1)
        assert another_or.diagnosis is not None
        assert another_or.diagnosis.id == "T12-1", "by what it computes, not by its weights"


# M18: the earlier function is lent ---------------------------------------------------------


def ref_numerical_grad(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = h
        g[i] = (f(x + step) - f(x - step)) / (2 * h)
    return g


def ref_grad_check(f, grad, x):
    n, a = ref_numerical_grad(f, x), np.asarray(grad(x), float)
    return bool(np.all(np.abs(n - a) <= 1e-5 * np.maximum(1e-10, np.abs(n) + np.abs(a))))


numerical_grad = toy(
    "toy_numerical_grad",
    reference=ref_numerical_grad,
    properties={"values": 1.0, "whole numbers": 0.5},
    tolerance=Tolerance(1e-4, 1e-6, "finite differences"),
)
grad_check = toy(
    "toy_grad_check",
    reference=ref_grad_check,
    properties={"right ones": 0.5, "wrong ones": 0.5},
    uses=["toy_numerical_grad"],
)


@numerical_grad.probe("values")
def a_cubic(numerical_grad, rng):
    return numerical_grad(lambda x: float(np.sum(x**3)), rng.normal(size=(2, 3)))


@numerical_grad.probe("values")
def a_wide_step(numerical_grad, rng):
    return numerical_grad(lambda x: float(np.sum(x**3)), np.array([2.0]), 0.5)


@numerical_grad.probe("whole numbers")
def integers_and_argument(numerical_grad, rng):
    x = np.array([1, 2])
    return numerical_grad(lambda v: float(np.sum(v**2)), x), x - np.array([1, 2])


@numerical_grad.misconception("T18-1", "What would the second evaluation point be?")
def one_sided(f, x, h=1e-5):
    x = np.array(x, float)
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        p = x.copy()
        p[i] += h
        g[i] = (f(p) - f(x)) / h
    return g


@numerical_grad.misconception("T18-2", "What happens when 1.00001 is stored among integers?")
def step_swallowed(f, x, h=1e-5):
    x = np.array(x)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        p, m = x.copy(), x.copy()
        p[i], m[i] = p[i] + h, m[i] - h
        g[i] = (f(p) - f(m)) / (2 * h)
    return g


def _quadratic(c):
    return lambda x: float(c * np.sum(x**2)), lambda x: 2 * c * x


@grad_check.probe("right ones")
def tiny_and_huge_and_right(grad_check, rng):
    x = rng.normal(size=3)
    return [bool(grad_check(*_quadratic(c), x)) for c in (1e-7, 1.0, 1e7)]


@grad_check.probe("wrong ones")
def tiny_and_wrong(grad_check, rng):
    x = rng.normal(size=3)
    return [bool(grad_check(_quadratic(c)[0], _quadratic(2 * c)[1], x)) for c in (1e-7, 1.0)]


@grad_check.misconception("T18-3", "Compare relative to the size.")
def absolute_only(f, grad, x):
    return bool(np.all(np.abs(ref_numerical_grad(f, x) - grad(x)) < 1e-4))


@grad_check.misconception("T18-4", "Direction alone is not enough.")
def signs_only(f, grad, x):
    return bool(np.all(np.sign(ref_numerical_grad(f, x)) == np.sign(grad(x))))


def toy_numerical_grad(f, x, h=1e-5):
    raise AssertionError("a correct one is lent while grad_check is probed")


def test_numerical_gradients() -> None:
    def restores_the_entry(f, x, h=1e-5):
        x = np.array(x, dtype=float)
        g = np.empty_like(x)
        for i in np.ndindex(x.shape):
            old = x[i]
            x[i] = old + h
            above = f(x)
            x[i] = old - h
            below = f(x)
            x[i] = old
            g[i] = (above - below) / (2 * h)
        return g

    def norms(f, grad, x):
        n, a = toy_numerical_grad(f, x), np.asarray(grad(x))
        return np.linalg.norm(n - a) <= 1e-5 * (np.linalg.norm(n) + np.linalg.norm(a))

    with declared(numerical_grad, grad_check):
        all_recognised(numerical_grad)
        all_accepted(numerical_grad, restores_the_entry)
        all_recognised(grad_check)
        all_accepted(grad_check, norms)
        assert "toy_numerical_grad" in judged(grad_check, norms, 1).note
    with pytest.raises(AssertionError, match="lent"):
        toy_numerical_grad(np.sum, np.zeros(2))


# M20: batches, looked at as a whole ---------------------------------------------------------


def ref_batches(n, batch_size, rng):
    p = rng.permutation(n)
    return [p[i : i + batch_size] for i in range(0, n, batch_size)]


epoch_batches = toy(
    "toy_batches", reference=ref_batches, properties={"every index once": 1.0, "random": 1.0}
)


def _flat(batches: Any) -> Any:
    return np.concatenate([np.ravel(batch) for batch in batches])


def _sorted_and_sizes(batches: Any) -> Any:
    return np.sort(_flat(batches)), np.array([np.size(batch) for batch in batches])


@epoch_batches.probe("every index once", view=_sorted_and_sizes)
def all_indices(epoch_batches, rng):
    return tuple(epoch_batches(23, 5, np.random.default_rng(rng.integers(1000))))


@epoch_batches.probe(
    "random",  # by chance all three first batches agree once in 10^13
    view=lambda firsts: any(set(np.ravel(f)) != {0, 1, 2, 3, 4} for f in firsts),
    expected=True,
)
def first_batches(epoch_batches, rng):
    return tuple(epoch_batches(23, 5, rng)[0] for _ in range(3))


@epoch_batches.probe(
    "random",
    view=lambda seen: (
        np.array_equal(_flat(seen[0]), _flat(seen[1])),
        np.array_equal(_flat(seen[0]), _flat(seen[2])),
    ),
    expected=(True, False),
)
def same_seed_and_next_epoch(epoch_batches, rng):
    seed = int(rng.integers(1000))
    one, other = np.random.default_rng(seed), np.random.default_rng(seed)
    return tuple(tuple(epoch_batches(23, 5, g)) for g in (one, other, one))


@epoch_batches.misconception("T20-1", "An epoch visits every example exactly once.")
def with_replacement(n, batch_size, rng):
    p = rng.integers(0, n, n)
    return [p[i : i + batch_size] for i in range(0, n, batch_size)]


@epoch_batches.misconception("T20-2", "What happens to the examples left over?")
def rest_dropped(n, batch_size, rng):
    p = rng.permutation(n)
    return [p[i : i + batch_size] for i in range(0, n - batch_size + 1, batch_size)]


@epoch_batches.misconception("T20-3", "A fixed seed gives the same shuffle each time.")
def restarted_inside(n, batch_size, rng):
    p = np.random.default_rng(0).permutation(n)
    return [p[i : i + batch_size] for i in range(0, n, batch_size)]


@epoch_batches.misconception("T20-4", "Your result does not depend on the generator given.")
def global_state(n, batch_size, rng):
    p = np.random.permutation(n)
    return [p[i : i + batch_size] for i in range(0, n, batch_size)]


@epoch_batches.misconception("T20-5", "Which examples can meet in the first batch?")
def inside_batches(n, batch_size, rng):
    edges = range(0, n, batch_size)
    return [rng.permutation(np.arange(i, min(i + batch_size, n))) for i in edges]


def test_epoch_batches() -> None:
    def lists(n, batch_size, rng):
        p = list(range(n))
        rng.shuffle(p)
        return [p[i : i + batch_size] for i in range(0, n, batch_size)]

    def split(n, batch_size, rng):
        p = rng.choice(n, n, replace=False)
        return np.split(p, range(batch_size, n, batch_size))

    # "with replacement" is another draw each time: it is known by what it lacks.
    with declared(epoch_batches):
        recognised = toy("toy_batches", reference=ref_batches, properties=epoch_batches.properties)
        recognised.probes = epoch_batches.probes
        recognised.misconceptions = epoch_batches.misconceptions[1:]
        all_recognised(recognised)
        all_accepted(epoch_batches, lists, split)
        verdict = judged(epoch_batches, rewritten(with_replacement), 3)
        assert verdict.points == 1.0


# M29: initial weights by their spread -------------------------------------------------------


def ref_init(fan_in, fan_out, scheme, rng):
    std = np.sqrt(2 / fan_in if scheme == "he" else 2 / (fan_in + fan_out))
    return rng.normal(0, std, (fan_in, fan_out)), np.zeros(fan_out)


N = 400 * 100
XAVIER, HE = np.sqrt(2 / 500), np.sqrt(2 / 400)
init_layer = toy(
    "toy_init", reference=ref_init, properties={"shapes": 0.5, "spread": 1.0, "random": 0.5}
)


@init_layer.probe("shapes", view=lambda layer: (np.array(layer[0].shape), layer[1]))
def a_small_layer(init_layer, rng):
    return init_layer(3, 5, "xavier", rng)


def _spread_probe(scheme: str, std: float, view: Any, expected: float, tolerance: Any) -> None:
    def look(init_layer, rng):
        return init_layer(400, 100, scheme, rng)

    look.__name__ = f"{view.__name__}_of_{scheme}"
    init_layer.probe(
        "spread", view=lambda layer: view(layer[0]), expected=expected, tolerance=tolerance
    )(look)


for name, std in (("xavier", XAVIER), ("he", HE)):
    _spread_probe(name, std, np.std, std, statistics.standard_deviation(std, N))
    _spread_probe(name, std, np.mean, 0.0, statistics.mean(std, N))


@init_layer.probe(
    "random",
    view=lambda two: (np.array_equal(two[0], two[1]), np.array_equal(two[0], two[2])),
    expected=(False, True),
)
def two_layers_and_again(init_layer, rng):
    seed = int(rng.integers(1000))
    one, other = np.random.default_rng(seed), np.random.default_rng(seed)
    return tuple(init_layer(6, 4, "he", g)[0] for g in (one, one, other))


@init_layer.misconception("T29-1", "`normal` expects a standard deviation.")
def variance_for_std(fan_in, fan_out, scheme, rng):
    std = 2 / fan_in if scheme == "he" else 2 / (fan_in + fan_out)
    return rng.normal(0, std, (fan_in, fan_out)), np.zeros(fan_out)


@init_layer.misconception("T29-2", "The spread of a uniform distribution is not its limit.")
def limit_for_std(fan_in, fan_out, scheme, rng):
    std = np.sqrt(2 / fan_in if scheme == "he" else 2 / (fan_in + fan_out))
    return rng.uniform(-std, std, (fan_in, fan_out)), np.zeros(fan_out)


@init_layer.misconception("T29-3", "ReLU blocks half of the signal.")
def he_without_two(fan_in, fan_out, scheme, rng):
    std = np.sqrt(1 / fan_in if scheme == "he" else 2 / (fan_in + fan_out))
    return rng.normal(0, std, (fan_in, fan_out)), np.zeros(fan_out)


@init_layer.misconception("T29-4", "Create two layers: are their weights different?")
def fixed_seed(fan_in, fan_out, scheme, rng):
    std = np.sqrt(2 / fan_in if scheme == "he" else 2 / (fan_in + fan_out))
    rng = np.random.default_rng(0)
    return rng.normal(0, std, (fan_in, fan_out)), np.zeros(fan_out)


@init_layer.misconception("T29-5", "Compare with Z = A @ W + b.")
def transposed(fan_in, fan_out, scheme, rng):
    std = np.sqrt(2 / fan_in if scheme == "he" else 2 / (fan_in + fan_out))
    return rng.normal(0, std, (fan_out, fan_in)), np.zeros(fan_out)


def test_initial_weights() -> None:
    def uniform(fan_in, fan_out, scheme, rng):
        limit = np.sqrt(6 / fan_in if scheme == "he" else 6 / (fan_in + fan_out))
        return rng.uniform(-limit, limit, (fan_in, fan_out)), [0] * fan_out

    def single_precision(fan_in, fan_out, scheme, rng):
        std = np.sqrt(2 / fan_in if scheme == "he" else 2 / (fan_in + fan_out))
        W = rng.standard_normal((fan_in, fan_out), dtype=np.float32) * np.float32(std)
        return [W, np.zeros(fan_out, np.float32)]

    with declared(init_layer):
        all_recognised(init_layer)
        all_accepted(init_layer, uniform, single_precision)


# M34: dropout, where backward needs the student's own forward ------------------------------


def ref_forward(A, p, rng, train):
    A = np.asarray(A, float)
    if not train:
        return A.copy(), np.ones_like(A)
    m = (rng.random(A.shape) >= p) / (1 - p)
    return A * m, m


def ref_backward(dout, cache):
    return np.asarray(dout) * cache


forward = toy("toy_forward", reference=ref_forward, properties={"training": 1.0, "test": 0.5})
backward = toy(
    "toy_backward",
    reference=ref_backward,
    properties={"values": 1.0},
    partners=["toy_forward"],
)
A = np.full((400, 50), 2.0)


@forward.probe(
    "training",
    view=lambda seen: (seen == 0).mean(),
    expected=0.25,
    tolerance=statistics.share(0.25, A.size),
)
def share_of_zeros(forward, rng):
    return forward(A.copy(), 0.25, rng, True)[0]


@forward.probe("training", view=lambda out: out[out != 0].mean(), expected=2 / 0.75)
def survivors(forward, rng):
    return forward(A.copy(), 0.25, rng, True)[0]


@forward.probe(
    "training",
    view=lambda two: (np.array_equal(two[0], two[1]), bool((two[0] == two[0][:, :1]).all())),
    expected=(False, False),
)
def two_masks(forward, rng):
    return tuple(forward(A[:40].copy(), 0.25, rng, True)[0] for _ in range(2))


@forward.probe("test")
def at_test_time(forward, rng):
    given = A[:3, :4].copy()
    return forward(given, 0.25, rng, False)[0], given


@forward.misconception("T34-1", "What is the average output now?")
def no_rescaling(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (rng.random(A.shape) >= p) * 1.0
    return A * m, m


@forward.misconception("T34-2", "Measure the share of zeros for p = 0.25.")
def keep_for_drop(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (rng.random(A.shape) < p) / p
    return A * m, m


@forward.misconception("T34-3", "If the same units are always missing, the network is smaller.")
def fixed_mask(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (np.random.default_rng(0).random(A.shape) >= p) / (1 - p)
    return A * m, m


@forward.misconception("T34-4", "What is dropped: units or examples?")
def whole_examples(A, p, rng, train):
    if not train:
        return A * 1.0, np.ones_like(A)
    m = (rng.random((len(A), 1)) >= p) / (1 - p) * np.ones_like(A)
    return A * m, m


def _factors(seen: Any) -> Any:
    """The gradient where a unit was kept, and where it was dropped, on the average."""
    out, dA = seen
    return dA[out != 0].mean(), dA[out == 0].mean()


@backward.probe(
    "values",
    view=_factors,
    expected=(1 / 0.75, 0.0),
    tolerance=Tolerance(1e-5, 0.05, "a new mask is right by chance in places"),
)
def through_the_same_mask(backward, rng, toy_forward):
    out, cache = toy_forward(A.copy(), 0.25, rng, True)
    return out, backward(np.ones_like(A), cache)


@backward.misconception("T34-5", "The forward pass multiplied by something larger than 1.")
def mask_without_scale(dout, cache):
    return np.asarray(dout) * (np.asarray(cache) != 0)


@backward.misconception("T34-6", "Backward must meet the units that were active in forward.")
def new_mask(dout, cache):
    c = np.asarray(cache)
    return np.asarray(dout) * np.random.default_rng(99).permutation(c.ravel()).reshape(c.shape)


OWN_CACHE = """
import numpy as np

def toy_forward(A, p, rng, train):
    out = np.array(A, float)
    if not train or p == 0:
        return out, {"keep": None, "p": 0.0}
    keep = rng.random(out.shape) < 1 - p
    return np.where(keep, out / (1 - p), 0.0), {"keep": keep, "p": p}

def toy_backward(dout, cache):
    return np.where(cache["keep"], np.asarray(dout) / (1 - cache["p"]), 0.0)
"""


def test_dropout() -> None:
    own: dict[str, Any] = {}
    exec(OWN_CACHE, own)
    with declared(forward, backward):
        for seed in SEEDS:  # examples: the share varies more than independent entries would
            verdict = judged(forward, rewritten(whole_examples), seed)
            assert verdict.points == 0.5, str(verdict)
        forward.misconceptions.pop()
        all_recognised(forward)
        all_accepted(forward, own["toy_forward"])
        all_recognised(backward)
        all_accepted(backward, own["toy_backward"], rewritten(ref_backward))


# 4.8: training, judged on points that the student's code never sees --------------------------

CENTRES = 2.5 * np.array([[1.0, 0.0], [-0.5, 0.87], [-0.5, -0.87]])


def blobs(rng: np.random.Generator, n: int) -> tuple[Any, Any]:
    """Three clouds, turned by an angle that belongs to the generator."""
    angle = rng.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    labels = np.arange(n) % 3
    return CENTRES[labels] @ turn + rng.normal(0, 0.5, (n, 2)), labels


def accuracy(seen: Any, rng: np.random.Generator) -> bool:
    """Evaluate the returned parameters on fresh points from the same clouds."""
    X, labels = blobs(rng, 300)
    (W1, b1), (W2, b2) = seen[0]
    scores = np.tanh(X @ W1 + b1) @ W2 + b2
    return bool((scores.argmax(axis=1) == labels).mean() >= 0.9)


def falls(seen: Any) -> tuple[int, int]:
    history = np.asarray(seen[1], float)
    return len(history), int(np.sign(np.round(history[-1] - history[0], 6)))


def _train(X, Y, sizes, lr, epochs, batch, rng, *, step=1.0, own_labels=True):
    W1 = rng.normal(0, 0.5, sizes[:2])
    W2 = rng.normal(0, 0.5, sizes[1:])
    b1, b2, history = np.zeros(sizes[1]), np.zeros(sizes[2]), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for i in range(0, len(X), batch):
            x, y = X[order[i : i + batch]], Y[order[i : i + batch]]
            y = y if own_labels else rng.permutation(y)
            h = np.tanh(x @ W1 + b1)
            d2 = 2 * (h @ W2 + b2 - y) / len(x)
            d1 = (d2 @ W2.T) * (1 - h**2)
            W2 -= step * lr * h.T @ d2
            b2 -= step * lr * d2.sum(axis=0)
            W1 -= step * lr * x.T @ d1
            b1 -= step * lr * d1.sum(axis=0)
        history.append(float(np.mean((np.tanh(X @ W1 + b1) @ W2 + b2 - Y) ** 2)))
    return [(W1, b1), (W2, b2)], history


def ref_train(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng)


train = toy("toy_train", reference=ref_train, properties={"accuracy": 1.5, "history": 0.5})


def _trained(train: Any, rng: np.random.Generator) -> Any:
    X, labels = blobs(rng, 90)
    return train(X, np.eye(3)[labels], (2, 8, 3), 0.1, 15, 10, np.random.default_rng(5))


@train.probe("accuracy", view=accuracy, expected=True, seeds=3)
def on_unseen_points(train, rng):
    return _trained(train, rng)


@train.probe("history", view=falls, expected=(15, -1), seeds=3)
def error_of_every_epoch(train, rng):
    return _trained(train, rng)


@train.misconception("T48-1", "In which direction does the error grow?")
def uphill(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr / 50, epochs, batch, rng, step=-1.0)


@train.misconception("T48-2", "Do the parameters change at all?")
def never_updated(X, Y, sizes, lr, epochs, batch, rng):
    return _train(X, Y, sizes, lr, epochs, batch, rng, step=0.0)


@train.misconception("T48-3", "One entry per epoch was asked for.")
def last_error_only(X, Y, sizes, lr, epochs, batch, rng):
    params, history = _train(X, Y, sizes, lr, epochs, batch, rng)
    return params, history[-1:]


def test_training() -> None:
    def small_steps_in_lists(X, Y, sizes, lr, epochs, batch, rng):
        params, history = _train(X, Y, sizes, lr / 2, epochs, batch // 2, rng)
        return [[W.tolist(), b.tolist()] for W, b in params], np.array(history)

    def labels_mixed_up(X, Y, sizes, lr, epochs, batch, rng):
        return _train(X, Y, sizes, lr, epochs, batch, rng, own_labels=False)

    def one_bad_start(X, Y, sizes, lr, epochs, batch, rng):
        good = X[0, 0] > min(firsts)
        return _train(X, Y, sizes, lr, epochs, batch, rng, step=float(good))

    with declared(train):
        all_recognised(train)
        all_accepted(train, small_steps_in_lists)
        for seed in SEEDS:
            assert judged(train, labels_mixed_up, seed).points < 1.5
            probes = [train.probes[0].rng("toy_train", seed, k) for k in range(3)]
            firsts = [blobs(rng, 90)[0][0, 0] for rng in probes]
            assert judged(train, one_bad_start, seed).properties["accuracy"].passed, "two of three"


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    """Nothing here may warn on the way: warnings are errors in tests."""
    with watching():
        yield
