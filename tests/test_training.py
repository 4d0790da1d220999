"""Training: the order of examples, the step, the end of a run, and what a run must reach."""

from __future__ import annotations

import time
from itertools import chain
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from course.backprop import backpropagate, cost
from course.data import digits
from course.ensembles import ensemble, stack
from course.losses import LOSSES, Loss, accuracy
from course.network import Network
from course.preprocessing import one_hot
from course.training import (
    BLOCK,
    SGD,
    History,
    minibatch_step,
    sgd_step,
    should_stop,
    train,
)

XOR, XOR_Y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def a_network(**settings: Any) -> Network:
    return Network([2, 3, 1], rng=rng(), **settings)


def a_line(w: float = 1.0, b: float = 0.0) -> Network:
    """Return a = w x + b; its parameters are b and w, in that order."""
    return Network.from_weights([[[w]]], [[b]], output="identity")


# --- the pieces ---------------------------------------------------------------------------------


def test_sgd_step() -> None:
    params, gradients = [[[1.0, 2.0]], [3.0]], [[[10, -10]], [2]]
    W, b = sgd_step(params, gradients, lr=0.1)
    assert_allclose(W, [[0, 3]])
    assert_allclose(b, [2.8])
    assert params == [[[1.0, 2.0]], [3.0]]
    W = np.ones((1, 2), np.float32)
    assert sgd_step([W], [W], 0.1)[0].dtype == np.float32
    assert (W == 1).all()


def test_minibatch_step_takes_all_gradients_at_the_same_place() -> None:
    seen = []

    def grad_one(w: np.ndarray, x: Any, y: Any) -> np.ndarray:
        seen.append(w.copy())
        return np.array([x[0], y])

    w = np.array([1.0, 2.0])
    assert_allclose(minibatch_step(w, [[1], [3], [5]], [6, 0, 0], grad_one, lr=0.5), [-0.5, 1])
    assert_array_equal(seen, [[1, 2]] * 3)
    assert_array_equal(w, [1, 2])


@pytest.mark.parametrize(
    ("costs", "errors", "stop"),
    [
        ([3, 2], [0.5], False),
        ([9, 8, 7, 6, 5], [0.5], True),  # 5 epochs
        ([9, 8, 7, 6], [0.5], False),
        ([3, 2.991], [0.5], True),  # cost_tol 0.01
        ([3, 3.009], [0.5], True),
        ([3, 2.98], [0.5], False),
        ([3, 3.02], [0.5], False),
        ([3], [0.5], False),
        ([3, 2], [0.09, -0.09], True),  # err_tol 0.1
        ([3, 2], [0.09, -0.5], False),
        ([3, 2], [-0.1, 0.05], False),
        ([], [0.5], False),
    ],
)
def test_should_stop(costs: Any, errors: Any, stop: bool) -> None:
    assert should_stop(costs, errors, max_epochs=5, cost_tol=0.01, err_tol=0.1) is stop


# --- the order of the examples ------------------------------------------------------------------


class Recorder:
    """A loss that remembers the labels of every step."""

    def __init__(self) -> None:
        self.batches: list[list[float]] = []
        real = LOSSES["squared_error"]

        def output_delta(y: Any, in_: Any, a: Any, slope: Any) -> Any:
            self.batches.append(y[..., 0].tolist())
            return real.output_delta(y, in_, a, slope)

        self.loss = Loss("recorder", real.values, output_delta)

    def run(self, n: int = 7, **settings: Any) -> History:
        labels = np.arange(n, dtype=float)
        return train(a_line(), labels[:, None] / n, labels, self.loss, lr=0.01, **settings)


def test_every_epoch_takes_every_example_once() -> None:
    seen = Recorder()
    seen.run(batch_size=3, epochs=4, rng=rng())
    assert [len(batch) for batch in seen.batches] == [3, 3, 1] * 4
    epochs = [list(chain(*seen.batches[k : k + 3])) for k in range(0, 12, 3)]
    assert all(sorted(epoch) == list(range(7)) for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) == 4  # a new order each time


