"""What is true of every network, whatever its layers, its loss and its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from course.activations import ACTIVATIONS
from course.backprop import Backpropagation, Gradients, backpropagate, cost
from course.ensembles import stack
from course.gradients import gradient_check, numerical_gradient
from course.losses import loss_named
from course.network import Network, with_unit_0
from course.training import train

OUTPUTS = {"binary_cross_entropy": ["sigmoid"], "cross_entropy": ["softmax"]}
LOSS_NAMES = ["squared_error", "half_squared_error", *OUTPUTS]
BETWEEN = [{"dropout": 0.4}, {"batch_norm": True}, {"dropout": 0.3, "batch_norm": True}]
SMOOTH = sorted(set(ACTIVATIONS) - {"threshold"})


@dataclass
class Problem:
    """A network, some examples for it, and a loss."""

    net: Network
    X: Any
    y: Any
    loss: str
    seed: int

    def rng(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    def backpropagate(self, **changes: Any) -> Gradients:
        given = {"net": self.net, "X": self.X, "y": self.y, "loss": self.loss} | changes
        if any(self.net.between):
            given.setdefault("rng", self.rng())
        return backpropagate(**given)

    def step(self) -> np.ndarray:
        """Return the gradient as training computes it, with slopes from what a layer passes on."""
        back = Backpropagation(self.net.copy(), self.loss)
        rng = self.rng() if any(self.net.between) else None
        back(with_unit_0(self.X), self.y, 1 / len(self.X), rng)
        return back.gradient

    def training_cost(self, params: np.ndarray) -> Any:
        """Return the cost with these parameters in training mode: the same units are dropped."""
        ins, outs = self.net.with_params(params).propagate(self.X, self.rng())
        return loss_named(self.loss).values(self.y, ins[-1], outs[-1]).mean()


@st.composite
def problems(draw: Any, dtype: Any = np.float64, **settings: Any) -> Problem:
    """Draw a form, and let a seed decide about all numbers."""
    loss = draw(st.sampled_from(LOSS_NAMES))
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=6))
    hidden = [draw(st.sampled_from(sorted(ACTIVATIONS))) for _ in sizes[1:-1]]
    output = draw(st.sampled_from(OUTPUTS.get(loss, SMOOTH)))
    seed, n = draw(st.integers(0, 2**32 - 1)), draw(st.integers(1, 5))
    rng = np.random.default_rng(seed)
    net = Network(sizes, hidden, output, rng=rng, dtype=dtype, **settings)
    net.params[:] = rng.normal(size=net.params.size)
    X, y = rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))
    if loss in OUTPUTS:
        y = rng.random(y.shape)
    if loss == "cross_entropy":
        y /= y.sum(axis=1, keepdims=True)
    return Problem(net, X.astype(dtype), y.astype(dtype), loss, seed)


# --- the gradient is the gradient ---------------------------------------------------------------


@given(problems())
@settings(max_examples=150, deadline=None)
def test_backpropagation_is_the_complex_step(problem: Problem) -> None:
    """Entry by entry, each measured by its own size."""

    def J(params: np.ndarray) -> Any:
        return cost(problem.net.with_params(params), problem.X, problem.y, problem.loss)

    found = problem.backpropagate()
    result = gradient_check(J, found.gradient, problem.net.params, tolerance=1e-9)
    assert result.passed, (problem, result)
    assert_allclose(found.cost, J(problem.net.params), rtol=1e-14)


@given(st.sampled_from(BETWEEN).flatmap(lambda settings: problems(**settings)))
@settings(max_examples=100, deadline=None)
def test_in_training_mode_as_well(problem: Problem) -> None:
    """Batch normalization lets large terms cancel, so the whole gradient is the yardstick."""
    found = problem.backpropagate()
    numerical = numerical_gradient(problem.training_cost, problem.net.params, method="complex")
    scale = np.abs(numerical).max(initial=1e-12)
    assert_allclose(found.gradient, numerical, rtol=1e-9, atol=1e-9 * scale)
    assert_allclose(found.cost, problem.training_cost(problem.net.params), rtol=1e-13)


@given(st.sampled_from([{}, *BETWEEN]).flatmap(lambda settings: problems(**settings)))
@settings(max_examples=100, deadline=None)
def test_training_takes_the_same_gradient(problem: Problem) -> None:
    """Its slopes are those of what a layer passes on, right but where a unit is saturated."""
    problem.net.params *= 0.3
    exact, quick = problem.backpropagate().gradient, problem.step()
    assert_allclose(quick, exact, rtol=1e-9, atol=1e-9 * np.abs(exact).max() + 1e-300)


@given(problems(dtype=np.float32, dropout=0.2, batch_norm=True))
@settings(max_examples=25, deadline=None)
def test_float32_stays_float32(problem: Problem) -> None:
    found = problem.backpropagate()
    arrays = (found.losses, found.gradient, *found.deltas, *found.dWs, *found.dbs)
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
    history = train(problem.net, problem.X, problem.y, problem.loss, lr=0.01, momentum=0.5,
                    decay=0.1, epochs=2, batch_size=2, rng=problem.rng())  # fmt: skip
    assert problem.net.params.dtype == np.float32
    assert history.losses.dtype == np.float32
    assert problem.net.predict(problem.X).dtype == np.float32


@given(problems(dtype=np.float32))
@settings(max_examples=25, deadline=None)
def test_float32_is_float64_to_a_few_digits(problem: Problem) -> None:
    narrow = problem.backpropagate()
    wide = problem.backpropagate(net=problem.net.with_params(problem.net.params.astype(float)))
    assert wide.gradient.dtype == np.float64
    assert_allclose(narrow.cost, wide.cost, rtol=1e-3, atol=1e-4)


# --- batches ------------------------------------------------------------------------------------


@given(problems(), st.data())
@settings(max_examples=30, deadline=None)
def test_a_batch_is_the_mean_of_its_parts(problem: Problem, data: st.DataObject) -> None:
    n = len(problem.X)
    cut = data.draw(st.integers(0, n))
    whole = problem.backpropagate().gradient
    total = np.zeros_like(whole)
    for part in (slice(cut), slice(cut, None)):
        X, y = problem.X[part], problem.y[part]
        if len(X):
            total += len(X) * problem.backpropagate(X=X, y=y).gradient
    assert_allclose(total / n, whole, rtol=1e-10, atol=1e-12 * np.abs(whole).max())


@given(problems(), st.data())
@settings(max_examples=30, deadline=None)
def test_the_order_within_a_batch_does_not_matter(problem: Problem, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(problem.X))))
    here = problem.backpropagate()
    there = problem.backpropagate(X=problem.X[order], y=problem.y[order])
    tiny = 1e-12 * np.abs(here.gradient).max()
    assert_allclose(there.gradient, here.gradient, rtol=1e-10, atol=tiny)
    assert_allclose(there.losses, here.losses[order], rtol=1e-12, atol=1e-300)
    for a, b in zip(there.deltas, here.deltas, strict=True):
        assert_allclose(a, b[order], rtol=1e-10, atol=1e-12 * np.abs(b).max())


@given(problems(batch_norm=True, dropout=0.2), st.sampled_from([0, 1, -1, 0.25, 2, -8]))
@settings(max_examples=30, deadline=None)
def test_everything_is_linear_in_the_factor(problem: Problem, factor: float) -> None:
    """Powers of 2 are multiplied without rounding, so equal means equal."""
    back, X_0 = Backpropagation(problem.net, problem.loss), with_unit_0(problem.X)
    in_ = back(X_0, problem.y, 1, problem.rng())
    once = [array.copy() for array in (back.gradient, *back.deltas)]
    assert_array_equal(back(X_0, problem.y, factor, problem.rng()), in_)
    for many, one in zip((back.gradient, *back.deltas), once, strict=True):
        assert_array_equal(many, factor * one)


@given(problems())
@settings(max_examples=20, deadline=None)
def test_the_half_halves_and_the_deltas_are_per_example(problem: Problem) -> None:
    if problem.loss not in OUTPUTS:
        whole, half = (
            problem.backpropagate(loss=loss) for loss in ("squared_error", "half_squared_error")
        )
        assert_allclose(whole.gradient, 2 * half.gradient, rtol=1e-14)
    found = problem.backpropagate()
    alone = problem.backpropagate(X=problem.X[:1], y=problem.y[:1])
    for many, one in zip(found.deltas, alone.deltas, strict=True):
        assert_allclose(many[:1], one, rtol=1e-10, atol=1e-12 * np.abs(one).max())
    for db, delta in zip(found.dbs, found.deltas, strict=True):
        assert_allclose(db, delta.mean(axis=0), rtol=1e-10, atol=1e-12 * np.abs(delta).max())


# --- arguments and seeds ------------------------------------------------------------------------


@given(problems(dropout=0.3, batch_norm=True))
@settings(max_examples=25, deadline=None)
def test_no_argument_is_modified(problem: Problem) -> None:
    X, y = problem.X.tolist(), problem.y.tolist()
    params = problem.net.params.copy()
    problem.backpropagate(X=X, y=y)
    problem.net.predict(X)
    cost(problem.net, X, y, problem.loss)
    assert_array_equal(problem.net.params, params)
    before = problem.X.copy(), problem.y.copy()
    for data in ((X, y), (problem.X, problem.y)):
        train(problem.net, *data, problem.loss, lr=0.01, epochs=2, batch_size=2,
              rng=problem.rng())  # fmt: skip
    assert_array_equal(problem.X, before[0])
    assert_array_equal(problem.y, before[1])
    assert before[0].tolist() == X
    assert y == before[1].tolist()


@given(problems(dropout=0.3, batch_norm=True))
@settings(max_examples=25, deadline=None)
def test_the_same_seed_gives_the_same_bytes(problem: Problem) -> None:
    runs = []
    for _ in range(2):
        net = problem.net.copy()
        history = train(net, problem.X, problem.y, problem.loss, lr=0.05, momentum=0.9,
                        decay=1e-3, epochs=3, batch_size=2, rng=problem.rng())  # fmt: skip
        runs.append((net.params.tobytes(), history.losses.tobytes(), problem.rng()))
    assert runs[0][:2] == runs[1][:2]
    twice = [problem.backpropagate().gradient.tobytes() for _ in range(2)]
    assert twice[0] == twice[1]


# --- stacks -------------------------------------------------------------------------------------


@given(problems(), st.integers(2, 4), st.sampled_from([0.0, 0.7]), st.sampled_from([0.0, 0.05]))
@settings(max_examples=30, deadline=None)
def test_stacked_networks_are_single_ones(
    problem: Problem, S: int, momentum: float, decay: float
) -> None:
    rng = problem.rng()
    nets = [problem.net.with_params(rng.normal(size=problem.net.params.size)) for _ in range(S)]
    rates = rng.uniform(0, 0.05, size=S)
    whole, X, y = stack(nets), problem.X, problem.y
    common: Any = {"momentum": momentum, "decay": decay, "epochs": 2, "batch_size": 2}
    together = train(whole, X, y, problem.loss, lr=rates, rng=problem.rng(), **common)
    for k, net in enumerate(nets):
        alone = train(net, X, y, problem.loss, lr=rates[k], rng=problem.rng(), **common)
        if not np.isfinite(alone.losses).all():
            continue  # diverged: a single run ends early
        size = np.abs(net.params).max()
        assert_allclose(whole.params[k], net.params, rtol=1e-12, atol=1e-12 * size)
        assert_allclose(together.losses[:, k], alone.losses, rtol=1e-10, atol=1e-12)
        costs = [costs[k] for costs in together.costs]
        assert_allclose(costs, alone.costs, rtol=1e-10, atol=1e-12)
