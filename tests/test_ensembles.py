"""Stacked networks are the single ones, side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from course.backprop import backpropagate, cost
from course.ensembles import ensemble, stack, unstack
from course.network import Network
from course.training import SGD, train

X = np.random.default_rng(7).normal(size=(6, 2))
Y = (X[:, :1] * X[:, 1:] > 0) * 1.0


def network(seed: int, **settings: Any) -> Network:
    return Network([2, 3, 1], "tanh", rng=np.random.default_rng(seed), **settings)


def test_there_and_back() -> None:
    nets = [network(seed, batch_norm=True) for seed in range(3)]
    for k, net in enumerate(nets):
        net.norms()[0].run_mean[:] = [k, 10 * k, 100 * k]
        net.norms()[0].run_var[:] = [k + 1, k + 2, k + 3]
    whole = stack(nets)
    for net, twin in zip(nets, unstack(whole), strict=True):
        assert_array_equal(twin.params, net.params)
        assert_array_equal(twin.norms()[0].run_mean, net.norms()[0].run_mean)
        assert_array_equal(twin.norms()[0].run_var, net.norms()[0].run_var)
        assert twin.norms()[0].run_mean.shape == (3,)
        assert_allclose(twin.predict(X), net.predict(X), rtol=1e-14)
        assert repr(twin) == repr(net)
    assert_allclose(whole.predict(X), np.stack([net.predict(X) for net in nets]), rtol=1e-14)


def test_everything_is_a_copy() -> None:
    net = network(0, batch_norm=True)
    whole = stack([net, net])
    whole.params[:] = 0
    whole.norms()[0].run_mean[:] = 9
    assert net.params.any()
    assert not net.norms()[0].run_mean.any()
    members = unstack(whole)
    members[0].params[:] = 5
    members[0].norms()[0].run_mean[:] = 4
    assert not whole.params.any()
    assert (whole.norms()[0].run_mean == 9).all()
    assert not members[1].params.any()


def test_an_ensemble_is_drawn_as_each_would_be_alone() -> None:
    whole = ensemble([2, 3, 1], [5, 3], hidden="tanh")
    assert_array_equal(whole.params[0], network(5).params)
    assert_array_equal(whole.params[1], network(3).params)
    assert_array_equal(whole.params, ensemble([2, 3, 1], iter([5, 3]), hidden="tanh").params)
    assert ensemble([2, 1], range(2), dtype=np.float32).params.dtype == np.float32


def test_gradients_of_a_stack() -> None:
    nets = [network(seed) for seed in range(3)]
    whole = stack(nets)
    found = backpropagate(whole, X, Y)
    for k, net in enumerate(nets):
        alone = backpropagate(net, X, Y)
        assert_allclose(found.cost[k], alone.cost, rtol=1e-14)
        assert_allclose(found.losses[k], alone.losses, rtol=1e-14)
        assert_allclose(found.gradient[k], alone.gradient, rtol=1e-12, atol=1e-16)
        for many, one in zip(found.deltas, alone.deltas, strict=True):
            assert_allclose(many[k], one, rtol=1e-12, atol=1e-16)
    assert_allclose(cost(whole, X, Y), [cost(net, X, Y) for net in nets], rtol=1e-14)


def test_each_network_on_its_own_data() -> None:
    nets = [network(seed) for seed in range(2)]
    Xs, Ys = np.stack([X, X[::-1] + 1]), np.stack([Y, 1 - Y])
    found = backpropagate(stack(nets), Xs, Ys)
    for k, net in enumerate(nets):
        alone = backpropagate(net, Xs[k], Ys[k])
        assert_allclose(found.gradient[k], alone.gradient, rtol=1e-12, atol=1e-16)
    settings: Any = {"lr": 0.3, "epochs": 2, "batch_size": 4}
    whole = stack(nets)
    train(whole, Xs, Ys, rng=np.random.default_rng(1), **settings)
    for k, net in enumerate(nets):
        train(net, Xs[k], Ys[k], rng=np.random.default_rng(1), **settings)
        assert_allclose(whole.params[k], net.params, rtol=1e-12)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"momentum": 0.8},
        {"decay": 0.01},
        {"momentum": 0.5, "decay": 0.1},
        {"batch_size": None},
        {"shuffle": False},
    ],
)
@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("lr", [0.3, [0.1, 0.2, 0.5]])
def test_trained_together_as_alone(settings: Any, batch_norm: bool, lr: Any) -> None:
    nets = [network(seed, batch_norm=batch_norm) for seed in range(3)]
    whole = stack(nets)
    settings = {"epochs": 3, "batch_size": 4} | settings
    together = train(whole, X, Y, lr=lr, rng=np.random.default_rng(2), **settings)
    assert together.losses.shape == (len(together.losses), 3)
    for k, net in enumerate(nets):
        rate = lr if np.ndim(lr) == 0 else lr[k]
        alone = train(net, X, Y, lr=rate, rng=np.random.default_rng(2), **settings)
        assert_allclose(whole.params[k], net.params, rtol=1e-12, atol=1e-15)
        assert_allclose(together.losses[:, k], alone.losses, rtol=1e-12)
        assert_allclose([costs[k] for costs in together.costs], alone.costs, rtol=1e-12)
        if batch_norm:
            own, shared = net.norms()[0], unstack(whole)[k].norms()[0]
            assert_allclose(shared.run_mean, own.run_mean, rtol=1e-12)
            assert_allclose(shared.run_var, own.run_var, rtol=1e-12)


def test_dropout_differs_from_network_to_network() -> None:
    whole = stack([network(0, dropout=0.5)] * 2)
    SGD(whole, lr=0.5).step(X, Y, np.random.default_rng(0))
    assert not np.allclose(whole.params[0], whole.params[1])


def test_a_stack_runs_on_while_one_of_it_is_fine() -> None:
    nets = [Network.from_weights([[[1.0]]], [[0.0]], output="identity") for _ in range(2)]
    whole = stack(nets)
    history = train(whole, [[3.0]], [[1.0]], lr=[0.01, 100.0], epochs=200, batch_size=None)
    assert history.stopped == "200 epochs are over; 1 of 2 networks diverged"
    assert_allclose(history.costs[-1][0], 0, atol=1e-10)
    assert not np.isfinite(history.costs[-1][1])


def test_all_of_a_stack_have_to_agree_to_stop() -> None:
    whole = stack([Network.from_weights([[[1.0]]], [[0.0]], output="identity")] * 2)
    history = train(whole, [[1.0]], [[0.0]], lr=[0.25, 0.01], epochs=500, batch_size=None,
                    err_tol=0.1)  # fmt: skip
    assert history.stopped == "every error is smaller than 0.1"
    assert (np.abs(whole.predict([[1.0]])) < 0.1).all()
    assert len(history.costs) > 50  # the quick one alone needs 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: stack([]), "there is no network to stack"),
        (lambda: ensemble([2, 1], []), "there is no network to stack"),
        (
            lambda: stack([network(0), Network([2, 4, 1], "tanh", init="zeros")]),
            r"only single networks of one form .* <Network 2-3-1, .*, but \[1\] is <Network 2-4-1",
        ),
        (lambda: stack([network(0), Network([2, 3, 1], init="zeros")]), r"but \[1\] is .*sigmoid"),
        (lambda: stack([network(0), network(0, batch_norm=True)]), r"batch normalization.*\[1\]"),
        (lambda: stack([network(0), network(0, dropout=0.5)]), r"dropout.*but \[1\] is"),
        (lambda: stack([network(0, dropout=0.2), network(0, dropout=0.5)]), r"but \[1\] is"),
        (lambda: stack([stack([network(0)])]), r"but \[0\] is <Network 1 times"),
        (lambda: unstack(network(0)), "<Network 2-3-1, .* is no stack of networks"),
        (
            lambda: SGD(stack([network(0)] * 3), lr=[0.1, 0.2]),
            r"lr has shape \(2,\), but <Network 3 times .* one for each",
        ),
        (lambda: SGD(network(0), lr=[0.1]), r"lr has shape \(1,\), but <Network 2-3-1"),
        (lambda: SGD(stack([network(0)]), lr=[[0.1]]), r"lr has shape \(1, 1\)"),
    ],
)
def test_errors(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_a_number_is_no_list_of_seeds() -> None:
    with pytest.raises(
        TypeError, match=r"seeds must be several, for instance range\(100\), not 5"
    ):
        ensemble([2, 1], 5)  # type: ignore[arg-type]