def test_inputs_stay_with_their_labels() -> None:
    labels = rng(3).normal(size=50)
    net = a_line(w=0.3)
    history = train(net, 2 * labels[:, None], labels, lr=0.02, epochs=60, batch_size=4, rng=rng())
    assert_allclose(net.params, [0, 0.5], atol=1e-6)
    assert history.costs[-1] < 1e-10


def test_the_order_comes_from_the_generator_alone() -> None:
    orders = []
    for seed in (1, 1, 2):
        seen = Recorder()
        np.random.default_rng(99).random()
        seen.run(batch_size=2, epochs=2, rng=rng(seed))
        orders.append(seen.batches)
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]


def test_one_permutation_per_epoch_is_drawn() -> None:
    generator, twin = rng(5), rng(5)
    seen = Recorder()
    seen.run(batch_size=2, epochs=3, rng=generator)
    order = np.concatenate([twin.permutation(7) for _ in range(3)])
    assert list(chain(*seen.batches)) == order.tolist()
    assert generator.random() == twin.random()


def test_stochastic_by_default() -> None:
    seen = Recorder()
    seen.run(epochs=1, rng=rng())
    assert [len(batch) for batch in seen.batches] == [1] * 7


@pytest.mark.parametrize("batch_size", [None, 7, 100])
def test_a_full_batch_draws_nothing(batch_size: Any) -> None:
    generator = rng()
    seen = Recorder()
    seen.run(batch_size=batch_size, epochs=2, rng=generator)
    assert seen.batches == [list(range(7))] * 2
    assert generator.random() == rng().random()
    Recorder().run(batch_size=batch_size, epochs=2)  # needs no generator at all


def test_without_shuffling_examples_come_in_their_own_order() -> None:
    seen = Recorder()
    seen.run(batch_size=3, epochs=2, shuffle=False)
    assert seen.batches == [[0, 1, 2], [3, 4, 5], [6]] * 2


# --- the step -----------------------------------------------------------------------------------


def test_two_steps_by_hand() -> None:
    """a = w x + b for x = 1, y = 0: both derivatives are 2 a."""
    net = a_line()
    sgd = SGD(net, lr=0.1)
    assert_allclose(sgd.step([[1]], [[0]]), [1])
    assert_allclose(net.params, [-0.2, 0.8])
    assert_allclose(sgd.step([[1]], [[0]]), [0.36])
    assert_allclose(net.params, [-0.2 - 0.12, 0.8 - 0.12])


def test_two_steps_with_momentum_and_decay_by_hand() -> None:
    net = a_line()
    sgd = SGD(net, lr=0.1, momentum=0.5, decay=0.25)
    sgd.step([[1]], [[0]])
    # b, which does not decay: 0.1 * 2; w: 0.1 (2 + 2 * 0.25 * 1) = 0.25
    assert_allclose(net.params, [-0.2, 0.75])
    sgd.step([[1]], [[0]])
    # a = 0.55. b: 0.5 * 0.2 + 0.11; w: 0.5 * 0.25 + 0.1 (1.1 + 0.5 * 0.75) = 0.2725
    assert_allclose(net.params, [-0.41, 0.4775])


def test_decay_is_the_gradient_of_the_penalty() -> None:
    """Weights lose 2 lr λ w where the data are silent; biases, γ and β keep what they have."""
    net = Network([1, 2, 1], "relu", "identity", init="constant", batch_norm=True)
    net.bs[0][:] = -9  # ReLU off
    before = net.copy()
    SGD(net, lr=0.1, decay=0.5).step([[1], [1]], [[0], [0]], rng())
    for W, then in zip(net.Ws, before.Ws, strict=True):
        assert_allclose(W, 0.9 * then)
    assert_array_equal(net.params[-4:], before.params[-4:])
    assert_array_equal(net.bs[0], before.bs[0])


def test_a_step_is_lr_times_the_mean_gradient() -> None:
    X, y = rng(1).normal(size=(5, 2)), rng(2).normal(size=(5, 1))
    net = a_network()
    start, gradient = net.params.copy(), backpropagate(net, X, y).gradient
    losses = SGD(net, lr=0.3).step(X, y)
    assert_allclose(net.params, start - 0.3 * gradient, rtol=1e-14)
    assert losses.shape == (5,)
    assert_allclose(losses.mean(), cost(net.with_params(start), X, y))


