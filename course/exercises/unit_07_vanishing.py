"""Unit 7, vanishing gradients and dead units: its exercises, one after the other.

Sources: CS 457/557 Lecture 07, 07-3d Computing Delta_j Values and The Vanishing Gradient
Problem, 07-5a Regularization in Neural Networks; CS771, Backpropagation: Computation Reuse;
CS389 lecture notes, 1.1.1 Sigmoid and 1.1.3 ReLU; UCLA ECE deep-learning slides, ReLU unit.

Wrong forms whose id has a W are in the course's catalogue; a D marks those
that were added here. The lectures leave the weights out of the bound (07-3d);
here they are in it.
"""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from course import instruments
from course.activations import ACTIVATIONS
from course.backprop import backpropagate
from course.data import moons
from course.exercises.declaration import Exercise, Tolerance, choice
from course.exercises.probing import kept
from course.initialization import INITIALIZATIONS
from course.network import Network
from course.training import train

UNIT = "07_vanishing"
GROUPS = {"7.1": 4.0, "7.2": 3.0, "7.3": 3.0, "7.4": 2.0, "7.5": 2.0, "7.6": 2.0}

READ_OFF = Tolerance(0.0, 0.006, "rounded to two digits is fine")
AROUND = Tolerance(0.0, 0.13, "the flat place is broad; read off to one digit is fine")

in_unit_7 = partial(Exercise, unit=UNIT)
commit = partial(choice, unit=UNIT, points=0.1)


def sigma(x: Any) -> Any:
    """Return the logistic function, for the probes and the wrong forms of this unit."""
    return 1 / (1 + np.exp(-np.asarray(x, float)))


def sigma_prime(x: Any) -> Any:
    """Return its slope, at the pre-activation."""
    s = sigma(x)
    return s * (1 - s)


# 7.1 Chain and bound ---------------------------------------------------------------------

chain_deltas = in_unit_7(
    "chain_deltas",
    group="7.1",
    asks="Return Δ of every neuron of a chain of sigmoid neurons, first neuron to last.",
    reference=instruments.chain_deltas,
    properties={"values": 1.5, "any length and type": 0.5},
    uses=["sigmoid", "sigmoid_prime"],
    hints=[
        "Begin with a chain of one neuron: it is an output, and no weight leads on from it. Is "
        "your number right there? Then add a neuron before it.",
        "The last Δ is the slope of the last neuron times the derivative of the loss. Every "
        "earlier one is its own slope, times the weight that leads on, times the Δ that follows "
        "(CS 457/557, 07-3d Computing Delta_j Values).",
        "The same pattern with money: 100 goes back through offices, from the last to the first. "
        "Each lets a share pass and multiplies by its own rate: 100, then 100 · 0.9 · 2 = 180, "
        "then 180 · 0.5 · 3 = 270. The list from first to last is [270, 180, 100]: it is filled "
        "from its end, and three offices have two rates between them.",
    ],
)


@chain_deltas.probe("any length and type")
def one_neuron(chain_deltas, rng):
    return chain_deltas([float(rng.uniform(0.3, 1))], [], 1.0)


@chain_deltas.probe("values")
def two_neurons(chain_deltas, rng):
    return chain_deltas(rng.uniform(-1, 1, 2), rng.uniform(1.5, 3, 1), 0.0)


@chain_deltas.probe("values", tolerance=Tolerance(2e-5, 1e-9, "the first Δ are small"))
def four_neurons(chain_deltas, rng):
    ws = rng.uniform(1.5, 3, 3) * np.array([1, -1, 1])
    return chain_deltas(rng.uniform(-2, 2, 4), ws, 1.0)


@chain_deltas.probe("any length and type")
def weights_of_four_at_zero(chain_deltas, rng):
    return chain_deltas(np.zeros(5), np.full(4, 4.0), 1.0)


@chain_deltas.probe("any length and type")
def whole_numbers_in_lists(chain_deltas, rng):
    return chain_deltas([0, 1, int(rng.integers(-2, 0))], [2, 3], 0)


@chain_deltas.probe("any length and type")
def pre_activations_kept(chain_deltas, rng):
    return kept(chain_deltas, rng.uniform(-1, 1, 3), rng.uniform(1, 2, 2), 1.0)


@chain_deltas.misconception(
    "M31-W07",
    "Each Δ takes a weight that is one place too late. Which connection leads from neuron k to "
    "neuron k + 1?",
)
def weights_shifted_by_one(ins, ws, y):
    slopes, later = sigma_prime(ins), [*ws, 1.0]
    deltas = [-2 * (y - sigma(ins[-1])) * slopes[-1]]
    for k in range(len(ins) - 2, -1, -1):
        deltas.insert(0, slopes[k] * later[k + 1] * deltas[0])
    return [float(delta) for delta in deltas]


@chain_deltas.misconception(
    "M31-W08",
    "In your chain nothing but the weights changes Δ. What does every neuron on the way back "
    "contribute of its own?",
)
def slopes_forgotten(ins, ws, y):
    deltas = [float(-2 * (y - sigma(ins[-1])))]
    for w in reversed(list(ws)):
        deltas.insert(0, w * deltas[0])
    return deltas


@chain_deltas.misconception(
    "M31-W10",
    "The numbers are right, and the list begins at the wrong end. Entry 0 belongs to the first "
    "neuron of the chain.",
)
def order_reversed(ins, ws, y):
    slopes = sigma_prime(ins)
    deltas = [-2 * (y - sigma(ins[-1])) * slopes[-1]]
    for k in range(len(ins) - 2, -1, -1):
        deltas.append(slopes[k] * ws[k] * deltas[-1])
    return [float(delta) for delta in deltas]


@chain_deltas.misconception(
    "M31-W13",
    "Every Δ is half of what it should be. Does the squared error of this course have a ½ in "
    "front?",
)
def half_convention(ins, ws, y):
    slopes = sigma_prime(ins)
    deltas = [-(y - sigma(ins[-1])) * slopes[-1]]
    for k in range(len(ins) - 2, -1, -1):
        deltas.insert(0, slopes[k] * ws[k] * deltas[0])
    return [float(delta) for delta in deltas]


@chain_deltas.misconception(
    "M31-W14",
    "Change the sign of one weight and call your function again: nothing changes. On the way "
    "back Δ passes the same connections as the signal did.",
)
def weights_ignored(ins, ws, y):
    slopes = sigma_prime(ins)
    deltas = [-2 * (y - sigma(ins[-1])) * slopes[-1]]
    for k in range(len(ins) - 2, -1, -1):
        deltas.insert(0, slopes[k] * deltas[0])
    return [float(delta) for delta in deltas]


@chain_deltas.misconception(
    "M31-D01",
    "Every Δ has the wrong sign. The error is y - a; what is the derivative of its square with "
    "respect to a?",
)
def sign_lost(ins, ws, y):
    slopes = sigma_prime(ins)
    deltas = [2 * (y - sigma(ins[-1])) * slopes[-1]]
    for k in range(len(ins) - 2, -1, -1):
        deltas.insert(0, slopes[k] * ws[k] * deltas[0])
    return [float(delta) for delta in deltas]


@chain_deltas.misconception(
    "M31-D02",
    "The output neuron has a slope too. Count the slopes in your last Δ.",
)
def output_without_slope(ins, ws, y):
    slopes = sigma_prime(ins)
    deltas = [-2 * (y - sigma(ins[-1]))]
    for k in range(len(ins) - 2, -1, -1):
        deltas.insert(0, slopes[k] * ws[k] * deltas[0])
    return [float(delta) for delta in deltas]


@chain_deltas.misconception(
    "M31-D03",
    "The slope is taken at what the neuron passes on. It belongs where the neuron sits: at what "
    "it receives.",
)
def slope_at_the_activation(ins, ws, y):
    slopes = sigma_prime(sigma(ins))
    deltas = [-2 * (y - sigma(ins[-1])) * slopes[-1]]
    for k in range(len(ins) - 2, -1, -1):
        deltas.insert(0, slopes[k] * ws[k] * deltas[0])
    return [float(delta) for delta in deltas]


