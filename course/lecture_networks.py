r"""The networks that the lectures draw, ready to be used.

Each function builds one of them and returns it together with the example that goes through it:

>>> net, X, y = single_neuron()
>>> net.predict(X).round(4)
array([[0.5474]])

CS 457 numbers all units of a drawing from 1 on: inputs first, then layer after layer, the output
last. Unit 0 is always 1 and never drawn; its weights w_0j are the biases. So the weights w_ij of
the drawing stand in ``net.Ws``, and the w_0j in ``net.bs``:

====================  ====================  ==================================================
function              units                 what happens with it
====================  ====================  ==================================================
`single_neuron`       1 2 | 3               one step of gradient descent, in numbers
`five_units`          1 2 | 3 4 | 5         one prediction, in numbers
`seven_units`         1 2 | 3 4 | 5 6 | 7   backpropagation, in letters
`chain`               1 | 2 | 3 | 4 | 5     gradients that vanish
`equal_weights`       1 2 | 3 4 | 5         hidden units that stay twins
`xor_network`         1 2 | 3 4 | 5         what no single neuron can do
`cs389_chain`         four scalar weights   the chain rule, factor by factor
`ds102_network`       x, z1 z2, z3          a regression: b · σ(A x)
`bump`                1 | 2 3 | 4           two sigmoids make a hill
====================  ====================  ==================================================

Where a lecture writes letters, the numbers are ours, and the function says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from course.activations import Activation
from course.arrays import Array, floats
from course.data import xor
from course.network import Network

__all__ = [
    "Example",
    "bump",
    "chain",
    "cs389_chain",
    "ds102_network",
    "equal_weights",
    "five_units",
    "seven_units",
    "single_neuron",
    "xor_network",
    "xor_params",
]


class Example(NamedTuple):
    """A network of a lecture and what is put through it. Unpacks into net, X and y.

    Attributes
    ----------
    net : Network
        New at every call: train it as you like.
    X : ndarray, (n, d)
        One example per row.
    y : ndarray, (n, K)
        The labels or targets.

    Lectures: CS 457, 07-2a Example SGD Iteration.

    Examples
    --------
    >>> example = five_units()
    >>> example.net
    <Network 2-2-1, sigmoid, sigmoid, 9 parameters>
    >>> example.X
    array([[3., 4.]])
    """

    net: Network
    X: Array
    y: Array


def _with_example(net: Network, X: ArrayLike, y: ArrayLike) -> Example:
    """Put a network and an example together, if they fit."""
    return Example(net, net.checked_inputs(X), floats(y, "y").astype(np.float64))


# --- CS 457: networks with numbers --------------------------------------------------------------


def single_neuron() -> Example:
    """Return the neuron of the lecture's first step: w = 0.1, 0.1, 0.1, x = (0.4, 0.5), y = 1.

    The drawing: inputs 1 and 2 lead to the only neuron, 3, which is logistic. The two weights
    w_13, w_23 and the bias w_03 are all 0.1, so in_3 = 0.19 and a_3 = σ(0.19) = 0.5474. A step
    with learning rate 0.5 takes the bias to 0.2122 and the weights to 0.1449 and 0.1561. Then the
    neuron says 0.5862.

    Lectures: CS 457, 07-2a Example SGD Iteration, Updating the Weights and Evaluating the Change
    in Weights.

    Returns
    -------
    Example

    Examples
    --------
    >>> from course.training import SGD
    >>> net, X, y = single_neuron()
    >>> ins, outs = net.forward(X)
    >>> ins[0].round(2), outs[1].round(4)
    (array([[0.19]]), array([[0.5474]]))
    >>> loss = SGD(net, lr=0.5).step(X, y)
    >>> net.bs[0].round(4), net.Ws[0].ravel().round(4), net.predict(X).round(4)
    (array([0.2121]), array([0.1449, 0.1561]), array([[0.5862]]))

    The lecture goes on with rounded numbers and has 0.2122; unrounded it is 0.212145.
    """
    net = Network.from_weights([[[0.1], [0.1]]], [[0.1]])
    return _with_example(net, [[0.4, 0.5]], [[1]])


def five_units() -> Example:
    """Return the network with one hidden layer that answers x = (3, 4) with 0.82.

    The drawing: inputs 1 and 2; hidden neurons 3 and 4; output 5. All are logistic.
    w_13 = 1, w_23 = -2, w_03 = 5; w_14 = -4, w_24 = 2, w_04 = 3; w_35 = 4, w_45 = 2, w_05 = -1.
    So in_3 = 0 and a_3 = 0.5, in_4 = -1 and a_4 = 0.2689, in_5 = 1.5379 and a_5 = 0.8232. With
    a_4 rounded to 0.27, the lecture has 1.54 and 0.82. It gives no label; y = 1 is ours.

    Lectures: CS 457, 07-2c Example: Making Predictions.

    Returns
    -------
    Example

    Examples
    --------
    >>> net, X, y = five_units()
    >>> ins, outs = net.forward(X)
    >>> ins[0], outs[1].round(4)
    (array([[ 0., -1.]]), array([[0.5   , 0.2689]]))
    >>> ins[1].round(4), outs[2].round(4)
    (array([[1.5379]]), array([[0.8232]]))
    """
    net = Network.from_weights(
        [[[1, -4], [-2, 2]], [[4], [2]]],
        [[5, 3], [-1]],
    )
    return _with_example(net, [[3, 4]], [[1]])


# --- CS 457: networks with letters --------------------------------------------------------------


def seven_units() -> Example:
    """Return the network with two hidden layers on which the lecture derives backpropagation.

    The drawing: inputs 1 and 2; hidden neurons 3 and 4, then 5 and 6; output 7. All are logistic,
    and each layer leads to all of the next one: 15 weights w_ij, the biases w_03 to w_07 included.

    The lecture has letters. Our numbers can be read as names: **w_ij is 0.ij**, so w_13 = 0.13,
    w_57 = 0.57 and w_03 = 0.03, **with a minus where j is even**: w_24 = -0.24, w_06 = -0.06.
    The example is that of `single_neuron`, x = (0.4, 0.5) and y = 1.

    Lectures: CS 457, 07-2b The Effects of Hidden Layers; 07-2d Computing Partial Derivatives in a
    Multi-Layer Network; 07-3c Some Calculations and Some More Calculations.

    Returns
    -------
    Example

    Examples
    --------
    >>> from course.backprop import backpropagate
    >>> net, X, y = seven_units()
    >>> for W, b in zip(net.Ws, net.bs):
    ...     print(W.tolist(), b.tolist())
    [[0.13, -0.14], [0.23, -0.24]] [0.03, -0.04]
    [[0.35, -0.36], [0.45, -0.46]] [0.05, -0.06]
    [[0.57], [0.67]] [0.07]
    >>> deltas = backpropagate(net, X, y).deltas
    >>> deltas[2].round(4), deltas[1].round(4)  # Δ_7, then Δ_5 and Δ_6
    (array([[-0.1507]]), array([[-0.0205, -0.0239]]))
    """
    net = Network.from_weights(
        [[[0.13, -0.14], [0.23, -0.24]], [[0.35, -0.36], [0.45, -0.46]], [[0.57], [0.67]]],
        [[0.03, -0.04], [0.05, -0.06], [0.07]],
    )
    return _with_example(net, [[0.4, 0.5]], [[1]])


def chain(
    L: int = 4,
    w: float | Sequence[float] = 1.0,
    b: float | Sequence[float] = 0.0,
    g: str | Activation = "sigmoid",
    x: float = 1.0,
    y: float = 1.0,
) -> Example:
    """Return the network in which every layer is a single neuron: 1-2-3-4-5 for L = 4.

    The drawing: input 1 leads to neuron 2, that to neuron 3, and so on to the output, L + 1. On
    the way back Δ_j = g'(in_j) w_j,j+1 Δ_j+1: one factor g' w for each neuron, and if all are
    small, nothing is left for the first one. The lecture has letters; all numbers are ours.

    Lectures: CS 457, 07-3d Computing Delta_j Values and The Vanishing Gradient Problem.

    Parameters
    ----------
    L : int
        Weight layers, at least 1.
    w, b : float, or sequence of L floats
        The weights w_12, w_23, ... and the biases w_02, w_03, ...; one number serves all.
    g : str or Activation
        Activation of every neuron.
    x, y : float
        Input and target.

    Returns
    -------
    Example

    Raises
    ------
    ValueError
        If `L` is not a whole number from 1 on, or `w` or `b` has not L entries.

    Examples
    --------
    >>> from course.backprop import backpropagate
    >>> net, X, y = chain(4, w=[0.5, -1, 2, 1], b=0.1)
    >>> [float(delta.item()) for delta in np.round(backpropagate(net, X, y).deltas, 4)]
    [0.003, -0.013, -0.0281, -0.133]
    >>> ten = chain(10)
    >>> print(f"{backpropagate(*ten).deltas[0].item():.1e}")
    -1.9e-07
    """
    if int(L) != L or L < 1:
        raise ValueError(f"L, the number of weight layers, is a whole number from 1 on, not {L}")
    Ws, bs = _one_each(w, "w", int(L)), _one_each(b, "b", int(L))
    net = Network.from_weights([[[v]] for v in Ws], [[v] for v in bs], [g] * (int(L) - 1), g)
    return _with_example(net, [[x]], [[y]])


def _one_each(values: float | Sequence[float], name: str, L: int) -> Array:
    """Return L numbers: the given ones, or L times the same."""
    numbers = floats(values, name)
    if numbers.shape not in [(), (L,)]:
        raise ValueError(
            f"a chain of {L} weight layers needs one {name} for all or {L} of them, "
            f"but {name} has shape {numbers.shape}"
        )
    return np.broadcast_to(numbers, (L,))


def equal_weights(
    incoming: Sequence[float] = (0.1, 0.2, 0.3), outgoing: float = 0.4, b_out: float = 0.1
) -> Example:
    """Return a network whose two hidden neurons have the same weights, with the XOR examples.

    The drawing: inputs 1 and 2; hidden neurons 3 and 4; output 5. w_03 = w_04, w_13 = w_14,
    w_23 = w_24 and w_35 = w_45. So a_3 = a_4 and Δ_3 = Δ_4, both take the same step, and the
    equalities hold for ever. The lecture has letters; all numbers are ours. All-zero weights,
    its first example, are ``equal_weights((0, 0, 0), 0, 0)``.

    Lectures: CS 457, 07-4a The Need for Randomizing the Initial Weights and Quick Aside: The
    Problem with Equal Weights.

    Parameters
    ----------
    incoming : sequence of 3 floats
        w_0j, w_1j and w_2j, the bias first, for both j = 3 and j = 4.
    outgoing : float
        w_35 and w_45.
    b_out : float
        w_05.

    Returns
    -------
    Example

    Raises
    ------
    ValueError
        If `incoming` has not three entries.

    Examples
    --------
    >>> from course.training import train
    >>> net, X, y = equal_weights()
    >>> history = train(net, X, y, lr=0.5, epochs=100, rng=np.random.default_rng(0))
    >>> W = net.Ws[0]
    >>> bool((W[:, 0] == W[:, 1]).all()), bool((W == [[0.2], [0.3]]).any())
    (True, False)
    """
    w = floats(incoming, "incoming")
    if w.shape != (3,):
        raise ValueError(
            f"incoming must hold the bias and two weights of a hidden neuron, shape (3,), "
            f"but its shape is {w.shape}"
        )
    W, b = np.column_stack([w[1:], w[1:]]), [w[0], w[0]]
    net = Network.from_weights([W, [[outgoing], [outgoing]]], [b, [b_out]])
    X, y = xor()
    return _with_example(net, X, y[:, None])


# --- XOR, which needs a hidden layer ------------------------------------------------------------


def xor_params() -> tuple[Array, Array, Array, float]:
    """Return weights of a 2-2-1 threshold network that computes XOR.

    Hidden neuron 3 fires if x_1 + x_2 >= 0.5 (OR), hidden neuron 4 if x_1 + x_2 >= 1.5 (AND), and
    the output if one does and the other does not. At the four corners no pre-activation is 0, so
    it does not matter whether a neuron fires there.

    Lectures: CS 457, 07-1a History of Neural Networks and 07-2b Feedforward Neural Networks
    (hidden layers overcome XOR; the weights are ours); CS389, 1.1 Non-linearities.

    Returns
    -------
    W1 : ndarray, (2, 2)
    b1 : ndarray, (2,)
    w2 : ndarray, (2,)
    b2 : float

    Examples
    --------
    >>> W1, b1, w2, b2 = xor_params()
    >>> hidden = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]) @ W1 + b1 >= 0
    >>> (hidden @ w2 + b2 >= 0).tolist()
    [False, True, True, False]
    """
    W1, b1 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-0.5, -1.5])
    w2, b2 = np.array([1.0, -1.0]), -0.5
    return W1, b1, w2, b2


def xor_network() -> Example:
    """Return the network with the weights of `xor_params`, and the four examples of XOR.

    The drawing: inputs 1 and 2; hidden neurons 3 (OR) and 4 (AND); output 5 (OR but not AND). All
    are thresholds, which fire from 0 on, so nothing can be learned here: their slope is 0.

    Lectures: CS 457, 07-1a History of Neural Networks, 07-1b Different Activation Functions and
    07-2b Feedforward Neural Networks.

    Returns
    -------
    Example

    Examples
    --------
    >>> net, X, y = xor_network()
    >>> ins, outs = net.forward(X)
    >>> outs[1]  # OR, AND
    array([[0., 0.],
           [1., 0.],
           [1., 0.],
           [1., 1.]])
    >>> outs[2].ravel(), y.ravel()
    (array([0., 1., 1., 0.]), array([0., 1., 1., 0.]))
    """
    W1, b1, w2, b2 = xor_params()
    net = Network.from_weights([W1, w2[:, None]], [b1, [b2]], "threshold", "threshold")
    X, y = xor()
    return _with_example(net, X, y[:, None])


# --- the other lectures -------------------------------------------------------------------------


def cs389_chain(
    w: Sequence[float] = (0.8, -1.1, 0.6, 1.3), x: float = 0.9, y: float = 0.2
) -> Example:
    """Return the chain of four scalar weights without biases: A_m = σ(w_m A_m-1).

    The drawing: the input X, then layers 1 to 4 in a row; layer m has one weight w_m and passes on
    A_m, and A_0 is X. The loss is ½ (y - A_4)², ``"half_squared_error"``. The lecture has letters;
    the numbers are ours.

    Our networks have biases. Here they are 0, and a lecture without biases is followed by leaving
    them alone: look at the ``dWs`` only.

    Lectures: CS389, 2 Backpropagation (equations 2.3 to 2.7).

    Parameters
    ----------
    w : sequence of float
        One weight for each layer, four in the lecture.
    x, y : float
        Input and target.

    Returns
    -------
    Example

    Raises
    ------
    ValueError
        If there is no weight.

    Examples
    --------
    >>> from course.backprop import backpropagate
    >>> net, X, y = cs389_chain()
    >>> found = backpropagate(net, X, y, "half_squared_error")
    >>> print([f"{dW.item():.4f}" for dW in found.dWs])
    ['-0.0010', '0.0030', '0.0108', '0.0570']
    """
    return chain(len(w), w, x=x, y=y)


def ds102_network(
    A: ArrayLike = ((0.5,), (-1,)),
    b: ArrayLike = (2, 1),
    x: ArrayLike = (2,),
    y: float = 1,
) -> Example:
    """Return the regression network b · σ(A x), without biases.

    The drawing: z1 = A x, z2 = σ(z1), z3 = b · z2, the output; then z4 = y - z3 and the loss z4².
    So z1 and z3 are our ``ins``, x, z2 and z3 our ``outs``, and the output has no activation.
    DS 102 writes a row of A for each hidden unit; our first ``W`` is its transpose, and b, the
    weights of the output, is our second ``W``. The lecture has letters; the numbers are ours, the
    same as in `course.graphs.two_layer_error`.

    Our networks have biases. Here they are 0: look at the ``dWs`` only.

    Lectures: DS 102, problem 2.

    Parameters
    ----------
    A : array_like, (h, m)
        Weights from the m inputs to the h hidden units.
    b : array_like, (h,)
        Weights of the output.
    x : array_like, (m,)
        The inputs.
    y : float
        The target.

    Returns
    -------
    Example

    Raises
    ------
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> from course.backprop import backpropagate
    >>> net, X, y = ds102_network()
    >>> found = backpropagate(net, X, y)
    >>> round(found.cost, 4)
    0.3379
    >>> found.dWs[1].ravel().round(4)  # ∂L/∂b = -2 z4 z2
    array([0.85  , 0.1386])
    >>> found.dWs[0].T.round(4)  # ∂L/∂A = -2 z4 (b * z2 * (1 - z2)) x
    array([[0.9144],
           [0.2441]])
    """
    A, b, x = floats(A, "A"), floats(b, "b"), floats(x, "x")
    if A.ndim != 2 or b.shape != A.shape[:1] or x.shape != A.shape[1:]:
        raise ValueError(
            f"A (h, m), b (h,) and x (m,) do not fit: they are {A.shape}, {b.shape} and {x.shape}"
        )
    no_biases = [np.zeros(len(b)), np.zeros(1)]
    net = Network.from_weights([A.T, b[:, None]], no_biases, output="identity")
    return _with_example(net, [x], [[y]])


def bump(steepness: float = 4.0, width: float = 2.0) -> Example:
    """Return the network that makes a hill out of two sigmoids, one subtracted from the other.

    The drawing: input 1; hidden neurons 2 and 3, whose sigmoids rise at -width/2 and at width/2;
    output 4, without activation, adds the first and subtracts the second. A linear model can be
    high on one side only; this one is high in between. All numbers are ours; X runs from -4 to 4,
    and y is the ideal: 1 inside, 0 outside.

    Lectures: CS771, Superposition of two linear models = Nonlinear model.

    Parameters
    ----------
    steepness : float
        The weights w_12 and w_13.
    width : float
        Distance of the two sigmoids.

    Returns
    -------
    Example

    Examples
    --------
    >>> net, X, y = bump()
    >>> net.predict([[-4], [0], [4]]).round(4).ravel()
    array([0.   , 0.964, 0.   ])
    """
    shift = steepness * width / 2
    net = Network.from_weights(
        [[[steepness, steepness]], [[1], [-1]]], [[shift, -shift], [0]], output="identity"
    )
    X = np.linspace(-4, 4, 81)[:, None]
    return _with_example(net, X, abs(X) <= width / 2)
