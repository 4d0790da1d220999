"""The library against PyTorch: gradients, batch normalization, dropout, a hundred training steps.

PyTorch's side was written down by make_torch_references.py and is read from .npz files.
"""

import json
from itertools import pairwise
from pathlib import Path

import mpmath as mp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from course.activations import sigmoid, softplus
from course.backprop import Backpropagation, backpropagate, cost
from course.losses import bce_from_logits, dce_dz, loss_named
from course.network import Network, with_unit_0
from course.training import SGD, train

HERE = Path(__file__).parent


def reference(name):
    """Return the arrays of a file, and its settings."""
    with np.load(HERE / f"{name}.npz") as file:
        arrays = dict(file)
    return arrays, json.loads(arrays.pop("about").item())


def part(arrays, case):
    """Return the arrays of one case."""
    start = f"{case}/"
    return {key.removeprefix(start): v for key, v in arrays.items() if key.startswith(start)}


GRADIENTS, ABOUT_GRADIENTS = reference("gradients")
BETWEEN, ABOUT_BETWEEN = reference("between")
TRAJECTORIES, ABOUT_TRAJECTORIES = reference("trajectories")
PRECISION, _ = reference("precision")


def close(ours, theirs, what=""):
    assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12, err_msg=what)


def split(vector, sizes, norms=()):
    """Cut a vector of the files into W1, b1, W2, ... and γ1, β1, ..."""
    pieces, start = {}, 0
    for layer, (i, j) in enumerate(pairwise(sizes), start=1):
        for name, shape in ((f"W{layer}", (i, j)), (f"b{layer}", (j,))):
            pieces[name] = vector[start : start + np.prod(shape)].reshape(shape)
            start += np.prod(shape)
    for layer, size in enumerate(norms, start=1):
        for name in (f"gamma{layer}", f"beta{layer}"):
            pieces[name], start = vector[start : start + size], start + size
    assert start == len(vector)
    return pieces


def pieces_of(net):
    """Return a network's parameters under the names of `split`."""
    pieces = {}
    for layer, (W, b) in enumerate(zip(net.Ws, net.bs, strict=True), start=1):
        pieces |= {f"W{layer}": W, f"b{layer}": b}
    for layer, norm in enumerate(batch_norms(net), start=1):
        pieces |= {f"gamma{layer}": norm.gamma, f"beta{layer}": norm.beta}
    return pieces


def batch_norms(net):
    return [change for changes in net.between for change in changes if hasattr(change, "gamma")]


def network(sizes, hidden, output, params, **between):
    net = Network(sizes, hidden, output, init="zeros", **between)
    norms = sizes[1:-1] if between.get("batch_norm") else ()
    given = split(params, sizes, norms)
    for name, values in pieces_of(net).items():
        values[...] = given[name]
    return net


def assert_same_pieces(ours, vector, sizes, norms=()):
    theirs = split(vector, sizes, norms)
    assert ours.keys() == theirs.keys()
    for name in theirs:
        close(ours[name], theirs[name], name)


# --- gradients ----------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", ABOUT_GRADIENTS["hidden"])
@pytest.mark.parametrize("case", ABOUT_GRADIENTS["cases"])
def test_gradients_of_every_activation_and_loss(case, hidden):
    loss, output, K = ABOUT_GRADIENTS["cases"][case]
    theirs, k = part(GRADIENTS, case), ABOUT_GRADIENTS["hidden"].index(hidden)
    net = network([4, 5, 3, K], hidden, output or hidden, theirs["params"])
    found = backpropagate(net, theirs["X"], theirs["y"], loss)

    close(found.losses, theirs["losses"][k], "losses")
    close(found.cost, theirs["losses"][k].mean(), "cost")
    close(cost(net, theirs["X"], theirs["y"], loss), theirs["losses"][k].mean(), "cost")
    close(np.concatenate(found.deltas, axis=1), theirs["deltas"][k], "deltas")
    layers = zip(found.dWs, found.dbs, strict=True)
    ours = {
        f"{name}{layer}": d
        for layer, pair in enumerate(layers, start=1)
        for name, d in zip("Wb", pair, strict=True)
    }
    assert_same_pieces(ours, theirs["gradient"][k], net.sizes)


# --- batch normalization and dropout ------------------------------------------------------------


def between_case(case):
    batch_norm, p, hidden, loss, output, K = ABOUT_BETWEEN["cases"][case]
    theirs, sizes = part(BETWEEN, case), [4, 6, 5, K]
    net = network(sizes, hidden, output, theirs["params"], batch_norm=batch_norm, dropout=p)
    norms = sizes[1:-1] if batch_norm else ()
    return net, loss, theirs, norms


def the_same_draws():
    return np.random.default_rng(ABOUT_BETWEEN["mask_seed"])