@chain_deltas.misconception(
    "M31-D04",
    "Each hidden Δ uses the slope of the next neuron. Which slope stands beside w_j,j+1 in the "
    "rule?",
)
def slope_of_the_next_neuron(ins, ws, y):
    slopes = sigma_prime(ins)
    deltas = [-2 * (y - sigma(ins[-1])) * slopes[-1]]
    for k in range(len(ins) - 2, -1, -1):
        deltas.insert(0, slopes[k + 1] * ws[k] * deltas[0])
    return [float(delta) for delta in deltas]


@chain_deltas.misconception(
    "M31-D07",
    "Your weights and neurons run in opposite directions. Going back, which weight is the first "
    "that Δ meets?",
)
def weights_from_the_wrong_end(ins, ws, y):
    slopes, turned = sigma_prime(ins), list(ws)[::-1]
    deltas = [-2 * (y - sigma(ins[-1])) * slopes[-1]]
    for k in range(len(ins) - 2, -1, -1):
        deltas.insert(0, slopes[k] * turned[k] * deltas[0])
    return [float(delta) for delta in deltas]


@chain_deltas.misconception(
    "M31-D08",
    "These are the brackets, one by one. A Δ is the product of its own bracket and all that "
    "follow.",
)
def brackets_instead_of_products(ins, ws, y):
    slopes = sigma_prime(ins)
    last = -2 * (y - sigma(ins[-1])) * slopes[-1]
    return [*(float(slope * w) for slope, w in zip(slopes, ws, strict=False)), float(last)]


@chain_deltas.misconception(
    "M31-D09",
    "The error at the end compares y with what the last neuron receives. What does that neuron "
    "put out?",
)
def error_of_the_pre_activation(ins, ws, y):
    slopes = sigma_prime(ins)
    deltas = [-2 * (y - ins[-1]) * slopes[-1]]
    for k in range(len(ins) - 2, -1, -1):
        deltas.insert(0, slopes[k] * ws[k] * deltas[0])
    return [float(delta) for delta in deltas]


@chain_deltas.misconception(
    "M31-D10",
    "This is one Δ, that of the first neuron. A list is asked for, with one Δ for every neuron.",
)
def first_delta_only(ins, ws, y):
    bare = np.prod(sigma_prime(ins)) * np.prod(np.asarray(ws, float))
    return float(-2 * (y - sigma(ins[-1])) * bare)


delta_bound = in_unit_7(
    "delta_bound",
    group="7.1",
    asks="Bound the size of the first Δ of a chain, divided by 2|y - a|.",
    reference=instruments.delta_bound,
    properties={"weights of 1": 0.75, "other weights": 1.25},
    tolerance=Tolerance(2e-5, 1e-12, "the bounds are small: only a relative comparison sees them"),
    hints=[
        "Try a chain of one neuron. There is no weight yet, so the answer must be the same for "
        "every wmax.",
        "Write out the product for three neurons and count: how many slopes are in it, how many "
        "weights (CS 457/557, 07-3d Computing Delta_j Values)? Replace each by the largest value "
        "that it can have.",
        "The same with shops: four shops in a row, three roads between them. Each shop passes on "
        "at most 1/2 of what arrives, each road multiplies by at most r. At most (1/2)^4 · r^3 "
        "gets through; for r = 3 that is (1/2)^4 · 3^3 = 1.6875.",
    ],
)


@delta_bound.probe("weights of 1")
def one_neuron_alone(delta_bound, rng):
    return delta_bound(1, 1.0)


@delta_bound.probe("weights of 1")
def a_chain_with_weights_of_one(delta_bound, rng):
    return delta_bound(int(rng.integers(3, 7)), 1.0)


@delta_bound.probe("weights of 1")
def ten_neurons(delta_bound, rng):
    return delta_bound(10, 1.0)


@delta_bound.probe("other weights")
def one_neuron_and_a_large_weight(delta_bound, rng):
    return delta_bound(1, float(rng.uniform(5, 9)))


@delta_bound.probe("other weights")
def three_neurons_and_large_weights(delta_bound, rng):
    return delta_bound(3, float(rng.uniform(5, 9)))


@delta_bound.probe("other weights")
def small_weights(delta_bound, rng):
    return delta_bound(6, float(rng.uniform(0.2, 0.8)))


@delta_bound.misconception(
    "M31-W02",
    "One slope is missing. Write the product for a chain of two neurons: is the output neuron's "
    "slope in it?",
)
def one_slope_too_few(L, wmax):
    return (0.25 * wmax) ** (L - 1)


@delta_bound.misconception(
    "M31-W03",
    "One weight too many. How many connections lie between L neurons in a row?",
)
def one_weight_too_many(L, wmax):
    return (0.25 * wmax) ** L


@delta_bound.misconception(
    "M31-W04",
    "This is the bound of the slides. With weights of 8, Δ can grow on the way back. Where do "
    "the weights enter?",
)
def weights_left_out(L, wmax):
    return 0.25**L


@delta_bound.misconception(
    "M31-W06",
    "With weights of 1 your bound never shrinks. It holds, but it is that of another activation: "
    "how steep can a sigmoid be?",
)
def slope_of_tanh(L, wmax):
    return 1.0**L * wmax ** (L - 1)


@delta_bound.misconception(
    "M31-D05",
    "You add up what has to be multiplied. What does one more neuron do to Δ?",
)
def sum_instead_of_product(L, wmax):
    return 0.25 * L + wmax * (L - 1)


@delta_bound.misconception(
    "M31-D06",
    "Twice too large. The factor 2|y - a| was divided out already.",
)
def factor_two_left_in(L, wmax):
    return 2 * 0.25**L * wmax ** (L - 1)


@delta_bound.misconception(
    "M31-D11",
    "Slopes and weights have changed places. In a chain of one neuron, how many are there of "
    "each?",
)
def counts_exchanged(L, wmax):
    return 0.25 ** (L - 1) * wmax**L


@delta_bound.misconception(
    "M31-D12",
    "½ is the sigmoid's value in the middle. How large can its slope g (1 - g) become?",
)
def value_for_the_slope(L, wmax):
    return 0.5**L * wmax ** (L - 1)


# 7.2 Layer-wise signal -------------------------------------------------------------------

SIGMOID = (sigma, sigma_prime)
TANH = (np.tanh, lambda x: 1 - np.tanh(x) ** 2)
RELU = (lambda x: np.maximum(x, 0.0), lambda x: np.where(np.asarray(x) > 0, 1.0, 0.0))


def a_network(rng, sizes, n):
    """Return Ws, bs, X, Y with numbers of which none is special."""
    Ws = [rng.normal(size=(i, j)) for i, j in pairwise(sizes)]
    bs = [rng.normal(0, 0.5, size=j) for j in sizes[1:]]
    return Ws, bs, rng.normal(size=(n, sizes[0])), rng.uniform(size=(n, sizes[-1]))


def forwards(Ws, bs, X, act):
    """Return pre-activations and activations; the last layer is a sigmoid."""
    ins, outs = [], [np.asarray(X, float)]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        ins.append(outs[-1] @ np.asarray(W, float) + b)
        outs.append(act[0](ins[-1]) if k < len(Ws) - 1 else sigma(ins[-1]))
    return ins, outs


def backwards(Ws, ins, delta, slope):
    """Return all Δ, first layer first, from that of the output."""
    deltas = [delta]
    for k in range(len(Ws) - 1, 0, -1):
        deltas.insert(0, slope(ins[k - 1]) * (deltas[0] @ np.asarray(Ws[k], float).T))
    return deltas


def signals(Ws, bs, X, Y, act):
    """Return all Δ as they should be."""
    ins, outs = forwards(Ws, bs, X, act)
    out = -2 * (np.asarray(Y) - outs[-1]) * sigma_prime(ins[-1])
    return backwards(Ws, ins, out, act[1])


def mean_lengths(deltas):
    """Return the mean length of the rows, one number per array."""
    return [float(np.linalg.norm(delta, axis=1).mean()) for delta in deltas]


def reference_delta_norms(Ws, bs, X, Y, act):
    """Return the mean length of Δ in every layer, first to last."""
    return mean_lengths(signals(Ws, bs, X, Y, act))


