r"""Backpropagation: which way, and how strongly, each weight moves the cost.

One quantity does it all. Δ_j = ∂ℓ/∂in_j tells how the loss of an example reacts to the
pre-activation of unit j. With it every derivative is a product of two numbers that are at hand,

    ∂ℓ/∂w_ij = Δ_j a_i        and, as the bias sits on a unit that is always 1,    ∂ℓ/∂w_0j = Δ_j,

and the Δ come from two rules:

* **the output rule**, which depends on the loss: Δ_j = -2 (y_j - a_j) g'(in_j) for squared error;
* **the hidden rule**, which does not: Δ_j = g'(in_j) Σ_k w_jk Δ_k, a sum over the units k of the
  next layer. What arrives is weighted by the same weights as on the way forward, only backwards.

So the algorithm is: forward, keeping everything; the output rule once; then the hidden rule, layer
by layer towards the input. `Backpropagation` is this algorithm in a dozen lines, and it is also
what every training run of the course spends its time in.

Lectures: CS 457, 07-3a and 07-3b; CS389, 2 Backpropagation; CS771, Backpropagation in detail; DS
102, problem 2; UCLA, Backpropagation.
"""

# NumPy's stubs say that products of arrays return Any; annotating every formula would hide it.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course.activations import Activation, activation
from course.arrays import Array, floats, generator, rows
from course.losses import Loss, loss_named
from course.network import Network, as_rows, output_activation, with_unit_0

__all__ = [
    "Backpropagation",
    "Gradients",
    "backpropagate",
    "batch_grads",
    "cost",
    "grads",
    "hidden_delta",
    "output_delta",
]


# --- the two rules, and what follows from them --------------------------------------------------


def output_delta(
    y: ArrayLike,
    a: ArrayLike,
    in_: ArrayLike,
    g: str | Activation = "sigmoid",
    loss: str | Loss = "squared_error",
) -> Array:
    """Return Δ of the output units by the output rule; for squared error -2 (y - a) g'(in).

    The Δ are per example: nothing is divided by n here.

    Lectures: CS 457, 07-3a Computing Partial Derivatives With Respect To in_j: Base Case; CS389,
    2 Backpropagation and UCLA, Output units (with ½).

    Parameters
    ----------
    y, a, in_ : array_like, (n, K)
        Labels, activations and pre-activations of the output.
    g : str or Activation
        Activation of the output.
    loss : str or Loss
        Another loss changes this rule, and nothing else.

    Returns
    -------
    ndarray, (n, K)

    Raises
    ------
    ValueError
        If the shapes differ.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> output_delta([[1]], [[0.5474]], [[0.19]]).round(4)
    array([[-0.2243]])
    """
    y, a, in_ = floats(y, "y"), floats(a, "a"), floats(in_, "in_")
    if not y.shape == a.shape == in_.shape:
        raise ValueError(
            f"the output's y, a and in_ must have one shape: {y.shape}, {a.shape}, {in_.shape}"
        )
    g, loss = output_activation(g), loss_named(loss)
    loss.check_output(g)
    return loss.output_delta(y, in_, a, lambda in_, a: g.g_prime(in_))


def hidden_delta(
    in_: ArrayLike, W_next: ArrayLike, delta_next: ArrayLike, g: str | Activation = "sigmoid"
) -> Array:
    """Return Δ of a hidden layer by the hidden rule: Δ_j = g'(in_j) Σ_k w_jk Δ_k.

    Lectures: CS 457, 07-3a Computing Partial Derivatives With Respect To in_j: Recursive Case.

    Parameters
    ----------
    in_ : array_like, (n, h)
        Pre-activations of the hidden layer.
    W_next : array_like, (h, k)
        The weights from this layer to the next one, before any update. No row for the bias: it
        comes from no unit of this layer.
    delta_next : array_like, (n, k)
        Δ of the next layer.
    g : str or Activation
        Activation of the hidden layer.

    Returns
    -------
    ndarray, (n, h)

    Raises
    ------
    ValueError
        If the shapes do not fit.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> hidden_delta([[0, 0]], [[1, -2], [0.5, 0.25]], [[0.25, -0.5]])
    array([[0.3125, 0.    ]])
    """
    in_, W, delta = floats(in_, "in_"), floats(W_next, "W_next"), floats(delta_next, "delta_next")
    if W.ndim != 2 or in_.shape != (*delta.shape[:-1], len(W)) or delta.shape[-1] != W.shape[1]:
        raise ValueError(
            f"in_ (n, h), W_next (h, k) and delta_next (n, k) do not fit: "
            f"{in_.shape}, {W.shape} and {delta.shape}"
        )
    return activation(g).g_prime(in_) * (delta @ W.T)