CASES = list(ABOUT_BETWEEN["cases"])
NORMALIZED = [case for case in CASES if ABOUT_BETWEEN["cases"][case][0]]
NORMALIZED_ONLY = [case for case in NORMALIZED if not ABOUT_BETWEEN["cases"][case][1]]
DROPPED = [case for case in CASES if ABOUT_BETWEEN["cases"][case][1]]


@pytest.mark.parametrize("case", CASES)
def test_gradients_through_batch_norm_and_dropout(case):
    net, loss, theirs, norms = between_case(case)
    found = backpropagate(net, BETWEEN["X"], theirs["y"], loss, rng=the_same_draws())
    close(found.losses, theirs["losses"], "losses")
    close(np.concatenate(found.deltas, axis=1), theirs["deltas"], "deltas")
    dWs, dbs, dscales = net.windows(found.gradient)
    ours = {f"W{k}": d for k, d in enumerate(dWs, 1)} | {f"b{k}": d for k, d in enumerate(dbs, 1)}
    ours |= {f"gamma{k}": d for k, d in enumerate(dscales[::2], 1)}
    ours |= {f"beta{k}": d for k, d in enumerate(dscales[1::2], 1)}
    assert_same_pieces(ours, theirs["gradient"], net.sizes, norms)


@pytest.mark.parametrize("case", DROPPED)
def test_equal_seeds_drop_the_units_that_pytorch_was_given(case):
    net, loss, theirs, _ = between_case(case)
    n = len(BETWEEN["X"])
    X_0 = with_unit_0(BETWEEN["X"])
    Backpropagation(net, loss)(X_0, theirs["y"], 1 / n, the_same_draws())
    for layer, changes in enumerate(net.between):
        assert_array_equal(changes[-1].mask, theirs[f"mask{layer}"])
        assert (changes[-1].mask == 0).any()


def assert_running_statistics(net, mean, var, steps):
    """Compare them, PyTorch's variance converted from n - 1 to n.

    Both start at 1, of which 0.9 per step is left; what came in since is larger by n / (n - 1).
    """
    n, left = len(BETWEEN["X"]), (1 - ABOUT_BETWEEN["batch_norm_momentum"]) ** steps
    close(np.concatenate([norm.run_mean for norm in batch_norms(net)]), mean)
    ours = np.concatenate([norm.run_var for norm in batch_norms(net)])
    close(ours, left + (var - left) * (n - 1) / n)


@pytest.mark.parametrize("case", NORMALIZED)
def test_running_statistics_after_one_batch(case):
    net, loss, theirs, _ = between_case(case)
    n = len(BETWEEN["X"])
    X_0 = with_unit_0(BETWEEN["X"])
    Backpropagation(net, loss)(X_0, theirs["y"], 1 / n, the_same_draws())
    assert_running_statistics(net, theirs["run_mean"], theirs["run_var"], steps=1)


@pytest.mark.parametrize("case", NORMALIZED_ONLY)
def test_training_with_batch_norm(case):
    net, loss, theirs, norms = between_case(case)
    lr, momentum, decay = (ABOUT_BETWEEN[name] for name in ("lr", "momentum", "lam"))
    sgd, steps = SGD(net, loss, lr=lr, momentum=momentum, decay=decay), ABOUT_BETWEEN["steps"]
    for _ in range(steps):
        sgd.step(BETWEEN["X"], theirs["y"], rng=np.random.default_rng(0))
    assert_same_pieces(pieces_of(net), theirs["trained"], net.sizes, norms)
    statistics = theirs["trained_run_mean"], theirs["trained_run_var"]
    assert_running_statistics(net, *statistics, steps)


@pytest.mark.parametrize("case", NORMALIZED_ONLY)
def test_predictions_with_given_running_statistics(case):
    net, _, theirs, _ = between_case(case)
    start = 0
    for norm in batch_norms(net):
        here = slice(start, start := start + norm.run_mean.shape[-1])
        norm.run_mean[...] = theirs["given_run_mean"][here]
        norm.run_var[...] = theirs["given_run_var"][here]
    close(net.predict(BETWEEN["X"]), theirs["outputs"])


@pytest.mark.parametrize("case", [case for case in DROPPED if case not in NORMALIZED])
def test_a_prediction_drops_nothing(case):
    net, _, theirs, _ = between_case(case)
    whole = network(net.sizes, net.acts[:-1], net.acts[-1].name, theirs["params"])
    assert_array_equal(net.predict(BETWEEN["X"]), whole.predict(BETWEEN["X"]))


# --- a hundred steps ----------------------------------------------------------------------------