delta_norms = in_unit_7(
    "delta_norms",
    group="7.2",
    asks="Return, for every layer, the length of Δ, averaged over the examples.",
    reference=reference_delta_norms,
    properties={"values": 2.0, "other networks": 1.0},
    uses=["sigmoid", "sigmoid_prime", "forward", "output_delta", "hidden_delta"],
    hints=[
        "Begin with a network of one layer: only the output rule is needed. Then compare two "
        "layers, and look at which entry is wrong first.",
        "First all Δ, then their sizes. The output layer has the sigmoid's slope, a hidden layer "
        "the slope of `act`, both at the pre-activation. The length is taken row by row, and the "
        "mean comes last.",
        "Lengths and means in another place: two arrows, (3, 4) and (-3, -4). Each has the "
        "length √(3² + 4²) = 5, so the mean length is (5 + 5) / 2 = 5. The mean arrow is (0, 0), "
        "and its length 0: the order of the two steps matters.",
    ],
)


@delta_norms.probe("other networks")
def one_layer(delta_norms, rng):
    return delta_norms(*a_network(rng, [3, 2], 5), SIGMOID)


@delta_norms.probe("values")
def two_layers_of_sigmoids(delta_norms, rng):
    return delta_norms(*a_network(rng, [4, 3, 2], 6), SIGMOID)


@delta_norms.probe("values")
def two_layers_with_tanh(delta_norms, rng):
    return delta_norms(*a_network(rng, [4, 5, 2], 3), TANH)


@delta_norms.probe("other networks")
def four_layers_with_relu(delta_norms, rng):
    return delta_norms(*a_network(rng, [3, 6, 7, 5, 2], 4), RELU)


@delta_norms.probe("other networks")
def one_example_of_a_square_network(delta_norms, rng):
    return delta_norms(*a_network(rng, [3, 3, 3], 1), TANH)


@delta_norms.probe("other networks")
def every_example_twice(delta_norms, rng):
    Ws, bs, X, Y = a_network(rng, [2, 4, 3], 4)
    return delta_norms(Ws, bs, np.vstack([X, X]), np.vstack([Y, Y]), SIGMOID)


@delta_norms.misconception(
    "U7.2-D01",
    "You average the Δ first, so that examples of opposite sign cancel. Take the length of each "
    "example's Δ, and the mean of the lengths.",
)
def mean_before_length(Ws, bs, X, Y, act):
    return [float(np.linalg.norm(delta.mean(axis=0))) for delta in signals(Ws, bs, X, Y, act)]


@delta_norms.misconception(
    "U7.2-D02",
    "These are the sizes of the weight gradients. They contain the activations that come in, "
    "which can hide what happens to Δ. Only Δ is asked for.",
)
def weight_gradients_instead(Ws, bs, X, Y, act):
    _, outs = forwards(Ws, bs, X, act)
    pairs = zip(outs, signals(Ws, bs, X, Y, act), strict=False)
    return [float(np.linalg.norm(a.T @ delta / len(X))) for a, delta in pairs]


@delta_norms.misconception(
    "U7.2-D03",
    "The numbers are right, and they begin at the output. Entry 0 belongs to the first layer.",
)
def output_first(Ws, bs, X, Y, act):
    return mean_lengths(signals(Ws, bs, X, Y, act))[::-1]


@delta_norms.misconception(
    "U7.2-D04",
    "One length for the whole table grows with the number of examples. One example is one row: "
    "along which axis is its length?",
)
def whole_table_at_once(Ws, bs, X, Y, act):
    return [float(np.linalg.norm(delta)) for delta in signals(Ws, bs, X, Y, act)]


@delta_norms.misconception(
    "U7.2-D05",
    "Your numbers get smaller when every example is given twice. Δ belongs to one example; the "
    "only division by n is that of the last mean.",
)
def divided_by_n_twice(Ws, bs, X, Y, act):
    return mean_lengths([delta / len(X) for delta in signals(Ws, bs, X, Y, act)])


@delta_norms.misconception(
    "U7.2-D06",
    "The hidden slope is taken at what the layer passes on. `act[1]` wants what the layer "
    "receives.",
)
def hidden_slope_at_the_activation(Ws, bs, X, Y, act):
    ins, outs = forwards(Ws, bs, X, act)
    out = -2 * (np.asarray(Y) - outs[-1]) * sigma_prime(ins[-1])
    return mean_lengths(backwards(Ws, outs[1:], out, act[1]))


@delta_norms.misconception(
    "U7.2-D07",
    "The output layer uses `act` as well. By convention the output is a sigmoid, whatever the "
    "hidden layers are.",
)
def act_in_the_output_too(Ws, bs, X, Y, act):
    ins, _ = forwards(Ws, bs, X, act)
    out = -2 * (np.asarray(Y) - act[0](ins[-1])) * act[1](ins[-1])
    return mean_lengths(backwards(Ws, ins, out, act[1]))


@delta_norms.misconception(
    "U7.2-D08",
    "Your hidden layers have the sigmoid's slope for every `act`. Which of the two functions in "
    "`act` is meant for the way back?",
)
def sigmoid_slope_everywhere(Ws, bs, X, Y, act):
    ins, outs = forwards(Ws, bs, X, act)
    out = -2 * (np.asarray(Y) - outs[-1]) * sigma_prime(ins[-1])
    return mean_lengths(backwards(Ws, ins, out, sigma_prime))


@delta_norms.misconception(
    "U7.2-D09",
    "All sizes are half of what they should be. The squared error of this course has no ½.",
)
def half_squared_error(Ws, bs, X, Y, act):
    return [0.5 * size for size in mean_lengths(signals(Ws, bs, X, Y, act))]


@delta_norms.misconception(
    "U7.2-D10",
    "You add up absolute values. The length of an arrow comes from squares: what does Pythagoras "
    "say?",
)
def sum_of_sizes(Ws, bs, X, Y, act):
    return [float(np.abs(delta).sum(axis=1).mean()) for delta in signals(Ws, bs, X, Y, act)]


@delta_norms.misconception(
    "U7.2-D11",
    "The output's slope is missing. Without it this is the Δ of cross-entropy; here the loss is "
    "the squared error.",
)
def output_slope_missing(Ws, bs, X, Y, act):
    ins, outs = forwards(Ws, bs, X, act)
    return mean_lengths(backwards(Ws, ins, -2 * (np.asarray(Y) - outs[-1]), act[1]))


@delta_norms.misconception(
    "U7.2-D12",
    "Your Δ meets a weight matrix whose rows do not fit. On the way back it passes from columns "
    "to rows: how must the matrix stand?",
)
def weights_not_transposed(Ws, bs, X, Y, act):
    ins, outs = forwards(Ws, bs, X, act)
    deltas = [-2 * (np.asarray(Y) - outs[-1]) * sigma_prime(ins[-1])]
    for k in range(len(Ws) - 1, 0, -1):
        deltas.insert(0, act[1](ins[k - 1]) * (deltas[0] @ Ws[k]))
    return mean_lengths(deltas)


@delta_norms.misconception(
    "U7.2-D13",
    "Your hidden Δ have no slopes: they only pass the weights. Which factor does each layer add "
    "to what comes back?",
)
def hidden_slopes_missing(Ws, bs, X, Y, act):
    ins, outs = forwards(Ws, bs, X, act)
    out = -2 * (np.asarray(Y) - outs[-1]) * sigma_prime(ins[-1])
    return mean_lengths(backwards(Ws, ins, out, np.ones_like))


@delta_norms.misconception(
    "U7.2-D14",
    "These are squared lengths. One step is left before the mean is taken.",
)
def squared_lengths(Ws, bs, X, Y, act):
    return [float((delta**2).sum(axis=1).mean()) for delta in signals(Ws, bs, X, Y, act)]


@delta_norms.misconception(
    "U7.2-D15",
    "You average over the units inside the root. A length adds their squares; a mean is taken "
    "over the examples only.",
)
def mean_over_the_units(Ws, bs, X, Y, act):
    deltas = signals(Ws, bs, X, Y, act)
    return [float(np.sqrt((delta**2).mean(axis=1)).mean()) for delta in deltas]


@delta_norms.misconception(
    "U7.2-D16",
    "The lengths of all examples are added up. With every example twice, should the size double?",
)
def lengths_added_up(Ws, bs, X, Y, act):
    return [len(X) * size for size in mean_lengths(signals(Ws, bs, X, Y, act))]