def test_training_is_its_steps() -> None:
    X, y = rng(1).normal(size=(5, 2)), rng(2).normal(size=(5, 1))
    net, twin = a_network(), a_network()
    train(net, X, y, lr=0.2, epochs=2, batch_size=2, momentum=0.9, decay=0.01, rng=rng(3))
    sgd, draw = SGD(twin, lr=0.2, momentum=0.9, decay=0.01), rng(3)
    for _ in range(2):
        order = draw.permutation(5)
        for batch in (order[:2], order[2:4], order[4:]):
            sgd.step(X[batch], y[batch])
    assert_allclose(net.params, twin.params, rtol=1e-14)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("stacked", [False, True])
def test_losses_of_many_examples(loss: str, stacked: bool) -> None:
    """They are computed in blocks, whose borders are nowhere to be seen."""
    output = {"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}.get(loss, "tanh")
    net = Network([2, 3], output=output, rng=rng())
    n = 2 * (BLOCK // 3) + 7  # three outputs: more than two blocks, and not a whole number of them
    X, y = rng(1).normal(size=(n, 2)), np.eye(3)[rng(2).integers(3, size=n)]
    right = backpropagate(net, X, y, loss).losses
    net = stack([net, net]) if stacked else net
    found = SGD(net, loss).losses(y, net.forward(X)[0][-1])
    assert found.shape == ((2, len(X)) if stacked else (len(X),))
    assert_allclose(found, np.broadcast_to(right, found.shape), rtol=1e-12, atol=1e-15)
    history = train(net, X, y, loss, lr=0, epochs=1, batch_size=100, shuffle=False)
    assert_allclose(history.losses[0], right[:100].mean(), rtol=1e-12)
    assert_allclose(history.losses[-1], right[n // 100 * 100 :].mean(), rtol=1e-12)
    assert_allclose(history.costs[0], right.mean(), rtol=1e-12)


def test_momentum_zero_and_decay_zero_are_nothing() -> None:
    nets = [a_network(), a_network()]
    train(nets[0], XOR, XOR_Y, epochs=3, rng=rng())
    train(nets[1], XOR, XOR_Y, epochs=3, rng=rng(), momentum=0, decay=0)
    assert_array_equal(nets[0].params, nets[1].params)


def test_lr_zero_stands_still() -> None:
    net = a_network()
    before = net.params.copy()
    train(net, XOR, XOR_Y, lr=0, epochs=2, rng=rng())
    assert_array_equal(net.params, before)


def test_each_stacked_network_has_its_own_rate() -> None:
    whole = stack([a_line(), a_line(), a_line()])
    SGD(whole, lr=[0, 0.1, 0.25], decay=0.5).step([[1]], [[0]])
    # b - lr * 2, w - lr (2 + 2 * 0.5 * 1)
    assert_allclose(whole.params, [[0, 1], [-0.2, 0.7], [-0.5, 0.25]])


# --- the end of a run ---------------------------------------------------------------------------


def test_epochs() -> None:
    history = train(a_network(), XOR, XOR_Y, epochs=3, rng=rng())
    assert history.stopped == "3 epochs are over"
    assert len(history.costs) == 3


def test_small_errors_end_a_run() -> None:
    net = a_line()
    history = train(net, [[1.0]], [0.0], lr=0.125, batch_size=None, err_tol=0.1)
    assert history.stopped == "every error is smaller than 0.1"
    # each step halves the output: 1, 1/2, 1/4, 1/8, 1/16
    assert_allclose(net.predict([[1]]), 1 / 16)
    assert len(history.costs) == 4


def test_errors_have_to_be_small_on_both_sides() -> None:
    for target in (5.0, -5.0):
        history = train(a_line(), [[1.0]], [target], lr=1e-6, epochs=2, batch_size=None,
                        err_tol=0.1)  # fmt: skip
        assert history.stopped == "2 epochs are over"


def test_a_cost_that_stands_still_ends_a_run() -> None:
    history = train(a_line(), [[1.0]], [0.0], lr=0.125, batch_size=None, cost_tol=0.01)
    assert history.stopped == "the cost changed by less than 0.01 over an epoch"
    # costs: 1, 1/4, 1/16, 1/64, 1/256: the last change is 0.0117, then 0.003
    assert_allclose(history.costs, [4.0**-k for k in range(6)])


def test_a_cost_that_rises_is_no_end() -> None:
    history = train(a_line(), [[1.0]], [0.0], lr=0.6, epochs=3, batch_size=None, cost_tol=0.01)
    assert history.stopped == "3 epochs are over"
    assert history.costs[2] > history.costs[1] > history.costs[0]


@pytest.mark.parametrize("settings", [{}, {"momentum": 0.9}, {"err_tol": 0.1, "cost_tol": 0.1}])
def test_a_run_that_diverges_says_so(settings: Any) -> None:
    """No warning either: tests run with warnings as errors."""
    history = train(a_line(), [[3.0], [4.0]], [1.0, 2.0], lr=1e9, batch_size=None, **settings)
    epochs = len(history.costs)
    assert epochs < 40
    assert history.stopped == (
        f"the loss is not finite any more after epoch {epochs}: try a smaller learning rate"
    )
    assert not np.isfinite(history.costs[-1])
    assert np.isfinite(history.costs[:-1]).all()


def test_callbacks() -> None:
    calls = []

    def watch(epoch: int, net: Network, history: History) -> None:
        calls.append((epoch, len(history.costs), net.params.copy()))
        history.record(accuracy=accuracy([[0], [1], [1], [0]], net.predict(XOR)), epoch=epoch)

    net = a_network()
    history = train(net, XOR, XOR_Y, epochs=3, rng=rng(), callbacks=[watch])
    assert [call[:2] for call in calls] == [(1, 1), (2, 2), (3, 3)]
    assert_array_equal(calls[-1][2], net.params)
    assert not np.array_equal(calls[0][2], net.params)
    assert history.records["epoch"] == [1, 2, 3]
    assert len(history.records["accuracy"]) == 3


@pytest.mark.parametrize("answer", [True, np.True_])
def test_a_callback_ends_a_run(answer: Any) -> None:
    others: list[int] = []

    def enough(epoch: int, net: Network, history: History) -> Any:
        return answer if epoch == 2 else None

    def other(epoch: int, net: Network, history: History) -> None:
        others.append(epoch)

    history = train(a_network(), XOR, XOR_Y, epochs=9, rng=rng(), callbacks=[enough, other])
    assert history.stopped == "the callback enough said so"
    assert len(history.costs) == 2
    assert others == [1, 2]  # all are called


@pytest.mark.parametrize("answer", [None, False, np.False_, 1, "go on", np.array([1, 2])])
def test_only_true_ends_a_run(answer: Any) -> None:
    history = train(a_network(), XOR, XOR_Y, epochs=2, rng=rng(), callbacks=[lambda *_: answer])
    assert history.stopped == "2 epochs are over"


def test_a_comparison_of_costs_ends_a_run() -> None:
    history = train(a_line(), [[1.0]], [0.0], lr=0.125, batch_size=None,
                    callbacks=[lambda epoch, net, history: history.costs[-1] < 0.3])  # fmt: skip
    assert_allclose(history.costs, [1, 0.25])


# --- the history --------------------------------------------------------------------------------


def test_losses_are_those_right_before_each_step() -> None:
    history = train(a_line(), [[1.0]], [0.0], lr=0.125, epochs=3, batch_size=None)
    assert_allclose(history.losses, [1, 1 / 4, 1 / 16])
    assert_allclose(history.costs, [1, 1 / 4, 1 / 16])
    assert isinstance(history.losses, np.ndarray)
    assert history.seconds > 0


def test_costs_are_means_over_examples_not_over_batches() -> None:
    """Three examples in batches of two and one; with lr 0 every loss is known."""
    history = train(a_line(), [[1.0], [2.0], [3.0]], [0.0, 0.0, 0.0], lr=0, epochs=2,
                    batch_size=2, shuffle=False)  # fmt: skip
    assert_allclose(history.losses, [2.5, 9, 2.5, 9])
    assert_allclose(history.costs, [14 / 3, 14 / 3])


def test_history_of_a_stack() -> None:
    history = train(ensemble([2, 2, 1], range(5)), XOR, XOR_Y, epochs=3, batch_size=3, rng=rng())
    assert history.losses.shape == (6, 5)
    assert [costs.shape for costs in history.costs] == [(5,)] * 3
    assert_allclose((3 * history.losses[0] + history.losses[1]) / 4, history.costs[0])


def test_history_in_words() -> None:
    history = train(a_line(), [[1.0]], [0.0], lr=0.125, epochs=3, batch_size=None)
    assert repr(history) == "<History of 3 epochs, 3 steps, last cost 0.0625: 3 epochs are over>"
    assert repr(History()) == "<History of 0 epochs, 0 steps: >"


def test_record() -> None:
    history = History()
    history.record(a=1, b=2)
    history.record(a=3)
    assert history.records == {"a": [1, 3], "b": [2]}
    assert History().records == {}  # not shared


# --- data ---------------------------------------------------------------------------------------


def test_float32_stays_float32() -> None:
    for settings in ({}, {"dropout": 0.5, "batch_norm": True}):
        for loss, output in (("squared_error", "tanh"), ("binary_cross_entropy", "sigmoid"),
                             ("cross_entropy", "softmax")):  # fmt: skip
            net = Network([2, 3, 2], "gelu", output, rng=rng(), dtype=np.float32, **settings)  # type: ignore[arg-type]
            history = train(net, XOR, np.eye(2)[XOR_Y], loss, lr=np.float64(0.1), epochs=2,
                            batch_size=3, momentum=0.9, decay=0.1, rng=rng())  # fmt: skip
            assert net.params.dtype == net.Ws[0].dtype == np.float32
            assert history.losses.dtype == history.costs[0].dtype == np.float32
    whole = stack([a_network(dtype=np.float32)] * 2)
    history = train(whole, XOR, XOR_Y, lr=[0.1, 0.2], epochs=2, rng=rng())
    assert whole.params.dtype == history.losses.dtype == np.float32
    sgd = SGD(whole, lr=[0.1, 0.2])
    sgd.step(XOR, XOR_Y)
    assert {delta.dtype for delta in sgd.back.deltas} == {np.dtype(np.float32)}


def test_integers_will_do_and_nothing_is_modified() -> None:
    X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    nets, arrays = [a_network(), a_network()], (np.array(X, float), np.array(y, float)[:, None])
    before = [array.copy() for array in arrays]
    train(nets[0], X, y, epochs=3, batch_size=2, rng=rng())
    train(nets[1], *arrays, epochs=3, batch_size=2, rng=rng())
    assert_array_equal(nets[0].params, nets[1].params)
    assert (X, y) == ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
    for now, then in zip(arrays, before, strict=True):
        assert_array_equal(now, then)


def test_a_seed_decides_everything() -> None:
    results = []
    for seed in (1, 1, 2):
        net = a_network(dropout=0.3)
        history = train(net, XOR, XOR_Y, epochs=5, batch_size=2, rng=rng(seed))
        results.append((net.params.tobytes(), history.losses.tobytes(), np.array(history.costs)))
    assert results[0][:2] == results[1][:2]
    assert_array_equal(results[0][2], results[1][2])
    assert results[0][0] != results[2][0]
    assert results[0][1] != results[2][1]


def test_dropout_without_shuffling_draws_masks_only() -> None:
    net, twin, draw = a_network(dropout=0.5), a_network(dropout=0.5), rng(4)
    train(net, XOR, XOR_Y, epochs=2, batch_size=None, rng=rng(4))
    sgd = SGD(twin)
    for _ in range(2):
        sgd.step(XOR, XOR_Y, draw)
    assert_array_equal(net.params, twin.params)


def test_running_statistics_follow_the_batches() -> None:
    net = a_network(batch_norm=True)
    train(net, XOR, XOR_Y, lr=0, epochs=200, batch_size=None, rng=rng())
    a = a_network().forward(XOR)[1][1]
    assert_allclose(net.norms()[0].run_mean, a.mean(0), rtol=1e-6)
    assert_allclose(net.norms()[0].run_var, a.var(0), rtol=1e-6, atol=1e-8)


# --- what training must reach -------------------------------------------------------------------


@pytest.mark.parametrize(("sizes", "seeds", "share"), [([2, 2, 1], 40, 0.5), ([2, 4, 1], 20, 0.9)])
def test_xor_is_learned(sizes: list[int], seeds: int, share: float) -> None:
    """Two hidden units are enough, but get stuck from some initial weights; four rarely do."""
    nets = ensemble(sizes, range(seeds), hidden="tanh")
    train(nets, XOR, XOR_Y, "binary_cross_entropy", lr=0.5, epochs=1000, batch_size=None,
          momentum=0.9)  # fmt: skip
    right = (np.abs(nets.predict(XOR)[:, :, 0] - XOR_Y) < 0.1).all(axis=1)
    assert share <= right.mean() <= 1


def test_xor_as_the_lectures_train_it() -> None:
    net = Network([2, 2, 1], rng=rng(1))
    history = train(net, XOR, XOR_Y, lr=2, epochs=2000, rng=rng(1), err_tol=0.2)
    assert history.stopped == "every error is smaller than 0.2"
    assert_array_equal(net.predict(XOR).round().ravel(), XOR_Y)


def digits_in(seed: int) -> tuple[float, float]:
    """Return test accuracy and seconds of one run on the handwritten digits."""
    generator = rng(seed)
    X, X_test, y, y_test = digits().split(0.2, generator)
    net = Network([64, 64, 10], "relu", "softmax", init="he", rng=generator)
    start = time.perf_counter()
    train(net, X / 16, one_hot(y, 10), "cross_entropy", lr=0.1, momentum=0.9, epochs=25,
          batch_size=32, rng=generator)  # fmt: skip
    seconds = time.perf_counter() - start
    return accuracy(one_hot(y_test, 10), net.predict(X_test / 16)), seconds


def test_digits_to_97_percent_in_seconds() -> None:
    runs = [digits_in(seed=0) for _ in range(2)]
    assert runs[0][0] >= 0.97
    assert runs[0][0] == runs[1][0]
    assert min(seconds for _, seconds in runs) < 5


# --- words --------------------------------------------------------------------------------------


def run(**settings: Any) -> Any:
    """Return a training run that has not started yet."""
    net = settings.pop("net", None) or a_network()
    settings = {"rng": rng(), "epochs": 1} | settings
    return lambda: train(net, settings.pop("X", XOR), settings.pop("y", XOR_Y), **settings)


BAD_INPUT = [
    (run(X=[[1, 2, 3]] * 4), r"layer 1 of this 2-3-1 network takes 2 inputs, .* \(4, 3\)"),
    (run(X=[1, 2, 3, 4]), r"X must have one row per example, .* \(4,\)"),
    (run(X=[XOR]), r"X of shape \(1, 4, 2\) is one table"),
    (run(y=[0, 1]), "X has 4 examples, but y has 2"),
    (
        run(y=np.zeros((4, 3))),
        r"the output layer has 1 unit, so y must be \(n, 1\), but it is \(4, 3\)",
    ),
    (run(X=np.zeros((0, 2)), y=[]), r"X is empty: its shape is \(0, 2\)"),
    (run(X=[[0, np.nan]] * 4), "X holds nan or infinity in row 0, column 1"),
    (run(y=[0, 1, np.inf, 1]), "y holds nan or infinity in row 2, column 0"),
    (run(loss="binary_cross_entropy", y=[0, 1, 2, 1]), "between 0 and 1, .* from 0 to 2"),
    (run(loss="cross_entropy"), "'cross_entropy' needs the output activation 'softmax'"),
    (run(loss="mse"), "there is no loss 'mse'; did you mean 'squared_error'"),
    (run(rng=None), r"the order of the examples is drawn: pass rng=np.random.default_rng\(seed\)"),
    (run(rng=None, shuffle=False, net=a_network(dropout=0.5)), "drops or normalizes in training"),
    (run(rng=None, batch_size=None, net=a_network(batch_norm=True)), "drops or normalizes in"),
    (run(lr=-1), "a learning rate must be a number that is not negative, not -1"),
    (run(lr=np.nan), "a learning rate must be .* not nan"),
    (run(lr=np.inf), "a learning rate must be .* not inf"),
    (run(lr=1j), "a learning rate must be .* not 1j"),
    (run(lr=[0.1, 0.2]), r"lr has shape \(2,\), but <Network 2-3-1.* takes one number"),
    (run(lr=[]), r"lr has shape \(0,\)"),
    (run(momentum=1), "momentum must be at least 0 and below 1, not 1"),
    (run(momentum=-0.1), "momentum must be at least 0 and below 1, not -0.1"),
    (run(momentum=np.nan), "momentum must be at least 0 and below 1, not nan"),
    (run(decay=-1), "decay, the λ of weight decay, must be 0 or larger, not -1"),
    (run(decay=np.inf), "decay, the λ of weight decay, must be 0 or larger, not inf"),
    (run(epochs=0), "epochs must be a whole number from 1 on, not 0"),
    (run(epochs=2.5), "epochs must be a whole number from 1 on, not 2.5"),
    (run(epochs=2.0), "epochs must be a whole number from 1 on, not 2.0"),
    (run(epochs=None), "epochs must be a whole number from 1 on, not None"),
    (run(epochs="3"), "epochs must be a whole number from 1 on, not '3'"),
    (run(batch_size=0), "batch_size must be a whole number from 1 on, not 0"),
    (run(batch_size=-2), "batch_size must be a whole number from 1 on, not -2"),
    (run(batch_size=1.5, shuffle=False), "batch_size must be a whole number from 1 on, not 1.5"),
    (lambda: SGD(a_network(dropout=0.5)).step(XOR, XOR_Y), "drops or normalizes in training"),
    (lambda: SGD(a_network()).step(XOR, [1]), "X has 4 examples, but y has 1"),
    (lambda: SGD(a_network(), "mse"), "there is no loss 'mse'"),
    (lambda: sgd_step([[1]], [[1, 2]], 0.1), r"params\[0\] is \(1,\), but grads\[0\] is \(2,\)"),
    (lambda: sgd_step([[1]], [], 0.1), "there are 1 params, but 0 grads"),
    (lambda: minibatch_step([0], [], [], lambda w, x, y: w, 0.1), "there are 0 and 0"),
    (lambda: minibatch_step([0], [[1]], [1, 2], lambda w, x, y: w, 0.1), "there are 1 and 2"),
    (
        lambda: minibatch_step([0], [[1]], [1], lambda w, x, y: [1, 2], 0.1),
        r"w is \(1,\), but grad_one returns \(2,\)",
    ),
]


@pytest.mark.parametrize(("call", "message"), BAD_INPUT)
def test_bad_input_gets_one_sentence(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (run(X=[["a", "b"]] * 4), "X must hold numbers, it is an array of type <U1"),
        (run(lr="fast"), "lr must hold numbers"),
        (run(rng=3), "rng must be a random generator such as .* got int"),
        (run(rng=3, batch_size=None, net=a_network(dropout=0.5)), "rng must be .* got int"),
        (run(callbacks=print), r"callbacks must be a list of functions: write callbacks=\[f\]"),
        (lambda: sgd_step([["a"]], [[1]], 0.1), r"params\[0\] must hold numbers"),
    ],
)
def test_what_is_of_the_wrong_kind(call: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_a_bad_call_leaves_the_network_as_it_is() -> None:
    net = a_network()
    before = net.params.copy()
    for settings in ({"epochs": 0}, {"rng": None}, {"lr": -1}, {"y": [1]}):
        with pytest.raises(ValueError, match=r"epochs|rng|learning rate|examples"):
            run(net=net, **settings)()
    assert_array_equal(net.params, before)


def test_batch_normalization_needs_company() -> None:
    net = a_network(batch_norm=True)
    with pytest.raises(ValueError, match="other examples to compare with: batch_size 2 or larger"):
        train(net, XOR, XOR_Y, rng=rng())


def test_a_network_of_nan_is_not_trained_on() -> None:
    net = a_network()
    net.params[:] = np.nan
    with pytest.raises(ValueError, match="hold nan or infinity already"):
        train(net, XOR, XOR_Y, rng=rng())