def grads(a_prev: ArrayLike, delta: ArrayLike) -> tuple[Array, Array]:
    """Return ∂ℓ/∂w_ij = Δ_j a_i and ∂ℓ/∂w_0j = Δ_j for one example.

    Lectures: CS 457, 07-3a Putting It All Together.

    Parameters
    ----------
    a_prev : array_like, (i,)
        What the previous layer passed on.
    delta : array_like, (j,)
        Δ of this layer.

    Returns
    -------
    dW : ndarray, (i, j)
    db : ndarray, (j,)

    Raises
    ------
    ValueError
        If an argument has not one dimension.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> grads([0.5, -1, 2], [0.1, -0.4])
    (array([[ 0.05, -0.2 ],
           [-0.1 ,  0.4 ],
           [ 0.2 , -0.8 ]]), array([ 0.1, -0.4]))
    """
    a, delta = floats(a_prev, "a_prev"), floats(delta, "delta")
    if a.ndim != 1 or delta.ndim != 1:
        raise ValueError(
            f"grads is for one example, a_prev (i,) and delta (j,), not {a.shape} and "
            f"{delta.shape}; batch_grads takes a whole batch"
        )
    return np.outer(a, delta), delta.copy()


def batch_grads(A_prev: ArrayLike, Delta: ArrayLike) -> tuple[Array, Array]:
    """Return the gradient of the cost for a batch: the mean of the gradients of its examples.

    ∂J/∂w_ij = (1/n) Σ_e Δ_j a_i is one matrix product: it sums over the examples by itself.

    Lectures: CS 457, 07-4b Mini-Batch Gradient Descent.

    Parameters
    ----------
    A_prev : array_like, (n, i)
        What the previous layer passed on.
    Delta : array_like, (n, j)
        Δ of this layer, per example.

    Returns
    -------
    dW : ndarray, (i, j)
    db : ndarray, (j,)

    Raises
    ------
    ValueError
        If the two have not the same number of rows, or none.
    TypeError
        If an argument does not hold numbers.

    Examples
    --------
    >>> batch_grads([[1, 2], [3, -1]], [[0.5], [1]])
    (array([[1.75],
           [0.  ]]), array([0.75]))
    """
    A, Delta = rows(A_prev, "A_prev"), rows(Delta, "Delta")
    if len(A) != len(Delta):
        raise ValueError(
            f"A_prev and Delta need one row per example each: they are {A.shape} and {Delta.shape}"
        )
    return A.T @ Delta / len(A), Delta.mean(axis=0)


# --- the algorithm ------------------------------------------------------------------------------