@delta_norms.misconception(
    "U7.2-D17",
    "You take the length of each column: one unit over all examples. An example's Δ is a row.",
)
def lengths_of_columns(Ws, bs, X, Y, act):
    return mean_lengths([delta.T for delta in signals(Ws, bs, X, Y, act)])


@delta_norms.misconception(
    "U7.2-D18",
    "This is the mean size of a single entry. Take the length of each row first: the root of its "
    "sum of squares.",
)
def mean_size_of_an_entry(Ws, bs, X, Y, act):
    return [float(np.abs(delta).mean()) for delta in signals(Ws, bs, X, Y, act)]


@delta_norms.misconception(
    "U7.2-D19",
    "On the way forward your hidden layers are sigmoids, whatever `act` says. What is `act[0]` "
    "for?",
)
def sigmoid_on_the_way_forward(Ws, bs, X, Y, act):
    ins, outs = forwards(Ws, bs, X, SIGMOID)
    out = -2 * (np.asarray(Y) - outs[-1]) * sigma_prime(ins[-1])
    return mean_lengths(backwards(Ws, ins, out, act[1]))


@delta_norms.misconception(
    "U7.2-D20",
    "Δ passes the wrong matrix: the weights into a layer instead of those that lead on from it. "
    "Which ones stand in the hidden rule?",
)
def weights_of_the_layer_before(Ws, bs, X, Y, act):
    ins, outs = forwards(Ws, bs, X, act)
    deltas = [-2 * (np.asarray(Y) - outs[-1]) * sigma_prime(ins[-1])]
    for k in range(len(Ws) - 2, -1, -1):
        deltas.insert(0, act[1](ins[k]) * (deltas[0] @ Ws[k].T))
    return mean_lengths(deltas)


# 7.3 Dead units --------------------------------------------------------------------------

dead_units = in_unit_7(
    "dead_units",
    group="7.3",
    asks="Mark the ReLU units that are never active on any example of the training set.",
    reference=instruments.dead_units,
    properties={"values": 1.0, "special cases": 0.5},
    hints=[
        "Make a table with one unit that is active on a single example, the last one. What does "
        "your function say about it?",
        "One question for each unit, about all examples (CS389, 1.1.3 ReLU): is there any row "
        "with a number above 0? The answers make a mask with one entry per column.",
        "The same with a class: rows are exams, columns are pupils, marks = [[5, 2, 6], [3, 6, "
        "5]]. Who had at least 5 in every exam? The table marks >= 5 is [[T, F, T], [F, T, T]]; "
        "asked down each column for 'all', it says [F, F, T]. One answer per pupil, not per "
        "exam: axis 0 is the one that goes away.",
    ],
)


def in_numbers(mask):
    """Return a mask as 0 and 1, whether it was boolean or not."""
    return np.asarray(mask).astype(float)


def drawn_layer(rng, n, kinds):
    """Return pre-activations, a column for each letter: dead, rarely, often, loud but rare."""
    Z = rng.uniform(-3, -0.5, size=(n, len(kinds)))
    for j, kind in enumerate(kinds):
        if kind == "r":  # active on one example, and by far negative on average
            Z[rng.integers(n), j] = rng.uniform(1e-3, 0.3)
        if kind == "o":
            Z[: n - 1, j] = rng.uniform(3, 4, size=n - 1)
        if kind == "l":  # active on one example, and by far positive on average
            Z[rng.integers(n), j] = 100.0
    return Z


@dead_units.probe("values", view=in_numbers)
def a_mixed_layer(dead_units, rng):
    return dead_units(drawn_layer(rng, 7, rng.permutation(list("ddrool"))))


@dead_units.probe("values", view=in_numbers)
def active_on_the_last_example_only(dead_units, rng):
    Z = drawn_layer(rng, 9, "ddo")
    Z[-1, 1] = 0.4
    return dead_units(Z)


@dead_units.probe("values", view=in_numbers)
def as_many_units_as_examples(dead_units, rng):
    return dead_units(np.array([[-1.0, -2.0, 3.0], [-4.0, -1.0, -2.0], [-0.5, 2.0, 1.0]]))


@dead_units.probe("special cases", view=in_numbers)
def exactly_zero_everywhere(dead_units, rng):
    Z = drawn_layer(rng, 5, "odro")
    Z[:, 1] = 0.0
    return dead_units(Z)


@dead_units.probe("special cases", view=in_numbers)
def whole_numbers_in_a_list(dead_units, rng):
    return dead_units([[-1, 2, -3, int(rng.integers(-5, 0))], [-2, -1, 5, -1], [-1, 3, -2, -4]])


@dead_units.misconception(
    "M32-W01",
    "One silent example is enough for you. A unit may sleep on some examples and work on others: "
    "when is it silent for good?",
)
def one_silent_example_is_enough(Z):
    return (np.asarray(Z) <= 0).any(axis=0)


@dead_units.misconception(
    "M32-W02",
    "Your mask has one entry per example. Units are columns here: along which axis do you look "
    "through the examples?",
)
def examples_instead_of_units(Z):
    return ~(np.asarray(Z) > 0).any(axis=1)


@dead_units.misconception(
    "M32-W03",
    "An average below 0 does not mean silence. One example above 0 keeps a unit alive, whatever "
    "the others do.",
)
def mean_is_negative(Z):
    return np.asarray(Z).mean(axis=0) <= 0


@dead_units.misconception(
    "M32-W05",
    "You look for exact zeros. Those stand in the activations; the pre-activations of a dead "
    "unit are usually negative.",
)
def zeros_in_the_pre_activations(Z):
    return (np.asarray(Z) == 0).all(axis=0)