@pytest.mark.parametrize("setting", ABOUT_TRAJECTORIES["settings"])
@pytest.mark.parametrize("name", ABOUT_TRAJECTORIES["networks"])
def test_a_hundred_steps(name, setting):
    sizes, hidden, output, loss, n, lr = ABOUT_TRAJECTORIES["networks"][name]
    momentum, decay, size, drawn = ABOUT_TRAJECTORIES["settings"][setting]
    data, theirs = part(TRAJECTORIES, name), part(TRAJECTORIES, f"{name}/{setting}")
    net = network(sizes, hidden, output, data["params"])
    start = net.params.copy()
    steps = ABOUT_TRAJECTORIES["steps"]
    order = theirs["order"] if drawn else in_turn(n, size or n, steps)

    sgd, losses = SGD(net, loss, lr=lr, momentum=momentum, decay=decay), []
    for step, batch in enumerate(order, start=1):
        losses.append(sgd.step(data["X"][batch], data["y"][batch]).mean())
        if step % 10 == 0:
            assert_same_pieces(pieces_of(net), theirs["kept"][step // 10 - 1], sizes)
    close(losses, theirs["losses"])
    assert step == steps == len(losses)
    assert np.abs(net.params - start).max() > 0.1  # it did go somewhere


def in_turn(n, size, steps):
    """Return the batches of a run without shuffling; the last of an epoch may be short."""
    epoch = [np.arange(first, min(first + size, n)) for first in range(0, n, size)]
    return [epoch[step % len(epoch)] for step in range(steps)]


UNSHUFFLED = [
    name for name, (_, _, _, drawn) in ABOUT_TRAJECTORIES["settings"].items() if not drawn
]


@pytest.mark.parametrize("setting", UNSHUFFLED)
@pytest.mark.parametrize("name", ABOUT_TRAJECTORIES["networks"])
def test_train_makes_the_same_steps(name, setting):
    sizes, hidden, output, loss, n, lr = ABOUT_TRAJECTORIES["networks"][name]
    momentum, decay, size, _ = ABOUT_TRAJECTORIES["settings"][setting]
    data, theirs = part(TRAJECTORIES, name), part(TRAJECTORIES, f"{name}/{setting}")
    net = network(sizes, hidden, output, data["params"])
    batches = -(-n // (size or n))
    epochs = ABOUT_TRAJECTORIES["steps"] // batches
    settings = {"batch_size": size, "momentum": momentum, "decay": decay, "shuffle": False}
    compared = []

    def compare(epoch, net, history):
        if epoch * batches % 10 == 0:
            at = epoch * batches // 10 - 1
            assert_same_pieces(pieces_of(net), theirs["kept"][at], sizes)
            compared.append(at)

    history = train(
        net, data["X"], data["y"], loss, lr=lr, epochs=epochs, callbacks=[compare], **settings
    )
    close(history.losses, theirs["losses"][: epochs * batches])
    assert compared


# --- precision ----------------------------------------------------------------------------------


@pytest.fixture(scope="module", autouse=True)
def fifty_digits():
    with mp.workdps(50):
        yield


def worst(values, exact):
    """Return the largest relative error where the exact value is a normal double."""
    smallest = np.finfo(float).tiny
    errors = [
        abs((mp.mpf(v) - e) / e)
        for v, e in zip(map(float, values), exact, strict=True)
        if abs(e) >= smallest
    ]
    return float(max(errors))


Z = PRECISION["z"]
OURS = {
    "softplus": softplus(Z),
    "bce_of_probabilities": bce_from_logits(Z, np.ones_like(Z)),
    "bce_with_logits": bce_from_logits(Z, np.ones_like(Z)),
    "cross_entropy": loss_named("cross_entropy").exact_values(
        np.tile([1.0, 0.0], (len(Z), 1)), np.stack([Z, 0 * Z], axis=1), None
    ),
    "slope_of_bce": dce_dz(Z, np.ones_like(Z)),
}
EXACT = {
    "softplus": lambda z: mp.log1p(mp.exp(z)),
    "bce_of_probabilities": lambda z: mp.log1p(mp.exp(-z)),
    "bce_with_logits": lambda z: mp.log1p(mp.exp(-z)),
    "cross_entropy": lambda z: mp.log1p(mp.exp(-z)),
    "slope_of_bce": lambda z: -1 / (1 + mp.exp(z)),
}


@pytest.mark.parametrize(
    ("name", "theirs_at_least"),
    [
        ("softplus", 5e-11),  # x itself from 20 on, and log1p(exp(x)) before
        ("bce_of_probabilities", 0.5),  # no probability costs more than 100, none less than 1e-16
        ("cross_entropy", 0.5),  # 0 where the network is sure
        ("slope_of_bce", 0.5),  # σ(z) - 1 is 0 from z = 37 on
    ],
)
def test_we_have_digits_that_pytorch_has_lost(name, theirs_at_least):
    exact = [EXACT[name](mp.mpf(float(z))) for z in Z]
    assert worst(PRECISION[name], exact) > theirs_at_least
    assert worst(OURS[name], exact) < 1e-14


def test_where_pytorch_keeps_its_digits_so_do_we():
    name = "bce_with_logits"
    exact = [EXACT[name](mp.mpf(float(z))) for z in Z]
    assert worst(PRECISION[name], exact) < 1e-14
    assert worst(OURS[name], exact) < 1e-14
    assert sigmoid(40.0) == 1  # from here on only the score still knows
    assert bce_from_logits(40.0, 1) > 0