class Backpropagation:
    """Forward, output rule, hidden rule: the gradient of a network's cost on a batch.

    Parameters
    ----------
    net : Network
        Its parameters are read anew at every call.
    loss : str or Loss
        What is to become small.
    exact : bool
        Take every slope from in_, with all its digits. Training takes it from a, which is
        quicker: a (1 - a) is σ'(in_) but for rounding, and that matters only to somebody who
        looks at a saturated unit, where from in_ = 37 on it is 0.

    Attributes
    ----------
    gradient : ndarray, like ``net.params``
        Filled by every call.
    dWs, dbs : lists of ndarray
        Windows onto `gradient`, like the network's ``Ws`` and ``bs``.
    deltas : list of ndarray, (n, fan_out)
        The Δ of every layer in the last call, times the factor.

    Raises
    ------
    ValueError
        If there is no such loss, or the network's output does not suit it.

    Notes
    -----
    All Δ depend linearly on those of the output. A factor put in there, once, scales all
    gradients: 1/n makes them those of the mean, and lr/n makes them the step itself.

    Examples
    --------
    >>> net = Network.from_weights([[[0.1], [0.1]]], [[0.1]])
    >>> back = Backpropagation(net, "squared_error")
    >>> x, y, lr = np.array([[1, 0.4, 0.5]]), np.array([[1.0]]), 0.5
    >>> in_ = back(x, y, factor=lr)
    >>> (net.params - back.gradient).round(4)
    array([0.2121, 0.1449, 0.1561])
    """

    def __init__(
        self, net: Network, loss: str | Loss = "squared_error", *, exact: bool = False
    ) -> None:
        self.net, self.loss = net, loss_named(loss)
        self.loss.check_output(net.acts[-1])
        self.slopes = net.exact_slopes if exact else net.slopes
        self.output_delta = self.loss.exact_delta if exact else self.loss.output_delta
        self.gradient = np.zeros_like(net.params)
        self.dWs, dbs, self.dscales = net.windows(self.gradient)
        self.dbs = [as_rows(db) for db in dbs]
        self.deltas: list[Array] = [self.gradient] * len(self.dWs)  # until the first call
        self.rooms: dict[int, list[tuple[Array, Array]]] = {}
        # Last layer first: its W (a view, which follows every update), its gradient, and the slope
        # of the layer before it. Layer 0 has none before it: its slope here is never called.
        dWs_0, _ = net.tables(self.gradient)
        self.backwards = [
            (layer, W.mT, dW_0, self.slopes[layer - 1], net.changes[layer - 1][::-1])
            for layer, (W, dW_0) in enumerate(zip(net.Ws, dWs_0, strict=True))
        ][::-1]

    def __call__(
        self,
        X_0: Array,
        y: Array,
        factor: float | Array,
        rng: np.random.Generator | None = None,
    ) -> Array:
        """Fill `gradient` with `factor` times the sum over a batch; return the output's in_.

        The rows of X_0 begin with unit 0, which is 1, so that the bias w_0j is a weight like all
        others. The arrays are trusted: `backpropagate` is the door with the checks. With `rng` the
        network is in training mode (dropout, batch statistics). No weight changes here: all Δ
        are computed with the weights of the forward pass, and `course.training` subtracts once.
        """
        room, dot = self.prepare(X_0), self.net.dot  # dot is @

        # forward: all in_j and a_j
        ins, outs = self.net.run(X_0, room, rng)

        # output rule; the factor is 1/n, or lr/n for a step
        delta: Array = self.output_delta(y, ins[-1], outs[-1], self.slopes[-1]) * factor

        received = [X_0, *(a_0 for a_0, _ in room)]  # by each layer: a_i, with unit 0 in front
        for layer, W_T, dW_0, slope_before, changes in self.backwards:
            # gradient: Δ_j a_i, summed over the examples; row 0 is for the biases, as a_0 = 1
            dot(received[layer].mT, delta, out=dW_0)
            self.deltas[layer] = delta

            # hidden rule for the units i of the layer before: Δ_i = g'(in_i) Σ_j w_ij Δ_j
            if layer > 0:
                delta = dot(delta, W_T)
                for change in changes:  # dropout, batch normalization
                    delta = change.backward(delta)
                delta *= slope_before(ins[layer - 1], outs[layer - 1])

        return ins[-1]

    def prepare(self, X_0: Array) -> list[tuple[Array, Array]]:
        """Return room for so many examples, and let batch norms fill this gradient."""
        if self.dscales:
            self.net.collect_scales(self.dscales)
        n = X_0.shape[-2]
        if n not in self.rooms:
            self.rooms[n] = self.net.room(X_0)
        return self.rooms[n]


@dataclass(frozen=True)
class Gradients:
    """What one run of backpropagation found.

    Attributes
    ----------
    cost : float
        J, the mean of the losses.
    losses : ndarray, (n,)
        The loss of each example.
    deltas : list of ndarray, (n, fan_out)
        Δ per example, one array per layer, first to last.
    dWs, dbs : lists of ndarray, like the network's ``Ws`` and ``bs``
        The gradient of J.
    gradient : ndarray, like the network's ``params``
        The same in one vector.
    """

    cost: float
    losses: Array
    deltas: list[Array]
    dWs: list[Array]
    dbs: list[Array]
    gradient: Array