@dead_units.misconception(
    "M32-W07",
    "A unit that wakes up late in the table is called dead. Did you look at the whole training "
    "set?",
)
def first_half_of_the_data(Z):
    Z = np.asarray(Z)
    return ~(Z[: len(Z) // 2 + 1] > 0).any(axis=0)


@dead_units.misconception(
    "M32-D01",
    "A unit that is exactly 0 everywhere escapes you. It passes on 0 and has no slope: is it "
    "active on any example?",
)
def zero_counts_as_alive(Z):
    return (np.asarray(Z) < 0).all(axis=0)


@dead_units.misconception(
    "M32-D02",
    "You mark the units that are alive. True stands for the others.",
)
def alive_instead_of_dead(Z):
    return (np.asarray(Z) > 0).any(axis=0)


@dead_units.misconception(
    "M32-D03",
    "Silent on most examples is not silent on all. A choosy unit is at work on the few that are "
    "left.",
)
def silent_on_most_examples(Z):
    return (np.asarray(Z) <= 0).mean(axis=0) > 0.5


@dead_units.misconception(
    "M32-D06",
    "These are the positions of the dead units. A mask has an entry for every unit, True or "
    "False.",
)
def positions_instead_of_a_mask(Z):
    return np.flatnonzero((np.asarray(Z) <= 0).all(axis=0))


@dead_units.misconception(
    "M32-D07",
    "You judge each entry by itself. A unit has one column of them: what must hold for all of it?",
)
def entry_for_entry(Z):
    return np.asarray(Z) <= 0


dead_fraction = in_unit_7(
    "dead_fraction",
    group="7.3",
    asks="Return the share of a layer's units that are dead, a number from 0 to 1.",
    reference=instruments.dead_fraction,
    properties={"values": 1.5},
    uses=["dead_units"],
    hints=[
        "Test it on a layer of four units with one dead one. The answer is 0.25, for any number "
        "of examples.",
        "A fraction of units: the dead ones over all of them. True counts as 1 and False as 0. "
        "The number of examples does not come into it.",
        "The same for pupils: the mask (True, False, False, True, False) says who is ill. Added "
        "up it is 2, over 5 pupils 2/5 = 0.4, which is its mean.",
    ],
)


@dead_fraction.probe("values")
def two_of_five(dead_fraction, rng):
    return dead_fraction(drawn_layer(rng, 7, rng.permutation(list("ddroo"))))


@dead_fraction.probe("values")
def one_of_three_with_many_examples(dead_fraction, rng):
    return dead_fraction(drawn_layer(rng, 11, rng.permutation(list("dro"))))


@dead_fraction.probe("values")
def nobody(dead_fraction, rng):
    return dead_fraction(drawn_layer(rng, 4, "roo"))


@dead_fraction.misconception(
    "M32-W10",
    "You count silent entries. Silence on many examples is sparsity, and often welcome; a dead "
    "unit is silent on all of them.",
)
def sparsity_instead(Z):
    return float(np.mean(np.asarray(Z) <= 0))


@dead_fraction.misconception(
    "M32-W11",
    "This is how many units are dead. A fraction lies between 0 and 1: of how many?",
)
def count_instead_of_fraction(Z):
    return float((np.asarray(Z) <= 0).all(axis=0).sum())


@dead_fraction.misconception(
    "M32-W12",
    "You divide by the number of examples. The question is about a share of the units.",
)
def divided_by_the_examples(Z):
    return float((np.asarray(Z) <= 0).all(axis=0).sum()) / len(Z)


@dead_fraction.misconception(
    "M32-D04",
    "Right as a percentage. A fraction of one half is 0.5 here.",
)
def percent_instead(Z):
    return 100 * float((np.asarray(Z) <= 0).all(axis=0).mean())


@dead_fraction.misconception(
    "M32-D05",
    "This is the share of the units that are alive. Which share is asked for?",
)
def share_of_the_living(Z):
    return float((np.asarray(Z) > 0).any(axis=0).mean())


# 7.4 Killing rate ------------------------------------------------------------------------

LOW, HIGH = 0.01, 3.0  # rates: in 100 runs none and 44 to 100 % of the 50 units were dead
GENTLE, STRONG = 0.3, 1.0  # rates where loss, start and batch of the net make a difference
GENTLE_STARTS, STARTS = 6, 8  # how many networks are looked at there


SEEN: dict[Any, Any] = {}  # most wrong forms need the same trainings, which take a while


def silent(net, X):
    """Return which pre-activations of the hidden layer are at most 0."""
    return X @ net.Ws[0] + net.bs[0] <= 0


def toy_net(seed, lr, epochs=5, loss="binary_cross_entropy", init="he"):
    """Train the notebook's toy net; return where its hidden units are silent, (200, 50)."""
    known = seed, lr, epochs, loss, init
    if known not in SEEN:
        rng = np.random.default_rng(seed)
        X, y = moons(200, 0.1, rng)
        net = Network([2, 50, 1], "relu", "sigmoid", init=init, rng=rng)
        if epochs:
            how = {"lr": lr, "epochs": epochs, "batch_size": 1, "rng": rng}
            train(net, X, y, loss, **how)
        if len(SEEN) > 300:
            SEEN.clear()
        SEEN[known] = silent(net, X)
    return SEEN[known]


def reference_dead_curve(lrs, seed):
    """Return the fraction of dead units of a fresh toy net for every rate."""
    return [float(toy_net(seed, lr).all(axis=0).mean()) for lr in lrs]


dead_curve = in_unit_7(
    "dead_curve",
    group="7.4",
    asks="Return, for every learning rate, the fraction of dead hidden units after training.",
    reference=reference_dead_curve,
    properties={"few and many": 1.0, "the toy net": 0.5, "seed": 0.5},
    uses=["dead_units", "dead_fraction"],
    lends=["data.moons", "network.Network", "training.train"],
    hints=[
        "Call it with a large rate first and a small one second. Then the other way round. The "
        "two numbers should change places.",
        "Every rate needs a start of its own: the same seed, the same examples, the same initial "
        "weights, not yet trained. Measure after the training, over all examples.",
        "The same with a stove: to compare four heats, put a fresh litre of water at 20 degrees "
        "on each, wait five minutes, then measure. At 5 degrees a minute that is 20 + 5 · 5 = "
        "45. With the same water it would be 45 + 5 · 5 = 70, and one would blame the second "
        "heat for the work of the first.",
    ],
)


def low_level(fraction: float) -> float:
    """0: hardly any dead, 1: some, 2: nearly all, 3: no fraction."""
    return 3.0 if not 0 <= fraction <= 1 else float(fraction > 0.1) + float(fraction > 0.9)


def high_level(fraction: float) -> float:
    """1: many dead, 0: few, 3: no fraction."""
    return 3.0 if not 0 <= fraction <= 1 else float(fraction >= 0.25)


def low_then_high(fractions):
    """Judge the answer for a small and a large rate, and say whether both kill nobody."""
    low, high = np.asarray(fractions, float)
    return np.array([low_level(low), high_level(high), low == high == 0], float)


def high_then_low(fractions):
    """Judge the answer for a large and a small rate."""
    return low_then_high(np.asarray(fractions, float)[::-1])[[1, 0, 2]]


def between(curves):
    """Judge many starts: how many units are dead at rate 0.3, at rate 1, and whether none is."""
    gentle = np.array([curve[0] for curve in curves[:GENTLE_STARTS]], float)
    strong = np.array([curve[-1] for curve in curves], float)
    counts = 50 * np.concatenate([gentle, strong])
    off = np.abs(counts - counts.round()).max() > 1e-3  # not a share of 50 units
    return np.array(
        [
            off or gentle.mean() > 0.03,  # in 150 runs 0.004 on average, sd 0.008
            np.sign(strong.mean() - 0.2) + np.sign(strong.mean() - 0.65),  # 0.42, sd 0.11
            -float(strong.max() == 0),
        ],
        dtype=float,
    )


def repeated_and_varied(curves):
    """Whether a seed gives the same again, another something else, and all is 0 or 1."""
    one, other, again = (np.asarray(curve, float) for curve in curves)
    extreme = np.isin([*one, *other], (0, 1)).all()
    same = np.array_equal(one[:2], again)
    return np.array([same, not np.array_equal(one, other), extreme]) * 1.0


@dead_curve.probe("few and many", view=low_then_high, expected=np.array([0.0, 1.0, 0.0]), seeds=3)
def a_small_and_a_large_rate(dead_curve, rng):
    return dead_curve([LOW, HIGH], int(rng.integers(10_000)))


@dead_curve.probe("few and many", view=high_then_low, expected=np.array([1.0, 0.0, 0.0]), seeds=3)
def the_large_rate_first(dead_curve, rng):
    return dead_curve([HIGH, LOW], int(rng.integers(10_000)))


@dead_curve.probe("the toy net", view=between, expected=np.zeros(3))
def rates_between_on_many_seeds(dead_curve, rng):
    seed = int(rng.integers(10_000))
    rates = [[GENTLE, STRONG]] * GENTLE_STARTS + [[STRONG]] * (STARTS - GENTLE_STARTS)
    return [dead_curve(lrs, seed + k) for k, lrs in enumerate(rates)]


@dead_curve.probe("seed", view=repeated_and_varied, expected=np.array([1.0, 1.0, 0.0]))
def one_seed_twice_and_another(dead_curve, rng):
    seed, rates = int(rng.integers(10_000)), [0.8, 1.0, 1.2, 1.5, 2.0]
    return dead_curve(rates, seed), dead_curve(rates, seed + 1), dead_curve(rates[:2], seed)


@dead_curve.misconception(
    "U7.4-D01",
    "One network is trained on from rate to rate. What an earlier, large rate has killed stays "
    "dead: give every rate a fresh start.",
)
def one_network_for_all_rates(lrs, seed):
    rng = np.random.default_rng(seed)
    X, y = moons(200, 0.1, rng)
    net = Network([2, 50, 1], "relu", "sigmoid", init="he", rng=rng)
    fractions = []
    for lr in lrs:
        train(net, X, y, "binary_cross_entropy", lr=lr, epochs=5, batch_size=1, rng=rng)
        fractions.append(float(silent(net, X).all(axis=0).mean()))
    return fractions


@dead_curve.misconception(
    "U7.4-D02",
    "These are counts or percentages. A fraction lies between 0 and 1.",
)
def counts_for_fractions(lrs, seed):
    return [float(toy_net(seed, lr).all(axis=0).sum()) for lr in lrs]


@dead_curve.misconception(
    "U7.4-D03",
    "No rate kills anything in your curve. Do you measure after the training, in the network that "
    "was trained, and in its hidden layer, `ins[0]`?",
)
def measured_before_training(lrs, seed):
    return [float(toy_net(seed, lr, epochs=0).all(axis=0).mean()) for lr in lrs]


@dead_curve.misconception(
    "U7.4-D04",
    "Even a small rate gives you a lot. Units that are silent on many examples are sparse, not "
    "dead.",
)
def sparsity_of_the_layer(lrs, seed):
    return [float(toy_net(seed, lr).mean()) for lr in lrs]


@dead_curve.misconception(
    "U7.4-D05",
    "Every entry comes from the first rate. Does the rate of the loop reach the training?",
)
def first_rate_for_all(lrs, seed):
    return [float(toy_net(seed, lrs[0]).all(axis=0).mean()) for _ in lrs]


@dead_curve.misconception(
    "U7.4-D06",
    "Another seed gives the same curve. Where do your random numbers come from?",
)
def seed_ignored(lrs, seed):
    return [float(toy_net(0, lr).all(axis=0).mean()) for lr in lrs]


@dead_curve.misconception(
    "U7.4-D07",
    "Your curve shows the living. At a small rate nothing should be dead.",
)
def curve_of_the_living(lrs, seed):
    return [1 - float(toy_net(seed, lr).all(axis=0).mean()) for lr in lrs]


@dead_curve.misconception(
    "U7.4-D08",
    "Your fractions are sorted. They belong to the rates in the order in which these were given.",
)
def sorted_fractions(lrs, seed):
    return sorted(float(toy_net(seed, lr).all(axis=0).mean()) for lr in lrs)


@dead_curve.misconception(
    "U7.4-D09",
    "Too few die. The squared error sends back smaller Δ than the loss of the toy net: which loss "
    "did you hand to the training?",
)
def squared_error_instead(lrs, seed):
    nets = [toy_net(seed, lr, loss="squared_error") for lr in lrs]
    return [float(net.all(axis=0).mean()) for net in nets]


@dead_curve.misconception(
    "U7.4-D10",
    "At rate 0.3 more units die than in the toy net. Which weights does each network start with, "
    "and did you say so?",
)
def another_start(lrs, seed):
    nets = [toy_net(seed, lr, init="xavier") for lr in lrs]
    return [float(net.all(axis=0).mean()) for net in nets]


# 7.5 Open paths --------------------------------------------------------------------------


def reference_open_paths(masks):
    """Return the number of open paths from the first units to the last."""
    paths = np.array(masks[0], dtype=np.int64)
    for mask in masks[1:]:
        paths = paths @ np.array(mask, dtype=np.int64)
    return int(paths.sum())


open_paths = in_unit_7(
    "open_paths",
    group="7.5",
    asks="Count the paths from any first unit to any last unit that use open connections only.",
    reference=reference_open_paths,
    properties={"values": 1.25, "types and sizes": 0.75},
    hints=[
        "Draw two units, then two, then one, all connections open, and count with a finger: 4. "
        "What does your function say?",
        "Entry (i, k) of the product of two such matrices counts the ways from i to k: for every "
        "unit j between them, 1 times 1 if both steps are open. Mind the type of the entries.",
        "The same with ferries: from 2 ports to 3 islands, from there to 1 town. Island A has 2 "
        "ferries in and 1 out, B has 1 in and 0 out, C has 1 in and 1 out. Ways through: 2 · 1 + "
        "1 · 0 + 1 · 1 = 3, not the 4 + 2 = 6 ferries. Counts grow fast, and whole numbers of "
        "one byte end at 255: 16 · 16 = 256 ways do not fit.",
    ],
)


def drawn_masks(rng, sizes, p=0.7):
    """Return 0/1 matrices with at least one closed connection each."""
    masks = []
    for shape in pairwise(sizes):
        mask = (rng.random(shape) < p).astype(int)
        mask[0, 0], mask[-1, -1], mask[0, -1] = 1, 1, 0
        masks.append(mask)
    return masks


@open_paths.probe("values")
def two_small_steps(open_paths, rng):
    mask = np.array([[1, 1, 0], [1, 0, 1]])
    return open_paths([mask[rng.permutation(2)], np.array([[1, 1], [0, 1], [1, 1]])])


@open_paths.probe("values")
def three_steps(open_paths, rng):
    return open_paths(drawn_masks(rng, [4, 5, 6, 3]))


@open_paths.probe("values")
def one_matrix_only(open_paths, rng):
    return open_paths(drawn_masks(rng, [3, 4]))


@open_paths.probe("values")
def square_matrices(open_paths, rng):
    return open_paths([np.array([[1, 1, 1], [0, 0, 1], [0, 1, 0]]),
                       np.array([[1, 0, 1], [1, 0, 0], [0, 0, 0]])])  # fmt: skip


@open_paths.probe("types and sizes")
def true_and_false(open_paths, rng):
    return open_paths([mask.astype(bool) for mask in drawn_masks(rng, [3, 5, 4, 2], 0.8)])


@open_paths.probe("types and sizes")
def more_than_255_paths(open_paths, rng):
    sizes = [6, 7, 5, 8, 4]
    return open_paths([mask.astype(np.uint8) for mask in drawn_masks(rng, sizes, 0.9)])


@open_paths.probe("types and sizes")
def lists_of_lists(open_paths, rng):
    return open_paths([[[1, 0], [1, 1], [0, 1]], [[1], [1]]])


@open_paths.misconception(
    "U7.5-D01",
    "Products of True and False stay True and False: whether there is a path, not how many. "
    "Which type can count?",
)
def whether_not_how_many(masks):
    paths = np.array(masks[0], dtype=bool)
    for mask in masks[1:]:
        paths = paths @ np.array(mask, dtype=bool)
    return int(paths.sum())


@open_paths.misconception(
    "U7.5-D02",
    "You multiply the numbers of open connections. But not every connection into a layer meets "
    "every connection out of it: they have to share a unit.",
)
def product_of_connections(masks):
    return int(np.prod([np.sum(mask) for mask in masks]))


@open_paths.misconception(
    "U7.5-D03",
    "You count the connections. A path is a whole row of connections, from the first layer to "
    "the last.",
)
def connections_counted(masks):
    return int(sum(np.sum(mask) for mask in masks))


@open_paths.misconception(
    "U7.5-D04",
    "You count the paths that begin at the first unit and end at the first unit. Every first "
    "and every last unit counts.",
)
def from_one_unit_to_one(masks):
    paths = np.array(masks[0], dtype=int)
    for mask in masks[1:]:
        paths = paths @ np.array(mask, dtype=int)
    return int(paths[0, 0])


@open_paths.misconception(
    "U7.5-D05",
    "Entry times entry compares connections that do not follow each other. Which product runs "
    "over the units in between?",
)
def entry_by_entry(masks):
    paths = np.array(masks[0], dtype=int)
    for mask in masks[1:]:
        paths = paths * np.array(mask, dtype=int)
    return int(paths.sum())


@open_paths.misconception(
    "U7.5-D06",
    "The matrices are multiplied from the last to the first. A path meets the first layer first.",
)
def last_matrix_first(masks):
    paths = np.array(masks[-1], dtype=int)
    for mask in masks[-2::-1]:
        paths = paths @ np.array(mask, dtype=int)
    return int(paths.sum())


@open_paths.misconception(
    "U7.5-D07",
    "Up to 255 all is well, then the count starts again at 0. How large can a number of the "
    "type that was handed in become?",
)
def small_integers_overflow(masks):
    paths = np.array(masks[0], dtype=np.uint8)
    for mask in masks[1:]:
        paths = paths @ np.array(mask, dtype=np.uint8)
    return int(paths.sum(dtype=np.uint8))


@open_paths.misconception(
    "U7.5-D08",
    "You multiply the numbers of units that can be reached. That counts closed connections "
    "between two such units as well.",
)
def product_of_units(masks):
    counts = [np.asarray(mask).any(axis=0).sum() for mask in masks]
    return int(np.asarray(masks[0]).any(axis=1).sum() * np.prod(counts))


@open_paths.misconception(
    "U7.5-D09",
    "The entries keep the type that was handed in: True and True is only True, and small integers "
    "overflow. Give the matrices a type that counts first.",
)
def type_as_handed_in(masks):
    paths = np.array(masks[0])
    for mask in masks[1:]:
        paths = paths @ np.array(mask)
    return int(paths.sum())


# 7.6 Repair ------------------------------------------------------------------------------

SIZES = [20, *[40] * 14, 1]  # 15 weight layers
TRIALS = 5
REPAIRED, DEEPER, UNKNOWN, LINEAR, SILENT, LARGE, FLAT, SMALL, HALF = range(9)


def signal(act, init, rng):
    """Return ‖Δ‖ of every layer over that of the last one, for one fresh network."""
    X, y = rng.normal(size=(30, SIZES[0])), rng.integers(0, 2, size=(30, 1))
    net = Network(SIZES, act, "sigmoid", init=init, rng=rng)
    sizes = instruments.delta_norms(backpropagate(net, X, y).deltas)
    return sizes / sizes[-1]


def state(choice, rng):
    """Say what becomes of the signal with a choice: REPAIRED, or what stands in the way."""
    act, init = str(choice["act"]), str(choice["init"])
    if act not in ACTIVATIONS or init not in INITIALIZATIONS:
        return UNKNOWN
    if np.any(choice.get("depth_changed", False)):
        return DEEPER
    if act == "identity":
        return LINEAR
    W = INITIALIZATIONS[init](40, 40, rng)
    stretch = np.sqrt(40 * np.mean(W**2))
    if stretch == 0:
        return SILENT
    if stretch > 5:
        return LARGE
    sizes = np.array([signal(act, init, rng) for _ in range(TRIALS)])
    if (sizes >= 0.05).all() and (sizes <= 20).all():
        return REPAIRED
    x = rng.normal(size=1000)
    if np.mean(np.abs(ACTIVATIONS[act].g_prime(x))) < 0.3:
        return FLAT
    return SMALL if stretch < 0.75 else HALF


repair = in_unit_7(
    "repair",
    group="7.6",
    asks="Choose an activation and an initialisation that let the signal reach the first layer.",
    reference=lambda: {"act": "tanh", "init": "he", "depth_changed": False},
    properties={"signal": 2.0},
    hints=[
        "Measure before you choose: the ratio is printed by the cell above the exercise. Change "
        "one of the two, look, then the other.",
        "Two factors per layer: the slope, and how much the weights stretch. The slope should "
        "often be near 1, and the weights must make up for what the slopes take away.",
        "The same with a relay of 15 runners: each drops half of the water. Buckets of the same "
        "size end nearly empty, (1/2)^15 = 0.0000305 of the start. If each refills to twice what "
        "arrives, 2 · 1/2 = 1, and the last has what the first had. Which of your two settings "
        "drops, which refills?",
    ],
)


@repair.probe("signal", view=lambda choice, rng: np.array(float(state(choice, rng))),
              expected=np.array(0.0))  # fmt: skip
def on_five_fresh_networks(repair, rng):
    return repair()


@repair.misconception(
    "U7.6-D01",
    "Your activation is flat: its slope is small wherever a unit sits. 15 such factors leave "
    "nothing, whatever the start.",
)
def flat_activation_kept():
    return {"act": "sigmoid", "init": "he", "depth_changed": False}


@repair.misconception(
    "U7.6-D02",
    "The slopes are fine now, but the weights are so small that each layer shrinks Δ. Which "
    "start takes the number of inputs into account?",
)
def weights_too_small():
    return {"act": "tanh", "init": "small", "depth_changed": False}


@repair.misconception(
    "U7.6-D03",
    "About half of these slopes are 0, and your weights do not make up for it. By how much must "
    "the variance of the weights grow?",
)
def half_is_lost():
    return {"act": "relu", "init": "xavier", "depth_changed": False}


@repair.misconception(
    "U7.6-D04",
    "Weights this large saturate the units, or blow Δ up. Large against vanishing trades one "
    "trouble for another.",
)
def weights_too_large():
    return {"act": "tanh", "init": "large", "depth_changed": False}


@repair.misconception(
    "U7.6-D05",
    "Without a bend the signal passes, but 15 layers are then worth one. Take an activation that "
    "is not a straight line.",
)
def no_bend_at_all():
    return {"act": "identity", "init": "xavier", "depth_changed": False}


@repair.misconception(
    "U7.6-D06",
    "Fewer layers would help, but the depth is not yours to change here: only activation and "
    "initialisation.",
)
def another_depth():
    return {"act": "relu", "init": "he", "depth_changed": True}


@repair.misconception(
    "U7.6-D07",
    "One of your names is not in the lists. Write both as text, in small letters, as the "
    "docstring has them.",
)
def names_not_in_the_lists():
    return {"act": "ReLU", "init": "He", "depth_changed": False}


@repair.misconception(
    "U7.6-D08",
    "With weights of 0 nothing comes back at all: Δ passes through the weights.",
)
def all_weights_zero():
    return {"act": "relu", "init": "zeros", "depth_changed": False}


# Commit points: warm-ups, predictions, faded steps, erroneous example ---------------------

faded = partial(Exercise, unit=UNIT, group="commit", kind="variable")

warmup_steepest_slopes = commit(
    "warmup_steepest_slopes",
    asks="How steep do the sigmoid and tanh become at most?",
    options=["0.25 and 1", "0.25 and 0.5", "1 and 1"],
    answer="0.25 and 1",
    because="The sigmoid's slope is p(1 - p), largest at p = 1/2; that of tanh is 1 - tanh², "
    "largest at 0. Both peaks lie at pre-activation 0.",
)

warmup_saturated_start = commit(
    "warmup_saturated_start",
    asks="Large initial weights saturate a sigmoid network. What is the immediate effect?",
    options=["all units are equal", "slopes are nearly 0", "outputs are nearly 0.5"],
    answer="slopes are nearly 0",
    because="Large weights make large pre-activations, where the sigmoid is flat. Every "
    "correction of a weight has that slope as a factor.",
)

warmup_hidden_rule = commit(
    "warmup_hidden_rule",
    asks="Which factor of a hidden Δ changes when you replace the squared error by cross-entropy?",
    options=["its own slope", "its weight", "the next Δ"],
    answer="the next Δ",
    because="The loss enters at the output only. The hidden rule is the same for every loss; what "
    "changes is the Δ that it passes on.",
)

prediction_quarter_to_the_ten = commit(
    "prediction_quarter_to_the_ten",
    asks="Ten slopes of 0.25 each: how large is their product?",
    options=["about 1e-2", "about 1e-4", "about 1e-6"],
    answer="about 1e-6",
    because="0.25 is 2⁻², so ten of them are 2⁻²⁰, and 2²⁰ is about a million.",
)

faded_chain_factors = faded(
    "faded_chain_factors",
    asks="Fill in the two factors that are missing in Δ₂ of the chain.",
    reference=np.array([0.75, -0.25]),
    properties={"factors": 0.2},
    hints=[
        "Both neurons sit at pre-activation 0. How steep is the sigmoid there?",
        "The first bracket is a slope times a weight. The last bracket is a slope times -2 (y - "
        "a), with a = σ(0) (CS 457/557, 07-3d Computing Delta_j Values).",
        "Elsewhere, at the pre-activation 1.386, σ is 0.8 and the slope 0.8 (1 - 0.8) = 0.16. "
        "With a weight of -2 the bracket is 0.16 · (-2) = -0.32. At the output, with y = 0, it "
        "is 0.16 · (-2) · (0 - 0.8) = 0.256.",
    ],
)


@faded_chain_factors.probe("factors", tolerance=READ_OFF)
def the_two_brackets(faded_chain_factors, rng):
    return np.asarray(faded_chain_factors, float)


faded_chain_factors.wrong_value(
    "U7.1-D01",
    "The second bracket has the wrong sign. The output is too low: which sign has -2 (y - a)?",
    [0.75, 0.25],
)
faded_chain_factors.wrong_value(
    "U7.1-D02",
    "The first bracket has a weight in it as well as a slope.",
    [0.25, -0.25],
)
faded_chain_factors.wrong_value(
    "U7.1-D03",
    "The output neuron has a slope too: it belongs to the last bracket.",
    [0.75, -1.0],
)
faded_chain_factors.wrong_value(
    "U7.1-D04",
    "Both numbers are right, in the other order: neuron 4 first, then neuron 5.",
    [-0.25, 0.75],
)
faded_chain_factors.wrong_value(
    "U7.1-D05",
    "The second bracket is half of what it should be. The loss is (y - a)², without ½: what is "
    "its derivative?",
    [0.75, -0.125],
)
faded_chain_factors.wrong_value(
    "U7.1-D06",
    "At 0 the sigmoid's value is ½. A bracket begins with its slope there.",
    [1.5, -0.5],
)

prediction_weight_of_five = commit(
    "prediction_weight_of_five",
    asks="All weights are 5, all pre-activations 0. What happens to Δ on its way back?",
    options=["it shrinks", "it stays", "it grows"],
    answer="it grows",
    because="Each layer multiplies by a slope and a weight: 0.25 times 5 is 1.25, above 1.",
)

prediction_first_layer = commit(
    "prediction_first_layer",
    asks="Ten weight layers of sigmoids, Xavier weights: how large is Δ in the first layer "
    "against the last?",
    options=["about 1e-1", "about 1e-3", "about 1e-6"],
    answer="about 1e-6",
    because="Xavier weights neither stretch nor shrink much: nine slopes of nearly 0.25 remain.",
)

thermometer_gain = faded(
    "thermometer_gain",
    asks="At which gain does Δ neither shrink nor grow in the ReLU network?",
    reference=1.41,
    properties={"value": 0.2},
    hints=[
        "Choose relu and look at the factor per layer below the picture: below 1 means too small "
        "a gain. Try 1, then 2: on which side of 1 is the factor each time? Go on in smaller "
        "steps.",
        "Two things act on the square of Δ in every layer. On average half of the slopes of ReLU "
        "are 0, and that takes a share of it. The weights multiply it by the square of the gain. "
        "When do the two cancel?",
        "If a quarter of the slopes were 1 and the others 0, a quarter of the square would be "
        "left. The weights have to bring back a factor of 4 in the square: with gain 2 that is "
        "2² · 1/4 = 1, with gain 1 it would stay at 1² · 1/4 = 0.25, too little.",
    ],
)


@thermometer_gain.probe("value", tolerance=AROUND)
def the_flat_place(thermometer_gain, rng):
    return float(thermometer_gain)


thermometer_gain.wrong_value(
    "U7.2-D21",
    "At this gain the tanh network is nearly flat, the ReLU network is not: half of its slopes "
    "are 0.",
    1.0,
)
thermometer_gain.wrong_value(
    "U7.2-D22",
    "Doubling is too much: the square of the length is halved, not the length.",
    2.0,
)

warmup_relu_slope = commit(
    "warmup_relu_slope",
    asks="A ReLU unit receives -3. What are its output and its slope?",
    options=["0 and 0", "0 and 1", "-3 and 0"],
    answer="0 and 0",
    because="On the left ReLU is the constant 0, and a constant has slope 0.",
)

warmup_which_gradient = commit(
    "warmup_which_gradient",
    asks="A unit's Δ is 0 on every example. Which of its gradients are 0?",
    options=["only that of the bias", "only those of the weights", "all of them"],
    answer="all of them",
    because="The bias has the gradient Δ, each weight Δ times what comes in. Zero times anything "
    "is zero.",
)

warmup_chain_product = commit(
    "warmup_chain_product",
    asks="A chain of four sigmoid neurons: how many slopes and weights are in the first Δ?",
    options=["4 slopes, 4 weights", "4 slopes, 3 weights", "3 slopes, 3 weights"],
    answer="4 slopes, 3 weights",
    because="Every neuron has a slope, the output included; between four neurons lie three "
    "connections.",
)

prediction_dead_rates = commit(
    "prediction_dead_rates",
    asks="The toy net is trained with learning rates 0.1 and 1. Which share of its units dies?",
    options=["0 % and 0 %", "0 % and about 40 %", "about 40 % and 100 %"],
    answer="0 % and about 40 %",
    because="Small steps never throw a unit off the data. At rate 1 some steps are so large that "
    "a unit is negative on every example, and no step brings it back.",
)

silent_input = faded(
    "silent_input",
    asks="Give an input for which no unit of the small ReLU network is active.",
    reference=np.array([-1.0, -1.0]),
    properties={"silence": 0.2},
    hints=[
        "Print `x @ W + b` for your x. Which unit is still above 0?",
        "Each unit is silent on one side of a line. Go to where all three sides overlap; each "
        "column of W points away from its unit's silent side (UCLA slides, ReLU unit).",
        "The same with one input and two units, weights (2, -1) and biases (-4, -3). The first "
        "is silent for x below 2, the second for x above -3, so x = 1 will do: 2 · 1 - 4 = -2 "
        "and -1 · 1 - 3 = -4, both below 0.",
    ],
)

SMALL_W = np.array([[1.0, -1.0, 0.5], [0.5, 2.0, 1.0]])
SMALL_b = np.array([0.5, -0.5, 1.0])


def still_active(x):
    """Count the units that an input activates; the origin, a case of its own, adds a half."""
    x = np.reshape(x, 2)
    return np.array((x @ SMALL_W + SMALL_b > 0).sum() + 0.5 * (x == 0).all())


@silent_input.probe("silence", view=still_active, expected=np.array(0.0))
def units_that_are_active(silent_input, rng):
    return np.asarray(silent_input, float)


silent_input.wrong_value(
    "U7.5-D11",
    "At the origin the units receive their biases, and two of those are positive.",
    [0.0, 0.0],
)
silent_input.wrong_value(
    "U7.5-D12",
    "All three units are active there. Walk the other way.",
    [1.0, 2.0],
)
silent_input.wrong_value(
    "U7.5-D13",
    "One unit is still active. Which one? Its column of W says in which direction its "
    "pre-activation falls.",
    [-5.0, -1.0],
)
silent_input.wrong_value(
    "U7.5-D16",
    "Two units are still active. Print `x @ W + b`, and look at their columns of W: where do both "
    "pre-activations fall?",
    [1.0, 0.0],
)

faded_path_count = faded(
    "faded_path_count",
    asks="How many open paths does the small network have?",
    reference=5,
    properties={"count": 0.2},
    hints=[
        "Follow each path with a finger, from an input over an active unit to the output. How "
        "many arrive at unit 6, and how many leave it?",
        "For every active unit in the middle: the ways in, times the ways out. Then add up.",
        "Another network: unit A has 2 ways in and 2 out, unit B has 1 in and 3 out, unit C none "
        "in and 1 out. Open paths: 2 · 2 + 1 · 3 + 0 · 1 = 7.",
    ],
)


@faded_path_count.probe("count")
def paths_by_hand(faded_path_count, rng):
    return float(faded_path_count)


faded_path_count.wrong_value(
    "U7.5-D14",
    "You multiply the numbers of units, as if all connections were open. Some entries are 0.",
    12,
)
faded_path_count.wrong_value(
    "U7.5-D15",
    "These are the open connections. A path consists of two of them.",
    9,
)
faded_path_count.wrong_value(
    "U7.5-D17",
    "Unit 5 adds nothing: it has two ways on, but no way in. Multiply first, then add.",
    7,
)
faded_path_count.wrong_value(
    "U7.5-D18",
    "Three paths pass unit 6. Which other hidden unit has open ways in and on?",
    3,
)
faded_path_count.wrong_value(
    "U7.5-D19",
    "Two paths pass unit 4. Which other hidden unit has open ways in and on?",
    2,
)

prediction_steepest_weight = commit(
    "prediction_steepest_weight",
    asks="A neuron receives the input 1 over a weight w. Where is w σ'(w) largest?",
    options=["w = 0.1", "w = 1.5", "w = 4"],
    answer="w = 1.5",
    because="A small w makes the slope large and is small itself; a large w does the opposite. "
    "Between them lies a peak, at about 1.54, and it is only 0.224 high.",
)

prediction_decay = commit(
    "prediction_decay",
    asks="More weight decay: what happens to Δ in the first layer, against the last?",
    options=["it rises", "it stays", "it falls"],
    answer="it falls",
    because="Decay makes slopes larger and weights smaller. In these runs the weights lose more "
    "than the slopes gain.",
)

EXERCISES = [value for value in list(globals().values()) if isinstance(value, Exercise)]