def backpropagate(
    net: Network,
    X: ArrayLike,
    y: ArrayLike,
    loss: str | Loss = "squared_error",
    *,
    rng: np.random.Generator | None = None,
) -> Gradients:
    """Return the gradient of J, the mean loss over these examples, and all Δ on the way.

    Lectures: CS 457, 07-3b The Backpropagation Algorithm.

    Parameters
    ----------
    net : Network
        Left as it is.
    X : array_like, (n, d)
        One example per row.
    y : array_like, (n, K), or (n,) for one output
        Labels.
    loss : str or Loss
        One of ``course.losses.LOSSES``.
    rng : numpy.random.Generator, optional
        Needed for a network with dropout or batch normalization, which act in training only.

    Returns
    -------
    Gradients

    Raises
    ------
    ValueError
        If shapes, labels or the loss do not fit the network.

    Examples
    --------
    >>> net = Network.from_weights([[[0.1], [0.1]]], [[0.1]])
    >>> found = backpropagate(net, [[0.4, 0.5]], [[1]])
    >>> found.deltas[0].round(4), found.dWs[0].round(4).ravel()
    (array([[-0.2243]]), array([-0.0897, -0.1121]))
    """
    X, y = checked_batch(net, X, y, loss)
    check_rng(net, rng)
    back = Backpropagation(net.copy(), loss, exact=True)
    with np.errstate(over="ignore", under="ignore"):
        in_ = back(with_unit_0(X), y, 1, rng)
        losses = back.loss.exact_values(y, in_, net.acts[-1].formula(in_))
    back.gradient /= X.shape[-2]
    J = losses.mean(axis=-1)
    J = J.item() if J.ndim == 0 else J
    return Gradients(J, losses, back.deltas, back.dWs, back.dbs, back.gradient)


def cost(
    net: Network,
    X: ArrayLike,
    y: ArrayLike,
    loss: str | Loss = "squared_error",
    *,
    rng: np.random.Generator | None = None,
) -> Any:
    """Return J, the mean of the losses over these examples.

    Lectures: CS 457, 07-1c and 07-4a Notes About Stochastic Gradient Descent.

    Parameters
    ----------
    net, X, y, loss
        As for `backpropagate`.
    rng : numpy.random.Generator, optional
        With it, the cost in training: units are dropped, and batch statistics used.

    Returns
    -------
    float
        An array (S,) for a stack of networks; complex if its weights are.

    Raises
    ------
    ValueError
        If shapes, labels or the loss do not fit the network.

    Examples
    --------
    >>> net = Network.from_weights([[[0.1], [0.1]]], [[0.1]])
    >>> round(cost(net, [[0.4, 0.5]], [[1]]), 4)
    0.2049
    """
    X, y = checked_batch(net, X, y, loss)
    with np.errstate(over="ignore", under="ignore"):
        ins, outs = net.propagate(X, rng)
        J = loss_named(loss).exact_values(y, ins[-1], outs[-1]).mean(axis=-1)
    return J.item() if J.ndim == 0 else J


def check_rng(net: Network, rng: np.random.Generator | None) -> None:
    """Say so if a network that draws, or normalizes by the batch, has no generator."""
    if rng is not None:
        generator(rng)
    elif any(net.between):
        raise ValueError(
            f"{net!r} drops or normalizes in training: pass rng=np.random.default_rng(seed)"
        )


def checked_batch(
    net: Network, X: ArrayLike, y: ArrayLike, loss: str | Loss
) -> tuple[Array, Array]:
    """Return examples and labels as arrays that fit the network, or say what does not.

    Labels of shape (n,) become (n, 1).
    """
    loss, X, y = loss_named(loss), net.checked_inputs(X), floats(y, "y")
    K = net.sizes[-1]
    if y.ndim == 1 and K == 1:
        y = y[:, None]
    if (y.ndim < 2 and y.size) or y.shape[-1] not in (K, 0):
        raise ValueError(
            f"the output layer has {K} unit{'s' * (K > 1)}, so y must be (n, {K}), but it is "
            f"{y.shape}; labels 1 to K become such rows with one_hot(y, K)"
        )
    y = rows(y, "y")
    if y.shape[-2] != X.shape[-2]:
        raise ValueError(
            f"X has {X.shape[-2]} examples, but y has {y.shape[-2]}: {X.shape}, {y.shape}"
        )
    if y.ndim == 3 and y.shape[:1] != net.params.shape[:-1]:
        raise ValueError(
            f"y of shape {y.shape} is one table (n, {K}) for each of {len(y)} stacked networks, "
            f"but this is {net!r}"
        )
    loss.check_output(net.acts[-1])
    loss.check(y)
    return X, y if y.dtype.kind == "c" else y.astype(net.params.real.dtype, copy=False)
